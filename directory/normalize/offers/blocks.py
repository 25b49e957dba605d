"""A page's text in lines and sentences, each with its place in the tidied text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.normalize.text import clean

MOST_TEXT = 200_000  # characters that are read of one page
LONGEST_SENTENCE = 1_000  # what runs on longer is read in pieces
LONGEST_QUOTE = 300
_LONGEST_TITLE = 90
_MOST_TITLE_WORDS = 12
_END = re.compile(r"[.!?]+[\"”’')\]]*\s+(?=[\"“‘'(\[]?[^\W_])")
_NO_END = frozenset({
    "dr", "drs", "mr", "mrs", "ms", "st", "ste", "cert", "dip", "dipl", "jr", "sr", "vs", "eg", "ie", "no",
    "inc", "prof", "approx", "dept", "ave", "blvd", "rd", "ext", "tel", "mt", "ft",
})  # fmt: skip
_LAST_WORD = re.compile(r"([^\s(]+)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the page. ``start``: its place in the tidied text."""

    text: str
    start: int

    @property
    def titled(self) -> bool:
        """Whether it may be a heading or an item of a list: short, and no sentence."""
        most = 2 if self.text.endswith(":") else 1  # what announces a list may be longer
        short = len(self.text) <= most * _LONGEST_TITLE and len(self.text.split()) <= most * _MOST_TITLE_WORDS
        return short and not self.text.endswith((".", "!", ";", ","))


def lines(text: str) -> tuple[Line, ...]:
    """The lines of the first MOST_TEXT characters, clean, empty ones left out; joined by blanks: the tidied text."""
    found, start = list[Line](), 0
    for raw in text[:MOST_TEXT].splitlines():
        if tidy := clean(raw):
            found.append(Line(tidy, start))
            start += len(tidy) + 1
    return tuple(found)


def tidied(text: str) -> str:
    """The text in which every quote stands."""
    return " ".join(line.text for line in lines(text))


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """The sentences of one line with their places; 'Dr. Doe', 'J. Doe' and 'Cert. DN' end none."""
    start = 0
    for found in _END.finditer(text):
        if found[0].startswith(".") and _abbreviated(text[max(0, found.start() - 12) : found.start()]):
            continue
        yield from _pieces(text, start, found.end())
        start = found.end()
    yield from _pieces(text, start, len(text))


def _abbreviated(before: str) -> bool:
    found = _LAST_WORD.search(before)
    word = found[1] if found else ""
    return (len(word) == 1 and word.isupper()) or word.replace(".", "").lower() in _NO_END or "." in word


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield text[start:cut], start
        start = cut
    if piece := text[start:end].rstrip():
        yield piece, start


def quote(whole: str, start: int, end: int, at: int, until: int) -> str:
    """``whole[start:end]``, or LONGEST_QUOTE characters of it around ``whole[at:until]``, cut between words."""
    if end - start > LONGEST_QUOTE:
        middle = (at + until) // 2
        left = min(max(start, middle - LONGEST_QUOTE // 2), end - LONGEST_QUOTE)
        right = left + LONGEST_QUOTE
        if left > start and (blank := whole.find(" ", left, at)) >= 0:
            left = blank
        if right < end and (blank := whole.rfind(" ", until, right)) >= 0:
            right = blank
        start, end = left, right
    return whole[start:end].strip()
