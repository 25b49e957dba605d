"""Backups: every row and byte of either database comes back in either, whole or not at all."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.store.backup import MANIFEST, BackupError, Manifest, back_up, read_manifest
from directory.store.database import DatabaseError, connect, newest_revision, ready
from directory.store.restoring import restore
from directory.store.tables import Meta
from tests.databases import Postgresql
from tests.directory.store.conftest import NOW, Filled
from tests.directory.store.older import as_0010

Rows = Callable[[Engine], dict[str, list[tuple[Any, ...]]]]


def quiet(_what: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


def backed_up(engine: Engine, filled: Filled, folder: Path) -> Manifest:
    return back_up(engine, filled.evidence, folder, now=NOW, told=quiet)


@pytest.fixture
def engine(filled: Filled) -> Iterator[Engine]:
    found = connect(filled.url)
    yield found
    found.dispose()


@pytest.fixture
def server(pg: Postgresql, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the PostgreSQL server."""
    found = connect(pg.make(tmp_path / "server"))
    yield found
    found.dispose()
    pg.drop(tmp_path / "server")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_rows_and_bytes_come_back(engine: Engine, filled: Filled, tmp_path: Path, rows_of: Rows) -> None:
    before, bytes_before = rows_of(engine), files(filled.evidence)
    manifest = backed_up(engine, filled, tmp_path / "backup")
    assert manifest == read_manifest(tmp_path / "backup")
    assert {name: len(rows) for name, rows in before.items()} | {"alembic_version": 1} == manifest.rows
    assert min(manifest.rows.values()) > 0  # a table without rows would prove nothing
    assert (manifest.revision, manifest.missing, manifest.evidence) == (newest_revision(), [], len(bytes_before))
    fresh = Filled(tmp_path / "other")
    again = connect(fresh.url)
    restore(again, fresh.evidence, tmp_path / "backup", replace=False, told=quiet)
    assert rows_of(again) == before
    assert files(fresh.evidence) == bytes_before
    again.dispose()
    assert sorted(p.name for p in fresh.folder.iterdir()) == ["evidence", "needleproof.db"]


@pytest.mark.slow
def test_there_and_back_between_both_databases(
    engine: Engine, server: Engine, filled: Filled, tmp_path: Path, rows_of: Rows
) -> None:
    before = rows_of(engine)
    backed_up(engine, filled, tmp_path / "one")
    restore(server, tmp_path / "two" / "evidence", tmp_path / "one", replace=False, told=quiet)
    assert rows_of(server) == before
    with Session(server) as session:  # its numbering goes on after the rows that came
        highest = before["run"][-1][0]
        statement = text(
            "INSERT INTO run (source, scope, how, origin, started, outcome, read, kept, new, changed, gone, dropped,"
            " counts, not_modified, changes_only, planned, done, failed, skipped) SELECT source, scope, how, origin,"
            " started, outcome, read, kept, new, changed, gone, dropped, counts, not_modified, changes_only, planned,"
            " done, failed, skipped FROM run WHERE id = :id RETURNING id"
        )
        assert session.execute(statement, {"id": highest}).scalar_one() == highest + 1
    manifest = back_up(server, tmp_path / "two" / "evidence", tmp_path / "three", now=NOW, told=quiet)
    last = Filled(tmp_path / "last")
    again = connect(last.url)
    restore(again, last.evidence, tmp_path / "three", replace=False, told=quiet)
    assert rows_of(again) == before
    again.dispose()
    raw = []
    for file in (filled.file, last.file):
        with sqlite3.connect(file) as connection:  # not only the same values: the same texts
            names = [name for name in manifest.rows if name != "alembic_version"]
            raw.append({name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names})
    assert raw[0] == raw[1]
    with pytest.raises(BackupError, match=r"not empty.*--replace"):
        restore(server, tmp_path / "two" / "evidence", tmp_path / "one", replace=False, told=quiet)
    with server.begin() as connection:
        connection.execute(text("DELETE FROM pending_end"))
    restore(server, tmp_path / "two" / "evidence", tmp_path / "one", replace=True, told=quiet)
    assert rows_of(server) == before


def test_a_second_backup_copies_only_what_is_new(engine: Engine, filled: Filled, tmp_path: Path) -> None:
    first = backed_up(engine, filled, tmp_path / "backup")
    kept = {path: path.stat().st_ino for path in (tmp_path / "backup" / "evidence").rglob("*") if path.is_file()}
    assert kept
    with Session(engine) as session:
        session.add(Meta(name="more", value="rows"))
        session.commit()
    second = backed_up(engine, filled, tmp_path / "backup")
    assert second.rows["meta"] == first.rows["meta"] + 1
    assert {path: path.stat().st_ino for path in kept} == kept
    assert sorted(p.name for p in (tmp_path / "backup").iterdir()) == sorted(["evidence", MANIFEST, second.database])


def test_evidence_that_was_lost_is_named_and_the_rest_is_kept(engine: Engine, filled: Filled, tmp_path: Path) -> None:
    lost = sorted(path for path in filled.evidence.rglob("*") if path.is_file())[0]
    lost.write_bytes(b"cut")
    manifest = backed_up(engine, filled, tmp_path / "backup")
    assert manifest.missing == [lost.name.partition(".")[0]]
    fresh = Filled(tmp_path / "other")
    restore(connect(fresh.url), fresh.evidence, tmp_path / "backup", replace=False, told=quiet)
    assert len(files(fresh.evidence)) == manifest.evidence == len(files(filled.evidence)) - 1


def test_damaged_evidence_leaves_its_backup_whole_and_is_replaced(
    engine: Engine, filled: Filled, tmp_path: Path
) -> None:
    backed_up(engine, filled, tmp_path / "backup")
    before = {path: path.read_bytes() for path in filled.evidence.rglob("*") if path.is_file()}
    damage(sorted(before)[0])
    restore(engine, filled.evidence, tmp_path / "backup", replace=True, told=quiet)
    assert {path: path.read_bytes() for path in before} == before


def test_damaged_evidence_is_named_and_not_backed_up(engine: Engine, filled: Filled, tmp_path: Path) -> None:
    file = sorted(path for path in filled.evidence.rglob("*") if path.is_file())[0]
    damage(file)
    assert backed_up(engine, filled, tmp_path / "backup").missing == [file.name.partition(".")[0]]


def test_a_backup_beside_a_writer_holds_what_was_committed(engine: Engine, filled: Filled, tmp_path: Path) -> None:
    reader = connect(filled.url, read_only=True)
    with engine.begin() as writing:
        writing.execute(text("DELETE FROM verification"))
        assert backed_up(reader, filled, tmp_path / "backup").rows["verification"] > 0
    reader.dispose()


def test_the_data_folder_is_no_place_for_a_backup(engine: Engine, filled: Filled) -> None:
    with pytest.raises(BackupError, match="is the data folder itself"):
        backed_up(engine, filled, filled.folder)


# --- what is no whole backup ----------------------------------------------------------------------------------------


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def cut_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text((folder / MANIFEST).read_text()[:50])


def other_byte(folder: Path) -> None:
    file = folder / read_manifest(folder).database
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def cut_database(folder: Path) -> None:
    file = folder / read_manifest(folder).database
    file.write_bytes(file.read_bytes()[:-4096])


def no_database(folder: Path) -> None:
    (folder / read_manifest(folder).database).unlink()


def less_evidence(folder: Path) -> None:
    next(path for path in (folder / "evidence").rglob("*") if path.is_file()).unlink()


def cut_evidence(folder: Path) -> None:
    file = next(path for path in (folder / "evidence").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1])


def other_evidence(folder: Path) -> None:
    damage(next(path for path in (folder / "evidence").rglob("*") if path.is_file()))


def damage(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[-1] ^= 1
    file.write_bytes(body)


def newer_program(folder: Path) -> None:
    changed(folder, revision="9999")


def elsewhere(folder: Path) -> None:
    changed(folder, database="../needleproof.db")


def changed(folder: Path, **values: str) -> None:
    told = json.loads((folder / MANIFEST).read_text()) | values
    (folder / MANIFEST).write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_manifest, "holds no complete backup"),
        (cut_manifest, "cannot be read"),
        (other_byte, "SHA-256 is another one"),
        (cut_database, "SHA-256 is another one"),
        (no_database, "is not there"),
        (less_evidence, "evidence files of the backup .* are missing"),
        (cut_evidence, "evidence files of the backup .* are missing or damaged"),
        (other_evidence, "evidence files of the backup .* are missing or damaged"),
        (newer_program, "use the program of version"),
        (elsewhere, "outside of its folder"),
    ],
)
def test_half_a_backup_is_refused_and_nothing_changes(
    spoil: Callable[[Path], None], words: str, engine: Engine, filled: Filled, tmp_path: Path, rows_of: Rows
) -> None:
    backed_up(engine, filled, tmp_path / "backup")
    spoil(tmp_path / "backup")
    before = rows_of(engine)
    with pytest.raises(BackupError, match=words):
        restore(engine, tmp_path / "evidence", tmp_path / "backup", replace=True, told=quiet)
    assert rows_of(engine) == before
    assert not [p.name for p in filled.folder.iterdir() if "restore" in p.name]


# --- what it takes the place of -------------------------------------------------------------------------------------


def test_a_database_with_rows_is_replaced_only_on_demand(
    engine: Engine, filled: Filled, tmp_path: Path, rows_of: Rows
) -> None:
    backed_up(engine, filled, tmp_path / "backup")
    before = rows_of(engine)
    reader = connect(filled.url, read_only=True)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM verification"))
    with pytest.raises(BackupError, match=r"not empty \(it holds .*--replace"):
        restore(engine, filled.evidence, tmp_path / "backup", replace=False, told=quiet)
    with reader.connect() as reading:  # somebody is reading all the while
        count = text("SELECT count(*) FROM verification")
        assert reading.execute(count).scalar_one() == 0
        restore(engine, filled.evidence, tmp_path / "backup", replace=True, told=quiet)
        assert reading.execute(count).scalar_one() == 0
    assert rows_of(reader) == rows_of(engine) == before
    reader.dispose()


@pytest.mark.parametrize(
    ("body", "asked"), [(b"", False), (b"this is no database" * 99, True), (b"SQLite format 3\x00" + b"x" * 9000, True)]
)
def test_a_broken_file_is_replaced(
    body: bytes, asked: bool, engine: Engine, filled: Filled, tmp_path: Path, rows_of: Rows
) -> None:
    backed_up(engine, filled, tmp_path / "backup")
    before = rows_of(engine)
    engine.dispose()
    filled.file.write_bytes(body)
    reader = connect(filled.url, read_only=True)
    with pytest.raises(Exception, match=r"empty|not a"), reader.connect():
        pass
    if asked:
        with pytest.raises(BackupError, match=r"a damaged file.*--replace"):
            restore(engine, filled.evidence, tmp_path / "backup", replace=False, told=quiet)
        assert filled.file.read_bytes() == body
    restore(engine, filled.evidence, tmp_path / "backup", replace=asked, told=quiet)
    assert rows_of(engine) == before
    assert rows_of(reader) == before  # opened before: it finds the new file by itself
    reader.dispose()


def test_a_log_left_by_another_database_is_not_read_into_the_new_one(
    engine: Engine, filled: Filled, tmp_path: Path, rows_of: Rows
) -> None:
    backed_up(engine, filled, tmp_path / "backup")
    before = rows_of(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM verification"))
    left = filled.file.with_name("needleproof.db-wal").read_bytes()
    engine.dispose()
    other = Filled(tmp_path / "other")
    other.folder.mkdir()
    other.file.with_name("needleproof.db-wal").write_bytes(left)
    again = connect(other.url)
    restore(again, other.evidence, tmp_path / "backup", replace=False, told=quiet)
    assert rows_of(again) == before
    again.dispose()


def test_a_backup_of_an_older_program_gets_the_new_schema(engine: Engine, filled: Filled, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(filled.folder, old)
    newer = connect(Filled(old).url)
    with newer.begin() as connection:
        as_0010(connection)
    newer.dispose()
    with sqlite3.connect(Filled(old).file) as connection:
        later = ("link_key", "link_name", "linked_record", "link_decision", "link_question", "link_measurement",
                 "practitioner_change", "page", "statement", "receipt", "seen_document",
                 "published_version")  # fmt: skip
        for name in later:  # as 0001 left it, as far as this test looks
            connection.execute(f"DROP TABLE {name}")
        for name in ("changes_only", "whole_rows", "planned", "done", "failed", "skipped", "program"):
            connection.execute(f"ALTER TABLE run DROP COLUMN {name}")
        for name in ("by_file", "terms_read", "lookup"):
            connection.execute(f"ALTER TABLE source DROP COLUMN {name}")
        connection.execute("ALTER TABLE practitioner DROP COLUMN doubts")
        connection.execute("ALTER TABLE search_entry DROP COLUMN certificate_seen")
        connection.execute("CREATE INDEX ix_source_record_first_run ON source_record (first_run)")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    older = connect(Filled(old).url, read_only=True)
    assert backed_up(older, filled, tmp_path / "backup").revision == "0001"
    fresh = connect(Filled(tmp_path / "new").url)
    restore(fresh, tmp_path / "new" / "evidence", tmp_path / "backup", replace=False, told=quiet)
    assert ready(fresh) is fresh
    with pytest.raises(DatabaseError, match="0001"):
        ready(older)
