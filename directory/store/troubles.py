"""What a database or a disk says when it cannot go on, in words that tell what to do."""

import errno
import sqlite3
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

if TYPE_CHECKING:
    import psycopg

RESTORE = "restore a backup with `needleproof db restore FOLDER --replace`"
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LEFT_HALF_DONE = frozenset({sqlite3.SQLITE_READONLY_RECOVERY, sqlite3.SQLITE_READONLY_ROLLBACK})
NO_WRITING = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says what to do."""


class NoDatabaseError(DatabaseError):
    """There is no database yet."""


class BrokenDatabaseError(DatabaseError):
    """The file is there and is no database that can be read: nothing in it can be lost by putting another there."""


def explained(error: Exception, url: URL | str) -> str:
    """What went wrong with the database at ``url`` and what to do; never the statement, its values or the password."""
    address = make_url(url)
    if isinstance(error, DatabaseError):
        return str(error)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, address.database or ":memory:")
    if address.get_backend_name() == "postgresql":
        import psycopg  # a fifth of the time that a command takes to start, which SQLite needs none of

        if isinstance(cause, psycopg.Error):
            return _of_postgresql(cause, address)
    if isinstance(cause, OSError):
        return of_disk(cause)
    if isinstance(error, SQLAlchemyError):
        return f"the database cannot be used: {_first_line(error)}"
    return str(error)


def of_disk(error: OSError) -> str:
    """What a file system refused, with the file where it says which."""
    where = f" at {error.filename}" if error.filename else ""
    if error.errno in DISK_FULL:
        return f"the disk is full{where}: make room and run the command again; what was stored before is unharmed"
    if error.errno in NO_WRITING:
        return f"nothing can be written{where}: the disk or the folder is read-only for this user"
    return f"the disk cannot be used{where}: {error.strerror or error}"


def broken_file(file: Path) -> DatabaseError | None:
    """Why a file cannot be a database of ours, as far as the folder tells of it; None when it may be one.

    The file itself is left alone: whoever opens and closes it drops all locks that their process holds on it (POSIX),
    also those of connections in use. Another process then takes itself for the last one and removes their log.
    """
    try:
        found = file.stat()
    except FileNotFoundError:
        return NoDatabaseError(f"no database at {file}: run `needleproof demo` or `needleproof refresh` first")
    except OSError as error:
        return DatabaseError(f"the database {file} cannot be opened: {error.strerror}")
    if S_ISDIR(found.st_mode):
        return DatabaseError(f"{file} is a folder, not a database: name another file")
    if not found.st_size:
        return BrokenDatabaseError(f"the database {file} is empty (0 bytes): {RESTORE}, or delete it to begin anew")
    return None


def no_database(error: sqlite3.Error, file: Path) -> DatabaseError | None:
    """What SQLite says of a file that is none of its own, as an error of ours; None for any other error."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_NOTADB:
        return None
    return BrokenDatabaseError(_of_sqlite(error, str(file)))


def _of_sqlite(error: sqlite3.Error, file: str) -> str:
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _LEFT_HALF_DONE:
        return (
            f"a program that wrote to {file} was killed: run `needleproof db upgrade`, which takes back what it had "
            "not finished"
        )
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return f"the disk is full at {file}: make room and run the command again; what was stored is unharmed"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"the database {file} is locked by another program: wait until it is done, then run this again"
        case sqlite3.SQLITE_NOTADB:
            return f"{file} is not a SQLite database: {RESTORE}, or name another file"
        case sqlite3.SQLITE_CORRUPT:
            return f"the database {file} is damaged ({error}): {RESTORE}"
        case sqlite3.SQLITE_READONLY:
            return f"the database {file} cannot be written: the disk, the folder or the file is read-only for this user"
        case sqlite3.SQLITE_CANTOPEN:
            return f"the database {file} cannot be opened: look whether the file, its folder and the disk can be used"
        case sqlite3.SQLITE_IOERR:
            return f"the disk refused to read or write {file}: look whether it is full or damaged, then run this again"
    return f"the database cannot be used: {_first_line(error)}"


def _of_postgresql(error: "psycopg.Error", url: URL) -> str:
    import psycopg

    server = f"the PostgreSQL server at {url.host or url.query.get('host') or 'this machine'}"
    text = _first_line(error, url)
    if "password authentication failed" in text or "no password supplied" in text:
        return f"{server} refuses the user {url.username!r}: look at the password in NEEDLEPROOF_DATABASE_URL"
    if 'database "' in text and "does not exist" in text:
        return f"{server} has no database {url.database!r}: make it with `createdb`, or name another"
    if isinstance(error, psycopg.errors.DiskFull):
        return f"the disk of {server.removeprefix('the ')} is full: make room and run the command again"
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
        return f"{server} is busy with another command: wait until it is done, then run this again"
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return f"{server} takes no changes now: it is read-only"
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate is None or error.sqlstate[:2] in ("08", "57")):
        advice = "look whether it runs and whether NEEDLEPROOF_DATABASE_URL is right"
        return f"{server} cannot be reached: {advice} ({text})"
    return f"the database cannot be used: {text}"


def _first_line(error: Exception, url: URL | None = None) -> str:
    text = str(getattr(error, "orig", None) or error).partition("\n")[0]
    return text.replace(str(url.password), "***") if url is not None and url.password else text
