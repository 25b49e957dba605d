"""Dates as the sources write them; a form is declared, never guessed."""

import re
from datetime import date
from email.utils import parsedate_to_datetime
from enum import StrEnum

from directory.normalize.text import clean


class DateForm(StrEnum):
    """The ways our sources write a date (government.md 1, 2, 6, 7, 8)."""

    COMPACT = "compact"  # 20240131
    US = "us"  # 1/31/2024, 01/31/2024, 1/31/2024 12:00:00 AM
    US_DASH = "us_dash"  # 01-31-2024
    ISO = "iso"  # 2024-01-31, 2024-01-31T00:00:00.000, 2024-01-31 00:00:00
    WORDS = "words"  # May 02, 2026


_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M|Z)?)?"
_PATTERNS = {
    DateForm.COMPACT: re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII),
    DateForm.US: re.compile(rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>\d{{4}}){_TIME}", re.ASCII),
    DateForm.US_DASH: re.compile(r"(?P<m>\d{1,2})-(?P<d>\d{1,2})-(?P<y>\d{4})", re.ASCII),
    DateForm.ISO: re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}}){_TIME}", re.ASCII),
    DateForm.WORDS: re.compile(r"(?P<m>[A-Z][a-z]{2,8})\.? (?P<d>\d{1,2}), (?P<y>\d{4})", re.ASCII),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBERS = {name: number for number, month in enumerate(_MONTHS, 1) for name in (month, month[:3])}
_EMPTY = re.compile(r"[0/\- ]+")
_YEARS = range(1900, 2201)


def http_date(text: str | None) -> date | None:
    """The day of an HTTP date ('Mon, 09 Nov 2026 08:00:00 GMT'); None when it is none."""
    try:
        return parsedate_to_datetime(text).date() if text else None
    except (ValueError, TypeError):
        return None


def parse_date(text: str | None, *forms: str) -> date | None:
    """The date of ``text`` in one of ``forms`` (`DateForm` words; all of them when none is given).

    ``None`` for empty texts, '00000000', 'None', '/ /', '0'. Raises ValueError naming the text when it fits
    no form, is no day of the calendar, or lies outside 1900 to 2200. A time of day is read over.
    """
    tidy = clean(text)
    if tidy is None or _EMPTY.fullmatch(tidy):
        return None
    for form in forms or tuple(DateForm):
        if found := _PATTERNS[DateForm(form)].fullmatch(tidy):
            try:
                month = _MONTH_NUMBERS.get(found["m"], 0) if form == DateForm.WORDS else int(found["m"])
                day = date(int(found["y"]), month, int(found["d"]))
            except ValueError as error:
                raise ValueError(f"{tidy!r} is no date of the calendar") from error
            if day.year not in _YEARS:
                raise ValueError(f"{tidy!r} lies outside the years 1900 to 2200")
            return day
    wanted = f"the form {' or '.join(forms)}" if forms else "any known form"
    raise ValueError(f"{tidy!r} is not a date of {wanted}")
