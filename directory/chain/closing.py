"""Closes the days that are over: their leaves are written beside the chain, and a line is added to it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from directory.chain.days import days_of, items_of, runs_of
from directory.chain.digests import Told, versions_of_runs
from directory.chain.files import ChainError, ChainFiles
from directory.chain.lines import Line
from directory.chain.merkle import root
from directory.chain.rule_files import note_rules, noted_rules
from directory.store.opening import reading
from directory.store.tables import Meta

LATE = timedelta(hours=1)  # what was begun before midnight is written by then
LAST_LINE = "chain_line"  # in the database: the last line that was added, so that a missing end of the file is found


def after_publishing(engine: Engine, files: ChainFiles, *, now: datetime, told: Told) -> list[Line]:
    """Notes the rules that were used, and closes the days that are over. To be called by the one writer.

    Raises ChainError where the chain cannot be gone on with; what was published stands all the same.
    """
    note_rules(engine)
    return close_days(engine, files, now=now, told=told)


def close_days(engine: Engine, files: ChainFiles, *, now: datetime, told: Told) -> list[Line]:
    """Adds a line for each day that is over since the last one and on which anything happened; returns the lines.

    A day is over an hour after its midnight (UTC). To be called by the one writer. Raises ChainError where the chain
    is not whole, so that nothing rests on what was tampered with.
    """
    files.begin()
    chain = files.read()
    assert chain is not None
    if chain.faults:
        raise ChainError(f"{files.file}: line {chain.faults[0].number} {chain.faults[0].told}")
    added = []
    with Session(reading(engine)) as session:
        _not_cut(session, files, {line.line for line in chain.lines})
        last = chain.lines[-1].day if chain.lines else None
        days = days_of(session, last, open_since(now))
        versions = versions_of_runs(session, runs_of(session, days[0], days[-1]), told) if days else {}
        noted = noted_rules(session)
        for done, day in enumerate(days, start=1):
            items = items_of(session, day, versions, noted)
            files.write_day(day, items)
            line = Line.of(day, len(items), root([item.leaf for item in items]).hex(), chain.last)
            files.add(chain, line)
            chain = files.read()
            assert chain is not None
            added.append(line)
            told("days", done, len(days))
    if added:
        with Session(engine) as session:
            session.merge(Meta(name=LAST_LINE, value=f"{added[-1].day} {added[-1].line}"))
            session.commit()
    return added


def open_since(now: datetime) -> date:
    """The first day that is not over yet."""
    return (now.astimezone(UTC) - LATE).date()


def last_line(session: Session) -> tuple[str, str] | None:
    """(day, hash) of the line that the database remembers as the last one added."""
    row = session.get(Meta, LAST_LINE)
    if row is None:
        return None
    day, _, line = row.value.partition(" ")
    return day, line


def _not_cut(session: Session, files: ChainFiles, lines: set[str]) -> None:
    known = last_line(session)
    if known is not None and known[1] not in lines:
        raise ChainError(f"{files.file} has lost the line of {known[0]}: put the file back from a copy")
