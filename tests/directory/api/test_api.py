"""The JSON interface: every answer keeps its description, each reader is told what is theirs, faults in words."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from sqlalchemy import event
from sqlmodel import Session, col, select

from directory import disputes
from directory.api import answering, changing
from directory.api.openapi import SEARCHED, description
from directory.asked import PARAMETERS
from directory.disputes import LISTING
from directory.exporting import fhir
from directory.exporting.reading import one, telling
from directory.store.database import connect
from directory.store.shown import shown_now
from directory.store.tables import PracticeLocation, Practitioner, Verification
from directory.throttle import Throttle
from directory.vocabulary import Audience, ExclusionStatus, PlaceKind, Wish
from tests.directory.api.conftest import ROOT, Ask
from tests.directory.conftest import noon
from tests.directory.samples import sample_folder
from tests.directory.signing import sign_in

TODAY = "2026-11-20"
TOLD = description()
ASKED = [
    "/health", "/search?near=98101", "/search?near=98101&trained=true&claims=true", "/search?in_state=WA&page=2",
    "/search?in_state=WY&profession=PT&trained=true", "/search?who=Obermeyer", "/search?county=King+County,+WA",
    "/states/WA", "/states/wy", "/sources", "/publications", "/publications?since=1", "/publications?limit=1",
    "/changes?since=0", "/changes?since=1&limit=3", "/changes?since=2",
]  # fmt: skip
REFUSED = [
    ("/search?near=Nowhere+at+all", 400, "Nowhere"),
    ("/search?color=red", 400, "unknown parameter 'color'"),
    ("/search?within=7&near=98101", 400, "within takes"),
    ("/search?page=0", 400, "page takes"),
    ("/health?x=1", 400, "takes none"),
    ("/practitioners/nobody", 404, "nobody has this id"),
    ("/practitioners/..%2F..", 404, "nothing at this address"),
    ("/practitioners/x/checks", 404, "nobody has this id"),
    ("/practitioners/x/evidence", 404, "nothing at this address"),
    ("/states/XX", 404, "no state has this code"),
    ("/publications?since=99", 400, "the newest publication is"),
    ("/publications?limit=100000", 400, "limit takes"),
    ("/changes", 400, "since is needed"),
    ("/changes?since=1&after=../x", 400, "after takes"),
    ("/changes?since=-1", 400, "since takes"),
    ("/nonsense", 404, "nothing at this address"),
    ("", 404, "nothing at this address"),
    (f"/search?who={'x' * 9000}", 414, "longer than"),
]


def schema_of(path: str, status: int, media: str) -> Draft202012Validator:
    """What the description promises of an answer."""
    name = path.partition("?")[0]
    known = TOLD["paths"]
    parts = name.split("/")
    pattern = next(
        (one for one in known if len(one.split("/")) == len(parts)
         and all(a == b or a.startswith("{") for a, b in zip(one.split("/"), parts, strict=True))),
        None,
    )  # fmt: skip
    assert pattern is not None, name
    schema = known[pattern]["get"]["responses"][str(status)]["content"][media]["schema"]
    return Draft202012Validator(schema | {"components": TOLD["components"]})


def keeps(path: str, answer: httpx.Response) -> Any:
    media = answer.headers["content-type"].partition(";")[0]
    told = answer.json()
    schema_of(path, answer.status_code, media).validate(told)
    return told


def test_the_description_is_valid_and_whole(ask: Ask) -> None:
    validate(TOLD)
    answer = ask("/openapi.json")
    assert (answer.status_code, answer.json()) == (200, json.loads(json.dumps(TOLD)))
    assert set(SEARCHED) == set(PARAMETERS)
    assert ask("/openapi.json", if_none_match=answer.headers["etag"]).status_code == 304


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("path", ASKED)
def test_every_answer_keeps_its_description(
    ask: Ask, path: str, signed_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if signed_in:
        sign_in(monkeypatch)
    answer = ask(path)
    assert answer.status_code == 200, answer.text
    told = keeps(path, answer)
    assert (told["shown_on"], told["publication"]) == (TODAY, 2)
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == ("private, no-cache" if signed_in else "no-cache")


@pytest.mark.parametrize(("path", "status", "word"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_answered_is_a_problem_in_words(ask: Ask, path: str, status: int, word: str) -> None:
    answer = ask(path)
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["type"]) == (status, status, "about:blank")
    assert word in told["detail"]
    Draft202012Validator(TOLD["components"]["schemas"]["Problem"] | {"components": TOLD["components"]}).validate(told)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/health", "/search", "/openapi.json"])
def test_it_only_reads(ask: Ask, method: str, path: str) -> None:
    answer = ask(path, method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_question_with_several_meanings_has_its_choices(ask: Ask) -> None:
    answer = ask("/search?near=Springfield")
    told = keeps("/search", answer)
    assert answer.status_code == 400
    assert len(told["choices"]) > 1
    assert ask(told["choices"][0]["address"].removeprefix(ROOT)).status_code == 200


def test_the_pages_of_a_list_lead_to_each_other_and_equal_the_old_address(ask: Ask) -> None:
    path, ids, total = "/search?in_state=WA", [], 0
    while path:
        told = ask(path).json()
        ids += [hit["id"] for hit in told["hits"]]
        total, path = told["total"], (told["next"] or "").removeprefix(ROOT)
    assert len(ids) == len(set(ids)) == total > 10


# --- one person ---------------------------------------------------------------------------------------------------


@pytest.fixture
def anybody(ask: Ask) -> str:
    return str(ask("/search?in_state=WA&trained=true").json()["hits"][0]["id"])


@pytest.mark.parametrize("ending", ["", "/checks", "/fhir"])
def test_one_person(ask: Ask, anybody: str, ending: str) -> None:
    path = f"/practitioners/{anybody}{ending}"
    answer = ask(path)
    told = keeps(path, answer)
    again = ask(path, if_none_match=f'W/"other", {answer.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert ask(path, "HEAD").status_code == 200
    if ending == "/fhir":
        inside = {entry["fullUrl"]: entry["resource"] for entry in told["entry"]}
        assert [told for one in inside.values() for told in fhir.problems(one, inside.keys(), inside)] == []
        assert answer.content == ask(path).content
    elif ending == "/checks":
        assert {check["practitioner_id"] for check in told["checks"]} == {anybody}
    else:
        assert ask(told["checks"].removeprefix(ROOT)).status_code == 200


def test_a_tag_is_of_one_reader_and_one_day(ask: Ask, anybody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/practitioners/{anybody}"
    tags = {ask(path).headers["etag"]}
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-21")
    tags.add(ask(path).headers["etag"])
    sign_in(monkeypatch)
    tags.add(ask(path).headers["etag"])
    assert len(tags) == 3


def test_a_day_later_than_the_promise_everything_is_stale(
    ask: Ask, anybody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2028-11-20")
    statuses = {check["status"] for check in ask(f"/practitioners/{anybody}/checks").json()["checks"]}
    assert "stale" in statuses
    assert "confirmed" not in statuses


# --- who may see what ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(shown: Path) -> Any:
    engine = connect(f"sqlite:///{shown / 'needleproof.db'}", read_only=True)
    yield engine
    engine.dispose()


def test_possible_hits_reach_no_patient_by_any_address(ask: Ask, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session(store) as session:
        people = session.exec(
            select(Verification.practitioner_id).where(Verification.status == ExclusionStatus.POSSIBLE_HIT)
        ).all()
    assert people
    for person in people:
        paths = [f"/practitioners/{person}{ending}" for ending in ("", "/checks", "/fhir")]
        told = [ask(path).text for path in paths]
        assert not any("possible_hit" in text or "review" in text.lower() for text in told)
        sign_in(monkeypatch)
        assert any("possible_hit" in ask(path).text for path in paths)
        monkeypatch.undo()


def test_an_address_for_mail_reaches_no_patient(ask: Ask, store: Any) -> None:
    with Session(store) as session:
        query = select(PracticeLocation.practitioner_id).where(PracticeLocation.kind == PlaceKind.MAILING)
        person = session.exec(query).first()
    told = ask(f"/practitioners/{person}").json()
    assert all(place["kind"] != "mailing" for place in told["places"])


@pytest.fixture
def hidden(day_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Wish], Practitioner]:
    """A store of one's own, in which somebody with a phone asked to be hidden."""
    folder = sample_folder(day_two, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")

    def hide(wish: Wish) -> Practitioner:
        with Session(engine, expire_on_commit=False) as session:
            office = session.exec(
                select(PracticeLocation)
                .where(PracticeLocation.kind == PlaceKind.PRACTICE, col(PracticeLocation.phone).is_not(None))
                .order_by(col(PracticeLocation.id))
            ).first()
            assert office is not None
            person = session.get(Practitioner, office.practitioner_id)
            assert person is not None
        fact = LISTING if wish is Wish.HIDE_LISTING else disputes.place_fact(office)
        day = noon(date(2026, 11, 20))
        disputes.hide(engine, person.id, fact, wish, shown="it", who="R", why="asked for", now=day)
        engine.dispose()
        return person

    return hide


@pytest.mark.parametrize("wish", [Wish.HIDE_CONTACT, Wish.HIDE_LISTING])
def test_what_is_hidden_reaches_no_patient(ask: Ask, hidden: Callable[[Wish], Practitioner], wish: Wish) -> None:
    person = hidden(wish)
    told = ask(f"/practitioners/{person.id}").json()
    assert not any(place["phone"] or place["line1"] for place in told["places"])
    assert bool(told["why_hidden"]) == (wish is Wish.HIDE_LISTING)
    assert '"telecom"' not in ask(f"/practitioners/{person.id}/fhir").text
    people = [one["id"] for one in ask("/changes?since=0&limit=200").json()["people"]]
    assert (person.id in people) == (wish is Wish.HIDE_CONTACT) or len(people) == 200
    if wish is Wish.HIDE_LISTING:
        assert told["training"] == []
        assert {check["need"] for check in ask(f"/practitioners/{person.id}/checks").json()["checks"]} <= {
            "license", "exclusion", "npi",
        }  # fmt: skip


# --- what changed -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_changes_are_those_that_this_reader_sees(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def changes() -> dict[str, str]:
        path, found = "/changes?since=1&limit=7", {}
        while path:
            told = ask(path).json()
            found |= {one["id"]: one["change"] for one in told["people"]}
            path = (told["next"] or "").removeprefix(ROOT)
        return found

    patients = changes()
    sign_in(monkeypatch)
    coordinators = changes()
    assert set(patients) <= set(coordinators)
    assert {"added", "changed"} & set(patients.values())
    assert list(patients) == sorted(patients)
    for person, what in patients.items():
        assert ask(f"/practitioners/{person}").status_code == (404 if what == "removed" else 200)


def test_without_a_store_it_says_what_to_do(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    answer = ask("/health")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "needleproof demo" in answer.json()["detail"]
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "someday")
    assert "NEEDLEPROOF_TODAY" in ask("/health").json()["detail"]


def test_the_older_addresses_still_answer(ask: Ask, anybody: str) -> None:
    async_paths = ["/../health", "/../search?near=98101", f"/../practitioners/{anybody}", "/../linking"]
    for path in async_paths:
        assert ask(path).status_code == 200, path


def test_for_whom_an_answer_is_follows_the_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.api import audience

    asked: list[Any] = []

    def reader(session: Any, cookies: Any) -> None:
        asked.append(cookies)

    monkeypatch.setattr(audience.signed_in, "reader", reader)
    request: Any = type("R", (), {"cookies": {"a": "b"}})()
    assert audience.audience_of(request, None, None) is Audience.PATIENT  # type: ignore[arg-type]
    assert asked == [{"a": "b"}]


# --- who asks too often, and what is held already ---------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_back(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ASKERS", Throttle(most=2, clock=lambda: 5.0, window=60.0))
    assert [ask("/health").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask("/search?in_state=WA")
    keeps("/search", answer)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "61")
    assert ask("/openapi.json").status_code == 429


def test_what_is_nowhere_is_not_unchanged(ask: Ask, anybody: str) -> None:
    assert ask("/practitioners/nobody", If_None_Match="*").status_code == 404
    assert ask("/nonsense", If_None_Match="*").status_code == 404
    assert ask("/search?color=red", If_None_Match="*").status_code == 400
    for path in (f"/practitioners/{anybody}", "/openapi.json"):
        held = ask(path, If_None_Match="*")
        assert (held.status_code, held.content) == (304, b"")


def test_every_address_describes_what_may_go_wrong() -> None:
    for path in TOLD["paths"].values():
        told = path["get"]["responses"]
        assert {"405", "414", "429", "503"} <= set(told)
        assert "Retry-After" in told["429"]["headers"]


def test_one_person_is_told_without_the_runs_of_everybody_else(store: Any, anybody: str) -> None:
    asked: list[tuple[str, Any]] = []
    with Session(store) as session:
        shown = shown_now(session, anybody)
        assert shown is not None
        whole = telling(session, Audience.COORDINATOR, date(2026, 11, 20))
        event.listen(store, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        how = telling(session, Audience.COORDINATOR, date(2026, 11, 20), shown)
        assert one(session, how, shown) == one(session, whole, shown)
    runs = [(text, given) for text, given in asked if "FROM run" in text]
    sources = {row.source or "" for row in shown.checks}
    assert runs
    assert all(sources & {str(value) for value in given} for _, given in runs)


# --- changes ----------------------------------------------------------------------------------------------------------


def test_a_page_of_changes_ends_where_nobody_hidden_stands(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few are looked at: the pages lead through everybody, and name whom they tell of or anybody at all."""
    whole = {one["id"]: one["change"] for one in ask("/changes?since=1&limit=200").json()["people"]}
    monkeypatch.setattr(changing, "LOOKED_AT", 7)
    path, found, pages = "/changes?since=1&limit=3", {}, 0
    while path:
        told = ask(path).json()
        assert len(told["people"]) <= 3
        found |= {one["id"]: one["change"] for one in told["people"]}
        path, pages = (told["next"] or "").removeprefix(ROOT), pages + 1
    assert {one: found[one] for one in whole} == whole
    assert pages > len(found) / 3


def test_changes_ask_few_questions_of_the_store(ask: Ask, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(answering, "_engine", lambda _: store)
    event.listen(store, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(ask("/changes?since=1&limit=200").json()["people"]) > 100
    assert len(asked) < 25
