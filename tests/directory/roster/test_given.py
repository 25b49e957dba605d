"""Rows of rosters with the faults that real ones have: what is read of them, and how each fault is named."""

import pytest

from directory.roster.columns import columns_of
from directory.roster.given import Given, License, given

HEADER = ("ID", "Name", "NPI", "License Number", "License State", "Practice State", "Provider Type", "City", "SSN")
NPI = "2000000002"


def row(**cells: str) -> Given:
    told = [cells.get(name.replace(" ", "_").lower(), "") for name in HEADER]
    return given(told, columns_of(HEADER, "people.csv"), 7)


@pytest.mark.parametrize(
    "text", [NPI, f" {NPI} ", "2000 000 002", f"NPI: {NPI}", f"{NPI}.0", "2000-000-002", f"\u200b{NPI}"]
)
def test_npis(text: str) -> None:
    assert (row(npi=text).npi, row(npi=text).unusable) == (NPI, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2.00E+09", "a spreadsheet has rounded the number"),
        ("2000000003", "its check digit is wrong"),
        ("200000000", "is not an NPI: ten digits"),
        ("123-45-6789", "is not an NPI: ten digits"),
        (f"{NPI} / 2003966142", "more than one NPI"),
        (f"{NPI}\n2003966142", "more than one NPI"),
        ("9" * 1001, "1,001 characters"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_npis_that_are_none(text: str, words: str) -> None:
    found = row(npi=text)
    assert found.unusable is not None
    assert found.unusable.startswith("row 7, column NPI: ")
    assert words in found.unusable
    assert text not in found.unusable  # an SSN may stand in any cell


@pytest.mark.parametrize(
    ("number", "state", "practice", "found"),
    [
        ("PT60123456", "WA", "", ("PT60123456", "WA")),
        ("PT-60123456 (WA)", "", "", ("PT-60123456", "WA")),
        ("PT-60123456 (WA)", "Washington", "", ("PT-60123456", "WA")),
        ("60123456, Washington", "", "", ("60123456", "WA")),
        ("PT 60123456 WA", "", "", ("PT 60123456", "WA")),
        ("0012345", "washington ", "", ("0012345", "WA")),
        ("0012345", "", "Colorado", ("0012345", "CO")),
        ("PTL.0017072", "CO", "WA", ("PTL.0017072", "CO")),
    ],
)
def test_licenses(number: str, state: str, practice: str, found: tuple[str, str]) -> None:
    told = row(license_number=number, license_state=state, practice_state=practice)
    assert (told.licenses, told.faults) == ((License(*found),), ())


@pytest.mark.parametrize(
    ("number", "state", "words"),
    [
        ("PT60123456; PT60123457", "WA", "more than one license number"),
        ("PT60123456 and PT60123457", "WA", "more than one license number"),
        ("6.01E+07", "WA", "a spreadsheet has rounded the number"),
        ("pending", "WA", "this is no license number"),
        ("PT60123456", "", "its state is missing"),
        ("PT60123456", "Cascadia", "its state is missing"),
        ("PT-60123456 (WA)", "OR", "the number names WA, the column of states OR"),
        ("=cmd()|' /C calc'!A0", "WA", "this is no license number"),
    ],
)
def test_licenses_that_are_none(number: str, state: str, words: str) -> None:
    found = row(license_number=number, license_state=state)
    assert words in str(found.unusable)
    assert "row 7, column License Number: " in str(found.unusable)
    beside = row(npi=NPI, license_number=number, license_state=state)
    assert (beside.npi, beside.unusable) == (NPI, None)
    assert any(words in fault for fault in beside.faults)


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("Jane Doe", "Doe", "Jane"),
        ("Smith, Jane PT DPT", "Smith", "Jane"),
        ("DOE, JANE A", "DOE", "JANE"),
        ("Dr. Jane Doe, DC", "Doe", "Jane"),
    ],
)
def test_names(text: str, last: str, first: str) -> None:
    name = row(npi=NPI, name=text).name
    assert name is not None
    assert (name.last, name.first) == (last, first)


@pytest.mark.parametrize(
    "text", ["Jane Doe & John Roe", "Jane Doe and John Roe", "Jane Doe; John Roe", "Jane Doe\nJohn Roe"]
)
def test_two_people_in_one_cell(text: str) -> None:
    assert row(npi=NPI, name=text).unusable == "row 7, column Name: more than one person; one person a row"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "nothing stands in it"),
        ({"id": "Total", "npi": "812"}, "a line of totals"),
        ({"name": "Grand total: 812"}, "a line of totals"),
        ({"name": "Jane Doe"}, "neither an NPI nor a license number with its state"),
        ({"name": "Jane Doe", "practice_state": "WA"}, "neither an NPI nor a license number with its state"),
        ({"license_number": "PT60123456"}, "its state is missing"),
        ({"ssn": "123-45-6789"}, "neither an NPI nor a license number with its state"),
    ],
)
def test_less_than_the_smallest_usable_row(cells: dict[str, str], words: str) -> None:
    found = row(**cells)
    assert words in str(found.unusable)
    assert "123-45-6789" not in str(found.unusable)


@pytest.mark.parametrize("more", [{"city": "Seattle"}, {"provider_type": "PT"}])
def test_a_name_and_a_place_are_enough_to_be_looked_at(more: dict[str, str]) -> None:
    found = row(name="Jane Doe", practice_state="WA", **more)
    assert (found.by_name_only, found.unusable) == (True, None)


def test_states_of_practice() -> None:
    assert row(npi=NPI, practice_state="WA; Oregon / id").practice_states == ("WA", "OR", "ID")
    odd = row(npi=NPI, practice_state="Cascadia")
    assert odd.faults == ("row 7, column Practice State: this is no state; write a code such as WA",)


def test_the_social_security_number_is_not_read() -> None:
    assert "123-45-6789" not in repr(row(npi=NPI, ssn="123-45-6789", name="Jane Doe"))
