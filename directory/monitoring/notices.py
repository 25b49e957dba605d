"""What was told, read again: by list, kind and weight; and as it may be read outside the desk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from directory.monitoring.kinds import WEIGHTS, Kind, Weight
from directory.monitoring.lists import watched
from directory.of_whom import current_id
from directory.store.watching_tables import MonitorRun, Notice

LOOKED_THROUGH = 20_000  # notices, the newest first
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


def notices(session: Session, asked: Asked = Asked(), *, limit: int | None = None) -> list[Shown]:
    """The newest first; of one run in the order in which it told them."""
    query = select(Notice, MonitorRun.ended).join(MonitorRun, col(MonitorRun.id) == Notice.run_id)
    for column, value in ((Notice.run_id, asked.run), (Notice.kind, asked.kind), (Notice.weight, asked.weight)):
        if value is not None:
            query = query.where(col(column) == value)
    query = query.order_by(col(Notice.run_id).desc(), col(Notice.id)).limit(LOOKED_THROUGH)
    found: list[Shown] = []
    on_it: set[str] | None = None
    if asked.list_id is not None:
        people, gone = watched(session, asked.list_id)
        on_it = {*people, *gone}
    for notice, at in session.exec(query):
        current = current_id(session, notice.practitioner_id)
        if on_it is None or (current or notice.practitioner_id) in on_it:
            found.append(Shown(notice, at, current))
            if limit is not None and len(found) == limit:
                break
    return found


def is_discreet(notice: Notice) -> bool:
    """Whether it is about an entry that may be somebody else's: outside the desk nobody reads whom it names."""
    return notice.kind == Kind.REVIEW


def by_weight(found: Sequence[Shown]) -> Iterator[tuple[str, list[Shown]]]:
    """(heading, notices) in the order of their weight; those that are for the desk alone are left out."""
    for weight in Weight:
        some = [one for one in found if one.notice.weight == weight and not is_discreet(one.notice)]
        if some:
            yield WEIGHTS[weight], some
