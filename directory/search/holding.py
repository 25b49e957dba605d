"""Keeps in memory what is held of each state of a store, and knows within a transaction which one it sees."""

from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from directory.disputes import hidden_listings
from directory.search.held import Held
from directory.store.search_columns import NOTHING, unpacked
from directory.store.search_index import IN_SESSION
from directory.store.tables import SearchState

KEPT = 4  # states of stores that are held at once
_STATE = SearchState.__table__.c  # type: ignore[attr-defined]
_TOKEN, _COLUMNS = sa.select(_STATE.token), sa.select(_STATE.columns)
_kept: dict[str, Held] = {}
_lock = Lock()


def held_of(session: Session) -> Held:
    """What is held of the state of the store that the session sees."""
    seen = _seen(session)
    if "held" not in seen:
        token = session.connection().execute(_TOKEN).scalar()
        seen["held"] = _held(session, token or "")
    held: Held = seen["held"]
    return held


def hidden_from_patients(session: Session) -> frozenset[str]:
    """People whom patients do not find (`directory.disputes`)."""
    seen = _seen(session)
    if "hidden" not in seen:
        seen["hidden"] = hidden_listings(session)
    hidden: frozenset[str] = seen["hidden"]
    return hidden


def _seen(session: Session) -> dict[str, Any]:
    """What was read in this transaction already, in which nothing changes but by whoever writes."""
    session.connection()
    transaction = session.get_transaction()
    known = session.info.get(IN_SESSION)
    if known is None or known["transaction"] is not transaction:
        known = session.info[IN_SESSION] = {"transaction": transaction}
    return known


def _held(session: Session, token: str) -> Held:
    with _lock:
        held = _kept.pop(token, None) or _read(session)
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[token] = held  # the one used last stands last
    return held


def _read(session: Session) -> Held:
    body = session.connection().execute(_COLUMNS).scalar()
    return Held(unpacked(body) if body is not None else NOTHING)
