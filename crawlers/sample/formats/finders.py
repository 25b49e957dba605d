"""Finders of invented training bodies and clinics, one for each plugin that we read (listings.md 4)."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from crawlers.sample.model import Person, Place

OPEN = '<table class="wpsl-opening-hours"><tr><td>Monday</td><td><time>9:00 AM - 5:00 PM</time></td></tr></table>'
_EMPTY_ITEM = (
    "description website operatingHours embedvideo defaultmedia fax email contactus category productsServices "
    "storeimage custmmarker storeRat storeTotalRat"
)


def _byline(person: Person, letters: str) -> str:
    return f"{person.first} {person.last}, {person.credential}, {letters}"


def _at(person: Person) -> Place:
    return person.practice or person.mailing


def college(people: Sequence[Person]) -> bytes:
    """WP Store Locator: graduates with a certificate number and no NPI, so that nobody can be joined to them."""
    entries = [
        {
            "address": _at(p).line1, "address2": _at(p).line2 or "", "city": _at(p).city, "state": _at(p).state,
            "zip": _at(p).zip5, "country": "United States", "lat": "47.6", "lng": "-122.3", "phone": _at(p).phone,
            "fax": "", "email": "", "hours": OPEN, "url": "", "certificate": f"EXNC-{number:04d}",
            "store": escape(_byline(p, "EXNC")), "thumb": "", "id": number, "distance": 12.3,
            "permalink": f"https://college.example.org/graduates/{number}/", "terms": "Dry Needling",
        }
        for number, p in enumerate(people, start=101)
    ]  # fmt: skip
    return _json(entries)


def academy(people: Sequence[Person]) -> bytes:
    """Agile Store Locator: opening hours are JSON inside a text."""
    entries = [
        {
            "id": str(number), "title": _byline(p, "EXTA"), "slug": f"entry-{number}", "description": "",
            "description_2": f"EXTA-{number}", "street": _at(p).line1, "city": _at(p).city, "state": _at(p).state,
            "postal_code": _at(p).zip5, "country": "United States", "lat": "47.6", "lng": "-122.3",
            "phone": _at(p).phone, "email": "", "website": "", "categories": "7",
            "open_hours": json.dumps({"mon": ["9:00 AM - 5:00 PM"], "sun": "0"}), "days_str": "Mon",
        }
        for number, p in enumerate(people, start=201)
    ]  # fmt: skip
    return _json(entries)


def graduate_map(people: Sequence[Person]) -> bytes:
    """WP Go Maps: credential and NPI stand in custom fields."""
    markers = [
        {
            "id": str(number), "map_id": "1", "address": f"{_at(p).line1}, {_at(p).city}, {_at(p).state} {_at(p).zip5}",
            "description": "", "pic": "", "link": "", "icon": "", "lat": "47.6", "lng": "-122.3", "anim": "0",
            "title": f"{p.full_name}, {p.credential}", "infoopen": "0", "category": "0", "approved": "1",
            "retina": "0", "type": "0", "did": "", "sticky": "0", "other_data": "", "layergroup": "0",
            "custom_field_data": [
                {"id": "1", "name": "Credential", "value": "EXMN"},
                {"id": "2", "name": "NPI", "value": p.npi or ""},
                {"id": "3", "name": "Languages", "value": "English"},
            ],
        }
        for number, p in enumerate(people, start=301)
    ]  # fmt: skip
    return _json({"markers": markers})


def rehab_group(places: Sequence[Place]) -> bytes:
    """Super Store Finder: clinics as XML, street and city parted by two blanks."""
    items = "\n".join(_item(number, place) for number, place in enumerate(places, start=401))
    head = '<?xml version="1.0" encoding="utf-8"?>\n<locator>\n<label><locate>Locate</locate></label>\n<store>\n'
    return f"{head}{items}\n</store>\n</locator>\n".encode()


def _item(number: int, place: Place) -> str:
    said = dict.fromkeys(_EMPTY_ITEM.split(), "") | {
        "location": f"Example Rehab {place.city}",
        "address": f"{place.line1}  {place.city}, {place.state} {place.zip5}",
        "sortord": str(number), "latitude": "47.6", "longitude": "-122.3", "exturl": "", "telephone": place.phone,
        "country": "United States", "storeId": str(number),
    }  # fmt: skip
    return "<item>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in said.items()) + "</item>"


def directory(people: Sequence[Person]) -> bytes:
    """Stockist: people with NPI and license number at their clinics."""
    entries = [
        {
            "id": number, "name": f"{p.full_name}, {p.credential}", "latitude": "47.6", "longitude": "-122.3",
            "address_line_1": _at(p).line1, "address_line_2": _at(p).line2, "city": _at(p).city,
            "state": _at(p).state, "postal_code": _at(p).zip5, "country": "United States",
            "full_address": f"{_at(p).line1}\n{_at(p).city}, {_at(p).state}", "phone": _at(p).phone, "email": None,
            "website": None, "description": None, "image_url": None, "filters": [],
            "custom_fields": [
                {"id": 1, "name": "Clinic", "value": f"Example Clinic {_at(p).city}"},
                {"id": 2, "name": "NPI", "value": p.npi or ""},
                {"id": 3, "name": "License", "value": p.licenses[-1].number},
            ],
        }
        for number, p in enumerate(people, start=501)
    ]  # fmt: skip
    return _json(entries)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
