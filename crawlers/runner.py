"""Runs sources, over the network or from saved files, each under its own run."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from sqlalchemy import Engine

from crawlers import settings as ours
from crawlers.bulk import Download, UnreachableError, downloaded
from crawlers.collection import Clock, Collection
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import SourceChangedError
from crawlers.registry import UnknownSourceError, record_facts, source
from crawlers.source import SourceSpider
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunReport, RunWriter
from directory.vocabulary import RunOutcome

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Progress = Callable[[str, int, int | None], None]  # source, done, total if known


def _silent(_source: str, _done: int, _total: int | None) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where runs are written and what time it is."""

    engine: Engine
    evidence: EvidenceStore
    clock: Clock
    progress: Progress = field(default=_silent)


@dataclass(slots=True)
class _Job:
    kind: type[SourceSpider]
    state: str | None
    base_url: str | None = None
    collection: Collection = field(init=False)
    report: RunReport | None = None


def _closed(job: _Job, place: Workplace) -> RunReport:
    """The report of one job; what goes wrong in closing it takes no other source's run with it."""
    try:
        return job.collection.close()
    except Exception as error:
        log.exception("closing the run of %s failed", job.kind.name)
        return job.collection.writer.fail(RunOutcome.BREACHED, f"{type(error).__name__}: {error}", now=place.clock())


def crawl(
    names: Sequence[str], place: Workplace, *, states: Sequence[str] = (), base_urls: Mapping[str, str] | None = None
) -> list[RunReport]:
    """Crawls the sources and returns their reports in the order asked for.

    A regional source is crawled once for each of ``states`` (two-letter codes). ``base_urls``: source name, or '' for
    all, to the address below which its true paths are asked instead. Raises UnknownSourceError before anything is
    opened. Only once in a process: Scrapy's reactor cannot start again.
    """
    kinds = [_runnable(name, states, base_urls or {}) for name in dict.fromkeys(names)]
    record_facts(place.engine, names)
    jobs = [_Job(kind, state) for kind in kinds for state in (dict.fromkeys(states) if kind.regional else (None,))]
    for job in jobs:
        job.base_url = (base_urls or {}).get(job.kind.name) or (base_urls or {}).get("")
        origin = job.base_url or job.kind.page_url
        job.collection = _open(job.kind, place, how="crawl", origin=origin, state=job.state, base_url=job.base_url)
        if issubclass(job.kind, BulkFileSpider):
            job.report = _crawl_bulk(job.kind, job.collection, job.base_url, place)
    if waiting := [job for job in jobs if job.report is None]:
        _crawl_pages(waiting)
    return [job.report or _closed(job, place) for job in jobs]


def load(name: str, files: Sequence[Path], place: Workplace, *, as_of: date | None = None) -> RunReport:
    """Reads saved files of one source as one run. ``as_of``: the day of the files, where they do not say it.

    Raises UnknownSourceError; a bad file ends in an unhealthy run.
    """
    kind = source(name)
    record_facts(place.engine, [name])
    origin = ", ".join(file.name for file in files)
    collection = _open(kind, place, how="load", origin=origin, state=None, base_url=None, loaded=True)
    for file in files:
        try:
            fetch_id = collection.writer.fetched(
                file, url=f"file:{file.name}", at=place.clock(), status=None, headers={}
            )
            if file.stat().st_size == 0:
                raise SourceChangedError(f"{file.name}: the file is empty")
            collection.as_of(as_of or _dated(kind, file))
            collection.take(kind.read_file(file), fetch_id)
        except Exception as error:  # whatever it is, the run says so and readers keep what they have
            collection.errors.append(_named(error, file))
    return collection.close()


def _named(error: Exception, file: Path) -> str:
    text = _said(error)
    return text if text.startswith(file.name) else f"{file.name}: {text}"


def _said(error: Exception) -> str:
    known = isinstance(error, SourceChangedError | OSError | UnicodeDecodeError)
    return str(error) if known else f"our reader failed: {type(error).__name__}: {error}"


def _dated(kind: type[SourceSpider], file: Path) -> date | None:
    try:
        return kind.dated_file(file)
    except Exception:  # the reading that follows names what is wrong with the file
        return None


def _runnable(name: str, states: Sequence[str], base_urls: Mapping[str, str]) -> type[SourceSpider]:
    kind = source(name)
    if kind.needs:
        raise UnknownSourceError(
            f"{name} cannot run yet: it needs {kind.needs}. Write what you find into crawlers/spiders/{name}.py "
            "and take the `needs` line out"
        )
    if kind.sample and name not in base_urls and "" not in base_urls:
        raise UnknownSourceError(f"{name} belongs to the sample world: run `needleproof demo`")
    if kind.regional and not states:
        raise UnknownSourceError(f"{name} is asked one state at a time: add --state, such as --state WA")
    return kind


def _open(
    kind: type[SourceSpider],
    place: Workplace,
    *,
    how: str,
    origin: str,
    state: str | None,
    base_url: str | None,
    loaded: bool = False,
) -> Collection:
    scope = f"state={state}" if kind.regional and state else ""
    writer = RunWriter(
        place.engine, place.evidence, source=kind.name, scope=scope, how=how, origin=origin, now=place.clock()
    )
    collection = Collection(kind, writer, clock=place.clock, whole=not (loaded or base_url or scope))
    collection.on_progress = lambda read: place.progress(kind.name, read, None)
    return collection


def _crawl_bulk(
    kind: type[BulkFileSpider], collection: Collection, base_url: str | None, place: Workplace
) -> RunReport:
    def loading(done: int, total: int | None) -> None:
        place.progress(f"{kind.name} download", done, total)

    try:
        with downloaded(kind, base_url=base_url, user_agent=ours.USER_AGENT, progress=loading) as download:
            _read_download(kind, collection, download, place)
    except UnreachableError as error:
        return collection.writer.fail(RunOutcome.UNREACHABLE, str(error), now=place.clock())
    except Exception as error:  # whatever it is, the run says so, and the other sources are still read
        collection.errors.append(_said(error))
    return collection.close()


def _read_download(kind: type[BulkFileSpider], collection: Collection, download: Download, place: Workplace) -> None:
    if index := download.index:
        collection.keep(index.body, url=index.url, status=index.status, headers=index.headers)
    fetch_id = collection.writer.fetched(
        download.file, url=download.url, at=place.clock(), status=download.status, headers=download.headers
    )
    collection.as_of(_dated(kind, download.file) or _last_modified(download.headers))
    collection.take(kind.read_file(download.file), fetch_id)


def _last_modified(headers: Mapping[str, str]) -> date | None:
    """The day the server says the file is of; None when it says nothing that can be read."""
    try:
        return parsedate_to_datetime(headers["last-modified"]).date()
    except (KeyError, ValueError, TypeError):
        return None


def _crawl_pages(waiting: Sequence[_Job]) -> None:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    process = AsyncCrawlerProcess(settings)
    for job in waiting:
        chosen: dict[str, object] = {}
        if job.base_url and urlsplit(job.base_url).hostname in LOOPBACK:
            # Our own test server needs no sparing; everything else of the settings stays.
            chosen = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "AUTOTHROTTLE_ENABLED": False,
                      "RETRY_TIMES": 0}  # fmt: skip
        crawler = process.create_crawler(_with(job.kind, chosen))
        process.crawl(crawler, collection=job.collection, base_url=job.base_url, state=job.state)
    process.start()


def _with(kind: type[SourceSpider], chosen: dict[str, object]) -> type[SourceSpider]:
    if not chosen:
        return kind
    return type(kind.__name__, (kind,), {"custom_settings": {**(kind.custom_settings or {}), **chosen}})
