"""Tables of texts: rows that are said when they are looked up, in the language that is spoken then."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
R = TypeVar("R")
V = TypeVar("V")


class Told(Mapping[K, V]):
    """``rows`` as ``tell`` says them, such as names of texts with `say`."""

    def __init__(self, rows: Mapping[K, R], tell: Callable[[R], V]) -> None:
        self._rows, self._tell = rows, tell

    def __getitem__(self, key: K) -> V:
        return self._tell(self._rows[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
