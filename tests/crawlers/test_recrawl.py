"""What a second crawl of an unchanged world costs: requests counted where they arrive, and bodies kept."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.platforms.socrata import SocrataSpider
from crawlers.registry import sources
from crawlers.sample.people import CAST
from crawlers.sample.server import SOURCE_HOSTS, SampleServer
from crawlers.sample.world import SampleWorld
from directory.store.database import connect, ready
from directory.store.tables import Fetch, Run
from tests.conftest import Served, Site
from tests.crawlers.processes import crawled_apart
from tests.crawlers.test_clinic_crawls import location

pytestmark = pytest.mark.slow

NAMES = [name for name, kind in sources().items() if name in SOURCE_HOSTS and kind.crawlable()]
TABLES = [name for name in NAMES if issubclass(sources()[name], SocrataSpider)]
FILES = [name for name in NAMES if issubclass(sources()[name], BulkFileSpider)]
ALWAYS_NEW = ["nppes_api"]  # its answers have neither ETag nor date, and nothing says whether anything changed
PAGES = sorted({*NAMES} - {*TABLES, *FILES, *ALWAYS_NEW})


def crawled(folder: Path, urls: dict[str, str], now: str) -> dict[str, dict[str, Any]]:
    """Pages of three rows, so that the lists are of many pages, as they really are."""
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    ready(engine).dispose()
    pages = {"crawlers.platforms.socrata.PAGE": 3}
    return crawled_apart(str(engine.url), folder / "evidence", urls, now, states=["SD"], pages=pages)


class Crawl:
    """One crawl of everything the sample world serves: its reports, and how often each host was asked for a page."""

    def __init__(self, folder: Path, server: SampleServer, hour: int) -> None:
        server.requests.clear()
        urls = {name: server.base_url(name) for name in NAMES}
        self.reports = crawled(folder, urls, f"2026-11-20T{hour:02}:00:00+00:00")
        self.asked = Counter(host for host, path in server.requests if path != "/robots.txt")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, Crawl, Path]:
    folder = tmp_path_factory.mktemp("twice")
    world = SampleWorld(date(2026, 11, 20), 2)
    world.people = (*world.people[: len(CAST)], *world.people[len(CAST) :: 2])
    with SampleServer(world) as server:
        return Crawl(folder, server, 8), Crawl(folder, server, 9), folder


def test_both_crawls_are_healthy_and_the_second_finds_nothing(twice: tuple[Crawl, Crawl, Path]) -> None:
    first, again, _ = twice
    for crawl in (first, again):
        assert {name: report["breaches"] for name, report in crawl.reports.items() if report["breaches"]} == {}
        assert sorted(crawl.reports) == sorted(NAMES)
    for name, report in again.reports.items():
        assert (report["new"], report["changed"], report["gone"]) == (0, 0, 0), name
        assert report["kept"] == first.reports[name]["kept"] > 0, name


def test_a_list_of_many_pages_costs_a_tenth(twice: tuple[Crawl, Crawl, Path]) -> None:
    first, again, _ = twice
    hosts = [SOURCE_HOSTS[name] for name in TABLES]
    once, second = (sum(crawl.asked[host] for host in hosts) for crawl in (first, again))
    assert once >= 50
    assert second <= once / 10
    for name in TABLES:  # whatever its size: one request for each of its data sets
        assert again.asked[SOURCE_HOSTS[name]] == (2 if sources()[name].actions else 1), name


def test_a_file_costs_one_request(twice: tuple[Crawl, Crawl, Path]) -> None:
    _, again, _ = twice
    assert sum(again.asked[host] for host in {SOURCE_HOSTS[name] for name in FILES}) == len(FILES)
    assert all(again.reports[name]["not_modified"] for name in FILES)


def test_no_page_is_sent_a_second_time(twice: tuple[Crawl, Crawl, Path]) -> None:
    """Each page of a site is asked for with what the server said of it, and comes without a body."""
    first, again, folder = twice
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        query = select(col(Run.source), func.count(col(Fetch.id))).join(Fetch, col(Fetch.run_id) == col(Run.id))
        again_runs = [report["run"] for report in again.reports.values()]
        bodies = dict(session.execute(query.where(col(Run.id).in_(again_runs)).group_by(col(Run.source))).all())
    engine.dispose()
    assert PAGES
    assert {name: bodies[name] for name in PAGES if name in bodies} == {}
    assert all(again.asked[SOURCE_HOSTS[name]] == first.asked[SOURCE_HOSTS[name]] for name in PAGES)


# --- a chain whose sitemap tells when each page changed ---------------------------------------------------------------

CHAIN, AT = "example_spine_clinics", "https://spine.example.org"
TOWNS = [f"town-{first}{second}" for first in "abcd" for second in "efghijklmn"]
UNDATED = TOWNS[0]


class Chain:
    """Forty pages, of which one has no lastmod. ``days``: the lastmod of a page, where it is another than usual."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.days, self.crawls = folder, {UNDATED: ""}, 0

    def __call__(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return 404, {}, b""
        if path == "/sitemap.xml":
            days = {town: f"<lastmod>{self.days.get(town, '2026-10-01')}</lastmod>" for town in TOWNS}
            listed = "".join(f"<url><loc>{AT}/locations/wa/{town}/</loc>{days[town]}</url>" for town in TOWNS)
            return 200, {}, f"<urlset>{listed}</urlset>".encode()
        town = path.split("/")[3]
        if self.crawls > 1 and self.days.get(town) != "2026-11-21":
            return 304, {}, b""
        return 200, {"Content-Type": "text/html", "ETag": '"1"'}, location(town)

    def crawl(self, server: Served, day: str) -> list[str]:
        """Which pages were asked for, by town."""
        server.asked.clear()
        server.headers.clear()
        self.crawls += 1
        told = crawled(self.folder, {CHAIN: server.url}, f"{day}T12:00:00+00:00")
        (report,) = told.values()
        assert (report["breaches"], report["kept"], report["gone"]) == ([], 6 * len(TOWNS), 0)
        assert (report["done"], report["new"] > 0) == (len(TOWNS) + 1, self.crawls == 1)
        return [path.split("/")[3] for path in server.pages() if path != "/sitemap.xml"]


def test_a_page_whose_lastmod_is_the_same_is_not_asked_for(serve: Callable[[Site], Served], tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    server = serve(chain)
    assert sorted(chain.crawl(server, "2026-11-20")) == TOWNS
    assert chain.crawl(server, "2026-11-21") == [UNDATED]
    assert len(server.pages()) <= (1 + len(TOWNS)) / 10
    assert [headers["If-None-Match"] for headers in server.headers if headers["If-None-Match"]] == ['"1"']
    chain.days["town-bg"] = "2026-11-21"
    assert sorted(chain.crawl(server, "2026-12-01")) == [UNDATED, "town-bg"]
    assert chain.crawl(server, "2026-12-05") == [UNDATED]  # read again in 15 days, the promise of 30 is kept
    assert sorted(chain.crawl(server, "2026-12-06")) == sorted({*TOWNS} - {"town-bg"})
    assert sorted(chain.crawl(server, "2026-12-20")) == [UNDATED, "town-bg"]


def test_fixture_of_the_fixtures(twice: tuple[Crawl, Crawl, Path]) -> None:
    """There is something to be compared with."""
    first, _, _ = twice
    assert all(first.asked[SOURCE_HOSTS[name]] for name in NAMES)
    assert len(FILES) >= 3
    assert len(TABLES) >= 5
