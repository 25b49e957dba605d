"""What most questions are about, held in memory as columns of numbers for as long as it stays the same: the spots in
their grid, how many people are at each, and those who are verified. Everything else is asked of the database.

A question by radius is answered from here in less time than a single statement takes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.normalize.cells import cells_within
from directory.normalize.counties import county_label
from directory.store.search_columns import CODES, Columns
from directory.store.search_index import COUNTED, LASTING, number_of

EARTH = 3958.7613  # miles, as in `normalize.places.miles_between`
FIRST = 32  # people who are looked at first for a page
_TRAINING = tuple(LASTING.index(name) for name in ("verified", "claiming", "listed"))
# Where each of `COUNTED` stands among the numbers of those who have several entries.
_TOLD = tuple(
    {"people": 0, "placed": 0, "claimed": 1, "outdated": 2}.get(name, -1)
    if name not in LASTING
    else 3 + LASTING.index(name)
    for name in COUNTED
)

Numbers = NDArray[np.int32]


# --- where ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spots:
    """Some of the spots, the nearest first where they are measured. ``ids``: positions in `held`; ``miles`` to each."""

    held: "Held | None"
    ids: Numbers
    miles: NDArray[np.float64]

    @classmethod
    def none(cls) -> "Spots":
        """No spot at all."""
        return cls(None, np.empty(0, dtype=np.int32), np.empty(0))

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, key: object) -> bool:
        return key in self.miles_to

    @cached_property
    def keys(self) -> list[str]:
        return [self.held.keys[one] for one in self.ids.tolist()] if self.held else []

    @cached_property
    def miles_to(self) -> dict[str, float]:
        """By key, in the same order."""
        return dict(zip(self.keys, self.miles.tolist(), strict=True))

    @cached_property
    def states(self) -> frozenset[str]:
        if self.held is None:
            return frozenset()
        names = self.held.states
        return frozenset(names[one] for one in np.unique(self.held.state[self.ids]).tolist())

    def outside(self, states: frozenset[str]) -> "Spots":
        """Those that lie in other states."""
        if self.held is None:
            return self
        numbers = [number for number, name in enumerate(self.held.states) if name in states]
        others = ~np.isin(self.held.state[self.ids], numbers)
        return replace(self, ids=self.ids[others], miles=self.miles[others])


# --- all of it --------------------------------------------------------------------------------------------------


class Held:
    """Columns, those of people in the order of their spots; ``…_at``: where the rows of each spot begin."""

    def __init__(self, columns: Columns) -> None:
        self.keys: list[str] = columns["spot_key"].tolist()
        self.lat, self.lon, self.cell = (columns[f"spot_{name}"] for name in ("lat", "lon", "cell"))
        self.cos_lat = np.cos(self.lat)
        names, self.state = np.unique(columns["spot_state"], return_inverse=True)
        self.states: list[str] = names.tolist()
        labels = zip(columns["spot_county"].tolist(), columns["spot_state"].tolist(), strict=True)
        self.counties: dict[str, list[int]] = {}
        named = lru_cache(maxsize=None)(county_label)
        for number, (county, state) in enumerate(labels):
            if county:
                self.counties.setdefault(named(county, state), []).append(number)
        self.by_key = np.argsort(np.argsort(columns["spot_key"]))
        self.tally_at, self.tally_of, self.tally = (columns[name] for name in ("tally_at", "tally_of", "tally"))
        self.tally_spot = columns["tally_spot"]
        self.several_at, self.several_of = columns["several_at"], columns["several_of"]
        self.several_person, self.several = columns["several_person"], columns["several"]
        self.verified_at, self.verified_of = columns["verified_at"], columns["verified_of"]
        self.verified_entry, self.verified_person = columns["verified_entry"], columns["verified_person"]
        self.verified_until, self.verified_rank = columns["verified_until"], columns["verified_rank"]

    # --- asked --------------------------------------------------------------------------------------------------

    def within(self, lat: float, lon: float, radius: float, beyond: float = -1.0) -> Spots:
        """Those at most ``radius`` and more than ``beyond`` miles away (degrees given), by the great circle."""
        ranges = np.array(list(cells_within(lat, lon, radius)))
        first = self.cell.searchsorted(ranges[:, 0])
        ids = _ranges(first, self.cell.searchsorted(ranges[:, 1], side="right") - first)
        phi, theta = radians(lat), radians(lon)
        half = np.sin((self.lat[ids] - phi) / 2) ** 2
        half += cos(phi) * self.cos_lat[ids] * np.sin((self.lon[ids] - theta) / 2) ** 2
        miles = 2 * EARTH * np.arcsin(np.sqrt(half))
        near = (miles <= radius) & (miles > beyond)
        ids, miles = ids[near], miles[near]
        order = np.lexsort((self.by_key[ids], miles))
        return Spots(self, ids[order], miles[order])

    def in_counties(self, counties: Sequence[str]) -> Spots:
        """Those of counties such as 'King County, WA', unmeasured."""
        ids = _numbers(number for county in counties for number in self.counties.get(county, ()))
        return Spots(self, ids, np.zeros(len(ids)))

    def counts(self, spots: Spots, profession: str | None, today: date) -> tuple[list[int], set[tuple[str, str]]]:
        """`COUNTED` of the people there, but for those of (spot, profession) whose numbers are true no more."""
        day, rows = number_of(today), self._rows(self.tally_at, spots, self.tally_of, profession)
        kept, over = self.tally[rows], set[tuple[str, str]]()
        true = (kept[:, 0] <= day) & (kept[:, 1] >= day)
        if not true.all():
            names, rows, kept = list(CODES), rows[~true], kept[true]
            spots_of, professions = self.tally_spot[rows].tolist(), self.tally_of[rows].tolist()
            over = {(self.keys[spot], names[of]) for spot, of in zip(spots_of, professions, strict=True)}
        numbers = kept[:, 2:].sum(axis=0).tolist()
        more = self._counts_of_several(spots, profession, day)
        return [one + other for one, other in zip(numbers, more, strict=True)], over

    def _counts_of_several(self, spots: Spots, profession: str | None, day: int) -> list[int]:
        """Each person once, however many of the entries are there."""
        rows = self._rows(self.several_at, spots, self.several_of, profession)
        if not len(rows):
            return [0] * len(COUNTED)
        person = self.several_person[rows]
        order = person.argsort()
        person = person[order]
        facts = self.several[rows[order]] >= day
        begins = np.concatenate(([0], (person[1:] != person[:-1]).nonzero()[0] + 1))
        if len(begins) < len(rows):
            facts = np.logical_or.reduceat(facts, begins, axis=0)
        verified, claiming, listed = (facts[:, one] for one in _TRAINING)
        claimed = claiming > verified
        outdated = listed > (verified | claimed)
        told = (len(begins), int(claimed.sum()), int(outdated.sum()), *facts.sum(axis=0).tolist())
        return [told[at] for at in _TOLD]

    def professions(self, spots: Spots, but: Mapping[str, Collection[str]]) -> tuple[dict[str, int], int]:
        """(people by profession, people). ``but``: states whose people of a profession are not counted under it."""
        if not len(spots):
            return {}, 0
        rows = _ranges_of(self.tally_at, spots.ids)
        people, of = self.tally[rows, 2 + COUNTED.index("people")], self.tally_of[rows]
        more = _ranges_of(self.several_at, spots.ids)
        person = self.several_person[more].astype(np.int64)
        each = person * len(CODES) + self.several_of[more]
        everybody = int(people.sum()) + len(np.unique(person))
        if any(but.values()):
            counted = self._counted_at(spots, but)
            people = people * counted[np.repeat(np.arange(len(spots)), _sizes_of(self.tally_at, spots.ids)), of]
            at = np.repeat(np.arange(len(spots)), _sizes_of(self.several_at, spots.ids))
            each = each[counted[at, self.several_of[more]]]
        by_code = np.bincount(of, weights=people, minlength=len(CODES)).astype(np.int64)
        by_code += np.bincount(np.unique(each) % len(CODES), minlength=len(CODES))
        return {code: int(by_code[number]) for code, number in CODES.items() if by_code[number]}, everybody

    def _counted_at(self, spots: Spots, but: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
        """Of each spot and profession whether its people are counted."""
        counted = np.ones((len(self.states), len(CODES)), dtype=np.bool_)
        for code, states in but.items():
            counted[[number for number, name in enumerate(self.states) if name in states], CODES[code]] = False
        return counted[self.state[spots.ids]]

    def verified(self, spots: Spots, profession: str | None, today: date) -> Iterator[tuple[int, str, float]]:
        """(entry, person, miles) of the verified there, the nearest first, then by name."""
        day, start, most = number_of(today), 0, FIRST
        sizes = self.verified_at[spots.ids + 1] - self.verified_at[spots.ids]
        reached = np.cumsum(sizes)
        while start < len(spots):
            before = reached[start - 1] if start else 0
            end = min(int(np.searchsorted(reached, before + most)) + 1, len(spots))
            while end < len(spots) and spots.miles[end] == spots.miles[end - 1]:
                end += 1
            ids, miles = spots.ids[start:end], np.repeat(spots.miles[start:end], sizes[start:end])
            rows = _ranges_of(self.verified_at, ids)
            here = self.verified_until[rows] >= day
            if profession is not None:
                here &= self.verified_of[rows] == CODES[profession]
            rows, miles = rows[here], miles[here]
            order = np.lexsort((self.verified_rank[rows], miles))
            entries, people = self.verified_entry[rows[order]].tolist(), self.verified_person[rows[order]].tolist()
            for entry, person, far in zip(entries, people, miles[order].tolist(), strict=True):
                yield entry, person.decode(), far
            start, most = end, most * 4

    def _rows(self, at: Numbers, spots: Spots, of: Numbers, profession: str | None) -> NDArray[np.int64]:
        rows = _ranges_of(at, spots.ids)
        return rows if profession is None else rows[of[rows] == CODES[profession]]


def _numbers(values: Any) -> Numbers:
    return np.fromiter(values, dtype=np.int32)


def _ranges_of(at: Numbers, ids: Numbers) -> NDArray[np.int64]:
    return _ranges(at[ids].astype(np.int64), _sizes_of(at, ids))


def _sizes_of(at: Numbers, ids: Numbers) -> NDArray[np.int64]:
    """How many rows each of the spots has."""
    return at[ids + 1].astype(np.int64) - at[ids]


def _ranges(first: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - (ends - sizes), sizes) + np.arange(total)
