"""What to ask a practitioner, and what the letters behind the name mean: told in words to take along."""

import streamlit as st

from directory.about import tell_beforehand
from directory.letters_of import Letter
from directory.pages import about
from directory.pages.shared import bullets, heading, small
from directory.pages.text import link, plain
from directory.profiles import Profile
from directory.questions import Question, questions
from directory.texts import say


def show_questions(person: Profile) -> None:
    heading("ask-title")
    st.markdown(say("ask-lead"))
    asked = questions(person)
    own, standing = ([one for one in asked if one.standing is kind] for kind in (False, True))
    if own:
        st.markdown(bullets([_question(one) for one in own]))
    st.markdown(say("ask-standing-lead"))
    st.markdown(bullets([_question(one) for one in standing]))
    with st.expander(say("ask-tell-title"), key="tell beforehand"):
        st.markdown(say("ask-tell-lead"))
        st.markdown(bullets([plain(line.text) for line in tell_beforehand()]))
        st.page_link(
            st.Page(about.page, title=say("menu-about"), url_path=about.ADDRESS), label=f":blue[{say('ask-tell-more')}]"
        )


def _question(one: Question) -> str:
    return f"**{plain(one.text)}**  \n{small(one.why)}"


def show_letters(letters: list[Letter]) -> None:
    if not letters:
        return
    st.header(say("letters-title"), anchor=False)
    st.markdown(say("letters-own-words"))
    st.markdown(bullets([_letter(one) for one in letters]))


def _letter(one: Letter) -> str:
    lines = " ".join(plain(line) for line in one.lines)
    return f"**{plain(one.letters)}**: {lines}" + (f" {link(one.page)}" if one.page else "")
