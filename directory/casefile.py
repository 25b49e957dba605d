"""What a verdict about one person rests on: records, doubts, papers, and the sources as they stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.papers import look_ups_of, papers_of
from directory.records import ExclusionRecord, Sighting
from directory.store import readings
from directory.store.moments import Knowledge
from directory.store.readings import Ident
from directory.store.runs import current_count
from directory.store.tables import Member, Meta, Practitioner, Source
from directory.verification import Case, Context, ExclusionIndex, Finding, SourceState
from directory.verification.exclusions import may_concern
from directory.verification.model import Doubt, HandLookUp, Paper
from directory.vocabulary import Need, Profession, SourceKind


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One person's case with the lists and sources it is judged by: what `directory.verification.findings` takes."""

    case: Case
    exclusions: ExclusionIndex
    context: Context


def case_file(
    session: Session, practitioner_id: str, as_of: date, *, like: CaseFile | None = None, one_of_many: bool = False
) -> CaseFile | None:
    """Of a person as published, by what readers see now; None when there is no such person.

    ``one_of_many``: the whole exclusion lists are read, so that the file can be handed in as ``like`` for the next
    person of the same day and session; else only the entries that may concern this one.
    """
    person = session.get(Practitioner, practitioner_id)
    if person is None:
        return None
    query = select(Member.record_id).where(Member.practitioner_id == person.id, col(Member.current))
    sightings = list(readings.sightings_of(session, session.exec(query).all()))
    doubted = {one.record_id: one for one in readings.sightings_of(session, _doubted(person))}
    papers, by_hand = papers_of(session, person), look_ups_of(session, person)
    case = Case(sightings=sightings, doubts=_doubts(person, doubted), papers=papers, by_hand=by_hand)
    if like:
        return CaseFile(case, like.exclusions, like.context)
    return CaseFile(case, *lists_of(session, as_of, about=None if one_of_many else case))


def case_then(
    session: Session,
    person: Practitioner,
    idents: Collection[Ident],
    known: Knowledge,
    *,
    papers: Sequence[Paper] = (),
    by_hand: Sequence[HandLookUp] = (),
) -> Case:
    """Of a person as published then, whose records had these keys, by what was known."""
    keys = readings.idents_of(session, _doubted(person))
    told = {
        (one.source, one.scope, one.record.key): one
        for one in readings.sightings_under(session, {*idents, *keys.values()}, known)
    }
    doubted = {record: told[ident] for record, ident in keys.items() if ident in told}
    sightings = [told[ident] for ident in idents if ident in told]
    return Case(sightings=sightings, doubts=_doubts(person, doubted), papers=papers, by_hand=by_hand)


def lists_of(
    session: Session, as_of: date, known: Knowledge | None = None, *, about: Case | None = None
) -> tuple[ExclusionIndex, Context]:
    """What everybody is judged by, now or by what was known: the exclusion lists, and the sources as they stand.

    ``about``: only the entries that may concern this person.
    """
    current = readings.current_sightings(session, kinds=("exclusion",), known=known)
    ended = readings.ended_exclusions(session, known)
    if about is not None:
        may = may_concern(about)
        current = (one for one in current if isinstance(one.record, ExclusionRecord) and may(one.record))
        ended = ((one, day) for one, day in ended if isinstance(one.record, ExclusionRecord) and may(one.record))
    return ExclusionIndex(current, ended), context_of(session, as_of, known)


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


def _doubted(person: Practitioner) -> list[int]:
    """The records that the person's doubts are about."""
    return [one["record_id"] for one in person.doubts if one["record_id"] is not None]


def _doubts(person: Practitioner, doubted: Mapping[int, Sighting]) -> list[Doubt]:
    """Inverse of `told_of`; ``doubted``: the entries by the number that each is kept with."""
    return [
        Doubt(
            code=kept["code"],
            sentence=kept["sentence"],
            need=Need(kept["need"]),
            jurisdiction=kept["jurisdiction"],
            profession=Profession(kept["profession"]) if kept["profession"] else None,
            sighting=doubted.get(kept["record_id"]),
        )
        for kept in person.doubts
    ]


def context_of(session: Session, as_of: date, known: Knowledge | None = None) -> Context:
    """The sources as readers know them, or knew them then, for verification as of a day."""
    reads: dict[str, readings.LastRead] = {}
    for (source, _scope), read in readings.last_reads(session, known).items():
        reads[source] = max(read, reads.get(source, read), key=lambda r: r.read_at)
    bodies = readings.last_bodies(session, known)
    present = readings.professions_read(session, known)
    sources, shown = readings.sources(session), known.records() if known else None
    sample = session.get(Meta, "sample_data") is not None
    listing = {name for name, source in sources.items() if source.kind is SourceKind.EXCLUSION and not sample}
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
            partial_of=_partial_of(session, source, shown) if name in reads and name in listing else None,
            body_url=bodies[name][0] if name in bodies else None,
            body_sha256=bodies[name][1] if name in bodies else None,
            lookup=source.lookup,
        )
        for name, source in sources.items()
    }
    return Context(as_of=as_of, sources=states)


def _partial_of(session: Session, source: Source, shown: ColumnElement[bool] | None) -> int | None:
    """The size of the whole list, when far fewer entries are held: a part of an exclusion list clears nobody.

    ``shown``: which records count; None: those that are shown now.
    """
    return source.at_least if current_count(session, source.name, shown) < source.at_least else None


def verification_row(finding: Finding, context: Context) -> dict[str, Any]:
    """A finding as a row of `Verification`, but for whose it is: with where, when and by which bytes it was read."""
    sighting = finding.sighting
    source = context.sources.get(finding.source) if finding.source else None
    if sighting is not None and source is not None and sighting.source != source.name:
        sighting = None  # a list that does not show what another source claims: the whole list proves it
    row = {
        "need": finding.need,
        "subject": finding.subject,
        "jurisdiction": finding.jurisdiction,
        "profession": finding.profession.value if finding.profession else None,
        "status": str(finding.status),
        "verdict": finding.verdict.value if finding.verdict else None,
        "grade": finding.grade,
        "reason": finding.reason.value if finding.reason else None,
        "next_step": finding.next_step,
        "raw": finding.raw,
        "details": dict(finding.details),
        "source": finding.source,
        "source_url": sighting.url if sighting else (source and (source.body_url or source.page_url)),
        "read_at": sighting.read_at if sighting else (source.read_at if source else None),
        "source_as_of": sighting.as_of if sighting else (source.as_of if source else None),
        "good_until": finding.good_until,
        "sha256": sighting.sha256 if sighting else (source and source.body_sha256),
        "locator": sighting.locator if sighting else ("the whole list" if source and source.body_sha256 else None),
        "record_id": sighting.record_id if sighting else None,
        "audience": finding.audience,
    }
    if (paper := finding.paper) is not None:  # a document is its own evidence: it was read when it was filed
        row |= {"read_at": paper.recorded_at, "sha256": paper.sha256, "locator": "the document"}
    return row
