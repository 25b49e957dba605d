"""Which row holds the names of the columns."""

from pathlib import Path

import pytest

from directory.roster.columns import Meaning, RosterError
from directory.roster.file import open_roster
from directory.roster.headers import find_header

NAMES = ["NPI", "Last Name", "First Name"]


@pytest.mark.parametrize(
    ("rows", "row", "cells"),
    [
        ([NAMES, ["2982606388", "Doe", "Jane"]], 1, NAMES),
        ([["Example Health"], ["Report of 2026"], NAMES, ["2982606388", "Doe", "Jane"]], 3, NAMES),
        ([["Provider"], NAMES], 2, NAMES),
        ([NAMES, ["2982606388", "Doe", "Jane"], NAMES], 1, NAMES),  # again on the next page
        ([["a", "b"], ["c", "d"]], 1, ["a", "b"]),  # nothing is known
        ([["", "Provider", ""], NAMES], 2, NAMES),
        ([["NPI", "Name", ""], ["", "Last", "First"]], 2, ["NPI", "Name Last", "Name First"]),
        ([["x"], ["License", "", "NPI"], ["Number", "State", ""]], 3, ["License Number", "License State", "NPI"]),
        (
            [["NPI", "Mailing", "", "Practice", ""], ["", "City", "State", "City", "State"]],
            2,
            ["NPI", "Mailing City", "Mailing State", "Practice City", "Practice State"],
        ),
        ([["NPI", "License", "State"], ["2982606388", "PT1", "WA"]], 1, ["NPI", "License", "State"]),
    ],
)
def test_where_it_is(rows: list[list[str]], row: int, cells: list[str]) -> None:
    found = find_header(list(enumerate(rows, start=1)), "people.csv")
    assert (found.row, list(found.cells)) == (row, cells)


@pytest.mark.parametrize("named", ["2982606388", "11/20/2026"])
def test_a_person_is_no_header_whatever_its_column_is_to_mean(named: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"{named},Jane Doe,1980-01-02\n2982606388,Ann Roe,1981-01-02\n")
    with pytest.raises(RosterError, match="row 1: a number or date stands here, not the names of the columns") as why:
        open_roster(file, mapping={named: Meaning.NPI})
    assert named not in str(why.value)


@pytest.mark.parametrize("born", ["1980-01-02", "'01/02/1980", "DOB 01/02/1980", "BO5551230", "219-09-9999"])
def test_what_is_dropped_stands_in_no_header(born: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI,{born}\n2982606388,x\n")
    assert open_roster(file).columns.header == ("NPI", "")


def test_a_row_that_is_asked_for() -> None:
    rows = list(enumerate([NAMES, ["NPI", "Name", "x"], ["2982606388", "", ""]], start=1))
    assert [find_header(rows, "people.csv", number).row for number in (None, 1, 2, 3)] == [1, 1, 2, 3]
    with pytest.raises(RosterError, match=r"people\.csv: row 4 is blank or not among the first 40"):
        find_header(rows, "people.csv", 4)
    with pytest.raises(RosterError, match=r"people\.csv is empty"):
        find_header([], "people.csv")
