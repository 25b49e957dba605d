"""'Near me': asks the browser for the place, rounded to about a mile; it stands in the address and nowhere else."""

from pathlib import Path

import streamlit as st

from directory.asked import BadParameterError, query_of
from directory.texts import say

PARAMETER, ASKING, REFUSED, KEY = "at", "find asking", "find refused", "find locating"
_locating = st.components.v2.component(
    "needleproof_locating", js=Path(__file__).with_name("static").joinpath("locating.js").read_text("utf-8")
)


def near_me() -> tuple[float, float] | None:
    """The place of the device in degrees when the address holds one, with a way to let it go again."""
    given = st.query_params.get(PARAMETER)
    try:
        at = query_of([(PARAMETER, given)]).at if given else None
    except BadParameterError:
        at = None
    if at is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say("find-near-me-used"))
            st.button(say("find-near-me-drop"), key="no near me", on_click=forget_near_me)
    return at


def ask_near_me() -> None:
    """The button; once pressed, the browser is asked, which asks the person."""
    if not st.session_state.get(ASKING):
        st.button(say("find-near-me"), key="near me", help=say("find-near-me-help"), on_click=_begin)
        if st.session_state.pop(REFUSED, False):
            st.warning(say("find-near-me-refused"))
        return
    st.markdown(say("find-near-me-asking"))
    _locating(key=KEY, on_place_change=_end)


def forget_near_me() -> None:
    st.query_params.pop(PARAMETER, None)


def _begin() -> None:
    st.session_state[ASKING] = True


def _end() -> None:
    """The browser answered: '47.61,-122.33', or nothing where it may not or cannot tell."""
    del st.session_state[ASKING]
    place = str(st.session_state[KEY].get("place") or "")
    try:
        at = query_of([(PARAMETER, place)]).at
    except BadParameterError:
        at = None
    st.session_state[REFUSED] = at is None
    if at is not None:
        st.query_params[PARAMETER] = f"{at[0]:.2f},{at[1]:.2f}"
        if "page" in st.session_state:
            st.session_state["page"] = 1
