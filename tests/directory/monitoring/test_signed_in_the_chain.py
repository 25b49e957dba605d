"""Whatever anybody does to watch lists, feeds and proof sheets names them in a leaf of the evidence chain."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory.chain.days import days_of, items_of
from directory.monitoring.lists import WatchError, add_people, end_list, list_of_token, new_feed, remove_people
from directory.monitoring.lists import revoke_feed as revoked
from directory.monitoring.running import monitor, sign
from tests.directory.monitoring.test_told_elsewhere import _AnyVersions
from tests.directory.monitoring.world import BEGAN, LIST, Town, at

DAY = BEGAN + timedelta(days=1)
ACTS: list[tuple[Callable[[Engine, str, datetime], object], str, Mapping[str, str]]] = [
    (lambda engine, who, now: add_people(engine, "Second", [who], by="Ada", now=now),
     "watch-list", {"name": "Second", "made_by": "Ada"}),
    (lambda engine, who, now: add_people(engine, LIST, [who], by="Ada", now=now), "watched", {"added_by": "Ada"}),
    (lambda engine, who, now: remove_people(engine, LIST, [who], by="Ada", why="left", now=now),
     "watched-removed", {"removed_by": "Ada", "removed_why": "left"}),
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
