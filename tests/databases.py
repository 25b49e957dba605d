"""Where the stores of tests are kept: in files of SQLite, or in databases of the run's PostgreSQL server."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from directory.store.database import connect, upgrade

FILE = "needleproof.db"
Once = Callable[[str, Callable[[Path], None]], Path]


class Databases(Protocol):
    """Databases of one kind. Each belongs to a folder; a new one begins as a copy of another folder's, or empty."""

    name: str

    def make(self, folder: Path, template: Path | None = None) -> str:
        """The URL of the folder's new database. Nobody may be connected to the template's."""
        ...

    def drop(self, folder: Path) -> None: ...

    def quick(self, folder: Path, template: Path | None, *, keep: bool) -> AbstractContextManager[Engine]:
        """An engine on such a database, the quickest way; ``keep``: it can be a template afterwards."""
        ...

    def empty(self) -> AbstractContextManager[Engine]:
        """An engine on an empty database, for one test."""
        ...


class Sqlite:
    """Files; what one test needs is in memory."""

    name = "sqlite"

    def __init__(self, once: Once) -> None:
        self._empty = once("empty-sqlite", self._migrated) / FILE
        # All share an engine, which knows its compiled statements already: one store at a time.
        self._memory = connect("sqlite://")

    def _migrated(self, folder: Path) -> None:
        engine = connect(f"sqlite:///{folder / FILE}")
        upgrade(engine)
        with closing(engine.raw_connection()) as pooled:
            pooled.driver_connection.execute("PRAGMA journal_mode=DELETE")  # its bytes must be all there is
        engine.dispose()

    def make(self, folder: Path, template: Path | None = None) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._file(template), folder / FILE)
        return f"sqlite:///{folder / FILE}"

    def drop(self, folder: Path) -> None:
        """Files of a test go with its folder."""

    @contextmanager
    def quick(self, folder: Path, template: Path | None, *, keep: bool) -> Iterator[Engine]:
        with closing(self._memory.raw_connection()) as pooled:
            pooled.driver_connection.deserialize(self._file(template).read_bytes())
        yield self._memory
        if keep:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(self._memory.raw_connection()) as pooled:
                (folder / FILE).write_bytes(pooled.driver_connection.serialize())

    @contextmanager
    def empty(self) -> Iterator[Engine]:
        with self.quick(Path(), None, keep=False) as engine:
            yield engine

    def _file(self, template: Path | None) -> Path:
        return template / FILE if template else self._empty


# Of a few filled tables this takes 3-7 ms; TRUNCATE with all that refers to them 35-80, a new copy 40 and more.
EMPTIED = """
DO $$
DECLARE one text; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica; -- rows go in any order
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', one); END IF;
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one);
  END LOOP;
END $$
"""


class Postgresql:
    """Databases of one server; copies are made by the server from its files."""

    name = "postgresql"

    def __init__(self, url: str, once: Once, own: Path) -> None:
        self._server = make_url(url)
        self._admin = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self._empty = once("empty-postgresql", self._migrated)
        self._own = connect(self.make(own))  # one for this worker, emptied for each test

    def _migrated(self, folder: Path) -> None:
        self._admin.execute(f"CREATE DATABASE {_name(folder)}")
        engine = connect(self._url(folder))
        upgrade(engine)
        engine.dispose()

    def make(self, folder: Path, template: Path | None = None) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        self.drop(folder)
        source = _name(template or self._empty)
        self._admin.execute(f"CREATE DATABASE {_name(folder)} TEMPLATE {source} STRATEGY file_copy")
        return self._url(folder)

    def drop(self, folder: Path) -> None:
        self._admin.execute(f"DROP DATABASE IF EXISTS {_name(folder)} WITH (FORCE)")

    @contextmanager
    def quick(self, folder: Path, template: Path | None, *, keep: bool) -> Iterator[Engine]:
        engine = connect(self.make(folder, template))
        try:
            yield engine
        finally:
            engine.dispose()
            if not keep:
                self.drop(folder)

    @contextmanager
    def empty(self) -> Iterator[Engine]:
        with closing(self._own.raw_connection()) as pooled:
            pooled.driver_connection.execute(EMPTIED)
            pooled.driver_connection.commit()
        yield self._own

    def close(self) -> None:
        self._own.dispose()
        self._admin.close()

    def _url(self, folder: Path) -> str:
        return self._server.set(database=_name(folder)).render_as_string(hide_password=False)


def _name(folder: Path) -> str:
    return f"store_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def careless(engine: Engine) -> Engine:
    """The engine, not waiting for the disk: no test outlives a power cut."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine
