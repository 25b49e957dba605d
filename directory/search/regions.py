"""Where is searched: the spots within a radius or in counties, or a whole state."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from directory.normalize.places import Place
from directory.search.held import Spots

FARTHEST = 500  # miles within which the nearest is looked for


@dataclass(frozen=True, slots=True)
class Region:
    """``place``: from where is measured. ``spots``: those in the region, None where places do not matter. ``state``:
    only entries of that state. ``left_out``: people whom patients do not find (directory.disputes).
    """

    place: Place | None = None
    radius: int = 0
    state: str | None = None
    counties: tuple[str, ...] = ()
    spots: Spots | None = None
    left_out: frozenset[str] = frozenset()

    @property
    def measured(self) -> bool:
        return self.place is not None and not self.counties

    def every_state(self) -> frozenset[str]:
        """The states that it lies in, as far as anybody is there."""
        if self.spots is None or self.state is not None:
            return frozenset({self.state} if self.state else ())
        return self.spots.states

    def without(self, states: Collection[str]) -> "Region":
        """The same but for these states. Of a whole state that is one of them nothing is left: no spot of it."""
        if self.spots is not None:
            return replace(self, spots=self.spots.outside(frozenset(states)))
        return replace(self, state=None, spots=Spots.none()) if self.state in states else self
