"""`needleproof findings` and `needleproof discrepancies`: what waits, decisions with their undoing, and files."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from crawlers.runner import Workplace
from directory import findings
from directory.cli import app
from directory.normalize.names import PersonName
from directory.reporting import receipt as receipt_file
from directory.reporting.about_checks import exclusions
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from tests.conftest import NOW
from tests.databases import Databases
from tests.directory.findings.namesakes import World, board, npi

Run = Callable[..., Result]


@pytest.fixture
def world(sqlite: Databases, tmp_path: Path) -> World:
    """Ann Baker, once Able, with a namesake on a list, and a license of which the board has two rows."""
    engine = connect(sqlite.make(tmp_path / "data"))
    found = World(Workplace(engine, EvidenceStore(tmp_path / "data" / "evidence"), lambda: NOW))
    name = {"name": PersonName(first="Ann", last="Baker"), "other_names": (PersonName(first="Ann", last="Able"),)}
    rows = board(), board(case_number="1", raw_discipline="x", raw_status="EXPIRED", expires=None)
    found.again(nppes_bulk=(npi(**name),), wa_doh=rows)
    return found


@pytest.fixture
def run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, value in (("DATA", str(tmp_path / "data")), ("TODAY", "2026-11-27")):
        monkeypatch.setenv(f"NEEDLEPROOF_{name}", value)
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_TWO_PERSONS"):
        monkeypatch.delenv(name, raising=False)
    return lambda *args: CliRunner().invoke(app, list(args))


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def waiting(run: Run, *args: str) -> list[str]:
    return [row["kind"] for row in json.loads(run("findings", "list", "--json", *args).stdout)]


@pytest.mark.slow
def test_what_waits_is_listed_shown_decided_and_undone(run: Run, world: World) -> None:
    assert waiting(run) == ["hit", "contradiction"]
    assert waiting(run, "--kind", "hit") == ["hit"]
    assert waiting(run, "--state", "Oregon") == []
    assert "1 possible hits, 1 contradictions" in told(run("findings", "list"))
    shown = json.loads(run("findings", "show", world.ann, "--json").stdout)
    words = told(run("findings", "show", world.ann))
    for text in ("Do not write it down here.", "A: WA PT PT1111 of Ann Able: ACTIVE", "To settle it"):
        assert text in words
    hit, values = shown["hits"][0]["id"], shown["contradictions"][0]["id"]
    decided = told(run("findings", "decide", world.ann, hit, "different", "--by", "JR", "--note", "another day"))
    assert "Decision 1: JR decided on 2026-11-27 about a hit: different (“another day”)." in decided
    assert "is right" in told(run("findings", "decide", world.ann, values, "B", "--by", "JR"))
    assert (waiting(run), waiting(run, "--all")) == ([], ["hit", "contradiction"])
    assert "Decided already: decision 1." in told(run("findings", "show", world.ann))
    assert run("findings", "undo", "1", "--by", "KL", "--why", "a slip").exit_code == 0
    assert waiting(run) == ["hit"]
    assert [row["undone_by"] for row in json.loads(run("findings", "log", "--json").stdout)] == [None, "KL"]
    assert "undone by KL: a slip" in told(run("findings", "log"))


@pytest.mark.parametrize(("args", "code", "words"), [
    (("show", "0" * 16), 2, "nobody has the id"),
    (("decide", "ANN", "0" * 12, "same", "--by", "JR"), 1, "has changed or is gone"),
    (("decide", "ANN", "HIT", "maybe", "--by", "JR"), 2, "none of same, different and unsure"),
    (("decide", "ANN", "HIT", "A", "--by", "JR"), 1, "say same, different or unsure"),
    (("decide", "ANN", "HIT", "same", "--by", " "), 1, "say who decides"),
    (("decide", "ANN", "VALUES", "same", "--by", "JR"), 1, "name the value that is right"),
    (("decide", "ANN", "VALUES", "Q", "--by", "JR"), 1, "2 values to choose from"),
    (("undo", "7", "--by", "JR", "--why", "x"), 1, "no decision 7"),
    (("confirm", "7", "--by", "JR"), 1, "no decision 7"),
])  # fmt: skip
def test_what_is_wrong_is_said(args: tuple[str, ...], code: int, words: str, run: Run, world: World) -> None:
    shown = json.loads(run("findings", "show", world.ann, "--json").stdout)
    ids = {"ANN": world.ann, "HIT": shown["hits"][0]["id"], "VALUES": shown["contradictions"][0]["id"]}
    result = run("findings", *(ids.get(arg, arg) for arg in args))
    assert result.exit_code == code
    assert words in " ".join(result.output.split())
    with world.session() as session:
        assert findings.all_decisions(session) == []


def test_two_people_are_asked_for_where_the_setting_says_so(
    run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TWO_PERSONS", "yes")
    hit = json.loads(run("findings", "show", world.ann, "--json").stdout)["hits"][0]["id"]
    assert run("findings", "decide", world.ann, hit, "same", "--by", "JR").exit_code == 0
    assert waiting(run, "--kind", "hit") == ["hit"]
    assert "it waits for a second person" in told(run("findings", "show", world.ann))
    assert run("findings", "confirm", "1", "--by", "JR").exit_code == 1
    assert run("findings", "confirm", "1", "--by", "KL").exit_code == 0
    assert waiting(run, "--kind", "hit") == []
    monkeypatch.setenv("NEEDLEPROOF_TWO_PERSONS", "maybe")
    assert "NEEDLEPROOF_TWO_PERSONS is 'maybe': use yes or no" in run("findings", "list").output


@pytest.mark.slow
def test_reports_tell_the_near_hit_and_who_decided(run: Run, world: World, tmp_path: Path) -> None:
    target = tmp_path / "receipt.json"

    def near(*more: str) -> list[str]:
        assert run("check", npi().npi, "--receipt", str(target), *more).exit_code == 0
        receipt = json.loads(target.read_bytes())
        assert run("receipt", "replay", str(target)).exit_code == 0
        return [f"{one['of']}: {one['answer']}" for one in receipt["person"]["decisions"]]

    assert near("--coordinator") == []
    assert "disposition not known because nobody has reviewed it" in section_five(target)

    hit = json.loads(run("findings", "show", world.ann, "--json").stdout)["hits"][0]["id"]
    assert run("findings", "decide", world.ann, hit, "different", "--by", "JR", "--note", "x").exit_code == 0
    assert near() == []  # for patients
    assert "JR" not in target.read_text() + section_five(target)
    (one,) = near("--coordinator")
    assert one.startswith("near hit on Exclusion list: Ann Able, 1128a1, since 2011-05-19")
    assert one.endswith(": not the same person, dismissed")
    assert f"{one}, by JR at 2026-11-27 12:00 UTC; note: x" in section_five(target)
    assert "nobody has reviewed it" not in section_five(target)


def section_five(receipt: Path) -> str:
    return repr(exclusions(receipt_file.read(receipt)[0]))


def test_discrepancies_of_one_and_of_all_go_into_files(run: Run, world: World, tmp_path: Path) -> None:
    found = json.loads(run("discrepancies", world.ann, "--json").stdout)
    assert [one["fact"] for one in found["discrepancies"]] == ["name"]
    assert "1 discrepancies of 1 among 1 people." in told(run("discrepancies"))
    assert "Nothing differs." in told(run("discrepancies", npi().npi, "--fact", "phone"))
    target = tmp_path / "out"
    assert run("discrepancies", "--out", str(target)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert [(row["fact"], row["says"], row["says there"]) for row in rows] == [("name", "Ann Baker", "Ann Able")]
    assert "say who sends them" in run("discrepancies", world.ann, "--out", str(target)).output
    assert run("discrepancies", world.ann, "--out", str(target), "--by", "Casey").exit_code == 0
    assert "manifest.json" in zipfile.ZipFile(target).namelist()
    assert run("discrepancies", "nobody").exit_code == 2
    assert run("discrepancies", "--out", str(tmp_path / "no" / "such")).exit_code == 1
