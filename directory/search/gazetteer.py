"""Cities and states by the words of their names, so that typed words find them in any order; and which lie near."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from directory.normalize.folding import fold
from directory.normalize.places import Place, folded_city, place_of_zip, places_of_city
from directory.normalize.states import STATE_NAMES
from directory.normalize.zip_rows import zip_rows

NEAR = 30.0  # miles up to which another city is told of
MOST_MIDDLES = 4  # of one name: of more, no neighborhood is told
_RADIUS = 3958.7613  # miles, as `miles_between` has it
_ARC = NEAR / _RADIUS
_SHORT = {"SAINT": "ST", "SAINTE": "STE", "FORT": "FT", "MOUNT": "MT"}  # as addresses have them


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city's name, as written, with its words folded. ``middles``: state -> degrees (latitude, longitude);
    ``spellings``: as search entries fold it, where 'St. Louis' may be STLOUIS.
    """

    name: str
    words: tuple[str, ...]
    middles: Mapping[str, tuple[float, float]]

    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """``by_word``: cities under the rarest of their words, and those of several words also under all of them as one;
    ``spelled``: folded name -> city; ``states``: words of a state's name -> code; ``owners``: every city in every one
    of its states, with ``middles`` of them (on a sphere of radius 1) and, by folded name, the ``numbers`` of each.
    """

    by_word: Mapping[str, tuple[tuple[City, tuple[str, ...]], ...]]
    spelled: Mapping[str, City]
    states: Mapping[tuple[str, ...], str]
    words: frozenset[str]
    middles: NDArray[np.float64]
    owners: tuple[tuple[City, str], ...]
    numbers: Mapping[str, tuple[tuple[str, int], ...]]
    spellings: tuple[tuple[str, ...], ...]  # by number


@lru_cache(maxsize=1 << 16)
def place_words(name: str) -> tuple[str, ...]:
    """'St. Louis' as SAINT and LOUIS; letters only."""
    return tuple(word for word in (fold(folded_city(part)) for part in name.replace("-", " ").split()) if word)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """All cities that a ZIP is called by; some 26,000."""
    cities = _cities()
    often = Counter(word for city in cities for word in set(city.words))
    by_word: dict[str, list[tuple[City, tuple[str, ...]]]] = defaultdict(list)
    spelled: dict[str, City] = {}
    for city in cities:
        by_word[min(city.words, key=lambda word: (often[word], word))].append((city, city.words))
        whole = "".join(city.words)
        if len(city.words) > 1:
            by_word[whole].append((city, (whole,)))
        for spelling in city.spellings:
            spelled.setdefault(spelling, city)
    states = {place_words(name): code for code, name in STATE_NAMES.items()}
    for once in (place_words, fold):  # typed words are few beside all cities
        once.cache_clear()
    owners = [(city, state) for city in cities for state in city.middles]
    owners.sort(key=lambda one: one[0].middles[one[1]])
    numbers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, (city, state) in enumerate(owners):
        for spelling in city.spellings:
            numbers[spelling].append((state, number))
    return Gazetteer(
        by_word={word: tuple(found) for word, found in by_word.items()},
        spelled=spelled,
        states=states,
        words=frozenset(by_word) | frozenset(often) | frozenset(word for name in states for word in name),
        middles=_on_sphere([city.middles[state] for city, state in owners]),
        owners=tuple(owners),
        numbers={spelling: tuple(those) for spelling, those in numbers.items()},
        spellings=tuple(city.spellings for city, _ in owners),
    )


def _on_sphere(degrees: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    lat, lon = np.radians(np.array(degrees, dtype=np.float64).reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _cities() -> list[City]:
    """Each in the middle of its ordinary ZIPs, as `places_of_city` has it."""
    found: dict[tuple[str, ...], dict[str, list[tuple[int, float, float]]]] = defaultdict(lambda: defaultdict(list))
    names: dict[tuple[str, ...], str] = {}
    for row in zip_rows():
        if row.state not in STATE_NAMES or row.kind == "MILITARY":
            continue
        own = 0 if row.kind == "STANDARD" and row.active else 1
        for name in (row.city, *row.accepted):
            if words := place_words(name):
                rank = own if name == row.city else 2
                found[words][row.state].append((rank, row.lat, row.lon))
                names.setdefault(words, name)
    return [
        City(
            name=names[words],
            words=words,
            middles={state: _middle(areas) for state, areas in states.items()},
            spellings=tuple(dict.fromkeys(("".join(words), fold(names[words]), _shortened(words)))),
        )
        for words, states in found.items()
    ]


def _shortened(words: Sequence[str]) -> str:
    return "".join(_SHORT.get(word, word) for word in words)


def _middle(areas: list[tuple[int, float, float]]) -> tuple[float, float]:
    best = min(rank for rank, _, _ in areas)
    chosen = [(lat, lon) for rank, lat, lon in areas if rank == best]
    return sum(lat for lat, _ in chosen) / len(chosen), sum(lon for _, lon in chosen) / len(chosen)


def places_of(city: City) -> tuple[Place, ...]:
    """Where the city lies: one place a state."""
    return places_of_city(city.name)


class Near(NamedTuple):
    """The cities near a place: miles by number, and their folded names."""

    miles: Mapping[int, float]
    names: frozenset[str]


@lru_cache(maxsize=512)
def near_city(city: City) -> Near:
    """All cities near one of that name; the nearest counts."""
    numbers = [number for _, number in gazetteer().numbers[city.spellings[0]]]
    return _near(gazetteer().middles[numbers] if len(numbers) <= MOST_MIDDLES else [])


@lru_cache(maxsize=512)
def near_zip(zip5: str) -> Near:
    """As `near_city`, near the middle of a ZIP area."""
    place = place_of_zip(zip5)
    return _near(_on_sphere([(place.lat, place.lon)]) if place else [])


def _near(points: Iterable[NDArray[np.float64]]) -> Near:
    known, found = gazetteer(), dict[int, float]()
    for point in points:
        # They stand from south to north: sine of the latitude is the third number.
        begin, end = np.searchsorted(known.middles[:, 2], (point[2] - _ARC, point[2] + _ARC))
        cosines = known.middles[begin:end] @ point
        numbers = np.flatnonzero(cosines > np.cos(_ARC))
        miles = np.arccos(np.minimum(cosines[numbers], 1.0)) * _RADIUS
        here = dict(zip((numbers + begin).tolist(), miles.tolist(), strict=True))
        both = {number: min(found[number], here[number]) for number in found.keys() & here.keys()}
        found |= here | both
    return Near(found, frozenset(chain.from_iterable(map(known.spellings.__getitem__, found))))


def state_readings(words: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(words of its name, code) of every state all of whose words are among these."""
    yield from ((name, code) for name, code in gazetteer().states.items() if all(word in words for word in name))
