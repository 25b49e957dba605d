"""Find: who is near, whose training is checked, who is meant; everything asked stands in the address of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from sqlmodel import Session

from directory import wording
from directory.asked import PARAMETERS
from directory.normalize.places import Place
from directory.pages.exporting import download_list
from directory.pages.filters_shown import ask, choose, drop, drop_all, from_start, label_of, widen
from directory.pages.find_address import Asked
from directory.pages.found_cards import COMPARED, compare_nobody, compared, show_cards
from directory.pages.not_shown import show_not_shown
from directory.pages.shared import Visit, framed, titled
from directory.pages.states import ADDRESS as STATES_ADDRESS
from directory.pages.text import plain, safe
from directory.search import MOST_COMPARED, RADII, Empty, EmptyKind, Facet, Query, Result, search
from directory.texts import say
from directory.vocabulary import Audience
from directory.web_addresses import web_address

FILTERS = (*PARAMETERS, COMPARED)  # in the address


@framed
def page(visit: Visit) -> str | None:
    titled(say("find-title"))
    st.title(say("find-title"), anchor=False)

    def known(region: Query) -> tuple[Sequence[Facet], Place | None]:
        found = _found(visit.version, region, visit.today, visit.audience, visit.session)
        return found.facets, found.place

    asked = ask(known, visit.today.year)
    if asked.problem:
        return _problem(asked.query, Result(problem=asked.problem))
    if asked.nothing:
        st.markdown(say("find-begin"))
        return None
    first = _found(visit.version, asked.query, visit.today, visit.audience, visit.session)
    if first.problem:
        return _problem(asked.query, first)
    return _answer(visit, asked, first)


@st.cache_data(ttl=600, max_entries=500, show_spinner=False)
def _found(version: str, query: Query, today: date, audience: Audience, _session: Session) -> Result:
    return search(_session, query, today=today, audience=audience)


# --- the answer -------------------------------------------------------------------------------------------------


def _problem(asked: Query, result: Result) -> str:
    """The heading stands where that of results would."""
    st.header(say("find-no-search"), anchor=False)
    st.markdown(plain(result.problem))
    if result.choices:
        with st.container(horizontal=True):
            for one in result.choices:
                st.button(plain(one.label), key=f"choice {one.label}", on_click=choose, args=(asked, one.query))
    return f"{say('find-no-search')}. {result.problem}"


def _answer(visit: Visit, asked: Asked, first: Result) -> str:
    """Shows the people of the page asked for; what a screen reader is told of them."""
    titled(first.headline, say("menu-find"))
    query, result, back = asked.query, first, list(asked.address)
    heading = st.container()  # above what may still change the answer
    if first.claims_only and st.checkbox(
        say("find-claims", number=f"{first.claims_only:,}"), key="claims", bind="query-params", on_change=from_start
    ):
        query, back = replace(query, show_claims=True), [*back, ("claims", "true")]
        result = first = _found(visit.version, query, visit.today, visit.audience, visit.session)
    cards = st.container()
    if first.pages > 1:
        number = st.pagination(first.pages, key="page", bind="query-params")
        if number > 1:
            query, back = replace(query, page=number), [*back, ("page", str(number))]
            result = _found(visit.version, query, visit.today, visit.audience, visit.session)
    with heading:
        _summary(result)
    if result.empty:
        _empty(result.empty, query.radius)
    with cards:
        if result.hits:
            show_cards(result, query.radius, back, visit.today)
    download_list(visit, query, first)
    chosen = compared()
    if chosen:
        st.button(say("find-compare-clear"), key="compare nobody", on_click=compare_nobody)
    show_not_shown(visit, replace(query, page=1))
    told = result.announcement or f"{result.headline}. {result.order if result.total else ''}"
    if result.page > 1:
        told = f"{say('find-page', page=str(result.page), pages=str(result.pages))} {told}"
    number_chosen = say("find-compare-number", number=str(len(chosen)), most=str(MOST_COMPARED))
    return f"{told} {number_chosen}" if chosen else told


def _summary(result: Result) -> None:
    """The count as a heading, also for nobody, and below it all that stands above the cards, as one element."""
    st.header(plain(result.headline), anchor=False)
    lines = []
    if result.understood:
        lines.append(safe(result.understood))
    forbidden = result.empty is not None and result.empty.kind is EmptyKind.STATE_FORBIDS
    if result.rule_line and not forbidden:
        lines.append(f"{safe(result.rule_line)} {_to_state(result.state)}")
    if result.empty:  # of a state that forbids it tells the rule itself
        lines.append(f"{safe(result.empty.sentence)} {_to_state(result.state) if forbidden else ''}")
        lines.append(safe(result.empty.next_step))
        lines += [f'<a href="{safe(to)}" rel="nofollow noreferrer">{safe(who)}</a>' for who, to in _web(result.empty)]
    lines += [safe(hint) for hint in result.hints]
    if result.total:
        lines.append(safe(result.order))
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    behind = "".join(f"<li>{safe(line)}</li>" for line in result.coverage)
    if behind:
        paragraphs += f"<p>{safe(say('find-behind'))}:</p><ul>{behind}</ul>"
    st.html(paragraphs)


def _web(empty: Empty) -> Iterator[tuple[str, str]]:
    for board, address in empty.boards:
        if to := web_address(address):
            yield board, to


def _to_state(code: str | None) -> str:
    """A link in the same window, which links of `st.markdown` are not."""
    if code is None:
        return ""
    name = wording.place_name(code)
    return (
        f'<a href="{STATES_ADDRESS}?{safe(urlencode({"state": name}))}">{safe(say("find-rule-more", state=name))}</a>'
    )


def _empty(empty: Empty, radius: int) -> None:
    """The ways on: without the filter that hides most, or within the first radius that reaches somebody."""
    with st.container(horizontal=True):
        if empty.drop:
            named, number = label_of(empty.drop), empty.would_show
            label = say("find-drop", filter=named, number=number) if number else say("find-drop-only", filter=named)
            st.button(plain(label), key=f"drop {empty.drop}", on_click=drop, args=(empty.drop,))
        elif empty.kind is EmptyKind.FILTER and empty.would_show:
            st.button(plain(say("find-drop-all", number=empty.would_show)), key="drop all", on_click=drop_all)
        if empty.nearest and (wider := _reaching(empty.nearest[1], radius)):
            st.button(plain(say("find-wider", miles=str(wider))), key="wider", on_click=widen, args=(wider,))


def _reaching(miles: float, radius: int) -> int | None:
    """The first radius on offer beyond this one that reaches somebody so far away."""
    return next((wider for wider in RADII if wider > radius and wider >= miles), None)
