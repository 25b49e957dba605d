"""People while they are being put together: those of the NPI registry first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from directory.linking.holders import LicenseKey
from directory.linking.known import Known, Likeness
from directory.linking.model import Doubt, Member, Person
from directory.linking.sentences import same_name
from directory.normalize.identifiers import license_digits
from directory.normalize.names import PersonName
from directory.records import NpiRecord, Sighting

ORGANIZATION = 2


@dataclass(eq=False, slots=True)
class Draft:
    """``newest`` is the person's current NPI record, if they have one."""

    anchor: str
    known: Known
    members: list[Member]
    newest: NpiRecord | None = None
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        return tuple(member.sighting for member in self.members)

    @property
    def name(self) -> PersonName:
        return self.known.names[0]

    def told(self) -> str:
        """'Robert Stone (NPI 2000000011)'."""
        return f"{self.name.display()} (NPI {self.newest.npi})" if self.newest else self.name.display()

    def claimed_numbers(self) -> Mapping[LicenseKey, str]:
        """License keys the provider typed into NPPES, with the text as typed; a slot without a state is no key."""
        claimed: dict[LicenseKey, str] = {}
        for slot in self.newest.taxonomies if self.newest else ():
            digits = license_digits(slot.license_number)
            if slot.license_number and digits and slot.license_state and slot.profession:
                claimed.setdefault((slot.license_state, slot.profession, digits), slot.license_number)
        return claimed

    def finished(self) -> Person:
        return Person(tuple(self.members), tuple(self.doubts), self.anchor)


@dataclass(frozen=True, slots=True)
class NpiRow:
    sighting: Sighting
    record: NpiRecord
    name: PersonName | None

    @property
    def age(self) -> tuple[bool, date, object]:
        return self.name is not None, self.record.updated_on or date.min, self.sighting.read_at


@dataclass(frozen=True, slots=True)
class NpiPeople:
    """``organizations``: their names by NPI, to say so when a list gives a clinic's NPI for a person."""

    drafts: Mapping[str, Draft]
    organizations: Mapping[str, str]
    nameless: tuple[Doubt, ...]


def npi_people(rows: Iterable[tuple[Sighting, NpiRecord]]) -> NpiPeople:
    """One draft per NPI of a natural person; ``rows`` in a stable order."""
    groups: dict[str, list[NpiRow]] = {}
    organizations: dict[str, str] = {}
    for sighting, record in rows:
        name = _named(record)
        is_organization = record.organization_name and name is None
        if record.entity_type == ORGANIZATION or (record.entity_type is None and is_organization):
            organizations[record.npi] = record.organization_name or ""
        else:
            groups.setdefault(record.npi, []).append(NpiRow(sighting, record, name))
    drafts: dict[str, Draft] = {}
    nameless: list[Doubt] = []
    for npi, group in groups.items():
        ordered = sorted(group, key=lambda row: row.age, reverse=True)
        if ordered[0].name is None:
            nameless += (_nameless(row) for row in ordered)
        else:
            drafts[npi] = _draft(ordered, ordered[0].name)
    return NpiPeople(drafts, organizations, tuple(nameless))


def npi_ranks(sightings: Iterable[Sighting]) -> Iterator[tuple[int, int]]:
    """(record, its place by age) of each record of an NPI that has several: the newest is told by when they were read,
    too, which changes while the records stay as they are.
    """
    groups: dict[str, list[NpiRow]] = {}
    for sighting in sorted(sightings, key=stable):
        if isinstance(record := sighting.record, NpiRecord):
            groups.setdefault(record.npi, []).append(NpiRow(sighting, record, _named(record)))
    for group in groups.values():
        if len(group) > 1:
            ordered = sorted(group, key=lambda row: row.age, reverse=True)
            yield from ((row.sighting.record_id, rank) for rank, row in enumerate(ordered))


def _named(record: NpiRecord) -> PersonName | None:
    return record.name if record.name and (record.name.last or record.name.first) else None


def _nameless(row: NpiRow) -> Doubt:
    npi = row.record.npi
    return Doubt(row.sighting, (), "incomplete", f"the NPI registry names nobody for NPI {npi}", f"npi:{npi}")


def _draft(ordered: list[NpiRow], name: PersonName) -> Draft:
    """The newest named record is the person; older ones join unless their name contradicts."""
    newest = ordered[0]
    npi = newest.record.npi
    draft = Draft(
        anchor=f"npi:{npi}",
        known=Known((name,), newest.record.other_names),
        members=[Member(newest.sighting, (f"NPI {npi}, {name.display()} in the NPI registry",))],
        newest=newest.record,
    )
    for row in ordered[1:]:
        if row.name is None:
            draft.members.append(Member(row.sighting, (f"same NPI {npi}; this entry holds no name",)))
        elif likeness := _likeness(draft.known, row.record, row.name):
            draft.members.append(Member(row.sighting, (f"same NPI {npi}", *same_name(likeness))))
            both = (*draft.known.listed, *row.record.other_names)
            draft.known = Known(draft.known.plus((row.name,)).names, tuple(dict.fromkeys(both)))
        else:
            draft.doubts.append(_older(draft, row, row.name))
    return draft


def _likeness(known: Known, record: NpiRecord, name: PersonName) -> Likeness | None:
    """By either side's other names; ``None`` when both ways contradict."""
    there = known.likeness(name)
    back = Known((name,), record.other_names).likeness(*known.names)
    found = (one for one in (there, back) if not one.comparison.contradicts)
    return next(found, None)


def _older(draft: Draft, row: NpiRow, name: PersonName) -> Doubt:
    npi = row.record.npi
    sentence = (
        f"NPI {npi} is {draft.name.display()} in the newest entry of the NPI registry; "
        f"this older entry says {name.display()}"
    )
    return Doubt(row.sighting, (draft.members[0].sighting.record_id,), "contradiction", sentence, f"npi:{npi}")


def in_order(drafts: Iterable[Draft]) -> Iterator[Draft]:
    return iter(sorted(drafts, key=lambda draft: draft.anchor))


def stable(sighting: Sighting) -> tuple[str, str, str, int]:
    """Sorts records, the same wherever they were read."""
    return sighting.source, sighting.scope, sighting.record.key, sighting.record_id
