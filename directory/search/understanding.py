"""Reads a question: which place, which state, which counties, and who is meant by what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from directory.normalize.counties import counties_called
from directory.normalize.misspelled import places_spelled_like
from directory.normalize.places import Place, centre_of, find_place, nearest_place
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.search.asking_back import (
    ProblemError,
    agree,
    ask_which_number,
    ask_which_place,
    ask_which_profession,
    ask_which_state,
    has_place,
    places_of,
    quoted,
)
from directory.search.holding import held_of
from directory.search.model import LONGEST_TEXT, Choice, Query, Result
from directory.search.regions import Region
from directory.search.typed import Typed, typed
from directory.texts import say
from directory.vocabulary import PlacePrecision

MOST_MILES = 500
_BETWEEN_DIGITS = str.maketrans("", "", " -")  # of a ZIP code


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was understood: ``query`` with what a typed line added to it, ``ids`` of whom its name or number
    may mean, best first (None: nobody was named), ``alike``: the group of each, the same number where names are equally
    like what was typed; ``why`` of those that are not called so.
    """

    query: Query
    region: Region
    today: date
    ids: tuple[str, ...] | None = None
    alike: Mapping[str, int] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None  # as it was asked for: it may be measured from the middle of its city

    def but(self, people: frozenset[str]) -> "Asked":
        """The same without these people."""
        if not people:
            return self
        ids = None if self.ids is None else tuple(one for one in self.ids if one not in people)
        return replace(self, ids=ids, region=replace(self.region, left_out=people))

    def anywhere(self) -> "Asked":
        """The same of people at any spot."""
        return replace(self, region=replace(self.region, spots=None))


def understood(
    session: Session, query: Query, today: date, result: Result, hidden: frozenset[str] = frozenset()
) -> Asked | None:
    """The question, with place, state and what was understood written to ``result``; None, with its problem there,
    when it cannot be answered. ``hidden``: people whom the reader does not find (directory.disputes).
    """
    try:
        return _understood(session, query, today, result, hidden).but(hidden)
    except ProblemError as problem:
        result.problem, result.choices = str(problem), problem.choices
        return None


def _understood(session: Session, query: Query, today: date, result: Result, hidden: frozenset[str]) -> Asked:
    _look_over(query)
    state = _state(query.state)
    told, read = _typed(session, query, state, hidden), None
    if told is not None:
        result.understood = told.understood
        read = told if told.ids or told.kind == "nothing" else _anywhere(session, query, hidden)
        if read is not None:
            ask_which_profession(query, read)
            ask_which_state(query, read, state)
        query = replace(query, profession=query.profession or told.profession)
    region, place = _region_of_both(session, query, state, told)
    if read is not None and has_place(query) and not agree(read, region, place):
        ask_which_place(query, read)
    if not (region.place or region.counties or region.state or told):
        raise ProblemError(say("search-nothing-asked"))
    result.place = region.place
    states = region.every_state()
    result.state = region.state or (region.place.state if region.measured and region.place else None)
    if region.counties and len(states) == 1:
        (result.state,) = states
    if told is None or told.kind == "nothing":
        return Asked(query, region, today, place=place)
    groups = dict(zip(told.ids, told.groups, strict=True))
    return Asked(query, region, today, tuple(told.ids), groups, told.why, place)


# --- texts that are no question ---------------------------------------------------------------------------------


def _look_over(query: Query) -> None:
    """Refuses what is too long, and what was typed and reads as nothing, which is never the same as nothing typed."""
    given = [("place", query.place), ("state", query.state), ("name", query.name)]
    for what, text in (*given, *(("county", county) for county in query.counties)):
        if text and clean(text) is None and clean(f"{text}a") != "a":
            raise ProblemError(say("search-no-text", what=what, text=text.strip()[:60]))
        if text and len(clean(text) or "") > LONGEST_TEXT:
            raise ProblemError(say(f"search-too-long-{what}", most=LONGEST_TEXT))


def _state(text: str | None) -> str | None:
    asked = clean(text)
    if asked is None:
        return None
    if (code := state_code(asked)) is None:
        raise ProblemError(say("search-no-state", state=quoted(text)))
    return code


# --- who --------------------------------------------------------------------------------------------------------


def _typed(session: Session, query: Query, state: str | None, hidden: frozenset[str]) -> Typed | None:
    line = clean(query.name)
    if line is None:
        return None
    told = typed(session, line, state=state, profession=query.profession, hidden=hidden)
    if told.problem:
        raise ProblemError(told.problem)
    ask_which_number(query, told)
    if state and (there := tuple(place for place in told.choices if place.state == state)):
        told = replace(told, place=there[0] if len(there) == 1 else None, choices=there if len(there) > 1 else ())
    if told.kind == "nothing" and told.choices and not has_place(query):
        ask_which_state(query, told, state)
        which = say("search-which-place", number=len(told.choices), place=told.choices[0].city)
        if told.called:
            which = say("search-which-place-of-nobody", name=told.called, which=which)
        raise ProblemError(which, _at_places(query, told.choices))
    return told


def _anywhere(session: Session, query: Query, hidden: frozenset[str]) -> Typed | None:
    """The line whatever was chosen beside it; None where it means nobody at all."""
    told = typed(session, query.name or "", hidden=hidden)
    return told if told.ids else None


# --- where ------------------------------------------------------------------------------------------------------


def _region_of_both(
    session: Session, query: Query, state: str | None, told: Typed | None
) -> tuple[Region, Place | None]:
    """The region, in the state that stands in the line, where that names no place, and nobody either if another place
    was asked for.
    """
    if told is None or state or not told.state or places_of(told) or (has_place(query) and told.kind != "nothing"):
        return _region(session, query, state, told)
    try:
        return _region(session, query, told.state, told)
    except ProblemError:
        _region(session, query, None, told)  # raises what is wrong without that state too
        ask_which_place(query, told)
        raise


def _region(session: Session, query: Query, state: str | None, told: Typed | None) -> tuple[Region, Place | None]:
    """The region, and the place that was asked for where another one is measured from."""
    radius = max(0, min(query.radius, MOST_MILES))
    if query.counties:
        counties = tuple(dict.fromkeys(_county(query, text, state) for text in query.counties if clean(text)))
        return Region(counties=counties, state=state, spots=held_of(session).in_counties(counties)), None
    asked = _place(query, state) or (told.place if told else None)
    if asked is None:
        return Region(state=state), None
    place = centre_of(asked, radius)
    spots = held_of(session).within(place.lat, place.lon, radius)
    if state:
        spots = spots.outside(spots.states - {state})
    return Region(place=place, radius=radius, state=state, spots=spots), asked


def _place(query: Query, state: str | None) -> Place | None:
    if query.at is not None:
        lat, lon = query.at
        near = nearest_place(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
        if near is None:
            raise ProblemError(say("search-nowhere"))
        return Place(say("search-your-place"), lat, lon, near.state, near.city, None, PlacePrecision.CITY_CENTER)
    asked = clean(query.place)
    if asked is None:
        return None
    places = find_place(asked)
    if state:
        places = tuple(p for p in places if p.state == state)
    if len(places) == 1:
        return places[0]
    if places:
        which = "search-which-zip" if any(place.zip5 for place in places) else "search-which-place"
        which = say(which, number=len(places), place=quoted(asked))
        raise ProblemError(which, _at_places(query, places))
    kind = "search-no-zip" if asked.translate(_BETWEEN_DIGITS).isdigit() else "search-no-place"
    if alike := places_spelled_like(asked, state):
        raise ProblemError(say("search-near-place", place=quoted(asked)), _at_places(query, alike))
    if state:
        raise ProblemError(say(f"{kind}-in", place=quoted(asked), state=STATE_NAMES[state]))
    raise ProblemError(say(kind, place=quoted(asked)))


def _at_places(query: Query, places: Iterable[Place]) -> Iterable[Choice]:
    """The question at each of these places; the state is in the label."""
    for place in places:
        yield Choice(label=place.label, of="near", query=replace(query, place=place.label, state=None, page=1))


def _county(query: Query, text: str, state: str | None) -> str:
    found = counties_called(text, state)
    if len(found) == 1:
        return found[0]
    if found:
        which = say("search-which-county", number=len(found), county=quoted(text))
        raise ProblemError(which, _with_county(query, text, found))
    if state and (elsewhere := counties_called(text)):
        outside = say("search-no-county-in", county=quoted(text), state=STATE_NAMES[state])
        raise ProblemError(outside, _with_county(replace(query, state=None), text, elsewhere))
    raise ProblemError(say("search-no-county", county=quoted(text)))


def _with_county(query: Query, text: str, labels: Iterable[str]) -> Iterable[Choice]:
    """The question with each of these counties instead of what was typed; other counties stay."""
    for label in labels:
        counties = tuple(dict.fromkeys(label if one == text else one for one in query.counties))
        yield Choice(label=label, of="county", query=replace(query, counties=counties, page=1))
