"""What spreadsheets and earlier savings do to cells, and which of it can be undone for certain. Pure.

A sentence made here never repeats what stands in a cell.
"""

import re
from collections.abc import Sequence
from datetime import date

from directory.normalize.dates import parse_date
from directory.normalize.identifiers import license_digits
from directory.normalize.places import clean_zip, place_of_zip
from directory.normalize.text import clean, damaged

ROUNDED = "a spreadsheet has rounded the number; make the column text and take the number from where it came"
LETTER_LOST = "a letter was lost in an earlier saving of the file; write it again"
WRONG_LETTERS = "letters were read in a wrong encoding before the file was saved; write it again"
NO_ENCODING = "the text is not UTF-8, and no other encoding fits for certain; save the file as CSV in UTF-8"
NUMBER_FOR_DATE = "a spreadsheet has turned the date into a number; format the column as a date and save again"
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_ROUND = re.compile(r"[12][0-9]{3}0{6}")
_SERIAL = re.compile(r"[1-7][0-9]{4}(?:\.[0-9]+)?")  # 1927 to 2118, as days since 1900
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u2122\u0152-\u0192\u20ac]|â€")
_TOTALS = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|count|summary|end of (?:report|list|file)|report (?:run|generated|date)|generated|"
    r"printed|page [0-9]+)\b",
    re.IGNORECASE,
)
_SHORT_ZIP = re.compile(r"[0-9]{3,4}")
_COMPACT_DATE = re.compile(r"[0-9]{8}")


def is_rounded(text: str) -> bool:
    """Whether a number is in scientific notation."""
    return _SCIENTIFIC.fullmatch(text) is not None


def is_rounded_npi(text: str) -> bool:
    """Also one whose last six digits are nothing: what is left of 1.23E+09."""
    return is_rounded(text) or _ROUND.fullmatch(text) is not None


def letters_wrong(text: str) -> str | None:
    """What happened to letters that are no longer those that were written, or None."""
    if damaged(text):
        return LETTER_LOST
    if _MOJIBAKE.search(text):
        return WRONG_LETTERS
    return None


def totals_in(row: int, cells: Sequence[str]) -> str | None:
    """What a row is that begins as the last lines of a report do, or None."""
    first = next((text for cell in cells if (text := clean(cell))), "")
    return f"row {row}: this looks like a line of totals, not like a person" if _TOTALS.match(first) else None


def lost_zeros(asked: str, held: str) -> bool:
    """Whether a license number is another's only with zeros put before it: '64330' and the board's '0064330'."""
    ours, theirs = license_digits(asked), license_digits(held)
    return ours is not None and ours == theirs and _zeros(asked) < _zeros(held)


def _zeros(number: str) -> int:
    digits = re.sub(r"[^0-9]", "", number)
    return len(digits) - len(digits.lstrip("0"))


def zip_of(text: str, state: str | None) -> tuple[str | None, bool]:
    """The ZIP of a cell, and whether zeros that a spreadsheet took away were put back: '2134' in MA is 02134.

    They are put back only where there is such a ZIP, in that state where one is told.
    """
    text = text.removesuffix(".0")
    if (zip5 := clean_zip(text)) is not None:
        return zip5, False
    if _SHORT_ZIP.fullmatch(text) and (place := place_of_zip(text.zfill(5))) and state in (None, place.state):
        return text.zfill(5), True
    return None, False


def date_of(text: str) -> date:
    """The day of a cell. Raises ValueError with what is wrong with it."""
    if _SERIAL.fullmatch(text) and not _COMPACT_DATE.fullmatch(text):
        raise ValueError(NUMBER_FOR_DATE)
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ValueError("this is no date; write it as 2026-01-31 or 1/31/2026")
    return day
