"""One thing that a source's file believes, and what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

SHOWN = 8  # words of a list that a message names


class State(StrEnum):
    """``TOLD``: nothing was believed of it; ``UNKNOWN``: it could not be looked at."""

    AGREES = "agrees"
    DIFFERS = "differs"
    TOLD = "told"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Point:
    """``what`` was looked at, what is ``believed`` of it, and what was ``found``."""

    what: str
    believed: str
    found: str
    state: State


def judged(what: str, believed: str, found: str, *, agrees: bool) -> Point:
    return Point(what, believed, found, State.AGREES if agrees else State.DIFFERS)


def told(what: str, found: str) -> Point:
    return Point(what, "–", found, State.TOLD)


def listed(words: Iterable[str]) -> str:
    """The words, the first few of them where they are many."""
    found: Sequence[str] = list(words)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(repr(word) for word in found[:SHOWN]) + more if found else "none"
