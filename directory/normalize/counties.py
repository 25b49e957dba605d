"""The counties of the table of ZIP codes: which there are, and which a text may mean."""

from collections import defaultdict
from functools import lru_cache

from directory.normalize.county_names import folded_county, without_word
from directory.normalize.places import STATE_NAMES, counties_by_zip, folded_city, place_of_zip, state_code
from directory.normalize.text import clean

_LONGEST_STATE = max(len(name.split()) for name in STATE_NAMES.values())
_NOT_A_CITY = ("County", "Parish", "Borough", "Census Area", "Municipality", "Municipio")  # words that may be wrong


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    """'King County, WA': counties of ZIP codes that are somewhere, sorted."""
    places = ((county, place_of_zip(zip5)) for zip5, county in counties_by_zip().items())
    return tuple(sorted({f"{county}, {place.state}" for county, place in places if place}))


@lru_cache(maxsize=1)
def _called() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Labels by the folded name, with the word for a county and without it."""
    whole: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for label in _labels():
        name = label.rpartition(", ")[0]
        whole[folded_county(name)].append(label)
        short[folded_city(without_word(name))].append(label)
    return whole, short


@lru_cache(maxsize=64)
def counties_in(state: str) -> tuple[str, ...]:
    """'King County, WA', sorted. ``state``: two letters."""
    return tuple(label for label in _labels() if label.endswith(f", {state}"))


def county_label(county: str, state: str) -> str:
    """'King County, WA': of a county that a store holds, perhaps under an older spelling."""
    label = f"{county}, {state}"
    found = counties_called(label)
    return found[0] if len(found) == 1 else label


def counties_called(text: str | None, state: str | None = None) -> tuple[str, ...]:
    """Labels ('King County, WA') of the counties a text may mean, sorted; empty if unknown.

    'King County WA', 'King, WA' and 'king wa' mean one; 'King' one in each state that has one; 'Baltimore, MD' the
    county and the city that lies in none. ``state``: two letters, only those there.
    """
    tidy = clean(text) or ""
    name, comma, ending = tidy.rpartition(",")
    if comma:
        code = state_code(ending)
        return _in(name, code) if code and state in (None, code) else ()
    if found := _named(tidy, state):
        return found
    words = tidy.split(" ")
    for count in range(min(_LONGEST_STATE, len(words) - 1), 0, -1):
        code = state_code(" ".join(words[-count:]))
        if code and state in (None, code) and (found := _named(" ".join(words[:-count]), code)):
            return found
    return ()


def _in(name: str, code: str) -> tuple[str, ...]:
    return _named(clean(name) or "", code)


def _named(name: str, state: str | None) -> tuple[str, ...]:
    """By the whole name, else by the name without its word, else whatever the word."""
    whole, short = _called()
    wrong = without_word(name) if name.casefold().endswith(tuple(word.casefold() for word in _NOT_A_CITY)) else ""
    for found in (whole.get(folded_county(name)), short.get(folded_city(name)), short.get(folded_city(wrong))):
        if there := tuple(label for label in found or () if state is None or label.endswith(f", {state}")):
            return there
    return ()
