"""Runs jobs side by side: what shares a host goes one after another in a lane, what does not goes at once.

Pages are asked for by Scrapy in one event loop, files by httpx in a thread of their lane; runs are opened and closed
in that thread too, so that the disk keeps nobody else's answer waiting.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from sqlalchemy import Engine

from crawlers import guard
from crawlers import settings as ours
from crawlers.job import Job
from crawlers.politeness import KEPT_DELAY
from crawlers.source import SourceSpider
from directory.loopback import door

AT_ONCE = 8  # lanes: one database takes what they all bring
HERE: dict[str, Any] = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "AUTOTHROTTLE_ENABLED": False,
                        "RETRY_TIMES": 0, "RETRY_AFTER_MOST": 0}  # fmt: skip
Result = TypeVar("Result")


def lanes(hosts: Sequence[frozenset[str]]) -> list[list[int]]:
    """The numbers of those that share a host, directly or through a third, each lane in the order given. Pure.

    >>> lanes([frozenset("a"), frozenset("b"), frozenset("ac"), frozenset("c")])
    [[0, 2, 3], [1]]
    """
    found: list[tuple[frozenset[str], list[int]]] = []
    for number, here in enumerate(hosts):
        same = [lane for lane in found if lane[0] & here]
        joined = (here.union(*(lane[0] for lane in same)), sorted([n for lane in same for n in lane[1]] + [number]))
        found = [lane for lane in found if lane not in same] + [joined]
    return sorted(numbers for _, numbers in found)


def run(jobs: Sequence[Job]) -> None:
    """Works through all jobs; each then has its reports. Where Scrapy is needed: only once in a process, for its
    reactor cannot start again. Raises what kept a run from being opened.
    """
    shift = _Shift(jobs)
    try:
        if all(job.bulk for job in jobs):
            asyncio.run(shift.all())
        else:
            _under_scrapy(shift)
    finally:
        shift.end()


def _under_scrapy(shift: "_Shift") -> None:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    shift.process = process = AsyncCrawlerProcess(settings)
    from twisted.internet import reactor as made  # by the process

    reactor: Any = made
    guard.install(frozenset(found for job in shift.jobs for found in door(job.base_url)))

    def stop(_: object) -> None:
        with contextlib.suppress(RuntimeError):  # somebody pressed Ctrl-C: it is stopped already
            reactor.stop()

    work = asyncio.get_event_loop().create_task(shift.all())
    work.add_done_callback(stop)
    process.start(stop_after_crawl=False)
    if work.done():
        work.result()


class _Shift:
    """The work of one command. ``process``: where pages are asked for."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = jobs
        self.process: AsyncCrawlerProcess | None = None
        self.stopped = False
        self.ended = 0
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lane")

    async def all(self) -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        found = [[self.jobs[number] for number in lane] for lane in lanes([job.hosts for job in self.jobs])]
        results = await asyncio.gather(*(self._lane(lane, gate) for lane in found), return_exceptions=True)
        if errors := [result for result in results if result is not None]:
            raise errors[0]

    async def _lane(self, lane: Sequence[Job], gate: asyncio.Semaphore) -> None:
        """One job after another, with the host's pause between them; none after the host told us to stay away."""
        refused, pause = None, 0.0
        async with gate:
            for job in lane:
                await asyncio.sleep(0 if job.here else pause)
                if self.stopped:
                    return
                try:
                    if refused is not None:
                        await self._aside(job, partial(job.skip, f"not asked: {refused}"))
                    elif job.bulk:
                        await self._aside(job, job.fetch)
                    else:
                        pause = await self._pages(job)
                except BaseException:
                    self.stopped = True  # the database cannot be written: nobody's pages can be kept
                    raise
                refused, pause = refused or job.refusal, max(pause, ours.DOWNLOAD_DELAY)
                self.ended += 1
                if len(self.jobs) > 1:
                    job.place.progress("all sources", self.ended, len(self.jobs))

    async def _pages(self, job: Job) -> float:
        """Crawls one source; returns the seconds that its host wants between two requests."""
        assert self.process is not None
        collection = await self._aside(job, job.open)
        crawler: Crawler = self.process.create_crawler(_with(job.kind, HERE if job.here else {}))
        try:
            await self.process.crawl(crawler, collection=collection, base_url=job.base_url, state=job.state)
        except Exception as error:  # whatever it is, the run says so and the other sources are read
            collection.errors.append(f"{type(error).__name__}: {error}"[:500])
        told: Callable[..., Any] = crawler.stats.get_value if crawler.stats else lambda _, default: default
        self.stopped |= told("finish_reason", "") == "shutdown"
        await self._aside(job, job.close)
        return float(told(KEPT_DELAY, 0.0))

    async def _aside(self, job: Job, work: Callable[[], Result]) -> Result:
        if _in_memory(job.place.engine):
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def end(self) -> None:
        """Waits for the threads, which give up if they were stopped, and closes what is open."""
        self.stopped = True
        for job in self.jobs:
            job.halted = True
        self.threads.shutdown()
        for job in self.jobs:
            job.close()


def _in_memory(engine: Engine) -> bool:
    """A database in memory belongs to one thread."""
    return engine.url.get_backend_name() == "sqlite" and engine.url.database in (None, "", ":memory:")


def _with(kind: type[SourceSpider], chosen: dict[str, Any]) -> type[SourceSpider]:
    if not chosen:
        return kind
    return type(kind.__name__, (kind,), {"custom_settings": {**(kind.custom_settings or {}), **chosen}})
