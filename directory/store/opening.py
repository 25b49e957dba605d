"""Opens engines so that a transaction is one: SQLite begins for real, readers see one state and can write nothing."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlmodel import create_engine

from directory.store.troubles import broken_file, no_database
from directory.store.writing import sqlite_file

READER_WAIT, WRITER_WAIT = 5, 30  # seconds to wait for a locked SQLite file
STEPS = 50_000  # of SQLite's machine between two looks at the clock: about a millisecond
READING = "needleproof_reading"
# What the database says of an error names no values: it goes into logs, which hold nobody's name.
ENGINE_OF_READERS = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_engine(
    url: URL, *, read_only: bool, make: Callable[[Path], object] | None = None, at_most: float | None = None
) -> Engine:
    """An engine; nothing is opened yet. What is wrong with a SQLite file raises DatabaseError on connecting.

    ``make`` makes a file that is not there when somebody wants to write to it. ``at_most``: seconds after which the
    database breaks off any statement (`took_too_long` tells that error).
    """
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, read_only=read_only, at_most=at_most)
    file = sqlite_file(url)
    engine = _in_memory(url) if file is None else _on_disk(url, file, None if read_only else make, read_only=read_only)
    event.listen(engine, "begin", _begin_reading if read_only else _begin)
    if at_most is not None:
        _limit(engine, at_most)
    return engine


def took_too_long(error: DBAPIError) -> bool:
    """Whether that is a statement that was broken off for its time."""
    return str(error.orig) == "interrupted" or getattr(error.orig, "sqlstate", None) == "57014"


def reading(engine: Engine) -> Engine:
    """The same engine, for sessions that only read: they see one state and never wait for who writes."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(**ENGINE_OF_READERS)
    return engine.execution_options(**{READING: True})


# --- SQLite -----------------------------------------------------------------------------------------------------


def _begin(connection: Connection) -> None:
    # Python begins before INSERT, UPDATE and DELETE only: SELECTs would each see another state, and DDL would stand
    # at once. Who may write takes the lock first: a reader that turns writer fails at once when another one wrote.
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get(READING) else "BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


class _File(sqlite3.Connection):
    """A connection that remembers which file it opened, and whether it took it for one that nobody changes."""

    immutable = False
    opened: tuple[object, ...] = ()


def _on_disk(url: URL, file: Path, make: Callable[[Path], object] | None, *, read_only: bool) -> Engine:
    def open_one() -> _File:
        if make is not None and not file.exists():
            make(file)
        return _reader(file) if read_only else _writer(file)

    engine = create_engine(url, creator=open_one, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(engine, "checkout")
    def _still_the_same(connection: _File, _record: object, _proxy: object) -> None:
        if connection.opened != _identity(file, immutable=connection.immutable):
            raise DisconnectionError(f"{file} is another file by now")

    return engine


def _writer(file: Path) -> _File:
    connection = _connected(file, "rw", WRITER_WAIT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        connection.close()
        raise no_database(error, file) or error from None
    return connection


def _reader(file: Path) -> _File:
    connection = _connected(file, "ro", READER_WAIT)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").close()
    except sqlite3.DatabaseError as error:
        connection.close()
        if trouble := no_database(error, file):
            raise trouble from None
        left = _log(file)[0] or file.with_name(f"{file.name}-journal").exists()  # by a writer, alive or killed
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or left:
            raise
        # Beside a WAL database even a reader makes files. Where it cannot, and the log is empty, nobody writes here:
        # the file is all there is.
        connection = _connected(file, "ro&immutable=1", READER_WAIT)
        connection.immutable = True
        connection.opened = _identity(file, immutable=True)
    return connection


def _connected(file: Path, mode: str, wait: int) -> _File:
    if trouble := broken_file(file):
        raise trouble
    address = f"file:{quote(str(file))}?mode={mode}"
    before = _identity(file, immutable=False)
    # A connection serves one session at a time, but not always in the same thread.
    connection = sqlite3.connect(
        address, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, factory=_File
    )
    connection.opened = before
    return connection


def _identity(file: Path, *, immutable: bool) -> tuple[object, ...]:
    """What changes when another file stands at the path; for one taken as immutable, also when it is written."""
    try:
        found = file.stat()
    except OSError:
        return ()
    same = (found.st_dev, found.st_ino)
    return (*same, found.st_size, found.st_mtime_ns, *_log(file)) if immutable else same


def _log(file: Path) -> tuple[int, int]:
    """Size and time of the write-ahead log; zeros when there is none."""
    try:
        found = file.with_name(f"{file.name}-wal").stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _in_memory(url: URL) -> Engine:
    """One connection, lent to one after the other: whoever wants it from another thread waits."""
    return create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )


def _limit(engine: Engine, at_most: float) -> None:
    """SQLite itself knows no time limit: it asks now and then whether to go on."""

    @event.listens_for(engine, "before_cursor_execute")
    def begun(connection: Connection, *_: object) -> None:
        until = time.monotonic() + at_most
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(lambda: time.monotonic() > until, STEPS)


# --- PostgreSQL -------------------------------------------------------------------------------------------------


def _postgresql(url: URL, *, read_only: bool, at_most: float | None) -> Engine:
    given: dict[str, Any] = {"connect_timeout": 5, "application_name": "needleproof"}
    given = {name: value for name, value in given.items() if name not in url.query}
    if read_only and "options" not in url.query:
        given["options"] = f"-c lock_timeout={READER_WAIT}s"  # a schema change is waited for, but not for ever
        if at_most is not None:
            given["options"] += f" -c statement_timeout={round(at_most * 1000)}"
    return create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=given,
        execution_options=ENGINE_OF_READERS if read_only else {},
    )
