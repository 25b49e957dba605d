"""NPPES monthly list of all NPIs that are deactivated now: a workbook in a zip; whoever is reactivated drops out."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.text import looks_like_html
from crawlers.workbook import Row, is_workbook, opened, rows
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import npi_is_valid
from directory.records import NpiRecord
from directory.vocabulary import NpiStatus, SourceKind

HEADER = {"A": "NPI", "B": "NPPES Deactivation Date"}
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_ZIP_NAME = re.compile(r"NPPES_Deactivated_NPI_Report_(\d{2})(\d{2})(\d{2})(_V2)?\.zip", re.IGNORECASE)
_MEMBER_NAME = re.compile(r"\D(\d{8})\.xlsx", re.IGNORECASE)


class NppesDeactivationsSpider(BulkFileSpider):
    name = "nppes_deactivations"
    title = "NPI registry, deactivated numbers"
    owner = "Centers for Medicare & Medicaid Services"
    terms = "public domain federal data"
    terms_read = "2026-11-20"
    page_url = "https://download.cms.gov/nppes/NPI_Files.html"
    kind = SourceKind.IDENTITY
    promise_days = 45
    start_urls = ["https://download.cms.gov/nppes/NPI_Files.html"]
    link = r"NPPES_Deactivated_NPI_Report_\d{6}_V2\.zip$"
    download_limit = 64 << 20
    expect = Expect(
        at_least=320_000,
        at_most=700_000,
        filled={"deactivated_on": 1.0},
        shaped={"npi": r"[12]\d{9}"},
    )

    @classmethod
    def choose(cls, links: Sequence[str], *, version: str | None, as_of: date | None) -> list[str]:
        """A method, because this list says by its name which day it is of: the same one is not fetched again, and one
        of an older day than ``as_of`` is refused, for it would put people back on the list.
        """
        found = super().choose(links, version=version, as_of=as_of)
        name = urlsplit(found[0]).path.rpartition("/")[2]
        if name == version:
            return []
        try:
            day = _day_of(name)
        except ValueError as error:
            raise SourceChangedError(f"{name}: its name should give a day (MMDDYY): {error}") from error
        if day is not None and as_of is not None and day < as_of:
            raise SourceChangedError(f"the list is {name}, of {day}: older than that of {as_of}, which was read before")
        return found

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        """The day in the zip's name (MMDDYY); of a renamed one the day in the workbook's name (YYYYMMDD)."""
        if (day := _day_of(file.name)) is not None:
            return day
        names = [file.name]
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names += archive.namelist()
        found = (_MEMBER_NAME.search(name) for name in names)
        return next((parse_date(match[1], DateForm.COMPACT) for match in found if match), None)

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """A method, because no other source is a workbook. Takes the zip as it comes, or the workbook out of it."""
        where = file.name
        with file.open("rb") as stream:
            if not zipfile.is_zipfile(stream):
                stream.seek(0)
                page = looks_like_html(stream.read(500).decode("latin-1"))
                what = "a web page came instead of a zip" if page else "truncated, or not a zip"
                raise SourceChangedError(f"{where}: {what}")
            with opened(stream, where) as archive:
                if is_workbook(archive):
                    yield from _readings(stream, archive, where)
                    return
                member = _member(archive, where)
                with tempfile.TemporaryFile() as workbook:
                    with archive.open(member) as packed:
                        shutil.copyfileobj(packed, workbook, 1 << 20)
                    inside = f"{where}/{member.rpartition('/')[2]}"
                    with opened(workbook, inside) as sheets:
                        yield from _readings(workbook, sheets, inside)


def _day_of(name: str) -> date | None:
    """The day in a zip's name; None for another name. Raises ValueError for digits that are no day."""
    named = _ZIP_NAME.fullmatch(name)
    return parse_date(f"20{named[3]}{named[1]}{named[2]}", DateForm.COMPACT) if named else None


def _member(archive: zipfile.ZipFile, where: str) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(".xlsx")]
    if len(names) != 1:
        raise SourceChangedError(f"{where}: {len(names)} members are workbooks (.xlsx); exactly one was expected")
    return names[0]


def _readings(file: IO[bytes], archive: zipfile.ZipFile, where: str) -> Iterator[Reading]:
    """Data begin at the first row whose first cell is a 10-digit number; the row above it is the header."""
    if not is_workbook(archive):
        raise SourceChangedError(f"{where}: not a workbook (xl/workbook.xml is missing)")
    began: dict[str, bool] = {}
    above: Row = {}
    for sheet, number, cells in rows(file, archive, where):
        if not cells:
            continue
        locator = f"{sheet} row {number}"
        if not began.setdefault(sheet, False):
            if not _TEN_DIGITS.fullmatch(cells.get("A", "")):
                above = cells
                continue
            _check_header(above, f"{where}: {sheet}: the row above row {number}")
            began[sheet] = True
        yield from _entry(cells, f"{where}: {locator}", locator)
    if not began or not all(began.values()):
        empty = ", ".join(sheet for sheet, found in began.items() if not found) or "the workbook"
        raise SourceChangedError(f"{where}: {empty}: no row begins with a 10-digit number")


def _check_header(header: Row, where: str) -> None:
    for column in sorted(HEADER.keys() | header.keys(), key=lambda letters: (len(letters), letters)):
        found, expected = header.get(column, ""), HEADER.get(column, "")
        if " ".join(found.split()).casefold() != expected.casefold():
            raise SourceChangedError(f"{where}: column {column}: {expected or 'nothing'!r} expected, {found!r} found")


def _entry(cells: Row, where: str, locator: str) -> Iterator[Reading]:
    problem = _problem(cells)
    if problem is not None:
        column, code, what = problem
        yield Flaw(code, f"{where}: column {column}: {what}")
        yield Dropped("a row that could not be read")
        return
    yield Kept(NpiRecord(npi=cells["A"], status=NpiStatus.DEACTIVATED, deactivated_on=_day(cells["B"])), locator)


def _problem(cells: Row) -> tuple[str, str, str] | None:
    """Column, code and text of what is wrong in a row; None when it is as it should be."""
    npi = cells.get("A", "")
    if not _TEN_DIGITS.fullmatch(npi):
        return "A", "row", f"an NPI of ten digits was expected, {npi[:40]!r} found"
    if not npi_is_valid(npi):
        return "A", "npi", f"{npi!r} is not a valid NPI: its first or its check digit is wrong"
    try:
        if _day(cells.get("B", "")) is None:
            return "B", "row", f"NPI {npi} has no deactivation date"
    except ValueError as error:
        return "B", "row", str(error)
    if further := sorted(cells.keys() - HEADER.keys()):
        return further[0], "row", f"nothing was expected here, {cells[further[0]][:40]!r} found"
    return None


@lru_cache(maxsize=20_000)
def _day(text: str) -> date | None:
    return parse_date(text, DateForm.US)
