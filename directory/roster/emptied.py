"""How many cells were emptied, by column and by what they looked like, and how it is told. Pure."""

from collections.abc import Iterator, Mapping

from directory.roster.dropping import LOOKED_FOR

# Header -> what the cells looked like -> how many; a run of an earlier version kept one number for both.
Emptied = Mapping[str, Mapping[str, int]]
Stored = Mapping[str, Mapping[str, int] | int]
EITHER = " or a ".join(kind.value for kind in LOOKED_FOR)


def by_kind(emptied: Stored) -> Iterator[tuple[str, str, int]]:
    """(column, what its cells looked like, how many), by column."""
    for column, found in sorted(emptied.items()):
        told = {EITHER: found} if isinstance(found, int) else found
        yield from ((column, kind, many) for kind, many in sorted(told.items()))


def sentences(emptied: Stored) -> Iterator[str]:
    """One for each kind of each column; what it leaves open is how the cells are shown now."""
    for column, kind, many in by_kind(emptied):
        cells = "1 cell" if many == 1 else f"{many:,} cells"
        yield f"{column}: {cells} written like a {kind}"
