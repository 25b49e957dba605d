"""How many people there are: from the tally of the last publishing while that is true, else counted anew; exact."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from directory.search.filters import (
    DAY,
    ENTRY,
    KNOWN,
    MOST_KINDS,
    PROFESSION,
    STATE,
    Shape,
    conditions_of,
    filters_of,
    shape_of,
    values_of,
)
from directory.search.many import among
from directory.search.model import Query
from directory.search.regions import Region
from directory.search.understanding import Asked
from directory.store import search_index
from directory.store.search_index import COUNTED, YEARS, number_of, several, singles
from directory.store.tables import SearchEntry, SearchTally
from directory.vocabulary import Profession

Counts = Mapping[str, int]  # by `search_index.COUNTED`
NOBODY: Counts = dict.fromkeys(COUNTED, 0)
TALLY = SearchTally.__table__.c  # type: ignore[attr-defined]
_TRUE = sa.and_(TALLY.as_of <= DAY, TALLY.good_until >= DAY)
_PLAIN = search_index.ENTRY.c


def tally(session: Session, region: Region, profession: Profession | None, today: date) -> Counts:
    """The people of a state, or of spots, with that profession, and how many of them each filter alone leaves."""
    counts = (_of_state if region.spots is None else _of_spots)(session, region, profession, today)
    if not region.left_out:
        return counts
    hidden = _again(session, region, profession, today, hidden=True)
    return {name: number - hidden[name] for name, number in counts.items()}


def recounted(session: Session, region: Region, profession: Profession | None, today: date) -> Counts:
    """What `tally` tells, from the entries alone."""
    return _again(session, region, profession, today, hidden=False)


def _again(session: Session, region: Region, profession: Profession | None, today: date, *, hidden: bool) -> Counts:
    """``hidden``: only those who are left out."""
    where = (profession is not None, region.spots is None, region.spots is not None, hidden)
    query = _recount(session.get_bind().dialect.name, *where)
    return _sum(session.connection().execute(query, _values(region, profession, today)))


def _values(region: Region, profession: Profession | None, today: date) -> dict[str, Any]:
    return values_of(Asked(query=Query(profession=profession), region=region, today=today))


def _of_state(session: Session, region: Region, profession: Profession | None, today: date) -> Counts:
    values = {"state": region.state, "profession": profession.value if profession else "", "day": number_of(today)}
    row = session.connection().execute(_kept(), values).first()
    if row is None:
        return NOBODY
    return dict(zip(COUNTED, row[1:], strict=True)) if row[0] else recounted(session, region, profession, today)


@lru_cache(maxsize=1)
def _kept() -> sa.Select[Any]:
    here = (TALLY.place == STATE, TALLY.profession == PROFESSION)
    return sa.select(sa.case((_TRUE, 1), else_=0), *(TALLY[name] for name in COUNTED)).where(*here)


def _of_spots(session: Session, region: Region, profession: Profession | None, today: date) -> Counts:
    """From what is held in memory, but for those whose numbers are true no more."""
    spots = region.spots
    if spots is None or spots.held is None or not len(spots):
        return NOBODY
    numbers, over = spots.held.counts(spots, profession and profession.value, today)
    if not over:
        return dict(zip(COUNTED, numbers, strict=True))
    again = _at_spots_again(session.get_bind().dialect.name, profession is not None)
    values = _values(region, profession, today) | {"spots": sorted({spot for spot, _ in over})}
    rows = session.connection().execute(again, values)
    return _sum([numbers, *(more for spot, of, *more in rows if (spot, of) in over)])


@lru_cache(maxsize=4)
def _at_spots_again(server: str, of_one: bool) -> sa.Select[Any]:
    return singles(DAY, _PLAIN.spot, _PLAIN.profession, where=_where(server, of_one, False, True, False))


@lru_cache(maxsize=32)
def _recount(server: str, *where: bool) -> sa.CompoundSelect[Any]:
    conditions = _where(server, *where)
    return sa.union_all(singles(DAY, where=conditions), several(DAY, where=conditions))


def _where(server: str, of_one: bool, state: bool, spots: bool, hidden: bool) -> list[sa.ColumnElement[bool]]:
    """Conditions on an entry: with one profession, of a state, at spots, of those who are left out."""
    conditions = (
        (of_one, _PLAIN.profession == PROFESSION),
        (state, _PLAIN.state == STATE),
        (spots, among(_PLAIN.spot, "spots", server)),
        (hidden, among(_PLAIN.practitioner_id, "left_out", server)),
    )
    return [condition for asked, condition in conditions if asked]


def _sum(rows: Iterable[Iterable[int | None]]) -> Counts:
    numbers = [0] * len(COUNTED)
    for row in rows:
        numbers = [one + int(more or 0) for one, more in zip(numbers, row, strict=True)]
    return dict(zip(COUNTED, numbers, strict=True))


# --- the whole question -----------------------------------------------------------------------------------------


def counted(session: Session, asked: Asked) -> Counts | None:
    """The tally of the region and profession asked for; None where somebody was named, or no region was."""
    if asked.ids is not None or (asked.region.spots is None and asked.region.state is None):
        return None
    return tally(session, asked.region, asked.query.profession, asked.today)


def people(
    session: Session, asked: Asked, counts: Counts | None = None, *, but: Collection[str] = ()
) -> tuple[int, int]:
    """(everybody whom the question means, those of them whose place is published), apart from the filters ``but``.

    ``counts``: `counted` of the question, where that is known already.
    """
    shape = shape_of(session, asked, but)
    names = _tallied(asked, shape.filters) if not shape.ids and (shape.spots or not shape.filters) else ()
    if names and (counts := counts or counted(session, asked)) is not None:
        number = sum(counts[name] for name in names)
        return number, number if shape.spots else counts["placed"]
    everybody, somewhere = session.connection().execute(_people(shape), values_of(asked)).one()
    return everybody, somewhere


@lru_cache(maxsize=MOST_KINDS)
def _people(shape: Shape) -> Any:
    person = ENTRY.practitioner_id
    placed = sa.case((ENTRY.spot.is_not(None), person))
    both = sa.func.count(person.distinct()), sa.func.count(placed.distinct())
    return sa.select(*both).where(*conditions_of(shape))


def _tallied(asked: Asked, filters: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers of the tally that make up the answer; none where it does not tell."""
    match filters:
        case ():
            return ("people",)
        case ("verified_training",):
            return ("verified", "claimed") if asked.query.show_claims else ("verified",)
        case ("license_active",):
            return ("active",)
        case ("requirements_met",):
            return ("met",)
        case ("licensed_since",) if asked.query.licensed_since in YEARS:
            return (f"since_{asked.query.licensed_since}",)
    return ()


def placeless(session: Session, asked: Asked, state: str) -> int:
    """How many of those whom the question means are licensed in a state and publish no place there, so that no radius
    finds them.
    """
    there = replace(asked, region=Region(state=state, left_out=asked.region.left_out))
    number = _placeless(shape_of(session, there))
    return int(session.connection().execute(number, values_of(there)).scalar_one())


@lru_cache(maxsize=MOST_KINDS)
def _placeless(shape: Shape) -> sa.Select[Any]:
    other, person = SearchEntry.__table__.alias().c, ENTRY.practitioner_id  # type: ignore[attr-defined]
    elsewhere = sa.and_(other.practitioner_id == person, other.state == STATE, other.spot.is_not(None))
    nowhere = (ENTRY.spot.is_(None), sa.or_(sa.not_(ENTRY.several), ~sa.exists().where(elsewhere)))
    return sa.select(sa.func.count(person.distinct())).where(*conditions_of(shape), *nowhere)


def unverified(session: Session, asked: Asked, counts: Counts | None) -> tuple[int, int]:
    """(those who only claim training, those whom an issuer listed too long ago), all other filters kept."""
    others = tuple(name for name in filters_of(asked.query) if name != "verified_training")
    if counts is not None and not others:
        return counts["claimed"], counts["outdated"]
    shape = shape_of(session, asked, ("verified_training",))
    claimed, outdated = session.connection().execute(_unverified(shape), values_of(asked)).one()
    return int(claimed or 0), int(outdated or 0)


@lru_cache(maxsize=MOST_KINDS)
def _unverified(shape: Shape) -> sa.Select[Any]:
    training = sa.or_(ENTRY.level > 0, ENTRY.training_grade > 0)
    each = (sa.func.max(sa.case((KNOWN[name], 1), else_=0)).label(name) for name in ("verified", "claiming", "listed"))
    person = sa.select(*each).where(*conditions_of(shape), training).group_by(ENTRY.practitioner_id).subquery().c
    claimed = person.claiming * (1 - person.verified)
    outdated = person.listed * (1 - person.verified) * (1 - person.claiming)
    return sa.select(sa.func.sum(claimed), sa.func.sum(outdated))
