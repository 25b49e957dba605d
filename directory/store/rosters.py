"""Rosters as they are kept: a run with its cleaned rows, the answers of the rows, and what columns mean.

A run is begun with all of its rows in one transaction, and each batch of answers is one: killed at any moment, a row
has its whole answer or none. A row that is answered is never answered again in the same run.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from directory.store.rosters_tables import Roster, RosterMapping, RosterRow
from directory.store.troubles import DatabaseError

BATCH = 2_000  # rows written or read at once
KEPT_RUNS = 2  # of one name: the newest, and the one that it is compared with
ROW = RosterRow.__table__  # type: ignore[attr-defined]


class AnsweredElsewhereError(DatabaseError):
    """Meanwhile a run was deleted, begun anew, or its rows were answered elsewhere; nothing of this batch was kept."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row as it came, cleaned. ``fault``: what is wrong with it as a line of its file; ``wrong``: place -> what is
    wrong with a cell.
    """

    number: int
    cells: Sequence[str]
    fault: str | None = None
    wrong: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a row. ``person``: whose results are told; ``answers``: the cells np_…, in their order."""

    number: int
    status: str
    reason: str | None
    key: str
    nth: int
    person: str | None
    changed: bool
    answers: Sequence[str]


# --- writing: the caller is the one writer, and commits ---------------------------------------------------------------


def begin(session: Session, roster: Roster, rows: Iterable[Waiting]) -> Roster:
    """Keeps a run with all of its rows, to be answered. Runs of that name that never ended make room for it."""
    stopped = select(Roster.id).where(Roster.name == roster.name, col(Roster.ended_at).is_(None))
    for ident in session.exec(stopped).all():
        assert ident is not None
        forget(session, ident)
    session.add(roster)
    session.flush()
    assert roster.id is not None
    waiting = (
        {
            "roster_id": roster.id, "number": one.number, "cells": list(one.cells), "fault": one.fault,
            "wrong": {str(place): why for place, why in one.wrong.items()} or None,
        }
        for one in rows
    )  # fmt: skip
    while batch := list(islice(waiting, BATCH)):
        session.execute(sa.insert(ROW), batch)
    return roster


def answer(session: Session, run: Roster, rows: Sequence[Answered]) -> None:
    """Keeps the answers of rows that wait. ``run``: as it was when its rows were read.

    Raises AnsweredElsewhereError where it is not so any more, or one of the rows has its answer already.
    """
    if not rows:
        return
    roster_id = _same(session, run)
    numbers = [one.number for one in rows]
    waiting = sa.select(sa.func.count()).where(
        ROW.c.roster_id == roster_id, ROW.c.number.between(min(numbers), max(numbers)), ROW.c.status.is_(None)
    )
    if session.execute(waiting).scalar_one() < len(rows):
        raise AnsweredElsewhereError("another process checks the same roster: look there, or run this again later")
    statement = (
        sa.update(ROW)
        .where(ROW.c.roster_id == roster_id, ROW.c.number == sa.bindparam("of"), ROW.c.status.is_(None))
        .values({name: sa.bindparam(f"new_{name}") for name in _ANSWER})
    )
    session.connection().execute(
        statement,
        [
            {
                "of": one.number, "new_status": one.status, "new_reason": one.reason, "new_key": one.key,
                "new_nth": one.nth, "new_practitioner_id": one.person, "new_changed": one.changed,
                "new_answers": list(one.answers), "new_publication_id": run.publication_id,
            }
            for one in rows
        ],
    )  # fmt: skip


def _same(session: Session, run: Roster) -> int:
    """The id of a run that is as it was."""
    kept = session.get(Roster, run.id) if run.id is not None else None
    if kept is None or run.id is None:
        raise AnsweredElsewhereError(
            f"roster {run.name}: this run was deleted, or another one took its place; {_STOPPED}"
        )
    if any(getattr(kept, name) != getattr(run, name) for name in ("digest", "begun_at", "publication_id", "as_of")):
        raise AnsweredElsewhereError(f"roster {run.name}: its rows are answered anew elsewhere; {_STOPPED}")
    return run.id


_STOPPED = "nothing more was answered here"
_ANSWER = ("status", "reason", "key", "nth", "practitioner_id", "changed", "answers", "publication_id")


def begin_anew(session: Session, roster_id: int, publication: int, as_of: date) -> None:
    """No row of the run is answered any more: it goes on with another published view, or on another day."""
    roster = _there(session, roster_id)
    nothing = dict.fromkeys(_ANSWER)
    session.execute(sa.update(ROW).where(ROW.c.roster_id == roster_id).values(nothing))
    roster.publication_id, roster.as_of = publication, as_of
    session.add(roster)


def end(session: Session, roster_id: int, counts: Mapping[str, Any], now: datetime) -> None:
    """All rows are answered, and the file is written where there is one. Of older runs only the counts are kept.

    Raises AnsweredElsewhereError where the run was deleted, or rows of it wait again.
    """
    roster = _there(session, roster_id)
    if waiting := how_many(session, roster_id)[None]:
        raise AnsweredElsewhereError(
            f"roster {roster.name}: {waiting:,} rows wait for their answers; it cannot end yet"
        )
    roster.counts, roster.ended_at = dict(counts), now
    session.add(roster)
    session.flush()
    older = (
        select(Roster)
        .where(Roster.name == roster.name, col(Roster.ended_at).is_not(None))
        .order_by(col(Roster.id).desc())
        .offset(KEPT_RUNS)
    )
    for one in session.exec(older).all():
        if not one.thinned:
            session.execute(sa.delete(ROW).where(ROW.c.roster_id == one.id))
            one.thinned = True
            session.add(one)


def _there(session: Session, roster_id: int) -> Roster:
    roster = session.get(Roster, roster_id)
    if roster is None:
        raise AnsweredElsewhereError("the roster was deleted meanwhile")
    return roster


def forget(session: Session, roster_id: int) -> None:
    """Deletes a run with its rows."""
    session.execute(sa.delete(ROW).where(ROW.c.roster_id == roster_id))
    session.execute(sa.delete(Roster).where(col(Roster.id) == roster_id))


def forget_all(session: Session, name: str) -> int:
    """Deletes all runs of a name with their rows; how many there were."""
    found = [ident for ident in session.exec(select(Roster.id).where(Roster.name == name)) if ident is not None]
    for ident in found:
        forget(session, ident)
    return len(found)


def remember_mapping(session: Session, mapping: RosterMapping) -> None:
    """What the columns of a header mean, until somebody says otherwise."""
    session.merge(mapping)


# --- reading ----------------------------------------------------------------------------------------------------------


def mapping_of(session: Session, signature: str) -> RosterMapping | None:
    return session.get(RosterMapping, signature)


def roster_of(session: Session, roster_id: int) -> Roster | None:
    return session.get(Roster, roster_id)


def runs(session: Session, name: str | None = None) -> Sequence[Roster]:
    """All runs, or those of a name, the newest first."""
    query = select(Roster).order_by(col(Roster.id).desc())
    return session.exec(query.where(Roster.name == name) if name is not None else query).all()


def begun(session: Session, name: str, digest: str, asked: str) -> Roster | None:
    """The run of that very work which was begun and never ended."""
    query = select(Roster).where(
        Roster.name == name, Roster.digest == digest, Roster.asked == asked, col(Roster.ended_at).is_(None)
    )
    return session.exec(query.order_by(col(Roster.id).desc())).first()


def name_of(session: Session, digest: str) -> str | None:
    """Under which name that very file was handed in last."""
    query = select(Roster.name).where(Roster.digest == digest).order_by(col(Roster.id).desc())
    return session.exec(query).first()


def last_ended(session: Session, name: str) -> Roster | None:
    """The last run of that name which came to its end."""
    query = select(Roster).where(Roster.name == name, col(Roster.ended_at).is_not(None))
    return session.exec(query.order_by(col(Roster.id).desc())).first()


def waiting(session: Session, roster_id: int, after: int, most: int) -> list[Waiting]:
    """The next rows without an answer, in their order."""
    query = (
        sa.select(ROW.c.number, ROW.c.cells, ROW.c.fault, ROW.c.wrong)
        .where(ROW.c.roster_id == roster_id, ROW.c.status.is_(None), ROW.c.number > after)
        .order_by(ROW.c.number)
        .limit(most)
    )
    return [
        Waiting(number, cells, fault, {int(place): why for place, why in (wrong or {}).items()})
        for number, cells, fault, wrong in session.execute(query)
    ]


def how_many(session: Session, roster_id: int) -> Counter[str | None]:
    """Rows by status; None for those that wait."""
    query = sa.select(ROW.c.status, sa.func.count()).where(ROW.c.roster_id == roster_id).group_by(ROW.c.status)
    return Counter({row[0]: row[1] for row in session.execute(query)})


def answered_before(session: Session, roster_id: int) -> Iterator[tuple[str, int, str | None, int, Sequence[str]]]:
    """(key, nth, person, row, answers) of the rows that have one, in their order."""
    query = (
        sa.select(ROW.c.key, ROW.c.nth, ROW.c.practitioner_id, ROW.c.number, ROW.c.answers)
        .where(ROW.c.roster_id == roster_id, ROW.c.status.is_not(None))
        .order_by(ROW.c.number)
    )
    with session.execute(query, execution_options={"yield_per": BATCH}) as found:
        yield from (tuple(row) for row in found)


def answers_of(session: Session, roster_id: int, keys: Collection[str]) -> dict[tuple[str, int], Sequence[str]]:
    """Answers of a run by key and nth."""
    found: dict[tuple[str, int], Sequence[str]] = {}
    asked = iter(sorted(keys))
    while part := list(islice(asked, BATCH)):
        query = sa.select(ROW.c.key, ROW.c.nth, ROW.c.answers).where(
            ROW.c.roster_id == roster_id, ROW.c.key.in_(part), ROW.c.answers.is_not(None)
        )
        found |= {(key, nth): answers for key, nth, answers in session.execute(query)}
    return found


def rows(
    session: Session,
    roster_id: int,
    *,
    changed: bool = False,
    status: str | None = None,
    reason: str | None = None,
    offset: int = 0,
    most: int | None = None,
) -> Iterator[RosterRow]:
    """Answered rows in their order, those that meet every condition."""
    query = sa.select(ROW).where(*_conditions(roster_id, changed, status, reason)).order_by(ROW.c.number)
    query = query.offset(offset).limit(most) if most is not None else query
    with session.execute(query, execution_options={"yield_per": BATCH}) as found:
        yield from (RosterRow(**row) for row in found.mappings())


def count(
    session: Session, roster_id: int, *, changed: bool = False, status: str | None = None, reason: str | None = None
) -> int:
    query = sa.select(sa.func.count()).select_from(ROW).where(*_conditions(roster_id, changed, status, reason))
    return int(session.execute(query).scalar_one())


def _conditions(
    roster_id: int, changed: bool, status: str | None, reason: str | None
) -> Iterator[sa.ColumnElement[bool]]:
    yield ROW.c.roster_id == roster_id
    yield ROW.c.status == status if status is not None else ROW.c.status.is_not(None)
    if reason is not None:
        yield ROW.c.reason == reason
    if changed:
        yield ROW.c.changed.is_(True)


def reasons(session: Session, roster_id: int) -> dict[str, int]:
    """Rows by the code of their reason."""
    query = (
        sa.select(ROW.c.reason, sa.func.count())
        .where(ROW.c.roster_id == roster_id, ROW.c.reason.is_not(None))
        .group_by(ROW.c.reason)
        .order_by(ROW.c.reason)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def again(session: Session, roster_id: int) -> int:
    """Rows about somebody whom an earlier row was about."""
    who = ROW.c.practitioner_id
    query = sa.select(sa.func.count(who) - sa.func.count(who.distinct())).where(ROW.c.roster_id == roster_id)
    return int(session.execute(query).scalar_one())


def missing(session: Session, roster_id: int, previous: int) -> int:
    """Rows of the previous run that this one has not."""
    there = ROW.alias()
    query = sa.select(sa.func.count()).where(
        there.c.roster_id == previous,
        ~sa.exists().where(ROW.c.roster_id == roster_id, ROW.c.key == there.c.key, ROW.c.nth == there.c.nth),
    )
    return int(session.execute(query.select_from(there)).scalar_one())


def people_of(session: Session, roster_id: int) -> list[str]:
    """Ids of the people whom the rows of a run are about, each once; those only in question are not among them."""
    query = (
        sa.select(ROW.c.practitioner_id)
        .where(ROW.c.roster_id == roster_id, ROW.c.practitioner_id.is_not(None))
        .distinct()
        .order_by(ROW.c.practitioner_id)
    )
    return [ident for (ident,) in session.execute(query)]
