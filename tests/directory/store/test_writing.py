"""One writer: the second says who is writing, waits as long as it may, and a killed writer holds nobody up."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from directory.store.database import DatabaseError, connect
from directory.store.writing import BusyError, who_writes, writing
from tests.databases import Databases

FORK = multiprocessing.get_context("fork")  # nothing is imported again: quick


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    yield databases.make(tmp_path / "store")
    databases.drop(tmp_path / "store")


def hold(url: str, pipe: Any) -> None:
    with writing(connect(url), "crawl wa_doh"):
        pipe.send("writing")
        pipe.recv()
    pipe.send("done")
    pipe.recv()


@pytest.fixture
def holder(url: str) -> Iterator[tuple[Any, Any]]:
    """Another process that is writing: the process, and a pipe on which it is told to end that."""
    here, there = FORK.Pipe()
    process = FORK.Process(target=hold, args=(url, there))
    process.start()
    there.close()
    assert here.recv() == "writing"
    yield process, here
    process.kill()
    process.join()


def test_the_second_says_who_is_writing_and_gives_up(url: str, holder: tuple[Any, Any]) -> None:
    process, _ = holder
    engine = connect(url)
    told: list[str] = []
    with pytest.raises(BusyError) as refused, writing(engine, "load x", wait=0.3, on_wait=told.append):
        pass
    who = rf"`crawl wa_doh` is writing \(process {process.pid}.*, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\)"
    assert refused.match(f"{who}; waited 0.3 s, nothing was changed: .*--wait SECONDS")
    (only,) = told
    assert only.endswith("; waiting up to 0.3 s")
    assert (who_writes(engine) or "").startswith("`crawl wa_doh` is writing")
    engine.dispose()


def test_who_does_not_wait_is_refused_at_once(url: str, holder: tuple[Any, Any]) -> None:
    told: list[str] = []
    engine = connect(url)
    with pytest.raises(BusyError, match="did not wait"), writing(engine, "x", wait=0, on_wait=told.append):
        pass
    assert told == []
    engine.dispose()


def test_who_waits_comes_next(url: str, holder: tuple[Any, Any]) -> None:
    _, pipe = holder
    engine = connect(url)
    with writing(engine, "load x", wait=60, on_wait=lambda _: pipe.send("end")):
        assert pipe.recv() == "done"
    assert who_writes(engine) is None
    engine.dispose()


def test_a_killed_writerholds_nobody_up(url: str, holder: tuple[Any, Any]) -> None:
    process, _ = holder
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    engine = connect(url)
    with writing(engine, "load x", wait=30):
        pass
    engine.dispose()


def test_nothing_is_left_beside_the_database_but_the_lock(tmp_path: Path, sqlite: Databases) -> None:
    engine: Engine = connect(sqlite.make(tmp_path / "store"))
    with writing(engine, "load x"), writing(engine, "within"):  # a command may call another's code
        assert (tmp_path / "store" / "needleproof.db.writer").read_text().find("load x") > 0
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["needleproof.db", "needleproof.db.lock"]
    engine.dispose()


def test_a_database_in_memory_needs_no_lock() -> None:
    engine = connect("sqlite://")
    with writing(engine, "a"), writing(engine, "b"):
        assert who_writes(engine) is None


def test_a_folder_where_no_lock_can_be_made_is_said(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'store' / 'needleproof.db'}")
    (tmp_path / "store" / "needleproof.db.lock").mkdir()
    with pytest.raises(DatabaseError, match="disk cannot be used"), writing(engine, "x"):
        pass
