"""Nobody who is not signed in learns of a possible exclusion hit: not by page, not by route, not by guessing."""

import asyncio
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from streamlit.testing.v1 import AppTest

from directory import pages
from directory.routes import middleware, routes
from directory.store.database import connect
from directory.store.tables import Practitioner, Verification
from directory.vocabulary import Role
from tests.directory.pages.test_pages import read
from tests.directory.signing import sign_in

SAID = re.compile(r"possible[ _-]?(exclusion[ _-]?)?hit|human_review_pending|same name, no key|review needed", re.I)
PAGES = sorted(
    one.name
    for one in pkgutil.iter_modules(pages.__path__)
    if hasattr(import_module(f"directory.pages.{one.name}"), "page")
)
PUBLIC = {"about", "compare", "coverage", "find", "mistakes", "practitioner", "sources", "states"}
DESK = [page for page in PAGES if page not in PUBLIC]


@pytest.fixture(scope="module")
def hidden(sample: Path) -> tuple[Practitioner, list[Verification]]:
    """Somebody with a possible hit, and all that only coordinators may see of them."""
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
    with Session(engine, expire_on_commit=False) as session:
        first = session.exec(select(Verification).where(Verification.status == "possible_hit")).first()
        assert first is not None
        person = session.get_one(Practitioner, first.practitioner_id)
        rows = session.exec(
            select(Verification).where(
                Verification.practitioner_id == person.id, Verification.audience == "coordinator"
            )
        ).all()
    engine.dispose()
    return person, list(rows)


def app_of(page: str, **asked: str) -> AppTest:
    app = AppTest.from_string(f"from directory.pages import {page}\n{page}.page()", default_timeout=30)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, page
    return app


def guesses(person: Practitioner) -> Iterator[dict[str, str]]:
    yield {}
    for name in ("id", "who", "npi", "person", "practitioner"):
        yield {name: person.id}
        yield {name: person.npi or ""}
    yield {"kind": "hits", "id": "1", "state": "SD"}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_it(page: str, hidden: tuple[Practitioner, list[Verification]]) -> None:
    person, rows = hidden
    for asked in guesses(person):
        text = read(app_of(page, **asked))
        assert not SAID.search(text), (page, asked)
        for row in rows:
            assert row.next_step is None or row.next_step not in text, (page, asked)


@pytest.mark.slow
@pytest.mark.parametrize("page", DESK)
def test_the_desk_shows_nothing_of_itself(page: str, hidden: tuple[Practitioner, list[Verification]]) -> None:
    for asked in guesses(hidden[0]):
        app = app_of(page, **asked)
        offered = [*app.button, *app.text_input, *app.get("file_uploader"), *app.get("download_button")]
        assert not offered, page
        assert hidden[0].display_name not in read(app)


def test_whoever_is_signed_in_reads_it(
    hidden: tuple[Practitioner, list[Verification]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, Role.VIEWER)  # so that the others do not pass by telling nobody anything
    assert SAID.search(read(app_of("practitioner", id=hidden[0].id)))


def paths(found: Any, before: str = "") -> Iterator[str]:
    for route in found:
        if isinstance(route, Mount):
            yield from paths(route.routes, before + route.path)
        elif isinstance(route, Route):
            yield before + route.path


def test_no_route_tells_it(hidden: tuple[Practitioner, list[Verification]]) -> None:
    person, rows = hidden
    app = Starlette(routes=routes(), middleware=middleware())

    async def asked() -> dict[str, httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        found = {}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
            for path in sorted(set(paths(app.routes))):
                for value in {person.id, person.npi or "", "SD", *(row.sha256 or "" for row in rows)}:
                    filled = re.sub(r"\{\w+(:path)?\}", value, path)
                    for query in ("", f"?who={person.last}", "?in_state=SD", "?audience=coordinator&coordinator=true"):
                        found[filled + query] = await client.get(filled + query)
        return found

    answers = asyncio.run(asked())
    assert sum(answer.status_code == 200 for answer in answers.values()) >= 20
    for path, answer in answers.items():
        if path.partition("?")[0] == "/api/v1/openapi.json":
            continue  # it lists the words there are, of nobody
        assert not SAID.search(answer.text), path
        if path.startswith("/evidence/"):
            assert answer.status_code == 404
