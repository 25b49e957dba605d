"""A coordinator in a real browser: a question is compared, answered and gone; a profile's address is its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import reviewing
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, PractitionerChange
from directory.vocabulary import ChangeKind
from tests.browser.served import IN_BROWSER, served
from tests.directory.reviewing.family import NOW, moved_in

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
    with served(data, NEEDLEPROOF_TODAY="2026-11-20", NEEDLEPROOF_AUDIENCE="coordinator") as url:
        tab = chromium.new_page()
        yield tab, url
        tab.close()


def test_an_answer_is_given_in_the_browser_and_a_profile_keeps_its_own_address(page: Any, data: Path) -> None:
    tab, url = page
    tab.goto(f"{url}/review")
    tab.get_by_text("Compare John B Stone").click()
    tab.wait_for_url("**/question?id=*")
    tab.get_by_label("Your name or initials").fill("JR")
    tab.get_by_label("Note").fill("father and son")
    tab.get_by_role("button", name="Two different people").click()
    tab.get_by_text("Kept: two different people").wait_for()
    tab.get_by_text("Back to the open questions").click()
    tab.get_by_text("No question is open").wait_for()
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        (row,) = reviewing.all_decisions(session)
        one, other = sorted(session.exec(select(Practitioner.id)))
    engine.dispose()
    assert (row.decided_by, row.note) == ("JR", "father and son")
    tab.goto(f"{url}/practitioner?id={one}")
    tab.get_by_text("The other profile").click()
    tab.wait_for_url(f"**/practitioner?id={other}")  # and not still the first one's
    tab.go_back()
    tab.wait_for_url(f"**/practitioner?id={one}")
