"""Writes a register and listings of invented people as files to link, and which belong together."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.linkage_people import (
    SUFFIXES,
    TRADES,
    People,
    given_names,
    people,
    places,
    short_forms,
    some_surnames,
    states,
    surnames,
)

LEFT = ("left_id,source_kind,display_name,last,first,middle,suffix,credential,specialty,street,city,state,zip5,sex,"
        "license_state,license_number,license_type\n")  # fmt: skip
RIGHT = ("right_id,registry,full_name,last,first,middle,suffix,credential,other_last,other_first,specialty,street,city,"
         "state,zip5,sex,license_state,license_number,license_type\n")  # fmt: skip
NOBODY = 0.2  # of the listings: the person is not in the register
RATES = {
    "nickname": 0.08, "moved_in_state": 0.06, "typo": 0.04, "former_surname": 0.015, "first_initial_only": 0.02,
    "no_credential": 0.12, "ocr": 0.005, "last_first": 0.13, "other_place": 0.5,
}  # fmt: skip
_ON_FILE = 0.7  # of the former surnames
_STREETS = ("MAIN ST", "OAK AVE", "N ELM ST", "W 5TH ST", "MEDICAL CENTER DR", "COLLEGE BLVD", "PARK PL", "LAKE RD")
_MISREAD = (("O", "0"), ("L", "1"), ("I", "1"), ("S", "5"), ("RN", "M"), ("B", "8"), ("E", "F"))


@dataclass(frozen=True, slots=True)
class LinkageFiles:
    """`left.csv`, `right.csv`, `truth.csv` and `left_tags.csv` of a folder, and how many lines the first two have."""

    folder: Path
    listings: int
    rows: int

    @property
    def left(self) -> Path:
        return self.folder / "left.csv"

    @property
    def right(self) -> Path:
        return self.folder / "right.csv"


def linkage_files(folder: Path, rows: int, listings: int, seed: int = 20261120) -> LinkageFiles:
    """A register of ``rows`` people and ``listings``, four fifths of them of people in it; the same for a seed."""
    folder.mkdir(parents=True, exist_ok=True)
    absent = int(listings * NOBODY)
    if listings - absent > rows:
        raise ValueError(f"{listings:,} listings need a register of at least {listings - absent:,} rows, not {rows:,}")
    everybody = people(rows + absent, seed)
    dice = np.random.default_rng(seed + 1)
    listed = np.concatenate([dice.permutation(rows)[: listings - absent], np.arange(rows, rows + absent)])
    listed = dice.permutation(listed)
    listing = _Listing(everybody, random.Random(seed), some_surnames(dice, listings).tolist())
    with (
        (folder / "left.csv").open("w", newline="", encoding="utf-8") as left,
        (folder / "truth.csv").open("w", newline="", encoding="utf-8") as truth,
        (folder / "left_tags.csv").open("w", newline="", encoding="utf-8") as tags,
    ):
        to_left, to_truth, to_tags = (csv.writer(file, lineterminator="\n") for file in (left, truth, tags))
        left.write(LEFT)
        to_truth.writerow(("left_id", "right_id"))
        to_tags.writerow(("left_id", "source_kind", "has_match", "tags"))
        for number, who in enumerate(listed.tolist()):
            ident, inside = f"L{number:06d}", who < rows
            to_left.writerow([ident, "listing", *listing.written(who)])
            to_tags.writerow((ident, "listing", "yes" if inside else "no", "|".join(listing.tags)))
            if inside:
                to_truth.writerow((ident, f"R{who:07d}"))
    with (folder / "right.csv").open("w", newline="", encoding="utf-8") as right:
        right.write(RIGHT)
        csv.writer(right, lineterminator="\n").writerows(_register(everybody, rows, random.Random(seed + 2)))
    return LinkageFiles(folder, listings, rows)


def _register(all_of: People, rows: int, dice: random.Random) -> Iterator[tuple[str, ...]]:
    """The lines of the register, in capitals, each with the first practice place."""
    names, given, where = surnames(), given_names(), places()
    columns = (all_of.surname, all_of.other_surname, all_of.given, all_of.middle, all_of.initial_only, all_of.suffix,
               all_of.woman, all_of.trade, all_of.spots[:, 0])  # fmt: skip
    for number, person in enumerate(zip(*(column[:rows].tolist() for column in columns), strict=True)):
        surname, other, first, middle, initial, suffix, woman, trade, spot = person
        city, state, zip5 = where[spot]
        yield (
            f"R{number:07d}", "npi", "", names[surname], given[first],
            "" if middle < 0 else given[middle][:1] if initial else given[middle], SUFFIXES[suffix],
            dice.choice(TRADES[trade].registered) if dice.random() < 0.85 else "",
            "" if other < 0 else names[other], "" if other < 0 else given[first],
            TRADES[trade].specialty if dice.random() < 0.9 else "", _street(number, 0), city, state, zip5,
            "F" if woman else "M", "", "", "",
        )  # fmt: skip


def _street(person: int, spot: int) -> str:
    at = person * 3 + spot
    return f"{at % 9871 + 12} {_STREETS[at % len(_STREETS)]}"


class _Listing:
    """Writes people as a directory shows them. ``tags``: the difficulties of the one written last."""

    def __init__(self, all_of: People, dice: random.Random, other_surnames: list[int]) -> None:
        self.all, self.dice, self.other_surnames = all_of, dice, other_surnames
        self.tags: list[str] = []

    def _has(self, difficulty: str, called: str | None = None) -> bool:
        happens = self.dice.random() < RATES[difficulty]
        if happens:
            self.tags.append(called or difficulty)
        return happens

    def written(self, who: int) -> tuple[str, ...]:
        """The columns behind the source kind."""
        self.tags = []
        last, first = self._last(who), self._first(who)
        middle = given_names()[self.all.middle[who]][:1] + "." if self.all.middle[who] >= 0 else ""
        middle = middle if self.dice.random() < 0.4 else ""
        suffix = SUFFIXES[self.all.suffix[who]] if self.dice.random() < 0.6 else ""
        letters = self.dice.choice(TRADES[self.all.trade[who]].listed)
        if self._has("no_credential"):
            letters = ""
        if self.dice.random() > 0.05:
            first, last, suffix = first.title(), last.title(), suffix.title() if suffix == "JR" else suffix
        before = " ".join(part for part in (first, middle) if part)
        behind = f"{last} {suffix}".strip()
        if self._has("last_first"):
            name = f"{behind}, {before}"
        else:
            name = f"Dr. {before} {behind}" if self.dice.random() < 0.08 else f"{before} {behind}"
        city, state, zip5, street = self._place(who)
        return (f"{name}, {letters}" if letters else name, *[""] * 6, street, city, state, zip5, *[""] * 4)

    def _last(self, who: int) -> str:
        at, last = int(self.all.surname[who]), surnames()
        if self.dice.random() < RATES["former_surname"]:
            at, on_file = self.other_surnames[who % len(self.other_surnames)], self.dice.random() < _ON_FILE
            self.tags.append("former_surname_on_file" if on_file else "surname_changed_unrecorded")
            if on_file:
                self.all.other_surname[who] = at
        if self.dice.random() < RATES["typo"] * 0.6:
            self.tags.append("typo_last")
            return self._misspelt(last[at])
        if self._has("ocr"):
            return self._misread(last[at])
        return last[at]

    def _first(self, who: int) -> str:
        first: str = given_names()[self.all.given[who]]
        if self._has("nickname"):
            return self.dice.choice(short_forms()[first])
        if self._has("first_initial_only"):
            return first[:1]
        if self.dice.random() < RATES["typo"] * 0.4:
            self.tags.append("typo_first")
            return self._misspelt(first)
        return first

    def _place(self, who: int) -> tuple[str, str, str, str]:
        """City, state, ZIP and street as far as shown."""
        spots = [spot for spot in self.all.spots[who].tolist() if spot >= 0]
        chosen = 0
        if len(spots) > 1 and self._has("other_place"):
            chosen = self.dice.randrange(1, len(spots))
        city, state, zip5 = places()[spots[chosen]]
        street = _street(who, chosen)
        if self._has("moved_in_state"):
            city, state, zip5 = places()[self.dice.randrange(*states()[state])]
            street = _street(who, 7)
        shown = self.dice.random
        return (
            city.title() if shown() < 0.97 else "", state if shown() < 0.99 else "",
            zip5 if shown() < 0.31 else "", street.title() if shown() < 0.1 else "",
        )  # fmt: skip

    def _misspelt(self, name: str) -> str:
        """Two letters swapped, one left out, one doubled or one replaced, never the first; always another name."""
        while True:
            at = self.dice.randrange(1, max(2, len(name) - 1))
            wrong = self.dice.choice((
                name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
                name[:at] + name[at + 1 :],
                name[:at] + name[at : at + 1] + name[at:],
                name[:at] + self.dice.choice("AEINORST") + name[at + 1 :],
            ))  # fmt: skip
            if wrong != name:
                return wrong

    def _misread(self, name: str) -> str:
        at_risk = [pair for pair in _MISREAD if pair[0] in name[1:]] or [(name[-1], "I")]
        seen, read = self.dice.choice(at_risk)
        return name[:1] + name[1:].replace(seen, read, 1)
