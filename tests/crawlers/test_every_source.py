"""Every source has a fixture, reads it as written down beside it, and declares what it must."""

import inspect
import json
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.platforms.exclusion_table import ExclusionTableSpider
from crawlers.platforms.finder import FinderSpider
from crawlers.platforms.issuer_table import IssuerTableSpider
from crawlers.platforms.pdf_roster import PdfRosterSpider
from crawlers.platforms.published_table import PublishedTableSpider
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider
from crawlers.platforms.socrata import SocrataSpider
from crawlers.platforms.team_page import TeamPageSpider
from crawlers.reading import Dropped, Flaw, Kept
from crawlers.registry import UnknownSourceError, sources
from crawlers.runner import Workplace, crawl
from crawlers.source import SourceSpider
from crawlers.terms import undeclared
from directory.records import record_from

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLATFORMS = (
    SocrataSpider,
    PdfRosterSpider,
    IssuerTableSpider,
    PublishedTableSpider,
    ExclusionTableSpider,
    FinderSpider,
    SitemapJsonLdSpider,
    TeamPageSpider,
)
RUNNABLE = [name for name, kind in sources().items() if kind.crawlable()]
READABLE = [name for name, kind in sources().items() if not kind.needs]
WAITING = [name for name, kind in sources().items() if kind.needs]


def response_of(name: str) -> Path:
    found = sorted((FIXTURES / name).glob("response.*"))
    assert len(found) == 1, f"save one response of {name} as tests/fixtures/{name}/response.<json|csv|pdf|html>"
    return found[0]


def readings_of(kind: type[SourceSpider], file: Path) -> dict[str, Any]:
    readings = list(kind.read_file(file))
    return {
        "records": [
            {"key": r.record.key, "locator": r.locator, "payload": r.record.to_payload()}
            for r in readings
            if isinstance(r, Kept)
        ],
        "dropped": dict(sorted(Counter(r.reason for r in readings if isinstance(r, Dropped)).items())),
        "flaws": [f"{r.code}: {r.text}" for r in readings if isinstance(r, Flaw)],
    }


@pytest.mark.parametrize("name", READABLE)
def test_reads_its_fixture_as_written_down(name: str) -> None:
    file = response_of(name)
    assert (FIXTURES / name / "source.txt").read_text(encoding="utf-8").strip(), "say where the format comes from"
    read = readings_of(sources()[name], file)
    golden = FIXTURES / name / "records.json"
    if not golden.exists():
        golden.write_text(json.dumps(read, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{golden} was missing and has been written: read it, then commit it")
    assert read == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", READABLE)
def test_records_of_the_fixture_survive_storing(name: str) -> None:
    for reading in sources()[name].read_file(response_of(name)):
        if isinstance(reading, Kept):
            assert record_from(reading.record.kind, reading.record.to_payload()) == reading.record


@pytest.mark.parametrize("name", sources())
def test_declares_what_it_must(name: str) -> None:
    kind = sources()[name]
    assert kind.__module__ == f"crawlers.spiders.{name}"
    assert "start_requests" not in vars(kind), "start_requests() is never called since Scrapy 2.16"
    for fact in ("title", "owner", "terms"):
        assert getattr(kind, fact).strip(), fact
    assert date.fromisoformat(kind.terms_read or ""), "the day the terms were read"
    assert kind.needs or undeclared(kind) is None
    assert kind.page_url.startswith("https://")
    assert kind.promise_days > 0
    assert 0 < kind.expect.at_least < kind.expect.at_most
    if kind.kind == "license":
        assert kind.jurisdiction
        assert kind.professions
    assert kind.facts().items() >= {"name": name, "promise_days": kind.promise_days, "needs": kind.needs}.items()


@pytest.mark.parametrize("name", RUNNABLE)
def test_runnable_source_names_its_hosts(name: str) -> None:
    kind = sources()[name]
    spider = kind(collection=None, state="WA")  # type: ignore[arg-type]  # reading addresses needs none
    assert spider.addresses()
    assert spider.allowed_domains == sorted({urlsplit(url).hostname for url in spider.addresses()})
    assert all(url.startswith("https://") for url in spider.addresses())


@pytest.mark.parametrize("name", READABLE)
def test_readable_source_says_what_healthy_means(name: str) -> None:
    kind = sources()[name]
    assert kind.expect.filled, "say how often the fields that matter are known"
    assert kind.expect.shaped, "say what a number looks like"


@pytest.mark.parametrize("name", WAITING)
def test_waiting_source_says_what_is_missing(name: str) -> None:
    kind = sources()[name]
    assert len(kind.needs or "") > 20
    assert not getattr(kind, "start_urls", None), "an address, but still marked as waiting"
    assert not (FIXTURES / name / "response.html").exists()


@pytest.mark.parametrize("name", [name for name in READABLE if sources()[name].by_file])
def test_source_of_files_says_how_to_come_by_one(name: str) -> None:
    kind = sources()[name]
    assert len(kind.by_file or "") > 20
    assert not getattr(kind, "start_urls", None), "an address, but nothing is crawled"
    with pytest.raises(UnknownSourceError, match=f"needleproof load {name} FILE"):
        crawl([name], Workplace(None, None, None))  # type: ignore[arg-type]  # refused before anything is opened


def lines_of(kind: type[SourceSpider]) -> int:
    file = inspect.getsourcefile(kind)
    assert file
    return len(Path(file).read_text(encoding="utf-8").splitlines())


def test_a_source_on_a_platform_is_one_small_file(record_testsuite_property: Any) -> None:
    sizes = {name: lines_of(kind) for name, kind in sources().items() if issubclass(kind, PLATFORMS)}
    record_testsuite_property("median lines of a source on a platform", median(sizes.values()))
    assert median(sizes.values()) <= 25
    assert quantiles(sizes.values(), n=10)[-1] <= 40
    for name in sizes:
        assert not [m for m, _ in inspect.getmembers(sources()[name], inspect.isfunction) if m in vars(sources()[name])]


def test_every_fixture_folder_belongs_to_a_source() -> None:
    folders = {folder.name for folder in FIXTURES.iterdir() if folder.is_dir() and not folder.name.startswith("__")}
    assert folders == set(READABLE)
