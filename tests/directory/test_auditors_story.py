"""The auditor's journey: what was known on a day, a database rebuilt to it, tampering found, the receipt of then."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crawlers.sample.world import SampleWorld
from directory.cli import app
from directory.store.evidence import EvidenceStore

TODAY = date(2026, 11, 20)
THEN = TODAY - timedelta(days=7)


@pytest.fixture
def data(day_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE", "NEEDLEPROOF_CHAIN"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copytree(day_two, tmp_path / "data"))


def told(data: Path, *words: str, today: date = TODAY) -> Result:
    return CliRunner().invoke(app, ["--today", today.isoformat(), "--data", str(data), *words])


def lines(data: Path, *words: str, today: date = TODAY) -> list[dict[str, Any]]:
    """What the checks of one person say, without what differs from one database to another (numbers of records)."""
    done = told(data, "check", *words, "--coordinator", "--json", today=today)
    assert done.exit_code == 0, done.output
    (person,) = json.loads(done.stdout)["people"]
    return [{name: line[name] for name in sorted(line)} for line in person["lines"]]


def of_license(found: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in found if line["need"] == "license")


@pytest.mark.slow
def test_what_was_known_on_a_day_can_be_shown_rebuilt_proved_and_is_not_to_be_altered(
    data: Path, tmp_path: Path
) -> None:
    npi = SampleWorld(TODAY, 2).person("newly_suspended").npi or ""
    day = THEN.isoformat()

    # What did you know about her on that day? And what do you know now?
    then, now = lines(data, npi, "--known-on", day), lines(data, npi)
    assert (of_license(then)["status"], of_license(now)["status"]) == ("confirmed", "confirmed_not_active")
    # What was learned since is no part of it, and what held then by today's knowledge is a third question.
    late = lines(data, npi, "--as-of", day)
    assert of_license(late)["status"] == "confirmed"

    # The same as a database rebuilt to that day from the stored evidence.
    rebuilt = told(data, "db", "rebuild-to", day, "--into", str(tmp_path / "then"))
    assert rebuilt.exit_code == 0, rebuilt.output
    assert lines(tmp_path / "then", npi, today=THEN) == then

    # A receipt of that day, made today, says the same again without the database.
    receipt = tmp_path / "receipt.json"
    made = told(data, "check", npi, "--known-on", day, "--coordinator", "--receipt", str(receipt))
    assert made.exit_code == 0, made.output
    assert told(tmp_path / "nowhere", "receipt", "replay", str(receipt)).exit_code == 0

    # Nothing was altered; then one byte is, and it is named.
    assert told(data, "audit").exit_code == 0
    sha256 = of_license(then)["evidence"]["sha256"]
    file = EvidenceStore(data / "evidence").path_of(sha256)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:])
    found = told(data, "audit")
    assert found.exit_code == 1
    assert sha256[:16] in "".join(found.output.split())
    assert told(tmp_path / "nowhere", "receipt", "replay", str(receipt)).exit_code == 0  # it carries what it needs
    file.write_bytes(whole)
    assert told(data, "audit").exit_code == 0

    # And so is a receipt that says something else than was found.
    text = receipt.read_text("utf-8")
    changed = text.replace('"confirmed"', '"confirmed_not_active"', 1)
    assert changed != text
    receipt.write_text(changed, "utf-8")
    again = told(tmp_path / "nowhere", "receipt", "replay", str(receipt))
    assert again.exit_code == 1
