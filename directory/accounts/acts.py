"""What people did, kept in the transaction in which they did it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from directory.store.accounts_tables import Act
from directory.vocabulary import ActKind


def note(session: Session, what: ActKind, subject: str, *, by: str, at: datetime, **details: Any) -> None:
    """Adds one act; the caller commits. Details are values of JSON, and never secrets."""
    session.add(Act(at=at, by=by[:200], what=what, subject=subject[:200], details=details))


def newest(session: Session, limit: int) -> Sequence[Act]:
    return session.exec(select(Act).order_by(col(Act.id).desc()).limit(limit)).all()
