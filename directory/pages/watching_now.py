"""Monitoring begun in the page: it runs beside the server, says how far it is, and what came of it to who began it."""

import streamlit as st

from directory.config import config
from directory.monitoring import background
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit
from directory.pages.text import plain
from directory.store.watching_tables import WatchList

EVERY = 1.0  # seconds between two looks at how far it is
BEGUN, TOLD = "monitoring begun", "monitoring told"  # the number of the run that was begun here, and why none was
RUNS_ALREADY = "Monitoring is running already: nothing was begun."


def show_now(visit: Visit, of: WatchList | None) -> None:
    """The button, or how far the run is; and what came of the one that was begun here."""
    if (why := st.session_state.pop(TOLD, None)) is not None:
        st.warning(why)
    state = background.RUNS.state()
    if state is not None and state.ended and st.session_state.get(BEGUN) == state.number:
        del st.session_state[BEGUN]
        if state.failed is not None:
            st.error(plain(f"Monitoring stopped, and nothing was told: {state.failed}."))
        else:
            st.success(plain(state.came or ""))
    if visit.may_write:
        whom = "of this list" if of else "of all lists"
        st.button(
            "Run monitoring now", key="monitor now", on_click=_begun, args=(of.name if of else None,),
            help=f"Looks at the people {whom}, tells what changed, and makes a proof sheet.",
        )  # fmt: skip
    if state is not None and not state.ended:
        _progress(state.number)


def _begun(list_name: str | None) -> None:
    """Only for somebody who may write as they press the button: the page may be an old one."""
    state = background.RUNS.state()
    if state is not None and not state.ended:  # it is the one writer meanwhile: to ask for it would only wait
        st.session_state[TOLD] = RUNS_ALREADY
        return
    found: list[int | None] = []
    try:
        keep("monitoring", lambda _engine, _now, who: found.append(background.start(config(), who.shown, list_name)))
    except NotKeptError as error:
        st.session_state[TOLD] = plain(f"{error}.")
        return
    if found[0] is None:
        st.session_state[TOLD] = RUNS_ALREADY
    else:
        st.session_state[BEGUN] = found[0]


@st.fragment(run_every=EVERY)
def _progress(number: int) -> None:
    """How far it is; shows the whole page anew once it is at its end."""
    state = background.RUNS.state()
    if state is None or state.ended or state.number != number:
        st.rerun()
    told = f": {state.done:,} of {state.total:,} people of whom anything changed" if state.total else ""
    st.markdown(f"Monitoring is running, begun by {plain(state.by)}{told}. This page may be closed meanwhile.")
    st.progress(state.done / state.total if state.total else 0.0)
