"""Starts the application as a user would, and visitors whose every foreign request is noted."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session

from directory.accounts import make_account
from directory.store.database import connect
from directory.vocabulary import Role

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).parents[2]
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
NAME, PASSWORD = "casey", "four quiet needles in a row"
PATIENCE = 40_000  # milliseconds: several such servers may start at once
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path: apt-get install chromium"),
]


@contextmanager
def served(data: Path, **settings: str) -> Iterator[str]:
    """The address at which uvicorn serves the application for the time of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {**os.environ, "NEEDLEPROOF_DATA": str(data), **settings}
    for name in {"NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"} - set(settings):
        ours.pop(name, None)
    command = [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", str(port), "--no-access-log"]
    url, log = f"http://127.0.0.1:{port}", data / f"server-{port}.log"
    with log.open("wb") as told:
        server = subprocess.Popen(command, cwd=ROOT, env=ours, stdout=told, stderr=told)
        try:
            wait_for(f"{url}/api/health", server, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def account(data: Path, role: Role = Role.COORDINATOR) -> None:
    """Somebody who may sign in to the store of a folder: `NAME` with `PASSWORD`, who signs as Casey Coordinator."""
    engine = connect(f"sqlite:///{data / 'needleproof.db'}")
    with Session(engine) as session:
        make_account(session, NAME, "Casey Coordinator", role, PASSWORD, by="test", now=datetime.now(UTC))
        session.commit()
    engine.dispose()


def sign_in(tab: Any, url: str, goes_to: str = "/desk") -> None:
    """Signs in as a coordinator does, and waits for the page that it leads on to."""
    tab.goto(f"{url}/sign-in?next={quote(goes_to)}")
    tab.get_by_label("Name").fill(NAME)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_selector("h1")
    tab.wait_for_selector(READY)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
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


class Reader:
    """A fresh visitor: own context, everything noted that leaves this machine or asks for attention."""

    def __init__(self, browser: Any, address: str, width: int, *, height: int = 900, scripts: bool = True) -> None:
        self.seen = Seen()
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._asked)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.seen.foreign.append(request.url)

    def _dialog(self, dialog: Any) -> None:
        self.seen.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Any:
        """The page of the application, when it has settled."""
        self.page.goto(f"{self.address}{path}")
        return self.settled()

    def plain(self, path: str) -> Any:
        """A page that needs no script."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_selector("h1")
        return self.page

    def settled(self) -> Any:
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector(READY)
        return self.page

    def sideways(self) -> int:
        """By how many pixels anything that scrolls as the page does is wider than the window."""
        wide: list[int] = self.page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth)"
        )
        return max(wide)
