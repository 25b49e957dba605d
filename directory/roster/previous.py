"""What a roster said the last time, row by row, to tell what is another now."""

from pathlib import Path

from directory.roster.columns import RosterError
from directory.roster.file import RosterFile, harmless
from directory.roster.given import Given, given
from directory.roster.results import COLUMNS, Cells

# What moves with every reading, or repeats what stands in the row, is no change of the person.
_MOVING = frozenset({
    "np_reason", "np_license_read_at", "np_exclusion_lists_asof", "np_usable_until_120", "np_usable_until_90",
    "np_training_detail", "np_changed_since_last", "np_receipt",
})  # fmt: skip
COMPARED = tuple(name for name in COLUMNS if name not in _MOVING)
_BETWEEN = "\0"
NEW = "not in the previous file"


class Previous:
    """The answers of an earlier file, by your own id, NPI or license. Raises RosterError for a file of another kind."""

    def __init__(self, path: Path) -> None:
        roster = RosterFile(path)
        header = [cell.strip() for cell in roster.columns.header]
        if missing := [name for name in COMPARED if name not in header]:
            raise RosterError(f"{path}, row 1: there is no column {missing[0]}; a file that `roster` wrote is needed")
        places = [header.index(name) for name in COMPARED]
        self._known: dict[str, str] = {}
        for row in roster.rows():
            if roster.misshapen(row) is None and (key := given(row.cells, roster.columns, row.number).key) is not None:
                self._known[key] = _BETWEEN.join(row.cells[place] for place in places)

    def changes(self, given: Given, cells: Cells) -> str:
        """What is another now, column by column; 'no' where nothing is, empty for a row that names nobody."""
        if given.key is None:
            return ""
        if (known := self._known.get(given.key)) is None:
            return NEW
        now = [harmless(cells.get(name, "")) for name in COMPARED]
        pairs = zip(COMPARED, known.split(_BETWEEN), now, strict=True)
        told = [
            f"{name}: {before or 'nothing'} -> {after or 'nothing'}" for name, before, after in pairs if before != after
        ]
        return "; ".join(told) or "no"
