"""The parts of an XLSX workbook: bounded before anything is unpacked, read without entities; nothing in it is run.

Parts are read by events, never as trees, so that what a hostile one costs does not grow with what it holds.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from directory.roster.columns import RosterError
from directory.roster.limits import MOST_PARTS, MOST_STRINGS, MOST_UNPACKED

# What zipfile and expat raise for a file gone wrong; a place that is not in the file is an OSError or ValueError.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, ExpatError, NotImplementedError, OSError, ValueError, RuntimeError,
    struct.error,
)  # fmt: skip
AGAIN = "open it in the spreadsheet program and save it again as XLSX"
_MOST_OTHER = 16 << 20  # bytes of a part that is neither a sheet nor the table of texts
_MOST_TEXTS = 4_000_000
_MOST_CELLS = 16_384  # of a row, in any spreadsheet
_MOST_TEXT = 131_072  # characters of a cell; spreadsheets write 32,767
_BLOCK = 1 << 16
_READ = re.compile(r"(?:\[Content_Types\]|xl/workbook|xl/styles|xl/sharedStrings|xl/worksheets/[^/]+)\.xml|.*\.rels")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A workbook whose parts are no larger than they may be. Raises RosterError for any other file, and for damage."""
    try:
        with zipfile.ZipFile(path) as archive:
            _bounded(archive, path)
            yield archive
    except RosterError:
        raise
    except DAMAGE as error:
        raise RosterError(f"{path}: this is a workbook that is damaged or cut off ({error}); {AGAIN}") from None


def _bounded(archive: zipfile.ZipFile, path: Path) -> None:
    """The sizes that a zip declares are the most that can be read from it, so they are judged beforehand."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise RosterError(
            f"{path}: the workbook would unpack to {size:,} bytes in {len(parts):,} parts; at most {MOST_UNPACKED:,} "
            f"bytes in {MOST_PARTS:,} are read. Save the sheet with the roster alone, as CSV in UTF-8"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise RosterError(f"{path}: it is protected by a password; save it without")
    if len(set(names)) < len(names):
        raise RosterError(f"{path}: two parts of the workbook have one name; {AGAIN}")
    if any(name.lower().endswith((".ods", "content.xml")) for name in names) and "mimetype" in names:
        raise RosterError(f"{path}: this is an OpenDocument sheet; save it as XLSX or as CSV in UTF-8")
    if "xl/workbook.bin" in names:
        raise RosterError(f"{path}: this is a binary workbook (XLSB); save it as XLSX")
    if "xl/workbook.xml" not in names:
        raise RosterError(f"{path}: this is a zip but no workbook; unpack it, and give the file that is in it")
    for part in parts:
        if _READ.fullmatch(part.filename):
            if part.file_size > _most(part.filename):
                raise RosterError(
                    f"{path}: {part.filename} of the workbook has {part.file_size:,} bytes; at most "
                    f"{_most(part.filename):,} are read. Save the sheet with the roster alone, as CSV in UTF-8"
                )
            _without_entities(archive, part.filename, path)


def _most(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MOST_UNPACKED
    return MOST_STRINGS if name == "xl/sharedStrings.xml" else _MOST_OTHER


def _without_entities(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """Refuses a part that declares anything before its first element: there entities hide."""
    parser, begun = _parser(f"{path}: {name}"), False

    def start(_: str, __: dict[str, str]) -> None:
        nonlocal begun
        begun = True

    parser.StartElementHandler = start
    with archive.open(name) as stream:
        while not begun and (block := stream.read(_BLOCK)):
            parser.Parse(block, False)


def _parser(where: str) -> XMLParserType:
    parser = ParserCreate()

    def refuse(*_: object) -> None:
        raise RosterError(f"{where}: it has a DOCTYPE, in which entities hide; {AGAIN}")

    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    return parser


@lru_cache(maxsize=1 << 10)
def _local(name: str) -> str:
    """A name without the prefix of its namespace."""
    return name.rpartition(":")[2]


@lru_cache(maxsize=1 << 15)
def _column(letters: str) -> int:
    """1 for 'A', 27 for 'AA'; 0 for what is no column."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return 0
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def whole_number(text: str | None) -> int | None:
    """A number as a workbook writes it; None for what is none."""
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdecimal() else None


def texts_of(stream: IO[bytes], where: str) -> list[str]:
    """The table of texts, which cells name by number; what is only said how to pronounce is left out."""
    found, parts, inside = list[str](), list[str](), [0, 0]  # depth in <t>, in <rPh>

    def start(name: str, _: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "si":
            parts.clear()
            if len(found) > _MOST_TEXTS:
                raise RosterError(f"{where}: more than {_MOST_TEXTS:,} texts; save the sheet as CSV in UTF-8")
        inside[0] += tag == "t"
        inside[1] += tag == "rPh"

    def end(name: str) -> None:
        tag = _local(name)
        if tag == "si":
            found.append("".join(parts))
        inside[0] -= tag == "t"
        inside[1] -= tag == "rPh"

    def data(text: str) -> None:
        if inside[0] and not inside[1]:
            parts.append(text)

    parser = _parser(where)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    while block := stream.read(_BLOCK):
        parser.Parse(block, False)
    parser.Parse(b"", True)
    return found


class RawCell:
    """One cell as the file has it. ``kind``: its type; ``style``: the number of its format; ``formula``: the text of
    one, None where there is none.
    """

    __slots__ = ("column", "formula", "kind", "style", "value")

    def __init__(self, column: int, kind: str, style: int) -> None:
        self.column, self.kind, self.style, self.value = column, kind, style, ""
        self.formula: str | None = None


class SheetEvents:
    """Takes a sheet in by events. ``rows``: those that are whole, to be taken out; ``merged``: areas as written;
    ``hidden_columns``: how many; ``hidden``: numbers of rows.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.rows: list[tuple[int, bool, list[RawCell]]] = []  # number, hidden, cells
        self.merged: list[str] = []
        self.hidden_columns = 0
        self._row, self._suffix, self._hidden, self._cells = 0, "0", False, list[RawCell]()
        self._cell: RawCell | None = None
        self._taking: list[str] | None = None
        self._taken = 0
        self._phonetic = 0
        self._parser = _parser(where)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def take(self, block: bytes) -> None:
        """Raises RosterError or ExpatError for a sheet that is damaged."""
        self._parser.Parse(block, not block)

    def _damaged(self, what: str) -> RosterError:
        return RosterError(f"{self.where}, row {self._row}: {what}; {AGAIN}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t", "f") and self._cell is not None:
            self._taking, self._taken = [], len(self._cell.value)
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = (whole_number(attributes.get(side)) or 1 for side in ("min", "max"))
            self.hidden_columns += 1 if last >= _MOST_CELLS else max(0, last - first + 1)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = whole_number(attributes["r"]) if "r" in attributes else self._row + 1
        if number is None or number <= self._row:
            raise self._damaged("a row stands after a later one, or has no number")
        self._suffix = str(number)
        self._row, self._hidden, self._cells = number, attributes.get("hidden") in ("1", "true"), []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        before = self._cells[-1].column if self._cells else 0
        place = attributes.get("r")
        column = before + 1
        if place is not None and place.endswith(self._suffix):
            column = _column(place[: -len(self._suffix)])
        if column <= before or (place is not None and not place.endswith(self._suffix)):
            raise self._damaged("a cell stands there twice, after a later one, or is of another row")
        if column > _MOST_CELLS:
            raise self._damaged(f"it has more than {_MOST_CELLS:,} cells")
        self._cell = RawCell(column, attributes.get("t", "n"), whole_number(attributes.get("s")) or 0)
        self._cells.append(self._cell)

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag in ("v", "t", "f") and self._taking is not None and self._cell is not None:
            told, self._taking = "".join(self._taking), None
            if tag == "f":
                self._cell.formula = told
            else:
                self._cell.value += told
        elif tag == "c":
            self._cell = None
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "row":
            self.rows.append((self._row, self._hidden, self._cells))
            self._cells = []

    def _data(self, text: str) -> None:
        if self._taking is not None and not self._phonetic:
            self._taken += len(text)
            if self._taken > _MOST_TEXT:
                raise self._damaged(f"a cell has more than {_MOST_TEXT:,} characters")
            self._taking.append(text)


def events_of(stream: IO[bytes], where: str) -> Iterator[SheetEvents]:
    """A sheet, block by block: the same events each time, with the rows that have come whole since."""
    events = SheetEvents(where)
    while block := stream.read(_BLOCK):
        events.take(block)
        yield events
    events.take(b"")
    yield events
