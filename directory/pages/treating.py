"""The rules of the state in which somebody will be treated, wherever the practitioner is licensed."""

import streamlit as st

from directory import rules, wording
from directory.pages.check import show_check
from directory.pages.shared import Visit, small
from directory.profiles import treating_lines
from directory.rules.machine_readable import REGIONS
from directory.store.moments import Moment
from directory.texts import say


def show_treating(visit: Visit, practitioner_id: str, moment: Moment | None) -> None:
    """A choice of state and part of the body, kept in the address, and the verdicts there."""
    names = {name: code for code, name in rules.jurisdictions().items()}
    left, right = st.columns(2)
    state = left.selectbox(
        say("treating-where"), [say("treating-nowhere"), *names], key="treating", bind="query-params"
    )
    parts = [say("treating-whole"), *sorted(REGIONS)]
    part = right.selectbox(say("treating-part"), parts, key="region", bind="query-params")
    st.markdown(small(say("treating-how")))
    if state not in names:
        return
    region = part if part in REGIONS else None
    lines = treating_lines(
        visit.session, practitioner_id, names[state], today=visit.today, region=region, audience=visit.audience,
        moment=moment,
    )  # fmt: skip
    for number, line in enumerate(lines):
        show_check(line, key=f"treating {number}", coordinator=visit.for_coordinator)
    if not lines:
        st.markdown(say("treating-no-profession", where=wording.place_name(names[state])))
