"""The coordinators' desk: where each of its pages is reached from."""

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import Page

from directory.pages.shared import Visit, framed, titled


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the desk: what it is for, in one line."""

    page: Page
    what: str


def doors() -> list[Door]:
    """All pages that the desk lists, in the order of a coordinator's work. Only coordinators load them."""
    from directory.pages.review import page as review_page

    return [
        Door(st.Page(review_page, title="Review", url_path="review"), "Entries that may be of somebody we know."),
    ]


def behind() -> list[Page]:
    """Pages that are reached from another page of the desk."""
    from directory.pages.question import page as question_page

    return [st.Page(question_page, title="Question", url_path="question", visibility="hidden")]


@framed
def page(visit: Visit) -> None:
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        return
    titled("Desk")
    st.title("Desk", anchor=False)
    for door in doors():
        with st.container(border=True):
            st.page_link(door.page)
            st.markdown(door.what)
