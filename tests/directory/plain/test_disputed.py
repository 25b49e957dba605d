"""Plain pages of people in dispute: a mark stands on that fact alone, and what is hidden stands on none of them."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory import disputes
from directory.disputes import Told, fact_of, file_dispute, place_fact
from directory.profiles import Profile, profile
from directory.store.database import connect
from directory.store.tables import PracticeLocation, Verification
from directory.vocabulary import Audience, Need, SaidBy, Wish
from tests.directory.plain.conftest import Ask
from tests.directory.plain.reading import Page
from tests.directory.signing import sign_in

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MARK = "A fix was asked for on November 20, 2026"
NEAR = "near=98101&within=50&technique=trigger_point_dn"


@pytest.fixture
def engine(shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store of the test's own, which the pages show."""
    shutil.copytree(shown, tmp_path / "data", ignore=shutil.ignore_patterns("evidence"))
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    opened = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    yield opened
    opened.dispose()


def of(engine: Engine, ident: str, audience: Audience = Audience.COORDINATOR) -> Profile:
    with Session(engine) as session:
        found = profile(session, ident, today=TODAY, audience=audience)
    assert found is not None
    return found


def dispute(engine: Engine, ident: str, *facts: str) -> None:
    for fact in facts:
        told = Told(practitioner_id=ident, fact=fact, text="not so", said_by=SaidBy.PERSON, wish=Wish.CORRECT)
        file_dispute(engine, told, shown="x", now=NOW)


def card_of(text: str, ident: str) -> str:
    """The card of one person in a list of results."""
    return next(card for card in text.split('<li class="card">')[1:] if f'href="/people/{ident}"' in card)


def test_a_card_marks_the_facts_in_dispute_and_no_others(engine: Engine, ask: Ask, id_of: Callable[[str], str]) -> None:
    ident = id_of("Featherstone")
    person = of(engine, ident, Audience.PATIENT)
    before = ask(f"/api/search?{NEAR}").json()
    card = next(hit for hit in before["hits"] if hit["id"] == ident)
    place = next(one for one in person.places if one.zip5 == card["zip5"])
    (license_,), claims = person.of(Need.LICENSE), [c for c in person.claims if c.code == "trigger_point_dn"]
    assert card["phone"]
    dispute(engine, ident, fact_of(license_), place_fact(place, "phone"), fact_of(claims[0]))
    after = ask(f"/api/search?{NEAR}").json()
    for hit in after["hits"]:
        marked = hit.pop("disputed")
        assert marked == ({"license": "2026-11-20", "phone": "2026-11-20"} if hit["id"] == ident else {})
        if hit["id"] == ident:
            assert [one.pop("disputed_on") for one in hit["heard"]] == ["2026-11-20"]
            hit["heard"] = [one | {"disputed_on": None} for one in hit["heard"]]
    for hit in before["hits"]:
        assert hit.pop("disputed") == {}
    assert after == before
    page = ask(f"/people?{NEAR}").text
    mine = card_of(page, ident)
    assert Page(page).faults == []
    assert page.count(MARK) == mine.count(MARK) == 3
    for told in (f"{card['phone']}</a></p>", "License:", "so says"):
        assert MARK in mine.partition(told)[2].partition("</p>\n" if told.endswith("</p>") else "</li>")[0]
    assert MARK not in mine.partition("Training:")[2].partition("</li>")[0]
    assert MARK not in mine.partition(f"{card['phone']}")[0]


def test_structured_data_of_a_list_leave_out_what_is_in_dispute(
    engine: Engine, ask: Ask, id_of: Callable[[str], str]
) -> None:
    ident = id_of("Featherstone")

    def jobs() -> dict[str, Any]:
        items = json.loads(Page(ask("/people?near=98101").text).structured[0])["itemListElement"]
        return {one["item"]["name"]: one["item"].get("jobTitle") for one in items}

    before = jobs()
    assert before["Anneliese Featherstone"] == "physical therapist"
    dispute(engine, ident, "name", fact_of(of(engine, ident).of(Need.LICENSE)[0]))
    assert jobs() == before | {"Anneliese Featherstone": None}


def withheld(person: Profile) -> set[str]:
    """Texts of a profile, as coordinators see it, that tell of work, places, letters and training."""
    found = {person.credential_text, *person.other_names}
    for place in person.places:
        found |= {place.text, place.zip5, place.phone, place.website, *place.text.split(", ")[:1]}
    for claim in person.claims:
        found |= {claim.publisher, claim.quote, claim.page}
    for line in [*person.of(Need.TRAINING), *person.of(Need.NEEDLING_RULE)]:
        found |= {line.title, line.sentence, line.source, line.source_title}
    found |= {one.source for one in person.joined if one.source.startswith("example")}
    found |= {one.source_title for one in person.joined if one.source.startswith("example")}
    return {text for text in found if text}


def test_what_hiding_withholds_stands_nowhere(
    engine: Engine, ask: Ask, id_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", "https://example.org")
    ident = id_of("Featherstone")
    with Session(engine) as session:  # a list of exclusions is searched for every name on file
        checks = select(Verification).where(Verification.practitioner_id == ident, Verification.need == Need.EXCLUSION)
        for check in session.exec(checks):
            names = [*check.details["criteria"], "name Anna Formername"]
            check.details = {**check.details, "criteria": names}
            session.add(check)
        session.commit()
    before = of(engine, ident)
    texts = withheld(before)
    keys = {fact_of(one) for one in [*before.of(Need.TRAINING), *before.places, *before.claims]}
    secrets = texts | keys | {"Anna Formername"}
    assert {"example_institute", "Anna Formername", "98103"} <= secrets
    training = fact_of(before.of(Need.TRAINING)[0])
    dispute(engine, ident, training, fact_of(before.places[0]), fact_of(before.claims[0]))
    paths = {
        f"/people/{ident}": 200,
        f"/people/{ident}?since=2026-11-13": 200,
        f"/people/{ident}?since=2020-01-01": 200,
        f"/people/{ident}/print": 200,
        f"/people/{ident}/wrong": 200,
        f"/people/{ident}/wrong?fact=listing": 200,
        f"/api/practitioners/{ident}": 200,
        f"/api/practitioners/{ident}?as_of=2026-11-20&known_on=2026-11-20": 200,
        f"/people?who={before.npi}": 200,
        "/sitemap/people-1.xml": 200,
    }
    sent = "\n".join(ask(path).text for path in paths)
    assert {text for text in secrets if text in sent} >= {"example_institute", "98103", training}
    assert f"https://example.org/people/{ident}<" in sent
    signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": NOW}
    disputes.hide(engine, ident, "listing", Wish.HIDE_LISTING, **signed)
    for path, status in paths.items():
        answer = ask(path)
        assert answer.status_code == status, path
        assert {text for text in secrets if text in answer.text} == set(), path
        assert "No place of practice is published" not in answer.text
        assert "We found no" not in answer.text
        assert "application/ld+json" not in answer.text
    assert f"{ident}<" not in ask("/sitemap/people-1.xml").text
    for path in (f"/people/{ident}", f"/people/{ident}/print"):
        page = Page(ask(path).text)
        assert page.faults == []
        assert "We do not show where this person works, as we were asked." in page.text
        assert "We were asked not to list this person." in page.text
    sha256 = next(line.evidence.sha256 for line in before.of(Need.TRAINING) if line.evidence)
    assert ask(f"/evidence/{sha256}").status_code == 404
    for name in ("lines", "places", "claims"):  # coordinators see it all, with the marks
        told, here = getattr(of(engine, ident), name), getattr(before, name)
        assert [replace(one, disputed_on=None) for one in told] == here
    assert of(engine, ident).joined == before.joined
    sign_in(monkeypatch)
    sent = ask(f"/api/practitioners/{ident}").text
    assert {text for text in texts if json.dumps(text, ensure_ascii=False)[1:-1] not in sent} == set()


def test_a_place_that_is_hidden_has_no_entry_to_call_wrong(
    engine: Engine, ask: Ask, id_of: Callable[[str], str]
) -> None:
    ident = id_of("Featherstone")
    with Session(engine) as session:
        place = session.exec(select(PracticeLocation).where(PracticeLocation.practitioner_id == ident)).first()
        assert place is not None
        fact = place_fact(place)
    assert f'value="{fact}"' in ask(f"/people/{ident}/wrong?fact={fact}").text
    signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": NOW}
    disputes.hide(engine, ident, "listing", Wish.HIDE_LISTING, **signed)
    assert f'value="{fact}"' not in ask(f"/people/{ident}/wrong?fact={fact}").text
