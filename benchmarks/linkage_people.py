"""Invented clinicians in the numbers of a national register: names as uneven as real ones, real cities, professions."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

import numpy as np
import zipcodes
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

# Uneven enough that two people share both names about 1.5 times in a million pairs, as in the federal registers.
_SURNAME_OFFSET, _GIVEN_OFFSET = 35.0, 20.0
SURNAMES = 50_000
_ONSETS = ("BA", "BER", "BRAN", "CAL", "COR", "CRO", "DAN", "DEL", "DRU", "EN", "FAR", "FEL", "GAL", "GRI", "HAM",
           "HOL", "IS", "JAN", "KEN", "KOL", "LAN", "LIN", "MAR", "MON", "NOR", "OST", "PEN", "PRE", "QUI", "RAD",
           "ROS", "SAN", "SHEL", "STRA", "TAL", "TOR", "UL", "VEN", "WAL", "ZIM")  # fmt: skip
_MIDDLES = ("A", "AN", "BER", "CHO", "DE", "DIN", "EL", "FI", "GO", "HAR", "IN", "KA", "KEN", "LA", "LI", "MA", "MI",
            "NA", "NE", "O", "PER", "RA", "RI", "SHI", "SO", "STE", "TA", "TI", "TO", "TZ", "U", "VA", "VER", "WI",
            "ZO")  # fmt: skip
_ENDS = ("BERG", "BY", "COTT", "DALE", "ER", "ETT", "EZ", "FIELD", "FORD", "GER", "HAM", "IAN", "INGTON", "INI", "KOV",
         "LEY", "LOCK", "MAN", "MORE", "NELL", "OSKI", "OT", "QUIST", "RELL", "RO", "S", "SEN", "SHAW", "SKY", "SON",
         "STEIN", "TON", "VALE", "WAY", "WELL", "WICK", "WORTH", "ZA")  # fmt: skip

# Thousands of inhabitants, census of 2020.
_PEOPLE = {
    "CA": 39538, "TX": 29146, "FL": 21538, "NY": 20201, "PA": 13003, "IL": 12813, "OH": 11799, "GA": 10712,
    "NC": 10439, "MI": 10077, "NJ": 9289, "VA": 8631, "WA": 7705, "AZ": 7152, "MA": 7030, "TN": 6911, "IN": 6786,
    "MD": 6177, "MO": 6155, "WI": 5894, "CO": 5774, "MN": 5706, "SC": 5118, "AL": 5024, "LA": 4658, "KY": 4506,
    "OR": 4237, "OK": 3959, "CT": 3606, "UT": 3272, "IA": 3190, "NV": 3105, "AR": 3012, "MS": 2961, "KS": 2938,
    "NM": 2118, "NE": 1962, "ID": 1839, "WV": 1794, "HI": 1455, "NH": 1378, "ME": 1362, "RI": 1097, "MT": 1084,
    "DE": 990, "SD": 887, "ND": 779, "AK": 733, "DC": 690, "VT": 643, "WY": 577,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trade:
    """A profession: its part among the people, its words in a register, letters there and behind a listed name."""

    share: float
    specialty: str
    registered: tuple[str, ...]
    listed: tuple[str, ...]


TRADES = (
    Trade(24, "PHYSICAL THERAPIST IN PRIVATE PRACTICE", ("PT", "DPT", "MPT", "P.T."),
          ("PT", "PT, DPT", "DPT, CMTPT", "PT, DPT, OCS", "PT, Cert. DN", "MPT")),
    Trade(14, "CHIROPRACTIC", ("DC", "D.C."), ("DC", "DC, CCSP", "DC, FIAMA")),
    Trade(8, "OCCUPATIONAL THERAPIST IN PRIVATE PRACTICE", ("OT", "OTR/L"), ("OTR/L", "OTR/L, CHT", "OT")),
    Trade(12, "FAMILY PRACTICE", ("MD", "DO", "M.D."), ("MD", "DO", "MD, FAAPMR")),
    Trade(10, "INTERNAL MEDICINE", ("MD", "M.D."), ("MD", "MD, FACP")),
    Trade(5, "ORTHOPEDIC SURGERY", ("MD",), ("MD", "MD, FACS")),
    Trade(4, "PHYSICAL MEDICINE AND REHABILITATION", ("MD", "DO"), ("MD, FAAPMR", "DO, FAAPMR")),
    Trade(8, "NURSE PRACTITIONER", ("NP", "FNP"), ("NP", "FNP")),
    Trade(7, "PHYSICIAN ASSISTANT", ("PA", "PA-C"), ("PA-C", "PA")),
    Trade(3, "OPTOMETRY", ("OD",), ("OD",)),
    Trade(2, "PODIATRY", ("DPM",), ("DPM",)),
    Trade(3, "CERTIFIED REGISTERED NURSE ANESTHETIST CRNA", ("CRNA",), ("CRNA",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Columns of people; indices into `surnames`, `given_names`, `places` and `TRADES`, -1 where there is none.

    ``middle`` >= 0 is a whole middle name; ``initial_only`` tells that a register has its first letter alone.
    ``suffix``: 0 none, otherwise a place in `SUFFIXES`. ``spots``: the practice places, the registered one first.
    """

    surname: Numbers
    other_surname: Numbers
    given: Numbers
    middle: Numbers
    initial_only: NDArray[np.bool_]
    suffix: Numbers
    woman: NDArray[np.bool_]
    trade: Numbers
    spots: Numbers


SUFFIXES = ("", "JR", "III", "SR", "II")


@lru_cache(maxsize=1)
def surnames() -> tuple[str, ...]:
    """`SURNAMES` distinct ones, the commonest first."""
    dice = np.random.default_rng(1)
    every = sorted({"".join(parts) for parts in product(_ONSETS, _MIDDLES, _ENDS)})
    return tuple(every[at] for at in dice.permutation(len(every))[:SURNAMES])


@lru_cache(maxsize=1)
def short_forms() -> dict[str, tuple[str, ...]]:
    """Given name -> its nicknames, from the `nicknames` package."""
    found: dict[str, list[str]] = {}
    with files("nicknames").joinpath("names.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if len(row["name1"]) > 2 < len(row["name2"]):
                found.setdefault(row["name1"].upper(), []).append(row["name2"].upper())
    return {name: tuple(short) for name, short in found.items()}


@lru_cache(maxsize=1)
def given_names() -> tuple[str, ...]:
    """The commonest first."""
    names = sorted(short_forms())
    return tuple(names[at] for at in np.random.default_rng(2).permutation(len(names)))


@lru_cache(maxsize=1)
def places() -> tuple[tuple[str, str, str], ...]:
    """(city, state, ZIP) of the 50 states and DC, by state and ZIP, so that neighbors stand side by side."""
    found = [z for z in zipcodes.list_all() if z["zip_code_type"] == "STANDARD" and z["state"] in _PEOPLE]  # type: ignore[no-untyped-call]
    return tuple(sorted(((z["city"].upper(), z["state"], z["zip_code"]) for z in found), key=lambda z: z[1:]))


@lru_cache(maxsize=1)
def states() -> dict[str, tuple[int, int]]:
    """State -> (first, one behind the last) of its `places`."""
    order = [state for _, state, _ in places()]
    return {state: (order.index(state), len(order) - order[::-1].index(state)) for state in _PEOPLE}


def _uneven(dice: np.random.Generator, kinds: int, offset: float, number: int) -> Numbers:
    """Ranks, the first the most frequent: frequency is 1 / (rank + offset)."""
    share = np.cumsum(1 / (np.arange(1, kinds + 1) + offset))
    return np.searchsorted(share / share[-1], dice.random(number)).astype(np.int64)


def some_surnames(dice: np.random.Generator, number: int) -> Numbers:
    return _uneven(dice, len(surnames()), _SURNAME_OFFSET, number)


def people(number: int, seed: int) -> People:
    """``number`` people, always the same of a seed."""
    dice = np.random.default_rng(seed)
    given = _uneven(dice, len(given_names()), _GIVEN_OFFSET, number)
    middle = _uneven(dice, len(given_names()), _GIVEN_OFFSET, number)
    middle[(dice.random(number) > 0.69) | (middle == given)] = -1
    woman = (given + (dice.random(number) < 0.02)) % 2 == 0
    suffix = np.where((dice.random(number) < 0.08) & ~woman, dice.choice([1, 1, 1, 2, 3, 4], number), 0)
    other = some_surnames(dice, number)
    other[dice.random(number) > np.where(woman, 0.06, 0.004)] = -1
    return People(
        surname=some_surnames(dice, number), other_surname=other, given=given, middle=middle,
        initial_only=dice.random(number) < 0.4, suffix=suffix, woman=woman,
        trade=_shared(dice, [trade.share for trade in TRADES], number), spots=_spots(dice, number),
    )  # fmt: skip


def _shared(dice: np.random.Generator, shares: list[float], number: int) -> Numbers:
    return dice.choice(len(shares), number, p=np.array(shares) / sum(shares)).astype(np.int64)


def _spots(dice: np.random.Generator, number: int) -> Numbers:
    """Three columns of places: everybody has one, 30 % two, 10 % three, further ones not far from the first."""
    bounds = np.array([states()[state] for state in _PEOPLE])
    state = bounds[_shared(dice, list(_PEOPLE.values()), number)]
    first = dice.integers(state[:, 0], state[:, 1])
    near = first[:, None] + dice.integers(-12, 13, (number, 2))
    near = np.clip(near, state[:, :1], state[:, 1:] - 1)
    count = dice.random(number)
    near[count > 0.3, 0] = -1
    near[count > 0.1, 1] = -1
    return np.column_stack([first, near])
