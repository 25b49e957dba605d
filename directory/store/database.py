"""Connects to the database, SQLite or PostgreSQL, and brings its schema up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, event, inspect
from sqlalchemy.engine import make_url
from sqlmodel import create_engine


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says what to do."""


def connect(url: str, *, read_only: bool = False) -> Engine:
    """An engine for ``url``. SQLite gets WAL, a busy timeout and foreign keys; ``read_only`` refuses every write.

    Raises DatabaseError when the folder of a SQLite file cannot be made or, read only, the file is not there.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database and address.database != ":memory:":
        file = Path(address.database)
        if read_only and not file.exists():
            raise DatabaseError(f"no database at {file}: run `needleproof demo` or `needleproof refresh` first")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"cannot make the data folder {file.parent}: {error.strerror}") from error
    engine = create_engine(url)
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas(read_only))
    return engine


def _sqlite_pragmas(read_only: bool):  # type: ignore[no-untyped-def]
    def on_connect(connection, _record):  # type: ignore[no-untyped-def]
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=5000")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return on_connect


def alembic_settings(url: str) -> AlembicConfig:
    """Alembic's settings for the migrations that belong to this program."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Brings the schema to this version's; returns (revision before, revision after)."""
    settings = alembic_settings(engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        after = MigrationContext.configure(connection).get_current_revision()
    assert after is not None
    return before, after


def ready(engine: Engine) -> Engine:
    """The engine, with its schema made when the database is new.

    Raises DatabaseError when the schema is older or newer than this version of the program.
    """
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        empty = current is None and not inspect(connection).get_table_names()
    if empty:
        upgrade(engine)
        return engine
    head = ScriptDirectory.from_config(alembic_settings(str(engine.url))).get_current_head()
    if current != head:
        raise DatabaseError(
            f"the database has schema {current or 'unknown'}, this program needs {head}: run `needleproof db upgrade`"
        )
    return engine


def reset(engine: Engine) -> None:
    """Empties every table of a sample database and makes the schema anew. Never called on real data."""
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)
    upgrade(engine)
