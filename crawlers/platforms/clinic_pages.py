"""The base of sources that are a clinic's own pages: what a page says becomes listings, in its words, unverified."""

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from crawlers.changed import SourceChangedError
from crawlers.platforms.clinic_markup import ClinicMarkup, MarkedPerson, Site, accepting
from crawlers.platforms.json_ld import Graph, Node, types
from crawlers.platforms.page_text import Page, page_of
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from directory.normalize.names import PersonName
from directory.normalize.offers import PersonNamed, offers_needling, people_named, said_in, services_in
from directory.records import Address, ListingRecord, Said
from directory.vocabulary import SaidKind, SourceKind, Speaker


class ClinicPageSpider(SourceSpider):
    """``owner`` is whose words the pages are. ``place``: where the practice is, as its site has it, for pages without
    markup; ``page_end``: what a whole page of the site has near its end; ``every_page_tells``: a page on the clinic
    that says nothing of it is a changed one.
    """

    kind = SourceKind.LISTING
    place: ClassVar[Address | None] = None
    page_end: ClassVar[str] = "</html"
    every_page_tells: ClassVar[bool] = False

    @classmethod
    def page(cls, body: bytes, where: str) -> Page:
        """A page of the site. Raises SourceChangedError for what cannot be read whole."""
        return page_of(body, where, cls.page_end)

    @classmethod
    def hosts(cls) -> frozenset[str]:
        """The hosts of the site, whichever mirror was asked."""
        urls = [cls.page_url, *(getattr(cls, "start_urls", None) or ())]
        return frozenset(host for url in urls if (host := urlsplit(url).hostname))

    @classmethod
    def address_of(cls, page: Page) -> str:
        """The page's address at the site: what it was asked by, what a saved page calls its own, or the site's own."""
        asked, site = urlsplit(page.where), urlsplit(cls.page_url)
        if asked.scheme not in ("http", "https"):  # a saved file
            own = page.canonical()
            return own if own and urlsplit(own).hostname in cls.hosts() else cls.page_url
        ours = asked.hostname in cls.hosts()
        host = (asked.scheme, asked.netloc) if ours else (site.scheme, site.netloc)  # else a mirror's or test server's
        return asked._replace(scheme=host[0], netloc=host[1], fragment="").geturl()

    @classmethod
    def marked(cls, page: Page) -> ClinicMarkup:
        """What the page's markup says of the clinic."""
        path = urlsplit(cls.address_of(page)).path.rstrip("/") or "/"
        return ClinicMarkup(Graph(page.markup()), Site(cls.owner, cls.hosts(), path, page.titles))

    @classmethod
    def read_clinic(cls, body: bytes, where: str, *, naming: bool = False) -> Iterator[Reading]:
        """A page on the clinic: its listing, and one for each person its markup names. ``naming``: also for those of
        whom its text says by name that they needle. Raises SourceChangedError.
        """
        page = cls.page(body, where)
        marked = cls.marked(page)
        yield from flaws(marked, where)
        text = page.text
        offered = [said for name in marked.services() for said in services_in(name)]
        says = agreed([*_accepting(marked.node), *offered, *said_in(text)])
        people: dict[str, Kept] = {}
        for number, person in enumerate(marked.people(), start=1):
            if person.wrong:
                yield Flaw("npi", f"{where}: markup: {person.raw_name!r}: {person.wrong}")
            listed = cls._marked_person(page, marked, person)
            if listed.entry in people:
                yield Dropped("named twice on a page")
            people.setdefault(listed.entry, Kept(listed, f"markup, person {number}"))
        for number, named in enumerate(people_named(text) if naming else (), start=1):
            listed = cls._named_person(page, marked, named)
            if (known := people.get(listed.entry)) and isinstance(known.record, ListingRecord):
                both = agreed([*known.record.says, *listed.says])
                people[listed.entry] = Kept(replace(known.record, says=both), known.locator)
            else:
                people[listed.entry] = Kept(listed, f"text, person {number}")
        if says or people or marked.node:
            yield Kept(replace(cls.listing(page, marked), says=says), "page")
        elif cls.every_page_tells:
            raise SourceChangedError(f"{where}: the page says nothing of what the clinic offers or who works there")
        else:
            yield Dropped("nothing told of a clinic")
        yield from people.values()

    @classmethod
    def listing(cls, page: Page, marked: ClinicMarkup, name: PersonName | None = None) -> ListingRecord:
        """What all listings of a page have: the clinic's, or that of somebody it names."""
        url = cls.address_of(page)
        parts = urlsplit(url)
        entry = parts.path + (f"?{parts.query}" if parts.query else "")
        return ListingRecord(
            entry=f"{entry}#{name.display()}" if name else entry,
            publisher=cls.owner,
            page=url,
            organization=marked.organization or cls.owner,
            name=name,
            address=marked.address or cls.place,
            website=marked.website,
        )

    @classmethod
    def _marked_person(cls, page: Page, marked: ClinicMarkup, person: MarkedPerson) -> ListingRecord:
        base = cls.listing(page, marked, person.name)
        # A Physician is an office too; the address of a mere Person may be a home.
        office = marked.address_of(person.node) if "Physician" in types(person.node) else None
        offered = [said for name in marked.services(person.node) for said in services_in(name, of=Speaker.PERSON)]
        return replace(
            base,
            raw_name=person.raw_name,
            letters=person.letters,
            unknown_letters=person.unknown,
            role=person.role,
            npi=person.npi,
            license_number=person.license_number,
            license_state=person.license_state,
            address=base.address or office,
            says=agreed([*_accepting(person.node, Speaker.PERSON), *offered]),
        )

    @classmethod
    def _named_person(cls, page: Page, marked: ClinicMarkup, person: PersonNamed) -> ListingRecord:
        technique = Said(kind=SaidKind.TECHNIQUE, code="dry_needling", quote=person.quote, of=Speaker.PERSON)
        named = [one.code for one in said_in(person.quote) if offers_needling([one])]
        return replace(
            cls.listing(page, marked, person.name),
            raw_name=person.raw,
            letters=person.letters,
            unknown_letters=person.unknown,
            says=tuple(replace(technique, code=code) for code in named or [technique.code]),
        )


def flaws(marked: ClinicMarkup, where: str) -> Iterator[Flaw]:
    """What of a page's markup could not be read."""
    yield from (Flaw("markup", f"{where}: {wrong}") for wrong in marked.graph.wrong)


def agreed(says: Iterable[Said]) -> tuple[Said, ...]:
    """Each statement once; where both 'yes' and 'no' are said, neither."""
    once = {(said.kind, said.code, said.of): said for said in reversed(list(says))}
    torn = {of for of in Speaker if {(SaidKind.ACCEPTING_PATIENTS, word, of) for word in ("yes", "no")} <= once.keys()}
    kept = (said for said in reversed(once.values()))
    return tuple(said for said in kept if said.kind is not SaidKind.ACCEPTING_PATIENTS or said.of not in torn)


def _accepting(node: Node | None, of: Speaker = Speaker.CLINIC) -> list[Said]:
    word = accepting(node)
    if node is None or word is None:
        return []
    quote = f'"isAcceptingNewPatients": {json.dumps(node["isAcceptingNewPatients"])}'
    return [Said(kind=SaidKind.ACCEPTING_PATIENTS, code=word, quote=quote, of=of)]
