"""Connects to the database, SQLite or PostgreSQL, and brings its schema up to date, whole or not at all."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, MetaData, event, inspect
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from directory.store.opening import open_engine, reading
from directory.store.troubles import DatabaseError, NoDatabaseError, explained, of_disk
from directory.store.writing import lock_file, sqlite_file

__all__ = ["DatabaseError", "NoDatabaseError", "connect", "explained", "reading", "ready"]

LOG_ENDINGS = ("-wal", "-shm", "-journal")


def connect(url: str, *, read_only: bool = False, at_most: float | None = None) -> Engine:
    """An engine for ``url``. A SQLite file that is not there is made, with its schema, when a writer first connects.
    ``at_most``: seconds that a statement may take, for those who ask whatever they like (`opening.took_too_long`).

    Raises DatabaseError when the folder of a SQLite file cannot be made or, read only, the file is not there. What
    else is wrong with a file is raised, as a DatabaseError too, when a connection is opened.
    """
    address = make_url(url)
    file = sqlite_file(address)
    if file is not None and read_only and not file.exists():
        raise NoDatabaseError(f"no database at {file}: run `needleproof demo` or `needleproof refresh` first")
    if file is not None and not read_only:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"cannot make the data folder {file.parent}: {error.strerror}") from error
    return open_engine(address, read_only=read_only, make=_create, at_most=at_most)


def impatient(engine: Engine, seconds: int) -> Engine:
    """Waits for SQLite's lock as long as somebody sits before a page, not as long as a command."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _short(connection: Any, _record: object) -> None:
            connection.execute(f"PRAGMA busy_timeout={seconds * 1000}")

    return engine


def alembic_settings(url: str) -> AlembicConfig:
    """Alembic's settings for the migrations that belong to this program."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


@lru_cache(maxsize=1)
def newest_revision() -> str:
    """The schema revision that this program reads and writes."""
    head = ScriptDirectory.from_config(alembic_settings("")).get_current_head()
    assert head is not None
    return head


def revision_of(connection: Connection) -> str | None:
    """The schema revision of a database; None when it has none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Brings the schema to this version's in one transaction; returns (revision before, revision after)."""
    file = sqlite_file(engine.url)
    if file is not None and _create(file):
        return None, newest_revision()
    return _changed(engine, migrate)


def ready(engine: Engine) -> Engine:
    """The engine, with its schema made when the database is new.

    Raises DatabaseError when the schema is older or newer than this version of the program.
    """
    with reading(engine).connect() as connection:
        current = revision_of(connection)
        empty = current is None and not inspect(connection).get_table_names()
    if empty:
        upgrade(engine)
    elif (problem := wrong_revision(current)) is not None:
        raise DatabaseError(problem)
    return engine


def readable(engine: Engine) -> Engine:
    """A reader's engine, when what it reads has the schema of this program. Raises DatabaseError otherwise."""
    with reading(engine).connect() as connection:
        problem = wrong_revision(revision_of(connection))
    if problem is not None:
        raise DatabaseError(problem)
    return engine


def wrong_revision(current: str | None) -> str | None:
    """Why a database of that schema cannot be used by this program, and what to do; None when it can."""
    script = ScriptDirectory.from_config(alembic_settings(""))
    head = newest_revision()
    if current == head:
        return None
    known = {revision.revision for revision in script.walk_revisions()}
    advice = "run `needleproof db upgrade`"
    if current is not None and current not in known:
        advice += ", or if a newer program made it, use that one"
    return f"the database has schema {current or 'unknown'}, this program needs {head}: {advice}"


def reset(engine: Engine) -> None:
    """Empties every table of a sample database and makes the schema anew. Never called on real data."""
    _changed(engine, _begin_anew)


def _begin_anew(connection: Connection) -> tuple[str | None, str]:
    drop_all(connection)
    return migrate(connection)


def drop_all(connection: Connection) -> None:
    """Drops every table of ours, within the caller's transaction; those of others are left alone."""
    ours = {*SQLModel.metadata.tables, "alembic_version"}
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in ours)
    metadata.drop_all(connection)


def migrate(connection: Connection) -> tuple[str | None, str]:
    """Brings the schema to this version's within the caller's transaction; (revision before, revision after)."""
    settings = alembic_settings("")
    before = revision_of(connection)
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
    after = revision_of(connection)
    assert after is not None
    return before, after


def _changed(engine: Engine, change: Callable[[Connection], tuple[str | None, str]]) -> tuple[str | None, str]:
    """Does ``change`` in one transaction: killed in the middle of it, the old schema and all rows stand."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                return change(connection)
        driver: Any = connection.connection.driver_connection
        # SQLite changes a table by making a new one and dropping the old; keys that point to it would stop that, and
        # cannot be switched off within the transaction.
        (keys,) = driver.execute("PRAGMA foreign_keys").fetchone()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                done = change(connection)
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise DatabaseError(f"rows of {broken[0]} point to rows of {broken[2]} that are not there")
                return done
        finally:
            driver.execute(f"PRAGMA foreign_keys={keys}")


def _create(file: Path) -> bool:
    """Makes a SQLite file with the whole schema when there is none; says whether it did."""
    if file.exists():
        return False
    try:
        with FileLock(lock_file(file), is_singleton=True):
            if file.exists():  # made by another command meanwhile
                return False
            make_file(file)
    except OSError as error:
        raise DatabaseError(of_disk(error)) from error
    return True


def make_file(file: Path) -> None:
    """Makes a database with the newest schema and nothing in it: under another name, then moved into place."""
    beside = file.with_name(f".{file.name}.new")
    remove_with_log(beside)  # of a command that was killed
    with closing(sqlite3.connect(beside)) as connection:
        connection.execute("VACUUM")  # no empty file, which would not be opened
    engine = open_engine(URL.create("sqlite", database=str(beside)), read_only=False)
    try:
        _changed(engine, migrate)
    finally:
        engine.dispose()
    place(beside, file)


def place(beside: Path, file: Path) -> None:
    """Moves a closed database to where one is looked for, durably. Raises DatabaseError when its log is still there."""
    if beside.with_name(f"{beside.name}-wal").exists():  # closing could not write it into the file
        raise DatabaseError(f"the disk refused to write {beside}: look whether it is full, then run this again")
    for ending in LOG_ENDINGS:  # the log of a file that was taken away would be read into this one
        file.with_name(file.name + ending).unlink(missing_ok=True)
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_with_log(file: Path) -> None:
    """Removes a database file and what SQLite keeps beside it."""
    for ending in ("", *LOG_ENDINGS):
        file.with_name(file.name + ending).unlink(missing_ok=True)
