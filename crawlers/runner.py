"""Runs sources, over the network or from saved files, each under its own run."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from sqlalchemy import Engine

from crawlers import guard
from crawlers import settings as ours
from crawlers.bulk import crawl_bulk, dated, said
from crawlers.changed import SourceChangedError
from crawlers.collection import Clock, Collection
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.registry import UnknownSourceError, record_facts, source
from crawlers.source import SourceSpider
from directory.loopback import door, is_loopback
from directory.store.evidence import EvidenceStore
from directory.store.frontier import remembered
from directory.store.runs import RunReport, RunWriter, resumable
from directory.vocabulary import RunOutcome

log = logging.getLogger(__name__)

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
    reports: list[RunReport] = field(default_factory=list)


def _closed(job: _Job, place: Workplace) -> RunReport:
    """The report of one job; what goes wrong in closing it takes no other source's run with it."""
    try:
        return job.collection.close()
    except Exception as error:
        log.exception("closing the run of %s failed", job.kind.name)
        return job.collection.writer.fail(RunOutcome.BREACHED, f"{type(error).__name__}: {error}", now=place.clock())


def crawl(
    names: Sequence[str | type[SourceSpider]],
    place: Workplace,
    *,
    states: Sequence[str] = (),
    base_urls: Mapping[str, str] | None = None,
) -> list[RunReport]:
    """Crawls the sources (by name, or as classes) and returns their reports in the order asked for.

    A regional source is crawled once for each of ``states`` (two-letter codes). ``base_urls``: source name, or '' for
    all, to the address below which its true paths are asked instead. Raises UnknownSourceError before anything is
    opened. Only once in a process: Scrapy's reactor cannot start again.
    """
    kinds = [_runnable(name, states, base_urls or {}) for name in dict.fromkeys(names)]
    record_facts(place.engine, kinds)
    jobs = [_Job(kind, state) for kind in kinds for state in (dict.fromkeys(states) if kind.regional else (None,))]
    for job in jobs:
        job.base_url = (base_urls or {}).get(job.kind.name) or (base_urls or {}).get("")
        open_run = partial(_open, job.kind, place, how="crawl", state=job.state, base_url=job.base_url)
        if issubclass(job.kind, BulkFileSpider):
            job.reports = crawl_bulk(
                job.kind,
                place,
                open_run,
                base_url=job.base_url,
                user_agent=ours.USER_AGENT,
                allowed=door(job.base_url),
            )
        else:
            job.collection = open_run(job.base_url or job.kind.page_url)
    if waiting := [job for job in jobs if not job.reports]:
        _crawl_pages(waiting)
    return [report for job in jobs for report in job.reports or [_closed(job, place)]]


def load(name: str, files: Sequence[Path], place: Workplace, *, as_of: date | None = None) -> RunReport:
    """Reads saved files of one source as one run. ``as_of``: the day of the files, where they do not say it.

    Raises UnknownSourceError; a bad file ends in an unhealthy run.
    """
    kind = source(name)
    record_facts(place.engine, [kind])
    origin = ", ".join(file.name for file in files)
    collection = _open(kind, place, origin, how="load", state=None, base_url=None, loaded=True)
    for file in files:
        try:
            readings = kind.read_file(file)  # where another process searches the file, it begins now
            fetch_id = collection.writer.fetched(
                file, url=f"file:{file.name}", at=place.clock(), status=None, headers={}
            )
            if file.stat().st_size == 0:
                raise SourceChangedError(f"{file.name}: the file is empty")
            collection.as_of(as_of or dated(kind, file))
            collection.of_file(file, alone=len(files) == 1)
            collection.take(readings, fetch_id)
        except Exception as error:  # whatever it is, the run says so and readers keep what they have
            collection.errors.append(_named(error, file))
    return collection.close()


def _named(error: Exception, file: Path) -> str:
    text = said(error)
    return text if text.startswith(file.name) else f"{file.name}: {text}"


def _runnable(
    asked: str | type[SourceSpider], states: Sequence[str], base_urls: Mapping[str, str]
) -> type[SourceSpider]:
    kind = source(asked) if isinstance(asked, str) else asked
    name = kind.name
    if kind.by_file:
        raise UnknownSourceError(f"{name} comes as a file: {kind.by_file}. Then: needleproof load {name} FILE")
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
    origin: str,
    *,
    how: str,
    state: str | None,
    base_url: str | None,
    loaded: bool = False,
) -> Collection:
    scope = f"state={state}" if kind.regional and state else ""
    now = place.clock()
    pages = how == "crawl" and not issubclass(kind, BulkFileSpider)
    resume = resumable(place.engine, source=kind.name, scope=scope, origin=origin, now=now) if pages else None
    writer = RunWriter(
        place.engine,
        place.evidence,
        source=kind.name,
        scope=scope,
        how=how,
        origin=origin,
        now=now,
        resume=resume,
    )
    memory = remembered(place.engine, writer.memory_run) if pages else {}
    whole = not (loaded or base_url or scope)
    collection = Collection(kind, writer, clock=place.clock, whole=whole, memory=memory)
    collection.on_progress = lambda done, total: place.progress(kind.name, done, total)
    return collection


def _crawl_pages(waiting: Sequence[_Job]) -> None:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    process = AsyncCrawlerProcess(settings)
    for job in waiting:
        chosen: dict[str, object] = {}
        if job.base_url and is_loopback(job.base_url):
            # Our own test server needs no sparing; everything else of the settings stays.
            chosen = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "AUTOTHROTTLE_ENABLED": False,
                      "RETRY_TIMES": 0, "RETRY_AFTER_MOST": 0}  # fmt: skip
        crawler = process.create_crawler(_with(job.kind, chosen))
        process.crawl(crawler, collection=job.collection, base_url=job.base_url, state=job.state)
    guard.install(frozenset(found for job in waiting for found in door(job.base_url)))
    process.start()


def _with(kind: type[SourceSpider], chosen: dict[str, object]) -> type[SourceSpider]:
    if not chosen:
        return kind
    return type(kind.__name__, (kind,), {"custom_settings": {**(kind.custom_settings or {}), **chosen}})
