"""Cities that are offered for a misspelt name."""

import pytest

from directory.normalize.misspelled import MOST_OFFERED, places_spelled_like


@pytest.mark.parametrize(
    ("typed", "state", "first"),
    [
        ("seatle", None, "Seattle, WA"),
        ("Seatle, WA", None, "Seattle, WA"),
        ("seatle wa", "WA", "Seattle, WA"),
        ("Sioux Fals", None, "Sioux Falls, SD"),
        ("Albuqerqe", None, "Albuquerque, NM"),
        ("Springfeild", "OR", "Springfield, OR"),
    ],
)
def test_a_letter_or_two_away(typed: str, state: str | None, first: str) -> None:
    found = [place.label for place in places_spelled_like(typed, state)]
    assert found[0] == first
    assert len(found) == len(set(found)) <= MOST_OFFERED
    assert all(state is None or label.endswith(f", {state}") for label in found)


@pytest.mark.parametrize("typed", ["", None, "x", "abc", "98101", "9" * 200, "%%%%%", "qqqqqqqqqq", "ZZ", ", WA"])
def test_nothing_is_offered_for_what_is_like_nothing(typed: str | None) -> None:
    assert places_spelled_like(typed) == ()


def test_only_in_the_state_that_was_asked_for() -> None:
    assert places_spelled_like("Seatle, WA", "OR") == ()
