"""A roster as a sheet of a workbook: which sheet, where its header is, and its rows."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from directory.roster.columns import RosterError
from directory.roster.headers import Header, find_header
from directory.roster.limits import FIRST_ROWS
from directory.roster.workbook import Area, Seen, Sheet, SheetRow, Workbook

_OLD = b"\xd0\xcf\x11\xe0"  # how files of older programs begin, and those that are protected
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_BLOCK = 1 << 20
_LAST = 1_000  # row, of the first that are searched for a header: there may be a million blank ones


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins so is for `BookFile` to read or to refuse."""
    return start.startswith((b"PK", _OLD))


class BookFile:
    """The sheet with the roster, its header found. Raises RosterError for a workbook that cannot be read."""

    delimiter = ","

    def __init__(self, path: Path, sheet: str | None = None, header_row: int | None = None) -> None:
        self.path = path
        _refuse_old(path)
        self._book = Workbook(path)
        if not self._book.sheets:
            raise RosterError(f"{path}: there is no sheet in the workbook")
        self.sheet, self.header = self._chosen(sheet, header_row)
        self._seen = Seen()  # of the last way through to the end

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self._book.sheets)

    def _where(self, sheet: Sheet) -> str:
        return f"{self.path}, sheet {sheet.name[:60]!r}"

    def _chosen(self, wanted: str | None, header_row: int | None) -> tuple[Sheet, Header]:
        """The sheet of that name; else the one with most names of columns that are known, hidden ones last."""
        asked = [sheet for sheet in self._book.sheets if wanted in (None, sheet.name)]
        if not asked:
            there = ", ".join(repr(name[:60]) for name in self.sheets[:20])
            raise RosterError(f"{self.path}: there is no sheet {str(wanted)[:60]!r}; the sheets are {there}")
        found, first_error = list[tuple[Sheet, Header]](), None
        for sheet in asked:
            try:
                rows = list(islice(self._book.rows(sheet, Seen(), last=_LAST), FIRST_ROWS))
                if rows or len(asked) == 1:
                    numbered = [(row.number, row.cells) for row in rows]
                    found.append((sheet, find_header(numbered, self._where(sheet), header_row)))
            except RosterError as error:
                first_error = first_error or error
        best = max(found, key=lambda one: (one[1].known, not one[0].hidden), default=None)
        if first_error is not None and (best is None or not best[1].known):
            raise first_error  # the roster may stand in the sheet that cannot be read
        if best is None:
            raise RosterError(f"{self.path}: all sheets of the workbook are empty")
        return best

    def rows(self) -> Iterator[SheetRow]:
        """The rows below the header. What is merged is known once they were read to the end."""
        seen = Seen()
        for row in self._book.rows(self.sheet, seen, self._seen.merged):
            if row.number > self.header.row:
                yield row
        self._seen = seen

    @property
    def told(self) -> tuple[str, ...]:
        seen, others = self._seen, [name for name in self.sheets if name != self.sheet.name]
        facts = (
            (others, f"Read is the sheet {self.sheet.name!r}; not read: {', '.join(map(repr, others[:20]))}."),
            (seen.hidden_rows, f"Hidden rows are read too: {seen.hidden_rows:,}."),
            (seen.hidden_columns, f"Hidden columns are read too: {seen.hidden_columns:,}."),
            (seen.blank, f"Blank rows were left out: {seen.blank:,}."),
            (self._book.macros, "The workbook holds macros; they are not run."),
            (self._book.links, "The workbook holds links to others; they are not followed."),
            (self._merged_below(), "Cells are merged below the header; rows that lack a value by that say so."),
        )
        return tuple(told for there, told in facts if there)

    def _merged_below(self) -> list[Area]:
        return [area for area in self._seen.merged if area.first_row > self.header.row]


def _refuse_old(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(4).startswith(_OLD):
            return
        file.seek(0)
        before = b""
        for block in iter(partial(file.read, _BLOCK), b""):
            if _PROTECTED in before + block:
                raise RosterError(f"{path}: this is a workbook that is protected by a password; save it without")
            before = block[-len(_PROTECTED) :]
    raise RosterError(f"{path}: this is an old workbook (XLS); save it as XLSX, or the sheet as CSV in UTF-8")
