"""A coordinator in a real browser on a bad day: the sources' page, a profile and the proof sheet tell three truths; and
people are put on a list, a feed is made, a sheet is signed, at a phone's width too.
"""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace, load
from crawlers.sample.world import SampleWorld
from crawlers.spiders.wa_doh import WaDohSpider
from directory.monitoring.lists import add_people
from directory.monitoring.running import monitor
from directory.monitoring.sheets import all_runs
from directory.refresh import rebuild
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, Verification
from directory.vocabulary import ExclusionStatus
from directory.wording import overlay
from tests.browser.served import IN_BROWSER, READY, account, served, sign_in

pytestmark = IN_BROWSER
TODAY, LATER = date(2026, 11, 20), date(2026, 11, 27)
ERROR_PAGE = b"<!DOCTYPE html><html><title>Down</title><p>We are down for maintenance.</p></html>"
LIST = "Our therapists"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def data(washington: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Washington a week later: its board answers with an error page, the training list shrank, the LEIE lost a row."""
    folder = tmp_path_factory.mktemp("bad-day") / "data"
    shutil.copytree(washington, folder)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        ids = list(session.exec(select(Practitioner.id)))
        npi = session.exec(
            select(Practitioner.npi)
            .join(Verification, Verification.practitioner_id == Practitioner.id)  # type: ignore[arg-type]
            .where(Verification.status == ExclusionStatus.LISTED)
        ).first()
    assert npi
    add_people(engine, LIST, ids, by="Zoë", now=noon(TODAY))
    monitor(engine, today=TODAY, clock=lambda: noon(TODAY), by="Zoë")
    world = SampleWorld(TODAY, 2)
    place = Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: noon(LATER))
    bad = folder.parent / "bad"
    bad.mkdir()
    (bad / "wa.json").write_bytes(ERROR_PAGE)
    assert load("wa_doh", [bad / "wa.json"], place).outcome == "breached"
    rows = world.socrata_rows(WaDohSpider.dataset)
    (bad / "less.json").write_text(json.dumps(rows[: len(rows) // 5]))
    assert load("wa_doh", [bad / "less.json"], place).outcome == "breached"
    lines = world.leie_csv.splitlines(keepends=True)
    (bad / "UPDATED.csv").write_bytes(b"".join(line for line in lines if npi.encode() not in line))
    assert load("oig_exclusions", [bad / "UPDATED.csv"], place).healthy
    rebuild(engine, as_of=LATER, now=noon(LATER))
    monitor(engine, today=LATER, clock=lambda: noon(LATER) + timedelta(minutes=5), by="Zoë")
    engine.dispose()
    account(folder)
    return folder


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    with served(data, NEEDLEPROOF_TODAY=str(LATER)) as found:
        yield found


@pytest.fixture(params=[1280, 320])
def tab(request: pytest.FixtureRequest, chromium: Any, url: str) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, accept_downloads=True)
    context.set_default_timeout(40_000)
    page = context.new_page()
    sign_in(page, url)
    yield page
    context.close()


def opened(tab: Any, address: str) -> str:
    tab.goto(address)
    tab.wait_for_selector("h1")
    tab.wait_for_selector(READY)
    text: str = tab.locator("[data-testid=stMain]").inner_text()
    return text


def test_three_pages_tell_three_truths_of_a_bad_day(tab: Any, url: str, data: Path) -> None:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        licensed = session.exec(
            select(Verification.practitioner_id).where(
                Verification.source == "wa_doh", Verification.status == "confirmed"
            )
        ).first()
        former = session.exec(
            select(Verification.practitioner_id).where(Verification.status == ExclusionStatus.FORMERLY_LISTED)
        ).first()
        run = all_runs(session)[0].id
    engine.dispose()
    sources = opened(tab, f"{url}/sources")
    assert "drop" in sources  # the last attempt, and why it was set aside
    profile = opened(tab, f"{url}/practitioner?id={licensed}")
    assert "Checked" in profile
    assert "November 20, 2026" in profile
    assert overlay("our_error", "Washington State Department of Health", TODAY) in profile
    sheet = opened(tab, f"{url}/proof?sheet=Run%20{run}")
    assert "failed" in sheet
    assert "clears nobody" in sheet
    watch = opened(tab, f"{url}/watch?about=Exclusion")
    assert former
    assert "gone from the list" in watch
    assert tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_people_are_watched_a_feed_is_made_and_a_sheet_is_signed(tab: Any, url: str, data: Path) -> None:
    width = tab.viewport_size["width"]
    name = f"List of {width}"
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        person = session.exec(select(Practitioner).where(Practitioner.npi.is_not(None))).first()  # type: ignore[union-attr]
        run = next(one.id for one in all_runs(session) if one.signed_at is None)
    engine.dispose()
    assert person is not None
    opened(tab, f"{url}/watch?who={person.npi}")
    tab.get_by_label("List: one there is, or a new name").fill(name)
    tab.get_by_role("button", name="Put them on the list").click()
    tab.get_by_text(f"1 added to {name}").wait_for()
    opened(tab, f"{url}/watch?watch_list={name.replace(' ', '+')}")
    tab.get_by_text("Feed and calendar of this list").click()
    tab.get_by_role("button", name="Make a new address").click()
    feed = tab.locator("[data-testid=stCode]").inner_text().split()[0]
    with urllib.request.urlopen(feed, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("application/rss+xml")
    tab.reload()
    tab.wait_for_selector(READY)
    assert tab.locator("[data-testid=stCode]").count() == 0

    opened(tab, f"{url}/expiring?within=13+months")
    assert tab.locator(".np-months li").count() == 13
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download all ends as a calendar").click()
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")

    opened(tab, f"{url}/proof?sheet=Run%20{run}")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    tab.get_by_text("I have reviewed this sheet").click()
    tab.get_by_role("button", name="Sign it").click()
    tab.get_by_text(f"The sheet of run {run} is signed").wait_for()
    tab.get_by_text("reviewed and signed by Casey Coordinator").wait_for()
