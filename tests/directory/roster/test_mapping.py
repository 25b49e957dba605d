"""What the columns of a file seem to mean, shown to be corrected, and by what a correction is found again."""

from pathlib import Path

import pytest

from directory.roster.columns import Meaning, RosterError, by_label, columns_of, labels, meanings_of
from directory.roster.file import look_at, open_roster
from directory.roster.mapping import Proposed, Sure, mapping_from, propose, signature

NPI, OTHER, THIRD = "2982606388", "2253763439", "2613167099"
HEADER = ("NPI", "Who", "Where", "SSN", "Misc", "Key", "np_reason", "Remark")
ROWS = [
    [NPI, "Jane Doe, PT", "WA", "219-09-9999", "457555462", OTHER, "", "x 219-09-9999"],
    [OTHER, "John Roe, DPT", "Oregon", "", "078051120", NPI, "", "y"],
    [THIRD, "Ann Poe PT", "CO", "", "", THIRD, "", "z"],
]


def proposed(header: tuple[str, ...] = HEADER, **mapping: Meaning | None) -> dict[str, Proposed]:
    return {one.header: one for one in propose(header, ROWS, mapping).columns}


def test_a_proposal() -> None:
    found = proposed()
    assert {name: (one.meaning, one.sure) for name, one in found.items()} == {
        "NPI": (Meaning.NPI, Sure.NAME),
        "Who": (Meaning.FULL_NAME, Sure.VALUES),
        "Where": (Meaning.STATE, Sure.VALUES),
        "SSN": (Meaning.SSN, Sure.NAME),
        "Misc": (Meaning.SSN, Sure.VALUES),
        "Key": (Meaning.NPI, Sure.VALUES),
        "np_reason": (None, Sure.NAME),
        "Remark": (None, Sure.NOTHING),
    }
    assert found["NPI"].examples == (NPI, OTHER, THIRD)
    assert (
        found["Who"].why
        == "its name says nothing, and what stands in it looks like full name; it is read once you say so"
    )
    assert [name for name, one in found.items() if one.dropped] == ["SSN", "Misc"]


def test_no_example_shows_what_is_dropped() -> None:
    told = repr(proposed())
    assert not [secret for secret in ("219-09-9999", "457555462", "078051120") if secret in told]
    assert proposed()["Remark"].examples == ("y", "z")


def test_a_correction_is_shown_as_one() -> None:
    found = proposed(Key=Meaning.EXTERNAL_ID, Where=None, NPI=None)
    assert (found["Key"].meaning, found["Key"].sure) == (Meaning.EXTERNAL_ID, Sure.GIVEN)
    assert (found["NPI"].meaning, found["NPI"].sure) == (None, Sure.NOTHING)


def test_what_only_looks_so_is_not_read_before_somebody_says_yes(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"Key,Who,State\n{NPI},Jane Doe PT,WA\n{OTHER},John Roe PT,WA\n{THIRD},Ann Poe PT,WA\n")
    found = look_at(file)
    assert (found.problem or "").startswith(f"{file}, row 1: no column of NPIs")
    assert [one.meaning for one in found.proposal.columns] == [Meaning.NPI, Meaning.FULL_NAME, Meaning.STATE]
    yes = {one.header: one.meaning for one in found.proposal.columns}
    assert look_at(file, mapping=yes).problem is None
    roster = open_roster(file, mapping=yes)
    assert [roster.given(row).npi for row in roster.rows()] == [NPI, OTHER, THIRD]


def test_a_mapping_goes_before_the_name_of_a_column(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI,Group,State\n{OTHER},{NPI},not one\n")
    roster = open_roster(file, mapping={"NPI": None, " Group ": Meaning.NPI, "State": None})
    (row,) = roster.rows()
    assert (roster.given(row).npi, roster.given(row).faults) == (NPI, ())
    assert row.cells == [OTHER, NPI, "not one"]


def test_a_mapping_of_a_column_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI\n{NPI}\n")
    with pytest.raises(RosterError, match="row 1: there is no column 'Key'; the columns are named as in the file"):
        open_roster(file, mapping={"Key": Meaning.NPI})


def test_a_signature_is_of_the_spelling() -> None:
    one = signature(["NPI", " Name "])
    assert one == signature(["NPI", "Name"]) == signature(["NPI", "Name", "np_reason", "np_receipt"])
    assert len({one, signature(["Name", "NPI"]), signature(["NPI", "name"]), signature(["NPIName"])}) == 4
    assert one == "a2c2a0c73a422864b535e04e88405e83"  # kept mappings are found by it


def test_a_mapping_is_kept_as_words() -> None:
    kept = {"Key": Meaning.NPI.value, "Who": None, "Other": "a word of another version"}
    assert mapping_from(kept) == {"Key": Meaning.NPI, "Who": None}


# --- columns of one name ---------------------------------------------------------------------------------------------

TWICE = ("Number", "Number", "Who", "", "", "Number#2", "State")


def test_each_of_several_columns_of_one_name_is_called_apart() -> None:
    assert labels(TWICE) == ["Number#1", "Number##2", "Who", "#1", "#2", "Number#2", "State"]
    assert labels(["NPI", " Name "]) == ["NPI", "Name"]
    found = propose(TWICE, [[NPI, OTHER, "Jane", "", "", "", "WA"]], {"Number##2": Meaning.NPI, "#2": Meaning.CITY})
    assert [one.meaning for one in found.columns] == [None, Meaning.NPI, None, None, Meaning.CITY, None, Meaning.STATE]
    assert [one.label for one in found.columns] == labels(TWICE)


def test_a_name_alone_speaks_of_all_that_are_called_so() -> None:
    both = by_label(["Lic", "Lic", "NPI"], {"Lic": Meaning.LICENSE, "NPI": None, "gone": None})
    assert both == {"Lic#1": Meaning.LICENSE, "Lic#2": Meaning.LICENSE, "NPI": None, "gone": None}
    assert meanings_of(["Lic", "Lic"], {"Lic": Meaning.LICENSE, "Lic#2": None}) == [Meaning.LICENSE, None]


def test_two_columns_of_one_name_are_read_apart_and_written_as_they_came(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"Number,Number,State,NPI,NPI\nPT60039916,x,WA,,{NPI}\n")
    with pytest.raises(RosterError, match="'NPI#1' and 'NPI#2' both mean the NPI; leave one of them"):
        open_roster(file)
    said = {"Number#1": Meaning.LICENSE, "Number#2": Meaning.EXTERNAL_ID, "NPI#1": None}
    roster = open_roster(file, mapping=said)
    (row,) = roster.rows()
    found = roster.given(row)
    assert (found.npi, found.external_id, [one.number for one in found.licenses]) == (NPI, "x", ["PT60039916"])
    assert roster.columns.read["license number"] == "Number#1"
    assert roster.columns.header == ("Number", "Number", "State", "NPI", "NPI")
    assert list(roster.kept(row)) == ["PT60039916", "x", "WA", "", NPI]


def test_a_row_message_says_which_of_two_columns_it_is(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI,License,License,State\n{NPI},PT60039916,none at all,WA\n")
    (row,) = (roster := open_roster(file)).rows()
    assert roster.given(row).faults == ("row 2, column License#2: this is no license number",)


def test_what_somebody_says_goes_before_what_a_name_tells() -> None:
    header = ("NPI", "Phone", "Cell")
    found = propose(header, [], {"Cell": Meaning.PHONE}).columns
    assert [(one.meaning, one.passed_over) for one in found] == [
        (Meaning.NPI, False), (None, True), (Meaning.PHONE, False),
    ]  # fmt: skip
    assert found[1].why == "the column 'Cell' is read as phone; this one is not read"
    columns = columns_of(header, "x", mapping={"Cell": Meaning.PHONE})
    assert (columns.at[Meaning.PHONE], columns.unread) == ((2,), ("Phone",))


def test_of_two_columns_that_mean_one_thing_the_second_is_shown_as_unread() -> None:
    first, second = propose(("NPI", "Phone", "Phone"), []).columns[1:]
    assert (first.meaning, second.meaning, second.passed_over) == (Meaning.PHONE, None, True)
    assert second.why == "the column 'Phone#1' is read as phone; this one is not read"


def test_a_mapping_of_one_of_several_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI,Note,Note\n{NPI},a,b\n")
    with pytest.raises(
        RosterError, match=r"no column 'Note#3'.*; where several have one name the second is called NAME#2"
    ):
        open_roster(file, mapping={"Note#3": Meaning.CITY})


def test_a_long_name_can_be_mapped(tmp_path: Path) -> None:
    name = "What the practitioner wrote into the field for the number of the license " * 2
    file = tmp_path / "people.csv"
    file.write_text(f"{name},State\nPT60039916,WA\n")
    label = look_at(file).proposal.columns[0].label
    assert open_roster(file, mapping={label: Meaning.LICENSE}).columns.at[Meaning.LICENSE] == (0,)


def test_a_value_is_no_name_of_a_column_wherever_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f" {NPI} ,{OTHER},{OTHER}\n{THIRD},x,y\n")
    for label in (NPI, f"{OTHER}#2"):
        with pytest.raises(RosterError, match="a number or date stands here, not the names of the columns"):
            open_roster(file, mapping={label: Meaning.NPI})
