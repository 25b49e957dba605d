"""The map of all states, each filled by what is told of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from directory.outlines.drawing import HALO, PAPER, Fill, Pattern, element, filled, linked, patterns, said, svg

BORDER = "#5a5a5a"
TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
ISLANDS_BELOW = 1_150  # units: codes that stand there stand below their islands
BLANK = Fill(PAPER, Pattern.NONE, "", "")
BESIDE = (-56, -34, 112, 46)  # the box of a state that is too small for letters, about its spot


@cache
def _drawn() -> Mapping[str, Any]:
    text = files(__package__).joinpath("us_states.json").read_text("utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def places() -> Mapping[str, str]:
    """Code -> name of the states and territories that have an outline."""
    return {code: row["name"] for code, row in _drawn()["states"].items()}


def country_svg(
    fills: Mapping[str, Fill], links: Callable[[str], str | None] | None, title: str, description: str
) -> str:
    """The states filled as told, as an SVG text of some 30 kB.

    ``fills``: code -> fill; a state without one is left white. ``links``: code -> address, or None for no link. Every
    link is called by its state and the word of its fill, and every state shows its code and the fill's letter.
    Territories without a fill are left out. ``title`` and ``description`` are read to those who do not see the map.
    """
    drawn = _drawn()
    shown = {code: row for code, row in drawn["states"].items() if code in fills or code not in TERRITORIES}
    content = [
        *patterns(fill.pattern for fill in fills.values()),
        *(_state(code, row, fills.get(code), links(code) if links else None) for code, row in _ordered(shown)),
    ]
    return svg(content, drawn["width"], drawn["height"], title=title, description=description, inside=links is not None)


def _ordered(shown: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """By name: the order in which links are reached."""
    return sorted(shown.items(), key=lambda item: str(item[1]["name"]))


def _state(code: str, row: Mapping[str, Any], fill: Fill | None, address: str | None) -> str:
    name = f"{row['name']}: {fill.word}" if fill else str(row["name"])
    known = fill or BLANK
    shape = "".join(filled(row["path"], known, stroke=BORDER, stroke_width=2))
    content = element("title", said(name)) + shape + "".join(_label(code, row, known))
    return linked(content, address, name)


def _label(code: str, row: Mapping[str, Any], fill: Fill) -> Iterator[str]:
    """On its land two lines; beside the map, or below an island, one."""
    x, y = row["at"]
    shared = {"text_anchor": "middle", "font_weight": "bold", "font_size": 28, "class_": "map-code"}
    if row.get("beside"):
        left, top, width, height = BESIDE
        box = f"M{x + left} {y + top}h{width}v{height}h{-width}z"
        text = element("text", said(f"{code} {fill.letter}"), x=x, y=y, **HALO, **shared)
        yield element("g", "".join(filled(box, fill, stroke=BORDER, stroke_width=2)) + text, class_="map-code")
    elif y > ISLANDS_BELOW:
        yield element("text", said(f"{code} {fill.letter}"), x=x, y=y, **shared)
    else:
        yield element("text", said(code), x=x, y=y, **HALO, **shared)
        yield element("text", said(fill.letter), x=x, y=y + 28, **HALO, **(shared | {"font_size": 24}))
