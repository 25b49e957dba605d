"""Receipts of the sample world's people, made once."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlmodel import Session, col, select

from crawlers.sample.people import CAST
from crawlers.sample.world import SampleWorld
from directory.chain import ChainFiles, close_days, inclusion
from directory.reporting import forms
from directory.reporting.gathering import Gathering
from directory.reporting.hashing import SEALS, sealed
from directory.reporting.order import Order
from directory.reporting.receipt import receipt_of
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner
from directory.vocabulary import Audience

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="session")
def sample_folder(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole sample world, with its chain closed over both days."""
    folder = tmp_path_factory.mktemp("reported") / "data"
    shutil.copytree(day_two, folder)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    close_days(engine, ChainFiles.at(folder), now=NOON + timedelta(days=1), told=lambda *_: None)
    engine.dispose()
    return folder


@pytest.fixture(scope="session")
def reader(sample_folder: Path) -> Iterator[Session]:
    engine = connect(f"sqlite:///{sample_folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def gathering(reader: Session, sample_folder: Path) -> Gathering:
    return Gathering(
        reader, EvidenceStore(sample_folder / "evidence"), proof=lambda sha256: inclusion(sample_folder, sha256)
    )


def order(audience: Audience = Audience.COORDINATOR, **more: Any) -> Order:
    return Order(as_of=TODAY, at=NOON, audience=audience, **more)


@pytest.fixture(scope="session")
def npis() -> Mapping[str, str]:
    """Of the cast, by who they are: 'golden_wa' -> '2000000002'."""
    world = SampleWorld(TODAY, 2)
    return {person.id: str(person.npi) for person in world.people[: len(CAST)] if person.npi}


Receipts = Callable[..., forms.Receipt]


@pytest.fixture(scope="session")
def receipt(reader: Session, gathering: Gathering, npis: Mapping[str, str]) -> Receipts:
    """The receipt of one of the cast, for an audience."""

    @cache
    def of(who: str, audience: Audience = Audience.COORDINATOR) -> forms.Receipt:
        ident = reader.exec(select(Practitioner.id).where(Practitioner.npi == npis[who])).one()
        return gathering.receipt(ident, order(audience))

    return of


@pytest.fixture(scope="session")
def of_cast(reader: Session, gathering: Gathering, npis: Mapping[str, str]) -> list[forms.Receipt]:
    """Of everybody of the cast with an NPI who is published, for coordinators and for patients."""
    ids = reader.exec(select(Practitioner.id).where(col(Practitioner.npi).in_(npis.values()))).all()
    return [gathering.receipt(ident, order(audience)) for ident in sorted(ids) for audience in Audience]


def plain(receipt: forms.Receipt) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(receipt)
    return told


def changed(receipt: forms.Receipt, change: Change) -> forms.Receipt:
    """The receipt as it would be had its content been another, sealed anew."""
    told = {key: value for key, value in plain(receipt).items() if key not in SEALS}
    change(told)
    return receipt_of(sealed(told))
