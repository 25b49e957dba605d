"""Text as rosters: encodings that are found or refused, what parts columns, where the header is, open quotes."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from directory.roster.damage import LETTER_LOST, NO_ENCODING, WRONG_LETTERS
from directory.roster.encodings import encoding_of
from directory.roster.file import Roster, open_roster
from directory.roster.results import COLUMNS

NPI, OTHER = "2982606388", "2253763439"
NAMES = ["Peña", "Núñez", "Müller", "Zoë", "François", "O’Brien", "PEÑA", "MÜLLER", "Ángel", "Jørgen", "D’Angelo"]
Opened = Callable[..., Roster]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_body(body: bytes | str, **more: Any) -> Roster:
        file = tmp_path / "people.csv"
        file.write_bytes(body if isinstance(body, bytes) else body.encode())
        return open_roster(file, **more)

    return open_body


def written(roster: Roster, out: Path) -> bytes:
    with out.open("w", newline="", encoding=roster.encoding, errors=roster.errors) as stream:
        roster.writer(stream).writerows([*roster.kept(row), *[""] * len(COLUMNS)] for row in roster.rows())
    return out.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", NAMES)
def test_names_come_through_in_each_encoding(encoding: str, name: str, opened: Opened, tmp_path: Path) -> None:
    text = f"NPI,Last Name,Note\n{NPI},{name},x\n{OTHER},Doe,y\n"
    body = text.encode(encoding)
    roster = opened(body)
    first, second = roster.rows()
    assert (roster.given(first).last, roster.given(first).faults) == (name, ())
    assert second.cells == [OTHER, "Doe", "y"]
    out = written(roster, tmp_path / "out.csv").decode(encoding)
    assert [line.rstrip(",").split(",")[:3] for line in out.splitlines()][1:] == [[NPI, name, "x"], [OTHER, "Doe", "y"]]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp437", "cp850"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_another_encoding_is_never_a_wrong_name(encoding: str, name: str, opened: Opened) -> None:
    """It is refused in its row, or happens to be the same letters."""
    try:
        body = f"NPI,Last Name\n{NPI},{name}\n".encode(encoding)
    except UnicodeEncodeError:
        return  # this encoding has not got the letter
    roster = opened(body)
    (row,) = roster.rows()
    one = roster.given(row)
    assert one.last == name or (one.last is None and one.faults == (f"row 2, column Last Name: {NO_ENCODING}",))


@settings(max_examples=150, deadline=None)
@examples(
    letters=st.lists(st.sampled_from("áéíóúñüçÁÉÍÓÚÑÜåøäöèàëïôêâÄÖÃÕÀ"), min_size=1, max_size=4),
    encoding=st.sampled_from(["mac_roman", "cp437"]),
    case=st.sampled_from([str.lower, str.upper, str.title]),
)
def test_any_name_of_another_program_is_refused_or_right(
    letters: list[str], encoding: str, case: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = case("br" + "".join(f"{letter}{'xyz'[place % 3]}" for place, letter in enumerate(letters)))
    try:
        body = f"NPI,Last Name\n{NPI},{name}\n".encode(encoding)
    except UnicodeEncodeError:
        return
    file = tmp_path_factory.mktemp("e") / "a.csv"
    file.write_bytes(body)
    roster = open_roster(file)
    (row,) = roster.rows()
    assert roster.given(row).last in (None, name)


@pytest.mark.parametrize(("names", "encoding"), [(["MARTÍNEZ"], "utf-8"), (["MARTÍNEZ", "PEÑA"], "cp1252")])
def test_a_letter_that_two_encodings_would_have_needs_another_beside_it(
    names: list[str], encoding: str, opened: Opened
) -> None:
    body = "NPI,Last Name\n" + "".join(f"{NPI},{name}\n" for name in names)
    assert opened(body.encode("cp1252")).encoding == encoding


def test_utf8_with_one_broken_letter_stays_utf8(opened: Opened, tmp_path: Path) -> None:
    body = b"NPI,Last Name\n" + NPI.encode() + b",Pe\xc3\xb1a\n" + OTHER.encode() + b",Mu\xf1oz\n"
    roster = opened(body)
    good, broken = (roster.given(row) for row in roster.rows())
    assert (roster.encoding, good.last, broken.last) == ("utf-8", "Peña", None)
    assert broken.faults == (f"row 3, column Last Name: {NO_ENCODING}",)
    assert b"Mu\xf1oz" in written(roster, tmp_path / "out.csv")  # as it came


@pytest.mark.parametrize(
    ("name", "words"),
    [("Pe\N{REPLACEMENT CHARACTER}a", LETTER_LOST), ("PeÃ±a", WRONG_LETTERS), ("Oâ€™Brien", WRONG_LETTERS)],
)
def test_letters_that_were_lost_before(name: str, words: str, opened: Opened) -> None:
    roster = opened(f"NPI,Last Name,Note\n{NPI},{name},{name}\n")
    (row,) = roster.rows()
    assert roster.given(row).faults == (f"row 2, column Last Name: {words}",)
    assert row.cells[2] == name  # of a column that is not read nothing is said


def test_what_the_encoding_of_the_file_has_not_got_is_spelt(opened: Opened, tmp_path: Path) -> None:
    roster = opened(f"NPI,Last Name\n{NPI},Peña\n".encode("cp1252"))
    with (tmp_path / "out.csv").open("w", newline="", encoding=roster.encoding, errors=roster.errors) as stream:
        roster.writer(stream).writerow([NPI, "Peña", "Łukasz Žižka – ü"])
    assert (tmp_path / "out.csv").read_bytes().endswith("Peña,Lukasz Žižka – ü\n".encode("cp1252"))


def test_the_encoding_is_told(opened: Opened, tmp_path: Path) -> None:
    assert opened(f"NPI,Name\n{NPI},Ana Peña\n".encode("cp1252")).told == (
        "The text is Windows-1252; the file that is written is too.",
    )
    assert encoding_of(tmp_path / "people.csv").name == "cp1252"


# --- columns and rows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str, opened: Opened) -> None:
    lines = [["NPI", "Name", "License Number", "License State"], [NPI, "Doe, Jane; PT | x\ty", "PT1234", "WA"]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    roster = opened(text)
    assert (roster.delimiter, [row.cells for row in roster.rows()]) == (delimiter, [lines[1]])


def test_titles_above_the_header(opened: Opened) -> None:
    roster = opened(f"sep=;\nExample Health, Inc.;;\n\nNPI;Last Name;First Name\n\n{NPI};Doe;Jane\n")
    assert (roster.header_row, roster.delimiter, roster.lines) == (4, ";", 1)
    assert [(row.number, row.cells) for row in roster.rows()] == [(6, [NPI, "Doe", "Jane"])]


def test_two_rows_of_names(opened: Opened) -> None:
    roster = opened(f"NPI,Name,,License,\n,Last,First,Number,State\n{NPI},Doe,Jane,PT60039916,WA\n")
    assert roster.columns.header == ("NPI", "Name Last", "Name First", "License Number", "License State")
    (row,) = roster.rows()
    assert (row.number, roster.given(row).first) == (3, "Jane")
    assert roster.told == ()


def test_the_names_of_the_columns_again_inside(opened: Opened) -> None:
    roster = opened(f"NPI,Last Name,SSN\n{NPI},Doe,078051120\n NPI ,last name,SSN\n{OTHER},Roe,\n")
    told = [roster.given(row) for row in roster.rows()]
    assert told[1].unusable == "row 3: the names of the columns stand here again; it is no person"
    assert [one.npi for one in told] == [NPI, None, OTHER]


def test_a_quote_that_is_opened_and_closed_rows_later(opened: Opened) -> None:
    roster = opened(f'NPI,Name\n{NPI},"Jane Doe\n{OTHER},John Roe\n{OTHER},x" y,z\n{NPI},Jane Doe\n')
    told = [(row.number, roster.given(row)) for row in roster.rows()]
    assert [number for number, _ in told] == [2, 3]
    assert told[0][1].unusable is not None
    assert "3 lines run together in it, as when a quote is opened and not closed" in told[0][1].unusable
    assert told[1][1].npi == NPI


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Total,2", "row 3: this looks like a line of totals"),
        ("End of report", "row 3: this looks like a line of totals"),
        ("Grand Total:,,2,", "row 3: this looks like a line of totals"),
        (f"{OTHER},Doe", "row 3: 2 cells where the header has 3 columns; put cells with a comma into quotes"),
        (f"{OTHER},Doe,Jane,PT", "row 3: 4 cells where the header has 3 columns"),
        (",,", "row 3: nothing stands in it"),
    ],
)
def test_rows_that_are_none(line: str, words: str, opened: Opened) -> None:
    roster = opened(f"NPI,Last Name,First Name\n{NPI},Doe,Jane\n{line}\n")
    _, bad = (roster.given(row) for row in roster.rows())
    assert (bad.unusable or "").startswith(words)


def test_every_row_is_accounted_for(opened: Opened) -> None:
    """Whatever stands in them, as many rows come out as csv finds below the header."""
    lines = ["", ",,", '"a\nb",c,d', "x", f"{NPI},Doe,Jane", ",,,,,,,", "'", '"x"y,z,', 'a "b" c,,']
    text = "NPI,Last Name,First Name\n" + "\n".join(lines) + "\n"
    roster = opened(text)
    expected = [line for line in csv.reader(text.splitlines(keepends=True)) if line][1:]
    assert len(list(roster.rows())) == len(expected) == roster.lines


@pytest.mark.parametrize("cell", [f'="{NPI}"', f"'{NPI}", f" {NPI} ", f"{NPI}.0", f'"{NPI}"'])
def test_how_exports_keep_a_number_text(cell: str, opened: Opened, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["NPI", "Name"], [cell, "Jane Doe"]])
    roster = opened((tmp_path / "a.csv").read_bytes())
    (row,) = roster.rows()
    assert row.cells[0] == cell
    assert roster.given(row).npi == (None if cell.startswith('"') else NPI)


def test_line_breaks_in_cells_come_through(opened: Opened, tmp_path: Path) -> None:
    notes = ["a\rb", "a\nb", "a\r\nb", 'q"\r', "\r"]
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["NPI", "Note"], *([NPI, note] for note in notes)])
    roster = opened((tmp_path / "a.csv").read_bytes())
    (tmp_path / "out.csv").write_bytes(written(roster, tmp_path / "out.csv"))
    assert [row.cells[1] for row in open_roster(tmp_path / "out.csv").rows()] == notes
