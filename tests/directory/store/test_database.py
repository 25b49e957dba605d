"""Connecting: a new database is made ready, an old or foreign one is refused, and readers cannot write."""

import multiprocessing
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InternalError, OperationalError
from sqlmodel import SQLModel

from directory.store import opening, tables
from directory.store.database import (
    DatabaseError,
    NoDatabaseError,
    alembic_settings,
    connect,
    explained,
    newest_revision,
    readable,
    reading,
    ready,
    upgrade,
)
from tests.databases import Postgresql

assert tables.Run.metadata is SQLModel.metadata
FORK = multiprocessing.get_context("fork")  # nothing is imported again: quick


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
        differences = compare_metadata(context, SQLModel.metadata)
    if engine.dialect.name == "sqlite":  # keeps two keys that revision 0003 took from PostgreSQL
        kept = {"remove_fk source", "remove_fk first_run"}
        assert {f"{what} {key.column_keys[0]}" for what, key in differences} == kept
    else:
        assert differences == []
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
    file = Path(url.removeprefix("sqlite:///"))
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE wine (id INTEGER)")
    engine = connect(url)
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
    ("pragma", "value"), [("journal_mode", "wal"), ("busy_timeout", 30_000), ("foreign_keys", 1), ("synchronous", 1)]
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


# --- one state, or none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_reader", [lambda url: connect(url, read_only=True), lambda url: reading(connect(url))])
def test_all_questions_of_a_session_see_one_state(url: str, open_reader: Callable[[str], Engine]) -> None:
    writer, reader = ready(connect(url)), open_reader(url)
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
        with writer.begin() as writing:
            writing.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 1
    writer.dispose()
    reader.dispose()


def test_a_postgresql_reader_sees_one_state_and_writes_nothing(pg: Postgresql, tmp_path: Path) -> None:
    url = pg.make(tmp_path)
    writer, reader = connect(url), connect(url, read_only=True)
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
        with writer.begin() as writing:
            writing.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
        with pytest.raises(InternalError, match="read-only"):
            connection.execute(text("DELETE FROM meta"))
    writer.dispose()
    reader.dispose()
    pg.drop(tmp_path)


def test_a_writer_that_reads_first_waits_for_the_other(url: str) -> None:
    engine = ready(connect(url))
    with engine.begin() as first:
        first.execute(text("INSERT INTO meta VALUES ('a', '1')"))
        started, done = threading.Event(), []

        def second() -> None:
            started.set()
            with engine.begin() as connection:
                value = connection.execute(text("SELECT value FROM meta WHERE name = 'a'")).scalar_one()
                connection.execute(text("UPDATE meta SET value = :v"), {"v": f"{value}+"})
                done.append(value)

        thread = threading.Thread(target=second)
        thread.start()
        started.wait()
        assert not done
    thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM meta")).scalar_one() == "1+"
    engine.dispose()


def test_a_change_of_the_schema_is_taken_back_whole(url: str) -> None:
    engine = ready(connect(url))
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("DROP TABLE page"))
        connection.rollback()
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    assert "half" not in names
    assert "page" in names
    engine.dispose()


def test_a_database_in_memory_is_the_same_in_every_thread() -> None:
    engine = ready(connect("sqlite://"))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
    seen: list[int] = []

    def read() -> None:
        with engine.connect() as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM meta")).scalar_one())

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert seen == [1]
    engine.dispose()


# --- killed in the middle -------------------------------------------------------------------------------------------


def upgraded(url: str, kill_at: int) -> int:
    """Upgrades in a process of its own, which is killed before that statement; how many there were, 0 when killed."""
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_upgrade, args=(url, kill_at, sender))
    process.start()
    sender.close()
    process.join(60)
    assert process.exitcode == (-signal.SIGKILL if kill_at else 0)
    return 0 if kill_at else int(receiver.recv())


def _upgrade(url: str, kill_at: int, sender: Any) -> None:
    number = 0

    def count(*_: object) -> None:
        nonlocal number
        number += 1
        if number == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    upgrade(connect(url))
    sender.send(number)


def first_schema(folder: Path) -> Path:
    """A database as the first program made it, with a row that others point to."""
    folder.mkdir()
    file = folder / "needleproof.db"
    settings = alembic_settings("")
    with create_engine(f"sqlite:///{file}").begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
    return file


def schema_of(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return sorted(sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def columns_of(file: Path) -> dict[str, set[str]]:
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in tables}


@pytest.mark.slow
def test_a_killed_upgrade_leaves_the_old_schema(tmp_path: Path) -> None:
    template = first_schema(tmp_path / "old")
    before = schema_of(template)
    file = tmp_path / "needleproof.db"
    shutil.copyfile(template, file)
    statements, after = upgraded(f"sqlite:///{file}", 0), columns_of(file)
    assert columns_of(template) != after
    for number in (statements // 3, statements * 2 // 3, statements - 1):
        for path in tmp_path.glob("needleproof.db*"):
            path.unlink()
        shutil.copyfile(template, file)
        upgraded(f"sqlite:///{file}", number)
        assert schema_of(file) == before
        engine = connect(f"sqlite:///{file}")
        assert upgrade(engine) == ("0001", newest_revision())
        engine.dispose()
        assert columns_of(file) == after


@pytest.mark.slow
def test_a_killed_creation_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "needleproof.db"
    statements = upgraded(f"sqlite:///{file}", 0)
    file.unlink()
    for number in (1, statements // 2, statements):
        upgraded(f"sqlite:///{file}", number)
        assert not file.exists()
        with pytest.raises(NoDatabaseError):
            connect(f"sqlite:///{file}", read_only=True)
    engine = ready(connect(f"sqlite:///{file}"))
    engine.dispose()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["needleproof.db", "needleproof.db.lock"]


# --- what is wrong is said, with what to do -------------------------------------------------------------------------


def trouble(act: Callable[[], object], url: str) -> str:
    """What the command line would say; a test that expects trouble fails when there is none."""
    try:
        act()
    except Exception as error:
        return explained(error, url)
    raise AssertionError("nothing went wrong")


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", r"is empty \(0 bytes\): restore a backup with `needleproof db restore FOLDER --replace`"),
        (b"this is no database" * 100, "is not a SQLite database: restore a backup"),
        (b"SQLite format 3\x00" + b"x" * 5000, "is not a SQLite database: restore a backup"),
    ],
)
def test_a_broken_file_is_said(body: bytes, words: str, read_only: bool, tmp_path: Path) -> None:
    file = tmp_path / "needleproof.db"
    file.write_bytes(body)
    url = f"sqlite:///{file}"
    engine = connect(url, read_only=read_only)
    assert re.search(words, trouble(lambda: readable(engine) if read_only else ready(engine), url))
    assert file.read_bytes() == body


def test_a_damaged_page_is_said(url: str) -> None:
    engine = ready(connect(url))
    engine.dispose()
    file = Path(url.removeprefix("sqlite:///"))
    body = file.read_bytes()
    file.write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))
    reader = connect(url, read_only=True)

    def read() -> None:
        with reader.connect() as connection:
            connection.execute(text("SELECT * FROM run")).all()

    assert "is damaged" in trouble(read, url)


def test_a_lock_is_said(url: str) -> None:
    ready(connect(url)).dispose()
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        engine = connect(url)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1"))

        def write() -> None:
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM meta"))

        said = trouble(write, url)
        reader = connect(url, read_only=True)  # reads go on
        with reader.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
        reader.dispose()
        engine.dispose()
    assert "is locked by another program: wait" in said


def _on_a_full_disk(url: str, size: int, sender: Any) -> None:
    """The kernel lets no file grow beyond a size: as on a full disk, some bytes are written and then no more."""
    engine = connect(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def write() -> None:
        with engine.begin() as connection:
            for number in range(2000):
                connection.execute(text("INSERT INTO meta VALUES (:n, :v)"), {"n": str(number), "v": "x" * 1000})

    sender.send(trouble(write, url))


@pytest.mark.slow
def test_a_full_disk_is_said_and_harms_nothing(url: str) -> None:
    engine = ready(connect(url))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('before', 'x')"))
    size = Path(url.removeprefix("sqlite:///")).stat().st_size
    engine.dispose()
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_on_a_full_disk, args=(url, size + 300_000, sender))
    process.start()
    sender.close()
    process.join(60)
    assert "full" in receiver.recv()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM meta")).scalars().all() == ["before"]
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    engine.dispose()


def _as_a_stranger(url: str, sender: Any) -> None:
    if os.geteuid() == 0:  # permissions do not stop root, who becomes somebody else
        os.setgid(65534)
        os.setuid(65534)
    with readable(connect(url, read_only=True)).connect() as connection:
        sender.send(connection.execute(text("SELECT value FROM meta")).scalars().all())
    engine = connect(url)
    sender.send(trouble(lambda: ready(engine).begin().__enter__(), url))


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_read_all_the_same() -> None:
    with tempfile.TemporaryDirectory() as open_to_all:  # pytest closes its own folders to others
        folder = Path(open_to_all) / "data"
        url = f"sqlite:///{folder / 'needleproof.db'}"
        engine = ready(connect(url))
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        engine.dispose()
        before = sorted(path.name for path in folder.iterdir())
        Path(open_to_all).chmod(0o755)
        (folder / "needleproof.db").chmod(0o444)
        folder.chmod(0o555)
        receiver, sender = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_as_a_stranger, args=(url, sender))
        process.start()
        sender.close()
        process.join(60)
        folder.chmod(0o755)
        assert receiver.recv() == ["b"]
        assert "cannot be written" in receiver.recv()
        assert sorted(path.name for path in folder.iterdir()) == before


def test_a_reader_of_a_read_only_disk_notices_a_change(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken as immutable: what it read before stays valid only until the file is another one."""
    writer = ready(connect(url))
    writer.dispose()

    class Refused(opening._File):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            if statement == "SELECT 1 FROM sqlite_master":  # what a reader asks first
                error = sqlite3.OperationalError("unable to open database file")
                error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
                raise error
            return super().execute(statement, *values)

    monkeypatch.setattr(opening, "_File", Refused)
    reader = connect(url, read_only=True)
    for expected in (0, 1):
        with reader.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == expected
        with writer.begin() as connection:
            connection.execute(text("INSERT OR IGNORE INTO meta VALUES ('a', 'b')"))
        writer.dispose()
    reader.dispose()


def test_a_reader_notices_that_another_file_stands_there(url: str, tmp_path: Path) -> None:
    reader_of, file = connect(url), Path(url.removeprefix("sqlite:///"))
    ready(reader_of).dispose()
    reader = connect(url, read_only=True)
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
    other = ready(connect(f"sqlite:///{tmp_path / 'other.db'}"))
    with other.begin() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
    other.dispose()
    (tmp_path / "other.db").replace(file)
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 1
    file.unlink()
    with pytest.raises(NoDatabaseError), reader.connect():
        pass


PASSING_BY = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO meta (name, value) VALUES ('passing', 'by')")
connection.commit()
connection.close()
"""


@pytest.mark.parametrize("read_only", [True, False])
def test_who_passes_by_leaves_the_log_of_those_who_stay(url: str, read_only: bool, tmp_path: Path) -> None:
    """Locks hold as long as a connection does, whatever else its process does with the file."""
    file = Path(url.removeprefix("sqlite:///"))
    ready(connect(url)).dispose()
    staying, coming = connect(url), connect(url, read_only=read_only)
    with staying.connect() as connection:
        connection.execute(text("SELECT count(*) FROM meta")).scalar_one()
    with coming.connect() as connection:  # a second connection of the same process: it may not loosen the first
        connection.execute(text("SELECT count(*) FROM meta")).scalar_one()
    log = file.with_name(f"{file.name}-wal")
    before = log.stat().st_ino
    subprocess.run([sys.executable, "-c", PASSING_BY, str(file)], check=True, timeout=60)
    assert log.exists(), "whoever passed by took themselves for the last one"
    assert log.stat().st_ino == before
    with staying.begin() as connection:
        connection.execute(text("INSERT INTO meta (name, value) VALUES ('staying', 'on')"))
    with coming.connect() as connection:
        assert set(connection.execute(text("SELECT name FROM meta")).scalars()) == {"passing", "staying"}
    staying.dispose()
    coming.dispose()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"host": "127.0.0.1", "port": 9, "query": {}}, "server at 127.0.0.1 cannot be reached"),
        ({"host": "no-such-host.invalid", "query": {}}, "cannot be reached"),
        ({"database": "no_such_database"}, "has no database 'no_such_database'"),
    ],
)
def test_a_postgresql_server_that_cannot_be_used_is_said(
    change: dict[str, Any], words: str, pg: Postgresql, tmp_path: Path
) -> None:
    url = make_url(pg.make(tmp_path)).set(password="canary", **change).render_as_string(hide_password=False)
    said = trouble(lambda: ready(connect(url)), url)
    assert words in said
    assert "canary" not in said
    pg.drop(tmp_path)


def test_a_refused_password_is_said_without_it() -> None:
    url = "postgresql+psycopg://me:canary@db.example.org/store"
    error = psycopg.OperationalError(
        'connection failed: connection to server at "192.0.2.1", port 5432 failed: FATAL:  password authentication '
        'failed for user "me" canary'
    )
    said = explained(OperationalError("SELECT 1", {}, error), url)
    assert said.startswith("the PostgreSQL server at db.example.org refuses the user 'me': look at the password")
    assert "canary" not in said
    other = psycopg.OperationalError("connection failed: something about canary")
    assert "canary" not in explained(OperationalError("SELECT 1", {}, other), url)


KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=DELETE")
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN")
for number in range(2000):
    connection.execute("INSERT INTO meta (name, value) VALUES (?, hex(randomblob(500)))", (str(number),))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_writer_left_is_said_to_readers_and_taken_back_by_the_next_writer(tmp_path: Path) -> None:
    file = tmp_path / "needleproof.db"
    ready(connect(f"sqlite:///{file}")).dispose()
    subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False)
    assert file.with_name("needleproof.db-journal").exists()
    readers = connect(f"sqlite:///{file}", read_only=True)
    with pytest.raises(OperationalError) as raised, readers.connect() as connection:
        connection.execute(text("SELECT count(*) FROM meta")).scalar_one()
    assert "was killed: run `needleproof db upgrade`" in explained(raised.value, f"sqlite:///{file}")
    readers.dispose()
    ready(connect(f"sqlite:///{file}")).dispose()
    readers = connect(f"sqlite:///{file}", read_only=True)
    with readers.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar_one() == 0
    readers.dispose()
