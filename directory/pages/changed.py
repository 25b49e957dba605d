"""What changed of a person since a day that stands in the address, and the link to keep for it."""

from datetime import date

import streamlit as st

from directory import wording
from directory.pages.earlier import EARLIEST
from directory.pages.shared import Visit, bullets, small
from directory.pages.text import plain
from directory.since import changed_since, nothing_changed
from directory.texts import say

SINCE, KEY = "since", "changed since"  # in the address; the control has a name of its own, for Find has a `since` too


def since_asked(visit: Visit) -> date | None:
    """The day that was chosen or stands in the address; None without one that can be looked at. Draws the control."""
    asked = str(st.query_params.get(SINCE) or "").strip()[:40]
    try:
        day = date.fromisoformat(asked) if asked else None
    except ValueError:
        day = None
    if day and not EARLIEST <= day <= visit.today:
        day = None
    if asked and day is None:
        st.warning(plain(say("since-bad", asked=asked)))
    st.session_state[KEY] = day
    st.date_input(
        say("since-control"), min_value=EARLIEST, max_value=visit.today, key=KEY, on_change=_chosen,
    )  # fmt: skip
    st.markdown(small(say("since-how")))
    return day


def _chosen() -> None:
    day = st.session_state[KEY]
    if day:
        st.query_params[SINCE] = day.isoformat()
    else:
        st.query_params.pop(SINCE, None)


def show_changed(visit: Visit, practitioner_id: str, since: date) -> str:
    """Returns what a screen reader is told of it: the words themselves, with no markup."""
    found = changed_since(visit.session, practitioner_id, since, visit.today, visit.audience)
    title = say("since-title", day=wording.day(since))
    st.header(title, anchor=False)
    lines = [f"{wording.day(one.on)}: {one.sentence}" for one in found]
    if nothing_changed(found):
        lines.insert(0, say("since-nothing", day=wording.day(max([since, *(one.on for one in found)]))))
    st.markdown(bullets([plain(line) for line in lines]))
    return f"{title}. {lines[0]}"
