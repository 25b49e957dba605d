"""The items of each day (UTC), as the database has them: what was read, decided and published then."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from directory.chain.digests import Versions, versions_of_publication
from directory.chain.item import Item, Kind, canonical
from directory.chain.rule_files import rules_of
from directory.store.accounts_tables import Act
from directory.store.chasing_tables import ChaseSent
from directory.store.findings_tables import FindingDecision, SecondLook
from directory.store.reports_tables import ReportMade
from directory.store.runs import READABLE
from directory.store.tables import Dispute, EvidenceBody, Fetch, LinkDecision, Publication, Receipt, Run, SeenDocument
from directory.store.watching_tables import MonitorRun, Watched, WatchList
from directory.vocabulary import RunOutcome

# Runs that nothing goes on with any more; of the others, responses may still come.
CLOSED = (RunOutcome.HEALTHY, RunOutcome.ACCEPTED, RunOutcome.BREACHED)
WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdrawn_why")
# What is recorded once and changed by few acts, each at most once: its leaves, its times, and the columns that only
# such an act sets; the first of them says when.
RECORDED: tuple[tuple[type[SQLModel], Kind, str, Mapping[Kind, tuple[str, ...]]], ...] = (
    (Receipt, Kind.RECEIPT, "recorded_at", {Kind.RECEIPT_WITHDRAWN: WITHDRAWN}),
    (SeenDocument, Kind.DOCUMENT, "recorded_at", {Kind.DOCUMENT_WITHDRAWN: WITHDRAWN}),
    (LinkDecision, Kind.DECISION, "decided_at", {Kind.DECISION_UNDONE: ("undone_at", "undone_by", "undone_why")}),
    (Act, Kind.ACT, "at", {}),
    (Dispute, Kind.DISPUTE, "filed_at",
     {Kind.DISPUTE_DECIDED: ("decided_at", "decided_by", "decided_why", "decision"),
      Kind.DISPUTE_WITHDRAWN: WITHDRAWN}),
    (MonitorRun, Kind.MONITORING, "ended", {Kind.MONITORING_SIGNED: ("signed_at", "signed_by", "signed_note")}),
    (ChaseSent, Kind.CHASE_SENT, "asked_at", {}),
    (ReportMade, Kind.REPORT, "made_at", {}),
    (FindingDecision, Kind.FINDING, "decided_at",
     {Kind.FINDING_UNDONE: ("undone_at", "undone_by", "undone_why")}),
    (SecondLook, Kind.SECOND, "asked_at", {Kind.SECOND_CONFIRMED: ("confirmed_at", "confirmed_by")}),
    (WatchList, Kind.WATCH_LIST, "made_at", {Kind.WATCH_LIST_ENDED: ("ended_at", "ended_by")}),
    (Watched, Kind.WATCHED, "added_at",
     {Kind.WATCHED_REMOVED: ("removed_at", "removed_by", "removed_why")}),
)  # fmt: skip
# The chain is for others to keep: how to reach somebody may be deleted, and what was written or hidden is for nobody.
LEFT_OUT: Mapping[type[SQLModel], frozenset[str]] = {
    Dispute: frozenset({"contact"}),
    ChaseSent: frozenset({"sent_to"}),
    MonitorRun: frozenset({"sheet"}),  # names of people; its hash stays
    WatchList: frozenset({"feed_token_sha256"}),  # it changes: each time is an act
}
HASHED: Mapping[type[SQLModel], frozenset[str]] = {Dispute: frozenset({"text", "shown"})}
# Of these only the columns that are named; all others stand in one hash, with the row's own salt where it has one: who
# has a possible hit, or is watched, on which list and why no more, is for nobody.
NAMED: Mapping[type[SQLModel], frozenset[str]] = {
    FindingDecision: frozenset({"decided_at", "decided_by", "undone_at", "undone_by", "undone_why"}),
    WatchList: frozenset({"made_at", "made_by", "ended_at", "ended_by"}),
    Watched: frozenset({"list_id", "added_at", "added_by", "removed_at", "removed_by"}),
}
SALT = "salt"
# Of a run, what no longer changes once readers see it; its own breaches and counts are in there.
OF_RUN = (
    "source", "scope", "how", "program", "origin", "started", "finished", "outcome", "breaches", "read", "kept", "new",
    "changed", "gone", "dropped", "not_modified", "changes_only", "source_as_of", "source_version", "base_run",
    "accepted_at", "accepted_by", "accepted_why",
)  # fmt: skip


def items_of(
    session: Session, day: date, versions: Mapping[int, Versions], noted: Mapping[int, Mapping[str, str]]
) -> list[Item]:
    """All items of a day in the order of its leaves. ``versions``: of its runs at least (`runs_of`)."""
    found = [
        *_evidence(session, day),
        *(_run(run, versions[run.id or 0]) for run in runs_of(session, day, day)),
        *_recorded(session, day),
        *_published(session, day, noted),
    ]
    return sorted(found, key=lambda item: item.place)


def days_of(session: Session, after: date | None, before: date) -> list[date]:
    """The days between these two, both left out, on which anything happened."""
    moments = [
        select(Run.finished).where(col(Run.outcome).in_(CLOSED)),
        select(Run.accepted_at).where(col(Run.outcome) == RunOutcome.ACCEPTED),
        select(Publication.published_at),
    ]
    for table, _, made, acts in RECORDED:
        moments += [select(getattr(table, at)) for at in (made, *(at for at, *_ in acts.values()))]
    days = {at.astimezone(UTC).date() for query in moments for at in session.exec(query) if at is not None}
    return sorted(day for day in days if (after is None or day > after) and day < before)


def runs_of(session: Session, first: date, last: date) -> Sequence[Run]:
    """Runs that readers may see since these days: when they ended or, had they to be, were accepted."""
    healthy = (col(Run.outcome) == RunOutcome.HEALTHY) & _within(col(Run.finished), first, last)
    accepted = (col(Run.outcome) == RunOutcome.ACCEPTED) & _within(col(Run.accepted_at), first, last)
    return session.exec(select(Run).where(healthy | accepted).order_by(col(Run.id))).all()


def readable_runs(session: Session) -> Sequence[Run]:
    return session.exec(select(Run).where(col(Run.outcome).in_(READABLE))).all()


def _within(column: Any, first: date, last: date) -> ColumnElement[bool]:
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    within: ColumnElement[bool] = (column >= start) & (column < end)
    return within


def _evidence(session: Session, day: date) -> Iterator[Item]:
    query = (
        select(Fetch, Run.source, EvidenceBody.size)
        .join(Run, col(Run.id) == Fetch.run_id)
        .join(EvidenceBody, col(EvidenceBody.sha256) == Fetch.sha256, isouter=True)
        .where(col(Run.outcome).in_(CLOSED), _within(col(Run.finished), day, day))
    )
    for fetch, source, size in session.exec(query):
        told = {
            "sha256": fetch.sha256,
            "size": size,
            "url": fetch.url,
            "fetched_at": fetch.fetched_at,
            "status": fetch.status,
            "headers": fetch.headers,
            "run": fetch.run_id,
            "source": source,
        }
        yield Item.of(Kind.EVIDENCE, fetch.id or 0, told)


def _run(run: Run, versions: Versions) -> Item:
    told = {name: getattr(run, name) for name in OF_RUN}
    return Item.of(Kind.RUN, run.id or 0, told | {"versions": versions.told()})


def _recorded(session: Session, day: date) -> Iterator[Item]:
    for table, kind, made, acts in RECORDED:
        columns: Any = table
        later = {name for names in acts.values() for name in names}
        for row in session.exec(select(columns).where(_within(getattr(columns, made), day, day))):
            told = row.model_dump(exclude={"id", *later, *LEFT_OUT.get(table, ())})
            for name in HASHED.get(table, ()):
                told[f"{name}_sha256"] = hashlib.sha256(told.pop(name).encode()).hexdigest()
            yield Item.of(kind, row.id, _sealed(told, NAMED[table]) if table in NAMED else told)
        for act, names in acts.items():
            for row in session.exec(select(columns).where(_within(getattr(columns, names[0]), day, day))):
                told = row.model_dump(include={SALT, *names})
                yield Item.of(act, row.id, _sealed(told, NAMED[table]) if table in NAMED else told)


def _sealed(told: Mapping[str, Any], named: frozenset[str]) -> dict[str, Any]:
    """A salt by itself seals nothing, and is told nowhere."""
    shown = {name: value for name, value in told.items() if name in named}
    rest = {name: value for name, value in told.items() if name not in named}
    if not rest.keys() - {SALT}:
        return shown
    return shown | {"sha256": hashlib.sha256(canonical(rest).encode()).hexdigest()}


def _published(session: Session, day: date, noted: Mapping[int, Mapping[str, str]]) -> Iterator[Item]:
    query = select(Publication).where(_within(col(Publication.published_at), day, day)).order_by(col(Publication.id))
    rules: Mapping[str, str] = {}
    for publication in session.exec(query).all():
        number = publication.id or 0
        versions = versions_of_publication(session, number)
        yield Item.of(Kind.PUBLICATION, number, publication.model_dump(exclude={"id"}) | {"versions": versions.told()})
        used = rules_of(noted, number)
        if used != rules:
            for name, digest in used.items():
                yield Item.of(Kind.RULES, f"{name} of publication {number}", {"file": name, "sha256": digest})
        rules = used
