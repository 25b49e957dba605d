"""Reads a question: which place, which state, which counties, and who is meant by what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from directory.normalize.places import Place, centre_of, counties_called, find_place, nearest_place
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.search.holding import held_of
from directory.search.model import LONGEST_TEXT, Query, Result
from directory.search.regions import Region
from directory.search.typed import Typed, typed
from directory.texts import say
from directory.vocabulary import PlacePrecision

MOST_MILES = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was understood: ``query`` with what a typed line added to it, ``ids`` of whom its name or number
    may mean, best first (None: nobody was named), ``why`` of those that are not called so.
    """

    query: Query
    region: Region
    today: date
    ids: tuple[str, ...] | None = None
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


class _ProblemError(ValueError):
    """The question cannot be answered; ``choices`` are what may have been meant."""

    def __init__(self, text: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.choices = list(choices)


def understood(session: Session, query: Query, today: date, result: Result) -> Asked | None:
    """The question, with place, state and what was understood written to ``result``; None, with its problem there,
    when it cannot be answered.
    """
    try:
        return _understood(session, query, today, result)
    except _ProblemError as problem:
        result.problem, result.choices = str(problem), problem.choices
        return None


def _understood(session: Session, query: Query, today: date, result: Result) -> Asked:
    _look_over(query)
    state = _state(query.state)
    told = _typed(session, query, state)
    if told is not None:
        result.understood = told.understood
        query = replace(query, profession=query.profession or told.profession)
        if not _has_place(query) or (told.kind == "nothing" and not _places(told)):
            state = state or told.state
    region, place = _region(session, query, state, told)
    if told is not None and told.kind == "nothing" and _has_place(query):
        _only_one_place(query, told, place)
    if not (region.place or region.counties or region.state or told):
        raise _ProblemError(say("search-nothing-asked"))
    result.place = region.place
    states = region.every_state()
    result.state = region.state or (region.place.state if region.measured and region.place else None)
    if region.counties and len(states) == 1:
        (result.state,) = states
    ids, why = (None, {}) if told is None or told.kind == "nothing" else (tuple(told.ids), told.why)
    return Asked(query, region, today, ids, why, place)


# --- texts that are no question ---------------------------------------------------------------------------------


def _look_over(query: Query) -> None:
    """Refuses what is too long, and what was typed and reads as nothing, which is never the same as nothing typed."""
    given = [("place", query.place), ("state", query.state), ("name", query.name)]
    for what, text in (*given, *(("county", county) for county in query.counties)):
        if text and clean(text) is None and clean(f"{text}a") != "a":
            raise _ProblemError(say("search-no-text", what=what, text=text.strip()[:60]))
        if text and len(clean(text) or "") > LONGEST_TEXT:
            raise _ProblemError(say(f"search-too-long-{what}", most=LONGEST_TEXT))


def _quoted(text: str | None) -> str:
    return (clean(text) or "")[:60]


def _has_place(query: Query) -> bool:
    return bool(clean(query.place) or query.at or query.counties)


def _state(text: str | None) -> str | None:
    asked = clean(text)
    if asked is None:
        return None
    if (code := state_code(asked)) is None:
        raise _ProblemError(say("search-no-state", state=_quoted(text)))
    return code


# --- who --------------------------------------------------------------------------------------------------------


def _typed(session: Session, query: Query, state: str | None) -> Typed | None:
    line = clean(query.name)
    if line is None:
        return None
    told = typed(session, line, state=state, profession=query.profession)
    if told.problem:
        raise _ProblemError(told.problem)
    if told.kind == "nothing" and told.choices and not _has_place(query):
        labels = tuple(place.label for place in told.choices)
        raise _ProblemError(say("search-which-place", number=len(labels), place=told.choices[0].city), labels)
    return told


def _places(told: Typed) -> tuple[Place, ...]:
    return (told.place,) if told.place else told.choices


def _only_one_place(query: Query, told: Typed, asked: Place | None) -> None:
    """Two places never mean one of them in silence: refuses a place typed for who beside another one."""
    meant = _places(told)
    if not meant or any(asked and (one.city, one.state) == (asked.city, asked.state) for one in meant):
        return
    beside = query.place or "; ".join(query.counties) or say("search-your-place")
    raise _ProblemError(say("search-two-places", typed=_quoted(query.name), place=_quoted(beside)))


# --- where ------------------------------------------------------------------------------------------------------


def _region(session: Session, query: Query, state: str | None, told: Typed | None) -> tuple[Region, Place | None]:
    """The region, and the place that was asked for where another one is measured from."""
    radius = max(0, min(query.radius, MOST_MILES))
    if query.counties:
        counties = tuple(dict.fromkeys(_county(text, state) for text in query.counties if clean(text)))
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
            raise _ProblemError(say("search-nowhere"))
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
        labels = tuple(p.label for p in places)
        raise _ProblemError(say("search-which-place", number=len(places), place=_quoted(asked)), labels)
    kind = "search-no-zip" if asked.isdigit() else "search-no-place"
    if state:
        raise _ProblemError(say(f"{kind}-in", place=_quoted(asked), state=STATE_NAMES[state]))
    raise _ProblemError(say(kind, place=_quoted(asked)))


def _county(text: str, state: str | None) -> str:
    found = counties_called(text)
    if state:
        found = tuple(label for label in found if label.endswith(f", {state}"))
    if len(found) == 1:
        return found[0]
    if found:
        raise _ProblemError(say("search-which-county", number=len(found), county=_quoted(text)), found)
    raise _ProblemError(say("search-no-county", county=_quoted(text)))
