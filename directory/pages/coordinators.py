"""What pages of the desk have in common: whom they are for, and the way back to the queue."""

from urllib.parse import parse_qsl

import streamlit as st

from directory.pages.practitioner import LONGEST_BACK
from directory.pages.shared import Visit


def only_for_coordinators(visit: Visit) -> bool:
    """Says so to everybody else; whether the page is theirs."""
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there in the coordinators' view only.")
    return visit.for_coordinator


def back_to_review() -> None:
    """A link to the queue as it was left."""
    from directory.pages import review  # it links here, so neither can wait for the other

    asked = dict(parse_qsl(str(st.query_params.get("back") or "")[:LONGEST_BACK]))
    target = st.Page(review.page, title="Review", url_path="review")
    query = {name: asked[name] for name in review.FILTERS if name in asked}
    st.page_link(target, label=":blue[Back to the review queue]", query_params=query)
