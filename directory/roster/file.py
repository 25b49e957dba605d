"""A roster as a file: read row by row, its delimiter told by its header, and written again with columns appended.

What is written is the user's own file: order, columns and cells stay, bytes that are no UTF-8 too. Only the cells of
SSNs, birth dates, DEA numbers and tax ids are left empty, and any other that is written like an SSN, for a copy of them
would be one more to lose; who needs them has them in the file that came in.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from directory.roster.columns import Columns, RosterError, columns_of, known_in
from directory.roster.results import COLUMNS

DELIMITERS = (",", "\t", "|", ";")
BOM = b"\xef\xbb\xbf"
_OTHERS = {
    b"PK\x03\x04": "this is a workbook; save the sheet as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "this is an old workbook; save the sheet as CSV in UTF-8",
    b"%PDF": "this is a PDF; a CSV in UTF-8 is needed",
    b"\xff\xfe": "the text is UTF-16; save the file as CSV in UTF-8",
    b"\xfe\xff": "the text is UTF-16; save the file as CSV in UTF-8",
}
_SSN = re.compile(r"\s*[0-9]{3}-[0-9]{2}-[0-9]{4}\s*")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would carry out


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header. ``number``: as a spreadsheet counts, the header being row 1."""

    number: int
    cells: list[str]


class RosterFile:
    """One file, its header read and checked. Raises RosterError for one that cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.emptied: Counter[str] = Counter()  # column -> cells that looked like an SSN, of the rows that were kept
        start = self._start()
        self.bom = start.startswith(BOM)
        self.lines = self._line_ends()
        found = []
        for order, delimiter in enumerate(DELIMITERS):
            header = next(self._records(delimiter), None)
            if header is None:
                raise RosterError(f"{path} is empty: a first row with the names of the columns is needed")
            found.append((known_in(header.cells), -order, delimiter, header))
        _, _, self.delimiter, header = max(found, key=lambda one: one[:2])
        self.columns: Columns = columns_of(header.cells, str(path))
        # Of a file that was written here before, the old answers make room for the new ones.
        self.ours = frozenset(place for place, cell in enumerate(header.cells) if cell.strip() in COLUMNS)

    def _start(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                start = file.read(4)
        except FileNotFoundError:
            raise RosterError(f"{self.path}: there is no such file") from None
        except OSError as error:
            raise RosterError(f"{self.path} cannot be read: {error.strerror}") from None
        for sign, what in _OTHERS.items():
            if start.startswith(sign):
                raise RosterError(f"{self.path}: {what}")
        return start

    def _line_ends(self) -> int:
        """Roughly how many rows there are below the header, to tell how far we are."""
        with self.path.open("rb") as file:
            return max(0, sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b"")) - 1)

    def _records(self, delimiter: str) -> Iterator[Row]:
        """Every line that is not blank; bytes that are no UTF-8 are let through as marks."""
        with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader, number = csv.reader(file, delimiter=delimiter), 0
            try:
                for number, cells in enumerate(reader, start=1):
                    if cells:
                        yield Row(number, cells)
            except csv.Error as error:
                raise RosterError(
                    f"{self.path}, row {number + 1}: a cell is too long, or a quote in front of it is never closed "
                    f"({error})"
                ) from None

    def rows(self) -> Iterator[Row]:
        """The rows below the header, as they stand there."""
        return islice(self._records(self.delimiter), 1, None)

    def misshapen(self, row: Row) -> str | None:
        """Why the cells of a row cannot be told apart by column, or None."""
        width, came = len(self.columns.header), len(row.cells)
        if came == width:
            return None
        return (
            f"row {row.number}: {came} cells where the header has {width} columns; put cells with a comma into quotes"
        )

    def kept(self, row: Row) -> list[str]:
        """The cells of a row as they are written again: those of columns that are dropped at the door are empty. Of a
        row that is misshapen nothing can be told to be something else, so all are where the file has such columns.
        """
        width, cells = len(self.columns.header), [self._netted(*placed) for placed in enumerate(row.cells)]
        if len(cells) != width:
            lost = bool(self.columns.never or self.ours)
            more = [self.delimiter.join(cells[width - 1 :])] if len(cells) > width else []
            cells = [""] * width if lost else [*cells[: width - len(more)], *more] + [""] * (width - len(cells))
        return self._without_ours(["" if place in self.columns.never else cell for place, cell in enumerate(cells)])

    def _netted(self, place: int, cell: str) -> str:
        """A cell as it is, or empty where it is an SSN in a column that does not say so."""
        if place in self.columns.never or not _SSN.fullmatch(cell):
            return cell
        self.emptied[self.columns.name(min(place, len(self.columns.header) - 1))] += 1
        return ""

    def _without_ours(self, cells: Sequence[str]) -> list[str]:
        return [cell for place, cell in enumerate(cells) if place not in self.ours]

    def writer(self, file: IO[str]) -> Any:
        """Writes rows as this file has them; its header with the names of our columns stands first."""
        made = csv.writer(file, delimiter=self.delimiter, lineterminator="\n")
        made.writerow([*self._without_ours(self.columns.header), *COLUMNS])
        return made

    @property
    def encoding(self) -> str:
        """What the written file is encoded in: with the mark of UTF-8 where this one has it."""
        return "utf-8-sig" if self.bom else "utf-8"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
