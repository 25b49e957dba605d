"""Who asks, by the cookie that their browser sends: for pages and routes alike."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlmodel import Session

from directory.accounts import COOKIE, Reader, reader_of
from directory.vocabulary import Audience


def reader(session: Session, cookies: Mapping[str, str]) -> Reader | None:
    """Whoever is signed in now; None for a patient. By the machine's own clock, also where another day is shown."""
    token = cookies.get(COOKIE)
    return reader_of(session, token, now=datetime.now(UTC)) if token else None


def audience_of(who: Reader | None) -> Audience:
    """Whoever is signed in sees what coordinators see; what they may write is another question."""
    return Audience.PATIENT if who is None else Audience.COORDINATOR
