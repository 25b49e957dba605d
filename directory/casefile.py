"""What a verdict about one person rests on: records, doubts, papers, and the sources as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from directory.store import readings
from directory.store.runs import current_count
from directory.store.tables import Member, Meta, Practitioner, Source
from directory.verification import Case, Context, ExclusionIndex, SourceState
from directory.verification.model import Doubt
from directory.vocabulary import Need, Profession, SourceKind


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One person's case with the lists and sources it is judged by: what `directory.verification.findings` takes."""

    case: Case
    exclusions: ExclusionIndex
    context: Context


def case_file(session: Session, practitioner_id: str, as_of: date) -> CaseFile | None:
    """Of a person as published, by what readers see now; None when there is no such person."""
    person = session.get(Practitioner, practitioner_id)
    if person is None:
        return None
    query = select(Member.record_id).where(Member.practitioner_id == person.id, col(Member.current))
    sightings = list(readings.sightings_of(session, session.exec(query).all()))
    case = Case(sightings=sightings, doubts=_doubts(session, person.doubts))
    index = ExclusionIndex(
        readings.current_sightings(session, kinds=("exclusion",)), readings.ended_exclusions(session)
    )
    return CaseFile(case, index, context_of(session, as_of))


def told_of(doubt: Doubt) -> dict[str, Any]:
    """A refused link as it is kept beside the person."""
    return {
        "code": doubt.code,
        "sentence": doubt.sentence,
        "need": doubt.need.value,
        "jurisdiction": doubt.jurisdiction,
        "profession": doubt.profession.value if doubt.profession else None,
        "record_id": doubt.sighting.record_id if doubt.sighting else None,
    }


def _doubts(session: Session, kept: Sequence[Mapping[str, Any]]) -> list[Doubt]:
    """Inverse of `told_of`."""
    wanted = [one["record_id"] for one in kept if one["record_id"] is not None]
    sightings = {sighting.record_id: sighting for sighting in readings.sightings_of(session, wanted)}
    return [
        Doubt(
            code=one["code"],
            sentence=one["sentence"],
            need=Need(one["need"]),
            jurisdiction=one["jurisdiction"],
            profession=Profession(one["profession"]) if one["profession"] else None,
            sighting=sightings.get(one["record_id"]),
        )
        for one in kept
    ]


def context_of(session: Session, as_of: date) -> Context:
    """The sources as readers know them, for verification as of a day."""
    reads: dict[str, readings.LastRead] = {}
    for (source, _scope), read in readings.last_reads(session).items():
        reads[source] = max(read, reads.get(source, read), key=lambda r: r.read_at)
    bodies = readings.last_bodies(session)
    present = readings.professions_read(session)
    sample = session.get(Meta, "sample_data") is not None
    states = {
        name: SourceState(
            name=name,
            title=source.title,
            owner=source.owner,
            kind=source.kind,
            jurisdiction=source.jurisdiction,
            professions=frozenset(Profession(p) for p in source.professions)
            & (present.get(name, frozenset()) if source.kind is SourceKind.LICENSE else frozenset(Profession)),
            promise_days=source.promise_days,
            page_url=source.page_url,
            letters=tuple(source.letters),
            read_at=reads[name].read_at if name in reads else None,
            as_of=reads[name].as_of if name in reads else None,
            partial_of=_partial_of(session, source, sample=sample),
            body_url=bodies[name][0] if name in bodies else None,
            body_sha256=bodies[name][1] if name in bodies else None,
            lookup=source.lookup,
        )
        for name, source in readings.sources(session).items()
    }
    return Context(as_of=as_of, sources=states)


def _partial_of(session: Session, source: Source, *, sample: bool) -> int | None:
    """The size of the whole list, when far fewer entries are held: a part of an exclusion list clears nobody."""
    if sample or source.kind is not SourceKind.EXCLUSION or current_count(session, source.name) >= source.at_least:
        return None
    return source.at_least
