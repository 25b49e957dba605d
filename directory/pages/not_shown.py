"""'Why is she not shown?': answers for somebody who was named or numbered, on the page Find."""

from urllib.parse import urlencode

import streamlit as st

from directory.pages.shared import Visit
from directory.pages.text import safe
from directory.search import LONGEST_TEXT, NotShown, Query
from directory.search.absent import why_not_shown
from directory.texts import say

MOST = 5  # people of one name


def show_not_shown(visit: Visit, query: Query) -> None:
    """A box that is read only once it is opened. ``query``: the search whose answer lacks somebody."""
    box = st.expander(say("find-missing"), key="missing", on_change="rerun")
    if not box.open:
        return
    with box:
        who = st.text_input(say("find-missing-who"), key="missing who", max_chars=LONGEST_TEXT)
        if not (who or "").strip():
            return
        found = why_not_shown(visit.session, query, who.strip(), today=visit.today, audience=visit.audience)
        st.html("".join(_told(one) for one in found[:MOST]))


def _told(one: NotShown) -> str:
    verdict = say("find-missing-shown" if one.shown else "find-missing-not-shown", name=one.name)
    reasons = "".join(f"<li>{safe(reason)}</li>" for reason in one.reasons)
    told = f"<p><strong>{safe(verdict)}</strong></p><ul>{reasons}</ul>"
    if one.practitioner_id:
        way = f"practitioner?{urlencode({'id': one.practitioner_id})}"
        told += f'<p><a href="{safe(way)}">{safe(say("find-profile", name=one.name))}</a></p>'
    return told
