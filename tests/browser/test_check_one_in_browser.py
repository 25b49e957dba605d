"""A coordinator in a real browser: a license in and the report out; 91 and 121 days later; what was known on a day."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace, load
from crawlers.sample.world import SampleWorld
from crawlers.spiders.wa_doh import WaDohSpider
from directory.refresh import rebuild
from directory.reporting.receipt import parsed
from directory.reporting.replay import replay
from directory.store.chasing_tables import ChaseSent
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import License, Practitioner
from tests.browser.conftest import TODAY
from tests.browser.served import IN_BROWSER, Reader, account, served, sign_in

pytestmark = IN_BROWSER
RENEWED = "20280331"
LATER = TODAY + timedelta(days=121)


@pytest.fixture
def folder(washington: Path, tmp_path: Path) -> Path:
    """A copy of the store, which may be written to, with somebody who may sign in."""
    shutil.copytree(washington, tmp_path / "data")
    account(tmp_path / "data")
    return tmp_path / "data"


@contextmanager
def coordinator(chromium: Any, folder: Path, day: date, width: int = 1280) -> Iterator[Reader]:
    """A coordinator's browser on that day; no request leaves the machine."""
    with served(folder, NEEDLEPROOF_TODAY=day.isoformat()) as url:
        reader = Reader(chromium, url, width)
        sign_in(reader.page, url)
        yield reader
        reader.context.close()
        assert reader.seen.foreign == []


def golden(folder: Path) -> tuple[str, str, str]:
    """Id, name and license number of somebody in Washington."""
    npi = SampleWorld(TODAY, 2).person("golden_wa").npi
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        person = session.exec(select(Practitioner).where(Practitioner.npi == npi)).one()
        number = session.exec(select(License.number).where(License.practitioner_id == person.id)).first()
    engine.dispose()
    assert number
    return person.id, person.display_name, number


def read_again(folder: Path, number: str) -> None:
    """The board's list of 121 days later, in which the license was renewed; published then."""
    rows = SampleWorld(TODAY, 2).socrata_rows(WaDohSpider.dataset)
    (row,) = [one for one in rows if one["credentialnumber"] == number]
    assert row["expirationdate"] != RENEWED
    row["expirationdate"] = RENEWED
    file = folder / "later.json"
    file.write_text(json.dumps(rows))
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    now = datetime.fromisoformat(f"{LATER}T12:00:00+00:00")
    place = Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: now)
    assert load("wa_doh", [file], place).healthy
    rebuild(engine, as_of=LATER, now=now)
    engine.dispose()


def downloaded(page: Any, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_license_in_the_report_out_and_a_re_check_after_its_windows_are_over(chromium: Any, folder: Path) -> None:
    _, name, number = golden(folder)
    with coordinator(chromium, folder, TODAY) as reader:
        begun = time.monotonic()
        page = reader.open("/check")
        page.get_by_label("License number").fill(number)
        box = page.get_by_role("combobox", name="State of the license")
        box.click()
        box.fill("Washington")
        page.get_by_role("option", name="Washington", exact=True).click()
        page.get_by_role("button", name="Check", exact=True).click()
        page.get_by_role("heading", name=name).first.wait_for()
        page.get_by_label("Prepared for").fill("Example Clinic")
        page.get_by_role("button", name="Make the report").click()
        body = downloaded(page, "Download the report (PDF)")
        taken = time.monotonic() - begun
        first, told = parsed(body)
        assert (first.made.by, first.made.prepared_for) == ("Casey Coordinator", "Example Clinic")
        assert replay(first, told).identical
        assert taken < 120, f"{taken:.0f} seconds from the empty form to the report, half of them for a busy machine"
        address = page.url.removeprefix(reader.address)
        assert f"license={number}" in address
        assert "window ended" not in page.inner_text("body")

    with coordinator(chromium, folder, TODAY + timedelta(days=91)) as reader:
        page = reader.open(address)
        page.get_by_text("the 90-day window ended on").first.wait_for()
        assert "the 120-day window ended" not in page.inner_text("body")

    with coordinator(chromium, folder, LATER) as reader:
        page = reader.open(address)
        page.get_by_text("the 120-day window ended on").first.wait_for()

    read_again(folder, number)
    with coordinator(chromium, folder, LATER) as reader:
        page = reader.open(address)
        page.get_by_text("Reports made before").wait_for()
        license_line = page.get_by_role("row").filter(has_text=number).filter(has_text="days")
        assert not [text for text in license_line.all_inner_texts() if "over" in text]
        page.get_by_role("button", name="Make the report").click()
        page.get_by_text(f"What changed since report {first.id}").wait_for()
        second, told = parsed(downloaded(page, "Download the receipt (JSON)"))
    assert second.person.since == first.id
    changed = {(one.before, one.after) for one in second.person.changes}
    assert any(after == "2028-03-31" for _, after in changed), changed
    assert replay(second, told).identical


def test_what_was_known_of_somebody_on_a_day_is_told_and_is_not_what_is_known_now(chromium: Any, folder: Path) -> None:
    ident, name, number = golden(folder)
    read_again(folder, number)
    with coordinator(chromium, folder, LATER) as reader:
        now = reader.open(f"/practitioner?id={ident}").inner_text("body")
        page = reader.open(f"/practitioner?id={ident}&known_on={TODAY}")
        page.get_by_role("heading", name=name).first.wait_for()
        page.get_by_text("November 20, 2026").first.wait_for()
        then = page.inner_text("body")
        page.get_by_role("button", name="Back to today").wait_for()
    assert "March 31, 2028" in now
    assert "March 31, 2028" not in then


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_missing_is_asked_for_with_the_keyboard_alone_also_on_a_phone(
    width: int, chromium: Any, folder: Path
) -> None:
    with coordinator(chromium, folder, TODAY, width) as reader:
        for path in ("/check", f"/check?id={golden(folder)[0]}", "/by_hand", "/chase"):
            page = reader.open(path)
            assert reader.sideways() <= 0, path
            assert page.locator("h1").count() == 1, path
        first = page.locator(".np-stacking a").first
        assert downloaded(page, "Download this list (CSV)").decode().count(first.inner_text()) >= 1
        first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Text to send").wait_for()
        reader.settled()
        assert reader.sideways() <= 0
        page.get_by_label("Sent to").fill("jane@example.org")
        page.get_by_role("button", name="Mark as asked").focus()
        page.keyboard.press("Enter")
        page.get_by_text("marked as asked.").wait_for()
        page.get_by_text("Asked today by Casey Coordinator").first.wait_for()
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        rows = session.exec(select(ChaseSent)).all()
    engine.dispose()
    assert rows
    assert {(row.asked_by, row.sent_to) for row in rows} == {("Casey Coordinator", "jane@example.org")}
