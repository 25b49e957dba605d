"""How a record calls its person, folded: all that keys and a first look at a candidate need."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from directory.normalize.folding import fold, split_suffix, surname_forms, words


class Called(Protocol):
    """``surname`` without suffix; ``forms``: it and its halves; ``former``: forms of the other names on file."""

    @property
    def surname(self) -> str: ...
    @property
    def forms(self) -> frozenset[str]: ...
    @property
    def former(self) -> frozenset[str]: ...
    @property
    def given(self) -> str: ...
    @property
    def given_words(self) -> tuple[str, ...]: ...
    @property
    def middle(self) -> tuple[str, ...]: ...


class Names(NamedTuple):
    """A `Called` and nothing else: made in a fraction of the time of a `Side`, with the same values."""

    surname: str
    forms: frozenset[str]
    former: frozenset[str]
    given: str
    given_words: tuple[str, ...]
    middle: tuple[str, ...]


def names_of(last: str | None, first: str | None, middle: str | None, others: Iterable[str | None]) -> Names:
    """``others``: other surnames on file."""
    bare, _ = split_suffix(last)
    surname = fold(bare)
    former = frozenset[str]().union(*map(surname_forms, others)) - {surname}
    return Names(surname, surname_forms(bare), former, fold(first), words(first), words(middle))
