"""Last month's file is refused wherever a source dates itself, cut zips are too, and no trouble changes a status."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse, TextResponse
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawlers.collection import Collection
from crawlers.platforms.clinic_pages import ClinicPageSpider
from crawlers.platforms.pdf_roster import PdfRosterSpider
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider
from crawlers.platforms.socrata import SocrataSpider
from crawlers.registry import record_facts, sources
from crawlers.runner import Workplace, crawl, load
from directory.refresh import rebuild
from directory.store.runs import RunReport, RunWriter
from directory.store.tables import Verification
from tests.conftest import NOW, Served, Site
from tests.crawlers.drifts import HARMLESS, ONE_ROW, TODAY, drifts, file_of, why
from tests.crawlers.source_tables import FIXTURES, NAMES, pdf_table, platform, table_of
from tests.crawlers.spoils import HARMLESS as HARMLESS_SPOILS
from tests.crawlers.spoils import spoils
from tests.databases import Databases, Once

JSON = {"Content-Type": "application/json"}

# Sources that do not date themselves: last month's copy cannot be told by its age.
UNDATED = {
    "nppes_api": "each answer is made when it is asked for",
    "example_institute": "the page bears no date; what it then lacks or says anew is measured",
}
UNDATED |= {n: "an operator hands the file over, and says its day with --as-of" for n in NAMES if sources()[n].by_file}
UNDATED |= {name: "a finder's reply bears no date" for name in NAMES if platform(name) == "FinderSpider"}
UNDATED |= {name: "a page bears no date" for name in NAMES if issubclass(sources()[name], ClinicPageSpider)}
DATED_PLATFORMS = ("SocrataSpider", "PdfRosterSpider", "PublishedTableSpider", "ExclusionTableSpider")
# Files whose name is their date: (newer, older).
NAMED = {
    "nppes_bulk": ("npidata_pfile_20050523-20261108.csv", "npidata_pfile_20050523-20261011.csv"),
    "nppes_deactivations": ("NPPES Deactivated NPI Report 20261109.xlsx", "NPPES Deactivated NPI Report 20261012.xlsx"),
}


# --- a crawl without the network: the pages that a source asks for, answered by a function ----------------------------


def crawled(
    name: str, answer: Callable[[str], bytes], place: Workplace, headers: Mapping[str, str] | None = None
) -> RunReport:
    """The run of a crawl whose every page is answered."""
    kind = sources()[name]
    record_facts(place.engine, [kind])
    scope = "state=WA" if kind.regional else ""
    writer = RunWriter(
        place.engine, place.evidence, source=name, scope=scope, how="crawl", origin="http://127.0.0.1", now=NOW
    )
    collection = Collection(kind, writer, clock=place.clock, whole=False)
    spider = kind(collection=collection, state="WA" if kind.regional else None)

    async def pages() -> None:
        waiting = [request async for request in spider.start()]
        while waiting:
            request = waiting.pop(0)
            body = answer(request.url)
            page = HtmlResponse if body.lstrip().startswith(b"<") else TextResponse
            response = page(request.url, body=body, request=request, encoding="utf-8", headers=headers)
            waiting += request.callback(response)

    asyncio.run(pages())
    return collection.close()


def answers(name: str, body: bytes, *, updated: int = 0) -> Callable[[str], bytes]:
    """What a source serves when its data are ``body``."""
    kind = sources()[name]

    def socrata(url: str) -> bytes:
        if "/api/views/" in url:
            return json.dumps({"rowsUpdatedAt": updated}).encode()
        apart = kind.actions is not None and kind.actions.dataset in url
        rows = (FIXTURES / name / "actions.json").read_bytes() if apart else body
        return json.dumps([{"count": str(len(json.loads(rows)))}]).encode() if "count%28" in url else rows

    def roster(url: str) -> bytes:
        return body if url.endswith(".pdf") else b"<html><body><a href='roster.pdf'>Roster</a></body></html>"

    def listed(url: str) -> bytes:
        entry = f"<urlset><url><loc>{address_in(FIXTURES / name / file_of(name))}</loc></url></urlset>"
        return entry.encode() if url.endswith(".xml") else body

    if issubclass(kind, SocrataSpider):
        return socrata
    if issubclass(kind, SitemapJsonLdSpider):
        return listed
    return roster if issubclass(kind, PdfRosterSpider) else lambda _: body


def address_in(file: Path) -> str:
    """The address that a saved page calls its own."""
    found: list[str] = re.findall(r'rel="canonical" href="(.*?)"', file.read_text(encoding="utf-8"))
    return found[0]


# The others are fetched to disk, or handed over.
CRAWLED = [name for name in NAMES if name not in (*NAMED, "oig_exclusions") and sources()[name].crawlable()]


@pytest.mark.parametrize("name", CRAWLED)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_drift_is_noticed_in_a_crawl_too(
    name: str, opened: Callable[..., Any], readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    table = table_of(name)
    dates = [d for d in drifts(name) if d.kind == "dates of another form in one row"]  # none where there are no dates
    twice = next(d for d in drifts(name) if d.kind == "a heading twice")
    lost = next(d for d in drifts(name) if d.kind == "a letter lost in a name")
    with opened(None, tmp_path / "store") as place:
        good = crawled(name, answers(name, table.write(table.columns, table.rows), updated=1), place)
        assert good.healthy, good.breaches
        assert good.kept
        before = readable_state(place.engine)
        for number, drift in enumerate((*dates, twice, lost), start=2):
            report = crawled(name, answers(name, drift.body, updated=number), place)
            assert report.outcome == "breached", drift
            assert readable_state(place.engine) == before, drift


# --- last month's file -----------------------------------------------------------------------------------------------


def test_every_source_dates_itself_or_is_known_not_to() -> None:
    dated = {n for n in NAMES if platform(n) in DATED_PLATFORMS and n not in UNDATED} | {*NAMED, "oig_exclusions"}
    assert dated | UNDATED.keys() == set(NAMES)
    assert not dated & UNDATED.keys()


def of_date(name: str, newer: bool, place: Workplace, folder: Path, serve: Callable[[Site], Served]) -> RunReport:
    """The good data, dated in the source's own way."""
    body = (FIXTURES / name / file_of(name)).read_bytes()
    if name in NAMED:
        file = folder / NAMED[name][0 if newer else 1]
        file.write_bytes(body)
        return load(name, [file], place)
    if platform(name) in ("PublishedTableSpider", "ExclusionTableSpider"):
        when = "Mon, 09 Nov 2026 08:00:00 GMT" if newer else "Fri, 09 Oct 2026 08:00:00 GMT"
        return crawled(name, answers(name, body), place, {"Last-Modified": when})
    if platform(name) == "SocrataSpider":
        return crawled(name, answers(name, body, updated=1763596800 if newer else 1761004800), place)
    if platform(name) == "PdfRosterSpider":
        table = pdf_table(body, str if newer else lambda title: re.sub(r"20(\d\d)", "2019", title))
        return crawled(name, answers(name, table.write(table.columns, table.rows)), place)
    when = "Mon, 09 Nov 2026 08:00:00 GMT" if newer else "Fri, 09 Oct 2026 08:00:00 GMT"
    site = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (200, {"Last-Modified": when}, body))
    return crawl([name], place, base_urls={name: site.url})[0]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNDATED])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_older_state_never_replaces_a_newer_one(
    name: str,
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    serve: Callable[[Site], Served],
    tmp_path: Path,
) -> None:
    with opened(None, tmp_path / "store") as place:
        newer = of_date(name, True, place, tmp_path, serve)
        assert newer.healthy, newer.breaches
        before = readable_state(place.engine)
        older = of_date(name, False, place, tmp_path, serve)
        assert [breach for breach in older.breaches if breach.startswith("older: ")], older.breaches
        assert readable_state(place.engine) == before


# --- zips ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nppes_bulk", "nppes_deactivations"])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_cut_zips_are_refused(
    name: str, place: Workplace, readable_state: Callable[[Engine], str], subtests: pytest.Subtests, tmp_path: Path
) -> None:
    def packed(body: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(NAMED[name][0], body)
        return out.getvalue()

    good = FIXTURES / name / file_of(name)
    body, file = good.read_bytes(), tmp_path / "download.zip"
    whole = packed(body)
    assert load(name, [good], place).healthy
    before = readable_state(place.engine)
    for what, cut in {
        "the zip cut": whole[: len(whole) // 2],
        "the zip cut near its end": whole[:-9],
        "the member cut": packed(body[: len(body) * 2 // 3]),
        "a web page": b"<html>Sign in</html>",
    }.items():
        file.write_bytes(cut)
        report = load(name, [file], place)
        with subtests.test(what):
            assert report.outcome == "breached"
            assert all(file.name in breach for breach in report.breaches), report.breaches
            assert readable_state(place.engine) == before


# --- what is published -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(databases: Databases, once: Once, opened: Callable[..., Any]) -> Path:
    """A store with all fixtures, published."""

    def fill(folder: Path) -> None:
        with opened(None, folder, keep=True) as place:
            for name in NAMES:
                assert load(name, [FIXTURES / name / file_of(name)], place).healthy
            rebuild(place.engine, as_of=TODAY, now=NOW)

    return once(f"published-{databases.name}", fill)


def statuses(engine: Engine) -> list[tuple[Any, ...]]:
    """Everybody's published results."""
    with Session(engine) as session:
        found = session.exec(select(Verification).order_by(col(Verification.id))).all()
        return sorted(
            (f.practitioner_id, f.need, f.subject, f.jurisdiction or "", f.profession or "", f.status, f.verdict or "")
            for f in found
        )


@cache
def one_of_each() -> list[tuple[str, str, bytes, bool]]:
    """(source, kind, body, whether it is harmless): every kind of trouble once, the sources in turn."""
    of_kind: dict[str, list[tuple[str, str, bytes, bool]]] = {}
    for name in NAMES:
        for what, body, _ in spoils(name):
            kind = re.sub(r" column .*|(?<=swapped) .*", "", what)
            of_kind.setdefault(kind, []).append((name, what, body, (name, what) in HARMLESS_SPOILS))
        for drift in drifts(name):
            if not why(ONE_ROW, name, drift.kind):
                harmless = why(HARMLESS, name, drift.kind) is not None
                of_kind.setdefault(drift.kind, []).append((name, drift.kind, drift.body, harmless))
    return [cases[turn * 7 % len(cases)] for turn, cases in enumerate(of_kind.values())]


@pytest.mark.slow
def test_no_kind_of_trouble_changes_what_is_published(
    databases: Databases,
    world: Path,
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    with opened(world, tmp_path / "store") as place:
        shown = statuses(place.engine)
        assert len(shown) > 50
        cases = one_of_each()
        assert len(cases) > 25
        digest = rebuild(place.engine, as_of=TODAY, now=NOW).digest
        for name, kind, body, harmless in cases:
            before = readable_state(place.engine)
            file = tmp_path / file_of(name)
            file.write_bytes(body)
            report = load(name, [file], place)
            assert report.healthy == harmless, (name, kind, report.breaches)
            if not harmless:
                assert readable_state(place.engine) == before, (name, kind)
            if databases.name == "postgresql":
                continue  # what stands in the store is published as on SQLite: see test_same_answers
            after = rebuild(place.engine, as_of=TODAY, now=NOW).digest
            assert statuses(place.engine) == shown, (name, kind)
            if not harmless:
                assert after == digest, (name, kind)
            digest = after
        rebuild(place.engine, as_of=TODAY, now=NOW)
        assert statuses(place.engine) == shown
