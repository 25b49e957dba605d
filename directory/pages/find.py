"""Find: by place, state, profession, name or number; everything asked stands in the address of the page."""

from dataclasses import replace
from datetime import date

import streamlit as st
from sqlmodel import Session

from directory import wording
from directory.normalize.states import STATE_NAMES
from directory.pages.practitioner import link_to
from directory.pages.shared import Visit, bullets, framed, told
from directory.pages.text import plain
from directory.search import LONGEST_TEXT, RADII, Hit, Query, Result, search
from directory.vocabulary import PROFESSION_NAMES, Audience, Need, PlacePrecision

FILTERS = ("near", "within", "in_state", "profession", "who", "trained", "active", "claims", "page")  # in the address
ANY_STATE, ANY_PROFESSION = "Any state", "Any profession"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
PROFESSIONS = {name.capitalize(): profession for profession, name in PROFESSION_NAMES.items()}


@framed
def page(visit: Visit) -> None:
    st.title("Find a practitioner", anchor=False)
    query = _asked()
    if not (query.place or query.state or query.name):
        st.markdown("Type a ZIP code or a city, choose a state, or type a name or a number to begin.")
        return
    first = _found(visit.version, query, visit.today, visit.audience, visit.session)
    if first.problem:
        _problem(first)
        return
    if first.claims_only and st.checkbox(
        f"{first.claims_only:,} more only claim it: show", key="claims", bind="query-params", on_change=_from_start
    ):
        query = replace(query, show_claims=True)
        first = _found(visit.version, query, visit.today, visit.audience, visit.session)
    answer, result = st.container(), first
    if first.pages > 1:
        number = st.pagination(first.pages, key="page", bind="query-params")
        result = _found(visit.version, replace(query, page=number), visit.today, visit.audience, visit.session)
    with answer:
        _summary(result)
        _cards(result)


# --- the question -----------------------------------------------------------------------------------------------


def _from_start() -> None:
    """A changed question is answered from its first page."""
    if "page" in st.session_state:
        st.session_state["page"] = 1


def _choose(label: str) -> None:
    """Takes one of several places of the same name, and lets the state go: it is in the label."""
    st.session_state["near"] = label
    _from_start()


def _asked() -> Query:
    left, right = st.columns([3, 1])
    place = left.text_input(
        "ZIP code or city", key="near", bind="query-params", max_chars=LONGEST_TEXT, on_change=_from_start
    )
    radius = right.selectbox(
        "Within", RADII, index=RADII.index(25), format_func=lambda r: f"{r} miles", key="within", bind="query-params",
        on_change=_from_start,
    )  # fmt: skip
    left, right = st.columns(2)
    state = left.selectbox("State", [ANY_STATE, *STATES], key="in_state", bind="query-params", on_change=_from_start)
    profession = right.selectbox(
        "Profession", [ANY_PROFESSION, *PROFESSIONS], key="profession", bind="query-params", on_change=_from_start
    )
    name = st.text_input(
        "Name, NPI or license number", key="who", bind="query-params", max_chars=LONGEST_TEXT, on_change=_from_start
    )
    trained = st.checkbox(
        "Training checked or certificate seen", key="trained", bind="query-params", on_change=_from_start
    )
    active = st.checkbox("License checked and active", key="active", bind="query-params", on_change=_from_start)
    return Query(
        place=(place or "").strip() or None,
        radius=radius,
        state=STATES.get(state),
        profession=PROFESSIONS.get(profession),
        verified_training=trained,
        license_active=active,
        name=(name or "").strip() or None,
    )


@st.cache_data(ttl="10m", max_entries=500, show_spinner=False)
def _found(version: str, query: Query, today: date, audience: Audience, _session: Session) -> Result:
    return search(_session, query, today=today, audience=audience)


# --- the answer -------------------------------------------------------------------------------------------------


def _problem(result: Result) -> None:
    st.header("No search was made", anchor=False)
    st.markdown(plain(result.problem))
    with st.container(horizontal=True):
        for label in result.choices:
            st.button(plain(label), key=f"choice {label}", on_click=_choose, args=(label,))


def _summary(result: Result) -> None:
    st.header(plain(result.headline), anchor=False)
    for hint in result.hints:
        st.info(plain(hint))
    if result.total:
        measured = " Distances are between the middles of ZIP areas." if result.place else ""
        st.markdown(plain(f"{result.order}{measured}"))
    if result.coverage:
        st.markdown("What stands behind this answer:")
        st.markdown(bullets([plain(line) for line in result.coverage]))


def _cards(result: Result) -> None:
    placed = [hit for hit in result.hits if hit.precision != PlacePrecision.NONE]
    nowhere = [hit for hit in result.hits if hit.precision == PlacePrecision.NONE]
    for hit in placed:
        _card(hit, result)
    if nowhere:
        where = f"Licensed in {wording.place_name(result.state)}" if result.state else "Found"
        st.header(f"{plain(where)}, place not published", anchor=False)
        for hit in nowhere:
            _card(hit, result)


def _card(hit: Hit, result: Result) -> None:
    with st.container(border=True):
        st.subheader(plain(hit.name), anchor=False)
        who = wording.profession_name(hit.profession).capitalize()
        where = f"{hit.city.title()}, {hit.state}" if hit.city else f"{wording.place_name(hit.state)}"
        lines = [f"{who}, {where}."]
        if hit.credential_text:
            lines.append(f"Writes after the name: {hit.credential_text}")
        if hit.miles is not None and result.place is not None:
            lines.append(f"{wording.about_miles(hit.miles).capitalize()} from {result.place.label}.")
        if hit.phone:
            lines.append(f"Phone: {hit.phone}")
        st.markdown("  \n".join(plain(line) for line in lines))
        if hit.excluded_line:
            st.markdown(told(wording.badge(Need.EXCLUSION, "listed"), hit.excluded_line))
        st.markdown(f"License: {told(wording.badge(Need.LICENSE, hit.license_status), hit.license_line)}")
        st.markdown(f"Training: {told(wording.badge(Need.TRAINING, hit.training_status), hit.training_line)}")
        st.markdown(f"Needling rule: {told(wording.badge(Need.NEEDLING_RULE, hit.needling), hit.needling_line)}")
        asked = {name: str(st.query_params[name]) for name in FILTERS if name in st.query_params}
        link_to(hit.id, f"See all checks: {hit.name}", asked)
