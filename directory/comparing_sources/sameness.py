"""Whether two sources say different things of one fact, however they write it. Pure.

Nicknames, initials, accents, case, marks, letters behind a name, St. for Street, a suite, nine digits of a ZIP and the
form of a phone number are no difference; what one of two does not tell is none either.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from directory.comparing_sources.model import Fact, Told
from directory.normalize.identifiers import license_digits, license_key
from directory.normalize.names import compare_names
from directory.normalize.places import clean_zip, folded_city
from directory.records import Address
from directory.vocabulary import LicenseStatus

# Endings, directions and numbers of streets as the post writes them, and as people do.
_AS_ONE = {
    "STREET": "ST", "STR": "ST", "AVENUE": "AVE", "AV": "AVE", "BOULEVARD": "BLVD", "ROAD": "RD", "DRIVE": "DR",
    "LANE": "LN", "COURT": "CT", "CIRCLE": "CIR", "PLACE": "PL", "PLAZA": "PLZ", "SQUARE": "SQ", "PARKWAY": "PKWY",
    "HIGHWAY": "HWY", "TERRACE": "TER", "TRAIL": "TRL", "TURNPIKE": "TPKE", "ROUTE": "RTE", "EXPRESSWAY": "EXPY",
    "CENTER": "CTR", "CENTRE": "CTR", "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W", "NORTHEAST": "NE",
    "NORTHWEST": "NW", "SOUTHEAST": "SE", "SOUTHWEST": "SW", "FIRST": "1ST", "SECOND": "2ND", "THIRD": "3RD",
    "FOURTH": "4TH", "FIFTH": "5TH", "SIXTH": "6TH", "SEVENTH": "7TH", "EIGHTH": "8TH", "NINTH": "9TH", "TENTH": "10TH",
    "SAINT": "ST", "MOUNT": "MT", "FORT": "FT", "POBOX": "BOX",
}  # fmt: skip
_UNIT = re.compile(
    r"(?:[,\s]|^)(?:(?:SUITE|STE|UNIT|APT|APARTMENT|ROOM|RM|BLDG|BUILDING|FLOOR|FL|#)\b\.?\s*#?\s*[\w-]*"
    r"|#\s*[\w-]+|\d+(?:ST|ND|RD|TH)\s+FL(?:OOR)?\b).*",
    re.IGNORECASE,
)
_PO_BOX = re.compile(r"\bP\.?\s*O\.?\s*BOX\b|\bPOST OFFICE BOX\b", re.IGNORECASE)


def differs(fact: Fact, one: Told, other: Told) -> bool:
    """Whether the two contradict each other. False where they cannot be compared."""
    return _DIFFERS[fact](one, other)


def same_place(one: Address, other: Address) -> bool | None:
    """None where too little is told of one of them."""
    if one.state and other.state and one.state != other.state:
        return False
    here, there = street(one.line1), street(other.line1)
    if not here or not there:  # a town alone may have any of its ZIP codes
        return False if one.city and other.city and folded_city(one.city) != folded_city(other.city) else None
    zips = clean_zip(one.zip5), clean_zip(other.zip5)
    towns = folded_city(one.city or ""), folded_city(other.city or "")
    if all(zips) and zips[0] != zips[1] and not (here and here == there and towns[0] == towns[1]):
        return False
    if not all(zips) and all(towns) and towns[0] != towns[1]:
        return False
    return here == there


@lru_cache(maxsize=1 << 14)
def street(line: str | None) -> str:
    """'1 MAIN ST' of '1 Main Street, Suite 200'; '' where there is none."""
    bare = _UNIT.sub("", _PO_BOX.sub("BOX", line or "").upper()) or (line or "").upper()
    words = re.findall(r"[A-Z0-9]+", bare.replace("'", "").replace("’", ""))
    return " ".join(_AS_ONE.get(word, word) for word in words)


def same_license(one: str | None, other: str | None) -> bool:
    """Whether two numbers of one state are one, as boards and people write them."""
    a, b = license_key(one), license_key(other)
    if a is None or b is None:  # "pending", "0": no number is given
        return True
    forms = [{key.digits, license_digits(text)} - {None} for key, text in ((a, one), (b, other))]
    return bool(forms[0] & forms[1])


def _name(one: Told, other: Told) -> bool:
    return one.name is not None and other.name is not None and compare_names(one.name, other.name).contradicts


def _families(one: Told, other: Told) -> bool:
    return bool(one.families and other.families) and one.families.isdisjoint(other.families)


def _license(one: Told, other: Told) -> bool:
    if one.of is None or other.of is None or one.of[0] != other.of[0] or _families(one, other):
        return False
    return not same_license(one.number, other.number)


def _of_one(one: Told, other: Told) -> bool:
    """Whether both are said of one license."""
    return one.of is not None and one.of == other.of


def _status(one: Told, other: Told) -> bool:
    told = {one.status, other.status}
    return _of_one(one, other) and len(told) == 2 and None not in told and LicenseStatus.UNKNOWN not in told


def _day(one: Told, other: Told) -> bool:
    return _of_one(one, other) and one.day is not None and other.day is not None and one.day != other.day


def _address(one: Told, other: Told) -> bool:
    return one.address is not None and other.address is not None and same_place(one.address, other.address) is False


def _phone(one: Told, other: Told) -> bool:
    """Only of one place: another place has another number."""
    if not one.digits or not other.digits or one.digits == other.digits:
        return False
    return at_one_place(one, other)


def _page(one: Told, other: Told) -> bool:
    return bool(one.host and other.host) and one.host != other.host and at_one_place(one, other)


def at_one_place(one: Told, other: Told) -> bool:
    """Whether both are said of one place; so they are where one of them names none."""
    if one.address is None or other.address is None:
        return True
    return same_place(one.address, other.address) is True


def _never(one: Told, other: Told) -> bool:
    return False


_DIFFERS: Mapping[Fact, Callable[[Told, Told], bool]] = {
    Fact.NAME: _name,
    Fact.FORMER: _never,
    Fact.LETTERS: _families,
    Fact.PROFESSION: _families,
    Fact.LICENSE: _license,
    Fact.STATUS: _status,
    Fact.EXPIRES: _day,
    Fact.PRACTICE: _address,
    Fact.MAILING: _address,
    Fact.PHONE: _phone,
    Fact.PAGE: _page,
}
