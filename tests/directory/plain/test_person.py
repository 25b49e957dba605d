"""The plain page of a person and its sheet say the same as the page with scripts, in the same order."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.glance import glance, parts, who
from directory.profiles import Profile, profile
from directory.questions import questions
from directory.store.database import connect
from directory.store.tables import Practitioner
from directory.texts import say
from directory.vocabulary import Audience
from tests.directory.plain.conftest import Ask

TODAY = date(2026, 11, 20)


@pytest.fixture
def of(shown: Path) -> Callable[[str], Profile]:
    def find(last: str) -> Profile:
        engine = connect(f"sqlite:///{shown / 'needleproof.db'}", read_only=True)
        with Session(engine) as session:
            people = session.exec(select(Practitioner.id, Practitioner.display_name)).all()
            ident = next(ident for ident, name in people if last in name)
            found = profile(session, ident, today=TODAY, audience=Audience.PATIENT)
        engine.dispose()
        assert found is not None
        return found

    return find


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("last", ["Grindlewald", "Vantongeren", "Threapwood"])
def test_the_head_the_parts_and_the_glance(last: str, ask: Ask, of: Callable[[str], Profile]) -> None:
    person = of(last)
    html = ask(f"/people/{person.id}").text
    told = words(html)
    for line in who(person):
        assert line in told
    links = re.findall(r'<a href="#([a-z-]+)">', html)
    assert links == parts(person)
    assert all(f'<h2 id="{name}">' in html for name in links)
    begin, end = html.index('<h2 id="person-glance">'), html.index('<h2 id="person-reach">')
    glanced = words(html[begin:end])
    places = [glanced.index(one.line.title) for one in glance(person)]
    assert places == sorted(places)
    for one in glance(person):
        assert one.rest is None or one.rest in glanced
        assert one.means is None or one.means in glanced


def test_the_worst_stands_first_on_the_sheet_too(ask: Ask, of: Callable[[str], Profile]) -> None:
    person = of("Grindlewald")
    for path in (f"/people/{person.id}", f"/people/{person.id}/print"):
        told = words(ask(path).text)
        assert told.index("✕ Listed as excluded") < told.index("✓ Checked")
        assert say("profile-means-excluded") in told


def test_the_sheet_names_its_host_every_question_the_kind_of_place_and_the_website(
    ask: Ask, of: Callable[[str], Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = of("Vantongeren")
    own = [one.text for one in questions(person) if not one.standing]
    path = f"/people/{person.id}/print"
    told = words(ask(path).text)
    assert len(own) > 3
    assert all(text in told for text in own)
    assert f"from http://127.0.0.1:8501/people/{person.id}." in told
    assert "Place of practice: " in told
    for place in person.places[:2]:
        assert not place.website or place.website in told
    other = words(ask(path, host="another.example").text)
    assert f"from http://another.example/people/{person.id}." in other  # no page that is kept for somebody else's host
    assert ask(path).headers["etag"] != ask(path, host="another.example").headers["etag"]
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", "https://needles.example.org")
    assert f"from https://needles.example.org/people/{person.id}." in words(ask(path, host="another.example").text)


def test_about_names_who_says_it(ask: Ask) -> None:
    told = words(ask("/about").text)
    assert "Boyce and others 2020" in told
    assert "Integrity Physical Therapy (a clinic's page)" in told
    assert "names 20,464 treatments in one place and 20,494 in another" in told
