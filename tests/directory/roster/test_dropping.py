"""Social security numbers, birth dates, DEA numbers and tax ids: none gets past the door, wherever it stands."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from directory.roster.columns import Meaning
from directory.roster.dropping import NUMBERS, holds_secret, holds_ssn, is_bare_ssn, of_values, secret_in
from directory.roster.emptied import sentences
from directory.roster.file import Roster, look_at, open_roster
from directory.roster.handed_in import HandedIn
from tests.directory.roster.books import saved

NPI = "2982606388"
ssns = st.builds(
    "{0:03}{3}{1:02}{3}{2:04}".format,
    st.integers(1, 665), st.integers(1, 99), st.integers(1, 9999),
    st.sampled_from(["-", " ", ".", "–", " - ", "\u2011"]),
)  # fmt: skip
bare = st.builds("{:03}{:02}{:04}".format, st.integers(1, 665), st.integers(1, 99), st.integers(1, 9999))
births = st.dates(date(1930, 1, 1), date(2004, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [f"{day:%m/%d/%Y}", day.isoformat(), f"{day:%Y%m%d}", f"{day:%B} {day.day:02}, {day.year}", f"{day} 00:00:00"]
    )
)


def everything(roster: Roster) -> str:
    """All that leaves the reading of a file."""
    rows = [f"{row!r} {roster.given(row)!r} {roster.kept(row)!r}" for row in roster.rows()]
    return "\n".join([*rows, *roster.told, repr(roster.columns.header), repr(look_at(roster.path))])


def opened(kind: str, rows: Sequence[Sequence[Any]], folder: Path) -> Roster:
    """The rows as a file of that kind."""
    file = folder / f"people.{kind}"
    if kind == "xlsx":
        file.write_bytes(saved(("People", rows)))
    else:
        delimiter = {"csv": ",", "tsv": "\t", "txt": "|"}[kind]
        file.write_text("\n".join(delimiter.join(map(str, row)) for row in rows), encoding="utf-8")
    return open_roster(file)


@settings(max_examples=40, deadline=None)
@examples(ssn=ssns, born=births, kind=st.sampled_from(["csv", "tsv", "txt", "xlsx"]))
def test_a_column_that_says_so(ssn: str, born: str, kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [["NPI", "SSN", "D.O.B."], [NPI, ssn, born], [NPI, ssn.replace("-", ""), born]]
    if kind == "csv" and "," in born:
        return
    told = everything(opened(kind, rows, tmp_path_factory.mktemp("s")))
    for secret in (ssn, ssn.replace("-", ""), born):
        assert secret not in told


@settings(max_examples=40, deadline=None)
@examples(secrets=st.lists(ssns | bare, min_size=1, max_size=6), kind=st.sampled_from(["csv", "tsv", "txt", "xlsx"]))
def test_a_column_that_does_not_say_so(secrets: list[str], kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    roster = opened(kind, [["NPI", "Extra"], *([NPI, secret] for secret in secrets)], tmp_path_factory.mktemp("s"))
    told = everything(roster)
    for secret in secrets:
        assert secret not in told
    assert roster.columns.never == {1: Meaning.SSN}
    assert "The column 'Extra' is dropped: what stands in it is written like a social security number." in roster.told


@settings(max_examples=40, deadline=None)
@examples(secret=ssns, before=st.text("abc .;", max_size=9), column=st.sampled_from(["NPI", "Name", "City", "Note"]))
def test_one_in_any_cell_whatever_stands_around_it(
    secret: str, before: str, column: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cell = f"{before} {secret}; see file"
    rows = [{"NPI": NPI, "Name": "Jane Doe", "City": "Seattle", "Note": "x"} | {column: cell}]
    rows += [{"NPI": NPI, "Name": "Jane Doe", "City": "Seattle", "Note": f"note {n}"} for n in range(5)]
    roster = opened("xlsx", [list(rows[0]), *(list(row.values()) for row in rows)], tmp_path_factory.mktemp("s"))
    assert secret not in everything(roster)
    assert [[roster.columns.name(place) for place in row.emptied] for row in roster.rows()] == [[column], *[[]] * 5]


@settings(max_examples=40, deadline=None)
@examples(days=st.lists(births.filter(lambda text: "," not in text), min_size=1, max_size=5))
def test_birth_dates_that_no_header_names(days: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    roster = opened("csv", [["NPI", "Extra"], *([NPI, day] for day in days)], tmp_path_factory.mktemp("s"))
    assert roster.columns.never == {1: Meaning.BIRTH_DATE}
    told = everything(roster)
    assert not [day for day in days if day in told]


@pytest.mark.parametrize(
    ("header", "cells", "meaning"),
    [
        ("Extra", ["BO5551230", "AB1234563"], Meaning.DEA),
        ("Extra", ["55-5019999", "12-3456789"], Meaning.TAX_ID),
        ("Extra", ["219099999", "", "457555462"], Meaning.SSN),
        ("Extra", ["219099999", "x", "y"], None),
        ("Extra", ["000000000", "999999999", "666123456"], None),  # numbers that nobody is given
        ("Organization_ID", ["219099999", "457555462"], None),
        ("Medicaid", ["219099999", "457555462"], None),
        ("Zip plus 4", ["981011234", "802021234"], None),
        ("License Issued", ["03/02/1981", "1979-07-04"], None),
        ("Hired", ["03/02/1981"], None),
        ("Extra", ["03/02/2021", "07/04/2019"], None),
        ("Extra", ["Example Clinic"], None),
        ("Extra", [], None),
    ],
)
def test_what_a_column_holds_by_its_values(header: str, cells: list[str], meaning: Meaning | None) -> None:
    assert of_values(header, cells) is meaning


@pytest.mark.parametrize(
    ("cell", "holds"),
    [
        ("219-09-9999", True), ("x219-09-9999", True), ("no. 219-09-9999.", True), ("219 09 9999", True),
        ("1219-09-9999", False), ("219-09-99991", False), ("206-555-0142", False), ("(206) 555-0142", False),
        ("98101-1234", False), ("11-03619", False), ("2026-11-20", False), ("219‑09‑9999", True),
        ("219\u00a009\u00a09999", True), ("219  09  9999", True), ("219\u200309\u22129999", True),
        ("SSN219-09-9999", True), ("SSN 219099999", True), ("ssn: xxx-xx-9999", True), ("SSN not given", False),
        ('="219-09-9999"', True), ("Missn 219099999", False), ("219-09-9999A", True), ("id_219-09-9999_old", True),
        ("-219-09-9999", True), ("206-219-09-9999", False), ("219-09-9999-12", False), ("ssn_219099999", True),
        ("219/09/9999", True), ("219_09_9999", True), ("219\u00b709\u00b79999", True),
        ("219--09--9999", True), ("219:09:9999", True), ("219|09|9999", True), ("219,09,9999", True),
        ("01/02/1980", False),
    ],
)  # fmt: skip
def test_what_is_written_like_a_number_of_social_security(cell: str, holds: bool) -> None:
    assert holds_ssn(cell) is holds


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("AB123-45-6789", True), ("PT-123-45-6789 (WA)", True), ("219-09-9999B", False), ("lac.123.45.6789", True),
        ("123-45-6789", False), ("(123-45-6789)", False), ("PT1 or 123-45-6789", False), ("SSN123-45-6789", False),
        ("no123-45-6789", False), ("AB123 45 6789", False), ("AB-1; x123-45-6789", False),
        ("AB123-45-6789; 219-09-9999", False), ("AB123-45-6789 ssn 219099999", False), ("PT1/219-09-9999", False),
        ("Honeycutt123-45-6789", False), ("SSNO123-45-6789", False),
    ],
)  # fmt: skip
def test_a_longer_number_stays_where_one_of_a_license_stands(cell: str, kept: bool, tmp_path: Path) -> None:
    file = tmp_path / "people.tsv"
    file.write_text(f"NPI\tLicense\tCredentials\tState\tNote\n{NPI}\t{cell}\t{cell}\tWA\t{cell}\n{NPI}\tx\tx\tWA\tx\n")
    row = next(open_roster(file).rows())
    assert row.cells[1:] == [cell if kept else "", "", "WA", ""]


free = st.text(st.characters(exclude_categories=("Cs", "Cc", "Nd", "No", "Nl"), exclude_characters="\t"), max_size=12)


@settings(max_examples=150, deadline=None)
@examples(ssn=ssns, before=free, behind=free, meaning=st.sampled_from([None, *Meaning]))
def test_one_apart_goes_from_any_column(ssn: str, before: str, behind: str, meaning: Meaning | None) -> None:
    for cell in (ssn, f"{before} {ssn} {behind}", f"{before} ({ssn}), {behind}", f"{before}: {ssn}; {behind}"):
        assert secret_in(cell, meaning) is Meaning.SSN


@settings(max_examples=150, deadline=None)
@examples(
    prefix=st.text("ABCDEFGHJKLMNPQRTUVWYZ", min_size=1, max_size=2),
    number=st.from_regex(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", fullmatch=True),
    meaning=st.sampled_from(list(Meaning)),
)
def test_a_longer_number_goes_from_all_other_columns(prefix: str, number: str, meaning: Meaning) -> None:
    if prefix.lower() not in ("no", "nr", "id", "is"):
        assert holds_secret(f"{prefix}{number}", meaning) is (meaning not in NUMBERS)


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        ("Note", "ssn 219-09-9999", "social security number"), ("Note", "DOB 01/02/1980", "birth date"),
        ("Name", "Jane Doe 01/02/1980", "birth date"), ("Name", "Jane Doe 219099999", "social security number"),
        ("City", "219099999", "social security number"),
    ],
)  # fmt: skip
def test_what_was_emptied_is_called_what_it_was(header: str, cell: str, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "people.tsv"
    file.write_text(f"NPI\t{header}\n{NPI}\t{cell}\n{NPI}\tx\n")
    handed = HandedIn(open_roster(file))
    assert list(sentences(handed.emptied)) == [f"{header}: 1 cell written like a {kind}"]
    (why,) = next(handed.waiting()).wrong.values()
    assert why == f"what stood here is written like a {kind}, and was not read"


def test_what_a_run_of_an_earlier_version_emptied_is_told_as_either() -> None:
    assert list(sentences({"Note": 3})) == ["Note: 3 cells written like a social security number or a birth date"]


@pytest.mark.parametrize(
    "secret", ["219099999.0", '="219099999"', "'219099999", "\u200b219099999", "219\u00a009  9999"]
)
def test_what_spreadsheets_put_around_a_number_hides_none(secret: str, tmp_path: Path) -> None:
    for more in ([], ["note"] * 5):
        (tmp_path / "people.csv").write_text("")
        rows = [["NPI", "Badge"], [NPI, secret], *([NPI, text] for text in more)]
        file = tmp_path / "people.csv"
        file.write_text("\n".join(f"{first},{second}" for first, second in rows), encoding="utf-8")
        roster = open_roster(file)
        assert (roster.columns.never == {1: Meaning.SSN}) == (not more)
        assert [row.cells[1] for row in roster.rows()] == ["", *more]


@pytest.mark.parametrize(
    ("header", "cell", "kept"),
    [
        ("Note", "DOB 01/02/1980", False), ("Note", "d.o.b.: Jan 2, 1980", False), ("City", "born 1980-01-02", False),
        ("Note", "d/o/b 01/02/1980", False), ("Note", "D O B: 1980-01-02", False), ("Note", "B-day 01/02/1980", False),
        ("Note", "Birth center since 1999", True), ("Note", "Dobson 1980", True),
        ("Name", "Jane Doe 01/02/1980", False), ("Name", "Jane Doe 219099999", False),
        ("Start Date", "01/02/1999", True), ("Note", "Born To Move PT", True),
    ],
)  # fmt: skip
def test_what_stands_behind_such_words_or_a_name(header: str, cell: str, kept: bool, tmp_path: Path) -> None:
    file = tmp_path / "people.tsv"
    file.write_text(f"NPI\t{header}\n{NPI}\t{cell}\n{NPI}\tx\n")
    assert next(open_roster(file).rows()).cells[1] == (cell if kept else "")


def test_nine_digits_are_one_only_where_nothing_else_is_said() -> None:
    assert is_bare_ssn(" 219099999 ", "Extra")
    assert not is_bare_ssn("219099999", "Account")
    assert not is_bare_ssn("21909999", "Extra")


def test_a_format_that_only_shows_a_number_so(tmp_path: Path) -> None:
    """Excel's own format for these numbers: the cell holds a number that lost its zeros."""

    def shape(book: Any) -> None:
        book["People"]["B2"].number_format = "000\\-00\\-0000"

    file = tmp_path / "people.xlsx"
    file.write_bytes(saved(("People", [["NPI", "Extra"], [NPI, 78051120]]), change=shape))
    roster = open_roster(file)
    assert roster.columns.never == {1: Meaning.SSN}
    assert "78051120" not in everything(roster)


def test_of_a_row_that_is_misshapen_nothing_is_handed_on(tmp_path: Path) -> None:
    rows = [["NPI", "SSN", "Note"], [NPI, "x", "y"], [NPI, "x", "219099999", "03/02/1981", "219-09-9999"]]
    told = everything(opened("csv", rows, tmp_path))
    for secret in ("219099999", "219-09-9999", "03/02/1981"):
        assert secret not in told


def test_a_mapping_cannot_open_a_column_that_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI,SSN,Hidden\n{NPI},219099999,x\n")
    roster = open_roster(file, mapping={"SSN": Meaning.EXTERNAL_ID, "Hidden": Meaning.TAX_ID})
    assert roster.columns.never == {1: Meaning.SSN, 2: Meaning.TAX_ID}


@pytest.fixture
def no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_reading_a_workbook_puts_nothing_on_the_disk(no_temporary_files: Path, tmp_path: Path) -> None:
    """Its table of texts, which holds whatever stands in the cells, is read in memory."""
    roster = opened("xlsx", [["NPI", "SSN"], *([NPI, f"219-09-{n:04}"] for n in range(2000))], tmp_path)
    for row in roster.rows():
        assert row.cells[1] == ""
        assert list(no_temporary_files.iterdir()) == []


def test_the_table_of_texts_of_openpyxl_is_shared(tmp_path: Path) -> None:
    """So the test above is about a workbook that has one."""
    body = saved(("People", [["NPI", "SSN"], [NPI, "219-09-9999"]]))
    assert "219-09-9999" in str(openpyxl.load_workbook(io.BytesIO(body))["People"]["B2"].value)


def test_a_row_that_is_taken_for_the_header_tells_none(tmp_path: Path) -> None:
    told = everything(opened("csv", [["NPI", "219-09-9999", "219099999"], [NPI, "x", "y"]], tmp_path))
    assert "219-09-9999" not in told
    assert "219099999" not in told
