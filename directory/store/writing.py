"""One writer at a time: a lock that the system itself releases when its holder dies, with a note of who holds it."""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, text
from sqlalchemy.engine import make_url
from sqlmodel import create_engine

from directory.store.troubles import DatabaseError, of_disk

WAIT = 60.0  # seconds
EVERY = 0.2  # seconds between two tries
# Advisory locks are numbers of one database: these two stand for "writing" in ours.
KEY = (1_852_139_884, 1)


class BusyError(DatabaseError):
    """Another command is writing; the message says which, since when, and how long was waited."""


def sqlite_file(url: URL | str) -> Path | None:
    """The file of a SQLite database; None for one in memory or of another kind."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


def lock_file(file: Path) -> Path:
    """The lock beside a database file; processes hold it, its content and age mean nothing."""
    return file.with_name(f"{file.name}.lock")


@contextmanager
def writing(
    engine: Engine, what: str, *, wait: float = WAIT, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Holds the right to write. ``what`` is told to whoever else wants it; ``wait`` in seconds, 0: do not wait.

    ``on_wait`` is called once, with who is writing, when it has to wait. Raises BusyError after ``wait`` seconds and
    DatabaseError when the lock cannot be made. A database in memory needs no lock.
    """
    file = sqlite_file(engine.url)
    if file is not None:
        with _file_lock(file, what, wait, on_wait):
            yield
    elif engine.dialect.name == "postgresql":
        with _advisory_lock(engine.url, what, wait, on_wait):
            yield
    else:
        yield


def who_writes(engine: Engine) -> str | None:
    """Who is writing at this moment, in words; None when nobody is."""
    try:
        with writing(engine, "db check", wait=0):
            return None
    except BusyError as error:
        return str(error).partition(";")[0]
    except DatabaseError:  # no lock can be made there, so nobody has one
        return None


@contextmanager
def _file_lock(file: Path, what: str, wait: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    note = file.with_name(f"{file.name}.writer")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_file(file), is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait > 0:
                on_wait(f"{_noted(note)}; waiting up to {wait:g} s")
            try:
                lock.acquire(timeout=wait, poll_interval=EVERY)
            except Timeout:
                raise BusyError(_gave_up(_noted(note), wait)) from None
    except OSError as error:
        raise DatabaseError(of_disk(error)) from error
    try:
        outermost = lock.lock_counter == 1
        if outermost:
            _note(note, what)
        try:
            yield
        finally:
            if outermost:
                note.unlink(missing_ok=True)
    finally:
        lock.release()


def _note(note: Path, what: str) -> None:
    text = {"process": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
    beside = note.with_name(f"{note.name}.new")
    try:
        beside.write_text(json.dumps(text), encoding="utf-8")
        beside.replace(note)
    except OSError as error:
        raise DatabaseError(of_disk(error)) from error


def _noted(note: Path) -> str:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        return _who(told["what"], told["process"], datetime.fromisoformat(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):  # not written yet, or gone again
        return "another command is writing"


def _who(what: str, process: object, since: datetime) -> str:
    return f"`{what}` is writing (process {process}, since {since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def _gave_up(who: str, wait: float) -> str:
    waited = f"waited {wait:g} s" if wait else "did not wait"
    return f"{who}; {waited}, nothing was changed: run this again when it is done, or wait longer with --wait SECONDS"


@contextmanager
def _advisory_lock(url: URL, what: str, wait: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    name = f"needleproof {os.getpid()}@{socket.gethostname()[:20]} {what}".encode()[:63].decode("utf-8", "ignore")
    options = {"connect_timeout": 5} | {k: v for k, v in url.query.items() if k == "connect_timeout"}
    own = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": name, "keepalives_idle": 30, **options},
    )
    with own.connect() as connection:
        until, told = time.monotonic() + wait, False
        while not connection.execute(text("SELECT pg_try_advisory_lock(:a, :b)"), _keys()).scalar_one():
            if time.monotonic() >= until:
                raise BusyError(_gave_up(_holder(connection), wait))
            if not told:
                on_wait(f"{_holder(connection)}; waiting up to {wait:g} s")
                told = True
            time.sleep(EVERY)
        yield


def _keys() -> dict[str, int]:
    return {"a": KEY[0], "b": KEY[1]}


def _holder(connection: Connection) -> str:
    """Who holds the lock: its connection says so itself, and its last statement was the one that took it."""
    row = connection.execute(
        text(
            "SELECT application_name, query_start FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype ="
            " 'advisory' AND granted AND classid = :a AND objid = :b AND pg_locks.database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        ),
        _keys(),
    ).first()
    if row is None or row.query_start is None:
        return "another command is writing"
    _, _, rest = row.application_name.partition("needleproof ")
    process, _, what = rest.partition(" ")
    return _who(what or row.application_name, process, row.query_start)
