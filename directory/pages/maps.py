"""Shows a map of ours in a page: drawn by us, with nothing asked of anybody else."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from directory.texts import say

_HERE = Path(__file__).with_name("static")
_mapping = st.components.v2.component(
    "needleproof_map",
    html='<figure class="np-map"><div class="np-map-picture"></div><figcaption></figcaption><ul></ul></figure>',
    css=_HERE.joinpath("map.css").read_text("utf-8"),
    js=_HERE.joinpath("map.js").read_text("utf-8"),
    isolate_styles=False,
)


def show_map(svg: str, alt: str = "", *, key: str, legend: Sequence[tuple[str, str, str]] = ()) -> None:
    """Shows an SVG of `directory.outlines`, which names itself to screen readers; ``alt`` stands below it for all.

    ``legend``: (`directory.outlines.legend_svg`, letter, words) for each fill, as a list below the map. Where the map
    is too small for its letters, the list shows none either: color and pattern are left.

    Neither `st.html` (it drops SVG) nor `st.markdown` (its links open new windows) nor `st.image` (no links, a third
    longer) shows it as it is. Only text that `directory.outlines` made may come here: it is not cleaned again.
    """
    drawn = hashlib.sha256("\0".join([svg, alt, *("".join(one) for one in legend)]).encode()).hexdigest()[:16]
    told = [(picture, say("map-letter", letter=letter), words) for picture, letter, words in legend]
    _mapping(key=key, data={"svg": svg, "caption": alt, "drawn": drawn, "legend": told})
