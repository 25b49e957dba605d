"""Makes text of sources harmless in markdown, and links only where they lead to the web."""

import re
from html import escape
from urllib.parse import urlsplit

from directory.web_addresses import LONGEST, visible, web_address

__all__ = ["JOINER", "LONGEST", "link", "plain", "safe", "web_address"]

# Invisible and of no width: parts what the page would otherwise turn into a link, an icon or an arrow.
JOINER = "\u2060"
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_TOUCHY = re.compile(r"(?<=:)(?=[\w+-])|(?=@)|(?<=www)(?=\.)|(?<=http)(?=s?:)|(?<=[-<>~=])(?=[-=>])", re.IGNORECASE)


def plain(text: object) -> str:
    """The text as itself: no markdown, link, formula, icon, color or HTML comes out of it."""
    return _MARKUP.sub(r"\\\1", _TOUCHY.sub(JOINER, visible(text)))


def safe(text: object) -> str:
    """The text as itself in HTML: no element, attribute or entity comes out of it."""
    return escape(visible(text))


def link(url: str | None, label: str | None = None) -> str:
    """Markdown of a link that shows its host; only the words when the address is none of the web."""
    address = web_address(url)
    if address is None:
        return plain(label or "no web address")
    host = urlsplit(address).hostname or ""
    return f"[{plain(f'{label} ({host})' if label else host)}](<{address}>)"
