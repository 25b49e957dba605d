"""The pages of a crawl: planned, done in the transaction that stores their records, and asked again after a kill."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update
from sqlmodel import col

from directory.records import Record
from directory.store.tables import Page
from directory.store.tally import Tally, storable
from directory.vocabulary import PageState


@dataclass(frozen=True, slots=True)
class Plan:
    """A page to ask for: its address, the method of the source that reads it, and that method's arguments (JSON).

    ``takes``: statuses besides 200 that the method reads. ``mark``: what the page that leads here says of its state,
    such as the lastmod of a sitemap; another mark is the same page in another state.
    """

    url: str
    reader: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    takes: tuple[int, ...] = ()
    mark: str | None = None

    @property
    def key(self) -> str:
        """32 hex digits; the same page asked for the same purpose has the same key in every run."""
        told = json.dumps([self.url, self.reader, self.arguments], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def to_payload(self) -> list[Any]:
        told = [self.url, self.reader, dict(self.arguments), list(self.takes)]
        return told if self.mark is None else [*told, self.mark]

    @classmethod
    def from_payload(cls, payload: Sequence[Any]) -> "Plan":
        url, reader, arguments, takes, *mark = payload
        return cls(url, reader, arguments, tuple(takes), *mark)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as received; ``at`` is aware UTC."""

    url: str
    at: datetime
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Visit:
    """How one page ended, and what it brought. ``same_as``: the page of an earlier run that it is unchanged from."""

    plan: Plan
    state: PageState = PageState.DONE
    reason: str | None = None
    answer: Answer | None = None
    records: list[tuple[Record, str]] = field(default_factory=list)
    children: list[Plan] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    etag: str | None = None
    last_modified: str | None = None
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """A page of the last readable run: what to ask with, and which pages it led to.

    ``mark``: its plan's then; ``asked_on``: the day it was asked for last, which may have been in an earlier run.
    """

    id: int
    etag: str | None
    last_modified: str | None
    children: tuple[Plan, ...]
    mark: str | None = None
    asked_on: date | None = None


def plans_left(engine: Engine, run_id: int) -> list[Plan]:
    """Pages of a run that were not done when its process ended, failed ones too, in the order they were planned."""
    query = (
        select(col(Page.url), col(Page.reader), col(Page.arguments), col(Page.takes))
        .where(col(Page.run_id) == run_id, col(Page.state) != PageState.DONE)
        .order_by(col(Page.id))
    )
    with engine.connect() as connection:
        return [
            Plan(url, reader, arguments, tuple(takes)) for url, reader, arguments, takes in connection.execute(query)
        ]


def pages_known(engine: Engine, run_id: int) -> dict[str, PageState]:
    """Key -> done or planned, of every page of a run; what failed is planned again."""
    query = select(col(Page.key), col(Page.state)).where(col(Page.run_id) == run_id)
    with engine.connect() as connection:
        return {
            key: PageState.DONE if state is PageState.DONE else PageState.PLANNED
            for key, state in connection.execute(query)
        }


def tallies(engine: Engine, run_id: int) -> Iterator[Tally]:
    """What each page of a run brought that is done."""
    query = (
        select(col(Page.tally))
        .where(col(Page.run_id) == run_id, col(Page.state) == PageState.DONE)
        .order_by(col(Page.id))
    )
    with engine.connect() as connection:
        for (payload,) in connection.execute(query):
            yield Tally.from_payload(payload or {})


def remembered(engine: Engine, run_id: int | None) -> dict[str, Remembered]:
    """Key -> what is known of the pages of a run that can be asked for conditionally, or taken as they were."""
    if run_id is None:
        return {}
    tally = col(Page.tally)
    query = select(
        col(Page.key), col(Page.id), col(Page.etag), col(Page.last_modified), col(Page.children),
        tally["mark"].as_string(), tally["asked_on"].as_string(),
    ).where(col(Page.run_id) == run_id, col(Page.state) == PageState.DONE)  # fmt: skip
    with engine.connect() as connection:
        return {
            key: Remembered(
                page_id, etag, modified, tuple(map(Plan.from_payload, children)), mark,
                date.fromisoformat(asked_on) if asked_on else None,
            )
            for key, page_id, etag, modified, children, mark, asked_on in connection.execute(query)
            if (etag or modified or mark) and page_id is not None
        }  # fmt: skip


def tallies_of(connection: Connection, page_ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Page id -> its tally, as stored."""
    query = select(col(Page.id), col(Page.tally)).where(col(Page.id).in_(page_ids))
    return {page_id: tally or {} for page_id, tally in connection.execute(query) if page_id is not None}


def store_pages(
    connection: Connection, run_id: int, visits: Sequence[Visit], plans: Sequence[Plan], known: set[str]
) -> None:
    """Writes plans and visits of one batch; ``known``: keys that stand in the table already, kept up to date."""
    rows: dict[str, dict[str, Any]] = {}
    ends: list[dict[str, Any]] = []
    for plan in plans:
        if plan.key not in known:
            rows.setdefault(plan.key, _row(run_id, plan))
    for visit in visits:
        ended = {
            "state": visit.state,
            "reason": storable(visit.reason) if visit.reason else None,
            "etag": visit.etag,
            "last_modified": visit.last_modified,
            "tally": visit.tally.to_payload(),
            "children": [child.to_payload() for child in visit.children],
        }
        if visit.plan.key in known:
            ends.append({"page_key": visit.plan.key, **ended})
        else:
            rows.setdefault(visit.plan.key, _row(run_id, visit.plan)).update(ended)
    if rows:
        connection.execute(insert(Page), list(rows.values()))
        known.update(rows)
    if ends:
        changed = ("state", "reason", "etag", "last_modified", "tally", "children")
        statement = (
            update(Page.__table__)  # type: ignore[attr-defined]
            .where(col(Page.run_id) == run_id, col(Page.key) == bindparam("page_key"))
            .values({name: bindparam(name) for name in changed})
        )
        connection.execute(statement, ends)


def _row(run_id: int, plan: Plan) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "key": plan.key,
        "url": plan.url,
        "reader": plan.reader,
        "arguments": dict(plan.arguments),
        "takes": list(plan.takes),
        "state": PageState.PLANNED,
        "reason": None,
        "etag": None,
        "last_modified": None,
        "tally": None,
        "children": [],
    }


def forget_pages(connection: Connection, run_ids: Sequence[int]) -> None:
    """Deletes the pages of runs that are neither open nor the newest readable one."""
    if run_ids:
        connection.execute(delete(Page).where(col(Page.run_id).in_(run_ids)))
