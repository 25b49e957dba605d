"""Review: which entries may be of a person we know, where only people can tell. For coordinators."""

import streamlit as st

from directory import reviewing
from directory.normalize.states import STATE_NAMES
from directory.pages.question import in_short, link_to_question, source_of
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.text import plain
from directory.reviewing import Question

FILTERS = ("in_state", "source", "page")  # in the address
PAGE_SIZE = 10
ANY_STATE, ANY_SOURCE = "Any state", "Any source"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}


def _from_start() -> None:
    """Other filters are shown from the first page."""
    if "page" in st.session_state:
        st.session_state["page"] = 1


@framed
def page(visit: Visit) -> None:
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there in the coordinators' view only.")
        return
    titled("Is it the same person?")
    st.title("Is it the same person?", anchor=False)
    st.markdown(
        "These entries may be of a person we know, but what is known does not settle it. Nothing is joined until "
        "somebody answers."
    )
    titles = reviewing.sources_asked(visit.session)
    left, right = st.columns(2)
    state = left.selectbox("State", [ANY_STATE, *STATES], key="in_state", bind="query-params", on_change=_from_start)
    source = right.selectbox(
        "Source", [ANY_SOURCE, *titles], format_func=lambda name: titles.get(name, name), key="source",
        bind="query-params", on_change=_from_start,
    )  # fmt: skip
    chosen = {"state": STATES.get(state), "source": source if source in titles else None}
    total = reviewing.how_many_open(visit.session, **chosen)
    if not total:
        st.header("No question is open", anchor=False)
        return
    st.header(f"{total:,} open {'question' if total == 1 else 'questions'}", anchor=False)
    pages = -(-total // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    with shown:
        offset = (number - 1) * PAGE_SIZE
        for question in reviewing.open_questions(visit.session, limit=PAGE_SIZE, offset=offset, **chosen):
            _card(question)


def _card(question: Question) -> None:
    with st.container(border=True):
        st.subheader(plain(f"{question.left.name} and {question.right.name}"), anchor=False)
        lines = [f"Entry of: {plain(source_of(question.left))}"]
        lines += [f"{word}: {plain(facts)}" for word, facts in in_short(question.rows)]
        st.markdown(bullets(lines))
        asked = {name: str(st.query_params[name]) for name in FILTERS if name in st.query_params}
        link_to_question(question.id, f"Compare {question.left.name}", asked)
