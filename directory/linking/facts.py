"""What linking must know beside the records: how complete the registers are, how common names, what people decided."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from directory.linking.decisions import Decisions, telling
from directory.linking.model import Doubt
from directory.linking.side import Side
from directory.records import Sighting
from directory.vocabulary import LinkAnswer

Slice = tuple[str | None, str]  # state (None: every one) and profession family
_EXACT = 4  # whether one or four are called so tells; one in a hundred more does not


def coarse(count: int) -> int:
    """To the nearest power of two, small numbers as they are: half a bit of evidence at most. With exact numbers each
    record that comes or goes would change what is known of everybody else, and all would have to be linked again.
    """
    return count if count <= _EXACT else 2 ** round(math.log2(count))


@dataclass(frozen=True, slots=True)
class Names:
    """Of how many different names the registers hold, by state (None: all) and by surname and state."""

    sizes: Mapping[str | None, int]
    bearers: Mapping[tuple[str, str | None], int]

    @classmethod
    def of(cls, sides: Iterable[Side]) -> "Names":
        """From everybody of a register."""
        sizes: dict[str | None, set[tuple[str, str]]] = {}
        bearers: dict[tuple[str, str | None], set[str]] = {}
        for side in sides:
            for state in (*side.states, None):
                sizes.setdefault(state, set()).add((side.surname, side.given))
                bearers.setdefault((side.surname, state), set()).add(side.given)
        return cls(
            {state: len(found) for state, found in sizes.items()}, {key: len(found) for key, found in bearers.items()}
        )


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The registers, as `evidence.Register`, in coarse numbers. ``whole``: slices loaded completely and fresh."""

    names: Names
    whole: frozenset[Slice]

    def size(self, state: str | None) -> int:
        return coarse(self.names.sizes.get(state, 0))

    def share(self, surname: str, state: str | None) -> float:
        return coarse(self.names.bearers.get((surname, state), 0)) / max(1, self.size(state))

    def gap(self, state: str | None, families: frozenset[str]) -> str | None:
        if state is None:
            return "no state is told"
        if families and all(not self.whole.isdisjoint({(state, family), (None, family)}) for family in families):
            return None
        return "no register of that state and profession is loaded completely and fresh"


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended for a left side: the anchor of the person it is of, with why, or the doubt that is left."""

    anchor: str | None
    reasons: tuple[str, ...] = ()
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """``whole`` is empty where nothing is known: then nothing is settled by evidence. ``names`` are counted from the
    records themselves where they are not given. ``kept``: the left sides, by the number of their first record, that are
    not asked about again because nothing has changed that they depend on.
    """

    whole: frozenset[Slice] = frozenset()
    decisions: Decisions = field(default_factory=lambda: Decisions.of(()))
    names: Names | None = None
    kept: Mapping[int, Ended] = field(default_factory=dict)

    def decided(self, left: Iterable[Sighting], right: Iterable[Sighting]) -> LinkAnswer | None:
        """What a person decided about two groups of records, upon the evidence as it is now."""
        if not len(self.decisions):
            return None
        return self.decisions.among(_told(left), _told(right))

    def apart(self, left: Iterable[Sighting], right: Iterable[Sighting]) -> bool:
        return self.decided(left, right) is LinkAnswer.DIFFERENT


def _told(sightings: Iterable[Sighting]) -> dict[tuple[str, str, str], bytes]:
    return {(one.source, one.scope, one.record.key): telling(one.record) for one in sightings}
