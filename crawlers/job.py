"""One source, or one state of it, that is to be crawled: how its runs are opened, filled and closed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import Engine

from crawlers import settings as ours
from crawlers.bulk import UnreachableError, crawl_bulk
from crawlers.collection import Clock, Collection
from crawlers.ending import BY_HAND
from crawlers.platforms.bulk_file import BulkFileSpider
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


@dataclass(slots=True, eq=False)
class Job:
    """What one lane works on at a time. ``halted``: nobody waits for it any more."""

    kind: type[SourceSpider]
    place: Workplace
    state: str | None = None
    base_url: str | None = None
    collection: Collection | None = None
    reports: list[RunReport] = field(default_factory=list)
    halted: bool = False

    @property
    def bulk(self) -> bool:
        """Whether it is files that go to disk, which Scrapy does not fetch."""
        return issubclass(self.kind, BulkFileSpider)

    @property
    def here(self) -> bool:
        """Whether this machine answers: our own test server needs no sparing."""
        return self.base_url is not None and is_loopback(self.base_url)

    @property
    def hosts(self) -> frozenset[str]:
        """Whom it asks; on this machine each port is somebody else."""
        if self.base_url:
            parts = urlsplit(self.base_url)
            return frozenset({parts.netloc if self.here else parts.hostname or ""})
        spider = self.kind(collection=None, state=self.state)  # type: ignore[arg-type]  # addresses need no run
        return frozenset(spider.allowed_domains or ())

    @property
    def refusal(self) -> str | None:
        """The words with which a host told us to stay away."""
        return next((text for report in self.reports for text in report.breaches if "refused: " in text), None)

    def _opened(self, origin: str) -> Collection:
        place = replace(self.place, progress=self._progress)
        return opened(self.kind, place, origin, how="crawl", state=self.state, base_url=self.base_url)

    def open(self) -> Collection:
        """Opens the run of a crawl by pages."""
        self.collection = self._opened(self.base_url or self.kind.page_url)
        return self.collection

    def close(self) -> None:
        """Closes the run; what goes wrong in closing it takes no other source's run with it."""
        collection, self.collection = self.collection, None
        if collection is None:
            return
        try:
            report = collection.close()
        except Exception as error:
            log.exception("closing the run of %s failed", self.kind.name)
            now = self.place.clock()
            report = collection.writer.fail(RunOutcome.BREACHED, f"{type(error).__name__}: {error}", now=now)
        self.reports.append(report)

    def skip(self, why: str) -> None:
        """Says in a run of its own why nothing was asked."""
        collection = self._opened(self.base_url or self.kind.page_url)
        self.reports.append(collection.writer.fail(RunOutcome.UNREACHABLE, why, now=self.place.clock()))

    def fetch(self) -> None:
        """Fetches and reads the files of a source of files, each under its own run."""
        kind = self.kind
        assert issubclass(kind, BulkFileSpider)
        self.reports += crawl_bulk(
            kind,
            replace(self.place, progress=self._progress),
            self._opened,
            base_url=self.base_url,
            user_agent=ours.USER_AGENT,
            allowed=door(self.base_url),
        )

    def _progress(self, what: str, done: int, total: int | None) -> None:
        if self.halted:
            raise UnreachableError(BY_HAND)
        self.place.progress(what, done, total)


def opened(
    kind: type[SourceSpider],
    place: Workplace,
    origin: str,
    *,
    how: str,
    state: str | None,
    base_url: str | None,
    loaded: bool = False,
    part: str = "",
) -> Collection:
    """A run of the source that is being filled; a crawl that a kill stopped is taken up where it was.

    ``part``: what alone it covers, where that is neither the whole source nor a state.
    """
    scope = part or kind.scope_of(state)
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
    collection.on_progress = partial(place.progress, f"{kind.name} {scope}".strip())
    return collection
