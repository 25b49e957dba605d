"""Rosters: handed in on a page, checked beside the server, shown, taken away, deleted; nothing of it for patients."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from directory.pages.downloading import SignedOutError
from directory.pages.text import plain
from directory.roster import background
from directory.store import rosters
from directory.store.database import connect
from directory.store.rosters_tables import Roster
from directory.vocabulary import Role
from tests.directory.pages.test_pages import read, shown
from tests.directory.signing import sign_in, sign_out

WA_PT, CO_PT = "2982606388", "2253763439"
BODY = (
    f"NPI,Name,DOB,License\n{WA_PT},Philippa Honeycutt,1980-01-02,PT60039916 (WA)\n"
    f"{CO_PT},Somebody Else,1980-01-02,\n1,Jane Doe,1980-01-02,\n"
)
FIXED = BODY.replace("Somebody Else", "Desmond Okeyinka")
ODD = BODY.replace("NPI,Name,DOB,License", "Prov Nbr,Person,DOB,Number")


@pytest.fixture
def data(sample: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def runs(data: Path) -> list[Roster]:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = list(rosters.runs(session))
    engine.dispose()
    return found


def handed_in(body: str, name: str = "people.csv") -> AppTest:
    app = shown("roster")
    app.file_uploader(key="roster_file").set_value((name, body.encode(), "text/csv"))
    app.run()
    assert not app.exception
    return app


def means(app: AppTest, header: str) -> object:
    """The select box of a column."""
    return next(box for box in app.selectbox if box.label.startswith(plain(header)))


def checked(app: AppTest) -> AppTest:
    app.button(key="check_roster").click().run()
    assert not app.exception
    return ended(app)


def ended(app: AppTest) -> AppTest:
    """The page of the run, once it is over."""
    run = app.query_params["run"][0]
    until = time.monotonic() + 60
    while background.RUNS.state(int(run)) is not None and time.monotonic() < until:
        time.sleep(0.05)
    return shown("roster", run=run)


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_nothing_of_it_for_patients(monkeypatch: pytest.MonkeyPatch) -> None:
    checked(handed_in(BODY))
    sign_out(monkeypatch)
    for app in (shown("roster"), shown("roster", run="1")):
        text = read(app)
        assert "in the coordinators' view only" in text
        assert "people" not in text


@pytest.mark.usefixtures("data")
def test_a_viewer_reads_and_begins_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(handed_in(BODY))
    sign_in(monkeypatch, Role.VIEWER)
    assert not shown("roster").file_uploader
    app = shown("roster", run="1")
    assert "3 rows: 1 done, 1 for review, 1 rejected" in [header.value for header in app.header]
    assert not [button for button in app.button if button.key in ("forget", "go_on")]


def test_columns_are_shown_corrected_and_remembered(data: Path) -> None:
    app = handed_in(ODD)
    text = read(app)
    assert "DOB: the column is a birth date: never read, and emptied" in text
    assert not app.button  # nobody could be found by what is known of the columns
    box = means(app, "Prov")
    assert box.value == "not read"  # type: ignore[attr-defined]
    box.set_value("NPI").run()  # type: ignore[attr-defined]
    means(app, "Person").set_value("full name").run()  # type: ignore[attr-defined]
    means(app, "Number").set_value("license number").run()  # type: ignore[attr-defined]
    app = checked(app)
    assert "3 rows: 1 done, 1 for review, 1 rejected" in [header.value for header in app.header]
    (run,) = runs(data)
    assert (run.by, run.way, run.name) == ("Casey Coordinator", "page", "people.csv")
    again = handed_in(ODD, "other.csv")
    assert means(again, "Prov").value == "NPI"  # type: ignore[attr-defined]
    assert "What Casey Coordinator said of such columns on 2026-11-20 holds here too" in read(again)


def test_rows_and_their_reasons_each_number_a_filter(data: Path) -> None:
    app = checked(handed_in(BODY))
    text = read(app)
    assert "the name in the row is not that of Desmond" in text
    assert "Philippa Honeycutt" in text
    assert "1980" not in text
    review = shown("roster", run="1", show="For review")
    assert "Philippa Honeycutt" not in read(review)
    assert "the name in the row is not that of Desmond" in read(review)
    rejected = shown("roster", run="1", reason="input_insufficient")
    assert "Somebody Else" not in read(rejected)
    assert "Jane Doe" in read(rejected)
    listed = read(shown("roster"))
    assert "/rosters?run=1&show=For+review" in listed


@pytest.mark.slow
def test_the_second_run_says_what_changed(data: Path) -> None:
    checked(handed_in(BODY))
    same = checked(handed_in(BODY))
    assert "0 rows changed since the last time." in read(same).replace("*", "")
    app = checked(handed_in(FIXED))
    assert "1 row changed since the last time." in read(app).replace("*", "")
    text = read(shown("roster", run="3", show="Changed"))
    assert "np_row_status: review -> done" in text
    assert "Philippa" not in text


@pytest.mark.slow
def test_what_is_taken_away(data: Path) -> None:
    from directory.pages.roster_result import _body

    checked(handed_in(BODY))
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    body = _body(engine, 1, workbook=False, only_changes=False).decode()
    lines = body.splitlines()
    assert lines[0].startswith("NPI,Name,DOB,License,np_row_status,")
    assert lines[1].startswith(f"{WA_PT},Philippa Honeycutt,,PT60039916 (WA),done,")
    assert _body(engine, 1, workbook=True, only_changes=False).startswith(b"PK")
    engine.dispose()


@pytest.mark.slow
def test_a_run_goes_on_after_the_server_was_started_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(background, "start", lambda settings, ident: None)  # the server ends before the thread begins
        app = handed_in(BODY)
        app.button(key="check_roster").click().run()
    run = app.query_params["run"][0]
    assert runs(data)[0].ended_at is None
    app = shown("roster", run=run)
    app = ended(app)
    assert runs(data)[0].ended_at is not None
    assert "3 rows: 1 done, 1 for review, 1 rejected" in [header.value for header in app.header]


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VIEWER])
def test_a_run_that_failed_says_why_to_everybody(data: Path, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(background, "start", lambda settings, ident: None)
        handed_in(BODY).button(key="check_roster").click().run()
    state, begun = background.State(failed="the disk is full"), list[int]()
    monkeypatch.setattr(background.RUNS, "state", lambda ident: state)
    monkeypatch.setattr(background, "start", lambda settings, ident: begun.append(ident))
    sign_in(monkeypatch, role)
    app = shown("roster", run="1")
    assert not app.exception
    assert "the disk is full" in read(app)
    buttons = [button for button in app.button if button.key == "go_on"]
    assert bool(buttons) == (role is Role.COORDINATOR)
    if buttons:
        sign_in(monkeypatch, Role.VIEWER)  # since the page was made
        buttons[0].click().run()
        assert not begun
        assert "viewers read only" in read(app)


def test_a_page_never_goes_on_with_a_run_of_a_command(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(background, "start", lambda settings, ident: None)
        handed_in(BODY).button(key="check_roster").click().run()
    engine = connect(f"sqlite:///{data / 'needleproof.db'}")
    with Session(engine) as session:
        run = session.get_one(Roster, 1)
        run.way = "command"
        session.add(run)
        session.commit()
    engine.dispose()
    app = shown("roster", run="1")
    assert not [button for button in app.button if button.key == "go_on"]
    assert runs(data)[0].ended_at is None
    assert background.RUNS.state(1) is None
    text = read(app)
    assert "the same command with the same file goes on where it was" in text
    assert "needleproof roster people.csv --out OUT --name people.csv" in text
    assert "the check goes on" not in text


def test_a_viewer_is_told_how_a_run_goes_on_that_the_server_forgot(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(background, "start", lambda settings, ident: None)
        handed_in(BODY).button(key="check_roster").click().run()
    sign_in(monkeypatch, Role.VIEWER)
    text = read(shown("roster", run="1"))
    assert "goes on when a coordinator opens /rosters?run=1" in text
    assert runs(data)[0].ended_at is None


@pytest.mark.usefixtures("data")
def test_a_file_is_made_for_whoever_is_signed_in_as_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    checked(handed_in(BODY))
    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **more: made.append(data))
    shown("roster", run="1")
    assert len(made) == 2
    assert made[0]().startswith(b"NPI,Name,DOB,License,np_row_status,")
    sign_out(monkeypatch)
    for one in made:
        with pytest.raises(SignedOutError, match="sign in again"):
            one()


def test_the_list_clears_the_address_that_a_run_left(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link to the list says nothing, and a browser keeps what the address said: the next act would show the run."""
    told: list[object] = []
    monkeypatch.setattr(type(st.query_params), "from_dict", lambda _, query: told.append(query))
    app = checked(handed_in(BODY))
    assert told == []
    app.query_params.clear()  # as the link does
    app.run()
    app.run()
    assert told == [{}]  # once: each time is a step in the browser's history
    app.file_uploader(key="roster_file").set_value(("second.csv", FIXED.encode(), "text/csv"))
    app.run()
    assert [box.value for box in app.text_input] == ["second.csv"]


def test_of_several_columns_of_one_name_each_is_shown_and_corrected(data: Path) -> None:
    body = f"Nbr,Nbr,Phone,Phone,\n{WA_PT},x,555-0100,555-0101,PT60039916 (WA)\n"
    app = handed_in(body)
    assert "Phone#2: the column 'Phone#1' is read as phone; this one is not read" in read(app)
    means(app, "Nbr#1").set_value("NPI").run()  # type: ignore[attr-defined]
    means(app, "column 5, without a name").set_value("license number").run()  # type: ignore[attr-defined]
    means(app, "Phone#2").set_value("phone").run()  # type: ignore[attr-defined]
    assert "Phone#1: the column 'Phone#2' is read as phone; this one is not read" in read(app)
    app = checked(app)
    assert "1 rows: 1 done, 0 for review, 0 rejected" in [header.value for header in app.header]
    (run,) = runs(data)
    assert run.header == ["Nbr", "Nbr", "Phone", "Phone", ""]
    assert run.at == {"NPI": [0], "license number": [4], "phone": [3]}
    again = handed_in(body, "other.csv")
    assert [means(again, name).value for name in ("Nbr#1", "Nbr#2", "Phone#2")] == [  # type: ignore[attr-defined]
        "NPI", "not read", "phone",
    ]  # fmt: skip


def test_a_second_file_has_a_name_of_its_own(data: Path) -> None:
    app = handed_in(BODY, "first.csv")
    assert [box.value for box in app.text_input] == ["first.csv"]
    app.file_uploader(key="roster_file").set_value(("second.csv", FIXED.encode(), "text/csv"))
    app.run()
    assert [box.value for box in app.text_input] == ["second.csv"]
    checked(app)
    assert [one.name for one in runs(data)] == ["second.csv"]


def test_a_file_that_cannot_be_used_is_called_by_its_name(data: Path) -> None:
    text = read(handed_in("Jane,Doe\n1,2\n", "<b>odd</b>.csv"))
    assert "<b>odd</b>.csv, row 1: " in text
    assert "/proc/" not in text
    text = read(handed_in("", "empty.csv"))
    assert "empty.csv is empty" in text
    assert not runs(data)


def test_a_roster_is_deleted(data: Path) -> None:
    app = checked(handed_in(BODY))
    app.button(key="forget").click().run()
    assert not app.exception
    assert not runs(data)
    assert "None was checked yet" in read(app)
