"""A roster, text or workbook: read row by row, cleaned at the door, and written again with columns appended.

What is written is the user's own file: order, columns and cells stay, bytes that are no UTF-8 too. Only the cells of
SSNs, birth dates, DEA numbers and tax ids are left empty, and any other that is written like an SSN, for a copy of them
would be one more to lose; who needs them has them in the file that came in. No row that leaves this module holds them.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Protocol

from directory.normalize.secrets import holds_bare_ssn, holds_birth_date
from directory.roster.book_file import BookFile, is_workbook
from directory.roster.columns import Columns, Meaning, RosterError, by_label, columns_of, labels, meanings_of
from directory.roster.damage import totals_in
from directory.roster.dropping import LOOKED_FOR, is_bare_ssn, of_values, secret_in
from directory.roster.encodings import KEPT
from directory.roster.given import Given, given
from directory.roster.headers import Header, is_value
from directory.roster.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, SAMPLE_ROWS
from directory.roster.mapping import Proposal, propose, signature
from directory.roster.results import COLUMNS
from directory.roster.text_file import TextFile
from directory.roster.workbook import SheetRow

# What is said of a cell that was emptied, by what it looked like.
EMPTIED = {kind: f"what stood here is written like a {kind.value}, and was not read" for kind in LOOKED_FOR}
_SIGNS = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet would carry out
_CONTROLS = ("\t", "\r", "\n", "\0")
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().,-]*")
# Meanings whose cells may well be nine digits; in any other column that is known, such are a social security number.
_NINE_DIGITS = frozenset({Meaning.LICENSE, Meaning.EXTERNAL_ID, Meaning.ZIP, Meaning.PHONE})
_DIGIT = re.compile(r"\d")
_OF_NAMES = frozenset({Meaning.FULL_NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST, Meaning.SUFFIX})
_SAMPLE_TEXT = 60  # characters of a cell by which it is told what a column holds

Mapped = Mapping[str, Meaning | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header, one cell a column; what is dropped at the door is empty. ``number``: as a spreadsheet
    counts; ``wrong``: place -> what is wrong with the cell; ``misshapen``: why its cells cannot be told apart by
    column; ``emptied``: places of cells that looked like an SSN or a birth date -> which of them.
    """

    number: int
    cells: list[str]
    wrong: Mapping[int, str] = field(default_factory=dict)
    misshapen: str | None = None
    emptied: Mapping[int, Meaning] = field(default_factory=dict)


class Writer(Protocol):
    """What `csv.writer` gives."""

    def writerow(self, row: Iterable[str], /) -> object: ...

    def writerows(self, rows: Iterable[Iterable[str]], /) -> object: ...


class Roster:
    """One file, read to its end once and found usable. Raises RosterError for one that is not."""

    def __init__(self, source: TextFile | BookFile, mapping: Mapped | None = None) -> None:
        self._source = source
        self.path = source.path
        self.delimiter = source.delimiter
        header, where = source.header, _where(source)
        if len(header.cells) > MOST_COLUMNS:
            raise RosterError(
                f"{where}, row {header.row}: {len(header.cells):,} columns; at most {MOST_COLUMNS} are read"
            )
        _no_values(header, mapping, where)
        # Of a file that was written here before, the old answers make room for the new ones.
        self.ours = frozenset(place for place, cell in enumerate(header.cells) if cell.strip() in COLUMNS)
        self.columns: Columns = columns_of(header.cells, where, row=header.row, mapping=mapping, above=header.above)
        self.lines, sample = self._through(where)
        hidden = _by_values(header, sample, mapping, self.ours)
        self.columns = columns_of(
            header.cells, where, row=header.row, mapping=mapping, above=header.above, by_values=hidden
        )
        self._meanings = {place: meaning for meaning, places in self.columns.at.items() for place in places}
        self._unknown = frozenset(range(len(header.cells))) - self.ours - self._meanings.keys()
        self._no_number = frozenset(place for place, one in self._meanings.items() if one not in _NINE_DIGITS)
        self._names = frozenset(place for place, one in self._meanings.items() if one in _OF_NAMES)

    def _through(self, where: str) -> tuple[int, list[Sequence[str]]]:
        """How many rows there are, and cells of the first of them; what is wrong with the file comes out here."""
        many, sample = 0, list[Sequence[str]]()
        for many, row in enumerate(self._source.rows(), start=1):
            if many > MOST_ROWS:
                raise RosterError(f"{where}: more than {MOST_ROWS:,} rows; divide the file")
            if many <= SAMPLE_ROWS:
                sample.append([cell[:_SAMPLE_TEXT] for cell in row.cells])
        return many, sample

    # --- about the file ---------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> str | None:
        """The name of the sheet that is read; None of a text."""
        return self._source.sheet.name if isinstance(self._source, BookFile) else None

    @property
    def other_sheets(self) -> tuple[str, ...]:
        """The sheets that are not read."""
        return tuple(name for name in _sheets(self._source) if name != self.sheet)

    @property
    def header_row(self) -> int:
        """Where the names of the columns stand, as a spreadsheet counts."""
        return self._source.header.row

    @property
    def signature(self) -> str:
        """By which a mapping of these columns is remembered."""
        return signature(self.columns.header)

    @property
    def told(self) -> tuple[str, ...]:
        """Sentences about the file that whoever gave it should read."""
        by_values = (
            f"The column {self.columns.name(place)!r} is dropped: what stands in it is written like a "
            f"{self.columns.never[place].value}."
            for place in sorted(self.columns.by_values)
        )
        return (*_told(self._source), *by_values)

    @property
    def encoding(self) -> str:
        """What the written file is encoded in: as this one is, with the mark of UTF-8 where this one has it."""
        return self._source.encoding.name if isinstance(self._source, TextFile) else "utf-8-sig"

    @property
    def errors(self) -> str:
        """What `open` is to do with letters that the encoding has not got."""
        return self._source.encoding.errors if isinstance(self._source, TextFile) else KEPT

    # --- rows -------------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """The rows below the header, cleaned."""
        return map(self._clean, self._source.rows())

    def given(self, row: Row) -> Given:
        """What a row gives of its person, and what is wrong with it."""
        if row.misshapen is not None:
            return Given(row.number, unusable=row.misshapen)
        return given(row.cells, self.columns, row.number, row.wrong)

    def kept(self, row: Row) -> list[str]:
        """The cells of a row as they are written again, the old answers of ours left out."""
        return self._without_ours(row.cells)

    def _clean(self, row: SheetRow) -> Row:
        width, cells = len(self.columns.header), row.cells
        if isinstance(self._source, BookFile):
            filled = len(cells)
            while filled > width and not cells[filled - 1].strip():
                filled -= 1
            cells = cells[:filled] + [""] * (width - filled)
        if len(cells) != width:
            return self._pressed(row, cells)
        emptied = {place: kind for place, cell in enumerate(cells) if (kind := self._secret(place, cell)) is not None}
        gone = self.columns.never.keys() | emptied.keys()
        kept = ["" if place in gone else cell for place, cell in enumerate(cells)] if gone else cells
        wrong = {**row.wrong, **{place: EMPTIED[kind] for place, kind in emptied.items()}} if emptied else row.wrong
        return Row(row.number, kept, wrong, emptied=emptied)

    def _secret(self, place: int, cell: str) -> Meaning | None:
        """Whether a cell holds an SSN, or a birth date, in a column that does not say so."""
        if len(cell) < 6 or place in self.columns.never or _DIGIT.search(cell) is None:
            return None
        if (kind := secret_in(cell, self._meanings.get(place))) is not None:
            return kind
        if place in self._no_number and is_bare_ssn(cell, ""):
            return Meaning.SSN
        if place in self._names and (holds_bare_ssn(cell) or holds_birth_date(cell)):
            return Meaning.SSN if holds_bare_ssn(cell) else Meaning.BIRTH_DATE
        return Meaning.SSN if place in self._unknown and is_bare_ssn(cell, self.columns.header[place]) else None

    def _pressed(self, row: SheetRow, cells: list[str]) -> Row:
        """A row that is misshapen, brought to the columns. Of its cells nothing can be told to be something else, so
        all are empty where the file has columns that are dropped.
        """
        number, width = row.number, len(self.columns.header)
        why = f"row {number}: {len(cells)} cells where the header has {width} columns; "
        if (totals := totals_in(number, cells)) is not None:
            why = totals
        elif row.lines > 1:
            why += f"{row.lines:,} lines run together in it, as when a quote is opened and not closed"
        elif isinstance(self._source, BookFile):
            why += "give every column a name"
        else:
            why += "put cells with a comma into quotes"
        found = (
            (place, secret_in(cell) or (Meaning.SSN if is_bare_ssn(cell, "") else None))
            for place, cell in enumerate(cells)
        )
        emptied = {place: kind for place, kind in found if kind is not None}
        cells = ["" if place in emptied else cell for place, cell in enumerate(cells)]
        more = [self.delimiter.join(cells[width - 1 :])] if len(cells) > width else []
        pressed = [*cells[: width - len(more)], *more]
        pressed += [""] * (width - len(pressed))
        if self.columns.never or self.ours:
            pressed = [""] * width
        return Row(number, pressed, misshapen=why, emptied=emptied)

    def _without_ours(self, cells: Sequence[str]) -> list[str]:
        return [cell for place, cell in enumerate(cells) if place not in self.ours]

    # --- writing ----------------------------------------------------------------------------------------------------

    def writer(self, file: IO[str]) -> Writer:
        """Writes rows as this file has them; its header with the names of our columns stands first. Cells of a workbook
        are made harmless, for text there may be a formula here.
        """
        writer = csv_writer(file, self.delimiter)
        if isinstance(self._source, TextFile):
            file.write(self._source.encoding.mark)
        else:
            writer = _Harmless(writer)
        writer.writerow([*self._without_ours(self.columns.header), *COLUMNS])
        return writer


def open_roster(
    file: Path, *, sheet: str | None = None, header_row: int | None = None, mapping: Mapped | None = None
) -> Roster:
    """A roster of any kind that can be read. ``sheet``: of a workbook, else the one with the best header;
    ``header_row``: where the names of the columns stand, as a spreadsheet counts; ``mapping``: header -> meaning, None
    for a column that is not to be read, of those that are to mean something else than their names tell.

    Raises RosterError saying what is wrong, where, and what to do.
    """
    return Roster(_source(file, sheet, header_row), mapping)


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as far as it can be looked at. ``problem``: why `open_roster` refuses it with this mapping, or None."""

    sheets: tuple[str, ...]
    sheet: str | None
    header_row: int
    header: tuple[str, ...]
    signature: str
    proposal: Proposal
    problem: str | None
    told: tuple[str, ...]


def look_at(
    file: Path, *, sheet: str | None = None, header_row: int | None = None, mapping: Mapped | None = None
) -> Looked:
    """What the columns of a file seem to mean, to be shown and corrected. Raises RosterError for a file that cannot be
    read at all.
    """
    source = _source(file, sheet, header_row)
    header, problem, told = source.header, None, _told(source)
    try:
        told = Roster(source, mapping).told
    except RosterError as error:
        problem = str(error)
    sample: list[Sequence[str]] = [
        [cell[:_SAMPLE_TEXT] for cell in row.cells] for row in islice(source.rows(), SAMPLE_ROWS)
    ]
    return Looked(
        sheets=_sheets(source),
        sheet=source.sheet.name if isinstance(source, BookFile) else None,
        header_row=header.row,
        header=header.cells,
        signature=signature(header.cells),
        proposal=propose(header.cells[:MOST_COLUMNS], sample, mapping),
        problem=problem,
        told=told,
    )


def _source(file: Path, sheet: str | None, header_row: int | None) -> TextFile | BookFile:
    if is_workbook(_present(file)):
        return BookFile(file, sheet, header_row)
    if sheet is not None:
        raise RosterError(f"{file}: this is no workbook, so there is no sheet {sheet[:60]!r} in it")
    return TextFile(file, header_row)


def _present(path: Path) -> bytes:
    """How a file begins. Raises RosterError for one that is not there, cannot be read or is too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError:
        raise RosterError(f"{path}: there is no such file") from None
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}") from None
    if size > MOST_BYTES:
        raise RosterError(f"{path}: {size >> 20:,} MB; at most {MOST_BYTES >> 20} MB are read; divide the file")
    if not size:
        raise RosterError(f"{path} is empty: a first row with the names of the columns is needed")
    return start


def _where(source: TextFile | BookFile) -> str:
    return f"{source.path}, sheet {source.sheet.name[:60]!r}" if isinstance(source, BookFile) else str(source.path)


def _sheets(source: TextFile | BookFile) -> tuple[str, ...]:
    return source.sheets if isinstance(source, BookFile) else ()


def _told(source: TextFile | BookFile) -> tuple[str, ...]:
    header = source.header
    first = header.row - (1 if header.above else 0)
    rows = f"rows {first} and {header.row}" if header.above else f"row {header.row}"
    told = f"The names of the columns stand in {rows}; what stands above is no part of the table."
    return (*source.told, *([told] if first > 1 else []))


def _no_values(header: Header, mapping: Mapped | None, where: str) -> None:
    """Raises RosterError where a column that somebody gave a meaning is named by a value: then its row is a person's,
    and would be kept as the names of the columns.
    """
    given = by_label(header.cells, mapping or {})
    for cell, label in zip(header.cells, labels(header.cells), strict=True):
        if given.get(label) is not None and is_value(cell):
            raise RosterError(
                f"{where}, row {header.row}: a number or date stands here, not the names of the columns; put a row "
                "with their names above it, or say in which row they stand"
            )


def _by_values(
    header: Header, sample: Sequence[Sequence[str]], mapping: Mapped | None, ours: frozenset[int]
) -> dict[int, Meaning]:
    """Columns that are dropped because of what stands in them: of those that are not known by their names."""
    found = {}
    for place, meaning in enumerate(meanings_of(header.cells, mapping)):
        if meaning is None and place not in ours:
            values = [row[place] for row in sample if place < len(row)]
            if (never := of_values(header.cells[place], values)) is not None:
                found[place] = never
    return found


def csv_writer(file: IO[str], delimiter: str) -> Writer:
    """Writes rows that end with a line feed, each one call of ``file.write``. Cells with a line break of either kind
    are quoted: `csv` does that only for those that are in what it ends lines with.
    """
    return csv.writer(_LineFeeds(file), delimiter=delimiter, lineterminator="\r\n")


class _LineFeeds:
    def __init__(self, file: IO[str]) -> None:
        self._write = file.write

    def write(self, line: str) -> int:
        return self._write(f"{line[:-2]}\n")


class _Harmless:
    """Writes cells that no spreadsheet takes for formulas."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def writerow(self, row: Iterable[str], /) -> object:
        return self._writer.writerow([harmless_cell(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable[str]], /) -> object:
        return [self.writerow(row) for row in rows]


def harmless_cell(cell: str) -> str:
    """A cell of the user's; a number stays one, whatever its sign."""
    return cell if _NUMBER.fullmatch(cell) else harmless(cell)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, also where blanks, quotes or wide signs stand in front."""
    first = unicodedata.normalize("NFKC", cell.lstrip(' "\u00a0\ufeff')[:1])
    return f"'{cell}" if first.startswith(_SIGNS) or cell.startswith(_CONTROLS) else cell
