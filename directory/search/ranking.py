"""Who is meant by the words of a line: names that may be meant, looked up by the name index, then put in order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.normalize.folding import PARTICLES, normal_suffix, words
from directory.search.line import Line, Word
from directory.search.looking_up import WITHIN, Found, Lookup, Wanted
from directory.search.names import EDIT, NO_GIVEN, OTHER_BEGINNING, Meant, Names
from directory.search.whereabouts import Whereabouts
from directory.vocabulary import Profession

# Weights of the parts (performance.md, Search 2).
LAST, FIRST = 2.0, 1.5
IN_ORDER = 0.02  # given name before surname, or surname, comma, given name: only where all else is equal
PARTS = 0.3  # one half of a double name that was typed
MOST_PAIRS, MOST_SURNAMES, MOST_PEOPLE = 160, 20, 200
LONG = 5  # letters of a surname that may be misspelt where no given name stands beside it
MOST_STEPS = 2  # edits, nicknames and initials in one name together


Likeness = tuple[float, int, int, int]  # the least is the most alike


class Unit(NamedTuple):
    """One or several typed words that may be one part of a name. ``bits``: which words; ``cost``: of joining them."""

    bits: int
    meant: Meant
    cost: float


@dataclass(slots=True)
class Pairs:
    """Names to look up: positions of surname and given name (-1: any), what each is worth, by which words."""

    last: list[NDArray[np.int32]] = field(default_factory=list)
    first: list[NDArray[np.int32]] = field(default_factory=list)
    worth: list[NDArray[np.float32]] = field(default_factory=list)
    bits: list[NDArray[np.int32]] = field(default_factory=list)  # of all words, those of the surname 16 bits higher

    def add(self, last: Any, first: Any, worth: Any, bits: int, last_bits: int) -> None:
        self.last.append(last)
        self.first.append(first)
        self.worth.append(worth)
        self.bits.append(np.full(len(last), bits | last_bits << 16, dtype=np.int32))


def find(
    session: Session,
    names: Names,
    line: Line,
    *,
    state: str | None = None,
    profession: Profession | None = None,
    hidden: frozenset[str] = frozenset(),
) -> tuple[list[Found], Whereabouts]:
    """Entries that fit, best first, at most one a person; and where the words may lie.

    ``state``, ``profession``: only these, because a reader chose them beside the line. ``hidden``: people who are not
    there, so that nothing of the answer tells of them.
    """
    meant = {
        word.bit: names.exactly(word.key, nicknames=True) if word.bit & line.told else names.meant(word.key)
        for word in line.words
        if word.key
    }
    where = Whereabouts(line, meant)
    units = list(_units(names, line, meant))
    lookup = Lookup(session.connection(), line, where, state, profession, hidden)
    found = _looked_up(lookup, names, units)
    best: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.last, one.first, one.practitioner_id)):
        best.setdefault(one.practitioner_id, one)
    least = found[0].score - WITHIN if (found := list(best.values())) else 0.0
    return _in_turn(_likeness(lookup, [one for one in found if one.score >= least])), where


def _in_turn(found: Sequence[tuple[Likeness, Found]]) -> list[Found]:
    """The best first; of names that fit equally well one of each, then another of each."""
    counted: Counter[tuple[Likeness, str, str]] = Counter()
    ranked = []
    for like, one in found:
        counted[like, one.last, one.first] += 1
        ranked.append(((like, counted[like, one.last, one.first]), one))
    ranked.sort(key=lambda pair: pair[0])  # stays in order otherwise
    groups = {like: number for number, like in enumerate(dict.fromkeys(like for (like, _), _ in ranked))}
    return [one._replace(group=groups[like]) for (like, _), one in ranked]


# --- how much else stands in a name -----------------------------------------------------------------------------


def _likeness(lookup: Lookup, found: Sequence[Found]) -> list[tuple[Likeness, Found]]:
    """How well each fits: by score, and of those who fit equally well by suffix and middle name, if a given name stands
    in the line. The names are read only where they can tell.
    """
    line = lookup.line
    scores = Counter(round(one.score, 3) for one in found)
    telling = {
        one.practitioner_id
        for one in found
        if one.bits & ~one.surname_bits and (scores[round(one.score, 3)] > 1 or line.whole & ~one.bits & ~line.aside)
    }
    whole = lookup.middle_and_suffix(sorted(telling)) if telling else {}
    typed = {suffix for word in line.those(line.titles) if (suffix := normal_suffix(word.text))}
    ranked = []
    for one in found:
        like: Likeness = (-round(one.score, 3), 0, 0, 0)
        if one.practitioner_id in whole:
            middle, suffix = whole[one.practitioner_id]
            bits, left = _middle(line, one, words(middle))
            own = normal_suffix(suffix)
            wrong = 0 if not typed or own in typed else 1 if own is None else 2
            more = left + (own is not None and not typed)
            like, one = (like[0], wrong, -bits.bit_count(), more), one._replace(middle_bits=bits)
        ranked.append((like, one))
    return ranked


def _middle(line: Line, one: Found, middle: Sequence[str]) -> tuple[int, int]:
    """(bits of the typed words that are middle names, how many middle names were not typed); an initial is enough."""
    bits, left = 0, 0
    for name in middle:
        there = line.those(line.whole & ~one.bits & ~line.titles & ~bits)
        fits = (word.bit for word in there if word.key == name or (word.key and _initial(word.key, name)))
        taken = next(fits, 0)
        bits, left = bits | taken, left + (not taken)
    return bits, left


def _initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


# --- what the words may be --------------------------------------------------------------------------------------


def _units(names: Names, line: Line, meant: Mapping[int, Meant]) -> Iterator[Unit]:
    words = [word for word in line.words if word.key and not word.bit & line.titles]
    particles = [word for word in words if word.key in PARTICLES]
    for word in words:
        yield Unit(word.bit, meant[word.bit], 0.0)
        for half in word.halves:
            yield Unit(word.bit, names.exactly(half), PARTS)
    for two in permutations(words, 2):
        yield from _joined(names, two)
    for count in range(1, min(3, len(particles)) + 1):
        for before in permutations(particles, count):
            rest = [word for word in words if word not in before]
            if count > 1:
                for word in rest:
                    yield from _joined(names, (*before, word))


def _joined(names: Names, words: Sequence[Word]) -> Iterator[Unit]:
    """'Mary Ann', 'O Neil', 'de la Cruz' as one word, if somebody is called so."""
    found = names.exactly("".join(word.key for word in words))
    if found.last.anything or found.first.anything:
        yield Unit(sum(word.bit for word in words), found, 0.0)


def _pairs(names: Names, line: Line, where: Whereabouts, units: Sequence[Unit]) -> Pairs:
    pairs = Pairs()
    for one in units:
        if not one.meant.last.anything:
            continue
        for other in units:
            if one.bits & other.bits or not other.meant.first.anything:
                continue
            bits = one.bits | other.bits
            base = LAST + FIRST + where.at_most(line.whole & ~bits) - one.cost - other.cost + _order(line, one, other)
            for steps in range(MOST_STEPS + 1):
                last, last_cost = one.meant.last.at(steps)
                first, first_cost = other.meant.first.up_to(MOST_STEPS - steps)
                if len(last) and len(first):
                    worth = base - np.add.outer(last_cost, first_cost).ravel()
                    pairs.add(np.repeat(last, len(first)), np.tile(first, len(last)), worth, bits, one.bits)
    return pairs


def _order(line: Line, last: Unit, first: Unit) -> float:
    if line.surname:
        return IN_ORDER if last.bits == line.surname else 0.0
    return IN_ORDER if first.bits < last.bits else 0.0


# --- looking them up --------------------------------------------------------------------------------------------


def _looked_up(lookup: Lookup, names: Names, units: Sequence[Unit]) -> list[Found]:
    """In one statement, or a few, however many names may be meant."""
    line, where = lookup.line, lookup.where
    entries, others = _chosen(names, _pairs(names, line, where, units), lookup)
    found = lookup.named(entries)
    if others:
        found += lookup.otherwise_named(others)
    alone = _alone(names, line, where, units)
    if alone and max((one.score for one in found), default=0.0) < alone[0][1]:
        found += lookup.of_surname({word: [(worth, bits | bits << 16)] for word, worth, bits in alone})
    return found


def _chosen(names: Names, pairs: Pairs, lookup: Lookup) -> tuple[list[Wanted], list[Wanted]]:
    """The names to look up among the entries, and among other names."""
    if not pairs.last:
        return [], []
    last, first = np.concatenate(pairs.last), np.concatenate(pairs.first)
    worth, bits = np.concatenate(pairs.worth), np.concatenate(pairs.bits)
    lasts, firsts = names.hashes[last], names.hashes[first]
    entries, others = names.pairs.may_hold(lasts, firsts), names.pairs.may_hold(~lasts, firsts)
    if lookup.hidden:
        listed, otherwise = names.only_of(lookup.hidden, lookup.only_hidden)
        entries = entries[~np.isin(names.both(last[entries], first[entries]), listed)]
        others = others[~np.isin(names.both(last[others], first[others]), otherwise)]
    return _best(names, last, first, worth, bits, entries), _best(names, last, first, worth, bits, others)


def _best(names: Names, last: Any, first: Any, worth: Any, bits: Any, places: NDArray[np.intp]) -> list[Wanted]:
    """The most fitting of those that may be there, until they would bring too many rows."""
    if not len(places):
        return []
    places = places[worth[places] >= worth[places].max() - WITHIN]
    places = places[np.argsort(-worth[places], kind="stable")][:MOST_PAIRS]
    rows = names.lasts[last[places]].astype(np.float64) * names.firsts[first[places]] / names.entries
    found: dict[tuple[int, int], Wanted] = {}
    for at, often in zip(places.tolist(), rows.tolist(), strict=True):
        key = (int(last[at]), int(first[at]))
        if key not in found:
            found[key] = Wanted(names.words[key[0]], names.words[key[1]], [], often)
        found[key].ways.append((float(worth[at]), int(bits[at])))
    return list(found.values())


# --- a surname alone --------------------------------------------------------------------------------------------


def _alone(names: Names, line: Line, where: Whereabouts, units: Sequence[Unit]) -> list[tuple[str, float, int]]:
    """(surname, worth, bits), best first, where every other word is a place, a state or a profession."""
    found: dict[str, tuple[float, int]] = {}
    for unit in units:
        rest = line.whole & ~unit.bits
        if not unit.meant.last.anything or (rest and not where.explains(rest)):
            continue
        for steps in range(2 if all(len(word.key) >= LONG for word in line.those(unit.bits)) else 1):
            ids, costs = unit.meant.last.at(steps)
            order = np.lexsort((-names.lasts[ids], costs))[:MOST_SURNAMES]
            for one, cost in zip(ids[order].tolist(), costs[order].tolist(), strict=True):
                worth = LAST + FIRST - NO_GIVEN - cost - unit.cost + where.at_most(rest)
                if worth > found.get(names.words[one], (0.0, 0))[0]:
                    found[names.words[one]] = (worth, unit.bits)
    ranked = sorted(((word, *told) for word, told in found.items()), key=lambda one: (-one[1], one[0]))
    return [one for one in ranked if one[1] >= ranked[0][1] - EDIT - OTHER_BEGINNING][:MOST_SURNAMES]
