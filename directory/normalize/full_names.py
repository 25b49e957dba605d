"""One text with a whole name in it, split into its parts; used through `directory.normalize.names`."""

from typing import NamedTuple

from directory.normalize.folding import PARTICLES, fold, normal_suffix, split_suffix
from directory.normalize.text import clean

_TITLES = frozenset({"DR", "MR", "MRS", "MS", "MISS", "PROF"})


class NameParts(NamedTuple):
    last: str
    first: str
    middle: str | None
    suffix: str | None


def full_name_parts(text: str | None) -> NameParts | None:
    """Parts of 'FIRST M LAST SUFFIX' or 'LAST SUFFIX, FIRST MIDDLE' (linkage.md Names 1).

    Spelling is kept. Particles stay with the surname; of two surnames without a hyphen the plain form takes
    the first as a middle name. What follows a second comma is read only when it is a suffix. ``None`` when
    surname and given name cannot be told apart.
    """
    head, *tail = [part.strip() for part in (clean(text) or "").split(",")]
    if len(tail) == 1 and len(tail[0]) == 1 and len(head.split()) == 1:
        return _listed(head, tail[0])  # 'Doe, V': an initial
    late = next((part for part in tail if normal_suffix(part)), None)
    given = [part for part in tail if part and not normal_suffix(part)]
    parts = _listed(head, given[0]) if given else _spoken(head)
    return parts._replace(suffix=late) if parts and late else parts


def _listed(surname: str, given: str) -> NameParts | None:
    last, suffix = split_suffix(surname)
    rest, late = split_suffix(given)
    if late is None or len(late) == 1:  # 'Smith, John V': a middle initial
        rest, late = given, None
    first, _, middle = (rest or "").partition(" ")
    if middle and fold(first) in _TITLES:  # 'Smith, Dr. John'
        first, _, middle = middle.partition(" ")
    if not last or not fold(last) or not fold(first):
        return None
    return NameParts(last, first, middle or None, suffix or late)


def _spoken(text: str) -> NameParts | None:
    parts = text.split()
    if len(parts) > 2 and fold(parts[0]) in _TITLES:
        parts = parts[1:]
    suffix = parts.pop() if len(parts) > 2 and normal_suffix(parts[-1]) else None
    if len(parts) < 2 or not fold(parts[0]) or not fold(parts[-1]):
        return None
    start = len(parts) - 1
    while start > 1 and fold(parts[start - 1]) in PARTICLES:
        start -= 1
    return NameParts(" ".join(parts[start:]), parts[0], " ".join(parts[1:start]) or None, suffix)
