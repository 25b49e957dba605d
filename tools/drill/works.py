"""The kinds of work that are killed: the store each begins with, and the part of the store that it changes."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, MetaData, insert

from crawlers.sample.server import SampleServer
from crawlers.sample.world import SampleWorld
from directory.store.database import alembic_settings, connect, drop_all
from directory.store.troubles import NoDatabaseError
from directory.store.writing import sqlite_file
from tests.databases import Databases
from tools.drill import standing
from tools.drill.child import NOW, TODAY, Job, main, said
from tools.drill.site import RosterSite

CRAWLED = ("wa_doh", "nppes_api", "example_institute", "oig_exclusions")
OLD_RUNS = 400  # rows of each table of a store that is to be upgraded
Parts = dict[str, list[str]]

# Children are copies of one process that has imported everything: a start costs 0.05 s instead of 1.5 s.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tools.drill.preload"])


@dataclass(frozen=True, slots=True)
class Scene:
    """What all drills of a run share: two sites, and files of the sample world on its two days."""

    roster: RosterSite
    sample: SampleServer
    files: Mapping[int, Mapping[str, Path]]


@contextmanager
def scene(folder: Path, *, people: int, delay: float) -> Iterator[Scene]:
    """Serves the sites while its block runs. ``people`` of the invented roster, each page ``delay`` seconds late."""
    files: dict[int, dict[str, Path]] = {}
    for day in (1, 2):
        world = SampleWorld(TODAY, day)
        bodies = {
            "nppes_bulk": (world.nppes_zip_name, world.nppes_zip),
            "example_institute": ("certified.html", world.institute_page.encode()),
            "sd_physical_therapy": (world.sd_pdf_name, world.sd_pdf),
            "oig_exclusions": ("UPDATED.csv", world.leie_csv),
        }
        files[day] = {}
        for name, (file, body) in bodies.items():
            (folder / str(day)).mkdir(exist_ok=True)
            files[day][name] = folder / str(day) / file
            files[day][name].write_bytes(body)
    with RosterSite(people, delay) as roster, SampleServer(SampleWorld(TODAY, 2)) as sample:
        yield Scene(roster, sample, files)


@dataclass(slots=True)
class Work:
    """One kind of work on one database.

    ``parts``: what it changes, each of them at once or not at all; ``before``, ``after``: these without a kill;
    ``seconds``, ``statements``: what an undisturbed attempt takes; ``share``: of all kills; ``begins``: the work whose
    end it begins with (none: an empty store); ``version``: of the roster; ``old``: there may be no store, or one of
    an older program.
    """

    name: str
    does: str
    share: int
    begins: str | None
    parts: Callable[[Connection], Parts]
    base_urls: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    source: str | None = None  # whose pages are gone on with after a kill
    version: int = 1
    old: bool = False
    template: Path | None = None
    before: Parts = field(default_factory=dict)
    after: Parts = field(default_factory=dict)
    seconds: float = 0.0
    statements: int = 0

    def job(self, databases: Databases, folder: Path) -> Job:
        """A store of its own in ``folder``, as the work finds it."""
        url = databases.make(folder, self.template)
        if self.template is not None and (self.template / "evidence").exists():
            shutil.copytree(self.template / "evidence", folder / "evidence", copy_function=os.link)
        if self.does == "create":
            _emptied(url)
        return Job(self.does, url, folder, self.base_urls, self.files)

    def standing(self, job: Job) -> Parts:
        """What the store holds now, of what this work changes."""
        with reading(job) as connection:
            return self.parts(connection) if connection is not None else {"schema": []}


@contextmanager
def reading(job: Job) -> Iterator[Connection | None]:
    """A connection to a job's store; None when there is no store."""
    try:
        engine = connect(job.url, read_only=True)
    except NoDatabaseError:
        yield None
        return
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


class AttemptError(Exception):
    """A child ended by itself, but not well; the message is its traceback."""


def attempt(job: Job, *, seconds: float | None = None) -> bool:
    """Starts a child and kills it after ``seconds``; True when it was killed, by us or by the job's own order.

    Raises AttemptError.
    """
    child = PROCESSES.Process(target=main, args=(job,))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
    code = child.exitcode
    child.close()
    if code not in (0, -9):
        raise AttemptError(job.trouble.read_text() if job.trouble.exists() else f"a child ended with {code}")
    return code == -9


def works(shared: Scene, databases: Databases, folder: Path, *, only: Sequence[str] = ()) -> list[Work]:
    """All kinds of work (or ``only`` some, by name), each done once without a kill: what the next begins with."""
    roster = {"": shared.roster.url}
    sample = {name: shared.sample.base_url(name) for name in CRAWLED}
    newer = {"nppes_bulk": shared.files[2]["nppes_bulk"]}
    found = (
        Work("first crawl", "crawl", 37, None, _records_and_history, roster, source="drill_roster"),
        Work("crawl again", "crawl", 34, "first crawl", _records_and_history, roster, source="drill_roster", version=2),
        Work("load", "load", 0, None, _records, files=shared.files[1]),
        Work("load again", "load", 8, "load", _records_and_history, files=newer),
        Work("publish", "publish", 9, "load", _published),
        Work("refresh", "refresh", 10, None, _records_and_published, sample),
        Work("publish again", "publish", 9, "refresh, load", _published),
        Work("refresh, load", "load", 0, "refresh", _records, files=newer),
        Work("upgrade", "upgrade", 6, None, _schema, old=True),
        Work("create", "create", 6, None, _schema, old=True),
    )
    by_name = {work.name: work for work in found}
    ends: dict[str, Path] = {}

    def end_of(work: Work) -> Path:
        if work.name not in ends:
            if work.begins is not None:
                work.template = end_of(by_name[work.begins])
            elif work.does == "upgrade":
                work.template = folder / "old"
                _old_store(databases.make(work.template))
            ends[work.name] = _undisturbed(work, databases, folder / f"without-a-kill-{len(ends)}", shared)
        return ends[work.name]

    drilled = [work for work in found if (work.name in only if only else work.share)]
    for work in drilled:
        end_of(work)
    return drilled


def _undisturbed(work: Work, databases: Databases, folder: Path, shared: Scene) -> Path:
    """Does the work once and notes what it takes and what it changes."""
    shared.roster.version = work.version
    job = work.job(databases, folder)
    work.before = work.standing(job)
    started = time.perf_counter()
    if attempt(job):
        raise AttemptError("a child was killed by somebody else")
    work.seconds = time.perf_counter() - started
    work.statements = next(line["ended"] for line in said(job) if "ended" in line)
    work.after = work.standing(job)
    if work.before == work.after:
        raise AttemptError(f"{work.name} changes nothing: there is nothing to drill")
    engine = connect(job.url)
    with engine.connect():  # who closes a SQLite file as the last one moves its log into it: then it can be copied
        pass
    engine.dispose()
    return folder


def _records(connection: Connection) -> Parts:
    return _seen(connection)


def _records_and_history(connection: Connection) -> Parts:
    return {**_seen(connection), "history": standing.history(connection)}


def _records_and_published(connection: Connection) -> Parts:
    return {**_seen(connection), "published": standing.published(connection)}


def _seen(connection: Connection) -> Parts:
    return {f"records of {source}": lines for source, lines in standing.records_seen(connection).items()}


def _published(connection: Connection) -> Parts:
    return {"published": standing.published(connection)}


def _schema(connection: Connection) -> Parts:
    return {"schema": standing.schema(connection)}


def _emptied(url: str) -> None:
    engine = connect(url)
    if (file := sqlite_file(engine.url)) is not None:
        file.unlink()
    else:
        with engine.begin() as connection:
            drop_all(connection)
    engine.dispose()


def _old_store(url: str) -> None:
    """A store of the first program version, with rows in the tables that later versions change."""
    engine = connect(url)
    settings = alembic_settings("")
    with engine.begin() as connection:
        drop_all(connection)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    source = {"name": "drill_roster", "title": "x", "owner": "x", "kind": "training", "professions": [],
              "page_url": "x", "terms": "x", "promise_days": 1, "at_least": 0, "sample": True,
              "letters": []}  # fmt: skip
    body = {"sha256": "0" * 64, "size": 1, "stored_size": 1, "encoding": "zstd"}
    run = {"source": "drill_roster", "scope": "", "how": "crawl", "origin": "x", "started": NOW, "outcome": "healthy",
           "read": 1, "kept": 1, "new": 1, "changed": 0, "gone": 0, "dropped": {}, "counts": {},
           "not_modified": False}  # fmt: skip
    fetch = {"sha256": "0" * 64, "url": "x", "fetched_at": NOW, "headers": {}}
    record = {"source": "drill_roster", "scope": "", "kind": "training", "content_hash": "0", "payload": {"a": 1},
              "locator": "row 1"}  # fmt: skip
    numbers = range(1, OLD_RUNS + 1)
    rows = {
        "source": [source],
        "evidence_body": [body],
        "run": [{"id": n, **run} for n in numbers],
        "fetch": [{"id": n, "run_id": n, **fetch} for n in numbers],
        "source_record": [{"id": n, "key": str(n), "fetch_id": n, "first_run": n, **record} for n in numbers],
    }
    for name, lines in rows.items():
        connection.execute(insert(tables.tables[name]), lines)
