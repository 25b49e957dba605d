"""Who is on watch lists by now: whom the addresses lead to that people were put on them with.

The database follows the addresses, all at once: a statement holds no parameter a person, so that a list may be long.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from directory.monitoring.parts import parts
from directory.store.tables import Practitioner, PractitionerAlias
from directory.store.watching_tables import Watched, WatchList


@dataclass(slots=True)
class Scope:
    """One person who is watched: on which lists since when, under which addresses they were put on them, and what was
    shown of them when they were first put on one.
    """

    lists: dict[int, str] = field(default_factory=dict)
    added: dict[int, datetime] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    publication: int = 0
    added_at: datetime | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.lists.values()))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a list, as they are called by now; without an id where nobody is published under the address."""

    added_as: str
    added_at: datetime
    added_by: str
    id: str | None
    name: str | None
    npi: str | None


def current_of(address: Any) -> ColumnElement[str | None]:
    """Whom an address in a column leads to by now, as `of_whom.current_id` says."""
    own, former, other = aliased(Practitioner), aliased(PractitionerAlias), aliased(Practitioner)
    here = select(own.id).where(col(own.id) == address)
    led = select(other.id).join(former, col(former.practitioner_id) == other.id).where(col(former.old_id) == address)
    return func.coalesce(here.scalar_subquery(), led.scalar_subquery())


def watched(session: Session, list_id: int | None = None) -> tuple[dict[str, Scope], list[str]]:
    """Everybody who is watched now, by the address they have by now, and the addresses that lead to nobody any more.

    ``list_id``: only the people of that list; on which lists they are is told of all.
    """
    here = col(Watched.practitioner_id)
    query = (
        sa.select(
            col(WatchList.id),
            col(WatchList.name),
            here,
            col(Watched.publication_id),
            col(Watched.added_at),
            current_of(here),
        )
        .join(WatchList, col(WatchList.id) == Watched.list_id)
        .where(*_open())
        .order_by(col(Watched.id))
    )
    people: dict[str, Scope] = defaultdict(Scope)
    asked, gone = set[str](), set[str]()
    for of, name, address, publication, added_at, now in session.execute(query):
        wanted = list_id is None or of == list_id
        if now is None:
            gone |= {address} if wanted else set()
            continue
        scope = people[now]
        scope.lists[of] = name
        scope.added.setdefault(of, added_at)
        scope.addresses.add(address)
        if scope.added_at is None or added_at < scope.added_at:
            scope.publication, scope.added_at = publication, added_at
        asked |= {now} if wanted else set()
    return {one: people[one] for one in sorted(asked)}, sorted(gone)


def people_of(list_id: int) -> sa.Select[Any]:
    """The addresses by now of everybody on a list, else those they had when nobody had them any more, to select by."""
    here = col(Watched.practitioner_id)
    query = sa.select(func.coalesce(current_of(here), here)).join(WatchList, col(WatchList.id) == Watched.list_id)
    return query.where(*_open(), col(Watched.list_id) == list_id)


def members(session: Session, list_id: int, *, limit: int | None = None, offset: int = 0) -> list[Member]:
    """Who is on a list, in the order in which they were put on it."""
    here = col(Watched.practitioner_id)
    on_it = (
        sa.select(col(Watched.id), here, col(Watched.added_at), col(Watched.added_by), current_of(here).label("now"))
        .where(col(Watched.list_id) == list_id, col(Watched.removed_at).is_(None))
        .order_by(col(Watched.id))
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    query = (
        sa.select(
            on_it.c.practitioner_id, on_it.c.added_at, on_it.c.added_by, col(Practitioner.id),
            col(Practitioner.display_name), col(Practitioner.npi),
        )
        .select_from(on_it)
        .outerjoin(Practitioner, col(Practitioner.id) == on_it.c.now)
        .order_by(on_it.c.id)
    )  # fmt: skip
    return [Member(*row) for row in session.execute(query)]


def how_many_on(session: Session) -> Mapping[int, int]:
    """Number of a list -> how many are on it."""
    query = select(Watched.list_id, func.count()).where(col(Watched.removed_at).is_(None))
    return dict(session.exec(query.group_by(col(Watched.list_id))).all())


def current_ids(session: Session, addresses: Iterable[str]) -> dict[str, str]:
    """Address -> whom it leads to by now; of those that lead to nobody nothing is there."""
    found: dict[str, str] = {}
    for part in parts(_possible(addresses)):
        former = select(PractitionerAlias.old_id, Practitioner.id).join(
            Practitioner, col(Practitioner.id) == PractitionerAlias.practitioner_id
        )
        found |= dict(session.exec(former.where(col(PractitionerAlias.old_id).in_(part))).all())
        own = session.exec(select(Practitioner.id).where(col(Practitioner.id).in_(part)))
        found |= {one: one for one in own}
    return found


def former_ids(session: Session, ids: Iterable[str]) -> dict[str, list[str]]:
    """Id -> itself, and the former addresses that lead to it."""
    found = {one: [one] for one in ids}
    for part in parts(sorted(found)):
        query = select(PractitionerAlias.practitioner_id, PractitionerAlias.old_id)
        query = query.where(col(PractitionerAlias.practitioner_id).in_(part)).order_by(PractitionerAlias.old_id)
        for ident, old in session.exec(query):
            found[ident].append(old)
    return found


def _possible(addresses: Iterable[str]) -> Sequence[str]:
    """PostgreSQL takes no NUL, even to look for it."""
    return sorted({one for one in addresses if one.isascii() and one.isalnum()})


def _open() -> Collection[ColumnElement[bool]]:
    return col(Watched.removed_at).is_(None), col(WatchList.ended_at).is_(None)
