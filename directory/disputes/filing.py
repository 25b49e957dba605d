"""Files a dispute: one row, written in a moment beside whatever else writes, or refused with words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from directory.disputes.facts import LETTERS, LISTING, NAME, WEBSITE, fact_of, fact_of_check, place_fact
from directory.disputes.telling import DisputeError, Told, tidy
from directory.of_whom import current_id
from directory.store.database import DatabaseError, connect, impatient, readable, reading
from directory.store.shown import Shown, shown_now
from directory.store.tables import Dispute, SourceRecord
from directory.texts import say
from directory.throttle import Throttle
from directory.vocabulary import SaidBy

ALL_PER_HOUR = 60
OPEN_PER_FACT = 5
WAIT = 2  # seconds for the lock of a database that somebody else writes to
LONGEST_SHOWN = 2_000  # characters
FIRST_LOOK, DECISION = 2, 30  # working days, days: what the texts promise
VISITORS = Throttle()


@dataclass(frozen=True, slots=True)
class Filed:
    """``folded``: the same was said already and waits, so that nothing new was kept."""

    number: int
    filed_on: date
    folded: bool = False


def hand_in(url: str, told: Told, *, shown: str, visitor: str | None, now: datetime) -> Filed:
    """What somebody sends from a page: held back when it is too much, else filed in a connection of its own.

    ``visitor``: the address it comes from, which is not kept; ``shown``: what the page shows of the fact. Raises
    DisputeError, also while the database cannot be written.
    """
    told = tidy(told)
    hold_back(visitor, counted=True)
    try:
        engine = impatient(connect(url), WAIT)
        try:
            return file_dispute(readable(engine), told, shown=shown, now=now)
        finally:
            engine.dispose()
    except (DatabaseError, OperationalError) as error:
        raise DisputeError(say("wrong-busy"), 503, WAIT * 30) from error


def hold_back(visitor: str | None, *, counted: bool = False) -> None:
    """Raises DisputeError for a visitor who has sent enough for now; asked before anything costs time. ``counted``: it
    is a request, and counts.
    """
    wait = VISITORS.wait_of(visitor, counted=counted)
    if wait is not None:
        raise DisputeError(say("wrong-too-many", minutes=-(-wait // 60)), 429, wait)


def file_dispute(engine: Engine, told: Told, *, shown: str, now: datetime) -> Filed:
    """Keeps a dispute; at once a mark stands beside that fact, and nothing else about the person changes.

    The same said of the same fact by the same kind of sender, while it waits, is one. Raises DisputeError for a person
    or a fact that is not there, and for more than can be looked at.
    """
    told = tidy(told)
    with Session(reading(engine)) as session:
        row = _row(session, told, shown, now)
    with Session(engine, expire_on_commit=False) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
        waiting = list(session.exec(_waiting(row)))
        for one in waiting:
            if (one.text, one.said_by, one.wish) == (row.text, row.said_by, row.wish):
                return Filed(one.id or 0, one.filed_at.date(), folded=True)
        if row.said_by is not SaidBy.COORDINATOR:
            _enough(session, len(waiting), now)
        session.add(row)
        session.commit()
        return Filed(row.id or 0, now.date())


def facts_in(shown: Shown) -> dict[str, int | None]:
    """Every fact of a person that somebody may call wrong, with the number of the record that it was read from."""
    begins = next((one.record_id for one in shown.members), None)
    found: dict[str, int | None] = {NAME: begins, LISTING: None, LETTERS: begins}
    for check in shown.checks:
        found.setdefault(
            fact_of_check(check.need, check.jurisdiction, check.profession, check.source, check.details),
            check.record_id,
        )
    for place in shown.places:
        for part in ("place", "phone", WEBSITE):
            found.setdefault(place_fact(place, part), place.record_id)
    for said in shown.statements:
        found.setdefault(fact_of(said), said.record_id)
    return found


def _row(session: Session, told: Told, shown: str, now: datetime) -> Dispute:
    ident = current_id(session, told.practitioner_id)
    person = shown_now(session, ident) if ident else None
    if person is None:
        raise DisputeError(say("wrong-nobody"), 404)
    facts = facts_in(person)
    if told.fact not in facts:
        raise DisputeError(say("wrong-no-such-fact"), 404)
    number = facts[told.fact]
    record = session.get(SourceRecord, number) if number is not None else None
    return Dispute(
        filed_at=now,
        practitioner_id=person.person.id,
        npi=person.person.npi,
        records=sorted([one.source, one.scope, one.record_key] for one in person.members),
        source=record.source if record else None,
        scope=record.scope if record else None,
        record_key=record.key if record else None,
        content_hash=record.content_hash if record else None,
        fact=told.fact,
        shown=shown[:LONGEST_SHOWN],
        text=told.text,
        said_by=told.said_by,
        contact=told.contact,
        wish=told.wish,
    )


def _waiting(row: Dispute) -> Any:
    return select(Dispute).where(
        Dispute.practitioner_id == row.practitioner_id,
        Dispute.fact == row.fact,
        col(Dispute.decision).is_(None),
        col(Dispute.withdrawn_at).is_(None),
    )


def _enough(session: Session, waiting: int, now: datetime) -> None:
    if waiting >= OPEN_PER_FACT:
        raise DisputeError(say("wrong-enough", number=waiting), 429)
    since = select(func.count()).select_from(Dispute).where(col(Dispute.filed_at) > now - timedelta(hours=1))
    if session.exec(since).one() >= ALL_PER_HOUR:
        raise DisputeError(say("wrong-too-many-at-all"), 429, 3600)
