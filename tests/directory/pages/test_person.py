"""The page of a person for a reader in a hurry: order, sources, contacts, letters, questions, and what changed."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.about import tell_beforehand
from directory.glance import glance
from directory.person_page import call, reached, where_from
from directory.profiles import profile
from directory.store.database import connect
from directory.store.tables import Practitioner, PublishedVersion
from directory.texts import say
from directory.vocabulary import Audience, PlaceKind
from tests.directory.pages.test_pages import IdOf, id_of, marked, read, shown

__all__ = ["id_of"]  # a fixture
TODAY = date(2026, 11, 20)


@pytest.fixture
def store(sample: Path) -> Session:
    return Session(connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True))


def headings(ident: str, **asked: str) -> list[str]:
    return [heading.value for heading in shown("practitioner", id=ident, **asked).header]


def test_who_is_in_a_hurry_reads_the_statuses_then_contacts_then_questions(id_of: IdOf) -> None:
    found = headings(id_of("Vantongeren"))
    assert found[:4] == [say(name) for name in ("person-glance", "person-reach", "ask-title", "person-license")]
    assert found.index(say("letters-title")) == found.index(say("person-training")) + 1
    assert found[-1] == say("person-keep")


def test_below_the_name_stand_the_job_the_towns_and_the_ways_to_the_parts(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))
    assert "**Physical therapist, Washington**" in read(app)
    assert "**Works in Seattle, WA**" in read(app)
    links = re.findall(r"\[[^\]]+\]\(#([a-z-]+)\)", marked(app))
    anchors = {heading.proto.anchor for heading in app.header}
    assert links[:3] == ["person-glance", "person-reach", "ask-title"]
    assert {"person-license", "plain-claims", "person-keep"} <= set(links) <= anchors


def test_what_worries_stands_first_with_its_day_and_what_it_means(id_of: IdOf, store: Session) -> None:
    text = read(shown("practitioner", id=id_of("Grindlewald")))
    first = next(line for line in text.split("\n- ") if "Listed as excluded" in line)
    assert text.index("Listed as excluded") < text.index("✓ Checked")
    assert re.search(r"Listed as excluded since [A-Z][a-z]+ \d+, \d{4} in: ", first)
    assert say("profile-means-excluded") in first
    with store as session:
        person = profile(session, id_of("Ironmonger"), today=TODAY)
    assert person is not None
    told = glance(person)
    assert sorted(one.line.title for one in told) == sorted(line.title for line in person.lines)
    assert "A waiver allows taking part" in (told[0].sentence or "")
    assert told[0].means is None  # the two would say the opposite


def test_the_key_line_says_why_we_cannot_tell(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Threapwood")))
    line = next(one for one in text.split("\n- ") if "We cannot tell] May a physical" in one)
    assert "We cannot tell whether this person meets the rule. Missing: " in line


def test_every_button_on_what_is_wrong_says_of_what(id_of: IdOf) -> None:
    buttons = [one for one in shown("practitioner", id=id_of("Vantongeren")).button if "wrong" in one.label]
    labels = [one.label for one in buttons]
    assert len(labels) > 8
    assert len(set(labels)) == len(labels)
    assert all(len(label) > len("Is this wrong? ") for label in labels)


def test_every_line_says_where_and_when_it_was_read(store: Session) -> None:
    with store as session:
        for ident in session.exec(select(Practitioner.id)).all()[::40]:
            person = profile(session, ident, today=TODAY)
            assert person is not None
            for line in person.lines:
                told = where_from(line)
                assert told.startswith(("From ", "No list that we read", "We read no list", "We found no text"))
                if line.source_title and line.read_at:
                    assert line.source_title in told
                    assert "2026" in told
                    assert ("It is dated" in told) == (line.source_as_of is not None)


def test_the_letters_are_explained(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Threapwood")))
    assert "**CMTPT/DN**: A course in needling. The letters alone prove nothing." in text
    assert "**DPT**: A degree. It is no license. They stand for: Doctor of Physical Therapy." in text


def test_the_questions_are_those_of_this_person_s_gaps_and_the_standing_ones(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Threapwood")))
    for name in ("ask-certificate", "ask-certificate-why", "ask-hours", "ask-sterile", "ask-consultation"):
        assert say(name) in text
    assert say("ask-certificate") not in read(shown("practitioner", id=id_of("Vantongeren")))


def test_what_to_tell_are_prompts_to_talk_with_a_way_to_read_more(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))
    assert "They are no advice." in read(app)
    for line in tell_beforehand():
        assert line.text in read(app)
    assert f":blue[{say('ask-tell-more')}]" in [one.proto.label for one in app.get("page_link")]


def test_a_phone_can_be_called_and_tells_its_age(id_of: IdOf, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = id_of("Vantongeren")
    assert "](tel:+1-206-555-" in marked(shown("practitioner", id=ident))
    assert "Not confirmed in the last 90 days" not in read(shown("practitioner", id=ident))
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2027-02-19")
    assert "Not confirmed in the last 90 days: we read this 91 days ago." in read(shown("practitioner", id=ident))


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        ("(206) 555-0101", "tel:+1-206-555-0101"),
        ("+44 20 7946 0018", "tel:+44-20-7946-0018"),
        ("12", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_only_numbers_can_be_called(phone: str, told: str | None) -> None:
    assert call(phone) == told


def test_a_mailing_address_is_no_place_of_practice(store: Session, id_of: IdOf) -> None:
    ident = id_of("Stillwater")
    with store as session:
        known = profile(session, ident, today=TODAY, audience=Audience.COORDINATOR)
        person = profile(session, ident, today=TODAY)
    assert known is not None
    assert person is not None
    (mailing,) = known.places
    assert mailing.kind is PlaceKind.MAILING
    assert reached(person, TODAY) == []
    app = shown("practitioner", id=ident)
    assert say("person-no-place") in read(app)
    assert mailing.text.split(",")[0] not in read(app)
    assert say("ask-place") in read(app)
    assert not app.get("bidi_component")[1:]  # the announcement alone: no map


def test_the_map_asks_nobody_and_shows_practices_only(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))
    assert any("needleproof_map" in str(one.proto) for one in app.get("bidi_component"))


def test_what_was_not_checked_ends_with_this_person_s_gaps(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Threapwood")))
    _, _, told = text.partition(say("person-unchecked"))
    assert "criminal record" in told
    assert "Training: CMTPT/DN, Myopain Seminars: no public list that we know" in told
    assert "May a physical therapist needle in Washington? Not known: how many hours of training were done" in told


def test_the_telling_fact_stands_first(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Winston Ellerbrook")))
    assert "**What tells the two apart: Suffix: none on record for this person; Jr. for the other.**" in text


def changed(store: Session) -> str:
    """Somebody whose license was renewed on the second day."""
    with store as session:
        held = select(Practitioner.id, Practitioner.display_name)
        anew = set(session.exec(select(PublishedVersion.practitioner_id).where(PublishedVersion.publication_id == 2)))
        return next(one for one, name in session.exec(held) if one in anew and "Wetherspoon" in name)


def test_a_kept_link_shows_what_changed(store: Session) -> None:
    app = shown("practitioner", id=changed(store), since="2026-11-13")
    text = read(app)
    assert app.header[0].value == "What changed since November 13, 2026"
    assert "November 20, 2026: Washington physical therapist license" in text
    assert "renewed. It runs until" in text
    assert app.date_input(key="changed since").value == date(2026, 11, 13)


def test_the_day_is_chosen_and_stands_in_the_address(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))
    assert "What changed since" not in read(app)
    app.date_input(key="changed since").set_value(date(2026, 11, 13)).run()
    assert not app.exception
    assert app.query_params["since"] == "2026-11-13"
    assert "Nothing that we show of this person has changed since November 13, 2026." in read(app)


def test_a_day_before_our_memory_says_so(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Vantongeren"), since="2020-01-01"))
    assert "We remember what we showed since November 13, 2026." in text


@pytest.mark.parametrize("asked", ["yesterday", "2026-11-21", "0001-01-01", "<script>", "9" * 500])
def test_a_day_that_is_none_is_named(asked: str, id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"), since=asked)
    assert "This address asks what changed since" in read(app)
    assert app.header[0].value == say("person-glance")


def test_links_to_keep_print_and_compare(id_of: IdOf) -> None:
    ident = id_of("Vantongeren")
    app = shown("practitioner", id=ident, back="near=98101&compare=abc")
    assert f"](/people/{ident})" in marked(app)
    assert f"](/people/{ident}/print)" in marked(app)
    links = {one.proto.label: str(one.proto) for one in app.get("page_link")}
    assert "since=2026-11-20" in links[f":blue[{say('since-keep')}]"]
    assert f"abc%2C{ident}" in links[f":blue[{say('person-compare')}]"]
