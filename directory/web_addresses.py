"""Which texts of sources are web addresses that may become links, and which characters of texts are shown at all."""

import re
from urllib.parse import quote, urlsplit

LONGEST = 2_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def visible(text: object) -> str:
    """The text in one line of at most `LONGEST` characters, without what has no width or turns the direction."""
    words = " ".join(_CONTROL.sub(" ", str(text)).split())
    return words[:LONGEST] + "…" if len(words) > LONGEST else words


def web_address(url: str | None) -> str | None:
    """The address when it is a web address that can be shown as a link; None for anything else."""
    address = (url or "").strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return quote(address, safe="%/:?#@!$&'*+,;=~") if usable else None
