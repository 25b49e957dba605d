"""What all our maps are drawn with: fills that a pattern tells apart as well as a color, and text made harmless."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from types import MappingProxyType
from typing import Any

from directory.web_addresses import visible

INK, PAPER, NEIGHBOR = "#1a1a1a", "#ffffff", "#f6f5f1"
ELSEWHERE = "#d9e6ee"  # water and other countries, of which we have no outlines


class Pattern(StrEnum):
    """What lies over a color, so that nobody has to see colors."""

    NONE = "none"
    RISING = "rising"
    FALLING = "falling"
    DOTS = "dots"
    LEVEL = "level"
    CROSSED = "crossed"


# Letters stay readable on a pattern.
HALO: Mapping[str, Any] = MappingProxyType(
    {"stroke": PAPER, "stroke_width": 6, "stroke_opacity": 0.8, "paint_order": "stroke"}
)
WORDS = ("aria_label", "href")  # attributes whose values come from elsewhere
_STROKES: Mapping[Pattern, str] = {
    Pattern.RISING: '<path d="M0 16L16 0M-4 4L4 -4M12 20L20 12"/>',
    Pattern.FALLING: '<path d="M0 0L16 16M-4 12L4 20M12 -4L20 4"/>',
    Pattern.DOTS: '<path d="M8 6a2 2 0 1 0 .01 0z"/>',
    Pattern.LEVEL: '<path d="M0 8H16"/>',
    Pattern.CROSSED: '<path d="M0 0L16 16M16 0L0 16"/>',
}


@dataclass(frozen=True, slots=True)
class Fill:
    """How a place is filled: ``color`` as #rrggbb (dark letters stand on it), and the letter that stands for it."""

    color: str
    pattern: Pattern
    letter: str
    word: str


# What our maps are filled with, by what it means: color and pattern. Dark letters have 4.5:1 and more on each of them.
FILLS: Mapping[str, tuple[str, Pattern]] = MappingProxyType(
    {
        "yes": ("#8fd0b0", Pattern.NONE),
        "no": ("#f2a488", Pattern.CROSSED),
        "unclear": ("#f4d984", Pattern.DOTS),
        "order": ("#a9c7ec", Pattern.LEVEL),
        "silent": ("#d9d3e8", Pattern.RISING),
        "nothing": ("#ffffff", Pattern.NONE),
    }
)


def said(text: object) -> str:
    """Text inside an SVG: no markup, control signs or endless lines come out of it."""
    return escape(visible(text), quote=True)


def element(name: str, content: str | None = None, /, **attributes: Any) -> str:
    """One element; ``None`` attributes are left out, `_` in their names is `-`, and their values are made harmless."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{said(value) if key in WORDS else escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}/>" if content is None else f"<{name}{told}>{content}</{name}>"


def linked(content: str, address: str | None, name: str) -> str:
    """The content as a link called ``name``, or as a group without an address of our own (a path or a query)."""
    if address is None or not address.startswith(("/", "?", "#")) or address.startswith("//"):
        return element("g", content)
    return element("a", content, href=address, aria_label=name, target="_self")


def svg(
    content: Iterable[str], width: float, height: float, *, title: str, description: str = "", inside: bool = False
) -> str:
    """A whole picture. ``inside``: it holds links, so that it is a group of them and no single picture."""
    number = hashlib.sha256(f"{title}\0{description}".encode()).hexdigest()[:8]  # ids must differ between two maps
    names = f"t{number} d{number}" if description else f"t{number}"
    head = element("title", said(title), id=f"t{number}")
    if description:
        head += element("desc", said(description), id=f"d{number}")
    return element(
        "svg", head + "".join(content), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}",
        role="group" if inside else "img", aria_labelledby=names.split()[0],
        aria_describedby=names.split()[1] if description else None,
        width="100%", font_family="sans-serif", fill=INK,
    )  # fmt: skip


def patterns(used: Iterable[Pattern]) -> Iterator[str]:
    """Definitions of the patterns, each under its own name; the same in every map of a page."""
    found = sorted({pattern for pattern in used if pattern is not Pattern.NONE})
    if found:
        yield element(
            "defs",
            "".join(
                element(
                    "pattern", element("g", _STROKES[pattern], stroke=INK, stroke_width=1.6, stroke_opacity=0.55),
                    id=f"np-{pattern}", width=16, height=16, patternUnits="userSpaceOnUse",
                )
                for pattern in found
            ),
        )  # fmt: skip


def filled(shape: str, fill: Fill, **attributes: Any) -> Iterator[str]:
    """A path in its color, and again in its pattern."""
    yield element("path", d=shape, fill=fill.color, **attributes)
    if fill.pattern is not Pattern.NONE:
        yield element("path", d=shape, fill=f"url(#np-{fill.pattern})")


def legend_svg(fill: Fill) -> str:
    """A small square in that fill, for beside its word; nothing for screen readers, who have the word."""
    square = "M2 2H46V32H2Z"
    letter = element(
        "text", said(fill.letter), x=24, y=25, font_size=22, font_weight="bold", text_anchor="middle", **HALO
    )
    content = [*patterns([fill.pattern]), *filled(square, fill, stroke=INK), letter]
    return element("svg", "".join(content), viewBox="0 0 48 34", width=36, height=26, aria_hidden="true", fill=INK)
