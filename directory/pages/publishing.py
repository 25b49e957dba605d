"""Shows what was recorded at once, where publishing is quick enough for somebody who sits before the page."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from directory.refresh import last_publication, rebuild

AT_ONCE = 20_000  # people: with more, publishing takes too long
LATER = "It is shown with the next publishing: run `needleproof publish`, or wait for the next `needleproof refresh`."


def published_at_once(engine: Engine, now: datetime) -> bool:
    """Whether it was published; the caller is the one writer."""
    with Session(engine) as session:
        last = last_publication(session)
    if last is not None and last.practitioners > AT_ONCE:
        return False
    rebuild(engine, as_of=now.date(), now=now)
    return True
