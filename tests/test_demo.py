"""The demo: a whole invented world in one command, with every status that there is a story for."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawlers.registry import record_facts
from crawlers.sample.story import chapters
from crawlers.sample.world import SampleWorld
from directory import profiles
from directory.cli.demo import fresh_sample
from directory.store.database import connect, ready, upgrade
from directory.store.evidence import EvidenceStore
from directory.store.measurements import measurements
from directory.store.runs import RunWriter
from directory.store.tables import Meta, PracticeLocation, Practitioner, Run, SearchEntry, Verification
from directory.vocabulary import Audience, Need, RuleVerdict, RunOutcome

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 20)
SHOWN = {
    "confirmed",
    "confirmed_restricted",
    "confirmed_not_active",
    "claimed",
    "issuer_silent",
    "not_listed",
    "stale",
    "contradicted",
    "ambiguous_person",
    "not_covered",
    "none_found",
    "listed",
    "formerly_listed",
    "possible_hit",
    "may",
    "may_not",
    "no_rule",
    "cannot_tell",
}


def demo(data: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEEDLEPROOF_")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "directory.cli",
            "--today",
            TODAY.isoformat(),
            "--data",
            str(data),
            "demo",
            "--no-serve",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
        env=environment,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    data = tmp_path_factory.mktemp("demo") / "data"
    return data, demo(data)


@pytest.fixture
def engine(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> Iterator[Engine]:
    found = connect(f"sqlite:///{shown[0] / 'needleproof.db'}", read_only=True)
    yield found
    found.dispose()


def test_it_ends_well_and_says_what_it_made(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = shown
    assert done.returncode == 0, done.stderr
    assert "Washington" in done.stdout
    assert re.search(r"Ready in \d+ s", done.stdout)
    assert "503" in done.stderr  # what failed is told


def test_people_states_and_every_status(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Practitioner.id)).all()
        assert len(people) >= 390
        assert len(set(session.exec(select(SearchEntry.state)).all())) >= 6
        assert profiles.is_sample(session)
        statuses: set[str] = set()
        overlays: set[str] = set()
        for one in people:
            found = profiles.profile(session, one, today=TODAY, audience=Audience.COORDINATOR)
            assert found is not None
            statuses |= {line.status for line in found.lines}
            overlays |= {line.overlay_code for line in found.lines if line.overlay_code}
            assert all(
                line.evidence for line in found.lines if line.status in ("confirmed", "confirmed_restricted", "listed")
            )
    assert statuses >= SHOWN, SHOWN - statuses
    assert overlays == {"source_down", "our_error"}


def test_every_verdict_has_its_person_and_what_it_rests_on(engine: Engine) -> None:
    people = [person for person in SampleWorld(TODAY, 2).people if person.id.startswith("verdict_")]
    assert {f"verdict_{verdict}" for verdict in RuleVerdict} - {p.id for p in people} == {
        "verdict_cannot_tell",  # most people's
        "verdict_order_required",
    }
    with Session(engine) as session:
        told = {verdict for (verdict,) in session.execute(select(Verification.verdict).distinct())}
        assert told - {None} == {verdict.value for verdict in RuleVerdict}
        for person in people:
            (ident,) = profiles.ids_by_npi(session, person.npi or "")
            shown = profiles.profile(session, ident, today=TODAY, audience=Audience.COORDINATOR)
            assert shown is not None
            wanted = {"verdict_order": "order_required"}.get(person.id, person.id.removeprefix("verdict_"))
            lines = [line for line in shown.of(Need.NEEDLING_RULE) if line.verdict == wanted]
            assert lines, person.id
            for one in (one for line in lines for one in line.details["judged"]):
                if one["answer"] != "cannot_tell":  # whatever was judged can be opened
                    assert one["evidence"] or one["name"] == "total_hours", (person.id, one)


def test_how_often_linking_is_wrong_was_measured(
    engine: Engine, shown: tuple[Path, subprocess.CompletedProcess[str]]
) -> None:
    with Session(engine) as session:
        (one,) = measurements(session)
    assert (one.as_of, one.command) == (TODAY, "needleproof links measure --invented")
    assert (one.total.records, one.register_rows) == (2_000, 3_000)
    assert one.total.precision is not None
    assert one.total.precision >= 0.995  # look-alikes are many in it; the promise is of the real set
    assert one.natural is not None
    assert one.natural.wrong == 0
    assert one.total.settled >= 1_000
    assert f"{one.total.wrong} wrong of {one.total.settled:,} links" in " ".join(shown[1].stdout.split())


def test_changes_of_the_npi_registry_are_told_with_their_file(engine: Engine) -> None:
    """A name and place changed by weekly files, an NPI on the list of deactivated ones, one that came back."""
    world = SampleWorld(TODAY, 2)
    shown = {}
    with Session(engine) as session:
        for ident in ("new_name_and_place", "listed_deactivated", "back_in_service"):
            (one,) = profiles.ids_by_npi(session, str(world.person(ident).npi))
            found = profiles.profile(session, one, today=TODAY, audience=Audience.COORDINATOR)
            assert found is not None
            (line,) = [line for line in found.lines if line.need == Need.NPI]
            assert line.evidence is not None
            shown[ident] = (line.status, line.evidence.url.rpartition("/")[2])
        (moved,) = profiles.ids_by_npi(session, str(world.person("new_name_and_place").npi))
        assert session.get_one(Practitioner, moved).last == "THORNQUIST"
        places = select(PracticeLocation).where(PracticeLocation.practitioner_id == moved)
        assert {place.city for place in session.exec(places) if place.kind == "practice"} == {"BOULDER"}
    assert shown["listed_deactivated"] == ("confirmed_not_active", "NPPES_Deactivated_NPI_Report_112026_V2.zip")
    assert shown["back_in_service"][0] == "confirmed"
    assert shown["new_name_and_place"][0] == "confirmed"
    with Session(engine) as session:
        weekly = select(Run).where(Run.source == "nppes_bulk", Run.outcome == RunOutcome.HEALTHY).order_by(col(Run.id))
        days = [run.source_as_of for run in session.exec(weekly)]
    assert days == [date(2026, 10, 25), date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)]


def test_the_story_ends_today() -> None:
    days = [chapter.on for chapter in chapters(TODAY)]
    assert days == sorted(days)
    assert days[-1] == TODAY


def test_a_sample_with_real_data_in_it_is_left_alone(tmp_path: Path) -> None:
    for number, origin in enumerate(("https://data.wa.gov/", "UPDATED.csv", "http://127.0.0.1.example/")):
        engine = ready(connect(f"sqlite:///{tmp_path / f'{number}.db'}"))
        record_facts(engine)
        with Session(engine) as session:
            session.merge(Meta(name="sample_data", value="x"))
            session.commit()
        for where in ("http://127.0.0.1:8000/wa_doh", origin):
            kept(engine, tmp_path, where)
            if where != origin:
                with Session(engine) as session:
                    assert session.exec(select(Run.origin)).all() == [where]
        with pytest.raises(typer.Exit) as refused:
            fresh_sample(engine)
        assert refused.value.exit_code == 2
        with Session(engine) as session:
            assert len(session.exec(select(Run)).all()) == 2
        engine.dispose()


def test_a_sample_of_sample_data_only_is_emptied(tmp_path: Path) -> None:
    engine = ready(connect(f"sqlite:///{tmp_path / 'needleproof.db'}"))
    record_facts(engine)
    fresh_sample(engine)
    kept(engine, tmp_path, "http://localhost:8000/")
    fresh_sample(engine)
    with Session(engine) as session:
        assert session.exec(select(Run)).all() == []
        assert profiles.is_sample(session)
    engine.dispose()


def kept(engine: Engine, folder: Path, origin: str) -> None:
    when = datetime(2026, 11, 1, tzinfo=UTC)
    evidence = EvidenceStore(folder / "evidence")
    writer = RunWriter(engine, evidence, source="wa_doh", how="crawl", origin=origin, now=when)
    writer.fail(RunOutcome.UNREACHABLE, "x", now=when)


def test_real_data_is_left_alone(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'needleproof.db'}")
    upgrade(engine)
    record_facts(engine)
    kept(engine, tmp_path, "x")
    engine.dispose()
    before = (tmp_path / "needleproof.db").read_bytes()
    done = demo(tmp_path)
    assert done.returncode == 2
    assert "real data" in " ".join(done.stderr.split())
    engine = connect(f"sqlite:///{tmp_path / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        assert not profiles.is_sample(session)
        assert not session.exec(select(Practitioner.id)).all()
    engine.dispose()
    assert before
