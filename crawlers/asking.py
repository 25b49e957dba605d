"""Manners of a look-up: one request at a time and host, a second apart, and an end at the first sign of a refusal."""

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from directory.web import UNWILLING, Page, WebError

GAP = 1.0  # seconds between two requests to one host, whoever of this machine makes them
TURN = 60.0  # seconds that somebody waits for the turn of another process
# What a page for browsers only looks like, whatever its status; words of scripts and forms, not of prose.
_WALL = re.compile(
    r"g-recaptcha|h-captcha|hcaptcha\.com|captcha-container|cf-challenge|challenge-platform|cf-turnstile|awswaf|"
    r"gokuProps|_Incapsula_|Human Verification|type=[\"']?password|name=[\"'][^\"']*captcha",
    re.IGNORECASE,
)


class RefusedError(Exception):
    """The board does not want to be asked by a program; the message says how that showed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The turns of all processes of this machine. ``folder``: where each host's last request is noted."""

    folder: Path
    gap: float = GAP
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def turn(self, url: str, *, gap: float = 0.0, within: float = math.inf) -> Iterator[None]:
        """Waits until the host may be asked again, and keeps others from asking it meanwhile. ``gap``: seconds that
        the host itself wants. Raises WebError when another process does not end its turn, or the wait would take
        longer than ``within`` seconds.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        note = self.folder / f"{urlsplit(url).netloc.replace(':', '_')}.asked"
        try:
            with FileLock(f"{note}.lock", timeout=max(0.0, min(TURN, within))):
                wanted, since = max(self.gap, gap), self.clock() - _noted(note)
                if -wanted < since < wanted:  # longer ago, or a clock that was set back since
                    wait = wanted - max(since, 0.0)
                    if wait >= within:
                        raise WebError(f"to wait {wait:.0f} s for our turn there is no time")
                    self.sleep(wait)
                self._note(note)  # now already, for whoever is killed meanwhile
                try:
                    yield
                finally:
                    self._note(note)
        except Timeout as error:
            raise WebError("another look-up at this board is still under way") from error

    def _note(self, note: Path) -> None:
        note.write_text(repr(self.clock()), encoding="ascii")


def _noted(note: Path) -> float:
    try:
        return float(note.read_text(encoding="ascii"))
    except (OSError, ValueError):  # never asked, or cut off when its writer was killed
        return float("-inf")


def refusal(page: Page, *, json_wanted: bool = False) -> str | None:
    """Why nobody but a person may go on at this board, or None."""
    if page.status in UNWILLING:
        return f"answered {page.status}"
    start = page.text[:200_000]
    if _WALL.search(start):
        return "shows a page that asks for a person (a CAPTCHA, a challenge or a sign-in)"
    if json_wanted and page.status == 200 and start.lstrip().startswith("<"):
        return "answers with a web page instead of data: a wall before its register"
    return None
