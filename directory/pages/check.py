"""Shows one check: its result in words, where it comes from, how long it holds, and why we say it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from directory import wording
from directory.check_lines import Text, check_lines, record_lines
from directory.pages.requirements import show_requirements
from directory.pages.shared import bullets, told
from directory.pages.text import link, plain, web_address
from directory.profiles import Evidence, Line
from directory.texts import say
from directory.vocabulary import Audience, Need


def show_check(line: Line, *, key: str, coordinator: bool) -> DeltaGenerator:
    """The check as a box, to which a page may add."""
    box = st.container(border=True)
    with box:
        st.subheader(plain(line.title), anchor=False)
        if line.audience is Audience.COORDINATOR:
            mark = say("check-coordinator-only")
            st.markdown(f":violet-badge[{mark}] {say('check-not-for-patients')}")
        st.markdown(told(line.badge, line.sentence))
        if line.overlay:
            st.warning(plain(line.overlay))
        st.markdown(bullets([_shown(text) for text in check_lines(line, coordinator=coordinator)]))
        if line.need is Need.NEEDLING_RULE:
            show_requirements(line, key=key, coordinator=coordinator)
        if line.evidence:
            with st.expander(say("plain-why"), key=f"why {key}"):
                _evidence(line.evidence, coordinator=coordinator)
    return box


def _shown(text: Text) -> str:
    """As markdown, with its link behind it."""
    if web_address(text.url) is None:
        return plain(text.words)
    return f"{plain(text.words)}{' ' if text.words.endswith(':') else ', '}{link(text.url, text.label)}"


def _evidence(evidence: Evidence, *, coordinator: bool) -> None:
    address = web_address(evidence.url)
    file = evidence.url.rpartition("/")[2] or say("check-a-file")
    lines = [
        say("plain-read-from", what=f"[{plain(address)}](<{address}>)")
        if address
        else say("check-from-file", file=plain(file)),
        say("plain-read-on", time=wording.moment(evidence.read_at)),
        say("plain-fingerprint", hash=plain(evidence.sha256)),
        say("plain-place-in", where=plain(evidence.locator)) if evidence.locator else say("plain-place-whole"),
    ]
    if coordinator:
        lines.append(f"[{say('check-bytes')}](/evidence/{evidence.sha256})")
    st.markdown(bullets(lines))
    st.markdown(f"{say('plain-record')}:")
    rows = {plain(name): plain(value) for name, value in record_lines(evidence.said)}
    st.table(rows, alt=say("check-record-table"), border="horizontal")
