"""A search is read from an address and written back, and both are the same search."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.asked import address_of, parameters_of, query_of
from directory.search import Query

degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(degrees)
def test_a_point_is_the_same_in_every_link_and_about_100_meters_wide(at: tuple[float, float]) -> None:
    query = query_of([("at", f"{at[0]:.9f},{at[1]:.9f}")])
    assert query.at == pytest.approx(at, abs=0.0006)
    assert query_of(parameters_of(query)) == query
    assert address_of(query_of(parameters_of(query))) == address_of(query)
    assert all(
        re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,3})?", part) for part in dict(parameters_of(query))["at"].split(",")
    )


def test_a_point_of_any_maker_is_written_as_it_would_be_read() -> None:
    query = Query(at=(47.60651234, -0.00001))
    assert parameters_of(query) == [("at", "47.607,0")]
    assert query_of(parameters_of(query)).at == (47.607, 0.0)


@pytest.mark.parametrize("blank", ["", " ", "\t \u00a0"])
def test_blanks_are_nothing_asked(blank: str) -> None:
    asked = [("county", blank), ("near", "98101"), ("who", blank), ("in_state", blank)]
    assert query_of(asked) == Query(place="98101")
