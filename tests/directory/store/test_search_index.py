"""What Find searches: what a store of the last schema becomes, and numbers that are those of the entries."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from directory.search import Query, search
from directory.store.database import upgrade
from directory.store.tables import SearchEntry, SearchSaidTally, SearchSpot, SearchTally
from tests.directory.store.older import as_0010

KINDS = (SearchEntry, SearchSpot, SearchTally, SearchSaidTally)


def rows_of(connection: sa.Connection) -> dict[str, list[Any]]:
    tables = [kind.__table__ for kind in KINDS]
    return {t.name: [tuple(row) for row in connection.execute(sa.select(t).order_by(*t.primary_key))] for t in tables}


def test_an_upgraded_store_answers_at_once(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        engine = store.place.engine
        with store.session() as session:
            before = search(session, Query(state="WA"), today=store.day)
        with engine.begin() as connection:
            rows = rows_of(connection)
            as_0010(connection)
        upgrade(engine)
        with engine.begin() as connection:
            assert rows_of(connection) == rows
            assert connection.execute(sa.text("SELECT count(*) FROM search_name_word")).scalar_one() > 100
        with store.session() as session:
            after = search(session, Query(state="WA"), today=store.day)
        no_website = [replace(hit, website=None) for hit in before.hits]  # it was not kept then
        assert replace(after, hits=[]) == replace(before, hits=[])
        assert after.hits == no_website
        assert len(rows["search_entry"]) > 100
        assert any(row[3] for row in rows["search_tally"])


def test_two_names_of_one_place_become_one_entry(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        engine = store.place.engine
        with engine.begin() as connection:
            rows = rows_of(connection)
            as_0010(connection)
            columns = sa.inspect(connection).get_columns("search_entry")
            names = ", ".join(column["name"] for column in columns if column["name"] != "id")
            more = f"INSERT INTO search_entry (id, {names}) SELECT 100000 + id, {names} FROM search_entry"
            twice = connection.execute(sa.text(f"{more} WHERE lat IS NOT NULL AND city_folded LIKE 'S%'"))
            assert twice.rowcount > 10
        upgrade(engine)
        with engine.begin() as connection:
            assert rows_of(connection) == rows
