"""`check --as-of --known-on` and `db rebuild-to`: the auditor's question on the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from crawlers.sample.world import SampleWorld
from directory.cli import app
from directory.store.database import connect
from directory.store.tables import License, PublishedVersion
from tests.directory.conftest import TODAY, WEEK_AGO

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def data(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder published a week ago and today."""
    folder = tmp_path_factory.mktemp("earlier") / "data"
    shutil.copytree(day_two, folder)
    return folder


@pytest.fixture
def run(data: Path) -> Run:
    def command(*args: str, folder: Path = data) -> Result:
        environment = {"NEEDLEPROOF_DATA": str(folder), "NEEDLEPROOF_TODAY": str(TODAY)}
        for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"):
            environment[name] = None  # type: ignore[assignment]
        return CliRunner().invoke(app, list(args), env=environment)

    return command


@pytest.fixture(scope="module")
def npi() -> str:
    return str(SampleWorld(TODAY, 2).person("golden_wa").npi)


def told(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_both_days_stand_in_the_answer(run: Run, npi: str) -> None:
    answer = told(run("check", npi, "--known-on", str(WEEK_AGO), "--json"))
    days = (answer["true_on"], answer["known_on"], answer["publication"])
    assert days == (str(WEEK_AGO), str(WEEK_AGO), 1)
    (person,) = answer["people"]
    assert person["dated"]["sentence"].startswith("As the sources told it for November 13, 2026")
    assert {line["read_at"][:10] for line in person["lines"] if line["read_at"]} == {str(WEEK_AGO)}
    printed = run("check", npi, "--as-of", str(WEEK_AGO))
    assert printed.exit_code == 0
    said = " ".join(printed.stdout.split())
    assert "As the sources told it for November 13, 2026, by what we had read until November 20, 2026." in said


def test_without_days_nothing_is_dated(run: Run, npi: str) -> None:
    answer = told(run("check", npi, "--json"))
    assert "true_on" not in answer
    assert answer["people"][0]["dated"] is None


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("--known-on", "2026-11-21"), 2, "2026-11-21 is still to come: ask for 2026-11-20 or an earlier day"),
        (("--as-of", "2030-01-01"), 2, "2030-01-01 is still to come"),
        (("--as-of", "yesterday"), 2, "does not match the format"),
        (("--known-on", "2026-11-12"), 1, "our memory of what was published begins on 2026-11-13"),
        (("--known-on", str(WEEK_AGO), "--live"), 2, "--live asks the sources now"),
    ],
)
def test_days_that_cannot_be_shown(args: tuple[str, ...], status: int, words: str, run: Run, npi: str) -> None:
    result = run("check", npi, *args)
    assert result.exit_code == status
    assert words in " ".join(result.output.replace("│", " ").split())


def test_whoever_came_later_is_said_to_be_known_since(run: Run, data: Path) -> None:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        earlier = select(PublishedVersion.practitioner_id).where(PublishedVersion.publication_id == 1)
        newcomers = select(License).where(col(License.practitioner_id).not_in(earlier)).order_by(col(License.id))
        license_ = session.exec(newcomers).all()[0]
    engine.dispose()
    asked = (license_.number, "--state", license_.jurisdiction)
    assert run("check", *asked, "--known-on", str(TODAY)).exit_code == 0
    result = run("check", *asked, "--known-on", str(WEEK_AGO))
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "was not known to us on 2026-11-13: it is known to us since 2026-11-20." in said


def test_the_database_of_an_earlier_day_says_the_same(run: Run, npi: str, tmp_path: Path) -> None:
    result = run("db", "rebuild-to", str(WEEK_AGO), "--into", str(tmp_path / "audit"), "--json")
    assert result.exit_code == 0, result.output
    made = told(result)
    assert made["identical"]
    assert made["published"] == made["again"]
    dated = told(run("check", npi, "--known-on", str(WEEK_AGO), "--json"))["people"]
    then = told(run("check", npi, "--known-on", str(WEEK_AGO), "--json", folder=tmp_path / "audit"))["people"]
    published = told(run("--today", str(WEEK_AGO), "check", npi, "--json", folder=tmp_path / "audit"))["people"]
    assert [p["lines"] for p in dated] == [p["lines"] for p in then] == [p["lines"] for p in published]


def test_nothing_is_rebuilt_over_a_folder_or_into_the_future(run: Run, data: Path, tmp_path: Path) -> None:
    for day, into, words in (
        (str(WEEK_AGO), data, "is there already: name a new folder"),
        ("2026-11-21", tmp_path / "new", "is still to come"),
        ("2026-11-01", tmp_path / "new", "begins on 2026-11-13"),
    ):
        result = run("db", "rebuild-to", day, "--into", str(into))
        assert result.exit_code == 1
        assert words in " ".join(result.output.split())
    assert list(tmp_path.iterdir()) == []
