"""Practitioner and clinic finders: one reply with all entries, whatever plugin or service makes it (listings.md 4).

An issuer's own finder of its graduates gives training records; a directory or a clinic chain gives listings, which are
claims. A platform knows its address, its envelope and the plugin's own fields; a site says which of them hold what.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.platforms.entry_parts import address_of, byline, holder_in, own_letters, people_in, place_of
from crawlers.platforms.entry_text import lines_of, web_address
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from crawlers.text import parsed_json, surprise
from directory.normalize.bylines import Byline, bylines
from directory.normalize.identifiers import clean_npi
from directory.normalize.letters import letters_key
from directory.normalize.places import state_code
from directory.normalize.text import clean, damaged
from directory.records import ListingRecord, Said, TrainingRecord
from directory.store.frontier import Plan
from directory.vocabulary import Profession, SaidKind, SourceKind, Speaker

LONGEST = 300  # characters of a value; names and addresses are never so long
HOME = frozenset({"us", "usa", "united states", "united states of america"})


def clinics(at_least: int, at_most: int, **filled: float) -> Expect:
    """What a healthy list of clinics or people at clinics looks like."""
    return Expect(at_least, at_most, {"address.state": 0.9, **filled}, {"address.zip5": r"\d{5}"})


def graduates(at_least: int, at_most: int, **filled: float) -> Expect:
    """What a healthy list of a training body's people looks like."""
    return Expect(at_least, at_most, {"name.last": 1.0, **filled}, {"state": r"[A-Z]{2}"})


class FinderSpider(SourceSpider):
    """``fields``: role -> field, beside or instead of the platform's ``usual``; '' switches a usual one off. A field is
    'title', 'custom_fields:NPI' (that member of a list of named values), 'description#2' (that line of its text) or
    'description#Phone' (what follows this label in it).

    Roles: id, name (a byline: letters may follow), letters, organization, credential, certificate, job, npi, license,
    license_state, category, street, street2, city, state, zip, place (all of an address in one text), country, phone,
    website, page. ``categories``: category (upper case) -> technique of the vocabulary it means, where only some
    entries are ours. ``ignored``: what this site has besides, known and left alone.

    With an ``issuer`` an entry counts only when it names one person, without a word of doubt, with the issuer's own
    ``letters``: of everybody (``credential``) or in a field.
    """

    domain: ClassVar[str] = ""
    path: ClassVar[str] = ""
    envelope: ClassVar[str] = ""  # names on the way to the list of entries, parted by dots; '' = the reply itself
    plugin: ClassVar[str] = ""  # the fields that the plugin itself sends
    named: ClassVar[Mapping[str, str]] = {}  # fields that hold lists of named values -> where a member has its value
    usual: ClassVar[Mapping[str, str]] = {}
    fields: ClassVar[Mapping[str, str]] = {}
    ignored: ClassVar[Sequence[str]] = ()
    categories: ClassVar[Mapping[str, str]] = {}
    issuer: ClassVar[str | None] = None
    credential: ClassVar[str | None] = None  # letters of everybody in it, where no field says them
    bare_names: ClassVar[bool] = False  # whether all names in it are known to be people's, also those without letters
    cap: ClassVar[int | None] = None  # entries at which the server cuts a reply off without saying so

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kind = SourceKind.TRAINING if cls.issuer else SourceKind.LISTING

    def addresses(self) -> list[str]:
        return [f"https://{self.domain}{self.path}"] if self.domain else []

    def parse(self, response: Response, **_: Any) -> Iterator[Reading | Plan]:
        """Readings of a reply; bylines with letters that nobody knows are counted."""
        for reading in super().parse(response):
            record = reading.record if isinstance(reading, Kept) else None
            if any(map(self._unknown, bylines(getattr(record, "raw_name", None)))):
                self.collection.count("bylines with letters nobody knows")
            yield reading

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Entries of one reply; reaching the server's ``cap`` is a breach: nobody knows what was cut off."""
        entries = cls.entries(body, where)
        if entries:
            cls.check_fields(entries, where)
        if cls.cap and len(entries) >= cls.cap:
            yield Flaw("error", f"{where}: {len(entries)} entries came, and the server cuts off at {cls.cap}")
        for index, entry in enumerate(entries):
            yield from cls.read_entry(entry, where, f"{cls.envelope or '$'}[{index}]")

    # --- the reply ------------------------------------------------------------------------------------------------

    @classmethod
    def entries(cls, body: bytes, where: str) -> list[Mapping[str, Any]]:
        """The entries as the reply has them. Raises SourceChangedError for a reply of another shape."""
        return cls.listed(parsed_json(body, where), where)

    @classmethod
    def listed(cls, value: Any, where: str) -> list[Mapping[str, Any]]:
        """The list at the end of ``envelope``. Raises SourceChangedError."""
        if isinstance(value, Mapping) and value.get("success") is False:
            raise SourceChangedError(f"{where}: the finder answers that it failed")
        for name in filter(None, cls.envelope.split(".")):
            value = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
            raise SourceChangedError(f"{where}: {cls.envelope or 'the reply'} is not a list of entries")
        return value

    @classmethod
    def check_fields(cls, entries: Sequence[Mapping[str, Any]], where: str) -> None:
        """Raises SourceChangedError naming every field that nobody declared, and every declared one that is gone.

        Plugins send the same fields with every entry, so each must be in all; members of named lists in any.
        """
        declared = set(cls.roles().values())
        needed = {re.split("[:#]", field)[0] for field in declared}
        members = {field for field in declared if ":" in field}
        found = {name for entry in entries for name in entry}
        named = {
            f"{name}:{member.get('name')}"
            for entry in entries
            for name in cls.named
            for member in _members(entry.get(name))
        }
        missing = sorted(n for n in needed if not all(n in e for e in entries)) + sorted(members - named)
        unknown = sorted(found - needed - {*cls.plugin.split(), *cls.ignored}) + sorted(
            named - members - set(cls.ignored)
        )
        if missing or unknown:
            raise SourceChangedError(f"{where}: {surprise(missing, unknown).replace('columns', 'fields')}")

    @classmethod
    @cache
    def roles(cls) -> Mapping[str, str]:
        """Role -> field, without those switched off."""
        return {role: field for role, field in {**cls.usual, **cls.fields}.items() if field}

    # --- one entry ------------------------------------------------------------------------------------------------

    @classmethod
    def read_entry(cls, entry: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """The record of one entry, or why it is not kept, and every flaw with the field."""
        said = {role: cls._text(entry, role, field) for role, field in cls.roles().items()}
        for role, text in said.items():
            wrong = f"{len(text)} characters are too many" if text and len(text) > LONGEST else None
            if role in ("name", "organization") and damaged(text):
                wrong = "letters are lost (U+FFFD): decoded wrongly at the source"
            if wrong:
                said[role] = None
                yield Flaw("shape", f"{where}: {locator}: field {cls.roles()[role]}: {wrong}")
        if "id" in said and said["id"] is None:
            yield Flaw("shape", f"{where}: {locator}: field {cls.roles()['id']}: an entry without its id")
            yield Dropped("an entry without an id")
            return
        if said.get("country") and str(said["country"]).lower() not in HOME:
            yield Dropped(f"another country: {said['country']}")
            return
        means = [word for word in _parts(said.get("category")) if word.upper() in cls.categories]
        if cls.categories and not means:
            yield Dropped(f"another category: {said.get('category') or 'none'}")
            return
        npi = None
        try:
            npi = clean_npi(said.get("npi"))
        except ValueError as error:
            yield Flaw("npi", f"{where}: {locator}: field {cls.roles()['npi']}: {error}")
        if cls.issuer:
            said.setdefault("credential", cls.credential)
            who = holder_in(said, cls._own(), bare_names=cls.bare_names)
            yield Dropped(who) if isinstance(who, str) else Kept(cls._training(said, who, cls.issuer, npi), locator)
            return
        people = people_in(said)
        if len(people) != 1 and not said.get("organization"):
            yield Dropped("more than one person in an entry" if people else "names no person")
        else:
            yield Kept(cls._listing(said, people[0] if len(people) == 1 else None, means, npi), locator)

    @classmethod
    def _training(cls, said: Mapping[str, str | None], who: Byline, issuer: str, npi: str | None) -> TrainingRecord:
        place = place_of(said)
        return TrainingRecord(
            issuer=issuer,
            credential=said["credential"] or "",
            name=who.name,
            raw_name=byline(said),
            npi=npi,
            license_number=said.get("license"),
            license_state=state_code(said.get("license_state")) if said.get("license") else None,
            profession=cls._profession(),
            city=place.city if place else said.get("city"),
            state=place.state if place else state_code(said.get("state")),
            certificate_number=said.get("certificate"),
        )

    @classmethod
    def _listing(
        cls, said: Mapping[str, str | None], who: Byline | None, means: Sequence[str], npi: str | None
    ) -> ListingRecord:
        of = Speaker.CLINIC if said.get("organization") else Speaker.PERSON
        return ListingRecord(
            entry=said.get("id") or "",
            publisher=cls.owner,
            page=web_address(said.get("page")) or cls.page_url,
            organization=said.get("organization"),
            name=who.name if who else None,
            raw_name=byline(said) if who else None,
            letters=tuple(letters.raw for letters in who.letters) if who else (),
            unknown_letters=cls._unknown(who) if who else (),
            role=said.get("job") if who else None,
            npi=npi,
            license_number=said.get("license"),
            license_state=state_code(said.get("license_state")) if said.get("license") else None,
            profession=cls._profession() if who else None,
            address=address_of(said),
            website=web_address(said.get("website")),
            # A number stands for a category without being the phrase that a reader could check.
            says=tuple(
                Said(kind=SaidKind.TECHNIQUE, code=cls.categories[word.upper()], quote=word, of=of)
                for word in means
                if not word.isdigit()
            ),
        )

    @classmethod
    def _profession(cls) -> Profession | None:
        return cls.professions[0] if len(cls.professions) == 1 else None

    @classmethod
    def _unknown(cls, who: Byline) -> tuple[str, ...]:
        return tuple(letters for letters in who.unknown if letters_key(letters) not in cls._own())

    @classmethod
    def _own(cls) -> frozenset[str]:
        return own_letters(cls.letters, cls.credential)

    @classmethod
    def _text(cls, entry: Mapping[str, Any], role: str, field: str) -> str | None:
        top, _, part = field.partition("#")
        top, _, name = top.partition(":")
        value = entry.get(top)
        if name:
            value = [member.get(cls.named[top]) for member in _members(value) if member.get("name") == name]
        if role == "place" and isinstance(value, str):
            value = re.sub(r"\s{2,}", ", ", value.strip())  # so Super Store Finder parts street and city
        lines = lines_of(value)
        if part:
            lines = lines[int(part) - 1 : int(part)] if part.isdigit() else tuple(_labelled(lines, part))
        joint = {"name": "\n", "category": ",", "place": ", "}.get(role, " ")  # each line of a byline is a part of it
        return joint.join(lines) or None


def _members(value: Any) -> list[Mapping[str, Any]]:
    return [member for member in value if isinstance(member, Mapping)] if isinstance(value, list) else []


def _labelled(lines: Sequence[str], label: str) -> Iterator[str]:
    for line in lines:
        head, colon, rest = line.partition(":")
        if colon and head.strip().lower() == label.lower() and (text := clean(rest)):
            yield text


def _parts(text: str | None) -> list[str]:
    return [part for raw in (text or "").split(",") if (part := raw.strip())]
