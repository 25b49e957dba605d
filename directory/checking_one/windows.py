"""Until when a file may rest on what was read: 120 and 90 days, and what is over already. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory import wording
from directory.profiles import Line
from directory.verification.model import USABLE_DAYS, usable_until
from directory.vocabulary import CredentialStatus, Need

# Confirmed when it was read; a reading that is too old by now was such a one too.
READ = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.STALE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One confirmed license or training. ``true_on``: the day of which the reading tells; ``ends``: days of the window
    -> its last day; ``over``: the windows that have passed, the longest first; ``expired``: the license's own end is
    over.
    """

    title: str
    true_on: date
    ends: dict[int, date]
    over: tuple[int, ...]
    expired: date | None = None

    @property
    def warning(self) -> str | None:
        """What must be done, where anything is over."""
        if self.expired:
            return f"{self.title}: expired on {wording.day(self.expired)} by what was read. Read it again."
        if not self.over:
            return None
        days = max(self.over)
        what = "no file may rest on it any more" if days == max(USABLE_DAYS) else "not usable where 90 days are asked"
        return f"{self.title}: the {days}-day window ended on {wording.day(self.ends[days])}, {what}. Read it again."


def windows(lines: Sequence[Line], today: date) -> list[Window]:
    """A window for each license and training that was confirmed at its source."""
    return [
        window
        for line in lines
        if line.need in (Need.LICENSE, Need.TRAINING) and (window := _window(line, today)) is not None
    ]


def _window(line: Line, today: date) -> Window | None:
    true_on = wording.true_on(line.read_at, line.source_as_of)
    if line.status not in READ or true_on is None or not line.evidence:
        return None
    expires = wording.date_of(line.details.get("expires"))
    ends = dict(zip(USABLE_DAYS, usable_until(true_on, expires), strict=True))
    over = tuple(days for days, end in ends.items() if end < today)
    expired = expires if expires is not None and expires < today else None
    return Window(title=line.title, true_on=true_on, ends=ends, over=over, expired=expired)
