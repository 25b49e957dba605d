"""Connecting: a new database is made ready, an old or foreign one is refused, and readers cannot write."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from directory.store import tables
from directory.store.database import DatabaseError, connect, ready, upgrade

assert tables.Run.metadata is SQLModel.metadata


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'deep' / 'er' / 'needleproof.db'}"


def test_new_database_is_made_ready_and_stays_so(url: str) -> None:
    engine = connect(url)
    ready(engine)
    before, after = upgrade(engine)
    assert before == after
    assert ready(engine) is engine
    engine.dispose()


def test_migrations_make_what_the_tables_declare(url: str) -> None:
    engine = ready(connect(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("revision", ["not_one_of_ours", "9999"])
def test_database_of_another_version_is_refused(url: str, revision: str) -> None:
    engine = ready(connect(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    with pytest.raises(DatabaseError, match=f"has schema {revision}.*db upgrade"):
        ready(engine)
    engine.dispose()


def test_database_of_somebody_else_is_refused(url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE wine (id INTEGER)"))
    with pytest.raises(DatabaseError, match="has schema unknown"):
        ready(engine)
    engine.dispose()


def test_reader_cannot_write(url: str) -> None:
    ready(connect(url)).dispose()
    engine = connect(url, read_only=True)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM run")).scalar_one() == 0
        for statement in (
            "INSERT INTO meta VALUES ('a', 'b')",
            "DELETE FROM run",
            "DROP TABLE run",
            "CREATE TABLE x (y INTEGER)",
        ):
            with pytest.raises(OperationalError, match="readonly"):
                connection.execute(text(statement))
    engine.dispose()


def test_reader_of_no_database_is_told_what_to_do(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="needleproof demo"):
        connect(url, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(DatabaseError, match="cannot make the data folder"):
        connect(f"sqlite:///{tmp_path / 'file' / 'needleproof.db'}")


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("busy_timeout", 5000), ("foreign_keys", 1), ("synchronous", 1)]
)
def test_pragmas_are_on(url: str, pragma: str, value: object) -> None:
    engine = connect(url)
    for _ in range(2):  # also on a second connection
        with engine.connect() as connection:
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
        engine.dispose()


def test_reader_waits_for_a_lock_and_reads_beside_a_writer(url: str) -> None:
    writer = ready(connect(url))
    reader = connect(url, read_only=True)
    with writer.begin() as writing, reader.connect() as reading:
        writing.execute(text("INSERT INTO meta VALUES ('sample', 'yes')"))
        assert reading.execute(text("PRAGMA busy_timeout")).scalar_one() == 5000
        assert reading.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
    with reader.connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM meta")).scalar_one() == 1
    writer.dispose()
    reader.dispose()
