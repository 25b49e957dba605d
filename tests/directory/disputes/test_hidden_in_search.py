"""Whoever is hidden is in no result and no number of patients, the very same as if nothing were known of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from directory import disputes
from directory.disputes import LISTING, Told
from directory.search import Query, Result, search
from directory.store.search_index import refresh_search
from directory.store.tables import PracticeLocation, Practitioner, SearchEntry, Statement
from directory.vocabulary import Audience, SaidBy, SaidKind, Wish
from tests.directory.conftest import TODAY, Store, noon

COORDINATOR = Audience.COORDINATOR


@pytest.fixture
def store(store_at: Any, small_day_two: Path, tmp_path: Path) -> Iterator[Store]:
    with store_at(small_day_two, tmp_path / "store") as opened:
        yield opened


def hide(store: Store, person: str, wish: Wish) -> int:
    signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": noon(TODAY)}
    return disputes.hide(store.place.engine, person, LISTING, wish, **signed).number


def told(result: Result) -> Any:
    return result.total, result.with_place, result.claims_only, [hit.id for hit in result.hits], result.facets


def answers(session: Session, queries: list[Query], audience: Audience = Audience.PATIENT) -> list[Any]:
    return [told(search(session, query, today=TODAY, audience=audience)) for query in queries]


@pytest.mark.slow
def test_nobody_finds_them_and_no_number_counts_them(store: Store) -> None:
    with store.session() as session:
        entries = session.exec(
            select(SearchEntry)
            .join(Statement, col(Statement.practitioner_id) == SearchEntry.practitioner_id)
            .where(SearchEntry.state == "WA", col(SearchEntry.spot).is_not(None))
            .order_by(col(SearchEntry.id))
        ).all()
        person = session.get_one(Practitioner, entries[0].practitioner_id)
        several = session.exec(
            select(SearchEntry.practitioner_id).where(col(SearchEntry.several), SearchEntry.state == "WA")
        ).first()
        ids = [person.id, *([several] if several else [])]
        name, profession = f"{person.first} {person.last}", entries[0].profession
        queries = [
            Query(state="WA"), Query(place="98101", radius=100), Query(state="WA", profession=profession),
            Query(place="Seattle, WA", radius=50, profession=profession, verified_training=True),
            Query(place="98101", radius=100, license_active=True, verified_training=True, show_claims=True),
            Query(counties=("King County, WA",)), Query(state="WA", said=((SaidKind.TECHNIQUE, "deep"),)),
            Query(state="WA", license_active=True, licensed_since=2015), Query(name=name), Query(name=name, state="WA"),
        ]  # fmt: skip
        before = answers(session, queries)
        assert any(person.id in found[3] for found in before)
        cards = [search(session, query, today=TODAY) for query in queries[:2]]
    told_of = Told(practitioner_id=person.id, fact=LISTING, text="not so", said_by=SaidBy.OTHER, wish=Wish.HIDE_LISTING)
    disputes.file_dispute(store.place.engine, told_of, shown="", now=noon(TODAY))
    with store.session() as session:  # a mark alone moves nobody
        marked = [search(session, query, today=TODAY) for query in queries[:2]]
    assert {hit.id for result in marked for hit in result.hits if hit.disputed} <= {person.id}
    for result in marked:
        result.hits = [replace(hit, disputed={}) for hit in result.hits]
    assert marked == cards
    numbers = [hide(store, one, Wish.HIDE_LISTING) for one in ids]
    with store.session() as session:
        hidden = answers(session, queries)
        by_number = search(session, Query(name=person.npi), today=TODAY)
        assert answers(session, queries[:2], COORDINATOR) == before[:2]
        assert search(session, Query(name=person.npi), today=TODAY, audience=COORDINATOR).total == 1
    assert (by_number.total, by_number.hits) == (0, [])
    assert hidden != before
    for number in numbers:
        disputes.withdraw(store.place.engine, number, who="JR", why="called again", now=noon(TODAY))
    with store.session() as session:
        assert answers(session, queries[:2]) == before[:2]
        for kind in (SearchEntry, Statement):
            session.execute(sa.delete(kind).where(col(kind.practitioner_id).in_(ids)))
        refresh_search(session, as_of=TODAY)
        gone = answers(session, queries)
        session.rollback()
    for query, found, wanted in zip(queries, hidden, gone, strict=True):
        assert found == wanted, query


def test_cards_show_no_hidden_contact_data(store: Store) -> None:
    with store.session() as session:
        row = session.exec(
            select(PracticeLocation)
            .join(SearchEntry, col(SearchEntry.practitioner_id) == PracticeLocation.practitioner_id)
            .where(col(PracticeLocation.phone).is_not(None), col(SearchEntry.spot).is_not(None))
            .order_by(col(PracticeLocation.id))
        ).first()
        assert row is not None
        person, street = session.get_one(Practitioner, row.practitioner_id), row.line1
        query = Query(name=person.npi)
        (card,) = search(session, query, today=TODAY).hits
        assert card.phone == row.phone
        assert str(street) in str(card.address)
        ident = person.id
    hide(store, ident, Wish.HIDE_CONTACT)
    with store.session() as session:
        (less,) = search(session, query, today=TODAY).hits
        assert (less.phone, less.website, less.city, less.zip5) == (None, None, card.city, card.zip5)
        assert str(street) not in str(less.address)
        assert search(session, query, today=TODAY, audience=COORDINATOR).hits == [card]
