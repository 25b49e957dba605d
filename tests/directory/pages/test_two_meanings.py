"""A question with two meanings is answered by buttons, each of which asks one of them, on the page Find."""

from collections.abc import Mapping

import pytest

from tests.directory.pages.test_pages import read, shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "label", "left"),
    [
        ({"near": "98101", "who": "Garcia"}, "Garcia, CO", {"near": "Garcia, CO", "who": ""}),
        ({"near": "98101", "who": "Garcia"}, "98101", {"near": "98101", "who": ""}),
        ({"near": "98101", "who": "mirkwood denver"}, "Denver, CO", {"near": "Denver, CO", "who": "mirkwood"}),
        ({"near": "98101", "who": "mirkwood denver"}, "98101", {"near": "98101", "who": "mirkwood"}),
        ({"in_state": "Washington", "who": "CO"}, "Colorado", {"near": "", "who": ""}),
        (
            {"near": "Denver, CO", "who": "chiropractor", "profession": "Physical therapist"},
            "Physical therapist", {"near": "Denver, CO", "who": ""},
        ),
        (
            {"near": "Denver, CO", "who": "chiropractor", "profession": "Physical therapist"},
            "Chiropractor", {"near": "Denver, CO", "who": "chiropractor"},
        ),
    ],
    ids=str,
)  # fmt: skip
def test_each_button_asks_one_of_the_two(asked: Mapping[str, str], label: str, left: Mapping[str, str]) -> None:
    app = shown("find", **asked)
    assert "No search was made" in read(app)
    app.button(key=f"choice {label}").click().run()
    assert not app.exception
    assert {box.key: box.value for box in app.text_input if box.key in left} == left
    assert "No search was made" not in read(app)
    assert not [button for button in app.button if (button.key or "").startswith("choice ")]
