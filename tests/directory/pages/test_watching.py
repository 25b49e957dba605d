"""Watch lists, what runs out and proof sheets as pages, and the feeds of a list as routes."""

import csv
import io
import re
import shutil
import sqlite3
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from lxml import etree
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from crawlers.sample.world import SampleWorld
from directory.accounts.acts import newest
from directory.monitoring import background
from directory.monitoring.lists import add_people, list_named, new_feed, revoke_feed, rows_of
from directory.monitoring.running import monitor
from directory.monitoring.sheets import SheetError, all_runs
from directory.pages import watching_now
from directory.pages.watching_files import table_file
from directory.store.database import connect
from directory.store.tables import Practitioner, Publication
from directory.store.watching_tables import Notice, Watched, WatchList
from directory.vocabulary import Role
from tests.directory.pages.test_pages import Tables, marked, read, shown
from tests.directory.pages.test_routes import ask
from tests.directory.signing import sign_in, sign_out

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK_AGO = NOW - timedelta(days=7)
LIST = "Our *therapists*"


def engine_of(folder: Path) -> Engine:
    return connect(f"sqlite:///{folder / 'needleproof.db'}")


@pytest.fixture(scope="module")
def monitored(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the cast was put on a list a week ago and monitored today."""
    made = shutil.copytree(sample, tmp_path_factory.mktemp("monitored") / "data")
    engine = engine_of(made)
    with Session(engine) as session:
        ids = [one for one in session.exec(select(Practitioner.id)) if one]
    add_people(engine, LIST, ids, by="Zoë", now=WEEK_AGO)
    with Session(engine) as session:
        first = session.exec(select(Publication.id).order_by(Publication.id)).first()  # type: ignore[arg-type]
        for row in session.exec(select(Watched)):
            row.publication_id = first or 0
            session.add(row)
        session.commit()
    monitor(engine, today=TODAY, clock=lambda: NOW, by="Zoë")
    engine.dispose()
    return made


@pytest.fixture
def folder(monitored: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it of the test's own."""
    shutil.copytree(monitored, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_second_day_of_the_sample_world_is_told(folder: Path) -> None:
    app = shown("watching")
    text = read(app)
    assert "Monitoring ran last for November 20, 2026" in text
    (told, lists) = (Tables(element.proto.body).found for element in app.get("html"))
    assert lists[0][1][0] == LIST
    assert told[0][0] == ["Who", "What", "Weight", "About", "Told on"]
    assert told[0][1][2] == "To act on"
    suspended = SampleWorld(TODAY, 2).person("newly_suspended")
    found = read(shown("watching", about="License", weight="To act on"))
    assert suspended.last in found
    assert "Nothing was told" in read(shown("watching", about="Renewed", weight="To act on"))


def test_possible_hits_are_named_on_the_desk_only(folder: Path) -> None:
    engine = engine_of(folder)
    with Session(engine) as session:
        someone = session.exec(select(Notice)).first()
        assert someone is not None
        told = someone.model_dump(exclude={"id"}) | {
            "kind": "review", "once": "0" * 64, "name": "Quincy Quill", "subject": "The secret list",
            "text": "A like name",
        }  # fmt: skip
        session.add(Notice.model_validate(told))
        session.commit()
    token = new_feed(engine, LIST, by="Zoë", now=NOW)
    text = read(shown("watching", about="Needs review"))
    assert "Quincy Quill" in text
    assert "A like name" in text
    feed = ask(f"/desk/feeds/{token}.xml").text
    (entry,) = (part for part in feed.split("<item>") if "0" * 64 in part)
    assert "A check needs a look" in entry
    for secret in ("Quincy", "secret list", "like name", told["practitioner_id"]):
        assert secret not in entry


def test_people_are_put_on_a_list_and_taken_off_in_the_page(folder: Path) -> None:
    npi = SampleWorld(TODAY, 2).person("newly_suspended").npi or ""
    app = shown("watching", who=npi)
    app.text_input(key="watch 0 list").input("Second list")
    assert app.text_area(key="watch 0 people").value == npi
    app.text_area(key="watch 0 people").input(f"{npi}\n2000000001\nnobody")
    app.button(key="fill it").click()
    app.run()
    assert not app.exception
    said = app.success[0].value.replace("\\", "")
    assert "1 added to Second list." in said
    assert "nobody: nobody who is published has this NPI or id" in said
    engine = engine_of(folder)
    with Session(engine) as session:
        (row,) = rows_of(session, list_named(session, "Second list").id or 0)
        assert row.added_by == "Casey Coordinator"
        ident = row.practitioner_id
    app = shown("watching", watch_list="Second list")
    assert npi in read(app)
    app.multiselect(key="off_who").select(ident)
    app.button(key="take them off").click()
    app.run()
    assert "say why" in app.error[0].value
    app.text_input(key="off_why").input("moved away")
    app.button(key="take them off").click()
    app.run()
    assert "1 taken off" in app.success[0].value
    assert "Nobody is on this list" in read(app)
    app.button(key="end list").click()
    app.run()
    with Session(engine) as session:
        assert list_named(session, "Second list").ended_by == "Casey Coordinator"


def test_viewers_read_and_nobody_else_sees_anything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, Role.VIEWER)
    app = shown("watching", watch_list=LIST)
    assert LIST in read(app)
    assert not app.button
    assert not shown("watching_sheets", sheet="Run 1").button
    sign_out(monkeypatch)
    for page in ("watching", "watching_expiring", "watching_sheets"):
        text = read(shown(page))
        assert "For coordinators" in text
        assert LIST not in text
        assert "Zoë" not in text


def test_a_feed_is_shown_once_and_leads_nowhere_once_revoked(folder: Path) -> None:
    app = shown("watching", watch_list=LIST)
    app.button(key="new feed").click()
    app.run()
    (address,) = {line.rpartition("/")[2].partition(".")[0] for line in app.code[0].value.splitlines()}
    assert ask(f"/desk/feeds/{address}.xml").status_code == 200
    app.run()
    assert not app.code
    with Session(engine_of(folder)) as session:
        assert address not in str([one.model_dump() for one in session.exec(select(WatchList))])
    app.button(key="revoke feed").click()
    app.run()
    assert ask(f"/desk/feeds/{address}.xml").status_code == 404


@pytest.mark.slow
def test_the_feed_and_the_calendar_of_a_list(folder: Path) -> None:
    engine = engine_of(folder)
    token = new_feed(engine, LIST, by="Zoë", now=NOW)
    answer = ask(f"/desk/feeds/{token}.xml")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    assert answer.headers["cache-control"] == "private, no-cache"
    items = etree.fromstring(answer.content).findall("channel/item")
    with Session(engine) as session:
        told = session.exec(select(Notice)).all()
    assert {item.findtext("guid") for item in items} <= {one.once for one in told}
    assert len(items) == min(len(told), 200)
    again = ask(f"/desk/feeds/{token}.xml", headers={"If-None-Match": f'W/"x", {answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    ends = ask(f"/desk/feeds/{token}.ics")
    assert ends.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(ends.content).walk("VEVENT")
    assert len(events) > 100
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(event["DTSTART"].params["VALUE"] == "DATE" for event in events)
    for wrong in (token[:-1], "x", "a" * 5_000, "%00", f"{token}.xml"):
        assert ask(f"/desk/feeds/{wrong}.xml").status_code == 404
    revoke_feed(engine, LIST, by="Zoë", now=NOW)
    assert ask(f"/desk/feeds/{token}.ics").status_code == 404


def ended() -> background.State:
    """Of the run in the background, once it is at its end."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        state = background.RUNS.state()
        if state is not None and state.ended:
            return state
        time.sleep(0.02)
    raise AssertionError("it goes on")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> background.Runs:
    found = background.Runs()
    monkeypatch.setattr(background, "RUNS", found)
    return found


def test_monitoring_is_begun_in_the_page_and_what_came_of_it_is_told_once(folder: Path, runs: background.Runs) -> None:
    app = shown("watching", watch_list=LIST)
    app.button(key="monitor now").click()
    app.run()
    assert ended().failed is None
    if not app.success:  # it is told once, and may have ended while the page was shown
        app.run()
    assert not app.exception
    (told,) = [one.value.replace("\\", "") for one in app.success]
    assert told.startswith("Run 2 of monitoring: ")
    assert "0 changes told" in told
    app.run()
    assert not app.success
    engine = engine_of(folder)
    with Session(engine) as session:
        act = newest(session, 1)[0]
        assert (act.what, act.subject, act.by) == ("monitored", "run 2", "Casey Coordinator")
        (last,) = all_runs(session)[:1]
        assert (last.list_id, last.id) == (1, 2)


def test_a_second_click_while_it_runs_says_so_and_blocks_nobody(folder: Path, runs: background.Runs) -> None:
    free = threading.Event()

    def work(told: background.Progress) -> str:
        told("people", 3, 12)
        free.wait(60)
        return "done"

    assert runs.start("Zoë", work) == 1
    try:
        app = shown("watching")
        assert "begun by Zoë" in read(app)
        app.button(key="monitor now").click()
        app.run()
        assert "Monitoring is running already: nothing was begun." in [one.value for one in app.warning]
        assert LIST.replace("*", "") in read(app).replace("*", "")
    finally:
        free.set()
    ended()
    app.run()
    assert not app.success  # it was begun elsewhere
    with Session(engine_of(folder)) as session:
        assert len(all_runs(session)) == 1


def test_why_monitoring_stopped_is_told(folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_NOTIFY", "nonsense://s3cret")
    app = shown("watching")
    app.button(key="monitor now").click()
    app.run()
    ended()
    if not app.error:  # it is told once, and may have ended while the page was shown
        app.run()
    assert "receiver 1 cannot be used" in app.error[0].value
    assert "s3cret" not in app.error[0].value


def _after_begun(monkeypatch: pytest.MonkeyPatch, **broken: Exception) -> AppTest:
    """The page after a run begun in it has ended, with these functions of the run raising."""
    for name, error in broken.items():

        def fails(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(background, name, fails)
    app = shown("watching")
    app.button(key="monitor now").click()
    app.run()
    ended()
    if not (app.error or app.success):  # it is told once, and may have ended while the page was shown
        app.run()
    return app


@pytest.mark.parametrize(
    ("error", "why"),
    [(OperationalError("", {}, sqlite3.OperationalError("database is locked")), "database is locked"),
     (OSError("no room"), "no room"), (SheetError("it is gone"), "it is gone"),
     (RuntimeError("json://s3cret"), "RuntimeError")],
)  # fmt: skip
def test_a_digest_that_cannot_be_sent_takes_nothing_of_the_run_away(
    error: Exception, why: str, folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_NOTIFY", "json://127.0.0.1:9/s3cret")
    app = _after_begun(monkeypatch, deliver=error)
    assert not app.error
    told = app.success[0].value.replace("\\", "")
    assert told.startswith("Run 2 is kept; its digest could not be sent and stays owed: ")
    assert why in told
    assert "s3cret" not in told
    with Session(engine_of(folder)) as session:
        assert len(all_runs(session)) == 2


@pytest.mark.parametrize("error", [OSError("no room"), SheetError("no sheet")])
def test_what_stops_the_run_itself_is_told_in_words(
    error: Exception, folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _after_begun(monkeypatch, monitor=error)
    assert "nothing was told" in app.error[0].value
    assert str(error) in app.error[0].value


def test_who_began_a_run_hears_of_it_also_after_another_one(
    folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "run_now", lambda *_: "the first came to its end")
    app = shown("watching")
    monkeypatch.setattr("directory.pages.watching_now._told", lambda _: False)  # it is not looked at meanwhile
    app.button(key="monitor now").click()
    app.run()
    ended()
    assert runs.start("Zoë", lambda _: "the second came to its end") == 2
    ended()
    monkeypatch.undo()
    monkeypatch.setattr(background, "RUNS", runs)
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
    sign_in(monkeypatch)
    app.run()
    assert [one.value for one in app.success] == ["the first came to its end"]
    app.run()
    assert not app.success


def test_runs_are_remembered_up_to_a_number(runs: background.Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "REMEMBERED", 2)
    for number in (1, 2, 3):
        assert runs.start("Zoë", lambda _: "done") == number
        ended()
    assert [runs.state_of(number) is not None for number in (1, 2, 3)] == [False, True, True]


def test_how_far_it_is_is_not_told_to_who_is_signed_out(
    folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AnewError(Exception):
        """The page would be shown anew."""

    def anew() -> None:
        raise AnewError

    free = threading.Event()
    assert runs.start("Zoë", lambda _: "done" if free.wait(60) else "late") == 1
    engine = engine_of(folder)
    monkeypatch.setattr(watching_now.st, "rerun", anew)
    try:
        watching_now._progress.__wrapped__(engine, 1)
        sign_out(monkeypatch)
        with pytest.raises(AnewError):
            watching_now._progress.__wrapped__(engine, 1)
    finally:
        free.set()
        engine.dispose()


def test_only_who_may_write_begins_it(folder: Path, runs: background.Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown("watching")
    sign_in(monkeypatch, Role.VIEWER)
    app.button(key="monitor now").click()
    app.run()
    assert runs.state() is None
    assert "viewers read only" in app.warning[0].value


def test_what_runs_out_by_days_and_by_month(folder: Path) -> None:
    app = shown("watching_expiring", within="120 days")
    assert 0 < _number(app) < _number(shown("watching_expiring", within="13 months"))
    by_month = shown("watching_expiring", month="2027-01")
    rows = next(found[0][1:] for one in by_month.get("html") if (found := Tables(one.proto.body).found))
    assert _number(by_month) >= len(rows) > 0
    assert all(row[2].startswith("January ") and row[2].endswith(", 2027") for row in rows)
    picture = "".join(element.proto.body for element in app.get("html"))
    assert re.search(r'<a href="\?month=2027-01" target="_self">January 2027</a>', picture)


def _number(app: AppTest) -> int:
    """Of '1,234 credentials'."""
    return int(app.header[-1].value.split()[0].replace(",", ""))


def test_a_sheet_is_shown_and_signed_once(folder: Path) -> None:
    assert "not signed yet" in marked(shown("watching_sheets"))
    app = shown("watching_sheets", sheet="Run 1")
    text = read(app)
    for words in (
        "1. Period and runs",
        "What was searched",
        "Federal exclusion list (LEIE)",
        "8. Sign-off",
        "Not signed yet",
    ):
        assert words in text, words
    app.button(key="sign it 1").click()
    app.run()
    assert "reviewed the sheet" in app.error[0].value
    app.checkbox(key="reviewed 1").check()
    app.text_area(key="sign note 1").input("two *letters*")
    app.button(key="sign it 1").click()
    app.run()
    assert [one.value for one in app.success] == ["The sheet of run 1 is signed."]
    text = read(app)
    assert "reviewed and signed by Casey Coordinator on November 20, 2026" in text
    assert "two *letters*" in text
    with pytest.raises(KeyError):
        app.button(key="sign it 1")
    assert "Casey Coordinator" in read(shown("watching_sheets", sheet="Month 2026-11"))
    with Session(engine_of(folder)) as session:
        assert all_runs(session)[0].signed_by == "Casey Coordinator"


def test_a_sheet_that_was_changed_says_so(folder: Path) -> None:
    engine = engine_of(folder)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE monitor_run SET sheet = replace(sheet, 'Zo', 'Zu') || ''")
        connection.exec_driver_sql("UPDATE monitor_run SET sheet = json_set(sheet, '$.people.count', 3)")
    app = shown("watching_sheets", sheet="Run 1")
    assert "not what was written when it was made" in app.error[0].value
    with pytest.raises(KeyError):
        app.button(key="sign it 1")


def test_files_hold_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(table_file([("name",), ("=cmd()",), ("@x",)]).decode("utf-8-sig"))))
    assert rows == [["name"], ["'=cmd()"], ["'@x"]]
