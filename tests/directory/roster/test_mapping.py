"""What the columns of a file seem to mean, shown to be corrected, and by what a correction is found again."""

from pathlib import Path

import pytest

from directory.roster.columns import Meaning, RosterError
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
