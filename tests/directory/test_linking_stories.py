"""How the sample world's stories about identity end, and where a reader sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from crawlers.sample.cast import CAST
from crawlers.sample.world import SampleWorld
from directory import profiles
from directory.profiles import Profile
from directory.store.database import connect
from directory.store.tables import LinkQuestion, Member
from directory.vocabulary import Audience, Need
from tests.directory.conftest import TODAY

LIST, CLINIC = "Certified members (sample)", "Our clinics (sample)"
# Story -> tier, whose entry, a sentence that says why.
ENDS: dict[str, tuple[str, str, str]] = {
    "twin_a": ("review", LIST, "Rowan Castlebury (NPI {twin_b}) of Seattle, WA would fit as well"),
    "twin_b": ("review", LIST, "Rowan Castlebury (NPI {twin_a}) of Seattle, WA would fit as well"),
    "father": ("review", LIST, "Winston Ellerbrook Jr. (NPI {son_jr}) of Boulder, CO would fit as well"),
    "son_jr": ("review", LIST, "only one of the two is called Jr: father or son?"),
    "maiden_on_file": ("settled", LIST, "Marsden and Fairbrook: one is on file as another surname"),
    "renamed_unrecorded": ("review", CLINIC, "surname Brackwater here, Quillstone there"),
    "moved_known": ("settled", LIST, "same state, Washington, but not the same town"),
    "moved_unsure": ("review", LIST, "no place is known to agree closely enough"),
    "moved_away": ("review", LIST, "Seattle, WA here, Denver, CO there: another state"),
    "misspelt": ("review", LIST, "surnames Hargreves and Hargreaves differ by a letter or two"),
    "nickname": ("settled", LIST, "Bob is a form of Robert"),
    "hyphenated": ("settled", CLINIC, "surnames Pierce and Nordahl-Pierce share a part"),
    "initials": ("review", LIST, "the given name is not given in full"),
    "name_only": ("review", LIST, "the entry gives a name and nothing else"),
}
LOOK_ALIKE = {"twin_a": "twin_b", "twin_b": "twin_a", "father": "son_jr", "son_jr": "father"}


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    return SampleWorld(TODAY, 2)


@pytest.fixture(scope="module")
def session(day_two: Path) -> Iterator[Session]:
    engine = connect(f"sqlite:///{day_two / 'needleproof.db'}", read_only=True)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def shown(session: Session, world: SampleWorld, ident: str, audience: Audience) -> Profile:
    (one,) = profiles.ids_by_npi(session, str(world.person(ident).npi))
    found = profiles.profile(session, one, today=TODAY, audience=audience)
    assert found is not None
    return found


@pytest.mark.parametrize("ident", ENDS)
def test_how_a_story_ends_and_where_it_shows(session: Session, world: SampleWorld, ident: str) -> None:
    tier, title, why = ENDS[ident]
    why = why.format(**{name: world.person(name).npi for name in LOOK_ALIKE})
    patient, coordinator = (shown(session, world, ident, audience) for audience in Audience)
    assert patient.asked == []
    if tier == "settled":
        (joined,) = [one for one in patient.joined if one.source_title == title]
        assert why in joined.reasons, CAST[ident]
        assert coordinator.asked == []
    else:
        assert title not in {one.source_title for one in coordinator.joined}, CAST[ident]
        (asked,) = coordinator.asked
        assert asked.source_title == title
        assert why in [sentence for _, sentence in asked.reasons]
        assert session.get(LinkQuestion, asked.question) is not None
    lines = {audience: [line.status for line in of.of(Need.TRAINING)] for audience, of in
             ((Audience.PATIENT, patient), (Audience.COORDINATOR, coordinator))}  # fmt: skip
    claims = "EXDN" in world.person(ident).credential
    if tier == "settled" and title == LIST:
        assert lines == {Audience.PATIENT: ["confirmed"], Audience.COORDINATOR: ["confirmed"]}
        assert patient.of(Need.TRAINING)[0].grade == 4
    else:
        told = ["ambiguous_person"] if claims else ["not_covered"]
        pending = ["ambiguous_person"] if title == LIST else []
        assert lines == {Audience.PATIENT: told, Audience.COORDINATOR: [*pending, *told]}
    for line in (*patient.of(Need.TRAINING), *coordinator.of(Need.TRAINING)):
        assert "Not on the list" not in line.sentence
        if line.status == "ambiguous_person":
            assert line.badge[1] == "Waits for review"
            assert (line.reason, bool(line.next_step)) == ("human_review_pending", True)


@pytest.mark.parametrize("ident", LOOK_ALIKE)
def test_look_alikes_name_each_other_and_what_differs(session: Session, world: SampleWorld, ident: str) -> None:
    (other,) = shown(session, world, ident, Audience.PATIENT).look_alikes
    theirs = world.person(LOOK_ALIKE[ident]).npi
    assert profiles.ids_by_npi(session, str(theirs)) == [other.id]
    assert {one.fact: one.there for one in other.differs}["NPI"] == (theirs,)


def test_no_entry_of_these_stories_stands_with_two_people(session: Session, world: SampleWorld) -> None:
    """Each row of the list is one person's or nobody's, and a question never is about an entry that is joined."""
    joined = session.exec(select(Member.source, Member.record_key)).all()
    assert len(joined) == len(set(joined))
    asked = session.exec(select(LinkQuestion)).all()
    entries = {(one.left_source, one.left_key) for one in asked if one.left_practitioner_id is None}
    assert entries
    assert not entries & set(joined)
