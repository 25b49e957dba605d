"""What counts as falling short of what a source expects."""

from datetime import date

import pytest
from msgspec.structs import replace

from crawlers.expect import Expect
from crawlers.health import Health, chance
from directory.normalize.names import PersonName
from directory.records import Address, LicenseRecord, NpiRecord, Record
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession

ACTIVE = LicenseRecord(
    jurisdiction="XX",
    profession=Profession.PHYSICAL_THERAPIST,
    license_type="PT",
    number="PT0001",
    name=PersonName(last="Merriweather", first="Saoirse"),
    status=LicenseStatus.ACTIVE,
    issued_on=date(2015, 6, 12),
    expires=date(2027, 3, 14),
)
EXPECT = Expect(
    at_least=5,
    at_most=20,
    filled={"status": 0.9, "name.last": 0.9, "expires": 0.5},
    shaped={"number": r"PT\d{4}"},
    ordered={"expires": "issued_on"},
)
PLACED = NpiRecord(
    npi="2100001017", status=NpiStatus.ACTIVE, addresses=(Address(kind=PlaceKind.PRACTICE, city="Seattle", state="WA"),)
)


def codes(
    records: list[Record], expect: Expect = EXPECT, *, base_kept: int | None = None, whole: bool = False, **more: object
) -> list[str]:
    health = Health(expect)
    for record in records:
        health.see(record)
    return [breach.code for breach in health.breaches(base_kept=base_kept, whole=whole, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "base_kept", "whole", "expected"),
    [
        (10, None, True, []),
        (4, None, True, ["count"]),
        (21, None, True, ["count"]),
        (4, None, False, []),  # a file or a mirror may be a part
        (0, None, True, ["count"]),
        (9, 10, False, []),
        (8, 10, False, ["drop"]),
        (0, 10, False, ["drop"]),
        (40, 10, False, []),  # small sources may grow
        (101, 50, False, ["growth"]),
        (100, 50, False, []),
    ],
)
def test_number_of_records(count: int, base_kept: int | None, whole: bool, expected: list[str]) -> None:
    assert codes([ACTIVE] * count, base_kept=base_kept, whole=whole) == expected


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (replace(ACTIVE, status=LicenseStatus.UNKNOWN), "status"),
        (replace(ACTIVE, name=PersonName(first="Saoirse")), "name.last"),
        (replace(ACTIVE, number="60012345"), "number"),
        (replace(ACTIVE, number="PT0001X"), "number"),  # the whole value, not its beginning
        (replace(ACTIVE, expires=None), "expires"),
        (replace(ACTIVE, expires=date(2015, 6, 11)), "expires"),  # before it was issued
    ],
)
def test_field_that_is_unknown_malformed_or_out_of_order_counts_as_unfilled(record: Record, field: str) -> None:
    assert codes([ACTIVE] * 95 + [record] * 5) == []
    assert codes([ACTIVE] * 60 + [record] * 40) == (["fill"] if field != "expires" else [])
    assert codes([ACTIVE] * 20 + [record] * 80) == ["fill"]
    health = Health(EXPECT)
    for _ in range(20):
        health.see(record)
    (breach,) = health.breaches(base_kept=None, whole=False)
    assert breach.text.startswith(f"{field} is known and well formed in 0% of the records")


@pytest.mark.parametrize(("number", "found"), [(1, 0), (2, 1), (5, 4), (40, 35)])
def test_what_chance_explains_is_no_breach(number: int, found: int) -> None:
    unfilled = replace(ACTIVE, status=LicenseStatus.UNKNOWN)
    assert codes([ACTIVE] * found + [unfilled] * (number - found)) == []


@pytest.mark.parametrize(
    ("share", "number", "found", "low", "high"),
    [
        (0.9, 10, 10, 1.0, 1.0),
        (0.5, 2, 0, 0.25, 0.25),
        (0.99, 4, 0, 0, 1e-7),
        (0.9, 10_000, 9_000, 0.4, 0.6),
        (0.9, 10_000, 8_000, 0, 1e-9),
        (1.0, 10_000, 9_999, 0, 1e-9),
    ],
)
def test_chance(share: float, number: int, found: int, low: float, high: float) -> None:
    assert low - 1e-9 <= chance(share, number, found) <= high + 1e-9


def test_expiry_without_an_issue_date_is_in_order() -> None:
    assert codes([replace(ACTIVE, issued_on=None)] * 5) == []


@pytest.mark.parametrize(
    ("record", "expected"),
    [(PLACED, []), (replace(PLACED, addresses=()), ["fill"]), (ACTIVE, ["fill"])],
)
def test_path_may_lead_into_a_list(record: Record, expected: list[str]) -> None:
    assert codes([record] * 9, Expect(at_least=1, at_most=2, filled={"addresses.0.state": 1.0})) == expected


@pytest.mark.parametrize(
    ("base_kept", "again", "expected"),
    [
        (100, 100, []),
        (100, 75, []),
        (100, 74, ["turnover"]),
        (6, 3, []),
        (6, 2, ["turnover"]),
        (None, 0, []),
        (100, None, []),
    ],
)
def test_records_that_do_not_come_again(base_kept: int | None, again: int | None, expected: list[str]) -> None:
    assert codes([ACTIVE] * 100, base_kept=base_kept, again=again) == expected


@pytest.mark.parametrize(
    ("again", "shifted", "expected"),
    [
        (100, {}, []),
        (100, {"surname": 25}, []),
        (100, {"surname": 26}, ["shift"]),
        (100, {"status": 26, "surname": 90}, ["shift", "shift"]),
        (5, {"status": 3}, []),
        (5, {"status": 4}, ["shift"]),
    ],
)
def test_known_records_that_say_something_else(again: int, shifted: dict[str, int], expected: list[str]) -> None:
    assert codes([ACTIVE] * 100, base_kept=100 if again == 100 else None, again=again, shifted=shifted) == expected
