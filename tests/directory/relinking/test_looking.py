"""A single look-up finds and decides what linking all records did, and says why."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from crawlers.runner import Workplace
from directory.cli import app
from directory.linking.identity import Tier
from directory.linking.parties import party_of
from directory.linking.side import side_of
from directory.records import ListingRecord, TrainingRecord
from directory.relinking.looking import candidates, explain, look
from directory.store import linked, readings
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Member
from tests.databases import Databases
from tests.directory.reviewing.family import NOW, NPI, moved_in


def looked_up(session: Session) -> tuple[int, int]:
    """How many entries evidence settles, and how many become questions; each is looked up by itself, too."""
    settled = asked = 0
    endings = linked.endings(session)
    for one in readings.linkable_sightings(session):
        ending = endings[one.record_id]
        if not ending.asked or not isinstance(one.record, TrainingRecord | ListingRecord):
            continue
        party = party_of(one.record)
        assert party is not None
        outcome, would = look(session, side_of(party))
        assert (outcome.best.id if outcome.best else None) == ending.best
        assert (outcome.tier is Tier.SETTLED) == (ending.anchor is not None)
        assert all(told in would for question in ending.questions[:1] for told in question[6])
        settled += ending.anchor is not None
        asked += bool(ending.questions)
    return settled, asked


@pytest.mark.slow
def test_a_look_up_decides_as_linking_did(today: Any, day_two: Path) -> None:
    """Of the small world no register is whole; of the other all are."""
    with today.reader() as session:
        assert looked_up(session)[1]
    engine = connect(f"sqlite:///{day_two / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        assert all(looked_up(session))
    engine.dispose()


def test_own_records_are_no_candidates(today: Any) -> None:
    with today.reader() as session:
        npi = session.exec(select(Member.record_id).where(Member.source == "nppes_bulk")).first()
        (one,) = readings.sightings_of(session, [npi])
        side = side_of(party_of(one.record))  # type: ignore[arg-type]
        assert f"npi:{one.record.key}" in candidates(session, side)
        others = candidates(session, side, [npi]).get(f"npi:{one.record.key}")
        assert others is None or npi not in [other.record_id for other in others[1]]


@pytest.fixture
def family(sqlite: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    engine = connect(sqlite.make(tmp_path / "data"))
    place = Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "data" / "evidence"), clock=lambda: NOW)
    moved_in(place)
    for name, value in (("DATA", str(tmp_path / "data")), ("TODAY", "2026-11-20")):
        monkeypatch.setenv(f"NEEDLEPROOF_{name}", value)
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)
    return place


def test_why_an_entry_is_nobodys(family: Workplace) -> None:
    with Session(family.engine) as session:
        (told,) = explain(session, "example_clinics", "1")
        (person,) = explain(session, "nppes_bulk", NPI)
    assert (told.linked, told.tier) == (None, Tier.REVIEW)
    assert told.doubt
    assert "may be meant" in told.doubt
    assert person.linked
    assert person.why == (f"NPI {NPI}, John A Stone Sr in the NPI registry",)
    assert told.candidates[0].practitioner_id
    assert ("against", "middle initial differs: B here, A there") in told.candidates[0].reasons


def test_the_command(family: Workplace) -> None:
    said = CliRunner().invoke(app, ["links", "explain", "example_clinics", "1"])
    assert said.exit_code == 0
    words = " ".join(said.output.split())
    for told in (
        "John B Stone",
        "stands under nobody:",
        "by evidence alone: review",
        "against it: middle initial differs",
    ):
        assert told in words
    as_json = CliRunner().invoke(app, ["links", "explain", "example_clinics", "1", "--json"])
    assert json.loads(as_json.stdout)[0]["tier"] == "review"
    nobody = CliRunner().invoke(app, ["links", "explain", "example_clinics", "\x00"])
    assert nobody.exit_code == 1
    assert "no record" in nobody.output
