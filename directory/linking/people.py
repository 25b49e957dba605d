"""Questions about linked people: what they are called, what they were called, who else is called so nearby."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from directory.linking.model import Person
from directory.normalize.folding import given_forms, surname_forms
from directory.normalize.names import PersonName, fold
from directory.records import LicenseRecord, NpiRecord, TrainingRecord
from directory.vocabulary import PRACTICE_KINDS, Profession


def display_name(person: Person) -> PersonName:
    """As the newest NPI record says, else as the board says."""
    return next(_own_names(person), PersonName())


def former_names(person: Person) -> tuple[PersonName, ...]:
    """NPPES' other names and names of other records with another surname or given name; each once."""
    shown = _folded(display_name(person))
    found = {_folded(name): name for name in reversed([*_listed_names(person), *_own_names(person)]) if name.last}
    return tuple(found[key] for key in sorted(found) if key != shown)


def look_alikes(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Anchor -> anchors of others in one state who may be taken for the person, where there are any; always mutual.

    Former surnames and the halves of double ones count, as readers know either. So do nicknames, but within one
    profession only: of 4,720 clinicians of the NPI registry former surnames add 1 % of pairs to those of the very same
    name, halves 9 %, nicknames 39 %.
    """
    namesakes: dict[tuple[str, str], dict[str, list[Person]]] = {}  # by a form of the surname and state, then given
    for person in people:
        states = _states(person)
        for surname, given in _called(person):
            for state in states:
                namesakes.setdefault((surname, state), {}).setdefault(given, []).append(person)
    alike: dict[str, set[str]] = {}
    for by_given in namesakes.values():
        for one, other in _pairs(by_given):
            if one.anchor != other.anchor:
                alike.setdefault(one.anchor, set()).add(other.anchor)
                alike.setdefault(other.anchor, set()).add(one.anchor)
    return {anchor: tuple(sorted(alike[anchor])) for anchor in sorted(alike)}


def _pairs(by_given: Mapping[str, Sequence[Person]]) -> Iterator[tuple[Person, Person]]:
    """Of one surname in one state: the very same given name, or a nickname within one profession."""
    for given, bearers in by_given.items():
        yield from combinations(bearers, 2)
        for form in given_forms(given) if len(by_given) > 1 else ():
            others = by_given.get(form, ()) if form != given else ()
            yield from (
                (one, other) for one, other in product(bearers, others) if _professions(one) & _professions(other)
            )


def _called(person: Person) -> set[tuple[str, str]]:
    """(form of a surname, given name), folded; a former surname goes with the person's given name."""
    own = list(_own_names(person))
    called = [(name.last, name.first) for name in own]
    first = next((name.first for name in own if name.first), None)
    called += [(name.last, name.first or first) for name in _listed_names(person)]
    return {(form, fold(given)) for last, given in called if given for form in surname_forms(last)}


def _folded(name: PersonName) -> tuple[str, str]:
    return fold(name.last), fold(name.first)


def _own_names(person: Person) -> Iterator[PersonName]:
    for member in person.members:
        record = member.sighting.record
        if isinstance(record, NpiRecord | LicenseRecord | TrainingRecord) and record.name:
            yield record.name


def _listed_names(person: Person) -> Iterator[PersonName]:
    """As NPPES adds them to the person's own name."""
    for member in person.members:
        if isinstance(member.sighting.record, NpiRecord):
            yield from member.sighting.record.other_names


def _professions(person: Person) -> frozenset[Profession]:
    found: set[Profession | None] = set()
    for member in person.members:
        record = member.sighting.record
        if isinstance(record, LicenseRecord):
            found.add(record.profession)
        elif isinstance(record, NpiRecord):
            found.update(slot.profession for slot in record.taxonomies)
    return frozenset(profession for profession in found if profession)


def _states(person: Person) -> set[str]:
    """States of license (the board's, or as typed into NPPES) and of practice; never of mail."""
    found: set[str | None] = set()
    for member in person.members:
        record = member.sighting.record
        if isinstance(record, LicenseRecord):
            found.add(record.jurisdiction)
        elif isinstance(record, NpiRecord):
            found.update(slot.license_state for slot in record.taxonomies)
            found.update(place.state for place in record.addresses if place.kind in PRACTICE_KINDS)
    return {state for state in found if state}
