"""The sample world written out as the files of its sources, and stores into which they were loaded and published."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select

from crawlers.runner import Workplace, load
from crawlers.sample.formats.socrata import DATASETS
from crawlers.sample.people import CAST
from crawlers.sample.soql import SoqlTable
from crawlers.sample.world import SampleWorld
from crawlers.spiders.co_dora import CoDoraSpider
from crawlers.spiders.ct_elicense import CtElicenseSpider
from crawlers.spiders.de_dpr import DeDprSpider
from crawlers.spiders.il_idfpr import IlIdfprSpider
from crawlers.spiders.wa_doh import WaDohSpider
from directory.refresh import rebuild
from directory.store.database import connect, reading
from directory.store.evidence import EvidenceStore
from directory.store.published import CHILDREN
from directory.store.tables import Meta, Practitioner, PractitionerAlias
from tests.databases import Databases, Once, Postgresql, Sqlite, careless

TODAY = date(2026, 11, 20)
WEEK_AGO = TODAY - timedelta(days=7)
PORTALS = (WaDohSpider, CoDoraSpider, IlIdfprSpider, CtElicenseSpider, DeDprSpider)
LOADED = ("wa_doh", "co_dora", "il_idfpr", "ct_elicense", "de_dpr", "sd_physical_therapy", "oig_exclusions",
          "nppes_bulk", "nppes_deactivations", "example_institute", "example_spine_clinics")  # fmt: skip
Worlds = Mapping[int, SampleWorld]
PUBLISHED: tuple[type[SQLModel], ...] = (Practitioner, PractitionerAlias, *CHILDREN)


def written(world: SampleWorld, folder: Path) -> dict[str, Path]:
    """One file per source, as a person would have saved it."""
    folder.mkdir(parents=True, exist_ok=True)
    bodies: dict[str, tuple[str, bytes]] = {
        "nppes_bulk": (world.nppes_zip_name, world.nppes_zip),
        "nppes_deactivations": (world.nppes_deactivations_name, world.nppes_deactivations_zip),
        "oig_exclusions": ("UPDATED.csv", world.leie_csv),
        "sd_physical_therapy": (world.sd_pdf_name, world.sd_pdf),
        "example_institute": ("certified.html", world.institute_page.encode()),
        "example_spine_clinics": ("clinic.html", world.clinic_page("golden_wa")),
    }
    for portal in PORTALS:
        table = SoqlTable(DATASETS[portal.dataset].fields, world.socrata_rows(portal.dataset), "2026-11-20T10:00:00Z")
        rows = table.query({"$where": portal.where, "$order": ":id", "$limit": "5000"})
        bodies[portal.name] = (f"{portal.name}.json", json.dumps(rows).encode())
    files = {}
    for name, (file, body) in bodies.items():
        files[name] = folder / file
        files[name].write_bytes(body)
    return files


def noon(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Store:
    """A sample store, open: its workplace, the files of both days, and the world that was loaded last."""

    place: Workplace
    day: date
    files: Mapping[int, Mapping[str, Path]]
    worlds: Worlds

    def on(self, day: date) -> "Store":
        """The same store on another day."""
        return replace(self, day=day, place=replace(self.place, clock=lambda: noon(day)))

    def load(self, name: str, file: Path | None = None, *, world_day: int = 2) -> Any:
        return load(name, [file or self.files[world_day][name]], self.place)

    def rebuild(self) -> Any:
        return rebuild(self.place.engine, as_of=self.day, now=noon(self.day))

    def session(self) -> Session:
        return Session(self.place.engine)

    def reader(self) -> Session:
        """Sees one state, holds up nobody, and writes nothing."""
        return Session(reading(self.place.engine))

    def published(self) -> str:
        with self.session() as session:
            return dump(session)


def dump(session: Session) -> str:
    """All rows of all published tables, one a line, with the keys of the rows."""
    rows = []
    for table in PUBLISHED:
        columns = inspect(table).columns.values()
        rows += [f"{table.__name__} {tuple(row)!r}" for row in session.execute(select(*columns))]
    return "\n".join(sorted(rows))


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    """The cast and every fourth of the others on both days: what there is to see is all there, in less time."""
    both = {day: SampleWorld(TODAY, day) for day in (1, 2)}
    kept = {person.id for person in both[2].people[len(CAST) :: 4]} | set(CAST)
    for world in both.values():
        world.people = tuple(person for person in world.people if person.id in kept)
    return both


@pytest.fixture(scope="session")
def world_files(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Mapping[str, Path]]:
    root = tmp_path_factory.mktemp("world")
    return {day: written(world, root / f"day{day}") for day, world in worlds.items()}


@dataclass(frozen=True, slots=True)
class Stores:
    """Sample stores on one of the databases; called with folders, it opens one, begun as a copy of another or empty."""

    databases: Databases
    files: Mapping[int, Mapping[str, Path]]
    worlds: Worlds
    once: Once

    @contextmanager
    def __call__(self, template: Path | None, folder: Path, *, keep: bool = False) -> Iterator[Store]:
        """``keep``: it will be a template itself."""
        engine = careless(connect(self.databases.make(folder, template)))
        if template and (evidence := template / "evidence").exists():
            shutil.copytree(evidence, folder / "evidence")
        try:
            place = Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: noon(TODAY))
            yield Store(place, TODAY, self.files, self.worlds)
        finally:
            engine.dispose()
            if not keep:
                self.databases.drop(folder)

    def day_one(self) -> Path:
        """Folder of a store that read all of day 1 a week ago, and published it then."""
        return self.once(f"day-one-{self.databases.name}", lambda folder: self._read(None, folder, 1, WEEK_AGO))

    def day_two(self) -> Path:
        """Folder of a store that read all of day 1 a week ago and all of day 2 today, and published both."""
        first = self.day_one()
        return self.once(f"day-two-{self.databases.name}", lambda folder: self._read(first, folder, 2, TODAY))

    def _read(self, template: Path | None, folder: Path, world_day: int, when: date) -> None:
        with self(template, folder, keep=True) as opened:
            store = opened.on(when)
            for name in LOADED:
                report = store.load(name, world_day=world_day)
                assert report.healthy, report.breaches
            store.rebuild()


@pytest.fixture(scope="session")
def store_at(databases: Databases, world_files: Mapping[int, Mapping[str, Path]], worlds: Worlds, once: Once) -> Stores:
    return Stores(databases, world_files, worlds, once)


@pytest.fixture(scope="session")
def small_day_one(store_at: Stores) -> Path:
    return store_at.day_one()


@pytest.fixture(scope="session")
def small_day_two(store_at: Stores) -> Path:
    return store_at.day_two()


@pytest.fixture(scope="session")
def today(small_day_two: Path, store_at: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of day 2, only for reading."""
    with store_at(small_day_two, tmp_path_factory.mktemp("today")) as store:
        yield store


@pytest.fixture(scope="session")
def week_ago(small_day_one: Path, store_at: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of day 1, only for reading, on its own day."""
    with store_at(small_day_one, tmp_path_factory.mktemp("week-ago")) as store:
        yield store.on(WEEK_AGO)


@pytest.fixture(scope="session")
def day_two(sqlite: Sqlite, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store with everybody of the sample world, read on both days and published: for the pages."""

    def fill(folder: Path) -> None:
        files = tmp_path_factory.mktemp("whole-world")
        with Stores(sqlite, {}, {}, once)(None, folder, keep=True) as store:
            with store.session() as session:
                session.merge(Meta(name="sample_data", value="yes"))  # its short exclusion list is all there is
                session.commit()
            for day, when in ((1, WEEK_AGO), (2, TODAY)):
                for name, file in written(SampleWorld(TODAY, day), files / f"day{day}").items():
                    report = store.on(when).load(name, file)
                    assert report.healthy, report.breaches
                store.on(when).rebuild()

    return once("whole-day-two", fill)


@pytest.fixture(scope="session")
def both(
    sqlite: Sqlite,
    pg: Postgresql,
    world_files: Mapping[int, Mapping[str, Path]],
    worlds: Worlds,
    once: Once,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Store, Store]]:
    """The store of day 2 on SQLite and on PostgreSQL, only for reading."""
    with ExitStack() as opened:
        found = []
        for databases in (sqlite, pg):
            at = Stores(databases, world_files, worlds, once)
            found.append(opened.enter_context(at(at.day_two(), tmp_path_factory.mktemp(databases.name))))
        yield found[0], found[1]
