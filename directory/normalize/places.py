"""Where something is, to the middle of its ZIP area or city: never a street, never a person's point."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from directory.normalize.cells import cell_of, cells_within
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.normalize.zip_rows import zip_rows
from directory.vocabulary import PlacePrecision

__all__ = [
    "STATE_NAMES",
    "Place",
    "Spot",
    "centre_of",
    "city_within",
    "clean_zip",
    "counties_by_zip",
    "find_place",
    "miles_between",
    "nearest_place",
    "place_of_zip",
    "places_of_city",
    "spot_key",
    "spot_of",
    "state_code",
    "zip_prefixes",
]

_ZIP = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?-?")
_CITY_WORDS = {"ST": "SAINT", "STE": "SAINTE", "FT": "FORT", "MT": "MOUNT"}
_COUNTRY = re.compile(r",?\s+(?:USA|United States)$", re.IGNORECASE)
_EARTH_RADIUS_MILES = 3958.7613
_LONGEST_STATE = 4  # words of 'Federated States of Micronesia'
_ONE_CITY = 10.0  # miles from the middle of a city within which its ZIP areas are asked for as the city
_FARTHEST = 100.0  # miles from a ZIP area's middle within which a point is somewhere


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
class Spot:
    """A middle that people are at. ``key``: '98101' or 'Seattle, WA'; ``county`` of a city is that of its middle."""

    key: str
    lat: float
    lon: float
    cell: int
    state: str
    city: str
    county: str | None


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
    for row in zip_rows():
        state, city, zip5 = row.state, row.city, row.zip5
        if state not in STATE_NAMES or row.kind == "MILITARY":
            continue
        label, lat, lon = f"{city}, {state} {zip5}", row.lat, row.lon
        if not lat and not lon:  # in the list, and nowhere
            continue
        place = Place(label, lat, lon, state, city, zip5, PlacePrecision.ZIP_CENTER)
        by_zip[zip5] = place
        rank = 0 if row.kind == "STANDARD" and row.active else 1
        by_city[folded_city(city)][state].append(_Area(place, city, rank))
        for other in row.accepted:
            by_city[folded_city(other)][state].append(_Area(place, other, 2))
    return by_zip, by_city


@lru_cache(maxsize=1)
def cities_by_folded_name() -> Mapping[str, Mapping[str, int]]:
    """Folded name -> state -> in how many ZIP areas mail is delivered under it."""
    return {name: {state: len(areas) for state, areas in by_state.items()} for name, by_state in _tables()[1].items()}


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

    Several places when a bare city lies in several states, or when a ZIP is not one of the city beside it; empty when
    nothing is meant.
    """
    tidy = _COUNTRY.sub("", clean((text or "").replace(",", ", ")) or "")
    words = tidy.split(" ")
    for count in (1, 2):  # '98101' and '98101 1234'
        if zip5 := clean_zip(" ".join(words[-count:])):
            place = place_of_zip(zip5)
            return _beside(place, " ".join(words[:-count]).rstrip(" ,")) if place else ()
    if "," in tidy:
        city, _, state = tidy.rpartition(",")
        return places_of_city(city, state)
    if whole := places_of_city(tidy):
        return whole
    for count in range(min(_LONGEST_STATE, len(words) - 1), 0, -1):
        if places := places_of_city(" ".join(words[:-count]), " ".join(words[-count:])):
            return places
    return ()


def _beside(place: Place, words: str) -> tuple[Place, ...]:
    """A ZIP's place and what stands before it: the place alone, where that is its city, its state or no place at all;
    both where it is another place; nothing where it is something unknown in another state.
    """
    city, state = with_state(words)
    if state in (None, place.state) and (not city or _ends_with_city_of(place, city)):
        return (place,)
    if not city:  # a state, or a city that is called like one: Washington
        city, state = words, None
        if _ends_with_city_of(place, city):
            return (place,)
    street, comma, after = city.rpartition(",")  # '1 Main St, Tacoma'
    if others := places_of_city(city, state) or (places_of_city(after, state) if street and comma else ()):
        return (place, *others)
    return (place,) if with_state(words)[1] in (None, place.state) else ()


def with_state(words: str) -> tuple[str, str | None]:
    """What is left before the name or code of a state that words end in, and the code."""
    parts = words.split(" ")
    for count in range(min(_LONGEST_STATE, len(parts)), 0, -1):
        if code := state_code(" ".join(parts[-count:])):
            return " ".join(parts[:-count]).rstrip(" ,"), code
    return words, None


def _ends_with_city_of(place: Place, words: str) -> bool:
    """Whether words end with a name of a city that mail of the ZIP is delivered under."""
    parts, cities = words.replace(",", " ").split(), _tables()[1]
    names = (folded_city(" ".join(parts[at:])) for at in range(len(parts)))
    return any(area.place is place for name in names for area in cities.get(name, {}).get(place.state, ()))


def spot_key(zip5: str | None, city: str | None, state: str | None, precision: PlacePrecision) -> str | None:
    """Under which key a published place with that precision is searched; None without a point."""
    if precision is PlacePrecision.ZIP_CENTER:
        return zip5
    if precision is PlacePrecision.CITY_CENTER and (found := places_of_city(city, state)):
        return found[0].label
    return None


def spot_of(key: str) -> Spot:
    """The spot of a key. Raises KeyError for one that `spot_key` never gives."""
    city, _, state = key.rpartition(", ")
    found = places_of_city(city, state) if city else (place_of_zip(key),)
    if len(found) != 1 or (place := found[0]) is None:
        raise KeyError(key)
    lat, lon = round(place.lat, 4), round(place.lon, 4)
    near = place if place.zip5 else nearest_place(lat, lon)
    county = counties_by_zip().get(near.zip5 or "") if near and near.state == place.state else None
    return Spot(key, lat, lon, cell_of(lat, lon), place.state, place.city, county)


def city_within(radius: float) -> float:
    """How many miles from the middle of a city its ZIP areas are asked for as the city, with that radius."""
    return min(_ONE_CITY, radius)


@lru_cache(maxsize=1 << 12)
def centre_of(place: Place, radius: float) -> Place:
    """Where a radius is measured from: the middle of the city, also for its ZIP areas whose middle is at most 10 miles
    from there and within the radius. So a city and its ZIPs give the same people: of 64 ZIPs 63 lie so. One at the far
    edge of a spread-out city is measured from where it is, and whoever is at the ZIP asked for is always in the list.
    """
    if place.zip5 is None:
        return place
    for city in places_of_city(place.city, place.state):
        if miles_between(city.lat, city.lon, place.lat, place.lon) <= city_within(radius):
            return city
    return place


@lru_cache(maxsize=1)
def counties_by_zip() -> Mapping[str, str]:
    """'King County' by ZIP, of those that `place_of_zip` knows."""
    known = _tables()[0]
    return {row.zip5: row.county for row in zip_rows() if row.county and row.zip5 in known}


@lru_cache(maxsize=1)
def _by_cell() -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    for place in _tables()[0].values():
        found[cell_of(place.lat, place.lon)].append(place)
    return found


def nearest_place(lat: float, lon: float) -> Place | None:
    """The ZIP area whose middle is nearest, within 100 miles; None at sea and abroad."""
    cells = _by_cell()
    for radius in (10.0, _FARTHEST):
        here = (p for a, b in cells_within(lat, lon, radius) for cell in range(a, b + 1) for p in cells.get(cell, ()))
        near = [(miles_between(lat, lon, p.lat, p.lon), p.zip5 or "", p) for p in here]
        if near and (best := min(near, key=lambda one: one[:2]))[0] <= radius:
            return best[2]
    return None


def miles_between(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in statute miles (haversine), arguments in degrees."""
    phi_a, phi_b = math.radians(a_lat), math.radians(b_lat)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(b_lon - a_lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, chord)))


def zip_prefixes(state: str, length: int) -> tuple[str, ...]:
    """The distinct first ``length`` digits of a state's ZIPs, sorted: a way to ask for a part of a state."""
    return tuple(sorted({zip5[:length] for zip5, place in _tables()[0].items() if place.state == state}))
