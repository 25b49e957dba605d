"""A proof sheet as PDF/A-3A with the sheet itself inside; the same sheet makes the same bytes everywhere."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from directory.monitoring.sheet_words import report_of
from directory.monitoring.sheets import Sheet
from directory.reporting.document import Cell, Items, Link, Part, Table, Text
from directory.reporting.hashing import canonical
from directory.reporting.letters import BREAK, printable
from directory.reporting.pdf import Paper, PdfError
from directory.web_addresses import web_address

_WORD, _PIECE = re.compile(r"[^\s\u200b]+"), 6  # letters between two places where a line may end
_TABLE, _INSET, _LETTER = 691, 8, 6.2  # points: of a table on the narrower paper, of a cell, and of one capital letter
FOOT = "Software gathered this at the times stated; a person decides. Not a consumer report."


def pdf_of_sheet(sheet: Sheet, paper: Paper = Paper.LETTER) -> bytes:
    """Raises PdfError."""
    try:
        return _set(sheet, paper, ascii_only=False)
    except PdfError:  # letters that cannot stand side by side: then without any but ours
        return _set(sheet, paper, ascii_only=True)


def file_name(sheet: Sheet, kind: str) -> str:
    """'monitoring-2026-11-20-run-3.pdf'; of several runs the first and the last."""
    runs = [one["run"] for one in sheet.content["runs"]]
    told = str(runs[0]) if len(runs) == 1 else f"{runs[0]}-{runs[-1]}"
    return f"monitoring-{sheet.content['runs'][-1]['as_of']}-run-{told}.{kind}"


def _set(sheet: Sheet, paper: Paper, *, ascii_only: bool) -> bytes:
    at = datetime.fromisoformat(sheet.content["runs"][-1]["ended"]).astimezone(UTC)
    report = report_of(sheet)
    told: dict[str, Any] = {
        "title": _shown(report.title, ascii_only),
        "running": _shown(report.running, ascii_only),
        "description": _shown(report.description, ascii_only),
        "notice": FOOT,
        "made": {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "sections": [
            {"number": one.number, "title": one.title, "parts": [_part(each, ascii_only) for each in one.parts]}
            for one in report.sections
        ],
    }
    inputs = {"sheet": json.dumps(told), "content": canonical(sheet.content).decode(), "paper": paper.value}
    try:
        return typst.compile(
            _template(), format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], font_paths=_fonts(),
            ignore_system_fonts=True, timestamp=int(at.timestamp()),
        )  # fmt: skip
    except typst.TypstError as error:
        raise PdfError(f"the proof sheet could not be set: {error.message}") from error


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("directory.monitoring").joinpath("sheet.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those that the compiler brings along: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _shown(text: str, ascii_only: bool) -> str:
    return printable(text, ascii_only=ascii_only) or "–"


def _cell(one: Cell, ascii_only: bool, fits: int) -> Any:
    """``fits``: how many letters its column holds side by side."""
    if isinstance(one, str):
        return _broken(_shown(one, ascii_only), fits)
    address = web_address(one.address)
    words = _broken(_shown(one.words, ascii_only), fits)
    return {"words": words, "address": address} if isinstance(one, Link) and address else words


def _broken(text: str, fits: int) -> str:
    """A word that may be longer than its column can end its line within; all others stay whole."""

    def pieces(word: re.Match[str]) -> str:
        letters = word[0]
        if len(letters) <= fits:
            return letters
        return BREAK.join(letters[at : at + _PIECE] for at in range(0, len(letters), _PIECE))

    return _WORD.sub(pieces, text)


def _fitting(widths: Sequence[int]) -> list[int]:
    return [int((_TABLE * one / sum(widths) - _INSET) / _LETTER) for one in widths]


def _part(one: Part, ascii_only: bool) -> dict[str, Any]:
    match one:
        case Text():
            return {"kind": "text", "words": _shown(one.words, ascii_only), "strong": one.strong}
        case Items():
            return {"kind": "items", "lines": [_shown(line, ascii_only) for line in one.lines]}
        case Table():
            return {
                "kind": "table",
                "columns": list(one.columns),
                "rows": [
                    [_cell(each, ascii_only, fits) for each, fits in zip(row, _fitting(one.widths), strict=True)]
                    for row in one.rows
                ],
                "widths": list(one.widths),
            }
        case _:
            raise TypeError("a proof sheet shows nothing as it stood")
