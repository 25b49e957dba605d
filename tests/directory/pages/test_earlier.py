"""An earlier day on the page of a person and at its plain address."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from directory.store.database import connect
from directory.store.tables import Practitioner
from tests.directory.pages.test_pages import read, shown
from tests.directory.pages.test_routes import ask

SENTENCE = "As the sources told it for November 13, 2026, by what we had read until November 13, 2026."


@pytest.fixture
def ident(sample: Path) -> str:
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        return session.exec(select(Practitioner.id).where(col(Practitioner.display_name).contains("Vantongeren"))).one()


def page(ident: str, **days: str) -> AppTest:
    return shown("practitioner", id=ident, **days)


def test_the_page_shows_a_day_from_its_address_and_leads_back(ident: str) -> None:
    app = page(ident, known_on="2026-11-13")
    assert next(warning.value for warning in app.warning).replace("\\", "") == SENTENCE
    assert "Read on November 20, 2026" not in read(app)
    assert app.date_input(key="known_on").value.isoformat() == "2026-11-13"
    app.button[0].click().run()
    assert not app.exception
    assert app.date_input(key="known_on").value is None
    assert SENTENCE not in read(app)
    assert "Read on November 20, 2026" in read(app)


def test_the_page_shows_a_day_that_is_chosen(ident: str) -> None:
    app = page(ident)
    assert SENTENCE not in read(app)
    app.date_input(key="as_of").set_value(date(2026, 11, 13)).run()
    assert not app.exception
    assert "for November 13, 2026, by what we had read until November 20, 2026." in read(app)


def test_the_page_says_why_a_day_shows_nobody(ident: str) -> None:
    early, nobody = page(ident, known_on="2026-11-12"), page("0" * 16, known_on="2026-11-13")
    assert "Our memory of what was published begins on 2026-11-13" in read(early)
    assert "On November 13, 2026 we showed nobody under this address." in read(nobody)


def test_a_day_at_the_plain_address(ident: str) -> None:
    person = ask(f"/api/practitioners/{ident}?known_on=2026-11-13").json()
    assert person["dated"]["sentence"] == SENTENCE
    assert (person["dated"]["true_on"], person["dated"]["known_on"]) == ("2026-11-13", "2026-11-13")
    later = ask(f"/api/practitioners/{ident}?as_of=2026-11-13").json()
    assert (later["dated"]["true_on"], later["dated"]["known_on"]) == ("2026-11-13", "2026-11-20")
    assert ask(f"/api/practitioners/{ident}").json()["dated"] is None


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("known_on=2026-11-12", 404, "begins on 2026-11-13"),
        ("known_on=2026-11-21", 400, "still to come"),
        ("as_of=13.11.2026", 400, "as_of takes a day such as 2026-11-20"),
        ("known=2026-11-13", 400, "unknown parameter 'known'"),
    ],
)
def test_a_day_that_cannot_be_shown_is_named(asked: str, status: int, words: str, ident: str) -> None:
    answer = ask(f"/api/practitioners/{ident}?{asked}")
    assert answer.status_code == status
    assert words in answer.json()["error"]


def test_nobody_then_at_the_plain_address() -> None:
    answer = ask("/api/practitioners/nobody?known_on=2026-11-13")
    assert answer.status_code == 404
    assert answer.json() == {"error": "nobody had this id on 2026-11-13", "known_since": None}
