"""Whether a record and one of the people of a register are the same person: evidence inside gates.

Keys go first (an NPI, or state, profession and license number, with a fitting name), then Fellegi-Sunter evidence. Only
what passes every gate, which no weight buys out, and has no rival is settled. The rest is for a person, or not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import structs

from directory.linking.evidence import Evidence, Register, evidence_of
from directory.linking.gates import Gate, clearly_somebody_else, failures, is_rival
from directory.linking.side import Side, side_of
from directory.linking.weights import Weights, weights

Id = TypeVar("Id")


class Tier(StrEnum):
    SETTLED = "settled"
    REVIEW = "review"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Id]):
    """A candidate with what speaks for it; ``failed``: the gates it does not pass, ``rivals``: who else is possible."""

    id: Id
    side: Side
    evidence: Evidence
    failed: tuple[Gate, ...] = ()
    rivals: tuple[Id, ...] = ()

    @property
    def settled(self) -> bool:
        return not self.failed

    @property
    def probability(self) -> float:
        """Grows with belief; 0.5 and more only where settled. No measured error rate."""
        belief = self.evidence.probability
        return 0.5 + belief / 2 if self.settled else belief * 0.499


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Id]):
    """``ranked``: whoever is worth a look, the likeliest first; where the tier is settled, the first is the person."""

    tier: Tier
    ranked: tuple[Ranked[Id], ...] = ()

    @property
    def best(self) -> Ranked[Id] | None:
        return self.ranked[0] if self.ranked else None


def needs_more(left: Side) -> bool:
    """A name and nothing else: never a link, and never 'not found' either."""
    party = left.party
    return not (left.npi or left.numbers or left.states or party.families or party.phones)


def decide(
    left: Side, candidates: Sequence[tuple[Id, Side]], register: Register, table: Weights | None = None
) -> Outcome[Id]:
    """Which of the candidates the left record is. Pure; the order of the candidates plays no part.

    At most one is settled. Ids are compared only for equality and must sort.
    """
    table = table or weights()
    pairs = []
    for ident, side in candidates:
        found = _evidence(left, side, register, table)
        if found is not None:
            pairs.append((ident, side, found))
    pairs.sort(key=lambda pair: (pair[2].key is None, -pair[2].bits, pair[0]))
    ranked = []
    for ident, side, found in pairs:
        failed = failures(left, side, found, register)
        rivals = tuple(other for other, _, theirs in pairs if other != ident and is_rival(found, theirs))
        if rivals and not failed:
            failed = (Gate.RIVAL,)
        ranked.append(Ranked(ident, side, found, failed, rivals))
    # One key leads to one person; evidence as good for two is good for neither.
    if sum(one.settled for one in ranked) > 1:
        ranked = [replace(one, failed=one.failed or (Gate.RIVAL,)) for one in ranked]
    ranked.sort(key=lambda one: not one.settled)  # stable: a settled one first
    if not ranked:
        return Outcome(Tier.NOT_FOUND)
    return Outcome(Tier.SETTLED if ranked[0].settled else Tier.REVIEW, tuple(ranked))


def _evidence(left: Side, right: Side, register: Register, table: Weights) -> Evidence | None:
    """Of a pair that is worth a look; None for somebody else."""
    found = evidence_of(left, right, register, table)
    if not (found.key or found.alike) and left.given in right.forms and len(left.given) > 1:
        turned = evidence_of(_turned(left), right, register, table, swapped=True)
        found = turned if turned.alike else found
    if found.key:
        return found
    if not (found.alike or _renamed(found)) or clearly_somebody_else(found):
        return None
    return found


def _renamed(found: Evidence) -> bool:
    """Somebody of the same given name and profession under one address: a surname may have changed."""
    levels = found.levels
    return levels["given"] == "same" and levels["place"] == "street" and levels["profession"] in ("same", "specialty")


def _turned(side: Side) -> Side:
    name = side.party.name
    turned = structs.replace(name, first=name.last, last=name.first)
    return side_of(replace(side.party, name=turned))
