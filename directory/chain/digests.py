"""Digests of what would be too many leaves: the versions that a run began and ended, those that a publishing did."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from directory.store.tables import PublishedVersion, Run, SourceRecord

TOGETHER = 5_000  # rows held at once
OF_VERSION = ("kind", "key", "content_hash", "fetch_id", "locator")
encoded = msgspec.json.Encoder().encode
Told = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Tally:
    """How many rows there were, and one SHA-256 over what they say, in the order of their numbers: of each row its
    values as a JSON list without blanks, and a line end.
    """

    number: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, *values: object) -> None:
        self.number += 1
        self.digest.update(encoded(values) + b"\n")

    def told(self) -> dict[str, object]:
        return {"number": self.number, "sha256": self.digest.hexdigest()}


@dataclass(slots=True)
class Versions:
    """What one run, or one publishing, began and ended."""

    begun: Tally = field(default_factory=Tally)
    ended: Tally = field(default_factory=Tally)

    def told(self) -> dict[str, object]:
        return {"begun": self.begun.told(), "ended": self.ended.told()}


def versions_of_runs(session: Session, runs: Collection[Run], told: Told) -> dict[int, Versions]:
    """Of each of these runs, by number, in one pass over the records of their sources and in little memory.

    A version's own end is no part of what it is: that belongs to the run that ended it.
    """
    found = {run.id or 0: Versions() for run in runs}
    if not found:
        return found
    mine: ColumnElement[bool] = col(SourceRecord.source).in_({run.source for run in runs})
    if len(found) <= 100:  # more numbers than a statement takes, and then nearly all rows are meant anyway
        mine &= or_(col(SourceRecord.first_run).in_(found), col(SourceRecord.ended_run).in_(found))
    total = session.execute(select(func.count()).select_from(SourceRecord).where(mine)).scalar_one()
    columns = [getattr(SourceRecord, name) for name in ("id", "first_run", "ended_run", *OF_VERSION)]
    query = select(*columns).where(mine).order_by(col(SourceRecord.id))
    rows = session.connection().execute(query.execution_options(yield_per=TOGETHER))
    for done, (number, first, ended, *said) in enumerate(rows, start=1):
        if (begun := found.get(first)) is not None:
            begun.begun.add(number, *said)
        if ended is not None and (ending := found.get(ended)) is not None:
            ending.ended.add(number)
        if done % TOGETHER == 0 or done == total:
            told("records", done, total)
    return found


def versions_of_publication(session: Session, publication: int) -> Versions:
    """What people were shown from this publishing on, as it was packed, and what they were no longer shown."""
    found = Versions()
    table = PublishedVersion
    columns = [getattr(table, name) for name in ("id", "practitioner_id", "digest", "rows")]
    begun = select(*columns).where(col(table.publication_id) == publication).order_by(col(table.id))
    for number, person, digest, rows in session.execute(begun.execution_options(yield_per=500)):
        found.begun.add(number, person, digest, hashlib.sha256(rows).hexdigest())
    ended = select(col(table.id)).where(col(table.ended_publication) == publication).order_by(col(table.id))
    for (number,) in session.execute(ended.execution_options(yield_per=TOGETHER)):
        found.ended.add(number)
    return found
