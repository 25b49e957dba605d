"""A coordinator in a real browser: what waits is compared, answered and gone, and stays so over the next crawl."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory import reviewing
from directory.normalize.names import PersonName
from directory.records import Record, TaxonomyLicense
from directory.refresh import rebuild
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.tables import Member, Practitioner, PractitionerChange
from directory.vocabulary import ChangeKind, Profession
from tests.browser.served import IN_BROWSER, Reader, account, served, sign_in
from tests.directory.findings.namesakes import World
from tests.directory.findings.namesakes import npi as record_of_ann
from tests.directory.reviewing.family import NOW, TWIN, board, entry, moved_in, npi, read

pytestmark = IN_BROWSER


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A family of which two once shared a profile, and an entry that may be the father's."""
    engine = ready(connect(f"sqlite:///{tmp_path / 'needleproof.db'}"))
    moved_in(Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "evidence"), clock=lambda: NOW))
    with Session(engine) as session:
        one, other = sorted(session.exec(select(Practitioner.id)))
        session.add(
            PractitionerChange(
                publication_id=1, kind=ChangeKind.SPLIT, practitioner_id=one, other_id=other, sentence="x"
            )
        )
        session.commit()
    engine.dispose()
    return tmp_path


@pytest.fixture
def page(data: Path, chromium: Any) -> Iterator[tuple[Any, str]]:
    """A page of a browser, and where the coordinators' view is served."""
    account(data)
    with served(data, NEEDLEPROOF_TODAY="2026-11-20") as url:
        tab = chromium.new_page()
        sign_in(tab, url)
        yield tab, url
        tab.close()


def test_an_answer_is_given_in_the_browser_and_a_profile_keeps_its_own_address(page: Any, data: Path) -> None:
    tab, url = page
    tab.goto(f"{url}/review")
    tab.get_by_text("Compare John B Stone").click()
    tab.wait_for_url("**/question?id=*")
    tab.get_by_label("Note").fill("father and son")
    tab.get_by_role("button", name="Two different people").click()
    tab.get_by_text("Kept: two different people").wait_for()
    tab.get_by_text("Back to the review queue").click()
    tab.get_by_role("heading", name="No question is open").wait_for()
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        (row,) = reviewing.all_decisions(session)
        one, other = sorted(session.exec(select(Practitioner.id)))
    engine.dispose()
    assert (row.decided_by, row.note) == ("Casey Coordinator", "father and son")
    tab.goto(f"{url}/practitioner?id={one}")
    tab.get_by_text("The other profile").click()
    tab.wait_for_url(f"**/practitioner?id={other}")  # and not still the first one's
    tab.go_back()
    tab.wait_for_url(f"**/practitioner?id={one}")


def test_father_and_son_are_told_apart_for_good_until_a_number_comes(page: Any, data: Path) -> None:
    """Journey 6, in the browser where a person acts, and with the crawls in between."""
    tab, url = page
    tab.goto(f"{url}/review")
    tab.get_by_text("Compare John B Stone").click()
    tab.get_by_label("Note").fill("father and son")
    tab.get_by_role("button", name="Two different people").click()
    tab.get_by_text("Kept: two different people").wait_for()
    engine = connect(f"sqlite:///{data / 'needleproof.db'}")
    place = Workplace(engine=engine, evidence=EvidenceStore(data / "evidence"), clock=lambda: NOW)
    crawled(place, 7, example_clinics=(entry(website="https://clinic.example.org/new"),))
    tab.goto(f"{url}/review")
    tab.get_by_role("heading", name="No question is open").wait_for()
    slot = TaxonomyLicense(
        taxonomy_code="1", profession=Profession.PHYSICAL_THERAPIST, license_number="PT2222", license_state="WA"
    )
    name = PersonName(first="John", middle="B", last="Stone", suffix="JR")
    son = npi(TWIN, name=name, taxonomies=(slot,))
    crawled(place, 14, nppes_bulk=(npi(), son), wa_doh=(board(), board("PT2222", name=name)))
    tab.reload()
    tab.get_by_role("heading", name="1 open question").wait_for()
    crawled(place, 21, example_clinics=(entry(license_number="PT2222", license_state="WA"),))
    tab.reload()
    tab.get_by_role("heading", name="No question is open").wait_for()
    with Session(engine) as session:
        query = select(Practitioner).join(Member, col(Member.practitioner_id) == Practitioner.id)
        found = session.exec(query.where(Member.source == "example_clinics", col(Member.current))).one()
        assert found.npi == TWIN
    engine.dispose()


def crawled(place: Workplace, day: int, **of: tuple[Record, ...]) -> None:
    """These sources are read again so many days later, and all is published."""
    at = NOW + timedelta(days=day)
    for source, records in of.items():
        read(place, source, *records, now=at)
    rebuild(place.engine, as_of=at.date(), now=at)


# --- possible hits and discrepancies ----------------------------------------------------------------------------


@pytest.fixture
def phone(tmp_path: Path, chromium: Any) -> Iterator[Reader]:
    """A coordinator with a narrow screen; Ann Able stands before them, and her namesake on a list."""
    engine = ready(connect(f"sqlite:///{tmp_path / 'needleproof.db'}"))
    world = World(Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "evidence"), clock=lambda: NOW))
    named = PersonName(first="Ann", last="Baker")
    world.again(nppes_bulk=(record_of_ann(name=named, other_names=(PersonName(first="Ann", last="Able"),)),))
    engine.dispose()
    account(tmp_path)
    with served(tmp_path, NEEDLEPROOF_TODAY="2026-11-27") as url:
        reader = Reader(chromium, url, 320)
        sign_in(reader.page, url)
        yield reader
        reader.context.close()
        assert reader.seen.foreign == []


def test_a_false_alarm_is_dismissed_on_a_phone_and_a_difference_is_found(phone: Reader) -> None:
    tab = phone.open("/desk")
    tab.get_by_text("1 open.").wait_for()
    tab = phone.open("/review?kind=Exclusion+hits")
    tab.get_by_role("heading", name="1 open possible hit").wait_for()
    assert phone.sideways() <= 0
    tab.get_by_text("Compare Ann Baker").click()
    tab.wait_for_url("**/finding?id=*")
    tab.get_by_role("button", name="Not the same").wait_for()
    assert phone.sideways() <= 0
    tab.get_by_label("Note: what you compared").fill("another birth date")
    tab.get_by_role("button", name="Not the same").click()
    tab.get_by_text("Kept: not the same person.").wait_for()
    tab.get_by_text("Back to the review queue").click()
    tab.get_by_role("heading", name="No possible hit is open").wait_for()
    tab = phone.open("/discrepancies")
    tab.get_by_role("link", name="Ann Baker").click()
    tab.get_by_role("heading", name="1 discrepancy").wait_for()
    assert phone.sideways() <= 0
    with tab.expect_download() as waiting:
        tab.get_by_text("Download letters and evidence").click()
    assert waiting.value.suggested_filename == "corrections-ann-baker-2026-11-27.zip"
