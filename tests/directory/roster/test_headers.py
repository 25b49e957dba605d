"""Which row holds the names of the columns."""

import pytest

from directory.roster.columns import RosterError
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


def test_a_row_that_is_asked_for() -> None:
    rows = list(enumerate([NAMES, ["NPI", "Name", "x"], ["2982606388", "", ""]], start=1))
    assert [find_header(rows, "people.csv", number).row for number in (None, 1, 2, 3)] == [1, 1, 2, 3]
    with pytest.raises(RosterError, match=r"people\.csv: row 4 is blank or not among the first 40"):
        find_header(rows, "people.csv", 4)
    with pytest.raises(RosterError, match=r"people\.csv is empty"):
        find_header([], "people.csv")
