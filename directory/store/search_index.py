"""Keeps beside what Find searches the spots that are used, and how many people each filter leaves at each of them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection
from sqlmodel import Session

from directory.normalize.places import spot_of
from directory.store.search_columns import columns_of, packed

BATCH = 2_000
IN_SESSION = "search"  # under which a session keeps what was read of this
BEGIN = date(2000, 1, 1).toordinal()
MET = ("met", "met_so_far")  # every requirement that we could read is shown
UNJUDGED = ("cannot_tell", "silent")
YEARS = (1990, 2000, 2010, 2015, 2020)
VERIFIED_FROM = 3
Day = int | sa.BindParameter[int]  # as `number_of` gives it
# Named here and not by their classes: a migration fills them, whatever later versions of the classes hold.
ENTRY = sa.table(
    "search_entry",
    *map(sa.column, (
        "id", "practitioner_id", "profession", "state", "spot", "level", "last_folded", "first_folded",
        "license_active", "license_known",
        "license_good_until", "licensed_since", "training_grade", "training_claimed", "excluded", "verified_until",
        "verdict", "verdict_good_until",
    )),
    sa.column("several", sa.Boolean()),  # written as the condition of its index
)  # fmt: skip
SPOT = sa.table("search_spot", *map(sa.column, ("key", "lat", "lon", "cell", "state", "city", "county")))
STATEMENT = sa.table("statement", *map(sa.column, ("practitioner_id", "kind", "code")))
STATE = sa.table("search_state", sa.column("id"), sa.column("token"), sa.column("columns", sa.LargeBinary()))
PUBLICATION = sa.table("publication", sa.column("id"), sa.column("as_of", sa.Date()))
SINCE = {f"since_{year}": year for year in YEARS}
OF_LICENSE = ("active", "license_known", "since_known", *SINCE)  # facts that end with what the board said
# Facts of one entry, in the order in which `facts` gives them; those of a person are the greatest of its entries'.
FACTS = (
    "placed", "active", "license_known", "verified", "claiming", "listed", "met", "judged", "since_known", *SINCE,
)  # fmt: skip
# What is counted: those facts, but that a claim counts only beside no verification, and an old listing beside neither.
COUNTED = (
    "people", "placed", "active", "license_known", "verified", "claimed", "outdated", "met", "judged", "since_known",
    *SINCE,
)  # fmt: skip
TALLY = sa.table("search_tally", *map(sa.column, ("place", "profession", "as_of", "good_until", *COUNTED)))
SAID = sa.table("search_said_tally", *map(sa.column, ("place", "profession", "kind", "code", "people")))


def number_of(day: date) -> int:
    """A day as it is stored here (`tables.Day`)."""
    return day.toordinal() - BEGIN


def refresh_search(session: Session, *, as_of: date) -> None:
    """Follows the search entries and statements that are published: to be called after they were written, in their
    transaction. Numbers are counted as of that day.
    """
    _refresh(session.connection(), as_of)
    session.info.pop(IN_SESSION, None)


def fill_search(connection: Connection) -> None:
    """The same for what is published already, as of the day it was judged for."""
    as_of = connection.execute(sa.select(PUBLICATION.c.as_of).order_by(PUBLICATION.c.id.desc()).limit(1)).scalar()
    if as_of is not None:
        _refresh(connection, as_of)


def _refresh(connection: Connection, as_of: date) -> None:
    _refresh_spots(connection)
    connection.execute(sa.delete(TALLY))
    connection.execute(sa.delete(SAID))
    for rows in tallies(number_of(as_of)):
        connection.execute(sa.insert(TALLY).from_select(["place", "profession", "as_of", "good_until", *COUNTED], rows))
    connection.execute(sa.insert(SAID).from_select(["place", "profession", "kind", "code", "people"], said_tallies()))
    connection.execute(sa.delete(STATE))
    body = packed(columns_of(connection, *_columns()))
    connection.execute(sa.insert(STATE), [{"id": 1, "token": hashlib.sha256(body).hexdigest()[:32], "columns": body}])


def _refresh_spots(connection: Connection) -> None:
    used = set(connection.execute(sa.select(ENTRY.c.spot).distinct().where(ENTRY.c.spot.is_not(None))).scalars())
    known = set(connection.execute(sa.select(SPOT.c.key)).scalars())
    for part in _batches(sorted(known - used)):
        connection.execute(sa.delete(SPOT).where(SPOT.c.key.in_(part)))
    for part in _batches(sorted(used - known)):
        spots = map(spot_of, part)
        names = [column.name for column in SPOT.columns]
        connection.execute(sa.insert(SPOT), [{name: getattr(spot, name) for name in names} for spot in spots])


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


# --- counting ---------------------------------------------------------------------------------------------------


def license_lasts(day: Day, entry: Any = ENTRY) -> ColumnElement[bool]:
    """Whether what the board said of the license may still be told on that day; that it is not active always may."""
    return sa.or_(entry.c.license_good_until.is_(None), entry.c.license_good_until >= day)


def conditions(day: Day, entry: Any = ENTRY) -> Mapping[str, ColumnElement[bool]]:
    """Each of `FACTS` as a condition on one search entry, on that day."""
    c = entry.c
    lasting = license_lasts(day, entry)
    judged = sa.or_(c.verdict_good_until.is_(None), c.verdict_good_until >= day)
    return {
        "placed": c.spot.is_not(None),
        "active": sa.and_(c.license_active, lasting),
        "license_known": sa.and_(c.license_known, lasting),
        "verified": sa.and_(c.verified_until.is_not(None), c.verified_until >= day),
        "claiming": c.training_claimed,
        "listed": sa.and_(c.training_grade >= VERIFIED_FROM, sa.not_(c.excluded)),
        "met": sa.and_(c.verdict.in_(MET), judged),
        "judged": sa.and_(c.verdict.is_not(None), c.verdict.not_in(UNJUDGED), judged),
        "since_known": sa.and_(c.licensed_since.is_not(None), lasting),
        **{name: sa.and_(c.licensed_since <= year, lasting) for name, year in SINCE.items()},
    }


def singles(
    day: Day, *keys: Any, where: Sequence[ColumnElement[bool]] = (), more: Sequence[Any] = ()
) -> sa.Select[Any]:
    """Counts of those who have one entry only: the keys, then those of `COUNTED` summed under each. ``more``: columns
    that are asked for as well, of all entries.
    """
    counts = _counts({name: _one(condition) for name, condition in conditions(day).items()})
    summed = (sa.func.sum(counts[name]).label(name) for name in COUNTED)
    return sa.select(*keys, *summed, *more).where(sa.not_(ENTRY.c.several), *where).group_by(*keys)


def several(
    day: Day, *keys: Any, where: Sequence[ColumnElement[bool]] = (), more: Sequence[Any] = ()
) -> sa.Select[Any]:
    """The same of those who have several entries, each person counted once under the same keys."""
    facts = conditions(day)
    person = (
        sa.select(*keys, *(sa.func.max(_one(facts[name])).label(name) for name in FACTS), *more)
        .where(ENTRY.c.several, *where)
        .group_by(*(key for key in keys if isinstance(key, sa.ColumnClause)), ENTRY.c.practitioner_id)
        .subquery()
    )
    counts = _counts({name: person.c[name] for name in FACTS})
    same = [person.c[key.name] for key in keys]
    least = (sa.func.min(person.c[one.name]).label(one.name) for one in more)
    summed = (sa.func.sum(counts[name]).label(name) for name in COUNTED)
    return sa.select(*same, *summed, *least).group_by(*same)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _counts(facts: Mapping[str, ColumnElement[int]]) -> Mapping[str, ColumnElement[int]]:
    """`COUNTED` of one person, each 0 or 1, from its `FACTS`."""
    unverified = 1 - facts["verified"]
    return {
        **facts,
        "people": sa.literal_column("1", sa.Integer),
        "claimed": facts["claiming"] * unverified,
        "outdated": facts["listed"] * unverified * (1 - facts["claiming"]),
    }


def tallies(day: int) -> Iterator[sa.Select[Any]]:
    """Rows of `search_tally`: of the spots, then of the states, which takes those of the spots."""
    at, of, state = ENTRY.c.spot, ENTRY.c.profession, ENTRY.c.state
    ends = _ends(day)
    yield _rows(day, singles(day, at, of, where=[at.is_not(None)], more=ends))
    at_spots = sa.select(SPOT.c.state, TALLY.c.profession, *(TALLY.c[name] for name in (*COUNTED, "good_until")))
    at_spots = at_spots.join_from(TALLY, SPOT, SPOT.c.key == TALLY.c.place)
    nowhere = _until(singles(day, state, of, where=[at.is_(None)], more=ends))
    for profession in (of, sa.literal("").label("profession")):
        each = sa.union_all(at_spots, nowhere, _until(several(day, state, profession, more=ends))).subquery().c
        own = each.profession if profession is of else sa.literal("")
        summed = (sa.func.sum(each[name]).label(name) for name in COUNTED)
        first = sa.func.min(each.good_until)
        whole = sa.select(each.state, own, sa.literal(day, sa.Integer), first, *summed)
        yield whole.group_by(each.state, *([each.profession] if profession is of else []))


def _ends(day: int) -> Sequence[Any]:
    """The last days on which something holds that was counted."""
    facts, c, never = conditions(day), ENTRY.c, number_of(date.max)
    ends = {
        "license_end": (sa.or_(facts["active"], facts["license_known"], facts["since_known"]), c.license_good_until),
        "training_end": (facts["verified"], c.verified_until),
        "verdict_end": (sa.or_(facts["met"], facts["judged"]), c.verdict_good_until),
    }
    return [
        sa.func.coalesce(sa.func.min(sa.case((fact, end))), never).label(name) for name, (fact, end) in ends.items()
    ]


def _until(counted: sa.Select[Any]) -> sa.Select[Any]:
    """(place, profession, counts, good_until): the first of the ends."""
    c = counted.subquery().c
    place, profession = list(c)[:2]
    one, two, three = c.license_end, c.training_end, c.verdict_end
    first = sa.case((sa.and_(one <= two, one <= three), one), (two <= three, two), else_=three)
    return sa.select(place, profession, *(c[name] for name in COUNTED), first.label("good_until"))


def _rows(day: int, counted: sa.Select[Any]) -> sa.Select[Any]:
    """Rows of `search_tally`."""
    c = _until(counted).subquery().c
    place, profession = list(c)[:2]
    return sa.select(place, profession, sa.literal(day, sa.Integer), c.good_until, *(c[name] for name in COUNTED))


def said_tallies() -> sa.CompoundSelect[Any]:
    """Rows of `search_said_tally`, of each code and of each kind at all (code ''). Of whom nothing is said nothing is
    read.
    """
    c, none = ENTRY.c, sa.literal("")
    said = sa.select(STATEMENT.c.practitioner_id, STATEMENT.c.kind, STATEMENT.c.code).distinct().subquery("said").c
    columns = (c.practitioner_id, c.profession, c.state, c.spot, c.several, said.kind, said.code)
    told = sa.select(*columns).where(c.practitioner_id == said.practitioner_id).cte("told").c
    placed = [sa.not_(told.several), told.spot.is_not(None)]
    at: Sequence[tuple[Any, Any, list[Any]]] = (
        (told.spot, told.profession, placed), (told.state, told.profession, []), (told.state, none, []),
    )  # fmt: skip
    return sa.union_all(
        *(
            sa.select(place, profession, told.kind, code, sa.func.count(told.practitioner_id.distinct()))
            .where(*where)
            .group_by(*(one for one in (place, profession, told.kind, code) if one is not none))
            for place, profession, where in at
            for code in (told.code, none)
        )
    )


# --- what is packed ---------------------------------------------------------------------------------------------

NEVER, ALWAYS = number_of(date.min), number_of(date.max)  # days until which a fact holds
# Facts of an entry in the columns of those who have several, each as the last day on which it holds.
LASTING = ("active", "license_known", "verified", "claiming", "listed", "met", "judged", "since_known", *SINCE)


def _columns() -> Sequence[sa.Select[Any]]:
    """The queries of `search_columns.columns_of`."""
    c, t, s = ENTRY.c, TALLY.c, SPOT.c
    placed = c.spot.is_not(None)
    ends = {
        **dict.fromkeys(OF_LICENSE, c.license_good_until),
        "verified": c.verified_until,
        "met": c.verdict_good_until,
        "judged": c.verdict_good_until,
    }
    holding = conditions(NEVER)
    lasting = (
        sa.case((holding[name], sa.func.coalesce(ends.get(name, ALWAYS), ALWAYS)), else_=NEVER) for name in LASTING
    )
    spots = sa.select(s.key, s.lat, s.lon, s.cell, s.state, s.county).order_by(s.cell, s.key)
    counted = sa.select(t.place, t.profession, t.as_of, t.good_until, *(t[name] for name in COUNTED))
    several = sa.select(c.spot, c.profession, c.practitioner_id, *lasting).where(c.several, placed)
    named = (c.id, c.practitioner_id, c.verified_until, c.last_folded, c.first_folded)
    verified = sa.select(c.spot, c.profession, *named).where(c.level == 2, placed)
    return spots, counted.join_from(TALLY, SPOT, s.key == t.place), several, verified
