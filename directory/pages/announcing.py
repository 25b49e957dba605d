"""Tells screen readers what changed, in one line that stays, and keeps the keys r and c for what people type."""

from pathlib import Path

import streamlit as st

from directory.web_addresses import visible

_HERE = Path(__file__).with_name("static")
# Styles are not set apart: readers are told of a live line only where it stands in the page itself.
_announcing = st.components.v2.component(
    "needleproof_announcing",
    html='<p class="np-live" role="status"></p>',
    css=_HERE.joinpath("announcing.css").read_text("utf-8"),
    js=_HERE.joinpath("announcing.js").read_text("utf-8"),
    isolate_styles=False,
)


def announce(text: str) -> None:
    """Puts the text into the live line; '' says nothing. Call it once in each run, at the same place of the page."""
    _announcing(key="announcing", data=visible(text).encode())  # bytes: anything else is first looked at with pandas
