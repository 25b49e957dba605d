"""Headers of rosters: what each spelling means, and which columns are dropped at the door."""

from pathlib import Path

import pytest

from directory.roster.columns import NEVER, Meaning, RosterError, columns_of, meaning_of

CAQH = (Path(__file__).parent / "files" / "caqh.txt").read_text().splitlines()[0].split("|")
N, S, L, F, M = Meaning.NPI, Meaning.LICENSE_STATE, Meaning.LICENSE, Meaning.FIRST, Meaning.LAST


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("NPI,First Name,Last Name", (N, F, M)),
        ("npi_number;fname;lname", (N, F, M)),
        ("NPI #;GivenName;Surname", (N, F, M)),
        ("Provider NPI|Provider First Name|Provider Last Name", (N, F, M)),
        ("National Provider Identifier\tProvider Name", (N, Meaning.FULL_NAME)),
        ("NPINumber,displayName", (N, Meaning.FULL_NAME)),
        ("License No.,License State", (L, S)),
        ("LIC NBR,LIC STATE", (L, S)),
        ("licence number,State of Licensure", (L, S)),
        ("State License #,Issuing State", (L, S)),
        ("License Number 1,License State 1,License Number 2,License State 2", (L, S, L, S)),
        ("Practitioner ID,State,License", (Meaning.EXTERNAL_ID, Meaning.STATE, L)),
        ("Practice State,Lic. #,Provider Type", (Meaning.PRACTICE_STATE, L, Meaning.PROFESSION)),
        ("MI,Suffix,NPI", (Meaning.MIDDLE, Meaning.SUFFIX, N)),
        ("Group NPI,Billing NPI,Organization NPI", (None, None, None)),
        ("Address Number,Business Name,Dean,Notes", (None, None, None, None)),
    ],
)
def test_headers(header: str, meanings: tuple[Meaning | None, ...]) -> None:
    delimiter = next(sign for sign in "\t|;," if sign in header)
    assert tuple(map(meaning_of, header.split(delimiter))) == meanings


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("SSN", Meaning.SSN), ("Provider_SSN", Meaning.SSN), ("Short_SSN", Meaning.SSN), ("SS#", Meaning.SSN),
        ("Social Security Number", Meaning.SSN), ("Soc. Sec. No.", Meaning.SSN), ("Last 4 of SSN", Meaning.SSN),
        ("last4ssn", Meaning.SSN), ("Social", Meaning.SSN),
        ("DOB", Meaning.BIRTH_DATE), ("Date of Birth", Meaning.BIRTH_DATE), ("Provider_Birthdate", Meaning.BIRTH_DATE),
        ("birthday", Meaning.BIRTH_DATE), ("DEA", Meaning.DEA), ("DEA Number", Meaning.DEA), ("DEANumber", Meaning.DEA),
        ("Tax ID", Meaning.TAX_ID), ("EIN", Meaning.TAX_ID), ("Fed Tax ID", Meaning.TAX_ID), ("TIN", Meaning.TAX_ID),
    ],
)  # fmt: skip
def test_what_is_dropped_at_the_door(header: str, meaning: Meaning) -> None:
    assert meaning_of(header) is meaning


@pytest.mark.parametrize(
    ("headers", "meaning"),
    [
        ("S.S.N.|S S N|s.s.n|SSNum|Last 4|Last4|LAST-4|Last Four|last_4_digits|Provider S.S.N.", Meaning.SSN),
        ("D.O.B.|D O B|DoB|BDate|B-Date|Bday|B-day|D.O.B. (mm/dd/yyyy)|Provider B-Date", Meaning.BIRTH_DATE),
        ("D.E.A.|D.E.A. #|DEANum|DEA No|DEALicense|DEALic|deanumber|Provider D.E.A.", Meaning.DEA),
        ("T.I.N.|E.I.N.|Tax #|Tax No|Tax No.|TaxNumber|taxnumber|Tax Num|Federal Tax Number|Fed Tax", Meaning.TAX_ID),
        ("Employer Identification Number|Employer ID No|EmployerIDNo|Federal Tax ID", Meaning.TAX_ID),
        ("Dean|Dean Name|Dealer|Taxonomy|Taxonomy Code|Taxonomy Number|Business Name|Class|Notes|Testing", None),
        ("Last|Last Name|LName", Meaning.LAST),
        ("Employee ID|EmployeeNumber", Meaning.EXTERNAL_ID),
    ],
)
def test_spellings_of_what_is_dropped_and_of_what_only_looks_so(headers: str, meaning: Meaning | None) -> None:
    assert {header: meaning_of(header) for header in headers.split("|")} == dict.fromkeys(headers.split("|"), meaning)


def test_the_caqh_file() -> None:
    columns = columns_of(CAQH, "caqh.txt")
    assert columns.read == {
        "first name": "Provider_First_Name",
        "middle name": "Provider_Middle_Name",
        "last name": "Provider_Last_Name",
        "name suffix": "Provider_Name_Suffix",
        "address": "Provider_Address1",
        "city": "Provider_Address_City",
        "ZIP": "Provider_Address_Zip",
        "phone": "Provider_Phone",
        "state": "Provider_Address_State",
        "state of practice": "Provider_Practice_State",
        "profession": "Provider_Type",
        "NPI": "Provider_NPI",
        "license state": "Provider_License_State",
        "license number": "Provider_License_Number",
        "your own id": "CAQH_Provider_ID",
    }
    dropped = {"Provider_Birthdate", "Provider_SSN", "Short_SSN", "Provider_DEA", "Provider_Tax_ID"}
    assert {columns.name(place) for place in columns.never} == dropped
    assert set(columns.never.values()) == set(NEVER)
    assert len(CAQH) == 35


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("2000000002,Jane,Doe", "no column of NPIs or license numbers is known"),
        ("First Name,Last Name,City", "no column of NPIs or license numbers is known"),
        ("NPI,Provider NPI", "'NPI' and 'Provider NPI' both mean the NPI"),
        ("License Number,Last Name", "need a column of their states"),
        ("License 1,License 2,License 3,License State 1,License State 2", "each number needs its own state"),
    ],
)
def test_a_header_by_which_nobody_could_be_found(header: str, words: str) -> None:
    with pytest.raises(RosterError, match=words) as told:
        columns_of(header.split(","), "people.csv")
    assert "people.csv, row 1" in str(told.value)
    assert "2000000002" not in str(told.value)  # without a header the first row is data
