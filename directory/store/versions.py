"""Writes versions of records in bulk: many rows a statement on SQLite, `COPY` on PostgreSQL; the same rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, text
from sqlmodel import col, select

from directory.records import Record, record_from
from directory.store.evidence import Stored
from directory.store.tables import Fetch, SourceRecord

COLUMNS = ("source", "scope", "kind", "key", "content_hash", "payload", "fetch_id", "locator", "first_run")
PART = 500
TOGETHER = 100  # times our columns stays below the 999 values that every SQLite takes


class Known(msgspec.Struct, frozen=True, gc=False):
    """The current version of a key: its row and what it held."""

    id: int
    content_hash: str


def known_versions(connection: Connection, source: str, scope: str, readable: Sequence[int]) -> dict[str, Known]:
    """Key -> current version, of everything readers see now of a source and scope. ``readable``: its readable runs."""
    if not readable:
        return {}
    rows = connection.execute(
        select(SourceRecord.key, SourceRecord.id, SourceRecord.content_hash).where(
            SourceRecord.source == source,
            SourceRecord.scope == scope,
            col(SourceRecord.ended_run).is_(None),
            col(SourceRecord.first_run).in_(readable),
        )
    )
    return {key: Known(record_id, digest) for key, record_id, digest in rows}


def records_of(connection: Connection, ids: Sequence[int]) -> dict[int, Record]:
    """The records of these rows."""
    found: dict[int, Record] = {}
    for start in range(0, len(ids), PART):
        rows = connection.execute(
            select(SourceRecord.id, SourceRecord.kind, SourceRecord.payload).where(
                col(SourceRecord.id).in_(ids[start : start + PART])
            )
        )
        found.update({record_id: record_from(kind, payload) for record_id, kind, payload in rows})
    return found


def store_versions(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows in the order of COLUMNS; the payload as the JSON text of `Record.packed`."""
    if not rows:
        return
    names = ", ".join(COLUMNS)
    if connection.dialect.name == "postgresql":
        # Versions are only ever added, so COPY goes straight into the table: there is nothing to upsert.
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY source_record ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
        return
    # Many rows a statement: a third quicker than `executemany`, which also hands Python's lock over at every row.
    marks = f"({', '.join('?' * len(COLUMNS))})"
    whole = len(rows) - len(rows) % TOGETHER
    together = f"INSERT INTO source_record ({names}) VALUES {', '.join([marks] * TOGETHER)}"
    for start in range(0, whole, TOGETHER):
        connection.exec_driver_sql(together, tuple(chain.from_iterable(rows[start : start + TOGETHER])))
    if rest := rows[whole:]:
        connection.exec_driver_sql(f"INSERT INTO source_record ({names}) VALUES {marks}", list(rest))


def store_ends(connection: Connection, run_id: int, record_ids: Sequence[int]) -> None:
    """Versions that end if and when the run becomes readable; what was noted before a kill is not noted twice."""
    if record_ids:
        connection.execute(
            text("INSERT INTO pending_end (run_id, record_id) VALUES (:run, :record) ON CONFLICT DO NOTHING"),
            [{"run": run_id, "record": r} for r in record_ids],
        )


def store_bodies(connection: Connection, bodies: Iterable[Stored]) -> None:
    """Notes kept bodies; one that is known already is left as it is."""
    rows = [
        {"sha256": b.sha256, "size": b.size, "stored_size": b.stored_size, "encoding": b.encoding}
        for b in {b.sha256: b for b in bodies}.values()
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO evidence_body (sha256, size, stored_size, encoding) "
                "VALUES (:sha256, :size, :stored_size, :encoding) ON CONFLICT (sha256) DO NOTHING"
            ),
            rows,
        )


def store_fetches(connection: Connection, fetches: Sequence[Mapping[str, Any]]) -> list[int]:
    """Notes responses; returns their ids in the order given."""
    if not fetches:
        return []
    statement = insert(Fetch).returning(col(Fetch.id), sort_by_parameter_order=True)
    return [fetch_id for (fetch_id,) in connection.execute(statement, list(fetches)) if fetch_id is not None]


def fetch_row(
    run_id: int, stored: Stored, *, url: str, at: datetime, status: int | None, headers: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "sha256": stored.sha256,
        "url": url,
        "fetched_at": at.astimezone(UTC),
        "status": status,
        "headers": json.loads(json.dumps(dict(headers))),
    }
