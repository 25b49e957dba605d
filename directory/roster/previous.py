"""The answers of an earlier result file, to tell what is another now."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from directory.roster.changes import COMPARED, Before, key_of
from directory.roster.columns import RosterError
from directory.roster.file import Looked, Mapped, look_at, open_roster
from directory.roster.given import given
from directory.roster.handed_in import HandedIn
from directory.roster.results import COLUMNS

Said = Callable[[Looked], Mapped | None]


def answers_in(path: Path, said: Said = lambda _: None) -> Before:
    """By key and nth, of a file that `roster` wrote. ``said``: what its columns mean where their names do not tell.
    Raises RosterError for a file of another kind.
    """
    looked = look_at(path)
    header = [cell.strip() for cell in looked.header]
    if missing := [name for _, name in COMPARED if name not in header]:
        at = f"{path}, row {looked.header_row}"
        raise RosterError(f"{at}: there is no column {missing[0]}; a file that `roster` wrote is needed")
    roster = open_roster(path, sheet=looked.sheet, header_row=looked.header_row, mapping=said(looked))
    places = [header.index(name) if name in header else None for name in COLUMNS]
    handed, found, seen = HandedIn(roster), dict[tuple[str, int], Sequence[str]](), Counter[str]()
    for row in roster.rows():
        if row.misshapen is not None:
            continue
        kept = handed.kept(row)
        key = key_of(given(kept.cells, handed.columns, row.number, kept.wrong), kept.cells)
        seen[key] += 1
        found[key, seen[key]] = [row.cells[place] if place is not None else "" for place in places]
    return found
