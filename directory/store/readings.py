"""What readers see: current versions of the last readable runs, with where they come from; now, or as known then."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, true, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from directory.records import (
    ExclusionRecord,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Record,
    Sighting,
    TrainingRecord,
    record_from,
)
from directory.store.moments import Knowledge
from directory.store.runs import READABLE
from directory.store.tables import EvidenceBody, Fetch, Run, Source, SourceRecord
from directory.vocabulary import NpiStatus, Profession, RunOutcome

LINKED = (NpiRecord.kind, LicenseRecord.kind, TrainingRecord.kind, ListingRecord.kind)
PART = 500  # rows asked for by their numbers at once
VERSION = ("id", "source", "scope", "kind", "payload", "locator", "first_run", "ended_run")
Ident = tuple[str, str, str]  # source, scope and key of a record


@dataclass(frozen=True, slots=True)
class LastRead:
    """When a scope of a source was last read well, with the source's own date."""

    run_id: int
    read_at: datetime
    as_of: date | None

    @property
    def true_of(self) -> tuple[date, datetime, int]:
        """Sorts readings by what they tell of: a page that was saved long ago may be read today."""
        return min(self.read_at.date(), self.as_of or self.read_at.date()), self.read_at, self.run_id


@dataclass(frozen=True, slots=True)
class LastAttempt:
    """How the newest finished attempt ended."""

    outcome: RunOutcome
    finished: datetime
    breaches: str


def last_reads(session: Session, known: Knowledge | None = None) -> dict[tuple[str, str], LastRead]:
    """(source, scope) -> its last readable run; with ``known``, the last one by then."""
    return {
        (run.source, run.scope): LastRead(run.id, run.finished, run.source_as_of)
        for run in _newest(session, _readable(known))
        if run.id is not None and run.finished is not None
    }


def _newest(session: Session, condition: ColumnElement[bool]) -> Sequence[Run]:
    """The newest finished run of each source and scope among those that meet the condition."""
    newest = (
        select(func.max(Run.id))
        .where(condition, col(Run.finished).is_not(None))
        .group_by(col(Run.source), col(Run.scope))
    )
    return session.exec(select(Run).where(col(Run.id).in_(newest)).order_by(col(Run.id))).all()


def _readable(known: Knowledge | None) -> ColumnElement[bool]:
    """Of runs: those that readers may see what they brought."""
    return known.runs() if known else col(Run.outcome).in_(READABLE)


def _open(known: Knowledge | None) -> ColumnElement[bool]:
    """Of versions of records: those in force, where their first run is readable."""
    return known.records() if known else col(SourceRecord.ended_run).is_(None)


def last_attempts(session: Session) -> dict[str, LastAttempt]:
    """Source -> how its newest finished run ended, whatever part of the source it was about."""
    return {source: attempt for (source, _), attempt in sorted(attempts_by_scope(session).items(), key=_finished)}


def _finished(item: tuple[tuple[str, str], LastAttempt]) -> datetime:
    return item[1].finished


def attempts_by_scope(
    session: Session, known: Knowledge | None = None, of: Collection[tuple[str, str]] | None = None
) -> dict[tuple[str, str], LastAttempt]:
    """(source, scope) -> how its newest finished run ended: one state's failure says nothing of another's data.

    ``of``: only of these; a source that is asked about single people has a scope for each of them.
    """
    asked = known.attempts() if known else true()
    if of is not None:
        asked = and_(asked, tuple_(col(Run.source), col(Run.scope)).in_(sorted(of)))
    return {
        (run.source, run.scope): LastAttempt(_outcome(run, known), run.finished, run.breaches or "")
        for run in _newest(session, asked)
        if run.finished is not None
    }


def _outcome(run: Run, known: Knowledge | None) -> RunOutcome:
    """As it was known: what an operator accepted later was a breach until then."""
    later = known is not None and run.accepted_at is not None and run.accepted_at > known.known_at
    return RunOutcome.BREACHED if later else run.outcome


def last_bodies(session: Session, known: Knowledge | None = None) -> dict[str, tuple[str, str]]:
    """Source -> (address, SHA-256) of the largest body of the newest run that read it whole: the list itself."""
    whole = (
        select(func.max(Run.id))
        .where(_readable(known), col(Run.not_modified).is_(False))
        # Where all pages were as before, no body came: those of the run before still show the list.
        .where(select(Fetch.id).where(col(Fetch.run_id) == col(Run.id)).exists())
        .group_by(col(Run.source), col(Run.scope))
    )
    query = (
        select(Run.source, Fetch.url, Fetch.sha256)
        .join(Fetch, col(Fetch.run_id) == Run.id)
        .join(EvidenceBody, col(EvidenceBody.sha256) == Fetch.sha256)
        .where(col(Run.id).in_(whole))
        .order_by(col(Run.finished), col(EvidenceBody.size), col(Fetch.id))
    )
    return {source: (url, sha256) for source, url, sha256 in session.exec(query)}


def sources(session: Session, names: Collection[str] | None = None) -> dict[str, Source]:
    """Every source by its name, or those of ``names``; sorted here: databases disagree on the order of texts."""
    query = select(Source) if names is None else select(Source).where(col(Source.name).in_(sorted(names)))
    return {source.name: source for source in sorted(session.exec(query), key=_name)}


def professions_read(session: Session, known: Knowledge | None = None) -> dict[str, frozenset[Profession]]:
    """Of whom the boards' lists that readers see now hold a license, by source. A list in which a profession does not
    occur at all, such as a part of a file that somebody handed over, tells nothing about who is not on it.
    """
    profession = col(SourceRecord.payload)["profession"].as_string()
    query = (
        select(SourceRecord.source, profession)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(
            col(SourceRecord.kind) == LicenseRecord.kind,
            _open(known),
            col(Run.outcome).in_(READABLE),
        )
        .distinct()
    )
    found: dict[str, set[Profession]] = {}
    for source, word in session.exec(query):
        found.setdefault(source, set()).add(Profession(word))
    return {source: frozenset(professions) for source, professions in found.items()}


def _name(source: Source) -> str:
    return source.name


def current_sightings(
    session: Session, *, kinds: tuple[str, ...] | None = None, known: Knowledge | None = None
) -> Iterator[Sighting]:
    """Every current record, in the order it was stored; memory stays bounded while they are read."""
    wanted = true() if kinds is None else col(SourceRecord.kind).in_(kinds)
    return _sightings(session, wanted, last_reads(session, known), known)


def linkable_sightings(session: Session) -> Iterator[Sighting]:
    """The current records that linking can use: all of its kinds, but of the deactivated NPIs without a name only
    those that another of these records speaks of. The registry lists some 355,000 such numbers twice.
    """
    reads = last_reads(session)
    bare, outdated = _bare(), _outdated(session, reads)
    mentioned: set[str] = set()
    for sighting in _sightings(session, and_(col(SourceRecord.kind).in_(LINKED), not_(bare)), reads):
        if sighting.record_id in outdated:
            continue
        if isinstance(sighting.record, NpiRecord | TrainingRecord | ListingRecord) and sighting.record.npi:
            mentioned.add(sighting.record.npi)
        yield sighting
    # Compared here and not by the database, which cannot estimate how many rows such a condition on JSON leaves.
    query = (
        select(SourceRecord.id, SourceRecord.key)
        .where(bare, col(SourceRecord.ended_run).is_(None))
        .order_by(col(SourceRecord.id))
        .execution_options(yield_per=20_000)
    )
    wanted = [record_id for record_id, key in session.exec(query) if key in mentioned]
    for start in range(0, len(wanted), PART):
        yield from _sightings(session, col(SourceRecord.id).in_(wanted[start : start + PART]), reads)


def _outdated(session: Session, reads: Mapping[tuple[str, str], LastRead]) -> set[int]:
    """Rows of licenses that the board was asked about again since, under another question: by name after by number.
    What it said then must neither contradict what it says now nor make a second person of somebody who is called
    otherwise by now.
    """
    query = (
        select(SourceRecord.id, SourceRecord.source, SourceRecord.scope, SourceRecord.payload)
        .join(Source, col(Source.name) == SourceRecord.source)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(
            col(Source.lookup).is_(True),
            SourceRecord.kind == LicenseRecord.kind,
            col(SourceRecord.ended_run).is_(None),
            col(Run.outcome).in_(READABLE),
        )
    )
    rows: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    for record_id, source, scope, told in session.exec(query):
        assert record_id is not None
        rows.setdefault((source, told["license_type"], told["number"]), {}).setdefault(scope, []).append(record_id)
    found: set[int] = set()
    for (source, *_), scopes in rows.items():
        newest = max(scopes, key=lambda scope: reads[source, scope].true_of)
        found |= {record_id for scope, ids in scopes.items() if scope != newest for record_id in ids}
    return found


def _bare() -> ColumnElement[bool]:
    """Records that are a deactivated number and nothing else; never NULL, so that its negation is all the others."""
    payload = col(SourceRecord.payload)
    return and_(
        col(SourceRecord.kind) == NpiRecord.kind,
        payload["status"].as_string().is_not_distinct_from(NpiStatus.DEACTIVATED.value),
        *(payload[name].as_string().is_(None) for name in ("name", "organization_name", "entity_type")),
    )


def _sightings(
    session: Session,
    condition: ColumnElement[bool],
    reads: Mapping[tuple[str, str], LastRead],
    known: Knowledge | None = None,
) -> Iterator[Sighting]:
    query = _VERSIONS.where(_open(known), col(Run.outcome).in_(READABLE), condition)
    for row in session.execute(query.join(Run, col(Run.id) == SourceRecord.first_run)):
        yield _sighting(row, reads[row.source, row.scope])


# Columns, not objects: of millions of rows those would cost most of the time.
_VERSIONS = (
    columns(*(col(getattr(SourceRecord, name)) for name in VERSION), col(Fetch.url), col(Fetch.sha256))
    .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
    .order_by(col(SourceRecord.id))
    .execution_options(yield_per=2000)
)


def _sighting(row: Any, read: LastRead) -> Sighting:
    return Sighting(
        record=record_from(row.kind, row.payload),
        record_id=row.id,
        source=row.source,
        scope=row.scope,
        read_at=read.read_at,
        as_of=read.as_of,
        url=row.url,
        sha256=row.sha256,
        locator=row.locator,
    )


def sightings_of(session: Session, records: Sequence[int]) -> Iterator[Sighting]:
    """The current records of these numbers, in the order they were stored."""
    reads = last_reads(session)
    for start in range(0, len(records), PART):
        yield from _sightings(session, col(SourceRecord.id).in_(sorted(records)[start : start + PART]), reads)


def sightings_under(session: Session, idents: Collection[Ident], known: Knowledge) -> Iterator[Sighting]:
    """What was known of the records of these keys, (source, scope, key), in the order it was stored."""
    reads = last_reads(session, known)
    key = tuple_(col(SourceRecord.source), col(SourceRecord.scope), col(SourceRecord.key))
    wanted = sorted(idents)
    for start in range(0, len(wanted), PART // 5):
        yield from _sightings(session, key.in_(wanted[start : start + PART // 5]), reads, known)


def idents_of(session: Session, records: Sequence[int]) -> dict[int, Ident]:
    """Row -> (source, scope, key), of versions ended or not."""
    query = select(SourceRecord.id, SourceRecord.source, SourceRecord.scope, SourceRecord.key)
    rows = session.exec(query.where(col(SourceRecord.id).in_(records)))
    return {record_id: (source, scope, key) for record_id, source, scope, key in rows if record_id is not None}


def look_ups_since(session: Session, source: str, since: datetime) -> Sequence[Run]:
    """The finished look-ups of a source from then on, the newest first."""
    query = select(Run).where(Run.source == source, Run.how == "look-up", col(Run.finished) >= since)
    return session.exec(query.order_by(col(Run.id).desc())).all()


def scoped_records(session: Session, source: str, scope: str) -> list[Record]:
    """The current records of one part of a source, in the order they were stored."""
    query = (
        select(SourceRecord)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(
            SourceRecord.source == source,
            SourceRecord.scope == scope,
            col(SourceRecord.ended_run).is_(None),
            col(Run.outcome).in_(READABLE),
        )
        .order_by(col(SourceRecord.id))
    )
    return [record_from(row.kind, row.payload) for row in session.exec(query)]


def ended_exclusions(session: Session, known: Knowledge | None = None) -> Iterator[tuple[Sighting, date]]:
    """Entries with an NPI that were on a list and are not any more, with the day of the list they were gone from."""
    reads = last_reads(session, known)
    gone = known.ended_records() if known else col(SourceRecord.ended_run).is_not(None)
    runs = {run.id: run for run in session.exec(select(Run).where(col(Run.outcome).in_(READABLE)))}
    query = _VERSIONS.where(col(SourceRecord.kind) == ExclusionRecord.kind, gone)
    for row in session.execute(query):
        ended = runs.get(row.ended_run)
        if ended is not None and ended.finished is not None and row.first_run in runs:
            day = ended.source_as_of or ended.finished.date()
            yield _sighting(row, reads[row.source, row.scope]), day


def known_npi(session: Session, npi: str) -> NpiRecord | None:
    """The latest record we have of an NPI with a name in it, from any scope; None when there is none."""
    query = (
        select(SourceRecord)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(SourceRecord.kind == NpiRecord.kind, SourceRecord.key == npi, col(Run.outcome).in_(READABLE))
        .order_by(col(SourceRecord.id).desc())
    )
    for row in session.exec(query):
        record = record_from(row.kind, row.payload)
        if isinstance(record, NpiRecord) and record.name is not None:
            return record
    return None
