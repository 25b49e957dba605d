"""Opens, fills and closes a run; what it brought becomes readable only in the transaction that makes it healthy."""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, update
from sqlmodel import Session, col, select

from directory.program import program
from directory.records import Record, content_hash
from directory.store import frontier
from directory.store.evidence import EvidenceStore
from directory.store.frontier import Plan, Visit
from directory.store.opening import reading
from directory.store.tables import Page, PendingEnd, Run, Source, SourceRecord
from directory.store.tally import Breach as Breach
from directory.store.tally import Tally, storable
from directory.store.versions import (
    Known,
    fetch_row,
    known_versions,
    records_of,
    store_bodies,
    store_ends,
    store_fetches,
    store_versions,
)
from directory.vocabulary import PageState, RunOutcome

log = logging.getLogger(__name__)

BATCH = 2000  # records of one transaction
PAGES = 100  # pages of one transaction
SECONDS = 2.0  # and no page waits longer than this for the next one
QUEUED = 4  # batches that may wait for the disk before reading waits too
RESUMABLE = timedelta(hours=12)  # what an older crawl read is too old to be completed
READABLE = (RunOutcome.HEALTHY, RunOutcome.ACCEPTED)
OPEN = (RunOutcome.RUNNING, RunOutcome.UNREACHABLE)
# Breaches an operator may accept: the data were read whole, only they are not what we expected.
ACCEPTABLE = frozenset(
    {"count", "fill", "drop", "growth", "older", "turnover", "shift", "word", "npi", "shape", "width", "join"}
)


class RunError(RuntimeError):
    """A run cannot be accepted, or does not exist; the message says why."""


class StoringError(RuntimeError):
    """What was read could not be written; the run is broken and says so."""


@dataclass(slots=True)
class RunReport:
    """What `load` and `crawl` print for one run. ``write_seconds``: spent writing to the database."""

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
    changes_only: bool = False
    planned: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    write_seconds: float = 0.0

    @property
    def healthy(self) -> bool:
        return not self.breaches


def last_readable(session: Session, source: str, scope: str = "") -> Run | None:
    """The run whose state of ``source`` readers see now, or None."""
    return session.exec(
        select(Run)
        .where(Run.source == source, Run.scope == scope, col(Run.outcome).in_(READABLE))
        .order_by(col(Run.id).desc())
        .limit(1)
    ).first()


@dataclass(slots=True)
class _Batch:
    rows: list[tuple[Record, int, str]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    records: int = 0
    since: float = field(default_factory=time.monotonic)


class RunWriter:
    """Writes one run: versions beside what is known, nothing of it readable until `finish` finds no breach.

    Batches are written by one thread of its own, so that reading goes on meanwhile. ``resume``: a run whose process
    died; its pages that are done stay done (see `resumable`).
    """

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
        resume: int | None = None,
    ) -> None:
        self.engine = engine
        self.evidence = evidence
        self.source = source
        self.scope = scope
        self.told = Tally()  # what whoever reads says; only touched by that thread
        self._stored = Tally()  # what was written; only touched by the writing thread until it is idle
        self.gone = 0
        self.write_seconds = 0.0
        self.changes_only = False
        self.whole_rows: int | None = None
        self.source_as_of: date | None = None
        self.source_version: str | None = None
        self.plans: dict[str, PageState] = {}  # every page of this run
        self.left: list[Plan] = []  # planned by the process that died
        self._seen = self._stored.keys  # key -> content hash
        self._known: dict[str, Known] | None = None  # current versions not seen yet
        self._pages_stored: set[str] = set()
        self._batch = _Batch()
        self._broken = False
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: list[Future[None]] = []
        with Session(engine) as session:
            base = last_readable(session, source, scope)
            self.base_run = base.id if base else None
            read = _last_reading(session, base)
            # Whose pages still are as readers see them, read by this very program: another may see more in them.
            self.memory_run = read.id if read is not None and read.program == program() else None
            self.base_counts: Mapping[str, int] = read.counts if read else {}
            self.base_kept = base.kept if base else None
            self.base_whole_rows = base.whole_rows if base else None
            self.base_as_of = base.source_as_of if base else None
            self.base_version = base.source_version if base else None
            query = select(Run.id).where(Run.source == source, Run.scope == scope, col(Run.outcome).in_(READABLE))
            self._readable = [run_id for run_id in session.exec(query) if run_id is not None]
            if resume is None:
                run = Run(
                    source=source,
                    scope=scope,
                    how=how,
                    program=program(),
                    origin=origin,
                    started=now,
                    base_run=self.base_run,
                )
            else:
                # The last transaction of the process that died may still be ending: its rows hold a lock on their run.
                run = session.get_one(Run, resume, with_for_update=True)
                run.outcome, run.finished, run.breaches = RunOutcome.RUNNING, None, None
            session.add(run)
            session.commit()
            assert run.id is not None
            self.run_id, self.started = run.id, run.started
        if resume is not None:
            self._take_up()

    def _take_up(self) -> None:
        """Puts back what the process that died had stored of this run."""
        self.plans = frontier.pages_known(self.engine, self.run_id)
        self._pages_stored = set(self.plans)
        self.left = frontier.plans_left(self.engine, self.run_id)
        for tally in frontier.tallies(self.engine, self.run_id):
            self._stored.add(tally)
            self._seen.update(tally.keys)
        self._stored.counts["taken up again"] += 1
        self.source_as_of, self.source_version = self._stored.as_of, self._stored.version

    # --- what stands here, together with what was written ---------------------------------------------------------

    @property
    def read(self) -> int:
        return self.told.read + self._stored.read

    @property
    def kept(self) -> int:
        return self._stored.kept

    @property
    def new(self) -> int:
        return self._stored.new

    @property
    def changed(self) -> int:
        return self._stored.changed

    @property
    def counts(self) -> Counter[str]:
        """All counts; add to ``told.counts``."""
        return self.told.counts + self._stored.counts

    @property
    def dropped(self) -> Counter[str]:
        return self.told.dropped + self._stored.dropped

    @property
    def shifted(self) -> Counter[str]:
        return self._stored.shifted

    @property
    def fills(self) -> Counter[str]:
        """How often fields were known in what this run's pages brought, earlier processes included."""
        return self._stored.fills

    @property
    def breaches(self) -> list[Breach]:
        return [*self.told.breaches, *self._stored.breaches]

    @property
    def not_modified(self) -> bool:
        return self._stored.not_modified

    @property
    def dated(self) -> date | None:
        """The source's own date as it was told, or stood on a page that is unchanged; ask after `flush`."""
        return self.source_as_of or self._stored.as_of

    @property
    def seen(self) -> Mapping[str, str]:
        """Key -> content hash of what this run has stored so far."""
        return self._seen

    # --- filling --------------------------------------------------------------------------------------------------

    def fetched(
        self,
        body: bytes | Path,
        *,
        url: str,
        at: datetime,
        status: int | None,
        headers: Mapping[str, str] | None = None,
        sha256: str | None = None,
    ) -> int:
        """Keeps a response body (a path: a bulk file, as received) and returns the id its records point to.

        ``sha256``: of a file, where it was taken while the file was written.
        """
        stored = self.evidence.put(body) if isinstance(body, bytes) else self.evidence.put_file(body, sha256)
        row = fetch_row(self.run_id, stored, url=url, at=at, status=status, headers=headers or {})
        with self.engine.begin() as connection:
            store_bodies(connection, [stored])
            return store_fetches(connection, [row])[0]

    def add(self, record: Record, fetch_id: int, locator: str) -> None:
        """Takes one record of a body that was `fetched`; the same row twice counts as dropped, two rows under one
        key are a breach. Raises StoringError when an earlier batch could not be written.
        """
        batch = self._batch
        batch.rows.append((record, fetch_id, locator))
        batch.records += 1
        if batch.records >= BATCH:
            self._submit()

    def plan(self, plan: Plan) -> bool:
        """Notes a page to be asked for; False when this run has it already."""
        key = plan.key
        if key in self.plans:
            return False
        self.plans[key] = PageState.PLANNED
        self._batch.plans.append(plan)
        return True

    def visit(self, visit: Visit) -> None:
        """Takes a page that ended, with all it brought. Raises StoringError as `add` does."""
        self.plans[visit.plan.key] = visit.state
        batch = self._batch
        batch.visits.append(visit)
        batch.records += len(visit.records)
        old = time.monotonic() - batch.since > SECONDS
        if batch.records >= BATCH or len(batch.visits) >= PAGES or old:
            self._submit()

    def leave(self, key: str) -> None:
        """Takes the word of a source that tells changes only: what it said under this key holds no more."""
        self._batch.leaving.append(key)

    def drop(self, reason: str, number: int = 1) -> None:
        """Counts rows that were read and not kept; nothing is dropped in silence."""
        self.told.drop(reason, number)

    def breach(self, code: str, text: str) -> None:
        """Notes one breach; of each kind the first twenty are kept word for word."""
        self.told.breach(code, text)

    def flush(self) -> None:
        """Waits until all that was taken is written. What cannot be is noted as a breach."""
        if not self._broken:
            self._hand_over()
        for waiting in self._waiting:
            waiting.result()
        self._waiting = []

    def _submit(self) -> None:
        self._hand_over()
        self._waiting = [w for w in self._waiting if not w.done()]
        while len(self._waiting) >= QUEUED:
            self._waiting.pop(0).result()
        if self._broken:
            raise StoringError(str(self._stored.breaches[-1]) if self._stored.breaches else "storing failed")

    def _hand_over(self) -> None:
        batch, self._batch = self._batch, _Batch()
        if not (batch.rows or batch.visits or batch.plans or batch.leaving):
            return
        if self.engine.url.get_backend_name() == "sqlite" and self.engine.url.database in (None, "", ":memory:"):
            self._write_or_note(batch)  # a database in memory belongs to one thread
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"writer-{self.source}")
        self._waiting.append(self._pool.submit(self._write_or_note, batch))

    def _write_or_note(self, batch: _Batch) -> None:
        if self._broken:
            return
        try:
            self._write(batch)
        except Exception as error:
            # The run must not end healthy without these rows; whoever reads learns of it at the next batch.
            self._broken = True
            log.exception("storing a batch of %s failed", self.source)
            self._stored.breach("error", f"storing failed: {type(error).__name__}: {error}"[:500])

    def _write(self, batch: _Batch) -> None:
        bodies = [self.evidence.put(v.answer.body) if v.answer else None for v in batch.visits]
        known = self._remember()
        started = time.perf_counter()
        with self.engine.begin() as connection:
            store_bodies(connection, [b for b in bodies if b is not None])
            answered = [(v, b) for v, b in zip(batch.visits, bodies, strict=True) if v.answer and b]
            fetches = store_fetches(
                connection,
                [
                    fetch_row(self.run_id, b, url=v.answer.url, at=v.answer.at, status=v.answer.status,
                              headers=v.answer.headers)
                    for v, b in answered if v.answer
                ],
            )  # fmt: skip
            self.write_seconds += time.perf_counter() - started
            ids = {id(visit): fetch_id for (visit, _), fetch_id in zip(answered, fetches, strict=True)}
            rows = [(record, fetch_id, locator, self._stored) for record, fetch_id, locator in batch.rows]
            for visit in batch.visits:
                rows += [(record, ids[id(visit)], locator, visit.tally) for record, locator in visit.records]
            versions, ends = self._versions(connection, rows)
            self._unchanged(connection, batch.visits)
            left = [version.id for key in batch.leaving if (version := known.pop(key, None)) is not None]
            started = time.perf_counter()
            store_versions(connection, versions)
            store_ends(connection, self.run_id, [*ends, *left])
            frontier.store_pages(connection, self.run_id, batch.visits, batch.plans, self._pages_stored)
        self.gone += len(left)
        for visit in batch.visits:
            self._stored.add(visit.tally)
        self.write_seconds += time.perf_counter() - started

    def _remember(self) -> dict[str, Known]:
        """Asks once which versions there are; what an earlier process of this run has seen is none of them."""
        if self._known is None:
            with reading(self.engine).connect() as connection:
                self._known = known_versions(connection, self.source, self.scope, self._readable)
            for key in self._seen:
                self._known.pop(key, None)
        return self._known

    def _versions(
        self, connection: Connection, rows: Sequence[tuple[Record, int, str, Tally]]
    ) -> tuple[list[tuple[Any, ...]], list[int]]:
        """Rows to add and versions they end. Each record is counted in the tally of its page, or the run's."""
        assert self._known is not None
        known_of = self._known.get
        prepared, differing = [], []
        for record, fetch_id, locator, tally in rows:
            packed, key = record.packed(), record.key
            digest = content_hash(packed)
            if (known := known_of(key)) is not None and known.content_hash != digest:
                differing.append(known.id)
            prepared.append((record, key, packed, digest, fetch_id, locator, tally))
        earlier = records_of(connection, differing)
        versions: list[tuple[Any, ...]] = []
        ends: list[int] = []
        for record, key, packed, digest, fetch_id, locator, tally in prepared:
            if (seen := self._seen.get(key)) is not None:
                _repeat(tally, key, locator, same=seen == digest)
                continue
            self._seen[key] = tally.keys[key] = digest
            tally.kept += 1
            known = self._known.pop(key, None)
            if known is None:
                tally.new += 1
            elif known.content_hash == digest:
                continue
            else:
                previous = earlier[known.id]
                record = record.onto(previous)
                if record == previous:  # also one that an earlier version of this program packed in another way
                    continue
                packed = record.packed()
                digest = content_hash(packed)
                tally.shifted.update(_differing(previous, record))
                tally.changed += 1
                ends.append(known.id)
            versions.append(
                (self.source, self.scope, record.kind, key, digest, packed.decode(), fetch_id, locator, self.run_id)
            )
        return versions, ends

    def _unchanged(self, connection: Connection, visits: Sequence[Visit]) -> None:
        """Pages that the source says are as they were: what they brought then stands."""
        assert self._known is not None
        again = {v.same_as: v for v in visits if v.same_as is not None}
        for page_id, payload in frontier.tallies_of(connection, list(again)).items():
            visit = again[page_id]
            tally = Tally.from_payload(payload)
            tally.kept = tally.new = tally.changed = 0
            tally.shifted.clear()
            tally.mark, tally.asked_on = visit.tally.mark, visit.tally.asked_on
            for key, digest in tally.keys.items():
                if (seen := self._seen.get(key)) is not None:
                    _repeat(tally, key, visit.plan.url, same=seen == digest)
                    continue
                self._seen[key] = digest
                tally.kept += 1
                if self._known.pop(key, None) is None:
                    tally.breach("error", f"{visit.plan.url}: said to be unchanged, but {key!r} is not known from it")
            visit.tally = tally

    # --- closing --------------------------------------------------------------------------------------------------

    def finish(self, *, now: datetime, not_modified: bool = False, complete: bool = True) -> RunReport:
        """Closes the run: healthy when no breach was noted, and then, in one transaction, what readers see.

        ``complete``: the source was read to its end; only then does a missing row mean that it is gone. A crawl with
        a page that nobody answered for is never complete.
        """
        self.flush()
        if open_pages := sum(state is PageState.PLANNED for state in self.plans.values()):
            self.breach("error", f"{open_pages} of {len(self.plans)} pages were planned and never answered")
            complete = False
        if not_modified:
            self._stored.kept = self.base_kept or 0
        elif complete and not self._broken:
            self._judge_whole()
        outcome = RunOutcome.BREACHED if self.breaches else RunOutcome.HEALTHY
        return self._close(outcome, now=now, not_modified=not_modified)

    def _judge_whole(self) -> None:
        if self.changes_only:
            self._stored.kept = (self.base_kept or 0) + self.new - self.gone
            return
        self._find_gone()
        if self._stored.repeated > max(5, self.kept // 100):
            self.breach("repeat", f"{self._stored.repeated} of {self.read} rows stand there twice")
        if self.kept == 0 and not self.counts.get("allowed_empty"):
            self.breach("empty", "no record was found")

    def fail(self, outcome: RunOutcome, text: str, *, now: datetime) -> RunReport:
        """Closes a run that could not be read to its end; nothing changes for readers. Pages that were planned and
        not answered stay planned: see `resumable`.
        """
        self.flush()
        code = "unreachable" if outcome is RunOutcome.UNREACHABLE else "error"
        self.told.breaches.insert(0, Breach(code, storable(text)))
        return self._close(outcome, now=now)

    def _find_gone(self) -> None:
        gone = [known.id for known in self._remember().values()]  # perhaps this process had nothing left to store
        with self.engine.begin() as connection:
            self.gone += len(gone)
            for start in range(0, len(gone), BATCH):
                store_ends(connection, self.run_id, gone[start : start + BATCH])

    def _close(self, outcome: RunOutcome, *, now: datetime, not_modified: bool = False) -> RunReport:
        if self._pool is not None:
            self._pool.shutdown()
        states = Counter(self.plans.values())
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
            run.changes_only = self.changes_only
            run.whole_rows = self.base_whole_rows if self.changes_only or not_modified else self.whole_rows
            run.planned, run.done = len(self.plans), states[PageState.DONE]
            run.failed, run.skipped = states[PageState.FAILED], states[PageState.SKIPPED]
            run.source_as_of = self.source_as_of
            run.source_version = self.source_version
            if outcome is RunOutcome.HEALTHY:
                _apply_ends(session, self.run_id)
            frontier.forget_pages(session.connection(), self._pages_not_needed(session, outcome, not_modified))
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
            changes_only=self.changes_only,
            planned=len(self.plans),
            done=states[PageState.DONE],
            failed=states[PageState.FAILED],
            skipped=states[PageState.SKIPPED],
            seconds=round((now - self.started).total_seconds(), 1),
            write_seconds=round(self.write_seconds, 4),
        )

    def _pages_not_needed(self, session: Session, outcome: RunOutcome, not_modified: bool) -> list[int]:
        """Runs of this source and scope whose pages neither a resumed nor a next crawl can use."""
        query = (
            select(Page.run_id).join(Run, col(Run.id) == Page.run_id).where(Run.source == self.source,
                                                                             Run.scope == self.scope).distinct()
        )  # fmt: skip
        keep: set[int | None] = {self.memory_run}
        if outcome is RunOutcome.HEALTHY and not not_modified:
            keep = {self.run_id}
        elif outcome is RunOutcome.UNREACHABLE:
            keep.add(self.run_id)
        return [run_id for run_id in session.exec(query) if run_id not in keep]


def _last_reading(session: Session, base: Run | None) -> Run | None:
    """The run that read what readers see: not one that found it unchanged."""
    while base is not None and base.not_modified and base.base_run is not None:
        base = session.get_one(Run, base.base_run)
    return base


def _repeat(tally: Tally, key: str, locator: str, *, same: bool) -> None:
    if same:
        tally.repeated += 1
        tally.drop("the same row again")
    else:
        tally.breach("key", f"{locator}: a second, different row under the key {key!r}")


def _differing(previous: Record, record: Record) -> Iterator[str]:
    """Which of the two things that never change in most rows at once are not what they were: surname, status."""
    before, after = (getattr(r, "name", None) for r in (previous, record))
    if before is not None and before.last != (after.last if after else None):
        yield "surname"
    if any(getattr(previous, f, None) != getattr(record, f, None) for f in ("status", "withdrawn")):
        yield "status"


def _lock(session: Session, source: str) -> None:
    """Makes runs of one source wait for each other where rows can be locked; SQLite has one writer anyway."""
    session.execute(select(Source.name).where(Source.name == source).with_for_update())


def _apply_ends(session: Session, run_id: int) -> None:
    pending = select(PendingEnd.record_id).where(PendingEnd.run_id == run_id)
    session.execute(
        update(SourceRecord)
        .where(col(SourceRecord.id).in_(pending), col(SourceRecord.ended_run).is_(None))
        .values(ended_run=run_id)
    )
    session.execute(delete(PendingEnd).where(col(PendingEnd.run_id) == run_id))


# --- after a kill -------------------------------------------------------------------------------------------------


def resumable(engine: Engine, *, source: str, scope: str, origin: str, now: datetime) -> int | None:
    """The crawl of this source and scope that a kill or a refusal stopped, if it can be gone on with: asked at the
    same address, with pages left, not too long ago, and nothing read in between.
    """
    with Session(engine) as session:
        run = session.exec(
            select(Run).where(Run.source == source, Run.scope == scope).order_by(col(Run.id).desc()).limit(1)
        ).first()
        if run is None or run.how != "crawl" or run.outcome not in OPEN or run.origin != origin:
            return None
        if run.program != program():  # another reader: its pages must be read anew
            return None
        base = last_readable(session, source, scope)
        if (base.id if base else None) != run.base_run:  # an older run was accepted meanwhile
            return None
        pages = select(Page.id).where(Page.run_id == run.id).limit(1)
        left = pages if run.outcome is RunOutcome.RUNNING else pages.where(Page.state == PageState.PLANNED)
        if now - run.started > RESUMABLE or session.exec(left).first() is None:
            return None
        return run.id


def sweep(engine: Engine, *, now: datetime) -> int:
    """Closes the runs whose process died and that no crawl can go on with; returns how many. What they had stored
    was never readable and is deleted. To be called by the one writer, when no other process is reading a source.
    """
    with Session(engine) as session:
        running = session.exec(select(Run).where(Run.outcome == RunOutcome.RUNNING)).all()
    dead = []
    for run in running:
        young = now - run.started < timedelta(minutes=5)
        if run.how == "look-up" and young:  # somebody asks about one number at this moment
            continue
        again = resumable(engine, source=run.source, scope=run.scope, origin=run.origin, now=now)
        if again != run.id and run.id is not None:
            dead.append((run.id, run.source, run.scope))
    for run_id, source, scope in dead:
        with Session(engine) as session:
            session.execute(delete(PendingEnd).where(col(PendingEnd.run_id) == run_id))
            session.execute(
                delete(SourceRecord).where(
                    col(SourceRecord.source) == source,  # the index knows these
                    col(SourceRecord.scope) == scope,
                    col(SourceRecord.first_run) == run_id,
                )
            )
            frontier.forget_pages(session.connection(), [run_id])
            session.execute(
                update(Run)
                .where(col(Run.id) == run_id)
                .values(outcome=RunOutcome.BROKEN_OFF, finished=now, breaches="error: the process reading it ended")
            )
            session.commit()
    return len(dead)


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


def current_count(session: Session, source: str, shown: ColumnElement[bool] | None = None) -> int:
    """How many records of a source readers see, over all its scopes; now, or as ``shown`` has them."""
    readable = select(Run.id).where(Run.source == source, col(Run.outcome).in_(READABLE))
    query = (
        select(func.count())
        .select_from(SourceRecord)
        .where(
            SourceRecord.source == source,
            col(SourceRecord.ended_run).is_(None) if shown is None else shown,
            col(SourceRecord.first_run).in_(readable),
        )
    )
    return session.exec(query).one()
