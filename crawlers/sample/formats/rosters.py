"""Two boards' rosters as files: Maryland's acupuncturists, and a part of Florida's file (government.md 7.1, 7.3)."""

from collections.abc import Iterable, Sequence
from datetime import date

from crawlers.sample.maker import Maker
from crawlers.sample.model import License, Person
from crawlers.sample.places import CITIES
from directory.vocabulary import LicenseStatus, Profession

P = Profession
MD_HEADER = ("RegNum", "LName", "FName", "StatusCode", "OrigLicDate", "ExpDate")
FL_CODES = {
    P.PHYSICAL_THERAPIST: "5501",
    P.CHIROPRACTOR: "501",
    P.ACUPUNCTURIST: "3801",
    P.OCCUPATIONAL_THERAPIST: "5601",
}
FL_HEADER = (
    "pro_cde", "Profession-Name", "lic_id", "Expire-Date", "Original-Date", "License-Number", "Status-Effective-Date",
    "Board-Action-Indicator", "License-Status-Description", "Last-Name", "First-Name", "Middle-Name", "Name-Suffix",
    "Business-Name", "License-Active-Status-Description", "County", "County-Description", "Mailing-Address-Line1",
    "Mailing-Address-line2", "Mailing-Address-City", "Mailing-Address-State", "Mailing-Address-ZIPcode",
    "Mailing-Address-Area-Code", "Mailing-Address-Phone-Number", "Mailing-Address-Phone-Extension",
    "Practice-Location-Address-Line1", "Practice-Location-Address-line2", "Practice-Location-Address-City",
    "Practice-Location-Address-State", "Practice-Location-Address-ZIPcode", "Email", "Mod-Codes",
    "Prescription-Indicator", "Dispensing-Indicator",
)  # fmt: skip
_SEED = 7301


def md_acupuncture_csv(people: Iterable[Person], today: date) -> bytes:
    """Everybody of ``people`` whom the board licenses, and some more who are in no other source."""
    maker = Maker(today, _SEED)
    more = [maker.person(f"md-lac-{n}", "MD", P.ACUPUNCTURIST) for n in range(12)]
    held = [
        (person, one)
        for person in (*people, *more)
        for one in person.licenses
        if (one.state, one.profession, one.status) == ("MD", P.ACUPUNCTURIST, LicenseStatus.ACTIVE)
    ]
    rows = sorted((one.number, _md_row(person, one)) for person, one in held)
    return _lines(",", [MD_HEADER, *(row for _, row in rows)]).encode()


def _md_row(person: Person, one: License) -> tuple[str, ...]:
    return one.number, person.last, person.first, "A", f"{one.issued:%m/%d/%Y}", f"{one.expires:%m/%d/%Y}"


def fl_mqa_txt(today: date) -> bytes:
    """A part of PROF_ALL.txt: our professions, stray quotes and trailing pipes as in the real file."""
    maker = Maker(today, _SEED + 1)
    kinds = [P.PHYSICAL_THERAPIST] * 8 + [P.CHIROPRACTOR] * 3 + [P.ACUPUNCTURIST] * 3
    people = [maker.person(f"fl-{n}", "FL", kind, city=CITIES["FL"][0]) for n, kind in enumerate(kinds)]
    rows = [_fl_row(number, person) for number, person in enumerate(people)]
    return _lines("|", [FL_HEADER, *([*row, ""] for row in rows)]).encode()


def _fl_row(number: int, person: Person) -> list[str]:
    one, place = person.licenses[0], person.practice or person.mailing
    issued = f"{one.issued:%m/%d/%Y}"
    return [
        FL_CODES[one.profession], one.profession.name.title().replace("_", " "), f"9001{number:02d}",
        f"{one.expires:%m/%d/%Y}", issued, one.number, issued, "N", "Active", person.last, person.first, person.middle,
        "", "", "Current", "99", "UNKNOWN", f'100 PALMETTO "{number}" WAY', "", place.city, "FL", place.zip5, "305",
        "5550100", "", "", "", place.city, "FL", place.zip5, f"p{number}@example.org", "", "N", "N",
    ]  # fmt: skip


def _lines(delimiter: str, rows: Sequence[Sequence[str]]) -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)
