"""Where something is, to the middle of its ZIP area or city: never a street, never a person's point."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import zipcodes
from anyascii import anyascii

from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.vocabulary import PlacePrecision

__all__ = [
    "STATE_NAMES",
    "Place",
    "clean_zip",
    "find_place",
    "miles_between",
    "place_of_zip",
    "places_of_city",
    "state_code",
    "zip_prefixes",
]

_ZIP = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?-?")
_CITY_WORDS = {"ST": "SAINT", "STE": "SAINTE", "FT": "FORT", "MT": "MOUNT"}
_COUNTRY = re.compile(r",?\s+(?:USA|United States)$", re.IGNORECASE)
_EARTH_RADIUS_MILES = 3958.7613
_LONGEST_STATE = 4  # words of 'Federated States of Micronesia'


@dataclass(frozen=True, slots=True)
class Place:
    """A point to measure from, with how precise it is; degrees of WGS 84."""

    label: str
    lat: float
    lon: float
    state: str
    city: str
    zip5: str | None
    precision: PlacePrecision


@dataclass(frozen=True, slots=True)
class _Area:
    """One ZIP under one city name. ``rank``: own name of a standard ZIP 0, of another 1, accepted name 2."""

    place: Place
    city: str
    rank: int


def clean_zip(text: str | None) -> str | None:
    """The five-digit ZIP of a 5- or 9-digit text, dash or none ('123456789', '12345-6789', '12345-').

    ``None`` for anything else: a ZIP that lost its leading zero is not guessed.
    """
    if text is not None and len(text) in (5, 9) and text.isascii() and text.isdecimal():
        return text[:5] if text[:5] != "00000" else None
    found = _ZIP.fullmatch(clean(text) or "")
    return found[1] if found and found[1] != "00000" else None


@lru_cache(maxsize=1 << 16)  # most names come again and again
def folded_city(city: str) -> str:
    """A city's name to compare by: letters and digits, ST as SAINT, FT as FORT, MT as MOUNT."""
    words = re.findall(r"[A-Z0-9]+", anyascii(unicodedata.normalize("NFKD", city)).upper().replace("'", ""))
    return "".join(_CITY_WORDS.get(word, word) for word in words)


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Place], dict[str, dict[str, list[_Area]]]]:
    """Places by ZIP, and areas by folded city and state; military post offices are nowhere and left out."""
    by_zip: dict[str, Place] = {}
    by_city: dict[str, dict[str, list[_Area]]] = defaultdict(lambda: defaultdict(list))
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        state, city, zip5 = row["state"], row["city"], row["zip_code"]
        if state not in STATE_NAMES or row["zip_code_type"] == "MILITARY":
            continue
        label, lat, lon = f"{city}, {state} {zip5}", float(row["lat"]), float(row["long"])
        place = Place(label, lat, lon, state, city, zip5, PlacePrecision.ZIP_CENTER)
        by_zip[zip5] = place
        rank = 0 if row["zip_code_type"] == "STANDARD" and row["active"] else 1
        by_city[folded_city(city)][state].append(_Area(place, city, rank))
        for other in row["acceptable_cities"]:
            by_city[folded_city(other)][state].append(_Area(place, other, 2))
    return by_zip, by_city


def place_of_zip(zip5: str | None) -> Place | None:
    """Centre of a ZIP area; ``None`` for a ZIP that does not exist or is a military post office."""
    return _tables()[0].get(clean_zip(zip5) or "")


def _centre(areas: Iterable[_Area]) -> Place:
    best = min(area.rank for area in areas)
    chosen = [area for area in areas if area.rank == best]
    lat = sum(area.place.lat for area in chosen) / len(chosen)
    lon = sum(area.place.lon for area in chosen) / len(chosen)
    city, state = chosen[0].city, chosen[0].place.state
    return Place(f"{city}, {state}", lat, lon, state, city, None, PlacePrecision.CITY_CENTER)


def places_of_city(city: str | None, state: str | None = None) -> tuple[Place, ...]:
    """Mean centre of the city's standard ZIPs, one per state that has such a city, sorted by state.

    Case, punctuation and ST/SAINT, FT/FORT, MT/MOUNT aside; PO-box ZIPs and names accepted for a neighbor's
    ZIP serve where there is no better. Empty for an unknown city or state.
    """
    found = _tables()[1].get(folded_city(clean(city) or ""), {})
    wanted = {state_code(state)} if clean(state) else set(found)
    return tuple(_centre(found[code]) for code in sorted(found) if code in wanted)


def find_place(text: str | None) -> tuple[Place, ...]:
    """What a user may mean by '98101', 'Seattle, WA', 'seattle wa', 'Seattle, WA 98101' or 'Seattle'.

    Several places when a bare city lies in several states; empty when nothing is meant.
    """
    tidy = _COUNTRY.sub("", clean(text) or "")
    words = tidy.split(" ")
    zip5 = clean_zip(words[-1])
    if zip5:
        place = place_of_zip(zip5)
        return (place,) if place else ()
    if "," in tidy:
        city, _, state = tidy.rpartition(",")
        return places_of_city(city, state)
    if whole := places_of_city(tidy):
        return whole
    for count in range(min(_LONGEST_STATE, len(words) - 1), 0, -1):
        if places := places_of_city(" ".join(words[:-count]), " ".join(words[-count:])):
            return places
    return ()


def miles_between(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in statute miles (haversine), arguments in degrees."""
    phi_a, phi_b = math.radians(a_lat), math.radians(b_lat)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(b_lon - a_lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, chord)))


def zip_prefixes(state: str, length: int) -> tuple[str, ...]:
    """The distinct first ``length`` digits of a state's ZIPs, sorted: a way to ask for a part of a state."""
    return tuple(sorted({zip5[:length] for zip5, place in _tables()[0].items() if place.state == state}))
