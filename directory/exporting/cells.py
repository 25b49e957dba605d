"""Cells of CSV that no spreadsheet takes for a formula, and that read back to the very text. Pure.

The rule: a text whose first sign, after blanks and quotes, could begin a formula gets one apostrophe in front; so does
a text that begins with an apostrophe. Whoever reads a text cell takes one leading apostrophe away. Numbers are none.
"""

from collections.abc import Iterable, Sequence

import msgspec

APOSTROPHE = "'"
_BEGINS = frozenset("=+-@|\t\r\n\x00＝＋－＠")
_BEFORE = " \"'`\xa0\u200b\u200e\u200f\u2060\u3000\ufeff"  # what programs may drop before they look


def harmless(text: str) -> str:
    """The text as it stands in a cell."""
    if not text or (text[0].isalnum() and text[0].isascii()):
        return text
    if text[0] == APOSTROPHE or text[0] in _BEGINS:
        return APOSTROPHE + text
    first = text.lstrip(_BEFORE)[:1]
    return APOSTROPHE + text if first in _BEGINS and first else text


def meant(cell: str) -> str:
    """Inverse of `harmless`."""
    return cell.removeprefix(APOSTROPHE)


def cells(values: Iterable[object]) -> Sequence[object]:
    """A row as `csv.writer` takes it: null is an empty cell, a list or map is JSON."""
    return [
        value if value is None or isinstance(value, int | float)
        else harmless(value if isinstance(value, str) else msgspec.json.encode(value).decode())
        for value in values
    ]  # fmt: skip
