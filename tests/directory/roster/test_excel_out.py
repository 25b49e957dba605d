"""The Excel copy: read back, no cell of it is a formula, identifiers are text, and every column is explained."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from directory.roster.columns import columns_of
from directory.roster.deciding import RowStatus
from directory.roster.excel import SHEETS, write_excel
from directory.roster.explaining import OF_COLUMNS, explanations
from directory.roster.file import harmless, harmless_cell, open_roster
from directory.roster.results import COLUMNS
from directory.vocabulary import Reason

# Formulas and what is taken for one, behind everything that a spreadsheet reads over; and texts that must stay.
PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)",
    " =1+1", "  +1", '"=1+1', "'=1+1", "\u00a0=1", "\ufeff=1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\")",
    "=WEBSERVICE(A1)", "=IMPORTXML(A1)", "=DDE(1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@A1", "=A1&B1",
    "{=1+1}", "#N/A", "#REF!", "#REF!A1", "=", "==", "=\n1", "0012345", "2982606388", "1E+09", "03/02/1981",
    "+1 (206) 555-0142", "TRUE", "=" + "A" * 9000, "Łukasz ’ 日本", "<b>&amp;</b>", "_x000D_",
)  # fmt: skip


@pytest.fixture
def no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def read_back(path: Path) -> Any:
    return openpyxl.load_workbook(path)  # formulas as formulas


@pytest.mark.usefixtures("no_temporary_files")
def test_forty_payloads_come_back_as_text(tmp_path: Path) -> None:
    assert len(PAYLOADS) >= 40
    out = tmp_path / "out.xlsx"
    rows = [[payload, harmless(payload)] for payload in PAYLOADS]
    write_excel(out, ["=cell", "@ours"], rows, [["Kind", "Name", "=1"], ["=a", "+b", "@c"]], rows)
    book = read_back(out)
    assert tuple(book.sheetnames) == SHEETS
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) == 2 * (2 * len(PAYLOADS) + 2) + 6
    assert {cell.data_type for cell in cells} == {"s"}
    back = [row[0] for row in book["Roster"].iter_rows(min_row=2, values_only=True)]
    kept = [text.replace("\0", " ") for text in PAYLOADS]  # XML has no NUL
    assert back == kept
    with zipfile.ZipFile(out) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]


def test_a_payload_survives_the_way_through_a_roster(tmp_path: Path) -> None:
    """In as a workbook, out as CSV: no cell begins as a formula, and a phone is still one."""
    source, out = tmp_path / "in.xlsx", tmp_path / "out.csv"
    write_excel(source, ["NPI", "Note"], [["2982606388", payload] for payload in PAYLOADS], [], [])
    roster = open_roster(source, sheet="Roster")
    with out.open("w", newline="", encoding=roster.encoding) as stream:
        roster.writer(stream).writerows([*roster.kept(row), *[""] * len(COLUMNS)] for row in roster.rows())
    notes = [row.cells[1] for row in open_roster(out).rows()]
    assert len(notes) == len(PAYLOADS)
    assert not [note for note in notes if harmless_cell(note) != note]
    assert "+1 (206) 555-0142" in notes
    assert "0012345" in notes


def test_the_rows_and_the_frozen_header(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    write_excel(out, ["NPI", "Zip"], [["2982606388", "02134"], ["", "x"]], [("a", "b", "c")], [["1", ""]])
    book = read_back(out)
    assert list(book["Roster"].values) == [("NPI", "Zip"), ("2982606388", "02134"), (None, "x")]
    assert list(book["Rejected"].values) == [("NPI", "Zip"), ("1", None)]
    assert [sheet.freeze_panes for sheet in book] == ["A2", "A2", "A2"]
    assert book["Roster"]["A1"].font.b


def test_everything_is_explained() -> None:
    header = ["NPI", "SSN", "Extra", "Note", ""]
    columns = columns_of(header, "people.csv")
    rows = list(explanations(columns, ["Hidden rows are read too: 3."]))
    assert OF_COLUMNS.keys() == set(COLUMNS)
    by_kind: dict[str, list[str]] = {}
    for kind, name, text in rows:
        assert text
        by_kind.setdefault(kind, []).append(name)
    assert by_kind["column"] == list(COLUMNS)
    assert set(by_kind["status"]) == set(RowStatus)
    assert set(by_kind["reason"]) == set(Reason)
    assert (by_kind["read"], by_kind["dropped"], by_kind["not read"]) == (["NPI"], ["SSN"], ["Extra", "Note"])
    assert ("file", "", "Hidden rows are read too: 3.") in rows


@pytest.mark.usefixtures("no_temporary_files")
def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_text("before")

    def rows() -> Iterator[list[str]]:
        yield ["2982606388"]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_excel(out, ["NPI"], rows(), [], [])
    assert out.read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"out.xlsx", "temporary"}


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("a\x01b", "a b"),
        ("a\udcffb", "a\N{REPLACEMENT CHARACTER}b"),
        ("x" * 40_000, "x" * 32_766 + "…"),
        ("a\nb", "a\nb"),
    ],
)
def test_what_a_workbook_cannot_hold(text: str, back: str, tmp_path: Path) -> None:
    write_excel(tmp_path / "out.xlsx", ["Note"], [[text]], [], [])
    assert list(read_back(tmp_path / "out.xlsx")["Roster"].values)[1] == (back,)
