"""The rules of the state in which somebody will be treated, wherever the practitioner is licensed."""

import streamlit as st

from directory import rules, wording
from directory.pages.check import show_check
from directory.pages.shared import Visit, small
from directory.profiles import treating_lines
from directory.rules.machine_readable import REGIONS
from directory.store.moments import Moment

NOWHERE, WHOLE = "Where this person practices", "Any part of the body"
HOW = "The rules of the place of treatment count, not those of the practitioner's home state."


def show_treating(visit: Visit, practitioner_id: str, moment: Moment | None) -> None:
    """A choice of state and part of the body, kept in the address, and the verdicts there."""
    names = {name: code for code, name in rules.jurisdictions().items()}
    left, right = st.columns(2)
    state = left.selectbox("You will be treated in", [NOWHERE, *names], key="treating", bind="query-params")
    part = right.selectbox("Part of the body", [WHOLE, *sorted(REGIONS)], key="region", bind="query-params")
    st.markdown(small(HOW))
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
        st.markdown(f"We know no profession of this person that {wording.place_name(names[state])} has a rule for.")
