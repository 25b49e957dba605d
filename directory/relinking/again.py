"""Links a part of the records again: what changed, and whoever that concerns, until nobody more is concerned."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from directory.linking import Linking, link
from directory.linking.endings import Ending, endings_of, linking_of
from directory.linking.facts import Names, coarse
from directory.linking.joining import left_sides
from directory.linking.recordkeys import asking_keys, register_side
from directory.records import Sighting
from directory.relinking.world import World
from directory.store import link_keys, linked
from directory.store.link_keys import Role, checksum


@dataclass(slots=True)
class Again:
    """Linking of a part. ``asked``: records linked again, always whole groups of those that are decided together;
    ``part``: these and everybody they may be, with all records of each person.
    """

    world: World
    asked: set[int] = field(default_factory=set)
    part: set[int] = field(default_factory=set)
    endings: dict[int, Ending] = field(default_factory=dict)
    sides: dict[int, frozenset[str]] = field(default_factory=dict)  # first record -> keys it asks under
    members: dict[str, list[int]] = field(default_factory=dict)  # before
    meant: dict[str, set[int]] = field(default_factory=dict)  # anchor -> left sides that were, or may be, of it
    sizes: Mapping[str | None, int] = field(default_factory=dict)  # names of the registers by state

    def run(self, most: float) -> str | None:
        """Finds how it ends for all that are concerned; why everything must be linked instead."""
        world = self.world
        self.members = _members(world.before)
        for record, ending in world.before.items():
            if ending.best is not None:
                self.meant.setdefault(ending.best, set()).add(record)
        crowded = self._new_keys()
        self.sizes = link_keys.sizes(world.session)
        if not world.as_large(self.sizes):
            return "a register grew or shrank"
        self._begin(crowded)
        while True:
            if len(self.asked) > most * len(world.now):
                return f"{len(self.asked):,} of them are concerned by {len(world.changed) + len(world.gone):,} changes"
            self.sides = {
                side[0].record_id: asking_keys(side) for side in left_sides(self._now(self.asked), world.facts)
            }
            candidates = link_keys.found_under(world.session, set().union(*self.sides.values()))
            self.part = self._whole(self.asked | candidates)
            linking = self._link()
            self.endings = endings_of(linking, self.part & world.now.keys())
            more = self._together(self._concerned(linking)) - self.asked
            if not more:
                return None
            self.asked |= more

    def stored(self) -> Linking:
        """Writes how it ended, and answers the whole linking."""
        world, session = self.world, self.world.session
        for record, ending in self.endings.items():
            ending.mark = world.marks.get(record)
            if record not in self.asked:
                was = world.before[record]
                ending.asked, ending.best, ending.questions = was.asked, was.best, was.questions
        changed = {record: one for record, one in self.endings.items() if world.before.get(record) != one}
        linked.store(session, changed, world.gone)
        link_keys.forget_keys(session, world.gone)
        link_keys.forget_keys(session, self.asked, [Role.ASKING])
        link_keys.add_keys(session, ((record, Role.ASKING, keys) for record, keys in self.sides.items()))
        kept = {record: ending for record, ending in world.before.items() if record in world.now}
        return linking_of(kept | changed, world.now)

    def _new_keys(self) -> set[int]:
        """Writes the keys of what changed; checksums of the surnames that became more or less common by it."""
        world, session = self.world, self.world.session
        sides = (register_side(world.now[record].record) for record in world.changed)
        surnames = {checksum(side.surname) for side in sides if side is not None}
        surnames |= link_keys.surnames_of(session, world.changed | world.gone)
        before = link_keys.bearers(session, surnames)
        link_keys.forget_names(session, world.changed | world.gone)
        link_keys.forget_keys(session, world.changed, [Role.BOUND, Role.FOUND])
        world.add_keys(sorted(world.changed))
        after = link_keys.bearers(session, surnames)
        return {
            name[0]
            for name in before.keys() | after.keys()
            if coarse(before.get(name, 0)) != coarse(after.get(name, 0))
        }

    def _begin(self, crowded: Collection[int]) -> None:
        """Those that changed, those decided together with them, and whoever asks for any of these."""
        session = self.world.session
        first = self._with_people(link_keys.bound(session, self.world.changed | self.world.gone))
        renamed = self._with_people(link_keys.called(session, crowded))
        self.asked = self._together(first | link_keys.asking_for(session, first | renamed))

    def _with_people(self, records: set[int]) -> set[int]:
        """With all records of the people that they were of."""
        anchors = {one.anchor for record in records if (one := self.world.before.get(record)) and one.anchor}
        return records.union(*(self.members[anchor] for anchor in anchors))

    def _together(self, records: set[int]) -> set[int]:
        """With all that are decided together with them, and the other left sides of whom they are or may be."""
        found: set[int] = set()
        front = records
        while front:
            front = link_keys.bound(self.world.session, front)
            found |= front
            bests = {one.best for record in front if (one := self.world.before.get(record)) and one.best}
            front = set[int]().union(*(self.meant[best] for best in bests)) - found
        return found

    def _whole(self, records: set[int]) -> set[int]:
        """With all records of their people, and all that those are decided together with."""
        found: set[int] = set()
        front = records
        while front:
            front = link_keys.bound(self.world.session, front)
            found |= front
            front = self._with_people(front) - found
        return found

    def _link(self) -> Linking:
        world = self.world
        kept = {
            record: world.before[record].ended(world.now)
            for record in self.part - self.asked
            if record in world.now and world.before[record].asked
        }
        sightings = self._now(self.part)
        return link(sightings, replace(world.facts, names=self._names(sightings), kept=kept))

    def _names(self, sightings: Iterable[Sighting]) -> Names:
        sides = (register_side(one.record) for one in sightings)
        surnames = {checksum(side.surname): side.surname for side in sides if side is not None}
        found = link_keys.bearers(self.world.session, surnames)
        return Names(self.sizes, {(surnames[surname], state): count for (surname, state), count in found.items()})

    def _now(self, records: Iterable[int]) -> list[Sighting]:
        return [self.world.now[record] for record in records if record in self.world.now]

    def _concerned(self, linking: Linking) -> set[int]:
        """Whoever must be asked about again since it ended otherwise than before for somebody."""
        before = self.world.before
        found: set[int] = set()
        for left in linking.lefts:
            found.add(left.record_id)
            found |= self.meant.get(left.best or "", set())
        after = _members(self.endings)
        moved: set[int] = set()
        for anchor in self._anchors():
            old, new = self.members.get(anchor, []), after.get(anchor, [])
            if old == new and all(_same(before[record], self.endings[record]) for record in new):
                continue
            found |= self.meant.get(anchor, set())
            if old != new:
                moved.update(old, new)
        found |= self._of_changed_people(after, moved)
        return found

    def _of_changed_people(self, after: Mapping[str, list[int]], moved: set[int]) -> set[int]:
        """Of people whose records in registers changed: all records, and the left sides that ask for them."""
        registers = link_keys.of_registers(self.world.session, moved)
        found: set[int] = set()
        people: set[int] = set()
        for anchor in self._anchors():
            old, new = self.members.get(anchor, []), after.get(anchor, [])
            if [at for at in old if at in registers] != [at for at in new if at in registers]:
                found.update(old, new)
                people |= registers.intersection((*old, *new))
        return found | link_keys.asking_for(self.world.session, people)

    def _anchors(self) -> set[str]:
        """Everybody of the part, as they were and as they are."""
        were = (self.world.before[record] for record in self.part if record in self.world.before)
        return {one.anchor for one in chain(were, self.endings.values()) if one.anchor is not None}


def _members(endings: Mapping[int, Ending]) -> dict[str, list[int]]:
    """Anchor -> records, in their order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for record, ending in endings.items():
        if ending.anchor is not None and ending.position is not None:
            found.setdefault(ending.anchor, []).append((ending.position, record))
    return {anchor: [record for _, record in sorted(rows)] for anchor, rows in found.items()}


def _same(before: Ending, after: Ending) -> bool:
    return (before.reasons, before.doubts) == (after.reasons, after.doubts)
