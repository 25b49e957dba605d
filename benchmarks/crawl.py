"""Crawling with records, evidence and bookkeeping, against bare Scrapy on the same pages; and crawling them again."""

import asyncio
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

from benchmarks.measure import Figure, main

# So many that starting, about a second for ours and less for Scrapy, does not decide the pages a second.
PAGES = int(os.environ.get("NEEDLEPROOF_BENCH_PAGES", "2400"))
ROUNDS = int(os.environ.get("NEEDLEPROOF_BENCH_ROUNDS", "3"))
ITEMS = 20  # people on a list page
FILLER = "".join(
    f"<p class='c{n}'>Paragraph {n} of the practice, its hours and how to reach it.</p>" for n in range(40)
)


def person(number: int) -> str:
    return (
        f"<div class='person'><h2>Given{number % 700} Surname{number}</h2><span class='no'>PT{number:06}</span>"
        f"<span class='st'>Active</span><span class='ex'>2027-03-{number % 28 + 1:02}</span></div>"
    )


def page(path: str) -> bytes:
    """'/detail/7': one person with much around it; '/list/7': twenty."""
    kind, number = re.fullmatch(r"/(detail|list)/(\d+)", path).groups()  # type: ignore[union-attr]
    n = int(number)
    people = person(n) if kind == "detail" else "".join(person(n * ITEMS + i) for i in range(ITEMS))
    return f"<html><head><title>{kind} {n}</title></head><body>{people}{FILLER}</body></html>".encode()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while request := await reader.readline():
        path, etag = request.split()[1].decode(), None
        while (line := await reader.readline()).strip():
            if line.lower().startswith(b"if-none-match:"):
                etag = line.split(b":", 1)[1].strip()
        known = f'"{path}"'.encode()
        if path == "/robots.txt":
            head, body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain", b"User-agent: *\nAllow: /\n"
        elif etag == known:
            head, body = b"HTTP/1.1 304 Not Modified\r\nETag: " + known, b""
        else:
            head, body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: " + known, page(path)
        writer.write(head + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
        await writer.drain()
    writer.close()


def serve(ready: Any) -> None:
    """Answers on loopback until the process is stopped; sends its port."""

    async def run() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def bare(port: int, kind: str) -> float:
    """Seconds that bare Scrapy takes to read all pages into items."""
    from scrapy import Spider
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(Spider):
        name = "bare"
        start_urls: ClassVar = [f"http://127.0.0.1:{port}/{kind}/{n}" for n in range(PAGES)]

        def parse(self, response: Any, **_: Any) -> Iterator[dict[str, str | None]]:
            for found in response.css("div.person"):
                yield {
                    "name": found.css("h2::text").get(),
                    "number": found.css(".no::text").get(),
                    "status": found.css(".st::text").get(),
                    "expires": found.css(".ex::text").get(),
                }

    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
                                   "TELNETCONSOLE_ENABLED": False})  # fmt: skip
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    started = time.perf_counter()
    process.start()
    took = time.perf_counter() - started
    items = PAGES * (ITEMS if kind == "list" else 1)
    assert crawler.stats is not None
    assert crawler.stats.get_value("item_scraped_count") == items
    return took


def ours(port: int, kind: str, folder: str) -> tuple[float, dict[str, int]]:
    """Seconds that a whole crawl of ours takes, opening and closing its run included; and rows per table."""
    from scrapy.http import Response
    from sqlalchemy import func, select

    from crawlers.expect import Expect
    from crawlers.reading import Kept
    from crawlers.runner import Workplace, crawl
    from crawlers.source import SourceSpider
    from directory.normalize.names import parse_full_name
    from directory.records import LicenseRecord
    from directory.store.database import connect, ready
    from directory.store.evidence import EvidenceStore
    from directory.store.tables import EvidenceBody, Fetch, SourceRecord
    from directory.vocabulary import LicenseStatus, Profession

    class Board(SourceSpider):
        name = "bench_board"
        title = owner = terms = "a benchmark"
        terms_read = "2026-11-20"
        page_url = "https://board.example.org/"
        jurisdiction = "XX"
        professions = (Profession.PHYSICAL_THERAPIST,)
        promise_days, at_most_pages = 30, PAGES
        start_urls: ClassVar = [f"https://board.example.org/{kind}/{n}" for n in range(PAGES)]
        expect = Expect(at_least=1, at_most=10**7, filled={"number": 1.0, "status": 1.0}, shaped={"number": r"PT\d+"})

        def parse(self, response: Response, **_: Any) -> Any:
            for index, found in enumerate(response.css("div.person")):
                name = parse_full_name(found.css("h2::text").get() or "")
                assert name is not None
                yield Kept(
                    LicenseRecord(
                        jurisdiction="XX",
                        profession=Profession.PHYSICAL_THERAPIST,
                        license_type="PT",
                        number=found.css(".no::text").get() or "",
                        name=name,
                        status=LicenseStatus.ACTIVE,
                        raw_status=found.css(".st::text").get(),
                        expires=date.fromisoformat(found.css(".ex::text").get() or ""),
                    ),
                    f"person {index}",
                )

    engine = ready(connect(f"sqlite:///{folder}/store.db"))
    place = Workplace(engine, EvidenceStore(Path(folder) / "evidence"), lambda: datetime.now(UTC))
    started = time.perf_counter()
    (report,) = crawl([Board], place, base_urls={"": f"http://127.0.0.1:{port}"})
    took = time.perf_counter() - started
    assert report.healthy, report.breaches
    assert report.kept == PAGES * (ITEMS if kind == "list" else 1)
    with engine.connect() as connection:
        rows = {
            table.__tablename__: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (SourceRecord, Fetch, EvidenceBody)
        }
    return took, rows


def apart(work: Any, *given: Any) -> Any:
    """The result of a function in a process of its own: a reactor starts only once."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_send, args=(there, work, *given))
    child.start()
    there.close()
    result = here.recv()
    child.join()
    return result


def _send(pipe: Any, work: Any, *given: Any) -> None:
    pipe.send(work(*given))


def figures() -> Sequence[Figure]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    found = []
    try:
        for kind, target in (("detail", 0.90), ("list", 0.85)):
            peers, firsts, agains = [], [], []
            for _ in range(ROUNDS):
                peers.append(apart(bare, port, kind))
                with tempfile.TemporaryDirectory() as folder:
                    first, stored = apart(ours, port, kind, folder)
                    again, same = apart(ours, port, kind, folder)
                    assert stored == same, "a recrawl of unchanged pages wrote rows"
                firsts.append(first)
                agains.append(again)
            peer, first, again = (PAGES / median(times) for times in (peers, firsts, agains))
            found.append(_faster(f"{kind} pages a second, against bare Scrapy", first, peer, target))
            found.append(_faster(f"unchanged {kind} pages a second again, against the first crawl", again, first, 1.4))
    finally:
        server.terminate()
    return found


def _faster(name: str, ours: float, peer: float, at_least: float) -> Figure:
    ratio = ours / peer
    return Figure(name, round(ours, 1), round(peer, 1), round(ratio, 3), f">= {at_least}", ratio >= at_least)


if __name__ == "__main__":
    sys.exit(main(figures, __doc__ or ""))
