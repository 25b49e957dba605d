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
_TABLE = LinkedRecord.__table__  # type: ignore[attr-defined]
Basis = dict[str, Any]  # what was the case for all records, in plain values


def endings(session: Session, records: Collection[int] | None = None) -> dict[int, Ending]:
    """How it ended for these records, as far as they were linked; for all of them without ``records``."""
    query = select(_TABLE).execution_options(yield_per=BATCH * 5)
    wanted = [query] if records is None else [query.where(_TABLE.c.record_id.in_(part)) for part in parts(records)]
    return {row.record_id: _ending(row) for one in wanted for row in session.execute(one)}


def people_of(session: Session, records: Collection[int]) -> set[str]:
    """The anchors of the people that these records are of."""
    query = select(LinkedRecord.anchor).where(col(LinkedRecord.person).is_not(None)).distinct()
    return {
        anchor
        for part in parts(records)
        for anchor in session.exec(query.where(col(LinkedRecord.record_id).in_(part)))
        if anchor is not None
    }


def members(session: Session, people: Collection[str]) -> Iterator[tuple[str, list[int]]]:
    """(anchor, records in their order) of each of these people."""
    query = select(LinkedRecord.anchor, LinkedRecord.position, LinkedRecord.record_id)
    found: dict[str, list[tuple[int, int]]] = {}
    for part in parts({checksum(anchor) for anchor in people}):
        for anchor, position, record in session.exec(query.where(col(LinkedRecord.person).in_(part))):
            if anchor is not None and anchor in people and position is not None:
                found.setdefault(anchor, []).append((position, record))
    yield from ((anchor, [record for _, record in sorted(rows)]) for anchor, rows in sorted(found.items()))


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
    stream = _rows(new)
    while rows := list(islice(stream, BATCH)):
        session.connection().execute(insert(_TABLE), rows)


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
