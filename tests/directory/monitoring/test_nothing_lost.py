"""What a run must not miss: behind a failed reading, another list's run, an absence, a merge, a list not read whole."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from crawlers.runner import Workplace
from directory.monitoring import hits
from directory.monitoring.changes import Version, changes
from directory.monitoring.expiring import Credential, within
from directory.monitoring.kinds import News
from directory.reviewing import merge
from directory.store.shown import Shown
from directory.store.tables import Practitioner, Source, Verification
from directory.vocabulary import Audience, CredentialStatus, ExclusionStatus, LicenseStatus, Need, SourceKind
from tests.directory.monitoring.conftest import FAR
from tests.directory.monitoring.world import BEGAN, KINDS, Town, at


def later(days: int) -> date:
    return BEGAN + timedelta(days=days)


def kinds(town: Town, run: int) -> list[tuple[str, str, str]]:
    return [one for one in town.kinds(run) if one[1] != "verdict"]


def licensed(town: Town, given: str, status: LicenseStatus, day: date) -> None:
    town.people[given].status = status
    town.read("board", day)
    town.publish(day)


def test_a_run_of_a_list_counts_only_for_who_was_on_it_by_then(town: Town) -> None:
    town.watch(BEGAN, "Carl", name="Second")
    licensed(town, "Beth", LicenseStatus.SUSPENDED, later(1))
    town.monitor(later(2), "Second")
    town.watch(later(3), "Beth", name="Second")
    assert kinds(town, town.monitor(later(4), "Second")) == [("Beth", "license", "act")]


def test_a_change_behind_a_license_that_could_not_be_read_is_told(town: Town) -> None:
    licensed(town, "Beth", LicenseStatus.UNKNOWN, later(1))
    assert kinds(town, town.monitor(later(1))) == []
    licensed(town, "Beth", LicenseStatus.ACTIVE, later(2))
    assert kinds(town, town.monitor(later(2))) == []
    licensed(town, "Beth", LicenseStatus.UNKNOWN, later(3))
    assert kinds(town, town.monitor(later(3))) == []
    licensed(town, "Beth", LicenseStatus.SUSPENDED, later(4))
    assert kinds(town, town.monitor(later(4))) == [("Beth", "license", "act")]


def test_what_could_never_be_read_is_told_when_it_speaks_against_somebody(town: Town) -> None:
    town.move_in("Dora", "Dorason", FAR, status=LicenseStatus.UNKNOWN)
    town.read_all(later(1))
    town.publish(later(1))
    town.watch(later(1), "Dora")
    town.monitor(later(1))
    licensed(town, "Dora", LicenseStatus.REVOKED, later(2))
    assert kinds(town, town.monitor(later(2))) == [("Dora", "license", "act")]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"status": LicenseStatus.REVOKED, "expires": None}, ("Dora", "license", "act")),
        ({"discipline": "Reprimand"}, ("Dora", "discipline", "act")),
    ],
)
def test_a_license_that_is_bad_when_it_is_first_seen(now: dict[str, Any], told: tuple[str, ...], town: Town) -> None:
    town.move_in("Dora", "Dorason", FAR)
    town.read("registry", later(1))
    town.publish(later(1))
    town.watch(later(1), "Dora")
    town.monitor(later(1))
    for name, value in now.items():
        setattr(town.people["Dora"], name, value)
    town.read("board", later(2))
    town.publish(later(2))
    assert told in kinds(town, town.monitor(later(2)))


def test_who_comes_back_is_compared_with_what_was_shown_before(town: Town) -> None:
    town.monitor(later(1))
    beth = town.people.pop("Beth")
    town.read_all(later(2))
    town.publish(later(2))
    town.monitor(later(2))
    town.people["Beth"] = beth
    beth.status = LicenseStatus.SUSPENDED
    town.read_all(later(3))
    town.publish(later(3))
    told = kinds(town, town.monitor(later(3)))
    assert ("Beth", "identity", "note") in told
    assert ("Beth", "license", "act") in told


def test_after_a_merge_what_is_old_of_the_other_is_new_of_who_was_watched(place: Workplace) -> None:
    town = Town(place)
    for given in ("Anna", "Beth"):
        town.move_in(given, "Annason", FAR, listed=True)
    anna, beth = town.people.values()
    beth.registered, beth.name, anna.excluded = False, anna.name, anna.entry(npi=anna.npi)
    town.read_all(BEGAN)
    town.publish(BEGAN)
    town.watch(BEGAN, "Beth")
    town.monitor(BEGAN)
    merge(place.engine, town.id_of("Anna"), town.id_of("Beth"), who="Zoë", note="the same", now=at(later(1)))
    town.publish(later(1))
    assert ("exclusion", "act") in {(one.kind, one.weight) for one in town.told(town.monitor(later(2)))}
    assert town.told(town.monitor(later(3))) == []


# --- what was searched ------------------------------------------------------------------------------------------------


def searched(town: Town, day: date, source: str) -> Mapping[str, Any]:
    (line,) = [one for one in town.sheet(town.monitor(day)).content["searched"] if one["source"] == source]
    return line


def test_a_list_that_was_read_after_the_publishing_was_not_searched(town: Town) -> None:
    town.read("excluded", later(1))
    assert searched(town, later(1), "excluded")["as_of"] == str(BEGAN)
    town.publish(later(2))
    assert searched(town, later(2), "excluded")["as_of"] == str(later(1))


def change_source(town: Town, **told: Any) -> None:
    with Session(town.place.engine) as session:
        row = session.get_one(Source, "board")
        for name, value in told.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def test_look_ups_grow_old_and_fail_too(town: Town) -> None:
    change_source(town, lookup=True)
    assert searched(town, later(1), "board")["state"] == "asked about single people"
    assert searched(town, later(40), "board")["state"] == "stale"
    town.read("board", later(41), down="HTTP 503")
    change_source(town, lookup=True)
    line = searched(town, later(41), "board")
    assert (line["state"], line["attempt_why"]) == ("failed and stale", "unreachable: HTTP 503")


def test_a_list_of_exclusions_that_needs_what_is_not_there_is_told_as_not_searched(town: Town) -> None:
    with Session(town.place.engine) as session:
        session.add(
            Source(name="closed", title="The closed list", owner="Its owner", kind=SourceKind.EXCLUSION, terms="t",
                   page_url="https://closed.example.org/", promise_days=35, professions=[], needs="an account")
        )  # fmt: skip
        session.commit()
    content = town.sheet(town.monitor(later(1))).content
    assert any("The closed list was not searched" in line for line in content["exceptions"])


def test_people_are_counted_once_however_many_lists_name_them(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "barred", SourceKind.EXCLUSION)
    town.people["Beth"].excluded = town.people["Beth"].entry()
    for source in ("excluded", "barred"):
        town.read(source, later(1))
    town.publish(later(1))
    monkeypatch.setattr(hits, "dispositions", lambda *_: {})
    content = town.sheet(town.monitor(later(1))).content
    assert [one["disposition"] for one in content["hits"]] == ["possible hit that nobody has decided about"] * 2
    assert any(line.startswith("1 possible entry") for line in content["exceptions"])


# --- lists of exclusions ----------------------------------------------------------------------------------------------


def shown(title: str, status: ExclusionStatus, **details: Any) -> Shown:
    check = Verification(
        practitioner_id="1", need=Need.EXCLUSION, subject=title, status=status, source="list", details=details,
        audience=Audience.COORDINATOR,
    )  # fmt: skip
    person = Practitioner(id="1", display_name="Ann")
    return Shown(person=person, places=[], licenses=[], checks=[check], statements=[], entries=[], members=[])


def told(before: Shown, now: Shown) -> list[News]:
    return list(changes(before, [Version(now, 2, BEGAN)], {}))


def test_a_part_of_a_list_clears_nobody() -> None:
    hit = shown("The list", ExclusionStatus.POSSIBLE_HIT)
    (news,) = told(hit, shown("The list", ExclusionStatus.NONE_FOUND, partial_of=100))
    assert (news.weight, "Only a part" in news.text) == ("look", True)
    (news,) = told(hit, shown("The list", ExclusionStatus.NONE_FOUND))
    assert news.weight == "good"


def test_a_list_that_is_called_otherwise_is_the_same_list() -> None:
    listed = ExclusionStatus.LISTED
    assert told(shown("The list", listed), shown("Its new title", listed)) == []


# --- ends -------------------------------------------------------------------------------------------------------------


def test_a_license_whose_status_could_not_be_read_still_ends(town: Town) -> None:
    town.people["Beth"].expires = later(20)
    licensed(town, "Beth", LicenseStatus.UNKNOWN, later(1))
    assert ("Beth", "expires", "act") in kinds(town, town.monitor(later(1)))


def test_what_has_ended_stays_until_it_is_renewed() -> None:
    ends = [
        Credential(practitioner_id="1", name="Ann", npi=None, subject="s", title="t", expires=later(days),
                   status=CredentialStatus.CONFIRMED)
        for days in (-205, 0, 120, 121)
    ]  # fmt: skip
    assert within(ends, BEGAN, 120) == ends[:3]
