"""NPPES full file (V2): every NPI; we keep persons and organizations with a taxonomy of ours, and deactivations."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.nppes_names import days_of, of_a_later_month, to_fetch
from crawlers.nppes_stream import readings
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import Reading
from directory.normalize.dates import DateForm, parse_date
from directory.vocabulary import SourceKind


class NppesBulkSpider(BulkFileSpider):
    name = "nppes_bulk"
    title = "NPI registry, monthly file"
    owner = "Centers for Medicare & Medicaid Services"
    terms = "public domain federal data"
    terms_read = "2026-11-20"
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
            "entity_type": 0.99,
            "updated_on": 0.99,
            "addresses.0.state": 0.9,
            "taxonomies.0.license_number": 0.6,
        },
        shaped={"npi": r"[12]\d{9}"},
        ordered={"updated_on": "enumerated_on"},
        lost=0.05,
        rows_lost=0.05,
    )

    @classmethod
    def choose(cls, links: Sequence[str], *, version: str | None, as_of: date | None) -> list[str]:
        """A method, because no other page lists a whole file and files of changes beside it."""
        return to_fetch(links, version=version, as_of=as_of)

    @classmethod
    def follows(cls, name: str, version: str | None) -> bool:
        """The file of a later month."""
        return of_a_later_month(name, version)

    @classmethod
    def changes_of(cls, file: Path) -> tuple[date, date] | None:
        """The days of a weekly file; None for the whole one."""
        return days_of(file)

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
        """A method, because no other source is a zip of this size."""
        try:
            changes = cls.changes_of(file) is not None
        except SourceChangedError:  # a name that is refused, once the file is kept: nothing is searched before
            changes = True
        return readings(file, changes=changes)
