"""The command line: exit codes, JSON shapes, words for what went wrong, and that nothing is destroyed."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from typer.testing import CliRunner

from crawlers.registry import sources
from crawlers.sample.people import CAST
from crawlers.sample.world import SampleWorld
from directory import __version__
from directory.cli import app
from directory.config import config, today_of
from directory.store.database import connect
from directory.store.tables import Meta

TODAY = "2026-11-20"
REPORT = {
    "source",
    "run",
    "scope",
    "outcome",
    "read",
    "kept",
    "dropped",
    "new",
    "changed",
    "gone",
    "planned",
    "done",
    "failed",
    "skipped",
    "changes_only",
    "write_seconds",
    "breaches",
    "counts",
    "not_modified",
    "seconds",
}
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    """The cast and every fourth of the others: all there is to see, in less time."""
    made = SampleWorld(date.fromisoformat(TODAY), 2)
    made.people = (*made.people[: len(CAST)], *made.people[len(CAST) :: 4])
    return made


@pytest.fixture(scope="module")
def made(world: SampleWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the exclusion list, the roster and the NPI registry, made by the command itself."""
    root = tmp_path_factory.mktemp("made")
    files = {
        "oig_exclusions": ("UPDATED.csv", world.leie_csv),
        "sd_physical_therapy": (world.sd_pdf_name, world.sd_pdf),
        "nppes_bulk": (world.nppes_zip_name, world.nppes_zip),
    }
    for number, (name, (file, body)) in enumerate(files.items(), start=1):
        (root / file).write_bytes(body)
        last = () if number == len(files) else ("--no-publish",)
        done = command(root / "data", "load", name, str(root / file), "--json", *last)
        assert done.exit_code == 0, done.output
    return root


def command(data: Path, *args: str, today: str | None = TODAY) -> Result:
    """Runs the command in this process; what it sets in the environment is taken back."""
    environment = {
        "NEEDLEPROOF_DATA": str(data),
        "NEEDLEPROOF_TODAY": today,
        "NEEDLEPROOF_VERBOSE": None,
        "NEEDLEPROOF_DATABASE_URL": None,
        "NEEDLEPROOF_AUDIENCE": None,
    }
    return CliRunner().invoke(app, list(args), env=environment)


def apart(data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own: Scrapy's reactor starts only once."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEEDLEPROOF_")}
    environment |= {"NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": TODAY}
    return subprocess.run(
        [sys.executable, "-m", "directory.cli", *args],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=environment,
    )


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Run:
    """The command on a copy of the data folder."""
    shutil.copytree(made / "data", tmp_path / "data")
    return lambda *args, **more: command(tmp_path / "data", *args, **more)


@pytest.fixture(scope="module")
def ask(made: Path) -> Run:
    """The command on the data folder itself, for what only reads."""
    return lambda *args, **more: command(made / "data", *args, **more)


def plain(result: Result | subprocess.CompletedProcess[str]) -> str:
    """Everything that was printed, without colors and line breaks."""
    text = result.output if isinstance(result, Result) else result.stdout + result.stderr
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- help -----------------------------------------------------------------------------------------------------------

COMMANDS = [
    (),
    ("crawl",),
    ("load",),
    ("lookup",),
    ("refresh",),
    ("search",),
    ("accounts", "add"),
    ("accounts", "end"),
    ("accounts", "list"),
    ("accounts", "log"),
    ("accounts", "password"),
    ("accounts", "role"),
    ("accounts", "sign-out"),
    ("chase",),
    ("check",),
    ("sources",),
    ("sources", "check"),
    ("probe",),
    ("runs",),
    ("runs", "accept"),
    ("audit",),
    ("evidence",),
    ("evidence", "show"),
    ("export",),
    ("export", "apply"),
    ("export", "csv"),
    ("export", "diff"),
    ("export", "fhir"),
    ("export", "json"),
    ("export", "parquet"),
    ("export", "schema"),
    ("disputes",),
    ("disputes", "accept"),
    ("disputes", "forget"),
    ("disputes", "hide"),
    ("disputes", "list"),
    ("disputes", "reject"),
    ("disputes", "show"),
    ("disputes", "withdraw"),
    ("documents",),
    ("documents", "add"),
    ("documents", "list"),
    ("documents", "show"),
    ("documents", "withdraw"),
    ("receipt",),
    ("receipt", "replay"),
    ("receipts",),
    ("receipts", "add"),
    ("receipts", "list"),
    ("receipts", "show"),
    ("receipts", "withdraw"),
    ("monitor",),
    ("monitor", "expiring"),
    ("monitor", "sheet"),
    ("monitor", "sign"),
    ("report",),
    ("review",),
    ("review", "answer"),
    ("review", "confirm"),
    ("review", "log"),
    ("review", "merge"),
    ("review", "second"),
    ("review", "show"),
    ("review", "split"),
    ("review", "undo"),
    ("findings",),
    ("findings", "confirm"),
    ("findings", "decide"),
    ("findings", "list"),
    ("findings", "log"),
    ("findings", "show"),
    ("findings", "undo"),
    ("discrepancies",),
    ("links",),
    ("links", "explain"),
    ("links", "measure"),
    ("match",),
    ("roster",),
    ("rosters",),
    ("rosters", "forget"),
    ("rosters", "list"),
    ("rosters", "show"),
    ("judge",),
    ("rules",),
    ("rules", "changed"),
    ("rules", "diff"),
    ("rules", "export"),
    ("rules", "lint"),
    ("rules", "show"),
    ("rules", "watch"),
    ("publish",),
    ("db",),
    ("db", "upgrade"),
    ("db", "backup"),
    ("db", "restore"),
    ("db", "check"),
    ("db", "rebuild-to"),
    ("serve",),
    ("demo",),
    ("watch",),
    ("watch", "add"),
    ("watch", "end"),
    ("watch", "feed"),
    ("watch", "list"),
    ("watch", "remove"),
    ("watch", "show"),
]


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(name: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*name, "--help"])
    assert result.exit_code == 0
    text = plain(result)
    assert "Usage:" in text
    assert len(text) > 120
    if name in (("crawl",), ("load",), ("refresh",), ("search",), ("check",)):
        assert f"Example: needleproof {name[0]}" in text


def test_no_command_is_left_out() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    names |= {group.name for group in app.registered_groups if group.name}
    assert names == {name[0] for name in COMMANDS if name}


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout.strip()) == (0, __version__)


@pytest.mark.parametrize(
    "args", [["nonsense"], ["search", "--no-such-option"], ["search", "98101", "--radius", "0"], ["load"]]
)
def test_wrong_usage_is_2(args: list[str], tmp_path: Path) -> None:
    assert command(tmp_path, *args).exit_code == 2


# --- load -----------------------------------------------------------------------------------------------------------


def test_load_prints_one_object(run: Run, made: Path) -> None:
    result = run("load", "oig_exclusions", str(made / "UPDATED.csv"), "--json")
    assert result.exit_code == 0
    (report,) = lines(result)
    assert set(report) == REPORT
    assert (report["source"], report["outcome"], report["breaches"]) == ("oig_exclusions", "healthy", [])
    assert report["read"] >= report["kept"] > 0
    assert (report["new"], report["changed"], report["gone"]) == (0, 0, 0)
    assert "Published" in result.stderr


def test_load_of_something_else_is_1_and_destroys_nothing(run: Run, world: SampleWorld, tmp_path: Path) -> None:
    before = run("check", str(world.person("golden_sd").npi), "--json").stdout
    bad = tmp_path / "UPDATED.csv"
    bad.write_text("<html>Please sign in</html>")
    result = run("load", "oig_exclusions", str(bad), "--json")
    assert result.exit_code == 1
    (report,) = lines(result)
    assert report["outcome"] == "breached"
    assert "UPDATED.csv" in report["breaches"][0]
    after = json.loads(run("check", str(world.person("golden_sd").npi), "--json").stdout)
    for was, now in zip(json.loads(before)["people"][0]["lines"], after["people"][0]["lines"], strict=True):
        assert was["status"] == now["status"]
    table = run("load", "oig_exclusions", str(bad))
    assert "readers keep seeing the last good reading" in plain(table)


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("load", "no_such_source", "{file}"), "no_such_source"),
        (("load", "oig_exclusions", "/no/such/file.csv"), "there is no such file"),
        (("load", "smi_cert_dn", "{file}"), "needs an address"),
        (("crawl", "no_such_source"), "no_such_source"),
        (("crawl", "smi_cert_dn"), "needs an address"),
        (("crawl", "nppes_api"), "--state"),
        (("crawl", "example_institute"), "needleproof demo"),
        (("crawl", "wa_doh", "--base-url", "ftp://x"), "http://"),
        (("crawl", "wa_doh", "--base-url", "http://[bad"), "http://"),
        (("crawl", "wa_doh", "--base-url", "http://"), "http://"),
        (("crawl", "wa_doh", "--base-url", "http://127.0.0.1:99999"), "http://"),
        (("crawl", "wa_doh", "--base-url", "waa_doh=http://127.0.0.1"), "no source is called 'waa_doh'"),
        (("refresh", "--base-url", "waa_doh=http://127.0.0.1"), "no source is called 'waa_doh'"),
        (("check", "2000000002", "--live", "--base-url", "nppes=http://127.0.0.1"), "no source is called 'nppes'"),
        (("load", "oig_exclusions", "{file}", "--as-of", "yesterday"), "--as-of"),
        (("load", "oig_exclusions", "{file}", "--as-of", "2026-11-21"), "still to come"),
        (("crawl", "wa_doh", "--state", "XX"), "no state is called"),
    ],
)
def test_what_cannot_be_read_is_said_with_2(run: Run, made: Path, args: tuple[str, ...], word: str) -> None:
    result = run(*[arg.format(file=made / "UPDATED.csv") for arg in args])
    assert result.exit_code == 2, result.output
    assert word in plain(result)


def test_load_hands_the_day_of_the_files_on(run: Run, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawlers import runner

    days: list[Any] = []
    real = runner.load

    def noted(*args: Any, as_of: date | None = None) -> Any:
        days.append(as_of)
        return real(*args, as_of=as_of)

    monkeypatch.setattr(runner, "load", noted)
    file = str(made / "UPDATED.csv")
    assert run("load", "oig_exclusions", file, "--no-publish").exit_code == 0
    assert run("load", "oig_exclusions", file, "--as-of", "2026-11-19", "--no-publish").exit_code == 0
    assert days == [None, date(2026, 11, 19)]
    undated = run("load", "oig_exclusions", file, "--no-publish")
    assert undated.exit_code == 1
    assert "--as-of" in undated.output


@pytest.mark.parametrize(
    "args",
    [
        ("load", "oig_exclusions", "{file}"),
        ("crawl", "oig_exclusions"),
        ("crawl", "oig_exclusions", "--base-url", "http://mirror.example"),
        ("crawl", "oig_exclusions", "wa_doh", "--base-url", "wa_doh=http://127.0.0.1:9"),
        ("refresh", "--state", "SD"),
        ("check", "2000000002", "--live"),
    ],
)
def test_nothing_real_is_read_into_the_sample(run: Run, made: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="x"))
        session.commit()
    engine.dispose()
    before = run("runs", "--json").stdout
    result = run(*[arg.format(file=made / "UPDATED.csv") for arg in args])
    assert result.exit_code == 2, result.output
    assert "invented sample world" in plain(result)
    assert run("runs", "--json").stdout == before


# --- search ---------------------------------------------------------------------------------------------------------


def test_search(ask: Run) -> None:
    result = ask("search", "Sioux Falls, SD", "--radius", "50", "--json")
    assert result.exit_code == 0
    (found,) = lines(result)
    assert {
        "hits",
        "total",
        "with_place",
        "without_place",
        "claims_only",
        "headline",
        "problem",
        "coverage",
        "hints",
        "page",
        "pages",
    } <= set(found)
    assert found["total"] >= len(found["hits"]) > 0
    assert {"id", "name", "miles", "license_status", "training_status", "needling", "excluded_line"} <= set(
        found["hits"][0]
    )
    text = plain(ask("search", "Sioux Falls, SD"))
    assert "within 25 miles of Sioux Falls, SD" in text
    assert "Page 1 of" in text


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("search",), "Give a ZIP code"),
        (("search", "00000"), "do not know the ZIP code"),
        (("search", "Aberdeen"), "Aberdeen, SD"),
        (("search", "--state", "Atlantis"), "Atlantis"),
        (("search", "--state", "SD", "--profession", "wizard"), "no profession is called"),
        (("search", "--name", "2000000001"), "check digit"),
        (("search", "--at", "Seattle"), "at takes degrees"),
        (("search", "--state", "SD", "--since", "12"), "since takes a year"),
        (("search", "--state", "SD", "--technique", "sorcery"), "nothing is called so"),
        (("search", "--county", "Nowhere County"), "do not know the county"),
    ],
)
def test_a_question_that_cannot_be_asked_is_2(ask: Run, args: tuple[str, ...], word: str) -> None:
    result = ask(*args)
    assert result.exit_code == 2
    assert word in plain(result)
    assert not result.stdout or "Error" not in result.stdout


def test_a_problem_as_json_is_2_as_well(ask: Run) -> None:
    result = ask("search", "Aberdeen", "--json")
    assert result.exit_code == 2
    choices = {one["label"]: one for one in json.loads(result.stdout)["choices"]}
    assert (choices["Aberdeen, SD"]["of"], choices["Aberdeen, SD"]["query"]["place"]) == ("near", "Aberdeen, SD")


@pytest.mark.slow
@pytest.mark.parametrize(
    "narrower",
    [
        ("--since", "2000"),
        ("--permitted",),
        ("--requirements",),
        ("--technique", "superficial"),
        ("--condition", "low_back_pain"),
        ("--region", "hip"),
        ("--therapy", "manual_therapy"),
        ("--accepting",),
    ],
)
def test_every_filter_of_the_pages_is_an_option(ask: Run, narrower: tuple[str, ...]) -> None:
    everybody = json.loads(ask("search", "--state", "SD", "--json").stdout)
    fewer = json.loads(ask("search", "--state", "SD", *narrower, "--json").stdout)
    assert everybody["total"] > fewer["total"]


def test_counties_and_points_as_on_the_pages(ask: Run) -> None:
    near = json.loads(ask("search", "--at", "43.55,-96.73", "--radius", "10", "--json").stdout)
    county = json.loads(ask("search", "--county", "Minnehaha County, SD", "--json").stdout)
    assert {one["id"] for one in near["hits"]} & {one["id"] for one in county["hits"]}


@pytest.mark.parametrize("profession", ["PT", "pt", "physical therapist", "Physical Therapists"])
def test_professions_by_code_or_name(ask: Run, profession: str) -> None:
    assert json.loads(ask("search", "--state", "SD", "--profession", profession, "--json").stdout)["total"] > 10


def test_nobody_verified_is_a_good_answer(ask: Run) -> None:
    result = ask("search", "--state", "SD", "--verified")
    assert result.exit_code == 0
    assert "no source here publishes training" in plain(result)


def test_another_day_by_option(ask: Run) -> None:
    query = ("search", "--state", "SD", "--active", "--json")
    assert json.loads(ask(*query).stdout)["total"] > 15
    later = ask("--today", "2026-12-21", *query)
    assert json.loads(later.stdout)["total"] == 0
    assert json.loads(ask(*query).stdout)["total"] > 15  # nothing of it stays


def test_a_day_that_is_none(ask: Run) -> None:
    result = ask("--today", "yesterday", "search", "98101")
    assert result.exit_code == 2
    assert "write a date such as" in plain(result)


def test_no_database_yet(tmp_path: Path) -> None:
    for args in (("search", "98101"), ("check", "2000000002"), ("serve",)):
        result = command(tmp_path / "empty", *args)
        assert result.exit_code == 1
        assert "no database at" in plain(result)
        assert "needleproof demo" in plain(result)
    assert not list((tmp_path / "empty").glob("*.db"))


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_by_npi_and_by_license(ask: Run, world: SampleWorld) -> None:
    person = world.person("golden_sd")
    for args in (
        (str(person.npi),),
        (person.licenses[0].number, "--state", "SD"),
        (person.licenses[0].number, "--state", "South Dakota"),
    ):
        result = ask("check", *args, "--json")
        assert result.exit_code == 0
        answer = json.loads(result.stdout)
        assert answer["found"] is True
        assert answer["asked"] == args[0]
        assert person.npi in {p["npi"] for p in answer["people"]}
        line = answer["people"][0]["lines"][0]
        assert {
            "need",
            "title",
            "status",
            "sentence",
            "reason",
            "next_step",
            "evidence",
            "good_until",
            "overlay",
        } <= set(line)
        assert line["evidence"]["sha256"]
    text = plain(ask("check", str(person.npi)))
    assert "Evidence:" in text
    assert "Not a consumer report" in text


@pytest.mark.parametrize("args", [("2000000002",), ("99999", "--state", "SD"), ("PENDING", "--state", "SD")])
def test_not_found_is_1_and_says_that_it_proves_nothing(ask: Run, args: tuple[str, ...]) -> None:
    result = ask("check", *args)
    assert result.exit_code == 1
    assert "says nothing about the person" in plain(result) or "no proof that there is none" in plain(result)
    as_json = ask("check", *args, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout) == {"found": False, "asked": args[0], "people": []}


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("2000000001", "its check digit is wrong"),
        ("123", "ten digits"),
        ("PT60012345", "add --state"),
        ("0000000000", "nobody"),
        ("", "nobody"),
    ],
)
def test_what_is_no_npi_is_2(ask: Run, number: str, word: str) -> None:
    result = ask("check", number)
    assert result.exit_code == 2
    assert word in plain(result)


def test_possible_hits_only_with_coordinator(ask: Run, world: SampleWorld) -> None:
    npi = str(world.person("namesake_innocent").npi)
    assert "possible_hit" not in ask("check", npi, "--json").stdout
    assert "possible_hit" in ask("check", npi, "--coordinator", "--json").stdout
    assert "possible" not in plain(ask("check", npi)).lower()


# --- sources, runs, publish, db -------------------------------------------------------------------------------------


def test_sources(ask: Run) -> None:
    rows = {row["source"]: row for row in json.loads(ask("sources", "--json").stdout)}
    assert set(rows) == set(sources())
    assert rows["oig_exclusions"]["records"] > 0
    assert rows["oig_exclusions"]["last_outcome"] == "healthy"
    assert str(rows["oig_exclusions"]["last_good"]).startswith(TODAY)
    assert rows["wa_doh"]["last_good"] is None
    assert rows["smi_cert_dn"]["needs"]
    assert "smi_cert_dn" in plain(ask("sources"))


def test_runs(ask: Run) -> None:
    rows = json.loads(ask("runs", "--json").stdout)
    assert [row["source"] for row in rows] == ["nppes_bulk", "sd_physical_therapy", "oig_exclusions"]
    assert {row["outcome"] for row in rows} == {"healthy"}
    (only,) = json.loads(ask("runs", "--source", "sd_physical_therapy", "--json").stdout)
    assert only["kept"] > 15
    assert len(json.loads(ask("runs", "--limit", "1", "--json").stdout)) == 1
    assert ask("runs", "--limit", "0").exit_code == 2
    assert "healt" in plain(ask("runs"))  # the table is as wide as the terminal


@pytest.mark.slow
def test_accept_a_real_change(run: Run, world: SampleWorld, tmp_path: Path) -> None:
    body = world.leie_csv.split(b"\r\n")
    shorter = tmp_path / "UPDATED.csv"
    excluded = str(world.person("excluded").npi).encode()
    kept = [line for n, line in enumerate(body) if n < len(body) * 3 // 4 and excluded not in line]
    shorter.write_bytes(b"\r\n".join(kept) + b"\r\n")
    npi = str(world.person("excluded").npi)

    def status() -> list[str]:
        people = json.loads(run("check", npi, "--json").stdout)["people"]
        return [line["status"] for line in people[0]["lines"] if line["need"] == "exclusion"]

    result = run("load", "oig_exclusions", str(shorter), "--json")
    assert result.exit_code == 1
    number = str(json.loads(result.stdout)["run"])
    assert status() == ["listed"]
    assert run("runs", "accept", number).exit_code == 2  # --why is needed
    assert run("runs", "accept", number, "--why", "  ").exit_code == 2
    assert run("runs", "accept", "999", "--why", "because").exit_code == 1
    assert run("runs", "accept", "9" * 23, "--why", "because").exit_code == 2
    assert run("runs", "accept", "1", "--why", "because").exit_code == 1
    done = run("runs", "accept", number, "--why", "The list was shortened, the office says.")
    assert done.exit_code == 0, done.output
    assert f"Run {number} of oig_exclusions accepted" in plain(done)
    assert status() == ["formerly_listed"]
    (newest, *_) = json.loads(run("runs", "--json").stdout)
    assert newest["outcome"] == "accepted"
    assert newest["accepted_why"]
    assert newest["accepted_by"]


def test_runs_are_read_in_eighty_columns(ask: Run) -> None:
    shown = plain(ask("runs"))
    for word in ("oig_exclusions", "sd_physical_therapy", "nppes_bulk", "started", "outcome", "healthy"):
        assert word in shown, shown
    assert "…" not in shown


@pytest.mark.parametrize("args", [("runs",), ("sources",), ("search", "98101"), ("publish",), ("db", "check")])
def test_a_file_as_data_folder_is_2(args: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("not a folder")
    done = command(file, *args)
    assert done.exit_code == 2, done.output
    assert "is a file: name a folder" in plain(done)
    assert file.read_text() == "not a folder"


def test_a_damaged_database_is_not_backed_up_and_says_why(run: Run, tmp_path: Path) -> None:
    assert run("db", "backup", str(tmp_path / "backup")).exit_code == 0
    kept = (tmp_path / "backup" / "manifest.json").read_bytes()
    (file,) = tmp_path.rglob("needleproof.db")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'source_record'").fetchone()
    connection.close()
    with file.open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(b"\xff")
    done = run("db", "backup", str(tmp_path / "backup"))
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "is damaged" in plain(done)
    assert "db restore" in plain(done)
    assert (tmp_path / "backup" / "manifest.json").read_bytes() == kept


def test_publish_again(run: Run) -> None:
    result = run("publish")
    assert result.exit_code == 0
    assert "(0 changed)" in plain(result)


def test_db_upgrade_twice(tmp_path: Path) -> None:
    first = command(tmp_path / "new", "db", "upgrade")
    assert first.exit_code == 0
    assert "Schema new →" in plain(first)
    again = command(tmp_path / "new", "db", "upgrade")
    assert again.exit_code == 0
    before, _, after = plain(again).removeprefix("Schema ").removesuffix(".").partition(" → ")
    assert before == after


@pytest.mark.slow
def test_db_backup_restore_and_check(run: Run, made: Path, tmp_path: Path) -> None:
    checked = run("db", "check", "--deep", "--json")
    assert checked.exit_code == 0, checked.output
    assert all(finding["ok"] for finding in json.loads(checked.stdout))
    backup, other = str(tmp_path / "backup"), tmp_path / "other"
    done = run("db", "backup", backup, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert rows["practitioner"] > 15
    assert re.search(r"[\d,]+ rows and \d+ evidence files are in", plain(run("db", "backup", backup)))
    back = command(other, "db", "restore", backup)
    assert back.exit_code == 0, back.output
    assert f"{sum(rows.values()):,} rows of 2026-11-20T12:00:" in plain(back)
    assert command(other, "runs", "--json").stdout == run("runs", "--json").stdout
    assert command(other, "db", "check", "--deep").exit_code == 0
    refused = command(other, "db", "restore", backup)
    assert refused.exit_code == 1
    assert "add --replace" in plain(refused)
    assert command(other, "db", "restore", backup, "--replace").exit_code == 0
    assert command(other, "db", "restore", str(tmp_path)).exit_code == 1
    (lost, *_) = [path for path in (other / "evidence").rglob("*") if path.is_file()]
    lost.unlink()
    wrong = command(other, "db", "check")
    assert wrong.exit_code == 1
    assert f"wrong evidence: no evidence {lost.name.partition('.')[0]}" in plain(wrong)
    assert "What to do: restore the evidence from a backup" in plain(wrong)
    half = command(other, "db", "backup", str(tmp_path / "half"))
    assert half.exit_code == 1
    assert "1 evidence files were missing" in plain(half)


@pytest.mark.parametrize(
    ("body", "words"), [(None, "no database at"), (b"", "is empty (0 bytes)"), (b"no database" * 99, "is not a SQLite")]
)
def test_a_database_that_cannot_be_read_is_1_for_every_command(body: bytes | None, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    if body is not None:
        (folder / "needleproof.db").write_bytes(body)
    reading = [
        ("search", "98101"),
        ("check", "2000000002"),
        ("serve",),
        ("db", "check"),
        ("db", "backup", str(tmp_path / "b")),
    ]
    writing = [("publish",), ("db", "upgrade"), ("runs",), ("sources",), ("demo", "--no-serve")]
    for args in [*reading, *(writing if body is not None else ())]:
        result = command(folder, *args)
        assert result.exit_code == 1, (args, result.output)
        assert words in plain(result), args
    assert [path.name for path in folder.iterdir() if path.suffix == ".db"] == (
        [] if body is None else ["needleproof.db"]
    )


def test_without_a_database_sources_and_runs_are_listed_and_none_is_made(tmp_path: Path) -> None:
    assert len(json.loads(command(tmp_path, "sources", "--json").stdout)) == len(sources())
    assert json.loads(command(tmp_path, "runs", "--json").stdout) == []
    assert not (tmp_path / "needleproof.db").exists()


def test_an_older_schema_is_1_and_says_what_to_run(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "data" / "needleproof.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    for args in (("search", "98101"), ("publish",), ("runs",), ("db", "check")):
        result = run(*args)
        assert result.exit_code == 1
        assert "the database has schema 0000" in plain(result)
        assert "needleproof db upgrade" in plain(result)


@pytest.mark.slow
def test_the_second_of_two_imports_waits_or_says_who_is_writing(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "data", tmp_path / "data")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEEDLEPROOF_")}
    environment |= {"NEEDLEPROOF_DATA": str(tmp_path / "data"), "NEEDLEPROOF_TODAY": TODAY}
    holder = (
        "import sys\nfrom directory.cli.stores import writer\n"
        "with writer('load oig_exclusions'):\n    print('writing', flush=True)\n    sys.stdin.readline()\n"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert first.stdin is not None
    assert first.stdout is not None
    assert first.stdout.readline() == "writing\n"
    who = f"`load oig_exclusions` is writing (process {first.pid}, since 20"
    file = str(made / "UPDATED.csv")
    writing = [
        ("load", "oig_exclusions", file), ("crawl", "oig_exclusions"), ("refresh", "--state", "SD"), ("publish",),
        ("runs", "accept", "1", "--why", "x"), ("db", "upgrade"), ("db", "restore", file), ("demo", "--no-serve"),
    ]  # fmt: skip
    for args in writing:
        refused = command(tmp_path / "data", *args, "--wait", "0")
        assert refused.exit_code == 1, (args, refused.output)
        assert who in plain(refused)
        assert "--wait SECONDS" in plain(refused)
    reading = [("search", "98101"), ("runs",), ("sources",), ("db", "check"), ("db", "backup", str(tmp_path / "b"))]
    for args in reading:  # never wait for a writer
        assert command(tmp_path / "data", *args).exit_code == 0
    second = subprocess.Popen(
        [sys.executable, "-m", "directory.cli", "load", "oig_exclusions", file, "--no-publish"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert second.stderr is not None
    assert who in second.stderr.readline()
    first.communicate("end\n", timeout=60)
    second.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)


def test_an_unreadable_setting_is_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["search", "98101"], env={"NEEDLEPROOF_AUDIENCE": "boss", "NEEDLEPROOF_DATA": str(tmp_path)}
    )
    assert result.exit_code == 2
    assert "NEEDLEPROOF_AUDIENCE" in plain(result)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "nosuch://me:secret@host/db", "mysql://me:secret@host/db", "postgresql://me:secret@host:port/db"],
)
def test_an_unreadable_database_address_is_2_and_its_password_stays_unsaid(url: str, tmp_path: Path) -> None:
    environment = {"NEEDLEPROOF_DATABASE_URL": url, "NEEDLEPROOF_DATA": str(tmp_path)}
    for args in (["search", "98101"], ["runs"], ["db", "upgrade"]):
        result = CliRunner().invoke(app, args, env=environment)
        assert result.exit_code == 2, result.output
        assert "NEEDLEPROOF_DATABASE_URL cannot be read" in plain(result)
        assert "secret" not in result.output


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a?b", "a%20b", "a#b", "ä b"])
def test_the_database_is_in_the_data_folder_whatever_its_name(name: str, tmp_path: Path) -> None:
    assert command(tmp_path / name, "db", "upgrade").exit_code == 0
    assert (tmp_path / name / "needleproof.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_the_database_refuses_is_said_with_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise IntegrityError(
            "INSERT INTO run VALUES (?)", ("private",), sqlite3.IntegrityError("UNIQUE failed: run.id")
        )

    monkeypatch.setattr("directory.store.runs.recent_runs", refused)
    result = run("runs")
    assert result.exit_code == 1
    assert "the database cannot be used: UNIQUE failed: run.id" in plain(result)
    assert "private" not in result.output


def test_the_day_is_the_machine_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # 14 hours ahead: ten hours of each day it is tomorrow there
    time.tzset()
    try:
        ahead = today_of(replace(config(), today=None))
        monkeypatch.setenv("TZ", "Etc/GMT+12")
        time.tzset()
        behind = today_of(replace(config(), today=None))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert ahead > behind
    assert today_of(replace(config(), today=date(2026, 11, 20))) == date(2026, 11, 20)


# --- serve ----------------------------------------------------------------------------------------------------------


def test_whoever_starts_it_reads_where_the_first_account_is_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    assert "/sign-in/first?code=" in run("serve", "--port", "0").output
    assert run("accounts", "add", "ada@example.org", "--name", "Ada", "--role", "admin", "--openid").exit_code == 0
    again = run("serve", "--port", "0")
    assert "Open http://127.0.0.1:" in plain(again)
    assert "first" not in again.output


@pytest.mark.parametrize("command_name", ["serve", "demo"])
@pytest.mark.parametrize("port", ["-1", "65536", "99999"])
def test_a_port_that_there_is_not_is_2(ask: Run, command_name: str, port: str) -> None:
    result = ask(command_name, "--port", port)
    assert result.exit_code == 2
    assert "--port" in plain(result)


# --- over the network: each in a process of its own -----------------------------------------------------------------


@pytest.mark.slow
def test_crawl(world: SampleWorld, tmp_path: Path) -> None:
    from crawlers.sample.server import SampleServer

    with SampleServer(world) as server:
        urls = [
            part for name in ("co_dora", "oig_exclusions") for part in ("--base-url", f"{name}={server.base_url(name)}")
        ]
        done = apart(tmp_path, "crawl", "co_dora", "oig_exclusions", "--json", *urls)
        assert done.returncode == 0, done.stderr
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        assert [r["source"] for r in reports] == ["co_dora", "oig_exclusions"]
        assert all(set(r) >= REPORT for r in reports)
        assert all(r["outcome"] == "healthy" and r["kept"] > 20 for r in reports)
        server.broken = frozenset({"co_dora"})
        bad = apart(tmp_path, "crawl", "co_dora", "--json", *urls)
        assert bad.returncode == 1
        assert json.loads(bad.stdout)["outcome"] == "breached"
        npi = str(world.person("golden_wa").npi)
        live = apart(
            tmp_path, "check", npi, "--live", "--json", "--base-url", f"nppes_api={server.base_url('nppes_api')}"
        )
        assert live.returncode == 0, live.stderr
        assert json.loads(live.stdout)["people"][0]["npi"] == npi


@pytest.mark.slow
def test_refresh_without_a_network_names_each_source_and_changes_nothing(
    made: Path, world: SampleWorld, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(made / "data", data)
    npi = str(world.person("golden_sd").npi)

    def seen() -> list[tuple[str, str, Any]]:
        people = json.loads(command(data, "check", npi, "--coordinator", "--json").stdout)["people"]
        return [(line["title"], line["status"], line["read_at"]) for line in people[0]["lines"]]

    before = seen()
    done = apart(data, "refresh", "--all", "--base-url", "http://127.0.0.1:9", "--json")
    assert done.returncode == 1, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert {r["source"] for r in reports} == {
        n for n, kind in sources().items() if kind.crawlable() and not kind.regional
    }
    assert {r["outcome"] for r in reports} == {"unreachable"}
    assert "Nothing could be read" in plain(done)
    assert seen() == before
    codes = {
        line["overlay_code"] for line in json.loads(command(data, "check", npi, "--json").stdout)["people"][0]["lines"]
    }
    assert "source_down" in codes
    table = apart(data, "refresh", "--state", "MT", "--base-url", "http://127.0.0.1:9")
    assert table.returncode == 1
    assert "Montana: no board list is read here yet" in plain(table)
    assert "unreachable" in plain(table)
    assert "Not due yet" in plain(table)  # all but the registry failed a moment ago
    tomorrow = agenda(data, today="2026-11-21")
    assert {told["why"] for told in tomorrow.values() if told["due"] == "2026-11-21"} == {
        "failed once, last on 2026-11-20"
    }


def agenda(data: Path, *args: str, today: str = TODAY) -> dict[str, Any]:
    """Source -> what `refresh --dry-run` tells of it."""
    done = command(data, "refresh", *args, "--dry-run", "--json", today=today)
    assert done.exit_code == 0, done.output
    return {told["source"]: told for told in lines(done)}


def test_refresh_reads_what_is_due(made: Path, run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = command(data, "runs", "--json").stdout
    now = agenda(data)
    assert (now["wa_doh"]["would_read"], now["wa_doh"]["why"]) == (True, "never read")
    assert not {"nppes_api", "smi_cert_dn", "fl_mqa", "example_institute"} & set(now)
    read = now["oig_exclusions"]
    assert (read["would_read"], read["why"].startswith("read on 20")) == (False, True)
    assert agenda(data, today=read["due"])["oig_exclusions"]["would_read"] is True
    assert agenda(data, "oig_exclusions", "--all")["oig_exclusions"]["would_read"] is True
    assert list(agenda(data, "nppes_api", "--state", "WA")) == ["nppes_api"]
    assert command(data, "runs", "--json").stdout == before
    listed = {row["source"]: row["next_due"] for row in json.loads(command(data, "sources", "--json").stdout)}
    assert (listed["oig_exclusions"], listed["wa_doh"], listed["fl_mqa"]) == (read["due"], TODAY, None)
    table = command(data, "refresh", "--dry-run", "oig_exclusions")
    assert "oig_exclusions" in plain(table)
    assert read["due"] in plain(table)


def test_refresh_asks_nobody_when_nothing_is_due(run: Run, tmp_path: Path) -> None:
    before = run("runs", "--json").stdout
    done = run("refresh", "oig_exclusions", "sd_physical_therapy")
    assert done.exit_code == 0, done.output
    assert "Not due yet: 2; the next is" in plain(done)
    assert run("runs", "--json").stdout == before


def test_a_file_whose_promise_ran_out_is_asked_for(run: Run, made: Path, tmp_path: Path) -> None:
    file = next((Path(__file__).parent / "fixtures" / "fl_mqa").glob("response.*"))
    loaded = run("load", "fl_mqa", str(file), "--no-publish")
    assert loaded.exit_code == 0, loaded.output
    assert "hand over" not in plain(run("refresh", "oig_exclusions"))
    late = plain(run("refresh", "nppes_bulk", today="2026-11-21"))
    assert "hand over" not in late
    wait = sources()["fl_mqa"].promise_days + 400
    day = (date.fromisoformat(TODAY) + timedelta(days=wait)).isoformat()
    done = run("refresh", "nppes_bulk", "--base-url", "http://127.0.0.1:9", today=day)
    assert "fl_mqa: its promise ran out on" in plain(done)
    assert "needleproof load fl_mqa FILE" in plain(done)


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("no_such_source",), "no_such_source"),
        (("smi_cert_dn",), "needs an address"),
        (("fl_mqa",), "needleproof load fl_mqa FILE"),
        (("example_institute",), "needleproof demo"),
        (("nppes_api",), "add --state"),
        (("nppes_api", "--dry-run"), "add --state"),
    ],
)
def test_refresh_says_what_it_cannot_read_with_2(run: Run, args: tuple[str, ...], word: str) -> None:
    result = run("refresh", *args)
    assert result.exit_code == 2, result.output
    assert word in plain(result)
