"""Kills work at random instants and starts it again until it ends by itself; says what was lost, doubled or wrong."""

import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from directory.store.database import connect
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.runs import sweep
from directory.store.tables import EvidenceBody
from tests.databases import Databases
from tools.drill import standing
from tools.drill.child import NOW, Job, said
from tools.drill.standing import Stored, differing
from tools.drill.works import AttemptError, Scene, Work, attempt, reading

ATTEMPTS = 8  # of one drill: so many kills, then it must end
CLOSING = 12  # statements
Progress = Callable[[int], None]


@dataclass(slots=True)
class Count:
    """What the drills of one kind of work on one database came to."""

    database: str
    work: str
    drills: int = 0
    kills: int = 0
    resumed: int = 0  # kills after which pages that were done were not asked again
    acknowledged: int = 0  # records and pages that were stored when a kill came
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


def shares(works: Sequence[Work], kills: int) -> list[int]:
    """How many kills each kind of work gets; every kind gets one while there are enough."""
    total = sum(work.share for work in works)
    given = [max(1, kills * work.share // total) for work in works]
    for number in range(len(works)):
        given[number] += max(0, kills - sum(given)) if number == 0 else 0
    while sum(given) > kills:
        given[max(range(len(given)), key=lambda n: given[n])] -= 1
    return given


def drilled(
    work: Work,
    databases: Databases,
    shared: Scene,
    folder: Path,
    *,
    kills: int,
    seed: int,
    broken: bool = False,
    progress: Progress = lambda _: None,
) -> Count:
    """Drills one kind of work until ``kills`` kills have come; ``progress`` is told of each."""
    count = Count(databases.name, work.name)
    started = time.perf_counter()
    while count.kills < kills and count.drills < 3 * kills + 3:
        count.drills += 1
        # A drill of its own has random numbers of its own: the same seed gives the same drill again.
        luck = random.Random(f"{seed}/{databases.name}/{work.name}/{count.drills}")
        own = folder / f"{work.name.replace(' ', '-')}-{count.drills}"
        drill = _Drill(work, databases, shared, luck, count, progress)
        drill.run(own, min(luck.choice((1, 1, 2, 3)), kills - count.kills), broken=broken)
        databases.drop(own)
        shutil.rmtree(own, ignore_errors=True)
    count.seconds = round(time.perf_counter() - started, 1)
    return count


class _Drill:
    def __init__(
        self,
        work: Work,
        databases: Databases,
        shared: Scene,
        luck: random.Random,
        count: Count,
        progress: Progress,
    ) -> None:
        self.work, self.databases, self.shared = work, databases, shared
        self.luck, self.count, self.progress = luck, count, progress
        self.stored = Stored()
        self.mark = 0  # what the roster had been asked when the last kill came
        self.told = 0  # lines said by earlier attempts
        self.parts = work.before
        self.refusing = False  # the roster refuses a page once: the run that met it is not healthy

    def run(self, folder: Path, kills: int, *, broken: bool) -> None:
        """One store: ``kills`` kills at most, then to the end, then everything is looked at."""
        job = replace(self.work.job(self.databases, folder), broken=broken)
        batch, pages = self.luck.choice(((job.batch, job.pages), (25, 10), (7, 3)))
        roster = self.shared.roster
        roster.version, roster.asked, roster.refused = self.work.version, [], set()
        if self.work.source and self.luck.random() < 0.25:
            roster.refused = {f"/person/{self.luck.randrange(roster.people)}"}
        refusing = bool(roster.refused)
        for _ in range(ATTEMPTS):
            one, seconds, started = replace(job, batch=batch, pages=pages), None, time.perf_counter()
            if kills and not broken and self.luck.random() < 0.5:
                one = replace(one, statement=self._statement())
            elif kills and not broken:
                seconds = self.luck.uniform(0, self.work.seconds) * self._left(1000) / 1000
            try:
                killed = attempt(one, seconds=seconds)
            except AttemptError as error:
                self.count.wrong.append(f"an attempt failed: {error}")
                return
            if not killed and not self.stored.pages:  # the machine is quicker now than when this was measured
                self.work.seconds = min(self.work.seconds, time.perf_counter() - started)
            kills -= killed
            self.refusing = refusing and not roster.refused
            refusing = refusing and not self.refusing
            self._look(one, killed=killed)
            if self.parts == self.work.after:
                break
        self._look_at_the_end(job)

    def _statement(self) -> int:
        """Any statement; every third time one of the last, with which runs are closed and views are changed."""
        last = self._left(self.work.statements)
        closing = self.luck.random() < 1 / 3 and not self.stored.pages
        return self.luck.randint(max(1, last - CLOSING) if closing else 1, last)

    def _left(self, whole: int) -> int:
        """What a crawl that goes on will take of ``whole``, about."""
        pages = self.shared.roster.people + self.shared.roster.people // 20 + 1
        return max(10, int(whole * (1 - 0.8 * len(self.stored.pages) / pages)))

    def _look(self, job: Job, *, killed: bool) -> None:
        """What must hold after every attempt, killed or not."""
        count, work = self.count, self.work
        count.wrong += standing.broken_file(make_url(job.url))
        self.parts = work.standing(job)
        for name in sorted({*self.parts, *work.before, *work.after}):
            now, then = self.parts.get(name, []), work.after.get(name, [])
            if now not in (work.before.get(name, []), then):
                count.wrong.append(f"{name}: neither as before nor as after: {differing(now, then)}")
        asked = set(self.shared.roster.asked[self.mark :])
        if again := sorted(url for url in self.stored.pages.values() if urlsplit(url).path in asked):
            count.wrong.append(f"{len(again)} pages that were done were asked again, such as {again[0]}")
        elif self.stored.pages:
            count.resumed += 1
        if killed:
            count.kills += 1
            self.progress(1)
        lines = list(said(job))
        fresh, self.told = lines[self.told :], len(lines)
        # An attempt that came to its end has done all there was to do, unless the source refused a page.
        if any("ended" in line for line in fresh) and self.parts != (work.before if self.refusing else work.after):
            count.wrong.append("an attempt ended by itself, and the store is not as without a kill")
        self.refusing = False
        self._compare_stored(job, fresh)
        self.mark = len(self.shared.roster.asked)

    def _compare_stored(self, job: Job, fresh: list[dict[str, object]]) -> None:
        """What was stored at the last kill, and what the child said since, is there."""
        count, source = self.count, self.work.source
        if source is None:
            return
        with reading(job) as connection:
            now = standing.stored(connection, source) if connection is not None else Stored()
            ended = standing.ended(connection, source) if connection is not None else {}
        self.count.lost += _lost(self.stored, now, ended)
        for line in fresh:
            if now.run is None or line.get("run") != now.run:
                continue
            pages, records = line["pages"], line["records"]
            assert isinstance(pages, list)
            assert isinstance(records, list)
            count.lost += [f"page {key}: said to be stored, not done" for key in pages if key not in now.known]
            count.lost += [f"record {key}: said to be stored, not there" for key in records if key not in now.records]
        count.acknowledged += len(now.records) + len(now.pages)
        self.stored = now

    def _look_at_the_end(self, job: Job) -> None:
        count, work = self.count, self.work
        for name, then in work.after.items():
            if (now := self.parts.get(name, [])) != then:
                count.wrong.append(f"{name} at the end: {differing(now, then)}")
                lacking = sorted(set(then) - set(now))
                count.lost += [f"{name}: {line[:300]}" for line in lacking if name.startswith("records")]
        engine = connect(job.url)
        try:
            if not work.old or self.parts == work.after:
                sweep(engine, now=NOW)
            with engine.connect() as connection:
                if not work.old or self.parts == work.after:
                    count.doubled += standing.duplicates(connection)
                    count.wrong += [*standing.incomplete(connection), *standing.orphans(connection)]
            if not work.old:
                count.wrong += _evidence_missing(engine, job)
        finally:
            engine.dispose()


def _lost(before: Stored, now: Stored, ended: Mapping[int, frozenset[tuple[str, str]]]) -> Iterator[str]:
    if before.run is None:
        return
    if now.run == before.run:
        yield from (
            f"page {url}: done at a kill, not afterwards" for key, url in before.pages.items() if key not in now.pages
        )
        kept = now.records.items()
        yield from (
            f"record {key}: stored at a kill, not afterwards"
            for key, digest in before.records.items()
            if (key, digest) not in kept
        )
        rows = now.rows
    elif before.run in ended:
        rows = ended[before.run]
    elif before.pages:
        yield f"{len(before.pages)} pages of run {before.run} were done at a kill: it was not gone on with"
        return
    else:
        return
    for key, digest in sorted(before.rows - rows):
        yield f"record {key} ({digest}): a version stored at a kill is gone"


def _evidence_missing(engine: Engine, job: Job) -> Iterator[str]:
    evidence = EvidenceStore(job.folder / "evidence")
    with Session(engine) as session:
        for sha256 in session.exec(select(EvidenceBody.sha256)):
            try:
                evidence.read(sha256)
            except EvidenceError as error:
                yield str(error)
