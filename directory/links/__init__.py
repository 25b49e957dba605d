"""Where a person can look a license up by hand, by state and profession: data, with established addresses only."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from directory.vocabulary import Profession


@dataclass(frozen=True, slots=True)
class BoardLink:
    """``how``: what the site asks of whoever looks: form, register, browser or captcha. ``hint``: what helps there."""

    board: str
    address: str
    how: str
    hint: str | None = None


@cache
def board_links() -> Mapping[tuple[str, Profession], BoardLink]:
    """(state, profession) -> the board's own look-up. Raises ValueError when a pair stands in the file twice."""
    text = files("directory.links").joinpath("board_lookups.toml").read_text(encoding="utf-8")
    found: dict[tuple[str, Profession], BoardLink] = {}
    for row in tomllib.loads(text)["board"]:
        link = BoardLink(row["board"], row["address"], row["how"], row.get("hint"))
        for pair in ((row["state"], Profession(code)) for code in row["professions"]):
            if pair in found:
                raise ValueError(f"board_lookups.toml: {pair[0]} {pair[1].value} stands there more than once")
            found[pair] = link
    return found


def board_link(state: str, profession: Profession) -> BoardLink | None:
    """The look-up of the board that licenses this profession, or None where none is established."""
    return board_links().get((state, profession))
