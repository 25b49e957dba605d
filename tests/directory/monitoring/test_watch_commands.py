"""`needleproof watch` and `needleproof monitor`: what they print, write and refuse."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import Result
from sqlalchemy import text
from sqlmodel import Session
from typer.testing import CliRunner

from crawlers.sample.world import SampleWorld
from directory.accounts.acts import newest
from directory.cli import app
from directory.store.accounts_tables import Act
from directory.store.database import connect

TODAY = date(2026, 11, 20)
LIST = "Our therapists"
Command = Callable[..., Result]


@pytest.fixture
def data(day_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_NOTIFY", "NEEDLEPROOF_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copytree(day_two, tmp_path / "data"))


@pytest.fixture
def run(data: Path) -> Command:
    def command(*words: str, today: date = TODAY) -> Result:
        return CliRunner().invoke(app, ["--today", str(today), "--data", str(data), *words])

    return command


@pytest.fixture
def npi() -> str:
    return SampleWorld(TODAY, 2).person("newly_suspended").npi or ""


def answer(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def acts(data: Path) -> Sequence[Act]:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = newest(session, 10)
    engine.dispose()
    return found


def test_a_list_is_filled_shown_and_ended(run: Command, data: Path, npi: str) -> None:
    added = run("watch", "add", LIST, npi, "2000000001", "--by", "JR")
    assert added.exit_code == 1
    assert "1 added to Our therapists" in added.output
    assert "not added: 2000000001" in added.output
    (one,) = answer(run("watch", "list", "--json"))
    assert (one["name"], one["people"], one["made_by"], one["feed"]) == (LIST, 1, "JR", False)
    (person,) = answer(run("watch", "show", "1", "--json"))["on_it"]
    assert (person["npi"], person["added_by"]) == (npi, "JR")
    assert "Missing option '--by'" in run("watch", "feed", LIST).output
    address = run("watch", "feed", LIST, "--by", "JR").output.split()
    assert address[1].endswith(".xml")
    assert answer(run("watch", "list", "--json"))[0]["feed"]
    assert run("watch", "feed", LIST, "--revoke", "--by", "KL").exit_code == 0
    assert [(one.what, one.by) for one in acts(data)] == [("feed_revoked", "KL"), ("feed_made", "JR")]
    assert run("watch", "remove", LIST, npi, "--why", "left", "--by", "JR").exit_code == 0
    assert run("watch", "remove", LIST, npi, "--why", "left", "--by", "JR").exit_code == 1
    assert run("watch", "end", LIST, "--by", "JR").exit_code == 0
    assert answer(run("watch", "list", "--json")) == []
    assert "was ended by JR" in run("watch", "add", LIST, npi, "--by", "JR").output
    for words in (("watch", "add", "Other", "--by", "JR"), ("watch", "add", "Other", npi), ("watch", "show", "None")):
        assert run(*words).exit_code == 2, words


@pytest.mark.parametrize("separator", [",", "\t", "|", ";"])
def test_everybody_that_a_roster_found_is_put_on_a_list(run: Command, npi: str, tmp_path: Path, separator: str) -> None:
    ident = answer(run("check", npi, "--json"))["people"][0]["id"]
    file = tmp_path / "out.csv"
    rows = [
        ("npi", "np_row_status", "np_practitioner_id"),
        (npi, "done", ident),
        ("=x", "review", ""),
        (npi, "done", ident),
    ]
    file.write_text("\ufeff" + "".join(f"{separator.join(row)}\r\n" for row in rows), "utf-8")
    done = answer(run("watch", "add", LIST, "--from-csv", str(file), "--by", "JR", "--json"))
    assert done["added"] == [ident]
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    refused = run("watch", "add", LIST, "--from-csv", str(tmp_path / "other.csv"), "--by", "JR")
    assert (refused.exit_code, "has no column np_practitioner_id" in refused.output) == (2, True)


def test_a_roster_that_was_checked_is_put_on_a_list(run: Command, npi: str, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(f"npi,name\n{npi},\n2000000002,Nobody\n")
    checked = run("roster", str(file), "--out", str(tmp_path / "out.csv"), "--name", "staff", "--by", "JR")
    assert checked.exit_code == 0, checked.output
    done = answer(run("watch", "add", LIST, "--roster", "staff", "--by", "JR", "--json"))
    assert len(done["added"]) == 1
    refused = run("watch", "add", LIST, "--roster", "none", "--by", "JR")
    assert (refused.exit_code, "no roster of the name 'none'" in refused.output) == (2, True)


@pytest.mark.slow
def test_monitoring_writes_its_files_and_says_when_a_digest_is_owed(
    run: Command, data: Path, npi: str, tmp_path: Path
) -> None:
    assert "nobody is watched" in run("monitor").output
    assert run("monitor", "sheet").exit_code == 1
    run("watch", "add", LIST, npi, "--by", "JR")
    _as_of_the_first_publication(data)
    out = tmp_path / "deep" / "out"
    done = run("monitor", "--out", str(out), "--notify", "json://127.0.0.1:9/s3cret", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["people"], told["counts"]["license"]) == (1, 1)
    assert told["sent"] == [{"run": 1, "service": "JSON", "sent": False, "owed": True, "why": None}]
    assert sorted(file.name for file in out.iterdir()) == sorted(told["files"])
    assert {file.suffix for file in out.iterdir()} == {".txt", ".html", ".json", ".pdf", ".csv", ".ics"}
    assert (out / f"monitoring-{TODAY}-run-1.pdf").read_bytes().startswith(b"%PDF")
    icalendar.Calendar.from_ical((out / "expiring.ics").read_bytes())
    assert "s3cret" not in done.output
    assert "s3cret" not in (data / "log.jsonl").read_text()
    again = run("monitor")
    assert (again.exit_code, "0 changes told" in again.output) == (1, True)
    told_of = " ".join(again.output.split())
    assert (
        "The digest of run 1 could not be sent, and stays owed, to JSON: its address is not named any more" in told_of
    )

    assert run("monitor", "sign", "1", "--by", "JR", "--note", "seen").exit_code == 0
    nobody = run("monitor", "--drop-owed")
    assert (nobody.exit_code, "say who does it with --by" in nobody.output) == (2, True)
    given_up = run("monitor", "--drop-owed", "--by", "JR")
    assert (given_up.exit_code, "given up by JR" in " ".join(given_up.output.split())) == (0, True)
    assert (acts(data)[0].what, acts(data)[0].by, acts(data)[0].subject) == ("digest_dropped", "JR", "run 1")
    assert run("monitor").exit_code == 0
    assert "signed by JR already" in run("monitor", "sign", "1", "--by", "KL").output
    month = answer(run("monitor", "sheet", "--month", "2026-11", "--json"))
    assert [one["run"] for one in month["sheet"]["runs"]] == [1, 2, 3, 4]
    assert [one["by"] for one in month["signed"]] == ["JR", None, None, None]
    assert run("monitor", "sheet", "2", "--pdf", str(tmp_path / "s.pdf")).exit_code == 0
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert "Sign-off" in run("monitor", "sheet").output
    assert "it only goes forward" in run("monitor", today=TODAY - timedelta(days=1)).output


def test_a_receiver_that_cannot_be_used_stops_before_anything_is_told(run: Command, data: Path, npi: str) -> None:
    run("watch", "add", LIST, npi, "--by", "JR")
    done = run("monitor", "--notify", "nonsense://s3cret")
    assert (done.exit_code, "receiver 1 cannot be used" in done.output, "s3cret" in done.output) == (2, True, False)
    assert run("monitor", "sheet").exit_code == 1


def test_what_runs_out_as_list_and_file(run: Command, data: Path, tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with engine.connect() as connection:
        ids = [row[0] for row in connection.execute(text("SELECT id FROM practitioner ORDER BY id LIMIT 100"))]
    engine.dispose()
    run("watch", "add", LIST, *ids, "--by", "JR")
    near = answer(run("monitor", "expiring", "--within", "60", "--json"))
    far = answer(
        run("monitor", "expiring", "--within", "365", "--list", LIST, "--json", "--csv", str(tmp_path / "e.csv"))
    )
    assert 0 < len(near) < len(far)
    assert all(int(one["days_left"]) <= 60 for one in near)
    assert far == sorted(far, key=lambda one: (one["expires"], one["name"]))
    assert len((tmp_path / "e.csv").read_text("utf-8-sig").splitlines()) == len(far) + 1
    assert run("monitor", "expiring", "--list", "None").exit_code == 2


def _as_of_the_first_publication(data: Path) -> None:
    """As if whoever is watched had been put on their list when the first day was published."""
    engine = connect(f"sqlite:///{data / 'needleproof.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE watched SET publication_id = 1"))
    engine.dispose()
