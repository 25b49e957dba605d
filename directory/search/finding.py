"""Who stands on a page of the list: verified training first, then an active license, then the nearest, then by name."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from directory.search.filters import ENTRY, KNOWN, MOST_KINDS, Shape, conditions_of, shape_of, values_of
from directory.search.understanding import Asked

FIRST_SPOTS = 24  # nearest ones that are looked at first; then twice as many, and so on
SLACK = 2  # rows read for each person wanted, where people have several
# Verified, licensed, all others: the order of the list before anything else.
_UNVERIFIED = sa.or_(ENTRY.verified_until.is_(None), sa.not_(KNOWN["verified"]))
TIERS = (
    sa.and_(ENTRY.level == 2, KNOWN["verified"]),
    sa.and_(_UNVERIFIED, KNOWN["active"]),
    sa.and_(_UNVERIFIED, sa.not_(KNOWN["active"])),
)
COLUMNS = (ENTRY.id, ENTRY.practitioner_id, ENTRY.spot, ENTRY.last_folded, ENTRY.first_folded)
ORDER = (ENTRY.last_folded, ENTRY.first_folded, ENTRY.practitioner_id, ENTRY.id)


class Found(NamedTuple):
    """A search entry in its place: ``miles`` from the place asked for, None where nothing is measured."""

    entry: int
    person: str
    miles: float | None


def found(session: Session, asked: Asked, start: int, number: int) -> list[Found]:
    """``number`` people from position ``start`` on, each once, by the entry that stands first."""
    if asked.ids is not None:
        return _named(session, asked)[start : start + number]
    listed: dict[str, Found] = {}
    measured = asked.region.measured
    for one in _measured(session, asked) if measured else _by_name(session, asked, start + number):
        listed.setdefault(one.person, one)
        if len(listed) == start + number:
            break
    return list(listed.values())[start:]


def _tiers(asked: Asked) -> Sequence[int]:
    """Those in which there may be somebody."""
    if asked.query.verified_training and not asked.query.show_claims:
        return (0,)
    return (0, 1) if asked.query.license_active else (0, 1, 2)


@lru_cache(maxsize=MOST_KINDS)
def _listing(shape: Shape, tier: int) -> sa.Select[Any]:
    return sa.select(*COLUMNS).where(*conditions_of(shape), TIERS[tier])


def _measured(session: Session, asked: Asked) -> Iterator[Found]:
    """The nearest spots first: those farther off are only asked for when somebody wants to know."""
    region = asked.region
    if region.spots is None or region.spots.held is None:
        return
    shape, tiers = shape_of(session, asked), _tiers(asked)
    if set(shape.filters) <= {"verified_training"}:  # those of the first are held in memory
        profession = asked.query.profession.value if asked.query.profession else None
        verified = (Found(*one) for one in region.spots.held.verified(region.spots, profession, asked.today))
        yield from (one for one in verified if one.person not in region.left_out)
        tiers = tiers[1:]
    values, connection, spots = values_of(asked), session.connection(), region.spots.miles_to
    for tier in tiers:
        for some in _chunks(spots):
            rows = connection.execute(_listing(shape, tier), values | {"spots": some})
            near = sorted((spots[spot], last, first, person, entry) for entry, person, spot, last, first in rows)
            yield from (Found(entry, person, miles) for miles, _, _, person, entry in near)


def _chunks(spots: Mapping[str, float]) -> Iterator[list[str]]:
    """The keys, nearest first, in ever larger parts; what is equally far stays together."""
    keys, start, size = list(spots), 0, FIRST_SPOTS
    while start < len(keys):
        end = min(start + size, len(keys))
        while end < len(keys) and spots[keys[end]] == spots[keys[end - 1]]:
            end += 1
        yield keys[start:end]
        start, size = end, size * 2


@lru_cache(maxsize=MOST_KINDS)
def _alphabetical(shape: Shape, tier: int, placed: bool) -> sa.Select[Any]:
    there = ENTRY.spot.is_not(None) if placed else ENTRY.spot.is_(None)
    most, first = sa.bindparam("most", type_=sa.Integer), sa.bindparam("first", type_=sa.Integer)
    return _listing(shape, tier).where(there).order_by(*ORDER).limit(most).offset(first)


def _by_name(session: Session, asked: Asked, enough: int) -> Iterator[Found]:
    """Where nothing is measured: of those with the same standing people with a place before those without, then by
    name.
    """
    shape, values, connection = shape_of(session, asked), values_of(asked), session.connection()
    for tier in _tiers(asked):
        for placed in (True, False):
            query, first, most = _alphabetical(shape, tier, placed), 0, enough * SLACK
            while rows := connection.execute(query, values | {"first": first, "most": most}).all():
                yield from (Found(row.id, row.practitioner_id, None) for row in rows)
                if len(rows) < most:
                    break
                first += most


def _named(session: Session, asked: Asked) -> list[Found]:
    """Those who were typed: those whose names are the most alike first, and among equals in the order of the list."""
    spots = asked.region.spots.miles_to if asked.region.spots and asked.region.measured else {}
    shape, values, ranked = shape_of(session, asked), values_of(asked), []
    for tier in _tiers(asked):
        for entry, person, spot, last, first in session.connection().execute(_listing(shape, tier), values):
            miles = spots.get(spot)
            alike = asked.alike.get(person, 0)
            ranked.append(((alike, tier, spot is None, miles or 0.0, last, first, person, entry), miles))
    found: dict[str, Found] = {}
    for (*_, person, entry), miles in sorted(ranked, key=lambda one: one[0]):
        found.setdefault(person, Found(entry, person, miles))
    return list(found.values())


@lru_cache(maxsize=MOST_KINDS)
def _at(shape: Shape) -> sa.Select[Any]:
    return sa.select(ENTRY.practitioner_id, ENTRY.spot).where(*conditions_of(shape))


def nearest(session: Session, asked: Asked, spots: Mapping[str, float], number: int) -> Sequence[float]:
    """Miles to the nearest people among other spots, as many as that."""
    shape, values, miles = shape_of(session, asked), values_of(asked), dict[str, float]()
    for some in _chunks(spots):
        for person, spot in session.connection().execute(_at(shape), values | {"spots": some}):
            miles[person] = min(spots[spot], miles.get(person, spots[spot]))
        if len(miles) >= number:
            break
    return sorted(miles.values())[:number]
