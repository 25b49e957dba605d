"""A run over a roster that is killed at any moment goes on: no row is lost, none is answered twice, and the file is
the same as without the kill.
"""

import json
import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from directory.cli import app
from directory.roster import job
from tests.crawlers.processes import PROCESSES
from tests.databases import Once, Sqlite
from tests.directory.conftest import Stores, Worlds
from tests.directory.roster.conftest import FILES

ROWS, AT_ONCE, KILLS, FEWEST_INSIDE = 400, 10, 20, 5
BY_TIME = 6  # of the kills: at any moment, mostly before the first answer; the others once so many rows are answered
LATEST = 0.9  # part of the time that a whole run took


@pytest.fixture(scope="module")
def store(
    sqlite: Sqlite, once: Once, worlds: Worlds, world_files: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The sample world, with a note of each time that a row got its answer."""
    folder = tmp_path_factory.mktemp("killed") / "data"
    shutil.copytree(Stores(sqlite, world_files, worlds, once).day_two(), folder)
    with closing(sqlite3.connect(folder / "needleproof.db")) as connection:
        connection.execute("CREATE TABLE answered (roster_id, number)")
        connection.execute(
            "CREATE TRIGGER noted AFTER UPDATE OF status ON roster_row WHEN NEW.status IS NOT NULL "
            "BEGIN INSERT INTO answered VALUES (NEW.roster_id, NEW.number); END"
        )
        connection.commit()
    return folder


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many rows: those of the golden file, again and again."""
    header, *rows = (FILES / "people.csv").read_text().splitlines()
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("\n".join([header, *(rows[at % len(rows)] for at in range(ROWS))]) + "\n")
    return file


class Begun:
    """The command in a process of its own, from the moment on at which it has loaded everything."""

    def __init__(self, data: Path, people: Path, out: Path) -> None:
        self.said, there = PROCESSES.Pipe(duplex=False)
        self.process = PROCESSES.Process(target=_run, args=(there, str(data), str(people), str(out)))
        self.process.start()
        there.close()
        assert self.said.poll(60)
        assert self.said.recv() == "ready"

    def until(self, data: Path, rows: int) -> None:
        """Waits until so many rows are answered, or all is over; no clock tells when that is on a busy machine."""
        with closing(sqlite3.connect(data / "needleproof.db")) as connection:
            while self.process.is_alive() and not self.said.poll(0.002):
                if connection.execute("SELECT count(*) FROM answered").fetchone()[0] >= rows:
                    return

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def ended(self) -> Any:
        """What it told, when it came to its end."""
        assert self.said.poll(300)
        status, told, output = self.said.recv()
        self.process.join(30)
        assert status == 0, output
        return json.loads(told)


def _run(there: Connection, data: str, people: str, out: str) -> None:
    os.environ["NEEDLEPROOF_DATA"] = data
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_TODAY"):
        os.environ.pop(name, None)
    job.AT_ONCE = AT_ONCE  # so that there are many moments between two batches
    there.send("ready")
    asked = ["--today", "2026-11-20", "roster", people, "--out", out, "--json"]
    result = CliRunner().invoke(app, asked)
    there.send((result.exit_code, result.stdout, result.output))


def answered(data: Path) -> list[tuple[int, int]]:
    """(times, rows that were answered so often)."""
    with closing(sqlite3.connect(data / "needleproof.db")) as connection:
        return connection.execute(
            "SELECT times, count(*) FROM (SELECT count(*) AS times FROM answered GROUP BY roster_id, number) "
            "GROUP BY times"
        ).fetchall()


def over(data: Path) -> bool:
    """Whether the run came to its end."""
    with closing(sqlite3.connect(data / "needleproof.db")) as connection:
        return bool(connection.execute("SELECT count(*) FROM roster WHERE ended_at IS NOT NULL").fetchone()[0])


@pytest.fixture(scope="module")
def undisturbed(store: Path, people: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, float]:
    """The file of a run that nobody killed, and how long it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(store, folder / "data")
    begun = Begun(folder / "data", people, folder / "out.csv")
    started = time.monotonic()
    told = begun.ended()
    assert (told["rows"], told["resumed_at"]) == (ROWS, None)
    assert answered(folder / "data") == [(1, ROWS)]
    return (folder / "out.csv").read_bytes(), time.monotonic() - started


@pytest.mark.slow
def test_killed_at_random_moments(store: Path, people: Path, undisturbed: tuple[bytes, float], tmp_path: Path) -> None:
    expected, took = undisturbed
    dice, inside = random.Random(8), 0
    for kill in range(KILLS):
        data, out = tmp_path / f"data{kill}", tmp_path / f"out{kill}.csv"
        shutil.copytree(store, data)
        out.write_text("before")
        begun = Begun(data, people, out)
        if kill < BY_TIME:
            time.sleep(dice.uniform(0.0, took * LATEST))
        else:
            begun.until(data, dice.randrange(1, ROWS))
            time.sleep(dice.uniform(0.0, 0.02))
        begun.kill()
        before = sum(rows for _, rows in answered(data))
        assert out.read_bytes() in (b"before", expected)  # whole or not at all
        if over(data):  # it was quicker than the kill
            assert out.read_bytes() == expected
            continue
        told = Begun(data, people, out).ended()
        assert out.read_bytes() == expected, kill
        assert answered(data) == [(1, ROWS)], kill  # none lost, none twice
        assert told["resumed_at"] in (before, None), kill  # None where not even the rows were kept yet
        inside += 0 < before < ROWS
        shutil.rmtree(data)
    assert inside >= FEWEST_INSIDE, "the kills came too early or too late to tell anything"
