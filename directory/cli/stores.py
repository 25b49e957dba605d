"""The store as commands open it: for reading, or as the one writer; what is wrong with it is said in words."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import logs, profiles
from directory.cli.console import UNHEALTHY, err, escaped, fail
from directory.config import Config, config
from directory.loopback import is_loopback
from directory.rules import packaged
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained, readable, ready
from directory.store.evidence import EvidenceStore
from directory.store.runs import sweep
from directory.store.troubles import DISK_FULL, NO_WRITING
from directory.store.writing import WAIT, writing


def settings() -> Config:
    try:
        found = config()
    except ValueError as error:
        fail(str(error))
    if found.data_dir.exists() and not found.data_dir.is_dir():
        fail(f"the data folder {found.data_dir} is a file: name a folder with --data or NEEDLEPROOF_DATA")
    logs.set_up(found.data_dir, verbose=bool(os.environ.get("NEEDLEPROOF_VERBOSE")))
    return found


def clock_of(found: Config) -> Callable[[], datetime]:
    """The time now; with --today, noon (UTC) of that day and on from there."""
    if found.today is None:
        return lambda: datetime.now(UTC)
    started = datetime.now(UTC)
    noon = datetime(found.today.year, found.today.month, found.today.day, 12, tzinfo=UTC)
    return lambda: noon + (datetime.now(UTC) - started)


@contextmanager
def in_words(found: Config) -> Iterator[None]:
    """Ends the command with exit status 1 and a sentence where the database or the disk cannot go on."""
    try:
        yield
    except (DatabaseError, SQLAlchemyError, sqlite3.Error) as error:  # the last where a file is copied by its driver
        fail(explained(error, found.database_url), UNHEALTHY)
    except OSError as error:
        if error.errno not in DISK_FULL | NO_WRITING:
            raise
        fail(explained(error, found.database_url), UNHEALTHY)


@contextmanager
def store(*, write: bool = False, or_empty: bool = False) -> Iterator[tuple[Config, Engine]]:
    """The configuration and a database to read from. ``write``: a single answer may be kept too, beside any writer.

    ``or_empty``: where there is no database yet, an empty one in memory, and none is made.
    """
    found = settings()
    with in_words(found):
        try:
            engine = connect(found.database_url, read_only=not write)
        except NoDatabaseError:
            if not or_empty:
                raise
            engine, write = connect("sqlite://"), True
        try:
            yield found, ready(engine) if write else readable(engine)
        finally:
            engine.dispose()


@contextmanager
def writer(what: str, *, wait: float = WAIT) -> Iterator[tuple[Config, Engine]]:
    """The configuration and a database that nobody else writes to meanwhile; runs that a kill left open are closed.

    ``what`` is told to whoever waits; ``wait`` in seconds. Without the right to write: exit status 1. Rule files that
    are not in order end it before anything is written.
    """
    packaged()
    found = settings()
    with in_words(found):
        engine = connect(found.database_url)
        try:
            with writing(engine, what, wait=wait, on_wait=waiting):
                ready(engine)
                sweep(engine, now=clock_of(found)())
                EvidenceStore(found.evidence_dir).tidy()
                yield found, engine
        finally:
            engine.dispose()


def waiting(message: str) -> None:
    """Says who is writing, to whoever watches."""
    err.print(escaped(message), highlight=False)


def keep_real_out_of_sample(engine: Engine, names: Sequence[str], urls: Mapping[str, str]) -> None:
    """Stops before anything but this machine's own answers is read into a sample database, which `demo` empties."""
    with Session(engine) as session:
        sample = profiles.is_sample(session)
    if sample and not all(is_loopback(urls.get(name) or urls.get("") or "") for name in names):
        fail("this database holds the invented sample world; give real data a folder of their own with --data")
