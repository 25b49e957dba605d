"""Three journeys of patients in a real browser, with a phone, without a mouse, and without JavaScript."""

import re
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from tests.browser.served import IN_BROWSER, Reader, Seen

pytestmark = IN_BROWSER
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

TRAINED = "Training checked or certificate seen"
FIRST = re.compile("^See all checks: ")


def address_of(page: Any, name: str) -> str:
    """The path of a person's profile, from their card."""
    link = page.get_by_role("link", name=f"See all checks: {name}").first.get_attribute("href")
    assert link is not None
    return "/" + re.sub(r"^https?://[^/]+/", "", link).lstrip("/")


def identity(address: str) -> str:
    found = re.search(r"id=([0-9a-f]{16})", address)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("visitor", [320], indirect=True)
def test_a_patient_with_a_phone_finds_asks_and_prints(visitor: Reader) -> None:
    page = visitor.open("/")
    page.get_by_label("ZIP or city").fill("98101")
    page.get_by_label("ZIP or city").press("Enter")
    page.get_by_role("heading", name=re.compile("within 25 miles of Seattle")).wait_for()
    page.get_by_text("More filters").click()
    page.get_by_text(TRAINED, exact=True).click()
    page.wait_for_url(re.compile("trained=true"))
    page.get_by_role("heading", name=re.compile("with training checked or certificate seen within 25")).wait_for()
    visitor.settled()
    assert visitor.sideways() <= 0
    page.get_by_role("link", name="See all checks: Marisol K Vantongeren").click()
    page.get_by_role("heading", name="At a glance").wait_for()
    visitor.settled()
    assert visitor.sideways() <= 0
    page.get_by_text("Why do we say this?").first.click()
    page.get_by_text(re.compile("Fingerprint of the bytes")).first.wait_for()
    page.get_by_role("heading", name="What to ask").wait_for()
    page.get_by_text("Is each needle sterile, and used only once?").wait_for()
    printed = identity(page.url)
    page.get_by_role("link", name="One page to print").first.wait_for()
    visitor.plain(f"/people/{printed}/print")
    with pdfplumber.open(BytesIO(page.pdf(format="Letter"))) as sheets:
        assert len(sheets.pages) == 1
        assert "Marisol K Vantongeren" in (sheets.pages[0].extract_text() or "")


def test_the_same_without_a_mouse(visitor: Reader) -> None:
    page = visitor.open("/")
    tab_to(page, "INPUT", "ZIP or city")
    page.keyboard.type("98101")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile("within 25 miles of Seattle")).wait_for()
    visitor.settled()
    tab_to(page, "SUMMARY", "More filters")
    page.keyboard.press("Enter")
    tab_to(page, "INPUT", TRAINED)
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("trained=true"))
    page.get_by_role("heading", name=re.compile("with training checked or certificate seen within 25")).wait_for()
    visitor.settled()
    tab_to(page, "A", "See all checks")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="At a glance").wait_for()
    visitor.settled()
    tab_to(page, "SUMMARY", "Why do we say this?")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("Fingerprint of the bytes")).first.wait_for()


def tab_to(page: Any, tag: str, words: str) -> None:
    """Presses Tab until something of that kind has the focus, by the words a screen reader would say of it."""
    told = """() => {
        const one = document.activeElement;
        const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
        return [one.tagName, [one.getAttribute("aria-label"), label, one.innerText].join(" ")];
    }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        kind, said = page.evaluate(told)
        if kind == tag and words in said:
            return
    pytest.fail(f"{words!r} was not reached with the Tab key")


def test_a_roughly_typed_name_finds_both_of_that_name_and_can_be_shared(
    visitor: Reader, chromium: Any, address: str
) -> None:
    page = visitor.open("/")
    page.get_by_label(re.compile("^Who or what")).fill("rown castelbury pt seatle")
    page.get_by_label(re.compile("^Who or what")).press("Enter")
    page.get_by_role("heading", name=re.compile("Rowan Castlebury")).first.wait_for()
    visitor.settled()
    assert page.get_by_role("heading", name=re.compile("Rowan Castlebury")).count() == 2
    page.get_by_role("link", name=FIRST).first.click()
    page.get_by_role("heading", name="At a glance").wait_for()
    page.get_by_text("Careful: somebody else has this name").wait_for()
    page.get_by_text("What tells the two apart").first.wait_for()
    visitor.settled()
    page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("heading", name="Find a practitioner").wait_for()  # the profile has the name as a heading too
    page.get_by_role("heading", name=re.compile("Rowan Castlebury")).first.wait_for()
    visitor.settled()

    other = Reader(chromium, address, 1280)
    shared = other.open(page.url.removeprefix(address))
    shared.get_by_role("heading", name=re.compile("Rowan Castlebury")).first.wait_for()
    other.settled()
    assert shared.get_by_role("heading").all_inner_texts() == page.get_by_role("heading").all_inner_texts()
    assert other.seen == Seen()
    other.context.close()


def test_a_state_that_forbids_it_gives_its_rule_and_no_list(visitor: Reader) -> None:
    page = visitor.open("/?in_state=California&profession=Physical+therapist")
    page.get_by_text(re.compile("California does not allow a physical therapist to needle")).first.wait_for()
    visitor.settled()
    assert page.get_by_role("link", name=FIRST).count() == 0
    page.get_by_role("link", name=re.compile("rule of California")).first.click()
    page.get_by_role("heading", name=re.compile("California")).first.wait_for()
    page.get_by_text(re.compile("BPC|Bus. & Prof|Business and Professions")).first.wait_for()


def test_going_back_restores_what_was_asked(visitor: Reader) -> None:
    page = visitor.open("/?near=98101&trained=true&within=50")
    before = page.get_by_role("heading", level=2).first.inner_text()
    page.get_by_role("link", name=FIRST).first.click()
    page.get_by_role("heading", name="At a glance").wait_for()
    visitor.settled()
    page.go_back()
    page.get_by_role("heading", name=before, exact=True).wait_for()


def test_a_profile_can_be_read_without_javascript(visitor: Reader, chromium: Any, address: str) -> None:
    known = identity(address_of(visitor.open("/?who=Vantongeren"), "Marisol K Vantongeren"))
    reader = Reader(chromium, address, 320, scripts=False)
    page = reader.plain(f"/people/{known}")
    text = page.inner_text("main")
    for words in ("Marisol K Vantongeren", "License", "What we did not check", "What to ask", "Washington"):
        assert words in text, words
    assert page.locator("script:not([type='application/ld+json'])").count() == 0
    assert reader.sideways() <= 0
    page.get_by_role("link", name=re.compile("rule|Rule")).first.click()
    page.wait_for_selector("h1")
    assert reader.seen == Seen()
    reader.context.close()


# A window of 1280 pixels at 400 % is one of 320 by 256.
ZOOMED = (
    "/",
    "/?near=98101",
    "/?near=Springfield",
    "/state-rules?state=Washington",
    "/coverage",
    "/about-dry-needling",
    "/sources",
)


def test_nothing_is_cut_at_four_times_the_size(chromium: Any, address: str) -> None:
    reader = Reader(chromium, address, 320, height=256)
    page = reader.open("/?who=Vantongeren")
    for path in (*ZOOMED, address_of(page, "Marisol K Vantongeren")):
        reader.open(path)
        assert reader.sideways() <= 0, path
    reader.context.close()
    assert reader.seen == Seen()
