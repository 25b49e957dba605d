"""What leaves the desk: digests that are owed until they got through, calendars, PDFs; nothing secret in them."""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import icalendar
import pdfplumber
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from directory.chain.days import items_of
from directory.chain.item import Kind
from directory.monitoring import delivering
from directory.monitoring.calendar_file import calendar_of
from directory.monitoring.delivering import Outcome, Receiver, ReceiverError, deliver, receivers
from directory.monitoring.digest import Digest, digest_of
from directory.monitoring.expiring import credentials
from directory.monitoring.members import watched
from directory.monitoring.notices import Asked, notices
from directory.monitoring.running import monitor, sign
from directory.monitoring.sending import SendingError, sending
from directory.monitoring.sheet_pdf import file_name, pdf_of_sheet
from directory.monitoring.sheet_words import lines_of
from directory.normalize.names import PersonName
from directory.reporting.attached import attached
from directory.reporting.hashing import canonical, digest
from directory.store.database import connect, upgrade
from directory.store.watching_tables import Delivery
from directory.vocabulary import LicenseStatus
from tests.directory.monitoring.world import BEGAN, Town, at

DAY = BEGAN + timedelta(days=1)
BASE = "https://desk.example.org"


@dataclass
class Inbox:
    """A receiver on this machine; ``works``: whether it takes what comes."""

    url: str = ""
    works: bool = True
    got: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    found = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if found.works:
                found.got.append(json.loads(body))
            self.send_response(200 if found.works else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    found.url = f"json://127.0.0.1:{server.server_address[1]}/s3cret-path"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def happened(town: Town) -> None:
    """Anna's license is suspended, and an entry may be Beth's."""
    town.people["Anna"].status = LicenseStatus.SUSPENDED
    beth = town.people["Beth"]
    beth.excluded = beth.entry()
    town.read_all(DAY)
    town.publish(DAY)


def digest_now(town: Town, run: int, base: str = BASE) -> Digest:
    sheet = town.sheet(run)
    with Session(town.place.engine) as session:
        return digest_of(sheet.content, sheet.sha256, notices(session, Asked(run=run)), base)


def test_a_digest_tells_what_changed_and_only_counts_possible_hits(town: Town) -> None:
    happened(town)
    told = digest_now(town, town.monitor(DAY))
    assert told.title.startswith("Monitoring on November 3, 2026: ")
    for form in (told.text, told.html):
        assert "Anna Annason" in form
        assert "1 check needs a look" in form
        assert f"{BASE}/watch" in form
        for secret in ("Beth", "The excluded", "1128a1"):
            assert secret not in form
    assert f"{BASE}/practitioner?id={town.id_of('Anna')}" in told.text
    assert BASE not in digest_now(town, 1, "").text


def test_nothing_happened_is_told_too(town: Town) -> None:
    told = digest_now(town, town.monitor(BEGAN))
    assert told.title == "Monitoring on November 2, 2026: 0 changes"
    assert "2 people looked at" in told.text
    assert "Run 1, SHA-256" in told.text


def test_hostile_names_stay_text_in_html(town: Town) -> None:
    for given in ("Anna", "Beth"):
        town.people[given].name = PersonName(first="<script>alert(1)</script>", last="\u202e=cmd()")
    town.people["Anna"].status = LicenseStatus.SUSPENDED
    town.read_all(DAY)
    town.publish(DAY)
    told = digest_now(town, town.monitor(DAY))
    assert "<script" not in told.html.casefold().replace("&lt;script", "")
    assert "\u202e" not in told.text


def test_a_digest_is_sent_once(town: Town, inbox: Inbox) -> None:
    happened(town)
    to = receivers([inbox.url, inbox.url])
    engine = town.place.engine
    run = monitor(engine, today=DAY, clock=lambda: at(DAY), to=to, by="Zoë")
    (done,) = deliver(engine, to, clock=lambda: at(DAY, 13), base=BASE)
    assert (done.run, done.service, done.sent) == (run, "JSON", True)
    (got,) = inbox.got
    assert got["title"].startswith("Monitoring on November 3, 2026")
    assert "Anna Annason" in got["message"]
    assert "Beth" not in json.dumps(got)
    assert deliver(engine, to, clock=lambda: at(DAY, 14), base=BASE) == []


def test_what_does_not_get_through_stays_owed_and_keeps_nobody_back(town: Town, inbox: Inbox) -> None:
    engine = town.place.engine
    dead = "json://127.0.0.1:9/dead-s3cret"
    to = receivers([dead, inbox.url])
    inbox.works = False
    first = monitor(engine, today=DAY, clock=lambda: at(DAY), to=to, by="Zoë")
    assert [one.sent for one in deliver(engine, to, clock=lambda: at(DAY), base="")] == [False, False]
    inbox.works = True
    later = DAY + timedelta(days=1)
    second = monitor(engine, today=later, clock=lambda: at(later), to=to, by="Zoë")
    done = deliver(engine, to, clock=lambda: at(later), base="")
    assert [(one.run, one.sent) for one in done] == [(first, False), (first, True), (second, False), (second, True)]
    assert [got["title"] for got in inbox.got] == [
        "Monitoring on November 3, 2026: 0 changes", "Monitoring on November 4, 2026: 0 changes",
    ]  # fmt: skip
    with Session(engine) as session:
        rows = session.exec(select(Delivery)).all()
    assert sorted((one.run_id, one.tries, one.sent_at is not None) for one in rows) == [
        (first, 2, False), (first, 2, True), (second, 1, False), (second, 1, True),
    ]  # fmt: skip


def owing(town: Town, *urls: str, of: str | None = None, day: date = DAY) -> int:
    """A run whose digest is owed to these."""
    return monitor(town.place.engine, today=day, clock=lambda: at(day), to=receivers(urls), by="Zoë", list_name=of)


def sent(town: Town, run: int, *urls: str, **asked: Any) -> list[Outcome]:
    return deliver(town.place.engine, receivers(urls), clock=lambda: at(DAY), base="", run=run, wait=0, **asked)


DEAD = "json://127.0.0.1:9/dead"


def test_what_is_owed_to_an_address_that_was_changed_goes_to_the_present_one_and_stays_owed(
    town: Town, inbox: Inbox
) -> None:
    first, second = owing(town, DEAD), owing(town, inbox.url)
    assert [(one.run, one.sent, one.owed) for one in sent(town, second, inbox.url)] == [
        (first, False, True), (first, True, False), (second, True, False),
    ]  # fmt: skip
    assert len(inbox.got) == 2
    (left,) = sent(town, second, inbox.url)
    assert (left.run, left.sent, left.owed) == (first, False, True)
    assert "--drop-owed" in left.why


def test_what_is_owed_to_an_address_that_is_only_down_is_kept_whoever_else_is_named(town: Town, inbox: Inbox) -> None:
    both = f"{inbox.url}/down", inbox.url
    first = owing(town, *both)
    inbox.works = False
    assert [one.owed for one in sent(town, first, *both)] == [True, True]
    inbox.works = True
    second = owing(town, inbox.url)  # the button, or another line of cron
    done = sent(town, second, inbox.url)
    assert [(one.run, one.sent, one.owed) for one in done] == [
        (first, False, True), (first, True, False), (second, True, False),
    ]  # fmt: skip
    third = owing(town, *both)
    assert [(one.run, one.sent, one.owed) for one in sent(town, third, *both)] == [
        (first, True, False), (third, True, False), (third, True, False),
    ]  # fmt: skip


def test_the_page_hands_nothing_on(town: Town, inbox: Inbox) -> None:
    first, second = owing(town, DEAD), owing(town, inbox.url)
    done = sent(town, second, inbox.url, hand_on=False)
    assert [(one.run, one.sent, one.owed) for one in done] == [(first, False, True), (second, True, False)]
    with Session(town.place.engine) as session:
        assert sorted(one.run_id for one in session.exec(select(Delivery))) == [first, second]


def test_who_gives_up_what_is_owed_is_named_in_the_chain(town: Town, inbox: Inbox) -> None:
    first, second = owing(town, DEAD), owing(town, inbox.url)
    done = sent(town, second, inbox.url, dropped_by="Ada")
    assert [(one.run, one.sent, one.owed) for one in done] == [
        (first, False, False), (first, True, False), (second, True, False),
    ]  # fmt: skip
    assert done[0].why == "given up by Ada"
    assert sent(town, second, inbox.url) == []
    with Session(town.place.engine) as session:
        acts = [item.json for item in items_of(session, DAY, _AnyVersions(), {}) if item.kind is Kind.ACT]
    (told,) = [one for one in map(json.loads, acts) if one["what"] == "digest_dropped"]
    assert (told["by"], told["subject"], told["details"]["service"]) == ("Ada", f"run {first}", "JSON")


def test_what_other_people_s_runs_owe_is_not_given_up_here(town: Town, inbox: Inbox) -> None:
    town.watch(BEGAN, "Carl", name="Second")
    owing(town, DEAD, of="Second")
    second = owing(town, inbox.url)
    elsewhere, _ = sent(town, second, inbox.url, dropped_by="Ada")
    assert "of a run over other people" in elsewhere.why
    assert len(sent(town, owing(town, of="Second"), DEAD)) == 1


def locked(engine: Engine, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """So many commits that set ``sent_at`` fail, as while a refresh publishes."""
    monkeypatch.setattr(delivering, "PAUSES", (0.0, 0.0, 0.0))
    left = [times]

    def fails(*_: object) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))

    really = delivering._set_sent

    def set_sent(session: Session, **told: Any) -> None:
        fails()
        really(session, **told)

    monkeypatch.setattr(delivering, "_set_sent", set_sent)


def test_a_locked_database_makes_nobody_get_a_digest_twice(
    town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = owing(town, inbox.url)
    locked(town.place.engine, monkeypatch, 3)
    assert [(one.sent, one.owed) for one in sent(town, run, inbox.url)] == [(True, False)]
    assert sent(town, run, inbox.url) == []
    assert len(inbox.got) == 1


def test_what_cannot_be_recorded_is_told_and_keeps_nobody_back(
    town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = f"{inbox.url}/first", inbox.url
    run = owing(town, *both)
    locked(town.place.engine, monkeypatch, 4)
    first, second = sent(town, run, *both)
    assert (first.sent, first.owed, "may come twice" in first.why) == (True, True, True)
    assert (second.sent, second.owed) == (True, False)
    assert len(inbox.got) == 2


def test_whatever_happens_at_one_receiver_the_others_get_theirs_and_no_address_is_told(
    town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = f"{inbox.url}/first", inbox.url
    run = owing(town, *both)
    really, seen = delivering._sent, list[Receiver]()

    def breaks(receiver: Receiver, digest: Digest) -> bool:
        seen.append(receiver)
        if len(seen) == 1:
            raise RuntimeError("json://s3cret")
        return really(receiver, digest)

    monkeypatch.setattr(delivering, "_sent", breaks)
    first, second = sent(town, run, *both)
    assert (first.sent, first.owed, first.why) == (False, True, "RuntimeError")
    assert (second.sent, second.owed) == (True, False)


def test_to_read_what_is_owed_waits_for_no_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'needleproof.db'}")
    upgrade(engine)
    with engine.connect() as writer:
        writer.exec_driver_sql("DELETE FROM delivery")  # holds the lock
        assert deliver(engine, receivers([DEAD]), clock=lambda: at(DAY), base="", wait=0) == []
    engine.dispose()


def test_what_nobody_is_named_for_any_more_is_told_each_time_as_owed(town: Town, inbox: Inbox) -> None:
    first, second = owing(town, DEAD), owing(town)
    for _ in range(2):
        (left,) = sent(town, second)
        assert (left.run, left.sent, left.owed) == (first, False, True)
        assert "--notify" in left.why
    assert [one.sent for one in sent(town, second, inbox.url)] == [False, True]


def test_what_is_owed_of_other_people_is_never_sent_to_whoever_is_named_here(town: Town, inbox: Inbox) -> None:
    town.watch(BEGAN, "Carl", name="Second")
    owing(town, DEAD, of="Second")
    second = owing(town, inbox.url)
    elsewhere, here = sent(town, second, inbox.url)
    assert (elsewhere.sent, elsewhere.owed, here.run) == (False, False, second)
    assert "of a run over other people" in elsewhere.why
    assert len(inbox.got) == 1
    assert len(sent(town, owing(town, of="Second"), DEAD)) == 1  # it is still owed


def test_two_who_send_at_once_deliver_once(town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    run = owing(town, inbox.url)
    really, beside = delivering._sent, list[Outcome]()

    def slowly(receiver: Receiver, digest: Digest) -> bool:
        other = threading.Thread(target=lambda: beside.extend(sent(town, run, inbox.url)))
        other.start()
        other.join()
        return really(receiver, digest)

    monkeypatch.setattr(delivering, "_sent", slowly)
    assert [one.sent for one in sent(town, run, inbox.url)] == [True]
    assert [(one.sent, one.owed, one.why) for one in beside] == [(False, True, "another process is sending digests")]
    assert len(inbox.got) == 1


def test_who_dies_before_a_digest_left_keeps_it_owed(town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    run = owing(town, inbox.url)

    def dies(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "_sent", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(town, run, inbox.url)
    assert [one.sent for one in sent(town, run, inbox.url)] == [True]
    with Session(town.place.engine) as session:
        (row,) = session.exec(select(Delivery)).all()
    assert (row.tries, len(inbox.got)) == (2, 1)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///{}/needleproof.db"])
def test_the_right_to_send_is_free_again_afterwards(url: str, tmp_path: Path) -> None:
    engine = create_engine(url.format(tmp_path))
    for _ in range(2):
        with sending(engine, 0):
            found: list[str] = []

            def tries(found: list[str] = found) -> None:
                try:
                    with sending(engine, 0):
                        found.append("both")
                except SendingError:
                    found.append("one")

            other = threading.Thread(target=tries)
            other.start()
            other.join()
            assert found == ["one"]


def test_addresses_of_receivers_stand_nowhere(town: Town, inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    engine = town.place.engine
    inbox.works = False
    to = receivers([inbox.url])
    monitor(engine, today=DAY, clock=lambda: at(DAY), to=to, by="Zoë")
    deliver(engine, to, clock=lambda: at(DAY), base="")
    with pytest.raises(ReceiverError, match="receiver 2 cannot be used") as wrong:
        receivers([inbox.url, "nonsense://s3cret"])
    with engine.connect() as connection:
        rows = [str(row) for table in ("delivery", "monitor_run", "notice") for row in
                connection.execute(text(f"SELECT * FROM {table}"))]  # fmt: skip
    for told in (caplog.text, str(wrong.value), *rows):
        assert "s3cret" not in told


# --- calendar ---------------------------------------------------------------------------------------------------------


def test_a_renewed_credential_moves_in_the_calendar(town: Town) -> None:
    town.people["Anna"].expires = BEGAN + timedelta(days=100)
    town.read("board", BEGAN + timedelta(days=1))
    town.publish(BEGAN + timedelta(days=1))
    before = _events(town)
    town.people["Anna"].expires += timedelta(days=730)
    town.read("board", BEGAN + timedelta(days=2))
    town.publish(BEGAN + timedelta(days=2))
    after = _events(town)
    assert before.keys() == after.keys()
    moved = [uid for uid in before if before[uid] != after[uid]]
    assert len(moved) == 1
    (was, first), (now, second) = before[moved[0]], after[moved[0]]
    assert (now - was).days == 730
    assert second > first


def _events(town: Town) -> dict[str, tuple[Any, int]]:
    with Session(town.place.engine) as session:
        people, _ = watched(session)
        found = credentials(session, {one: scope.names for one, scope in people.items()}, DAY)
    body = calendar_of(found, name="Runs out", stamp=at(DAY), base=BASE)
    assert body == calendar_of(found, name="Runs out", stamp=at(DAY), base=BASE)
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert all(not isinstance(event["DTSTART"].dt, type(at(DAY))) for event in events)  # all day
    return {str(event["UID"]): (event["DTSTART"].dt, int(event["SEQUENCE"])) for event in events}


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_a_sheet_as_pdf_holds_every_part_and_is_the_same_every_time(town: Town) -> None:
    happened(town)
    run = town.monitor(DAY)
    sign(town.place.engine, run, by="Zoë Quill", note="two letters", now=at(DAY, 15))
    sheet = town.sheet(run)
    body = pdf_of_sheet(sheet)
    assert body == pdf_of_sheet(town.sheet(run))
    assert attached(body, "proof-sheet.json", most=1 << 20) == canonical(sheet.content)
    with pdfplumber.open(BytesIO(body)) as pdf:
        text = " ".join(" ".join(page.extract_text() or "" for page in pdf.pages).split())
    content = sheet.content
    for words in (
        "1. Period and runs", "November 2, 2026", sheet.sha256, content["people"]["sha256"][:40],
        "3. What was searched",
        "The excluded", "61", "by every name known of them", "Anna Annason", "Beth Bethson", "1128a1",
        "nobody has decided about", "7. Exceptions", "signed by Zoë Quill", "two letters",
    ):  # fmt: skip
        assert words in text, words
    assert file_name(sheet, "pdf") == f"monitoring-{DAY}-run-{run}.pdf"
    assert any("Anna Annason" in line for line in lines_of(sheet))
    assert sheet.sha256 == digest(sheet.content)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "#panic()", "=cmd()", "x" * 5_000, "名前\u202e"])
def test_no_name_breaks_the_pdf(name: str, town: Town) -> None:
    sheet = town.sheet(town.monitor(DAY))
    content = json.loads(json.dumps(sheet.content))
    content["changes"] = [
        {"practitioner_id": "1", "name": name, "kind": "license", "weight": "act", "subject": name,
         "day": "2026-11-03", "text": name},
    ]  # fmt: skip
    content["searched"][0] |= {"title": name, "url": "javascript:alert(1)", "attempt_why": name}
    assert pdf_of_sheet(replace(sheet, content=content)).startswith(b"%PDF")


@pytest.mark.parametrize(
    "version", ["W" * 40, "NPPES_DISSEMINATION_2026", "0123456789abcdef" * 4, "sha256:0123456789ABCDEF"]
)
def test_a_long_version_stays_in_its_column(version: str, town: Town) -> None:
    sheet = town.sheet(town.monitor(DAY))
    content = json.loads(json.dumps(sheet.content))
    content["searched"][0] |= {"as_of": None, "version": version}
    with pdfplumber.open(BytesIO(pdf_of_sheet(replace(sheet, content=content)))) as pdf:
        cells = [
            page.within_bbox(box).extract_text()  # of letters that stand wholly in the cell
            for page in pdf.pages
            for table in page.find_tables()
            for row in table.rows
            for box in row.cells
            if box
        ]
    assert ["".join(text.split()) for text in cells].count(version) == 1


def test_a_run_and_its_sign_off_are_leaves_of_the_chain_without_names(town: Town) -> None:
    happened(town)
    run = town.monitor(DAY)
    sign(town.place.engine, run, by="Zoë", note="done", now=at(DAY + timedelta(days=1), 9))
    with Session(town.place.engine) as session:
        found = {
            item.kind: json.loads(item.json)
            for day in (DAY, DAY + timedelta(days=1))
            for item in items_of(session, day, _AnyVersions(), {})
            if item.kind in (Kind.MONITORING, Kind.MONITORING_SIGNED)
        }
    assert found[Kind.MONITORING]["sheet_sha256"] == town.sheet(run).sha256
    assert "Annason" not in json.dumps(found)
    assert found[Kind.MONITORING_SIGNED] == {
        "kind": "monitoring-signed", "id": run, "signed_by": "Zoë", "signed_note": "done",
        "signed_at": "2026-11-04T09:00:00.000000+00:00",
    }  # fmt: skip


class _AnyVersions(dict[int, Any]):
    """Of runs, which these leaves do not look at."""

    def __missing__(self, key: int) -> Any:
        return self

    def told(self) -> dict[str, int]:
        return {}
