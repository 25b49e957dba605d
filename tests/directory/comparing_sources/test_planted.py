"""Forty planted discrepancies among harmless variants: all found, none invented."""

from datetime import date
from typing import Any

import pytest

from directory.comparing_sources.comparing import discrepancies
from directory.comparing_sources.model import Column, Fact, Holder, authority
from directory.comparing_sources.telling import ours
from directory.normalize.names import PersonName
from directory.records import Address, LicenseRecord, ListingRecord
from directory.vocabulary import LicenseStatus, PlaceKind, Profession
from tests.directory.comparing_sources.sides import PLANTS, alike, column, planted


def test_nothing_is_invented_where_only_the_spelling_differs() -> None:
    people = list(alike())
    assert len(people) == 50
    assert [one.found() for one in people] == [[]] * 50


def test_forty_planted_ones_are_found_and_no_other() -> None:
    cases = list(planted())
    assert len(cases) == 40
    found = sum(len(one.found()) for one, _ in cases)
    wrong = [(one.found(), wanted) for one, wanted in cases if set(one.found()) != wanted]
    assert (wrong, found) == ([], 40)


def test_every_fact_that_can_differ_is_planted() -> None:
    silent = {Fact.FORMER, Fact.STATUS}  # of these two boards would have to disagree: see below
    assert {fact for fact, _, _ in PLANTS} == set(Fact) - silent


# --- whose word counts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", list(Fact))
def test_every_fact_has_its_authority_and_a_reason(fact: Fact) -> None:
    assert authority()[fact].why
    assert Holder.OURS not in authority()[fact].rules


def test_the_board_rules_the_license_and_the_issuer_the_letters() -> None:
    by_fact = {one.fact: one for person, _ in planted() for one in person.all()}
    for fact, holder in (
        (Fact.NAME, Holder.BOARD), (Fact.LICENSE, Holder.BOARD), (Fact.EXPIRES, Holder.BOARD),
        (Fact.PROFESSION, Holder.BOARD), (Fact.PRACTICE, Holder.REGISTRY), (Fact.PAGE, Holder.LISTING),
    ):  # fmt: skip
        assert by_fact[fact].right.holder is holder
    assert by_fact[Fact.PRACTICE].claims
    assert not by_fact[Fact.LICENSE].claims


def board(key: str, state: str = "MO", **more: Any) -> Column:
    told: dict[str, Any] = {
        "jurisdiction": state, "profession": Profession.PHYSICAL_THERAPIST, "license_type": "PT", "number": "PT600123",
        "name": PersonName(first="Ann", last="Able"), "status": LicenseStatus.ACTIVE, "expires": date(2027, 6, 30),
    }  # fmt: skip
    return column(Holder.BOARD, LicenseRecord(**told | more), key=key)


@pytest.mark.parametrize(("more", "facts"), [
    ({}, []),
    ({"raw_status": "Active"}, []),
    ({"status": LicenseStatus.EXPIRED}, [Fact.STATUS]),
    ({"status": LicenseStatus.UNKNOWN}, []),
    ({"expires": date(2026, 6, 30)}, [Fact.EXPIRES]),
    ({"expires": None}, []),
    ({"number": "PT90000001", "status": LicenseStatus.EXPIRED}, [Fact.LICENSE]),
    ({"state": "KS", "number": "PT90000001"}, []),  # another state's license is another license
])  # fmt: skip
def test_two_boards_lists_are_compared_license_by_license(more: dict[str, Any], facts: list[Fact]) -> None:
    found = discrepancies([board("list"), board("look-up", **more)])
    assert [one.fact for one in found] == facts
    assert all(one.claims for one in found)  # neither counts more


def test_a_second_license_and_a_second_place_are_no_difference() -> None:
    boards = [board("list"), board("list 2", number="PT777")]
    listing = ListingRecord(entry="1", publisher="x", name=PersonName(first="Ann", last="Able"), license_number="PT777",
                            license_state="MO")  # fmt: skip
    assert [one for one in discrepancies([*boards, column(Holder.LISTING, listing)]) if
            one.wrong.holder is Holder.LISTING] == []  # fmt: skip


def test_a_board_s_address_of_record_is_shown_and_compared_nowhere() -> None:
    home = Address(kind=PlaceKind.RECORD, line1="1 Home Lane", city="Ladue", state="MO", zip5="63124")
    assert Fact.PRACTICE not in board("list", address=home).facts
    assert Fact.MAILING not in board("list", address=home).facts


@pytest.mark.parametrize("row", [
    {}, {"name": "", "phone": "x", "zip": "1", "state": "Nowhere"}, {"name": "=cmd()", "license_number": "1"},
    {"web_page": "http://[", "license_expires": "soon"}, {"address": "\u202e\x00", "profession": "?"},
])  # fmt: skip
def test_a_row_that_says_little_or_nonsense_differs_in_nothing(row: dict[str, str]) -> None:
    own = Column(key="ours", title="ours", holder=Holder.OURS, office="us", page=None, facts=ours(row))
    assert discrepancies([board("list"), own]) == []
