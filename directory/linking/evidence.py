"""What a pair of records says: levels of agreement, keys, and all of it in bits against the size of the register."""

import math
from dataclasses import dataclass
from typing import Protocol

from directory.linking.comparing import Levels, levels_of
from directory.linking.side import Side
from directory.linking.weights import Weights

FULL_SURNAME = ("same", "former", "half")
SURNAME_LIKE = (*FULL_SURNAME, "typo")
FULL_GIVEN = ("same", "part")
FITTING_GIVEN = (*FULL_GIVEN, "nickname", "middle", "initial")
GIVEN_LIKE = (*FITTING_GIVEN, "typo")
AGREEING = ("same", "initial")
_BOUND = 200.0


class Register(Protocol):
    """The people a record is looked for among; a state is its two letters, None stands for all of them."""

    def size(self, state: str | None) -> int:
        """How many people it holds there."""

    def share(self, surname: str, state: str | None) -> float:
        """The part of them with that folded surname."""

    def gap(self, state: str | None, families: frozenset[str]) -> str | None:
        """Why that slice of the register is not loaded completely and fresh; None when it is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``bits``: log2 of the odds that both are one person, the register's size included. ``key``: 'npi' or 'license'
    where one agrees; ``clash`` where both have one and they differ. ``rare``: hardly anybody else has the surname.
    ``swapped``: the left name fits when its first and last part change places.
    """

    levels: Levels
    bits: float
    key: str | None
    clash: str | None
    state: str | None
    rare: bool
    swapped: bool = False

    @property
    def probability(self) -> float:
        """Fellegi and Sunter's, between 0 and 1; no measured error rate."""
        return 1 / (1 + math.exp2(-max(-_BOUND, min(_BOUND, self.bits))))

    @property
    def named(self) -> bool:
        """Surname and given name fit, without any slip."""
        return self.levels["surname"] in FULL_SURNAME and self.levels["given"] in FITTING_GIVEN

    @property
    def alike(self) -> bool:
        """The name could be the same, slips counted."""
        return self.levels["surname"] in SURNAME_LIKE and self.levels["given"] in GIVEN_LIKE


_ONE_OR_TWO = 2.5  # bearers of a rare surname in its slice
_FEWEST = 100  # people of a slice in which it can be told whether a surname is rare


def evidence_of(left: Side, right: Side, register: Register, table: Weights, *, swapped: bool = False) -> Evidence:
    """One pair, by the table; the surname counts by how rare it is (Splink's term frequency adjustment), the prior is
    one person of all in the state: each doubling of the register costs a bit.
    """
    levels = levels_of(left, right)
    state = min(left.states & right.states or left.states or right.states, default=None)
    size = max(2, register.size(state))
    share = max(register.share(right.surname, state), 1 / size)
    bits = -math.log2(size) + sum(table.bits(name, level) for name, level in levels.items())
    if levels["surname"] == "same":
        bits += math.log2(table.fields["surname"]["same"].u / share)
    key, clash = _keys(left, right, levels)
    return Evidence(levels, bits, key, clash, state, size >= _FEWEST and share * size < _ONE_OR_TWO, swapped)


def _keys(left: Side, right: Side, levels: Levels) -> tuple[str | None, str | None]:
    """(key that agrees, key that clashes). A license number is a key only with its state, and with its profession or,
    where one side does not tell it, the very same surname and given name (linkage.md 'A license number is not a key').
    """
    if left.npi and right.npi:
        return ("npi", None) if left.npi == right.npi else (None, "npi")
    clash = None
    for state, digits, given in left.numbers:
        for other_state, other_digits, other in right.numbers:
            if state != other_state:
                continue
            kinds, others = given.families or left.party.families, other.families or right.party.families
            if digits == other_digits:
                exact = levels["surname"] == "same" and levels["given"] == "same"
                if kinds & others or (exact and not (kinds and others)):
                    return "license", None
            elif kinds & others:
                clash = "license"
    return None, clash
