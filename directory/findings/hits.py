"""Possible hits: entries of exclusion lists with a like name and no number that agrees, and what was decided of them.

What is listed and counted reads the published rows and the rows of the lists that decisions are about; only one person
is ever searched for in whole lists.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from directory.casefile import case_file
from directory.findings.people import abouts, parts
from directory.findings.standing import Standing, Told, newest, standing
from directory.findings.telling import evidence_of_hit, row_told, same_row
from directory.records import ExclusionRecord, Sighting, record_from
from directory.reporting.inputs import entries_about
from directory.store.runs import READABLE
from directory.store.tables import Run, SourceRecord, Verification
from directory.verification import Case, Context, ExclusionIndex, Finding
from directory.verification.exclusions import exclusion_findings, told_entry
from directory.vocabulary import ExclusionStatus, FindingAnswer, FindingKind

Entry = Mapping[str, Any]  # directory.verification.exclusions.told_entry
POSSIBLE_HIT = ExclusionStatus.POSSIBLE_HIT


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that a published check names, and what was decided of it."""

    entry: Entry
    told: Told | None

    @property
    def open(self) -> bool:
        """Whether somebody is still to look at it; what waits for a second person is open too."""
        return self.told is None or self.told.waits

    @property
    def dismissed(self) -> bool:
        return not self.open and self.told is not None and self.told.answer is FindingAnswer.DIFFERENT


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry as it stands on its list now, and what was decided of it upon this very evidence."""

    sighting: Sighting
    record: ExclusionRecord
    evidence: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Searched:
    """One person, searched for in the lists anew: the hits, and what else the search was made with."""

    hits: list[Hit]
    case: Case
    index: ExclusionIndex
    context: Context

    def without_dismissed(self, source: str) -> Finding | None:
        """What the search of a list gives without the entries that were found to be somebody else's; None where that
        list was never read.
        """
        gone = {one.sighting.record_id for one in self.hits if _dismissed(one)}
        entries, ended = entries_about(self.case, self.index, self.context)
        left = ExclusionIndex([one for one in entries if one.record_id not in gone], ended)
        found = exclusion_findings(self.case, left, self.context)
        return next((one for one in found if one.source == source), None)


def known_hits(
    session: Session, checks: Sequence[Verification], told: Standing | None = None
) -> dict[int, list[Known]]:
    """Number of a published check that is a possible hit -> its entries with what was decided of each."""
    told = told or standing(session, FindingKind.HIT)
    decided = [one for one in checks if told.by_person.get(one.practitioner_id)]
    covering = _covering(session, decided, told)
    return {one.id or 0: _matched(one, covering.get(one.id or 0, ())) for one in checks}


def settled_hits(session: Session) -> set[int]:
    """Numbers of the published checks of which every entry was decided: nobody is asked about them again."""
    told = standing(session, FindingKind.HIT)
    settled: set[int] = set()
    for part in parts(sorted(told.by_person)):
        query = select(Verification).where(
            col(Verification.practitioner_id).in_(part), Verification.status == POSSIBLE_HIT.value
        )
        for number, entries in known_hits(session, session.exec(query).all(), told).items():
            if all(not one.open for one in entries):
                settled.add(number)
    return settled


def search(session: Session, practitioner_id: str, today: date, told: Standing | None = None) -> Searched | None:
    """One person searched for in the lists as they stand; None when nobody is shown under the id. Reads every entry of
    every list: seconds, where the lists are whole.
    """
    file = case_file(session, practitioner_id, today)
    if file is None:
        return None
    told = told or standing(session, FindingKind.HIT)
    about = abouts(session, [practitioner_id])[practitioner_id]
    own = told.by_person.get(practitioner_id, ())
    hits = []
    for sighting in entries_about(file.case, file.exclusions, file.context)[0]:
        alone = exclusion_findings(file.case, ExclusionIndex([sighting]), file.context)
        if any(one.source == sighting.source and one.status is POSSIBLE_HIT for one in alone):
            assert isinstance(sighting.record, ExclusionRecord)
            evidence = evidence_of_hit(about, sighting.source, sighting.record)
            hits.append(Hit(sighting, sighting.record, evidence, _standing_for(session, own, evidence, sighting)))
    return Searched(hits, file.case, file.exclusions, file.context)


def _dismissed(hit: Hit) -> bool:
    return hit.told is not None and not hit.told.waits and hit.told.answer is FindingAnswer.DIFFERENT


def _standing_for(session: Session, own: Sequence[Told], evidence: str, now: Sighting) -> Told | None:
    about = []
    for told in own:
        then = session.get(SourceRecord, told.row.record_id) if told.row.source == now.source else None
        if then is not None and (then.key == now.record.key or same_row(then.payload, now.record.to_payload())):
            about.append(told)
    return newest(about, evidence)


# --- by the published rows ----------------------------------------------------------------------------------------


def _covering(session: Session, checks: Sequence[Verification], told: Standing) -> dict[int, list[tuple[Entry, Told]]]:
    """Number of a check -> the entries that stand on its list as they were decided about, each with the decision."""
    about = abouts(session, {one.practitioner_id for one in checks})
    rows = _rows_decided(session, [one for check in checks for one in told.by_person[check.practitioner_id]])
    found: dict[int, list[tuple[Entry, Told]]] = {}
    for check in checks:
        if check.practitioner_id not in about:
            continue
        groups: dict[int, list[Told]] = {}
        for one in told.by_person[check.practitioner_id]:
            row = rows.get(one.row.record_id or 0)
            if row is not None and row.source == check.source:
                groups.setdefault(row.id or 0, []).append(one)
        now = {row.id: row for row in rows.values()}
        for number, group in groups.items():
            record = record_from(now[number].kind, now[number].payload)
            assert isinstance(record, ExclusionRecord)
            evidence = evidence_of_hit(about[check.practitioner_id], now[number].source, record)
            if (standing_one := newest(group, evidence)) is not None:
                found.setdefault(check.id or 0, []).append((told_entry(record), standing_one))
    return found


def _rows_decided(session: Session, told: Sequence[Told]) -> dict[int, SourceRecord]:
    """Number of a record that was decided about -> the row that stands on the list now: itself, or the one that is
    written otherwise and says the same.
    """
    found: dict[int, SourceRecord] = {}
    ended: list[SourceRecord] = []
    for part in parts(sorted({one.row.record_id for one in told if one.row.record_id is not None})):
        for row in session.exec(select(SourceRecord).where(col(SourceRecord.id).in_(part))):
            if row.ended_run is None:
                found[row.id or 0] = row
            else:
                ended.append(row)
    for source in {row.source for row in ended}:
        wanted: dict[str, list[SourceRecord]] = {}
        for then in ended:
            if then.source == source:
                wanted.setdefault(row_told(then.payload), []).append(then)
        for row in _current(session, source):
            for then in wanted.get(row_told(row.payload), ()):
                if same_row(then.payload, row.payload):
                    found.setdefault(then.id or 0, row)
    return found


def _current(session: Session, source: str) -> Iterator[SourceRecord]:
    """The rows of a list that readers see."""
    query = (
        select(SourceRecord)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(SourceRecord.source == source, col(SourceRecord.ended_run).is_(None), col(Run.outcome).in_(READABLE))
    )
    return iter(session.exec(query))


def _matched(check: Verification, covering: Sequence[tuple[Entry, Told]]) -> list[Known]:
    """Each entry of a check once with its decision: of entries that read the same, as many as were decided."""
    left = Counter(_key(entry) for entry, _ in covering)
    by_key: dict[str, list[Told]] = {}
    for entry, told in covering:
        by_key.setdefault(_key(entry), []).append(told)
    found = []
    for entry in check.details.get("entries") or ():
        key = _key(entry)
        left[key] -= 1
        found.append(Known(entry, by_key[key].pop() if left[key] >= 0 else None))
    return found


def _key(entry: Entry) -> str:
    return repr(sorted(entry.items()))


def people_with_hits(session: Session, ids: Collection[str]) -> list[Verification]:
    """The published checks of these people that are possible hits."""
    return [
        row
        for part in parts(sorted(ids))
        for row in session.exec(
            select(Verification).where(
                col(Verification.practitioner_id).in_(part), Verification.status == POSSIBLE_HIT.value
            )
        )
    ]
