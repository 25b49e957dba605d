"""One served store for all browser tests of a process: the sample world's Washington, as a patient finds it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from crawlers.runner import Workplace, load
from crawlers.sample.world import SampleWorld
from crawlers.spiders.wa_doh import WaDohSpider
from directory.refresh import rebuild
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.tables import Meta
from tests.browser.served import CHROMIUM, QUIET, Reader, served
from tests.databases import Once

TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def _washington(folder: Path) -> None:
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


@pytest.fixture(scope="session")
def washington(once: Once) -> Path:
    """A store with the sample world's Washington, its NPIs, its exclusions and its training list."""
    return once("washington", _washington)


@pytest.fixture(scope="session")
def address(washington: Path) -> Iterator[str]:
    """Where it is served to patients."""
    with served(washington, NEEDLEPROOF_TODAY=TODAY.isoformat()) as url:
        yield url


# Playwright keeps an event loop running until it is stopped: no test of another file may run inside it.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    reader = Reader(chromium, address, getattr(request, "param", 1280))
    yield reader
    reader.context.close()
    assert reader.seen.foreign == [], "every request stays on this machine"
    assert reader.seen.dialogs == [], "no text of a source runs"
