"""Monitoring begun in the page: it runs beside the server, says how far it is, and what came of it to who began it."""

import streamlit as st

from directory.config import config
from directory.monitoring import background
from directory.pages.keeping import NotKeptError, keep
from directory.pages.looking_still import Bind, signed_out
from directory.pages.shared import Visit
from directory.pages.text import plain
from directory.store.watching_tables import WatchList

EVERY = 1.0  # seconds between two looks at how far it is
BEGUN, TOLD = "monitoring begun", "monitoring told"  # the numbers of the runs that were begun here, and why none was
RUNS_ALREADY = "Monitoring is running already: nothing was begun."
FORGOTTEN = "What came of the monitoring begun here is not known here any more: look at Proof sheets."


def show_now(visit: Visit, of: WatchList | None) -> None:
    """The button, or how far the run is; and what came of those that were begun here, also where somebody else began
    another one since.
    """
    if (why := st.session_state.pop(TOLD, None)) is not None:
        st.warning(why)
    begun = st.session_state.pop(BEGUN, [])
    st.session_state[BEGUN] = [number for number in begun if not _told(number)]
    state = background.RUNS.state()
    if visit.may_write:
        whom = "of this list" if of else "of all lists"
        st.button(
            "Run monitoring now", key="monitor now", on_click=_begun, args=(of.name if of else None,),
            help=f"Looks at the people {whom}, tells what changed, and makes a proof sheet.",
        )  # fmt: skip
    if state is not None and not state.ended:
        _progress(visit.session.get_bind(), state.number)


def _told(number: int) -> bool:
    """Tells what came of a run that was begun here; whether it has ended."""
    state = background.RUNS.state_of(number)
    if state is None:
        st.warning(FORGOTTEN)
    elif state.failed is not None:
        st.error(plain(f"Monitoring stopped, and nothing was told: {state.failed}."))
    elif state.came is not None:
        st.success(plain(state.came))
    return state is None or state.ended


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
        st.session_state[BEGUN] = [*st.session_state.get(BEGUN, []), found[0]]


@st.fragment(run_every=EVERY)
def _progress(bind: Bind, number: int) -> None:
    """How far it is; shows the whole page anew once it is at its end, and when whoever looks is signed out."""
    state = background.RUNS.state()
    if signed_out(bind) or state is None or state.ended or state.number != number:
        st.rerun()
    told = f": {state.done:,} of {state.total:,} people of whom anything changed" if state.total else ""
    st.markdown(f"Monitoring is running, begun by {plain(state.by)}{told}. This page may be closed meanwhile.")
    st.progress(state.done / state.total if state.total else 0.0)
