"""A card of the search carries the mark of each fact it shows that is in dispute, of that fact only, and no more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import disputes, reviewing
from directory.disputes import LETTERS, LISTING, NAME
from directory.search import Hit, Query, search
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Dispute, License, Practitioner
from directory.vocabulary import Audience, DisputeDecision, SaidBy, Wish
from tests.databases import Databases, careless
from tests.directory.disputes.conftest import HERE, LICENSE, THERE, World
from tests.directory.disputes.test_disputes import board_record, decided, marks
from tests.directory.reviewing.family import NOW, NPI, TWIN

DAY = NOW.date()
ON_THE_CARD = {
    LICENSE: "license", "phone:98101:practice": "phone", HERE: "address", "rule:WA:PT": "needling", LETTERS: "letters",
    NAME: "name", LISTING: "listing",
}  # fmt: skip


@pytest.fixture
def world(world_once: Path, databases: Databases, tmp_path: Path) -> Iterator[World]:
    """In a file of its own: searches in the quick store, which swaps bytes below a connection, made SQLite crash."""
    folder = tmp_path / "store"
    engine = careless(connect(databases.make(folder, world_once)))
    yield World(Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: NOW))
    engine.dispose()
    databases.drop(folder)


def cards(world: World, audience: Audience = Audience.PATIENT, **asked: Any) -> list[Hit]:
    with Session(world.place.engine) as session:
        return search(session, Query(**asked or {"place": "98101"}), today=DAY, audience=audience).hits


@contextmanager
def counted(engine: Engine) -> Iterator[Callable[[], int]]:
    """How many statements have been sent since."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield lambda: len(seen)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_each_fact_is_marked_by_itself_and_nothing_else_changes(world: World) -> None:
    before = cards(world)
    assert [hit.disputed for hit in before] == [{}]
    for number, fact in enumerate(ON_THE_CARD, start=1):
        world.filed(fact, minutes=number)
        for audience in Audience:
            (card,) = cards(world, audience)
            assert card.disputed == {ON_THE_CARD[one]: DAY for one in list(ON_THE_CARD)[:number]}
            assert replace(card, disputed={}) == before[0]


@pytest.mark.parametrize("fact", [THERE, "phone:98402:secondary-practice", "npi"])
def test_what_a_card_does_not_show_is_not_marked_there(world: World, fact: str) -> None:
    """Of two places the card shows the one that is near."""
    world.filed(fact)
    assert [hit.disputed for hit in cards(world)] == [{}]
    if fact != "npi":
        assert len(cards(world, place="98402")[0].disputed) == 1


def test_what_was_decided_or_taken_back_or_is_hidden_has_no_mark(world: World) -> None:
    decided(world, world.filed(LICENSE).number, DisputeDecision.REJECTED)
    world.filed(HERE, minutes=1)
    disputes.withdraw(world.place.engine, 2, who="JR", why="mine", now=NOW + timedelta(hours=3))
    assert cards(world)[0].disputed == {}
    world.filed("phone:98101:practice", minutes=2)
    decided(world, world.filed(HERE, Wish.HIDE_CONTACT, minutes=3).number)
    assert cards(world)[0].disputed == {}
    assert set(cards(world, Audience.COORDINATOR)[0].disputed) == {"phone"}


def test_the_mark_goes_with_its_record_to_whoever_has_it_now(world: World) -> None:
    world.filed(LICENSE)
    signed: dict[str, Any] = {"who": "JR", "now": NOW + timedelta(days=4)}
    reviewing.split(world.place.engine, world.id_of(), [board_record(world)], note="", **signed)
    world.crawled(5)
    found = {hit.id: hit.disputed for hit in cards(world, state="WA")}
    with Session(world.place.engine) as session:
        holder = session.exec(select(License.practitioner_id)).one()
    assert found[holder] == {"license": DAY}
    assert found.get(world.id_of(), {}) == {}


def test_marks_of_a_page_are_one_statement_however_many_people_are_on_it(world: World) -> None:
    engine = world.place.engine
    with Session(engine) as session:
        people = list(session.exec(select(Practitioner)))
        assert len(people) == 2
        with counted(engine) as number:
            assert disputes.marks_of(session, people) == {}
            assert number() == 1
    world.filed(LICENSE)
    with Session(engine) as session:
        told: dict[str, Any] = {"shown": "", "text": "x", "said_by": SaidBy.OTHER, "wish": Wish.CORRECT}
        session.add(Dispute(filed_at=NOW, practitioner_id=world.id_of(TWIN), npi=TWIN, fact=NAME, **told))
        session.commit()
    sent = []
    for ids in ([world.id_of()], [world.id_of(), world.id_of(TWIN)]):
        with Session(engine) as session:
            some = [session.get_one(Practitioner, one) for one in ids]
            with counted(engine) as number:
                assert list(disputes.marks_of(session, some)) == ids
                sent.append(number())
    assert sent[0] == sent[1] <= 6


def test_card_and_profile_mark_the_same(world: World) -> None:
    for fact in (LICENSE, HERE):
        world.filed(fact)
    assert marks(world.seen(number=NPI)) == {LICENSE: DAY, HERE: DAY}
    assert cards(world)[0].disputed == {"license": DAY, "address": DAY}
