"""Plain pages in Chromium without JavaScript: nothing foreign, nothing sideways, nothing for axe, one sheet each."""

import shutil
import threading
import time
from collections.abc import Iterator
from io import BytesIO

import httpx
import pdfplumber
import pytest
import uvicorn
from starlette.applications import Starlette

from directory.routes import routes

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path: apt-get install chromium"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

PATIENCE = 60  # seconds: the first answer of a process reads the tables of places
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PATHS = ("/people", "/people?near=98101", "/people?near=98101&profession=LAC&trained=true", "/people?near=Springfield",
         "/people?page=0", "/people/nobody", "/states", "/states/WA", "/about")  # fmt: skip
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary")]
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.height > 0 && box.height < 24 && !one.closest("p, li, dd, td, .unseen"))
    .map(([one]) => one.outerHTML.slice(0, 99))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Our routes on a port of this machine."""
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes()), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def hits(address: str, asked: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = httpx.get(f"{address}/api/search?{asked}", timeout=PATIENCE).json()["hits"]
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def paths(address: str) -> list[str]:
    person = f"/people/{hits(address, 'who=Vantongeren')[0]['id']}"
    return [*PATHS, person, f"{person}?since=2026-11-14", f"{person}/print"]


def test_every_page_is_whole_on_a_phone_without_javascript(
    chromium: "playwright.Browser", address: str, paths: list[str]
) -> None:
    asked: list[str] = []
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for path in paths:
        page.goto(address + path)
        assert page.evaluate(SIDEWAYS) <= 0, path
        assert page.evaluate(TOO_SMALL) == [], path
        assert page.locator("h1").count() == 1
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, chromium: "playwright.Browser", address: str, paths: list[str]) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script, which our pages forbid
    page = context.new_page()
    for path in paths if scheme == "light" else paths[-3:]:  # other colors, and nothing else
        page.goto(address + path)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()


def test_the_way_to_a_person_without_a_mouse(chromium: "playwright.Browser", address: str) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/people")
    page.get_by_label("ZIP code or city").fill("98101")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people?near=98101*")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the main part"
    page.get_by_role("link", name="Anneliese Featherstone").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="At a glance").wait_for()
    page.context.close()


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_everybody_fits_on_one_sheet(paper: str, chromium: "playwright.Browser", address: str) -> None:
    page = chromium.new_page()
    found = [hit for state in ("WA", "CO") for hit in hits(address, f"in_state={state}")]
    longest = sorted(
        found, key=lambda hit: -len(httpx.get(f"{address}/people/{hit['id']}/print", timeout=PATIENCE).text)
    )[:3]
    for hit in longest:
        page.goto(f"{address}/people/{hit['id']}/print")
        with pdfplumber.open(BytesIO(page.pdf(format=paper))) as printed:
            assert len(printed.pages) == 1, hit["name"]
            words = printed.pages[0].extract_text()
        assert "November 20, 2026" in words
        assert hit["id"] in words
        assert "Skip to the main part" not in words
    page.close()
