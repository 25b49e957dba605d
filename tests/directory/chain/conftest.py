"""A small store with a chain of two closed days: read, recorded, decided and published on both."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from crawlers.runner import Workplace, load
from directory.chain import Audit, ChainFiles, after_publishing, audit, close_days
from directory.refresh import rebuild
from directory.store.accounts_tables import Act
from directory.store.chasing_tables import ChaseSent
from directory.store.evidence import EvidenceStore
from directory.store.findings_tables import FindingDecision, SecondLook
from directory.store.reports_tables import ReportMade
from directory.store.tables import Dispute, LinkDecision, Receipt, SeenDocument
from directory.store.versions import store_bodies
from directory.vocabulary import (
    ActKind,
    DisputeDecision,
    FindingAnswer,
    FindingKind,
    HandResult,
    LinkAnswer,
    LookedUp,
    LookUpWay,
    SaidBy,
    SecondOf,
    Wish,
)
from tests.conftest import Opened
from tests.databases import Databases, Once

BOARD = Path(__file__).parents[2] / "fixtures" / "wa_doh" / "response.json"
FIRST, SECOND, THIRD = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (18, 19, 20))
PAGE = b"%PDF-1.7 what the registry showed"


def quiet(_what: str, _done: int, _total: int | None) -> None:
    """Told, and tells nobody."""


@dataclass(frozen=True, slots=True)
class Chained:
    """A store of a test's own with its chain."""

    engine: Engine
    folder: Path

    @property
    def evidence(self) -> EvidenceStore:
        return EvidenceStore(self.folder / "evidence")

    @property
    def files(self) -> ChainFiles:
        return ChainFiles.at(self.folder)

    def audit(self, *, deep: bool = True, now: datetime = THIRD) -> Audit:
        return audit(self.engine, self.evidence, self.files, deep=deep, now=now, told=quiet)

    def told(self, **options: bool) -> list[str]:
        return [str(one) for one in self.audit(**options).broken]

    def change(self, statement: str) -> None:
        """As somebody would who has the database in their hands, and no program of ours."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            assert connection.execute(text(statement)).rowcount > 0
            connection.commit()
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]

    def close(self, now: datetime = THIRD) -> list[date]:
        return [line.day for line in close_days(self.engine, self.files, now=now, told=quiet)]


def two_days(place: Workplace, folder: Path) -> None:
    """What happened: on the first day all was recorded, on the second some of it withdrawn, and a license changed."""
    for at in (FIRST, SECOND):
        rows = json.loads(BOARD.read_bytes())
        if at is SECOND:
            rows[0]["status"] = "EXPIRED"
        file = folder / "wa_doh.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        assert load(
            "wa_doh", [file], Workplace(place.engine, EvidenceStore(folder / "evidence"), lambda at=at: at)
        ).healthy
        record(place.engine, EvidenceStore(folder / "evidence"), at)
        rebuild(place.engine, as_of=at.date(), now=at)
        after_publishing(place.engine, ChainFiles.at(folder), now=at, told=quiet)
    close_days(place.engine, ChainFiles.at(folder), now=THIRD, told=quiet)


def record(engine: Engine, evidence: EvidenceStore, at: datetime) -> None:
    with Session(engine) as session:
        if at is SECOND:
            asked = session.get_one(Dispute, 1)
            asked.decision, asked.decided_at = DisputeDecision.REJECTED, at
            asked.decided_by, asked.decided_why = "JR", "the board says so"
            for table in (Receipt, SeenDocument, Dispute):
                row = session.get_one(table, 1)
                row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, "JR", "another person"
            for undone in (LinkDecision, FindingDecision):
                made = session.get_one(undone, 1)
                made.undone_at, made.undone_by, made.undone_why = at, "JR", "a slip"
            second = session.get_one(SecondLook, 1)
            second.confirmed_at, second.confirmed_by = at, "KL"
            session.commit()
            return
        stored = [evidence.put(PAGE), evidence.put(b"certificate")]
        store_bodies(session.connection(), stored)
        session.add(
            Receipt(
                recorded_at=at, looked_on=at.date(), looked_by="JR", answered_by="page", way=LookUpWay.WEB,
                board="registry", address="https://registry.example.org/", what=LookedUp.LICENSE, npi="2000000002",
                result=HandResult.ACTIVE, said="Active", sha256=stored[0].sha256, document="page.pdf",
                document_type="application/pdf",
            )
        )  # fmt: skip
        session.add(
            SeenDocument(
                recorded_at=at, seen_on=at.date(), seen_by="JR", organization="Example Clinic", npi="2000000002",
                name="Ann Able", issuer="Example Institute", title="Needling 1", facts={"trainings": [{"hours": 27.5}]},
                sha256=stored[1].sha256, document="c.pdf", document_type="application/pdf",
            )
        )  # fmt: skip
        session.add(
            Dispute(
                filed_at=at, practitioner_id="1" * 16, fact="name", shown="Ann Able", text="it is Anne",
                said_by=SaidBy.PERSON, contact="ann@example.org", wish=Wish.CORRECT,
            )
        )  # fmt: skip
        session.add(Act(at=at, by="ada", what=ActKind.ROLE_CHANGED, subject="casey", details={"after": "viewer"}))
        session.add(
            ChaseSent(
                practitioner_id="1" * 16, item="hours", what="hours of training", asked_by="JR", asked_at=at,
                sent_to="ann@example.org", text_sha256="0" * 64,
            )
        )  # fmt: skip
        session.add(
            ReportMade(
                practitioner_id="1" * 16, receipt="abc", as_of=at.date(), made_at=at, made_by="JR",
                sha256=stored[1].sha256,
            )
        )  # fmt: skip
        session.add(
            FindingDecision(
                kind=FindingKind.HIT, practitioner_id="1" * 16, fact="exclusion:a", source="a", scope="",
                record_key="1", record_id=1, shown=["Ann Able"], evidence="0" * 64, answer=FindingAnswer.SAME,
                decided_at=at, decided_by="JR", note="the same birth date",
            )
        )  # fmt: skip
        session.add(SecondLook(of=SecondOf.FINDING, decision=1, asked_at=at, asked_by="JR"))
        session.add(
            LinkDecision(
                left_source="a", left_scope="", left_key="é|1", left_record_id=1, right_source="b", right_scope="",
                right_key="2", right_record_id=2, answer=LinkAnswer.DIFFERENT, evidence="0" * 64, decided_at=at,
                decided_by="Zoë", note="father and son",
            )
        )  # fmt: skip
        session.commit()


@pytest.fixture(scope="session")
def two_days_once(databases: Databases, once: Once, opened: Opened) -> Path:
    def fill(folder: Path) -> None:
        with opened(None, folder, keep=True) as place:
            two_days(place, folder)

    return once(f"chained-{databases.name}", fill)


@pytest.fixture
def chained(two_days_once: Path, opened: Opened, tmp_path: Path) -> Iterator[Chained]:
    folder = tmp_path / "store"
    shutil.copytree(two_days_once, folder, ignore=shutil.ignore_patterns("*.db"))
    with opened(two_days_once, folder) as place:
        yield Chained(place.engine, folder)


@pytest.fixture(scope="session")
def flipped() -> Callable[[Path], None]:
    """Flips one bit in the middle of a file."""

    def flip(file: Path) -> None:
        body = bytearray(file.read_bytes())
        body[len(body) // 2] ^= 1
        file.write_bytes(body)

    return flip
