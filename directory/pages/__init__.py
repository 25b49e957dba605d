"""The web pages: each reads, calls one service and shows; nothing is decided here."""

import streamlit as st
from streamlit.navigation.page import Page

from directory.pages import find, practitioner, sources, states


def navigation() -> Page:
    """The menu on top; a profile is reached by its link and stands in no menu."""
    return st.navigation(
        [
            st.Page(find.page, title="Find", url_path="find", default=True),
            st.Page(states.page, title="State rules", url_path="states"),
            st.Page(sources.page, title="Sources", url_path="sources"),
            st.Page(practitioner.page, title="Practitioner", url_path="practitioner", visibility="hidden"),
        ],
        position="top",
    )
