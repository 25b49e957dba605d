"""One run being filled: readings go in, records and counts come out in the store, health is judged at the end."""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.changed import SourceChangedError
from crawlers.health import Health
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.scheduling import believable
from crawlers.source import SourceSpider
from directory.records import NpiRecord
from directory.store.frontier import Answer, Plan, Remembered, Visit
from directory.store.runs import RunReport, RunWriter
from directory.store.tally import Tally
from directory.vocabulary import NpiStatus, PageState, RunOutcome

log = logging.getLogger(__name__)

TOLD = 500  # rows, after which there is a word on progress again

Clock = Callable[[], datetime]
Progress = Callable[[int, int | None], None]  # done, total if known


class Collection:
    """Ties a source to the run that is being written for it.

    ``whole``: the source is read at its own address and unrestricted, so that its expected size applies.
    ``memory``: pages of the last readable run, to be asked for conditionally.
    """

    def __init__(
        self,
        source: type[SourceSpider],
        writer: RunWriter,
        *,
        clock: Clock,
        whole: bool,
        memory: dict[str, Remembered] | None = None,
    ) -> None:
        self.source = source
        self.writer = writer
        self.clock = clock
        self.whole = whole
        self.memory = memory or {}
        self.health = Health(source.expect)
        self.failures: list[str] = []  # pages that could not be had
        self.errors: list[str] = []  # pages that could not be read
        self.stopped: str | None = None  # why the crawl ended before all its pages were asked for
        self.not_modified = writer.not_modified
        self.keys = set(writer.seen)  # record keys that this run has met
        self.on_progress: Progress = lambda _done, _total: None
        self._told_at = 0  # rows, at the last word on progress
        self._told: set[tuple[str, str]] = set()
        self._visit: Visit | None = None
        self._ended = sum(state is PageState.DONE for state in writer.plans.values())

    # --- bodies that are read at once -----------------------------------------------------------------------------

    def keep(self, body: bytes, *, url: str, status: int | None, headers: dict[str, str] | None = None) -> int:
        """Stores a response body as evidence and returns its fetch id."""
        return self.writer.fetched(body, url=url, at=self.clock(), status=status, headers=headers)

    def take(self, readings: Iterable[Reading], fetch_id: int) -> None:
        """Takes all readings of one body; raises what reading raises (SourceChangedError)."""
        # Millions of small objects come by, none in a cycle: looking for cycles all the time costs a third of it all.
        before = gc.get_threshold()
        gc.set_threshold(200_000, *before[1:])
        try:
            note, add, tally = self._note, self.writer.add, self.writer.told
            for reading in readings:
                if (kept := note(reading, tally)) is not None:
                    add(kept.record, fetch_id, kept.locator)
                if tally.read >= self._told_at + TOLD:
                    self._told_at = tally.read
                    self.on_progress(tally.read, None)
        finally:
            gc.set_threshold(*before)

    def _note(self, reading: Reading, tally: Tally) -> Kept | None:
        """Counts a reading; returns it when it holds a record."""
        if isinstance(reading, Kept):
            tally.read += 1
            record = reading.record
            self.health.see(record)
            if isinstance(record, NpiRecord) and record.deactivated_on is not None:
                again = record.status is NpiStatus.ACTIVE
                tally.counts["reactivated" if again else "deactivated"] += 1
            return reading
        if isinstance(reading, Dropped):
            tally.read += reading.rows
            tally.drop(reading.reason, reading.rows)
            for key in reading.keys:
                self.writer.leave(key)
        elif isinstance(reading, Flaw):
            tally.breach(reading.code, reading.text)
        return None

    # --- pages of a crawl -----------------------------------------------------------------------------------------

    def plan(self, plan: Plan) -> bool:
        """Notes a page to be asked for; False when it was asked for already."""
        return self.writer.plan(plan)

    def page(
        self,
        plan: Plan,
        answer: Answer | None,
        things: Iterable[Reading | Plan],
        validators: tuple[str | None, str | None] = (None, None),
    ) -> list[Plan]:
        """Takes all that one page brings, in one piece, and returns the pages it leads to.

        ``answer``: the response to keep as evidence; ``validators``: its ETag and Last-Modified. A page that cannot
        be read brings nothing, and the run says so. Raises StoringError.
        """
        visit = self._visit = Visit(plan, answer=answer, etag=validators[0], last_modified=validators[1])
        visit.tally = self._asked(plan)
        try:
            for thing in things:
                if isinstance(thing, Plan):
                    visit.children.append(thing)
                elif (kept := self._note(thing, visit.tally)) is not None:
                    self.keys.add(kept.record.key)
                    visit.records.append((kept.record, kept.locator))
        except Exception as error:  # whatever it is, the run says so and readers keep what they have
            visit.state, visit.reason = PageState.FAILED, _told_of(error, plan.url)
            visit.records, visit.children, visit.tally = [], [], Tally()
            self.errors.append(visit.reason)
        finally:
            self._visit = None
            visit.tally.fills = self.health.drain()
        if visit.records and answer is None:
            raise ValueError(f"{plan.url}: records without the response that shows them")
        return self._end(visit)

    def as_it_was(self, plan: Plan) -> bool:
        """Whether the page need not be asked for: what leads to it says that it is as it was when we last asked."""
        known, days = self.memory.get(plan.key), (self.source.promise_days, self.source.every_days)
        if known is None or plan.mark is None or plan.mark != known.mark or known.asked_on is None:
            return False
        return believable(plan.mark, known.asked_on, *days, self.clock().date())

    def _asked(self, plan: Plan) -> Tally:
        return Tally(mark=plan.mark, asked_on=self.clock().date())

    def unchanged(self, plan: Plan, *, asked: bool = True) -> list[Plan]:
        """Takes a page that is as it was in the last readable run, and returns the pages it leads to. ``asked``:
        whether the page says so itself.
        """
        known = self.memory[plan.key]
        return self._end(
            Visit(
                plan,
                tally=self._asked(plan) if asked else Tally(mark=plan.mark, asked_on=known.asked_on),
                children=list(known.children),
                etag=known.etag,
                last_modified=known.last_modified,
                same_as=known.id,
            )
        )

    def failed(self, plan: Plan, why: str, *, skipped: bool = False) -> None:
        """Takes a page that could not be had, or that we do not ask for; of one host and reason the first is told."""
        told = (urlsplit(plan.url).netloc, why.replace(plan.url, ""))
        if told not in self._told:
            self._told.add(told)
            self.failures.append(f"{plan.url}: {why}")
        self._end(Visit(plan, state=PageState.SKIPPED if skipped else PageState.FAILED, reason=why))

    def _end(self, visit: Visit) -> list[Plan]:
        new = [child for child in visit.children if self.plan(child)]
        self.writer.visit(visit)
        self._ended += 1
        self.on_progress(self._ended, len(self.writer.plans))
        return new

    # --- what a source says of itself -----------------------------------------------------------------------------

    def as_of(self, when: date | None) -> None:
        """Notes the source's own date."""
        if when is not None:
            self.writer.source_as_of = when
            if self._visit is not None:
                self._visit.tally.as_of = when

    def version(self, version: str) -> bool:
        """Notes what the source calls its state; True when that is what the last readable run read."""
        self.writer.source_version = version
        self.not_modified = version == self.writer.base_version
        if self._visit is not None:
            self._visit.tally.version, self._visit.tally.not_modified = version, self.not_modified
        return self.not_modified

    def count(self, what: str) -> None:
        """Counts something worth knowing about the run."""
        (self._visit.tally if self._visit is not None else self.writer.told).counts[what] += 1

    def of_file(self, file: Path, *, alone: bool = True) -> None:
        """Notes whether a bulk file is a whole list, which its name then stands for, or holds changes only.

        Raises SourceChangedError for changes that do not come ``alone``: each file of changes is a run of its own.
        """
        changed = self.source.changes_of(file)
        if changed is None:
            self.writer.source_version = self.source.version_of(file)
            return
        if not alone:
            raise SourceChangedError(f"{file.name}: a file of changes is loaded alone, the oldest first")
        self.only_changes(*changed)
        self.writer.source_version = self.writer.base_version  # changes belong to the whole file before

    def only_changes(self, first: date, last: date) -> None:
        """The body holds what changed from ``first`` to ``last``: rows that are missing from it are not gone.

        It must follow on what is known, for older rows never replace newer ones and no day may be missing.
        """
        self.writer.changes_only = True
        until = self.writer.base_as_of
        self.writer.source_as_of = last
        if self.writer.base_run is None or until is None:
            self.writer.breach("base", "this file holds changes only: load a whole file first")
        elif last <= until:
            self.writer.breach("known", f"the changes of {first} to {last} are known already (up to {until})")
        elif first > until + timedelta(days=1):
            self.writer.breach(
                "gap", f"the changes of {first} to {last} do not follow on {until}: load the files between first"
            )

    # --- closing --------------------------------------------------------------------------------------------------

    def _check_date(self) -> None:
        """A source that serves an older state than we know would turn back what has happened since."""
        now, before = self.writer.source_as_of, self.writer.base_as_of
        if now is None and before is not None:
            self.writer.breach(
                "older",
                f"it says no day and may be older than the healthy reading of {before}; load: add --as-of DATE",
            )
        if now is not None and before is not None and now < before:
            self.writer.breach("older", f"the source dates itself {now}, the last healthy reading was of {before}")

    def _check_rows(self) -> None:
        """A whole file is measured by its rows too, before anything of it was left out."""
        self.writer.whole_rows = self.writer.read
        lost, before = self.source.expect.rows_lost, self.writer.base_whole_rows
        if lost is not None and before and self.writer.read < (1 - lost) * before:
            self.writer.breach(
                "drop", f"{self.writer.read:,} rows after {before:,} in the last whole file: "
                f"more than {lost:.0%} are gone"
            )  # fmt: skip

    def close(self) -> RunReport:
        """Judges and closes the run; what could not be reached is said to be unreachable, never empty."""
        self.writer.flush()
        self.writer.source_as_of = self.writer.dated
        now = self.clock()
        if self.stopped is not None and not self.errors:
            why = "; ".join([self.stopped, *self.failures[:5]])
            return self.writer.fail(RunOutcome.UNREACHABLE, why, now=now)
        if self.failures and not self.writer.read and not self.errors:
            return self.writer.fail(RunOutcome.UNREACHABLE, "; ".join(self.failures[:5]), now=now)
        for text in [*self.errors, *self.failures, *([self.stopped] if self.stopped else [])]:
            self.writer.breach("error", text)
        if self.errors or self.failures or self.stopped:
            return self.writer.finish(now=now, complete=False)
        if not self.not_modified:
            for breach in self._unhealthy():
                self.writer.breach(breach[0], breach[1])
            if not self.writer.changes_only:
                self._check_date()
                self._check_rows()
        return self.writer.finish(now=now, not_modified=self.not_modified)

    def _unhealthy(self) -> Iterator[tuple[str, str]]:
        writer = self.writer
        self.health.put(writer.fills)
        judged = (
            self.health.breaches(base_kept=None, whole=False)
            if writer.changes_only
            else self.health.breaches(
                base_kept=writer.base_kept,
                whole=self.whole,
                kept=writer.kept,
                again=writer.kept - writer.new,
                shifted=writer.shifted,
            )
        )
        yield from ((breach.code, breach.text) for breach in judged)


def _told_of(error: Exception, url: str) -> str:
    told = str(error) if isinstance(error, SourceChangedError) else f"{type(error).__name__}: {error}"[:500]
    return told if url in told else f"{url}: {told}"
