"""The page Find on invented people beside an empty Streamlit application, both served: CPU, bytes, clicks, memory."""

import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.measure import Figure, bound, figure, main
from benchmarks.page_client import Rerun, Server, Visitor, served
from benchmarks.search_people import AS_OF, make_people
from directory.search import PAGE_SIZE

PEOPLE = 60_000  # more than a thousand within 25 miles of New York; the benchmark of the engine takes a million
ROUNDS, RERUNS = 5, 20
USERS, SECONDS, SESSIONS = 20, 15.0, 50
HITS, BYTES, MEGABYTES = 1_000, 30_000, 220
FIRST_LIST, CLICK = 1.0, 2.0  # seconds
REGION = {"near": "10001"}  # within the 25 miles that the page offers first
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def figures(rows: int = PEOPLE) -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as name:
        settings = _store(Path(name), rows)
        with served("dashboard:app", settings) as ours, served("benchmarks.empty_page:app", {}) as peer:
            found = [*_reruns(ours, peer), _clicks(ours)]
            found += [_first_list(ours)] if CHROMIUM else []
        with served("dashboard:app", settings) as fresh:
            return [*found, _sessions(fresh)]


def _store(folder: Path, rows: int) -> dict[str, str]:
    """The settings of a server over a published store of invented people."""
    from directory.store.database import connect, ready

    engine = ready(connect(f"sqlite:///{folder / 'needleproof.db'}"))
    make_people(engine, rows, checks=True)
    engine.dispose()
    return {
        "NEEDLEPROOF_DATA": str(folder), "NEEDLEPROOF_TODAY": AS_OF.isoformat(), "NEEDLEPROOF_DATABASE_URL": "",
        "NEEDLEPROOF_AUDIENCE": "patient",
    }  # fmt: skip


def _pages(start: int) -> list[str]:
    """Addresses of pages of one search."""
    return [urlencode({**REGION, "page": number}) for number in range(start, start + RERUNS)]


def _reruns(ours: Server, peer: Server) -> list[Figure]:
    """CPU of each server per rerun, both in turn: of pages that nobody asked for before, then of the same again, as
    after any click that asks for no other people; and the largest answer.
    """
    here, there = Visitor(ours.port), Visitor(peer.port)
    first = here.ask(urlencode(REGION))
    there.ask("")
    total = _total(first)
    spent: dict[str, list[float]] = {"new": [], "again": [], "empty": []}
    largest = first.bytes
    for number in range(ROUNDS):
        addresses = _pages(2 + number * RERUNS)
        for kind in ("new", "again"):
            before = ours.cpu()
            largest = max(largest, *(here.ask(address).bytes for address in addresses))
            spent[kind].append((ours.cpu() - before) / RERUNS)
        before = peer.cpu()
        for _ in addresses:
            there.ask("")
        spent["empty"].append((peer.cpu() - before) / RERUNS)
    here.leave()
    there.leave()
    cpu = {kind: median(taken) for kind, taken in spent.items()}
    return [
        figure(f"CPU s of a Find rerun, {total:,} hits, against an empty page", cpu["again"], cpu["empty"], 2.0),
        figure(f"the same, of people nobody asked for before ({PAGE_SIZE} of them)", cpu["new"], cpu["empty"], 2.0),
        bound("bytes of the largest of these reruns", largest, BYTES, 1.0),
    ]


def _total(answer: Rerun) -> int:
    """Out of the heading, '1,234 practitioners within …'; raises RuntimeError where it is no list of a thousand."""
    head = re.search(r"([\d,]+) practitioners", answer.shown.replace("\\", ""))
    total = int(head[1].replace(",", "")) if head else 0
    if total < HITS:
        raise RuntimeError(f"the page found {total:,} people, fewer than {HITS:,}: more rows are needed")
    return total


def _clicks(server: Server) -> Figure:
    """Wall time of reruns while ``USERS`` click as fast as they are answered, each a search of their own."""
    taken: list[float] = []
    until = time.monotonic() + SECONDS

    def click(number: int) -> None:
        visitor = Visitor(server.port)
        addresses = [
            urlencode({**REGION, "page": page, "profession": profession})
            for page in range(1 + number, 4 + number)
            for profession in ("Physical therapist", "Chiropractor", "Any profession")
        ]
        for address in cycle(addresses):
            if time.monotonic() > until:
                break
            taken.append(visitor.ask(address).seconds)
        visitor.leave()

    users = [threading.Thread(target=click, args=(number,)) for number in range(USERS)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return bound(f"p95 s of {len(taken)} clicks of {USERS} users without pause", p95, CLICK, 1.0)


def _sessions(server: Server) -> Figure:
    """Memory of the server with ``SESSIONS`` visitors who have a list before them."""
    visitors = [Visitor(server.port) for _ in range(SESSIONS)]
    for number, visitor in enumerate(visitors, 1):
        visitor.ask(urlencode({**REGION, "page": number}))
    used = server.memory()
    for visitor in visitors:
        visitor.leave()
    return bound(f"MB resident with {SESSIONS} sessions", used, MEGABYTES, 1.0)


def _first_list(server: Server) -> Figure:
    """From the Enter key to the first card in Chromium: median of five fresh visitors."""
    from playwright.sync_api import sync_playwright

    taken = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for zip5 in ("10001", "10010", "10022", "10036", "11201"):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.port}/")
            box = page.get_by_label("ZIP or city")
            box.wait_for(timeout=30_000)
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
            box.fill(zip5)
            started = time.perf_counter()
            box.press("Enter")
            page.wait_for_selector(".np-cards li", timeout=30_000)
            taken.append(time.perf_counter() - started)
            page.context.close()
        browser.close()
    return bound("s from Enter to the first list in Chromium", median(taken), FIRST_LIST, 1.0)


if __name__ == "__main__":
    os.environ.pop("NEEDLEPROOF_DATABASE_URL", None)
    sys.exit(main(figures, __doc__ or "", PEOPLE))
