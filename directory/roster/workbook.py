"""A workbook as sheets of rows of text: every cell as it is shown, with what is wrong with it."""

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries
from openpyxl.xml.constants import SHARED_STRINGS

from directory.roster.cells import FORMULA, UNREADABLE, Formats, text_of
from directory.roster.columns import RosterError
from directory.roster.dropping import secret_in
from directory.roster.limits import MOST_COLUMNS, MOST_MERGED, MOST_STRINGS
from directory.roster.parts import AGAIN, DAMAGE, RawCell, events_of, opened, texts_of, whole_number

MERGED = "the cell is merged with the one above; unmerge it and fill every row"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NOTHING: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sheet:
    """``part``: where it stands in the workbook."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells, rows and columns counted from 1, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Seen:
    """What was seen on the way through a sheet."""

    blank: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not blank. ``cells``: up to the last that is filled; ``wrong``: place -> what is wrong there;
    ``lines``: of a text, that it was made of.
    """

    number: int
    cells: list[str]
    wrong: Mapping[int, str] = field(default_factory=lambda: _NOTHING)
    lines: int = 1


class Workbook:
    """An XLSX file that can be read, its table of texts in memory. Raises RosterError for any other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with opened(path) as archive:
            names = archive.namelist()
            try:
                self._read(archive)
            except (RosterError, *DAMAGE):
                raise
            except Exception as error:  # openpyxl has no error of its own: a workbook gone wrong raises what comes
                raise RosterError(f"{path}: this is a workbook that cannot be read ({_said(error)}); {AGAIN}") from None
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        self.links = any(name.startswith("xl/externalLinks/") for name in names)

    def _read(self, archive: zipfile.ZipFile) -> None:
        with self.path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is not needed here: drawings, extensions
            reader = ExcelReader(file, read_only=True, keep_links=False)
            try:
                reader.read_manifest()
                reader.read_workbook()
                apply_stylesheet(reader.archive, reader.wb)
                self.sheets = tuple(self._sheets(reader, archive))
                if not self.sheets and _is_strict(archive):
                    raise RosterError(f"{self.path}: this is a Strict Open XML workbook; save it as an ordinary XLSX")
                self._formats = _formats(reader.wb)
                texts = reader.package.find(SHARED_STRINGS)
            finally:
                reader.archive.close()
        self._texts = self._texts_at(archive, texts.PartName.lstrip("/")) if texts is not None else []

    def _sheets(self, reader: ExcelReader, archive: zipfile.ZipFile) -> Iterator[Sheet]:
        there = set(archive.namelist())
        for sheet, relation in reader.parser.find_sheets():
            part = relation.target
            if (kind := secret_in(sheet.name)) is not None:  # it would be told and kept with the roster
                raise RosterError(f"{self.path}: a sheet's name is written like a {kind.value}; give it another one")
            if "chartsheet" in relation.Type:
                continue
            if part not in there or not part.startswith("xl/worksheets/"):
                raise RosterError(f"{self.path}: the sheet {sheet.name[:60]!r} is missing in the workbook; {AGAIN}")
            yield Sheet(sheet.name, part, sheet.state != "visible")

    def _texts_at(self, archive: zipfile.ZipFile, part: str) -> list[str]:
        if archive.getinfo(part).file_size > MOST_STRINGS:
            raise RosterError(f"{self.path}: its texts have more than {MOST_STRINGS:,} bytes; save it as CSV in UTF-8")
        with archive.open(part) as stream:
            return texts_of(stream, f"{self.path}: {part}")

    def rows(
        self, sheet: Sheet, seen: Seen, merged: tuple[Area, ...] = (), *, last: int | None = None
    ) -> Iterator[SheetRow]:
        """The rows of a sheet that are not blank, to the row ``last``; ``seen`` is told the rest. ``merged``: areas
        that an earlier way through has seen: they are told behind the rows. Raises RosterError naming sheet and row.
        """
        where = f"{self.path}, sheet {sheet.name[:60]!r}"
        areas = _Areas(merged)
        with opened(self.path) as archive, archive.open(sheet.part) as stream:
            for events in events_of(stream, where):
                for number, hidden, raw in events.rows:
                    if last is not None and number > last:
                        return
                    row = self._row(number, raw, areas, where)
                    if row is None:
                        seen.blank += 1
                        continue
                    seen.hidden_rows += hidden
                    yield row
                events.rows.clear()
            seen.hidden_columns = events.hidden_columns
            seen.merged = _areas(events.merged, where)

    def _row(self, number: int, raw: list[RawCell], areas: "_Areas", where: str) -> SheetRow | None:
        cells = list[str]()
        wrong = dict[int, str]()
        for cell in raw:
            value, kind = cell.value, cell.kind
            if kind == "s" and value:
                value = self._shared(value, f"{where}, row {number}")
            if not value and cell.formula is None:
                continue
            text, why = text_of(kind, value, cell.style, self._formats)
            if cell.formula is not None:
                text, why = text or f"={cell.formula}", FORMULA
            cells += [""] * (cell.column - 1 - len(cells))
            cells.append(text)
            if why is not None:
                wrong[cell.column - 1] = why
        if not wrong and not any(text.strip() for text in cells):
            return None
        for place in areas.covered(number):
            if place >= len(cells) or not cells[place]:
                wrong[place] = MERGED
        return SheetRow(number, cells, wrong or _NOTHING)

    def _shared(self, value: str, where: str) -> str:
        number = whole_number(value.strip())
        if number is None or number >= len(self._texts):
            raise RosterError(f"{where}: {UNREADABLE}; {AGAIN}")
        return self._texts[number]


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """Whether the parts are in the other names of the standard, which hardly any program but the one writes."""
    return _STRICT in archive.read("xl/workbook.xml")


def _formats(book: Any) -> Formats:
    """openpyxl keeps the formats of cells on the workbook, by the number of their style."""
    own = book._number_formats
    shown = {}
    for style, cell in enumerate(book._cell_styles):
        form = BUILTIN_FORMATS.get(cell.numFmtId)
        if form is None and 0 <= cell.numFmtId - 164 < len(own):
            form = own[cell.numFmtId - 164]
        if form not in (None, "General"):
            shown[style] = str(form)
    dates, periods = frozenset(book._date_formats), frozenset(book._timedelta_formats)
    return Formats(shown, dates, periods, book.epoch)


def _areas(merged: list[str], where: str) -> tuple[Area, ...]:
    if len(merged) > MOST_MERGED:
        raise RosterError(f"{where}: more than {MOST_MERGED:,} merged areas; unmerge the cells of the table")
    found = []
    for written in merged:
        try:
            first_column, first_row, last_column, last_row = range_boundaries(written)
        except (ValueError, TypeError):
            raise RosterError(f"{where}: a merged area is damaged; {AGAIN}") from None
        found.append(Area(first_row or 1, last_row or 1, first_column or 1, last_column or 1))
    areas = tuple(sorted(found, key=lambda area: area.first_row))
    if _overlap(areas):
        raise RosterError(f"{where}: merged areas overlap; {AGAIN}")
    return areas


def _overlap(areas: tuple[Area, ...]) -> bool:
    """Whether more cells of a row are merged than it has, of those that are looked at."""
    reaching, width = list[tuple[int, int]](), 0  # last row and width of areas that are not over yet
    for area in areas:
        while reaching and reaching[0][0] < area.first_row:
            width -= heappop(reaching)[1]
        wide = max(0, min(area.last_column, MOST_COLUMNS) - area.first_column + 1)
        heappush(reaching, (area.last_row, wide))
        width += wide
        if width > MOST_COLUMNS:
            return True
    return False


class _Areas:
    """Merged areas that reach over several rows, asked for row by row downwards."""

    def __init__(self, merged: tuple[Area, ...]) -> None:
        self._waiting = [area for area in reversed(merged) if area.last_row > area.first_row]
        self._open: list[Area] = []

    def covered(self, row: int) -> list[int]:
        """Places in a row, from 0, of cells that are merged with one further up."""
        while self._waiting and self._waiting[-1].first_row < row:
            self._open.append(self._waiting.pop())
        self._open = [area for area in self._open if area.last_row >= row]
        return [
            column - 1
            for area in self._open
            for column in range(area.first_column, min(area.last_column, MOST_COLUMNS) + 1)
        ]


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
