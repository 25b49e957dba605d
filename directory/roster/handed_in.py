"""A file as it is handed in: what of it is kept, row by row, and by what the same work is known again."""

import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from directory.roster.columns import Columns, Meaning
from directory.roster.file import Roster, Row
from directory.store.rosters import Waiting


class HandedIn:
    """Of a roster that was opened. ``rows``: how many there are; ``emptied``: header -> cells that looked like a social
    security number or a birth date, by kind; ``shape``: how the file is written again, as it is stored.

    Answers that an earlier run wrote into the file are left out: the new ones stand in their place. Raises RosterError
    where the file cannot be read to its end; then nothing of it was kept.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._places = [place for place in range(len(roster.columns.header)) if place not in roster.ours]
        self._now = {was: place for place, was in enumerate(self._places)}
        self.columns = _moved(roster.columns, self._now)
        self.shape = _shape(roster)
        self.signature = roster.signature
        self.emptied: dict[str, Counter[str]] = {}
        self.rows = 0
        self.digest = self._digest()

    def waiting(self) -> Iterator[Waiting]:
        """The rows as they are kept; the file is read anew."""
        return map(self.kept, self._roster.rows())

    def kept(self, row: Row) -> Waiting:
        now = {self._now[was]: why for was, why in row.wrong.items() if was in self._now}
        return Waiting(row.number, self._roster.kept(row), row.misshapen, now)

    def _digest(self) -> str:
        """Over all that is kept and what it means; counts on the way."""
        meanings = [as_json(self.columns), sorted(self.columns.never.items()), dict(self.shape)]
        found, last = sha256(json.dumps(meanings).encode()), len(self._roster.columns.header) - 1
        for row in self._roster.rows():
            kept = self.kept(row)
            self.rows += 1
            for place, kind in row.emptied.items():
                self.emptied.setdefault(self._roster.columns.name(min(place, last)), Counter())[kind.value] += 1
            found.update(json.dumps([kept.number, list(kept.cells), kept.fault, sorted(kept.wrong)]).encode())
        return found.hexdigest()


def _shape(roster: Roster) -> dict[str, Any]:
    """``head``: the first line with the names of our columns, and whatever mark of the encoding stands before it."""
    head = io.StringIO(newline="")
    roster.writer(head)
    return {
        "head": head.getvalue(), "delimiter": roster.delimiter, "encoding": roster.encoding, "errors": roster.errors,
        "workbook": roster.sheet is not None, "sheet": roster.sheet,
        "above": [list(row) for row in roster.columns.above], "told": list(roster.told),
    }  # fmt: skip


def _moved(columns: Columns, now: Mapping[int, int]) -> Columns:
    """The same columns where only some are left. ``now``: place in the file -> place among those."""
    at = {meaning: tuple(now[one] for one in of if one in now) for meaning, of in columns.at.items()}
    never = {now[was]: meaning for was, meaning in columns.never.items() if was in now}
    above = tuple(tuple(row[was] for was in now if was < len(row)) for row in columns.above)
    return Columns(tuple(columns.header[was] for was in now), at, never, columns.unread, above=above)


def as_json(columns: Columns) -> dict[str, list[int]]:
    """Meaning -> places, as it is stored."""
    return {meaning.value: list(places) for meaning, places in sorted(columns.at.items())}


def columns_from(
    header: Sequence[str], at: Mapping[str, Sequence[int]], never: Sequence[Sequence[Any]], shape: Mapping[str, Any]
) -> Columns:
    """Of a stored run, what `HandedIn` had."""
    known = {Meaning(meaning): tuple(places) for meaning, places in at.items()}
    dropped = {int(place): Meaning(meaning) for place, meaning in never}
    read = {place for places in known.values() for place in places} | dropped.keys()
    unread = tuple(name.strip() for place, name in enumerate(header) if place not in read)
    return Columns(tuple(header), known, dropped, unread, above=tuple(map(tuple, shape["above"])))
