"""A bad day: a board's page is an error page, another list has shrunk, an exclusion list drops a row. Nobody is cleared
or condemned for it, and the sources' page, the profile and the proof sheet tell three different truths.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from directory.monitoring.lists import add_people
from directory.monitoring.running import monitor
from directory.monitoring.sheets import sheet_of_run
from directory.profiles import profile
from directory.store import readings
from directory.store.tables import Practitioner, Verification
from directory.store.watching_tables import Notice
from directory.vocabulary import Audience, ExclusionStatus, Need, RunOutcome
from tests.directory.conftest import TODAY, WEEK_AGO, Store, Stores, noon
from tests.directory.monitoring.world import BEGAN, Town

ERROR_PAGE = b"<!DOCTYPE html><html><title>Down</title><p>We are down for maintenance.</p></html>"


@pytest.fixture
def store(store_at: Stores, small_day_one: Path, tmp_path: Path) -> Iterator[Store]:
    """Everybody is watched since a week ago, when all was well."""
    with store_at(small_day_one, tmp_path / "store") as opened:
        with opened.session() as session:
            ids = list(session.exec(select(Practitioner.id)))
        add_people(opened.place.engine, "Everybody", ids, by="Zoë", now=noon(WEEK_AGO))
        monitor(opened.place.engine, today=WEEK_AGO, clock=lambda: noon(WEEK_AGO), by="Zoë")
        yield opened


def told(session: Session) -> dict[tuple[str, Need, str], tuple[str, str | None]]:
    query = select(Verification)
    return {(one.practitioner_id, one.need, one.subject): (one.status, one.verdict) for one in session.exec(query)}


def listed(session: Session) -> Verification:
    query = select(Verification).where(
        Verification.source == "oig_exclusions", Verification.status == ExclusionStatus.LISTED
    )
    return session.exec(query.order_by(col(Verification.practitioner_id))).all()[0]


@pytest.mark.slow
def test_on_a_bad_day_nobody_is_cleared_or_condemned(store: Store, tmp_path: Path) -> None:
    with store.session() as session:
        before, hit = told(session), listed(session)
        npi = session.get_one(Practitioner, hit.practitioner_id).npi or ""
    _error_page(store, tmp_path)
    _shrunk(store, tmp_path)
    _one_row_less(store, tmp_path, npi)
    store.rebuild()
    run = monitor(store.place.engine, today=TODAY, clock=lambda: noon(TODAY), by="Zoë")

    with store.session() as session:
        after = told(session)
        changed = {key for key in before if after.get(key) != before[key]}
        assert {key[0] for key in changed} <= {hit.practitioner_id}  # and nobody else
        assert after[hit.practitioner_id, Need.EXCLUSION, hit.subject] == (ExclusionStatus.FORMERLY_LISTED, None)
        notices = session.exec(select(Notice).where(Notice.run_id == run)).all()
        assert {one.practitioner_id for one in notices if one.kind not in ("expires", "expired")} <= {
            hit.practitioner_id
        }
        (gone,) = [one for one in notices if one.kind == "exclusion"]
        assert (gone.practitioner_id, gone.weight) == (hit.practitioner_id, "good")

        # What the sources' page says: the last attempts failed.
        attempts = readings.last_attempts(session)
        assert {name: attempts[name].outcome for name in ("wa_doh", "co_dora", "oig_exclusions")} == {
            "wa_doh": RunOutcome.BREACHED, "co_dora": RunOutcome.BREACHED, "oig_exclusions": RunOutcome.HEALTHY,
        }  # fmt: skip

        # What a profile says: the result of last week, and that today's reading failed.
        of_wa = session.exec(select(Verification).where(Verification.source == "wa_doh")).first()
        assert of_wa is not None
        person = profile(session, of_wa.practitioner_id, today=TODAY, audience=Audience.COORDINATOR)
        assert person is not None
        (line,) = [one for one in person.of(Need.LICENSE) if one.source == "wa_doh"]
        assert (line.status, line.overlay_code) == (
            before[of_wa.practitioner_id, Need.LICENSE, of_wa.subject][0],
            "our_error",
        )

        # What the proof sheet says: these two cleared nobody today; the list that was read, with its date and rows.
        content = sheet_of_run(session, run).content
    lines = {one["source"]: one for one in content["searched"]}
    for name, why in (("wa_doh", "a web page came instead of data"), ("co_dora", "drop")):
        assert lines[name]["state"] == "failed"
        assert lines[name]["fetched_at"][:10] == str(WEEK_AGO)
        assert why in lines[name]["attempt_why"]
        assert any(lines[name]["title"] in line and "clears nobody" in line for line in content["exceptions"])
    assert lines["oig_exclusions"]["fetched_at"][:10] == str(TODAY)
    (told_of,) = [one for one in content["hits"] if one["npi"] == npi and one["source"] == "oig_exclusions"]
    assert told_of["status"] == "formerly_listed"


def _error_page(store: Store, folder: Path) -> None:
    (folder / "wa_doh.json").write_bytes(ERROR_PAGE)
    assert store.load("wa_doh", folder / "wa_doh.json").outcome == RunOutcome.BREACHED


def _shrunk(store: Store, folder: Path) -> None:
    rows = json.loads(store.files[2]["co_dora"].read_text())
    (folder / "co_dora.json").write_text(json.dumps(rows[: len(rows) // 5]))
    assert store.load("co_dora", folder / "co_dora.json").outcome == RunOutcome.BREACHED


def _one_row_less(store: Store, folder: Path, npi: str) -> None:
    lines = store.files[1]["oig_exclusions"].read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if npi.encode() not in line]
    assert len(kept) == len(lines) - 1
    (folder / "UPDATED.csv").write_bytes(b"".join(kept))
    assert store.load("oig_exclusions", folder / "UPDATED.csv").healthy


@pytest.mark.parametrize("days", [1, 40])
def test_a_list_that_is_not_read_again_grows_old_and_clears_nobody(days: int, town: Town) -> None:
    day = BEGAN + timedelta(days=days)
    town.read("excluded", day, down="HTTP 503")
    content = town.sheet(town.monitor(day)).content
    (line,) = [one for one in content["searched"] if one["source"] == "excluded"]
    assert (line["state"], line["attempt"]) == ("failed" if days == 1 else "failed and stale", "unreachable")
    assert content["results"] == ({"none_found": 2} if days == 1 else {"stale": 2})
    assert any("The excluded" in one and "HTTP 503" in one and "clears nobody" in one for one in content["exceptions"])
    assert content["changes"] == []
