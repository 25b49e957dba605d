"""The whole of linking: sightings in, people out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from directory.linking.attaching import Entry, Register, attach
from directory.linking.by_evidence import attach_by_evidence, join_holders
from directory.linking.claims import link_licenses
from directory.linking.drafts import Draft, NpiPeople, in_order, npi_people, stable
from directory.linking.facts import Facts, Names
from directory.linking.holders import Holder, LicenseKey, LicenseRow, holders_by_key
from directory.linking.model import Linking, Question
from directory.linking.recordkeys import register_side
from directory.records import LicenseRecord, ListingRecord, NpiRecord, Sighting, TrainingRecord


def link(sightings: Iterable[Sighting], facts: Facts | None = None) -> Linking:
    """People by NPI, licenses joined by number and name, the rest of the licenses, then entries of training lists and
    listings; whatever no number leads to is decided by evidence, or becomes a question for people.

    Exclusions and NPIs of organizations are not looked at. The order of ``sightings`` plays no part. Without ``facts``
    no register counts as complete, and nothing is settled by evidence.
    """
    return link_with_sides(sightings, facts or Facts())[0]


def link_with_sides(sightings: Iterable[Sighting], facts: Facts) -> tuple[Linking, list[tuple[Sighting, ...]]]:
    """What `link` answers, with the `left_sides`."""
    records = _sorted_out(sightings)
    if facts.names is None:
        every = (*(sighting for sighting, _ in records.npis), *(row.sighting for row in records.board_rows))
        facts = replace(facts, names=Names.of(side for one in every if (side := register_side(one.record))))
    first = _by_number(records, facts)
    people, alone, sides = first.people, first.alone, list(_sides(records, first.alone))
    joined, questions, lone = join_holders(people.drafts.values(), alone, facts)
    draft_of = {anchor: joined.get(draft.anchor, draft) for anchor, draft in first.draft_of.items()}
    drafts = [*people.drafts.values(), *(draft for draft in alone if draft.anchor not in joined)]
    register = Register(people, first.holders, draft_of, _by_digits(first.holders), facts)
    refused = attach(register, records.authorities, records.entries)
    unlinked, more, entries = attach_by_evidence(drafts, refused, facts)
    left = sorted([*people.nameless, *unlinked], key=lambda doubt: stable(doubt.sighting))
    linking = Linking(
        tuple(draft.finished() for draft in in_order(drafts)),
        tuple(left),
        tuple(sorted([*questions, *more], key=rank)),
        tuple(sorted([*lone, *entries], key=lambda one: one.record_id)),
    )
    return linking, sides


def left_sides(sightings: Iterable[Sighting], facts: Facts) -> Iterator[tuple[Sighting, ...]]:
    """The records of each side that may have to be decided by evidence: every entry, and who is known from boards
    alone. ``sightings`` holds with each record all those that share one of its `recordkeys.bound_keys`.
    """
    records = _sorted_out(sightings)
    return _sides(records, _by_number(records, facts).alone)


@dataclass(frozen=True, slots=True)
class _Records:
    npis: list[tuple[Sighting, NpiRecord]] = field(default_factory=list)
    licenses: list[LicenseRow] = field(default_factory=list)
    authorities: list[LicenseRow] = field(default_factory=list)
    entries: list[tuple[Sighting, Entry]] = field(default_factory=list)

    @property
    def board_rows(self) -> list[LicenseRow]:
        return [*self.licenses, *self.authorities]


def _sorted_out(sightings: Iterable[Sighting]) -> _Records:
    found = _Records()
    for sighting in sorted(sightings, key=stable):
        match sighting.record:
            case NpiRecord() as record:
                found.npis.append((sighting, record))
            case LicenseRecord() as record:
                (found.authorities if record.authority else found.licenses).append(LicenseRow(sighting, record))
            case TrainingRecord() | ListingRecord() as record:
                found.entries.append((sighting, record))
    return found


@dataclass(frozen=True, slots=True)
class _ByNumber:
    """``draft_of``: by holder anchor; ``alone``: people known from boards alone."""

    people: NpiPeople
    holders: Mapping[LicenseKey, tuple[Holder, ...]]
    draft_of: Mapping[str, Draft]
    alone: list[Draft]


def _sides(records: _Records, alone: Iterable[Draft]) -> Iterator[tuple[Sighting, ...]]:
    yield from (draft.sightings for draft in alone)
    yield from ((sighting,) for sighting, _ in records.entries)


def _by_number(records: _Records, facts: Facts) -> _ByNumber:
    people, holders = npi_people(records.npis), holders_by_key(records.licenses)
    draft_of, alone = link_licenses(people.drafts.values(), holders, facts)
    return _ByNumber(people, holders, draft_of, alone)


def _by_digits(keys: Iterable[LicenseKey]) -> dict[tuple[str, str], list[LicenseKey]]:
    found: dict[tuple[str, str], list[LicenseKey]] = {}
    for key in sorted(keys):
        found.setdefault((key[0], key[2]), []).append(key)
    return found


def rank(question: Question) -> tuple[float, tuple[str, str, str, int], str]:
    """Sorts questions, the most telling first."""
    return -question.probability, stable(question.left), question.right_anchor
