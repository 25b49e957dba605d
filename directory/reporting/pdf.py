"""A report as PDF/A-3A: tagged, with the receipt inside; the same receipt makes the same bytes everywhere."""

import json
import re
from dataclasses import asdict
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from directory.reporting import forms
from directory.reporting.document import Items, Part, Report, Table, Text, unknown
from directory.reporting.letters import printable, verbatim
from directory.reporting.receipt import packed
from directory.reporting.report import report_of

FOOT = "Read at the sources at the times stated. Not a consumer report."
_WEB = re.compile(r"https?://[!-~]{1,2000}")


class Paper(StrEnum):
    LETTER = "us-letter"
    A4 = "a4"


class PdfError(RuntimeError):
    """The report could not be set; says what the compiler said."""


def pdf_of(receipt: forms.Receipt, paper: Paper = Paper.LETTER) -> bytes:
    """The whole report. Raises PdfError."""
    report, attached = report_of(receipt), packed(receipt).decode()
    try:
        return _set(report, receipt, attached, paper, ascii_only=False)
    except PdfError:  # letters that cannot stand side by side: then without any but ours
        return _set(report, receipt, attached, paper, ascii_only=True)


def _set(report: Report, receipt: forms.Receipt, attached: str, paper: Paper, *, ascii_only: bool) -> bytes:
    at = receipt.made.at
    told = _told(report, ascii_only) | {
        "made": {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "notice": FOOT,
    }
    try:
        return typst.compile(
            _template(),
            format="pdf",
            sys_inputs={"report": json.dumps(told), "receipt": attached, "paper": paper.value},
            pdf_standards=["a-3a", "ua-1"],
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise PdfError(f"the report could not be set: {error.message}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the compiler, which names its own class nowhere
            raise
        raise PdfError(f"the report could not be set: {error}") from error


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("directory.reporting").joinpath("report.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those that the compiler brings along: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _told(report: Report, ascii_only: bool) -> dict[str, Any]:
    def shown(text: str) -> str:
        """No cell is ever empty: not even where a source has blanks for a word."""
        return printable(text, ascii_only=ascii_only) or unknown("there is nothing but blanks")

    def cell(one: Any) -> Any:
        if isinstance(one, str):
            return shown(one)
        return {"words": shown(one.words), "address": one.address} if _WEB.fullmatch(one.address) else shown(one.words)

    def part(one: Part) -> dict[str, Any]:
        match one:
            case Text():
                return {"kind": "text", "words": shown(one.words), "strong": one.strong}
            case Items():
                return {"kind": "items", "lines": [shown(line) for line in one.lines]}
            case Table():
                return {
                    "kind": "table",
                    "title": one.title and shown(one.title),
                    "columns": [shown(name) for name in one.columns],
                    "rows": [[cell(each) for each in row] for row in one.rows],
                    "widths": list(one.widths),
                }
            case _:
                return asdict(one) | {"kind": "verbatim", "words": verbatim(one.words, ascii_only=ascii_only)}

    return {
        "title": shown(report.title),
        "running": shown(report.running),
        "description": shown(report.description),
        "sections": [
            {"number": one.number, "title": one.title, "parts": [part(each) for each in one.parts]}
            for one in report.sections
        ],
    }
