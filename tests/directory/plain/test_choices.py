"""A question with several meanings: each is a link, and whoever follows it is not asked again."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.directory.plain.conftest import Ask
from tests.directory.plain.reading import Page


def page_of(ask: Ask, path: str) -> Page:
    answer = ask(path)
    assert answer.status_code == 200
    return Page(answer.text)


def choices_of(page: Page) -> list[str]:
    """A page without an answer links to no other search."""
    return [link for link in page.links() if link.startswith("/people?")]


@pytest.mark.parametrize(
    ("asked", "kept", "number"),
    [
        ("county=King", {}, 2),
        ("county=King&near=98101&active=true", {"near": ["98101"], "active": ["true"]}, 2),
        ("county=King&county=Denver+County%2C+CO", {}, 2),
        ("county=Baltimore%2C+MD", {}, 2),
        ("county=Denver+County%2C+CO&in_state=WA", {}, 1),
        ("near=Miami%2C+FL+98101&profession=PT", {"profession": ["PT"]}, 2),
        ("near=Aberdeen", {}, 5),
    ],
)
def test_every_choice_resolves_the_question(ask: Ask, asked: str, kept: dict[str, list[str]], number: int) -> None:
    page = page_of(ask, f"/people?{asked}")
    assert "No search was made" in page.text
    choices = choices_of(page)
    assert len(choices) >= number
    for choice in choices:
        assert "No search was made" not in page_of(ask, choice).text
        told = parse_qs(urlsplit(choice).query)
        assert {name: told.get(name) for name in kept} == kept


def test_the_other_counties_stay(ask: Ask) -> None:
    choices = choices_of(page_of(ask, "/people?county=King&county=Denver+County%2C+CO"))
    assert [parse_qs(urlsplit(one).query)["county"] for one in choices] == [
        ["King County, TX", "Denver County, CO"],
        ["King County, WA", "Denver County, CO"],
    ]


def test_the_service_offers_them_too(ask: Ask) -> None:
    answer = ask("/api/search?county=King")
    assert answer.status_code == 400
    choices = answer.json()["choices"]
    assert [(one["label"], one["of"]) for one in choices] == [
        ("King County, TX", "county"),
        ("King County, WA", "county"),
    ]
    assert all(ask(one["address"]).status_code == 200 for one in choices)


def test_who_practices_in_a_city_that_lies_in_no_county_is_found_by_it(ask: Ask) -> None:
    found = ask("/api/search?county=Baltimore+City%2C+MD").json()
    assert found["total"] > 0
    assert ask("/api/search?county=Baltimore+city%2C+MD").json()["total"] == found["total"]


def test_a_county_of_another_state_is_not_called_unknown(ask: Ask) -> None:
    text = page_of(ask, "/people?county=Denver+County%2C+CO&in_state=WA").text
    assert "“Denver County, CO” is not in Washington" in text
    assert "We do not know the county" not in text


def test_a_blank_county_leaves_the_place(ask: Ask) -> None:
    text = page_of(ask, "/people?county=%20&near=98101").text
    assert "within 25 miles of Seattle, WA" in text


def test_points_so_close_that_they_are_one_share_page_and_tag(ask: Ask) -> None:
    tags = {at: ask(f"/people?at={at}").headers["etag"] for at in ("47.6061,-122.3328", "47.60612,-122.33281")}
    assert len(set(tags.values())) == 1
    pages = [ask(f"/api/search?at={at}").json()["hits"] for at in tags]
    assert pages[0] == pages[1]


def test_what_is_expected_never_shares_a_page_with_a_parameter_that_we_do_not_know(ask: Ask) -> None:
    one = ask("/people?near=98101&missing=x%0Afoo")
    other = ask("/people?near=98101&missing=x&foo=1")
    assert one.headers["etag"] != other.headers["etag"]
    assert "foo" in Page(other.text).text
    assert one.text != other.text
