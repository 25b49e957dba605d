"""Plain pages over the sample world: well-formed, whole for every kind of answer, and the same as the services say."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import Session, select

from directory.asked import query_of
from directory.normalize.states import state_code
from directory.plain.form import PROFESSIONS, STATES
from directory.store.database import connect
from directory.store.tables import PractitionerAlias, Verification
from tests.directory.plain.conftest import Ask
from tests.directory.plain.reading import Page
from tests.directory.signing import sign_in_as

ADDRESSES = {
    "/people": "Type a ZIP code or a city",
    "/people?near=98101": "Anneliese Featherstone",
    "/people?near=98101&trained=true&within=50&profession=PT&active=true": "within 50 miles",
    "/people?in_state=SD": "Page 2",
    "/people?in_state=SD&page=2": "South Dakota",
    "/people?near=Springfield": "Which one do you mean?",
    "/people?near=00000": "No search was made",
    "/people?in_state=Atlantis": "We do not know a state",
    "/people?who=Nobodyatallhere": "0 ",
    "/people?near=98101&who=Vantongeren&fbclid=1": "left it out: fbclid",
    "/states": "Washington",
    "/states/WA": "RCW 18.74.200",
    "/states/AK": "Alaska",
    "/about": "Sources",
}


def page_of(ask: Ask, path: str, status: int = 200) -> Page:
    answer = ask(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    found = Page(answer.text)
    assert found.faults == []
    return found


@pytest.mark.parametrize("path", ADDRESSES)
def test_each_page_is_well_formed_and_says_what_it_is_for(path: str, ask: Ask) -> None:
    assert ADDRESSES[path] in page_of(ask, path).text


def test_the_reader_of_pages_sees_faults() -> None:
    spoiled = (
        "<html><main><h2>a</h2><p>b</main><input id=x><th>c</th><script>d</script>"
        "<img src='https://example.org/e.png' onload='f()'></html>"
    )
    told = " ".join(Page(spoiled).faults)
    faults = (
        "no language",
        "0 headings",
        "</main> closes ['p']",
        "x has no label",
        "not of what",
        "a script",
        "loads from https://example.org",
        "a handler",
        "level 2 follows one of level 0",
        "no <nav>",
    )
    assert [fault for fault in faults if fault not in told] == []


def test_what_was_asked_stands_in_the_form_and_in_every_link_onward(ask: Ask) -> None:
    found = page_of(ask, "/people?in_state=SD&profession=PT&active=true&page=2")
    chosen = [told["value"] for tag, told in found.tags if tag == "option" and "selected" in told]
    assert chosen == ["25", "SD", "PT"]
    checked = [told["name"] for tag, told in found.tags if tag == "input" and "checked" in told]
    assert checked == ["active"]
    onward = [parse_qs(urlsplit(link).query) for link in found.links() if link.startswith(("/people?", "/?"))]
    assert onward
    assert all(one["in_state"] == ["SD"] and one["active"] == ["true"] for one in onward)
    assert {one.get("page", ["1"])[0] for one in onward} >= {"1", "2"}


def test_every_choice_of_the_form_is_one_that_is_understood() -> None:
    assert [code for code in STATES if state_code(query_of([("in_state", code)]).state) != code] == []
    assert [query_of([("profession", code)]).profession for code in PROFESSIONS] == [*PROFESSIONS]


def test_an_ambiguous_place_is_a_list_of_links_that_are_not(ask: Ask) -> None:
    found = page_of(ask, "/people?near=Springfield&in_state=&profession=PT")
    choices = [link for link in found.links() if "near=Springfield" in link]
    assert len(choices) > 20
    assert all("profession=PT" in link for link in choices)
    assert "No search was made" not in page_of(ask, choices[0]).text


def test_who_is_missing_from_an_answer_is_told_why(ask: Ask) -> None:
    found = page_of(ask, "/people?near=98101&profession=CHIRO&missing=Featherstone")
    assert "Anneliese Featherstone is not shown." in found.text
    assert [told["value"] for tag, told in found.tags if told.get("type") == "hidden"] == ["98101", "CHIRO"]
    assert "Anneliese Featherstone is shown." in page_of(ask, "/people?near=98101&missing=Featherstone").text
    assert "longer than 200" in page_of(ask, f"/people?near=98101&missing={'x' * 201}", 400).text


def test_a_person_has_everything_that_the_service_tells(ask: Ask, id_of: Callable[[str], str]) -> None:
    ident = id_of("Featherstone")
    text = page_of(ask, f"/people/{ident}").text
    told = ask(f"/api/practitioners/{ident}").json()
    for line in told["lines"]:
        assert line["title"] in text
        assert line["sentence"].removeprefix(f"{line['badge'][1]}. ") in text
        if line["evidence"]:
            assert line["evidence"]["sha256"] in text
    for place in told["places"]:
        assert place["text"] in text
    assert "Is this wrong?" in text
    assert "What we did not check" in text
    assert "What changed since" not in text


def test_what_changed_since_a_day(ask: Ask, id_of: Callable[[str], str]) -> None:
    ident = id_of("Featherstone")
    assert "What changed since November 14, 2026" in page_of(ask, f"/people/{ident}?since=2026-11-14").text
    for since, told in (("yesterday", "takes a day such as"), ("2027-01-01", "still to come")):
        assert told in page_of(ask, f"/people/{ident}?since={since}", 400).text


def test_every_person_of_the_world_has_a_page_and_a_sheet(ask: Ask) -> None:
    found = ask("/api/search?in_state=WA").json()["hits"]
    for hit in found:
        assert page_of(ask, f"/people/{hit['id']}").text.count(hit["name"]) > 1
        sheet = page_of(ask, f"/people/{hit['id']}/print").text
        assert "Made on November 20, 2026" in sheet
        assert f"/people/{hit['id']}" in sheet


def test_a_former_address_leads_to_the_one_to_keep(shown: Path, ask: Ask, id_of: Callable[[str], str]) -> None:
    current = id_of("Vantongeren")
    engine = connect(f"sqlite:///{shown / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(PractitionerAlias(old_id="formerly", practitioner_id=current))
        session.commit()
    engine.dispose()
    for below, onward in (
        ("", ""),
        ("/print", "/print"),
        ("?since=2026-11-14", "?since=2026-11-14"),
        ("?x=%0d%0aA:b", ""),
    ):
        answer = ask(f"/people/formerly{below}")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"/people/{current}{onward}"
    assert ask("/states/wa").headers["location"] == "/states/WA"
    assert ask("/states?state=West+Virginia").headers["location"] == "/states/WV"
    assert ask("/states/new-york").headers["location"] == "/states/NY"


@pytest.mark.parametrize(
    "path",
    ["/people/nobody", "/people/nobody/print", "/people/", "/people/a/b/c", "/people/%00", "/people/%F0%9F%98%80",
     "/states/XX", "/states/", "/states/WA/more", "/about/x", "/plain/static/other.css", "/sitemap/people-0.xml"],
)  # fmt: skip
def test_an_address_of_nothing_is_a_page_with_ways_on(path: str, ask: Ask) -> None:
    found = page_of(ask, path, 404)
    assert {"/people", "/states"} <= set(found.links())
    assert ("meta", {"name": "robots", "content": "noindex"}) in found.tags


@pytest.mark.parametrize("audience", ["patient", "coordinator"])
def test_possible_exclusion_hits_are_for_nobody_here(
    audience: str, shown: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, audience)
    engine = connect(f"sqlite:///{shown / 'needleproof.db'}")
    with Session(engine) as session:
        hidden = list(session.exec(select(Verification).where(Verification.audience == "coordinator")))
    engine.dispose()
    assert {row.status for row in hidden} >= {"possible_hit"}
    for row in hidden:
        for path in (f"/people/{row.practitioner_id}", f"/people/{row.practitioner_id}/print"):
            text = page_of(ask, path).text
            assert "ossible hit" not in text
            assert "eview needed" not in text
            assert "oordinator only" not in text
            assert str(row.details.get("why") or "nothing else") not in text
            assert "There is none to show." in text or row.need != "exclusion"


def test_head_answers_as_get_does(ask: Ask) -> None:
    for path in ("/people?near=98101", "/states", "/states/WA", "/robots.txt"):
        whole, head = ask(path), ask(path, "HEAD")
        assert (head.status_code, head.headers["content-length"]) == (200, whole.headers["content-length"])
    assert ask("/people", "POST").status_code == 405


HOSTILE = [
    "who=" + "x" * 10_000, "near=" + "%F0%9F%98%80" * 60, "near=%25%5F%27%3B--",
    "who=%3Cscript%3Ealert(1)%3C/script%3E",
    "near=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "who=%E2%80%AEevil", "page=99999999999", "within=7", "who=%00",
    "county=" + "&county=".join(map(str, range(99))), "x" * 5_000 + "=1", "technique=%3Cb%3E", "at=900,1", 
    "who=.*(a%2B)%2B%24",
    "near=%0d%0aSet-Cookie:a=b", "%3Cscript%3E=1", "=1", "&&&&",
    "near=98101&missing=%3Cscript%3E%00",
]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda asked: asked[:24])
def test_hostile_questions_get_a_helpful_page(asked: str, ask: Ask) -> None:
    answer = ask(f"/people?{asked}")
    assert answer.status_code in (200, 400)
    assert "set-cookie" not in answer.headers
    found = Page(answer.text)
    assert found.faults == []
    assert len(answer.text) < 60_000
    assert "Traceback" not in found.text
    if answer.status_code == 400:
        assert "makes no sense to us" in found.text


def test_the_style_is_ours_and_kept_for_good(ask: Ask) -> None:
    found = page_of(ask, "/people")
    (address,) = [told["href"] for tag, told in found.tags if tag == "link" and told["rel"] == "stylesheet"]
    answer = ask(str(address))
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "url(" not in answer.text
    assert "@import" not in answer.text
