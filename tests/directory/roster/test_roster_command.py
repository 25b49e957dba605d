"""The command `roster`: what it prints and writes; no social security number gets any further than its file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from directory.cli import app
from directory.reporting.gathering import Gathering
from directory.reporting.receipt import read
from directory.store.evidence import EvidenceError
from tests.databases import Once, Sqlite
from tests.directory.conftest import Stores, Worlds

FILES = Path(__file__).parent / "files"
SECRETS = ("078051120", "219-09-9999", "457555462", "1120", "BO5551234", "555019999", "19810302", "19790704")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def data(
    sqlite: Sqlite, once: Once, worlds: Worlds, world_files: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The command asks the database nothing but what the other tests here ask on both."""
    folder = tmp_path_factory.mktemp("roster") / "data"
    shutil.copytree(Stores(sqlite, world_files, worlds, once).day_two(), folder)
    return folder


@pytest.fixture
def run(data: Path) -> Run:
    environment = {"NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": "2026-11-20", "NEEDLEPROOF_VERBOSE": "1"}
    environment |= dict.fromkeys(("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"))  # type: ignore[dict-item]
    return lambda *words: CliRunner().invoke(app, ["--verbose", "roster", *map(str, words)], env=environment)


def test_the_summary_for_people(run: Run, tmp_path: Path) -> None:
    done = run(FILES / "people.csv", "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output  # rejected rows are no failure of the command
    assert "21 rows: 14 done, 5 for review, 2 rejected." in done.stdout
    assert "input_insufficient: 2; np_reason says why, by row and column" in done.stdout
    assert "license number: column License No." in done.stderr
    assert (tmp_path / "out.csv").read_bytes() == (FILES / "checked.csv").read_bytes()


def test_the_summary_for_programs(run: Run, tmp_path: Path) -> None:
    done = run(FILES / "caqh.txt", "--out", tmp_path / "out.txt", "--json")
    told = json.loads(done.stdout)
    assert (told["rows"], told["done"], told["review"], told["rejected"]) == (3, 3, 0, 0)
    assert (told["delimiter"], told["columns"]["NPI"]) == ("|", "Provider_NPI")
    assert {one["column"]: one["meaning"] for one in told["ignored"]} == {
        "Provider_Birthdate": "birth date",
        "Provider_SSN": "social security number",
        "Short_SSN": "social security number",
        "Provider_DEA": "DEA number",
        "Provider_Tax_ID": "tax id",
    }
    assert "Provider_Fax" in told["not_read"]


def test_no_social_security_number_gets_further_than_its_file(run: Run, data: Path, tmp_path: Path) -> None:
    body = (FILES / "caqh.txt").read_text()
    for secret, number in (("078051120", ""), ("219-09-9999", "219-09-9999")):  # in cells that are read too
        cells = ["A", secret, "", secret, *[""] * 11, secret, *[""] * 7, secret, secret, number, *[""] * 9]
        body += "|".join(cells) + "\n"  # a license number may be nine digits, and nobody can tell
    file = tmp_path / "in" / "caqh.txt"
    file.parent.mkdir()
    file.write_text(body)
    done = run(file, "--out", tmp_path / "out.txt", "--receipts", tmp_path / "receipts")
    assert done.exit_code == 0, done.output
    assert "Provider_SSN (social security number) is never read" in done.stderr
    written = [path for path in [*data.rglob("*"), *(tmp_path / "receipts").rglob("*")] if path.is_file()]
    assert any(path.suffix == ".db" for path in written)
    texts = [path.read_bytes() for path in written] + [done.stdout.encode(), done.stderr.encode()]
    assert not [secret for secret in SECRETS[:3] for text in texts if secret.encode() in text]
    rows = (tmp_path / "out.txt").read_text().splitlines()
    assert not [secret for secret in SECRETS for row in rows[1:4] if secret in row.split("|")]
    ours = ["|".join(row.split("|")[35:]) for row in rows[1:]]  # what a user wrote into another column stays theirs
    assert not [secret for secret in SECRETS for cells in ours if secret in cells]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "there is no such file"),
        (b"", "is empty"),
        (b"Jane,Doe,078051120\n", "no column of NPIs or license numbers is known by its name"),
        (b"PK\x03\x04", "this is a workbook"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_2(body: bytes | None, words: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    if body is not None:
        file.write_bytes(body)
    done = run(file, "--out", tmp_path / "out.csv")
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert "078051120" not in done.output
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("file", "out", "more", "words"),
    [
        ("people.xlsx", "people.csv", ["--excel"], "people.xlsx is the file that is read, and the workbook would be"),
        ("people.csv", "people.csv", [], "people.csv is the file that is read; write to another one"),
        ("people.csv", "last.csv", ["--previous", "last.csv"], "last.csv is the result to compare with"),
        ("people.csv", "last.csv", ["--previous", "last.xlsx", "--excel"], "last.xlsx is the result to compare with"),
        ("people.csv", "out.XLSX", [], "name a .csv or .txt, --excel makes the workbook"),
    ],
)
def test_no_file_of_the_user_is_written_over(
    file: str, out: str, more: list[str], words: str, run: Run, tmp_path: Path
) -> None:
    for name in ("people.csv", "people.xlsx", "last.csv", "last.xlsx"):
        (tmp_path / name).write_text("NPI\n2982606388\n")
    told = [str(tmp_path / word) if "." in word else word for word in more]
    done = run(tmp_path / file, "--out", tmp_path / out, *told)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert {path.read_text() for path in tmp_path.iterdir()} == {"NPI\n2982606388\n"}


def test_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    done = run(FILES / "people.csv", "--out", tmp_path / "no" / "such" / "out.csv")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_receipts_of_those_who_were_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("NPI\n2982606388\n2982606388\n2000000003\n")
    done = run(tmp_path / "in.csv", "--out", tmp_path / "out.csv", "--receipts", tmp_path / "receipts")
    assert done.exit_code == 0, done.output
    told = [line.rsplit(",", 1)[1] for line in (tmp_path / "out.csv").read_text().splitlines()[1:]]
    (file,) = (tmp_path / "receipts").iterdir()
    assert told == [file.stem, file.stem, ""]
    receipt, _ = read(file)
    assert (receipt.id, receipt.person.npi) == (file.stem, "2982606388")


def test_a_receipt_that_cannot_be_made_costs_no_row(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: Any) -> None:
        raise EvidenceError("evidence abc is damaged")

    monkeypatch.setattr(Gathering, "receipt", damaged)
    (tmp_path / "in.csv").write_text("NPI\n2982606388\n2000000003\n")
    done = run(tmp_path / "in.csv", "--out", tmp_path / "out.csv", "--receipts", tmp_path / "receipts")
    assert done.exit_code == 0, done.output
    rows = (tmp_path / "out.csv").read_text().splitlines()[1:]
    assert [row.rsplit(",", 1)[1] for row in rows] == ["none could be made: evidence abc is damaged", ""]


def test_a_folder_of_receipts_that_cannot_be_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.csv").write_text("NPI\n2982606388\n")
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "in.csv", "--out", tmp_path / "out.csv", "--receipts", tmp_path / "file")
    assert "--receipts: the folder" in done.stderr

    def full(_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("directory.cli.roster.written_whole", full)
    done = run(tmp_path / "in.csv", "--out", tmp_path / "out.csv", "--receipts", tmp_path / "receipts")
    assert done.exit_code == 1
    told = " ".join(done.stderr.split())
    assert "--receipts: nothing can be written to the folder" in told
    assert "No space left on device" in told
    assert "out.csv cannot be written" not in told
    assert not (tmp_path / "out.csv").exists()


def test_cells_like_a_social_security_number_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("NPI,Note\n2982606388,219-09-9999\n2982606388,x\n")
    done = run(tmp_path / "in.csv", "--out", tmp_path / "out.csv")
    assert "Note: 1 cell written like a social security number; empty in" in " ".join(done.stderr.split())
    assert "219-09-9999" not in (tmp_path / "out.csv").read_text() + done.output
    assert json.loads(run(tmp_path / "in.csv", "--out", tmp_path / "out.csv", "--json").stdout)["emptied"] == {
        "Note": {"social security number": 1}
    }
