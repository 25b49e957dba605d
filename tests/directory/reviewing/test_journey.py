"""Decisions through publishing: they hold over a new reading, and only other evidence brings the question back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory import profiles, reviewing
from directory.normalize.names import PersonName
from directory.records import ListingRecord, TaxonomyLicense
from directory.refresh import rebuild
from directory.reviewing import Question
from directory.store.changes import changes_of
from directory.store.tables import Member, Practitioner
from directory.vocabulary import ChangeKind, LinkAnswer, Profession
from tests.directory.reviewing.family import NOW, NPI, TWIN, board, entry, moved_in, npi, read


@pytest.fixture
def family(place: Workplace) -> Workplace:
    moved_in(place)
    return place


def crawled(place: Workplace, day: int, *entries: ListingRecord) -> None:
    """The clinic's page is read again and all is published."""
    at = NOW + timedelta(days=day)
    read(place, "example_clinics", *entries, now=at)
    rebuild(place.engine, as_of=at.date(), now=at)


def open_ones(place: Workplace) -> list[Question]:
    with Session(place.engine) as session:
        return reviewing.open_questions(session, limit=10)


def holder(place: Workplace, source: str = "example_clinics") -> str | None:
    """The NPI, else the id, of whoever has the record of a source."""
    with Session(place.engine) as session:
        query = select(Member.practitioner_id).where(Member.source == source, col(Member.current))
        found = session.exec(query).first()
        return (session.get_one(Practitioner, found).npi or found) if found else None


def answered(place: Workplace, answer: LinkAnswer, day: int = 0) -> None:
    at = NOW + timedelta(days=day, hours=1)
    (question,) = open_ones(place)
    reviewing.decide(place.engine, question.id, answer, who="JR", note="", now=at)
    rebuild(place.engine, as_of=at.date(), now=at)


def test_the_same_person_stays_so_over_a_new_reading_and_not_over_other_evidence(family: Workplace) -> None:
    assert holder(family) is None
    answered(family, LinkAnswer.SAME)
    assert holder(family) == NPI
    crawled(family, 7, entry(website="https://clinic.example.org/"))
    assert (holder(family), open_ones(family)) == (NPI, [])
    crawled(family, 14, entry(name=PersonName(first="John", middle="C", last="Stone")))
    assert holder(family) is None
    (question,) = open_ones(family)
    assert "middle name: was B, is C" in question.earlier[0].sentence


def test_two_people_stay_so_until_a_number_says_whose_entry_it_is(family: Workplace) -> None:
    slot = TaxonomyLicense(
        taxonomy_code="1", profession=Profession.PHYSICAL_THERAPIST, license_number="PT2222", license_state="WA"
    )
    son: Any = {"name": PersonName(first="John", middle="B", last="Stone", suffix="JR"), "taxonomies": (slot,)}
    answered(family, LinkAnswer.DIFFERENT)
    crawled(family, 7, entry())
    assert (holder(family), open_ones(family)) == (None, [])
    read(family, "nppes_bulk", npi(), npi(TWIN, **son))
    read(family, "wa_doh", board(), board("PT2222", name=PersonName(first="John", middle="B", last="Stone")))
    crawled(family, 14, entry(license_number="PT2222", license_state="WA"))
    assert (holder(family), open_ones(family)) == (TWIN, [])


def test_not_knowing_is_an_answer_and_is_not_asked_again(family: Workplace) -> None:
    answered(family, LinkAnswer.UNSURE)
    crawled(family, 7, entry())
    assert (holder(family), open_ones(family)) == (None, [])


def test_what_a_person_split_stays_apart_and_undoing_joins_it_again(family: Workplace) -> None:
    with Session(family.engine) as session:
        father = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
        number = reviewing.held_by(session, father)[1].record_id
    signed: dict[str, Any] = {"who": "JR", "now": NOW + timedelta(days=1)}
    (row,) = reviewing.split(family.engine, father, [number], note="", **signed)
    crawled(family, 7, entry())
    crawled(family, 8, entry())
    own = holder(family, "wa_doh")
    assert own not in (NPI, None)
    with Session(family.engine) as session:
        for one in (father, str(own)):
            assert [(c.kind, c.as_of) for c in changes_of(session, one)] == [
                (ChangeKind.SPLIT, (NOW + timedelta(days=7)).date())
            ]
    reviewing.undo(family.engine, row.id or 0, why="it was his", **signed)
    crawled(family, 9, entry())
    assert holder(family, "wa_doh") == NPI
    with Session(family.engine) as session:
        assert profiles.find_id(session, str(own)) == father


def test_father_and_son_are_told_apart_once_and_a_number_asks_once_more(family: Workplace) -> None:
    """Journey 6: one clinic, two John Stones; "not the same" holds over crawls, and a license number that fits neither
    alone asks once and is then linked right.
    """
    answered(family, LinkAnswer.DIFFERENT)
    for day in (7, 14, 21):
        crawled(family, day, entry(website=f"https://clinic.example.org/{day}"))
        assert (holder(family), open_ones(family)) == (None, [])
    slot = TaxonomyLicense(
        taxonomy_code="1", profession=Profession.PHYSICAL_THERAPIST, license_number="PT2222", license_state="WA"
    )
    son: Any = {"name": PersonName(first="John", middle="B", last="Stone", suffix="JR"), "taxonomies": (slot,)}
    read(family, "nppes_bulk", npi(), npi(TWIN, **son))
    read(family, "wa_doh", board(), board("PT2222", name=PersonName(first="John", middle="B", last="Stone")))
    crawled(family, 28, entry())
    (question,) = open_ones(family)  # the clinic's words now fit the son as well, and only a number can say so
    assert question.right.name.startswith("John B Stone")
    crawled(family, 35, entry())
    assert [one.id for one in open_ones(family)] == [question.id]  # the same question, not another one
    crawled(family, 42, entry(license_number="PT2222", license_state="WA"))
    assert (holder(family), open_ones(family)) == (TWIN, [])
