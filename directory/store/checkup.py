"""Looks whether all is well with a store: its file, its rows, its evidence, and what is published from them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, or_, text
from sqlmodel import Session, col, select

from directory.store import linked
from directory.store.copying import numbered
from directory.store.database import revision_of, wrong_revision
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.opening import reading
from directory.store.published import view_digest
from directory.store.rereading import published_again
from directory.store.runs import READABLE
from directory.store.tables import (
    EvidenceBody,
    Fetch,
    LinkedRecord,
    Member,
    Page,
    PendingEnd,
    Practitioner,
    Publication,
    Run,
    SourceRecord,
)
from directory.store.troubles import RESTORE
from directory.store.writing import who_writes
from directory.vocabulary import PageState, RunOutcome

Told = Callable[[str, int, int | None], None]
ENDS_MAY_WAIT = (RunOutcome.RUNNING, RunOutcome.UNREACHABLE, RunOutcome.BREACHED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``wrong``: what is not as it should be, empty when all is well; ``advice``: what to do."""

    check: str
    wrong: tuple[str, ...] = ()
    advice: str = ""

    @property
    def ok(self) -> bool:
        return not self.wrong


def check_up(engine: Engine, evidence: EvidenceStore, *, deep: bool, told: Told) -> Iterator[Finding]:
    """One finding after the other; nothing is changed. ``deep`` also reads every byte of the evidence.

    Stops after the first ones when the schema is another one: the rows cannot be read then.
    """
    writer = who_writes(engine)
    with reading(engine).connect() as connection, Session(connection) as session:
        yield Finding("file", tuple(_file(connection)), RESTORE)
        revision = wrong_revision(revision_of(connection))
        yield Finding("schema", (revision,) if revision else (), "run `needleproof db upgrade`")
        if revision:
            return
        yield Finding("keys", tuple(_keys(connection)), RESTORE)
        yield Finding(
            "numbering", tuple(_numbering(connection)), "back the database up and restore it: that counts anew"
        )
        yield Finding(
            "evidence",
            tuple(_evidence(session, evidence, deep=deep, told=told)),
            "restore the evidence from a backup; without one read the sources again with `needleproof refresh`",
        )
        yield Finding(
            "open runs",
            () if writer else tuple(_open_runs(session)),
            "crawl or load the source again: that goes on with the run or closes it",
        )
        yield Finding("pages", tuple(_pages(session)), "crawl the source again: that closes the run or reads it anew")
        yield Finding("pending ends", tuple(_pending(session)), f"publish nothing; {RESTORE}")
        yield Finding("published", tuple(_published(session)), "run `needleproof publish`")
        yield Finding("linking", tuple(_linking(session)), "run `needleproof publish --all`: that links every record")


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":  # a server looks after its own files
        rows = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
        yield from (row for row in rows if row != "ok")


def _keys(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":  # PostgreSQL lets no such row in
        # The statement, not the table of that name: SQLite 3.40 was seen to crash in the latter.
        pairs = {(table, parent) for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        for table, parent in sorted(pairs):
            yield f"rows of {table} point to rows of {parent} that are not there"
    strangers = (
        select(func.count())
        .select_from(SourceRecord)
        .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
        .join(Run, col(Run.id) == Fetch.run_id)
        .where(or_(col(SourceRecord.first_run) != Run.id, col(SourceRecord.source) != Run.source))
    )
    if found := connection.execute(strangers).scalar_one():
        yield f"{found:,} rows of source_record name another run or source than their fetch does"


def _numbering(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "postgresql":  # SQLite counts on after the highest number by itself
        return
    quoted = connection.dialect.identifier_preparer
    for table, column in numbered():
        name = quoted.format_table(table)
        query = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(query, {"table": name, "column": column.name}).scalar_one()
        last, called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()
        highest = connection.execute(select(func.max(column))).scalar_one() or 0
        if highest >= last + called:
            yield f"{table.name} has number {highest}, and the next would be {last + called}"


def _evidence(session: Session, evidence: EvidenceStore, *, deep: bool, told: Told) -> Iterator[str]:
    total = session.exec(select(func.count()).select_from(EvidenceBody)).one()
    query = select(EvidenceBody.sha256, EvidenceBody.stored_size).order_by(EvidenceBody.sha256)
    for done, (sha256, size) in enumerate(session.exec(query.execution_options(yield_per=2000)), start=1):
        try:
            path = evidence.path_of(sha256)
            if (found := path.stat().st_size) != size:
                yield f"{path} has {found:,} bytes instead of {size:,}"
            elif deep and not evidence.whole(sha256):
                yield f"{path} is damaged: its bytes no longer match its name"
        except EvidenceError as error:
            yield str(error)
        if done % 100 == 0 or done == total:
            told("evidence", done, total)


def _open_runs(session: Session) -> Iterator[str]:
    for run in session.exec(select(Run).where(Run.outcome == RunOutcome.RUNNING).order_by(col(Run.id))):
        scope = f" {run.scope}" if run.scope else ""
        since = f"{run.started:%Y-%m-%d %H:%M} UTC"
        yield f"run {run.id} of {run.source}{scope} is open since {since}, and nobody is writing"


def _pages(session: Session) -> Iterator[str]:
    counted = (
        select(Run, func.count())
        .join(Page, col(Page.run_id) == Run.id)
        .group_by(col(Run.id))
        .order_by(col(Run.id).desc())
    )
    planned = set(session.exec(select(Page.run_id).where(Page.state == PageState.PLANNED).distinct()))
    newer: set[tuple[str, str]] = set()
    for run, pages in session.exec(counted):
        what = f"run {run.id} of {run.source} ({run.outcome.value}) still has {pages:,} pages"
        if run.outcome is RunOutcome.BROKEN_OFF:
            yield what
        elif run.outcome in READABLE:
            if (run.source, run.scope) in newer:
                yield f"{what}, though a newer one was read"
            elif run.id in planned:
                yield f"{what}, some of which were never asked for"
            newer.add((run.source, run.scope))


def _pending(session: Session) -> Iterator[str]:
    query = (
        select(Run, func.count())
        .join(PendingEnd, col(PendingEnd.run_id) == Run.id)
        .where(col(Run.outcome).not_in(ENDS_MAY_WAIT))
        .group_by(col(Run.id))
        .order_by(col(Run.id))
    )
    for run, ends in session.exec(query):
        yield f"run {run.id} of {run.source} is {run.outcome.value}, and {ends:,} ends of records still wait for it"


def _published(session: Session) -> Iterator[str]:
    last = session.exec(select(Publication).order_by(col(Publication.id).desc()).limit(1)).first()
    people = session.exec(select(func.count()).select_from(Practitioner)).one()
    if last is None:
        if people:
            yield f"{people:,} practitioners are there, but nothing was published"
        return
    if people != last.practitioners:
        yield f"{people:,} practitioners are there, {last.practitioners:,} were published"
    digests: dict[str, str] = {}
    changed = []
    for person, digest in published_again(session):
        digests[person.id] = digest
        if person.seal() != digest:
            changed.append(person.id)
    if view_digest(digests) != last.digest:
        yield "the practitioners are others than were published: the digest over all of them differs"
    if changed:
        yield f"{len(changed):,} practitioners are not as they were published, first {changed[0]}"


def _linking(session: Session) -> Iterator[str]:
    """Whether the next linking would begin from what is published."""
    if linked.basis(session) is None:  # nothing was published yet, or by an older program: all will be linked
        return
    shown = session.exec(select(func.count()).select_from(Member).where(col(Member.current))).one()
    kept = session.exec(select(func.count(col(LinkedRecord.person)))).one()
    pairs = (
        select(LinkedRecord.person, Member.practitioner_id, LinkedRecord.record_id)
        .join(Member, col(Member.record_id) == LinkedRecord.record_id)
        .where(col(Member.current), col(LinkedRecord.person).is_not(None))
        .subquery()
    )
    both = session.exec(select(func.count()).select_from(pairs)).one()
    if shown != both or kept != both:
        yield f"{shown:,} records are shown under people, {kept:,} were linked to people, and {both:,} are both"
    people = select(pairs.c.person, pairs.c.practitioner_id).distinct().subquery()
    told, persons, ids = session.exec(
        select(
            func.count(), func.count(people.c.person.distinct()), func.count(people.c.practitioner_id.distinct())
        ).select_from(people)
    ).one()
    if told != persons or told != ids:
        yield f"{told - min(persons, ids):,} people are put together otherwise than they are shown"
