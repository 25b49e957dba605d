"""The question of the page Find: its boxes and filters, each kept in the address of the page under its own name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from directory.normalize.counties import counties_in
from directory.normalize.places import Place
from directory.normalize.states import STATE_NAMES
from directory.pages.find_address import (
    BY_WORD,
    FIELDS,
    FOLDED,
    PROFESSIONS,
    STATES,
    YES_OR_NO,
    Asked,
    held_of,
    in_own_words,
    is_set,
    labels,
    miles,
    read,
    unset,
    widgets_of,
)
from directory.pages.near_me import ask_near_me, forget_near_me, near_me
from directory.pages.shared import small
from directory.search import LONGEST_TEXT, RADII, Facet, Query
from directory.texts import say

EARLIEST = 1950


def ask(known: Callable[[Query], tuple[Sequence[Facet], Place | None]], year: int) -> Asked:
    """Shows the question and reads it. ``known``: the facets of a region and its place; asked for only when they are
    shown. ``year``: this year.
    """
    if (own := in_own_words()) is not None:
        from directory.pages.find import page  # it asks here, so neither can wait for the other

        st.switch_page(st.Page(page, url_path="find", default=True), query_params=own)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        held: dict[str, Any] = {"near": _text("near", _place_typed), "within": _radius()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        held |= {"who": _text("who"), "profession": _one_of("profession", PROFESSIONS, 220)}
    at = None if held["near"] else near_me()
    if not held["near"] and at is None:
        ask_near_me()
    held["at"] = f"{at[0]},{at[1]}" if at else None
    more = st.expander(say("find-more"), key="more", on_change="rerun")
    set_here = [name for name in FOLDED if is_set(name)]
    if more.open or set_here:
        with more:
            held |= _folded(bool(more.open), held, set_here, known, year)
    still_set = [name for name in set_here if held.get(name)]  # one that a button took out stood in the address yet
    if still_set and not more.open:
        names = ", ".join(say(f"find-{name}") for name in still_set)
        st.markdown(small(say("find-more-set", number=len(still_set), names=names)))
    return read(held)


def from_start() -> None:
    """A changed question is answered from its first page."""
    if "page" in st.session_state:
        st.session_state["page"] = 1


def _place_typed() -> None:
    """A place that is typed is meant instead of the place of the device."""
    forget_near_me()
    from_start()


def choose(asked: Query, meant: Query) -> None:
    """Asks what was meant: whatever differs from the question that was asked is put into its widget."""
    was, now = widgets_of(asked), widgets_of(meant)
    for name in now:
        if now[name] != was[name]:
            st.session_state[name] = now[name]
    if asked.at and not meant.at:
        forget_near_me()
    from_start()


def drop(field: str) -> None:
    """Takes out just the filter of that field of `Query`; 'said' stands for all that go by somebody's word."""
    if field == "at":
        forget_near_me()
    for name in FIELDS:
        if (FIELDS[name] == field or (field == "said" and name in BY_WORD)) and name in st.session_state:
            st.session_state[name] = unset(name)
    from_start()


def drop_all() -> None:
    """Takes out all filters, and leaves place, name and profession."""
    for name in (*YES_OR_NO, "since", *BY_WORD):
        if name in st.session_state:
            st.session_state[name] = unset(name)
    from_start()


def widen(radius: int) -> None:
    st.session_state["within"] = radius
    from_start()


def label_of(field: str) -> str:
    """What a filter is called on the page, by its field of `Query`."""
    if field == "said":
        return say("find-said")
    return say(f"find-{next(name for name, of in FIELDS.items() if of == field)}")


# --- the widgets ------------------------------------------------------------------------------------------------


def _text(name: str, changed: Callable[[], None] = from_start) -> str:
    typed = st.text_input(say(f"find-{name}"), key=name, bind="query-params", max_chars=LONGEST_TEXT, on_change=changed)
    return (typed or "").strip()


def _radius() -> int:
    return st.selectbox(
        say("find-within"), RADII, index=RADII.index(Query().radius), format_func=miles, key="within",
        bind="query-params", on_change=from_start, width=130,
    )  # fmt: skip


def _one_of(name: str, options: Mapping[str, object], width: int | None = None) -> str | None:
    any_of = unset(name)
    chosen = st.selectbox(
        say(f"find-{name}"), [any_of, *options], key=name, bind="query-params", on_change=from_start,
        width=width or "stretch",
    )  # fmt: skip
    return chosen if chosen != any_of else None


def _several(name: str, options: Sequence[str]) -> list[str]:
    return st.multiselect(
        say(f"find-{name}"), options, key=name, bind="query-params", on_change=from_start,
        placeholder=say("find-choose"),
    )  # fmt: skip


def _yes(name: str) -> bool:
    return st.checkbox(say(f"find-{name}"), key=name, bind="query-params", on_change=from_start)


def _folded(
    is_open: bool,
    held: Mapping[str, Any],
    set_here: Sequence[str],
    known: Callable[[Query], tuple[Sequence[Facet], Place | None]],
    year: int,
) -> dict[str, Any]:
    """The filters that are folded away: all that can be used when open, otherwise those that are set: a filter which
    is not shown would leave the address.
    """
    shown = FOLDED if is_open else set_here
    found: dict[str, Any] = {}
    if "in_state" in shown:
        found["in_state"] = _one_of("in_state", STATES)
    facets: Mapping[str, Facet] = {}
    place = None
    if is_open:
        region = read({**held, **found, "who": None, "profession": None, "county": held_of("county")})
        told, place = known(region.query)
        facets = {facet.name: facet for facet in told}
    if "county" in shown:
        found["county"] = _counties(found.get("in_state"), place)
    if "since" in shown and _offered("since", facets, set_here):
        with _with_number("since", facets):
            found["since"] = st.selectbox(
                say("find-since"), [str(one) for one in range(year, EARLIEST, -1)], index=None, key="since",
                bind="query-params", on_change=from_start, placeholder=say("find-choose"),
            )  # fmt: skip
    for name in YES_OR_NO:
        if name in shown and _offered(name, facets, set_here):
            with _with_number(name, facets):
                found[name] = _yes(name)
    by_word = [name for name in BY_WORD if name in shown and _offered(name, facets, set_here)]
    if by_word:
        st.markdown(small(say("find-said-by")))
    for name in by_word:
        with _with_number(name, facets):
            found[name] = _yes(name) if name == "accepting" else _several(name, _options(name, facets))
    return found


def _counties(state: str | None, place: Place | None) -> list[str]:
    """Of the state asked for, or of the place's; counties that are asked for already bring their state along, and those
    of which it is not clear which they are stay too, until one is chosen instead.
    """
    chosen = held_of("county")
    codes = {STATES[state]} if state else {place.state} if place else set()
    codes |= {one.rpartition(", ")[2] for one in chosen}
    options = [county for code in sorted(codes) if code in STATE_NAMES for county in counties_in(code)]
    options += [one for one in chosen if one not in options]
    if not options:
        st.markdown(small(say("find-county-first")))
        return []
    return _several("county", options)


def _offered(name: str, facets: Mapping[str, Facet], set_here: Sequence[str]) -> bool:
    """A filter that no source fills here is not offered, unless it is set already."""
    if name in set_here or not facets:
        return name in set_here or name not in BY_WORD
    facet = facets.get(FIELDS[name])
    return facet.known > 0 if facet else name not in BY_WORD


@contextmanager
def _with_number(name: str, facets: Mapping[str, Facet]) -> Iterator[None]:
    """A filter and, close below it, of how many people the fact is known, where that is not of all."""
    facet = facets.get(FIELDS[name])
    if facet is None or facet.known >= facet.of:
        yield
        return
    with st.container(gap="xxsmall"):
        yield
        st.markdown(small(say("find-known", known=f"{facet.known:,}", of=f"{facet.of:,}")))


def _options(name: str, facets: Mapping[str, Facet]) -> list[str]:
    """Labels: those that somebody here says, and those that are chosen already."""
    facet, words = facets.get(FIELDS[name]), labels(name)
    chosen = set(held_of(name))
    said = {option.code for option in facet.options if option.count} if facet else set()
    return [label for code, label in words.items() if code in said or label in chosen]
