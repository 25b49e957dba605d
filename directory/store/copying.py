"""Copies every row of one database into another, the same in SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Enum,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    func,
    insert,
    select,
    text,
)
from sqlmodel import SQLModel

from directory.store import tables as _tables
from directory.store.column_types import Day

BATCH = 2_000
Told = Callable[[str, int, int | None], None]

assert _tables.Run.metadata is SQLModel.metadata  # the schema is known once it is imported


def copied(source: Connection, target: Connection, told: Told) -> dict[str, int]:
    """Copies all rows of our tables into the empty ones of ``target``; rows by table. The caller commits.

    Values that a database packs its own way (JSON, words) are taken as the text that they are, so that nothing is
    written anew.
    """
    made = {}
    for table in SQLModel.metadata.sorted_tables:
        plain = plain_table(table)
        total = source.execute(select(func.count()).select_from(plain)).scalar_one()
        rows = _counted(rows_of(source, plain), table.name, total, told)
        write_rows(target, plain, rows)
        made[table.name] = total
    if target.dialect.name == "postgresql":
        set_sequences(target)
    return made


def plain_table(table: Table) -> Table:
    """The table with what a database packs its own way as the text that it is."""
    columns = [Column(c.name, _kept(c), primary_key=c.primary_key) for c in table.columns]
    return Table(table.name, MetaData(), *columns)


def _kept(column: Column[Any]) -> Any:
    """The type of what stands in the database, which is not always what Python is given of it."""
    if _packed(column):
        return Text()
    return Integer() if isinstance(column.type, Day) else column.type


def _packed(column: Column[Any]) -> bool:
    kind = getattr(column.type, "impl_instance", column.type)
    return isinstance(kind, JSON | Enum)


def rows_of(
    source: Connection, table: Table, condition: ColumnElement[bool] | None = None
) -> Iterator[Sequence[Sequence[Any]]]:
    """All rows of a plain table, or those that meet the condition, in the order of their keys; in batches."""
    as_text = source.dialect.name == "postgresql"
    columns = [cast(c, Text) if as_text and isinstance(c.type, Text) else c for c in table.columns]
    query = select(*columns).order_by(*table.primary_key.columns)
    if condition is not None:
        query = query.where(condition)
    with source.execution_options(yield_per=BATCH).execute(query) as result:
        yield from result.partitions()


def _counted(
    batches: Iterator[Sequence[Sequence[Any]]], name: str, total: int, told: Told
) -> Iterator[Sequence[Sequence[Any]]]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        told(name, done, total)


def write_rows(target: Connection, table: Table, batches: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Adds rows, each with a value for every column in the order of the table; none that the database packs its own
    way. The quickest way there is on each database; the caller commits.
    """
    if target.dialect.name != "postgresql":
        names = [column.name for column in table.columns]
        for batch in batches:
            target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])
        return
    quoted = target.dialect.identifier_preparer
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    driver: Any = target.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted.format_table(table)} ({columns}) FROM STDIN") as copy:
        for batch in batches:
            for row in batch:
                copy.write_row(row)


def numbered() -> Iterator[tuple[Table, Column[Any]]]:
    """Tables whose keys the database itself counts, with that column."""
    for table in SQLModel.metadata.sorted_tables:
        if (column := table.autoincrement_column) is not None:
            yield table, column


def set_sequences(target: Connection) -> None:
    """Makes PostgreSQL count on after the highest number of each table."""
    quoted = target.dialect.identifier_preparer
    for table, column in numbered():
        name, key = quoted.format_table(table), quoted.format_column(column)
        target.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence(:table, :column), "
                f"(SELECT coalesce(max({key}), 0) + 1 FROM {name}), false)"
            ),
            {"table": name, "column": column.name},
        )


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table of a SQLite database, whatever its schema."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = sorted(name for (name,) in found)
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
