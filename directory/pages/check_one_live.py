"""Asks the primary sources about one person now, on a coordinator's word: old and new side by side."""

import streamlit as st

from directory.checking_one import asking_again
from directory.checking_one.asking_again import AskedAgain
from directory.config import config
from directory.pages.shared import Visit, bullets
from directory.pages.tables import Noted, show_table
from directory.pages.text import plain

ASKED = "asked again"  # kept between two showings: about whom, and what came of it


def show_live(visit: Visit, number: str, state: str | None) -> None:
    """``number``: an NPI, or a license number with ``state``; nothing is shown where there is none."""
    if not number:
        return
    st.subheader("Ask the sources now", anchor=False)
    st.markdown(
        "The NPI registry is asked, and every board that answers about one person and is switched on. This needs the "
        "network; everything else on this page does without. What they answer is kept and published."
    )
    if visit.may_write and visit.reader is not None and st.button("Ask now", key="ask now"):
        with st.spinner("Asking; this takes up to a minute."):
            done = asking_again.ask_again(config(), number, state, by=visit.reader.shown)
        st.session_state[ASKED] = (number, state, done)
        st.rerun()  # from what is published now
    about = st.session_state.get(ASKED)
    if about is not None and about[:2] == (number, state):
        _show(about[2])


def _show(done: AskedAgain) -> None:
    if done.problem:
        st.error(plain(f"There is no answer to show: {done.problem}."))
        return
    if done.told:
        rows = [(f"{one.source}: {one.asked}", one.before, one.now, Noted([one.outcome], one.said))
                for one in done.told]  # fmt: skip
        show_table("What the sources answered", ("Asked", "What we had", "Answered now", "Outcome"), rows)
    else:
        st.markdown("No source that answers about one person covers what we know of this one.")
    if done.lists:
        st.markdown("These publish lists and answer no question:")
        st.markdown(bullets([plain(f"{source}: {why}") for source, why in done.lists]))
