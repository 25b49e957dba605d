"""The sample world written out as the files of its sources, and stores into which they were loaded and published."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select

from crawlers.runner import Workplace, load
from crawlers.sample.formats.socrata import DATASETS
from crawlers.sample.soql import SoqlTable
from crawlers.sample.world import SampleWorld
from crawlers.spiders.co_dora import CoDoraSpider
from crawlers.spiders.ct_elicense import CtElicenseSpider
from crawlers.spiders.de_dpr import DeDprSpider
from crawlers.spiders.il_idfpr import IlIdfprSpider
from crawlers.spiders.wa_doh import WaDohSpider
from directory.refresh import rebuild
from directory.store.published import CHILDREN
from directory.store.tables import Practitioner, PractitionerAlias

TODAY = date(2026, 11, 20)
PORTALS = (WaDohSpider, CoDoraSpider, IlIdfprSpider, CtElicenseSpider, DeDprSpider)
LOADED = ("wa_doh", "co_dora", "il_idfpr", "ct_elicense", "de_dpr", "sd_physical_therapy", "oig_exclusions",
          "nppes_bulk", "example_institute")  # fmt: skip
# Surrogate keys count up with every rebuilding; everything else of the published view is compared.
PUBLISHED: tuple[type[SQLModel], ...] = (Practitioner, PractitionerAlias, *CHILDREN)


def written(world: SampleWorld, folder: Path) -> dict[str, Path]:
    """One file per source, as a person would have saved it."""
    folder.mkdir(parents=True, exist_ok=True)
    bodies: dict[str, tuple[str, bytes]] = {
        "nppes_bulk": (world.nppes_zip_name, world.nppes_zip),
        "oig_exclusions": ("UPDATED.csv", world.leie_csv),
        "sd_physical_therapy": (world.sd_pdf_name, world.sd_pdf),
        "example_institute": ("certified.html", world.institute_page.encode()),
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
    worlds: Mapping[int, SampleWorld]

    def on(self, day: date) -> "Store":
        """The same store on another day."""
        return replace(self, day=day, place=replace(self.place, clock=lambda: noon(day)))

    def load(self, name: str, file: Path | None = None, *, world_day: int = 2) -> Any:
        return load(name, [file or self.files[world_day][name]], self.place)

    def rebuild(self) -> Any:
        return rebuild(self.place.engine, as_of=self.day, now=noon(self.day))

    def session(self) -> Session:
        return Session(self.place.engine)

    def published(self) -> str:
        """Canonical JSON of everything published, each person's rows in order; without surrogate keys."""
        with self.session() as session:
            return dump(session)


def dump(session: Session, *, keys: bool = True) -> str:
    """Canonical JSON of the published tables; ``keys``: with the surrogate ids of the rows."""
    tables = {}
    for table in PUBLISHED:
        columns = [column.key for column in inspect(table).columns if keys or column.key != "id" or table is Practitioner]
        rows = [{c: getattr(row, c) for c in columns} for row in session.exec(select(table))]
        tables[table.__name__] = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return json.dumps(tables, indent=0)


@pytest.fixture(scope="session")
def worlds() -> Mapping[int, SampleWorld]:
    return {day: SampleWorld(TODAY, day) for day in (1, 2)}


@pytest.fixture(scope="session")
def world_files(
    worlds: Mapping[int, SampleWorld], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[int, Mapping[str, Path]]:
    root = tmp_path_factory.mktemp("world")
    return {day: written(world, root / f"day{day}") for day, world in worlds.items()}


Opened = Callable[[Path, Path], AbstractContextManager[Workplace]]
StoreOf = Callable[[Path, Path], AbstractContextManager[Store]]


@pytest.fixture(scope="session")
def store_at(opened: Opened, world_files: Mapping[int, Mapping[str, Path]], worlds: Mapping[int, SampleWorld]) -> StoreOf:
    """Opens a sample store in a folder, begun as a copy of a database."""

    @contextmanager
    def open_store(template: Path, folder: Path) -> Iterator[Store]:
        with opened(template, folder) as place:
            yield Store(place, TODAY, world_files, worlds).on(TODAY)

    return open_store


@pytest.fixture(scope="session")
def day_one(empty_database: Path, store_at: StoreOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store that read all of day 1 a week ago, and published it then."""
    folder = tmp_path_factory.mktemp("day-one")
    with store_at(empty_database, folder) as store:
        then = store.on(TODAY - timedelta(days=7))
        for name in LOADED:
            report = then.load(name, world_day=1)
            assert report.healthy, report.breaches
        then.rebuild()
    return folder


@pytest.fixture(scope="session")
def day_two(day_one: Path, store_at: StoreOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store that read all of day 1 a week ago and all of day 2 today, and published both."""
    folder = tmp_path_factory.mktemp("day-two")
    with store_at(day_one / "needleproof.db", folder) as store:
        for name in LOADED:
            report = store.load(name)
            assert report.healthy, report.breaches
        store.rebuild()
    return folder
