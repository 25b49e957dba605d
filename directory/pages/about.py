"""What dry needling is, what a visit is like and what can go wrong: each line with the page it rests on."""

import streamlit as st

from directory import wording
from directory.about import Line, Section, about, compiled, sources
from directory.pages.shared import Visit, bullets, framed
from directory.pages.text import link, plain
from directory.texts import say

ADDRESS = "about-dry-needling"  # `/about` is the page without scripts


@framed
def page(_visit: Visit) -> None:
    st.title(say("about-title"), anchor=False)
    st.markdown(plain(say("about-lead", day=wording.day(compiled()))))
    for section in about():
        _section(section)
    st.header(say("about-sources"), anchor=False)
    st.markdown(
        bullets(
            [
                f"{link(one.url, one.title)}. {plain(one.read)}" + (f" {plain(f'DOI {one.doi}')}" if one.doi else "")
                for one in sources()
            ]
        )
    )


def _section(section: Section) -> None:
    st.header(plain(section.title), anchor=False)
    if section.lead:
        st.markdown(plain(section.lead))
    lines = [_line(line) for line in section.lines]
    if section.ordered:
        st.markdown("\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)))
    else:
        st.markdown(bullets(lines))


def _line(line: Line) -> str:
    """The statement, what is not established of it, and its sources in small print."""
    words = plain(line.text)
    if line.term:
        words = f"**{plain(line.term)}.** {words}"
    if line.note:
        words = f"{words} *{plain(line.note)}*"
    named = ", ".join(link(one.url) for one in line.sources)
    return f"{words} :small[{plain(say('about-from'))} {named}]" if named else words
