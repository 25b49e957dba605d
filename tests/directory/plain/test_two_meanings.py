"""A question with two meanings is answered by links, each of which is one of them, on the plain page."""

import pytest

from tests.directory.plain.conftest import Ask
from tests.directory.plain.test_pages import page_of


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("near=98101&who=Garcia", "Nobody we can show is called “Garcia”"),
        ("at=47.6,-122.3&who=mirkwood+denver&in_state=WA", "You typed a place in “mirkwood denver”"),
        ("county=King+County%2C+WA&who=CO", "We read “CO” as a place"),
        ("near=Denver%2C+CO&who=chiropractor&profession=PT", "another job"),
    ],
)
def test_each_link_asks_one_of_the_two(ask: Ask, asked: str, words: str) -> None:
    found = page_of(ask, f"/people?{asked}&active=true")
    assert words in found.text
    links = [link for link in found.links() if link.startswith("/people?") and "active=true" in link]
    assert len(set(links)) == 2
    for link in links:
        answer = page_of(ask, link).text
        assert "No search was made" not in answer
        assert words not in answer
