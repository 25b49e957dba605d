"""Rows of rosters with the faults that real ones have: what is read of them, and how each fault is named."""

from datetime import date

import pytest

from directory.roster.columns import columns_of
from directory.roster.damage import ROUNDED, lost_zeros
from directory.roster.given import Given, License, given
from directory.roster.particulars import Course

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


def test_a_clinic_called_total_makes_no_line_of_totals() -> None:
    found = row(id="Total Physical Therapy", name="Jane Doe", practice_state="WA", provider_type="PT")
    assert (found.by_name_only, found.unusable) == (True, None)
    assert "totals" not in str(row(id="Total Physical Therapy", name="Jane Doe", npi="812").unusable)
    grand = row(name="Grand Total", practice_state="WA", provider_type="PT")
    assert "totals" in str(grand.unusable)


def test_states_of_practice() -> None:
    assert row(npi=NPI, practice_state="WA; Oregon / id").practice_states == ("WA", "OR", "ID")
    odd = row(npi=NPI, practice_state="Cascadia")
    assert odd.faults == ("row 7, column Practice State: this is no state; write a code such as WA",)


def test_the_social_security_number_is_not_read() -> None:
    assert "123-45-6789" not in repr(row(npi=NPI, ssn="123-45-6789", name="Jane Doe"))


# --- what a row says besides ----------------------------------------------------------------------------------------

MORE = (
    "NPI", "First Name", "Last Name", "Maiden Name", "Address", "City", "State", "Zip", "Phone", "Credentials",
    "Course", "Course Provider", "Course Hours", "Course Date", "Start Date", "End Date", "Profession", "Former Name",
)  # fmt: skip


def more(**cells: str) -> Given:
    told = [cells.get(name.replace(" ", "_").lower(), "") for name in MORE]
    return given(told, columns_of(MORE, "people.csv"), 7)


def test_everything_a_row_can_say() -> None:
    one = more(
        npi=NPI, first_name="Jane", last_name="Doe", maiden_name="Roe; Poe", former_name="Jane Moe",
        address="1 Main St", city="Seattle", state="WA", zip="98101-1234", phone="206.555.0142",
        credentials="DPT, Cert. DN | CMTPT",
        course="Dry Needling 1", course_provider="Example Institute", course_hours="27 hours", course_date="3/1/2024",
        start_date="2020-01-31", end_date="20301231", profession="Physical Therapist",
    )  # fmt: skip
    assert (one.first, one.middle, one.last, one.suffix) == ("Jane", None, "Doe", None)
    assert [name.display() for name in one.former] == ["Roe", "Poe", "Jane Moe"]
    assert (one.address, one.city, one.state, one.zip5) == ("1 Main St", "Seattle", "WA", "98101")
    assert (one.phone, one.profession, one.where) == ("(206) 555-0142", "Physical Therapist", ("WA",))
    assert one.claimed == ("DPT", "Cert. DN", "CMTPT")
    assert one.course == Course("Dry Needling 1", "Example Institute", 27.0, date(2024, 3, 1))
    assert (one.start, one.end) == (date(2020, 1, 31), date(2030, 12, 31))
    assert (one.faults, one.notes) == ((), ())


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"start_date": "45250"}, "column Start Date: a spreadsheet has turned the date into a number"),
        ({"course_date": "45250.0"}, "column Course Date: a spreadsheet has turned the date into a number"),
        ({"end_date": "soon"}, "column End Date: this is no date"),
        ({"end_date": "02/30/2024"}, "column End Date: this is no date"),
        ({"course_hours": "many"}, "column Course Hours: this is no number of hours"),
        ({"state": "Cascadia"}, "column State: this is no state"),
        ({"first_name": "Jane & John"}, "more than one person"),
    ],
)
def test_what_cannot_be_read_besides(cells: dict[str, str], fault: str) -> None:
    one = more(npi=NPI, last_name="Doe", **cells)
    assert fault in "; ".join([*one.faults, one.unusable or ""])


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        *(({"end_date": text}, "End Date: no day stands here") for text in ("Present", "current", "Ongoing", "TBD")),
        *(({"course_hours": text}, "no exact number of hours") for text in ("20+", "54 hours total", "about 20 hrs")),
    ],
)
def test_what_is_no_fault_is_only_told(cells: dict[str, str], note: str) -> None:
    one = more(npi=NPI, last_name="Doe", **cells)
    assert one.faults == ()
    assert note in "; ".join(one.notes)
    assert (one.end, one.course) == (None, None)


@pytest.mark.parametrize(
    ("cells", "zip5", "note"),
    [
        ({"zip": "2134", "state": "MA"}, "02134", "the zeros that a spreadsheet took"),
        ({"zip": "2134"}, "02134", "the zeros that a spreadsheet took"),
        ({"zip": "2134.0", "state": "MA"}, "02134", "the zeros that a spreadsheet took"),
        ({"zip": "601", "state": "PR"}, "00601", "the zeros that a spreadsheet took"),
        ({"zip": "2134", "state": "WA"}, None, "this is no ZIP of five digits"),
        ({"zip": "K1A 0B1"}, None, "this is no ZIP of five digits"),
        ({"phone": "555-0142"}, None, "this is no phone number"),
    ],
)
def test_places_and_phones_are_only_noted(cells: dict[str, str], zip5: str | None, note: str) -> None:
    one = more(npi=NPI, **cells)
    assert (one.zip5, one.faults, one.npi) == (zip5, (), NPI)
    assert note in one.notes[0]


@pytest.mark.parametrize(
    ("last", "name"),
    [
        ("Doe, DPT", "Doe"),
        ("Doe PT", "Doe"),
        ("Doe PT DPT", "Doe"),
        ("Van McDONALD", "Van McDONALD"),
        ("Doe III", "Doe III"),
        ("DO", "DO"),
        ("LE PA", "LE PA"),
        ("Smith-Jones", "Smith-Jones"),
    ],
)
def test_letters_behind_a_surname(last: str, name: str) -> None:
    assert more(npi=NPI, last_name=last, first_name="Jane").last == name


@pytest.mark.parametrize("text", ["Doe, Jane PT", "Doe, Jane PT DPT", "Doe, Jane, PT", "Jane Doe PT, DPT, OCS"])
def test_letters_are_no_middle_name(text: str) -> None:
    name = row(npi=NPI, name=text).name
    assert name is not None
    assert (name.last, name.first, name.middle) == ("Doe", "Jane", None)


def test_a_damaged_number_beside_a_name_that_is_enough() -> None:
    one = row(npi="2.98E+09", name="Jane Doe", practice_state="WA", city="Seattle")
    assert (one.by_name_only, one.unusable, one.where) == (True, None, ("WA",))
    assert one.faults == (f"row 7, column NPI: {ROUNDED}",)


def test_a_name_with_a_zip_is_enough() -> None:
    """Which names a city and a state."""
    one = more(first_name="Jane", last_name="Doe", zip="98101")
    assert (one.by_name_only, one.where, one.city) == (True, ("WA",), "Seattle")


@pytest.mark.parametrize(
    ("asked", "held", "lost"),
    [
        ("64330", "0064330", True), ("0064330", "0064330", False), ("PTL.64330", "PTL.0064330", True),
        ("64330", "64331", False), ("0064330", "64330", False), ("pending", "0064330", False),
    ],
)  # fmt: skip
def test_zeros_that_a_license_number_lost(asked: str, held: str, lost: bool) -> None:
    assert lost_zeros(asked, held) is lost
