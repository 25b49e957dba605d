"""A cell of a workbook as text, as it is shown, and what is wrong with it. Pure.

Numbers are kept digit by digit; dates are written as 2026-01-31; nothing is worked out.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from directory.roster.damage import ROUNDED

FORMULA = "a formula stands here, and what it shows was not checked; copy the column and paste its values"
ERROR = "the cell shows an error of the spreadsheet; write what belongs there"
UNREADABLE = "the cell is damaged; write it again"
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number
_ZEROS = re.compile(r"0[0-]*0")


@dataclass(frozen=True, slots=True)
class Formats:
    """How numbers are shown, by the number of their style. ``shown``: style -> its format, other than the usual one."""

    shown: Mapping[int, str] = field(default_factory=dict)
    dates: Set[int] = frozenset()
    periods: Set[int] = frozenset()
    epoch: datetime = WINDOWS_EPOCH


Told = tuple[str, str | None]  # the text of a cell, and what is wrong with it


def text_of(kind: str, value: str, style: int, formats: Formats) -> Told:
    """``kind``: the cell's type in the file, 'n' where it tells none; ``value``: what stands there, shared texts
    looked up.
    """
    if kind in ("s", "str", "inlineStr"):
        return unescape(value) if "_x" in value else value, None
    if kind == "e":
        return value, ERROR
    if kind == "b":
        return ("TRUE" if value.strip() == "1" else "FALSE"), None
    if not value.strip():
        return "", None
    return (value.strip().removesuffix("T00:00:00"), None) if kind == "d" else _number(value.strip(), style, formats)


def _number(value: str, style: int, formats: Formats) -> Told:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value, UNREADABLE
    if not number.is_finite() or not -20 <= number.adjusted() <= 20:
        return value, None
    if style in formats.dates or style in formats.periods:
        return _day(number, style, formats) or value, None
    whole = number == number.to_integral_value()
    text = f"{number.to_integral_value() if whole else number:f}"
    if whole and len(text.lstrip("-")) > _MOST_DIGITS:
        return text, ROUNDED
    return (_filled(text, formats.shown.get(style, "")) if whole else text), None


def _day(number: Decimal, style: int, formats: Formats) -> str | None:
    """None where it is outside the days that a spreadsheet knows."""
    try:
        day = from_excel(float(number), formats.epoch, timedelta=style in formats.periods)
    except (OverflowError, ValueError):
        return None
    if isinstance(day, datetime) and day.time() == time():
        return day.date().isoformat()
    return (
        day.isoformat(sep=" ") if isinstance(day, datetime) else day.isoformat() if isinstance(day, date) else str(day)
    )


def _filled(text: str, form: str) -> str:
    """With the zeros in front that the cell shows: 2134 in the format 00000 is 02134."""
    form = form.replace("\\", "")
    if not _ZEROS.fullmatch(form) or not text.isdecimal() or len(text) > form.count("0"):
        return text
    digits = iter(text.zfill(form.count("0")))
    return "".join(next(digits) if char == "0" else char for char in form)
