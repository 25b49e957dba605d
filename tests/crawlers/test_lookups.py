"""Look-ups: what each kind of board is asked and answers, and that no refusal, fault or silence becomes a negative."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from crawlers import asking, lookups
from crawlers.asking import Pace
from crawlers.lookups import LookedUp, LookUpError, look_up, lookup_source
from crawlers.platforms.lookup import LookupSpider
from crawlers.question import Question, QuestionError, question
from crawlers.registry import UnknownSourceError, sources
from crawlers.runner import Workplace, crawl, load
from directory.casefile import context_of
from directory.cli import app, gathering
from directory.refresh import rebuild
from directory.store.database import connect
from directory.store.readings import current_sightings
from directory.store.tables import Fetch, Practitioner, Run, Verification
from directory.vocabulary import LookUpOutcome, Profession
from directory.web import WebClient, WebError
from tests.crawlers.boards import CASES, LA, Answer, Board, Case, la, md, ms, mylicense, ok, thentia
from tests.crawlers.source_tables import FIXTURES
from tests.databases import Databases, Sqlite

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
AGENT = "needleproof-test (+https://example.org/contact)"
BY_NAME = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def databases(sqlite: Sqlite) -> Databases:
    """What a look-up asks the database, tests of the store ask on both."""
    return sqlite


@pytest.fixture(scope="module")
def server() -> Iterator[Board]:
    board = Board()
    yield board
    board.server.shutdown()


class Desk:
    """Somebody who asks boards, on a day that the test sets."""

    def __init__(self, place: Workplace, board: Board, folder: Path) -> None:
        self.day, self.board, self.folder = START, board, folder
        self.place = replace(place, clock=lambda: self.day)
        self.pace = Pace(folder / "asked", gap=0.0)
        board.asked, board.robots, board.others, board.answer = [], (404, {}, b""), {}, (404, {}, b"")
        board.on_asked = lambda: None

    def ask(self, case: Case, answer: Answer | None = None, asked: Question | None = None) -> LookedUp:
        if answer is not None:
            self.board.others, self.board.answer = dict(case.others), answer
        return look_up(
            case.kind, asked or question(case.number), self.place, pace=self.pace, user_agent=AGENT,
            base_url=self.board.url,
        )  # fmt: skip

    def later(self, days: int) -> None:
        self.day += timedelta(days=days)


TRUSTED = httpx.create_ssl_context()


@pytest.fixture
def desk(place: Workplace, server: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # Reading the certificates of the world for each of a thousand requests would take longer than all the rest.
    monkeypatch.setattr(lookups, "WebClient", partial(WebClient, context=TRUSTED))
    return Desk(place, server, tmp_path)


def known(engine: Engine) -> list[Any]:
    with Session(engine) as session:
        return [(s.record, s.read_at) for s in current_sightings(session)]


# --- asked and answered ----------------------------------------------------------------------------------------------


@BY_NAME
def test_found_by_number(case: Case, desk: Desk) -> None:
    answer = desk.ask(case, ok(case.found))
    assert (answer.outcome, answer.why) == (LookUpOutcome.FOUND, None)
    (record,) = answer.found
    assert (record.number, record.jurisdiction, record.profession) == (case.number, case.kind.jurisdiction, "PT")
    assert (record.name.last or "").lower() == case.last.lower()
    assert record.expires is not None
    assert record.expires > date(2027, 1, 1)
    assert [(request.method, request.path) for request in desk.board.pages()] == list(case.steps)
    assert {request.headers["User-Agent"] for request in desk.board.asked} == {AGENT}
    assert all("text/html" in r.headers["Accept"] or "json" in r.headers["Accept"] for r in desk.board.pages())
    with Session(desk.place.engine) as session:
        (sighting,) = current_sightings(session)
        (run,) = session.exec(select(Run)).all()
        (fetch,) = session.exec(select(Fetch)).all()
    assert (run.how, run.scope, run.outcome) == ("look-up", f"number={case.number}", "healthy")
    assert sighting.record == record
    assert fetch.url.startswith(desk.board.url)
    assert case.number.encode() in desk.place.evidence.read(sighting.sha256)


@BY_NAME
def test_found_by_name(case: Case, desk: Desk) -> None:
    asked = question(last=case.last, first=case.first)
    answer = desk.ask(case, ok(case.found), asked)
    assert answer.outcome is LookUpOutcome.FOUND, answer.why
    assert [record.number for record in answer.found] == [case.number]
    sent = [value for r in desk.board.pages() for value in [*r.query.values(), *r.fields.values()]]
    assert case.last in sent
    assert case.number not in [value for r in desk.board.pages()[:2] for value in r.fields.values()]


def test_the_form_is_sent_as_the_page_says(desk: Desk) -> None:
    desk.ask(CASES[0], ok(CASES[0].found))
    desk.ask(CASES[2], ok(CASES[2].found))
    desk.ask(CASES[4], ok(CASES[4].found))
    sent = [request.fields for request in desk.board.asked if request.method == "POST"]
    assert sent[0] == {"LICENSENO": "3274", "LNAME": "", "Submit": "SEARCH", "search": "Yes"}
    assert sent[1] == {
        "__VIEWSTATE": "dDw=",
        "ctl00$MainContent$tbLookupLic": "28270",
        "ctl00$MainContent$tbLookupName": "",
        "ctl00$MainContent$btnLookup": "Lookup",
    }
    assert sent[2]["t_web_lookup__profession_name"] == ""
    assert (sent[2]["t_web_lookup__license_no"], sent[2]["sch_button"]) == ("40QA02074900", "Search")


@BY_NAME
def test_nobody_is_no_negative(case: Case, desk: Desk) -> None:
    answer = desk.ask(case, ok(case.nobody if case.nobody is not None else md()))
    assert answer.outcome is LookUpOutcome.NOT_FOUND
    assert answer.report is not None
    assert answer.report.healthy
    assert known(desk.place.engine) == []


@BY_NAME
def test_what_was_known_stays_when_the_board_shows_nobody(case: Case, desk: Desk) -> None:
    desk.ask(case, ok(case.found))
    before = known(desk.place.engine)
    desk.later(8)
    answer = desk.ask(case, ok(case.nobody if case.nobody is not None else md()))
    assert answer.outcome is LookUpOutcome.NOT_FOUND
    assert answer.report is not None
    assert (answer.report.healthy, answer.report.gone) == (False, 0)
    assert known(desk.place.engine) == before  # with the day on which it was really said
    assert desk.ask(case).outcome is LookUpOutcome.NOT_FOUND


@BY_NAME
def test_too_many_are_not_kept(case: Case, desk: Desk) -> None:
    asked = question(last=case.last, first=case.first)
    answer = desk.ask(case, ok(case.many), asked)
    assert answer.outcome is LookUpOutcome.TOO_MANY
    assert known(desk.place.engine) == []
    with Session(desk.place.engine) as session:
        assert session.exec(select(Fetch)).all() == []
    number = len(desk.board.asked)
    assert desk.ask(case, asked=asked).outcome is LookUpOutcome.TOO_MANY
    assert len(desk.board.asked) == number


def test_the_others_of_an_answer_are_left_out(desk: Desk) -> None:
    """A board that takes a last name only shows all who have it; a number may be a therapist's and an assistant's."""
    answer = desk.ask(CASES[1], ok(LA), question(last="Fennimore", first="Delphine"))
    assert [record.number for record in answer.found] == ["A2456"]
    assert answer.report is not None
    assert answer.report.dropped == {"about somebody else": 3}
    assert desk.ask(CASES[1], ok(LA), question(last="Nobody", first="Else")).outcome is LookUpOutcome.NOT_FOUND
    odd = LA.replace(b"<dd>Applied</dd>", b"<dd>Zu pruefen</dd>")  # what is odd about others is no matter of this one
    assert desk.ask(CASES[1], ok(odd), question("A2456")).outcome is LookUpOutcome.FOUND
    assert desk.ask(CASES[1], ok(odd), question("007948")).outcome is LookUpOutcome.UNREADABLE
    narrowed = question("2456", profession=Profession.PHYSICAL_THERAPIST)
    assert desk.ask(CASES[1], ok(LA), narrowed).outcome is LookUpOutcome.UNREADABLE


# --- refusals and faults ---------------------------------------------------------------------------------------------

PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body>%s</body></html>"
CAPTCHA = PAGE % (b"Check", b'<form><div class="g-recaptcha" data-sitekey="x"></div></form>')
REFUSALS: dict[str, Answer] = {
    "401": (401, {}, b""),
    "403": (403, {}, PAGE % (b"Forbidden", b"")),
    "405": (405, {}, b""),
    "429": (429, {"Retry-After": "3600"}, b""),
    "CAPTCHA with 200": ok(CAPTCHA),
    "challenge with 202": (202, {}, PAGE % (b"", b'<script src="https://x.awswaf.com/challenge.js"></script>')),
    "interstitial with 503": (503, {}, PAGE % (b"Just a moment...", b'<div id="cf-challenge-running"></div>')),
    "sign-in with 200": ok(PAGE % (b"Sign in", b'<input type="password" name="p">')),
}
FAULTS: dict[str, Answer] = {
    "500": (500, {}, b"oops"),
    "503": (503, {}, b"later"),
    "404": (404, {}, b""),
    "to another host": (302, {"Location": "https://www.example.org/elsewhere"}, b""),
    "round and round": (302, {"Location": "/round"}, b""),
}


def unharmed(case: Case, desk: Desk, answer: Answer) -> LookedUp:
    """What comes of an answer a week after a good one; what was known must be as it was."""
    desk.later(8)
    good = desk.ask(case, ok(case.found))
    assert good.outcome is LookUpOutcome.FOUND, good.why
    before = known(desk.place.engine)
    desk.later(8)
    spoiled = desk.ask(case, answer)
    assert spoiled.found == ()
    assert spoiled.why
    assert known(desk.place.engine) == before
    with Session(desk.place.engine) as session:
        assert all(run.finished for run in session.exec(select(Run)))
    return spoiled


@BY_NAME
def test_a_refusal_ends_it_and_is_remembered(case: Case, desk: Desk) -> None:
    for what, refused in REFUSALS.items():
        answer = unharmed(case, desk, refused)
        assert answer.outcome is LookUpOutcome.REFUSED, what
        assert answer.report is not None
        assert answer.report.outcome == "unreachable"
        number = len(desk.board.asked)
        desk.later(6)
        # Nobody else is asked about either.
        assert desk.ask(case, ok(case.found), question("9999")).outcome is LookUpOutcome.REFUSED, what
        assert len(desk.board.asked) == number, what


@BY_NAME
def test_a_fault_says_nothing_and_is_asked_again(case: Case, desk: Desk) -> None:
    for what, fault in FAULTS.items():
        assert unharmed(case, desk, fault).outcome is LookUpOutcome.UNREACHABLE, what
        assert desk.ask(case, ok(case.found)).outcome is LookUpOutcome.FOUND, what


def test_a_web_page_instead_of_data_is_a_wall(desk: Desk) -> None:
    assert unharmed(CASES[3], desk, ok(PAGE % (b"", b"<p>Welcome</p>"))).outcome is LookUpOutcome.REFUSED


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        ((200, {}, b"User-agent: *\nDisallow: /"), LookUpOutcome.REFUSED),
        ((403, {}, b""), LookUpOutcome.REFUSED),
        ((200, {}, b"User-agent: *\nCrawl-delay: 3600"), LookUpOutcome.REFUSED),
        ((503, {}, b""), LookUpOutcome.UNREACHABLE),
        ((200, {}, b"User-agent: *\nDisallow: /elsewhere"), LookUpOutcome.FOUND),
    ],
)
def test_robots(robots: Answer, outcome: LookUpOutcome, desk: Desk) -> None:
    desk.board.robots = robots
    assert desk.ask(CASES[1], ok(CASES[1].found)).outcome is outcome
    assert bool(desk.board.pages()) == (outcome is LookUpOutcome.FOUND)


def test_a_closed_port_is_unreachable(desk: Desk) -> None:
    answer = look_up(
        CASES[1].kind, question("03789"), desk.place, pace=desk.pace, user_agent=AGENT, base_url="http://127.0.0.1:9"
    )
    assert answer.outcome is LookUpOutcome.UNREACHABLE


# --- answers of another form -----------------------------------------------------------------------------------------


def spoiled(case: Case) -> Iterator[tuple[str, bytes]]:
    """The answer in forms that its source does not declare."""
    body = case.found
    yield "empty", b""
    yield "blanks", b" \n"
    yield "about somebody else", case.another
    if case.kind.accept == "application/json":
        yield "cut", body[: len(body) // 2]
        yield "a field more", body.replace(b'"city"', b'"surprise": "x", "city"')
        yield "a field less", body.replace(b'"licenseStatus": "Active",', b"")
        yield "a field renamed", body.replace(b"licenseNumber", b"licenseNo")
        yield "another status word", body.replace(b'"Active"', b'"Zu pruefen"')
        yield "another type word", body.replace(b'"Physical Therapist"', b'"PT"')
        yield "another date form", body.replace(b"2016-10-05", b"05.10.2016")
        yield "an error", body.replace(b'"errorCode": "0"', b'"errorCode": "7"')
        yield "a wrong count", body.replace(b'"resultCount": 1', b'"resultCount": 0')
        yield "a list", b"[]"
        return
    yield "some page", PAGE % (b"Welcome", b"<p>Hello</p>")
    if b"datagrid_results" in body or b"View Details" in body:  # the list; pages about one licensee are spoiled below
        yield "a heading renamed", body.replace(b"License Number", b"Number").replace(b"License #", b"Number")
        yield "no link", body.replace(b"href=", b"data-href=")
        return
    yield "cut", body[: body.index(b"Status") + 20]
    yield "a label renamed", body.replace(b"License #", b"Number")
    yield (
        "a label more",
        body.replace(b"<dt>Status</dt>", b"<dt>Standing</dt><dd>x</dd><dt>Status</dt>").replace(
            b"<td>&nbsp;</td>\n    <td>&nbsp;</td>", b"<td><span><strong>New:</strong></span></td><td>x</td>"
        ),
    )
    yield "another status word", body.replace(b"ACTIVE", b"Zu pruefen").replace(b">Active<", b">Zu pruefen<")
    yield "another type word", body.replace(b">PT<", b">RPT<").replace(b">Physical Therapist<", b">RPT<")
    yield "another date form", body.replace(b"9/11/2000", b"11.9.2000").replace(b"03/24/1998", b"24.03.1998")
    yield (
        "no name",
        body.replace(b"Seraphine Vanterpool", b" ").replace("Renée&nbsp;K.&nbsp;Hollowell".encode("cp1252"), b""),
    )


@BY_NAME
def test_an_answer_of_another_form_changes_nothing(case: Case, desk: Desk) -> None:
    for what, body in spoiled(case):
        assert body != case.found, what
        answer = unharmed(case, desk, ok(body))
        assert answer.outcome is LookUpOutcome.UNREADABLE, what
        assert "our reader failed" not in str(answer.why), what
        number = len(desk.board.asked)
        assert desk.ask(case).outcome is LookUpOutcome.UNREADABLE, what  # no better on the same day
        assert len(desk.board.asked) == number, what


DETAILS = [
    (case, what, old, new)
    for case, path in ((CASES[2], "/bptVerification/verify_details"), (CASES[4], "/verification/Details.aspx"))
    for what, old, new in (
        ("another number", b"28270</span>" if case is CASES[2] else b"40QA02074900", b"11111</span>"),
        ("an id less", b'id="MainContent_lbStatus"' if case is CASES[2] else b'id="sec_lic_status"', b""),
        ("an id twice", b"</body>", b'<i id="MainContent_lbName">x</i><i id="full_name">x</i></body>'),
        ("another status word", b"Active</", b"Zu pruefen</"),
        ("another date form", b"11/21/2015" if case is CASES[2] else b"07/09/2018", b"2015.11.21"),
    )
] + [(CASES[2], "an id more", b"</body>", b'<i id="MainContent_lbNews">x</i></body>')]


def test_a_page_about_a_licensee_of_another_form_changes_nothing(desk: Desk) -> None:
    for case, what, old, new in DETAILS:
        path = case.steps[-1]
        status, headers, body = case.others[path]
        assert old in body, what
        changed = replace(case, others={**case.others, path: (status, headers, body.replace(old, new))})
        desk.later(8)
        desk.ask(case, ok(case.found))
        before = known(desk.place.engine)
        desk.later(8)
        assert desk.ask(changed, ok(case.found)).outcome is LookUpOutcome.UNREADABLE, what
        assert known(desk.place.engine) == before, what


# --- manners ---------------------------------------------------------------------------------------------------------


@BY_NAME
def test_an_answer_of_the_last_week_needs_no_request(case: Case, desk: Desk) -> None:
    first = desk.ask(case, ok(case.found))
    number = len(desk.board.asked)
    desk.later(6)
    again = desk.ask(case)
    assert (again.outcome, again.found, again.report) == (LookUpOutcome.FOUND, first.found, None)
    assert desk.ask(case, asked=question(f" {case.number.lower()} ")).found == first.found  # however it is written
    assert len(desk.board.asked) == number
    desk.later(2)
    assert desk.ask(case).report is not None
    assert len(desk.board.asked) > number


def test_two_who_ask_the_same_at_once(desk: Desk) -> None:
    """Who ends later may not replace what it did not know; that is no answer of the board to be remembered."""
    case, begun, ended = CASES[1], Event(), Event()
    late: list[Future[LookedUp]] = []

    def wait() -> None:
        """The first answer comes when the second is asked for, and that one when the first was kept."""
        if not desk.board.pages():
            return
        if not late:
            other = Pace(desk.folder / "other", gap=0.0)
            late.append(
                threads.submit(
                    look_up, case.kind, question(case.number), desk.place, pace=other, user_agent=AGENT,
                    base_url=desk.board.url,
                )
            )  # fmt: skip
            begun.wait(20)
        elif len(desk.board.pages()) == 2:
            begun.set()
            ended.wait(20)

    desk.board.on_asked = wait
    with ThreadPoolExecutor(1) as threads:
        first = desk.ask(case, ok(case.found))
        ended.set()
    second = late[0].result()
    assert (first.outcome, second.outcome) == (LookUpOutcome.FOUND, LookUpOutcome.UNREADABLE)
    assert str(second.why).startswith("overtaken: ")
    assert desk.ask(case).found == first.found
    assert len(desk.board.pages()) == 2


def test_what_a_mirror_answers_is_not_the_board_s_word(desk: Desk) -> None:
    case, mirror = CASES[1], Board()
    mirror.answer = (403, {}, b"")
    try:
        asked = {"pace": desk.pace, "user_agent": AGENT}
        at_mirror = look_up(case.kind, question(case.number), desk.place, base_url=mirror.url, **asked)
        assert at_mirror.outcome is LookUpOutcome.REFUSED
        assert desk.ask(case, ok(case.found)).outcome is LookUpOutcome.FOUND
        number = len(mirror.asked)
        again = look_up(case.kind, question(case.number), desk.place, base_url=mirror.url, **asked)
        assert (again.outcome, len(mirror.asked)) == (LookUpOutcome.REFUSED, number)
    finally:
        mirror.server.shutdown()


def test_half_a_list_shows_nobody_to_be_missing(desk: Desk) -> None:
    for case in (CASES[2], CASES[4]):
        body = case.another
        assert desk.ask(case, ok(body), question(last="Nobody", first="Else")).outcome is LookUpOutcome.NOT_FOUND
        cut = ok(body[: body.rindex(b"</tr>")])
        assert desk.ask(case, cut, question(last="Anybody", first="Else")).outcome is LookUpOutcome.UNREADABLE


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, [0.0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize(("robots", "least"), [(b"", 1.0), (b"User-agent: *\nCrawl-delay: 5", 5.0)])
def test_a_second_between_two_requests_whoever_makes_them(
    robots: bytes, least: float, desk: Desk, tmp_path: Path
) -> None:
    time, at = Time(), []
    desk.board.robots, desk.board.on_asked = (200, {}, robots), lambda: at.append(time.now)
    for number in ("28270", "28271"):  # as two processes would, each with its own pace
        desk.pace = Pace(tmp_path / "turns", clock=lambda: time.now, sleep=time.sleep)
        desk.ask(CASES[2], ok(CASES[2].found), question(number))
    assert len(at) == 7
    gaps = [later - sooner for sooner, later in pairwise(at)]
    assert min(gaps) >= 1.0 - 1e-6
    assert min(gap for n, gap in enumerate(gaps) if n != 3) >= least - 1e-6  # the fourth is for a robots.txt again


def test_nobody_asks_in_the_turn_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TURN", 0.05)
    with (
        Pace(tmp_path).turn("https://board.example.org/a"),
        pytest.raises(WebError, match="still under way"),
        Pace(tmp_path).turn("https://board.example.org/b"),
    ):
        pass


def test_a_clock_set_back_or_a_note_cut_off_is_no_long_wait(tmp_path: Path) -> None:
    time = Time()
    pace = Pace(tmp_path, clock=lambda: time.now, sleep=time.sleep)
    for note in ("9999.0", "12:3", ""):
        (tmp_path / "board.example.org.asked").write_text(note)
        with pace.turn("https://board.example.org/"):
            pass
    assert time.slept == [0.0]


@pytest.mark.parametrize(
    ("number", "last", "first"),
    [
        ("*", None, None), ("12%", None, None), ("1", None, None), ("PENDING", None, None), ("12; DROP", None, None),
        ("9" * 61, None, None), (None, "S*", "Ann"), (None, "Smith", None), (None, None, "Ann"), (None, "Smith", "A"),
        (None, "S", "Ann"), (None, "Smith", "?"), (None, "Sm_th", "Ann"), (None, " ", "Ann"), (None, None, None),
    ],
)  # fmt: skip
def test_a_question_names_one_practitioner(number: str | None, last: str | None, first: str | None) -> None:
    with pytest.raises(QuestionError):
        question(number, last=last, first=first)


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        (question("pt-60012345"), "number=PT60012345"),
        (question("11-03619", profession=Profession.PHYSICAL_THERAPIST), "number=1103619; PT"),
        (question(last="Ó Murchadha", first="Fintan"), "name=OMURCHADHA, FINTAN"),
    ],
)
def test_scopes(asked: Question, scope: str) -> None:
    assert asked.scope == scope


# --- what may be asked at all ----------------------------------------------------------------------------------------

LOOKUPS = [name for name, kind in sources().items() if kind.lookup]
READY = [name for name in LOOKUPS if not sources()[name].needs]


def test_look_ups_are_off_by_default_and_never_crawled(place: Workplace) -> None:
    assert READY == ["la_physical_therapy", "md_physical_therapy", "ms_physical_therapy"]
    for name in READY:
        with pytest.raises(LookUpError, match=f"NEEDLEPROOF_LOOKUPS={name}"):
            lookup_source(name, frozenset())
        with pytest.raises(LookUpError, match="https://"):
            lookup_source(name, {"another"})
        assert lookup_source(name, {name}) is lookup_source(name, {"all"})
        with pytest.raises(UnknownSourceError, match=f"needleproof lookup {name}"):
            crawl([name], place)
    with pytest.raises(UnknownSourceError, match="needleproof crawl wa_doh"):
        lookup_source("wa_doh", {"all"})
    with pytest.raises(LookUpError, match="cannot be asked yet"):
        lookup_source("tx_ptot", {"all"})


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_look_up_keeps_the_policy(name: str) -> None:
    kind = sources()[name]
    assert issubclass(kind, LookupSpider)
    assert 7 <= kind.cache_days <= kind.promise_days
    assert not kind.crawlable()
    if not kind.needs:
        assert "number" in kind.inputs
        assert kind.start_urls[0].startswith("https://")


# --- what verification makes of it -----------------------------------------------------------------------------------


def test_a_look_up_covers_nobody_who_was_not_asked_about(desk: Desk) -> None:
    desk.ask(CASES[0], ok(CASES[0].found))
    with Session(desk.place.engine) as session:
        context = context_of(session, desk.day.date())
    state = context.sources["ms_physical_therapy"]
    assert (state.lookup, state.read_at is not None) == (True, True)
    assert not state.covers("MS", Profession.PHYSICAL_THERAPIST)
    assert context.licensing("MS", Profession.PHYSICAL_THERAPIST) is None
    rebuild(desk.place.engine, as_of=desk.day.date(), now=desk.day)
    with Session(desk.place.engine) as session:
        (found,) = session.exec(select(Verification).where(Verification.need == "license")).all()
    assert (found.status, found.source) == ("confirmed", "ms_physical_therapy")
    assert found.good_until == date(2026, 12, 1)
    assert found.sha256


def test_the_latest_look_up_of_a_license_counts(desk: Desk) -> None:
    case, gone = CASES[0], ok(CASES[0].found.replace(b"ACTIVE", b"SUSPENDED"))
    desk.ask(case, ok(case.found))
    desk.later(2)
    desk.ask(case, gone, question(last=case.last, first=case.first))  # the same license under another scope
    rebuild(desk.place.engine, as_of=desk.day.date(), now=desk.day)
    with Session(desk.place.engine) as session:
        (found,) = session.exec(select(Verification).where(Verification.need == "license")).all()
    assert (found.status, found.raw) == ("confirmed_not_active", "SUSPENDED")


def test_an_older_look_up_makes_no_second_person(desk: Desk) -> None:
    """Who married since is one person still, and what a page says that was saved before is older than an answer."""
    case = CASES[0]
    desk.ask(case, ok(case.found))
    desk.later(2)
    married = case.found.replace("Hollowell".encode("cp1252"), b"Merriweather")
    assert married != case.found
    desk.ask(case, ok(married), question(last="Merriweather", first=case.first))
    file = desk.folder / "saved.html"
    file.write_bytes(case.found.replace(b"ACTIVE", b"SUSPENDED"))
    assert load(case.kind.name, [file], desk.place, as_of=date(2026, 10, 1)).healthy
    rebuild(desk.place.engine, as_of=desk.day.date(), now=desk.day)
    with Session(desk.place.engine) as session:
        (person,) = session.exec(select(Practitioner)).all()
        (found,) = session.exec(select(Verification).where(Verification.need == "license")).all()
    assert (person.last, found.status, found.raw) == ("Merriweather", "confirmed", "ACTIVE")


def test_saved_answers_end_nothing_that_others_said(place: Workplace, tmp_path: Path) -> None:
    for number in ("3274", "3275"):
        file = tmp_path / "answer.html"
        file.write_bytes(CASES[0].found.replace(b"3274", number.encode()))
        assert load("ms_physical_therapy", [file], place).healthy
    assert load("la_physical_therapy", [FIXTURES / "la_physical_therapy" / "response.html"], place).kept == 4
    assert len(known(place.engine)) == 6


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Board) -> Callable[..., Any]:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    monkeypatch.setenv("NEEDLEPROOF_VERBOSE", "")
    server.asked, server.robots, server.others, server.answer = [], (404, {}, b""), {}, ok(CASES[1].found)
    server.on_asked = lambda: None

    def run(*words: str, switched_on: str = "") -> Any:
        monkeypatch.setenv("NEEDLEPROOF_LOOKUPS", switched_on)
        arguments = ["--today", "2026-11-20", "lookup", *words, "--base-url", server.url]
        return CliRunner().invoke(app, arguments)

    return run


def test_the_command_is_off_until_it_is_switched_on(command: Callable[..., Any], server: Board) -> None:
    done = command("la_physical_therapy", "--license", "03789")
    assert done.exit_code == 2
    assert "NEEDLEPROOF_LOOKUPS=la_physical_therapy" in done.stderr.replace("\n", "")
    assert "https://www.laptboard.org/licensee-search" in done.stderr
    assert server.asked == []


def test_the_command_asks_remembers_and_publishes(command: Callable[..., Any], server: Board) -> None:
    done = command("la_physical_therapy", "--license", "03789", switched_on="la_physical_therapy, ms_physical_therapy")
    assert done.exit_code == 0, done.output
    assert "Seraphine Vanterpool, Physical Therapist 03789: Active, until 2027-04-30" in done.stdout
    again = command("la_physical_therapy", "--license", "03789", "--json", switched_on="all")
    told = json.loads(again.stdout)
    assert (told["outcome"], told["run"], len(server.pages())) == ("found", None, 1)
    assert told["licenses"][0]["number"] == "03789"
    shown = CliRunner().invoke(app, ["--today", "2026-11-20", "check", "03789", "--state", "LA"])
    assert "confirmed" in shown.stdout


def test_the_command_publishes_only_when_nobody_else_writes(
    command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a publication beside a crawl would keep that one from storing its pages."""
    monkeypatch.setattr(gathering, "WAIT", 0.2)
    assert command("la_physical_therapy", "--license", "03789", "--no-publish", switched_on="all").exit_code == 0
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with in_another_process(tmp_path / "data" / "needleproof.db.lock"):
        done = command("la_physical_therapy", "--last", "Vanterpool", "--first", "Seraphine", switched_on="all")
    assert (done.exit_code, "Vanterpool" in done.stdout) == (0, True)
    assert "the answer is kept, and shown with the next" in done.stderr.replace("\n", " ")
    with Session(engine) as session:
        assert session.exec(select(Practitioner)).all() == []
        assert len(session.exec(select(Run)).all()) == 2
    engine.dispose()


@contextmanager
def in_another_process(file: Path) -> Iterator[None]:
    """Somebody else holds a lock meanwhile."""
    held = "import sys\nfrom filelock import FileLock\nwith FileLock(sys.argv[1]):\n print(flush=True)\n input()"
    with subprocess.Popen(
        [sys.executable, "-c", held, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        try:
            yield
        finally:
            other.communicate("\n")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (ok(la()), 0, "no proof that there is no license"),
        (ok(CAPTCHA), 1, "does not want to be asked by a program"),
        ((500, {}, b""), 1, "could not be reached"),
        (ok(b"<p>x</p>"), 1, "could not be read"),
        (ok(la(total=30)), 1, "give the license number"),
    ],
)
def test_what_the_command_says(
    answer: Answer, code: int, words: str, command: Callable[..., Any], server: Board
) -> None:
    server.answer = answer
    done = command("la_physical_therapy", "--last", "Vanterpool", "--first", "Seraphine", switched_on="all")
    assert done.exit_code == code
    assert words in done.stdout.replace("\n", " ")
    assert "Check by hand: https://www.laptboard.org/licensee-search" in done.stdout


def test_the_command_refuses_what_names_nobody(command: Callable[..., Any], server: Board) -> None:
    done = command("la_physical_therapy", "--last", "V*", "--first", "Seraphine", switched_on="all")
    assert done.exit_code == 2
    assert "wildcard" in done.stderr
    assert server.asked == []


def test_fixtures_of_the_fixtures() -> None:
    """The invented answers are what the sources read."""
    assert ms() != ms(b"x")
    assert la() != la(total=3)
    assert mylicense() != thentia() != md()
