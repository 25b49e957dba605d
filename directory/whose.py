"""Whose records these are: why they are one person's, who else may be taken for them, and what people are asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from directory.linking.telling_apart import Difference, Marks, differences
from directory.normalize.names import PersonName
from directory.records import ListingRecord, TrainingRecord
from directory.reviewing import decisions_in_force
from directory.reviewing.decided import left_of, right_of
from directory.reviewing.held import held
from directory.store.shown import Shown
from directory.store.tables import LinkQuestion, Member, Practitioner, Source
from directory.vocabulary import PRACTICE_KINDS, LinkAnswer, SourceKind

# The NPI registry and boards say who somebody is; what entries add comes after.
ORDER = {SourceKind.IDENTITY: 0, SourceKind.LICENSE: 1, SourceKind.TRAINING: 2, SourceKind.LISTING: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Another person who may be taken for this one. ``also``: other names on file; ``differs``: what to compare."""

    id: str
    name: str
    also: list[str]
    differs: list[Difference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A record of the person, and why it is theirs, in sentences; the first one is what the profile begins with."""

    source: str
    source_title: str
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An entry that may be of this person, which a person has to decide: for coordinators. ``other``: the profile of
    whom it may be, where the entry is this person; ``reasons``: side and sentence each.
    """

    question: str
    entry: str
    source_title: str
    other: tuple[str, str] | None  # id, name
    reasons: list[tuple[str, str]]
    would: list[str]


def look_alikes(person: Shown, others: Iterable[Shown]) -> list[LookAlike]:
    """Everybody else who may be taken for the person, with what tells them apart."""
    mine = _marks(person)
    return [
        LookAlike(
            id=other.person.id,
            name=other.person.display_name,
            also=other.person.other_names,
            differs=differences(mine, _marks(other)),
        )
        for other in others
    ]


def _marks(shown: Shown) -> Marks:
    person = shown.person
    return Marks(
        name=PersonName(last=person.last, first=person.first, middle=person.middle, suffix=person.suffix),
        professions=frozenset(row.profession for row in shown.entries)
        | frozenset(row.profession for row in shown.licenses),
        places=frozenset(
            (p.line1, p.city, p.state, p.zip5) for p in shown.places if p.city and p.state and p.kind in PRACTICE_KINDS
        ),
        licenses=frozenset((row.jurisdiction, row.number) for row in shown.licenses),
        npi=person.npi,
    )


def joined(members: Iterable[Member], known: dict[str, Source]) -> list[Joined]:
    """The registry's and the boards' records first, then entries of lists; of one source the one that began it all."""

    def order(member: Member) -> tuple[int, bool, str, str, str]:
        source = known.get(member.source)
        begins = not any(reason.startswith("same ") for reason in member.reasons)
        return ORDER.get(source.kind, 4) if source else 4, not begins, member.source, member.scope, member.record_key

    return [
        Joined(source=one.source, source_title=_title(known, one.source), reasons=list(one.reasons))
        for one in sorted(members, key=order)
    ]


def asked(session: Session, practitioner_id: str, known: dict[str, Source]) -> list[Asked]:
    """What nobody has settled about this person, the likeliest first; not to be shown to patients."""
    about = or_(
        col(LinkQuestion.practitioner_id) == practitioner_id, col(LinkQuestion.left_practitioner_id) == practitioner_id
    )
    query = select(LinkQuestion).where(about).order_by(col(LinkQuestion.probability).desc(), col(LinkQuestion.id))
    decisions = decisions_in_force(session)
    return [
        Asked(
            question=row.id,
            entry=_entry(session, row.left_record_id),
            source_title=_title(known, row.left_source),
            other=_other(session, row, practitioner_id),
            reasons=[(reason["side"], reason["sentence"]) for reason in row.reasons],
            would=list(row.would),
        )
        for row in session.exec(query)
        if decisions.answer(left_of(row), right_of(row), row.evidence) in (None, LinkAnswer.UNSURE)
    ]


def _entry(session: Session, record_id: int) -> str:
    """As the entry names whom it is about."""
    found = held(session, record_id)
    record = found.record if found else None
    if isinstance(record, TrainingRecord | ListingRecord) and record.raw_name:
        return record.raw_name
    name: PersonName | None = getattr(record, "name", None)
    return name.display() if name else "nobody named"


def _other(session: Session, row: LinkQuestion, practitioner_id: str) -> tuple[str, str] | None:
    """(id, name) of the profile on the other side, where the entry is a person by itself."""
    if row.left_practitioner_id is None:
        return None
    sides = (row.left_practitioner_id, row.practitioner_id)
    other = next((one for one in sides if one and one != practitioner_id), None)
    person = session.get(Practitioner, other) if other else None
    return (person.id, person.display_name) if person else None


def _title(known: dict[str, Source], name: str) -> str:
    return known[name].title if name in known else name
