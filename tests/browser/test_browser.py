"""The served application in a real browser: search, shared addresses, profiles, no foreign request, phone width."""

import re

import pytest

from crawlers.sample.cast import HOSTILE_LINE
from tests.browser.served import IN_BROWSER, Reader, Seen

pytestmark = IN_BROWSER
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def test_search_share_and_open_a_profile(visitor: Reader, chromium: "playwright.Browser", address: str) -> None:
    page = visitor.open("/")
    assert page.title() == "Find a practitioner – needleproof"
    page.get_by_label("ZIP or city").fill("98101")
    page.get_by_label("ZIP or city").press("Enter")
    page.get_by_role("heading", name="Marisol K Vantongeren").wait_for()
    page.get_by_text("More filters").click()
    page.locator("label", has_text="Training checked or certificate seen").click()
    page.wait_for_url(re.compile("trained=true"))
    heading = page.get_by_role(
        "heading", name=re.compile("with training checked or certificate seen within 25 miles of Seattle")
    )
    heading.wait_for()

    other = Reader(chromium, address, 1280)
    shared = other.open(page.url.removeprefix(address))
    shared.get_by_role("heading", name=heading.inner_text(), exact=True).wait_for()
    playwright.expect(shared.get_by_label("ZIP or city")).to_have_value("98101")
    playwright.expect(shared.get_by_label("Training checked or certificate seen")).to_be_checked()
    assert other.seen == Seen()
    other.context.close()

    found = heading.inner_text()
    page.get_by_role("link", name="See all checks: Marisol K Vantongeren").click()
    page.get_by_role("heading", name="At a glance").wait_for()
    playwright.expect(page).to_have_title("Marisol K Vantongeren – needleproof")
    assert re.search(r"/practitioner\?id=[0-9a-f]{16}&back=", page.url)
    page.get_by_text("Why do we say this?").first.click()
    page.get_by_text(re.compile("Fingerprint of the bytes")).first.wait_for()
    page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("heading", name=found, exact=True).wait_for()
    playwright.expect(page.get_by_label("ZIP or city")).to_have_value("98101")
    playwright.expect(page.get_by_label("Training checked or certificate seen")).to_be_checked()


def test_the_hostile_string_is_only_text(visitor: Reader) -> None:
    page = visitor.open("/?who=Brackenridge")
    page.get_by_role("link", name="See all checks: Zora Brackenridge").click()
    page.get_by_text(HOSTILE_LINE).first.wait_for()
    assert page.locator("script", has_text="alert(1)").count() == 0


@pytest.mark.parametrize("visitor", [320], indirect=True)
def test_nothing_scrolls_sideways_on_a_phone(visitor: Reader) -> None:
    paths = ["/?near=98101", "/state-rules", "/state-rules?state=Washington", "/sources"]
    page = visitor.open("/?who=Vantongeren")
    link = page.get_by_role("link", name="See all checks: Marisol K Vantongeren").get_attribute("href")
    assert link is not None
    for path in [*paths, "/" + link.removeprefix(visitor.address).lstrip("/")]:
        visitor.open(path)
        assert visitor.sideways() <= 0, path


def test_a_reader_without_a_mouse_gets_there(visitor: Reader) -> None:
    page = visitor.open("/?who=Vantongeren")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => [document.activeElement.tagName, document.activeElement.innerText || '']")
        if focused[0] == "A" and focused[1].startswith("See all checks"):
            break
    else:
        pytest.fail("the link to the profile was not reached with the Tab key")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="At a glance").wait_for()
