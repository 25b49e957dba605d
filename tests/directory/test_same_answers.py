"""One sample world on both databases: the same rows are published, and every question has the same answer."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from directory import profiles
from directory.search import Query, search
from directory.store.published import CHILDREN
from directory.store.tables import Practitioner
from directory.vocabulary import Audience, Profession

TODAY = date(2026, 11, 20)
Both = tuple[Any, Any]  # the store of day 2, on SQLite and on PostgreSQL


@pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_row_is_the_same(table: Any, both: Both) -> None:
    """What sources said, with its times and keys, and what is published of it, with its digests."""
    # SQLite gives the numbers of rows that are gone to new ones; only their order says anything.
    columns = [column for column in table.columns if (table.name, column.name) not in NUMBERED]
    found = []
    for store in both:
        with store.reader() as session:
            rows = session.execute(sa.select(*columns).order_by(*table.primary_key.columns))
            found.append([repr(tuple(row)) for row in rows])
    assert found[0] == found[1]
    assert found[0] or table.name in EMPTY, table.name


NUMBERED = {(kind.__tablename__, "id") for kind in CHILDREN} | {("search_state", name) for name in ("token", "columns")}
EMPTY = (
    "account",
    "act",
    "chase_sent",
    "delivery",
    "dispute",
    "finding_decision",
    "link_decision",
    "link_measurement",
    "link_question",
    "meta",
    "monitor_run",
    "notice",
    "page",
    "pending_end",
    "practitioner_alias",
    "practitioner_change",
    "receipt",
    "report_made",
    "roster",
    "roster_mapping",
    "roster_row",
    "second_look",
    "seen_document",
    "sign_in",
    "watch_list",
    "watched",
)


def questions() -> Iterator[Query]:
    places = ("98101", "Seattle, WA", "Denver, CO", "57104", "Chicago, IL", "06103", "19901", "83814", "Springfield")
    for place, radius, trained in product(places, (5, 25, 100, 250), (False, True)):
        yield Query(place=place, radius=radius, verified_training=trained)
    states = ("WA", "CO", "SD", "IL", "CT", "DE", "CA", "WY", "MT")
    for state, profession in product(states, (None, *Profession)):
        yield Query(state=state, profession=profession)
    for state, profession in product(("WA", "CO"), (None, *Profession)):
        yield Query(state=state, profession=profession, page=2)
    for state, trained, active, claims in product(states, (False, True), (False, True), (False, True)):
        yield Query(state=state, verified_training=trained, license_active=active, show_claims=claims)
    names = ("a", "mari vanton", "Muñoz-O'Neil", "O'", "de la", "PT", "60012345", "%", "_", "V%ren", "É", "\x00", "ß")
    for name, state in product(names, (None, "WA", "CO")):
        yield Query(name=name, state=state)


@pytest.mark.slow
def test_every_question_has_the_same_answer(both: Both) -> None:
    asked = list(questions())
    assert len(asked) > 250
    found = 0
    with both[0].reader() as here, both[1].reader() as there:
        for number, query in enumerate(asked):
            audience = (Audience.PATIENT, Audience.COORDINATOR)[number % 2]
            day = TODAY + timedelta(days=(0, 0, 31, 91)[number % 4])
            answers = [search(session, query, today=day, audience=audience) for session in (here, there)]
            assert answers[0] == answers[1], query
            found += bool(answers[0].hits)
    assert found > 100


@pytest.mark.slow
@pytest.mark.parametrize("audience", list(Audience))
def test_profiles_are_the_same(audience: Audience, both: Both) -> None:
    with both[0].reader() as here, both[1].reader() as there:
        everybody = sorted(here.exec(select(col(Practitioner.id))))
        assert len(everybody) > 130
        for one in everybody[::2]:
            told = [profiles.profile(session, one, today=TODAY, audience=audience) for session in (here, there)]
            assert told[0] == told[1] is not None
