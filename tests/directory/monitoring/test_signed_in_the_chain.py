"""Whatever anybody does to watch lists, feeds and proof sheets names them in a leaf of the evidence chain."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.chain.days import days_of, items_of
from directory.chain.item import canonical
from directory.monitoring.lists import WatchError, add_people, end_list, list_of_token, new_feed, remove_people
from directory.monitoring.lists import revoke_feed as revoked
from directory.monitoring.running import monitor, sign
from directory.store.database import newest_revision, upgrade
from directory.store.watching_tables import Watched, WatchList
from tests.directory.monitoring.test_told_elsewhere import _AnyVersions
from tests.directory.monitoring.world import BEGAN, LIST, Town, at

DAY = BEGAN + timedelta(days=1)
ACTS: list[tuple[Callable[[Engine, str, datetime], object], str, Mapping[str, str]]] = [
    (lambda engine, who, now: add_people(engine, "Second", [who], by="Ada", now=now),
     "watch-list", {"made_by": "Ada"}),
    (lambda engine, who, now: add_people(engine, LIST, [who], by="Ada", now=now), "watched", {"added_by": "Ada"}),
    (lambda engine, who, now: remove_people(engine, LIST, [who], by="Ada", why="left", now=now),
     "watched-removed", {"removed_by": "Ada"}),
    (lambda engine, _who, now: end_list(engine, LIST, by="Ada", now=now), "watch-list-ended", {"ended_by": "Ada"}),
    (lambda engine, _who, now: new_feed(engine, LIST, by="Ada", now=now),
     "act", {"by": "Ada", "what": "feed_made", "subject": "watch list 1"}),
    (lambda engine, _who, now: revoked(engine, LIST, by="Ada", now=now),
     "act", {"by": "Ada", "what": "feed_revoked", "subject": "watch list 1"}),
    (lambda engine, _who, now: monitor(engine, today=now.date(), clock=lambda: now, by="Ada"),
     "act", {"by": "Ada", "what": "monitored", "subject": "run 2"}),
    (lambda engine, _who, now: sign(engine, 1, by="Ada", note="", now=now),
     "monitoring-signed", {"signed_by": "Ada"}),
]  # fmt: skip


@pytest.mark.parametrize(("act", "kind", "told"), ACTS)
def test_every_write_names_its_user_in_a_leaf(
    act: Callable[[Engine, str, datetime], object], kind: str, told: Mapping[str, str], town: Town
) -> None:
    who = town.id_of("Carl")
    if kind == "watched-removed":
        town.watch(BEGAN, "Carl")
    town.monitor(BEGAN)
    act(town.place.engine, who, at(DAY))
    leaves = [leaf for leaf in _leaves(town, at(DAY)) if leaf["kind"] == kind]
    assert told.items() <= leaves[-1].items()
    assert who not in json.dumps(leaves)  # who is watched is for nobody


def test_who_was_put_on_a_list_cannot_be_exchanged_unseen(town: Town) -> None:
    before = _leaves(town, at(BEGAN))
    assert [leaf["kind"] for leaf in before].count("watched") == 2
    with town.place.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE watched SET practitioner_id = 'x' WHERE id = 1")
    after = _leaves(town, at(BEGAN))
    assert [one for one in before if one not in after] == [
        next(one for one in before if (one["kind"], one["id"]) == ("watched", 1))
    ]


def test_what_is_sealed_cannot_be_found_by_trying(town: Town) -> None:
    engine, who = town.place.engine, town.id_of("Anna")
    add_people(engine, "Secret list", [who], by="Ada", now=at(BEGAN))
    remove_people(engine, LIST, [who], by="Ada", why="secret reason", now=at(BEGAN))
    leaves = _leaves(town, at(BEGAN))
    told = json.dumps(leaves)
    with Session(engine) as session:
        lists, rows = session.exec(select(WatchList)).all(), session.exec(select(Watched)).all()
    salts = [one.salt for one in (*lists, *rows)]
    assert len(set(salts)) == len(salts) == 5
    assert all(len(salt) == 32 for salt in salts)
    for secret in (who, "ecret", LIST, *salts):
        assert secret not in told
    guesses = [
        {"practitioner_id": row.practitioner_id, "publication_id": row.publication_id} for row in rows
    ] + [{"name": one.name} for one in lists] + [{"removed_why": "secret reason"}]  # fmt: skip
    for guess in guesses:
        assert hashlib.sha256(canonical(guess).encode()).hexdigest() not in told
    assert {one["kind"] for one in leaves if "sha256" in one} >= {"watch-list", "watched", "watched-removed"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [("watch_list SET name = 'x'", "watch-list"), ("watched SET removed_why = 'x'", "watched-removed"),
     ("watched SET salt = 'x'", "watched")],
)  # fmt: skip
def test_what_is_sealed_cannot_be_exchanged_unseen(change: str, kind: str, town: Town) -> None:
    remove_people(town.place.engine, LIST, [town.id_of("Anna")], by="Ada", why="left", now=at(BEGAN))
    before = _leaves(town, at(BEGAN))
    with town.place.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {change} WHERE id = 1")
    after = _leaves(town, at(BEGAN))
    assert kind in {one["kind"] for one in before if one not in after}


def test_rows_of_an_older_program_get_salts_of_their_own(town: Town) -> None:
    engine = town.place.engine
    upgrade(engine)
    with engine.begin() as connection:
        for table in ("watch_list", "watched"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN salt")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0018'")
    assert upgrade(engine) == ("0018", newest_revision())
    with Session(engine) as session:
        salts = [one.salt for kind in (WatchList, Watched) for one in session.exec(select(kind)).all()]
    assert len(set(salts)) == len(salts) == 3
    assert all(len(salt) == 32 for salt in salts)


def test_a_feed_is_made_by_somebody_and_its_secret_is_in_no_leaf(town: Town) -> None:
    engine = town.place.engine
    with pytest.raises(WatchError, match="say who"):
        new_feed(engine, LIST, by=" ", now=at(DAY))
    with pytest.raises(WatchError, match="say who"):
        revoked(engine, LIST, by="", now=at(DAY))
    token = new_feed(engine, LIST, by="Ada", now=at(DAY))
    with Session(engine) as session:
        of = list_of_token(session, token)
        assert of is not None
        secrets = {token, of.feed_token_sha256 or token}
        assert days_of(session, None, DAY + timedelta(days=1))[-1] == DAY
    told = json.dumps([_leaves(town, at(day)) for day in (BEGAN, DAY)])
    assert not any(secret in told for secret in secrets)


def _leaves(town: Town, day: datetime) -> list[dict[str, Any]]:
    with Session(town.place.engine) as session:
        return [json.loads(item.json) for item in items_of(session, day.date(), _AnyVersions(), {})]
