"""What stands where a page of the desk is for somebody else."""

import streamlit as st

from directory.pages.shared import Visit


def only_for_coordinators(visit: Visit) -> bool:
    """Says so to everybody else; whether the page is theirs."""
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there in the coordinators' view only.")
    return visit.for_coordinator
