"""OIG LEIE: the complete list of federal exclusions in force; a new file replaces the old one, never merges."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from crawlers.expect import Expect
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import Flaw, Kept, Reading
from crawlers.text import csv_rows
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.places import clean_zip, state_code
from directory.normalize.text import clean
from directory.records import ExclusionRecord
from directory.vocabulary import SourceKind

HEADER = [
    "LASTNAME",
    "FIRSTNAME",
    "MIDNAME",
    "BUSNAME",
    "GENERAL",
    "SPECIALTY",
    "UPIN",
    "NPI",
    "DOB",
    "ADDRESS",
    "CITY",
    "STATE",
    "ZIP",
    "EXCLTYPE",
    "EXCLDATE",
    "REINDATE",
    "WAIVERDATE",
    "WVRSTATE",
]


class OigExclusionsSpider(BulkFileSpider):
    name = "oig_exclusions"
    title = "Federal exclusion list (LEIE)"
    owner = "Office of Inspector General, US Department of Health and Human Services"
    terms = "public federal data"
    terms_read = "2026-11-20"
    page_url = "https://oig.hhs.gov/exclusions/exclusions_list.asp"
    kind = SourceKind.EXCLUSION
    promise_days = 30
    start_urls = ["https://oig.hhs.gov/exclusions/downloadables/UPDATED.csv"]
    download_limit = 200 << 20
    expect = Expect(
        at_least=68_000,
        at_most=170_000,
        lost=0.02,  # few are reinstated in a month, and whoever is missing reads as not excluded
        # About one entry in ten has an NPI.
        filled={"excluded_on": 0.99, "exclusion_type": 0.95, "state": 0.9, "npi": 0.05},
        shaped={"exclusion_type": r"(1128|1156|1160|BRCH).*"},
    )

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """A method, because the entries have no number: a digest over the row tells them apart."""
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            rows = csv_rows(stream, file.name, HEADER)
            next(rows)
            for number, values in rows:
                yield from _entry(dict(zip(HEADER, values, strict=True)), f"{file.name}: row {number}", f"row {number}")


def _entry(row: dict[str, str], where: str, locator: str) -> Iterator[Reading]:
    npi, dates = None, {}
    try:
        npi = clean_npi(row["NPI"])
    except ValueError as error:
        yield Flaw("npi", f"{where}: column NPI: {error}")
    for column in ("EXCLDATE", "WAIVERDATE"):
        try:
            dates[column] = parse_date(row[column], DateForm.COMPACT)
        except ValueError as error:
            dates[column] = None
            yield Flaw("shape", f"{where}: column {column}: {error}")
    last, first = clean(row["LASTNAME"]), clean(row["FIRSTNAME"])
    yield Kept(
        ExclusionRecord(
            list_name="LEIE",
            npi=npi,
            name=PersonName(last=last, first=first, middle=clean(row["MIDNAME"])) if last or first else None,
            business_name=clean(row["BUSNAME"]),
            specialty=clean(row["SPECIALTY"]),
            general=clean(row["GENERAL"]),
            city=clean(row["CITY"]),
            state=state_code(row["STATE"]),
            zip5=clean_zip(row["ZIP"]),
            exclusion_type=clean(row["EXCLTYPE"]),
            excluded_on=dates["EXCLDATE"],
            waiver_on=dates["WAIVERDATE"],
            waiver_state=state_code(row["WVRSTATE"]),
            entry=hashlib.sha256("\x1f".join(row.values()).replace("\0", "").encode()).hexdigest()[:32],
        ),
        locator,
    )
