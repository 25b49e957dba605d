"""A coordinator in a real browser: a question is compared, answered and gone; a profile's address is its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import reviewing
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, PractitionerChange
from directory.vocabulary import ChangeKind
from tests.browser.test_browser import CHROMIUM, QUIET, ROOT, _wait
from tests.directory.reviewing.family import NOW, moved_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path: apt-get install chromium"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A family of which two once shared a profile, and an entry that may be the father's."""
    engine = ready(connect(f"sqlite:///{tmp_path / 'needleproof.db'}"))
    moved_in(Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "evidence"), clock=lambda: NOW))
    with Session(engine) as session:
        one, other = sorted(session.exec(select(Practitioner.id)))
        session.add(
            PractitionerChange(
                publication_id=1, kind=ChangeKind.SPLIT, practitioner_id=one, other_id=other, sentence="x"
            )
        )
        session.commit()
    engine.dispose()
    return tmp_path


@pytest.fixture
def page(data: Path) -> Iterator[tuple[Any, str]]:
    """A page of a browser, and where the coordinators' view is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = {**os.environ, "NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": "2026-11-20",
                "NEEDLEPROOF_AUDIENCE": "coordinator"}  # fmt: skip
    settings.pop("NEEDLEPROOF_DATABASE_URL", None)
    command = [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", url.rpartition(":")[2], "--no-access-log"]
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
        try:
            _wait(f"{url}/api/health", server, data / "server.log")
            with playwright.sync_playwright() as started:
                browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
                yield browser.new_page(), url
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(10)


def test_an_answer_is_given_in_the_browser_and_a_profile_keeps_its_own_address(page: Any, data: Path) -> None:
    tab, url = page
    tab.goto(f"{url}/review")
    tab.get_by_text("Compare John B Stone").click()
    tab.wait_for_url("**/question?id=*")
    tab.get_by_label("Your name or initials").fill("JR")
    tab.get_by_label("Note").fill("father and son")
    tab.get_by_role("button", name="Two different people").click()
    tab.get_by_text("Kept: two different people").wait_for()
    tab.get_by_text("Back to the open questions").click()
    tab.get_by_text("No question is open").wait_for()
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        (row,) = reviewing.all_decisions(session)
        one, other = sorted(session.exec(select(Practitioner.id)))
    engine.dispose()
    assert (row.decided_by, row.note) == ("JR", "father and son")
    tab.goto(f"{url}/practitioner?id={one}")
    tab.get_by_text("The other profile").click()
    tab.wait_for_url(f"**/practitioner?id={other}")  # and not still the first one's
    tab.go_back()
    tab.wait_for_url(f"**/practitioner?id={one}")
