"""A small store with rows in every table, and what stands in one, row by row."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from crawlers.runner import Workplace, load
from crawlers.sample.people import CAST
from crawlers.sample.world import SampleWorld
from directory.refresh import rebuild
from directory.store.accounts_tables import Account, Act, SignIn
from directory.store.chasing_tables import ChaseSent
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.findings_tables import FindingDecision, SecondLook
from directory.store.reports_tables import ReportMade
from directory.store.rosters_tables import Roster, RosterMapping, RosterRow
from directory.store.tables import (
    Dispute,
    EvidenceBody,
    LinkDecision,
    LinkMeasurement,
    LinkQuestion,
    Member,
    Meta,
    Page,
    PractitionerAlias,
    PractitionerChange,
    Receipt,
    SeenDocument,
)
from directory.store.watching_tables import Delivery, MonitorRun, Notice, Watched, WatchList
from directory.vocabulary import (
    ActKind,
    ChangeKind,
    DisputeDecision,
    FindingAnswer,
    FindingKind,
    HandResult,
    LinkAnswer,
    LookedUp,
    LookUpWay,
    PageState,
    Role,
    SaidBy,
    SecondOf,
    SignInWay,
    Wish,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Filled:
    """A data folder of a test's own, with a database and evidence."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'needleproof.db'}"

    @property
    def file(self) -> Path:
        return self.folder / "needleproof.db"

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    world = SampleWorld(TODAY, 2)
    world.people = world.people[: len(CAST)]
    engine = ready(connect(Filled(folder).url))
    place = Workplace(engine, EvidenceStore(folder / "evidence"), lambda: NOW)
    (folder / "UPDATED.csv").write_bytes(world.leie_csv)
    (folder / world.sd_pdf_name).write_bytes(world.sd_pdf)
    (folder / world.nppes_zip_name).write_bytes(world.nppes_zip)
    assert load("oig_exclusions", [folder / "UPDATED.csv"], place).healthy
    assert load("sd_physical_therapy", [folder / world.sd_pdf_name], place).healthy
    assert load("nppes_bulk", [folder / world.nppes_zip_name], place).healthy
    half = folder / "half" / "UPDATED.csv"  # a breached run: its ends wait
    half.parent.mkdir()
    half.write_bytes(b"\r\n".join(world.leie_csv.split(b"\r\n")[:40]) + b"\r\n")
    assert load("oig_exclusions", [half], place).outcome == "breached"
    (folder / "clinic.html").write_bytes(world.clinic_page("golden_wa"))
    assert load("example_spine_clinics", [folder / "clinic.html"], place).healthy
    rebuild(engine, as_of=TODAY, now=NOW)
    with Session(engine) as session:
        member = session.exec(select(Member)).scalars().first()
        session.add(Meta(name="note", value="Zoë “quoted”\t\\N\nline"))
        session.add(PractitionerAlias(old_id="0" * 16, practitioner_id=member.practitioner_id))
        asked = {"run_id": 1, "url": "https://example.org/1", "reader": "parse"}
        sha256 = session.exec(select(EvidenceBody.sha256)).scalars().first()
        session.add(
            Receipt(
                recorded_at=NOW, looked_on=TODAY, looked_by="Zoë", answered_by="the page", way=LookUpWay.WEB,
                board="a registry", address="https://example.org/", what=LookedUp.LICENSE, npi="2000000002",
                result=HandResult.ACTIVE, said="“Active”", sha256=sha256, document="page.pdf",
                document_type="application/pdf",
            )
        )  # fmt: skip
        session.add(
            SeenDocument(
                recorded_at=NOW, seen_on=TODAY, seen_by="Zoë", organization="a “clinic”", npi="2000000002",
                name="Zoë Q", issuer="a school", title="Dry needling 1",
                facts={"trainings": [{"total_hours": 2.5, "name": "é"}]},
                sha256=sha256, document="certificate.pdf", document_type="application/pdf",
            )
        )  # fmt: skip
        session.add(
            Dispute(
                filed_at=NOW, practitioner_id=member.practitioner_id, records=[["é", "", "1|“2”"]], fact="name",
                shown="Zoë Q", text="“not” my\nname", said_by=SaidBy.PERSON, contact="zoë@example.org",
                wish=Wish.CORRECT, decision=DisputeDecision.REJECTED, decided_at=NOW, decided_by="Zoë", decided_why="é",
            )
        )  # fmt: skip
        account = Account(name="zoë", shown="Zoë", role=Role.ADMIN, password="$argon2id$é", made_at=NOW)
        session.add(account)
        session.flush()
        session.add(SignIn(token_sha256="0" * 64, account_id=account.id, way=SignInWay.OPENID, began=NOW, ends=NOW))
        session.add(Act(at=NOW, by="zoë", what=ActKind.SIGNED_IN, subject="zoë", details={"way": "é"}))
        session.add(
            ChaseSent(
                practitioner_id=member.practitioner_id, item="hours", what="how many “hours”", asked_by="Zoë",
                asked_at=NOW, sent_to="zoë@example.org", text_sha256="0" * 64,
            )
        )  # fmt: skip
        session.add(
            ReportMade(
                practitioner_id=member.practitioner_id, receipt="é", as_of=TODAY, made_at=NOW, made_by="Zoë",
                prepared_for="a “clinic”", sha256=sha256,
            )
        )  # fmt: skip
        pair = {
            "left_source": "a", "left_scope": "", "left_key": "é|1", "left_record_id": 1, "right_source": "b",
            "right_scope": "npi=2", "right_key": "2", "right_record_id": 2, "evidence": "0" * 64,
        }  # fmt: skip
        session.add(LinkDecision(**pair, answer=LinkAnswer.DIFFERENT, decided_at=NOW, decided_by="Zoë", note="“no”"))
        session.add(
            LinkQuestion(
                **pair, id="0" * 12, subject="listing", probability=0.1, tier="review",
                reasons=[{"side": "for", "field": "surname", "sentence": "same “name”"}], would=["a number"],
            )
        )  # fmt: skip
        session.add(
            FindingDecision(
                kind=FindingKind.HIT, practitioner_id=member.practitioner_id, npi="2000000002", fact="exclusion:a",
                source="a", scope="", record_key="é|1", record_id=1, shown=["“Zoë”"], evidence="0" * 64,
                answer=FindingAnswer.DIFFERENT, decided_at=NOW, decided_by="Zoë", note="another “birth date”",
            )
        )  # fmt: skip
        session.add(SecondLook(of=SecondOf.LINK, decision=1, asked_at=NOW, asked_by="Zoë"))
        session.add(
            LinkMeasurement(
                measured_at=NOW, as_of=TODAY, set_name="é", made_of="“two”\nlists", set_digest="0" * 64, command="c",
                register_rows=3, total={"records": 1}, by_kind={"b": {"records": 1}, "a": {}}, weights="1", program="2",
            )
        )  # fmt: skip
        roster = Roster(
            name="é", file_name="people.csv", by="Zoë", way="page", begun_at=NOW, as_of=TODAY, publication_id=1,
            digest="0" * 64, signature="0" * 32, header=["NPI", "“Name”"], shape={"delimiter": ",", "above": []},
            at={"NPI": [0]}, never=[[1, "birth date"]], emptied={"é": 2}, rows=1, counts={"rows": 1}, ended_at=NOW,
        )  # fmt: skip
        session.add(roster)
        session.flush()
        session.add(
            RosterRow(
                roster_id=roster.id, number=2, cells=["2000000002", "\udcfc\x00"], wrong={"0": "é"}, status="done",
                reason="rule_silent", key="0" * 32, nth=1, practitioner_id=member.practitioner_id, changed=True,
                answers=["done", "“x”"], publication_id=1,
            )
        )  # fmt: skip
        session.add(RosterMapping(signature="0" * 32, header=["é"], mapping={"é": None}, by="Zoë", at=NOW))
        session.add(PractitionerChange(publication_id=1, kind=ChangeKind.MERGED, practitioner_id="1", sentence="é"))
        watching = WatchList(name="Zoë’s “list”", made_at=NOW, made_by="Zoë", feed_token_sha256="0" * 64)
        session.add(watching)
        session.flush()
        monitored = MonitorRun(
            list_id=watching.id, began=NOW, ended=NOW, period_from=NOW, period_to=NOW, as_of=TODAY, publication_id=1,
            people=1, told=1, sheet={"é": [None, 1]}, sheet_sha256="0" * 64, signed_at=NOW, signed_by="Zoë",
            signed_note="“seen”",
        )  # fmt: skip
        session.add(monitored)
        session.add(
            Watched(
                list_id=watching.id, practitioner_id=member.practitioner_id, publication_id=1, added_at=NOW,
                added_by="Zoë", removed_at=NOW, removed_by="Zoë", removed_why="é\n",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Notice(
                run_id=monitored.id, practitioner_id=member.practitioner_id, name="Zoë Q", kind="license",
                weight="act", subject="é", day=TODAY, text="“ran out”", details={"a": None}, once="0" * 64,
            )
        )  # fmt: skip
        session.add(Delivery(run_id=monitored.id, target_sha256="0" * 64, service="E-Mail", tries=2, tried_at=NOW))
        session.add(Page(**asked, key="a", arguments={"z": 1, "a": [None]}, state=PageState.DONE, tally=None))
        session.add(Page(**asked, key="b", state=PageState.FAILED, reason="HTTP 500", tally={"kept": 2.5}))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Filled:
    shutil.copytree(filled_once, tmp_path / "data")
    return Filled(tmp_path / "data")


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in the order of their keys."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Engine], dict[str, list[tuple[Any, ...]]]]:
    return everything
