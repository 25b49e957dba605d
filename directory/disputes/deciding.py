"""Decides disputes: accepted, rejected or taken back, each with who and why; nothing is deleted but how to reach
whoever asked.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.disputes.filing import Filed, file_dispute
from directory.disputes.telling import DisputeError, Told
from directory.normalize.text import clean
from directory.store.tables import Dispute
from directory.vocabulary import DisputeDecision, SaidBy, Wish

LONGEST_WHY = 500  # characters


def decide(engine: Engine, number: int, decision: DisputeDecision, *, who: str, why: str, now: datetime) -> Dispute:
    """Accepts or rejects. Patients read why a request was rejected, and why a fact has a note; raises DisputeError."""
    who, why = _signed(who, why)

    def act(one: Dispute) -> None:
        if one.withdrawn_at is not None:
            raise DisputeError(f"dispute {number} was withdrawn by {one.withdrawn_by} already")
        if one.decision is not None:
            raise DisputeError(
                f"dispute {number} was {one.decision.value} by {one.decided_by} already; withdraw it, and file it anew"
            )
        one.decision, one.decided_at, one.decided_by, one.decided_why = decision, now, who, why

    return _changed(engine, number, act)


def withdraw(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> Dispute:
    """Takes a dispute back, decided or not: its mark and its note go, and what it hid is shown again. Raises
    DisputeError.
    """
    who, why = _signed(who, why)

    def act(one: Dispute) -> None:
        if one.withdrawn_at is not None:
            raise DisputeError(f"dispute {number} was withdrawn by {one.withdrawn_by} already")
        one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = now, who, why

    return _changed(engine, number, act)


def forget_contact(engine: Engine, number: int) -> Dispute:
    """Deletes how to reach whoever filed it, once it is decided or taken back. Raises DisputeError before."""

    def act(one: Dispute) -> None:
        if one.decision is None and one.withdrawn_at is None:
            raise DisputeError(f"dispute {number} is not decided yet: whoever filed it is still to be told")
        one.contact = None

    return _changed(engine, number, act)


def hide(
    engine: Engine, practitioner_id: str, fact: str, wish: Wish, *, shown: str, who: str, why: str, now: datetime
) -> Filed:
    """Hides at once what somebody asked for by phone or letter: a dispute filed and accepted. Raises DisputeError."""
    who, why = _signed(who, why)
    text = f"Not sent from a page: {why}"
    told = Told(practitioner_id=practitioner_id, fact=fact, text=text, said_by=SaidBy.COORDINATOR, wish=wish)
    filed = file_dispute(engine, told, shown=shown, now=now)
    decide(engine, filed.number, DisputeDecision.ACCEPTED, who=who, why=why, now=now)
    return filed


def all_disputes(session: Session) -> list[Dispute]:
    """Every dispute, the newest first."""
    return list(session.exec(select(Dispute).order_by(col(Dispute.id).desc())))


def waiting(session: Session) -> list[Dispute]:
    """Those that nobody decided or took back, whoever waits longest first."""
    undecided = (col(Dispute.decision).is_(None), col(Dispute.withdrawn_at).is_(None))
    return list(session.exec(select(Dispute).where(*undecided).order_by(col(Dispute.filed_at), col(Dispute.id))))


def _signed(who: str, why: str) -> tuple[str, str]:
    who, why = (clean(part) or "" for part in (who, why))
    if not who or not why:
        raise DisputeError("nothing is changed: say who decides and why")
    if len(why) > LONGEST_WHY:
        raise DisputeError(f"nothing is changed: the reason has {len(why):,} characters, at most {LONGEST_WHY} fit")
    return who, why


def _changed(engine: Engine, number: int, act: Callable[[Dispute], None]) -> Dispute:
    with Session(engine, expire_on_commit=False) as session:
        one = session.get(Dispute, number, with_for_update=True)
        if one is None:
            raise DisputeError(f"there is no dispute {number}; `needleproof disputes list` shows them", 404)
        act(one)
        session.add(one)
        session.commit()
        return one
