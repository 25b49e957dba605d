"""OIG's exclusion list UPDATED.csv: 18 columns, bare header, quoted values, CRLF (government.md 3)."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from crawlers.sample.formats.text import ascii_upper
from crawlers.sample.model import Person
from crawlers.sample.names import NOISE_BUSINESS_WORDS
from crawlers.sample.numbers import invented_npi

HEADER = (
    "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,"
    "EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE"
)
NO_NPI, NO_DATE = "0000000000", "00000000"
WIDTHS = {
    "LASTNAME": 20,
    "FIRSTNAME": 15,
    "MIDNAME": 15,
    "BUSNAME": 30,
    "GENERAL": 20,
    "SPECIALTY": 20,
    "ADDRESS": 30,
}
NOISE_ROWS = 60
_KINDS = ("1128a1", "1128a2", "1128a3", "1128b4", "1128b4", "1128b8", "1128b14", "BRCH SA")
_SPECIALTIES = (
    "NURSE/NURSES AIDE",
    "HOME HEALTH AGENCY",
    "PHARMACY",
    "OWNER/OPERATOR",
    "PHYS THERAPY PROVIDE",
    "DENTIST",
    "DME - GENERAL",
    "CHIROPRACTIC PRACT",
)
_PLACES = (
    ("BROOKLYN", "NY", "11235"),
    ("MIAMI", "FL", "33125"),
    ("SEATTLE", "WA", "98104"),
    ("DENVER", "CO", "80204"),
    ("CHICAGO", "IL", "60610"),
    ("HOUSTON", "TX", "77002"),
    ("DOVER", "DE", "19901"),
    ("AUSTIN", "TX", "78701"),
)

_LAST = (
    "GALLBRANCH",
    "HEXHAMSHIRE",
    "IVERSTONE",
    "JOLLIFANT",
    "KETTERIDGE",
    "LOWENBECK",
    "MUDGEWORTH",
    "NETHERCOTT",
    "OSWALDTWISTLE-FEATHER",
    "PRIDMOORE",
    "QUELCH",
    "RUDDIMAN",
)
_FIRST = (
    "ALDOUS",
    "BERTRANDE",
    "CORISANDE",
    "DORCAS",
    "EPHRAIM",
    "FENELLA",
    "GODFREY",
    "HESTER",
    "INIGO",
    "JOCASTA",
)


def _day(day: date | None) -> str:
    return NO_DATE if day is None else f"{day:%Y%m%d}"


def _line(values: dict[str, str]) -> str:
    cut = {name: values.get(name, "")[: WIDTHS.get(name, 99)] for name in HEADER.split(",")}
    return ",".join('"' + value.replace('"', "'") + '"' for value in cut.values())


def person_row(person: Person) -> dict[str, str]:
    """The row of a person's (or a namesake's) exclusion; empty DOB and NPI 0000000000 mean unknown."""
    entry = person.exclusion
    assert entry is not None
    return {
        "LASTNAME": ascii_upper(person.last),
        "FIRSTNAME": ascii_upper(person.first),
        "MIDNAME": person.middle if entry.npi else "",
        "GENERAL": "INDIVIDUAL (UNAFFIL" if not entry.npi else "IND- LIC HC SERV PRO",
        "SPECIALTY": entry.specialty,
        "NPI": entry.npi or NO_NPI,
        "DOB": f"{entry.born:%Y%m%d}" if entry.born else "",
        "ADDRESS": entry.line1.upper(),
        "CITY": entry.city.upper(),
        "STATE": person.state,
        "ZIP": entry.zip5,
        "EXCLTYPE": entry.kind,
        "EXCLDATE": _day(entry.since),
        "REINDATE": NO_DATE,
        "WAIVERDATE": _day(entry.waiver[0] if entry.waiver else None),
        "WVRSTATE": entry.waiver[1] if entry.waiver else "",
    }


def noise_rows(today: date) -> list[dict[str, str]]:
    """Invented businesses and persons, mostly without NPI; none shares a name with a sample person."""
    rng = random.Random(1128)
    rows = []
    for number in range(NOISE_ROWS):
        city, state, zip5 = _PLACES[number % len(_PLACES)]
        business = number % 3 == 0
        word = NOISE_BUSINESS_WORDS[number // 3 % len(NOISE_BUSINESS_WORDS)]
        born = date(1940 + rng.randrange(50), 1 + rng.randrange(12), 1 + rng.randrange(28))
        rows.append(
            {
                "LASTNAME": "" if business else _LAST[number % len(_LAST)],
                "FIRSTNAME": "" if business else _FIRST[number % len(_FIRST)],
                "BUSNAME": f"{word} MEDICAL PRODUCTS INC {number}" if business else "",
                "GENERAL": "OTHER BUSINESS" if business else "IND- LIC HC SERV PRO",
                "SPECIALTY": _SPECIALTIES[number % len(_SPECIALTIES)],
                "NPI": invented_npi(rng) if number % 10 == 0 else NO_NPI,
                "DOB": "" if business or number % 5 == 0 else f"{born:%Y%m%d}",
                "ADDRESS": f"{number * 17 + 11} {word} INDUSTRIAL PARKWAY NORTH",
                "CITY": city,
                "STATE": state,
                "ZIP": zip5,
                "EXCLTYPE": _KINDS[number % len(_KINDS)],
                "EXCLDATE": _day(today - timedelta(days=rng.randrange(200, 9000))),
                "REINDATE": NO_DATE,
                "WAIVERDATE": NO_DATE,
                "WVRSTATE": "",
            }
        )
    return rows


def leie_csv(people: Iterable[Person], today: date) -> bytes:
    """The complete list in force: businesses first, then persons by name."""
    rows = noise_rows(today) + [person_row(person) for person in people if person.exclusion]
    rows.sort(key=lambda row: (row["LASTNAME"], row["FIRSTNAME"], row.get("BUSNAME", "")))
    lines = [HEADER, *(_line(row) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
