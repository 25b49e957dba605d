"""What was told, read again: by list, kind and weight; and as it may be read outside the desk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from directory.monitoring.kinds import WEIGHTS, Kind, Weight
from directory.monitoring.members import current_of, people_of
from directory.store.watching_tables import MonitorRun, Notice

DISCREET = "A check needs a look. It is no finding: only the desk tells more."


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice, with the run that told it. ``practitioner_id``: whom it is about by now; None for nobody published."""

    notice: Notice
    told_at: datetime
    practitioner_id: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which notices; None leaves a question open."""

    list_id: int | None = None
    run: int | None = None
    kind: str | None = None
    weight: str | None = None


def notices(session: Session, asked: Asked = Asked(), *, limit: int | None = None, offset: int = 0) -> list[Shown]:
    """The newest first; of one run in the order in which it told them."""
    query = (
        sa.select(Notice, col(MonitorRun.ended), current_of(col(Notice.practitioner_id)))
        .join(MonitorRun, col(MonitorRun.id) == Notice.run_id)
        .where(*_asked(asked))
        .order_by(col(Notice.run_id).desc(), col(Notice.id))
    )
    return [Shown(*row) for row in session.execute(query.limit(limit).offset(offset))]


def how_many(session: Session, asked: Asked = Asked()) -> int:
    query = sa.select(sa.func.count()).select_from(Notice).where(*_asked(asked))
    return int(session.execute(query).scalar_one())


def _asked(asked: Asked) -> Iterator[sa.ColumnElement[bool]]:
    for column, value in ((Notice.run_id, asked.run), (Notice.kind, asked.kind), (Notice.weight, asked.weight)):
        if value is not None:
            yield col(column) == value
    if asked.list_id is not None:
        about = sa.func.coalesce(current_of(Notice.practitioner_id), Notice.practitioner_id)
        yield about.in_(people_of(asked.list_id))


def is_discreet(notice: Notice) -> bool:
    """Whether it is about an entry that may be somebody else's: outside the desk nobody reads whom it names."""
    return notice.kind == Kind.REVIEW


def by_weight(found: Sequence[Shown]) -> Iterator[tuple[str, list[Shown]]]:
    """(heading, notices) in the order of their weight; those that are for the desk alone are left out."""
    for weight in Weight:
        some = [one for one in found if one.notice.weight == weight and not is_discreet(one.notice)]
        if some:
            yield WEIGHTS[weight], some
