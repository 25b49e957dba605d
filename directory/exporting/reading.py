"""Reads everybody who is published, one after the other, in few bytes of memory and from one state of the store."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from msgspec import defstruct
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from directory import disputes
from directory.disputes import HiddenContacts
from directory.disputes.standing import hidden
from directory.exporting.telling import NO_CONTACTS, NO_MARKS, Telling, Told
from directory.store import readings
from directory.store.shown import Shown
from directory.store.tables import Dispute, PracticeLocation, Practitioner, SearchEntry, SourceRecord, Verification
from directory.vocabulary import Audience, CredentialStatus, RunOutcome

AT_ONCE = 2_000  # people, and rows that are fetched
PART = 500  # records asked for by their numbers
FAILED = {RunOutcome.UNREACHABLE: CredentialStatus.SOURCE_DOWN, RunOutcome.BREACHED: CredentialStatus.OUR_ERROR}
PERSON = ("id", "display_name", "last", "first", "middle", "suffix", "other_names", "credential_text", "npi")
PLACE = (
    "practitioner_id", "kind", "line1", "line2", "city", "state", "zip5", "phone", "website", "website_source",
    "website_read_at", "lat", "lon", "precision", "source", "read_at", "updated_on",
)  # fmt: skip
CHECK = (
    "practitioner_id", "need", "subject", "jurisdiction", "profession", "status", "verdict", "grade", "reason",
    "next_step", "raw", "details", "source", "source_url", "read_at", "source_as_of", "good_until", "sha256", "locator",
    "record_id", "audience",
)  # fmt: skip
NUMBERS = frozenset({"lat", "lon", "grade", "record_id"})


@dataclass(frozen=True, slots=True)
class Unseen:
    """Of whom nothing is exported, and whose contact data are not; for coordinators nobody's."""

    people: frozenset[str]
    contacts: Mapping[str, HiddenContacts]


@dataclass(frozen=True, slots=True)
class Those:
    """Who is read: in these states, with ids above ``after`` and up to ``until``."""

    states: tuple[str, ...]
    after: str
    until: str | None


class OrderError(RuntimeError):
    """The database hands people out in another order than that of their ids: no export could be compared with it."""


def telling(session: Session, audience: Audience, today: date, shown: Shown | None = None) -> Telling:
    """How people are told from this state of the store; where only one is told, ``shown``."""
    failed = _failed(session, _scopes_of(session, shown) if shown is not None else None)
    return Telling(audience=audience, today=today, sources=readings.sources(session), failed=failed)


def everybody(
    session: Session, how: Telling, states: Sequence[str] = (), *, after: str = "", until: str | None = None
) -> Iterator[Told]:
    """Everybody, in the order of their ids; ``states``: those whom a search finds in one of them; ``after``, ``until``:
    only those with ids above the one and up to the other.
    """
    unseen, marks, these = unseen_by(how.audience, session), _marks(session), Those(tuple(states), after, until)
    places = _children(session, PracticeLocation, PLACE, these)
    checks = _children(session, Verification, CHECK, these)
    query = _query(Practitioner, PERSON, col(Practitioner.id), these)
    people, before = _rows(session, _kept(Practitioner, PERSON), query), ""
    while some := list(islice(people, AT_ONCE)):
        theirs = [(one, places(one.id), checks(one.id)) for one in some]
        scopes = _scopes(session, how, (row for _, _, rows in theirs for row in rows))
        for person, at, found in theirs:
            if person.id <= before:
                raise OrderError(f"{person.id} comes after {before}")
            before = person.id
            if person.id not in unseen.people:
                yield how.told(
                    person,
                    at,
                    found,
                    marks=marks.get(person.id, NO_MARKS),
                    contacts=unseen.contacts.get(person.id, NO_CONTACTS),
                    scopes=scopes,
                )


def one(session: Session, how: Telling, shown: Shown) -> Told:
    """One person, shown now or before, as the reader sees them: of a hidden listing what public registers say."""
    seen = disputes.seen_by(how.audience, session, shown)
    left = seen.of(shown)
    return how.told(
        left.person,
        left.places,
        left.checks,
        marks=seen.standing.marks,
        contacts=seen.contacts,
        scopes=_scopes(session, how, left.checks),
    )


def unseen_by(audience: Audience, session: Session) -> Unseen:
    """Whoever has an NPI of somebody hidden is hidden with them, as on the person's own page."""
    if audience is Audience.COORDINATOR:
        return Unseen(frozenset(), {})
    found = hidden(session)
    people, contacts = set(found.listings), dict(found.contacts)
    for person, other in _same_npi(session, {*people, *contacts}):
        if person in people:
            people.add(other)
        if person in contacts:
            facts = contacts[person].facts | contacts.get(other, NO_CONTACTS).facts
            contacts[other] = HiddenContacts(facts)
    return Unseen(frozenset(people), contacts)


def _marks(session: Session) -> dict[str, dict[str, date]]:
    """Of everybody with a request that waits: fact -> day since which, as `disputes.marks_of` tells of a few."""
    query = select(Dispute).where(col(Dispute.decision).is_(None), col(Dispute.withdrawn_at).is_(None))
    waiting = session.exec(query.order_by(col(Dispute.id))).all()
    whose, found = disputes.followed(session, waiting), dict[str, dict[str, date]]()
    for one in waiting:
        person = whose[one.id or 0] or one.practitioner_id
        found.setdefault(person, {}).setdefault(one.fact, one.filed_at.date())
    return found


def _same_npi(session: Session, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    mine, theirs = aliased(Practitioner), aliased(Practitioner)
    query = select(mine.id, theirs.id).where(mine.npi == theirs.npi, mine.id != theirs.id)
    wanted = sorted(ids)
    for start in range(0, len(wanted), PART):
        yield from session.exec(query.where(col(mine.id).in_(wanted[start : start + PART])))


# --- rows as they are kept --------------------------------------------------------------------------------------


def _children(session: Session, kind: type[SQLModel], names: Sequence[str], these: Those) -> Callable[[str], list[Any]]:
    """Hands out the rows of one person after the other; whoever asks goes through the people in their order."""
    owner = col(kind.practitioner_id)  # type: ignore[attr-defined]
    rows = _rows(session, _kept(kind, names), _query(kind, names, owner, these).order_by(col(kind.id)))  # type: ignore[attr-defined]
    groups = groupby(rows, key=attrgetter("practitioner_id"))
    waiting: tuple[str, list[Any]] | None = None

    def of(person: str) -> list[Any]:
        nonlocal waiting
        while True:
            if waiting is None:
                group = next(groups, None)
                if group is None:
                    return []
                waiting = group[0], list(group[1])
            if waiting[0] > person:
                return []
            found, waiting = waiting, None
            if found[0] == person:
                return found[1]

    return of


@cache
def _kept(kind: type[SQLModel], names: Sequence[str]) -> type[Any]:
    """A row as the driver hands it out, under the names of its columns."""
    return defstruct(f"Kept{kind.__name__}", list(names), gc=False)


def _query(kind: type[SQLModel], names: Sequence[str], key: Any, these: Those) -> sa.Select[Any]:
    """Values as the driver hands them out: of millions of rows most are only passed on."""
    columns = [kind.__table__.c[name] for name in names]  # type: ignore[attr-defined]
    told = [one if one.key in NUMBERS else sa.type_coerce(one, sa.String).label(one.key) for one in columns]
    query = sa.select(*told).order_by(key).execution_options(yield_per=AT_ONCE)
    if these.after:
        query = query.where(key > these.after)
    if these.until is not None:
        query = query.where(key <= these.until)
    if these.states:
        there = sa.select(col(SearchEntry.practitioner_id)).where(col(SearchEntry.state).in_(these.states))
        query = query.where(key.in_(there))
    return query


def _rows(session: Session, made: type[Any], query: sa.Select[Any]) -> Iterator[Any]:
    """Past the ORM: of millions of rows it would cost most of the time."""
    for row in session.connection().execute(query):
        yield made(*row)


# --- sources that failed ----------------------------------------------------------------------------------------


def _failed(
    session: Session, of: Collection[tuple[str, str]] | None = None
) -> dict[tuple[str, str], tuple[datetime, str]]:
    """``of``: only of these: a source that is asked about single people has a scope for each of them."""
    return {
        scope: (attempt.finished, FAILED[attempt.outcome].value)
        for scope, attempt in readings.attempts_by_scope(session, of=of).items()
        if attempt.outcome in FAILED
    }


def _scopes_of(session: Session, shown: Shown) -> set[tuple[str, str]]:
    """(source, scope) of whatever the checks of one person rest on."""
    records = {row.record_id for row in shown.checks if row.record_id is not None}
    found = select(SourceRecord.id, SourceRecord.scope).where(col(SourceRecord.id).in_(sorted(records)))
    scopes = dict(session.exec(found).all()) if records else {}
    return {(row.source or "", scopes.get(row.record_id, "")) for row in shown.checks}


def _scopes(session: Session, how: Telling, rows: Iterable[Any]) -> dict[int, str]:
    """Number -> scope, of the records of sources of which some attempt failed."""
    sources = {source for source, _ in how.failed}
    wanted = sorted({row.record_id for row in rows if row.source in sources and row.record_id is not None})
    found: dict[int, str] = {}
    for start in range(0, len(wanted), PART):
        query = select(SourceRecord.id, SourceRecord.scope).where(
            col(SourceRecord.id).in_(wanted[start : start + PART])
        )
        found.update((number, scope) for number, scope in session.exec(query) if number is not None)
    return found
