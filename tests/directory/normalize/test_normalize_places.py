import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.places import (
    STATE_NAMES,
    clean_zip,
    find_place,
    miles_between,
    place_of_zip,
    places_of_city,
    state_code,
)
from directory.vocabulary import PlacePrecision

lats, lons = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98101", "98101"),
        (" 98101 ", "98101"),
        ("98101-1234", "98101"),
        ("981011234", "98101"),
        ("98101-", "98101"),
        ("02139", "02139"),
        ("2139", None),
        ("501", None),
        ("9810A", None),
        ("98101-12", None),
        ("00000", None),
        ("V5K 0A1", None),
        ("", None),
        (None, None),
    ],
)
def test_clean_zip(text: str | None, expected: str | None) -> None:
    assert clean_zip(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WA", "WA"),
        ("wa", "WA"),
        ("W.A.", "WA"),
        ("Washington", "WA"),
        ("NEW  MEXICO", "NM"),
        ("District of Columbia", "DC"),
        ("D.C.", "DC"),
        ("Washington, DC", "DC"),
        ("Puerto Rico", "PR"),
        ("US Virgin Islands", "VI"),
        ("Guam", "GU"),
        ("XX", None),
        ("BC", None),
        ("", None),
        (None, None),
    ],
)
def test_state_code(text: str | None, expected: str | None) -> None:
    assert state_code(text) == expected


def test_every_state_is_found_by_code_and_name() -> None:
    assert len(STATE_NAMES) == 50 + 1 + 8
    assert all(state_code(code) == code == state_code(name.upper()) for code, name in STATE_NAMES.items())


def test_place_of_zip() -> None:
    place = place_of_zip("98101")
    assert place is not None
    assert (place.label, place.city, place.state, place.zip5) == (
        "Seattle, WA 98101",
        "Seattle",
        "WA",
        "98101",
    )
    assert place.precision is PlacePrecision.ZIP_CENTER
    assert place_of_zip("98101-1234") == place
    assert place_of_zip("00000") is None
    assert place_of_zip("09001") is None


@pytest.mark.parametrize("city", ["Saint Louis", "ST LOUIS", "st. louis", "St.Louis"])
def test_city_spellings(city: str) -> None:
    (place,) = places_of_city(city, "Missouri")
    assert place.label == "Saint Louis, MO"
    assert place.precision is PlacePrecision.CITY_CENTER
    assert place.zip5 is None


@pytest.mark.parametrize(
    ("city", "state", "label"),
    [
        ("FT. COLLINS", "CO", "Fort Collins, CO"),
        ("Mt Vernon", "WA", "Mount Vernon, WA"),
        ("Hollywood", "CA", "Hollywood, CA"),
        ("Winston Salem", "NC", "Winston Salem, NC"),
    ],
)
def test_city_words_and_accepted_names(city: str, state: str, label: str) -> None:
    assert [place.label for place in places_of_city(city, state)] == [label]


def test_a_city_centre_is_near_its_zips() -> None:
    (city,) = places_of_city("Seattle", "WA")
    downtown = place_of_zip("98101")
    assert downtown is not None
    assert miles_between(city.lat, city.lon, downtown.lat, downtown.lon) < 5


def test_unknown_cities_and_states() -> None:
    assert places_of_city("Nosuchtown") == ()
    assert places_of_city("Seattle", "XX") == ()
    assert places_of_city("Seattle", "OR") == ()
    assert places_of_city(None) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("98101", ["Seattle, WA 98101"]),
        ("98101-1234", ["Seattle, WA 98101"]),
        ("Seattle, WA 98101", ["Seattle, WA 98101"]),
        ("Seattle, WA", ["Seattle, WA"]),
        ("Seattle, WA, USA", ["Seattle, WA"]),
        ("seattle wa", ["Seattle, WA"]),
        ("seattle washington", ["Seattle, WA"]),
        ("Seattle", ["Seattle, WA"]),
        ("Kansas City", ["Kansas City, KS", "Kansas City, MO"]),
        ("kansas city mo", ["Kansas City, MO"]),
        ("Las Cruces New Mexico", ["Las Cruces, NM"]),
        ("Washington, D.C.", ["Washington, DC"]),
        ("Indiana PA", ["Indiana, PA"]),
        ("98101 1234", ["Seattle, WA 98101"]),
        ("Seattle 98101 1234", ["Seattle, WA 98101"]),
        ("seattle,98101", ["Seattle, WA 98101"]),
        ("WA 98101", ["Seattle, WA 98101"]),
        ("near 98101", ["Seattle, WA 98101"]),
        ("1420 5th Ave, Seattle, WA 98101", ["Seattle, WA 98101"]),
        ("Lauderdale By The Sea FL 33308", ["Fort Lauderdale, FL 33308"]),  # a name that its mail may bear
        ("Washington 20500", ["Washington, DC 20500"]),
        ("Delaware 43015", ["Delaware, OH 43015"]),
        ("Miami, FL 98101", ["Seattle, WA 98101", "Miami, FL"]),
        ("Tacoma 98101", ["Seattle, WA 98101", "Tacoma, WA"]),
        ("1 Main St, Tacoma, WA 98101", ["Seattle, WA 98101", "Tacoma, WA"]),
        ("FL 98101", []),
        ("Nosuchtown, FL 98101", []),
        ("Nosuchtown, WA", []),
        ("00000", []),
        ("2139", []),
        ("", []),
        (None, []),
    ],
)
def test_find_place(text: str | None, labels: list[str]) -> None:
    assert [place.label for place in find_place(text)] == labels


@given(st.text())
def test_find_place_never_raises(text: str) -> None:
    assert isinstance(find_place(text), tuple)


def test_a_known_distance() -> None:
    assert miles_between(47.6062, -122.3321, 45.5152, -122.6784) == pytest.approx(145.4, abs=0.5)
    assert miles_between(0, 0, 0, 180) == pytest.approx(12_437, abs=2)


@given(lats, lons, lats, lons)
def test_distance_is_symmetric_and_bounded(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> None:
    there = miles_between(a_lat, a_lon, b_lat, b_lon)
    assert there == pytest.approx(miles_between(b_lat, b_lon, a_lat, a_lon), abs=1e-3)
    assert 0 <= there < 12_450
    assert miles_between(a_lat, a_lon, a_lat, a_lon) == 0


@pytest.mark.slow
def test_the_zip_table_is_not_loaded_at_import() -> None:
    code = "from directory.normalize import places; raise SystemExit(places._tables.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
