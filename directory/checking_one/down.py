"""Which sources cannot be read, and since when: whom to call instead."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from directory.store import readings
from directory.store.runs import READABLE
from directory.store.tables import Run
from directory.vocabulary import RunOutcome

FAILED = {
    RunOutcome.UNREACHABLE: "could not be reached",
    RunOutcome.BREACHED: "answered, but what came was set aside",
    RunOutcome.BROKEN_OFF: "was not read to the end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """A source whose newest attempt failed. ``since``: its first failure after the last good reading; ``good``: when
    that was, None where there was none.
    """

    source: str
    title: str
    owner: str
    page_url: str
    state: str | None
    what: str
    since: datetime
    good: datetime | None


def down(session: Session) -> list[Down]:
    """Those that are down the longest first."""
    known = readings.sources(session)
    found = []
    for name, attempt in readings.last_attempts(session).items():
        if attempt.outcome not in FAILED or name not in known:
            continue
        of_it = select(func.max(Run.finished)).where(Run.source == name, col(Run.outcome).in_(READABLE))
        good = session.exec(of_it).one()
        failures = select(func.min(Run.finished)).where(Run.source == name, col(Run.outcome).in_(list(FAILED)))
        since = session.exec(failures.where(col(Run.finished) > good) if good else failures).one()
        source = known[name]
        found.append(
            Down(
                source=name, title=source.title, owner=source.owner, page_url=source.page_url,
                state=source.jurisdiction, what=FAILED[attempt.outcome], since=since or attempt.finished, good=good,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.since, one.source))
