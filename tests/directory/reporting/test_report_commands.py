"""Reports and receipts on the command line."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from filelock import FileLock
from sqlmodel import Session, select
from typer.testing import CliRunner

from directory.checking_one.reports import receipt_in
from directory.cli import app
from directory.reporting.receipt import read
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.reports_tables import ReportMade
from directory.store.writing import lock_file

Run = Callable[..., Result]


@pytest.fixture
def data(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own: that a report was made is kept there."""
    return Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("own") / "data"))


@pytest.fixture
def run(data: Path) -> Run:
    environment = {
        "NEEDLEPROOF_DATA": str(data),
        "NEEDLEPROOF_TODAY": "2026-11-20",
        "NEEDLEPROOF_VERBOSE": None,
        "NEEDLEPROOF_DATABASE_URL": None,
        "NEEDLEPROOF_AUDIENCE": None,
    }
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args], env=environment)


def test_check_writes_both_and_replays_either(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    pdf, receipt = tmp_path / "report.pdf", tmp_path / "receipt.json"
    asked = ["check", npis["golden_wa"], "--coordinator", "--pdf", pdf, "--receipt", receipt]
    said = ["--prepared-for", "Example Clinic", "--purpose", "referral", "--by", "JR"]
    first = run(*asked, *said, "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["found"] is True
    found, _ = read(receipt)
    assert (found.made.prepared_for, found.made.purpose, found.made.by) == ("Example Clinic", "referral", "JR")
    assert found.made.submitted == {"npi": npis["golden_wa"]}
    assert found.id in first.stderr
    bodies = pdf.read_bytes(), receipt.read_bytes()
    assert run(*asked, *said).exit_code == 0
    assert (pdf.read_bytes(), receipt.read_bytes()) == bodies  # the same day, the same bytes
    for file in (pdf, receipt):
        done = run("receipt", "replay", file)
        assert done.exit_code == 0, done.output
        assert "identical" in done.stdout
        assert json.loads(run("receipt", "replay", file, "--json").stdout)["identical"] is True


def test_that_a_report_was_made_is_kept_as_by_the_page(run: Run, npis: Mapping[str, str], data: Path) -> None:
    said = ["--prepared-for", "Example Clinic", "--purpose", "referral", "--by", "JR"]
    assert run("check", npis["golden_wa"], "--pdf", data.parent / "patients.pdf", *said).exit_code == 0
    assert kept(data) == []  # what a patient is given is nobody's to compare with
    said.append("--coordinator")
    assert run("check", npis["golden_wa"], "--pdf", data.parent / "report.pdf", *said).exit_code == 0
    (row,) = kept(data)
    assert (row.made_by, row.prepared_for, row.purpose, str(row.as_of)) == (
        "JR", "Example Clinic", "referral", "2026-11-20",
    )  # fmt: skip
    assert receipt_in(EvidenceStore(data / "evidence"), row).id == row.receipt
    assert run("check", npis["golden_wa"]).exit_code == 0  # nothing is made where nobody asks for a report
    assert len(kept(data)) == 1


def test_a_report_that_cannot_be_kept_is_written_and_that_is_said(
    run: Run, npis: Mapping[str, str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.cli.reporting.WAIT", 0.0)
    with FileLock(lock_file(data / "needleproof.db")):
        done = run("check", npis["golden_wa"], "--pdf", data.parent / "report.pdf", "--coordinator")
    assert done.exit_code == 0
    assert (data.parent / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "that it was made is not kept" in " ".join(done.stderr.split())
    assert kept(data) == []


def test_a_report_is_compared_with_one_for_the_same_readers_only(run: Run, npis: Mapping[str, str], data: Path) -> None:
    theirs, ours = data.parent / "coordinators.json", data.parent / "patients.json"
    assert run("check", npis["golden_wa"], "--receipt", theirs, "--coordinator").exit_code == 0
    done = run("check", npis["golden_wa"], "--receipt", ours, "--since", theirs)
    assert (done.exit_code, ours.exists()) == (1, False)
    assert "was made for other readers" in " ".join(done.stderr.split())
    assert run("check", npis["golden_wa"], "--receipt", ours, "--since", theirs, "--coordinator").exit_code == 0


@pytest.mark.parametrize(
    "said", [["--prepared-for", "SSN 219-09-9999"], ["--purpose", "born 01/02/1980"], ["--by", "219-09-9999"]]
)
def test_no_secret_is_written_on_a_report(said: list[str], run: Run, npis: Mapping[str, str], data: Path) -> None:
    file = data.parent / "receipt.json"
    done = run("check", npis["golden_wa"], "--receipt", file, *said)
    assert (done.exit_code, file.exists()) == (1, False)
    assert not re.search("219-09|01/02", done.stderr + done.stdout)
    assert "leave it out" in " ".join(done.stderr.split())


def test_nothing_is_asked_with_what_looks_like_a_social_security_number(run: Run) -> None:
    done = run("check", "219-09-9999", "--state", "WA", "--live")
    assert done.exit_code == 2
    assert "219" not in done.stderr


def kept(data: Path) -> list[ReportMade]:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        rows = [*session.exec(select(ReportMade))]
    engine.dispose()
    return rows


def test_pages_of_another_report_are_found(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    assert run("check", npis["golden_wa"], "--pdf", pdf, "--paper", "a4").exit_code == 0
    done = run("receipt", "replay", pdf)
    assert done.exit_code == 0, done.output
    assert "compared with nothing outside" in done.stdout
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    done = run("receipt", "replay", pdf)
    assert done.exit_code == 1
    assert "the pages are not those of this receipt" in done.stdout
    assert json.loads(run("receipt", "replay", pdf, "--json").stdout)["identical"] is False


def test_both_are_written_or_none(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    done = run("check", npis["golden_wa"], "--pdf", tmp_path / "a.pdf", "--receipt", tmp_path / "no" / "a.json")
    assert done.exit_code == 1
    assert "a.json cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_names_the_files(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    assert run("check", npis["golden_sd"], "--pdf", tmp_path, "--receipt", tmp_path, "--paper", "a4").exit_code == 0
    names = sorted(file.name for file in tmp_path.iterdir())
    assert [name.rpartition("_")[2] for name in names] == ["2026-11-20.json", "2026-11-20.pdf"]
    assert all(npis["golden_sd"] in name and "_SD_" in name for name in names)


def test_an_earlier_receipt_and_a_day_are_told(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    who = npis["newly_suspended"]
    then = run("check", who, "--known-on", "2026-11-14", "--coordinator", "--receipt", old)
    assert then.exit_code == 0, then.output
    earlier, _ = read(old)
    assert (str(earlier.made.as_of), str(earlier.made.known_on)) == ("2026-11-14", "2026-11-14")
    assert run("receipt", "replay", old).exit_code == 0
    now = run("check", who, "--coordinator", "--receipt", new, "--since", old)
    assert now.exit_code == 0, now.output
    later, _ = read(new)
    assert later.person.since == earlier.id
    assert ("confirmed", "confirmed_not_active") in [(one.before, one.after) for one in later.person.changes]


def test_the_patients_state_is_judged_in_the_receipt_too(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    assert run("check", npis["golden_wa"], "--treating-in", "MD", "--receipt", file).exit_code == 0
    found, _ = read(file)
    assert found.made.treating_in == "MD"
    assert found.verdicts[-1].jurisdiction == "MD"
    assert "us_md.toml" in [one.file for one in found.rules]
    assert run("receipt", "replay", file).exit_code == 0


def test_nothing_is_written_of_nobody(run: Run, tmp_path: Path) -> None:
    assert run("check", "2000000010", "--pdf", tmp_path / "report.pdf").exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_or_read_is_said(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    done = run("check", npis["golden_wa"], "--pdf", tmp_path / "no" / "report.pdf")
    assert done.exit_code == 1
    assert "report.pdf cannot be written" in done.stderr
    (tmp_path / "old.json").write_text("{}")
    done = run("check", npis["golden_wa"], "--pdf", tmp_path / "report.pdf", "--since", tmp_path / "old.json")
    assert done.exit_code == 2
    assert "--since" in done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["old.json"]


def test_replay_ends_with_what_it_found(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    assert run("check", npis["golden_wa"], "--receipt", file).exit_code == 0
    file.write_text(file.read_text().replace('"status":"confirmed"', '"status":"stale"', 1))
    done = run("receipt", "replay", file)
    assert done.exit_code == 1
    assert "CHANGED" in done.stdout
    assert "verdicts/0 is not what was sealed" in done.stdout
    for body in (b"nonsense", b"%PDF-1.7"):
        file.write_bytes(body)
        done = run("receipt", "replay", file)
        assert done.exit_code == 2
        assert "receipt.json" in done.stderr
    assert run("receipt", "replay", tmp_path / "nowhere.json").exit_code == 2


def test_report_writes_a_bundle(run: Run, npis: Mapping[str, str], tmp_path: Path) -> None:
    people = tmp_path / "people.txt"
    people.write_text(f"\ufeff# our people\n{npis['golden_wa']}\n\n{npis['excluded']}\n2000000001\nPT1,XX\n")
    done = run("report", people, "--out", tmp_path, "--coordinator", "--json")
    assert done.exit_code == 1  # two of them have no report
    told = json.loads(done.stdout)
    assert (told["reports"], told["missing"]) == (2, 2)
    with zipfile.ZipFile(told["file"]) as bundle:
        summary = bundle.read("summary.csv").decode("utf-8-sig")
        assert "check digit" in summary
        assert "no state is called" in summary
        for name in bundle.namelist():
            if name.endswith(".pdf"):
                (tmp_path / "one.pdf").write_bytes(bundle.read(name))
                assert run("receipt", "replay", tmp_path / "one.pdf").exit_code == 0


@pytest.mark.parametrize(
    ("body", "words"), [(b"", "names nobody"), (b"\xff\xfe", "UTF-8"), (b"1" * 300, "more than 200 characters")]
)
def test_a_file_of_people_that_is_none(body: bytes, words: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.txt").write_bytes(body)
    done = run("report", tmp_path / "people.txt", "--out", tmp_path / "out.zip")
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert not (tmp_path / "out.zip").exists()
