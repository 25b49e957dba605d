"""The sample world as the pages and the routes find it: both of its days published, and marked as a sample."""

from pathlib import Path

import pytest

from tests.directory.samples import sample_folder
from tests.directory.signing import sign_in


@pytest.fixture(scope="session")
def sample(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_folder(day_two, tmp_path_factory.mktemp("shown") / "data")


@pytest.fixture(autouse=True)
def as_a_patient(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(sample))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def as_a_coordinator(as_a_patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch)
