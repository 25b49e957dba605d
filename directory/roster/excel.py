"""The Excel copy of a checked roster: text that stays text, what every column means, and the rejected rows apart."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from directory.matching.files import written_whole

SHEETS = ("Roster", "Explanations", "Rejected")
_MOST_TEXT = 32_767  # characters of a cell, in Excel
_MARK = re.compile("[\ud800-\udfff]")  # a byte that is no UTF-8
_ODD = ("=", "#")  # how a text begins that openpyxl would take for a formula or an error
_WIDTHS = (34, 60, 100)  # of the columns of explanations, in characters


def write_excel(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    explanations: Iterable[Sequence[str]],
    rejected: Iterable[Sequence[str]],
) -> None:
    """Writes the file whole, or leaves what was there. ``header``: of ``rows`` and ``rejected``; ``explanations``: rows
    of the second sheet, with a header of their own (`directory.roster.explaining`). Rows are taken one by one.

    Raises OSError where nothing can be written.
    """
    book = Workbook(write_only=True)
    with written_whole(path) as temporary:
        try:
            for name, first, body in zip(SHEETS, (header, None, header), (rows, explanations, rejected), strict=True):
                _write(book, name, first, body)
            book.save(temporary)
        except BaseException:
            for sheet in book.worksheets:
                _forget(sheet)
            raise


def _write(book: Any, name: str, header: Sequence[str] | None, rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    if header is None:
        for letter, width in zip("ABC", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
    bold = Font(bold=True)
    waiting = iter(rows)
    first = next(waiting, None) if header is None else header
    if first is not None:
        cells = [_explicit(sheet, text) for text in first]
        for cell in cells:
            cell.font = bold
        sheet.append(cells)
    for row in waiting:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: Any, text: str) -> Any:
    """A text that no program takes for anything else; None for none."""
    if not text:
        return None
    return _explicit(sheet, text) if text.startswith(_ODD) else _writable(text)


def _explicit(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, _writable(text))
    cell.data_type = "s"
    return cell


def _writable(text: str) -> str:
    """Without signs that a workbook cannot hold."""
    if not text.isprintable():
        text = _MARK.sub("\N{REPLACEMENT CHARACTER}", ILLEGAL_CHARACTERS_RE.sub(" ", text))
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


def _forget(sheet: Any) -> None:
    """Removes what openpyxl has written of a sheet, which it keeps in a temporary file until the book is saved."""
    with suppress(Exception):  # whatever went wrong before is what is told
        sheet.close()
    if sheet._writer is not None:
        Path(sheet._writer.out).unlink(missing_ok=True)
