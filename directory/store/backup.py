"""Backups: one SQLite file with every row of either kind of database, the evidence, and a manifest, made last."""

import hashlib
import json
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from directory import __version__
from directory.store.copying import copied, row_counts
from directory.store.database import connect, make_file, newest_revision, place, remove_with_log
from directory.store.evidence import CHUNK, EvidenceError, EvidenceStore
from directory.store.opening import reading
from directory.store.troubles import DatabaseError, of_disk

MANIFEST = "manifest.json"
EVIDENCE = "evidence"
Told = Callable[[str, int, int | None], None]


class BackupError(DatabaseError):
    """A backup cannot be made or taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``database``: name of its file; sizes in bytes; ``missing``: evidence lost before."""

    program: str
    made: str
    revision: str
    database: str
    size: int
    sha256: str
    rows: dict[str, int]
    evidence: int
    evidence_size: int
    missing: list[str]


def back_up(engine: Engine, evidence: Path, folder: Path, *, now: datetime, told: Told) -> Manifest:
    """Writes a backup into ``folder``, new or that of an earlier one: evidence that it has already is not copied again.

    Killed in the middle, the earlier backup stays whole. Raises BackupError when the folder cannot hold it.
    """
    if folder.resolve() == evidence.parent.resolve():
        raise BackupError(f"{folder} is the data folder itself: name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f".new-{uuid.uuid4().hex}"
        try:
            told("database", 0, None)
            _copy_database(engine, made, told)
            return _complete(made, evidence, folder, now, told)
        finally:
            remove_with_log(made)
    except OSError as error:
        raise BackupError(of_disk(error)) from error


def _copy_database(engine: Engine, made: Path, told: Told) -> None:
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as pooled:
            pooled.cursor().execute("VACUUM INTO ?", (str(made),))
        return
    make_file(made)
    target = connect(f"sqlite:///{made}")
    try:
        with reading(engine).connect() as rows, target.begin() as connection:
            copied(rows, connection, told)
        with closing(target.raw_connection()) as pooled:
            pooled.cursor().execute("PRAGMA journal_mode=DELETE")  # one file is all there is
    finally:
        target.dispose()


def _complete(made: Path, evidence: Path, folder: Path, now: datetime, told: Told) -> Manifest:
    with closing(_read_only(made)) as connection:
        rows = row_counts(connection)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        bodies = _bodies(connection)
    lost, size = _copy_evidence(bodies, evidence, folder / EVIDENCE, told, anew=False)
    sha256 = _digest(made)
    database = f"database-{sha256[:16]}.sqlite"
    manifest = Manifest(
        program=__version__,
        made=now.isoformat(timespec="seconds"),
        revision=revision,
        database=database,
        size=made.stat().st_size,
        sha256=sha256,
        rows=rows,
        evidence=len(bodies) - len(lost),
        evidence_size=size,
        missing=lost,
    )
    place(made, folder / database)
    os.sync()  # the evidence too is on the disk before the manifest says so
    beside = folder / f".{MANIFEST}.new"
    beside.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.replace(folder / MANIFEST)
    for other in folder.glob("database-*.sqlite"):
        if other.name != database:
            other.unlink()
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError when there is none: the folder is no backup, or half of one."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{field.name: told[field.name] for field in fields(Manifest)})
    except FileNotFoundError:
        raise BackupError(
            f"{folder} holds no complete backup: it has no {MANIFEST}; name a folder that `needleproof db backup` made"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read ({error}): take another backup") from error
    if Path(str(manifest.database)).name != manifest.database:
        raise BackupError(f"{folder / MANIFEST} names a file outside of its folder: take another backup")
    return manifest


# --- taking one back --------------------------------------------------------------------------------------------


def taken_out(manifest: Manifest, folder: Path, beside: Path, told: Told) -> None:
    """Copies a backup's database to ``beside``, proves that it is whole and brings it to this program's schema.

    Raises BackupError when a byte differs from what the manifest says or a newer program made it.
    """
    source = folder / manifest.database
    digest = hashlib.sha256()
    remove_with_log(beside)
    try:
        with source.open("rb") as backup, beside.open("wb") as copy:
            while chunk := backup.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
                told("database", copy.tell(), manifest.size)
    except FileNotFoundError as error:
        if error.filename != str(source):
            raise
        raise BackupError(f"{source} is not there: the backup is not whole, take another one") from None
    if digest.hexdigest() != manifest.sha256:
        raise BackupError(f"{source} is not what was backed up: its SHA-256 is another one; take another backup")
    if manifest.revision > newest_revision():
        raise BackupError(
            f"{folder} has schema {manifest.revision}, this program knows {newest_revision()}: use the program of "
            f"version {manifest.program} or newer"
        )


def evidence_back(manifest: Manifest, folder: Path, database: Path, evidence: Path, told: Told) -> None:
    """Copies the evidence of a backup to where it is kept. Raises BackupError when some of it is not in the backup."""
    with closing(_read_only(database)) as connection:
        bodies = _bodies(connection)
    lost, _ = _copy_evidence(bodies, folder / EVIDENCE, evidence, told, anew=True)
    if missing := sorted(set(lost) - set(manifest.missing)):
        raise BackupError(
            f"{len(missing)} evidence files of the backup {folder} are missing or damaged, first "
            f"{missing[0]}: the backup is not whole, take another one"
        )


# --- pieces -----------------------------------------------------------------------------------------------------


def _read_only(file: Path) -> sqlite3.Connection:
    """A file that nobody else has open: nothing is made beside it."""
    return sqlite3.connect(f"file:{quote(str(file))}?immutable=1", uri=True)


def _bodies(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    return connection.execute("SELECT sha256, stored_size FROM evidence_body ORDER BY sha256").fetchall()


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy_evidence(
    bodies: list[tuple[str, int]], source: Path, target: Path, told: Told, *, anew: bool
) -> tuple[list[str], int]:
    """Copies what is not there yet; (names that the source has not or not with the right bytes, bytes).

    ``anew``: what is there is read too, and replaced where it is damaged.
    """
    here, there, lost, total = EvidenceStore(source), EvidenceStore(target), [], 0
    for number, (sha256, size) in enumerate(bodies, start=1):
        if _is(there, sha256, size, whole=anew) or _copied(here, there, sha256, size):
            total += size
        else:
            lost.append(sha256)
        if number % 100 == 0 or number == len(bodies):
            told("evidence", number, len(bodies))
    return lost, total


def _is(store: EvidenceStore, sha256: str, size: int, *, whole: bool) -> bool:
    """``whole``: its bytes are read, too."""
    try:
        return store.path_of(sha256).stat().st_size == size and (not whole or store.whole(sha256))
    except (EvidenceError, FileNotFoundError):
        return False


def _copied(here: EvidenceStore, there: EvidenceStore, sha256: str, size: int) -> bool:
    """A copy and no link: what damages one of the two must leave the other whole."""
    if not _is(here, sha256, size, whole=True):
        return False
    source = here.path_of(sha256)
    target = there.root / source.relative_to(here.root)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".new-{uuid.uuid4().hex}")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return True
