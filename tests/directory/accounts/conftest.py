"""A store of its own for each test, and routes that are asked as a browser asks."""

import asyncio
from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.applications import Starlette

from directory import accounts
from directory.accounts import Reader, signing_in
from directory.routes import middleware, routes
from directory.store.database import connect, reading
from directory.vocabulary import Role
from tests.databases import Sqlite

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "four quiet needles in a row"
OURS = "http://127.0.0.1:8501"
Visit = Callable[..., httpx.Response]


@pytest.fixture
def engine(sqlite: Sqlite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_PUBLIC_URL", "NEEDLEPROOF_TODAY"):
        monkeypatch.delenv(name, raising=False)
    made = connect(sqlite.make(tmp_path))
    with made.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")  # as in a store that was not copied
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as made:
        yield made


def whose(engine: Engine, token: str) -> Reader:
    """Who is signed in with it; the store is left free for others to write."""
    with Session(reading(engine)) as session:
        reader = accounts.reader_of(session, token, now=NOW)
    assert reader is not None
    return reader


@pytest.fixture(autouse=True)
def no_earlier_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FROM_ONE_PLACE", "FOR_ONE_PAIR", "FOR_ONE_NAME"):
        fresh = copy(getattr(signing_in, name))
        fresh._seen = {}
        monkeypatch.setattr(signing_in, name, fresh)


@pytest.fixture
def casey(session: Session) -> str:
    """The name of a coordinator who signs in with `PASSWORD`."""
    accounts.make_account(session, "Casey", "Casey Coordinator", Role.COORDINATOR, PASSWORD, by="test", now=NOW)
    session.commit()
    return "casey"


@pytest.fixture
def visit(engine: Engine) -> Visit:
    """Asks the routes: a form from our own page where fields are given. The cookies are the caller's."""

    app = Starlette(routes=routes(), middleware=middleware())

    def asked(path: str, fields: dict[str, str] | None = None, **more: object) -> httpx.Response:
        cookies = more.pop("cookies", {})
        base = str(more.pop("base", OURS))
        headers = {"Origin": base} | dict(more.pop("headers", {}))  # type: ignore[call-overload]

        async def whole() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=base, cookies=cookies) as client:  # type: ignore[arg-type]
                if fields is None:
                    return await client.get(path, headers=headers)
                return await client.post(path, data=fields, headers=headers)

        return asyncio.run(whole())

    return asked
