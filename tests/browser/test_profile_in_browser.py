"""A profile in a real browser: a request leaves its mark at once, links lead to its parts; tables stack on phones."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from directory.store.database import connect
from directory.store.tables import Practitioner
from directory.texts import say
from tests.browser.conftest import TODAY
from tests.browser.served import IN_BROWSER, Reader, served

pytestmark = IN_BROWSER
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def somebody(folder: Path) -> str:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        people = session.exec(select(Practitioner.id, Practitioner.display_name)).all()
    engine.dispose()
    return next(ident for ident, name in people if "Vantongeren" in name)


@pytest.fixture
def of_its_own(washington: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where a copy of the store is served, which may be written to, and somebody in it."""
    folder = tmp_path / "data"
    shutil.copytree(washington, folder)
    with served(folder, NEEDLEPROOF_TODAY=TODAY.isoformat()) as url:
        yield url, somebody(folder)


@pytest.mark.parametrize("closing", ["Escape", "Close"])
def test_the_mark_stands_there_when_the_dialog_closes(closing: str, chromium: Any, of_its_own: tuple[str, str]) -> None:
    url, ident = of_its_own
    reader = Reader(chromium, url, 1280)
    page = reader.open(f"/practitioner?id={ident}")
    page.get_by_role("button", name=f"{say('wrong-button')} Marisol K Vantongeren").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=say("wrong-what")).fill("The middle letter is wrong.")
    dialog.get_by_text(say("wrong-who-patient")).click()
    dialog.get_by_role("button", name=say("wrong-send")).click()
    dialog.get_by_text("Thank you.").wait_for()
    if closing == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Close").click()
    page.get_by_text("Nobody has looked at it yet.").first.wait_for(timeout=15_000)
    assert not page.get_by_role("dialog").count()
    reader.context.close()


@pytest.mark.parametrize("visitor", [320], indirect=True)
def test_links_on_top_lead_to_the_parts(visitor: Reader, washington: Path) -> None:
    page = visitor.open(f"/practitioner?id={somebody(washington)}")
    for name in ("person-license", "person-keep"):
        page.get_by_role("link", name=say(name), exact=True).click()
        page.wait_for_function(
            "name => { const top = document.getElementById(name).getBoundingClientRect().top;"
            " return top >= 0 && top < innerHeight; }",
            arg=name,
        )


@pytest.mark.parametrize("visitor", [320], indirect=True)
@pytest.mark.parametrize("path", ["/coverage?cover_state=Washington", "/state-rules?state=Washington"])
def test_no_column_of_a_table_is_cut_off(visitor: Reader, path: str) -> None:
    page = visitor.open(path)
    page.locator(".np-stacking td").first.wait_for()
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.np-stacking th, .np-stacking td')].filter(cell => {"
        " const right = cell.getBoundingClientRect().right; return cell.closest('tbody') && right > innerWidth + 1;"
        " }).length"
    )
    tall = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.np-stacking tbody tr')].map(row => row.offsetHeight))"
    )
    assert (cut, tall < 420) == (0, True)
