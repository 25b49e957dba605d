"""The web pages: each reads, calls one service and shows; nothing is decided here, and what writes, writes through
`keeping.keep`.
"""

import streamlit as st
from streamlit.navigation.page import Page

from directory.pages import about, coverage, states
from directory.pages.compare import page as compare_page
from directory.pages.find import page as find_page
from directory.pages.mistakes import ADDRESS as MISTAKES_ADDRESS
from directory.pages.mistakes import page as mistakes_page
from directory.pages.mistakes import title as mistakes_title
from directory.pages.practitioner import page as practitioner_page
from directory.pages.shared import for_coordinators
from directory.pages.sources import page as sources_page
from directory.texts import say


def navigation() -> Page:
    """The menu on top; what is reached by links alone, such as a profile, stands in no menu.

    The menu is a row of links of our own: on a phone Streamlit's lies over the page it has led to, and its links take
    the focus while they cannot be seen.
    """
    desk, behind = _desk() if for_coordinators() else ([], [])
    menu = [
        st.Page(find_page, title=say("menu-find"), url_path="find", default=True),
        st.Page(states.page, title=say("menu-states"), url_path=states.ADDRESS),
        st.Page(coverage.page, title=say("menu-coverage"), url_path=coverage.ADDRESS),
        st.Page(about.page, title=say("menu-about"), url_path=about.ADDRESS),
        st.Page(sources_page, title=say("menu-sources"), url_path="sources"),
        *desk,
    ]
    chosen = st.navigation(
        [
            *menu,
            *behind,
            st.Page(mistakes_page, title=mistakes_title(), url_path=MISTAKES_ADDRESS, visibility="hidden"),
            st.Page(practitioner_page, title=say("menu-practitioner"), url_path="practitioner", visibility="hidden"),
            st.Page(compare_page, title=say("compare-title"), url_path="compare", visibility="hidden"),
        ],
        position="hidden",
    )
    with st.container(horizontal=True, gap="small", key="menu"):
        for one in menu:
            st.page_link(one)
    return chosen


def _desk() -> tuple[list[Page], list[Page]]:
    """The desk's link in the menu, and what is reached from it. What only coordinators use, only they load."""
    from directory.pages import desk

    return [st.Page(desk.page, title="Desk", url_path="desk")], [*(door.page for door in desk.doors()), *desk.behind()]
