"""Why nobody is shown, in words, and another way on. Nothing is ever widened without being asked."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from directory import wording
from directory.links import board_links
from directory.normalize.states import STATE_NAMES
from directory.search import counting, saying
from directory.search.behind import Behind
from directory.search.filters import filters_of, forbidding
from directory.search.finding import nearest
from directory.search.holding import held_of
from directory.search.listing import Listing
from directory.search.model import RADII, Empty, EmptyKind, Query
from directory.search.regions import FARTHEST, Region
from directory.search.understanding import Asked
from directory.texts import say
from directory.vocabulary import Profession

MOST_BOARDS = 3
NEAREST = 3  # people who are told of beyond the radius


def empty(session: Session, listing: Listing, behind: Behind) -> Empty:
    """Of a question that nobody answers to."""
    asked = listing.allowed
    if asked.ids is not None and not asked.ids:
        return Empty(
            kind=EmptyKind.NO_SUCH_NAME, sentence=say("search-empty-name"), next_step=say("search-empty-name-next")
        )
    if listing.forbidden and not listing.asked.region.every_state() - listing.forbidden:
        rule = saying.rule_line(asked.query, _state(listing.asked), asked.today)
        return Empty(
            kind=EmptyKind.STATE_FORBIDS,
            sentence=say("search-empty-forbids", rule=rule),
            next_step=say("search-empty-forbids-next"),
        )
    everybody, _ = counting.people(session, asked, but=filters_of(asked.query))
    if everybody:
        return _filtered(session, asked, everybody)
    if asked.ids is not None:
        return _elsewhere(session, asked)
    state = _state(asked)
    near = _beyond(session, asked)
    if state and not behind.covered(state, asked.query.profession) and not _anybody(session, asked, state):
        return _not_covered(asked, state, near)
    if asked.region.measured:
        return _farther(asked, near)
    return _none_in(asked)


def _state(asked: Asked) -> str | None:
    """The state that the answer is about."""
    region = asked.region
    if region.measured and region.place and not region.state:
        return region.place.state
    return region.state or next(iter(sorted(region.every_state())), None)


def _anybody(session: Session, asked: Asked, state: str) -> bool:
    region = Region(state=state, left_out=asked.region.left_out)
    return counting.tally(session, region, asked.query.profession, asked.today)["people"] > 0


# --- a filter hides them ----------------------------------------------------------------------------------------


def _filtered(session: Session, asked: Asked, everybody: int) -> Empty:
    """Names the filter without which most would be shown."""
    filters = filters_of(asked.query)
    left = {name: counting.people(session, asked, but=(name,))[0] for name in filters}
    drop = max(left, key=lambda name: left[name])
    if not left[drop]:
        return Empty(
            kind=EmptyKind.FILTER,
            sentence=say("search-empty-filters", number=everybody),
            next_step=say("search-empty-filters-next"),
            would_show=everybody,
        )
    label = filter_label(drop, asked.query)
    return Empty(
        kind=EmptyKind.FILTER,
        sentence=say("search-empty-filter", number=everybody, filter=label),
        next_step=say("search-empty-filter-next", number=left[drop], filter=label),
        drop=drop,
        would_show=left[drop],
    )


def filter_label(name: str, query: Query) -> str:
    """What a filter is called."""
    if name == "licensed_since":
        return say("search-filter-licensed-since", year=str(query.licensed_since))
    return say(f"search-filter-{name.replace('_', '-')}")


def _elsewhere(session: Session, asked: Asked) -> Empty:
    """Somebody was named, and is known, but not here."""
    known = counting.people(session, replace(asked, region=Region()), but=filters_of(asked.query))[0]
    if not known:
        return Empty(
            kind=EmptyKind.NO_SUCH_NAME, sentence=say("search-empty-name"), next_step=say("search-empty-name-next")
        )
    near = _beyond(session, asked)
    told = [say("search-empty-name-here", number=known), *_nearest(near)]
    return Empty(
        kind=EmptyKind.RADIUS if asked.region.measured else EmptyKind.FILTER,
        sentence=" ".join(told),
        next_step=say("search-empty-name-here-next"),
        drop=None if asked.region.measured else "state",
        would_show=known,
        nearest=near,
    )


# --- nobody is here ---------------------------------------------------------------------------------------------


def _beyond(session: Session, asked: Asked) -> tuple[int, float, float] | None:
    """(how many of the nearest, miles to the first, to the last of them) of those beyond the radius whom the whole
    question means; None within 500 miles, or where nothing is measured.
    """
    region, place = asked.region, asked.region.place
    if not region.measured or place is None:
        return None
    forbidden = forbidding(asked.query.profession, asked.today) if asked.ids is None else frozenset()
    beyond = float(region.radius)
    while beyond < FARTHEST:
        reach = min(FARTHEST, max(50.0, beyond * 2))
        spots = held_of(session).within(place.lat, place.lon, reach, beyond).outside(forbidden)
        miles = nearest(session, asked, spots.miles_to, NEAREST)
        if miles:
            return len(miles), miles[0], miles[-1]
        beyond = reach
    return None


def _nearest(near: tuple[int, float, float] | None) -> Iterator[str]:
    if near is None:
        return
    number, first, last = near[0], max(1, round(near[1])), max(1, round(near[2]))
    if number == 1 or first == last:
        yield say("search-empty-nearest-at", number=number, miles=first)
    else:
        yield say("search-empty-nearest", number=number, **{"from": first, "to": last})


def _farther(asked: Asked, near: tuple[int, float, float] | None) -> Empty:
    radius = asked.region.radius
    told = "".join(_nearest(near))
    return Empty(
        kind=EmptyKind.RADIUS,
        sentence=say("search-empty-radius", radius=radius, nearest=told)
        if told
        else say("search-empty-radius-none", radius=radius, most=FARTHEST),
        next_step=say("search-empty-radius-next" if near and near[1] <= max(RADII) else "search-empty-radius-far"),
        nearest=near,
    )


def _not_covered(asked: Asked, state: str, near: tuple[int, float, float] | None) -> Empty:
    where, profession = STATE_NAMES[state], asked.query.profession
    if profession:
        sentence = say("search-empty-not-covered-of", state=where, who=wording.one(profession))
    else:
        sentence = say("search-empty-not-covered", state=where)
    return Empty(
        kind=EmptyKind.NOT_COVERED,
        sentence=" ".join([sentence, *_nearest(near)]),
        next_step=say("search-empty-not-covered-next"),
        nearest=near,
        boards=_boards(state, profession),
    )


def _none_in(asked: Asked) -> Empty:
    where, profession = saying.where_else(asked) or "", asked.query.profession
    if profession:
        sentence = say("search-empty-none-in-of", place=where, who=wording.one(profession))
    else:
        sentence = say("search-empty-none-in", place=where)
    state = _state(asked)
    return Empty(
        kind=EmptyKind.NOT_COVERED,
        sentence=sentence,
        next_step=say("search-empty-none-in-next"),
        boards=_boards(state, profession) if state else (),
    )


def _boards(state: str, profession: Profession | None) -> tuple[tuple[str, str], ...]:
    """(name, address of its own look-up) of the boards that can be asked."""
    links = (one for (where, who), one in board_links().items() if where == state and profession in (None, who))
    return tuple({one.address: (one.board, one.address) for one in links}.values())[:MOST_BOARDS]
