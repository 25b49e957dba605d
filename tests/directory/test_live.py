"""Asking primary sources now: old beside new, and three truths kept apart: our failure, an outage, and nobody found."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import httpx
import pytest
from click.testing import Result
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from crawlers import lookups
from directory import live
from directory.accounts import acts
from directory.cli import app, gathering
from directory.live import Answer, Question, ask_all
from directory.registries import nppes
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Fetch, Run, Verification
from directory.vocabulary import ActKind, LookUpOutcome, Need
from directory.web import WebClient
from tests.crawlers.boards import CASES, Board, ok
from tests.crawlers.boards import Answer as Reply

pytestmark = pytest.mark.slow
TODAY, LATER = "2026-11-20", "2026-11-22"
NPI = "2000000002"
MS, LA = CASES[0], CASES[1]
LA_FOUND = LA.found.replace(b"Seraphine Vanterpool", b"Renee Hollowell")
MS_NAME, LA_NAME = "ms_physical_therapy", "la_physical_therapy"
RESULT: dict[str, Any] = {
    "number": NPI,
    "enumeration_type": "NPI-1",
    "basic": {"status": "A", "first_name": "RENEE", "last_name": "HOLLOWELL", "middle_name": "K"},
    "taxonomies": [
        {"code": "225100000X", "license": MS.number, "state": "MS", "primary": True},
        {"code": "225100000X", "license": LA.number, "state": "LA", "primary": False},
    ],
    "addresses": [],
}


def registry(**basic: str) -> Reply:
    result = RESULT | {"basic": RESULT["basic"] | basic}
    return ok(json.dumps({"result_count": 1, "results": [result]}).encode())


@dataclass
class Sources:
    """A registry and two boards, each a server of its own."""

    registry: Board = field(default_factory=Board)
    ms: Board = field(default_factory=Board)
    la: Board = field(default_factory=Board)

    def all(self) -> tuple[Board, Board, Board]:
        return self.registry, self.ms, self.la

    def begin(self) -> None:
        for board in self.all():
            board.asked, board.robots, board.others, board.on_asked = [], (404, {}, b""), {}, lambda: None
        self.registry.answer, self.la.answer = registry(), ok(LA_FOUND)
        self.ms.answer, self.ms.others = ok(MS.found), dict(MS.others)

    def urls(self) -> list[str]:
        pairs = zip(("nppes_api", MS_NAME, LA_NAME), self.all(), strict=True)
        return [part for name, board in pairs for part in ("--base-url", f"{name}={board.url}")]


@pytest.fixture(scope="module")
def sources() -> Iterator[Sources]:
    made = Sources()
    yield made
    for board in made.all():
        board.server.shutdown()


Run_ = Callable[..., Result]
TRUSTED = httpx.create_ssl_context()


def command(data: Path, *words: str, today: str, switched_on: str = "all") -> Result:
    environment = {
        "NEEDLEPROOF_DATA": str(data),
        "NEEDLEPROOF_TODAY": today,
        "NEEDLEPROOF_LOOKUPS": switched_on,
        "NEEDLEPROOF_VERBOSE": None,
        "NEEDLEPROOF_DATABASE_URL": None,
    }
    with pytest.MonkeyPatch.context() as patched:
        for module in (lookups, nppes):  # reading the certificates of the world for each request would take longest
            patched.setattr(module, "WebClient", partial(WebClient, context=TRUSTED))
        return CliRunner().invoke(app, ["--today", today, *words], env=environment)


@pytest.fixture(scope="module")
def known(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the person is known from look-ups of two days before."""
    data = tmp_path_factory.mktemp("known")
    sources.begin()
    for name, case in ((MS_NAME, MS), (LA_NAME, LA)):
        done = command(data, "lookup", name, "--license", case.number, "--no-publish", *sources.urls(), today=TODAY)
        assert done.exit_code == 0, done.output
    assert command(data, "check", NPI, "--live", *sources.urls(), today=TODAY).exit_code == 0
    return data


@pytest.fixture
def run(known: Path, sources: Sources, tmp_path: Path) -> Run_:
    """The command on a copy of that folder, two days later."""
    shutil.copytree(known, tmp_path / "data")
    sources.begin()
    return partial(command, tmp_path / "data", today=LATER)


def asked(run: Run_, sources: Sources, *words: str) -> dict[str, Any]:
    done = run("check", *(words or (NPI,)), "--live", "--json", *sources.urls())
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return {one["source"]: one for one in told["live"]} | {"lists": told["lists"], "people": told["people"]}


def published(folder: Path) -> list[tuple[Any, ...]]:
    engine = connect(f"sqlite:///{folder / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        query = select(Verification).order_by(col(Verification.need), col(Verification.subject))
        rows = [(row.need, row.subject, row.status, row.raw, row.read_at) for row in session.exec(query)]
    engine.dispose()
    return rows


# --- old and new -----------------------------------------------------------------------------------------------------


def test_the_same_answer_is_read_anew_and_kept_as_evidence(run: Run_, sources: Sources, tmp_path: Path) -> None:
    told = asked(run, sources)
    assert {name: told[name]["outcome"] for name in ("nppes_api", MS_NAME, LA_NAME)} == dict.fromkeys(
        ("nppes_api", MS_NAME, LA_NAME), "same"
    )
    one = told[MS_NAME]
    assert (one["asked"], one["before"]["raw"], one["after"]["raw"]) == (
        f"license number {MS.number}",
        "ACTIVE",
        "ACTIVE",
    )
    assert (one["before"]["read_at"][:10], one["after"]["read_at"][:10]) == (TODAY, LATER)
    assert all(board.pages() for board in sources.all())  # within the week for which an answer is remembered
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        runs = session.exec(select(Run).where(Run.source == MS_NAME)).all()
        fetches = session.exec(select(Fetch).where(Fetch.run_id == runs[-1].id)).all()
    engine.dispose()
    assert [(one.how, one.outcome) for one in runs] == [("look-up", "healthy")] * 2
    assert MS.number.encode() in EvidenceStore(tmp_path / "data" / "evidence").read(fetches[0].sha256)
    (person,) = told["people"]
    assert {line["read_at"][:10] for line in person["lines"] if line["need"] == "license"} == {LATER}


def test_who_asked_about_whom_is_kept(run: Run_, sources: Sources, tmp_path: Path) -> None:
    asked(run, sources, NPI, "--by", "Casey Coordinator")
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        row, *before = acts.newest(session, 10)
    engine.dispose()
    assert (row.what, row.by, row.subject) == (ActKind.SOURCES_ASKED, "Casey Coordinator", f"NPI {NPI}")
    assert row.details == {"sources": sorted([MS_NAME, LA_NAME, "nppes_api"])}
    assert [one.details["sources"] for one in before[1:]] == [[LA_NAME], [MS_NAME]]  # by `lookup`
    assert all(one.by.startswith("command line") for one in before)  # as the folder was made: nobody said who


def test_a_changed_answer_is_shown_beside_the_old_one_and_published(run: Run_, sources: Sources) -> None:
    sources.ms.answer = ok(MS.found.replace(b"ACTIVE", b"SUSPENDED"))
    sources.registry.answer = registry(status="D", deactivation_date="2026-11-21")
    told = asked(run, sources)
    board = told[MS_NAME]
    assert (board["outcome"], board["before"]["status"], board["after"]["status"]) == (
        "changed",
        "confirmed",
        "confirmed_not_active",
    )
    assert (board["before"]["raw"], board["after"]["raw"]) == ("ACTIVE", "SUSPENDED")
    assert board["differs"] == ["status", "raw", "license_status"]
    assert told["nppes_api"]["differs"] == ["status", "raw", "deactivated_on"]
    assert told[LA_NAME]["outcome"] == "same"
    lines = {
        line["source"]: line["status"] for line in told["people"][0]["lines"] if line["need"] in ("license", "npi")
    }
    assert lines == {MS_NAME: "confirmed_not_active", LA_NAME: "confirmed", "nppes_api": "confirmed_not_active"}


def test_old_and_new_stand_side_by_side_in_the_table(run: Run_, sources: Sources) -> None:
    sources.ms.answer = ok(MS.found.replace(b"ACTIVE", b"SUSPENDED"))
    done = run("check", NPI, "--live", *sources.urls())
    row = next(line for line in done.stdout.splitlines() if "SUSPENDED" in line)
    assert "what we had" in done.stdout
    assert row.index("ACTIVE") < row.index("SUSPENDED")
    assert "license number 3274: changed: status, raw, license_status" in done.stdout


def test_by_license_number_and_state(run: Run_, sources: Sources) -> None:
    told = asked(run, sources, MS.number, "--state", "MS")
    assert {name for name in told if told[name] and name not in ("lists", "people")} == {"nppes_api", MS_NAME, LA_NAME}


def test_a_license_that_nobody_has_read_is_asked_for(run: Run_, sources: Sources, tmp_path: Path) -> None:
    sources.ms.answer = ok(MS.found.replace(b"3274", b"3275"))
    told = asked(run, sources, "3275", "--state", "MS")
    assert (told[MS_NAME]["outcome"], told[MS_NAME]["before"]) == ("new", None)
    assert len(told["people"]) == 1


# --- three truths ----------------------------------------------------------------------------------------------------

NOBODY = MS.nobody or b""
TRUTHS: dict[str, tuple[Reply, str, str]] = {
    "shows nobody": (ok(NOBODY), "not_found", "no proof that there is none"),
    "answers 403": ((403, {}, b""), "refused", "does not want to be asked by a program"),
    "is down": ((503, {}, b"later"), "unreachable", "could not be reached"),
    "answers in another form": (ok(b"<p>x</p>"), "our_error", "our fault"),
}


@pytest.mark.parametrize("what", TRUTHS)
def test_what_is_no_answer_changes_nothing_and_is_told_as_what_it_is(
    what: str, run: Run_, sources: Sources, tmp_path: Path
) -> None:
    reply, outcome, words = TRUTHS[what]
    before = [row for row in published(tmp_path) if row[3] == "ACTIVE"]
    sources.ms.answer = reply
    told = asked(run, sources)
    one = told[MS_NAME]
    assert (one["outcome"], one["after"], one["before"]["raw"]) == (outcome, None, "ACTIVE")
    assert words in one["said"]
    assert all(other not in one["said"] for _, kind, other in TRUTHS.values() if kind != outcome)
    assert told[LA_NAME]["outcome"] == "same"
    assert [row for row in published(tmp_path) if row[3] == "ACTIVE"] == before
    assert "confirmed" in {line["status"] for line in told["people"][0]["lines"] if line["source"] == MS_NAME}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ((403, {}, b""), "refused"),
        ((503, {}, b""), "unreachable"),
        (ok(b"<p>x</p>"), "our_error"),
        (ok(b'{"result_count": 0, "results": []}'), "not_found"),
    ],
)
def test_the_registry_s_three_truths(reply: Reply, outcome: str, run: Run_, sources: Sources) -> None:
    sources.registry.answer = reply
    one = asked(run, sources)["nppes_api"]
    assert (one["outcome"], one["before"]["status"], one["after"]) == (outcome, "confirmed", None)


def test_a_registry_that_forbids_it_in_robots_txt_refuses(run: Run_, sources: Sources) -> None:
    sources.registry.robots = (200, {}, b"User-agent: *\nDisallow: /api")
    assert asked(run, sources)["nppes_api"]["outcome"] == "refused"
    assert sources.registry.pages() == []


def test_a_refusal_is_remembered_and_said(run: Run_, sources: Sources) -> None:
    sources.ms.answer = (403, {}, b"")
    asked(run, sources)
    number = len(sources.ms.asked)
    sources.ms.answer = ok(MS.found)
    one = asked(run, sources)[MS_NAME]
    assert (one["outcome"], len(sources.ms.asked)) == ("refused", number)
    assert "it was not asked again" in one["why"]


def test_a_board_that_is_switched_off_is_not_asked(run: Run_, sources: Sources) -> None:
    told = asked(partial(run, switched_on=LA_NAME), sources)
    assert (told[MS_NAME]["outcome"], told[MS_NAME]["after"]) == ("not_asked", None)
    assert f"NEEDLEPROOF_LOOKUPS={MS_NAME}" in told[MS_NAME]["why"]
    assert (told[LA_NAME]["outcome"], sources.ms.asked) == ("same", [])


def test_one_who_is_too_slow_costs_nobody_else_an_answer(
    run: Run_, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SECONDS", 2.0)
    over = Event()
    sources.ms.on_asked = lambda: over.wait(30) and None
    try:
        told = asked(run, sources)
    finally:
        over.set()
    assert (told[MS_NAME]["outcome"], told[LA_NAME]["outcome"], told["nppes_api"]["outcome"]) == (
        "unreachable",
        "same",
        "same",
    )
    assert "too slow" in told[MS_NAME]["why"]


def test_what_cannot_be_published_now_is_kept(
    run: Run_, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(gathering, "WAIT", 0.2)
    sources.ms.answer = ok(MS.found.replace(b"ACTIVE", b"SUSPENDED"))
    with FileLock(tmp_path / "data" / "needleproof.db.lock"):
        told = asked(run, sources)
    assert (told[MS_NAME]["after"]["raw"], told[MS_NAME]["outcome"]) == ("SUSPENDED", "changed")
    assert run("publish").exit_code == 0
    assert "SUSPENDED" in {row[3] for row in published(tmp_path)}


# --- manners ---------------------------------------------------------------------------------------------------------


class InFlight:
    """How many requests servers are answering at the same time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = Lock()

    def wrapped(self, board: Board) -> None:
        """Counts the requests of a board from their coming to their answer."""
        handler: Any = board.server.RequestHandlerClass
        answered = handler.answered

        def counted(itself: Any, fields: Any) -> None:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            try:
                answered(itself, fields)
            finally:
                with self.lock:
                    self.now -= 1

        handler.answered = counted


def test_three_sources_are_asked_at_once(run: Run_, sources: Sources) -> None:
    """Each holds its first page back until all three were asked: one after another, none would be answered."""
    meeting, flight = Barrier(3), InFlight()
    for board in sources.all():
        came: list[int] = []

        def hold(board: Board = board, came: list[int] = came) -> None:
            if board.asked[-1].path != "/robots.txt" and not came:
                came.append(1)
                meeting.wait(20)

        board.on_asked = hold
        flight.wrapped(board)
    told = asked(run, sources)
    assert [told[name]["outcome"] for name in ("nppes_api", MS_NAME, LA_NAME)] == ["same"] * 3
    assert flight.most >= 3


def test_one_host_is_asked_one_question_at_a_time(run: Run_) -> None:
    host, flight = Board(), InFlight()
    host.answer = (503, {}, b"")
    flight.wrapped(host)
    try:
        done = run("check", NPI, "--live", "--json", "--base-url", host.url)
    finally:
        host.server.shutdown()
    assert len(json.loads(done.stdout)["live"]) == 3
    assert len(host.pages()) == 3
    assert flight.most == 1


def of(place: str, ask: Callable[[float], Answer]) -> Question:
    return Question(source=place, owner=place, asked="it", need=Need.NPI, number=NPI, place=place, ask=ask)


def test_no_more_hosts_at_once_than_allowed_and_answers_in_the_order_of_the_questions() -> None:
    lock, now, most = Lock(), [0], [0]
    both = Barrier(2)

    def ask(name: str, _: float) -> Answer:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        both.wait(20)
        with lock:
            now[0] -= 1
        return Answer(LookUpOutcome.FOUND, name)

    names = [f"host{n}" for n in range(6)]
    told = ask_all([of(name, partial(ask, name)) for name in names], at_once=2, seconds=60)
    assert [one.scope for one in told] == names
    assert most == [2]


def test_a_question_that_fails_or_comes_too_late_is_told_so() -> None:
    def fails(_: float) -> Answer:
        raise ZeroDivisionError

    first, second = ask_all([of("a", fails), of("b", lambda _: Answer(LookUpOutcome.FOUND))], at_once=1, seconds=60)
    assert (first.outcome, first.why) == (LookUpOutcome.UNREADABLE, "our program failed: ZeroDivisionError")
    assert second.outcome is LookUpOutcome.FOUND
    (late,) = ask_all([of("a", fails)], at_once=1, seconds=0)
    assert (late.outcome, late.why) == (None, live.NO_TIME)
