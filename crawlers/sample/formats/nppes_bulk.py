"""The NPI registry's monthly file V2: index page and zip with its members (government.md 2)."""

import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources

from crawlers.sample.formats.nppes_api import taxonomies
from crawlers.sample.formats.text import ascii_upper
from crawlers.sample.model import Person, Place
from crawlers.sample.names import NOISE_BUSINESS_WORDS, STREETS
from crawlers.sample.numbers import invented_npi

OTHERNAME_HEADER = (
    "NPI",
    "Provider Other Organization Name",
    "Provider Other Organization Name Type Code",
    "Created Date",
)
_PL = "Provider Secondary Practice Location Address"
PL_HEADER = (
    "NPI",
    f"{_PL}- Address Line 1",
    f"{_PL}-  Address Line 2",
    f"{_PL} - City Name",
    f"{_PL} - State Name",
    f"{_PL} - Postal Code",
    f"{_PL} - Country Code (If outside U.S.)",
    f"{_PL} - Telephone Number",
    f"{_PL} - Telephone Extension",
    "Provider Practice Location Address - Fax Number",
)
ENDPOINT_HEADER = (
    "NPI",
    "Endpoint Type",
    "Endpoint Type Description",
    "Endpoint",
    "Affiliation",
    "Endpoint Description",
    "Affiliation Legal Business Name",
    "Use Code",
    "Use Description",
    "Other Use Description",
    "Content Type",
    "Content Description",
    "Other Content Description",
    "Affiliation Address Line One",
    "Affiliation Address Line Two",
    "Affiliation Address City",
    "Affiliation Address State",
    "Affiliation Address Country",
    "Affiliation Address Postal Code",
)
UNAVAILABLE = "<UNAVAIL>"
NOISE_PERSONS, NOISE_ORGANIZATIONS, NOISE_DEACTIVATED = 20, 14, 6
_NOISE_TAXONOMIES = ("163W00000X", "207Q00000X", "225700000X", "363LF0000X", "103T00000X", "152W00000X")
Line = Mapping[str, str]
Week = tuple[date, date]  # Monday and Sunday
FIRST_DAY = date(2005, 5, 23)


@cache
def npidata_header() -> tuple[str, ...]:
    """The 330 column names in the file's order, from the packaged copy of the real header line."""
    text = resources.files(__package__).joinpath("npidata_header.txt").read_text(encoding="utf-8")
    return tuple(text.strip().strip('"').split('","'))


def slashed(day: date | None) -> str:
    return "" if day is None else f"{day:%m/%d/%Y}"


def _csv(header: Iterable[str], rows: Iterable[Line]) -> bytes:
    """Every value quoted, LF line ends, double quotes inside values replaced by single ones."""
    names = tuple(header)
    lines = [names, *(tuple(row.get(name, "") for name in names) for row in rows)]
    text = "".join(",".join('"' + value.replace('"', "'") + '"' for value in line) + "\n" for line in lines)
    return text.encode()


def _address(place: Place | None, kind: str) -> dict[str, str]:
    """The eight columns of the ``Mailing`` or ``Practice Location`` address."""
    if place is None:
        return {}
    end = f"Business {kind} Address"
    line2 = place.line2 or ""
    return {
        f"Provider First Line {end}": place.line1.upper(),
        f"Provider Second Line {end}": line2 if "<" in line2 else line2.upper(),
        f"Provider {end} City Name": place.city.upper(),
        f"Provider {end} State Name": place.state,
        f"Provider {end} Postal Code": place.postal_code,
        f"Provider {end} Country Code (If outside U.S.)": "US",
        f"Provider {end} Telephone Number": place.phone.replace("-", ""),
    }


def person_line(person: Person) -> dict[str, str]:
    """A row of npidata. A deactivated NPI keeps nothing but its number and the date."""
    assert person.npi is not None
    if not person.npi_in_service:
        return {"NPI": person.npi, "NPI Deactivation Date": slashed(person.deactivated)}
    row = {
        "NPI": person.npi,
        "Entity Type Code": "1",
        "Provider Last Name (Legal Name)": ascii_upper(person.nppes_last or person.last),
        "Provider First Name": ascii_upper(person.nppes_first or person.first),
        "Provider Middle Name": person.middle,
        "Provider Name Suffix Text": f"{person.suffix.upper()}." if person.suffix else "",
        "Provider Credential Text": person.credential,
        "Provider Enumeration Date": slashed(person.enumerated),
        "Last Update Date": slashed(person.updated),
        "NPI Deactivation Date": slashed(person.deactivated),
        "NPI Reactivation Date": slashed(person.reactivated),
        "Provider Sex Code": person.sex,
        "Is Sole Proprietor": "Y" if person.npi[-2] in "01" else "N",
        "Certification Date": slashed(person.updated),
        **_address(person.mailing, "Mailing"),
        **_address(person.practice, "Practice Location"),
    }
    for other in person.other_names[:1]:
        row["Provider Other Last Name"] = ascii_upper(other.last)
        row["Provider Other First Name"] = ascii_upper(other.first)
        row["Provider Other Last Name Type Code"] = other.code
    for slot, entry in enumerate(taxonomies(person), start=1):
        row[f"Healthcare Provider Taxonomy Code_{slot}"] = entry["code"]
        row[f"Provider License Number_{slot}"] = entry["license"] or ""
        row[f"Provider License Number State Code_{slot}"] = entry["state"] or ""
        row[f"Healthcare Provider Primary Taxonomy Switch_{slot}"] = "Y" if entry["primary"] else "N"
    return row


def _noise_place(number: int) -> Place:
    return Place(
        line1=f"{number * 31 + 10} {STREETS[number % len(STREETS)]}",
        city="Topeka",
        state="KS",
        zip5="66603",
        plus4=f"{1200 + number}",
        phone=f"785-555-{100 + number % 100:04d}",
    )


def noise_lines(today: date) -> list[dict[str, str]]:
    """Other professions, organisations (two of them of physical therapists) and long deactivated numbers."""
    rng = random.Random(330)
    lines = []
    for number in range(NOISE_PERSONS + NOISE_ORGANIZATIONS):
        organization = number >= NOISE_PERSONS
        word = NOISE_BUSINESS_WORDS[number % len(NOISE_BUSINESS_WORDS)]
        place = _noise_place(number)
        line = {
            "NPI": invented_npi(rng),
            "Entity Type Code": "2" if organization else "1",
            "Provider Enumeration Date": slashed(today - timedelta(days=3000 + number)),
            "Last Update Date": slashed(today - timedelta(days=300 + number)),
            "Certification Date": slashed(today - timedelta(days=300 + number)),
            **_address(place, "Mailing"),
            **_address(place, "Practice Location"),
            "Healthcare Provider Taxonomy Code_1": _NOISE_TAXONOMIES[number % len(_NOISE_TAXONOMIES)],
            "Healthcare Provider Primary Taxonomy Switch_1": "X" if number == 3 else "Y",
        }
        if organization:
            line |= {
                "Employer Identification Number (EIN)": UNAVAILABLE,
                "Provider Organization Name (Legal Business Name)": f"{word} WELLNESS, LLC",
                "Provider Other Organization Name": UNAVAILABLE if number % 2 else "",
                "Provider Other Organization Name Type Code": "6" if number % 2 else "",
                "Authorized Official Last Name": word.split()[0],
                "Authorized Official First Name": "ALDOUS",
                "Authorized Official Title or Position": "OWNER",
                "Authorized Official Telephone Number": place.phone.replace("-", ""),
                "Healthcare Provider Taxonomy Code_1": "225100000X" if number % 7 == 0 else "261QP2000X",
                "Is Organization Subpart": "N",
            }
        else:
            line |= {
                "Provider Last Name (Legal Name)": word.split()[0],
                "Provider First Name": "GODFREY",
                "Provider Credential Text": "RN",
                "Provider Sex Code": "M",
                "Provider License Number_1": f"1{number:05d}" if number % 4 else "$$$$$$$$$",
                "Provider License Number State Code_1": "KS",
                "Is Sole Proprietor": "X",
            }
        lines.append(line)
    lines += [
        {"NPI": invented_npi(rng), "NPI Deactivation Date": slashed(today - timedelta(days=800 + number))}
        for number in range(NOISE_DEACTIVATED)
    ]
    return lines


def _other_names(lines: Iterable[Line]) -> list[dict[str, str]]:
    return [
        {
            "NPI": line["NPI"],
            OTHERNAME_HEADER[1]: line["Provider Organization Name (Legal Business Name)"].replace(
                " WELLNESS", " REHAB"
            ),
            OTHERNAME_HEADER[2]: "3",
            OTHERNAME_HEADER[3]: line["Last Update Date"],
        }
        for line in lines
        if line.get("Provider Other Organization Name") == UNAVAILABLE
    ]


def _secondary(people: Iterable[Person]) -> list[dict[str, str]]:
    return [
        dict(
            zip(
                PL_HEADER,
                (
                    person.npi or "",
                    place.line1.upper(),
                    (place.line2 or "").upper(),
                    place.city.upper(),
                    place.state,
                    place.postal_code,
                    "US",
                    place.phone.replace("-", ""),
                    "",
                    "",
                ),
                strict=True,
            )
        )
        for person in people
        if person.npi_in_service
        for place in person.secondary
    ]


def zip_name(published: date) -> str:
    return f"NPPES_Data_Dissemination_{published:%B}_{published:%Y}_V2.zip"


def weekly_zip_name(first: date, last: date) -> str:
    return f"NPPES_Data_Dissemination_{first:%m%d%y}_{last:%m%d%y}_Weekly_V2.zip"


def index_page(published: date, weeks: Sequence[Week], deactivations: str) -> str:
    """``NPI_Files.html``: relative links in single quotes, the newest week first."""
    date_text = f"{published:%B} {published.day}, {published:%Y}"
    weekly = "\n".join(
        f"<li><a href='./{weekly_zip_name(first, last)}'>NPPES Data Dissemination V.2 - Weekly Update - "
        f"{first:%m%d%y}_{last:%m%d%y}</a></li>"
        for first, last in sorted(weeks, reverse=True)
    )
    return f"""<!DOCTYPE html>
<html lang='en'><head><title>NPI Files</title></head><body>
<h1>NPPES Data Dissemination</h1>
<h2>Full Replacement Monthly NPI File</h2>
<ul><li><a href='./{zip_name(published)}'>NPPES Data Dissemination V.2 ({date_text})</a></li></ul>
<h2>Full Replacement Monthly NPI Deactivation File</h2>
<ul><li><a href='./{deactivations}'>NPPES Data Dissemination - Monthly Deactivation Update V.2</a></li></ul>
<h2>Weekly Incremental NPI Files</h2>
<ul>
{weekly}
</ul>
<p><a href='https://npiregistry.example.org/help.html'>Help</a></p>
</body></html>
"""


def weekly_zip(people: tuple[Person, ...], week: Week, today: date) -> bytes:
    """A week's zip: the rows of ``people``, who changed in it, and of two others who are none of ours."""
    first, last = week
    at = first.toordinal() // 7 % NOISE_PERSONS
    others = [{**line, "Last Update Date": slashed(last)} for line in (noise_lines(today) * 2)[at : at + 2]]
    return bulk_zip(people, last, today, first=first, noise=others)


def bulk_zip(
    people: tuple[Person, ...],
    published: date,
    today: date,
    *,
    first: date = FIRST_DAY,
    noise: Sequence[Line] | None = None,
) -> bytes:
    """The monthly zip: rows by NPI, members named by period up to ``published``, each with its fileheader."""
    noise = noise_lines(today) if noise is None else noise
    lines: list[Line] = [person_line(person) for person in people if person.npi] + [*noise]
    lines.sort(key=lambda line: line["NPI"])
    tables: dict[str, tuple[tuple[str, ...], Sequence[Line]]] = {
        "npidata": (npidata_header(), lines),
        "othername": (OTHERNAME_HEADER, _other_names(noise)),
        "pl": (PL_HEADER, _secondary(people)),
        "endpoint": (ENDPOINT_HEADER, []),
    }
    period = f"{first:%Y%m%d}-{published:%Y%m%d}"
    stamp = (published.year, published.month, published.day, 6, 0, 0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, (header, rows) in tables.items():
            for suffix, body in (("", _csv(header, rows)), ("_fileheader", _csv(header, ()))):
                member = zipfile.ZipInfo(f"{kind}_pfile_{period}{suffix}.csv", stamp)
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, body)
    return buffer.getvalue()
