"""One run being filled: readings go in, records and counts come out in the store, health is judged at the end."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from urllib.parse import urlsplit

from crawlers.health import Health
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from directory.records import NpiRecord
from directory.store.runs import RunReport, RunWriter
from directory.vocabulary import NpiStatus, RunOutcome

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Collection:
    """Ties a source to the run that is being written for it.

    ``whole``: the source is read at its own address and unrestricted, so that its expected size applies.
    """

    def __init__(self, source: type[SourceSpider], writer: RunWriter, *, clock: Clock, whole: bool) -> None:
        self.source = source
        self.writer = writer
        self.clock = clock
        self.whole = whole
        self.health = Health(source.expect)
        self.failures: list[str] = []  # pages that could not be had
        self._told: set[tuple[str, str]] = set()
        self.errors: list[str] = []  # pages that could not be read
        self.not_modified = False
        self.on_progress: Callable[[int], None] = lambda _read: None

    def keep(self, body: bytes, *, url: str, status: int | None, headers: dict[str, str] | None = None) -> int:
        """Stores a response body as evidence and returns its fetch id."""
        return self.writer.fetched(body, url=url, at=self.clock(), status=status, headers=headers)

    def take(self, readings: Iterable[Reading], fetch_id: int) -> None:
        """Takes all readings of one body; raises what reading raises (SourceChangedError)."""
        for reading in readings:
            self.take_one(reading, fetch_id)

    def take_one(self, reading: Reading, fetch_id: int) -> None:
        match reading:
            case Kept(record, locator):
                self.writer.read += 1
                self.health.see(record)
                self.writer.add(record, fetch_id, locator)
                if isinstance(record, NpiRecord) and record.status is NpiStatus.DEACTIVATED:
                    self.writer.counts["deactivated"] += 1
                if isinstance(record, NpiRecord) and record.deactivated_on and record.status is NpiStatus.ACTIVE:
                    self.writer.counts["reactivated"] += 1
            case Dropped(reason):
                self.writer.read += 1
                self.writer.drop(reason)
            case Flaw(code, text):
                self.writer.breach(code, text)
        if self.writer.read % 500 == 0:
            self.on_progress(self.writer.read)

    def as_of(self, when: date | None) -> None:
        """Notes the source's own date."""
        if when is not None:
            self.writer.source_as_of = when

    def could_not_have(self, url: str, why: str) -> None:
        """Notes a page that could not be had; of one host and reason the first page stands for all."""
        told = (urlsplit(url).netloc, why.replace(url, ""))
        if told not in self._told:
            self._told.add(told)
            self.failures.append(f"{url}: {why}")

    def _check_date(self) -> None:
        """A source that serves an older state than we know would turn back what has happened since."""
        now, before = self.writer.source_as_of, self.writer.base_as_of
        if now is not None and before is not None and now < before:
            self.writer.breach("older", f"the source dates itself {now}, the last healthy reading was of {before}")

    def close(self) -> RunReport:
        """Judges and closes the run; what could not be reached is said to be unreachable, never empty."""
        now = self.clock()
        if self.failures and not self.writer.read and not self.errors:
            return self.writer.fail(RunOutcome.UNREACHABLE, "; ".join(self.failures[:5]), now=now)
        for text in [*self.errors, *self.failures]:
            self.writer.breach("error", text)
        if self.errors or self.failures:
            return self.writer.finish(now=now, complete=False)
        if not self.not_modified:
            with suppress(Exception):  # noted by the writer as a breach
                self.writer.flush()
            for breach in self.health.breaches(
                base_kept=self.writer.base_kept,
                whole=self.whole,
                kept=self.writer.kept,
                again=self.writer.kept - self.writer.new,
                shifted=self.writer.shifted,
            ):
                self.writer.breach(breach.code, breach.text)
            self._check_date()
        return self.writer.finish(now=now, not_modified=self.not_modified)
