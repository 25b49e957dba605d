"""What dry needling is, what a visit is like and what can go wrong: each line with the page it rests on."""

from urllib.parse import urlsplit

import streamlit as st

from directory import wording
from directory.about import Line, Section, Source, about, compiled, sources
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.text import plain, safe
from directory.texts import say

ADDRESS = "about-dry-needling"  # `/about` is the page without scripts
BELOW_THE_MENU = "li[id^=source-] { scroll-margin-top: 4rem; }"  # which would cover what a link leads to


@framed
def page(_visit: Visit) -> None:
    titled(say("about-title"))
    st.title(say("about-title"), anchor=False)
    st.markdown(plain(say("about-lead", day=wording.day(compiled()))))
    for section in about():
        _section(section)
    st.header(say("about-sources"), anchor=False)
    st.html(f"<style>{BELOW_THE_MENU}</style><ol>{''.join(map(_source, sources()))}</ol>")


def _source(one: Source) -> str:
    """One item of the list, with the name that the lines above lead to."""
    host = urlsplit(one.url).hostname or ""
    doi = f" DOI {safe(one.doi)}." if one.doi else ""
    leads = f'<a href="{safe(one.url)}" target="_blank" rel="nofollow noreferrer noopener">'
    return f'<li id="source-{safe(one.id)}">{leads}{safe(one.title)} ({safe(host)})</a>.{doi} {safe(one.read)}</li>'


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
    named = "; ".join(f"[{plain(one.name)}](#source-{one.id})" for one in line.sources)
    return f"{words} :small[{plain(say('about-from'))} {named}]" if named else words
