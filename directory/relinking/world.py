"""The records as they are, how they were linked before, and what changed in between."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from itertools import chain

from sqlmodel import Session

from directory.linking import Facts
from directory.linking.decisions import Decisions, pair_of
from directory.linking.drafts import npi_ranks
from directory.linking.endings import Ending
from directory.linking.facts import Slice, coarse
from directory.linking.recordkeys import bound_keys, called, found_keys, register_side
from directory.program import program
from directory.records import Sighting
from directory.store import link_keys, linked
from directory.store.link_keys import Role

_PACKAGES = ("anyascii", "nicknames", "rapidfuzz", "zipcodes")  # whose data or algorithms decide
_SIZES = "the size of registers"
_WHOLE = "the completeness of registers"


@dataclass(frozen=True, slots=True)
class World:
    """The records as they are, and how they were linked before. ``marks``: what else a record is linked by."""

    session: Session
    facts: Facts
    now: Mapping[int, Sighting]
    before: Mapping[int, Ending]
    marks: Mapping[int, str]
    changed: frozenset[int]  # new ones included
    gone: frozenset[int]

    @classmethod
    def read(cls, session: Session, sightings: Iterable[Sighting], facts: Facts) -> "World":
        now = {one.record_id: one for one in sightings}
        before = linked.endings(session)
        marks = _marks(now.values(), facts.decisions)
        changed = {at for at in now if at not in before or before[at].mark != marks.get(at)}
        return cls(session, facts, now, before, marks, frozenset(changed), frozenset(before.keys() - now.keys()))

    def why_all(self, most: float) -> str | None:
        """Why everything must be linked, whatever changed; None when it need not be."""
        was = linked.basis(self.session)
        if was is None:
            return "nothing was linked before"
        for name, value in _basis(self.facts).items():
            if was.get(name) != value:
                return f"{name} changed"
        if len(self.changed) + len(self.gone) > most * len(self.now):
            return f"{len(self.changed) + len(self.gone):,} of them changed"
        return None

    def keys_of(self, record: int) -> Iterable[tuple[int, Role, Iterable[str]]]:
        sighting = self.now[record]
        ident = (sighting.source, sighting.scope, sighting.record.key)
        decided = (f"d|{pair_of(one.left, one.right)}" for one in self.facts.decisions.about(ident))
        yield record, Role.BOUND, {*bound_keys(sighting), *decided}
        if (side := register_side(sighting.record)) is not None:
            yield record, Role.FOUND, found_keys(side)

    def add_keys(self, records: Collection[int]) -> None:
        """Of records that have none."""
        link_keys.add_keys(self.session, chain.from_iterable(map(self.keys_of, records)))
        sides = ((record, register_side(self.now[record].record)) for record in records)
        link_keys.add_names(self.session, ((record, called(side)) for record, side in sides if side is not None))

    def as_large(self, sizes: Mapping[str | None, int]) -> bool:
        """Whether the registers are as large as they were, in the coarse numbers that count."""
        was = linked.basis(self.session)
        return was is not None and was[_SIZES] == _coarse(sizes)

    def basis(self) -> linked.Basis:
        return {**_basis(self.facts), _SIZES: _coarse(link_keys.sizes(self.session))}


def sizes_of(session: Session) -> dict[str | None, int]:
    """The coarse sizes of the registers in the stored linking, by state; None is every state."""
    was = linked.basis(session) or {}
    return {state or None: size for state, size in was.get(_SIZES, {}).items()}


def whole_of(session: Session) -> frozenset[Slice]:
    """The slices of registers that were whole in the stored linking."""
    was = linked.basis(session) or {}
    return frozenset((state or None, family) for state, family in was.get(_WHOLE, ()))


def _coarse(sizes: Mapping[str | None, int]) -> dict[str, int]:
    return {state or "": coarse(size) for state, size in sizes.items()}


def _basis(facts: Facts) -> linked.Basis:
    """What counts for every record: the program that links, and the registers that are whole."""
    table = files("directory.linking").joinpath("weights.json").read_bytes()
    return {
        "the program": program(),
        "the table of weights": blake2b(table, digest_size=8).hexdigest(),
        "a package": {name: version(name) for name in _PACKAGES},
        _WHOLE: sorted([state or "", family] for state, family in facts.whole),
    }


def _marks(sightings: Collection[Sighting], decisions: Decisions) -> dict[int, str]:
    """What a record is linked by that is not its own: decisions, and which of several NPI records is the newest."""
    found: dict[int, list[str]] = {record: [str(rank)] for record, rank in npi_ranks(sightings)}
    if len(decisions):
        for one in sightings:
            about = decisions.about((one.source, one.scope, one.record.key))
            if about:
                found.setdefault(one.record_id, []).append(blake2b(repr(about).encode(), digest_size=8).hexdigest())
    return {record: " ".join(said) for record, said in found.items()}
