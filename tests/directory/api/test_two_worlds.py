"""The inference that must not work: whoever compares, counts, pages or waits learns of no possible exclusion hit."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.routing import Route

from directory.exporting.changes import difference
from directory.exporting.export import export
from directory.exporting.listing import list_csv
from directory.exporting.order import Kind, Order
from directory.profiles import profile
from directory.reporting.forms import Receipt
from directory.reporting.gathering import gather
from directory.reporting.order import Order as ReportOrder
from directory.routes import middleware, routes
from directory.search import Query
from directory.store.database import connect, reading
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner
from directory.vocabulary import Audience
from tests.directory.api.two_worlds import ABLE, BAKER, CALL, DEAN, TODAY, made, statuses
from tests.directory.signing import sign_in

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
Worlds = tuple[Path, Path]


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """The world without possible hits, and the one with them."""
    without, having = (tmp_path_factory.mktemp(name) for name in ("without", "having"))
    return made(without, hits=False), made(having, hits=True)


@pytest.fixture(autouse=True)
def nobody_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    for name in ("NEEDLEPROOF_DATABASE_URL", "NEEDLEPROOF_AUDIENCE", "NEEDLEPROOF_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def people(folder: Path) -> list[str]:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = list(session.exec(select(Practitioner.id).order_by(Practitioner.id)))
    engine.dispose()
    return found


# Address of a route -> questions below it; {id} stands for everybody. A new route needs its questions here.
QUESTIONS: dict[str, list[str]] = {
    "/api/v1/health": [""], "/api/v1/openapi.json": [""], "/api/v1/sources": [""],
    "/api/v1/search": ["?in_state=WA", "?who=Able", "?who=Baker", f"?who={ABLE}", "?in_state=WA&active=true",
                       "?in_state=WA&trained=true", "?near=98402&permitted=true", "?in_state=WA&shown=true"],
    "/api/v1/practitioners/{id}": [""], "/api/v1/practitioners/{id}/checks": [""],
    "/api/v1/practitioners/{id}/fhir": [""], "/api/v1/states/{code}": ["WA"],
    "/api/v1/publications": ["", "?since=1", "?limit=1"],
    "/api/v1/changes": ["?since=0", "?since=1", "?since=2", "?since=3", "?since=3&limit=1", "?since=4",
                        "?since=1&limit=1", "?since=2&limit=1",
                        "?since=2&limit=2"],
    "/api/health": [""], "/api/linking": [""],
    "/api/search": ["?in_state=WA", "?who=Able", "?who=Baker", f"?who={ABLE}", "?near=98402&trained=true"],
    "/api/practitioners/{id}": ["", "?as_of=2026-11-14&known_on=2026-11-14", "?as_of=2026-11-08&known_on=2026-11-20"],
    "/people": ["", "?in_state=WA", "?who=Able", "?who=Baker", "?near=98402&trained=true"],
    "/people/{id}": ["", "?since=2026-11-07", "?since=2026-11-15"], "/people/{id}/print": [""],
    "/people/{id}/wrong": [""], "/states": [""], "/states/{code}": ["WA"], "/about": [""], "/robots.txt": [""],
    "/sitemap.xml": [""], "/sitemap/{part}.xml": ["people-1", "states"],
}  # fmt: skip
# These say nothing of any person, or only to whoever is signed in or has a secret; each answers alike as well.
OTHERS = {
    "/evidence/{sha256}": ["0" * 64], "/desk/feeds/{token}.ics": ["x"], "/desk/feeds/{token}.rss": ["x"],
}  # fmt: skip


def asked(ids: list[str]) -> Iterator[str]:
    for pattern, endings in QUESTIONS.items():
        for ending in endings:
            if "{id}" in pattern:
                yield from (pattern.replace("{id}", ident) + ending for ident in ids)
            elif "{" in pattern:
                yield pattern.replace("{code}", ending).replace("{part}", ending)
            else:
                yield pattern + ending


def answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, **headers: str
) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Address -> status, headers and body of every address, and of those that lists of changes lead to."""
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))

    async def all_of() -> dict[str, tuple[int, dict[str, str], bytes]]:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(), middleware=middleware()))
        found = {}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501", headers=headers) as client:
            waiting = list(asked(people(folder)))
            while waiting:
                path = waiting.pop()
                answer = await client.get(path)
                told = {name: value for name, value in answer.headers.items() if name != "etag"}
                found[path] = answer.status_code, told, answer.content
                if path.startswith("/api/v1/changes") and (more := answer.json()["next"]):
                    waiting.append(more)
        return found

    return asyncio.run(all_of())


def test_the_worlds_differ_in_possible_hits_and_nothing_else(two: Worlds) -> None:
    without, having = map(statuses, two)
    assert people(two[0]) == people(two[1])
    changed = {(who, source) for who, told in having.items() for source, status in told.items()
               if status != without[who][source]}  # fmt: skip
    assert changed == {(ABLE, "sam_exclusions")}
    assert having[ABLE]["sam_exclusions"] == "possible_hit"
    assert without[BAKER]["oig_exclusions"] == having[BAKER]["oig_exclusions"] == "listed"
    assert without[CALL]["oig_exclusions"] == "formerly_listed"
    assert set(without[DEAN].values()) == {"none_found"}


def test_no_route_is_left_out() -> None:
    known = {*QUESTIONS, *OTHERS}
    for route in routes():
        if not isinstance(route, Route):
            continue  # signing in with somebody else's account
        path = route.path.replace(":path", "")
        nowhere = "{rest}" in path or path in ("/api", "/api/v1", "/evidence")
        assert nowhere or path in known or not path.startswith(("/api", "/people", "/states", "/evidence")), path


def test_every_address_answers_alike(two: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    without, having = (answers(folder, monkeypatch) for folder in two)
    assert without.keys() == having.keys()
    for path, told in without.items():
        assert told == having[path], path
    assert sum(status == 200 for status, _, _ in without.values()) > 60


def test_coordinators_are_told_the_difference(two: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the comparison would be of nothing."""
    found = []
    for folder in two:
        monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
        sign_in(monkeypatch)
        found.append(answers(folder, monkeypatch))
        monkeypatch.undo()
        monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-20")
    differ = {path.split("?")[0] for path, told in found[0].items() if told[2] != found[1].get(path, (0, {}, b""))[2]}
    assert any(path.endswith("/checks") for path in differ)
    assert any(path.startswith("/api/practitioners/") for path in differ)


@pytest.mark.parametrize("kind", Kind)
def test_exports_for_patients_are_the_same_bytes(two: Worlds, tmp_path: Path, kind: Kind) -> None:
    folders = []
    for number, folder in enumerate(two):
        engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
        with Session(reading(engine)) as session:
            target = tmp_path / str(number)
            export(session, target, Order(kind=kind, today=TODAY, made_at=AT, audience=Audience.PATIENT))
        engine.dispose()
        folders.append(target)
    names = [{path.name for path in folder.iterdir()} for folder in folders]
    assert names[0] == names[1]
    for name in names[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    changes = difference(folders[0], folders[1], tmp_path / "changes")
    assert sum(one.added + one.changed + one.removed for one in changes.tables) == 0


def _without_digests(receipt: Receipt) -> Any:
    """Of a whole publication there is one hash, over everybody at once; what seals the receipt follows from it."""
    told = msgspec.to_builtins(receipt)
    del told["publication"]["digest"], told["id"], told["sha256"], told["hashes"]
    return told


def test_lists_and_receipts_for_patients_are_the_same(two: Worlds) -> None:
    told = []
    for folder in two:
        engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
        with Session(reading(engine)) as session:
            order = ReportOrder(as_of=TODAY, at=AT, audience=Audience.PATIENT)
            receipts = [gather(session, EvidenceStore(folder / "evidence"), one, order) for one in people(folder)]
            listing = list_csv(session, Query(state="WA"), today=TODAY, audience=Audience.PATIENT)
        engine.dispose()
        told.append((receipts, listing))
    assert told[0][1] == told[1][1]
    for first, second in zip(told[0][0], told[1][0], strict=True):
        assert _without_digests(first) == _without_digests(second)
    shown = {one.source: one.status for one in told[1][0][0].verdicts if one.need == "exclusion"}
    assert "none_found" not in shown.values()


def test_of_a_list_a_patient_reads_only_what_a_number_confirms(two: Worlds) -> None:
    engine = connect(f"sqlite:///{two[1] / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        for person in session.exec(select(Practitioner)).all():
            told = profile(session, person.id, today=TODAY, audience=Audience.PATIENT)
            assert told is not None
            shown = {line.source: (line.status, len(line.details.get("entries") or ())) for line in told.lines
                     if line.need == "exclusion"}  # fmt: skip
            expected = dict.fromkeys(("oig_exclusions", "sam_exclusions"), ("not_covered", 0))
            if person.npi == BAKER:
                expected["oig_exclusions"] = ("listed", 1)  # not the namesake's entry beside it
            if person.npi == CALL:
                expected["oig_exclusions"] = ("formerly_listed", 1)
            assert shown == expected, person.npi
    engine.dispose()
