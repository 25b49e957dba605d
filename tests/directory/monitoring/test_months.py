"""Thirteen months: every planted end of a credential and every change is told once, what means nothing never."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from crawlers.runner import Workplace
from directory.monitoring.kinds import THRESHOLDS
from directory.monitoring.sheets import sheet_of_month
from directory.vocabulary import LicenseStatus, NpiStatus
from tests.directory.monitoring.world import BEGAN, Someone, Town

MONTHS = 13
DAYS = [BEGAN + timedelta(days=30 * month) for month in range(MONTHS + 1)]
FAR = BEGAN + timedelta(days=3_000)
Act = Callable[[Someone], None]


def status(word: LicenseStatus) -> Act:
    return lambda one: setattr(one, "status", word)


def renewed(days: int) -> Act:
    return lambda one: setattr(one, "expires", one.expires + timedelta(days=days))


def entered(*, with_npi: bool) -> Act:
    return lambda one: setattr(one, "excluded", one.entry(npi=one.npi if with_npi else None))


def left(one: Someone) -> None:
    one.excluded = None


# Month, who, what happens, and what is told of it: kind and weight. Verdicts follow from licenses and are told too.
PLANTED: list[tuple[int, str, Act, list[tuple[str, str]]]] = [
    (1, "Beth", status(LicenseStatus.SUSPENDED), [("license", "act")]),
    (4, "Beth", status(LicenseStatus.ACTIVE_RESTRICTED), [("license", "good")]),
    (7, "Beth", status(LicenseStatus.ACTIVE), [("license", "good")]),
    (2, "Carl", lambda one: setattr(one, "discipline", "Reprimand"), [("discipline", "act")]),
    (3, "Dora", entered(with_npi=True), [("exclusion", "act")]),
    (9, "Dora", left, [("exclusion", "good")]),
    (3, "Emil", entered(with_npi=False), [("review", "look")]),
    (6, "Emil", left, [("review", "good")]),
    (5, "Fern", lambda one: setattr(one, "npi_status", NpiStatus.DEACTIVATED), [("npi", "act")]),
    (8, "Fern", lambda one: setattr(one, "npi_status", NpiStatus.ACTIVE), [("npi", "good")]),
    (2, "Gwen", lambda one: setattr(one, "listed", True), [("training", "good")]),
    (6, "Gwen", lambda one: setattr(one, "withdrawn", True), [("training", "act")]),
    (10, "Hugo", renewed(730), [("renewed", "good")]),
    (4, "Ines", renewed(730), [("renewed", "good")]),
]
ENDS = {"Hugo": BEGAN + timedelta(days=330), "Ines": BEGAN + timedelta(days=140), "Jack": BEGAN + timedelta(days=200)}


@pytest.fixture
def town(place: Workplace) -> Town:
    town = Town(place)
    for given in ("Anna", "Beth", "Carl", "Dora", "Emil", "Fern", "Gwen", "Hugo", "Ines", "Jack", "Kurt"):
        town.move_in(given, f"{given}son", ENDS.get(given, FAR))
    town.people["Kurt"].listed = True
    town.read_all(DAYS[0])
    town.publish(DAYS[0])
    town.watch(DAYS[0], *(given for given in town.people if given != "Kurt"))
    return town


def expected_ends(given: str, expires: date, today: date, told: set[tuple[str, date, int]]) -> list[str]:
    """By counting days, independently of the product: the nearest threshold that was not told yet."""
    left_days = (expires - today).days
    mark = next((t for t in sorted(THRESHOLDS) if left_days <= t), None) if left_days >= 0 else 0
    if mark is None or (given, expires, mark) in told:
        return []
    told.add((given, expires, mark))
    return ["expires" if mark else "expired"]


@pytest.mark.slow
def test_a_year_of_monitoring_tells_each_thing_once_and_nothing_else(town: Town) -> None:
    told = set[tuple[str, date, int]]()
    everything = Counter[tuple[str, str]]()
    for month, day in enumerate(DAYS):
        planted = [one for one in PLANTED if one[0] == month]
        for _, given, act, _ in planted:
            act(town.people[given])
        town.capitals, town.backwards = month % 2 == 1, month % 3 == 1  # what the sources write otherwise, each month
        if month:
            town.people["Kurt"].status = LicenseStatus.REVOKED  # nobody watches him
            town.read_all(day)
            town.publish(day)
        run = town.monitor(day)
        found = [one for one in town.kinds(run) if one[1] != "verdict"]
        wanted = [(given, kind, weight) for _, given, _, news in planted for kind, weight in news]
        for given, one in town.people.items():
            if given == "Kurt" or (one.status not in (LicenseStatus.ACTIVE, LicenseStatus.ACTIVE_RESTRICTED)):
                continue
            for kind in expected_ends(given, one.expires, day, told):
                left_days = (one.expires - day).days
                wanted.append((given, kind, "act" if left_days <= 30 else "look"))
        assert found == sorted(wanted), (month, day)
        verdicts = {name for name, kind, _ in town.kinds(run) if kind == "verdict"}
        assert verdicts <= {given for _, given, _, _ in planted} | {"Jack"}, (month, day)  # his license has run out
        everything.update((name, kind) for name, kind, _ in found)
        _a_sheet_every_month(town, run, month, day)
    assert everything["Jack", "expired"] == 1
    assert everything["Jack", "expires"] == 4  # read monthly: 80, 50 and 20 days before skip no nearer mark
    assert everything["Ines", "expired"] == everything["Hugo", "expired"] == 0  # renewed mid-way
    assert not any(name in ("Anna", "Kurt") for name, _ in everything)


def _a_sheet_every_month(town: Town, run: int, month: int, day: date) -> None:
    sheet = town.sheet(run)
    assert sheet.whole
    content = sheet.content
    assert [one["run"] for one in content["runs"]] == [run]
    assert content["people"]["count"] == 10
    assert content["period"]["to"][:10] == str(day)
    assert content["period"]["from"][:10] == str(DAYS[max(month - 1, 0)])
    assert {(one["source"], one["state"], one["as_of"]) for one in content["searched"]} == {
        (name, "ok", str(day)) for name in ("registry", "board", "excluded", "institute")
    }
    with Session(town.place.engine) as session:
        assert run in [one["run"] for one in sheet_of_month(session, f"{day:%Y-%m}").content["runs"]]
