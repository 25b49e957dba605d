"""Runs: what is kept, how they go on, whose turn it is; and rows that give a name and a place alone."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.roster import job
from directory.roster.at_once import Wanted, check_roster
from directory.roster.background import Runs
from directory.roster.columns import Meaning, RosterError
from directory.roster.file import open_roster
from directory.roster.handed_in import HandedIn
from directory.store import rosters
from directory.store.rosters import Answered, AnsweredElsewhereError
from directory.store.tables import PracticeLocation, Practitioner, SearchEntry
from tests.directory.conftest import Store, noon
from tests.directory.roster.conftest import Roster, rows_of

WA_PT, CO_PT = "2982606388", "2253763439"
NAME = "a roster of these tests"


@pytest.fixture
def store(today: Store) -> Iterator[Store]:
    yield today
    with Session(today.place.engine) as session:
        rosters.forget_all(session, NAME)
        session.commit()


def check(store: Store, folder: Path, text: str, **more: object) -> tuple[object, list[dict[str, str]]]:
    file, out = folder / "people.csv", folder / "checked.csv"
    file.write_text(text)
    day = store.day + timedelta(days=int(str(more.pop("later", 0))))
    wanted = Wanted(**{"by": "Casey", "name": NAME, **more})  # type: ignore[arg-type]
    done = check_roster(store.place.engine, file, out, lambda *_: None, wanted, today=day, now=noon(day))
    return done.outcome, rows_of(out)


def run_of(store: Store, folder: Path, text: str) -> int:
    """Begins a run, of which nothing is answered yet."""
    file = folder / "waiting.csv"
    file.write_text(text)
    order = job.Order(
        file_name="waiting.csv", by="Casey", way="command", today=store.day, now=noon(store.day), name=NAME
    )
    with Session(store.place.engine) as session:
        begun = job.begin(session, HandedIn(open_roster(file)), order)
        session.commit()
    return begun.id


def test_unchanged_data_is_no_change_whatever_the_rows(store: Store, tmp_path: Path) -> None:
    text = f"NPI,Name,Note\n{WA_PT},,1\n{WA_PT},Somebody Else,2\n,,\n,,\n1,,3\n{WA_PT},,1\nTotal,,\n"
    first, _ = check(store, tmp_path, text)
    again, rows = check(store, tmp_path, text, later=1)
    assert (first.changed, again.changed, again.gone) == (None, 0, 0)  # type: ignore[attr-defined]
    assert {row["np_changed_since_last"] for row in rows} == {"no"}


def test_only_changes_and_rows_that_are_gone(store: Store, tmp_path: Path) -> None:
    head = "ID,NPI,Name\n"
    _, rows = check(store, tmp_path, f"{head}1,{WA_PT},\n2,{CO_PT},Jane Doe\n3,{CO_PT},\n", only_changes=True)
    assert len(rows) == 3  # the first time everything is new
    came, rows = check(store, tmp_path, f"{head}1,{WA_PT},\n2,{CO_PT},Desmond Okeyinka\n", only_changes=True)
    assert (came.changed, came.gone) == (1, 1)  # type: ignore[attr-defined]
    assert [row["ID"] for row in rows] == ["2"]
    assert rows[0]["np_changed_since_last"].startswith("np_row_status: review -> done")


def test_rows_of_the_last_two_runs_are_kept(store: Store, tmp_path: Path) -> None:
    for later in range(4):
        check(store, tmp_path, f"NPI\n{WA_PT}\n", later=later)
    with store.reader() as session:
        found = rosters.runs(session, NAME)
        assert [one.thinned for one in found] == [False, False, True, True]
        assert [rosters.count(session, one.id or 0) for one in found] == [1, 1, 0, 0]
        assert [one.counts["rows"] for one in found] == [1, 1, 1, 1]
        newest = found[0].id
        assert newest is not None
        person = session.exec(select(Practitioner.id).where(Practitioner.npi == WA_PT)).one()
        assert rosters.people_of(session, newest) == [person]


def test_a_run_that_stopped_goes_on(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on another day: then all of it is answered anew."""
    text = "NPI,Name\n" + f"{WA_PT},\n{CO_PT},\n" * 5
    monkeypatch.setattr(job, "AT_ONCE", 2)
    answers, calls = rosters.answer, []

    def twice(*told: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        answers(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(rosters, "answer", twice)
    with pytest.raises(OSError, match="No space"):
        check(store, tmp_path, text)
    with store.reader() as session:
        (run,) = rosters.runs(session, NAME)
        assert run.id is not None
        assert rosters.how_many(session, run.id)[None] == 6
    came, rows = check(store, tmp_path, text)
    assert len(calls) == 3 + 3
    assert [row["np_reason"] for row in rows[:3]] == ["", "", "the same person as in row 2"]
    assert (came.rows, came.again, came.changed) == (10, 8, None)  # type: ignore[attr-defined]
    with store.reader() as session:
        assert [one.id for one in rosters.runs(session, NAME)] == [run.id]


def test_nobody_answers_a_row_twice(store: Store, tmp_path: Path) -> None:
    check(store, tmp_path, f"NPI\n{WA_PT}\n")
    with Session(store.place.engine) as session:
        (run,) = rosters.runs(session, NAME)
        assert run.id is not None
        row = Answered(2, "done", None, "k", 1, None, changed=False, answers=[])
        with pytest.raises(AnsweredElsewhereError):
            rosters.answer(session, run, [row])


FOUR = f"NPI,Name\n{WA_PT},\n{CO_PT},\n{WA_PT},\n{CO_PT},\n"


@pytest.mark.parametrize("what", ["another file", "forgotten", "begun anew"])
def test_a_run_that_is_not_what_it_was_is_not_written_to(
    what: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its rows are answered a file of the same name is handed in, or the roster is deleted."""
    monkeypatch.setattr(job, "AT_ONCE", 2)
    begun = run_of(store, tmp_path, FOUR)
    other: list[int] = []

    def told(_what: str, done: int, _total: int | None) -> None:
        if done != 2:
            return
        if what == "another file":
            other.append(run_of(store, tmp_path, FOUR.replace("Name", "Note")))
            return
        with Session(store.place.engine) as session:
            if what == "forgotten":
                rosters.forget_all(session, NAME)
            else:
                rosters.begin_anew(session, begun, 1, store.day + timedelta(days=1))
            session.commit()

    with pytest.raises(RosterError, match=r"deleted|answered anew"):
        job.go_on(store.place.engine, begun, told, today=store.day)
    with store.reader() as session:
        kept = rosters.runs(session, NAME)
        assert [one.id for one in kept] == (other or ([] if what == "forgotten" else [begun]))
        assert begun not in other
        assert all(rosters.how_many(session, one.id or 0) == {None: 4} for one in kept)


def test_a_run_does_not_end_while_rows_wait(store: Store, tmp_path: Path) -> None:
    begun = run_of(store, tmp_path, FOUR)
    with store.reader() as session, pytest.raises(RosterError, match="4 rows wait"):
        job.outcome(session, begun)
    nothing = job.Outcome(rows=4, statuses={}, reasons={}, again=0, changed=None, gone=None)
    with pytest.raises(RosterError, match="4 rows wait"):
        job.end(store.place.engine, begun, nothing, noon(store.day))
    with store.reader() as session:
        assert [one.ended_at for one in rosters.runs(session, NAME)] == [None]


def test_a_mapping_is_remembered(store: Store, tmp_path: Path) -> None:
    text = f"Prov Nbr,Person\n{WA_PT},Philippa Honeycutt\n"
    mapping = {"Prov Nbr": Meaning.NPI, "Person": Meaning.FULL_NAME}
    check(store, tmp_path, text, mapping=mapping)
    came, rows = check(store, tmp_path, text)
    assert came.statuses["done"] == 1  # type: ignore[attr-defined]
    assert rows[0]["np_match_basis"] == "NPI; the name fits"
    with Session(store.place.engine) as session:
        for kept in session.exec(select(rosters.RosterMapping)).all():
            session.delete(kept)
        session.commit()


# --- by name alone --------------------------------------------------------------------------------------------------


def test_a_name_and_a_place(roster: Roster, today: Store) -> None:
    """Never done by a name alone: only what passes all gates of linking is."""
    with today.reader() as session:
        person = session.exec(select(Practitioner).where(Practitioner.npi == WA_PT)).one()
        place = session.exec(select(PracticeLocation).where(PracticeLocation.practitioner_id == person.id)).first()
        entry = session.exec(select(SearchEntry).where(SearchEntry.practitioner_id == person.id)).first()
    assert place is not None
    assert entry is not None
    head = "First Name,Last Name,City,State,Profession\n"
    _, (rough, elsewhere, other) = roster(
        f"{head}{person.first},{person.last},,{entry.state},{entry.profession.value}\n"
        f"{person.first},{person.last},{place.city},OR,{entry.profession.value}\n"
        f"{person.first},Zzyzx,{place.city},{entry.state},{entry.profession.value}\n"
    )
    assert (rough["np_row_status"], rough["np_practitioner_id"]) == ("review", person.id)
    assert "a name and a place decide nothing by themselves" in rough["np_reason"]
    assert "would link if" in rough["np_reason"]
    assert rough["np_license_status"] == ""  # nobody's results are told
    for row in (elsewhere, other):
        assert (row["np_row_status"], row["np_practitioner_id"]) == ("review", "")
        assert "nobody of that name is in what we have read of" in row["np_reason"]


# --- whose turn it is -----------------------------------------------------------------------------------------------


def test_only_so_many_at_a_time_and_the_others_wait_in_order() -> None:
    runs, go, begun = Runs(at_once=2), threading.Event(), threading.Semaphore(0)
    order: list[int] = []

    def work(ident: int) -> None:
        def whole(told: object) -> None:
            order.append(ident)
            begun.release()
            assert go.wait(30)

        runs.start(ident, whole)

    for ident in (1, 2, 3, 4, 3):
        work(ident)
    assert begun.acquire(timeout=30)
    assert begun.acquire(timeout=30)
    ahead = [state.ahead if (state := runs.state(ident)) else None for ident in (1, 2, 3, 4)]
    assert ahead == [0, 0, 1, 2]
    go.set()
    assert begun.acquire(timeout=30)
    assert begun.acquire(timeout=30)
    assert sorted(order[:2]) == [1, 2]
    assert sorted(order[2:]) == [3, 4]


def test_one_that_fails_says_why_and_holds_nobody_up() -> None:
    runs, done = Runs(at_once=1), threading.Event()

    def fails(_told: object) -> None:
        raise ValueError("the disk is full")

    runs.start(1, fails)
    runs.start(2, lambda _told: done.set())
    assert done.wait(30)
    state = runs.state(1)
    assert state is not None
    assert state.failed == "the disk is full"


def test_how_a_run_goes_on_is_said_by_how_it_was_begun(store: Store, tmp_path: Path) -> None:
    run = run_of(store, tmp_path, f"NPI\n{WA_PT}\n")
    with Session(store.place.engine) as session:
        kept = rosters.roster_of(session, run)
        assert kept is not None
        assert job.to_go_on(kept).endswith(f"needleproof roster waiting.csv --out OUT --name '{NAME}'")
        kept.asked = "x"
        assert job.to_go_on(kept).endswith(", and the same --previous or --receipts")
        kept.way = "page"
        assert job.to_go_on(kept).endswith(f"goes on when a coordinator opens /rosters?run={run}.")
        session.rollback()
