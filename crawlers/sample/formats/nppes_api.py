"""Result objects of the NPI registry's API version 2.1 (government.md 1)."""

from datetime import UTC, date, datetime, time
from typing import Any

from crawlers.sample.formats.text import ascii_upper
from crawlers.sample.model import License, Person, Place

TAXONOMY_NAMES = {
    "225100000X": "Physical Therapist",
    "2251X0800X": "Physical Therapist, Orthopedic",
    "2251S0007X": "Physical Therapist, Sports",
    "225200000X": "Physical Therapy Assistant",
    "111N00000X": "Chiropractor",
    "171100000X": "Acupuncturist",
    "2255A2300X": "Specialist/Technologist, Athletic Trainer",
    "225X00000X": "Occupational Therapist",
}
OTHER_NAME_TYPES = {"1": "Former Name", "2": "Professional Name", "3": "Doing Business As", "5": "Other Name"}


def epoch_millis(day: date) -> str:
    return str(int(datetime.combine(day, time(13), UTC).timestamp()) * 1000)


def address(place: Place, purpose: str) -> dict[str, Any]:
    shape = {
        "address_1": place.line1.upper(),
        "address_2": place.line2 if place.line2 is None or "<" in place.line2 else place.line2.upper(),
        "address_purpose": purpose,
        "address_type": "DOM",
        "city": place.city.upper(),
        "country_code": "US",
        "country_name": "United States",
        "postal_code": place.postal_code,
        "state": place.state,
        "telephone_number": place.phone,
    }
    return {key: value for key, value in shape.items() if value is not None}


def taxonomies(person: Person) -> list[dict[str, Any]]:
    """One entry per license, a specialisation without license first: the primary may be behind it."""
    entries: list[dict[str, Any]] = []
    if person.extra_taxonomy:
        entries.append({"code": person.extra_taxonomy, "license": None, "state": None, "primary": False})
    shown: list[License | None] = [held for held in person.licenses if held.written is not None]
    shown = shown or [None]
    for held in shown:
        entries.append(
            {
                "code": person.taxonomy,
                "license": held.written if held else None,
                "state": held.state if held else None,
                "primary": held is shown[-1],
            }
        )
    return [
        {
            "code": entry["code"],
            "desc": TAXONOMY_NAMES[entry["code"]],
            "license": entry["license"],
            "primary": entry["primary"],
            "state": entry["state"],
            "taxonomy_group": "",
        }
        for entry in entries
    ]


def result(person: Person) -> dict[str, Any]:
    """A person's result object. The order of MAILING and LOCATION varies, as in real answers."""
    assert person.npi is not None
    basic = {
        "certification_date": person.updated.isoformat(),
        "credential": person.credential,
        "enumeration_date": person.enumerated.isoformat(),
        "first_name": ascii_upper(person.nppes_first or person.first),
        "last_name": ascii_upper(person.nppes_last or person.last),
        "last_updated": person.updated.isoformat(),
        "middle_name": ascii_upper(person.middle),
        "name_suffix": f"{person.suffix}." if person.suffix else ("--" if person.npi[-1] in "37" else ""),
        "sex": person.sex,
        "sole_proprietor": "YES" if person.npi[-2] in "01" else "NO",
        "status": "A",
    }
    addresses = [address(person.mailing, "MAILING")]
    if person.practice is not None:
        addresses.append(address(person.practice, "LOCATION"))
    if person.npi[-1] in "0246":
        addresses.reverse()
    other_names = [
        {
            "code": other.code,
            "first_name": ascii_upper(other.first),
            "last_name": ascii_upper(other.last),
            "type": OTHER_NAME_TYPES[other.code],
        }
        for other in person.other_names
    ]
    return {
        "addresses": addresses,
        "basic": {key: value for key, value in basic.items() if value or key == "sex"},
        "created_epoch": epoch_millis(person.enumerated),
        "endpoints": [],
        "enumeration_type": "NPI-1",
        "identifiers": [],
        "last_updated_epoch": epoch_millis(person.updated),
        "number": person.npi,
        "other_names": other_names,
        "practiceLocations": [address(place, "LOCATION") for place in person.secondary],
        "taxonomies": taxonomies(person),
    }
