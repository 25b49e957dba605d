"""The NPI registry's two formats give the same facts, also in their older shapes and for what is out of service."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawlers.sample.formats import nppes_api, nppes_bulk
from directory.nppes import (
    NppesFormatError,
    deactivated_by_error,
    from_api_body,
    from_api_result,
    from_bulk_row,
    is_deactivated,
    professions_of,
)
from directory.nppes_columns import NEEDED_COLUMNS, SEX_COLUMNS
from directory.records import NpiRecord
from directory.vocabulary import NpiStatus, PlaceKind, Profession

D1, D2 = date(2025, 1, 1), date(2025, 6, 1)
FIXTURE = Path(__file__).parents[1] / "fixtures" / "nppes_api" / "response.json"


def comparable(record: NpiRecord) -> NpiRecord:
    """Without what only one of the two formats holds: further practice places, further other names, small letters."""
    kept = tuple(a for a in record.addresses if a.kind is not PlaceKind.SECONDARY_PRACTICE)
    name = record.name and replace(record.name, suffix=(record.name.suffix or "").upper() or None)
    return replace(
        record, name=name, addresses=kept, other_names=record.other_names[:1], deactivated_on=None, reactivated_on=None
    )


def line_of(person: Any) -> dict[str, str]:
    """All 330 columns, as the file has them."""
    return {**dict.fromkeys(nppes_bulk.npidata_header(), ""), **nppes_bulk.person_line(person)}


def test_bulk_row_and_api_result_of_one_person_say_the_same(worlds: Any) -> None:
    people = [p for p in worlds[2].people if p.npi_in_service]
    assert len(people) > 100
    for person in people:
        bulk = from_bulk_row(line_of(person))
        api = from_api_result(nppes_api.result(person))
        assert comparable(api) == comparable(bulk), person.id


def test_a_deactivated_row_holds_number_and_date_only(worlds: Any) -> None:
    person = worlds[2].person("deactivated")
    record = from_bulk_row(line_of(person))
    assert (record.npi, record.status, record.deactivated_on) == (person.npi, NpiStatus.DEACTIVATED, person.deactivated)
    assert record.name is None
    assert record.addresses == ()


@pytest.mark.parametrize(
    ("gone", "back", "expected"),
    [
        (None, None, False),
        (None, D1, False),
        (D1, None, True),
        (D1, D2, False),
        (D2, D1, True),
        (D1, D1, False),
    ],
)
def test_deactivated_and_reactivated(gone: date | None, back: date | None, expected: bool) -> None:
    assert is_deactivated(gone, back) is expected


@pytest.fixture
def row(worlds: Any) -> dict[str, str]:
    return line_of(worlds[2].person("golden_wa"))


@pytest.fixture
def result(worlds: Any) -> dict[str, Any]:
    return json.loads(json.dumps(nppes_api.result(worlds[2].person("golden_wa"))))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("gone", "back", "status"),
    [("01/02/2025", "", "deactivated"), ("01/02/2025", "02/02/2025", "active"), ("", "", "active")],
)
def test_bulk_dates_of_service(row: dict[str, str], gone: str, back: str, status: str) -> None:
    row |= {"NPI Deactivation Date": gone, "NPI Reactivation Date": back}
    assert from_bulk_row(row).status == status


@pytest.mark.parametrize("column", SEX_COLUMNS)
def test_the_sex_column_by_either_name(row: dict[str, str], column: str) -> None:
    (present,) = [c for c in SEX_COLUMNS if c in row]
    value = row.pop(present)
    assert from_bulk_row({**row, column: value}).sex == value == "F"
    assert from_bulk_row(row).sex is None


def test_the_needed_columns_are_all_in_the_file(row: dict[str, str]) -> None:
    assert set(NEEDED_COLUMNS) <= set(row)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("NPI", "2000000001", "column NPI"),
        ("NPI", "", "column NPI: empty"),
        ("NPI", "0000000000", "column NPI: empty"),
        ("NPI", "2.0E+09", "column NPI"),
        ("Last Update Date", "2025-01-02", "column Last Update Date"),
        ("NPI Deactivation Date", "13/40/2025", "column NPI Deactivation Date"),
        ("Provider Enumeration Date", "soon", "column Provider Enumeration Date"),
    ],
)
def test_a_bad_value_is_named_with_its_column(row: dict[str, str], column: str, value: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        from_bulk_row({**row, column: value})


def test_streets_and_phones_of_post_addresses_are_not_taken(row: dict[str, str], result: dict[str, Any]) -> None:
    for record in (from_bulk_row(row), from_api_result(result)):
        for address in record.addresses:
            if address.kind is PlaceKind.MAILING:
                assert (address.line1, address.line2, address.phone) == (None, None, None)


def test_the_shape_of_2019(result: dict[str, Any]) -> None:
    """Numbers as integers, ``basic.gender``, ``name_suffix``, no practiceLocations."""
    old = json.loads(json.dumps(result))
    old["number"] = int(result["number"])
    old["last_updated_epoch"] = int(result["last_updated_epoch"])
    old["basic"]["gender"] = old["basic"].pop("sex")
    old["basic"]["name_suffix"] = "Jr."
    del old["practiceLocations"]
    new = from_api_result(result)
    found = from_api_result(old)
    assert found.name is not None
    assert found.name.suffix == "Jr."
    assert replace(found, name=new.name) == new


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("A", NpiStatus.ACTIVE),
        ("D", NpiStatus.DEACTIVATED),
        ("X", NpiStatus.UNKNOWN),
        ("", NpiStatus.UNKNOWN),
        (None, NpiStatus.UNKNOWN),
    ],
)
def test_an_unknown_status_is_not_active(result: dict[str, Any], word: str | None, status: NpiStatus) -> None:
    result["basic"]["status"] = word
    assert from_api_result(result).status is status


@pytest.mark.parametrize(
    "change",
    [
        {"number": "2000000001"}, {"number": None}, {"number": "0000000000"}, {"enumeration_type": "NPI-3"},
        {"basic": None}, {"basic": []}, {"basic": "PT"},
    ],
)  # fmt: skip
def test_a_result_that_is_none_is_refused(result: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"field {next(iter(change))}"):
        from_api_result({**result, **change})


@pytest.mark.parametrize("field", ["number", "basic", "enumeration_type"])
def test_a_missing_field_is_named(result: dict[str, Any], field: str) -> None:
    del result[field]
    with pytest.raises(ValueError, match=f"field {field}"):
        from_api_result(result)


@pytest.mark.parametrize("value", [{}, [], None, "x", 3, {"results": None}, {"results": {}}, {"Errors": "no"}])
def test_an_answer_with_neither_results_nor_errors_is_a_failure(value: object) -> None:
    with pytest.raises(NppesFormatError, match="neither"):
        from_api_body(value, "here")


def test_errors_come_with_their_words() -> None:
    body = {"Errors": [{"description": "Field state requires additional search criteria", "number": "07"}]}
    assert from_api_body(body, "here") == ([], ["Field state requires additional search criteria"])
    assert not deactivated_by_error(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Errors": [{"number": "15", "description": "CMS deactivated NPI"}]}, True),
        ({"Errors": [{"number": 15}]}, True),
        ({"Errors": [{"number": "04"}]}, False),
        ({"Errors": []}, False),
        ({"Errors": ["15"]}, False),
        ({"results": []}, False),
        ([], False),
        (None, False),
    ],
)
def test_only_error_15_says_deactivated(body: object, expected: bool) -> None:
    assert deactivated_by_error(body) is expected


def test_professions_each_once_in_their_order(result: dict[str, Any]) -> None:
    codes = ["111N00000X", "2251X0800X", "225100000X", "208D00000X"]
    result["taxonomies"] = [{"code": code, "primary": False} for code in codes]
    assert professions_of(from_api_result(result)) == (Profession.CHIROPRACTOR, Profession.PHYSICAL_THERAPIST)


def test_the_saved_answer_reads() -> None:
    results, errors = from_api_body(json.loads(FIXTURE.read_text()), "fixture")
    assert len(results) == 8
    assert not errors
    assert len({from_api_result(r).npi for r in results}) == 8
