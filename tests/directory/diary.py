"""A store with a history: namesakes whose records change, breaches, corrections, decisions and papers, day by day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory.normalize.identifiers import license_digits
from directory.records import ExclusionRecord, Record
from directory.refresh import rebuild
from directory.reviewing import ReviewError, held_by, merge, split, undo
from directory.store.runs import RunWriter, accept_run, last_readable
from directory.store.tables import EvidenceBody, LinkDecision, Practitioner, Receipt, Run, SeenDocument, Source
from directory.vocabulary import HandResult, LookedUp, LookUpWay, Profession, RunOutcome, SourceKind
from tests.directory.relinking.changing import Changing, Somebody

FIRST, LAST = date(2026, 7, 1), date(2026, 7, 13)
SOURCES = {
    "nppes_bulk": SourceKind.IDENTITY,
    "nppes_api": SourceKind.IDENTITY,
    "board": SourceKind.LICENSE,
    "other_board": SourceKind.LICENSE,
    "institute": SourceKind.TRAINING,
    "clinics": SourceKind.LISTING,
    "excluded": SourceKind.EXCLUSION,
}
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
WHO = {"who": "Zoë", "note": "compared"}


@dataclass
class Diary:
    """What happens to a store from FIRST to LAST; each day after its time of day."""

    place: Workplace
    dice: random.Random
    world: Changing = field(init=False)
    listed: dict[str, ExclusionRecord] = field(default_factory=dict)
    happened: set[str] = field(default_factory=set)
    breached: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = Changing(self.dice)
        self.world.fill(10, 26)
        fillers = [ident for ident in self.world.records if ident[1].startswith("PT|F")]
        for ident in fillers[10:]:  # a small register will do
            del self.world.records[ident]

    def write(self) -> "Diary":
        with Session(self.place.engine) as session:
            for name, kind in SOURCES.items():
                session.add(
                    Source(name=name, title=f"The {name}", owner=f"Owner of {name}", kind=kind, jurisdiction="WA",
                           professions=[p.value for p in Profession], page_url=f"https://{name}.example.org/",
                           terms="t", promise_days=9, at_least=1, letters=["EXDN"] if name == "institute" else [])
                )  # fmt: skip
            session.commit()
        day = FIRST
        while day <= LAST:
            self._one_day(day)
            day += timedelta(days=1)
        return self

    def _one_day(self, day: date) -> None:
        at = self._times(day)
        for _ in range(3):
            self.world.step()
        self._exclusions(day)
        for name in SOURCES:
            if day == FIRST or self.dice.random() < 0.4:
                self._read(name, day, next(at))
        for _ in range(2):
            self.dice.choice([self._accept, self._receipt, self._paper, self._withdraw])(next(at))
        if day == FIRST or self.dice.random() < 0.75:
            rebuild(self.place.engine, as_of=day, now=next(at))
            for _ in range(2):
                self.dice.choice([self._merge, self._split, self._undo])(next(at))
        self.dice.choice([self._accept, self._receipt, self._paper, self._withdraw])(next(at))

    def _times(self, day: date) -> Iterator[datetime]:
        at = datetime.combine(day, time(6), UTC)
        while True:
            yield at
            at += timedelta(minutes=30)

    # --- sources ------------------------------------------------------------------------------------------------------

    def _exclusions(self, day: date) -> None:
        of = self.world.anybody()
        if self.listed and self.dice.random() < 0.4:
            del self.listed[self.dice.choice(sorted(self.listed))]
        entry = ExclusionRecord(
            list_name="SAM", entry=str(self.dice.randrange(9)), exclusion_type="1", name=of.name,
            npi=self.dice.choice([of.npi, of.npi, None]), excluded_on=day,
        )  # fmt: skip
        self.listed[entry.key] = entry

    def _read(self, name: str, day: date, at: datetime) -> None:
        records: list[Record] = [record for (source, _), (_, record) in self.world.records.items() if source == name]
        if name == "excluded":
            records = list(self.listed.values())
        writer = RunWriter(self.place.engine, self.place.evidence, source=name, how="load", origin="f", now=at)
        how = "" if day == FIRST else self.dice.choice(["", "", "", "", "breach", "down"])
        if how == "down":
            writer.fail(RunOutcome.UNREACHABLE, "no answer", now=at)
            self.happened.add("down")
            return
        fetch = writer.fetched(f"{name} {at}".encode(), url=f"https://{name}.example.org/list", at=at, status=200)
        for number, record in enumerate(records):
            writer.add(record, fetch, f"row {number}")
        writer.source_as_of = self.dice.choice([None, None, day, day - timedelta(days=2), day - timedelta(days=8)])
        if how == "breach":
            writer.breach("turnover", "more changed than is usual")
        report = writer.finish(now=at)
        if how == "breach":
            self.breached[name] = report.run
            self.happened.add("breach")
        else:
            self.breached.pop(name, None)
            self.happened.add("gone" if report.gone else "read")

    def _accept(self, at: datetime) -> None:
        if self.breached:
            run = self.breached.pop(self.dice.choice(sorted(self.breached)))
            with Session(self.place.engine) as session:
                found = session.get_one(Run, run)
                newest = last_readable(session, found.source)
                stale = found.kept == 0 or (newest.id if newest else None) != found.base_run
            if not stale:
                accept_run(self.place.engine, run, why="a real change", who="Zoë", now=at)
                self.happened.add("accepted")

    # --- people -------------------------------------------------------------------------------------------------------

    def _ids(self, session: Session) -> list[str]:
        npis = {one.npi for one in self.world.people}
        people = session.exec(select(Practitioner).order_by(Practitioner.id)).all()
        return [one.id for one in people if one.npi in npis or (one.last or "").split("-")[0] in ("Stone", "Fields")]

    def _merge(self, at: datetime) -> None:
        with Session(self.place.engine) as session:
            ids = self._ids(session)
        if len(ids) < 2:
            return
        one, other = self.dice.sample(ids, 2)
        try:
            merge(self.place.engine, one, other, now=at, **WHO)
            self.happened.add("merged")
        except ReviewError:
            pass

    def _split(self, at: datetime) -> None:
        with Session(self.place.engine) as session:
            several = [(one, held) for one in self._ids(session) if len(held := held_by(session, one)) > 1]
        if several:
            one, held = self.dice.choice(several)
            try:
                split(self.place.engine, one, [held[-1].record_id], now=at, **WHO)
                self.happened.add("split")
            except ReviewError:
                pass

    def _undo(self, at: datetime) -> None:
        with Session(self.place.engine) as session:
            standing = select(LinkDecision.id).where(col(LinkDecision.undone_at).is_(None))
            numbers = session.exec(standing.order_by(col(LinkDecision.id))).all()
        if numbers:
            undo(self.place.engine, self.dice.choice(numbers) or 0, who="Zoë", why="looked again", now=at)
            self.happened.add("undone")

    # --- papers -------------------------------------------------------------------------------------------------------

    def _keys(self, session: Session, of: Somebody) -> dict[str, str | None]:
        sha256 = session.exec(select(EvidenceBody.sha256).order_by(EvidenceBody.sha256)).first()
        who: dict[str, str | None] = {"npi": of.npi}
        if self.dice.random() < 0.4:
            who = {
                "license_number": of.number, "license_state": of.address.state,
                "license_digits": license_digits(of.number),
            }  # fmt: skip
        elif self.dice.random() < 0.3 and (ids := self._ids(session)):
            who = {"practitioner_id": self.dice.choice(ids)}
        return who | {"sha256": sha256, "document": "page.pdf", "document_type": "application/pdf"}

    def _receipt(self, at: datetime) -> None:
        with Session(self.place.engine) as session:
            session.add(
                Receipt(
                    **self._keys(session, self.world.anybody()), recorded_at=at, looked_on=at.date(), looked_by="Zoë",
                    answered_by="the page", way=LookUpWay.WEB, board="board", address="https://board.example.org/",
                    what=LookedUp.LICENSE, result=HandResult.ACTIVE, said="Active",
                )
            )  # fmt: skip
            session.commit()
        self.happened.add("receipt")

    def _paper(self, at: datetime) -> None:
        of = self.world.anybody()
        with Session(self.place.engine) as session:
            session.add(
                SeenDocument(
                    **self._keys(session, of), recorded_at=at, seen_on=at.date() - timedelta(days=1), seen_by="Zoë",
                    organization="Example Hospital", name=of.name.display(), issuer="Example Institute",
                    title="Needling", facts={"trainings": [{"name": "Needling", "total_hours": 54}]},
                )
            )  # fmt: skip
            session.commit()
        self.happened.add("paper")

    def _withdraw(self, at: datetime) -> None:
        kind = self.dice.choice([Receipt, SeenDocument])
        with Session(self.place.engine) as session:
            rows = session.exec(select(kind).where(col(kind.withdrawn_at).is_(None)).order_by(col(kind.id))).all()
            if rows:
                row = self.dice.choice(rows)
                row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, "Zoë", "of somebody else"
                session.add(row)
                session.commit()
                self.happened.add("withdrawn")
