"""What each filter asks of a search entry, and which of them a question sets.

Conditions hold the names of their values, and statements are made once for each kind of question: putting a statement
together takes longer than asking it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.sql.visitors import cloned_traverse
from sqlmodel import Session

from directory.normalize.states import STATE_NAMES
from directory.rules import rule_for
from directory.search.many import among
from directory.search.model import Query
from directory.search.understanding import Asked
from directory.store.search_index import conditions, number_of
from directory.store.tables import SearchEntry, Statement
from directory.vocabulary import Permission, Profession, SaidKind

ENTRY = SearchEntry.__table__.c  # type: ignore[attr-defined]
SAYS = Statement.__table__.c  # type: ignore[attr-defined]
DAY = sa.bindparam("day", type_=sa.Integer)  # as `number_of` gives it
PROFESSION, STATE = sa.bindparam("profession", type_=sa.String), sa.bindparam("state", type_=sa.String)
# Conditions on an entry that hold on that day, by name (`search_index.FACTS`).
KNOWN = dict(conditions(DAY, SearchEntry.__table__))  # type: ignore[attr-defined]
# Filters that hide people, as fields of `Query`, in the order in which they are named.
FILTERS = (
    "verified_training", "license_active", "licensed_since", "permitted", "requirements_met", "said",
)  # fmt: skip
MOST_KINDS = 512  # of questions whose statements are kept


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of question: all that its statements look like, apart from the values. ``today``: where rules decide."""

    server: str  # the kind of database
    filters: tuple[str, ...] = ()
    claims: bool = False
    profession: bool = False
    state: bool = False
    spots: bool = False
    ids: bool = False
    left_out: bool = False
    said: tuple[tuple[SaidKind, str], ...] = ()
    today: date | None = None


def filters_of(query: Query) -> tuple[str, ...]:
    """Those that the question sets."""
    return tuple(name for name in FILTERS if getattr(query, name) not in (None, False, ()))


def shape_of(session: Session, asked: Asked, but: Collection[str] = ()) -> Shape:
    """The kind of the question, apart from the filters ``but``."""
    query, region = asked.query, asked.region
    filters = tuple(name for name in filters_of(query) if name not in but)
    return Shape(
        server=session.get_bind().dialect.name,
        filters=filters,
        claims=query.show_claims,
        profession=query.profession is not None,
        state=region.state is not None,
        spots=region.spots is not None,
        ids=asked.ids is not None,
        left_out=bool(region.left_out),
        said=query.said if "said" in filters else (),
        today=asked.today if "permitted" in filters else None,
    )


def values_of(asked: Asked) -> dict[str, Any]:
    """The values of a question, by the names that conditions have for them."""
    query, region = asked.query, asked.region
    return {
        "day": number_of(asked.today),
        "profession": query.profession.value if query.profession else None,
        "state": region.state,
        "spots": region.spots.keys if region.spots else [],
        "ids": list(asked.ids or ()),
        "left_out": sorted(region.left_out),
        "year": query.licensed_since,
    }


def wanted(asked: Asked, session: Session, *, but: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """Conditions of the whole question with their values, for a statement that is asked seldom."""
    values = values_of(asked)

    def give(name: Any) -> None:
        if name.key in values:
            name.value, name.required = values[name.key], False

    kept = {"maintain_key": True}  # one statement may hold a name several times
    conditions = conditions_of(shape_of(session, asked, but))
    return [cloned_traverse(condition, kept, {"bindparam": give}) for condition in conditions]


@lru_cache(maxsize=MOST_KINDS)
def conditions_of(shape: Shape) -> tuple[ColumnElement[bool], ...]:
    """What an entry must be, for a kind of question."""
    return tuple(_conditions(shape))


def _conditions(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.state:
        yield ENTRY.state == STATE
    if shape.spots:
        yield among(ENTRY.spot, "spots", shape.server)
    if shape.left_out:
        yield sa.not_(among(ENTRY.practitioner_id, "left_out", shape.server))
    if shape.profession:
        yield ENTRY.profession == PROFESSION
    if shape.ids:
        yield among(ENTRY.practitioner_id, "ids", shape.server)
    for name in shape.filters:
        yield from _filter(name, shape)


def _filter(name: str, shape: Shape) -> Iterator[ColumnElement[bool]]:
    match name:
        case "verified_training":
            yield sa.or_(KNOWN["verified"], KNOWN["claiming"]) if shape.claims else KNOWN["verified"]
        case "license_active":
            yield KNOWN["active"]
        case "licensed_since":
            yield sa.and_(KNOWN["since_known"], ENTRY.licensed_since <= sa.bindparam("year", type_=sa.Integer))
        case "permitted":
            assert shape.today is not None
            yield permitted(shape.today)
        case "requirements_met":
            yield KNOWN["met"]
        case "said":
            for kind, code in shape.said:
                heard = sa.select(SAYS.practitioner_id).where(SAYS.kind == kind, SAYS.code == code)
                yield ENTRY.practitioner_id.in_(heard)


# --- what the states' rules say ---------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def permitted(today: date) -> ColumnElement[bool]:
    """Whether the state's rule lets the profession needle, not only on a physician's order."""
    states = {profession: states_that((Permission.PERMITTED,), profession, today) for profession in Profession}
    each = (
        sa.and_(ENTRY.profession == profession, ENTRY.state.in_(sorted(where)))
        for profession, where in states.items()
        if where
    )
    return sa.or_(*each, sa.false())


@lru_cache(maxsize=256)
def states_that(permissions: tuple[Permission, ...], profession: Profession, today: date) -> frozenset[str]:
    """The states whose rule in force on that day says one of these of the profession."""
    rules = ((state, rule_for(state, profession, today)) for state in STATE_NAMES)
    return frozenset(state for state, rule in rules if rule is not None and rule.permission in permissions)


def forbidding(profession: Profession | None, today: date) -> frozenset[str]:
    """The states that do not let the profession needle; none without a profession."""
    return states_that((Permission.PROHIBITED,), profession, today) if profession else frozenset()
