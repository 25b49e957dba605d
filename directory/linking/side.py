"""A party with its texts folded once, so that each comparison is a few look-ups."""

import re
from dataclasses import dataclass
from functools import lru_cache

from directory.linking.party import NumberGiven, Party, Spot
from directory.normalize.families import specialty_key
from directory.normalize.folding import fold, normal_suffix, split_suffix, surname_forms, words
from directory.normalize.identifiers import license_digits, npi_is_valid
from directory.normalize.places import folded_city, place_of_zip, places_of_city

_HOUSE = re.compile(r"\s*#?\s*([0-9]+)[A-Za-z]?\b")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FoldedSpot:
    """``house``: the number before the street; ``point``: middle of the ZIP area, else of the city."""

    house: str | None
    street: str
    city: str
    state: str | None
    zip5: str | None
    point: Point | None


@dataclass(frozen=True, slots=True)
class Side:
    """``surname`` without suffix; ``forms``: it and its halves; ``former``: forms of the other names on file."""

    party: Party
    surname: str
    forms: frozenset[str]
    former: frozenset[str]
    given: str
    given_words: tuple[str, ...]
    middle: tuple[str, ...]
    suffix: str | None
    spots: tuple[FoldedSpot, ...]
    states: frozenset[str]
    specialty: str | None
    npi: str | None
    numbers: tuple[tuple[str, str, NumberGiven], ...]  # state, digits, as given


def side_of(party: Party) -> Side:
    """Everything that comparing needs, folded."""
    name = party.name
    bare, glued = split_suffix(name.last)
    surname = fold(bare)
    former: set[str] = set()
    for other in party.other_names:
        former |= surname_forms(other.last)
    spots = tuple([folded_spot(spot) for spot in party.spots])
    return Side(
        party=party,
        surname=surname,
        forms=surname_forms(bare),
        former=frozenset(former - {surname}),
        given=fold(name.first),
        given_words=words(name.first),
        middle=words(name.middle),
        suffix=normal_suffix(name.suffix) or normal_suffix(glued),
        spots=spots,
        states=frozenset([spot.state for spot in spots if spot.state]),
        specialty=specialty_key(party.specialty),
        npi=party.npi if party.npi and npi_is_valid(party.npi) else None,
        numbers=tuple(
            [
                (given.state, digits, given)
                for given in party.numbers
                if given.state and (digits := license_digits(given.number))
            ]
        ),
    )


@lru_cache(maxsize=1 << 16)
def folded_spot(spot: Spot) -> FoldedSpot:
    house = _HOUSE.match(spot.street or "")
    return FoldedSpot(
        house=house[1] if house else None,
        street=fold(spot.street)[:12],
        city=folded_city(spot.city or ""),
        state=spot.state,
        zip5=spot.zip5,
        point=_point(spot),
    )


def _point(spot: Spot) -> Point | None:
    place = place_of_zip(spot.zip5)
    if place is None or (spot.state and place.state != spot.state):
        place = next(iter(places_of_city(spot.city, spot.state)), None) if spot.city and spot.state else None
    return (place.lat, place.lon) if place else None
