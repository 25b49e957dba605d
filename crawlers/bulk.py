"""Crawls sources that are files: finds them, fetches them to disk and reads each under a run of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawlers import settings as ours
from crawlers.changed import SourceChangedError
from crawlers.download import Download, UnchangedError, downloading, sweep
from crawlers.markup import parsed
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.source import SourceSpider
from directory.guard import NO_DOORS, Doors
from directory.loopback import is_loopback
from directory.normalize.dates import http_date
from directory.store.runs import RunReport, last_readable
from directory.store.tables import Fetch
from directory.vocabulary import RunOutcome
from directory.web import Page, WebClient, WebError

if TYPE_CHECKING:
    from crawlers.collection import Collection
    from crawlers.job import Workplace

INDEX_LIMIT = 4 << 20
TRIES = 3

OpenRun = Callable[[str], "Collection"]  # opens a run whose data come from there


class UnreachableError(OSError):
    """The source could not be had; the message says what was tried and what came back."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The addresses of the files to fetch, and the index page with its links that led to them."""

    addresses: list[str]
    index: Page | None
    links: Sequence[str] = ()


def crawl_bulk(
    kind: type[BulkFileSpider],
    place: Workplace,
    open_run: OpenRun,
    *,
    base_url: str | None,
    user_agent: str,
    allowed: Doors = NO_DOORS,
) -> list[RunReport]:
    """Fetches and reads what a source of files has new; returns the reports of the runs, at least one.

    ``allowed``: (host, port) pairs of this machine that may be asked. A file that ends in an unhealthy run stops the
    later ones, which may build on it.
    """
    origin = base_url or kind.page_url
    here = base_url is not None and is_loopback(base_url)  # our own test server needs no patience
    most, distance = (0, 0) if here else (ours.RETRY_AFTER_MOST, ours.DOWNLOAD_DELAY)
    with WebClient(user_agent, doors=allowed, most=most, distance=distance) as web:
        try:
            found = _find(kind, place, web, base_url)
        except Exception as error:  # whatever it is, a run says so
            return [_ended(open_run(origin), error, place)]
        if not found.addresses:
            return [_nothing_new(open_run(origin), found)]
        reports: list[RunReport] = []
        done: set[str] = set()
        addresses = found.addresses
        while (address := next((a for a in addresses if a not in done), None)) is not None:
            done.add(address)
            collection = open_run(origin)
            try:
                report = _crawl_file(kind, collection, place, web, address, found.index, tries=0 if here else TRIES)
            except UnchangedError:
                report = _nothing_new(collection, found)
            except Exception as error:
                report = _ended(collection, error, place)
            reports.append(report)
            if report.breaches:
                break
            if found.index is not None:  # asked again: only a file that was read tells which ones follow it
                addresses = _chosen(kind, place, found.index, found.links)
        return reports


def _find(kind: type[BulkFileSpider], place: Workplace, web: WebClient, base_url: str | None) -> _Found:
    start = kind.start_urls[0]
    address = base_url.rstrip("/") + urlsplit(start).path if base_url else start
    if kind.link is None:
        return _Found([address], None)
    with _naming(address):
        index = _index(web, address)
    links = [urljoin(index.url, link) for link in parsed(index.text, index.url).css("a::attr(href)").getall()]
    return _Found(_chosen(kind, place, index, links), index, links)


def _chosen(kind: type[BulkFileSpider], place: Workplace, index: Page, links: Sequence[str]) -> list[str]:
    """What to fetch after all that was read well. Raises SourceChangedError."""
    with Session(place.engine) as session:
        last = last_readable(session, kind.name)
        version, as_of = (last.source_version, last.source_as_of) if last else (None, None)
    try:
        chosen = kind.choose(links, version=version, as_of=as_of)
    except SourceChangedError as error:
        raise SourceChangedError(f"{index.url}: {error}") from error
    if not chosen and last is None:
        raise SourceChangedError(f"{index.url}: no file to begin with was found")
    for link in chosen:
        if urlsplit(link)[:2] != urlsplit(index.url)[:2]:  # scheme and host with port
            raise SourceChangedError(f"{index.url}: the file's link leads to another host: {link}")
    return chosen


def _index(web: WebClient, address: str) -> Page:
    web.obey_robots(address)
    page = web.get(address, limit=INDEX_LIMIT)
    if page.status != 200:
        raise WebError(f"answered {page.status}")
    return page


@contextmanager
def _naming(address: str) -> Iterator[None]:
    try:
        yield
    except WebError as error:
        raise UnreachableError(f"{address}: {error}") from error


def _crawl_file(
    kind: type[BulkFileSpider],
    collection: Collection,
    place: Workplace,
    web: WebClient,
    address: str,
    index: Page | None,
    *,
    tries: int,
) -> RunReport:
    def loading(done: int, total: int | None) -> None:
        place.progress(f"{kind.name} download", done, total)

    folder = place.evidence.downloads
    sweep(folder)
    with _naming(address):
        web.obey_robots(address)
        unless = validators(place.engine, collection.writer.memory_run, address)
        with downloading(
            web, address, folder, limit=kind.download_limit, tries=tries, progress=loading, unless=unless
        ) as download:
            try:
                _read(kind, collection, place, download, index)
            except Exception as error:  # whatever it is, the run says so, and the other sources are still read
                collection.errors.append(said(error))
            return collection.close()


def _read(
    kind: type[BulkFileSpider], collection: Collection, place: Workplace, download: Download, index: Page | None
) -> None:
    if index is not None:
        collection.keep(index.body, url=index.url, status=index.status, headers=index.headers)
    fetch_id = collection.writer.fetched(
        download.file,
        url=download.url,
        at=place.clock(),
        status=download.status,
        headers=download.headers,
        sha256=download.sha256,
    )
    day = dated(kind, download.file)
    collection.as_of(day or http_date(download.headers.get("last-modified")))
    collection.of_file(download.file)
    if not _contained(kind, collection, day):
        collection.take(kind.read_file(download.file), fetch_id)


def validators(engine: Engine, run_id: int | None, address: str) -> dict[str, str]:
    """Headers that ask for what stands at an address only if it is another than what that run read there."""
    query = select(Fetch.headers).where(Fetch.run_id == run_id, Fetch.url == address).order_by(col(Fetch.id).desc())
    with Session(engine) as session:
        known = session.exec(query.limit(1)).first() or {}
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last-modified")}
    return {name: value for name, value in asked.items() if value}


def _contained(kind: type[BulkFileSpider], collection: Collection, day: date | None) -> bool:
    """Whether all of a whole file is known from the files of changes read since the one before it; the run says so,
    and takes its name as read, so that it is not fetched again and the changes after it go on. ``day``: the file's own.
    """
    writer = collection.writer
    known, name = writer.base_as_of, writer.source_version
    if writer.changes_only or name is None or day is None or known is None or day >= known:
        return False
    if not kind.follows(name, writer.base_version):
        return False
    collection.not_modified = True
    writer.source_as_of = known
    writer.told.counts["the whole file is older than the weekly files read"] += 1
    return True


def _nothing_new(collection: Collection, found: _Found) -> RunReport:
    if (index := found.index) is not None:
        collection.keep(index.body, url=index.url, status=index.status, headers=index.headers)
    collection.writer.source_version = collection.writer.base_version
    collection.as_of(collection.writer.base_as_of)
    collection.not_modified = True
    return collection.close()


def _ended(collection: Collection, error: Exception, place: Workplace) -> RunReport:
    if isinstance(error, UnreachableError):
        return collection.writer.fail(RunOutcome.UNREACHABLE, str(error), now=place.clock())
    collection.errors.append(said(error))
    return collection.close()


def said(error: Exception) -> str:
    """What an error means for the run, in words."""
    known = isinstance(error, SourceChangedError | OSError | UnicodeDecodeError)
    return str(error) if known else f"our reader failed: {type(error).__name__}: {error}"


def dated(kind: type[SourceSpider], file: Path) -> date | None:
    """The source's own date of a file; None also when it cannot be read."""
    try:
        return kind.dated_file(file)
    except Exception:  # the reading that follows names what is wrong with the file
        return None
