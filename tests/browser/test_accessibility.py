"""axe-core finds nothing against WCAG 2.2 A and AA, on every page for patients and in every state of it."""

import re
from typing import Any

import pytest

from tests.browser.served import IN_BROWSER, Reader
from tests.browser.test_patients_journeys import address_of, identity

pytestmark = IN_BROWSER
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PATHS = {
    "first": "/",
    "results": "/?near=98101",
    "filtered": "/?near=98101&trained=true&claims=true",
    "second page": "/?in_state=Washington&page=2",
    "ambiguous": "/?near=Springfield",
    "unknown place": "/?near=00000",
    "nobody so near": "/?near=99950&within=5",
    "forbidden": "/?in_state=California&profession=Physical+therapist",
    "bad number": "/?who=1234567890",
    "nobody's profile": "/practitioner?id=0000000000000000",
    "all states": "/state-rules",
    "a state": "/state-rules?state=Washington",
    "coverage": "/coverage",
    "about": "/about-dry-needling",
    "sources": "/sources",
    "compare": "/compare",
}


def violations(page: Any) -> list[str]:
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_page_of_the_application(visitor: Reader, path: str) -> None:
    assert violations(visitor.open(path)) == []


@pytest.fixture
def known(visitor: Reader) -> str:
    return identity(address_of(visitor.open("/?who=Vantongeren"), "Marisol K Vantongeren"))


def test_a_profile_with_everything_open(visitor: Reader, known: str) -> None:
    page = visitor.open(f"/practitioner?id={known}&since=2026-11-01")
    for summary in page.locator("summary").all():
        summary.click()
    visitor.settled()
    assert violations(page) == []


def test_the_question_whether_something_is_wrong(visitor: Reader, known: str) -> None:
    page = visitor.open(f"/practitioner?id={known}")
    page.get_by_role("button", name=re.compile("wrong")).first.click()
    page.get_by_role("textbox").first.wait_for()
    visitor.settled()
    assert violations(page) == []


def test_three_side_by_side(visitor: Reader) -> None:
    page = visitor.open("/?near=98101")
    links = page.get_by_role("link", name=re.compile("^See all checks: ")).all()[:3]
    ids = [identity(str(link.get_attribute("href"))) for link in links]
    assert violations(visitor.open("/compare?" + "&".join(f"id={one}" for one in ids))) == []


@pytest.mark.parametrize("path", ["/people", "/people?near=98101", "/people?near=Springfield", "/states", "/states/WA"])
def test_a_plain_page(visitor: Reader, path: str) -> None:
    assert violations(visitor.plain(path)) == []


@pytest.mark.parametrize("more", ["", "/print", "/wrong"])
def test_a_plain_profile(visitor: Reader, known: str, more: str) -> None:
    assert violations(visitor.plain(f"/people/{known}{more}")) == []


def test_axe_would_have_found_something(visitor: Reader) -> None:
    page = visitor.plain("/people")
    page.evaluate("() => document.querySelectorAll('label').forEach(one => one.remove())")
    assert violations(page) != []
