"""When a source is read again: early enough that its promise outlives failed attempts. Pure; the day is passed in."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class History:
    """What became of a source (and scope) so far.

    ``read_on``: day of the last good reading; ``as_of``: the source's own day in it; ``tried_on``: day of the newest
    crawl; ``failed``: crawls since the last good reading that brought nothing good.
    """

    read_on: date | None = None
    as_of: date | None = None
    tried_on: date | None = None
    failed: int = 0

    @property
    def good_from(self) -> date | None:
        """The day from which the promise counts: the source's own, where that is older than our reading."""
        if self.read_on is None:
            return None
        return min(self.read_on, self.as_of or self.read_on)


@dataclass(frozen=True, slots=True)
class Due:
    """The day on which a source is to be read, and why then."""

    on: date
    why: str


def interval(promise_days: int, every_days: int | None) -> int:
    """Days between two readings: half the promise, unless the source says how often."""
    return every_days or max(1, promise_days // 2)


def due(history: History, *, promise_days: int, every_days: int | None = None, as_of: date) -> Due:
    """When to read next. ``every_days``: how often, where it is not half the promise; ``as_of``: today.

    Half the promise leaves room for failed attempts, which are repeated after 1, 2, 4, … days: of a promise of 30
    days four may fail. A source whose own date stands still is not asked every day, but seven times in its interval.
    """
    half = max(1, promise_days // 2)
    every = interval(promise_days, every_days)
    days = [day for day in (history.read_on, history.tried_on) if day is not None]
    if days and max(days) > as_of + timedelta(days=1):  # by a day, two clocks may differ
        return Due(as_of, f"asked on {max(days)}, a day still to come: the clock was set back")
    if history.failed and history.tried_on is not None:
        wait = min(2 ** min(history.failed - 1, 30), half)
        times = "once" if history.failed == 1 else f"{history.failed} times in a row"
        return Due(history.tried_on + timedelta(days=wait), f"failed {times}, last on {history.tried_on}")
    if history.read_on is None or history.good_from is None:
        return Due(as_of, "never read")
    after = max(
        history.good_from + timedelta(days=every),
        history.read_on + timedelta(days=max(1, every // 7)),
    )
    dated = f", of {history.good_from}" if history.good_from < history.read_on else ""
    return Due(after, f"read on {history.read_on}{dated}; every {every} days")


def overdue(history: History, *, promise_days: int, as_of: date) -> date | None:
    """The day on which the promise ran out, if it did: for sources that somebody must hand over."""
    if history.good_from is None:
        return None
    until = history.good_from + timedelta(days=promise_days)
    return until if until < as_of else None


def believable(mark: str, asked_on: date, promise_days: int, every_days: int | None, as_of: date) -> bool:
    """Whether a page that we asked for on ``asked_on`` still stands as it did then because a sitemap gives it the same
    lastmod (``mark``) as then. Not when the next reading would come too late for the promise, so that every page is
    asked for once in it; nor when it had just changed, for it may have changed twice on one day.
    """
    try:
        changed = date.fromisoformat(mark[:10])
    except ValueError:
        return False
    until = asked_on + timedelta(days=promise_days - interval(promise_days, every_days))
    return changed + timedelta(days=1) < asked_on <= as_of <= until
