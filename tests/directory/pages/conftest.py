"""The sample world as the pages and the routes find it: both of its days published, and marked as a sample."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.store.database import connect
from directory.store.tables import Meta


@pytest.fixture(scope="session")
def sample(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own: `day_two` belongs to everybody."""
    folder = tmp_path_factory.mktemp("shown") / "data"
    shutil.copytree(day_two, folder)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="yes"))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def as_a_patient(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(sample))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def as_a_coordinator(as_a_patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_AUDIENCE", "coordinator")
