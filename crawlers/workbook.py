"""Streams the rows of an .xlsx workbook through openpyxl: bounded, no entities, nothing dropped, nothing guessed."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser

from crawlers.changed import SourceChangedError

LIMIT = 128 << 20  # bytes of all members, unpacked; the list of 355,000 numbers has 51 MB
RATIO = 100  # unpacked to packed; the real workbooks stand at about 8
Row = dict[str, str]  # column letters -> text, filled cells only
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError)  # `opened` tells of it


@contextmanager
def opened(file: IO[bytes], where: str) -> Iterator[zipfile.ZipFile]:
    """A zip whose members are no larger than they may be; SourceChangedError for one that is damaged or a bomb.

    The sizes a zip declares are the most that can be read from it, so they are judged before anything is unpacked.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
            packed = sum(member.compress_size for member in archive.infolist())
            if size > LIMIT or size > RATIO * max(packed, 1):
                raise SourceChangedError(f"{where}: {packed:,} bytes would unpack to {size:,}: refused")
            yield archive
    except (*_DAMAGE, NotImplementedError, RuntimeError) as error:
        raise SourceChangedError(f"{where}: the zip is damaged or cut off: {error}") from error


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in archive.namelist()


def rows(file: IO[bytes], archive: zipfile.ZipFile, where: str) -> Iterator[tuple[str, int, Row]]:
    """(sheet, row number, cells) of every row of every sheet, in the workbook's order; ``archive``: ``file`` `opened`.

    Sheets are called as their members are. Text is as it stands, a whole number is its digits; everything else
    (fractions, dates, truth values, formulas as ``=formula``) is a text that no reader takes for either.
    Raises SourceChangedError naming the member and the place.
    """
    for member in _xml_members(archive):
        _check(archive, member, where, whole=False)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except _DAMAGE:
        raise
    except Exception as error:  # openpyxl has no error of its own: a workbook gone wrong raises whatever comes
        for member in _xml_members(archive):
            _check(archive, member, where, whole=True)
        raise SourceChangedError(f"{where}: the workbook cannot be opened: {_said(error)}") from error
    sheets = {sheet._worksheet_path: sheet for sheet in book.worksheets}
    there = {name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    if unknown := sorted(there - sheets.keys()):
        raise SourceChangedError(f"{where}: {unknown[0]}: a sheet that the workbook does not name")
    for path, sheet in sheets.items():
        name = path.rpartition("/")[2].removesuffix(".xml")
        with archive.open(path) as source:
            yield from ((name, number, cells) for number, cells in _rows(source, sheet, f"{where}: {path}"))


def _rows(source: IO[bytes], sheet: Any, where: str) -> Iterator[tuple[int, Row]]:
    """Through the parser that openpyxl's sheets are built on: the sheets fill gaps up to any size that a file
    declares, and leave out rows and cells that are not in order, without a word.
    """
    book = sheet.parent
    parser = WorkSheetParser(
        source,
        _Strings(sheet._shared_strings),
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    found = parser.parse()
    while True:
        try:
            number, cells = next(found)
        except StopIteration:
            return
        except _DAMAGE:
            raise
        except SyntaxError as error:  # of XML, which knows its line
            raise SourceChangedError(f"{where}: {_said(error)}") from error
        except Exception as error:
            place = f"row {parser.row_counter}: column {_letters(parser.col_counter)}"
            raise SourceChangedError(f"{where}: {place}: {_said(error)}") from error
        yield number, _filled(number, cells, where)


def _filled(number: int, cells: list[dict[str, Any]], where: str) -> Row:
    row: Row = {}
    for cell in cells:
        letters = _letters(cell["column"])
        if cell["row"] != number or letters in row:
            place = f"{where}: row {number}: column {letters}"
            raise SourceChangedError(f"{place}: a cell of another place, or a second one")
        if text := _text(cell["value"]):
            row[letters] = text
    return row


def _text(value: Any) -> str:
    """``value``: what openpyxl makes of a cell; of a formula over several cells its text, of none the empty text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else str(getattr(value, "text", value))


def _letters(column: int) -> str:
    return str(get_column_letter(max(column, 1)))


class _Strings:
    """The shared strings by number; counted from the end is none of them."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._strings):
            raise SourceChangedError(f"there is no shared string '{index}'")
        return self._strings[index]


def _xml_members(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.lower().endswith((".xml", ".rels"))]


def _check(archive: zipfile.ZipFile, member: str, where: str, *, whole: bool) -> None:
    """Refuses a member that declares anything before its first element, or, read ``whole``, that is no XML."""
    try:
        with archive.open(member) as stream:
            for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
                if not whole:
                    return
                if event == "end":
                    element.clear()
    except DefusedXmlException as error:
        raise SourceChangedError(f"{where}: {member}: it has a DOCTYPE, in which entities hide: refused") from error
    except SyntaxError as error:
        raise SourceChangedError(f"{where}: {member}: {_said(error)}") from error


def _said(error: Exception) -> str:
    """The error with what led to it: openpyxl often says only which part it was about."""
    known = str(error) if isinstance(error, SourceChangedError | SyntaxError) else f"{type(error).__name__}: {error}"
    cause = f" ({error.__cause__})" if error.__cause__ is not None else ""
    return " ".join(f"{known}{cause}".split())[:500]
