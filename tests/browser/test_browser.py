"""The served application in a real browser: search, shared addresses, profiles, no foreign request, phone width."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from crawlers.runner import Workplace, load
from crawlers.sample.cast import HOSTILE_LINE
from crawlers.sample.world import SampleWorld
from crawlers.spiders.wa_doh import WaDohSpider
from directory.refresh import rebuild
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.tables import Meta

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path: apt-get install chromium"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).parents[2]
TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample world's Washington, its NPIs, its exclusions and its training list."""
    folder = tmp_path_factory.mktemp("browser")
    world = SampleWorld(TODAY, 2)
    bodies = {
        "nppes_bulk": (world.nppes_zip_name, world.nppes_zip),
        "wa_doh": ("wa.json", json.dumps(world.socrata_rows(WaDohSpider.dataset)).encode()),
        "oig_exclusions": ("UPDATED.csv", world.leie_csv),
        "example_institute": ("certified.html", world.institute_page.encode()),
    }
    engine = ready(connect(f"sqlite:///{folder / 'needleproof.db'}"))
    place = Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: NOW)
    for name, (file, body) in bodies.items():
        (folder / file).write_bytes(body)
        assert load(name, [folder / file], place).kept
    rebuild(engine, as_of=TODAY, now=NOW)
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="yes"))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """Where uvicorn serves the application, as a user would start it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**os.environ, "NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": TODAY.isoformat()}
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"):
        settings.pop(name, None)
    log = (data / "server.log").open("wb")
    command = [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", str(port), "--no-access-log"]
    server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/api/health", server, data / "server.log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                assert json.load(answer)["status"] == "ok"
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


@dataclass
class Seen:
    """What went on in the browser beside the page."""

    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


class Reader:
    """A fresh visitor: own context, everything noted that leaves this machine or asks for attention."""

    def __init__(self, browser: "playwright.Browser", address: str, width: int) -> None:
        self.seen = Seen()
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.context.on("request", self._asked)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)

    def _asked(self, request: "playwright.Request") -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.seen.foreign.append(request.url)

    def _dialog(self, dialog: "playwright.Dialog") -> None:
        self.seen.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> "playwright.Page":
        self.page.goto(f"{self.address}{path}")
        return self.settled()

    def settled(self) -> "playwright.Page":
        self.page.wait_for_selector("h1", timeout=20_000)
        self.page.wait_for_selector(READY, timeout=20_000)
        return self.page


@pytest.fixture
def visitor(chromium: "playwright.Browser", address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    reader = Reader(chromium, address, getattr(request, "param", 1280))
    yield reader
    reader.context.close()
    assert reader.seen.foreign == [], "every request stays on this machine"
    assert reader.seen.dialogs == [], "no text of a source runs"


def test_search_share_and_open_a_profile(visitor: Reader, chromium: "playwright.Browser", address: str) -> None:
    page = visitor.open("/")
    assert page.title() == "Find"
    page.get_by_label("ZIP code or city").fill("98101")
    page.get_by_label("ZIP code or city").press("Enter")
    page.get_by_role("heading", name="Marisol K Vantongeren").wait_for()
    page.get_by_text("Training checked or certificate seen").click()
    page.wait_for_url(re.compile("trained=true"))
    heading = page.get_by_role(
        "heading", name=re.compile("with training checked or certificate seen within 25 miles of Seattle")
    )
    heading.wait_for()

    other = Reader(chromium, address, 1280)
    shared = other.open(page.url.removeprefix(address))
    shared.get_by_role("heading", name=heading.inner_text(), exact=True).wait_for()
    playwright.expect(shared.get_by_label("ZIP code or city")).to_have_value("98101")
    playwright.expect(shared.get_by_label("Training checked or certificate seen")).to_be_checked()
    assert other.seen == Seen()
    other.context.close()

    found = heading.inner_text()
    page.get_by_role("link", name="See all checks: Marisol K Vantongeren").click()
    page.get_by_role("heading", name="At a glance").wait_for()
    playwright.expect(page).to_have_title("Marisol K Vantongeren")
    assert re.search(r"/practitioner\?id=[0-9a-f]{16}&back=", page.url)
    page.get_by_text("Why do we say this?").first.click()
    page.get_by_text(re.compile("Fingerprint of the bytes")).first.wait_for()
    page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("heading", name=found, exact=True).wait_for()
    playwright.expect(page.get_by_label("ZIP code or city")).to_have_value("98101")
    playwright.expect(page.get_by_label("Training checked or certificate seen")).to_be_checked()


def test_the_hostile_string_is_only_text(visitor: Reader) -> None:
    page = visitor.open("/?who=Brackenridge")
    page.get_by_role("link", name="See all checks: Zora Brackenridge").click()
    page.get_by_text(HOSTILE_LINE).first.wait_for()
    assert page.locator("script", has_text="alert(1)").count() == 0


@pytest.mark.parametrize("visitor", [320], indirect=True)
def test_nothing_scrolls_sideways_on_a_phone(visitor: Reader) -> None:
    paths = ["/?near=98101", "/states", "/states?state=Washington", "/sources"]
    page = visitor.open("/?who=Vantongeren")
    link = page.get_by_role("link", name="See all checks: Marisol K Vantongeren").get_attribute("href")
    assert link is not None
    for path in [*paths, "/" + link.removeprefix(visitor.address).lstrip("/")]:
        page = visitor.open(path)
        wide = page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(wide) <= 0, path


def test_a_reader_without_a_mouse_gets_there(visitor: Reader) -> None:
    page = visitor.open("/?who=Vantongeren")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => [document.activeElement.tagName, document.activeElement.innerText || '']")
        if focused[0] == "A" and focused[1].startswith("See all checks"):
            break
    else:
        pytest.fail("the link to the profile was not reached with the Tab key")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="At a glance").wait_for()
