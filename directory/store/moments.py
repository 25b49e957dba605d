"""Two clocks: the day that is asked about, and the day until which what we had been told counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, or_
from sqlmodel import Session, col, select

from directory.store.runs import READABLE
from directory.store.tables import Publication, PublishedVersion, Run, SourceRecord


class MomentError(ValueError):
    """A day that cannot be shown; the message says why, and which days can."""


@dataclass(frozen=True, slots=True)
class Moment:
    """``true_on``: the day that the sources are asked about; ``known_on``: what we had read by its end (UTC) counts."""

    true_on: date
    known_on: date

    @classmethod
    def of(cls, true_on: date | None, known_on: date | None, *, today: date) -> "Moment | None":
        """What was asked for: without ``true_on`` the day of ``known_on``, without ``known_on`` all that we know today,
        None without both. Raises MomentError for a day that is still to come.
        """
        for day in (true_on, known_on):
            if day is not None and day > today:
                raise MomentError(f"{day} is still to come: ask for {today} or an earlier day")
        if true_on is None and known_on is None:
            return None
        return cls(true_on or known_on or today, known_on or today)


def publication_at(session: Session, known_on: date) -> Publication:
    """The last publishing on or before that day: what readers were shown at its end.

    Raises MomentError for days before the first publishing of which we kept what was shown.
    """
    first = session.exec(
        select(Publication).where(col(Publication.id).in_(select(func.min(PublishedVersion.publication_id))))
    ).first()
    if first is None:
        raise MomentError("no earlier day can be shown: nothing was published yet by this version of the program")
    by_then = select(Publication).where(
        col(Publication.published_at) < end_of(known_on), col(Publication.id) >= first.id
    )
    found = session.exec(by_then.order_by(col(Publication.id).desc()).limit(1)).first()
    if found is None:
        since = first.published_at.astimezone(UTC).date()
        raise MomentError(f"our memory of what was published begins on {since}: no earlier day can be shown")
    return found


def end_of(day: date) -> datetime:
    """The first moment, in UTC, that is no longer that day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What had been read and was readable at ``known_at``, of readings that tell of ``true_on`` or an earlier day.

    A reading tells of the source's own date where that is older than the reading (`LastRead.true_of`). Of each scope of
    a source the newest such run counts: it saw the source as it was told last.
    """

    true_on: date
    known_at: datetime

    def runs(self) -> ColumnElement[bool]:
        """Of rows of `Run`: readable then, and of that day."""
        told_of = or_(col(Run.finished) < end_of(self.true_on), col(Run.source_as_of) <= self.true_on)
        return and_(
            col(Run.outcome).in_(READABLE),
            func.coalesce(col(Run.accepted_at), col(Run.finished)) <= self.known_at,
            told_of,
        )

    def attempts(self) -> ColumnElement[bool]:
        """Of rows of `Run`: ended by then, well or not."""
        return and_(col(Run.finished) <= self.known_at, col(Run.finished) < end_of(self.true_on))

    def records(self) -> ColumnElement[bool]:
        """Of rows of `SourceRecord`: the versions that such a newest run saw."""
        last = self._last()
        here = and_(last.c.source == SourceRecord.source, last.c.scope == SourceRecord.scope)
        ended = col(SourceRecord.ended_run)
        return and_(here, col(SourceRecord.first_run) <= last.c.run, or_(ended.is_(None), ended > last.c.run))

    def ended_records(self) -> ColumnElement[bool]:
        """Of rows of `SourceRecord`: the versions that such a run or an earlier one saw the end of."""
        last = self._last()
        here = and_(last.c.source == SourceRecord.source, last.c.scope == SourceRecord.scope)
        return and_(here, col(SourceRecord.ended_run) <= last.c.run)

    def _last(self) -> Subquery:
        newest = func.max(Run.id).label("run")
        return (
            select(Run.source, Run.scope, newest)
            .where(self.runs())
            .group_by(col(Run.source), col(Run.scope))
            .subquery()
        )
