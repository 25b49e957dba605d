"""Many people asked for a part at a time: no database takes a parameter a person."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

TOGETHER = 400  # asked for at once
T = TypeVar("T")


def parts(many: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(many), TOGETHER):
        yield many[start : start + TOGETHER]
