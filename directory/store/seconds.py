"""Decisions that wait for a second person."""

from datetime import datetime

from sqlmodel import Session, col, select

from directory.store.findings_tables import SecondLook
from directory.vocabulary import SecondOf


class SecondLookError(ValueError):
    """A decision is not confirmed; the message says why."""


def waiting_for_a_second(session: Session, of: SecondOf) -> frozenset[int]:
    """Numbers of the decisions that do not count yet."""
    query = select(SecondLook.decision).where(SecondLook.of == of, col(SecondLook.confirmed_at).is_(None))
    return frozenset(session.exec(query))


def second_look(session: Session, of: SecondOf, decision: int) -> SecondLook | None:
    """What is asked of a second person about a decision; None where one person is enough."""
    query = select(SecondLook).where(SecondLook.of == of, SecondLook.decision == decision)
    return session.exec(query).first()


def ask_for_a_second(session: Session, of: SecondOf, decision: int, *, who: str, now: datetime) -> None:
    """The caller commits."""
    session.add(SecondLook(of=of, decision=decision, asked_at=now, asked_by=who))


def confirm_second(session: Session, of: SecondOf, decision: int, *, who: str, now: datetime) -> SecondLook:
    """Raises SecondLookError where nobody is asked for, and for whoever decided first; the caller commits."""
    found = second_look(session, of, decision)
    if found is None:
        raise SecondLookError(f"decision {decision} does not wait for a second person")
    if found.confirmed_at is not None:
        raise SecondLookError(f"decision {decision} was confirmed by {found.confirmed_by} already")
    if not who:
        raise SecondLookError("nothing is confirmed: say who confirms it")
    if _plain(who) == _plain(found.asked_by):
        raise SecondLookError(f"{found.asked_by} decided it, and somebody else has to confirm it")
    found.confirmed_at, found.confirmed_by = now, who
    session.add(found)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
