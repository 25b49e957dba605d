"""One run after another: nothing twice, nothing lost between, whoever is on which list, whatever fails."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory import findings
from directory.monitoring import running
from directory.monitoring.lists import WatchError, add_people, end_list, list_named, remove_people
from directory.monitoring.members import watched
from directory.monitoring.running import MonitorError, sign
from directory.monitoring.sheet_words import lines_of
from directory.monitoring.sheets import SheetError, all_runs, people_hash, sheet_of_month
from directory.normalize.names import PersonName
from directory.reviewing import merge
from directory.store.tables import Practitioner, Run
from directory.store.watching_tables import MonitorRun, Notice
from directory.vocabulary import FindingAnswer, LicenseStatus, NpiStatus, RunOutcome
from tests.directory.monitoring.world import BEGAN, LIST, OTHERS, Town, at


def later(days: int) -> date:
    return BEGAN + timedelta(days=days)


def suspend(town: Town, day: date, given: str = "Beth") -> None:
    town.people[given].status = LicenseStatus.SUSPENDED
    town.read("board", day)
    town.publish(day)


def kinds(town: Town, run: int) -> list[tuple[str, str, str]]:
    return [one for one in town.kinds(run) if one[1] != "verdict"]


def test_a_second_run_on_unchanged_data_tells_nothing_and_has_a_sheet(town: Town) -> None:
    town.monitor(later(1))
    run = town.monitor(later(2))
    assert town.told(run) == []
    sheet = town.sheet(run)
    assert sheet.whole
    assert (sheet.content["counts"], sheet.content["changes"]) == ({}, [])
    ids = [town.id_of(given) for given in ("Anna", "Beth")]
    assert sheet.content["people"] == {
        "count": 2, "sha256": people_hash(ids), "lists": [{"name": LIST, "count": 2, "sha256": people_hash(ids)}],
    }  # fmt: skip
    (silent,) = [one for one in sheet.content["searched"] if one["source"] == "excluded"]
    assert (silent["state"], silent["rows"], silent["as_of"]) == ("ok", len(OTHERS), str(BEGAN))
    assert sheet.content["results"] == {"none_found": 2}


def test_what_is_published_later_on_the_day_of_a_run_is_told_by_the_next(town: Town) -> None:
    first = town.monitor(later(1), hour=7)  # publishing is at 8
    suspend(town, later(1))
    assert town.told(first) == []
    assert kinds(town, town.monitor(later(2))) == [("Beth", "license", "act")]
    assert town.told(town.monitor(later(3))) == []


def test_what_changed_and_changed_back_between_two_runs_is_told_both(town: Town) -> None:
    town.monitor(later(1))
    suspend(town, later(5))
    town.people["Beth"].status = LicenseStatus.ACTIVE
    town.read("board", later(10))
    town.publish(later(10))
    assert kinds(town, town.monitor(later(30))) == [("Beth", "license", "act"), ("Beth", "license", "good")]


def test_changes_count_from_when_somebody_was_put_on_a_list(town: Town) -> None:
    suspend(town, later(2), "Carl")
    town.watch(later(2), "Carl")
    assert kinds(town, town.monitor(later(3))) == []
    town.people["Carl"].status = LicenseStatus.REVOKED
    town.read("board", later(4))
    town.publish(later(4))
    assert kinds(town, town.monitor(later(5))) == [("Carl", "license", "act")]


def test_a_run_of_one_list_leaves_the_others_to_theirs(town: Town) -> None:
    town.watch(BEGAN, "Carl", name="Second")
    suspend(town, later(1))
    suspend(town, later(1), "Carl")
    assert kinds(town, town.monitor(later(2), "Second")) == [("Carl", "license", "act")]
    assert kinds(town, town.monitor(later(3))) == [("Beth", "license", "act")]
    assert kinds(town, town.monitor(later(4), "Second")) == []
    content = town.sheet().content
    assert (content["runs"][0]["list"], content["people"]["count"]) == ("Second", 1)
    assert content["period"]["from"][:10] == str(later(3))


def test_who_was_taken_off_or_whose_list_ended_is_not_looked_at(town: Town) -> None:
    remove_people(town.place.engine, LIST, [town.id_of("Beth")], by="Zoë", why="left", now=at(later(1)))
    suspend(town, later(2))
    assert town.told(town.monitor(later(2))) == []
    end_list(town.place.engine, LIST, by="Zoë", now=at(later(3)))
    with pytest.raises(MonitorError, match="nobody is watched"):
        town.monitor(later(3))
    with pytest.raises(WatchError, match="was ended by Zoë"):
        town.monitor(later(3), LIST)


def test_who_is_put_on_again_is_told_nothing_of_the_time_between(town: Town) -> None:
    town.monitor(later(1))
    remove_people(town.place.engine, LIST, [town.id_of("Beth")], by="Zoë", why="left", now=at(later(2)))
    suspend(town, later(3))
    town.watch(later(4), "Beth")
    assert kinds(town, town.monitor(later(5))) == []


@pytest.mark.parametrize("with_npi", [True, False])
def test_a_possible_hit_is_no_finding_and_a_listing_is_one(with_npi: bool, town: Town) -> None:
    beth = town.people["Beth"]
    beth.excluded = beth.entry(npi=beth.npi if with_npi else None)
    town.read("excluded", later(1))
    town.publish(later(1))
    run = town.monitor(later(1))
    (told,) = town.told(run)
    (hit,) = town.sheet(run).content["hits"]
    if with_npi:
        assert (told.kind, told.weight, hit["status"]) == ("exclusion", "act", "listed")
        assert hit["disposition"] == "found by the person's own NPI"
        return
    assert (told.kind, told.weight, hit["status"], hit["open"]) == ("review", "look", "possible_hit", True)
    assert "That is no finding" in told.text
    assert "1 possible entry" in " ".join(town.sheet(run).content["exceptions"])
    beth.excluded = beth.entry(npi=beth.npi)  # the same entry, now with her number
    town.read("excluded", later(2))
    town.publish(later(2))
    assert kinds(town, town.monitor(later(2))) == [("Beth", "exclusion", "act")]


def test_a_possible_hit_that_somebody_decided_about_is_not_asked_again(town: Town) -> None:
    beth = town.people["Beth"]
    beth.excluded = beth.entry()
    town.read("excluded", later(1))
    town.publish(later(1))
    ident = town.id_of("Beth")
    with Session(town.place.engine) as session:
        found = findings.search(session, ident, later(1))
        assert found is not None
        (hit,) = found.hits
    findings.decide_hit(
        town.place.engine, ident, hit.evidence, FindingAnswer.DIFFERENT, who="Zoë", note="another birth date",
        now=at(later(1), 11), today=later(1),
    )  # fmt: skip
    run = town.monitor(later(1))
    assert kinds(town, run) == []
    (told,) = town.sheet(run).content["hits"]
    assert not told["open"]
    assert "possible hit dismissed by Zoë" in told["disposition"]
    assert "another birth date" in told["disposition"]
    assert town.sheet(run).content["exceptions"] == []


def test_an_entry_that_is_only_spelled_otherwise_asks_nobody_again(town: Town) -> None:
    beth = town.people["Beth"]
    beth.excluded = beth.entry()
    town.read("excluded", later(1))
    town.publish(later(1))
    assert kinds(town, town.monitor(later(1))) == [("Beth", "review", "look")]
    beth.name, name = PersonName(first="BETH", last="BETHSON"), beth.name
    beth.excluded, beth.name = beth.entry(), name
    town.read("excluded", later(2))
    town.publish(later(2))
    assert kinds(town, town.monitor(later(2))) == []
    beth.excluded = msgspec.structs.replace(beth.entry(), exclusion_type="1128b4")
    town.read("excluded", later(3))
    town.publish(later(3))
    assert kinds(town, town.monitor(later(3))) == [("Beth", "review", "look")]


def test_a_merge_keeps_people_watched_and_tells_no_end_again(place: Workplace) -> None:
    town = Town(place)
    for given in ("Anna", "Beth"):
        town.move_in(given, "Annason", later(50), listed=True)
    town.people["Beth"].registered, town.people["Beth"].name = False, town.people["Anna"].name
    town.read_all(BEGAN)
    town.publish(BEGAN)
    town.watch(BEGAN, "Anna", "Beth")
    one, other = town.id_of("Anna"), town.id_of("Beth")
    assert [kind for _, kind, _ in town.kinds(town.monitor(BEGAN))] == ["expires", "expires"]
    merge(place.engine, one, other, who="Zoë", note="the same", now=at(later(1)))
    town.publish(later(1))
    with Session(place.engine) as session:
        (left,) = session.exec(select(Practitioner.id)).all()
        people, gone = watched(session)
    assert (list(people), gone) == ([left], [])
    told = {one.kind for one in town.told(town.monitor(later(2)))}
    assert "identity" in told
    assert "expires" not in told


def test_who_is_not_published_any_more_is_told_once_and_never_as_clear(town: Town) -> None:
    town.monitor(later(1))
    del town.people["Beth"]
    town.read_all(later(2))
    town.publish(later(2))
    run = town.monitor(later(2))
    (told,) = [one for one in town.told(run) if one.kind == "identity"]
    assert told.name == "Beth Bethson"
    content = town.sheet(run).content
    assert content["people"]["count"] == 1
    assert any("are not published any more and were not checked" in line for line in content["exceptions"])
    assert town.told(town.monitor(later(3))) == []


def test_an_npi_that_is_out_of_service_when_it_is_first_seen(town: Town) -> None:
    town.people["Beth"].npi_status = NpiStatus.DEACTIVATED
    town.read("registry", later(1))
    town.publish(later(1))
    assert ("Beth", "npi", "act") in town.kinds(town.monitor(later(1)))


def test_nothing_is_kept_when_anything_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    suspend(town, later(1))
    whole = running.sheet_made

    def broken(*_: object) -> dict[str, object]:
        raise OSError("disk full")

    monkeypatch.setattr(running, "sheet_made", broken)
    with pytest.raises(OSError, match="disk full"):
        town.monitor(later(2))
    with Session(town.place.engine) as session:
        assert session.exec(select(Notice)).all() == []
        assert session.exec(select(MonitorRun)).all() == []
    monkeypatch.setattr(running, "sheet_made", whole)
    assert kinds(town, town.monitor(later(2))) == [("Beth", "license", "act")]


def test_monitoring_only_goes_forward(town: Town) -> None:
    town.monitor(later(5))
    with pytest.raises(MonitorError, match="it only goes forward"):
        town.monitor(later(4))


def test_a_sheet_is_signed_once_and_never_when_it_was_changed(town: Town) -> None:
    engine = town.place.engine
    run = town.monitor(later(1))
    act: Callable[..., None] = lambda **more: sign(  # noqa: E731
        engine, **{"number": run, "by": "Zoë", "note": "", "now": at(later(1), 14)} | more
    )
    for more, message in (({"by": " "}, "say who"), ({"number": 99}, "no run 99")):
        with pytest.raises(MonitorError, match=message):
            act(**more)
    act(note="two letters")
    with pytest.raises(MonitorError, match="signed by Zoë already"):
        act()
    (signed,) = town.sheet(run).signed
    assert (signed.by, signed.note, signed.at) == ("Zoë", "two letters", at(later(1), 14))
    second = town.monitor(later(2))
    with Session(engine) as session:
        row = session.get_one(MonitorRun, second)
        row.sheet = row.sheet | {"people": {"count": 3}}
        session.add(row)
        session.commit()
    with pytest.raises(MonitorError, match="was changed since"):
        act(number=second)
    assert not town.sheet(second).whole


def test_the_sheet_of_a_month_holds_all_its_runs(town: Town) -> None:
    suspend(town, later(1))
    first = town.monitor(later(1))
    town.people["Anna"].status = LicenseStatus.REVOKED
    town.read("board", later(9))
    town.publish(later(9))
    second = town.monitor(later(9))
    town.monitor(later(40))
    with Session(town.place.engine) as session:
        sheet = sheet_of_month(session, "2026-11")
        assert [one["run"] for one in sheet.content["runs"]] == [first, second]
        assert {one["name"].split()[0] for one in sheet.content["changes"]} == {"Anna", "Beth"}
        assert sheet.content["counts"]["license"] == 2
        assert len(sheet.signed) == 2
        with pytest.raises(SheetError, match="there are sheets of 2026-11, 2026-12"):
            sheet_of_month(session, "2025-01")
        assert [run.id for run in all_runs(session)][1:] == [second, first]


def test_the_sheet_of_a_month_loses_nobody_and_no_hit_of_any_run(town: Town) -> None:
    town.watch(BEGAN, "Carl", name="Second")
    carl = town.people["Carl"]
    carl.excluded = carl.entry()
    town.read("excluded", later(1))
    town.publish(later(1))
    second = town.monitor(later(1), "Second")
    end_list(town.place.engine, "Second", by="Zoë", now=at(later(2)))
    everybody = town.monitor(later(3))
    town.monitor(later(4))
    with Session(town.place.engine) as session:
        sheet = sheet_of_month(session, "2026-11")
    content = sheet.content
    assert [(one["runs"], one["list"], one["people"]["count"]) for one in content["scopes"]] == [
        ([second], "Second", 1), ([everybody, everybody + 1], None, 2),
    ]  # fmt: skip
    assert content["scopes"][0]["people"]["sha256"] == people_hash([town.id_of("Carl")])
    assert [(one["name"], one["runs"]) for one in content["hits"]] == [("Carl Carlson", [second])]
    assert [one["results"] for one in content["outcomes"]] == [{"possible_hit": 1}, {"none_found": 2}]
    told = "\n".join(lines_of(sheet))
    for words in (
        f"Run {second}, November 3, 2026", "of Second:", "2 runs, the first 2, November 5, 2026", "Carl Carlson",
        "the last 3, November 6, 2026", "1 check: a like name", "2 checks: searched, no entry found",
    ):  # fmt: skip
        assert words in told, words


def test_the_sheet_of_a_month_counts_all_its_attempts_and_keeps_nothing_of_the_last_run_alone(town: Town) -> None:
    for day in (1, 3, 9):
        town.read("board", later(day))
        town.publish(later(day))
        last = town.monitor(later(day))
    town.monitor(later(40), LIST)
    with Session(town.place.engine) as session:
        sheet, alone = sheet_of_month(session, "2026-11"), sheet_of_month(session, "2026-12")
    attempts = {one["source"]: one["attempts"] for one in sheet.content["searched"]}
    assert attempts["board"] == {"healthy": 3}
    own = {one["source"]: one["attempts"] for one in town.sheet(last).content["searched"]}
    assert own["board"]["healthy"] < 3
    for month in (sheet, alone):
        assert month.content["schema"] == "needleproof-month-sheet-1"
        assert not {"people", "results"} & month.content.keys()
        assert month.content["scopes"]
    assert "3 healthy" in "\n".join(lines_of(sheet))


def test_what_was_accepted_after_the_month_counts_as_it_was_then(town: Town) -> None:
    town.read("board", later(1))
    town.publish(later(1))
    town.monitor(later(1))
    with Session(town.place.engine) as session:
        before = sheet_of_month(session, "2026-11").sha256
        run = session.exec(select(Run).where(Run.source == "board").order_by(col(Run.id).desc())).first()
        assert run is not None
        kept = run.outcome
        run.outcome = RunOutcome.BREACHED
        session.flush()
        breached = sheet_of_month(session, "2026-11").sha256
        run.outcome, run.accepted_at = RunOutcome.ACCEPTED, at(later(50))
        session.flush()
        assert (kept, breached != before) == (RunOutcome.HEALTHY, True)
        assert sheet_of_month(session, "2026-11").sha256 == breached


# --- lists ------------------------------------------------------------------------------------------------------------


def test_who_was_merged_is_taken_off_under_every_address_and_counts_once(place: Workplace) -> None:
    town = Town(place)
    town.move_in("Anna", "Annason", later(50))
    town.move_in("Beth", "Annason", later(50))
    town.people["Beth"].registered, town.people["Beth"].name = False, town.people["Anna"].name
    town.people["Anna"].npi = "2000000002"  # one whose check digit is right
    town.read_all(BEGAN)
    town.publish(BEGAN)
    town.watch(BEGAN, "Anna", "Beth")
    one, other = town.id_of("Anna"), town.id_of("Beth")
    merge(place.engine, one, other, who="Zoë", note="the same", now=at(later(1)))
    town.publish(later(1))
    with Session(place.engine) as session:
        ((left, npi),) = session.exec(select(Practitioner.id, Practitioner.npi)).all()
    gone = remove_people(place.engine, LIST, [one, other, npi or ""], by="Zoë", why="left", now=at(later(2)))
    assert gone == [left]
    town.watch(later(3), "Anna")
    assert remove_people(place.engine, LIST, [npi or "", left], by="Zoë", why="left", now=at(later(3))) == [left]
    with Session(place.engine) as session:
        assert watched(session) == ({}, [])


@pytest.mark.parametrize("which", [0, 1])
def test_either_address_of_who_was_merged_takes_them_off(which: int, place: Workplace) -> None:
    town = Town(place)
    town.move_in("Anna", "Annason", later(50))
    town.move_in("Beth", "Annason", later(50))
    town.people["Beth"].registered, town.people["Beth"].name = False, town.people["Anna"].name
    town.read_all(BEGAN)
    town.publish(BEGAN)
    town.watch(BEGAN, "Anna", "Beth")
    both = town.id_of("Anna"), town.id_of("Beth")
    merge(place.engine, *both, who="Zoë", note="the same", now=at(later(1)))
    town.publish(later(1))
    assert len(remove_people(place.engine, LIST, [both[which]], by="Zoë", why="left", now=at(later(2)))) == 1
    with Session(place.engine) as session:
        assert watched(session) == ({}, [])


def test_who_cannot_be_found_keeps_nobody_off_a_list(town: Town) -> None:
    carl = town.id_of("Carl")
    asked = [carl, carl, town.id_of("Anna"), "2000000002", "2000000001", "nobody", "a\x00b", "  "]
    added = add_people(town.place.engine, LIST.upper(), asked, by="Zoë", now=at(later(1)))
    assert (added.list_name, added.added, added.already) == (LIST, [carl], [town.id_of("Anna")])
    assert set(added.refused) == {"2000000002", "2000000001", "nobody", "a\x00b"}
    everybody = {town.id_of(one) for one in town.people}
    with Session(town.place.engine) as session:
        assert set(watched(session)[0]) == everybody


@pytest.mark.parametrize("name", ["", "  ", "7", "x" * 81, "\x00"])
def test_a_list_needs_a_name(name: str, town: Town) -> None:
    with pytest.raises(WatchError, match="needs a name"):
        add_people(town.place.engine, name, [town.id_of("Anna")], by="Zoë", now=at(later(1)))


def test_who_does_it_and_why_must_be_said_and_all_are_on_the_list(town: Town) -> None:
    engine = town.place.engine
    anna, beth, carl = (town.id_of(given) for given in ("Anna", "Beth", "Carl"))
    with pytest.raises(WatchError, match="say who"):
        add_people(engine, LIST, [anna], by=" ", now=at(later(1)))
    with pytest.raises(WatchError, match="say why"):
        remove_people(engine, LIST, [anna], by="Zoë", why="", now=at(later(1)))
    with pytest.raises(WatchError, match="nobody is taken off"):
        remove_people(engine, LIST, [anna, carl], by="Zoë", why="left", now=at(later(1)))
    with Session(engine) as session:
        assert set(watched(session, list_named(session, LIST).id)[0]) == {anna, beth}
        with pytest.raises(WatchError, match="no watch list is called 'Other'"):
            list_named(session, "Other")
