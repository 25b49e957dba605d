"""The plain routes beside the pages, over the sample world."""

import asyncio
import hashlib
import importlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from directory.accounts import COOKIE
from directory.linking.measuring import Measured, Tally
from directory.routes import middleware, routes
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.measurements import KnownSet, keep_measurement
from directory.store.tables import PractitionerAlias
from tests.directory.signing import sign_in


def ask(path: str, method: str = "GET", *, headers: dict[str, str] | None = None) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(), middleware=middleware()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(asked())


def hits(path: str) -> list[dict[str, Any]]:
    answer = ask(path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["hits"])


def test_health_names_the_publication() -> None:
    answer = ask("/api/health").json()
    assert answer["status"] == "ok"
    assert answer["publication"] >= 1
    assert answer["as_of"] == "2026-11-20"
    assert answer["practitioners"] > 300
    assert answer["sample"] is True


def test_linking_tells_what_was_measured(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"links": 0, "wrong": 0, "upper": 1.0}
    assert ask("/api/linking").json() == {"measurements": [], "checked_by_people": nothing}
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    known = KnownSet(name="a set", made_of="two lists", digest="0" * 64, command="c", register_rows=9)
    measured = Measured(Tally(records=4, people=3, settled=2, another=1), by_kind={"listing": Tally(records=4)})
    at = datetime(2026, 11, 20, tzinfo=UTC)
    keep_measurement(engine, known, measured, as_of=at.date(), now=at, weights="w", program="p")
    engine.dispose()
    (one,) = ask("/api/linking").json()["measurements"]
    assert (one["set_name"], one["as_of"], one["register_rows"]) == ("a set", "2026-11-20", 9)
    assert (one["total"]["wrong"], one["total"]["precision"], one["natural"]) == (1, 0.5, None)
    assert one["by_kind"]["listing"]["precision"] is None


def test_search_takes_what_find_takes() -> None:
    asked = "near=98101&within=50+miles&profession=Physical+therapist&trained=true&active=true"
    found = ask(f"/api/search?{asked}").json()
    assert found["headline"].endswith("with training checked or certificate seen within 50 miles of Seattle, WA")
    assert [hit["name"] for hit in found["hits"]][:2] == ["Anneliese Featherstone", "Marisol K Vantongeren"]
    assert hits("/api/search?in_state=South+Dakota&page=2") == hits("/api/search?in_state=SD&page=2")
    assert hits("/api/search?in_state=SD&profession=PTA")[0]["profession"] == "PTA"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("near=98101&within=7", "within takes one of 5, 10, 25, 50, 100"),
        ("near=98101&page=0", "page takes a whole number"),
        ("near=98101&page=²", "page takes a whole number"),
        ("near=98101&trained=perhaps", "trained takes true or false"),
        ("near=98101&profession=wizard", "profession takes one of"),
        ("near=98101&radius=5", "unknown parameter 'radius'"),
        ("near=" + "x" * 300, "near is longer than 200 characters"),
        ("", "Give a ZIP code, a city, a state or a name."),
        ("in_state=Atlantis", "We do not know a state"),
        ("near=Springfield", "25 places"),
    ],
)
def test_what_cannot_be_read_is_named(asked: str, told: str) -> None:
    answer = ask(f"/api/search?{asked}")
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_a_profile_as_json() -> None:
    found = hits("/api/search?who=Vantongeren")[0]
    answer = ask(f"/api/practitioners/{found['id']}")
    person = answer.json()
    assert person["name"] == "Marisol K Vantongeren"
    assert {line["need"] for line in person["lines"]} == {"license", "npi", "training", "exclusion", "needling_rule"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ask("/api/practitioners/nobody").status_code == 404


def test_a_former_id_leads_on(sample: Path) -> None:
    current = hits("/api/search?who=Vantongeren")[0]["id"]
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(PractitionerAlias(old_id="formerly", practitioner_id=current))
        session.commit()
    answer = ask("/api/practitioners/formerly")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/api/practitioners/{current}"


def test_possible_hits_and_post_addresses_stay_with_coordinators(monkeypatch: pytest.MonkeyPatch) -> None:
    found = "/api/search?who=Applethwaite"
    path = f"/api/practitioners/{hits(found)[0]['id']}"
    patient = ask(path).text
    for answer in (patient, ask(found).text):
        assert "possible" not in answer.casefold()
        assert "human_review_pending" not in answer
    assert "There is none to show." in patient
    assert "mailing" not in patient
    sign_in(monkeypatch)
    assert "possible_hit" in ask(path).text


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/search/more", "/api/practitioners", "/evidence", "/evidence/a/b"]
)
def test_nothing_else_is_there(path: str, method: str) -> None:
    answer = ask(path, method)
    assert answer.status_code == 404
    assert json.loads(answer.text) == {"error": "there is nothing at this address"}


PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EvidenceStore:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    ready(connect(f"sqlite:///{tmp_path / 'needleproof.db'}")).dispose()
    return EvidenceStore(tmp_path / "evidence")


def test_evidence_is_for_coordinators(kept: EvidenceStore) -> None:
    assert ask(f"/evidence/{kept.put(PAGE).sha256}").status_code == 404


@pytest.mark.usefixtures("as_a_coordinator")
def test_evidence_comes_in_a_form_no_browser_runs(kept: EvidenceStore, tmp_path: Path) -> None:
    bulk = tmp_path / "bulk.csv"
    bulk.write_bytes(PAGE)
    page, picture, file = kept.put(PAGE + b" "), kept.put(b"%PDF-1.7 \xff\xfe"), kept.put_file(bulk)
    for stored, kind in ((page, "text/plain; charset=utf-8"), (picture, "octet-stream"), (file, "octet-stream")):
        answer = ask(f"/evidence/{stored.sha256}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == stored.sha256
        assert answer.headers["Content-Type"].endswith(kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert kind != "octet-stream" or answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.usefixtures("as_a_coordinator")
def test_damaged_evidence_is_never_given_out(kept: EvidenceStore) -> None:
    good, other = kept.put(PAGE), kept.put(b"other bytes")
    shutil.copyfile(kept.path_of(other.sha256), kept.path_of(good.sha256))
    cut = kept.put(b"more " * 1000)
    kept.path_of(cut.sha256).write_bytes(b"no zstd at all")
    for damaged in (good, cut):
        answer = ask(f"/evidence/{damaged.sha256}")
        assert answer.status_code == 500
        assert "damaged" in answer.json()["error"]


@pytest.mark.usefixtures("as_a_coordinator")
@pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fneedleproof.db", "x", "A" * 64])
def test_evidence_that_is_not_there(name: str) -> None:
    assert ask(f"/evidence/{name}").status_code == 404


def test_without_a_store_the_routes_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    for path in ("/api/health", "/api/search?near=98101", "/api/practitioners/x"):
        answer = ask(path)
        assert answer.status_code == 503
        assert "needleproof demo" in answer.json()["error"]
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "tomorrow")
    assert "NEEDLEPROOF_TODAY" in ask("/api/health").json()["error"]


# --- a session's cookie counts from our own pages only ----------------------------------------------------------------


OURS = ["http://127.0.0.1:8501", None]
ELSEWHERE = ["http://127.0.0.1:3000", "http://evil.example.org", "https://127.0.0.1", "null", "http://[bad"]


def asked_from(path: str, origin: str | None, *, cookie: bool = True) -> httpx.Response:
    headers = {"Origin": origin} if origin else {}
    return ask(path, headers=headers | ({"Cookie": f"{COOKIE}=anything"} if cookie else {}))


@pytest.mark.parametrize("path", ["/api/search?in_state=SD", "/api/health", "/evidence/x", "/"])
def test_with_a_sign_in_only_our_own_pages_are_answered(path: str) -> None:
    for origin in OURS:
        assert asked_from(path, origin).status_code != 403, origin
    for origin in ELSEWHERE:
        assert asked_from(path, origin).status_code == 403, origin
        assert asked_from(path, origin, cookie=False).status_code != 403, origin


def test_a_proxy_that_hides_the_name_has_it_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_from("/api/health", "https://needleproof.example").status_code == 403
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", "https://needleproof.example")
    assert asked_from("/api/health", "https://needleproof.example").status_code == 200


@pytest.mark.parametrize(("origin", "reached"), [("http://127.0.0.1:8501", True), ("http://127.0.0.1:3000", False)])
def test_the_pages_websocket_is_guarded_too(origin: str, reached: bool) -> None:
    seen: list[str] = []
    sent: list[Any] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def send(message: Any) -> None:
        sent.append(message["type"])

    guarded: Any = page
    for one in reversed(middleware()):
        guarded = one.cls(guarded)
    headers = [(b"host", b"127.0.0.1:8501"), (b"origin", origin.encode()), (b"cookie", f"{COOKIE}=x".encode())]
    scope = {"type": "websocket", "scheme": "ws", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(guarded(scope, None, send))
    assert (bool(seen), sent) == (reached, [] if reached else ["websocket.close"])


def test_the_application_has_the_guard() -> None:
    async def asked(origin: str) -> int:
        transport = httpx.ASGITransport(app=importlib.import_module("dashboard").app)
        headers = {"Origin": origin, "Cookie": f"{COOKIE}=x"}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/api/health", headers=headers)).status_code

    assert asyncio.run(asked("http://127.0.0.1")) == 200
    assert asyncio.run(asked("http://attacker.example")) == 403
