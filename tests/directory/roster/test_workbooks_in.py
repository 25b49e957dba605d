"""Workbooks as rosters: which sheet, where the header is, and what every cell is read as."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from directory.roster.cells import ERROR, FORMULA
from directory.roster.columns import Meaning, RosterError
from directory.roster.damage import ROUNDED
from directory.roster.file import Roster, open_roster
from directory.roster.given import Given, License
from directory.roster.results import COLUMNS
from directory.roster.workbook import MERGED
from tests.directory.roster.books import HEAD, MAIN, built, saved, sheet, zipped

NPI, OTHER = "2982606388", "2253763439"
Opened = Callable[..., Roster]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_body(body: bytes, **more: Any) -> Roster:
        file = tmp_path / "people.xlsx"
        file.write_bytes(body)
        return open_roster(file, **more)

    return open_body


def given(roster: Roster) -> list[Given]:
    return [roster.given(row) for row in roster.rows()]


def cells(roster: Roster) -> list[list[str]]:
    return [row.cells for row in roster.rows()]


def test_a_plain_sheet(opened: Opened) -> None:
    roster = opened(
        saved(("People", [["NPI", "Name", "Note"], [NPI, "Jane Doe", None], [int(OTHER), "John Roe", 1.5]]))
    )
    assert cells(roster) == [[NPI, "Jane Doe", ""], [OTHER, "John Roe", "1.5"]]
    assert [(one.row, one.npi, one.last) for one in given(roster)] == [(2, NPI, "Doe"), (3, OTHER, "Roe")]
    assert (roster.lines, roster.sheet, roster.other_sheets, roster.header_row, roster.told) == (2, "People", (), 1, ())
    assert (roster.delimiter, roster.encoding) == (",", "utf-8-sig")


def test_the_sheet_with_the_best_header_is_read(opened: Opened) -> None:
    roster = opened(
        saved(
            ("Read me", [["This file holds all providers"]]),
            ("Lookup", [["State"], ["WA"]]),
            ("Providers", [["NPI", "Last Name", "First Name"], [NPI, "Doe", "Jane"]]),
        )
    )
    assert (roster.sheet, roster.other_sheets) == ("Providers", ("Read me", "Lookup"))
    assert roster.told == ("Read is the sheet 'Providers'; not read: 'Read me', 'Lookup'.",)


def test_any_sheet_can_be_asked_for(opened: Opened) -> None:
    body = saved(("A", [["NPI", "Name"], [NPI, "Jane Doe"]]), ("B", [["NPI"], [OTHER]]))
    assert [opened(body, sheet=name).sheet for name in (None, "A", "B")] == ["A", "A", "B"]


def test_a_hidden_sheet_only_where_no_other_is_as_good(opened: Opened) -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    rows = [["NPI", "Name"], [NPI, "Jane Doe"]]
    assert opened(saved(("Old", rows), ("New", rows), change=hide)).sheet == "New"
    assert opened(saved(("Old", rows), ("New", [["Nothing"]]), change=hide)).sheet == "Old"


def test_titles_above_the_header(opened: Opened) -> None:
    rows = [["Example Health"], ["Roster of 11/1/2026"], [], ["NPI", "Last Name"], [NPI, "Doe"]]
    roster = opened(saved(("People", rows)))
    assert roster.header_row == 4
    assert [one.row for one in given(roster)] == [5]
    assert "The names of the columns stand in row 4; what stands above is no part of the table." in roster.told
    assert opened(saved(("People", [["NPI"], *rows])), header_row=5).header_row == 5


def test_two_rows_of_names(opened: Opened) -> None:
    """Groups over names, in merged cells as spreadsheets make them; a name that spans both rows."""

    def merge(book: Any) -> None:
        for area in ("A1:A2", "B1:C1", "D1:E1", "F1:G1"):
            book["People"].merge_cells(area)

    rows = [
        ["NPI", "Provider Information", None, "License", None, "Clinic", None],
        [None, "Last Name", "First Name", "Number", "State", "Name", "Phone"],
        [NPI, "Doe", "Jane", "PT60039916", "WA", "Example Clinic", "(206) 555-0142"],
    ]
    roster = opened(saved(("People", rows), change=merge))
    assert roster.columns.header[0] == "NPI"
    assert (roster.header_row, roster.columns.header[3:]) == (
        2,
        ("License Number", "License State", "Clinic Name", "Clinic Phone"),
    )
    (one,) = given(roster)
    assert (one.npi, one.last, one.licenses) == (NPI, "Doe", (License("PT60039916", "WA"),))
    assert roster.columns.unread == ("Clinic Name", "Clinic Phone")


def test_a_banner_over_the_header(opened: Opened) -> None:
    def merge(book: Any) -> None:
        book["People"].merge_cells("A1:C1")

    roster = opened(saved(("People", [["Example Health Roster"], ["NPI", "Name"], [NPI, "Jane Doe"]]), change=merge))
    assert (roster.header_row, roster.columns.header) == (2, ("NPI", "Name"))


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("0012345", None, "0012345"),
        (2134, "00000", "02134"),
        (2134, None, "2134"),
        (21340001, "00000\\-0000", "02134-0001"),
        (2134, "#,##0", "2134"),
        (2982606388, None, "2982606388"),
        (2982606388, "0.00E+00", "2982606388"),
        (2982606388.0, None, "2982606388"),
        (12.50, None, "12.5"),
        (True, None, "TRUE"),
        (datetime.date(2026, 3, 1), None, "2026-03-01"),
        (datetime.datetime.fromisoformat("2026-03-01T14:30"), None, "2026-03-01 14:30:00"),
        (45000, None, "45000"),
        (45000, "mm/dd/yyyy", "2023-03-15"),
        ("  spaced ", None, "  spaced "),
        ("line\nbreak", None, "line\nbreak"),
        ("ü – ’ ’", None, "ü – ’ ’"),
    ],
)
def test_what_a_cell_is_read_as(value: Any, form: str | None, text: str, opened: Opened) -> None:
    def shape(book: Any) -> None:
        if form is not None:
            book["People"]["B2"].number_format = form

    roster = opened(saved(("People", [["NPI", "Note"], [NPI, value]]), change=shape))
    assert cells(roster) == [[NPI, text]]


@pytest.mark.parametrize(
    ("cell", "npi", "words"),
    [
        ("<c><v>2982606388.0</v></c>", NPI, None),
        ("<c><v>2.982606388E9</v></c>", NPI, None),
        ('<c t="str"><v>2982606388</v></c>', NPI, None),
        ("<c><v>2.98E9</v></c>", None, ROUNDED),
        ('<c t="inlineStr"><is><t>2.98E+09</t></is></c>', None, ROUNDED),
        ("<c><f>1+1</f><v>2982606388</v></c>", None, FORMULA),
        ('<c t="str"><f>VLOOKUP(A1,[1]Sheet1!A:B,2,0)</f><v>2982606388</v></c>', None, FORMULA),
        ('<c t="e"><v>#N/A</v></c>', None, ERROR),
        ("<c><v>29826063880000000001</v></c>", None, ROUNDED),
        ("<c><v>nonsense</v></c>", None, "the cell is damaged"),
        ('<c t="inlineStr"><is><r><t>29826</t></r><r><t>06388</t></r><rPh><t>x</t></rPh></is></c>', NPI, None),
    ],
)
def test_the_npi_in_a_cell(cell: str, npi: str | None, words: str | None, opened: Opened) -> None:
    header = '<row r="1"><c t="inlineStr"><is><t>NPI</t></is></c></row>'
    (one,) = given(opened(built(sheet(f'{header}<row r="2">{cell}</row>'))))
    assert one.npi == npi
    if words is not None:
        assert one.unusable is not None
        assert one.unusable.startswith("row 2, column NPI: ")
        assert words in one.unusable


def test_a_formula_in_a_column_that_is_not_read_costs_nothing(opened: Opened, tmp_path: Path) -> None:
    roster = opened(saved(("People", [["NPI", "Name", "Note"], [NPI, "=A1&B1", "=1+1"]])))
    (one,) = given(roster)
    assert (one.npi, one.name, one.unusable) == (NPI, None, None)
    assert one.faults == (f"row 2, column Name: {FORMULA}",)
    with (tmp_path / "out.csv").open("w", newline="") as stream:
        roster.writer(stream).writerows(roster.kept(row) for row in roster.rows())
    assert (tmp_path / "out.csv").read_text().splitlines()[1] == f"{NPI},'=A1&B1,'=1+1"


def test_cells_that_are_merged_over_rows(opened: Opened) -> None:
    def merge(book: Any) -> None:
        book["People"].merge_cells("B2:B3")
        book["People"].merge_cells("C2:C3")

    rows = [["NPI", "License State", "Clinic", "License"], [NPI, "WA", "x", "PT60039916"], [OTHER, "", "", "0064330"]]
    roster = opened(saved(("People", rows), change=merge))
    first, second = given(roster)
    assert first.faults == ()
    assert f"row 3, column License State: {MERGED}" in second.faults
    assert "Cells are merged below the header; rows that lack a value by that say so." in roster.told


def test_what_is_hidden_is_read_and_said(opened: Opened) -> None:
    def hide(book: Any) -> None:
        book["People"].row_dimensions[3].hidden = True
        book["People"].column_dimensions["B"].hidden = True

    roster = opened(saved(("People", [["NPI", "Name"], [NPI, "Jane Doe"], [OTHER, "John Roe"]]), change=hide))
    assert [one.npi for one in given(roster)] == [NPI, OTHER]
    assert roster.told == ("Hidden rows are read too: 1.", "Hidden columns are read too: 1.")


def test_blank_rows_inside_and_values_beyond_the_header(opened: Opened) -> None:
    roster = opened(saved(("People", [["NPI", "Name"], [NPI, "Jane Doe"], [], [None, ""], [OTHER, "John", "Roe"]])))
    first, second = given(roster)
    assert (first.row, second.row, roster.lines) == (2, 5, 2)
    assert second.unusable == "row 5: 3 cells where the header has 2 columns; give every column a name"


def test_macros_and_links_are_said_and_left_alone(opened: Opened) -> None:
    body = sheet('<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c><v>2982606388</v></c></row>')
    more = {
        "xl/vbaProject.bin": b"\xd0\xcf",
        "xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{MAIN}"/>',
    }
    roster = opened(built(body, **more))
    assert [one.npi for one in given(roster)] == [NPI]
    assert roster.told == (
        "The workbook holds macros; they are not run.",
        "The workbook holds links to others; they are not followed.",
    )


def test_what_is_written_of_a_workbook_is_harmless_text(opened: Opened, tmp_path: Path) -> None:
    hostile = ["=1+1", "+1", "-1", "@x", "\tx", "＝1+1", ' "=1', "+1 (206) 555-0142", "-12.5", "ü"]
    header = '<row r="1"><c t="inlineStr"><is><t>NPI</t></is></c><c t="inlineStr"><is><t>Note</t></is></c></row>'
    rows = "".join(
        f'<row r="{n}"><c><v>{NPI}</v></c><c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c></row>'
        for n, text in enumerate((text.replace('"', "&quot;") for text in hostile), start=2)
    )
    roster = opened(built(sheet(header + rows)))
    assert [row.cells[1] for row in roster.rows()] == hostile
    with (tmp_path / "out.csv").open("w", newline="", encoding=roster.encoding, errors=roster.errors) as stream:
        roster.writer(stream).writerows([*roster.kept(row), *[""] * len(COLUMNS)] for row in roster.rows())
    again = open_roster(tmp_path / "out.csv")
    assert [row.cells[1] for row in again.rows()] == [
        "'=1+1", "+1", "-1", "'@x", "'\tx", "'＝1+1", "' \"=1", "+1 (206) 555-0142", "-12.5", "ü",
    ]  # fmt: skip


def test_a_mapping_of_a_sheet(opened: Opened) -> None:
    body = saved(("People", [["Key", "Who", "State"], [NPI, "Jane Doe", "Cascadia"]]))
    roster = opened(body, mapping={"Key": Meaning.NPI, "Who": Meaning.FULL_NAME, "State": None})
    (one,) = given(roster)
    assert (one.npi, one.last, one.faults) == (NPI, "Doe", ())


def test_a_sheet_that_is_damaged_is_told_of_unless_another_holds_the_roster(opened: Opened) -> None:
    def spoiled(*sheets: tuple[str, Any]) -> bytes:
        """The second sheet cannot be read."""
        with zipfile.ZipFile(io.BytesIO(saved(*sheets))) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"][:-40]
        return zipped(members)

    other, good = ("Notes", [["nothing"]]), ("People", [["NPI"], [NPI]])
    assert opened(spoiled(good, other)).sheet == "People"
    with pytest.raises(RosterError, match="this is a workbook that is damaged or cut off"):
        opened(spoiled(other, good))
    with pytest.raises(RosterError, match="all sheets of the workbook are empty"):
        opened(saved(("A", []), ("B", [])))
