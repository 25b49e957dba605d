"""What was submitted beside what was found, word by word; and until when it may be used."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from directory.checking_one import Agrees, Submitted, SubmittedError, side_by_side, windows
from directory.profiles import Evidence, Line, Place, Profile
from directory.vocabulary import Audience, CredentialStatus, Need, PlaceKind

READ = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = READ.date()


def line(need: Need, status: str, **told: Any) -> Line:
    base: dict[str, Any] = dict.fromkeys(Line.__dataclass_fields__)
    evidence = Evidence(url="", read_at=READ, sha256="0" * 64, locator="", said={})
    base |= {
        "need": need, "status": status, "title": "a check", "badge": ("✓", "Checked", "green"), "sentence": "",
        "details": {}, "audience": Audience.COORDINATOR, "read_at": READ, "evidence": evidence,
    }  # fmt: skip
    return Line(**base | told)


def licensed(status: str = CredentialStatus.CONFIRMED, **details: Any) -> Line:
    told = {"number": "PT60012345", "expires": "2028-03-31"} | details
    return line(Need.LICENSE, status, state="WA", profession="PT", details=told)


def trained(status: str, letters: str = "Cert. DN", **details: Any) -> Line:
    return line(Need.TRAINING, status, details={"letters": letters} | details)


def office(kind: PlaceKind = PlaceKind.PRACTICE) -> Place:
    return Place(
        kind=kind, text="1 Example St, Seattle, WA 98101", city="SEATTLE", state="WA", zip5="98101", phone=None,
        lat=None, lon=None, precision="zip_center", source_title="a list", read_at=READ, updated_on=None,
    )  # fmt: skip


def person(*lines: Line, places: tuple[Place, ...] = (), **told: Any) -> Profile:
    base: dict[str, Any] = {
        "id": "1", "name": "Jane K Roe", "other_names": ["Jane Doe"], "npi": "2000000002", "credential_text": "PT, OCS",
        "lines": list(lines), "places": list(places), "look_alikes": [], "joined": [],
    }  # fmt: skip
    return Profile(**base | told)


HER = person(licensed(), trained(CredentialStatus.CONFIRMED), trained(CredentialStatus.ISSUER_SILENT, "CMTPT"),
             places=(office(),))  # fmt: skip


def test_of_several_licenses_of_a_profession_the_best_counts() -> None:
    valid, over = licensed(), licensed(CredentialStatus.CONFIRMED_NOT_ACTIVE, number="PT60099999")
    claimed = licensed(CredentialStatus.ISSUER_SILENT)
    for lines in ((valid, over, claimed), (claimed, over, valid), (over, valid)):
        (row,) = (row for row in side_by_side(Submitted.of({"claimed": "PT"}), person(*lines), TODAY)
                  if row.what == "Claimed: PT")  # fmt: skip
        assert row.agrees == Agrees.YES


@pytest.mark.parametrize(
    ("submitted", "what", "agrees"),
    [
        ({"npi": "2000-000-002"}, "NPI", Agrees.YES),
        ({"npi": "2000 000 002"}, "NPI", Agrees.YES),
        ({"name": "Jane Roe"}, "Name", Agrees.YES),
        ({"name": "Roe, Jane K."}, "Name", Agrees.YES),
        ({"name": "Jane Doe"}, "Name", Agrees.YES),  # a former name
        ({"name": "Ann Roe"}, "Name", Agrees.NO),
        ({"npi": "2000000002"}, "NPI", Agrees.YES),
        ({"npi": "2000000010"}, "NPI", Agrees.NO),
        ({"license": "60012345", "license_state": "WA"}, "License number", Agrees.YES),
        ({"license": "pt-60012345", "license_state": "WA"}, "License number", Agrees.YES),
        ({"license": "CH60012345", "license_state": "WA"}, "License number", Agrees.NO),
        ({"license": "60012345", "license_state": "OR"}, "License number", Agrees.NOT_FOUND),
        ({"license": "60012345"}, "License number", Agrees.NOT_FOUND),
        ({"profession": "PT"}, "Profession", Agrees.YES),
        ({"profession": "CHIRO"}, "Profession", Agrees.NO),
        ({"place": "98101"}, "Town or ZIP of practice", Agrees.YES),
        ({"place": "seattle, wa"}, "Town or ZIP of practice", Agrees.YES),
        ({"place": "Spokane, WA"}, "Town or ZIP of practice", Agrees.PART),
        ({"place": "Denver, CO"}, "Town or ZIP of practice", Agrees.NO),
        ({"claimed": "PT, Cert. DN"}, "Claimed: PT", Agrees.YES),
        ({"claimed": "PT, Cert. DN"}, "Claimed: Cert. DN", Agrees.YES),
        ({"claimed": "CMTPT"}, "Claimed: CMTPT", Agrees.CLAIMED),
        ({"claimed": "OCS"}, "Claimed: OCS", Agrees.CLAIMED),
        ({"claimed": "FAAOMPT"}, "Claimed: FAAOMPT", Agrees.NOT_FOUND),
    ],
)
def test_each_fact_is_marked_in_words(submitted: dict[str, str], what: str, agrees: Agrees) -> None:
    rows = {row.what: row for row in side_by_side(Submitted.of(submitted), HER, TODAY)}
    assert rows[what].agrees is agrees
    assert all(row.found and row.submitted for row in rows.values())
    others = {row.agrees for row in rows.values() if row.what != what and not row.what.startswith("Claimed")}
    assert others == {Agrees.NOT_SUBMITTED}


@pytest.mark.parametrize(
    ("status", "agrees"),
    [
        (CredentialStatus.STALE, Agrees.PART),
        (CredentialStatus.CONFIRMED_NOT_ACTIVE, Agrees.NO),
        (CredentialStatus.CONTRADICTED, Agrees.CLAIMED),
        (CredentialStatus.CONFIRMED_RESTRICTED, Agrees.YES),
    ],
)
def test_letters_of_a_license_are_worth_what_the_license_is(status: CredentialStatus, agrees: Agrees) -> None:
    rows = side_by_side(Submitted.of({"claimed": "PT"}), person(licensed(status)), TODAY)
    assert rows[-1].agrees is agrees


def test_a_number_that_only_the_person_gives_is_claimed_and_mail_is_no_place() -> None:
    unread = line(Need.LICENSE, "not_listed", state="WA", profession="PT", details={"claimed_numbers": ["PT60012345"]})
    submitted = Submitted.of({"license": "PT60012345", "license_state": "WA", "place": "98101"})
    rows = {
        row.what: row for row in side_by_side(submitted, person(unread, places=(office(PlaceKind.MAILING),)), TODAY)
    }
    assert rows["License number"].agrees is Agrees.CLAIMED
    assert rows["Town or ZIP of practice"].agrees is Agrees.NOT_FOUND


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"npi": "2000000003"}, "check digit"),
        ({"license_state": "XX"}, "no state is called so"),
        ({"profession": "wizard"}, "there are PT"),
        ({"region": "soul"}, "no part of the body"),
        ({"region": "low back"}, "name the state in which the patient is treated too"),
        ({"name": "x" * 201}, "more than 200"),
        ({"name": "078-05-1120"}, "social security number"),
        ({"place": "078051120"}, "social security number"),
        ({"claimed": "PT 078 05 1120"}, "social security number"),
        ({"name": "078 - 05 - 1120"}, "social security number"),
        ({"license": "078\u201105\u22121120"}, "social security number"),
        ({"name": "Jane Doe 078051120"}, "social security number"),
        ({"name": "Jane Doe 01/02/1980"}, "social security number"),
        ({"claimed": "DOB 01/02/1980"}, "social security number"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_without_repeating_a_secret(told: dict[str, str], words: str) -> None:
    with pytest.raises(SubmittedError, match=words) as raised:
        Submitted.of(told)
    assert "078" not in str(raised.value)
    assert raised.value.refused == (tuple(told) if words == "social security number" else ())


def test_a_license_number_may_have_nine_digits() -> None:
    assert Submitted.of({"license": "070012345", "license_state": "IL"}).license == "070012345"


@pytest.mark.parametrize(
    ("day", "over", "words"),
    [
        (date(2026, 11, 20), (), None),
        (date(2027, 2, 18), (), None),  # the 90th day counts
        (date(2027, 2, 19), (90,), "the 90-day window ended on February 18, 2027"),
        (date(2027, 3, 20), (90,), "the 90-day window"),
        (date(2027, 3, 21), (120, 90), "the 120-day window ended on March 20, 2027, no file may rest on it"),
    ],
)
def test_windows_end_with_their_last_day(day: date, over: tuple[int, ...], words: str | None) -> None:
    (window,) = windows([licensed(), licensed(CredentialStatus.CONFIRMED_NOT_ACTIVE), trained("claimed")], day)
    assert window.over == over
    assert (window.warning is None) if words is None else words in str(window.warning)


def test_a_license_that_has_expired_by_now_carries_no_file_whatever_its_windows() -> None:
    (window,) = windows([licensed(expires="2026-12-31")], date(2027, 1, 1))
    assert "expired on December 31, 2026" in str(window.warning)
    assert set(window.ends.values()) == {date(2026, 12, 31)}
