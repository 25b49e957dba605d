"""Links again only what changed, and whoever that concerns: the answer is the one that linking everything would give.

A left side (an entry, or who is known from boards alone) is asked about again when it changed, when somebody changed
whom it may be, when a surname became more common, or when another left side is or was of the same person. All others
keep how it ended. What this concerns is looked for until nothing more is found.
"""

import logging
from collections.abc import Callable, Iterable

from sqlmodel import Session

from directory.linking import Facts, Linking
from directory.linking.endings import endings_of
from directory.linking.joining import link_with_sides
from directory.linking.recordkeys import asking_keys
from directory.records import Sighting
from directory.relinking.again import Again
from directory.relinking.world import World
from directory.store import link_keys, linked
from directory.store.link_keys import Role

MOST = 1 / 3  # of all records: where more are concerned, all are linked
Told = Callable[[str, int, int | None], None]
_log = logging.getLogger(__name__)


def relinked(
    session: Session,
    sightings: Iterable[Sighting],
    facts: Facts,
    *,
    told: Told = lambda _what, _done, _total: None,
    most: float = MOST,
    everything: bool = False,
) -> Linking:
    """What `linking.link` answers for all current ``sightings``, and stores it. The caller commits.

    ``facts`` without names and kept sides, which are found here; ``everything``: link all, whatever changed.
    """
    world = World.read(session, sightings, facts)
    why = "it was asked for" if everything else world.why_all(most)
    if why is None:
        again = Again(world)
        why = again.run(most)
    if why is None:
        number, total = len(again.asked & world.now.keys()), len(world.now)
        changed = len(world.changed) + len(world.gone)
        rivals = len(again.asked - world.changed - world.gone)
        _log.info(f"linked again {number:,} of {total:,} records ({changed:,} changed, {rivals:,} rivals)")
        told("linked again", number, number)
        return again.stored()
    linking = _all(world)
    _log.info(f"linked all {len(world.now):,} records: {why}")
    told("linked", len(world.now), len(world.now))
    return linking


def _all(world: World) -> Linking:
    session = world.session
    link_keys.forget_all(session)
    linked.drop_all(session)
    linking, sides = link_with_sides(world.now.values(), world.facts)
    world.add_keys(sorted(world.now))
    link_keys.add_keys(session, ((side[0].record_id, Role.ASKING, asking_keys(side)) for side in sides))
    endings = endings_of(linking, world.now)
    for record, mark in world.marks.items():
        endings[record].mark = mark
    linked.add(session, endings)
    linked.set_basis(session, world.basis())
    return linking
