"""Shows what was recorded at once, where publishing is quick enough for somebody who sits before the page."""

import logging
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from directory.pages.text import plain
from directory.refresh import last_publication, rebuild
from directory.store.database import explained

AT_ONCE = 20_000  # people: with more, publishing takes too long
LATER = "It is shown with the next publishing: run `needleproof publish`, or wait for the next `needleproof refresh`."
log = logging.getLogger(__name__)


def shown_at_once(engine: Engine, now: datetime) -> str:
    """Publishes what was kept a moment ago, and says (markdown) when it is shown where that is not now. The caller is
    the one writer.

    Raises nothing: whoever was told of a failure alone would take what is kept for lost, and record it again.
    """
    try:
        return "" if _published(engine, now) else f" {LATER}"
    except Exception as error:
        why = (explained(error, engine.url) or type(error).__name__).rstrip(".")
        log.error("what was kept was not published: %s: %s", type(error).__name__, why)
        return f" It is kept, and shown after the next refresh: publishing it now failed, {plain(why)}."


def _published(engine: Engine, now: datetime) -> bool:
    with Session(engine) as session:
        last = last_publication(session)
    if last is not None and last.practitioners > AT_ONCE:
        return False
    rebuild(engine, as_of=now.date(), now=now)
    return True
