"""Is something wrong? The form without JavaScript and the dialog of the pages: what they take, and what they refuse."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import Session, col, select
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from directory import disputes
from directory.disputes import DisputeError, Told, filing, hand_in
from directory.pages.found_cards import list_of
from directory.plain.forms import LARGEST
from directory.plain.wrong import TRAP
from directory.routes import middleware, routes
from directory.search import Result
from directory.search.model import Heard
from directory.store.database import connect
from directory.store.tables import Dispute, License, PracticeLocation, PractitionerAlias
from directory.texts import say
from directory.throttle import PER_VISITOR, Throttle
from directory.vocabulary import PRACTICE_KINDS, DisputeDecision, SaidBy, SaidKind, Wish
from tests.conftest import NOW
from tests.directory.pages.test_find import HIT

HERE = "http://127.0.0.1:8501"
OWN = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
HEADS = {
    "phone": ["Phone"], "website": ["Website"], "address": ["Address"], "exclusion": ["Exclusion"],
    "license": ["License"], "training": ["Training"], "needling": ["Needling rule"],
}  # fmt: skip
FORM = {"text": "It is not my number", "who": "person", "wish": "correct", "contact": "", TRAP: ""}


@pytest.fixture
def folder(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, and visitors whom nobody knows yet."""
    shutil.copytree(sample, tmp_path / "data", ignore=shutil.ignore_patterns("evidence"))
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(filing, "VISITORS", Throttle(most=1_000))
    return tmp_path / "data"


def rows(folder: Path) -> list[Dispute]:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = list(session.exec(select(Dispute).order_by(col(Dispute.id))))
    engine.dispose()
    return found


@pytest.fixture
def somebody(folder: Path) -> tuple[str, str]:
    """Id and phone number of a person with a practice and a license."""
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        query = (
            select(PracticeLocation.practitioner_id, PracticeLocation.phone)
            .join(License, col(License.practitioner_id) == PracticeLocation.practitioner_id)
            .where(col(PracticeLocation.phone).is_not(None), col(PracticeLocation.kind).in_(PRACTICE_KINDS))
        )
        person, phone = session.exec(query.order_by(col(PracticeLocation.id))).first() or ("", "")
    engine.dispose()
    assert person
    return person, str(phone)


def asked(method: str, path: str, headers: Mapping[str, str] = OWN, **more: Any) -> httpx.Response:
    async def answered() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(), middleware=middleware()))
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            return await client.request(method, path, headers=headers, **more)

    return asyncio.run(answered())


def sent(person: str, headers: Mapping[str, str] = OWN, **form: str) -> httpx.Response:
    return asked("POST", f"/people/{person}/wrong", headers, data=FORM | {"fact": "name"} | form)


def test_the_form_tells_what_happens_and_what_is_sent_is_marked(folder: Path, somebody: tuple[str, str]) -> None:
    person = somebody[0]
    form = asked("GET", f"/people/{person}/wrong?fact=npi", {})
    assert form.status_code == 200
    for words in ("within 2 working days", "within 30 days", "This fact comes from a public source", "<textarea"):
        assert words in form.text
    assert "<script" not in form.text
    assert form.headers["Referrer-Policy"] == "same-origin"  # else no origin would be sent along
    before = asked("GET", f"/api/practitioners/{person}", {}).json()
    answer = sent(person, fact="npi", contact="me@example.org")
    assert answer.status_code == 200
    assert "Your request has the number 1" in answer.text
    again = sent(person, fact="npi")
    assert "This was said before, on November 20, 2026" in again.text
    (row,) = rows(folder)
    assert (row.fact, row.text, row.said_by, row.wish) == ("npi", FORM["text"], SaidBy.PERSON, Wish.CORRECT)
    assert row.contact == "me@example.org"
    page = asked("GET", f"/people/{person}", {})
    after = asked("GET", f"/api/practitioners/{person}", {}).json()
    assert "A fix was asked for on November 20, 2026" in page.text
    assert "me@example.org" not in page.text + str(after) + asked("GET", f"/people/{person}/wrong?fact=npi", {}).text
    for told in (before, after):
        told.pop("notes")
        for line in told["lines"]:
            line.pop("disputed_on")
    assert before == after


REFUSED: list[tuple[Mapping[str, str], dict[str, str], int, str]] = [
    ({"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}, {}, 403, "our own page"),
    ({"Origin": "https://example.org"}, {}, 403, "our own page"),
    ({"Origin": "null"}, {}, 403, "our own page"),
    ({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, {}, 403, "our own page"),
    ({}, {}, 403, "our own page"),
    (OWN, {TRAP: "12 Elm St"}, 400, "Leave this blank"),
    (OWN, {"who": ""}, 400, "Please choose"),
    (OWN, {"who": "coordinator"}, 400, "Please choose"),
    (OWN, {"wish": "delete"}, 400, "Please choose"),
    (OWN, {"text": " "}, 400, "in a few words"),
    (OWN, {"text": "x" * 10_240}, 400, "10,240 characters"),
    (OWN, {"text": "x" * LARGEST}, 413, "more than we can take"),
    (OWN, {"fact": "license:WA:PT:PT9"}, 404, "do not show this fact"),
    (OWN, {"fact": "\0\u202e<script>"}, 404, "do not show this fact"),
]


def test_what_is_not_taken_is_said(folder: Path, somebody: tuple[str, str]) -> None:
    for headers, form, status, words in REFUSED:
        answer = sent(somebody[0], headers, **form)
        assert (answer.status_code, words in answer.text) == (status, True), (headers, form)
        assert "<script" not in answer.text
    assert asked("POST", f"/people/{somebody[0]}/wrong", OWN, json={"fact": "name"}).status_code == 415
    assert asked("POST", f"/people/{somebody[0]}/wrong", OWN, files={"text": b"x"}).status_code == 415
    for nobody in ("f" * 16, "%00", "..%2f", "x" * 3_000):
        assert asked("GET", f"/people/{nobody}/wrong", {}).status_code == 404
        assert sent(nobody).status_code == 404
    assert rows(folder) == []


def test_a_former_address_leads_to_the_same_fact(folder: Path, somebody: tuple[str, str]) -> None:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        session.add(PractitionerAlias(old_id="0" * 16, practitioner_id=somebody[0]))
        session.commit()
    engine.dispose()
    form = f"/people/{somebody[0]}/wrong"
    for asked_for, leads_to in (
        (f"?{urlencode({'fact': 'license:WA:PT:PT1'})}", f"{form}?fact=license%3AWA%3APT%3APT1"),
        ("?fact=%0D%0ASet-Cookie%3A%20x", form),
        ("", form),
    ):
        answer = asked("GET", f"/people/{'0' * 16}/wrong{asked_for}", {})
        assert (answer.status_code, answer.headers["Location"]) == (308, leads_to)


def test_a_card_shows_the_mark_beside_the_fact(folder: Path) -> None:
    day = date(2026, 11, 20)
    heard = Heard(kind=SaidKind.TECHNIQUE, code="trigger_point_dn", publisher="Example", read_on=day, disputed_on=day)
    bare = replace(HIT, credential_text="DPT", website="https://example.org/", address="1 Elm", phone="206-555-0100",
                   excluded_line="Listed. x", heard=(replace(heard, disputed_on=None),))  # fmt: skip
    before = list_of(Result(hits=[bare]), 25, day)
    told = say("wrong-mark", day="November 20, 2026")
    assert told not in str(before)
    for one in ("name", "listing", "letters", *HEADS):
        after = list_of(Result(hits=[replace(bare, disputed={one: day})]), 25, day)
        assert str(after).count(told) == 1
        (card,), (plain,) = after["cards"], before["cards"]
        assert [line for line in card["lines"] if line != told] == plain["lines"]
        assert [fact["head"] for fact in card["facts"] if fact.pop("marks", None)] == HEADS.get(one, [])
        assert card["facts"] == plain["facts"]
    after = list_of(Result(hits=[replace(bare, heard=(heard,))]), 25, day)
    assert str(after).count(told) == 1
    assert after["cards"][0]["facts"][-1]["notes"][0].endswith(told)


def test_hostile_text_is_shown_as_text(folder: Path, somebody: tuple[str, str]) -> None:
    hostile = "<script>alert(1)</script> \u202e\u2067 {{ 7*7 }} [a](javascript:b) \0 ' OR 1=1 --"
    assert sent(somebody[0], text=hostile, fact="listing").status_code == 200
    (row,) = rows(folder)
    assert row.text == "<script>alert(1)</script> {{ 7*7 }} [a](javascript:b) ' OR 1=1 --"
    failed = sent(somebody[0], text=hostile, who="")
    assert "&lt;script&gt;" in failed.text  # what was typed is still there
    assert "<script>" not in failed.text
    assert "\u202e" not in failed.text


def test_many_are_held_back_with_words(
    folder: Path, somebody: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "VISITORS", Throttle())
    answers = [sent(somebody[0], text=f"wrong {number}", fact=fact) for number, fact in enumerate(["name", "npi"] * 50)]
    assert [one.status_code for one in answers] == [200] * PER_VISITOR + [429] * (100 - PER_VISITOR)
    assert "Please try again in 60 minutes" in answers[-1].text
    assert 3_500 < int(answers[-1].headers["Retry-After"]) <= 3_601
    assert len(rows(folder)) == PER_VISITOR


def test_a_store_that_is_busy_says_try_again(
    folder: Path, somebody: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "WAIT", 0.05)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = value")
        answer = sent(somebody[0])
    engine.dispose()
    assert (answer.status_code, "Please try again in a minute" in answer.text) == (503, True)
    assert rows(folder) == []


def test_what_is_hidden_is_on_no_page(folder: Path, somebody: tuple[str, str]) -> None:
    person, phone = somebody
    paths = [f"/people/{person}", f"/people/{person}/print", f"/api/practitioners/{person}"]
    assert phone in asked("GET", paths[2], {}).text
    tags = [asked("GET", path, {}).headers.get("ETag") for path in paths[:2]]
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": NOW}
    disputes.hide(engine, person, "listing", Wish.HIDE_CONTACT, **signed)
    for path in paths:
        assert phone not in asked("GET", path, {}).text
    assert tags != [asked("GET", path, {}).headers.get("ETag") for path in paths[:2]]
    disputes.hide(engine, person, "listing", Wish.HIDE_LISTING, **signed)
    engine.dispose()
    page = asked("GET", paths[0], {}).text
    assert "application/ld+json" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "license" in page
    assert [row.decision for row in rows(folder)] == [DisputeDecision.ACCEPTED] * 2


def _dialog(person: str) -> None:
    from directory.disputable import Disputable
    from directory.pages.wrong import ask

    ask(
        person,
        "Ann *Able*",
        [Disputable(fact="name", label="Name", shown="Ann", owner="o", page="https://example.org/")],
    )


def test_the_dialog_files_and_says_so(folder: Path, somebody: tuple[str, str]) -> None:
    app = AppTest.from_function(_dialog, kwargs={"person": somebody[0]}, default_timeout=20).run()
    assert not app.exception
    assert any("2 working days" in one.value for one in app.markdown)
    app.text_area(key="wrong text name").input("I am called Anne")
    app.button(key="wrong send name").click().run()
    assert "Please choose" in app.error[0].value
    app.radio(key="wrong who name").set_value(SaidBy.PATIENT)
    app.button(key="wrong send name").click().run()
    assert not app.exception
    assert "number 1" in app.success[0].value
    (row,) = rows(folder)
    assert (row.text, row.said_by, row.wish, row.contact) == ("I am called Anne", SaidBy.PATIENT, Wish.CORRECT, None)


def test_a_request_of_nobody_is_refused_where_it_is_kept(folder: Path) -> None:
    told = Told(practitioner_id="f" * 16, fact="name", text="wrong", said_by=SaidBy.OTHER, wish=Wish.CORRECT)
    with pytest.raises(DisputeError, match="We have no page for this person"):
        hand_in(f"sqlite:///{folder / 'needleproof.db'}", told, shown="", visitor=None, now=NOW)
