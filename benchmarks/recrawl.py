"""Crawling an unchanged world again, against the first time: requests as they arrive, and seconds."""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.crawl import apart
from benchmarks.measure import Figure, bound, main, timed
from directory.normalize.identifiers import npi_check_digit

ROWS = int(
    os.environ.get("NEEDLEPROOF_BENCH_ROWS", "100000")
)  # of a state's list: Colorado and Washington have so many
ROUNDS = int(os.environ.get("NEEDLEPROOF_BENCH_ROUNDS", "3"))
UPDATED = datetime(2026, 11, 19, 8, tzinfo=UTC)
DATED = {"ETag": '"one"', "Last-Modified": format_datetime(UPDATED, usegmt=True)}
COLUMNS = [
    "LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "NPI", "DOB", "ADDRESS", "CITY",
    "STATE", "ZIP", "EXCLTYPE", "EXCLDATE", "REINDATE", "WAIVERDATE", "WVRSTATE",
]  # fmt: skip


def board(path: str) -> bytes | None:
    """Washington's data set, of invented people, page by page."""
    parts = urlsplit(path)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if parts.path.startswith("/api/views/"):
        return json.dumps({"rowsUpdatedAt": int(UPDATED.timestamp())}).encode()
    if query.get("$select") == "count(*)":
        return json.dumps([{"count": str(ROWS)}]).encode()
    start, size = int(query["$offset"]), int(query["$limit"])
    return json.dumps([_licensee(number) for number in range(start, min(start + size, ROWS))]).encode()


def _licensee(number: int) -> dict[str, str]:
    return {
        "credentialnumber": f"PT{60_000_000 + number}", "lastname": f"Surname{number % 9_000}", "firstname": "Given",
        "credentialtype": "Physical Therapist License", "status": "ACTIVE", "birthyear": "1980",
        "firstissuedate": "20010203", "lastissuedate": "20260203", "expirationdate": "20280203", "actiontaken": "No",
    }  # fmt: skip


def exclusions(_: str) -> bytes:
    """A list of federal exclusions as large as the real one."""
    entry = [""] * len(COLUMNS)
    lines = [",".join(COLUMNS)]
    for number in range(80_000):
        entry[0], entry[1], entry[11], entry[13], entry[14] = f"SURNAME{number}", "GIVEN", "TX", "1128a1", "20190419"
        first9 = f"22{number:07}"
        entry[7] = f"{first9}{npi_check_digit(first9)}" if number % 10 == 0 else "0" * 10
        lines.append(",".join(entry))
    return "\r\n".join(lines).encode()


SITES: dict[str, Callable[[str], bytes | None]] = {"wa_doh": board, "oig_exclusions": exclusions}


@contextmanager
def serving(site: Callable[[str], bytes | None]) -> Iterator[tuple[str, list[str]]]:
    """The address of a site, and the paths that were asked for; unchanged ones are answered without a body."""
    asked: list[str] = []
    made: dict[str, bytes | None] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/robots.txt":
                return self._answer(404, b"")
            if self.headers.get("If-None-Match") == DATED["ETag"]:
                return self._answer(304, b"")
            if self.path not in made:
                made[self.path] = site(self.path)
            return self._answer(200, made[self.path] or b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            for name, value in {**(DATED if status != 404 else {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()


def crawled(name: str, url: str, folder: str) -> float:
    """Seconds of one crawl, opening and closing its run included."""
    from crawlers.runner import Workplace, crawl
    from directory.store.database import connect, ready
    from directory.store.evidence import EvidenceStore

    engine = ready(connect(f"sqlite:///{folder}/store.db"))
    place = Workplace(engine, EvidenceStore(Path(folder) / "evidence"), lambda: datetime.now(UTC))
    found: list[Any] = []
    took = timed(lambda: found.extend(crawl([name], place, base_urls={name: url})))
    assert [report.outcome for report in found] == ["healthy"], found[0].breaches
    return took


def figures() -> Sequence[Figure]:
    found: list[Figure] = []
    for name, site in SITES.items():
        with serving(site) as (url, asked):
            firsts, agains = [], []
            for _ in range(ROUNDS):
                asked.clear()
                with tempfile.TemporaryDirectory() as folder:
                    firsts.append((apart(crawled, name, url, folder), len(asked)))
                    asked.clear()
                    agains.append((apart(crawled, name, url, folder), len(asked)))
        (first, once), (again, second) = (map(median, zip(*times, strict=True)) for times in (firsts, agains))
        most = 0.1 if name == "wa_doh" else 1.0  # a file is one request either way, and robots.txt another
        found.append(bound(f"requests of an unchanged {name} again, robots.txt included", second, once, most))
        found.append(bound(f"seconds of an unchanged {name} again", again, first, 0.2))
    return found


if __name__ == "__main__":
    sys.exit(main(figures, __doc__ or ""))
