"""What a record, or a row of your own file, says of each fact. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from directory.comparing_sources.model import Fact, Told
from directory.normalize.addresses import address_in
from directory.normalize.dates import parse_date
from directory.normalize.families import families, families_of_letters, family_of
from directory.normalize.folding import fold
from directory.normalize.identifiers import license_key
from directory.normalize.names import parse_full_name
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, state_code
from directory.normalize.text import clean
from directory.records import Address, LicenseRecord, ListingRecord, NpiRecord, Record, TrainingRecord
from directory.vocabulary import PRACTICE_KINDS, PROFESSION_NAMES, PlaceKind, Profession

Facts = Mapping[Fact, tuple[Told, ...]]
# The keys of a row of your own file, each with its text: a roster that was read, or a form.
OURS = (
    "name", "license_number", "license_state", "license_expires", "profession", "letters", "address", "street", "city",
    "state", "zip", "mailing_address", "phone", "web_page",
)  # fmt: skip


def facts_of(records: Sequence[Record]) -> Facts:
    """Of the records that one source has of the person; what is told twice once."""
    found: dict[Fact, dict[str, Told]] = {}
    for record in records:
        for fact, told in _of(record):
            found.setdefault(fact, {}).setdefault(told.words, told)
    return {fact: tuple(told.values()) for fact, told in found.items()}


def ours(row: Mapping[str, str]) -> Facts:
    """Of a row of your own file, by the keys of `OURS`; other keys are passed over."""
    text = {key: told for key in OURS if (told := clean(row.get(key)))}
    found: dict[Fact, tuple[Told, ...]] = {}
    if name := parse_full_name(text.get("name")):
        found[Fact.NAME] = (Told(words=text["name"], name=name),)
    kind = text.get("profession")
    told_families = _families(kind) if kind else frozenset[str]()
    if kind:
        found[Fact.PROFESSION] = (Told(words=kind, families=told_families),)
    if letters := text.get("letters"):
        found[Fact.LETTERS] = (Told(words=letters, families=families_of_letters([letters])),)
    state = state_code(text["license_state"]) if "license_state" in text else None
    number = text.get("license_number")
    if number and state:
        license_ = _license(state, number, told_families)
        found[Fact.LICENSE] = (license_,)
        if day := _day(text.get("license_expires")):
            found[Fact.EXPIRES] = (Told(words=f"{license_.words}: {day}", of=license_.of, day=day),)
    place = _place(text)
    if place is not None:
        found[Fact.PRACTICE] = (Told(words=_shown(place), address=place),)
    if mailing := _parsed(text.get("mailing_address"), PlaceKind.MAILING):
        found[Fact.MAILING] = (Told(words=_shown(mailing), address=mailing),)
    if phone := _phone(text.get("phone"), place):
        found[Fact.PHONE] = (phone,)
    if page := _page(text.get("web_page"), place):
        found[Fact.PAGE] = (page,)
    return found


def _of(record: Record) -> Iterator[tuple[Fact, Told]]:
    match record:
        case NpiRecord():
            yield from _of_npi(record)
        case LicenseRecord() if record.authority is None:
            yield from _of_license(record)
        case TrainingRecord():
            yield from _of_training(record)
        case ListingRecord():
            yield from _of_listing(record)


def _of_npi(record: NpiRecord) -> Iterator[tuple[Fact, Told]]:
    if record.name is not None:
        yield Fact.NAME, Told(words=record.name.display(), name=record.name)
    for other in record.other_names:
        yield Fact.FORMER, Told(words=other.display(), name=other)
    if record.credential_text:
        letters = record.credential_text
        yield Fact.LETTERS, Told(words=letters, families=families_of_letters([letters]))
    known = [slot.profession for slot in record.taxonomies if slot.profession]
    if known:
        # A taxonomy that none of ours is tells nothing of what else the person may be.
        all_known = len(known) == len(record.taxonomies)
        told = frozenset(map(family_of, known)) if all_known else frozenset[str]()
        yield Fact.PROFESSION, Told(words=_professions(known), families=told)
    for slot in record.taxonomies:
        if slot.license_number and slot.license_state:
            kinds = frozenset({family_of(slot.profession)}) if slot.profession else frozenset[str]()
            yield Fact.LICENSE, _license(slot.license_state, slot.license_number, kinds)
    for address in record.addresses:
        yield from _placed(address, None)


def _of_license(record: LicenseRecord) -> Iterator[tuple[Fact, Told]]:
    own = frozenset({family_of(record.profession)})
    number = _license(record.jurisdiction, record.number, own)
    yield Fact.NAME, Told(words=record.name.display(), name=record.name)
    yield Fact.PROFESSION, Told(words=_professions([record.profession]), families=own)
    yield Fact.LICENSE, number
    status = record.raw_status or record.status.value
    yield Fact.STATUS, Told(words=f"{number.words}: {status}", of=number.of, status=record.status)
    if record.expires is not None:
        yield Fact.EXPIRES, Told(words=f"{number.words}: {record.expires}", of=number.of, day=record.expires)


def _of_training(record: TrainingRecord) -> Iterator[tuple[Fact, Told]]:
    yield Fact.NAME, Told(words=record.raw_name, name=record.name)
    yield Fact.LETTERS, Told(words=record.credential, families=families_of_letters([record.credential]))
    own = frozenset({family_of(record.profession)}) if record.profession else frozenset[str]()
    if record.profession:
        yield Fact.PROFESSION, Told(words=_professions([record.profession]), families=own)
    if record.license_number and record.license_state:
        yield Fact.LICENSE, _license(record.license_state, record.license_number, own)


def _of_listing(record: ListingRecord) -> Iterator[tuple[Fact, Told]]:
    if record.name is not None:
        yield Fact.NAME, Told(words=record.raw_name or record.name.display(), name=record.name)
    if record.letters:
        yield Fact.LETTERS, Told(words=", ".join(record.letters), families=families_of_letters(record.letters))
    own = frozenset({family_of(record.profession)}) if record.profession else frozenset[str]()
    if record.profession:
        yield Fact.PROFESSION, Told(words=_professions([record.profession]), families=own)
    if record.license_number and record.license_state:
        yield Fact.LICENSE, _license(record.license_state, record.license_number, own)
    if record.address is not None:
        yield from _placed(record.address, record.website)
    elif page := _page(record.website, None):
        yield Fact.PAGE, page


def _placed(address: Address, website: str | None) -> Iterator[tuple[Fact, Told]]:
    if address.kind is PlaceKind.MAILING:
        yield Fact.MAILING, Told(words=_shown(address), address=address)
    if address.kind not in PRACTICE_KINDS:
        return  # a board's address of record may be a home
    yield Fact.PRACTICE, Told(words=_shown(address), address=address)
    if phone := _phone(address.phone, address):
        yield Fact.PHONE, phone
    if page := _page(website, address):
        yield Fact.PAGE, page


def _license(state: str, number: str, kinds: frozenset[str]) -> Told:
    key = license_key(number)
    of = (state, key.digits if key else fold(number))
    return Told(words=f"{state} {number}", of=of, number=number, families=kinds)


def _phone(text: str | None, place: Address | None) -> Told | None:
    phone = clean_phone(text)
    return Told(words=phone, digits="".join(filter(str.isdigit, phone)), address=place) if phone else None


def _page(text: str | None, place: Address | None) -> Told | None:
    """A page by its host, without www."""
    if not text:
        return None
    try:
        host = urlsplit(text if "://" in text else f"https://{text}").hostname
    except ValueError:
        return None
    return Told(words=text, host=host.lower().removeprefix("www."), address=place) if host else None


def _place(text: Mapping[str, str]) -> Address | None:
    if "address" in text:
        return _parsed(text["address"], PlaceKind.PRACTICE)
    state = state_code(text["state"]) if "state" in text else None
    if not (state or "city" in text or "zip" in text):
        return None
    return Address(
        kind=PlaceKind.PRACTICE, line1=text.get("street"), city=text.get("city"), state=state,
        zip5=clean_zip(text.get("zip")), phone=clean_phone(text.get("phone")),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    """None for what is no day in any form that we know."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _parsed(text: str | None, kind: PlaceKind) -> Address | None:
    found = address_in(text)
    if found is None:
        return None
    return Address(kind=kind, line1=found.line1, line2=found.line2, city=found.city, state=found.state, zip5=found.zip5)


def _shown(address: Address) -> str:
    town = " ".join(part for part in (address.city and f"{address.city},", address.state, address.zip5) if part)
    return ", ".join(part for part in (address.line1, address.line2, town) if part)


def _professions(known: Sequence[Profession]) -> str:
    return ", ".join(dict.fromkeys(PROFESSION_NAMES[one] for one in known))


def _families(kind: str) -> frozenset[str]:
    """Of a profession in our codes, in letters or in words."""
    if kind.upper() in set(Profession):
        return frozenset({family_of(Profession(kind.upper()))})
    return families((kind,), (kind,))
