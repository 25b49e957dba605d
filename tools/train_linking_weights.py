"""Learns the weights of linking from two files of people with Splink's expectation maximization, without any truth.

    python -m tools.train_linking_weights LEFT.csv RIGHT.csv [--out directory/linking/weights.json]

Columns as for `needleproof match`. Needs `make training`. What a blank of the register would teach is left out: places
are compared only where both sides give street and ZIP, professions only where both name a specialty. Levels that two
clean files cannot teach stand in `HAND`, each with its reason.
"""

import argparse
import itertools
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from directory.linking.comparing import Levels, levels_of
from directory.linking.side import Side, side_of
from directory.linking.weights import MISSING, weights
from directory.matching.people_file import PeopleFile
from tools.splink_model import comparison, linker, trained

RANDOM_PAIRS = 1_000_000
SEEN_OFTEN = 20  # random pairs with a level, below which nothing is learned of it
FEW = 5  # of the pairs of a session: fewer prove nothing, so no m is learned below theirs
SEED = 20261120

LEVELS = {field: tuple(levels) for field, levels in weights().fields.items()}

_RARE = "federal registers are clean: EM learns that it hardly happens, which listings do not bear out"
HAND: Mapping[tuple[str, str], tuple[float, float, str]] = {
    ("surname", "former"): (0.004, 3.125e-05, "on file for few, and a former name shared by chance is rare: +7 bits"),
    ("surname", "half"): (0.004, 6.25e-05, "double names are written as one word in both files: +6 bits"),
    ("surname", "typo"): (0.005, 0.00015625, f"{_RARE}: +5 bits"),
    ("given", "middle"): (0.008, 0.00141421, f"{_RARE}: +2.5 bits"),
    ("given", "part"): (0.004, 0.000176777, "too few compound names to learn from: +4.5 bits"),
    ("given", "typo"): (0.004, 0.0005, f"{_RARE}: +3 bits"),
    ("suffix", "same"): (0.0275, 0.00171875, "few have one: +4 bits"),
    ("suffix", "none"): (0.954, 0.921503, "a blank is no statement: next to nothing"),
    ("suffix", "one_side"): (0.018, 0.0509117, "father or son? EM sees suffixes only where both have one: -1.5 bits"),
    ("suffix", "other"): (0.0005, 0.032, "father and son: -6 bits"),
    ("place", "close"): (0.11, 0.0111685, "EM puts it above the same city, as the files have few: +3.3 bits"),
    ("place", "near"): (0.09, 0.0225, "less than close, for the same reason set here: +2 bits"),
    ("place", "state"): (0.15, 0.227357, "the prior counts the people of the state alone: -0.6 bits"),
    ("profession", "degree"): (0.004, 0.064, "nobody is both MD and DO, but sources err: -4 bits"),
    ("phone", "same"): (0.5, 0.0078125, "not in these files, and often a switchboard's: +6 bits at most"),
}


@dataclass(frozen=True)
class Session:
    """One run of EM over the pairs that share a key. ``learns``: what is taken from it; ``beside``: helps to tell true
    pairs from others. No field of the key is among them.
    """

    title: str
    keys: Callable[[Side], Iterable[tuple[str, ...]]]
    learns: tuple[str, ...]
    beside: tuple[str, ...]


# Namesakes are rare where two names and a city, or two names and a middle initial agree: what differs there differs
# between two records of one person.
SESSIONS = (
    Session("both names, city and state", lambda side: [(side.surname, side.given, *city) for city in _cities(side)],
            ("middle", "profession", "sex"), ()),
    Session("both names and middle initial",
            lambda side: [(side.surname, side.given, word[0]) for word in side.middle[:1]],
            ("place",), ("profession", "sex")),
    Session("given name and ZIP", lambda side: [(side.given, spot.zip5 or "") for spot in side.spots],
            ("surname",), ("middle", "profession", "sex")),
    Session("surname, city and state", lambda side: [(side.surname, *city) for city in _cities(side)],
            ("given",), ("middle", "profession", "sex")),
)  # fmt: skip


def _cities(side: Side) -> list[tuple[str, str]]:
    return [(spot.city, spot.state or "") for spot in side.spots]


def taught(left: Side, right: Side) -> Levels:
    """Levels of a pair, 'missing' wherever a blank of one side would decide."""
    levels = levels_of(left, right)
    if not all(any(spot.zip5 and spot.house for spot in side.spots) for side in (left, right)):
        levels["place"] = MISSING
    if not (left.specialty and right.specialty):
        levels["profession"] = MISSING
    return levels


def by_chance(lefts: Sequence[Side], rights: Sequence[Side], number: int) -> dict[str, Counter[str]]:
    """Field -> how often each level is reached by pairs drawn at random."""
    dice = random.Random(SEED)
    found: dict[str, Counter[str]] = {field: Counter() for field in LEVELS}
    for left, right in zip(dice.choices(lefts, k=number), dice.choices(rights, k=number), strict=True):
        for field, level in taught(left, right).items():
            found[field][level] += 1
    return found


def pairs_of(session: Session, lefts: Sequence[Side], rights: Sequence[Side]) -> list[Levels]:
    where: dict[tuple[str, ...], list[int]] = {}
    for number, right in enumerate(rights):
        for key in set(session.keys(right)):
            if all(key):
                where.setdefault(key, []).append(number)
    return [
        taught(left, rights[number])
        for left in lefts
        for number in sorted(set(itertools.chain.from_iterable(where.get(key, ()) for key in session.keys(left))))
    ]


def learned(
    session: Session, pairs: Sequence[Levels], chance: Mapping[str, Counter[str]]
) -> dict[str, dict[str, float]]:
    """Field -> level -> m, of what the session teaches."""
    fields = (*session.learns, *session.beside)
    rows = [
        {"unique_id": number, "pair": number, **{f"{field}_level": levels[field] for field in fields}}
        for number, levels in enumerate(pairs)
    ]
    comparisons = []
    for field in fields:
        seen = Counter(levels[field] for levels in pairs)
        known = [level for level in LEVELS[field] if seen[level] and chance[field][level]]
        comparisons.append(comparison(field, {level: (1 / len(known), _u(chance[field], level)) for level in known}))
    found = trained(linker(rows, rows, comparisons, prior=0.3, em_convergence=1e-5, max_iterations=200))
    least = {field: FEW / sum(levels[field] != MISSING for levels in pairs) for field in session.learns}
    return {field: {level: max(m, least[field]) for level, m in found[field].items()} for field in session.learns}


def _u(counted: Counter[str], level: str) -> float:
    return counted[level] / (counted.total() - counted[MISSING])


def table(m: Mapping[str, Mapping[str, float]], chance: Mapping[str, Counter[str]]) -> dict[str, dict[str, Any]]:
    """All fields: hand levels as they are, the learned ones scaled to what these leave over.

    Raises ValueError for a level that is neither learned nor set by hand.
    """
    fields: dict[str, dict[str, Any]] = {}
    for field, levels in LEVELS.items():
        hand = {level: HAND[field, level] for level in levels if (field, level) in HAND}
        mine = {level: p for level, p in m.get(field, {}).items() if level not in hand}
        left_over = (1 - sum(one[0] for one in hand.values())) / (sum(mine.values()) or 1)
        rows: dict[str, Any] = {}
        for level in levels:
            if level in hand:
                rows[level] = {"m": hand[level][0], "u": hand[level][1], "by": "hand", "why": hand[level][2]}
            elif level in mine and chance[field][level] >= SEEN_OFTEN:
                rows[level] = {"m": _short(mine[level] * left_over), "u": _short(_u(chance[field], level)), "by": "em"}
            elif (field, level) != ("profession", "same"):
                raise ValueError(
                    f"{field}, {level}: reached by {chance[field][level]} pairs at random, too few to learn from; "
                    "add a line to HAND of tools/train_linking_weights.py"
                )
        if field == "profession":  # both specialties and other ones, not told apart where one side names none
            both = [rows["specialty"], rows["field"]]
            same = {"m": _short(sum(row["m"] for row in both)), "u": _short(sum(row["u"] for row in both)), "by": "em"}
            rows = {level: rows.get(level, same) for level in levels}
        fields[field] = rows
    return fields


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def sides(path: Path, prefer: str) -> list[Side]:
    """Everybody of a file whose name can be told; raises PeopleFileError."""
    file = PeopleFile(path, prefer=prefer)
    return [side_of(party) for row in file.rows() if (party := file.columns.party(row.packed)) is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--out", type=Path, default=Path("directory/linking/weights.json"))
    asked = parser.parse_args()
    try:
        lefts, rights = sides(asked.left, "left_id"), sides(asked.right, "right_id")
        chance = by_chance(lefts, rights, RANDOM_PAIRS)
        m: dict[str, dict[str, float]] = {}
        for session in SESSIONS:
            pairs = pairs_of(session, lefts, rights)
            print(f"{session.title}: {len(pairs):,} pairs teach {', '.join(session.learns)}")
            m |= learned(session, pairs, chance)
        fields = table(m, chance)
    except ValueError as error:
        sys.exit(str(error))
    today = datetime.now(UTC).date().isoformat()
    told = (
        f"{len(lefts):,} records ({asked.left.name}) and {len(rights):,} rows of registers ({asked.right.name}), "
        f"without truth, on {today} with Splink {version('splink')}; chance from {RANDOM_PAIRS:,} random pairs; levels "
        "'by': 'hand' were set by people, each with its reason"
    )
    asked.out.write_text(json.dumps({"version": today, "trained_on": told, "fields": fields}, indent=1) + "\n", "utf-8")
    for field, rows in fields.items():
        print(f"{field}: " + ", ".join(f"{level} {math.log2(row['m'] / row['u']):+.1f}" for level, row in rows.items()))


if __name__ == "__main__":
    main()
