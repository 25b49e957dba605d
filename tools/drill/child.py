"""What a child process does: one attempt at one kind of work, and dying at the statement it was told to die at."""

import itertools
import json
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import crawlers.platforms.socrata
import crawlers.spiders.nppes_api
from crawlers.runner import Workplace, crawl, load
from directory.refresh import rebuild
from directory.store import frontier, runs
from directory.store.database import connect, ready, upgrade
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunWriter, sweep
from tools.drill.site import DrillRosterSpider

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt. ``statement``: die just before that database statement, counted from 1; ``batch``, ``pages``:
    records and pages of one transaction; ``broken``: mark pages done too early, and die there.
    """

    work: str
    url: str
    folder: Path
    base_urls: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    statement: int | None = None
    batch: int = runs.BATCH
    pages: int = runs.PAGES
    broken: bool = False

    @property
    def said(self) -> Path:
        """Where the child notes what it took for stored: a JSON line for each batch, and 'ended'."""
        return self.folder / "said.jsonl"

    @property
    def trouble(self) -> Path:
        return self.folder / "trouble.txt"


def main(job: Job) -> None:
    """Does the attempt and leaves: with 0 when it came to its end, with 3 and a traceback in ``job.trouble`` else."""
    counted = itertools.count(1)

    def statement(*_: object) -> None:
        number = next(counted)
        if number == job.statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", statement)
    runs.BATCH, runs.PAGES = job.batch, job.pages
    crawlers.platforms.socrata.PAGE = 20
    crawlers.spiders.nppes_api.PAGE, crawlers.spiders.nppes_api.LAST_SKIP = 20, 100
    _note_what_is_stored(job)
    try:
        WORK[job.work](job)
    except BaseException:
        job.trouble.write_text(traceback.format_exc())
        os._exit(3)
    _say(job, {"ended": next(counted)})
    os._exit(0)  # as it is: nothing that runs at the end of a process may be needed


def _say(job: Job, what: Mapping[str, Any]) -> None:
    with job.said.open("a") as out:
        out.write(json.dumps(what) + "\n")


def _note_what_is_stored(job: Job) -> None:
    """From here on every batch whose writing has returned is acknowledged outside of the database."""
    write = _marking_too_early(job, RunWriter._write) if job.broken else RunWriter._write

    def noted(self: RunWriter, batch: Any) -> None:
        write(self, batch)
        records = [record.key for visit in batch.visits for record, _ in visit.records]
        records += [record.key for record, _, _ in batch.rows]
        _say(job, {"run": self.run_id, "pages": [visit.plan.key for visit in batch.visits], "records": records})

    RunWriter._write = noted  # type: ignore[method-assign]


def _marking_too_early(job: Job, write: Callable[[RunWriter, Any], None]) -> Callable[[RunWriter, Any], None]:
    """What the drill must find out: pages marked done in a transaction before the one with their records. It dies
    between the two, once.
    """

    def writing(self: RunWriter, batch: Any) -> None:
        with self.engine.begin() as connection:
            frontier.store_pages(connection, self.run_id, batch.visits, batch.plans, self._pages_stored)
        once = job.folder / "died-between"
        if batch.visits and not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, batch)

    return writing


# --- the kinds of work ----------------------------------------------------------------------------------------------


def _place(job: Job) -> Workplace:
    engine = ready(connect(job.url))
    return Workplace(engine, EvidenceStore(job.folder / "evidence"), lambda: NOW)


def _crawl(job: Job) -> None:
    place = _place(job)
    sweep(place.engine, now=NOW)
    crawl([DrillRosterSpider], place, base_urls=job.base_urls)


def _refresh(job: Job) -> None:
    place = _place(job)
    sweep(place.engine, now=NOW)
    reports = crawl(list(job.base_urls), place, states=["WA"], base_urls=job.base_urls)
    if all(report.healthy for report in reports):
        rebuild(place.engine, as_of=TODAY, now=NOW)


def _load(job: Job) -> None:
    place = _place(job)
    sweep(place.engine, now=NOW)
    for name, file in job.files.items():
        report = load(name, [file], place)
        if not report.healthy:
            raise RuntimeError(f"{name}: {report.breaches}")


def _publish(job: Job) -> None:
    rebuild(_place(job).engine, as_of=TODAY, now=NOW)


def _upgrade(job: Job) -> None:
    upgrade(connect(job.url))


def _create(job: Job) -> None:
    ready(connect(job.url))


WORK: Mapping[str, Callable[[Job], None]] = {
    "crawl": _crawl,
    "refresh": _refresh,
    "load": _load,
    "publish": _publish,
    "upgrade": _upgrade,
    "create": _create,
}


def said(job: Job) -> Iterator[dict[str, Any]]:
    """What the attempts so far took for stored; a line that the kill cut off was not said."""
    if job.said.exists():
        for line in job.said.read_text().splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue
