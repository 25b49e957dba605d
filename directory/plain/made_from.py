"""What every page is made from, asked for in one statement: the publication, the newest readings, disputes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from directory.store.tables import Dispute, Meta, Publication, Run

LATEST_RUNS = 50  # whatever ended last is among those that began last


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """``seen``: changes when a page might; ``sample``: everybody is invented."""

    seen: tuple[Any, ...]
    sample: bool


def made_from(session: Session) -> MadeFrom | None:
    """The state of the store that this session reads; None while nothing is published."""
    row = session.execute(STATE).one()
    if row.publication is None:
        return None
    return MadeFrom(seen=tuple(row), sample=row.sample is not None)


def _state() -> Select[Any]:
    """Core alone, made once: a page that was made before costs this statement and little else."""
    publication, run, meta, dispute = (
        table.__table__  # type: ignore[union-attr]
        for table in (Publication, Run, Meta, Dispute)
    )
    latest = select(run.c.id, run.c.finished).order_by(run.c.id.desc()).limit(LATEST_RUNS).subquery()
    newest = select(publication.c.id, publication.c.published_at).order_by(publication.c.id.desc()).limit(1).subquery()
    parts = {
        "publication": select(newest.c.id),
        "run": select(func.max(latest.c.id)),
        "sample": select(meta.c.value).where(meta.c.name == "sample_data"),
        "disputes": select(func.max(dispute.c.id)),
        "decided": select(func.count(dispute.c.decided_at)),
        "withdrawn": select(func.count(dispute.c.withdrawn_at)),
        "published_at": select(newest.c.published_at),
        "read_at": select(func.max(latest.c.finished)),
        "filed_at": select(func.max(dispute.c.filed_at)),
        "decided_at": select(func.max(dispute.c.decided_at)),
        "withdrawn_at": select(func.max(dispute.c.withdrawn_at)),
    }
    return select(*(part.scalar_subquery().label(name) for name, part in parts.items()))


STATE = _state()
