"""A file of people as an indexed key table in a temporary SQLite file, and what of it the scorer asks.

Written once, then read by every process that scores. A key is stored as its checksum: two texts with one checksum only
cost a look at somebody who is then turned down.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from directory.linking.first_sight import worth_reading
from directory.linking.keys import asked_keys, name_keys, stored_keys
from directory.linking.side import Side, side_of
from directory.matching.people_file import Columns, Row

_ALL = ""  # the state that stands for all of them
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536;
CREATE TABLE person (number INTEGER PRIMARY KEY, id TEXT NOT NULL, packed TEXT NOT NULL);
CREATE TABLE key (key INTEGER NOT NULL, person INTEGER NOT NULL);
CREATE TABLE bearers (state TEXT NOT NULL, surname TEXT NOT NULL, people INTEGER NOT NULL, PRIMARY KEY (state, surname))
WITHOUT ROWID;
"""
_MOST_ASKED = 400  # values of one question; SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class Keyed:
    """Under what some rows are found: ``keys`` and, beside them, the ``numbers`` of their rows.

    ``surnames``: 'WA DOE' for each state of each person, and ' DOE' for all. ``nameless``: rows that name nobody.
    """

    keys: "array[int]"
    numbers: "array[int]"
    surnames: list[str]
    nameless: frozenset[int]


def keyed(columns: Columns, rows: Sequence[Row]) -> Keyed:
    """Rows brought under their keys; pure."""
    keys, numbers, surnames, nameless = array("L"), array("L"), list[str](), set[int]()
    for row in rows:
        if (seen := columns.glance(row.packed)) is not None:
            surname, states = seen.names.surname, [seen.state] if seen.state else []
            found: Collection[str] = set(name_keys(seen.names, states, [seen.city]))
        elif (party := columns.party(row.packed)) is not None:
            side = side_of(party)
            surname, states, found = side.surname, list(side.states), stored_keys(side)
        else:
            nameless.add(row.number)
            continue
        keys.extend([crc32(key.encode()) for key in found])
        numbers.extend([row.number] * len(found))
        surnames.extend([f"{state} {surname}" for state in (_ALL, *states)])
    return Keyed(keys, numbers, surnames, frozenset(nameless))


def write_index(path: Path, batches: Iterable[tuple[Sequence[Row], Keyed]]) -> None:
    """Stores everything, then makes the index: one sort instead of millions of insertions."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.executescript(_SCHEMA)
        store.execute("BEGIN")
        bearers = Counter[str]()
        for rows, found in batches:
            store.executemany(
                "INSERT INTO person VALUES (?, ?, ?)",
                [(row.number, row.id, row.packed) for row in rows if row.number not in found.nameless],
            )
            store.executemany("INSERT INTO key VALUES (?, ?)", zip(found.keys, found.numbers, strict=True))
            bearers.update(found.surnames)
        store.executemany(
            "INSERT INTO bearers VALUES (?, ?, ?)",
            ((*who.split(" "), people) for who, people in sorted(bearers.items())),
        )
        store.execute("CREATE INDEX by_key ON key (key, person)")
        store.execute("COMMIT")


class PeopleIndex:
    """An index that is read; also the `Register` of its people. ``columns``: those of the file it was made of."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._store, self._columns = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True), columns
        self._store.execute("PRAGMA mmap_size = 1073741824")  # the system's cache serves all processes
        self.size = lru_cache(maxsize=128)(self._size)
        self.share = lru_cache(maxsize=1 << 16)(self._share)

    def close(self) -> None:
        self._store.close()

    def candidates(self, left: Side) -> list[tuple[str, Side]]:
        """(id, side) of everybody whom the record may mean."""
        asked = [crc32(key.encode()) for key in asked_keys(left)]
        numbers = {n for (n,) in self._all_of("SELECT person FROM key WHERE key IN", asked)}
        found = []
        for ident, packed in self._all_of("SELECT id, packed FROM person WHERE number IN", sorted(numbers)):
            glance = self._columns.glance(packed)
            if glance is None or worth_reading(left, glance.names):
                party = self._columns.party(packed)
                assert party is not None, "only people with a name are stored"
                found.append((ident, side_of(party)))
        return found

    def _all_of(self, asking: str, values: list[int]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(values), _MOST_ASKED):
            some = values[start : start + _MOST_ASKED]
            yield from self._store.execute(f"{asking} ({','.join('?' * len(some))})", some)

    def _size(self, state: str | None) -> int:
        """How many people the file has in that state."""
        asked = "SELECT coalesce(sum(people), 0) FROM bearers WHERE state = ?"
        found: int = self._store.execute(asked, (state or _ALL,)).fetchone()[0]
        return found

    def _share(self, surname: str, state: str | None) -> float:
        """The part of them with that folded surname."""
        asked = "SELECT people FROM bearers WHERE state = ? AND surname = ?"
        found = self._store.execute(asked, (state or _ALL, surname)).fetchone()
        return found[0] / self.size(state) if found else 0.0

    def gap(self, state: str | None, families: frozenset[str]) -> str | None:
        """Never one: the file is the register, whole as it is given."""
        return None
