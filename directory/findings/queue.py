"""What waits for people besides who is who: how many there are, and which, by kind, state and source."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from directory.findings.contradictions import settled_contradictions
from directory.findings.hits import settled_hits
from directory.store import readings
from directory.store.tables import TO_REVIEW, License, PracticeLocation, Practitioner, Run, SourceRecord, Verification
from directory.vocabulary import PRACTICE_KINDS, CredentialStatus, ExclusionStatus, FindingKind

STATUS = {
    FindingKind.HIT: ExclusionStatus.POSSIBLE_HIT.value,
    FindingKind.CONTRADICTION: CredentialStatus.CONTRADICTED.value,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A published check that somebody is to look at. ``since``: when what it rests on was first read."""

    kind: FindingKind
    practitioner_id: str
    name: str
    check: Verification
    source_title: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which ones. ``state``: of a license or a practice place of the person; ``among``: only these people; ``newest``:
    the latest first, else whoever waits longest; ``everything``: decided ones too.
    """

    state: str | None = None
    source: str | None = None
    among: Collection[str] | None = None
    newest: bool = False
    everything: bool = False


ALL = Asked()


def how_many(session: Session, kind: FindingKind, asked: Asked = ALL) -> int:
    query = _chosen(session, select(func.count(col(Verification.id))), kind, asked)
    return int(session.exec(query).one())


def waiting(session: Session, kind: FindingKind, asked: Asked = ALL, *, limit: int, offset: int = 0) -> list[Waiting]:
    """Those that are open, in order."""
    day = col(Run.finished)
    columns: Any = select(Verification, Practitioner.display_name, day)
    query = _chosen(session, columns, kind, asked).join(
        Practitioner, col(Practitioner.id) == Verification.practitioner_id
    )
    query = query.join(SourceRecord, col(SourceRecord.id) == Verification.record_id, isouter=True)
    query = query.join(Run, col(Run.id) == SourceRecord.first_run, isouter=True)
    order = (day.is_(None), day.desc() if asked.newest else day.asc(), col(Verification.id))
    known = readings.sources(session)
    return [
        Waiting(kind, check.practitioner_id, name, check,
                known[check.source].title if check.source in known else check.subject, since)
        for check, name, since in session.exec(query.order_by(*order).limit(limit).offset(offset))
    ]  # fmt: skip


def sources_waiting(session: Session, kind: FindingKind) -> dict[str, str]:
    """The sources of what waits or was decided, with their titles, sorted by them."""
    query = select(Verification.source).where(text(f"verification.{TO_REVIEW}"), Verification.status == STATUS[kind])
    names = {name for name in session.exec(query.distinct()) if name}
    titles = readings.sources(session)
    return dict(sorted(((n, titles[n].title if n in titles else n) for n in names), key=lambda item: item[::-1]))


def _one_of(column: Any, numbers: Collection[int]) -> Any:
    """Numbers stand in the statement itself, which takes no more than 65,535 parameters. (With `json_each` in its place
    SQLite 3.40 breaks off, beside the partial index of what is to be reviewed.)
    """
    return column.in_(sa.bindparam(None, sorted(numbers), expanding=True, literal_execute=True, unique=True))


def _of_people(session: Session, kind: FindingKind, people: Collection[str]) -> list[int]:
    """Numbers of the checks of these people: what is to be reviewed is little beside everybody who may be asked for."""
    query = select(Verification.id, Verification.practitioner_id).where(
        text(f"verification.{TO_REVIEW}"), Verification.status == STATUS[kind]
    )
    wanted = set(people)
    return [number for number, person in session.exec(query) if number is not None and person in wanted]


def _chosen(session: Session, query: Any, kind: FindingKind, asked: Asked) -> Any:
    settled = settled_hits(session) if kind is FindingKind.HIT else settled_contradictions(session)
    query = query.select_from(Verification).where(
        text(f"verification.{TO_REVIEW}"), Verification.status == STATUS[kind]
    )
    if settled and not asked.everything:
        query = query.where(~_one_of(col(Verification.id), settled))
    if asked.source is not None:
        query = query.where(Verification.source == asked.source)
    if asked.among is not None:
        query = query.where(_one_of(col(Verification.id), _of_people(session, kind, asked.among)))
    if asked.state is not None:
        licensed = select(License.practitioner_id).where(License.jurisdiction == asked.state)
        placed = select(PracticeLocation.practitioner_id).where(
            PracticeLocation.state == asked.state, col(PracticeLocation.kind).in_(PRACTICE_KINDS)
        )
        whose = col(Verification.practitioner_id)
        query = query.where(or_(whose.in_(licensed), whose.in_(placed)))
    return query
