"""The live line and the shortcuts in a real browser, and the journey from a search to a comparison and back."""

import re
from typing import Any

import pytest

from tests.browser.served import IN_BROWSER, Reader

pytestmark = IN_BROWSER
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def searched(reader: Reader) -> Any:
    page = reader.open("/?near=98101")
    page.locator(".np-cards li").first.wait_for()
    return page


def test_the_live_line_outlives_reruns_and_tells_count_place_and_order(visitor: Reader) -> None:
    page = visitor.open("/")
    line = page.locator(".np-live[role=status]")
    playwright.expect(line).to_have_count(1)
    page.evaluate("window.seen = document.querySelector('.np-live')")
    for asked, told in (
        ("98101", r"^\d+ practitioners within 25 miles of Seattle, WA.* first, "),
        ("59901", "^0 practi"),
    ):
        page.get_by_label("ZIP or city").fill(asked)
        page.get_by_label("ZIP or city").press("Enter")
        playwright.expect(line).to_have_text(re.compile(told))
        assert page.evaluate("window.seen === document.querySelector('.np-live') && window.seen.isConnected")


def test_bare_r_and_c_do_nothing_and_can_be_typed(visitor: Reader) -> None:
    page = searched(visitor)
    page.evaluate(
        "new MutationObserver(() => {window.reran = (window.reran || 0) + 1})"
        ".observe(document.querySelector('[data-testid=stApp]'), {attributes: true})"
    )
    page.locator("h1").click()
    for key in ("r", "c", "R", "C"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    assert page.evaluate("window.reran") is None
    assert page.get_by_role("dialog").count() == 0
    page.get_by_label("Who or what").click()
    page.keyboard.type("rc")
    playwright.expect(page.get_by_label("Who or what")).to_have_value("rc")


def test_people_are_ticked_compared_and_found_again(visitor: Reader) -> None:
    page = searched(visitor)
    boxes = page.locator(".np-cards input")
    for number in (0, 1):
        boxes.nth(number).check()
        page.wait_for_url(re.compile(r"compare=[0-9a-f]{16}" + "%2C[0-9a-f]{16}" * number + "$"))
    assert page.evaluate("document.activeElement.type") == "checkbox", "a tick keeps the focus"
    boxes.nth(2).check()
    playwright.expect(boxes.nth(3)).to_be_disabled()
    # at once, before the server has answered the third tick
    page.get_by_role("link", name="Compare them").click()
    page.get_by_role("columnheader", name=re.compile("Marisol K Vantongeren")).wait_for()
    assert page.get_by_role("columnheader").count() == 4
    assert page.get_by_role("rowheader").count() >= 10
    page.go_back()
    playwright.expect(page.locator(".np-cards input:checked")).to_have_count(3)


@pytest.mark.parametrize("visitor", [320], indirect=True)
def test_a_comparison_can_be_read_on_a_phone(visitor: Reader) -> None:
    page = searched(visitor)
    ids = [box.get_attribute("value") for box in page.locator(".np-cards input").all()[:3]]
    page = visitor.open(f"/compare?{'&'.join(f'id={one}' for one in ids)}")
    page.get_by_role("table").wait_for()
    assert page.get_by_role("rowheader").count() >= 10, "stacked cells are a table still"
    assert visitor.sideways() <= 0


def test_filters_go_and_come_with_the_back_button(visitor: Reader) -> None:
    page = searched(visitor)
    before = page.locator("h2").first.inner_text()
    page.get_by_text("More filters").click()
    page.locator("label", has_text="Training checked or certificate seen").click()
    page.wait_for_url(re.compile("trained=true"))
    page.get_by_role("heading", name=re.compile("with training checked")).wait_for()
    page.go_back()
    page.get_by_role("heading", name=before, exact=True).wait_for()
    playwright.expect(page.get_by_label("Training checked or certificate seen")).not_to_be_checked()


def test_each_thing_a_reader_does_is_one_step_back(visitor: Reader) -> None:
    page = searched(visitor)

    def shown() -> tuple[str, str]:
        return page.url.partition("?")[2], page.locator(".np-number").first.inner_text().strip()

    steps = [shown()]
    page.get_by_label("ZIP or city").fill("98402")
    page.get_by_label("ZIP or city").press("Enter")
    page.get_by_role("heading", name=re.compile("Tacoma")).wait_for()
    steps.append(shown())
    page.get_by_role("button", name="Page 2", exact=True).click()
    page.locator(".np-number", has_text="11.").wait_for()
    steps.append(shown())
    page.get_by_text("More filters").click()
    page.locator("label", has_text="License checked and active").click()
    page.locator(".np-number", has_text=re.compile(r"^1\.")).wait_for()
    page.wait_for_url(lambda url: "page=" not in url)
    for query, number in reversed(steps):
        page.go_back()
        page.wait_for_url(lambda url, query=query: url.partition("?")[2] == query)
        playwright.expect(page.locator(".np-number").first).to_have_text(number)
        playwright.expect(page.get_by_label("ZIP or city")).to_have_value(query.partition("near=")[2][:5])


def test_a_new_page_of_the_list_begins_at_its_first_card(visitor: Reader) -> None:
    page = searched(visitor)
    page.get_by_role("button", name="Page 2", exact=True).click()
    page.locator(".np-number", has_text="11.").wait_for()
    playwright.expect(page.locator(".np-live")).to_have_text(re.compile("Page 2 of"))
    playwright.expect(page.locator(".np-cards h3").first).to_be_focused()
    playwright.expect(page.locator(".np-cards h3").first).to_be_in_viewport()
