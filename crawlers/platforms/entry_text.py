"""Texts of a finder's entries: markup taken off, so that nothing in them is ever run or followed unseen. Pure."""

import re
from typing import Any
from urllib.parse import urlsplit

from crawlers.changed import SourceChangedError
from crawlers.markup import parsed
from directory.normalize.text import clean

LONGEST_ADDRESS = 2_083  # characters of a web address
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|ul|tr|h[1-6]))\b[^<>]*>", re.IGNORECASE)
# What is struck out holds no more, and what is hidden nobody sees.
_UNSEEN = "self::script or self::style or self::template or self::s or self::strike or self::del or @hidden"
_OUT = f"//body//*[{_UNSEEN} or contains(translate(@style, ' ', ''), 'display:none')] | //head"


def lines_of(value: Any) -> tuple[str, ...]:
    """The lines that a reader of the page sees of a value: tags off, entities decoded once; scripts, what is hidden
    and what is struck out are left out.

    A list gives the lines of its members; objects, truth values and markup that is not `bearable` are no text.
    """
    if isinstance(value, list):
        return tuple(line for one in value for line in lines_of(one))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ()
    text = str(value)
    if "<" in text:
        text = _BREAK.sub(r"\n\g<0>", " ".join(text.split()))
    if "<" in text or "&" in text:
        try:
            page = parsed(text, "an entry")
        except SourceChangedError:  # somebody's own words: the others' entries are read all the same
            return ()
        page.xpath(_OUT).drop()
        text = "".join(page.xpath("//text()").getall())
    return tuple(line for part in text.split("\n") if (line := clean(part)))


def web_address(text: str | None) -> str | None:
    """The text when it is an http or https address of a plain host, else None: such as 'javascript:' or 'data:'."""
    if text is None or len(text) > LONGEST_ADDRESS or re.search(r"[\s\\<>\"]", text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that close no IPv6 address
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return text if plain else None
