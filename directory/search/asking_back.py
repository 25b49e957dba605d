"""What of a question contradicts itself: another place or profession typed for who than was asked for beside it. Never
one of the two is dropped in silence; both are offered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from directory.normalize.places import Place, counties_by_zip, miles_between, nearest_place
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.search.model import Choice, Query
from directory.search.regions import Region
from directory.search.typed import Typed
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES


class ProblemError(ValueError):
    """The question cannot be answered; ``choices`` are what may have been meant."""

    def __init__(self, text: str, choices: Iterable[Choice] = ()) -> None:
        super().__init__(text)
        self.choices = list(choices)


def quoted(text: str | None) -> str:
    return (clean(text) or "")[:60]


def has_place(query: Query) -> bool:
    return bool(clean(query.place) or query.at or query.counties)


def places_of(told: Typed) -> tuple[Place, ...]:
    return (told.place,) if told.place else told.choices


# --- numbers ----------------------------------------------------------------------------------------------------


def ask_which_number(query: Query, told: Typed) -> None:
    """A ZIP may be a license number just as well. Raises ProblemError."""
    if told.license is None or told.place is None:
        return
    by_number = replace(query, name=f"license {told.license}", page=1)
    choices = (
        Choice(label=told.place.label, of="who", query=_at(query, told.place, None)),
        Choice(label=say("box-license-number", number=told.license), of="who", query=by_number),
    )
    raise ProblemError(say("search-zip-or-license", number=told.license), choices)


# --- professions ------------------------------------------------------------------------------------------------


def ask_which_profession(query: Query, told: Typed) -> None:
    """Raises ProblemError where another profession stands in the line than was chosen."""
    chosen, meant = query.profession, told.profession
    if chosen is None or meant is None or chosen is meant:
        return
    rest = told.but_profession
    if not (rest or has_place(query) or query.state):
        rest = PROFESSION_NAMES[chosen]  # something must be asked for
    choices = (
        Choice(label=PROFESSION_NAMES[meant].capitalize(), of="who", query=replace(query, profession=meant, page=1)),
        Choice(label=PROFESSION_NAMES[chosen].capitalize(), of="who", query=replace(query, name=rest or None, page=1)),
    )
    what = say("search-two-professions", typed=quoted(query.name), profession=PROFESSION_NAMES[chosen])
    raise ProblemError(what, choices)


# --- places -----------------------------------------------------------------------------------------------------


def ask_which_state(query: Query, told: Typed, state: str | None) -> None:
    """Raises ProblemError where the line is about another state than the ``state`` that was chosen."""
    states = {told.state} if told.state else {one.state for one in told.choices}
    if state and states and state not in states:
        ask_which_place(query, told)


def agree(told: Typed, region: Region, asked: Place | None) -> bool:
    """Whether what the line says of a place fits the region that was asked for beside it. A place alone must be the
    very same: what is typed for who is a name first.
    """
    if not (meant := places_of(told)):
        here = region.spots.states if region.spots is not None else region.every_state()
        here |= {asked.state} if asked else set()
        return told.state is None or told.state in here
    if asked and any((one.city, one.state) == (asked.city, asked.state) for one in meant):
        return True
    return told.kind != "nothing" and any(_lies_in(one, region) for one in meant)


def _lies_in(place: Place, region: Region) -> bool:
    if region.counties:
        area = place if place.zip5 else nearest_place(place.lat, place.lon)
        county = counties_by_zip().get(area.zip5 or "") if area else None
        return f"{county}, {place.state}" in region.counties
    start = region.place
    return start is not None and miles_between(start.lat, start.lon, place.lat, place.lon) <= region.radius


def ask_which_place(query: Query, told: Typed) -> None:
    """Raises ProblemError, with the places of the line and the place that was asked for beside it as choices."""
    beside = _asked_for(query)
    of_line = (Choice(label=label, of="who", query=one) for label, one in _in_line(query, told) if label != beside)
    own = Choice(label=beside, of="who", query=replace(query, name=told.but_place or None, page=1))
    text = "search-two-places"
    if told.kind == "nothing":
        text = "search-name-or-place" if told.called else "search-place-beside-place"
    raise ProblemError(say(text, typed=quoted(query.name), place=beside), (*of_line, own))


def _asked_for(query: Query) -> str:
    """The place that was asked for, in words."""
    if query.counties:
        return quoted("; ".join(query.counties))
    if query.at:
        return say("search-your-place")
    return quoted(query.place) or STATE_NAMES.get(state_code(query.state) or "", "")


def _in_line(query: Query, told: Typed) -> Iterator[tuple[str, Query]]:
    """(label, question) of each place that the line may mean, or of its state."""
    for place in places_of(told):
        yield place.label, _at(query, place, told.but_place or None)
    if not places_of(told) and told.state:
        there = replace(_nowhere(query), state=told.state, name=told.but_place or None)
        yield STATE_NAMES[told.state], there


def _at(query: Query, place: Place, name: str | None) -> Query:
    """The question at that place; a state that was chosen stays where the place lies in it."""
    stays = query.state if state_code(query.state) == place.state else None
    return replace(_nowhere(query), place=place.label, state=stays, name=name)


def _nowhere(query: Query) -> Query:
    return replace(query, place=None, at=None, counties=(), state=None, page=1)
