"""The keys of linkable records, in an index: who is decided together, who asks for whom, how common a surname is."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, func
from sqlalchemy import select as core_select
from sqlmodel import Session, SQLModel, col, select

from directory.linking.recordkeys import Naming
from directory.store.copying import write_rows
from directory.store.tables import LinkKey, LinkName

PART = 500  # values asked for at once
BATCH = 5_000  # rows written at once
T = TypeVar("T")
_HERE = LinkKey.__table__.alias("here")  # type: ignore[attr-defined]
_THERE = LinkKey.__table__.alias("there")  # type: ignore[attr-defined]


class Role(IntEnum):
    """What a record has a key for."""

    BOUND = 0  # records that share one are decided together
    FOUND = 1  # a record of a register is found under it
    ASKING = 2  # a left side asks for candidates under it; stands at the side's first record


def checksum(text: str) -> int:
    """64 bits of BLAKE2b as a signed number, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


# --- writing ------------------------------------------------------------------------------------------------------


def add_keys(session: Session, rows: Iterable[tuple[int, Role, Iterable[str]]]) -> None:
    """(record, role, keys) of records that have none of that role yet. The caller commits."""
    keys = ((key, role, record) for record, role, texts in rows for key in {checksum(text) for text in texts})
    _add(session, LinkKey, keys)


def add_names(session: Session, rows: Iterable[tuple[int, Iterable[Naming]]]) -> None:
    """(record, what it is called where) of records that have none yet. The caller commits."""
    _add(
        session,
        LinkName,
        (
            (*name, record)
            for record, names in rows
            for name in {(checksum(surname), state or "", checksum(given)) for surname, state, given in names}
        ),
    )


def forget_keys(session: Session, records: Collection[int], roles: Sequence[Role] = tuple(Role)) -> None:
    for part in parts(records):
        session.execute(delete(LinkKey).where(col(LinkKey.record_id).in_(part), col(LinkKey.role).in_(roles)))


def forget_names(session: Session, records: Collection[int]) -> None:
    for part in parts(records):
        session.execute(delete(LinkName).where(col(LinkName.record_id).in_(part)))


def forget_all(session: Session) -> None:
    """Empties both tables."""
    session.execute(delete(LinkKey))
    session.execute(delete(LinkName))


def _add(session: Session, kind: type[SQLModel], rows: Iterable[Sequence[Any]]) -> None:
    stream = iter(rows)
    batches = iter(lambda: list(islice(stream, BATCH)), [])
    write_rows(session.connection(), kind.__table__, batches)  # type: ignore[attr-defined]


# --- asking -------------------------------------------------------------------------------------------------------


def bound(session: Session, records: Iterable[int]) -> set[int]:
    """These records and all that are decided together with them: transitively."""
    found: set[int] = set()
    front = set(records)
    while front:
        found |= front
        front = _across(session, front, Role.BOUND, Role.BOUND) - found
    return found


def asking_for(session: Session, records: Iterable[int]) -> set[int]:
    """The first records of the left sides that ask under a key that one of these is found by."""
    return _across(session, records, Role.FOUND, Role.ASKING)


def _across(session: Session, records: Iterable[int], role: Role, other: Role) -> set[int]:
    query = (
        core_select(_THERE.c.record_id)
        .join(_HERE, _HERE.c.key == _THERE.c.key)
        .where(_HERE.c.role == role, _THERE.c.role == other)
        .distinct()
    )
    found: set[int] = set()
    for part in parts(records):
        found.update(session.execute(query.where(_HERE.c.record_id.in_(part))).scalars())
    return found


def found_under(session: Session, keys: Iterable[str]) -> set[int]:
    """The records of registers that are found under any of the keys."""
    query = select(LinkKey.record_id).where(LinkKey.role == Role.FOUND)
    found: set[int] = set()
    for part in parts({checksum(key) for key in keys}):
        found.update(session.exec(query.where(col(LinkKey.key).in_(part)).distinct()))
    return found


def of_registers(session: Session, records: Iterable[int]) -> set[int]:
    """Those of the records that can be found: that are of a register and name somebody."""
    query = select(LinkKey.record_id).where(LinkKey.role == Role.FOUND)
    found: set[int] = set()
    for part in parts(records):
        found.update(session.exec(query.where(col(LinkKey.record_id).in_(part)).distinct()))
    return found


def surnames_of(session: Session, records: Iterable[int]) -> set[int]:
    """Checksums of the surnames of records."""
    found: set[int] = set()
    for part in parts(records):
        found.update(session.exec(select(LinkName.surname).where(col(LinkName.record_id).in_(part)).distinct()))
    return found


def called(session: Session, surnames: Iterable[int]) -> set[int]:
    """The records of registers with one of the surnames, given as checksums."""
    found: set[int] = set()
    for part in parts(surnames):
        found.update(session.exec(select(LinkName.record_id).where(col(LinkName.surname).in_(part)).distinct()))
    return found


def bearers(session: Session, surnames: Iterable[int]) -> dict[tuple[int, str | None], int]:
    """(checksum of a surname, state) -> how many different given names go with it there; None is every state."""
    query = select(LinkName.surname, LinkName.state, func.count(col(LinkName.given).distinct()))
    found: dict[tuple[int, str | None], int] = {}
    for part in parts(surnames):
        rows = session.exec(
            query.where(col(LinkName.surname).in_(part)).group_by(col(LinkName.surname), col(LinkName.state))
        )
        found.update({(surname, state or None): count for surname, state, count in rows})
    return found


def sizes(session: Session) -> Mapping[str | None, int]:
    """How many different names the registers hold, by state; None is every state."""
    names = select(LinkName.surname, LinkName.state, LinkName.given).distinct().subquery()
    return {
        state or None: count
        for state, count in session.exec(select(names.c.state, func.count()).group_by(names.c.state))
    }


def parts(items: Iterable[T]) -> Iterator[list[T]]:
    every = sorted(items)  # type: ignore[type-var]
    for start in range(0, len(every), PART):
        yield every[start : start + PART]
