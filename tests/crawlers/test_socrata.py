"""Socrata beyond one table of licenses: actions in a second dataset, cases that are rows, and a license's notice."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawlers.registry import sources
from crawlers.runner import Workplace, load
from directory import profiles
from directory.records import LicenseRecord
from directory.refresh import rebuild
from directory.store.evidence import EvidenceStore
from directory.store.readings import scoped_records
from directory.store.runs import RunReport, accept_run
from directory.store.tables import License, Practitioner, SourceRecord
from directory.vocabulary import Audience, Need
from tests.conftest import NOW
from tests.crawlers.drifts import TODAY
from tests.crawlers.source_tables import FIXTURES
from tests.crawlers.test_old_and_published import crawled

NEWER = 1795132800  # of rows: 20 November 2026, UTC
LICENSES, ACTED = "pjnv-eaih", "dz6p-akeq"
ROWS: list[dict[str, Any]] = json.loads((FIXTURES / "de_dpr" / "response.json").read_bytes())
ACTIONS: list[dict[str, Any]] = json.loads((FIXTURES / "de_dpr" / "actions.json").read_bytes())
OKONJO = ACTIONS[0]


def delaware(
    actions: Any = ACTIONS, rows: Any = ROWS, updated: tuple[int, int] = (1, 1), counted: int | None = None
) -> Callable[[str], bytes]:
    """Delaware's portal: what it answers to each address. ``counted``: how many actions it says there are."""

    def answer(url: str) -> bytes:
        acted = ACTED in url
        served = actions if acted else rows
        if "/api/views/" in url:
            return json.dumps({"rowsUpdatedAt": updated[acted]}).encode()
        if "count%28" in url:
            return json.dumps([{"count": str(len(served) if counted is None or not acted else counted)}]).encode()
        return served if isinstance(served, bytes) else json.dumps(served).encode()

    return answer


def records(engine: Engine) -> dict[str, SourceRecord]:
    with Session(engine, expire_on_commit=False) as session:
        found = session.exec(select(SourceRecord).where(SourceRecord.ended_run == None))  # noqa: E711
        return {row.payload["number"]: row for row in found}


def acted_on(engine: Engine) -> dict[str, list[Any]]:
    return {number: row.payload["actions"] for number, row in records(engine).items() if "actions" in row.payload}


def read(place: Workplace, **served: Any) -> RunReport:
    return crawled("de_dpr", delaware(**served), place)


# --- the join --------------------------------------------------------------------------------------------------------


def test_actions_are_joined_counted_and_lead_to_their_bytes(place: Workplace) -> None:
    report = read(place)
    assert report.healthy, report.breaches
    assert acted_on(place.engine) == {
        "J1-0001235": [{"words": "Suspension", "taken_on": "2025-03-11"}],
        "F1-0000666": [
            {"words": "Letter of reprimand", "taken_on": "2018-09-04"},
            {"words": "Probation", "taken_on": "2024-01-15"},
        ],
    }
    assert report.counts["actions joined to a license"] == 3
    assert report.dropped["an action that joins no license"] == 1
    assert report.dropped["an action on another license type: Registered Nurse"] == 1
    suspended = records(place.engine)["J1-0001235"]
    assert {name: suspended.payload.get(name) for name in ("discipline", "raw_discipline", "disciplined_on")} == {
        "discipline": True, "raw_discipline": "Suspension", "disciplined_on": "2025-03-11"
    }  # fmt: skip
    row, sha256 = suspended.locator.split(" with $[")[1].removesuffix(f" of {ACTED}").split("] in ")
    assert json.loads(place.evidence.read(sha256))[int(row)] == OKONJO


def disciplined(engine: Engine) -> int:
    """How many licenses readers see with actions."""
    with Session(engine) as session:
        licenses = scoped_records(session, "de_dpr", "")
        return sum(bool(record.actions) for record in licenses if isinstance(record, LicenseRecord))


def test_a_file_of_licenses_never_turns_back_what_the_actions_told(place: Workplace) -> None:
    """Unless an operator says so: a file holds licenses only."""
    file = FIXTURES / "de_dpr" / "response.json"
    day = date(2026, 11, 20)
    assert load("de_dpr", [file], place, as_of=day).healthy  # nothing was joined before
    assert read(place, updated=(NEWER, NEWER)).healthy
    assert read(place, updated=(NEWER, NEWER)).not_modified  # no reading: what was joined before still stands
    before = disciplined(place.engine)
    report = load("de_dpr", [file], place, as_of=day)
    assert [breach.partition(":")[0] for breach in report.breaches] == ["join"]
    assert "3 actions of dz6p-akeq" in report.breaches[0]
    assert disciplined(place.engine) == before == 2
    accept_run(place.engine, report.run, why="the data set is gone", who="JR", now=NOW)
    assert disciplined(place.engine) == 0
    assert load("de_dpr", [file], place, as_of=day).healthy


def test_a_license_without_an_action_says_nothing_of_discipline(place: Workplace) -> None:
    read(place)
    quiet = [row.payload for number, row in records(place.engine).items() if number not in ("J1-0001235", "F1-0000666")]
    assert len(quiet) == 5
    assert all("discipline" not in payload and "raw_discipline" not in payload for payload in quiet)


@pytest.mark.parametrize(
    ("change", "joined"),
    [
        ({"license_id_l": "J1 0001235"}, True),
        ({"license_id_l": "j10001235"}, True),
        ({"license_id_l": "0001235"}, True),  # the serial alone: the type says the rest
        ({"license_id_l": "1235"}, True),
        ({"license_type": "PHYSICAL THERAPIST"}, True),
        ({"last_name": "Okonjo-Reyes"}, True),
        ({"license_id_l": "K1-0001235"}, False),
        ({"license_id_l": "J1-0001236"}, False),
        ({"license_id_l": "J2-0001235"}, False),
        ({"license_id_l": "pending"}, False),
        ({"license_id_l": None}, False),
        ({"license_type": "Physical Therapist Assistant"}, False),
        ({"last_name": "Hathersage"}, False),
        ({"last_name": None}, False),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_number_type_and_surname_must_all_agree(change: dict[str, str | None], joined: bool, place: Workplace) -> None:
    changed = {name: value for name, value in (OKONJO | change).items() if value is not None}
    report = read(place, actions=[changed, *ACTIONS[1:]])
    assert report.healthy, report.breaches
    assert acted_on(place.engine).keys() == ({"J1-0001235"} if joined else set()) | {"F1-0000666"}
    assert report.dropped["an action that joins no license"] == (1 if joined else 2)


def test_an_action_that_fits_two_licenses_is_no_healthy_run(place: Workplace) -> None:
    twin = next(row for row in ROWS if row["license_no"] == "J1-0001235") | {"license_no": "K7-0001235"}
    report = read(place, actions=[OKONJO | {"license_id_l": "0001235"}], rows=[*ROWS, twin])
    assert report.outcome == "breached"
    assert any("fits two licenses" in b and "K7-0001235" in b for b in report.breaches), report.breaches


def many(number: int, joining: int) -> list[dict[str, Any]]:
    """So many actions on physical therapists, of which so many are on a license that is there."""
    return [OKONJO | ({} if n < joining else {"license_id_l": f"J1-{n + 5000:07}"}) for n in range(number)]


@pytest.mark.parametrize(
    ("actions", "believed"),
    [(many(1, 1), True), (many(4, 1), True), (many(20, 16), True), (many(20, 15), False), (many(1, 0), False),
     (many(5, 1), False), (ACTIONS[1:2], False), ([], False)],
)  # fmt: skip
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_join_that_finds_too_little_is_not_believed(actions: Any, believed: bool, place: Workplace) -> None:
    report = read(place, actions=actions)
    assert report.healthy == believed, report.breaches
    if not believed:
        assert [breach.partition(":")[0] for breach in report.breaches] == ["join"]


def test_a_join_that_a_person_accepts_still_clears_nobody(place: Workplace) -> None:
    report = read(place, actions=many(9, 1))
    assert acted_on(place.engine).keys() == {"J1-0001235"}
    accept_run(place.engine, report.run, why="old licenses were taken off the list", who="me", now=NOW)
    assert {row.payload.get("discipline") for row in records(place.engine).values()} == {None, True}


# --- a second dataset that cannot be read -----------------------------------------------------------------------------


def without(column: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != column} for row in ACTIONS]


@pytest.mark.parametrize(
    ("served", "named"),
    [
        ({"actions": b"<!DOCTYPE html><title>Sign in</title>"}, "a web page came"),
        ({"actions": json.dumps(ACTIONS).encode()[:-60]}, "cut off"),
        ({"actions": b'{"error": true, "message": "no such dataset"}'}, "no such dataset"),
        ({"actions": [row | {"outcome": "x"} for row in ACTIONS]}, "unexpected columns ['outcome']"),
        *(({"actions": without(column)}, f"missing columns ['{column}']")
          for column in ("license_id_l", "last_name", "license_type", "disp_start", "item_text")),
        ({"actions": ACTIONS[:2], "counted": 5}, "2 rows came, the source counts 5"),
        ({"actions": [row | {"disp_start": "11.03.2025"} for row in ACTIONS]}, "column disp_start"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_actions_that_cannot_be_read_change_nothing(
    served: dict[str, Any], named: str, place: Workplace, readable_state: Callable[[Engine], str]
) -> None:
    assert read(place).healthy
    before = readable_state(place.engine)
    report = read(place, updated=(1, 2), **served)
    assert report.outcome == "breached"
    assert any(named in breach and ACTED in breach for breach in report.breaches), report.breaches
    assert readable_state(place.engine) == before


@pytest.mark.parametrize(("updated", "same"), [((1, 1), True), ((2, 1), False), ((1, 2), False)])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_either_dataset_changed_is_reason_to_read(updated: tuple[int, int], same: bool, place: Workplace) -> None:
    assert read(place).healthy
    report = read(place, actions=ACTIONS[:2], updated=updated)
    assert report.healthy, report.breaches
    assert report.not_modified == same
    assert ("F1-0000666" in acted_on(place.engine)) == same


def test_pages_of_both_datasets_are_joined_as_one(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.platforms.socrata.PAGE", 2)

    def portal(url: str) -> bytes:
        whole = delaware()(url)
        if "offset=" not in url:
            return whole
        start = int(url.partition("offset=")[2].partition("&")[0])
        return json.dumps(json.loads(whole)[start : start + 2]).encode()

    assert crawled("de_dpr", portal, place).healthy
    assert acted_on(place.engine).keys() == {"J1-0001235", "F1-0000666"}
    probation = records(place.engine)["F1-0000666"].locator
    for place_of, words in zip(probation.split("$[")[2:], ("Probation", "Letter of reprimand"), strict=True):
        row, sha256 = place_of.partition("] in ")[::2]
        assert json.loads(EvidenceStore(place.evidence.root).read(sha256[:64]))[int(row)]["item_text"] == words


# --- shown -----------------------------------------------------------------------------------------------------------


def shown(place: Workplace, last: str, need: Need = Need.LICENSE) -> tuple[profiles.Profile, list[License]]:
    rebuild(place.engine, as_of=TODAY, now=NOW)
    with Session(place.engine, expire_on_commit=False) as session:
        (ident,) = session.exec(select(Practitioner.id).where(Practitioner.last == last)).all()
        found = profiles.profile(session, ident, today=TODAY, audience=Audience.PATIENT)
        assert found is not None
        return found, list(session.exec(select(License).where(License.practitioner_id == ident)))


def test_an_action_is_shown_with_its_words_and_its_day(place: Workplace) -> None:
    read(place)
    profile, (row,) = shown(place, "Papadakis")
    (line,) = profile.of(Need.LICENSE)
    assert line.details["cases"] == [
        {"action": "Letter of reprimand", "effective": "2018-09-04"},
        {"action": "Probation", "effective": "2024-01-15"},
    ]
    assert line.details["discipline"] == ["Letter of reprimand", "Probation"]
    assert row.discipline == "Letter of reprimand; Probation"


# The licenses of the fixture have run out by today.
RENEWED = (FIXTURES / "co_dora" / "response.json").read_text(encoding="utf-8").replace("2026-10-31", "2028-10-31")
COLORADO: list[dict[str, Any]] = json.loads(RENEWED)
CASE = next(row for row in COLORADO if row.get("casenumber") == "2019-0042")


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"lastname": "SATTERTHWAITE"},
        {"lastname": "Satter-Thwaite"},
        {"firstname": "C"},
        {"firstname": "Cédric", "middlename": "R"},
        {"suffix": "JR."},
        {"city": "Lyons", "mailzipcode": "80540"},
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_cases_of_colorado_are_one_license(other: dict[str, str], place: Workplace, tmp_path: Path) -> None:
    third = CASE | {"casenumber": "2021-0300", "programaction": "Letter of Concern"} | other
    third.pop("disciplinecompletedate")
    file = tmp_path / "response.json"
    file.write_text(json.dumps([*COLORADO, third]))
    report = load("co_dora", [file], place)
    assert report.healthy, report.breaches
    with Session(place.engine) as session:
        rebuild(place.engine, as_of=TODAY, now=NOW)
        licensed = session.exec(select(License).where(License.number == "0017073")).all()
        assert len(licensed) == 1
        found = profiles.profile(session, licensed[0].practitioner_id, today=TODAY)
    assert found is not None
    (line,) = found.of(Need.LICENSE)
    assert line.status == "confirmed_restricted"
    assert line.details["cases"] == [
        {"number": "2019-0042", "action": "Letter of Admonition", "effective": "2019-02-11", "completed": "2019-02-11",
         "over": "yes"},
        {"number": "2021-0300", "action": "Letter of Concern", "effective": "2019-02-11"},
        {"number": "2023-1187", "action": "Stipulation", "effective": "2023-06-01"},
    ]  # fmt: skip
    assert licensed[0].discipline == "Letter of Admonition; Letter of Concern; Stipulation"


def test_illinois_notice_stands_with_every_line_from_its_list(place: Workplace) -> None:
    assert load("il_idfpr", [FIXTURES / "il_idfpr" / "response.json"], place).healthy
    assert load("wa_doh", [FIXTURES / "wa_doh" / "response.json"], place).healthy
    rebuild(place.engine, as_of=TODAY, now=NOW)
    notice = sources()["il_idfpr"].notice
    assert notice is not None
    assert "ODbL" in notice
    with Session(place.engine) as session:
        held: dict[str, set[str]] = {}
        for row in session.exec(select(License)):
            held.setdefault(row.practitioner_id, set()).add(row.source)
        for ident, named in held.items():
            found = profiles.profile(session, ident, today=TODAY)
            assert found is not None
            assert (notice in found.notices) == ("il_idfpr" in named)
        assert {name for named in held.values() for name in named} == {"il_idfpr", "wa_doh"}
