"""The sample world as the pages and the routes find it: both of its days published, and marked as a sample."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.elements.widgets import button

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


@pytest.fixture
def on_click(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bytes]]:
    """What the download buttons of pages shown from now on were given that makes its file on the click."""
    given: list[Callable[[], bytes]] = []

    def kept(coordinates: str, data: object, *others: object, **more: object) -> None:
        if callable(data):
            given.append(data)

    monkeypatch.setattr(button, "marshall_file", kept)
    return given
