"""A roster as text: its encoding, what parts its columns, and its rows."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from directory.roster.columns import RosterError
from directory.roster.encodings import Encoding, encoding_of
from directory.roster.headers import Header, Numbered, find_header
from directory.roster.limits import FIRST_ROWS
from directory.roster.workbook import SheetRow

DELIMITERS = (",", "\t", "|", ";")
_SIGNS = {
    b"%PDF": "this is a PDF; a CSV in UTF-8 or an XLSX workbook is needed",
    b"{\\rt": "this is a text document; a CSV in UTF-8 or an XLSX workbook is needed",
    b"<htm": "this is a web page; save the sheet as CSV in UTF-8 or as XLSX",
    b"<HTM": "this is a web page; save the sheet as CSV in UTF-8 or as XLSX",
    b"<!DO": "this is a web page; save the sheet as CSV in UTF-8 or as XLSX",
    b"<?xm": "this is XML; save the sheet as CSV in UTF-8 or as XLSX",
    b"\x1f\x8b": "this is packed; unpack it first",
    b"7z\xbc\xaf": "this is packed; unpack it first",
    b"Rar!": "this is packed; unpack it first",
}
_END = "\x03end"  # behind the last line; it is a row of its own unless a quote is still open


class TextFile:
    """Text whose header is found. Raises RosterError for a file that is no text."""

    def __init__(self, path: Path, header_row: int | None = None) -> None:
        self.path = path
        with path.open("rb") as file:
            start = file.read(4)
        for sign, what in _SIGNS.items():
            if start.startswith(sign):
                raise RosterError(f"{path}: {what}")
        self.encoding: Encoding = encoding_of(path)
        self.delimiter, self.header = self._found(header_row)

    def _found(self, header_row: int | None) -> tuple[str, Header]:
        found = []
        for order, delimiter in enumerate(DELIMITERS):
            header = find_header(self._first(delimiter), str(self.path), header_row)
            found.append((header.known, len(header.cells) > 1, -order, delimiter, header))
        *_, delimiter, header = max(found, key=lambda one: one[:3])
        return delimiter, header

    def _first(self, delimiter: str) -> list[Numbered]:
        """The first rows that are not blank, as far as they can be read with that delimiter."""
        found: list[Numbered] = []
        try:
            for row in self._records(delimiter):
                if any(cell.strip() for cell in row.cells):
                    found.append((row.number, row.cells))
                if len(found) == FIRST_ROWS:
                    break
        except RosterError:
            if not found:
                raise
        return found

    def _records(self, delimiter: str) -> Iterator[SheetRow]:
        """Every row that is not blank; bytes that are not of the encoding are let through as marks, or refused."""
        number, errors = 0, "strict" if self.encoding.strict else self.encoding.errors
        with self.path.open(encoding=self.encoding.name, errors=errors, newline="") as file:
            if self.encoding.mark:
                file.read(1)
            reader = csv.reader(chain(file, [_END]), delimiter=delimiter)
            before, cells = 0, list[str]()
            try:
                for number, cells in enumerate(reader, start=1):
                    if cells == [_END]:
                        return
                    if cells and cells[-1].endswith(_END):
                        break
                    if cells:
                        yield SheetRow(number, cells, lines=reader.line_num - before)
                    before = reader.line_num
            except csv.Error as error:
                raise RosterError(
                    f"{self.path}, row {number + 1}: a cell is too long, or a quote in front of it is never closed "
                    f"({error})"
                ) from None
        raise RosterError(
            f"{self.path}, row {number}: a quote in line {before + 1} is never closed; all lines behind it would be "
            "one cell"
        )

    def rows(self) -> Iterator[SheetRow]:
        """The rows below the header."""
        return (row for row in self._records(self.delimiter) if row.number > self.header.row)

    @property
    def told(self) -> tuple[str, ...]:
        return (self.encoding.told,) if self.encoding.told else ()
