"""Opens, fills and closes a run; what it brought becomes readable only in the transaction that makes it healthy."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, insert, update
from sqlmodel import Session, col, select

from directory.records import Record, content_hash, record_from
from directory.store.evidence import EvidenceStore, Stored
from directory.store.tables import EvidenceBody, Fetch, PendingEnd, Run, Source, SourceRecord
from directory.vocabulary import RunOutcome

BATCH = 500
READABLE = (RunOutcome.HEALTHY, RunOutcome.ACCEPTED)
# Breaches an operator may accept: the data were read whole, only they are not what we expected.
ACCEPTABLE = frozenset({"count", "fill", "drop", "growth", "older", "turnover", "shift", "word", "npi", "shape"})


class RunError(RuntimeError):
    """A run cannot be accepted, or does not exist; the message says why."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a run fell short. ``code`` is one short word, ``text`` names file, row and column."""

    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(slots=True)
class RunReport:
    """What `load` and `crawl` print for one run."""

    source: str
    run: int
    scope: str
    outcome: str
    read: int
    kept: int
    dropped: dict[str, int]
    new: int
    changed: int
    gone: int
    breaches: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    not_modified: bool = False
    seconds: float = 0.0

    @property
    def healthy(self) -> bool:
        return not self.breaches


@dataclass(frozen=True, slots=True)
class _Known:
    """What a flush needs of the current version of a key."""

    id: int
    content_hash: str


def last_readable(session: Session, source: str, scope: str = "") -> Run | None:
    """The run whose state of ``source`` readers see now, or None."""
    return session.exec(
        select(Run)
        .where(Run.source == source, Run.scope == scope, col(Run.outcome).in_(READABLE))
        .order_by(col(Run.id).desc())
        .limit(1)
    ).first()


class RunWriter:
    """Writes one run: versions beside what is known, nothing of it readable until `finish` finds no breach."""

    def __init__(
        self,
        engine: Engine,
        evidence: EvidenceStore,
        *,
        source: str,
        scope: str = "",
        how: str,
        origin: str,
        now: datetime,
    ) -> None:
        self.engine = engine
        self.evidence = evidence
        self.source = source
        self.scope = scope
        self.breaches: list[Breach] = []
        self.dropped: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.shifted: Counter[str] = Counter()  # what differs in rows that were known before
        self.read = self.kept = self.new = self.changed = self.gone = 0
        self.source_as_of: date | None = None
        self.source_version: str | None = None
        self._seen: dict[str, str] = {}  # key -> content hash
        self._buffer: list[tuple[Record, int, str]] = []
        self._repeated = 0
        self._broken = False
        with Session(engine) as session:
            base = last_readable(session, source, scope)
            self.base_run = base.id if base else None
            self.base_kept = base.kept if base else None
            self.base_as_of = base.source_as_of if base else None
            self.base_version = base.source_version if base else None
            run = Run(source=source, scope=scope, how=how, origin=origin, started=now, base_run=self.base_run)
            session.add(run)
            session.commit()
            assert run.id is not None
            self.run_id = run.id
        self.started = now

    # --- filling ------------------------------------------------------------------------------------------------

    def fetched(
        self,
        body: bytes | Path,
        *,
        url: str,
        at: datetime,
        status: int | None,
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """Keeps a response body (a path: a bulk file, as received) and returns the id its records point to."""
        stored = self.evidence.put(body) if isinstance(body, bytes) else self.evidence.put_file(body)
        with Session(self.engine) as session:
            if session.get(EvidenceBody, stored.sha256) is None:
                session.add(_body_row(stored))
                session.flush()
            fetch = Fetch(
                run_id=self.run_id,
                sha256=stored.sha256,
                url=url,
                fetched_at=at.astimezone(UTC),
                status=status,
                headers=dict(headers or {}),
            )
            session.add(fetch)
            session.commit()
            assert fetch.id is not None
            return fetch.id

    def add(self, record: Record, fetch_id: int, locator: str) -> None:
        """Takes one record; the same row twice counts as dropped, two rows under one key are a breach."""
        self._buffer.append((record, fetch_id, locator))
        if len(self._buffer) >= BATCH:
            self.flush()

    def drop(self, reason: str, number: int = 1) -> None:
        """Counts rows that were read and not kept; nothing is dropped in silence."""
        self.dropped[_storable(reason)] += number

    def breach(self, code: str, text: str) -> None:
        """Notes one breach; of each kind the first twenty are kept word for word."""
        same = [b for b in self.breaches if b.code == code]
        if len(same) < 20:
            self.breaches.append(Breach(code, _storable(text)))
        self.counts[f"breach_{code}"] += 1

    def flush(self) -> None:
        """Writes the buffered records as pending versions, in one transaction."""
        if not self._buffer:
            return
        try:
            self._write(self._buffer)
        except Exception as error:
            # Whoever called may swallow the error; the run must not end healthy without these rows.
            self.breach("error", f"storing failed: {type(error).__name__}: {error}"[:500])
            self._broken = True
            raise
        finally:
            self._buffer = []

    def _write(self, buffer: Sequence[tuple[Record, int, str]]) -> None:
        keys = {record.key for record, _, _ in buffer}
        with Session(self.engine) as session:
            current = self._current(session, keys)
            rows: list[dict[str, Any]] = []
            ends: list[int] = []
            for record, fetch_id, locator in buffer:
                known = current.get(record.key)
                previous = None
                if known is not None and record.builds_on_previous:
                    previous = _record(session, known)
                    record = record.onto(previous)
                digest = content_hash(record.packed())
                if (earlier := self._seen.get(record.key)) is not None:
                    self._repeat(record.key, locator, same=earlier == digest)
                    continue
                self._seen[record.key] = digest
                self.kept += 1
                if known is not None and known.content_hash == digest:
                    continue
                if known is not None:
                    previous = previous or _record(session, known)
                    self.shifted.update(_differing(previous, record))
                if known is None:
                    self.new += 1
                else:
                    self.changed += 1
                    ends.append(known.id)
                rows.append(
                    {
                        "source": self.source,
                        "scope": self.scope,
                        "kind": record.kind,
                        "key": record.key,
                        "content_hash": digest,
                        "payload": record.to_payload(),
                        "fetch_id": fetch_id,
                        "locator": locator,
                        "first_run": self.run_id,
                    }
                )
            if rows:
                session.execute(insert(SourceRecord), rows)
            self._pend(session, ends)
            session.commit()

    def _current(self, session: Session, keys: set[str]) -> dict[str, _Known]:
        readable = select(Run.id).where(Run.source == self.source, col(Run.outcome).in_(READABLE))
        found = session.execute(
            select(SourceRecord.key, SourceRecord.id, SourceRecord.content_hash).where(
                SourceRecord.source == self.source,
                SourceRecord.scope == self.scope,
                col(SourceRecord.key).in_(keys),
                col(SourceRecord.ended_run).is_(None),
                col(SourceRecord.first_run).in_(readable),
            )
        )
        return {key: _Known(record_id, digest) for key, record_id, digest in found}

    def _repeat(self, key: str, locator: str, *, same: bool) -> None:
        if same:
            self._repeated += 1
            self.drop("the same row again")
        else:
            self.breach("key", f"{locator}: a second, different row under the key {key!r}")

    def _pend(self, session: Session, record_ids: list[int]) -> None:
        if record_ids:
            session.execute(insert(PendingEnd), [{"run_id": self.run_id, "record_id": r} for r in record_ids])

    # --- closing ------------------------------------------------------------------------------------------------

    def finish(self, *, now: datetime, not_modified: bool = False, complete: bool = True) -> RunReport:
        """Closes the run: healthy when no breach was noted, and then, in one transaction, what readers see.

        ``complete``: the source was read to its end; only then does a missing row mean that it is gone.
        """
        with suppress(Exception):  # noted as a breach
            self.flush()
        if not_modified:
            self.kept = self.base_kept or 0
        elif complete and not self._broken:
            self._find_gone()
            if self._repeated > max(5, self.kept // 100):
                self.breach("repeat", f"{self._repeated} of {self.read} rows stand there twice")
            if self.kept == 0 and not self.counts.get("allowed_empty"):
                self.breach("empty", "no record was found")
        outcome = RunOutcome.BREACHED if self.breaches else RunOutcome.HEALTHY
        return self._close(outcome, now=now, not_modified=not_modified)

    def fail(self, outcome: RunOutcome, text: str, *, now: datetime) -> RunReport:
        """Closes a run that could not be read to its end; nothing changes for readers."""
        with suppress(Exception):  # noted as a breach
            self.flush()
        code = "unreachable" if outcome is RunOutcome.UNREACHABLE else "error"
        self.breaches.insert(0, Breach(code, _storable(text)))
        return self._close(outcome, now=now)

    def _find_gone(self) -> None:
        with Session(self.engine) as session:
            readable = select(Run.id).where(Run.source == self.source, col(Run.outcome).in_(READABLE))
            rows = session.execute(
                select(SourceRecord.id, SourceRecord.key).where(
                    SourceRecord.source == self.source,
                    SourceRecord.scope == self.scope,
                    col(SourceRecord.ended_run).is_(None),
                    col(SourceRecord.first_run).in_(readable),
                )
            )
            gone = [record_id for record_id, key in rows if key not in self._seen]
            self.gone = len(gone)
            for start in range(0, len(gone), BATCH):
                self._pend(session, gone[start : start + BATCH])
            session.commit()

    def _close(self, outcome: RunOutcome, *, now: datetime, not_modified: bool = False) -> RunReport:
        with Session(self.engine) as session:
            # The first write takes the lock, so that of two runs of one source only one can go on from its base.
            _lock(session, self.source)
            session.execute(update(Run).where(col(Run.id) == self.run_id).values(finished=now))
            newest = last_readable(session, self.source, self.scope)
            if outcome is RunOutcome.HEALTHY and (newest.id if newest else None) != self.base_run:
                self.breach("overtaken", "another run of this source ended while this one was reading; read it again")
                outcome = RunOutcome.BREACHED
            run = session.get_one(Run, self.run_id)
            run.finished = now
            run.outcome = outcome
            run.breaches = "\n".join(str(b) for b in self.breaches)
            run.read, run.kept, run.not_modified = self.read, self.kept, not_modified
            run.new, run.changed, run.gone = self.new, self.changed, self.gone
            run.dropped, run.counts = dict(self.dropped), dict(self.counts)
            run.source_as_of = self.source_as_of
            run.source_version = self.source_version
            if outcome is RunOutcome.HEALTHY:
                _apply_ends(session, self.run_id)
            session.add(run)
            session.commit()
        return RunReport(
            source=self.source,
            run=self.run_id,
            scope=self.scope,
            outcome=outcome.value,
            read=self.read,
            kept=self.kept,
            dropped=dict(self.dropped),
            new=self.new,
            changed=self.changed,
            gone=self.gone,
            breaches=[str(b) for b in self.breaches],
            counts=dict(self.counts),
            not_modified=not_modified,
            seconds=round((now - self.started).total_seconds(), 1),
        )


def _differing(previous: Record, record: Record) -> Iterator[str]:
    """Which of the two things that never change in most rows at once are not what they were: surname, status."""
    before, after = (getattr(r, "name", None) for r in (previous, record))
    if before is not None and before.last != (after.last if after else None):
        yield "surname"
    if any(getattr(previous, f, None) != getattr(record, f, None) for f in ("status", "withdrawn")):
        yield "status"


def _storable(text: str) -> str:
    """Text from outside without what no database takes: lone surrogates and NULs."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _lock(session: Session, source: str) -> None:
    """Makes runs of one source wait for each other where rows can be locked; SQLite has one writer anyway."""
    session.execute(select(Source.name).where(Source.name == source).with_for_update())


def _record(session: Session, known: _Known) -> Record:
    row = session.get_one(SourceRecord, known.id)
    return record_from(row.kind, row.payload)


def _body_row(stored: Stored) -> EvidenceBody:
    return EvidenceBody(
        sha256=stored.sha256, size=stored.size, stored_size=stored.stored_size, encoding=stored.encoding
    )


def _apply_ends(session: Session, run_id: int) -> None:
    pending = select(PendingEnd.record_id).where(PendingEnd.run_id == run_id)
    session.execute(
        update(SourceRecord)
        .where(col(SourceRecord.id).in_(pending), col(SourceRecord.ended_run).is_(None))
        .values(ended_run=run_id)
    )
    session.execute(delete(PendingEnd).where(col(PendingEnd.run_id) == run_id))


def accept_run(engine: Engine, run_id: int, *, why: str, who: str, now: datetime) -> Run:
    """Lets an operator say that a breached run shows a real change; recorded with who, when and why.

    Raises RunError when the run was not read whole, is not the newest state of its source, or needs no accepting.
    """
    with Session(engine, expire_on_commit=False) as session:
        run = session.get(Run, run_id) if run_id < 1 << 63 else None
        if run is not None:
            _lock(session, run.source)
        if run is None:
            raise RunError(f"there is no run {run_id}; `needleproof runs` lists them")
        if run.outcome is not RunOutcome.BREACHED:
            raise RunError(f"run {run_id} is {run.outcome.value}: only a breached run can be accepted")
        codes = {line.partition(":")[0] for line in (run.breaches or "").splitlines()}
        if bad := sorted(codes - ACCEPTABLE):
            raise RunError(f"run {run_id} was not read whole ({', '.join(bad)}): crawl or load the source again")
        if run.kept == 0:
            raise RunError(f"run {run_id} kept nothing: an empty run is never read")
        newest = last_readable(session, run.source, run.scope)
        if (newest.id if newest else None) != run.base_run:
            raise RunError(f"{run.source} was read again since run {run_id}: accept the newer run")
        run.outcome = RunOutcome.ACCEPTED
        run.accepted_at, run.accepted_by, run.accepted_why = now, who, why
        _apply_ends(session, run_id)
        session.add(run)
        session.commit()
        return run


def recent_runs(session: Session, source: str | None = None, limit: int = 50) -> list[Run]:
    """The latest runs, newest first."""
    query = select(Run).order_by(col(Run.id).desc()).limit(limit)
    if source is not None:
        query = query.where(Run.source == source)
    return list(session.exec(query))


def current_count(session: Session, source: str) -> int:
    """How many records of a source readers see now, over all its scopes."""
    readable = select(Run.id).where(Run.source == source, col(Run.outcome).in_(READABLE))
    query = (
        select(func.count())
        .select_from(SourceRecord)
        .where(
            SourceRecord.source == source,
            col(SourceRecord.ended_run).is_(None),
            col(SourceRecord.first_run).in_(readable),
        )
    )
    return session.exec(query).one()
