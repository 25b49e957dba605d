"""A web page as readers see it: decoded or refused, its visible text in lines, its own address and its markup."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import etree
from w3lib.encoding import html_body_declared_encoding

from crawlers.changed import SourceChangedError
from crawlers.markup import bearable
from crawlers.platforms.entry_text import web_address
from crawlers.text import decoded
from directory.normalize.text import clean

MOST_BYTES = 8 << 20  # of one page; a crawl cuts earlier
MOST_TEXT = 400_000  # characters a reader would have to read
MOST_TITLES, LONGEST_TITLE = 20, 300
# A quotation is somebody else's words; what is struck out is said no more.
_STRUCK = frozenset({"del", "s", "strike"})
_UNSEEN = _STRUCK | frozenset({
    "head", "script", "style", "noscript", "template", "nav", "footer", "svg", "iframe", "object", "select",
    "textarea", "blockquote",
})  # fmt: skip
_INLINE = _STRUCK | frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_REVIEWS = re.compile(r"(?<![a-z])(?:reviews?(?!ed|er)|testimonials?|ratings?(?![a-z]))", re.IGNORECASE)
_WHOLE_PAGE = frozenset({"html", "body", "main"})  # their classes tell of all that stands on the page
_MARKUP = "application/ld+json"
_ENCODINGS = frozenset({None, "utf-8", "ascii"})


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; ``where`` names it in messages."""

    where: str
    root: etree._Element

    @property
    def text(self) -> str:
        """Its visible lines. Raises SourceChangedError when they are too many for a page that people read."""
        return text_of(self.root, self.where)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the page calls itself: its title and its headings of the first order."""
        found = (clean("".join(part.itertext())) for part in islice(self.root.iter("title", "h1"), MOST_TITLES))
        return tuple(title for title in found if title and len(title) <= LONGEST_TITLE)

    def canonical(self) -> str | None:
        """The address the page gives as its own, if that is one of the web."""
        for link in self.root.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split():
                return web_address((link.get("href") or "").strip())
        return None

    def markup(self) -> Iterator[str]:
        """The text of each JSON-LD script, whichever way its type is escaped."""
        for script in self.root.iter("script"):
            kind = html.unescape(script.get("type") or "").partition(";")[0].strip().lower()
            if kind == _MARKUP:
                yield script.text or ""


def page_of(body: bytes, where: str, end: str = "</html") -> Page:
    """The page of a body in UTF-8 or in the encoding that it declares. ``end``: what a whole page of the site has.

    Raises SourceChangedError for what is empty, too large, cut off, wrongly encoded or nested beyond reading.
    """
    if len(body) > MOST_BYTES:
        raise SourceChangedError(f"{where}: {len(body):,} bytes are too many for a page of a clinic")
    text = _decoded(body, where)
    if end not in text.lower():
        raise SourceChangedError(f"{where}: the page has no {end}>; it is cut off, or no web page")
    bearable(text, where)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.replace("\0", "").encode("utf-8"), parser)
    # What lies deeper than the parser reads it leaves out without a word.
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise SourceChangedError(f"{where}: the page is nested too deeply, or has too long a text, to be read whole")
    if root is None or root.find("body") is None:
        raise SourceChangedError(f"{where}: the page holds nothing")
    return Page(where, root)


def _decoded(body: bytes, where: str) -> str:
    declared = html_body_declared_encoding(body)
    if declared in _ENCODINGS:
        return decoded(body, where)
    try:
        return body.decode(declared or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise SourceChangedError(f"{where}: not {declared}, which the page declares; wrong encoding") from error


def text_of(element: etree._Element, where: str) -> str:
    """The visible text below an element: headings, list items, paragraphs and cells each on lines of their own, clean.

    Menus, footers, scripts, quotations and reviews are left out. Raises SourceChangedError for more than MOST_TEXT.
    """
    lines: list[str] = []
    size = 0
    for line in "".join(_pieces(element)).split("\n"):
        if tidy := clean(line):
            lines.append(tidy)
            size += len(tidy)
            if size > MOST_TEXT:
                raise SourceChangedError(f"{where}: more than {MOST_TEXT:,} characters of text on one page")
    return "\n".join(lines)


def _pieces(element: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        unseen = part is not element and _unseen(part)
        apart = "" if part.tag in _INLINE else "\n"
        if event == "start":
            yield apart
            if unseen:
                walk.skip_subtree()
            else:
                yield _one_line(part.text)
        else:
            yield apart
            if part is not element:
                yield _one_line(part.tail)


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _unseen(part: etree._Element) -> bool:
    if part.tag in _UNSEEN:
        return True
    if part.tag in _WHOLE_PAGE:
        return False
    called = " ".join(part.get(name) or "" for name in ("class", "id", "itemprop", "itemtype"))
    return bool(called.strip()) and _REVIEWS.search(called) is not None


def joined(base: str, address: str | None) -> str | None:
    """An address on a page as one of the web, http or https; None for any other."""
    try:
        return web_address(urljoin(base, (address or "").strip())) if address else None
    except ValueError:  # such as brackets that close no IPv6 address
        return None
