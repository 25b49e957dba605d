"""The pages and routes over one sample world on both databases: the same text, byte for byte."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import col, select
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from directory.routes import middleware, routes
from directory.store.tables import Practitioner
from tests.directory.pages.test_pages import marked

Both = tuple[Any, Any]  # the store of day 2, on SQLite and on PostgreSQL


def url_of(store: Any) -> str:
    return str(store.place.engine.url.render_as_string(hide_password=False))


def answer(path: str) -> tuple[int, str]:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(), middleware=middleware()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
            return await client.get(path)

    found = asyncio.run(asked())
    return found.status_code, found.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/health", 200),
        ("/api/search?near=98101&within=50+miles", 200),
        ("/api/search?in_state=CO&trained=true", 200),
        ("/api/search?in_state=SD&page=2", 200),
        ("/api/search?who=Vantongeren", 200),
        ("/api/practitioners/ONE", 200),
        ("/api/practitioners/nobody", 404),
        ("/api/practitioners/no%00body", 404),
        ("/api/search?who=%00", 400),
    ],
)
def test_routes_answer_the_same(path: str, status: int, both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    with both[0].reader() as session:
        one = min(session.exec(select(col(Practitioner.id))))
    answers = []
    for store in both:
        monkeypatch.setenv("NEEDLEPROOF_DATABASE_URL", url_of(store))
        answers.append(answer(path.replace("ONE", one)))
    assert answers[0] == answers[1]
    assert answers[0][0] == status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "asked"),
    [("find", {"near": "98101"}), ("practitioner", {"id": "ONE"}), ("states", {}), ("sources", {}), ("mistakes", {})],
    ids=["find", "practitioner", "states", "sources", "mistakes"],
)
def test_pages_show_the_same(page: str, asked: dict[str, str], both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    with both[0].reader() as session:
        one = min(session.exec(select(col(Practitioner.id))))
    shown = []
    for store in both:
        monkeypatch.setenv("NEEDLEPROOF_DATABASE_URL", url_of(store))
        app = AppTest.from_string(f"from directory.pages import {page}\n{page}.page()", default_timeout=30)
        for name, value in asked.items():
            app.query_params[name] = value.replace("ONE", one)
        app.run()
        assert not app.exception
        own = [part.proto.bytes.decode() for part in app.get("bidi_component")]  # the cards, and what is announced
        shown.append([*marked(app).splitlines(), *own])
    assert shown[0] == shown[1]
    assert len("".join(shown[0])) >= 400
