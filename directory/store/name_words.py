"""Writes the words of which people's names consist, and the other names people go by, beside what Find searches."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session

from directory.normalize.folding import fold, surname_forms, words
from directory.normalize.names import parse_full_name
from directory.store.name_pairs import Hashes, NamePairs, word_hashes

BATCH = 400
SHORTEST = 3  # letters of a part of a name that is a name by itself
ONLY = 1  # the one row of pairs
# Named here and not by their classes: a migration fills them, whatever later versions of the classes hold.
ENTRY = sa.table("search_entry", *map(sa.column, ("practitioner_id", "last_folded", "first_folded")))
PERSON = sa.table(
    "practitioner", *map(sa.column, ("id", "last", "first", "middle")), sa.column("other_names", sa.JSON())
)
OTHER = sa.table(
    "search_other_name",
    *map(sa.column, ("last_folded", "first_folded", "practitioner_id")),
    sa.column("former", sa.Boolean()),
)
WORD = sa.table("search_name_word", *map(sa.column, ("role", "word", "entries")))
PAIRS = sa.table("search_name_pairs", sa.column("id"), sa.column("added"), sa.column("bits", sa.LargeBinary()))
LAST, FIRST = "last", "first"


def refresh_names(session: Session, changed: Collection[str]) -> None:
    """Follows the published people and their search entries, where those of ``changed`` are new, others or gone.

    To be called after search_entry was written; the caller commits.
    """
    if changed:
        _refresh(session.connection(), changed)


def fill_names(connection: Connection) -> None:
    """Writes all of it anew from who is published."""
    _refresh(connection, None)


def _refresh(connection: Connection, changed: Collection[str] | None) -> None:
    _write_others(connection, changed)
    connection.execute(sa.delete(WORD))
    for role, column in ((LAST, "last_folded"), (FIRST, "first_folded")):
        counted = sa.union_all(*(_counted(table.c[column]) for table in (ENTRY, OTHER))).subquery()
        summed = (
            sa.select(sa.literal(role), counted.c.word, sa.cast(sa.func.sum(counted.c.entries), sa.Integer))
            .where(counted.c.word != "")
            .group_by(counted.c.word)
        )
        connection.execute(sa.insert(WORD).from_select(["role", "word", "entries"], summed))
    _write_pairs(connection, changed)


def _counted(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(column.label("word"), sa.func.count().label("entries")).group_by(column)


# --- other names ------------------------------------------------------------------------------------------------


def _write_others(connection: Connection, changed: Collection[str] | None) -> None:
    if changed is None:
        connection.execute(sa.delete(OTHER))
    else:
        for part in _batches(sorted(changed)):
            connection.execute(sa.delete(OTHER).where(OTHER.c.practitioner_id.in_(part)))
    for people in _people(connection, changed):
        rows = [row for person in people if not _plain(person) for row in other_names(person._mapping)]
        if rows:
            connection.execute(sa.insert(OTHER), rows)


def _plain(person: Any) -> bool:
    """Whether the name has one way to be typed, as most names have."""
    last, first = person.last, person.first
    return (
        not person.other_names
        and bool(last and first)
        and last.isalpha()
        and first.isalpha()
        and len(first) >= SHORTEST
    )


def other_names(person: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of search_other_name of one row of practitioner: former names, halves of double names, and the middle name
    of whoever goes by it ('J. Robert').
    """
    whole = (fold(person["last"]), fold(person["first"]))
    found = dict.fromkeys(_ways(person["last"], person["first"], person["middle"]), False)
    for text in person["other_names"]:
        if (name := parse_full_name(text)) is not None:
            for way in _ways(name.last, name.first, name.middle):
                found.setdefault(way, True)
    found.pop(whole, None)
    for (last, first), former in sorted(found.items()):
        yield {"last_folded": last, "first_folded": first, "practitioner_id": person["id"], "former": former}


def _ways(last: str | None, first: str | None, middle: str | None) -> Iterator[tuple[str, str]]:
    """(surname, given name) folded, the whole first, of all the ways one name may be typed."""
    given = [fold(first), *(word for word in words(first) if len(word) >= SHORTEST)]
    if len(fold(first)) == 1 and len(fold(middle)) >= SHORTEST:
        given.append(fold(middle))
    family = [fold(last), *sorted(surname_forms(last)), *(word for word in words(last)[-1:] if len(word) >= SHORTEST)]
    yield from ((one, other) for one, other in product(dict.fromkeys(family), dict.fromkeys(given)) if one and other)


# --- which names stand together ---------------------------------------------------------------------------------


def _write_pairs(connection: Connection, changed: Collection[str] | None) -> None:
    kept = connection.execute(sa.select(PAIRS)).first()
    if changed is not None and kept is not None:
        new = _pairs(connection, changed)
        added = kept.added + len(new[0])
        if added <= 2 * NamePairs(kept.bits).room:  # names of people who are gone stay in it, up to here
            bits = (NamePairs(kept.bits) | new).bits if len(new[0]) else kept.bits
            connection.execute(sa.update(PAIRS).values(added=added, bits=bits))
            return
    every = _pairs(connection, None)
    connection.execute(sa.delete(PAIRS))
    filled = NamePairs.empty(len(every[0])) | every
    connection.execute(sa.insert(PAIRS).values(id=ONLY, added=len(every[0]), bits=filled.bits))


def _pairs(connection: Connection, changed: Collection[str] | None) -> tuple[Hashes, Hashes]:
    """Hashes of surnames and given names; of other names with the surname's turned over, for they are asked apart."""
    lasts, firsts = list[Hashes](), list[Hashes]()
    for table in (ENTRY, OTHER):
        names = list(_names(connection, table, changed))
        last = word_hashes(name for name, _ in names)
        lasts.append(last if table is ENTRY else ~last)
        firsts.append(word_hashes(name for _, name in names))
    return np.concatenate(lasts), np.concatenate(firsts)


def _names(connection: Connection, table: sa.TableClause, changed: Collection[str] | None) -> Iterable[tuple[str, str]]:
    query = sa.select(table.c.last_folded, table.c.first_folded).distinct()
    if changed is None:
        for last, first in connection.execute(query.execution_options(yield_per=10_000)):
            yield last, first
        return
    for part in _batches(sorted(changed)):
        for last, first in connection.execute(query.where(table.c.practitioner_id.in_(part))):
            yield last, first


def _people(connection: Connection, chosen: Collection[str] | None) -> Iterator[Sequence[Any]]:
    query = sa.select(*PERSON.columns)
    if chosen is None:
        yield from connection.execute(query.execution_options(yield_per=BATCH)).partitions()
        return
    for part in _batches(sorted(chosen)):
        yield connection.execute(query.where(PERSON.c.id.in_(part)).order_by(PERSON.c.id)).all()


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
