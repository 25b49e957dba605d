"""Copies what had been read, decided and filed by a publishing into another database, as it stood then."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select
from sqlmodel import SQLModel

from directory.store import linked
from directory.store.copying import plain_table, rows_of, write_rows
from directory.store.findings_tables import FindingDecision, SecondLook
from directory.store.runs import READABLE
from directory.store.tables import (
    Dispute,
    EvidenceBody,
    Fetch,
    LinkDecision,
    Meta,
    PendingEnd,
    Publication,
    Receipt,
    Run,
    SeenDocument,
    Source,
    SourceRecord,
)
from directory.vocabulary import DisputeDecision, RunOutcome, Wish

Row = dict[str, Any]
WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdrawn_why")
UNDONE = ("undone_at", "undone_by", "undone_why")
DECIDED = ("decided_at", "decided_by", "decided_why", "decision")
ACCEPTED = ("accepted_at", "accepted_by", "accepted_why")


def copy_until(source: Connection, target: Connection, publication: Publication) -> None:
    """Into the empty tables of ``target``, under the same numbers: what came later is not there, what ended, was
    withdrawn, undone or accepted later is not yet. The caller commits.

    Facts of sources (title, promise) and facts about the database are those of today: they have no history. Pages of
    crawls and measurements are left out.
    """
    _Copy(source, target, publication).run()


class _Copy:
    def __init__(self, source: Connection, target: Connection, publication: Publication) -> None:
        self.source, self.target = source, target
        self.at = publication.published_at
        run, fetch = plain_table(_table(Run)), plain_table(_table(Fetch))
        self.kept = select(run.c.id).where(run.c.finished <= self.at)
        self.bodies = select(fetch.c.sha256).where(fetch.c.run_id.in_(self.kept))
        words = [outcome.value for outcome in READABLE]
        by_then = func.coalesce(run.c.accepted_at, run.c.finished) <= self.at
        self.readable = set(source.execute(select(run.c.id).where(run.c.outcome.in_(words), by_then)).scalars())
        later = select(run.c.id).where(run.c.finished <= self.at, run.c.accepted_at > self.at)
        self.accepted_later = set(source.execute(later).scalars())

    def run(self) -> None:
        papers = [plain_table(_table(kind)) for kind in (Receipt, SeenDocument)]
        shown = [select(one.c.sha256).where(one.c.recorded_at <= self.at) for one in papers]
        self._copy(Source)
        self._copy(Meta, lambda c: c.name != linked.BASIS)
        self._copy(Run, lambda c: c.finished <= self.at, self._as_it_ended)
        self._copy(EvidenceBody, lambda c: or_(*(c.sha256.in_(part) for part in (self.bodies, *shown))))
        self._copy(Fetch, lambda c: c.run_id.in_(self.kept))
        self._copy(SourceRecord, lambda c: c.first_run.in_(self.kept), self._still_open)
        self._copy(PendingEnd, lambda c: and_(c.run_id.in_(self.kept), self._record_kept(c)))
        self._pending_again()
        self._copy(Receipt, lambda c: c.recorded_at <= self.at, self._not_yet(WITHDRAWN))
        self._copy(SeenDocument, lambda c: c.recorded_at <= self.at, self._not_yet(WITHDRAWN))
        self._copy(LinkDecision, lambda c: c.decided_at <= self.at, self._not_yet(UNDONE))
        self._copy(SecondLook, lambda c: c.asked_at <= self.at, self._not_yet(("confirmed_at", "confirmed_by")))
        self._copy(FindingDecision, lambda c: c.decided_at <= self.at, self._not_yet(UNDONE))
        self._copy(Dispute, lambda c: or_(c.filed_at <= self.at, _hides(c)), self._as_disputed)

    def _copy(
        self,
        kind: type[SQLModel],
        condition: Callable[[Any], ColumnElement[bool]] | None = None,
        changed: Callable[[Row], Row] = lambda row: row,
    ) -> None:
        table = plain_table(_table(kind))
        names = [column.name for column in table.columns]
        for batch in rows_of(self.source, table, condition(table.c) if condition else None):
            rows = [changed(dict(zip(names, row, strict=True))) for row in batch]
            self._write(table, rows, names)

    def _write(self, table: Table, rows: Sequence[Row], names: Collection[str]) -> None:
        write_rows(self.target, table, [[tuple(row[name] for name in names) for row in rows]] if rows else [])

    def _as_it_ended(self, run: Row) -> Row:
        """What an operator accepted later was a breach until then."""
        later = {"outcome": RunOutcome.BREACHED.value, **dict.fromkeys(ACCEPTED)}
        return run | later if run["id"] in self.accepted_later else run

    def _still_open(self, record: Row) -> Row:
        ended = record["ended_run"]
        return record if ended is None or ended in self.readable else record | {"ended_run": None}

    def _not_yet(self, names: Sequence[str]) -> Callable[[Row], Row]:
        """The row without what was done to it later; the first of the columns says when."""
        later: Row = dict.fromkeys(names)
        return lambda row: row if row[names[0]] is None or row[names[0]] <= self.at else row | later

    def _as_disputed(self, row: Row) -> Row:
        """What is hidden by now is hidden in the copy as well, and how to reach whoever asked is in none."""
        row = row | {"contact": None}
        if row["decision"] == DisputeDecision.ACCEPTED.value and row["wish"] != Wish.CORRECT.value:
            return row
        return self._not_yet(DECIDED)(self._not_yet(WITHDRAWN)(row))

    def _record_kept(self, columns: Any) -> ColumnElement[bool]:
        record = plain_table(_table(SourceRecord))
        kept: ColumnElement[bool] = columns.record_id.in_(select(record.c.id).where(record.c.first_run.in_(self.kept)))
        return kept

    def _pending_again(self) -> None:
        """The ends that waited for a run which was accepted later."""
        record, pending = plain_table(_table(SourceRecord)), plain_table(_table(PendingEnd))
        for run in sorted(self.accepted_later):
            ended = self.source.execute(select(record.c.id).where(record.c.ended_run == run)).scalars()
            self._write(pending, [{"run_id": run, "record_id": one} for one in ended], ("run_id", "record_id"))


def _hides(columns: Any) -> ColumnElement[bool]:
    hides: ColumnElement[bool] = and_(
        columns.decision == DisputeDecision.ACCEPTED.value, columns.wish != Wish.CORRECT.value
    )
    return hides


def _table(kind: type[SQLModel]) -> Table:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    return table
