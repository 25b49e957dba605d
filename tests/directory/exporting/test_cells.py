"""Cells that no spreadsheet takes for a formula, and that read back to the very text."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.exporting.cells import cells, harmless, meant

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\")", "=IMPORTXML(A1)", "=DDE(\"x\")", "=@SUM(1)",
    "+1+1", "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "@A1",
    "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "\t", "\r\n=1", " =1+1", "   +1", "\xa0=1+1", "\u3000=1+1", "\ufeff=1+1",
    "\u200b=1+1", "\u200e=1+1", "\"=1+1", "'=1+1", "'\"=1+1", "`=1", "＝1+1", "＋1", "－1", "＠A1", " ＝1",
    "|calc", "' =1", "=\n1", "==1", "+@=1", "-=1", "\"\"=1", "\u2060-1",
]  # fmt: skip
PLAIN = ["(206) 555-0101", "PT60012345", "O'Brien", "Smith, Jane", "a=b", "1 - 2", "Ñuñez", '"quoted" text', "x" * 9000]
PHONES = ["+1 206 555 0101", "+12065550101"]


def test_there_are_forty_payloads() -> None:
    assert len(set(FORMULAS)) >= 40


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = harmless(text)
    assert cell == f"'{text}"
    assert meant(cell) == text


@pytest.mark.parametrize("text", [*FORMULAS, *PLAIN, *PHONES], ids=lambda text: ascii(text)[:20])
def test_a_cell_reads_back_through_a_file(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow(cells([text, 3, None]))
    file.seek(0)
    ((found, number, nothing),) = csv.reader(file)
    assert (meant(found), number, nothing) == (text, "3", "")


@pytest.mark.parametrize("text", PLAIN, ids=lambda text: text[:10])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_workbook_made_of_the_cells_has_no_formula() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for text in FORMULAS:
        sheet.append([harmless(openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text))])
    file = io.BytesIO()
    book.save(file)
    read = openpyxl.load_workbook(file).active
    assert {cell.data_type for row in read.iter_rows() for cell in row} == {"s"}


@given(st.text())
def test_any_text_survives(text: str) -> None:
    assert meant(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))


def test_numbers_are_no_texts_and_lists_are_json() -> None:
    assert cells([-122.3, ["-a", "b"], {"total": 3.0}, None]) == [-122.3, '["-a","b"]', '{"total":3.0}', None]
