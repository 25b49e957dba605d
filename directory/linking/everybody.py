"""Everybody whom an entry may be of, found by the keys of their records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from directory.linking.drafts import Draft
from directory.linking.facts import Facts, Names, RegisterFacts
from directory.linking.keys import asked_keys, stored_keys
from directory.linking.parties import merged
from directory.linking.recordkeys import register_side
from directory.linking.side import Side, side_of
from directory.records import Sighting


@dataclass(slots=True)
class People:
    """Everybody an entry may be of: drafts by anchor and by the keys of their records."""

    facts: Facts
    register: RegisterFacts
    drafts: Mapping[str, Draft]
    by_key: Mapping[str, Sequence[str]]
    sides: dict[str, Side] = field(default_factory=dict)

    @classmethod
    def of(cls, drafts: Iterable[Draft], asked: frozenset[str], facts: Facts) -> "People":
        """``asked``: the keys that will be looked up; others are not kept."""
        by_key: dict[str, list[str]] = {}
        found = {draft.anchor: draft for draft in drafts}
        for anchor in sorted(found):
            for side in register_sides(found[anchor].sightings):
                for key in stored_keys(side) & asked:
                    if anchor not in by_key.setdefault(key, [])[-1:]:
                        by_key[key].append(anchor)
        return cls(facts, RegisterFacts(facts.names or Names({}, {}), facts.whole), found, by_key)

    def candidates(self, left: Side, fits: Callable[[Draft], bool]) -> list[tuple[str, Side]]:
        found = {anchor for key in asked_keys(left) for anchor in self.by_key.get(key, ())}
        return [(anchor, self.side(anchor)) for anchor in sorted(found) if fits(self.drafts[anchor])]

    def side(self, anchor: str) -> Side:
        if anchor not in self.sides:
            self.sides[anchor] = side_of(merged(side.party for side in register_sides(self.drafts[anchor].sightings)))
        return self.sides[anchor]


def register_sides(sightings: Iterable[Sighting]) -> list[Side]:
    """The records of registers among them, folded; entries prove nobody and are no candidates."""
    return [side for one in sightings if (side := register_side(one.record)) is not None]
