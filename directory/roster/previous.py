"""The answers of an earlier result file, to tell what is another now."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from directory.roster.changes import COMPARED, Before, key_of
from directory.roster.columns import RosterError
from directory.roster.file import open_roster
from directory.roster.given import given
from directory.roster.handed_in import HandedIn
from directory.roster.results import COLUMNS


def answers_in(path: Path) -> Before:
    """By key and nth, of a file that `roster` wrote. Raises RosterError for a file of another kind."""
    roster = open_roster(path)
    header = [cell.strip() for cell in roster.columns.header]
    if missing := [name for _, name in COMPARED if name not in header]:
        raise RosterError(f"{path}, row 1: there is no column {missing[0]}; a file that `roster` wrote is needed")
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
