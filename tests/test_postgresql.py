"""The PostgreSQL server of the tests themselves: nothing of it outlives a run, and its absence is said."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.databases import Postgresql
from tests.postgresql import FOLDER, UnavailableError, server

ROOT = Path(__file__).parents[1]
RUN = """
import os, sys
from tests.postgresql import FOLDER, Run, server
run = Run()
print(os.environ[FOLDER], server(), flush=True)
sys.stdin.read()
run.end()
"""


@pytest.mark.slow
@pytest.mark.usefixtures("pg")  # where none can be had, this says so
@pytest.mark.parametrize("how", ["to its end", "killed"])
def test_nothing_outlives_a_run(how: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdin
    assert run.stdout
    folder, url = run.stdout.readline().split()
    psycopg.connect(url.replace("+psycopg", "")).close()
    if how == "killed":
        run.kill()
    run.communicate()
    until = time.monotonic() + 60
    while Path(folder).exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("+psycopg", ""))


def test_why_there_is_no_server_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    (tmp_path / "keeper").touch()
    (tmp_path / "trouble").write_text("no PostgreSQL server can be started here: as the test wants it")
    with pytest.raises(UnavailableError, match="as the test wants it"):
        server()


def test_a_store_is_emptied_with_its_numbers(pg: Postgresql) -> None:
    """Every test begins with run 1, whatever the one before it did."""
    for _ in range(2):
        with pg.empty() as engine, engine.begin() as connection:
            insert = "INSERT INTO publication (published_at, as_of, practitioners, changed, digest) VALUES "
            row = "(now(), current_date, 0, 0, '-') RETURNING id"
            assert connection.exec_driver_sql(insert + row).scalar_one() == 1
            assert os.environ[FOLDER] in engine.url.query["host"]
