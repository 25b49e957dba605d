"""What was measured about linking: kept for good, and read by whoever shows it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.linking.measuring import Measured, Tally
from directory.store.tables import LinkMeasurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement. ``total`` counts everything; ``natural`` leaves out the register rows that were put there to be
    mistaken; ``by_kind`` and ``by_tag``: the most records first. ``weights`` and ``program``: what linked.
    """

    id: int
    measured_at: datetime
    as_of: date
    set_name: str
    made_of: str
    set_digest: str
    command: str
    register_rows: int
    total: Tally
    natural: Tally | None
    by_kind: Mapping[str, Tally]
    by_tag: Mapping[str, Tally]
    weights: str
    program: str

    def figures(self) -> dict[str, Any]:
        """All of it by name, with what is worked out from the counts."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        return plain | {
            "total": self.total.figures(),
            "natural": self.natural.figures() if self.natural else None,
            "by_kind": {kind: tally.figures() for kind, tally in self.by_kind.items()},
            "by_tag": {tag: tally.figures() for tag, tally in self.by_tag.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSet:
    """The set that was measured on. ``made_of``: what it consists of, in words for readers; ``command`` measures it."""

    name: str
    made_of: str
    digest: str
    command: str
    register_rows: int


def keep_measurement(
    engine: Engine, known: KnownSet, measured: Measured, *, as_of: date, now: datetime, weights: str, program: str
) -> Measurement:
    """Stores it; ``as_of`` is the day it was made for, ``now`` the moment."""
    with Session(engine) as session:
        row = LinkMeasurement(
            measured_at=now, as_of=as_of, set_name=known.name, made_of=known.made_of, set_digest=known.digest,
            command=known.command, register_rows=known.register_rows, total=asdict(measured.total),
            natural=asdict(measured.natural) if measured.natural else None,
            by_kind={kind: asdict(tally) for kind, tally in measured.by_kind.items()},
            by_tag={tag: asdict(tally) for tag, tally in measured.by_tag.items()},
            weights=weights, program=program,
        )  # fmt: skip
        session.add(row)
        session.commit()
        return _read(row)


def measurements(session: Session) -> list[Measurement]:
    """All of them, the newest first."""
    return [_read(row) for row in session.exec(select(LinkMeasurement).order_by(col(LinkMeasurement.id).desc()))]


def _read(row: LinkMeasurement) -> Measurement:
    assert row.id is not None
    return Measurement(
        id=row.id, measured_at=row.measured_at, as_of=row.as_of, set_name=row.set_name, made_of=row.made_of,
        set_digest=row.set_digest, command=row.command, register_rows=row.register_rows, total=Tally(**row.total),
        natural=Tally(**row.natural) if row.natural else None, by_kind=_tallies(row.by_kind),
        by_tag=_tallies(row.by_tag), weights=row.weights, program=row.program,
    )  # fmt: skip


def _tallies(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Tally]:
    return {name: Tally(**tally) for name, tally in counts.items()}
