"""A postal address of the United States out of the text of a page: what stands before a ZIP that fits its state."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from directory.normalize.places import clean_zip, place_of_zip, places_of_city
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean

MOST_TEXT = 200_000  # characters that are read
_LONGEST = 160  # characters before a ZIP in which its street and city stand
_MOST_CITY_WORDS = 4
_STATES = "|".join(sorted([*STATE_NAMES, *map(re.escape, STATE_NAMES.values())], key=len, reverse=True))
_END = re.compile(rf"[\s,]({_STATES})\.?,?\s+(\d{{5}}(?:-\d{{4}})?)(?![\d-])", re.IGNORECASE)
_KIND = (
    r"(?:street|st|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|place|pl|plaza|plz|square|sq|"
    r"parkway|pkwy|highway|hwy|way|terrace|ter|trail|trl|pike|turnpike|tpke|route|rte|loop|row|alley|broadway|expressway|"
    r"crossing|center|centre|mall|walk|commons|county road|co rd|state road|mile)"
)
_NUMBER = r"(?:[NSEW]\d+[NSEW]\d+|\d+[A-Z]?(?:-\d+[A-Z]?)?(?: 1/2)?|One)"
_STREET = re.compile(
    rf"(?<![\w$#/.-]){_NUMBER} (?:[\w.'’-]+ ){{0,5}}?{_KIND}\b\.?(?: \d+\b)?"
    r"(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?",
    re.IGNORECASE,
)
_BOX = re.compile(r"\b(?:P\.? ?O\.? ?)?Box \d+", re.IGNORECASE)
_UNIT = re.compile(
    r"^[\s,]*((?:suite|ste|unit|apt|room|rm|bldg|building|#)\.? ?#? ?[\w-]+|\d+(?:st|nd|rd|th) floor|floor \d+)"
    r"(?=[\s,]|$)",
    re.IGNORECASE,
)  # fmt: skip
_MARKS = " ,|•·;:\u2013-"


class PostalAddress(NamedTuple):
    """Fields named as in `directory.records.Address`; the state by its code."""

    line1: str | None
    line2: str | None
    city: str
    state: str
    zip5: str


def address_in(text: str | None) -> PostalAddress | None:
    """The first address of a text, one line a block: street line or box if there is one, suite, city, state, ZIP.

    Only a ZIP that exists in the state before it counts, and only a city known in that state; a street without both
    is no address. ``None`` when there is none. Read are the first 200,000 characters. Never raises.
    """
    return next(addresses_in(text), None)


def addresses_in(text: str | None) -> Iterator[PostalAddress]:
    """All addresses of a text in reading order, as `address_in` reads one."""
    tidy = ", ".join(line for raw in (text or "")[:MOST_TEXT].splitlines() if (line := clean(raw)))
    after = 0
    for end in _END.finditer(tidy):
        place, state = place_of_zip(end[2]), state_code(end[1])
        if place and state and place.state == state:
            before = tidy[max(after, end.start() - _LONGEST) : end.start()]
            if found := _before(before, state, end[2]):
                yield found
        after = end.end()


def _before(text: str, state: str, zip_code: str) -> PostalAddress | None:
    """The address whose street and city end ``text``."""
    city = _city(text.rstrip(_MARKS), state)
    if city is None:
        return None
    rest = text.rstrip(_MARKS)[: -len(city)].rstrip(_MARKS)
    street, unit = None, None
    for found in [*_STREET.finditer(rest), *_BOX.finditer(rest)]:
        behind = rest[found.end() :]
        suite = _UNIT.match(behind)
        if not behind[suite.end() if suite else 0 :].strip(_MARKS):  # nothing else between street and city
            street, unit = found[0].rstrip(_MARKS), suite[1] if suite else None
            break
    return PostalAddress(street, unit, city, state, clean_zip(zip_code) or zip_code[:5])


def _city(text: str, state: str) -> str | None:
    """The longest known city of the state that the text ends with."""
    words = [(found.start(), found[0]) for found in re.finditer(r"[^\s,|]+", text)]
    for count in range(min(_MOST_CITY_WORDS, len(words)), 0, -1):
        name = text[words[-count][0] :]
        if not re.search(r"[,|]", name) and words[-count][1][:1].isupper() and places_of_city(name, state):
            return name
    return None
