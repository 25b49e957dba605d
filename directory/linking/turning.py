"""What single fact would turn a decision: each is tried, so that the sentence is true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from msgspec import structs

from directory.linking.evidence import Register
from directory.linking.explaining import called, shown
from directory.linking.identity import Outcome, Ranked, Tier, decide
from directory.linking.side import Side, side_of
from directory.normalize.folding import split_suffix
from directory.normalize.states import STATE_NAMES

Id = TypeVar("Id")
_MOST = 4


@dataclass(frozen=True, slots=True)
class Turn(Generic[Id]):
    """``left`` and ``candidates``: the world in which the one fact named is otherwise."""

    field: str
    sentence: str
    left: Side
    candidates: tuple[tuple[Id, Side], ...]


def turns(
    left: Side, candidates: Sequence[tuple[Id, Side]], outcome: Outcome[Id], register: Register
) -> tuple[Turn[Id], ...]:
    """The single facts that would settle what is open, or open what is settled; the most telling first, at most four.

    Empty where no single fact would.
    """
    best = outcome.best
    if best is None:
        return ()
    review = outcome.tier is Tier.REVIEW
    offered = _settling(left, candidates, best) if review else _unsettling(left, candidates, best.side)
    found = []
    for turn in offered:
        new = decide(turn.left, turn.candidates, register)
        linked = new.tier is Tier.SETTLED and new.best is not None and new.best.id == best.id
        if linked is review:
            found.append(turn)
        if len(found) == _MOST:
            break
    return tuple(found)


def _settling(left: Side, candidates: Sequence[tuple[Id, Side]], best: Ranked[Id]) -> Iterator[Turn[Id]]:
    mine, other, right = left.party, best.side.party, best.side
    name, theirs = mine.name, other.name

    def given(field: str, sentence: str, **facts: Any) -> Turn[Id]:
        return Turn(field, f"would link if {sentence}", side_of(replace(mine, **facts)), tuple(candidates))

    if right.npi and left.npi != right.npi:
        yield given("npi", f"the entry gave the NPI {right.npi}", npi=right.npi)
    for number in other.numbers[:1]:
        where = STATE_NAMES.get(number.state or "", "")
        yield given("license", f"the entry gave the {where} license number {number.number}", numbers=(number,))
    if spot := next((spot for spot in other.spots if spot.city or spot.zip5), None):
        town = (spot.street and shown(spot.street), spot.city and shown(spot.city), spot.state, spot.zip5)
        where = ", ".join(part for part in town if part)
        yield given("place", f"the entry gave the address {where}", spots=(spot,))
    if other.families - mine.families or (mine.degrees and mine.degrees != other.degrees):
        yield given("profession", "the entry named the same profession", families=other.families, degrees=other.degrees)
    if theirs.middle and left.middle != right.middle:
        yield given(
            "middle", f"the middle name was {shown(theirs.middle)}", name=structs.replace(name, middle=theirs.middle)
        )
    if right.suffix != left.suffix:
        said = f"the entry said {right.suffix}" if right.suffix else f"the entry did not say {left.suffix}"
        bare = structs.replace(name, last=split_suffix(name.last)[0], suffix=right.suffix)
        yield given("suffix", said, name=bare)
    if theirs.first and left.given != right.given:
        yield given(
            "given", f"the given name was {shown(theirs.first)}", name=structs.replace(name, first=theirs.first)
        )
    if theirs.last and left.surname != right.surname:
        yield given("surname", f"the surname was {shown(theirs.last)}", name=structs.replace(name, last=theirs.last))
    if other.sex and mine.sex and other.sex != mine.sex:
        yield given("sex", "the sex on record was the same", sex=other.sex)
    if best.rivals:
        told = " and ".join(called(side.party) for ident, side in candidates if ident in best.rivals)
        rest = tuple(pair for pair in candidates if pair[0] not in best.rivals)
        yield Turn("rival", f"would link if {told} were somebody else for certain", left, rest)


def _unsettling(left: Side, candidates: Sequence[tuple[Id, Side]], right: Side) -> Iterator[Turn[Id]]:
    mine, name = left.party, left.party.name

    def given(field: str, sentence: str, **facts: Any) -> Turn[Id]:
        return Turn(field, f"would not link if {sentence}", side_of(replace(mine, **facts)), tuple(candidates))

    if right.middle:
        initial = next(letter for letter in "XQZ" if letter not in {word[0] for word in (*right.middle, right.given)})
        yield given("middle", f"the middle initial was {initial}", name=structs.replace(name, middle=initial))
    if left.numbers and right.numbers:
        yield given("license", "the entry gave no license number", numbers=())
    if left.npi:
        yield given("npi", "the entry gave no NPI", npi=None)
    if mine.spots:
        yield given("place", "the entry gave no place", spots=())
    if mine.families:
        nothing = {"families": frozenset[str](), "specialty": None, "degrees": frozenset[str]()}
        yield given("profession", "the entry named no profession", **nothing)
    if name.first and len(left.given) > 1:
        only = name.first[0]
        yield given("given", f"the given name was only {only}.", name=structs.replace(name, first=only))
