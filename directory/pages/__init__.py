"""The web pages: each reads, calls one service and shows; nothing is decided here."""

import streamlit as st
from streamlit.navigation.page import Page

from directory.pages.find import page as find_page
from directory.pages.practitioner import page as practitioner_page
from directory.pages.sources import page as sources_page
from directory.pages.states import page as states_page


def navigation() -> Page:
    """The menu on top; a profile is reached by its link and stands in no menu."""
    return st.navigation(
        [
            st.Page(find_page, title="Find", url_path="find", default=True),
            st.Page(states_page, title="State rules", url_path="states"),
            st.Page(sources_page, title="Sources", url_path="sources"),
            st.Page(practitioner_page, title="Practitioner", url_path="practitioner", visibility="hidden"),
        ],
        position="top",
    )
