"""A clinic's team page (cards with name, job and bio), its service pages, and pages that name who needles."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from msgspec.structs import replace
from parsel import Selector
from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.clinic_markup import LONGEST, ClinicMarkup
from crawlers.platforms.clinic_pages import ClinicPageSpider, flaws
from crawlers.platforms.entry_parts import people_in
from crawlers.platforms.page_text import Page, joined, text_of
from crawlers.reading import Dropped, Kept, Reading
from directory.normalize.bylines import Byline
from directory.normalize.offers import said_in
from directory.records import ListingRecord
from directory.store.frontier import Plan
from directory.vocabulary import Speaker


class TeamPageSpider(ClinicPageSpider):
    """``start_urls``: team pages. ``card``: CSS of one person's card; ``parts``: CSS of what stands in it, under name,
    bio, role and link (an address of the person's own). ``clinic_pages``: addresses of pages on what the clinic
    offers. ``naming_pages``: addresses of pages whose text names the therapists who needle.
    """

    every_page_tells = True  # each was chosen by hand
    card: ClassVar[str] = ""
    parts: ClassVar[Mapping[str, str]] = {}
    clinic_pages: ClassVar[tuple[str, ...]] = ()
    naming_pages: ClassVar[tuple[str, ...]] = ()

    def addresses(self) -> list[str]:
        return [*super().addresses(), *self.clinic_pages, *self.naming_pages]

    def first(self) -> Iterator[Plan]:
        yield from (self.ask(self.at(url), self.parse) for url in self.start_urls)
        yield from (self.ask(self.at(url), self.parse_clinic) for url in self.clinic_pages)
        yield from (self.ask(self.at(url), self.parse_naming) for url in self.naming_pages)

    def parse_clinic(self, response: Response, **_: Any) -> Iterator[Reading]:
        yield from self.read_clinic(response.body, response.url)

    def parse_naming(self, response: Response, **_: Any) -> Iterator[Reading]:
        yield from self.read_naming(response.body, response.url)

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """The people of a team page, or of a naming page where the site has no cards. Raises SourceChangedError."""
        return cls.read_team(body, where) if cls.card else cls.read_naming(body, where)

    @classmethod
    def read_team(cls, body: bytes, where: str) -> Iterator[Reading]:
        """One listing for each person of the cards; what a bio says of its person is the person's.

        Raises SourceChangedError for a page without cards, with fewer than a whole run needs, or without a part.
        """
        page = cls.page(body, where)
        marked = cls.marked(page)
        yield from flaws(marked, where)
        cards = [cls._card(page, card) for card in Selector(root=page.root).css(cls.card)]
        fewest = cls.expect.at_least if len(cls.start_urls) == 1 and not (cls.clinic_pages or cls.naming_pages) else 1
        if len(cards) < fewest:
            raise SourceChangedError(f"{where}: {len(cards)} cards like {cls.card!r}; at least {fewest} were expected")
        if empty := [
            f"{part} ({css!r})" for part, css in cls.parts.items() if not any(card.get(part) for card in cards)
        ]:
            raise SourceChangedError(f"{where}: not one of {len(cards)} cards has a text for {', '.join(empty)}")
        named: set[str] = set()
        for number, card in enumerate(cards, start=1):
            people = people_in({"name": card.get("name")})
            if not people:
                yield Dropped("a card without a name that can be told")
            for person in people:
                base = cls._named(page, marked, person, card["name"])
                if base.entry in named:
                    yield Dropped("named twice on a page")
                    continue
                named.add(base.entry)
                # What a bio of two says, of which of them does it say so?
                says = said_in(card.get("bio", ""), of=Speaker.PERSON) if len(people) == 1 else ()
                site = card.get("link") or base.website
                yield Kept(replace(base, role=card.get("role"), website=site, says=says), f"card {number}")

    @classmethod
    def _card(cls, page: Page, card: Selector) -> dict[str, str]:
        """The parts of a card that have a text. Raises SourceChangedError for two names in one: it holds several."""
        found: dict[str, str] = {}
        for part, css in cls.parts.items():
            if part == "link":
                links = (joined(cls.address_of(page), href) for href in card.css(css).xpath("@href").getall())
                texts = [link for link in links if link]
            else:
                seen = (text_of(match.root, page.where) for match in card.css(css))
                texts = [text for text in seen if text and (part == "bio" or len(text) <= LONGEST)]
            if part == "name" and len(set(texts)) > 1:
                raise SourceChangedError(f"{page.where}: a card with {len(texts)} names ({css!r}): {texts[:3]}")
            if texts:
                found[part] = "\n".join(texts) if part == "bio" else texts[0]
        return found

    @classmethod
    def _named(cls, page: Page, marked: ClinicMarkup, person: Byline, raw_name: str) -> ListingRecord:
        base = cls.listing(page, marked, person.name)
        return replace(
            base,
            raw_name=raw_name.replace("\n", ", "),
            letters=tuple(letters.raw for letters in person.letters),
            unknown_letters=person.unknown,
        )

    @classmethod
    def read_naming(cls, body: bytes, where: str) -> Iterator[Reading]:
        """The clinic, and one listing for each person of whom the text says that they needle."""
        return cls.read_clinic(body, where, naming=True)
