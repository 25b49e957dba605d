"""Whole clinic sites crawled on loopback: sitemaps, pages that fail beside others, unchanged pages, budgets."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.changed import SourceChangedError
from crawlers.platforms import sitemap_json_ld
from crawlers.platforms.sitemap_json_ld import sitemap
from directory.store.database import connect
from tests.conftest import Served, Site
from tests.crawlers.processes import crawled_apart
from tests.crawlers.spoils import LOGIN
from tests.databases import Sqlite

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[1] / "fixtures"

# Scrapy's reactor starts once in a process: each round of crawls has one of its own.
Answer = tuple[int, dict[str, str], bytes]
Pages = Mapping[str, bytes]
HTML = {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}


def body_of(name: str) -> bytes:
    return (FIXTURES / name / "response.html").read_bytes()


def urlset(*urls: str, kind: str = "urlset", lastmod: str = "2026-11-01") -> bytes:
    entry = {"urlset": "url", "sitemapindex": "sitemap"}[kind]
    listed = "".join(f"<{entry}><loc>\n {url} </loc><lastmod>{lastmod}</lastmod></{entry}>" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f"<?xml version='1.0' encoding='UTF-8'?><{kind} xmlns='{space}'>{listed}</{kind}>".encode()


# --- sites -----------------------------------------------------------------------------------------------------------

SPINE, MOTION = "https://spine.example.org", "https://motion.example.org"
CHAIN = "example_spine_clinics"
TOWNS = ("spokane", "walla-walla", "yakima", "pullman")


def location(town: str) -> bytes:
    """The fixture as the page of another town."""
    page = body_of("example_spine_clinics").decode()
    title = town.replace("-", " ").title()
    return page.replace("/wa/spokane/", f"/wa/{town}/").replace("Spokane", title).encode()


def spine(*more: str, lastmod: str = "2026-11-01") -> dict[str, bytes]:
    towns = [*TOWNS, *more]
    listed = [f"{SPINE}/locations/wa/{town}/" for town in towns]
    others = [f"{SPINE}/blog/dry-needling-facts/", "https://elsewhere.example.net/locations/wa/tacoma/"]
    pages = {f"/locations/wa/{town}/": location(town) for town in towns}
    return {"/sitemap.xml": urlset(*listed, *others, lastmod=lastmod), **pages}


def motion() -> dict[str, bytes]:
    return {
        "/sitemap_index.xml": urlset(f"{MOTION}/blog.xml", f"{MOTION}/services.xml.gz", kind="sitemapindex"),
        "/blog.xml": urlset(f"{MOTION}/services"),
        "/services.xml.gz": gzip.compress(urlset(f"{MOTION}/services/dry-needling")),
        "/services": body_of("example_motion_clinic").replace(b"/services/dry-needling", b"/services"),
        "/services/dry-needling": body_of("example_motion_clinic"),
    }


def movement() -> dict[str, bytes]:
    service = b"<html><body><h1>Dry needling</h1><p>We offer dry needling for headaches.</p></body></html>"
    return {"/our-team": body_of("example_movement_team"), "/dry-needling": service}


def good_pages() -> dict[str, dict[str, bytes]]:
    return {
        "example_spine_clinics": spine(),
        "example_motion_clinic": motion(),
        "example_movement_team": movement(),
        "example_university_clinic": {"/services/dry-needling/": body_of("example_university_clinic")},
    }


def troubled_pages() -> dict[str, bytes]:
    """Of the chain: three pages that cannot be read whole, and more pages than its file allows."""
    page = location("yakima")
    return spine(*("new-" + "i" * number for number in range(1, 60)), lastmod="2026-11-20") | {
        "/locations/wa/spokane/": page.replace(b'Spinal Manipulation"}', b'Spinal Manipulation"', 1),
        "/locations/wa/walla-walla/": page.replace("é".encode(), b"\xe9"),
        "/locations/wa/yakima/": b"<html><body>" + b"<div>" * 300_000 + b"</body></html>",
    }


class Round:
    """What came of one round."""

    def __init__(self, reports: dict[str, dict[str, Any]], records: Any, asked: Mapping[str, list[str]]) -> None:
        self.reports, self.records, self.asked = reports, records, asked

    def payloads(self, name: str) -> dict[str, Any]:
        return {r["key"]: r["payload"] for r in self.records if r["source"] == name}


@pytest.fixture(scope="module")
def rounds(
    sqlite: Sqlite,
    serve: Callable[[Site], Served],
    readable_state: Callable[[Engine], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Round, Round]]:
    """A good round, and one in which the chain has its troubles and nothing else changed, on the same servers."""
    folder = tmp_path_factory.mktemp("clinics")
    url, made = sqlite.make(folder), list[Round]()
    engine = connect(url)
    shown = good_pages()

    def site(name: str) -> Site:
        def answer(path: str) -> Answer:
            if path == "/robots.txt":
                return 200, {}, b"User-agent: *\nAllow: /\n"
            if made and name != CHAIN:
                return 304, {"ETag": '"1"'}, b""
            body = shown[name].get(path)
            return (200, HTML, body) if body is not None else (404, {}, b"")

        return answer

    servers = {name: serve(site(name)) for name in shown}
    for hour in (8, 9):
        urls = {name: servers[name].url for name in shown}
        reports = crawled_apart(url, folder / "evidence", urls, f"2026-11-20T{hour:02}:00:00+00:00")
        records = json.loads(readable_state(engine))["records"]
        made.append(Round(reports, records, {name: server.pages() for name, server in servers.items()}))
        shown[CHAIN] = troubled_pages()
        for server in servers.values():
            server.asked.clear()
    yield made[0], made[1]
    engine.dispose()


@pytest.fixture(scope="module")
def good(rounds: tuple[Round, Round]) -> Round:
    return rounds[0]


@pytest.fixture(scope="module")
def later(rounds: tuple[Round, Round]) -> Round:
    return rounds[1]


# --- crawls ----------------------------------------------------------------------------------------------------------


def test_whole_sites_are_healthy(good: Round) -> None:
    assert {name: report["breaches"] for name, report in good.reports.items() if report["breaches"]} == {}
    assert {name: report["kept"] for name, report in good.reports.items()} == {
        "example_spine_clinics": 24, "example_motion_clinic": 10, "example_movement_team": 7,
        "example_university_clinic": 3,
    }  # fmt: skip


def test_a_crawl_brings_what_loading_the_fixture_brings(good: Round) -> None:
    for name in good_pages():
        golden = json.loads((FIXTURES / name / "records.json").read_text(encoding="utf-8"))
        assert {r["key"]: r["payload"] for r in golden["records"]}.items() <= good.payloads(name).items(), name


def test_only_the_pages_wanted_are_asked_for(good: Round) -> None:
    assert sorted(good.asked[CHAIN]) == sorted(["/sitemap.xml", *(f"/locations/wa/{town}/" for town in TOWNS)])
    assert sorted(good.asked["example_motion_clinic"]) == sorted(
        ["/sitemap_index.xml", "/blog.xml", "/services.xml.gz", "/services", "/services/dry-needling"]
    )
    assert all(len(paths) == len(set(paths)) for paths in good.asked.values())


def test_what_a_service_page_offers_is_the_clinic_s(good: Round) -> None:
    service = good.payloads("example_movement_team")["/dry-needling"]
    assert "name" not in service
    assert {said["code"] for said in service["says"]} >= {"dry_needling"}
    assert service["address"]["zip5"] == "99201"


def test_unchanged_pages_bring_what_they_brought(good: Round, later: Round) -> None:
    for name in set(good.reports) - {CHAIN}:
        assert later.reports[name]["breaches"] == []
        assert later.reports[name]["kept"] == good.reports[name]["kept"]
        settled = ["/services", "/services/dry-needling"] if name == "example_motion_clinic" else []  # by their lastmod
        # Pages that one page led to are asked for side by side: their order is nobody's promise.
        assert sorted(later.asked[name]) == sorted(path for path in good.asked[name] if path not in settled)


def test_pages_that_fail_do_not_stop_the_others(later: Round) -> None:
    report = later.reports[CHAIN]
    assert report["outcome"] == "breached"
    assert (report["planned"], report["done"], report["failed"]) == (50, 48, 2)
    told = (("spokane", "JSON-LD script 1"), ("walla-walla", "wrong encoding"), ("yakima", "nested too deeply"))
    for where, what in told:
        assert any(where in line and what in line for line in report["breaches"]), report["breaches"]


def test_a_budget_that_is_reached_is_a_breach(later: Round) -> None:
    assert [b for b in later.reports[CHAIN]["breaches"] if b.startswith("budget: ") and "at_most_pages" in b]
    assert len(later.asked[CHAIN]) == 50  # of the 64 that there are, the sitemap included


def test_trouble_changes_nothing_that_readers_see(good: Round, later: Round) -> None:
    assert later.records == good.records


# --- sitemaps --------------------------------------------------------------------------------------------------------

ONE = urlset("https://example.org/a/")
BOMB = b"<!DOCTYPE x [" + b"".join(
    f"<!ENTITY e{n} '{f'&e{n - 1};' * 10 if n else 'x'}'>".encode() for n in range(8)
) + b"]><urlset><url><loc>https://example.org/&e7;</loc></url></urlset>"  # fmt: skip
FILE = (
    b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><urlset><url><loc>https://e.org/&f;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (ONE, (False, ["https://example.org/a/"])),
        (gzip.compress(ONE, mtime=0), (False, ["https://example.org/a/"])),
        (
            ONE.replace(b" xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'", b""),
            (False, ["https://example.org/a/"]),
        ),
        (urlset("https://example.org/1.xml", kind="sitemapindex"), (True, ["https://example.org/1.xml"])),
        (urlset("https://e.org/?a=1&amp;b=2", "https://e.org/?a=1&amp;b=2"), (False, ["https://e.org/?a=1&b=2"])),
        (urlset("javascript:alert(1)", "file:///etc/passwd", "ftp://e.org/", "/relative", ""), (False, [])),
        (urlset(), (False, [])),
        (ONE.decode().replace("UTF-8", "utf-16").encode("utf-16"), (False, ["https://example.org/a/"])),
    ],
)
def test_sitemaps_are_read(body: bytes, found: tuple[bool, list[str]]) -> None:
    index, listed = sitemap(body, "sitemap.xml")
    assert (index, list(listed)) == found
    assert set(listed.values()) <= {"2026-11-01"}


def test_the_days_of_a_sitemap() -> None:
    """Each page's own; one that says nothing, or nothing but blanks, has none."""
    entries = (
        "<loc>https://e.org/a</loc><lastmod> 2026-11-02T10:00:00Z\n</lastmod></url><url><loc>https://e.org/b</loc>"
    )
    body = f"<urlset><url>{entries}<lastmod> </lastmod></url><url><loc>https://e.org/c</loc></url></urlset>".encode()
    listed = sitemap(body, "sitemap.xml")[1]
    assert listed == {"https://e.org/a": "2026-11-02T10:00:00Z", "https://e.org/b": None, "https://e.org/c": None}


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", LOGIN, b"{}", ONE[:-4], gzip.compress(ONE, mtime=0)[:-12], gzip.compress(ONE, mtime=0)[:30],
        b"\x1f\x8bnonsense", BOMB, FILE, b"<rss><channel/></rss>", ONE.replace(b"example", b"\xff"),
        ONE.replace(b"UTF-8", b"nope"), ONE.replace(b"UTF-8", b"x\x00y"),
    ],
)  # fmt: skip
def test_what_is_no_whole_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(SourceChangedError, match=r"^sitemap\.xml: "):
        sitemap(body, "sitemap.xml")


def test_a_packed_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_json_ld, "MOST_BYTES", 1 << 16)
    with pytest.raises(SourceChangedError, match="larger than 65,536 bytes"):
        sitemap(gzip.compress(b" " * (1 << 20)), "sitemap.xml")
