"""Which lists and boards a run of monitoring rested on: of which day, how many rows, and whether they could be read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from directory.monitoring.parts import parts
from directory.profiles import is_sample
from directory.store import readings
from directory.store.moments import Knowledge
from directory.store.readings import LastAttempt, LastRead
from directory.store.runs import READABLE, current_count
from directory.store.tables import Run, Source, Verification
from directory.verification.model import LONGEST_PROMISE, true_on
from directory.vocabulary import Need, RunOutcome, SourceKind

NEEDS = {
    SourceKind.EXCLUSION: Need.EXCLUSION,
    SourceKind.LICENSE: Need.LICENSE,
    SourceKind.IDENTITY: Need.NPI,
    SourceKind.TRAINING: Need.TRAINING,
}
OK, FAILED, STALE, NEVER, PART, ASKED, NEEDS_MORE = (
    "ok",
    "failed",
    "stale",
    "never read",
    "a part only",
    "asked about single people",
    "not searched",
)
BOTH = "failed and stale"
CLEARS = (OK, ASKED)  # in any other state a source clears nobody
LONGEST_WHY = 300  # characters of what was wrong with a reading


@dataclass(frozen=True, slots=True)
class Rests:
    """On what the checks of the people in scope rest: people by source, and the states of their licenses."""

    people: Mapping[str, int]
    states: frozenset[str]


def rests_on(session: Session, ids: Sequence[str]) -> Rests:
    people: Counter[str] = Counter()
    states: set[str] = set()
    for part in parts(ids):
        query = select(
            Verification.source, Verification.jurisdiction, func.count(col(Verification.practitioner_id).distinct())
        ).where(col(Verification.practitioner_id).in_(part))
        by_source = query.where(col(Verification.source).is_not(None)).group_by(
            col(Verification.source), col(Verification.jurisdiction)
        )
        for source, state, number in session.exec(by_source):
            people[source or ""] += number
            states |= {state} if state else set()
    return Rests(people, frozenset(states))


def searched(
    session: Session, rests: Rests, today: date, since: datetime, published: datetime
) -> Iterator[dict[str, Any]]:
    """A line for each source, or part of one, that tells of these people; the lists of exclusions always, read or not.

    ``since``: from then on the attempts to read it are counted; ``published``: what was read or accepted later was not
    searched, but an attempt that failed later is told. JSON values only.
    """
    known = Knowledge(published.astimezone(UTC).date(), published)
    reads, attempts = readings.last_reads(session, known), readings.attempts_by_scope(session, known)
    later = readings.attempts_by_scope(session)
    attempts |= {key: one for key, one in later.items() if one.outcome not in READABLE}
    counts = tries(session, since)
    sample = is_sample(session)
    for source in readings.sources(session).values():
        asked = {scope for name, scope in (*reads, *attempts) if name == source.name}
        if source.kind not in NEEDS or (source.sample and not sample) or not _concerns(source, rests, asked):
            continue
        if source.lookup:
            yield _looked_up(session, source, reads, attempts, rests, today)
            continue
        for scope in sorted(asked) or [""]:
            key = (source.name, scope)
            yield _line(session, source, scope, reads.get(key), attempts.get(key), counts.get(key, {}), rests, today)


def _concerns(source: Source, rests: Rests, asked: set[str]) -> bool:
    """Whether it tells of these people. A list of exclusions is told of always, also where it was never read."""
    if source.kind is SourceKind.EXCLUSION:
        return True
    if source.kind is SourceKind.LICENSE:
        return source.name in rests.people or (bool(asked) and source.jurisdiction in rests.states)
    return bool(asked)


def _line(
    session: Session,
    source: Source,
    scope: str,
    read: LastRead | None,
    attempt: LastAttempt | None,
    tries: Mapping[str, int],
    rests: Rests,
    today: date,
) -> dict[str, Any]:
    run = session.get(Run, read.run_id) if read else None
    told = true_on(read.read_at, read.as_of) if read else None
    days = min(source.promise_days, LONGEST_PROMISE[NEEDS[source.kind]])
    fresh_until = told + timedelta(days=days) if told else None
    part = run is not None and not scope and run.kept < source.at_least
    failed = attempt is not None and attempt.outcome not in READABLE
    state = _state(failed=failed, stale=fresh_until is not None and today > fresh_until, never=told is None, part=part)
    return _facts(source, scope, rests) | {
        "state": NEEDS_MORE if state == NEVER and source.needs else state,
        "version": run.source_version if run else None,
        "as_of": read.as_of.isoformat() if read and read.as_of else None,
        "rows": run.kept if run else None,
        "at_least": source.at_least if part else None,
        "fetched_at": _moment(read.read_at) if read else None,
        "fresh_until": fresh_until.isoformat() if fresh_until else None,
        "attempt_at": _moment(attempt.finished) if attempt else None,
        "attempt": attempt.outcome.value if attempt else None,
        "attempt_why": attempt.breaches[:LONGEST_WHY] if attempt and failed else None,
        "attempts": dict(sorted(tries.items())),
    }


def _looked_up(
    session: Session,
    source: Source,
    reads: Mapping[tuple[str, str], LastRead],
    attempts: Mapping[tuple[str, str], LastAttempt],
    rests: Rests,
    today: date,
) -> dict[str, Any]:
    """Of a board that answers about one person at a time: how many answers are held, of when the newest is, and whether
    any of them is too old or the last attempt at one failed: the oldest and the worst of them count.
    """
    own = [read for (name, _), read in reads.items() if name == source.name]
    days = timedelta(days=min(source.promise_days, LONGEST_PROMISE[NEEDS[source.kind]]))
    oldest = min((true_on(read.read_at, read.as_of) for read in own), default=None)
    tried = [one for (name, _), one in attempts.items() if name == source.name and one.outcome not in READABLE]
    failed = max(tried, key=lambda one: one.finished, default=None)
    last = max((read.read_at for read in own), default=None)
    stale = oldest is not None and today > oldest + days
    state = _state(failed=failed is not None, stale=stale, never=last is None, part=False)
    return _facts(source, "", rests) | {
        "state": ASKED if state == OK else NEEDS_MORE if state == NEVER and source.needs else state,
        "version": None, "as_of": None, "rows": current_count(session, source.name), "at_least": None,
        "fetched_at": _moment(last) if last else None, "fresh_until": (oldest + days).isoformat() if oldest else None,
        "attempt_at": _moment(failed.finished) if failed else None,
        "attempt": failed.outcome.value if failed else None,
        "attempt_why": failed.breaches[:LONGEST_WHY] if failed else None, "attempts": {},
    }  # fmt: skip


def _facts(source: Source, scope: str, rests: Rests) -> dict[str, Any]:
    return {
        "source": source.name, "title": source.title, "owner": source.owner, "kind": source.kind.value,
        "url": source.page_url, "part": scope or None, "people": rests.people.get(source.name, 0),
    }  # fmt: skip


def _state(*, failed: bool, stale: bool, never: bool, part: bool) -> str:
    if never:
        return NEVER
    if failed:
        return BOTH if stale else FAILED
    return STALE if stale else PART if part else OK


def tries(session: Session, since: datetime, until: datetime | None = None) -> dict[tuple[str, str], dict[str, int]]:
    """(source, scope) -> outcome -> how many attempts ended so between the two, as it stood at ``until``: what was
    accepted later counts as it was.
    """
    own = (col(Run.source), col(Run.scope), col(Run.outcome), col(Run.accepted_at))
    query = sa.select(*own, func.count()).where(col(Run.finished) >= since)
    if until is not None:
        query = query.where(col(Run.finished) <= until)
    found: dict[tuple[str, str], Counter[str]] = {}
    for source, scope, outcome, accepted, number in session.execute(query.group_by(*own)):
        later = until is not None and accepted is not None and accepted > until
        found.setdefault((source, scope), Counter())[RunOutcome.BREACHED if later else RunOutcome(outcome)] += number
    return {key: {str(outcome): number for outcome, number in counts.items()} for key, counts in found.items()}


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
