"""`needleproof audit` and `needleproof evidence show`, on both databases."""

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from directory.cli import app
from directory.store.database import connect
from tests.databases import Databases
from tests.directory.chain.conftest import BOARD, PAGE, Chained

ABLE = "wa_doh:Physical Therapist License|PT60012345"


@dataclass(frozen=True, slots=True)
class Shell:
    """The commands on a data folder of a test's own."""

    data: Path
    url: str

    def __call__(self, *args: str, today: str = "2026-11-20", audience: str = "patient") -> Result:
        environment = {
            "NEEDLEPROOF_DATA": str(self.data),
            "NEEDLEPROOF_TODAY": today,
            "NEEDLEPROOF_DATABASE_URL": self.url,
            "NEEDLEPROOF_AUDIENCE": audience,
            "NEEDLEPROOF_VERBOSE": None,
            "NEEDLEPROOF_CHAIN": None,
        }
        return CliRunner().invoke(app, list(args), env=environment)

    @property
    def chained(self) -> Chained:
        return Chained(connect(self.url), self.data)


@pytest.fixture
def shell(two_days_once: Path, databases: Databases, tmp_path: Path) -> Iterator[Shell]:
    data = tmp_path / "data"
    shutil.copytree(two_days_once, data, ignore=shutil.ignore_patterns("*.db"))
    yield Shell(data, databases.make(data, two_days_once))
    databases.drop(data)


def plain(result: Result) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", result.output).split())


def test_all_is_well(shell: Shell) -> None:
    done = shell("audit")
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r"All is well: \d+ items of 2 days, from 2026-11-18 to 2026-11-19\.", plain(done))
    told = json.loads(shell("audit", "--quick", "--json").stdout)
    assert (told["ok"], told["days"], told["from"], told["to"]) == (True, 2, "2026-11-18", "2026-11-19")
    assert (told["broken"], told["notes"], told["added"]) == ([], [], [])


def test_journey_8_what_was_tampered_with_is_found(shell: Shell, flipped: Callable[[Path], None]) -> None:
    """jobs.md 7, the auditor's story: one byte of the evidence, then a decision."""
    page = shell.chained.evidence.path_of(shell.chained.evidence.put(PAGE).sha256)
    flipped(page)
    done = shell("audit")
    assert done.exit_code == 1
    assert plain(done).startswith(f"Broken: evidence {page.stem}")
    flipped(page)
    with shell.chained.engine.begin() as connection:
        connection.execute(text("UPDATE link_decision SET answer = 'same', decided_by = 'X'"))
    done = shell("audit", "--json")
    assert done.exit_code == 1
    (broken,) = json.loads(done.stdout)["broken"]
    assert broken["what"] == "decision 1"
    assert broken["day"] == "2026-11-18"
    assert (broken["expected"], broken["found"]) == ("different", "same")
    assert "decision 1 of 2026-11-18 was changed after it was recorded: answer" in broken["sentence"]


@pytest.mark.slow
def test_days_that_are_over_are_closed_by_the_audit_where_all_is_well(shell: Shell) -> None:
    chained = shell.chained
    with chained.engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = 'x' WHERE name = 'none'"))
        connection.execute(
            text("INSERT INTO link_decision SELECT 2, left_source, left_scope, left_key, left_record_id, right_source, "
                 "right_scope, right_key, right_record_id, answer, evidence, '2026-11-20 09:00:00+00:00', decided_by, "
                 "note, NULL, NULL, NULL, linked FROM link_decision")
        )  # fmt: skip
    told = json.loads(shell("audit", "--json").stdout)
    assert told["added"] == []  # that day is not over
    assert (told["not_in_chain"]["items"], told["not_in_chain"]["since"]) == (1, "2026-11-20")
    words = "1 items since 2026-11-20 are not in the chain yet: changes to them would not be found."
    assert words in plain(shell("audit"))
    with chained.engine.begin() as connection:
        connection.execute(text("UPDATE receipt SET said = 'Expired'"))
    done = shell("audit", today="2026-11-21")
    assert done.exit_code == 1
    assert "1 days that are over are not in the chain yet, first 2026-11-20: nothing is added" in plain(done)
    with chained.engine.begin() as connection:
        connection.execute(text("UPDATE receipt SET said = 'Active'"))
    assert "Added to the chain: 1 days, 2026-11-20 to 2026-11-20." in plain(shell("audit", today="2026-11-21"))
    assert json.loads(shell("audit", "--json", today="2026-11-21").stdout)["days"] == 3


def test_publishing_closes_days_and_says_when_it_cannot(shell: Shell) -> None:
    assert shell("publish", today="2026-11-22").exit_code == 0
    assert shell("publish", today="2026-11-23").exit_code == 0
    last = shell.chained.files.file.read_text().splitlines()[-1]
    assert last.startswith("2026-11-22 leaves=")
    shell.chained.files.file.write_text("nonsense\n")
    done = shell("publish", today="2026-11-24")
    assert done.exit_code == 0
    assert "Published" in plain(done)
    assert "The evidence chain is not gone on with:" in plain(done)


def test_the_bytes_behind_a_record(shell: Shell, tmp_path: Path) -> None:
    done = shell("evidence", "show", ABLE, "--coordinator")
    assert done.exit_code == 0, done.output
    told = plain(done)
    assert "of wa_doh, read 2026-11-19 12:00 UTC at file:wa_doh.json, place: $[0], SHA-256 " in told
    assert '"credentialnumber": "PT60012345"' in told
    assert "PT60023456" not in told  # that is somebody else's
    out = tmp_path / "one.json"
    assert shell("evidence", "show", ABLE, "--coordinator", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_bytes())["status"] == "EXPIRED"
    assert shell("evidence", "show", ABLE, "--coordinator", "--raw").stdout_bytes == out.read_bytes()
    assert out.read_bytes() in json.dumps(json.loads(BOARD.read_bytes())).replace("ACTIVE", "EXPIRED", 1).encode()
    told = json.loads(shell("evidence", "show", "1", "--json", audience="coordinator").stdout)
    assert (told["record_id"], told["exact"], told["whole"]) == (1, True, False)
    assert json.loads(told["text"])["status"] == "ACTIVE"
    assert told["notes"] == ["the source says this no more: another version, or none, since run 2"]


def test_a_whole_body_by_its_hash(shell: Shell, tmp_path: Path) -> None:
    sha256 = shell.chained.evidence.put(PAGE).sha256
    told = json.loads(shell("evidence", "show", sha256, "--coordinator", "--json").stdout)
    assert told["notes"] == ["the document of receipt 1"]
    assert told["text"].encode() == PAGE
    whole = tmp_path / "whole"
    assert shell("evidence", "show", ABLE, "--coordinator", "--whole", "--out", str(whole)).exit_code == 0
    assert len(json.loads(whole.read_bytes())) == len(json.loads(BOARD.read_bytes()))
    assert shell("evidence", "show", sha256, "--coordinator", "--out", str(tmp_path / "no" / "x")).exit_code == 1


def test_patients_see_the_records_own_redacted_line(shell: Shell, tmp_path: Path) -> None:
    done = shell("evidence", "show", ABLE)
    assert done.exit_code == 0, done.output
    assert "number: PT60012345" in plain(done)
    assert "credentialnumber" not in plain(done)
    assert set(json.loads(shell("evidence", "show", ABLE, "--json").stdout)["said"]) >= {"number", "status"}
    out = tmp_path / "one"
    sha256 = shell.chained.evidence.put(PAGE).sha256
    for more in ((ABLE, "--raw"), (ABLE, "--whole"), (ABLE, "--out", str(out)), (sha256,)):
        done = shell("evidence", "show", *more)
        assert done.exit_code == 2
        assert "that is for coordinators" in plain(done)
    assert not out.exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("999", "there is no record 999"),
        ("0" * 64, "no evidence has the SHA-256"),
        ("nonsense", "no SOURCE:KEY"),
        ("nobody:1", "nothing was read of a source 'nobody'"),
        ("wa_doh:nobody", "wa_doh said nothing under the key 'nobody'"),
        ("9" * 40, "no SOURCE:KEY"),
    ],
)
def test_what_leads_to_nothing_is_told(shell: Shell, asked: str, told: str) -> None:
    done = shell("evidence", "show", asked)
    assert done.exit_code == 2
    assert told in plain(done)


def test_tampered_evidence_is_not_shown(shell: Shell, flipped: Callable[[Path], None]) -> None:
    sha256 = json.loads(shell("evidence", "show", ABLE, "--json").stdout)["sha256"]
    flipped(shell.chained.evidence.path_of(sha256))
    for more in (("--json",), ("--whole", "--out", "x")):
        done = shell("evidence", "show", ABLE, "--coordinator", *more)
        assert done.exit_code == 1
        assert "is damaged" in plain(done)


def test_what_steers_a_terminal_is_told_by_its_number(shell: Shell) -> None:
    with shell.chained.engine.begin() as connection:
        connection.execute(text("UPDATE fetch_ SET url = 'x'".replace("fetch_", '"fetch"') + " || chr(27) || '[2J'"
                                if connection.dialect.name == "postgresql" else
                                "UPDATE \"fetch\" SET url = 'x' || char(27) || '[2J'"))  # fmt: skip
    done = shell("evidence", "show", ABLE, "--coordinator")
    assert "at x\\u001b[2J," in plain(done)


def test_bytes_that_are_no_text_come_as_base64(shell: Shell) -> None:
    chained = shell.chained
    body = b"%PDF-1.7 \xff\x00"
    stored = chained.evidence.put(body)
    with chained.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO evidence_body VALUES (:s, 11, :n, 'zstd')"), {"s": stored.sha256, "n": stored.stored_size}
        )
    told = json.loads(shell("evidence", "show", stored.sha256, "--coordinator", "--json").stdout)
    assert base64.b64decode(told["base64"]) == body
    assert "no text: write them into a file" in plain(shell("evidence", "show", stored.sha256, "--coordinator"))


@pytest.mark.slow
def test_a_backup_that_is_restored_elsewhere_audits_well(shell: Shell, tmp_path: Path) -> None:
    assert shell("db", "backup", str(tmp_path / "backup")).exit_code == 0
    other = Shell(tmp_path / "other", f"sqlite:///{tmp_path / 'other' / 'needleproof.db'}")
    assert other("db", "restore", str(tmp_path / "backup")).exit_code == 0
    assert plain(other("audit")) == plain(shell("audit"))
    assert other("audit").exit_code == 0
    longer = other.data / "chain.txt"
    longer.write_text(longer.read_text() + "nonsense\n")
    assert other("db", "restore", str(tmp_path / "backup"), "--replace").exit_code == 0
    assert longer.read_text().endswith("nonsense\n")  # a chain that is there is never written over
    assert "no line of a day" in plain(other("audit"))
