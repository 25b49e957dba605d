"""`needleproof chase`: of everybody, of one, the text, and marked as asked with who and to whom."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from directory.cli import app

pytestmark = pytest.mark.slow


@pytest.fixture
def data(day_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE", "NEEDLEPROOF_CHAIN"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copytree(day_two, tmp_path / "data"))


def chase(data: Path, *words: str, today: str = "2026-11-20") -> Result:
    return CliRunner().invoke(app, ["--today", today, "--data", str(data), "chase", *words])


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_of_everybody_of_one_and_marked_as_asked(data: Path) -> None:
    there = rows(chase(data, "--state", "WA", "--json"))
    assert len(there) < len(rows(chase(data, "--json"))) < len(rows(chase(data, "--all", "--json")))
    one = next(row for row in there if row["npi"])
    (same,) = rows(chase(data, one["npi"], "--json"))
    assert (same["id"], same["items"]) == (one["id"], one["items"])
    text = chase(data, one["npi"], "--text", "--by", "JR").stdout
    assert text.startswith(f"Dear {one['name']},")
    assert text.rstrip().endswith("JR")

    done = chase(data, one["id"], "--sent", "--by", "JR", "--to", "jane@example.org", "--json")
    (asked,) = rows(done)
    assert f"{len(one['items'])} marked as asked." in done.stderr
    assert {(item["asked_by"], item["days_ago"]) for item in asked["items"]} == {("JR", 0)}
    assert [item["item"] for item in asked["items"]] == [item["item"] for item in one["items"]]
    assert [row["id"] for row in rows(chase(data, "--asked", "10", "--json", today="2026-12-01"))] == [one["id"]]
    table = chase(data, "--state", "WA", "--profession", "PT")
    assert one["name"].split()[-1] in table.stdout


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("--sent",), "--sent needs WHO, --by and --to", 2),
        (("2000000002", "--sent", "--by", "JR"), "--sent needs WHO, --by and --to", 2),
        (("--asked", "sometimes"), "write never, or a number of days", 2),
        (("--watched", "no such list"), "no watch list is called", 2),
        (("123",), "For a license number add --state", 2),
        (("PT1", "--state", "WA"), "nobody here has this number or id", 1),
        (("--state", "XX"), "no state is called", 2),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], told: str, code: int, data: Path) -> None:
    result = chase(data, *words)
    assert result.exit_code == code, result.output
    assert told in " ".join(result.output.split())
