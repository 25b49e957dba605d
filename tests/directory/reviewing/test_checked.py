"""How many of our links people checked, and how many they found wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import reviewing
from directory.reviewing import LinksChecked, ReviewError
from directory.store.tables import LinkDecision, Practitioner
from directory.vocabulary import LinkAnswer
from tests.directory.reviewing.family import NOW, NPI, asked, entry, moved_in, npi

SIGNED: dict[str, Any] = {"who": "JR", "note": "", "now": NOW}
Act = Callable[[Workplace, str, int], Any]


@pytest.fixture
def linked(place: Workplace) -> tuple[Workplace, str, int]:
    """The father's store, his profile, and the license that we put on it."""
    moved_in(place)
    with Session(place.engine) as session:
        father = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
        board = next(one.record_id for one in reviewing.held_by(session, father) if one.ident[0] == "wa_doh")
    return place, father, board


def checked(place: Workplace) -> LinksChecked:
    with Session(place.engine) as session:
        return reviewing.links_checked(session)


def split(place: Workplace, father: str, record: int) -> list[LinkDecision]:
    return reviewing.split(place.engine, father, [record], **SIGNED)


def confirm(place: Workplace, father: str, record: int) -> list[LinkDecision]:
    return reviewing.confirm(place.engine, father, [record], **SIGNED)


def undo(place: Workplace, number: int) -> None:
    reviewing.undo(place.engine, number, who="JR", why="mistaken", now=NOW)


def test_a_split_is_a_wrong_link_and_a_confirmation_a_right_one(linked: tuple[Workplace, str, int]) -> None:
    place = linked[0]
    assert checked(place) == LinksChecked(0, 0)
    split(*linked)
    assert checked(place) == LinksChecked(1, 1)
    undo(place, 1)
    assert checked(place) == LinksChecked(0, 0)
    (row,) = confirm(*linked)
    assert (row.answer, row.linked) == (LinkAnswer.SAME, True)
    assert checked(place) == LinksChecked(1, 0)
    assert checked(place).upper == 1.0  # three times nothing is known


def test_a_link_is_counted_once_by_the_last_word_about_it(linked: tuple[Workplace, str, int]) -> None:
    confirm(*linked)
    with pytest.raises(ReviewError, match="undo that first"):
        split(*linked)
    undo(linked[0], 1)
    split(*linked)
    assert checked(linked[0]) == LinksChecked(1, 1)


@pytest.mark.parametrize("answer", list(LinkAnswer))
def test_an_answered_question_is_no_link_of_ours(linked: tuple[Workplace, str, int], answer: LinkAnswer) -> None:
    place = linked[0]
    (ident,) = asked(place, (entry(), npi()))
    reviewing.decide(place.engine, ident, answer, **SIGNED)
    assert checked(place) == LinksChecked(0, 0)


def test_what_the_profile_stands_on_cannot_be_confirmed(linked: tuple[Workplace, str, int]) -> None:
    place, father, _ = linked
    with Session(place.engine) as session:
        anchor = reviewing.held_by(session, father)[0].record_id
    for records, words in (([], "name the records that you checked"), ([anchor], "the profile stands on record")):
        with pytest.raises(ReviewError, match=words):
            reviewing.confirm(place.engine, father, records, **SIGNED)
    assert checked(place) == LinksChecked(0, 0)
