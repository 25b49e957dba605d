"""Reads the published view back as it was sealed, to see whether it is still what was published."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from directory.store.published import CHILDREN, Published
from directory.store.tables import Member, Practitioner

BATCH = 400


def published_again(session: Session) -> Iterator[tuple[Published, str]]:
    """Everybody with all rows, as `publish` was given them, and the digest that was published; ordered by id."""
    ids = session.exec(select(Practitioner.id).order_by(Practitioner.id)).all()
    for start in range(0, len(ids), BATCH):
        yield from _batch(session, ids[start : start + BATCH])


def _batch(session: Session, ids: Sequence[str]) -> Iterator[tuple[Published, str]]:
    kinds: tuple[type[SQLModel], ...] = (*CHILDREN, Member)
    children: dict[str, dict[type[SQLModel], list[dict[str, Any]]]] = {pid: {kind: [] for kind in kinds} for pid in ids}
    for kind in kinds:
        for row in _rows(session, kind, ids):
            children[row["practitioner_id"]][kind].append(row)
    for person in _rows(session, Practitioner, ids):
        digest = str(person.pop("digest"))
        yield Published(person, children[person["id"]]), digest


def _rows(session: Session, kind: type[SQLModel], ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of these people in the order they were written; numbers that the database gave are left out."""
    mapper = inspect(kind)
    owner = mapper.columns["id" if kind is Practitioner else "practitioner_id"]
    names = [name for name in mapper.columns.keys() if kind is Practitioner or name != "id"]  # noqa: SIM118
    query = select(*(mapper.columns[name] for name in names)).where(owner.in_(ids)).order_by(*mapper.primary_key)
    if kind is Member:
        query = query.where(col(Member.current).is_(True))
    for row in session.execute(query):
        yield dict(zip(names, row, strict=True))
