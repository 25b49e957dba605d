"""NPPES full file (V2): every NPI; we keep persons and organizations with a taxonomy of ours, and deactivations."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from crawlers.expect import Expect
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import Dropped, Flaw, Kept, Reading, SourceChangedError
from crawlers.text import csv_rows, looks_like_html
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import npi_is_valid
from directory.normalize.taxonomy import profession_of_taxonomy
from directory.nppes import NEEDED_COLUMNS, SEX_COLUMNS, from_bulk_row, professions_of
from directory.vocabulary import NpiStatus, SourceKind


class NppesBulkSpider(BulkFileSpider):
    name = "nppes_bulk"
    title = "NPI registry, monthly file"
    owner = "Centers for Medicare & Medicaid Services"
    terms = "public domain federal data"
    page_url = "https://download.cms.gov/nppes/NPI_Files.html"
    kind = SourceKind.IDENTITY
    promise_days = 45
    start_urls = ["https://download.cms.gov/nppes/NPI_Files.html"]
    link = r"NPPES_Data_Dissemination_[A-Z][a-z]+_\d{4}_V2\.zip$"
    download_limit = 4 << 30
    expect = Expect(
        at_least=600_000,
        at_most=3_000_000,
        filled={
            "npi": 1.0,
            "status": 0.99,
            "updated_on": 0.99,
            "addresses.0.state": 0.9,
            "taxonomies.0.license_number": 0.6,
        },
        shaped={"npi": r"[12]\d{9}"},
        ordered={"updated_on": "enumerated_on"},
    )

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        """The last day in the member's name, npidata_pfile_20050523-20261108.csv."""
        names = [file.name]
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names += archive.namelist()
        found = (re.search(r"npidata_pfile_\d{8}-(\d{8})\.csv", name, re.I) for name in names)
        return next((parse_date(match[1], DateForm.COMPACT) for match in found if match), None)

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """Streams the zip member (or a csv) row by row. A method, because no other source is a zip of this size."""
        try:
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive, archive.open(_member(archive, file.name)) as member:
                    yield from _rows(
                        TextIOWrapper(member, "utf-8", "surrogateescape", newline=""), f"{file.name}/{member.name}"
                    )
            elif file.suffix.lower() == ".zip":
                with file.open("rb") as stream:
                    page = looks_like_html(stream.read(500).decode("latin-1"))
                what = "a web page came instead of a zip" if page else "truncated, or not a zip"
                raise SourceChangedError(f"{file.name}: {what}")
            else:
                with file.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
                    yield from _rows(stream, file.name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise SourceChangedError(f"{file.name}: the zip is damaged or cut off: {error}") from error


def _member(archive: zipfile.ZipFile, where: str) -> str:
    names = [
        n
        for n in archive.namelist()
        if n.rpartition("/")[2].lower().startswith("npidata_pfile") and "header" not in n.lower()
    ]
    if len(names) != 1:
        raise SourceChangedError(f"{where}: {len(names)} members are named npidata_pfile…; exactly one was expected")
    return names[0]


def _rows(stream: IO[str], where: str) -> Iterator[Reading]:
    rows = csv_rows(stream, where)
    _, header = next(rows)
    missing = [c for c in NEEDED_COLUMNS if c not in header]
    if not any(c in header for c in SEX_COLUMNS):
        missing.append(SEX_COLUMNS[0])
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise SourceChangedError(f"{where}: row 1: missing columns {missing[:5]}{more}")
    taxonomies = [i for i, column in enumerate(header) if column.startswith("Healthcare Provider Taxonomy Code_")]
    npi_at, deactivated_at = header.index("NPI"), header.index("NPI Deactivation Date")
    for number, values in rows:
        ours = any(profession_of_taxonomy(values[i]) for i in taxonomies if values[i])
        # Nine rows of ten are not ours: they are only checked for being what they say.
        if not ours and not values[deactivated_at] and npi_is_valid(values[npi_at]):
            yield Dropped("no taxonomy of ours")
            continue
        try:
            record = from_bulk_row(dict(zip(header, values, strict=True)))
        except ValueError as error:
            # Not acceptable: taking the run would mean losing the person of this row.
            yield Flaw("row", f"{where}: row {number}: {error}")
            yield Dropped("a row that could not be read")
            continue
        if record.status is NpiStatus.DEACTIVATED or professions_of(record):
            yield Kept(record, f"row {number}")
        else:
            yield Dropped("no taxonomy of ours")
