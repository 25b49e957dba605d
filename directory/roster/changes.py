"""What finds the same row in two runs of a roster, and what is another in it. Pure."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from directory.roster.file import harmless, harmless_cell
from directory.roster.given import Given
from directory.roster.results import COLUMNS

# What moves with every reading, or repeats what stands in the row, is no change of the person.
_MOVING = frozenset({
    "np_reason", "np_license_read_at", "np_exclusion_lists_asof", "np_usable_until_120", "np_usable_until_90",
    "np_training_detail", "np_changed_since_last", "np_receipt",
})  # fmt: skip
COMPARED = tuple((place, name) for place, name in enumerate(COLUMNS) if name not in _MOVING)
NEW, SAME = "not in the previous file", "no"
# Answers by (key, nth): the n-th row with one key is compared with the n-th of it.
Before = Mapping[tuple[str, int], Sequence[str]]


def key_of(given: Given, cells: Sequence[str]) -> str:
    """What a row is found by in another run, as a digest: your own id, the NPI or the licenses; else all its cells,
    as a file that was made of a workbook has them.
    """
    text = f"k{given.key}" if given.key is not None else "c" + "\0".join(map(harmless_cell, cells))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def changes(before: Sequence[str] | None, now: Sequence[str]) -> str:
    """What is another now, column by column; `SAME` where nothing is, `NEW` for a row that was not there."""
    if before is None:
        return NEW
    pairs = [(name, harmless(before[place]), harmless(now[place])) for place, name in COMPARED]
    told = [f"{name}: {was or 'nothing'} -> {is_now or 'nothing'}" for name, was, is_now in pairs if was != is_now]
    return "; ".join(told) or SAME
