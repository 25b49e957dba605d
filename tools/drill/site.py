"""A list of invented certificates on loopback, with the source that reads it: pages that lead to pages."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from scrapy.http import Response

from crawlers.expect import Expect
from crawlers.reading import Dropped, Kept, Reading
from crawlers.source import SourceSpider
from directory.normalize.names import parse_full_name
from directory.records import TrainingRecord
from directory.store.frontier import Plan
from directory.vocabulary import SourceKind

FIRST = ("Ada", "Bela", "Cleo", "Dora", "Edda", "Fina", "Gita", "Hedda", "Ilse", "Juno")
LAST = ("Ashgrove", "Birkwood", "Copperly", "Dunmere", "Elmhollow", "Fernside", "Glenarden", "Hazelby", "Ironfell")
A_PAGE = 20  # people of one list page


class DrillRosterSpider(SourceSpider):
    """Everything on the site of this drill."""

    name = "drill_roster"
    title, owner = "Certificates (drill)", "Drill Institute"
    terms, terms_read = "invented", "2026-11-20"
    page_url = "https://roster.example.org/list/0"
    kind, promise_days, sample, at_most_pages = SourceKind.TRAINING, 30, True, 100_000
    start_urls = [page_url]  # noqa: RUF012
    expect = Expect(at_least=1, at_most=100_000, filled={"name.last": 1.0})

    def parse(self, response: Response, **_: Any) -> Iterator[Reading | Plan]:
        """A list page leads to its people and to the next list page."""
        told = json.loads(response.body)
        for number in told["people"]:
            yield self.ask(self.at(f"https://roster.example.org/person/{number}"), self.parse_person, number=number)
        if told["next"] is not None:
            yield self.ask(self.at(f"https://roster.example.org/list/{told['next']}"), self.parse)

    def parse_person(self, response: Response, number: int, **_: Any) -> Iterator[Reading]:
        """Two certificates of one person, or a page with nothing of ours on it."""
        told = json.loads(response.body)
        if not told["certificates"]:
            yield Dropped("no certificate")
        for row, one in enumerate(told["certificates"], start=1):
            name = parse_full_name(told["name"])
            assert name is not None
            record = TrainingRecord(
                issuer="Drill Institute",
                credential="DDN",
                name=name,
                raw_name=told["name"],
                city=told["city"],
                state="WA",
                certificate_number=one,
            )
            yield Kept(record, f"row {row}")


class RosterSite:
    """Serves ``people`` people while its ``with`` block runs, each answer ``delay`` seconds late.

    ``version`` 2 differs from 1: people moved, some are gone, some are new; pages that are the same answer 304.
    ``asked`` holds every path asked, oldest first; ``refused`` paths answer 503 once each.
    """

    def __init__(self, people: int, delay: float) -> None:
        self.people, self.delay, self.version = people, delay, 1
        self.asked: list[str] = []
        self.refused: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def body(self, path: str) -> bytes | None:
        """What stands at a path; None when nothing does."""
        kind, _, text = path.strip("/").partition("/")
        if kind not in ("list", "person") or not text.isdigit():
            return None
        number, gone = int(text), self.version == 2
        end = self.people + (A_PAGE if self.version == 2 else 0)
        if kind == "list":
            start = number * A_PAGE
            people = [n for n in range(start, min(start + A_PAGE, end)) if not (gone and n % 23 == 5)]
            return json.dumps({"people": people, "next": number + 1 if start + A_PAGE < end else None}).encode()
        moved = self.version == 2 and number % 9 == 0
        told = {
            "name": f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}",
            "city": "Spokane" if moved else "Seattle",
            "certificates": [f"D-{number:04}-{part}" for part in (1, 2)] if number % 10 != 7 else [],
        }
        return json.dumps(told).encode()


def _handler(site: RosterSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                return self._say(200, b"User-agent: *\nAllow: /\n")
            site.asked.append(self.path)
            time.sleep(site.delay)
            body = site.body(self.path)
            if self.path in site.refused:
                site.refused.discard(self.path)
                return self._say(503, b"later")
            if body is None:
                return self._say(404, b"nothing here")
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == etag:
                return self._say(304, b"", etag)
            return self._say(200, body, etag)

        def _say(self, status: int, body: bytes, etag: str | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if etag is not None:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # the other end was killed
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
