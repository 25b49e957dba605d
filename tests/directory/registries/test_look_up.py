"""Asking the NPI registry about one person now: what it says is kept, and what it cannot say changes nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.registry import record_facts
from crawlers.runner import Workplace
from crawlers.sample.server import SampleServer
from crawlers.sample.world import SampleWorld
from directory.registries.nppes import LookUp, look_up
from directory.store import readings
from directory.store.tables import Fetch, Run
from directory.vocabulary import NpiStatus

TODAY = date(2026, 11, 20)
AGENT = "needleproof-test"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(SampleWorld(TODAY, 2)) as running:
        yield running


@pytest.fixture
def asked(place: Workplace, server: SampleServer) -> Iterator[Callable[[str], LookUp]]:
    record_facts(place.engine)
    server.down = server.broken = frozenset()

    def ask(npi: str) -> LookUp:
        return look_up(
            place.engine,
            place.evidence,
            npi,
            user_agent=AGENT,
            clock=place.clock,
            base_url=server.base_url("nppes_api"),
        )

    yield ask
    server.down = server.broken = frozenset()


def known(place: Workplace) -> list[Any]:
    with Session(place.engine) as session:
        return [s.record for s in readings.current_sightings(session, kinds=("npi",))]


def test_found(asked: Callable[[str], LookUp], place: Workplace, server: SampleServer) -> None:
    person = server.world.person("golden_wa")
    answer = asked(str(person.npi))
    assert answer.report.healthy
    assert answer.report.outcome == "healthy"
    assert answer.report.scope == f"npi={person.npi}"
    assert answer.said == "The registry lists this NPI."
    (record,) = known(place)
    assert (record.npi, record.status) == (person.npi, NpiStatus.ACTIVE)
    with Session(place.engine) as session:
        (sighting,) = readings.current_sightings(session)
        (run,) = session.exec(select(Run)).all()
        (fetch,) = session.exec(select(Fetch)).all()
    assert run.how == "look-up"
    assert fetch.status == 200
    body = json.loads(place.evidence.read(sighting.sha256))
    assert body["results"][0]["number"] == person.npi
    assert sighting.locator == "$.results[0]"
    assert ("npiregistry.cms.hhs.gov", f"/api/?version=2.1&number={person.npi}") in server.requests


def test_deactivated_since_keeps_the_name(
    asked: Callable[[str], LookUp], place: Workplace, server: SampleServer
) -> None:
    person = server.world.person("deactivated")
    server.swap(SampleWorld(TODAY, 1))
    try:
        assert asked(str(person.npi)).said == "The registry lists this NPI."
    finally:
        server.swap(SampleWorld(TODAY, 2))
    before = known(place)[0]
    answer = asked(str(person.npi))
    assert answer.report.healthy
    assert "deactivated" in answer.said
    (record,) = known(place)
    assert record.status is NpiStatus.DEACTIVATED
    assert record.name == before.name
    assert record.taxonomies == before.taxonomies


def test_deactivated_and_never_seen_before(
    asked: Callable[[str], LookUp], place: Workplace, server: SampleServer
) -> None:
    answer = asked(str(server.world.person("deactivated").npi))
    assert answer.report.healthy
    (record,) = known(place)
    assert record.status is NpiStatus.DEACTIVATED
    assert record.name is None


def test_unknown(asked: Callable[[str], LookUp], place: Workplace) -> None:
    answer = asked("2000000002")
    assert answer.report.healthy
    assert "no such NPI" in answer.said
    assert known(place) == []


def test_503_is_unreachable_and_changes_nothing(
    asked: Callable[[str], LookUp], place: Workplace, server: SampleServer
) -> None:
    npi = str(server.world.person("golden_wa").npi)
    asked(npi)
    before = known(place)
    server.down = frozenset({"nppes_api"})
    answer = asked(npi)
    assert answer.report.outcome == "unreachable"
    assert not answer.report.healthy
    assert "answered 503" in answer.report.breaches[0]
    assert "could not be reached" in answer.said
    assert known(place) == before


def test_a_web_page_is_unhealthy_and_changes_nothing(
    asked: Callable[[str], LookUp], place: Workplace, server: SampleServer
) -> None:
    npi = str(server.world.person("golden_wa").npi)
    asked(npi)
    before = known(place)
    server.broken = frozenset({"nppes_api"})
    answer = asked(npi)
    assert answer.report.outcome == "breached"
    assert "could not be read" in answer.said
    assert known(place) == before


def answering(place: Workplace, serve: Callable[..., Any], npi: str) -> Callable[[bytes, datetime], LookUp]:
    """Asks a registry that gives the body it is handed, at a time."""
    record_facts(place.engine)
    bodies = [b""]
    served = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (200, {}, bodies[0]))

    def ask(body: bytes, at: datetime) -> LookUp:
        bodies[0] = body
        return look_up(place.engine, place.evidence, npi, user_agent=AGENT, clock=lambda: at, base_url=served.url)

    return ask


EMPTY = b'{"result_count": 0, "results": []}'
ERROR_15 = json.dumps({"Errors": [{"number": "15", "description": "CMS deactivated NPI"}]}).encode()


@pytest.mark.parametrize("first", ["active", "deactivated"])
def test_an_empty_answer_leaves_what_was_known_as_it_was(
    first: str, place: Workplace, serve: Callable[..., Any], server: SampleServer
) -> None:
    npi = "2000000002"
    result = {"number": npi, "enumeration_type": "NPI-1", "basic": {"status": "A", "first_name": "A", "last_name": "B"}}
    found = json.dumps({"result_count": 1, "results": [result]}).encode()
    ask = answering(place, serve, npi)
    then, now = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (1, 20))
    assert ask(found if first == "active" else ERROR_15, then).report.healthy
    with Session(place.engine) as session:
        before = list(readings.current_sightings(session))
    answer = ask(EMPTY, now)
    assert "no such NPI" in answer.said
    assert not answer.report.healthy  # nothing new to publish
    assert answer.report.gone == 0
    with Session(place.engine) as session:
        assert list(readings.current_sightings(session)) == before  # with the day it was really said
        assert all(run.finished for run in session.exec(select(Run)))
    (sighting,) = before
    assert sighting.read_at.replace(tzinfo=UTC) == then
    assert ask(found, now).report.healthy


ANSWERS: dict[str, Any] = {
    "fewer results than it counts": {"result_count": 1, "results": []},
    "more results than it counts": {
        "result_count": 0,
        "results": [{"number": "2000000002", "enumeration_type": "NPI-1", "basic": {"status": "A"}}],
    },
    "no object": [],
    "neither results nor errors": {"count": 1},
    "a result that is null": {"results": [None]},
    "a result that is a text": {"results": ["x"]},
    "basic is null": {"results": [{"number": "2000000002", "enumeration_type": "NPI-1", "basic": None}]},
    "an address that is null": {
        "results": [
            {"number": "2000000002", "enumeration_type": "NPI-1", "basic": {"status": "A"}, "addresses": [None]}
        ]
    },
    "somebody else": {"results": [{"number": "2100002015", "enumeration_type": "NPI-1", "basic": {"status": "A"}}]},
    "another error": {"Errors": [{"number": "04", "description": "No valid search criteria"}]},
}


def counted(answer: Any) -> Any:
    """With the count the registry gives, so that nothing else is wrong than what is meant."""
    if isinstance(answer, dict) and "results" in answer:
        return {"result_count": len(answer["results"]), **answer}
    return answer


BODIES = {what: json.dumps(counted(answer)).encode() for what, answer in ANSWERS.items()} | {
    "no count": b'{"results": []}',
    "nested without end": b"[" * 100_000,
    "no UTF-8": b"\xff\xfe\xff",
}


@pytest.mark.parametrize("what", BODIES)
def test_any_other_shape_ends_the_run_unhealthy(what: str, place: Workplace, serve: Callable[..., Any]) -> None:
    record_facts(place.engine)
    body = BODIES[what]
    served = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (200, {}, body))
    answer = look_up(
        place.engine, place.evidence, "2000000002", user_agent=AGENT, clock=place.clock, base_url=served.url
    )
    assert answer.report.outcome == "breached", what
    assert known(place) == []
    with Session(place.engine) as session:
        assert all(run.finished for run in session.exec(select(Run)))


@pytest.mark.parametrize(
    ("status", "text", "refused"),
    [
        (200, b"User-agent: *\nDisallow: /", True),
        (200, b"User-agent: *\nDisallow: /api", True),
        (200, b"User-agent: *\nAllow: /", False),
        (404, b"", False),
        (403, b"", True),
        (503, b"", True),
    ],
)
def test_robots(status: int, text: bytes, refused: bool, place: Workplace, serve: Callable[..., Any]) -> None:
    record_facts(place.engine)
    served = serve(lambda path: (status, {}, text) if path == "/robots.txt" else (200, {}, EMPTY))
    answer = look_up(
        place.engine, place.evidence, "2000000002", user_agent=AGENT, clock=place.clock, base_url=served.url
    )
    assert (answer.report.outcome == "unreachable") is refused
    assert bool(served.pages()) is not refused
    assert set(served.agents) == {AGENT}
    if refused:
        assert "robots.txt" in answer.report.breaches[0]


def test_too_long_an_answer_is_not_read(place: Workplace, serve: Callable[..., Any]) -> None:
    record_facts(place.engine)
    served = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (200, {}, b" " * (2 << 20)))
    answer = look_up(
        place.engine, place.evidence, "2000000002", user_agent=AGENT, clock=place.clock, base_url=served.url
    )
    assert answer.report.outcome == "unreachable"
    assert "bytes" in answer.report.breaches[0]


def test_a_closed_port_is_unreachable(place: Workplace) -> None:
    record_facts(place.engine)
    answer = look_up(
        place.engine, place.evidence, "2000000002", user_agent=AGENT, clock=place.clock, base_url="http://127.0.0.1:9"
    )
    assert answer.report.outcome == "unreachable"
