"""The web pages: each reads, calls one service and shows; nothing is decided here, and only Question writes."""

import streamlit as st
from streamlit.navigation.page import Page

from directory.pages.find import page as find_page
from directory.pages.mistakes import ADDRESS as MISTAKES_ADDRESS
from directory.pages.mistakes import TITLE as MISTAKES_TITLE
from directory.pages.mistakes import page as mistakes_page
from directory.pages.practitioner import page as practitioner_page
from directory.pages.question import page as question_page
from directory.pages.review import page as review_page
from directory.pages.shared import for_coordinators
from directory.pages.sources import page as sources_page
from directory.pages.states import page as states_page


def navigation() -> Page:
    """The menu on top; a profile and the error budget are reached by links and stand in no menu."""
    review = [
        st.Page(review_page, title="Review", url_path="review"),
        st.Page(question_page, title="Question", url_path="question", visibility="hidden"),
    ]
    return st.navigation(
        [
            st.Page(find_page, title="Find", url_path="find", default=True),
            st.Page(states_page, title="State rules", url_path="states"),
            st.Page(sources_page, title="Sources", url_path="sources"),
            *(review if for_coordinators() else []),
            st.Page(mistakes_page, title=MISTAKES_TITLE, url_path=MISTAKES_ADDRESS, visibility="hidden"),
            st.Page(practitioner_page, title="Practitioner", url_path="practitioner", visibility="hidden"),
        ],
        position="top",
    )
