"""Why a pair is linked or not, in sentences that a layperson can check against both records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

from directory.linking.evidence import Evidence
from directory.linking.gates import Gate
from directory.linking.identity import Ranked, needs_more
from directory.linking.party import Party
from directory.linking.side import Side
from directory.normalize.names import PersonName
from directory.normalize.states import STATE_NAMES

SideOf = Literal["for", "against", "rival", "missing"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact of a decision; ``field`` is what it is about, such as 'surname' or 'place'."""

    side: SideOf
    field: str
    sentence: str


def reasons(left: Side, one: Ranked[Any], rivals: tuple[str, ...] = ()) -> tuple[Reason, ...]:
    """All that speaks for, all that speaks against, who else it may be, and what is missing. ``rivals`` in words."""
    found = list(_key(one.evidence, one.side))
    for field, level in one.evidence.levels.items():
        found += _fact(field, level, left, one.side)
    if one.evidence.rare and one.evidence.levels["surname"] == "same":
        found.append(Reason("for", "rarity", f"hardly anybody else in {_state(one.evidence.state)} has that surname"))
    found += _numbers(left, one)
    if one.evidence.swapped:
        found.append(Reason("against", "name", "the name fits only when its parts change places"))
    found += [Reason("rival", "rival", f"{rival} would fit as well") for rival in rivals]
    found += _lacking(left, one)
    order = {"for": 0, "against": 1, "rival": 2, "missing": 3}
    return tuple(sorted(found, key=lambda reason: order[reason.side]))


def sentence_of(found: tuple[Reason, ...]) -> str:
    """All reasons in one line: 'same license number; same city, Seattle; middle initial differs'."""
    return "; ".join(reason.sentence for reason in found)


def _key(found: Evidence, right: Side) -> Iterator[Reason]:
    if found.key == "npi":
        yield Reason("for", "npi", f"same NPI {right.npi}")
    elif found.key == "license":
        yield Reason("for", "license", "same state, profession and license number")


def _numbers(left: Side, one: Ranked[Any]) -> Iterator[Reason]:
    if one.evidence.clash == "npi":
        yield Reason("against", "npi", f"NPI {left.npi} here, {one.side.npi} there")
    elif one.evidence.clash == "license":
        mine, theirs = (", ".join(given.number for _, _, given in side.numbers) for side in (left, one.side))
        yield Reason("against", "license", f"license number {mine} here, {theirs} there")


@lru_cache(maxsize=1 << 14)
def shown(part: str | None) -> str:
    """A part of a name or address as people write it: 'Quill' of 'QUILL'."""
    return PersonName(last=part).display() if part else "nothing"


def _suffix(side: Side) -> str:
    return PersonName(suffix=side.suffix).display()


def _towns(side: Side) -> str:
    told = [f"{shown(at.city)}, {at.state or '?'}" if at.city else _state(at.state) for at in side.party.spots]
    towns = list(dict.fromkeys(told))
    return " and ".join(towns[:2]) + (" and others" if len(towns) > 2 else "")


def _state(code: str | None) -> str:
    return STATE_NAMES.get(code or "", "an unknown place")


_FACTS: dict[tuple[str, str], tuple[SideOf, str]] = {
    ("surname", "same"): ("for", "same surname, {last}"),
    ("surname", "former"): ("for", "{last} and {their_last}: one is on file as another surname"),
    ("surname", "half"): ("for", "surnames {last} and {their_last} share a part"),
    ("surname", "typo"): ("against", "surnames {last} and {their_last} differ by a letter or two"),
    ("surname", "other"): ("against", "surname {last} here, {their_last} there"),
    ("given", "same"): ("for", "same given name, {first}"),
    ("given", "part"): ("for", "given names {first} and {their_first} share their beginning"),
    ("given", "nickname"): ("for", "{first} is a form of {their_first}"),
    ("given", "middle"): ("for", "{first} and {their_first}: one is the middle name of the other"),
    ("given", "initial"): ("for", "the initials of {first} and {their_first} fit"),
    ("given", "typo"): ("against", "given names {first} and {their_first} differ by a letter or two"),
    ("given", "other"): ("against", "given name {first} here, {their_first} there"),
    ("middle", "same"): ("for", "same middle name, {their_middle}"),
    ("middle", "initial"): ("for", "middle initials fit, {middle} and {their_middle}"),
    ("middle", "other"): ("against", "middle initial differs: {middle} here, {their_middle} there"),
    ("suffix", "same"): ("for", "same suffix, {suffix}"),
    ("suffix", "one_side"): ("against", "only one of the two is called {either_suffix}: father or son?"),
    ("suffix", "other"): ("against", "{suffix} here, {their_suffix} there"),
    ("place", "street"): ("for", "same street address"),
    ("place", "zip"): ("for", "same ZIP code"),
    ("place", "city"): ("for", "same city, {city}"),
    ("place", "close"): ("for", "{towns} and {their_towns} are within 10 miles"),
    ("place", "near"): ("for", "{towns} and {their_towns} are within 25 miles"),
    ("place", "state"): ("for", "same state, {state}, but not the same town"),
    ("place", "other_state"): ("against", "{towns} here, {their_towns} there: another state"),
    ("profession", "specialty"): ("for", "same field of work, {specialty}"),
    ("profession", "same"): ("for", "same profession"),
    ("profession", "field"): ("for", "same profession in another field: {specialty} here, {their_specialty} there"),
    ("profession", "degree"): ("against", "{degree} here, {their_degree} there"),
    ("profession", "other"): ("against", "another profession"),
    ("sex", "same"): ("for", "same sex on record"),
    ("sex", "other"): ("against", "another sex on record"),
    ("phone", "same"): ("for", "same telephone number"),
}


_WORDS: dict[str, Callable[[Side, Side], str]] = {
    "last": lambda left, right: shown(left.party.name.last),
    "their_last": lambda left, right: shown(right.party.name.last),
    "first": lambda left, right: shown(left.party.name.first),
    "their_first": lambda left, right: shown(right.party.name.first),
    "middle": lambda left, right: shown(left.party.name.middle or left.party.name.first),
    "their_middle": lambda left, right: shown(right.party.name.middle or right.party.name.first),
    "suffix": lambda left, right: _suffix(left),
    "their_suffix": lambda left, right: _suffix(right),
    "either_suffix": lambda left, right: _suffix(left if left.suffix else right),
    "towns": lambda left, right: _towns(left),
    "their_towns": lambda left, right: _towns(right),
    "city": lambda left, right: shown(_common_city(left, right)),
    "state": lambda left, right: STATE_NAMES.get(min(left.states & right.states, default=""), ""),
    "specialty": lambda left, right: (left.party.specialty or "").lower(),
    "their_specialty": lambda left, right: (right.party.specialty or "").lower(),
    "degree": lambda left, right: min(left.party.degrees, default=""),
    "their_degree": lambda left, right: min(right.party.degrees, default=""),
}
_NEEDED = {
    key: tuple(name for _, name, _, _ in Formatter().parse(template) if name) for key, (_, template) in _FACTS.items()
}


def _fact(field: str, level: str, left: Side, right: Side) -> Iterator[Reason]:
    key = (field, level)
    if key in _FACTS:
        side, template = _FACTS[key]
        yield Reason(side, field, template.format(**{name: _WORDS[name](left, right) for name in _NEEDED[key]}))


def _common_city(left: Side, right: Side) -> str | None:
    here = {spot.city for spot in left.spots} - {""}
    both = zip(right.party.spots, right.spots, strict=True)
    return next((spot.city for spot, folded in both if folded.city in here), None)


def _lacking(left: Side, one: Ranked[Any]) -> Iterator[Reason]:
    """Gates that no fact above has spoken of."""
    gates = set(one.failed)
    if needs_more(left):
        yield Reason("missing", "record", "the entry gives a name and nothing else")
    elif Gate.PLACE in gates and Gate.STATE not in gates:
        yield Reason("missing", "place", "no place is known to agree closely enough")
    if Gate.CORROBORATION in gates:
        yield Reason("missing", "corroboration", "beside the name only one thing agrees; two are needed")
    if Gate.KEY_WITHOUT_NAME in gates:
        yield Reason("against", "name", "a number alone proves nobody: the name does not fit")
    if Gate.GIVEN in gates and one.evidence.levels["given"] in ("nickname", "middle", "initial"):
        yield Reason("missing", "given", "the given name is not given in full")
    if Gate.SLICE in gates:
        yield Reason("missing", "slice", "the register of this state and profession is not loaded completely and fresh")
    if gates == {Gate.WEIGHT}:
        yield Reason("missing", "weight", "all of it together is too little among so many people")


def called(party: Party) -> str:
    """'Jane Doe (NPI 2…), Seattle, WA': who is meant, in a sentence."""
    spot = next((f"{shown(spot.city)}, {spot.state}" for spot in party.spots if spot.city and spot.state), None)
    number = f" (NPI {party.npi})" if party.npi else ""
    return f"{party.name.display()}{number}" + (f" of {spot}" if spot else "")
