"""Records of our sources, and people put together from them, as parties to a question of identity."""

from collections.abc import Iterable

from directory.linking.party import NumberGiven, Party, Spot
from directory.normalize.bylines import bylines
from directory.normalize.families import degrees_of_letters, families_of_letters, family_of
from directory.normalize.names import PersonName, sort_key
from directory.records import Address, LicenseRecord, ListingRecord, NpiRecord, Record, TrainingRecord
from directory.vocabulary import PRACTICE_KINDS, Profession


def party_of(record: Record) -> Party | None:
    """What one record says; None where it names nobody."""
    match record:
        case NpiRecord() if record.name:
            return _of_npi(record)
        case LicenseRecord():
            return _of_license(record)
        case TrainingRecord():
            return _of_training(record)
        case ListingRecord() if record.name:
            return _of_listing(record)
    return None


def merged(parties: Iterable[Party]) -> Party:
    """One person out of several records that are known to be theirs; the first gives the name.

    Raises ValueError without any.
    """
    first, *others = parties
    if not others:
        return first
    every = (first, *others)
    names = {sort_key(first.name): first.name}
    for one in every:
        for name in (one.name, *one.other_names):
            names.setdefault(sort_key(name), name)
    return Party(
        name=_fullest(first.name, [one.name for one in others]),
        other_names=tuple(name for key, name in names.items() if key != sort_key(first.name)),
        families=frozenset().union(*(one.families for one in every)),
        degrees=frozenset().union(*(one.degrees for one in every)),
        specialty=next((one.specialty for one in every if one.specialty), None),
        spots=tuple(dict.fromkeys(spot for one in every for spot in one.spots)),
        sex=next((one.sex for one in every if one.sex), None),
        npi=next((one.npi for one in every if one.npi), None),
        numbers=tuple(dict.fromkeys(number for one in every for number in one.numbers)),
        phones=frozenset().union(*(one.phones for one in every)),
    )


def _fullest(name: PersonName, others: list[PersonName]) -> PersonName:
    """The name with the middle name and suffix that only another record of the person gives."""
    middle = max((other.middle or "" for other in (name, *others)), key=len) if not name.middle else name.middle
    suffix = name.suffix or next((other.suffix for other in others if other.suffix), None)
    return PersonName(last=name.last, first=name.first, middle=middle or None, suffix=suffix)


def _of_npi(record: NpiRecord) -> Party:
    assert record.name is not None
    practice = [place for place in record.addresses if place.kind in PRACTICE_KINDS]
    letters = [record.credential_text] if record.credential_text else []
    return Party(
        name=record.name,
        other_names=record.other_names,
        families=_families(slot.profession for slot in record.taxonomies),
        degrees=degrees_of_letters(letters),
        spots=_in_states(_spots(practice), [slot.license_state for slot in record.taxonomies]),
        sex=record.sex if record.sex in ("F", "M") else None,
        npi=record.npi,
        numbers=tuple(
            NumberGiven(slot.license_number, slot.license_state, _families([slot.profession]))
            for slot in record.taxonomies
            if slot.license_number and slot.license_state and slot.profession
        ),
        phones=frozenset(place.phone for place in practice if place.phone),
    )


def _of_license(record: LicenseRecord) -> Party:
    families = _families([record.profession])
    places = [record.address] if record.address else []
    return Party(
        name=record.name,
        families=families,
        spots=_in_states(_spots(places), [record.jurisdiction]),
        numbers=(NumberGiven(record.number, record.jurisdiction, families),),
    )


def _of_training(record: TrainingRecord) -> Party:
    letters = [found.raw for line in bylines(record.raw_name)[:1] for found in line.letters]
    families = _families([record.profession]) or families_of_letters(letters)
    return Party(
        name=record.name,
        families=families,
        degrees=degrees_of_letters(letters),
        spots=(Spot(city=record.city, state=record.state),) if record.state else (),
        npi=record.npi,
        numbers=_given(record, families),
    )


def _of_listing(record: ListingRecord) -> Party:
    assert record.name is not None
    letters = (*record.letters, *record.unknown_letters)
    families = _families([record.profession]) or families_of_letters(letters)
    return Party(
        name=record.name,
        families=families,
        degrees=degrees_of_letters(letters),
        spots=_spots([record.address] if record.address else []),
        npi=record.npi,
        numbers=_given(record, families),
    )


def _given(record: TrainingRecord | ListingRecord, families: frozenset[str]) -> tuple[NumberGiven, ...]:
    return (NumberGiven(record.license_number, record.license_state, families),) if record.license_number else ()


def _families(professions: Iterable[Profession | None]) -> frozenset[str]:
    return frozenset(family_of(profession) for profession in professions if profession)


def _spots(places: Iterable[Address]) -> tuple[Spot, ...]:
    spots = (Spot(place.line1, place.city, place.state, place.zip5) for place in places if place.state or place.zip5)
    return tuple(dict.fromkeys(spots))


def _in_states(spots: tuple[Spot, ...], states: Iterable[str | None]) -> tuple[Spot, ...]:
    """The places, and the states of licenses that none of them is in: whoever is licensed there may work there."""
    known = {spot.state for spot in spots}
    return (*spots, *(Spot(state=state) for state in dict.fromkeys(states) if state and state not in known))
