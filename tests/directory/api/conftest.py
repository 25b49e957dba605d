"""The sample world behind the interface, asked over the application's own routes."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from directory.api import answering
from directory.routes import middleware, routes
from directory.throttle import Throttle
from tests.directory.samples import sample_folder

Ask = Callable[..., httpx.Response]
ROOT = "/api/v1"


@pytest.fixture(scope="session")
def shown(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_folder(day_two, tmp_path_factory.mktemp("api") / "data")


@pytest.fixture(autouse=True)
def as_a_patient(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ASKERS", Throttle(most=1_000_000, window=60.0))  # all tests are one visitor
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(shown))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Asks one address below /api/v1; redirects are not followed."""

    async def asked(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(), middleware=middleware()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
            return await client.request(method, path, headers=headers)

    def one(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(asked(method, f"{ROOT}{path}", named))

    return one
