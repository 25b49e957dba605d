"""Planted social security numbers, birth dates, DEA numbers and tax ids: after a whole run none of them is in the
database, its log, the evidence, the logs, the temporary folder or what was written; by command and by page.
"""

import io
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from directory.cli import app
from directory.roster import background
from tests.databases import Once, Sqlite
from tests.directory.conftest import Stores, Worlds
from tests.directory.signing import sign_in

WA_PT, CO_PT = "2982606388", "2253763439"
SECRETS = (
    "078-05-1120", "078051120", "219-09-9999", "219 09 9999", "457555462", "1983-10-02", "04/07/1979", "BO1234563",
    "AO9876547", "55-5019999", "555019999",
)  # fmt: skip
HEADER = (
    "NPI", "First Name", "Last Name", "License", "State", "SSN", "Date of Birth", "DEA #", "Tax ID", "Extra", "Note",
    "Other",
)  # fmt: skip
ROWS = (
    (WA_PT, "Philippa", "Honeycutt", "PT60039916", "WA", "078-05-1120", "1983-10-02", "BO1234563", "55-5019999",
     "457555462", "ssn 219-09-9999", "BO1234563"),
    (CO_PT, "Desmond", "Okeyinka", "0064330", "CO", "078051120", "04/07/1979", "AO9876547", "555019999", "457555462",
     "219 09 9999", "AO9876547"),
    ("078051120", "078-05-1120", "219-09-9999", "219-09-9999", "WA", "", "", "", "", "", "", "BO1234563"),
    (WA_PT, "078051120", "Honeycutt", "", "WA", "219-09-9999", "", "", "", "", "457555462", "AO9876547"),
    (WA_PT, "one cell too many", "x", "", "WA", "078-05-1120", "1983-10-02", "BO1234563", "55-5019999", "", "", "",
     "219-09-9999"),
)  # fmt: skip


def as_text() -> bytes:
    return "\n".join("|".join(row) for row in (HEADER, *ROWS)).encode() + b"\n"


def as_workbook() -> bytes:
    book, body = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(body)
    return body.getvalue()


FILES = {"people.csv": as_text, "people.xlsx": as_workbook}


@pytest.fixture
def data(
    sqlite: Sqlite, once: Once, worlds: Worlds, world_files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A store of the test's own, and a temporary folder beside it."""
    shutil.copytree(Stores(sqlite, world_files, worlds, once).day_two(), tmp_path / "data")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path / "data"


def bytes_of(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """All bytes of all files, those packed in workbooks and archives too."""
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        yield str(file), file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                yield from ((f"{file}!{name}", packed.read(name)) for name in packed.namelist())


def found_in(texts: Iterator[tuple[str, bytes]]) -> list[tuple[str, str]]:
    return [(secret, where) for where, body in texts for secret in SECRETS if secret.encode() in body]


def test_the_secrets_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(as_text())
    (tmp_path / "people.xlsx").write_bytes(as_workbook())
    found = found_in(bytes_of(tmp_path))
    assert {secret for secret, where in found if where.endswith("csv")} == set(SECRETS)
    assert {secret for secret, where in found if "!" in where} == set(SECRETS)


@pytest.mark.parametrize("name", FILES)
def test_by_command(name: str, data: Path, tmp_path: Path) -> None:
    came, out = tmp_path / "in", tmp_path / "out"
    came.mkdir()
    out.mkdir()
    (came / name).write_bytes(FILES[name]())
    words = ["--verbose", "roster", str(came / name), "--out", str(out / "checked.csv"), "--excel", "--receipts"]
    done = CliRunner().invoke(app, [*words, str(out / "receipts")])
    assert done.exit_code == 0, done.output
    again = CliRunner().invoke(app, [*words, str(out / "receipts"), "--only-changes", "--json"])
    assert again.exit_code == 0, again.output
    told = CliRunner().invoke(app, ["rosters", "show", name, "--json"])
    assert WA_PT not in told.output or told.exit_code == 0
    assert found_in(bytes_of(data, out, tmp_path / "temporary")) == []
    printed = "".join((done.output, again.output, told.output)).encode()
    assert found_in(iter([("what was printed", printed)])) == []
    written = (out / "checked.xlsx").exists(), b"Honeycutt" in (data / "needleproof.db").read_bytes()
    assert written == (True, True)  # the rest is there


@pytest.mark.parametrize("name", FILES)
def test_by_page(name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.pages.roster_result import _body
    from directory.store.database import connect

    sign_in(monkeypatch)
    page = AppTest.from_string("from directory.pages import roster\nroster.page()", default_timeout=60)
    page.run()
    page.file_uploader(key="roster_file").set_value((name, FILES[name](), "text/csv"))
    page.run()
    assert not page.exception
    page.button(key="check_roster").click().run()
    assert not page.exception
    run = int(page.query_params["run"][0])
    until = time.monotonic() + 60
    while background.RUNS.state(run) is not None and time.monotonic() < until:
        time.sleep(0.05)
    page.run()
    shown = "".join(str(element.value) for kind in ("markdown", "header", "error") for element in page.get(kind))
    shown += "".join(element.proto.body for element in page.get("html"))
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    (tmp_path / "out").mkdir()
    for workbook, file in ((False, "checked.csv"), (True, "checked.xlsx")):
        (tmp_path / "out" / file).write_bytes(_body(engine, run, workbook, only_changes=False))
    engine.dispose()
    assert "Honeycutt" in shown
    assert found_in(iter([("the page", shown.encode())])) == []
    assert found_in(bytes_of(data, tmp_path / "out", tmp_path / "temporary")) == []
