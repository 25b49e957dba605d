"""The line on real samples: nothing lost, nothing guessed, and an honest answer where nobody publishes training."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawlers.changed import SourceChangedError
from crawlers.reading import Dropped, Flaw, Kept
from crawlers.registry import sources
from directory.nppes import professions_of
from directory.records import ExclusionRecord, LicenseRecord, ListingRecord, NpiRecord
from directory.search import Query, search
from directory.store import readings
from directory.store.database import connect
from directory.store.tables import Practitioner, Verification
from directory.vocabulary import Need, Profession

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
TODAY = "2026-06-22"
STATES = ("FL", "KS", "KY", "MD", "NV")  # where the saved replies hold more than a handful of ours

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.is_dir(), reason=f"no real samples beside the repository ({REAL.parent.name}/real)"),
]


def helper() -> ModuleType:
    """The module beside this one; tests are no packages."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("real_loopback", Path(__file__).with_name("real_loopback.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(data: Path, *arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "directory.cli", "--today", TODAY, "--data", str(data), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything real, loaded and crawled once, linked, verified, published."""
    data = tmp_path_factory.mktemp("real")
    loopback = helper()
    with loopback.serving(REAL) as address:
        chosen = [part for state in STATES for part in ("--state", state)]
        crawled = run(data, "crawl", "nppes_api", "sd_physical_therapy", "--base-url", address, *chosen, "--no-publish")
    bulk = run(data, "load", "nppes_bulk", str(REAL / "nppes_bulk" / "npidata_pfile_restored.csv"), "--no-publish")
    leie = data / "UPDATED.csv"
    rows = loopback.leie_file(REAL, leie)
    listed = run(data, "load", "oig_exclusions", str(leie))
    return {"data": data, "crawled": crawled, "bulk": bulk[0], "leie": listed[0], "leie_rows": rows}


@pytest.fixture(scope="module")
def engine(reports: dict[str, Any]) -> Engine:
    return connect(f"sqlite:///{reports['data'] / 'needleproof.db'}", read_only=True)


def test_bulk_file(reports: dict[str, Any]) -> None:
    report = reports["bulk"]
    assert report["outcome"] == "healthy"
    assert report["read"] == 488
    assert report["kept"] + sum(report["dropped"].values()) == 488
    assert report["counts"]["deactivated"] == 32
    assert report["counts"]["reactivated"] >= 1


def test_south_dakota_loses_nobody(reports: dict[str, Any], engine: Engine) -> None:
    report = next(r for r in reports["crawled"] if r["source"] == "sd_physical_therapy")
    assert (report["read"], report["kept"], report["dropped"]) == (1722, 1722, {})
    with Session(engine) as session:
        sightings = list(readings.current_sightings(session, kinds=("license",)))
    records = [s.record for s in sightings if isinstance(s.record, LicenseRecord)]
    as_of = {s.as_of for s in sightings}
    levels = Counter(r.license_type for r in records)
    assert levels == {"PT": 1355, "PTA": 367}
    numbers = Counter(r.number for r in records)
    assert max(numbers.values()) == 2  # a number is unique only together with its level
    assert as_of == {date(2026, 6, 21)}
    assert Counter(r.discipline for r in records) == {False: 1712, True: 6, None: 4}


def test_registry_crawl_keeps_ours_only(reports: dict[str, Any], engine: Engine) -> None:
    crawled = [r for r in reports["crawled"] if r["source"] == "nppes_api"]
    assert crawled
    assert all(r["outcome"] == "healthy" for r in crawled)
    with Session(engine) as session:
        for sighting in readings.current_sightings(session, kinds=("npi",)):
            record = sighting.record
            assert isinstance(record, NpiRecord)
            if sighting.source == "nppes_api":
                assert professions_of(record)
                assert sighting.scope.removeprefix("state=") in {a.state for a in record.addresses}


def test_exclusion_list(reports: dict[str, Any]) -> None:
    report = reports["leie"]
    assert report["outcome"] == "healthy"
    assert report["kept"] == reports["leie_rows"]


def test_everybody_is_found_and_nobody_verified_without_evidence(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Practitioner)).all()
        assert len(people) >= 1722
        confirmed = session.exec(select(Verification).where(Verification.status == "confirmed")).all()
        assert len(confirmed) >= 1722
        assert all(c.sha256 and c.locator and c.record_id for c in confirmed)
        assert not [c for c in confirmed if c.need is Need.TRAINING]


def test_south_dakota_and_verified_training_is_an_honest_zero(engine: Engine) -> None:
    with Session(engine) as session:
        everybody = search(session, Query(state="SD"), today=date.fromisoformat(TODAY))
        trained = search(session, Query(state="SD", verified_training=True), today=date.fromisoformat(TODAY))
        assistants = search(
            session,
            Query(state="SD", profession=Profession.PHYSICAL_THERAPIST_ASSISTANT),
            today=date.fromisoformat(TODAY),
        )
    assert everybody.without_place >= 1700
    assert assistants.total == 367
    assert trained.total == 0
    assert f"0 of {everybody.total:,}: no source here publishes training." in trained.hints[0]
    assert "Ask to see the certificate" in trained.hints[0]


def test_time_is_told_by_the_clock_we_gave(engine: Engine) -> None:
    with Session(engine) as session:
        read = readings.last_reads(session)["sd_physical_therapy", ""]
    assert read.read_at.date() == datetime(2026, 6, 22, tzinfo=UTC).date()


# --- files that an operator hands over -------------------------------------------------------------------------------


def of_file(name: str, *path: str) -> tuple[list[Any], Counter[str], list[str]]:
    """Records, dropped rows by reason, flaws."""
    readings = list(sources()[name].read_file(REAL.joinpath(*path)))
    kept = [r.record for r in readings if isinstance(r, Kept)]
    dropped = Counter(r.reason for r in readings if isinstance(r, Dropped))
    return kept, dropped, [r.text for r in readings if isinstance(r, Flaw)]


def test_california_gives_its_one_acupuncturist_and_nobody_of_another_board() -> None:
    kept, dropped, flaws = of_file("ca_dca", "state_boards_mixed", "california.csv")
    (record,) = kept
    assert isinstance(record, LicenseRecord)
    assert (record.number, record.profession, record.raw_status) == ("19152", Profession.ACUPUNCTURIST, "Active")
    assert sum(dropped.values()) == 105
    assert dropped["another license type: Satellite Office"] == 1
    assert all(reason.startswith("another license type: ") for reason in dropped)
    assert not flaws


def test_the_clinicians_of_2021_are_read_in_the_layout_of_today() -> None:
    kept, dropped, flaws = of_file("cms_clinicians", "cms_dac", "dac_layout_2021_40cols.csv")
    records = [record for record in kept if isinstance(record, ListingRecord)]
    assert (len(kept), len(records), sum(dropped.values()), flaws) == (41, 41, 176, [])
    assert Counter(r.profession for r in records) == {Profession.CHIROPRACTOR: 41}
    assert len({r.entry for r in records}) == 41
    addresses = [r.address for r in records if r.address is not None]
    assert all(r.npi and r.name and r.name.last for r in records)
    assert sum(a.zip5 is None for a in addresses) == 6  # a re-saved copy: their leading zeros are lost, not guessed
    assert sum(a.phone is None for a in addresses) == 29
    assert all(a.state and a.city and a.line1 for a in addresses)


@pytest.mark.parametrize("file", ["dac_extract_maine_2026-02.csv", "pair_dac_cleaned_2026-06.csv"])
def test_a_reworked_extract_of_the_clinicians_is_refused(file: str) -> None:
    with pytest.raises(SourceChangedError, match="missing columns"):
        of_file("cms_clinicians", "cms_dac", file)


def test_the_exclusions_of_the_api_need_their_days() -> None:
    kept, dropped, flaws = of_file(
        "sam_exclusions", "sam_exclusions", "sam_exclusions_v4_api_csv_full_columns_example.csv"
    )
    (record,) = kept
    assert isinstance(record, ExclusionRecord)
    assert (record.business_name is not None, record.name, record.excluded_on) == (True, None, date(2012, 12, 12))
    assert (record.npi, record.ends_on, dropped, flaws) == (None, None, Counter(), [])
    with pytest.raises(SourceChangedError, match="activateDate"):  # its 32 rows tell no day
        of_file("sam_exclusions", "sam_exclusions", "sam_exclusions_v4_api_csv_sample.csv")
