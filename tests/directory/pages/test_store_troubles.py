"""A store that cannot be read: pages and routes say so plainly, keep answering, and come back by themselves."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.directory.pages.test_pages import read, shown
from tests.directory.pages.test_routes import ask


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def replaced(file: Path) -> None:
    file.write_bytes(b"this is no database" * 99)


def damaged(file: Path) -> None:
    body = file.read_bytes()
    file.write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))


def of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE publication")
        connection.commit()


@pytest.fixture
def own(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of the test's own, which the pages read."""
    shutil.copyfile(sample / "needleproof.db", tmp_path / "needleproof.db")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    return tmp_path / "needleproof.db"


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [emptied, replaced, damaged, of_another_program])
def test_a_broken_store_is_said_and_a_restored_one_is_shown(
    spoil: Callable[[Path], None], own: Path, sample: Path
) -> None:
    assert ask("/api/health").status_code == 200  # it has been opened when the trouble comes
    beside = own.with_name("beside.db")
    shutil.copyfile(sample / "needleproof.db", beside)
    spoil(beside)
    beside.replace(own)
    text = read(shown("find", near="98101"))
    assert "The store cannot be read right now." in text
    assert str(own) not in text
    answer = ask("/api/health")
    assert answer.status_code == 503
    assert "cannot be read right now" in answer.json()["error"]
    assert str(own) not in answer.text
    shutil.copyfile(sample / "needleproof.db", beside)
    beside.replace(own)
    assert "practitioners within 25 miles" in read(shown("find", near="98101"))
    assert ask("/api/health").status_code == 200


def test_while_somebody_writes_the_last_good_data_are_shown(own: Path) -> None:
    before = ask("/api/health").json()
    with closing(sqlite3.connect(own)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM search_entry")
        writer.execute("DELETE FROM publication")
        assert ask("/api/health").json() == before
        assert "practitioners within 25 miles" in read(shown("find", near="98101"))
        writer.execute("ROLLBACK")
