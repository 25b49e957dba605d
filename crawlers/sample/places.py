"""Real cities, ZIP codes and area codes of the states in which the sample people live."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    name: str
    state: str
    area_code: str
    zips: tuple[str, ...]


def _city(state: str, name: str, area_code: str, zips: str) -> City:
    return City(name, state, area_code, tuple(zips.split()))


_ALL = (
    _city("WA", "Seattle", "206", "98101 98102 98103 98104 98105 98107 98109 98115"),
    _city("WA", "Spokane", "509", "99201 99202 99203 99204 99205 99207 99208 99212"),
    _city("WA", "Tacoma", "253", "98402 98403 98404 98405 98406"),
    _city("WA", "Bellingham", "360", "98225 98226 98229"),
    _city("WA", "Yakima", "509", "98901 98902 98908"),
    _city("CO", "Denver", "303", "80202 80203 80204 80205 80206 80207 80209 80210"),
    _city("CO", "Boulder", "720", "80301 80302 80303 80304"),
    _city("CO", "Fort Collins", "970", "80521 80524 80525 80526"),
    _city("CO", "Pueblo", "719", "81001 81003 81004 81005"),
    _city("CO", "Grand Junction", "970", "81501 81503 81504"),
    _city("SD", "Sioux Falls", "605", "57103 57104 57105 57106 57108"),
    _city("SD", "Rapid City", "605", "57701 57702 57703"),
    _city("SD", "Aberdeen", "605", "57401"),
    _city("SD", "Pierre", "605", "57501"),
    _city("MD", "Baltimore", "410", "21201 21202 21209 21210 21211"),
    _city("MD", "Frederick", "301", "21701 21702 21703"),
    _city("CA", "Sacramento", "916", "95811 95814 95816 95818"),
    _city("CA", "San Diego", "619", "92101 92103 92104 92108"),
    _city("PA", "Pittsburgh", "412", "15203 15206 15211 15212"),
    _city("PA", "Lancaster", "717", "17601 17602 17603"),
    _city("IL", "Chicago", "312", "60601 60605 60607 60610 60611"),
    _city("IL", "Peoria", "309", "61602 61603 61604 61614"),
    _city("CT", "Hartford", "860", "06103 06105 06106 06114"),
    _city("CT", "New Haven", "203", "06510 06511 06513 06515"),
    _city("DE", "Wilmington", "302", "19801 19802 19803 19805 19808"),
    _city("DE", "Dover", "302", "19901 19904"),
    _city("FL", "Miami", "305", "33125 33126 33130"),
    _city("WY", "Cheyenne", "307", "82001 82007 82009"),
)
CITIES: dict[str, tuple[City, ...]] = {
    state: tuple(c for c in _ALL if c.state == state) for state in sorted({c.state for c in _ALL})
}


def city(state: str, name: str) -> City:
    """The named city; KeyError when the sample world does not have it."""
    for candidate in CITIES[state]:
        if candidate.name == name:
            return candidate
    raise KeyError(f"{name}, {state}")
