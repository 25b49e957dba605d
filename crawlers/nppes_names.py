"""What the names of the NPI registry's files say: which file is the whole list, which a week, and of which days."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.changed import SourceChangedError
from directory.normalize.dates import DateForm, parse_date

FIRST_DAY = date(2005, 5, 23)  # a whole file begins with the registry
LONGEST = timedelta(days=31)  # of a file of changes; they come weekly
NO_MONTH = (0, 0)
_FULL = re.compile(r"NPPES_Data_Dissemination_([A-Z][a-z]+)_(\d{4})_V2\.zip")
_WEEKLY = re.compile(r"NPPES_Data_Dissemination_(\d{6})_(\d{6})_Weekly_V2\.zip", re.IGNORECASE)
_MEMBER = re.compile(r"npidata_pfile_(\d{8})-(\d{8})\.csv", re.IGNORECASE)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July",
           "August", "September", "October", "November", "December")  # fmt: skip

Span = tuple[date, date]


def to_fetch(links: Sequence[str], *, version: str | None, as_of: date | None) -> list[str]:
    """Which of the page's links to fetch, in order: the monthly file when it is another than ``version``, else the
    weekly files that go beyond ``as_of``, by their days.

    Beside a new monthly file no weekly one: up to which day it reaches is only known once it was opened. Asked again
    afterwards, this answers with the weeks that follow it. Raises SourceChangedError.
    """
    full = _only_full(links)
    name = _name_of(full)
    if name != version:
        if version is not None and _month_of(name) < _month_of(version):
            raise SourceChangedError(f"the monthly file is {name}, older than {version}, which was read before")
        return [full]
    if as_of is None:
        return []
    weeks = {span: link for link in links if (span := _week_of(_name_of(link))) is not None}
    return [weeks[span] for span in sorted(weeks) if span[1] > as_of]


def of_a_later_month(name: str, version: str | None) -> bool:
    """Whether a file is the monthly one of a later month than the one named ``version``."""
    return version is not None and _month_of(name) > _month_of(version) > NO_MONTH


def days_of(file: Path) -> Span | None:
    """First and last day of a file of changes; None for a whole file, or one whose names say nothing.

    The member's name decides; the zip's where the member says nothing. Raises SourceChangedError for a file that is
    neither whole nor of a few weeks.
    """
    members = [span for name in _names_in(file) if (match := _MEMBER.search(name)) and (span := _days(*match.groups()))]
    span = members[0] if members else _week_of(file.name)
    if span is None or span[0] <= FIRST_DAY:
        return None
    if not span[0] <= span[1] <= span[0] + LONGEST:
        raise SourceChangedError(
            f"{file.name}: holds {span[0]} to {span[1]}: neither the whole list (from {FIRST_DAY}) nor a week's changes"
        )
    return span


def _names_in(file: Path) -> Iterator[str]:
    yield file.name
    try:
        with zipfile.ZipFile(file) as archive:
            yield from archive.namelist()
    except (OSError, zipfile.BadZipFile):  # a csv; or a damaged zip, which reading it will tell
        return


def _name_of(link: str) -> str:
    return urlsplit(link).path.rpartition("/")[2]


def _only_full(links: Sequence[str]) -> str:
    found = {link: None for link in links if _FULL.fullmatch(_name_of(link))}
    if len(found) != 1:
        raise SourceChangedError(
            f"{len(found)} links match {_FULL.pattern!r}; exactly one was expected (the monthly file)"
        )
    return next(iter(found))


def _month_of(name: str) -> tuple[int, int]:
    """(year, month) in a monthly file's name; NO_MONTH for any other name, such as that of a file loaded by hand."""
    match = _FULL.fullmatch(name)
    return (int(match[2]), _MONTHS.index(match[1]) + 1) if match and match[1] in _MONTHS else NO_MONTH


def _week_of(name: str) -> Span | None:
    match = _WEEKLY.fullmatch(name)
    if match is None:
        return None
    first, last = ("20" + day[4:] + day[:4] for day in match.groups())
    span = _days(first, last)
    if span is None or not span[0] <= span[1] <= span[0] + LONGEST:
        raise SourceChangedError(f"{name}: its name should give the first and the last day of a week (MMDDYY_MMDDYY)")
    return span


def _days(first: str, last: str) -> Span | None:
    """The two days, written YYYYMMDD; None when one is none of the calendar."""
    try:
        a, b = parse_date(first, DateForm.COMPACT), parse_date(last, DateForm.COMPACT)
    except ValueError:
        return None
    return (a, b) if a and b else None
