"""What most questions are about as columns of numbers, packed into a few megabytes when it is published: the spots in
their grid, how many people are at each, those who are at several, and those who are verified.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray
from sqlalchemy import Connection

from directory.vocabulary import Profession

Columns = Mapping[str, NDArray[Any]]
CODES = {profession.value: number for number, profession in enumerate(Profession)}
PART = 20_000  # rows read at once
NOTHING: Columns = {
    **{f"spot_{name}": np.empty(0) for name in ("lat", "lon", "cell")},
    **{f"spot_{name}": np.empty(0, dtype="U1") for name in ("key", "state", "county")},
    **{f"{name}_at": np.zeros(1, dtype=np.int32) for name in ("tally", "several", "verified")},
    **{name: np.empty((0, 0)) for name in ("tally", "several")},
    **{f"{name}_of": np.empty(0) for name in ("tally", "several", "verified")},
    **{name: np.empty(0) for name in ("tally_spot", "several_person")},
    **{f"verified_{name}": np.empty(0) for name in ("rank", "person", "entry", "until")},
}  # of a store that nothing was published in


def columns_of(connection: Connection, spots: Any, tally: Any, people: Any, verified: Any) -> Columns:
    """The columns of four queries.

    ``spots``: key, latitude, longitude, cell, state, county; in the order of cells. ``tally``: spot, profession,
    numbers. ``people``: spot, profession, person, numbers. ``verified``: spot, profession, entry, person, day, surname,
    given name. Names of what comes out: ``spot_…``; ``tally_at``, ``tally_of`` (profession), ``tally`` and so on:
    ``…_at`` is where the rows of each spot begin, at last their number.
    """
    rows = connection.execute(spots).all()
    found: dict[str, NDArray[Any]] = {
        "spot_key": np.array([row[0] for row in rows], dtype=np.str_),
        "spot_lat": np.radians(np.array([row[1] for row in rows], dtype=np.float64)),
        "spot_lon": np.radians(np.array([row[2] for row in rows], dtype=np.float64)),
        "spot_cell": np.array([row[3] for row in rows], dtype=np.int32),
        "spot_state": np.array([row[4] for row in rows], dtype=np.str_),
        "spot_county": np.array([row[5] or "" for row in rows], dtype=np.str_),
    }
    index = {row[0]: number for number, row in enumerate(rows)}
    found |= _counted(connection, tally, index)
    found |= _several(connection, people, index)
    found |= _listed(connection, verified, index)
    return found


def packed(columns: Columns) -> bytes:
    """Inverse of `unpacked`: nothing in it is run."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **columns)
    return zstandard.compress(file.getvalue())


def unpacked(body: bytes) -> Columns:
    """The columns, by name."""
    with np.load(io.BytesIO(zstandard.decompress(body)), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _counted(connection: Connection, query: Any, index: Mapping[str, int]) -> Columns:
    spots, of, numbers = _read(connection, query, index, _Part("i4", 2, len(query.selected_columns)))
    order, at = _order(spots, len(index))
    return {"tally_at": at, "tally_spot": spots[order], "tally_of": of[order], "tally": numbers[order]}


def _several(connection: Connection, query: Any, index: Mapping[str, int]) -> Columns:
    numbers = _Part("i4", 3, len(query.selected_columns))
    spots, of, ids, facts = _read(connection, query, index, _Part("S16", 2), numbers)
    order, at = _order(spots, len(index))
    person = np.unique(ids, return_inverse=True)[1].astype(np.int32)
    return {"several_at": at, "several_of": of[order], "several_person": person[order], "several": facts[order]}


def _listed(connection: Connection, query: Any, index: Mapping[str, int]) -> Columns:
    """``verified_rank``: by name."""
    parts = _Part("i8", 2), _Part("S16", 3), _Part("i4", 4), _Part("O", 5), _Part("O", 6)
    spots, of, entries, ids, until, last, first = _read(connection, query, index, *parts)
    by_name = sorted(range(len(ids)), key=lambda one: (last[one], first[one], ids[one], entries[one]))
    rank = np.empty(len(ids), dtype=np.int32)
    rank[by_name] = np.arange(len(ids), dtype=np.int32)
    order = np.lexsort((rank, spots))
    return {
        "verified_at": _order(spots, len(index))[1],
        "verified_of": of[order],
        "verified_rank": rank[order],
        "verified_person": ids[order],
        "verified_entry": entries[order],
        "verified_until": until[order],
    }


class _Part(NamedTuple):
    """Values of a row as an array: one of them, or those up to ``last``."""

    kind: str
    first: int
    last: int | None = None

    def of(self, rows: Sequence[Any]) -> NDArray[Any]:
        values = [row[self.first] if self.last is None else tuple(row[self.first : self.last]) for row in rows]
        shape = (len(rows),) if self.last is None else (len(rows), self.last - self.first)
        return np.array(values, dtype=self.kind).reshape(shape)


def _read(connection: Connection, query: Any, index: Mapping[str, int], *parts: _Part) -> list[NDArray[Any]]:
    """Spot and profession of all rows as numbers, then those parts of them."""
    found: list[list[NDArray[Any]]] = []
    rows = connection.execute(query.execution_options(yield_per=PART))
    for some in _partitions(rows):
        spots = np.fromiter((index[row[0]] for row in some), dtype=np.int32)
        of = np.fromiter((CODES[row[1]] for row in some), dtype=np.int8)
        found.append([spots, of, *(part.of(some) for part in parts)])
    return [np.concatenate(column) for column in zip(*found, strict=True)]


def _partitions(rows: Any) -> Iterator[Sequence[Any]]:
    """At least one, so that there are columns of nothing as well."""
    yield ()
    yield from rows.partitions()


def _order(spots: NDArray[Any], number: int) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort(spots, kind="stable")
    return order, np.searchsorted(spots[order], np.arange(number + 1)).astype(np.int32)
