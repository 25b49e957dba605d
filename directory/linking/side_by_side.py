"""Two sides of a question of identity as a person compares them: fact by fact, with what each comparison says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product

from directory.normalize.folding import split_suffix
from directory.normalize.identifiers import license_digits
from directory.normalize.names import (
    Agreement,
    PersonName,
    fold,
    given_names_agree,
    middles_agree,
    suffixes_agree,
    surnames_agree,
)
from directory.records import Address, LicenseRecord, ListingRecord, NpiRecord, Record, TrainingRecord
from directory.vocabulary import PROFESSION_NAMES, PlaceKind, Profession

Facts = Mapping["Fact", tuple[str, ...]]


class Fact(StrEnum):
    """What is compared, in the order in which it is shown."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given name"
    MIDDLE = "middle name"
    SUFFIX = "suffix"
    PROFESSION = "profession"
    LETTERS = "letters after the name"
    NPI = "NPI"
    LICENSE = "license number"
    CERTIFICATE = "certificate number"
    STREET = "street"
    CITY = "city"
    ZIP = "ZIP code"
    STATE = "state"
    PHONE = "phone"
    SEX = "sex"
    ROLE = "role"
    ORGANIZATION = "clinic or issuer"


PARTS = (Fact.SURNAME, Fact.GIVEN, Fact.MIDDLE, Fact.SUFFIX)  # of a name


class Says(StrEnum):
    """What comparing one fact says."""

    SAME = "same"
    FITS = "fits"
    DIFFERS = "differs"
    UNCLEAR = "unclear"
    LEFT_ONLY = "left only"
    RIGHT_ONLY = "right only"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both sides, as their records write it."""

    fact: Fact
    left: tuple[str, ...]
    right: tuple[str, ...]
    says: Says


def side_by_side(left: Sequence[Record], right: Sequence[Record]) -> list[Row]:
    """All facts that either side tells; whole names stand for themselves, and are compared by their parts."""
    ours, theirs = facts_of(left), facts_of(right)
    names = tuple(product(_names(left), _names(right)))
    return [
        Row(fact, ours.get(fact, ()), theirs.get(fact, ()), _says(fact, ours, theirs, names))
        for fact in Fact
        if fact is not Fact.NAME and (ours.get(fact) or theirs.get(fact))
    ]


def facts_of(records: Iterable[Record]) -> Facts:
    """What the records tell of the person, each wording once, in the order of the records."""
    found: dict[Fact, dict[str, None]] = {}
    for fact, text in chain.from_iterable(map(_told, records)):
        if text:
            found.setdefault(fact, {})[text] = None
    return {fact: tuple(texts) for fact, texts in found.items()}


def changed(before: Facts, now: Facts) -> list[tuple[Fact, tuple[str, ...], tuple[str, ...]]]:
    """The facts whose wordings are not the same any more, as they were and as they are."""
    return [
        (fact, before.get(fact, ()), now.get(fact, ()))
        for fact in Fact
        if set(before.get(fact, ())) != set(now.get(fact, ()))
    ]


# --- what a record tells -----------------------------------------------------------------------------------------


def _told(record: Record) -> Iterator[tuple[Fact, str | None]]:
    for name in _names([record]):
        yield Fact.NAME, name.display()
        for part in PARTS:
            yield part, _part(part, name)
    match record:
        case NpiRecord():
            yield Fact.NPI, record.npi
            yield Fact.LETTERS, record.credential_text
            yield Fact.SEX, record.sex
            for slot in record.taxonomies:
                yield Fact.PROFESSION, _profession(slot.profession)
                yield Fact.LICENSE, _number(slot.license_state, slot.license_number)
            yield from _places(record.addresses)
        case LicenseRecord():
            yield Fact.PROFESSION, _profession(record.profession)
            yield Fact.LICENSE, _number(record.jurisdiction, record.number)
            yield from _places([record.address] if record.address else [])
        case TrainingRecord():
            yield Fact.PROFESSION, _profession(record.profession)
            yield Fact.NPI, record.npi
            yield Fact.LETTERS, record.credential
            yield Fact.LICENSE, _number(record.license_state, record.license_number)
            yield Fact.CERTIFICATE, record.certificate_number
            yield Fact.CITY, record.city
            yield Fact.STATE, record.state
            yield Fact.ORGANIZATION, record.issuer
        case ListingRecord():
            yield Fact.PROFESSION, _profession(record.profession)
            yield Fact.NPI, record.npi
            yield Fact.LETTERS, ", ".join(record.letters)
            yield Fact.LICENSE, _number(record.license_state, record.license_number)
            yield Fact.ROLE, record.role
            yield Fact.ORGANIZATION, record.organization
            yield from _places([record.address] if record.address else [])


def _names(records: Iterable[Record]) -> list[PersonName]:
    """The names the records give, other ones on file too; without a given name they borrow that of the first."""
    found: list[PersonName] = []
    for record in records:
        if not isinstance(record, NpiRecord | LicenseRecord | TrainingRecord | ListingRecord) or record.name is None:
            continue
        found.append(record.name)
        for other in record.other_names if isinstance(record, NpiRecord) else ():
            found.append(PersonName(last=other.last, first=other.first or record.name.first, middle=other.middle))
    return list(dict.fromkeys(found))


def _part(fact: Fact, name: PersonName) -> str | None:
    last, glued = split_suffix(name.last)
    return {
        Fact.SURNAME: last,
        Fact.GIVEN: name.first,
        Fact.MIDDLE: name.middle,
        Fact.SUFFIX: name.suffix or glued,
    }[fact]


def _profession(profession: Profession | None) -> str | None:
    return PROFESSION_NAMES[profession] if profession else None


def _number(state: str | None, number: str | None) -> str | None:
    return f"{state} {number}" if state and number else number


def _places(addresses: Iterable[Address]) -> Iterator[tuple[Fact, str | None]]:
    """Where the post goes is no place of the person's work."""
    for address in addresses:
        if address.kind is not PlaceKind.MAILING:
            yield Fact.STREET, address.line1
            yield Fact.CITY, address.city
            yield Fact.STATE, address.state
            yield Fact.ZIP, address.zip5
            yield Fact.PHONE, address.phone


# --- what comparing says -----------------------------------------------------------------------------------------

_BEST_FIRST = (Agreement.SAME, Agreement.COMPATIBLE, Agreement.UNKNOWN, Agreement.CONTRADICTS)
_OF_AGREEMENT = dict(zip(_BEST_FIRST, (Says.SAME, Says.FITS, Says.UNCLEAR, Says.DIFFERS), strict=True))


def _says(fact: Fact, ours: Facts, theirs: Facts, names: Sequence[tuple[PersonName, PersonName]]) -> Says:
    left, right = ours.get(fact, ()), theirs.get(fact, ())
    if not right:
        return Says.LEFT_ONLY
    if not left:
        return Says.RIGHT_ONLY
    if fact in PARTS:
        telling = [pair for pair in names if all(_part(fact, name) for name in pair)]  # silent names say nothing
        return _OF_AGREEMENT[min((_agreement(fact, a, b) for a, b in telling), key=_BEST_FIRST.index)]
    if {_key(fact, text) for text in left} & {_key(fact, text) for text in right}:
        return Says.SAME
    if fact is Fact.LICENSE and not {_parted(text)[0] for text in left} & {_parted(text)[0] for text in right}:
        return Says.UNCLEAR  # numbers of two states say nothing of each other
    return Says.UNCLEAR if fact in (Fact.LETTERS, Fact.ROLE, Fact.ORGANIZATION) else Says.DIFFERS


def _agreement(fact: Fact, a: PersonName, b: PersonName) -> Agreement:
    match fact:
        case Fact.SURNAME:
            return surnames_agree(a.last, b.last)
        case Fact.GIVEN:
            return given_names_agree(a, b)
        case Fact.MIDDLE:
            return middles_agree(a, b)
        case _:
            return suffixes_agree(_part(fact, a), _part(fact, b))


def _key(fact: Fact, text: str) -> str:
    """What must be equal: digits where digits name the thing, letters elsewhere."""
    if fact is Fact.LICENSE:
        state, number = _parted(text)
        return f"{state} {license_digits(number) or number}"
    digits = "".join(sign for sign in text if sign.isdigit())
    if fact in (Fact.PHONE, Fact.ZIP, Fact.NPI, Fact.CERTIFICATE) and digits:
        return digits
    return f"{digits} {fold(text)}"


def _parted(text: str) -> tuple[str, str]:
    """('WA', 'PT60012345') of 'WA PT60012345'; without a state ('', all of it)."""
    state, _, number = text.partition(" ")
    return (state, number) if len(state) == 2 and state.isupper() and number else ("", text)
