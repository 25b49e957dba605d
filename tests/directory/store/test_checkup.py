"""The check-up: all well where all is well, and each kind of damage found, named and told what to do about."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from directory.store.backup import back_up
from directory.store.checkup import check_up
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.restoring import restore
from tests.databases import Postgresql
from tests.directory.store.conftest import NOW, Filled
from tests.directory.store.test_backup import quiet
from tests.directory.store.test_writing import FORK, hold

NAMES = ["file", "schema", "keys", "numbering", "evidence", "open runs", "pages", "pending ends", "published",
         "linking"]  # fmt: skip


@pytest.fixture
def engine(filled: Filled) -> Iterator[Engine]:
    found = connect(filled.url)
    yield found
    found.dispose()


def wrong(engine: Engine, filled: Filled, *, deep: bool = False) -> dict[str, str]:
    found = list(check_up(engine, EvidenceStore(filled.evidence), deep=deep, told=quiet))
    assert all(finding.advice for finding in found)
    return {finding.check: "; ".join(finding.wrong) for finding in found if not finding.ok}


@pytest.mark.parametrize("deep", [False, True])
def test_all_is_well(deep: bool, engine: Engine, filled: Filled) -> None:
    assert [f.check for f in check_up(engine, EvidenceStore(filled.evidence), deep=deep, told=quiet)] == NAMES
    assert wrong(engine, filled, deep=deep) == {}


CASES = [
    ("UPDATE alembic_version SET version_num = '0001'", "schema", "the database has schema 0001"),
    ("DELETE FROM fetch WHERE id = 1", "keys", "rows of source_record point to rows of fetch"),
    ("UPDATE source_record SET first_run = 2 WHERE id = 1", "keys", "1 rows of source_record name another run"),
    ("UPDATE source_record SET source = 'co_dora' WHERE id = 1", "keys", "1 rows of source_record name another run or"),
    ("UPDATE run SET outcome = 'running' WHERE id = 4", "open runs", "run 4 of oig_exclusions is open since 2026"),
    ("UPDATE run SET outcome = 'broken off' WHERE id = 1", "pages", "run 1 of oig_exclusions (broken off) still has 2"),
    ("UPDATE page SET state = 'planned' WHERE key = 'a'", "pages", "were never asked for"),
    ("INSERT INTO pending_end VALUES (1, 1)", "pending ends", "run 1 of oig_exclusions is healthy, and 1 ends"),
    ("UPDATE publication SET practitioners = 7", "published", "7 were published"),
    ("UPDATE publication SET digest = 'x'", "published", "the digest over all of them differs"),
    ("UPDATE practitioner SET display_name = 'Y' WHERE id = (SELECT min(id) FROM practitioner)", "published", "1 p"),
    ("UPDATE verification SET status = 'confirmed' WHERE id = (SELECT min(id) FROM verification WHERE status <>"
     " 'confirmed')", "published", "1 practitioners are not as they were published"),
    ("DELETE FROM search_entry WHERE id = 1", "published", "1 practitioners are not as they were published"),
    (
        "DELETE FROM notice; DELETE FROM delivery; DELETE FROM monitor_run; DELETE FROM watched; "
        "DELETE FROM practitioner_change; DELETE FROM published_version; DELETE FROM publication",
        "published",
        "but nothing was published",
    ),
    ("DELETE FROM linked_record WHERE record_id = (SELECT min(record_id) FROM linked_record WHERE person IS NOT NULL)",
     "linking", "were linked to people, and"),
    ("UPDATE linked_record SET person = (SELECT min(person) FROM linked_record)", "linking",
     "put together otherwise than they are shown"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "check", "words"), CASES)
def test_damaged_rows_are_found(damage: str, check: str, words: str, engine: Engine, filled: Filled) -> None:
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        for statement in damage.split(";"):
            assert connection.execute(text(statement)).rowcount
        connection.commit()
        connection.invalidate()
    found = wrong(engine, filled)
    assert words in found.pop(check)
    assert found == {}


def test_an_open_run_is_no_fault_while_somebody_writes(engine: Engine, filled: Filled) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE run SET outcome = 'running' WHERE id = 4"))
    here, there = FORK.Pipe()
    process = FORK.Process(target=hold, args=(filled.url, there))
    process.start()
    assert here.recv() == "writing"
    assert wrong(engine, filled) == {}
    process.kill()
    process.join()
    assert set(wrong(engine, filled)) == {"open runs"}


def test_evidence_that_is_missing_cut_or_changed_is_found(engine: Engine, filled: Filled) -> None:
    one, two, three, *_ = sorted(path for path in filled.evidence.rglob("*") if path.is_file())
    one.unlink()
    two.write_bytes(two.read_bytes()[:-1])
    changed = bytearray(three.read_bytes())
    changed[len(changed) // 2] ^= 1
    three.write_bytes(changed)
    found = wrong(engine, filled)["evidence"]
    assert f"no evidence {one.name.partition('.')[0]}" in found
    assert f"{two} has" in found
    assert three.name not in found
    assert f"{three} is damaged" in wrong(engine, filled, deep=True)["evidence"]


def test_numbers_that_would_come_twice_are_found_on_postgresql(
    engine: Engine, filled: Filled, pg: Postgresql, tmp_path: Path
) -> None:
    back_up(engine, filled.evidence, tmp_path / "backup", now=NOW, told=quiet)
    server = connect(pg.make(tmp_path / "server"))
    restore(server, filled.evidence, tmp_path / "backup", replace=False, told=quiet)
    assert wrong(server, filled) == {}
    with server.begin() as connection:
        connection.execute(text("SELECT setval('run_id_seq', 1)"))
    assert "run has number 5, and the next would be 2" in wrong(server, filled)["numbering"]
    server.dispose()
    pg.drop(tmp_path / "server")
