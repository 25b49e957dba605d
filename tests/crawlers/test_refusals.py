"""Scrapy waits when a server asks for it, keeps its Crawl-delay, and stops at a refusal."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from directory.robots import ROBOTS_LIMIT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Answer = tuple[int, dict[str, str], bytes]
OPEN: Answer = (200, {}, b"User-agent: *\nDisallow: /browse\n")
PAGES = 8

# One process for all: each crawl asks its own server for eight pages.
DRIVER = """
import json, sys
import scrapy
from scrapy.core.downloader import Downloader
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from crawlers import guard, settings as ours
from directory.loopback import door

plan = json.load(sys.stdin)
told = {}

class Noting(Downloader):
    # The times by Scrapy's own clock: when the server sees a request depends on how busy this machine is.
    def _wait_for_download(self, slot, request, waiting):
        told[self.crawler.spider.case]["sent"].append(slot.lastseen)
        return super()._wait_for_download(slot, request, waiting)

class Probe(scrapy.Spider):
    name = "probe"
    # Without any delay Scrapy 2.19 sends all that waits at once, whatever the concurrency.
    custom_settings = {"DOWNLOAD_DELAY": 0.02, "EXTENSIONS": {}, "RETRY_TIMES": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
                       "DOWNLOADER": Noting}

    async def start(self):
        for number in range(plan["pages"]):
            yield scrapy.Request(f"{self.url}/{number}", self.parse, errback=self.failed)

    def parse(self, response):
        told[self.case]["read"] += 1

    def failed(self, failure):
        told[self.case]["failed"].append(str(failure.value))

    def closed(self, reason):
        told[self.case]["reason"] = reason

settings = Settings()
settings.setmodule(ours, priority="project")
process = AsyncCrawlerProcess(settings)
for case, (url, chosen) in plan["cases"].items():
    told[case] = {"read": 0, "failed": [], "sent": []}
    kind = type(case, (Probe,), {"custom_settings": {**Probe.custom_settings, **chosen}})
    process.crawl(process.create_crawler(kind), case=case, url=url)
guard.install(frozenset(found for url, _ in plan["cases"].values() for found in door(url)))
process.start()
print(json.dumps(told))
"""


class Counting:
    """A site that notes what it was asked for, and answers by the number of pages asked for so far."""

    def __init__(self, answer: Callable[[int], Answer], robots: Answer = OPEN) -> None:
        self.answer, self.robots = answer, robots
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def __call__(self, path: str) -> Answer:
        with self.lock:
            self.asked.append(path)
            if path == "/robots.txt":
                return self.robots
            return self.answer(len(self.pages))

    @property
    def pages(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]


def always(answer: Answer) -> Callable[[int], Answer]:
    return lambda _: answer


OK: Answer = (200, {}, b"page")
SITES: dict[str, tuple[Counting, dict[str, Any]]] = {
    "waits": (Counting(lambda n: (429, {"Retry-After": "1"}, b"") if n == 3 else OK), {}),
    "too_long": (Counting(always((429, {"Retry-After": "3600"}, b""))), {"CONCURRENT_REQUESTS_PER_DOMAIN": 2}),
    "too_often": (Counting(always((503, {"Retry-After": "0"}, b""))), {}),
    "without_patience": (Counting(always((503, {"Retry-After": "120"}, b"down"))), {"RETRY_AFTER_MOST": 0}),
    "not_us": (Counting(lambda n: OK if n == 3 else (403 if n % 2 else 401, {}, b"")), {"REFUSALS_IN_A_ROW": 3}),
    "delay": (Counting(always(OK), (200, {}, b"User-agent: *\nCrawl-delay: 0.3\n")), {"AUTOTHROTTLE_ENABLED": True}),
    "long_delay": (Counting(always(OK), (200, {}, b"User-agent: *\nCrawl-delay: 3600\n")), {}),
    "long_robots": (Counting(always(OK), (200, {}, b"#" * (ROBOTS_LIMIT + 1))), {}),
    "own_delay": (Counting(always(OK)), {"DOWNLOAD_DELAY": 0.2, "AUTOTHROTTLE_START_DELAY": 0.2}),
}


@pytest.fixture(scope="module")
def told(serve: Callable[..., Any]) -> dict[str, Any]:
    # AutoThrottle is off unless it is what is tested: it slows down by how busy this machine is.
    cases = {
        case: (serve(site).url, {"AUTOTHROTTLE_ENABLED": False, **chosen}) for case, (site, chosen) in SITES.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], input=json.dumps({"cases": cases, "pages": PAGES}), capture_output=True,
        text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def gaps(sent: list[float]) -> list[float]:
    return [later - sooner for sooner, later in pairwise(sent)]


def test_a_short_wait_silences_the_host_and_loses_no_page(told: dict[str, Any]) -> None:
    assert {**told["waits"], "sent": []} == {"read": PAGES, "failed": [], "sent": [], "reason": "finished"}
    assert len(SITES["waits"][0].pages) == PAGES + 1
    assert gaps(told["waits"]["sent"])[3] >= 1.0  # after robots.txt and three pages


@pytest.mark.parametrize(
    ("case", "reason", "asked"),
    [
        ("too_long", "refused: 429, asked to wait 3600 s", range(1, 3)),
        ("too_often", "refused: 503, asked to wait 0 s", range(4, PAGES * 3 + 2)),
        ("not_us", "refused: 401, 3 times in a row", range(6, 7)),
    ],
)
def test_a_refusal_stops_the_source(told: dict[str, Any], case: str, reason: str, asked: range) -> None:
    assert told[case]["reason"] == reason
    assert len(SITES[case][0].pages) in asked


def test_without_patience_each_page_fails_at_once(told: dict[str, Any]) -> None:
    assert told["without_patience"]["reason"] == "finished"
    assert told["without_patience"]["failed"] == ["Ignoring non-200 response"] * PAGES
    assert len(SITES["without_patience"][0].pages) == PAGES


@pytest.mark.parametrize(("case", "least"), [("delay", 0.3), ("own_delay", 0.2)])
def test_no_gap_is_under_the_delay_from_robots_on(told: dict[str, Any], case: str, least: float) -> None:
    assert told[case]["read"] == PAGES
    assert min(gaps(told[case]["sent"])) >= least - 1e-6


@pytest.mark.parametrize(
    ("case", "said"),
    [("long_delay", "3600 s between requests"), ("long_robots", "robots.txt is larger than 524,288 bytes")],
)
def test_what_we_cannot_keep_or_read_closes_the_host(told: dict[str, Any], case: str, said: str) -> None:
    assert SITES[case][0].pages == []
    assert all(said in text for text in told[case]["failed"])
    assert len(told[case]["failed"]) == PAGES


def test_fixture_of_the_fixtures(told: dict[str, Any]) -> None:
    assert set(told) == set(SITES)
    assert all(site.asked[0] == "/robots.txt" for site, _ in SITES.values())
