"""What an audit found: items that are not as they were, each named, and what else there is to know."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

MOST = 20  # broken items that are told


@dataclass(frozen=True, slots=True)
class Broken:
    """One item that is not as it was. ``what``: its kind; ``ident``: its number, name or hash; ``day``: of the chain,
    where it is in a closed one; ``file``: where on the disk; ``told``: in words.
    """

    what: str
    ident: str
    told: str
    day: date | None = None
    file: str | None = None
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        day = f" of {self.day}" if self.day else ""
        place = f" ({self.file})" if self.file else ""
        words = f"{f'{self.what} {self.ident}'.strip()}{day}{place} {self.told}"
        if self.expected is not None or self.found is not None:
            words += f"; expected: {_or_nothing(self.expected)}; found: {_or_nothing(self.found)}"
        return words


class EnoughError(Exception):
    """So many broken items were found that looking for more tells nothing."""


@dataclass(slots=True)
class Audit:
    """``items``: leaves of the closed days, which are ``days``; ``waiting``: days that are over and not closed yet;
    ``notes``: what is no break, but to be known.
    """

    items: int = 0
    days: Sequence[date] = ()
    waiting: Sequence[date] = ()
    broken: list[Broken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *found: Broken) -> None:
        """Raises EnoughError with the last one that is told."""
        for one in found:
            self.broken.append(one)
            if len(self.broken) == MOST:
                self.notes.append(f"only the first {MOST} broken items are told: there may be more")
                raise EnoughError

    @property
    def ok(self) -> bool:
        return not self.broken


@contextmanager
def until_enough() -> Iterator[None]:
    try:
        yield
    except EnoughError:
        return


def _or_nothing(text: str | None) -> str:
    return "nothing" if text is None else text
