"""Keys of one record: with which others it is decided, under which it is found, under which it asks, and is counted."""

from collections.abc import Iterable, Iterator

from directory.linking.drafts import ORGANIZATION
from directory.linking.holders import LicenseRow, key_of, without_type
from directory.linking.keys import asked_keys, stored_keys
from directory.linking.parties import merged, party_of
from directory.linking.side import Side, side_of
from directory.normalize.identifiers import license_digits
from directory.records import LicenseRecord, ListingRecord, NpiRecord, Record, Sighting, TrainingRecord
from directory.vocabulary import Profession

Naming = tuple[str, str | None, str]  # folded surname, state (None: all of them), folded given name


def register_side(record: Record) -> Side | None:
    """A record of a register, folded; None for entries, which prove nobody, for organizations, and without a name."""
    if not isinstance(record, NpiRecord | LicenseRecord):
        return None
    party = party_of(record)
    if party is None or (isinstance(record, NpiRecord) and record.entity_type == ORGANIZATION):
        return None
    return side_of(party)


def bound_keys(sighting: Sighting) -> Iterator[str]:
    """Numbers. Records that share one are decided together, and so are those that these share one with, and so on."""
    match sighting.record:
        case NpiRecord() as record:
            yield f"i|{record.npi}"
            for slot in record.taxonomies:
                if slot.profession and (digits := license_digits(slot.license_number)):
                    yield _number(slot.license_state, slot.profession, digits)
        case LicenseRecord() as record:
            state, profession, digits = key_of(LicenseRow(sighting, record))
            yield from (_number(state, profession, one) for one in (digits, *without_type(record)))
        case TrainingRecord() | ListingRecord() as record if record.name:
            if record.npi:
                yield f"i|{record.npi}"
            if record.license_state and (digits := license_digits(record.license_number)):
                professions = [record.profession] if record.profession else Profession
                yield from (_number(record.license_state, profession, digits) for profession in professions)


def _number(state: str | None, profession: Profession, digits: str) -> str:
    return f"l|{state}|{profession}|{digits}"


def found_keys(side: Side) -> frozenset[str]:
    """Under which a `register_side` is found."""
    return stored_keys(side)


def called(side: Side) -> Iterator[Naming]:
    """What a `register_side` adds to `facts.Names`."""
    yield from ((side.surname, state, side.given) for state in (*sorted(side.states), None))


def asking_keys(sightings: Iterable[Sighting]) -> frozenset[str]:
    """Under which a left side (`joining.left_sides`) asks for candidates; none without a name."""
    parties = [party for one in sightings if (party := party_of(one.record)) is not None]
    return asked_keys(side_of(merged(parties))) if parties else frozenset()
