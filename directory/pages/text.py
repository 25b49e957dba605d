"""Makes text of sources harmless in markdown, and links only where they lead to the web."""

import re
from urllib.parse import quote, urlsplit

LONGEST = 2_000
# Invisible and of no width: parts what the page would otherwise turn into a link, an icon or an arrow.
JOINER = "\u2060"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_TOUCHY = re.compile(r"(?<=:)(?=[\w+-])|(?=@)|(?<=www)(?=\.)|(?<=http)(?=s?:)|(?<=[-<>~=])(?=[-=>])", re.IGNORECASE)


def plain(text: object) -> str:
    """The text as itself: no markdown, link, formula, icon, color or HTML comes out of it."""
    words = " ".join(_CONTROL.sub(" ", str(text)).split())
    if len(words) > LONGEST:
        words = words[:LONGEST] + "…"
    return _MARKUP.sub(r"\\\1", _TOUCHY.sub(JOINER, words))


def web_address(url: str | None) -> str | None:
    """The address when it is a web address that can be shown as a link; None for anything else."""
    address = (url or "").strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return quote(address, safe="%/:?#@!$&'*+,;=~") if usable else None


def link(url: str | None, label: str | None = None) -> str:
    """Markdown of a link that shows its host; only the words when the address is none of the web."""
    address = web_address(url)
    if address is None:
        return plain(label or "no web address")
    host = urlsplit(address).hostname or ""
    return f"[{plain(f'{label} ({host})' if label else host)}](<{address}>)"
