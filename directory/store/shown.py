"""Everything published of one person: as it is shown now, or as a version that was kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, or_, select

from directory.store.published import unpacked
from directory.store.tables import (
    License,
    Member,
    PracticeLocation,
    Practitioner,
    PublishedVersion,
    SearchEntry,
    Statement,
    Verification,
)

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One person's rows, in the order they were published in; of a kept version they belong to no session."""

    person: Practitioner
    places: Sequence[PracticeLocation]
    licenses: Sequence[License]
    checks: Sequence[Verification]
    statements: Sequence[Statement]
    entries: Sequence[SearchEntry]
    members: Sequence[Member]


def shown_now(session: Session, practitioner_id: str) -> Shown | None:
    """None when nobody is shown under that id."""
    person = session.get(Practitioner, practitioner_id)
    if person is None:
        return None
    return Shown(
        person=person,
        places=_rows(session, PracticeLocation, person.id),
        licenses=_rows(session, License, person.id),
        checks=_rows(session, Verification, person.id),
        statements=_rows(session, Statement, person.id),
        entries=_rows(session, SearchEntry, person.id),
        members=session.exec(select(Member).where(Member.practitioner_id == person.id, col(Member.current))).all(),
    )


def _rows(session: Session, kind: Any, practitioner_id: str) -> Sequence[Any]:
    query = select(kind).where(kind.practitioner_id == practitioner_id).order_by(kind.id)
    return session.exec(query).all()


def shown_in(session: Session, practitioner_id: str, publication: int) -> Shown | None:
    """As the person was shown from that publication on; None when nobody was under that id."""
    kept = _versions(practitioner_id, publication).where(
        or_(col(PublishedVersion.ended_publication).is_(None), col(PublishedVersion.ended_publication) > publication)
    )
    version = session.exec(kept).first()
    return _shown(version) if version else None


def versions_until(session: Session, practitioner_id: str, publication: int) -> list[Shown]:
    """All that had been shown under that id by then, the latest first."""
    return [_shown(version) for version in session.exec(_versions(practitioner_id, publication))]


def _versions(practitioner_id: str, publication: int) -> Any:
    query = select(PublishedVersion).where(
        PublishedVersion.practitioner_id == practitioner_id, PublishedVersion.publication_id <= publication
    )
    return query.order_by(col(PublishedVersion.publication_id).desc())


def _shown(version: PublishedVersion) -> Shown:
    told = unpacked(version.rows)
    return Shown(
        person=Practitioner.model_validate({**told["person"], "digest": version.digest}),
        places=_of(told, PracticeLocation),
        licenses=_of(told, License),
        checks=_of(told, Verification),
        statements=_of(told, Statement),
        entries=_of(told, SearchEntry),
        members=_of(told, Member),
    )


def _of(told: dict[str, Any], kind: type[Row]) -> list[Row]:
    return [kind.model_validate(row) for row in told.get(str(kind.__tablename__), ())]
