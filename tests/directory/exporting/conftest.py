"""Exports of the sample world, on its day and after everything has grown stale."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.exporting.export import export
from directory.exporting.manifest import Manifest
from directory.exporting.order import Kind, Order, Wanted
from directory.store.database import reading
from directory.vocabulary import Audience
from tests.directory.conftest import TODAY, Store

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
Exported = Callable[..., tuple[Path, Manifest]]


def made(store: Store, target: Path, kind: Kind, audience: Audience, today: date, **more: object) -> Manifest:
    with Session(reading(store.place.engine)) as session:
        order = Order(kind=kind, today=today, made_at=AT, audience=audience, **more)  # type: ignore[arg-type]
        return export(session, target, order)


@pytest.fixture(scope="session")
def exported(today: Store, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The folder and manifest of an export of the store of day 2; each is made once."""
    kept: dict[tuple[object, ...], tuple[Path, Manifest]] = {}

    def one(kind: Kind, audience: Audience = Audience.PATIENT, day: date = TODAY) -> tuple[Path, Manifest]:
        key = kind, audience, day
        if key not in kept:
            folder = tmp_path_factory.mktemp("exported") / "out"
            wanted = Wanted.NONE
            kept[key] = folder, made(today, folder, kind, audience, day, validate=wanted)
        return kept[key]

    return one
