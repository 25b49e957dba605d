"""When a cited page counts as changed since we read it."""

from dataclasses import replace
from datetime import date

import pytest

from directory.citations import Changed, _days, _Version, addresses, changed_for
from directory.rules import packaged

READ = date(2026, 11, 20)


def versions(*told: tuple[str, str] | tuple[str, str, int]) -> list[_Version]:
    return [_Version(date.fromisoformat(one[0]), one[1], one[2] if len(one) > 2 else 1) for one in told]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ([], []),
        ([("2026-12-01", "a")], []),
        ([("2026-12-01", "a"), ("2027-01-01", "b")], ["2027-01-01"]),
        ([("2026-12-01", "a"), ("2027-01-01", "b"), ("2027-02-01", "c")], ["2027-01-01", "2027-02-01"]),
        ([("2026-12-01", "a"), ("2027-01-01", "b"), ("2027-02-01", "a")], []),
        ([("2026-10-01", "a"), ("2026-11-01", "b")], []),
        ([("2026-10-01", "a"), ("2026-11-01", "b"), ("2026-12-01", "a")], ["2026-12-01"]),
        ([("2026-12-01", "a"), ("2027-01-01", "z", 2)], []),
        ([("2026-12-01", "a"), ("2027-01-01", "z", 2), ("2027-02-01", "y", 2)], ["2027-02-01"]),
        ([("2026-12-01", "a"), ("2027-01-01", "b"), ("2027-02-01", "z", 2)], ["2027-01-01"]),
    ],
    ids=[
        "never watched", "first reading", "another text", "changed twice", "came back", "changed before we read it",
        "came back after we read it", "read in another way", "changed after that", "flagged before that",
    ],
)  # fmt: skip
def test_days_of_change(told: list[tuple[str, str]], days: list[str]) -> None:
    assert [day.isoformat() for day in _days(versions(*told), READ)] == days


def test_a_rule_that_was_read_again_is_not_flagged_until_the_next_change() -> None:
    changed = Changed("https://example.org/law", (date(2026, 12, 1), date(2027, 2, 1)))
    assert changed.on == date(2026, 12, 1)
    assert changed.since(READ) == date(2026, 12, 1)
    assert changed.since(date(2026, 12, 15)) == date(2027, 2, 1)
    assert changed.since(date(2027, 2, 1)) is None


def test_the_source_of_a_single_number_counts_too() -> None:
    rule = replace(packaged().by_id()["US-MD-PT"], evidence={"practical_hours": "twin"})
    changes = {"twin": Changed("https://example.org/law", (date(2026, 12, 1),))}
    assert [name for name, _, _ in changed_for(rule, changes)] == ["twin"]


def test_each_address_is_asked_once() -> None:
    found = addresses(packaged())
    assert len(found) == len(set(found)) > 150
    assert all(url.startswith(("https://", "http://")) for url in found)
