"""Stores how linking ended for each record, and what it was based on beside the records."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from directory.linking.endings import Ending
from directory.store.link_keys import checksum, parts
from directory.store.tables import LinkedRecord, Meta

BASIS = "linking"  # row of Meta
BATCH = 2_000
Basis = dict[str, Any]  # what was the case for all records, in plain values


def endings(session: Session) -> dict[int, Ending]:
    """Everything that is stored, by record."""
    query = select(LinkedRecord.__table__).execution_options(yield_per=BATCH * 5)  # type: ignore[attr-defined]
    return {row.record_id: _ending(row) for row in session.execute(query)}


def _ending(row: Any) -> Ending:
    return Ending(
        mark=row.mark,
        anchor=row.anchor,
        position=row.position,
        reasons=row.reasons or [],
        doubts=row.doubts or [],
        asked=row.asked,
        best=row.best,
        questions=row.questions or [],
    )


def store(session: Session, changed: Mapping[int, Ending], gone: Collection[int]) -> None:
    """Replaces the rows of ``changed`` and drops those of ``gone``; the caller commits."""
    drop(session, [*changed, *gone])
    add(session, changed)


def drop(session: Session, records: Collection[int]) -> None:
    for part in parts(records):
        session.execute(delete(LinkedRecord).where(col(LinkedRecord.record_id).in_(part)))


def drop_all(session: Session) -> None:
    session.execute(delete(LinkedRecord))


def add(session: Session, new: Mapping[int, Ending]) -> None:
    stream, table = _rows(new), LinkedRecord.__table__  # type: ignore[attr-defined]
    while rows := list(islice(stream, BATCH)):
        session.connection().execute(insert(table), rows)


def _rows(new: Mapping[int, Ending]) -> Iterator[dict[str, Any]]:
    for record in sorted(new):
        one = new[record]
        yield {
            "record_id": record,
            "mark": one.mark,
            "anchor": one.anchor,
            "person": checksum(one.anchor) if one.anchor is not None else None,
            "position": one.position,
            "reasons": one.reasons or None,
            "doubts": one.doubts or None,
            "asked": one.asked,
            "best": one.best,
            "questions": one.questions or None,
        }


def basis(session: Session) -> Basis | None:
    """What the stored linking was based on; None when nothing was linked yet."""
    row = session.get(Meta, BASIS)
    return msgspec.json.decode(row.value) if row is not None else None


def set_basis(session: Session, now: Basis) -> None:
    session.merge(Meta(name=BASIS, value=msgspec.json.encode(now, order="deterministic").decode()))
