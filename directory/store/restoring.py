"""Puts a backup in the place of a database, whole or not at all, from either kind of database into either."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError as DriverError

from directory.store.backup import BackupError, Manifest, Told, evidence_back, read_manifest, taken_out
from directory.store.copying import copied
from directory.store.database import connect, drop_all, migrate, place, remove_with_log, upgrade
from directory.store.opening import reading
from directory.store.troubles import BrokenDatabaseError, DatabaseError, of_disk
from directory.store.writing import sqlite_file

PATIENCE = 60  # seconds for a SQLite file that somebody else has locked


def restore(engine: Engine, evidence: Path, folder: Path, *, replace: bool, told: Told) -> Manifest:
    """Makes the database of ``engine`` and the evidence folder what the backup in ``folder`` says.

    Raises BackupError when the backup is not whole or, without ``replace``, when the database holds anything. Until
    the last step nothing of the old database changes; that step is one transaction, or the move of one file.
    """
    manifest = read_manifest(folder)
    file = sqlite_file(engine.url)
    broken = _may_be_replaced(engine, file, replace=replace)
    beside = (file.parent if file is not None else evidence.parent) / ".needleproof-restore.db"
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        try:
            taken_out(manifest, folder, beside, told)
            _upgraded(beside)
            evidence_back(manifest, folder, beside, evidence, told)
            if file is None:
                _into_server(engine, beside, told)
            elif broken:
                engine.dispose()
                place(beside, file)
            else:
                _into_file(engine, beside)
        finally:
            remove_with_log(beside)
    except OSError as error:
        raise BackupError(of_disk(error)) from error
    return manifest


def _may_be_replaced(engine: Engine, file: Path | None, *, replace: bool) -> bool:
    """Whether there is no file that can be read; raises BackupError where something would be lost unasked."""
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        return True
    try:
        filled, broken = _holds(engine), False
    except (BrokenDatabaseError, DriverError) as error:
        if file is None or (isinstance(error, DriverError) and not _damaged(error)):
            raise
        filled, broken = ["a damaged file"], True
    if filled and not replace:
        raise BackupError(f"the database is not empty (it holds {', '.join(filled[:3])}): add --replace to replace it")
    return broken


def _damaged(error: DriverError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _holds(engine: Engine) -> list[str]:
    """The tables that have rows, those of others included."""
    with reading(engine).connect() as connection:
        quoted = connection.dialect.identifier_preparer.quote
        names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        asked = ((name, text(f"SELECT 1 FROM {quoted(name)} LIMIT 1")) for name in names)
        return [name for name, query in asked if connection.execute(query).first() is not None]


def _upgraded(beside: Path) -> None:
    engine = connect(f"sqlite:///{beside}")
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _into_file(engine: Engine, beside: Path) -> None:
    """One transaction over the file that readers have open: they see the old rows until it ends, then the new."""
    until = time.monotonic() + PATIENCE

    def patience(status: int, _left: int, _all: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise DatabaseError("the database is locked by another program: wait until it is done, then restore again")

    with closing(sqlite3.connect(beside)) as source, closing(engine.raw_connection()) as pooled:
        target: Any = pooled.driver_connection
        source.backup(target, progress=patience)
        target.execute("PRAGMA wal_checkpoint(PASSIVE)")  # as far as readers of the old rows let it


def _into_server(engine: Engine, beside: Path, told: Told) -> None:
    source = connect(f"sqlite:///{beside}", read_only=True)
    try:
        with source.connect() as rows, engine.begin() as connection:
            drop_all(connection)
            migrate(connection)
            copied(rows, connection, told)
    finally:
        source.dispose()
