"""The filters that are worth offering in a region, each with how many people it leaves by itself."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from directory import wording
from directory.search.counting import TALLY, Counts, tally
from directory.search.filters import (
    ENTRY,
    PROFESSION,
    SAYS,
    STATE,
    Shape,
    conditions_of,
    forbidding,
    shape_of,
    states_that,
    values_of,
)
from directory.search.listing import Listing
from directory.search.many import among
from directory.search.model import Facet, Option, Query
from directory.search.understanding import Asked
from directory.store.search_index import YEARS
from directory.store.tables import SearchSaidTally
from directory.texts import say
from directory.vocabulary import Permission, Profession, SaidKind

SAID = SearchSaidTally.__table__.c  # type: ignore[attr-defined]


def facets(session: Session, listing: Listing) -> list[Facet]:
    """Of everybody in the region with the profession asked for whom the list may show, all other filters aside, from
    their tally: each number is that of the list that choosing the option gives. One of which nothing is known there is
    left out. None where somebody was named, or no region was.
    """
    asked, counts = listing.allowed, listing.counts
    if counts is None:
        return []
    found = [
        _professions(session, listing.asked),
        _one(
            "verified_training", counts["verified"], counts["verified"] + counts["claimed"] + counts["outdated"], counts
        ),
        _one("license_active", counts["active"], counts["license_known"], counts),
        _since(counts),
        _permitted(session, asked, counts),
        _one("requirements_met", counts["met"], counts["judged"], counts),
        *_said(session, asked, counts["people"]),
    ]
    return [facet for facet in found if facet.known and facet.options]


def _one(name: str, number: int, known: int, counts: Counts) -> Facet:
    label = say(f"search-filter-{name.replace('_', '-')}")
    return Facet(name=name, options=(Option(code="true", label=label, count=number),), known=known, of=counts["people"])


def _since(counts: Counts) -> Facet:
    options = ((year, counts[f"since_{year}"]) for year in reversed(YEARS))
    return Facet(
        name="licensed_since",
        options=tuple(
            Option(code=str(year), label=say("search-facet-since", year=str(year)), count=number)
            for year, number in options
            if number
        ),
        known=counts["since_known"],
        of=counts["people"],
    )


def _professions(session: Session, asked: Asked) -> Facet:
    """Of everybody there, whichever profession was asked for; each but for the states that do not let it needle."""
    by_code: Counter[str] = Counter()
    everybody, spots, today = 0, asked.region.spots, asked.today
    if spots is not None and spots.held is not None:
        held, everybody = spots.held.professions(spots, _forbidden(spots.states, today))
        by_code.update(held)
    if spots is None or asked.region.left_out:
        for code, number, of in _asked(session, asked, lambda shape: _by_profession(shape, today)):
            by_code[str(code)] += int(number)
            everybody += int(of)
    options = [
        Option(code=c, label=wording.profession_name(c), count=number) for c, number in by_code.items() if number
    ]
    ranked = tuple(sorted(options, key=lambda one: (-one.count, one.code)))
    return Facet(name="profession", options=ranked, known=everybody, of=everybody)


def _forbidden(states: frozenset[str], today: date) -> Mapping[str, frozenset[str]]:
    """By code of a profession, those of the states that do not let it needle."""
    return {profession.value: states & forbidding(profession, today) for profession in Profession}


def _lawful(place: Any, code: Any, today: date) -> sa.ColumnElement[bool]:
    """Whether a state, as a column, lets a profession needle, or is not said to forbid it."""
    forbidden = {profession: forbidding(profession, today) for profession in Profession}
    each = (sa.and_(code == one.value, place.in_(sorted(states))) for one, states in forbidden.items() if states)
    return sa.not_(sa.or_(*each, sa.false()))


def _asked(session: Session, asked: Asked, statement: Callable[[Shape], Any]) -> Any:
    """Rows of a statement about the region alone, and the profession where it looks at that."""
    plain = replace(asked, query=Query(profession=asked.query.profession))
    return session.connection().execute(statement(shape_of(session, plain)), values_of(plain))


@lru_cache(maxsize=32)
def _by_profession(shape: Shape, today: date) -> Any:
    """(code, people with it, of all people), to be added up: of a state, and what hidden people take off anywhere."""
    shape = replace(shape, profession=False)
    parts: list[Any] = []
    if not shape.spots:
        of = sa.case((TALLY.profession == "", TALLY.people), else_=0)
        counted = sa.and_(TALLY.profession != "", _lawful(TALLY.place, TALLY.profession, today))
        number = sa.case((counted, TALLY.people), else_=0)
        parts.append(sa.select(TALLY.profession, number, of).where(TALLY.place == STATE))
    if shape.left_out:
        parts += _taken_off(left_out(shape), today)
    return sa.union_all(*parts)


def _taken_off(where: Sequence[sa.ColumnElement[bool]], today: date) -> list[Any]:
    """Of entries, each person counted once, as numbers below zero."""
    person = -sa.func.count(ENTRY.practitioner_id.distinct())
    code: Any = sa.cast(ENTRY.profession, sa.String)
    return [
        sa.select(code, person, sa.literal(0)).where(*where, _lawful(ENTRY.state, code, today)).group_by(code),
        sa.select(sa.literal(""), sa.literal(0), person).where(*where),
    ]


def left_out(shape: Shape) -> list[sa.ColumnElement[bool]]:
    """The entries of those who are hidden from patients, to be taken off numbers that hold them."""
    return [among(ENTRY.practitioner_id, "left_out", shape.server), *conditions_of(replace(shape, left_out=False))]


def _permitted(session: Session, asked: Asked, counts: Counts) -> Facet:
    """Of a profession only: which states let it needle is another question for each."""
    region, profession = asked.region, asked.query.profession
    label, of = say("search-filter-permitted"), counts["people"]
    if profession is None:
        return Facet(name="permitted", options=(), known=0, of=of)

    def people(*permissions: Permission) -> int:
        states = region.every_state()
        there = states_that(permissions, profession, asked.today)
        if not states - there:
            return of
        return (
            tally(session, region.without(states - there), profession, asked.today)["people"] if states & there else 0
        )

    number = people(Permission.PERMITTED)
    return Facet(
        name="permitted", options=(Option(code="true", label=label, count=number),), known=people(*Permission), of=of
    )


def _said(session: Session, asked: Asked, of: int) -> Iterator[Facet]:
    """What clinics and people say, each kind by itself."""
    by_kind: defaultdict[SaidKind, Counter[str]] = defaultdict(Counter)
    for kind, code, number in _asked(session, asked, _heard):
        by_kind[SaidKind(kind)][code] += int(number)
    for kind in SaidKind:
        codes = by_kind[kind]
        accepting = kind is SaidKind.ACCEPTING_PATIENTS
        options = [
            Option(code=code, label=_label(kind, code), count=number)
            for code, number in codes.items()
            if code and number and (not accepting or code == "yes")
        ]
        ranked = tuple(sorted(options, key=lambda one: (-one.count, one.label)))
        yield Facet(name=kind.value, options=ranked, known=codes[""], of=of)


def _label(kind: SaidKind, code: str) -> str:
    return say("search-facet-accepting") if kind is SaidKind.ACCEPTING_PATIENTS else wording.said(kind, code)


@lru_cache(maxsize=32)
def _heard(shape: Shape) -> Any:
    """(kind, code or '' for any, people), to be added up; those who are hidden are taken off by rows of their own."""
    profession = SAID.profession == (PROFESSION if shape.profession else "")
    kind = sa.cast(SAID.kind, sa.String)
    if shape.spots:
        mine = [profession] if shape.profession else []
        kept = sa.select(kind, SAID.code, sa.func.sum(SAID.people)).group_by(kind, SAID.code)
        parts = [kept.where(among(SAID.place, "spots", shape.server), *mine)]
        parts += _who_say([ENTRY.several, *conditions_of(replace(shape, left_out=False))])
    else:
        parts = [sa.select(kind, SAID.code, SAID.people).where(SAID.place == STATE, profession)]
    if shape.left_out:
        parts += _who_say(left_out(shape), sign=-1)
    return sa.union_all(*parts)


def _who_say(where: Sequence[sa.ColumnElement[bool]], sign: int = 1) -> list[sa.Select[Any]]:
    """Of entries with what is said of the people, each person counted once."""
    person, kind = sa.func.count(ENTRY.practitioner_id.distinct()) * sign, sa.cast(SAYS.kind, sa.String)
    here = [SAYS.practitioner_id == ENTRY.practitioner_id, *where]
    return [
        sa.select(kind, SAYS.code, person).where(*here).group_by(kind, SAYS.code),
        sa.select(kind, sa.literal(""), person).where(*here).group_by(kind),
    ]
