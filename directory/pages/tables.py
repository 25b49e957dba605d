"""Tables of plain texts and links that narrow screens stack, instead of cutting their columns off."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from directory.pages.text import safe
from directory.texts import say
from directory.web_addresses import web_address

_STYLE = Path(__file__).with_name("static").joinpath("tables.css").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Link:
    """``address``: of the web, or a path or query of our own; of anything else only the words are shown."""

    words: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands in a cell: texts and links, a line each; ``note``: below them, in small print."""

    lines: Sequence[str | Link]
    note: str | None = None


Shown = str | Link | Noted


def show_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Shown]]) -> None:
    """A table with the first cell of each row as its head. ``caption``: what it holds, for screen readers too."""
    st.html(f"<style>{_STYLE}</style>{table(caption, heads, rows)}")


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Shown]]) -> str:
    """The HTML of it; every text and address escaped.

    The roles stand there because narrow screens stack the cells, and browsers then forget that it is a table.
    """
    named = safe(caption)
    top = "".join(f'<th scope="col" role="columnheader">{safe(head)}</th>' for head in heads)
    return (
        f'<div class="np-stacking" role="region" aria-label="{named}" tabindex="0"><table role="table">'
        f'<caption>{named}</caption><thead><tr role="row">{top}</tr></thead>'
        f"<tbody>{''.join(_row(heads, row) for row in rows)}</tbody></table></div>"
    )


def _row(heads: Sequence[str], row: Sequence[Shown]) -> str:
    first, *rest = row
    cells = "".join(
        f'<td role="cell"><span class="np-of" aria-hidden="true">{safe(_before(head))} </span>{_shown(one)}</td>'
        for head, one in zip(heads[1:], rest, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{_shown(first)}</th>{cells}</tr>'


def _before(head: str) -> str:
    return head if head.endswith("?") else say("table-of", head=head)


def _shown(what: Shown) -> str:
    if isinstance(what, str):
        return safe(what)
    if isinstance(what, Link):
        return _linked(what)
    note = f'<div class="np-note">{safe(what.note)}</div>' if what.note else ""
    return "; ".join(_shown(line) for line in what.lines) + note


def _linked(one: Link) -> str:
    if one.address and one.address.startswith(("?", "/")) and not one.address.startswith("//"):
        return f'<a href="{safe(one.address)}" target="_self">{safe(one.words)}</a>'
    address = web_address(one.address)
    if address is None:
        return safe(one.words)
    host = urlsplit(address).hostname or ""
    words = one.words if one.words == host else f"{one.words} ({host})"
    return f'<a href="{safe(address)}" target="_blank" rel="nofollow noreferrer noopener">{safe(words)}</a>'
