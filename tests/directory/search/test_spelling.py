"""Words within two letters of each other are found, all of them and no others; cities lie near where they lie."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.normalize.places import miles_between, places_of_city
from directory.search.gazetteer import NEAR, gazetteer, near_city, near_zip
from directory.search.line import taken_apart
from directory.search.spelling import Spelling
from directory.vocabulary import Profession

WORD = st.text("ABC", min_size=1, max_size=9)


@settings(max_examples=30, deadline=None)
@given(words=st.lists(WORD, unique=True, max_size=60), typed=WORD, most=st.integers(0, 2))
def test_all_words_so_near_are_found_and_no_others(words: list[str], typed: str, most: int) -> None:
    ids, edits = Spelling(words).near(typed, most)
    found = {words[one]: int(wrong) for one, wrong in zip(ids, edits, strict=True)}
    assert found == {word: wrong for word in words if (wrong := OSA.distance(typed, word)) <= most}


@pytest.mark.parametrize(
    ("city", "state"), [("Seattle", "WA"), ("Anchorage", "AK"), ("San Juan", "PR"), ("Hagatna", "GU")]
)
def test_cities_near_a_city_are_those_a_measure_finds(city: str, state: str) -> None:
    known = gazetteer()
    one = known.spelled["".join(city.upper().split())]
    near = near_city(one).miles
    starts = list(one.middles.values())
    for number, (other, there) in enumerate(known.owners):
        miles = min(miles_between(*start, *other.middles[there]) for start in starts)
        assert (number in near) == (miles < NEAR) or abs(miles - NEAR) < 0.001
        if number in near:
            assert near[number] == pytest.approx(miles, abs=0.001)
    assert any(name == one.spellings[0] for name in near_city(one).names)
    assert state in one.middles


def test_middles_of_cities_are_those_of_places() -> None:
    known = gazetteer()
    for name in ("SEATTLE", "SPRINGFIELD", "STLOUIS", "SAINTLOUIS", "NEWYORK", "HAGATNA"):
        city = known.spelled[name]
        for place in places_of_city(city.name):
            assert city.middles[place.state] == pytest.approx((place.lat, place.lon))


def test_near_a_zip() -> None:
    assert "BELLEVUE" in near_zip("98101").names
    assert not near_zip("00000").miles


@pytest.mark.parametrize(
    ("line", "professions"),
    [
        ("jane doe pt", {Profession.PHYSICAL_THERAPIST}),
        ("jane doe OTR/L", {Profession.OCCUPATIONAL_THERAPIST}),
        ("jane doe PA-C", {Profession.PHYSICIAN_ASSISTANT}),
        ("therapist jane physical doe", {Profession.PHYSICAL_THERAPIST}),
        ("jane doe physcial therapist", {Profession.PHYSICAL_THERAPIST}),
        ("jane doe chiropracter", {Profession.CHIROPRACTOR}),
        ("jane doe dpt, ocs", {Profession.PHYSICAL_THERAPIST}),
        ("jane doe", set()),
    ],
)
def test_professions_by_letters_and_by_words(line: str, professions: set[Profession]) -> None:
    told = taken_apart(line)
    assert set().union(*told.professions.values()) == professions
    assert {word.key for word in told.those(told.whole & ~told.told & ~told.aside)} == {"JANE", "DOE"}
