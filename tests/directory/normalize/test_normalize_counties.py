"""Which counties a text may mean, and that each has one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.counties import counties_called, counties_in, county_label
from directory.normalize.county_names import folded_county, one_name, without_word
from directory.normalize.places import STATE_NAMES, counties_by_zip, spot_of


def test_every_county_that_is_offered_is_the_one_that_is_meant_by_it() -> None:
    offered = [label for state in STATE_NAMES for label in counties_in(state)]
    assert len(offered) == len(set(offered)) > 3_000
    assert [label for label in offered if counties_called(label) != (label,)] == []


def test_every_zip_lies_in_a_county_that_is_offered() -> None:
    offered = {label for state in STATE_NAMES for label in counties_in(state)}
    spots = [spot_of(zip5) for zip5 in sorted(counties_by_zip())[::40]]
    assert len(spots) > 900
    assert {f"{spot.county}, {spot.state}" for spot in spots} <= offered


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("King County, WA", ["King County, WA"]),
        ("King, WA", ["King County, WA"]),
        ("king county wa", ["King County, WA"]),
        ("King WA", ["King County, WA"]),
        ("King County, Washington", ["King County, WA"]),
        ("King", ["King County, TX", "King County, WA"]),
        ("Jefferson, LA", ["Jefferson Parish, LA"]),
        ("Orleans, LA", ["Orleans Parish, LA"]),
        ("Orleans County, LA", ["Orleans Parish, LA"]),
        ("La Salle, LA", ["LaSalle Parish, LA"]),
        ("Anchorage, AK", ["Anchorage Municipality, AK"]),
        ("Municipality of Anchorage, AK", ["Anchorage Municipality, AK"]),
        ("Juneau, AK", ["Juneau City and Borough, AK"]),
        ("Bethel, AK", ["Bethel Census Area, AK"]),
        ("San Juan, PR", ["San Juan Municipio, PR"]),
        ("James City, VA", ["James City County, VA"]),
        ("Alexandria, VA", ["Alexandria City, VA"]),
        ("Baltimore, MD", ["Baltimore City, MD", "Baltimore County, MD"]),
        ("Richmond, VA", ["Richmond City, VA", "Richmond County, VA"]),
        ("Roanoke, VA", ["Roanoke City, VA", "Roanoke County, VA"]),
        ("Baltimore city, MD", ["Baltimore City, MD"]),
        ("St Louis County, MO", ["St. Louis County, MO"]),
        ("Saint Louis", ["St. Louis City, MO", "St. Louis County, MN", "St. Louis County, MO"]),
        ("dekalb, ga", ["DeKalb County, GA"]),
        ("Iowa City", []),  # a city, which lies in another county
        ("King County, XX", []),
        ("Nonsense", []),
        (" ", []),
        (None, []),
    ],
)
def test_what_a_text_may_mean(text: str | None, labels: list[str]) -> None:
    assert list(counties_called(text)) == labels


def test_only_in_a_state() -> None:
    assert counties_called("King", "WA") == ("King County, WA",)
    assert counties_called("Orleans County", "LA") == ("Orleans Parish, LA",)  # not the one of New York
    assert counties_called("Denver County, CO", "WA") == ()
    assert counties_called("king county wa", "TX") == ()


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(counties_called(text), tuple)


def test_a_store_s_older_spelling_is_the_same_county() -> None:
    assert county_label("Baltimore city", "MD") == "Baltimore City, MD"
    assert county_label("San Juan", "PR") == "San Juan Municipio, PR"
    assert county_label("No Such County", "MD") == "No Such County, MD"


def test_the_commonest_spelling_is_the_name() -> None:
    rows = [("Dekalb County", "GA"), ("DeKalb County", "GA"), ("DeKalb County", "GA"), ("Dekalb County", "AL")]
    assert one_name(rows) == {
        ("Dekalb County", "GA"): "DeKalb County",
        ("DeKalb County", "GA"): "DeKalb County",
        ("Dekalb County", "AL"): "Dekalb County",
    }
    assert set(one_name([("Salem city", "VA"), ("Salem city", "VA"), ("Salem City", "VA")]).values()) == {"Salem City"}


def test_the_word_for_it_stands_behind_or_in_front() -> None:
    assert folded_county("City and Borough of Juneau") == folded_county("Juneau City and Borough")
    assert without_word("City and Borough of Juneau") == without_word("Juneau City and Borough") == "Juneau"
    assert without_word("James City County") == "James City"
