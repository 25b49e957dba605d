"""Whom one record may mean, and why: the same keys and the same scorer as for all records."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from directory.linking.endings import Ending
from directory.linking.explaining import called, reasons
from directory.linking.facts import Names, RegisterFacts
from directory.linking.identity import Outcome, Ranked, Tier, decide
from directory.linking.keys import asked_keys
from directory.linking.parties import merged, party_of
from directory.linking.recordkeys import register_side
from directory.linking.side import Side, side_of
from directory.linking.turning import turns
from directory.records import Sighting
from directory.relinking.world import sizes_of, whole_of
from directory.store import link_keys, linked, readings
from directory.store.link_keys import checksum
from directory.store.tables import Member, SourceRecord


@dataclass(frozen=True, slots=True)
class Candidate:
    """``practitioner_id``: the profile, if there is one; ``reasons``: (side, sentence)."""

    name: str
    practitioner_id: str | None
    probability: float
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``linked``: the profile the record is shown under, with why; else ``doubt`` says why it is under none.
    ``candidates``: whom evidence finds, and ``would``: which single fact would turn that, found by trying.
    """

    record: int
    name: str
    linked: str | None
    why: tuple[str, ...]
    doubt: str | None
    tier: Tier
    candidates: tuple[Candidate, ...]
    would: tuple[str, ...]


def candidates(session: Session, left: Side, without: Collection[int] = ()) -> dict[str, tuple[Side, list[Sighting]]]:
    """Everybody whom ``left`` may mean: anchor -> all that registers say of the person. ``without``: own records."""
    found = link_keys.found_under(session, asked_keys(left)).difference(without)
    near = linked.people_of(session, found)
    members = {anchor: [at for at in rows if at not in without] for anchor, rows in linked.members(session, near)}
    by_number = {
        one.record_id: one for one in readings.sightings_of(session, [r for at in members.values() for r in at])
    }
    people: dict[str, tuple[Side, list[Sighting]]] = {}
    for anchor, records in members.items():
        sightings = [by_number[record] for record in records if record in by_number]
        sides = [side for one in sightings if (side := register_side(one.record)) is not None]
        if sides:
            people[anchor] = side_of(merged(side.party for side in sides)), sightings
    return people


def register(session: Session, sides: Collection[Side]) -> RegisterFacts:
    """What must be known of the registers to compare these people."""
    surnames = {checksum(side.surname): side.surname for side in sides}
    found = link_keys.bearers(session, surnames)
    names = Names(sizes_of(session), {(surnames[key], state): count for (key, state), count in found.items()})
    return RegisterFacts(names, whole_of(session))


def look(session: Session, left: Side, without: Collection[int] = ()) -> tuple[Outcome[str], tuple[str, ...]]:
    """How evidence decides about one side now, and which single facts would turn it."""
    people = candidates(session, left, without)
    sides = [(anchor, side) for anchor, (side, _) in sorted(people.items())]
    facts = register(session, [side for _, side in sides])
    outcome = decide(left, sides, facts)
    return outcome, tuple(turn.sentence for turn in turns(left, sides, outcome, facts))


def explain(session: Session, source: str, key: str) -> list[Explanation]:
    """Why the current records under that key are linked to whom they are, or to nobody; one for each scope."""
    if "\x00" in source + key:  # PostgreSQL takes none, even to look for it
        return []
    query = select(SourceRecord.id).where(
        SourceRecord.source == source, SourceRecord.key == key, col(SourceRecord.ended_run).is_(None)
    )
    records = [record for record in session.exec(query.order_by(col(SourceRecord.id))) if record is not None]
    endings = linked.endings(session, records)
    return [
        _explained(session, one, endings[one.record_id])
        for one in readings.sightings_of(session, list(endings))
        if party_of(one.record) is not None
    ]


def _explained(session: Session, sighting: Sighting, ending: Ending) -> Explanation:
    party = party_of(sighting.record)
    assert party is not None
    left = side_of(party)
    outcome, would = look(session, left, [sighting.record_id])
    shown = _profile(session, sighting.record_id)
    return Explanation(
        record=sighting.record_id,
        name=called(party),
        linked=shown,
        why=tuple(ending.reasons),
        doubt=ending.doubts[0][3] if ending.anchor is None and ending.doubts else None,
        tier=outcome.tier,
        candidates=tuple(_candidates(session, left, outcome)),
        would=would,
    )


def _candidates(session: Session, left: Side, outcome: Outcome[str]) -> Iterator[Candidate]:
    names = {one.id: called(one.side.party) for one in outcome.ranked}
    for one in outcome.ranked[:3]:
        told = reasons(left, one, tuple(names[rival] for rival in one.rivals))
        yield Candidate(
            names[one.id], _of(session, one), one.probability, tuple((reason.side, reason.sentence) for reason in told)
        )


def _of(session: Session, one: Ranked[str]) -> str | None:
    records = [record for _, records in linked.members(session, {one.id}) for record in records]
    return _profile(session, records[0]) if records else None


def _profile(session: Session, record: int) -> str | None:
    return session.exec(select(Member.practitioner_id).where(Member.record_id == record, col(Member.current))).first()
