"""Questions about linked people: what they are called, what they were called, who else is called so nearby."""

from collections.abc import Iterator, Sequence
from itertools import chain

from directory.linking.model import Person
from directory.normalize.names import PersonName, fold
from directory.records import LicenseRecord, NpiRecord, TrainingRecord
from directory.vocabulary import PlaceKind

_PRACTICE = (PlaceKind.PRACTICE, PlaceKind.SECONDARY_PRACTICE)


def display_name(person: Person) -> PersonName:
    """As the newest NPI record says, else as the board says."""
    return next(_own_names(person), PersonName())


def former_names(person: Person) -> tuple[PersonName, ...]:
    """NPPES' other names and names of other records with another surname or given name; each once."""
    listed = chain.from_iterable(
        member.sighting.record.other_names for member in person.members if isinstance(member.sighting.record, NpiRecord)
    )
    shown = _folded(display_name(person))
    found = {_folded(name): name for name in reversed([*listed, *_own_names(person)]) if name.last}
    return tuple(found[key] for key in sorted(found) if key != shown)


def look_alikes(people: Sequence[Person]) -> dict[str, tuple[str, ...]]:
    """Anchor -> anchors of other people of the same surname and given name in one state, where there are any."""
    by_name: dict[tuple[str, str, str], list[str]] = {}
    for person in people:
        names = {_folded(name) for name in _own_names(person) if name.last and name.first}
        for place in {(last, first, state) for last, first in names for state in _states(person)}:
            by_name.setdefault(place, []).append(person.anchor)
    alike: dict[str, set[str]] = {}
    for anchors in by_name.values():
        if len(anchors) > 1:
            for anchor in anchors:
                alike.setdefault(anchor, set()).update(anchors)
    return {anchor: tuple(sorted(alike[anchor] - {anchor})) for anchor in sorted(alike)}


def _folded(name: PersonName) -> tuple[str, str]:
    return fold(name.last), fold(name.first)


def _own_names(person: Person) -> Iterator[PersonName]:
    for member in person.members:
        record = member.sighting.record
        if isinstance(record, NpiRecord | LicenseRecord | TrainingRecord) and record.name:
            yield record.name


def _states(person: Person) -> set[str]:
    """States of license (the board's, or as typed into NPPES) and of practice; never of mail."""
    found: set[str | None] = set()
    for member in person.members:
        record = member.sighting.record
        if isinstance(record, LicenseRecord):
            found.add(record.jurisdiction)
        elif isinstance(record, NpiRecord):
            found.update(slot.license_state for slot in record.taxonomies)
            found.update(place.state for place in record.addresses if place.kind in _PRACTICE)
    return {state for state in found if state}
