"""The main text of a page that a rule cites, in one form whatever stands around it: to see whether it has changed."""

import io
import re
from collections.abc import Iterator

import pdfplumber
from lxml import etree
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException
from w3lib.encoding import html_body_declared_encoding

from crawlers.changed import SourceChangedError
from crawlers.platforms.page_text import MOST_TEXT, page_of, text_of
from crawlers.text import looks_like_html
from directory.normalize.text import clean

READER = 1  # to be raised whenever other text is taken out of the same page: what was read before is then not compared
LEAST_TEXT = 200  # characters: less is an empty frame that a script would fill, or a wall
MOST_PDF_PAGES = 200

# What stands around the text of a page: none of it is compared.
_AROUND = frozenset({"header", "aside", "form", "button", "dialog", "menu"})
_ROLES = frozenset({"banner", "navigation", "contentinfo", "search", "complementary", "dialog", "alert"})
_NAMED = re.compile(
    r"(?<![a-z])(nav|navbar|navigation|menu|breadcrumbs?|sidebar|cookies?|consent|banner|footer|masthead|share|sharing|"
    r"social|related|advert(isement)?s?|ads?|promo|newsletter|skip-?link|timestamp|last-?(updated|modified))(?![a-z])",
    re.IGNORECASE,
)
# A line of its own that only tells of the page: when it was made, read or last changed, and by how many. It must hold a
# date or a number: "Current license required" is law.
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
)
_CLOCK = r"(?:,? (?:at )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?[a-z]{2,4})?)?"
_DAY = rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{_DATE}{_CLOCK}"
_TOLD = (
    r"(?:last (?:updated|modified|reviewed|changed)|updated|generated|printed|accessed|retrieved|downloaded|today is"
    r"|today's date|today|(?:content )?current (?:as of|through))"
)
_STAMP = re.compile(
    rf"{_DAY}|(?:(?:this )?(?:web ?)?(?:page|site|document|file) )?(?:was )?{_TOLD}(?: date)?(?: on)?:? ?{_DAY}\.?"
    r"|(?:copyright|©|\(c\))[^.]{0,20}\b\d{4}\b.{0,80}|(?:visitors?|page views|views|hits)(?: today)?:? ?[\d,]+",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"just a moment|verify (that )?you are (a )?human|are you a robot|enable javascript|captcha|access denied"
    r"|javascript is (required|disabled)|request blocked|checking your browser",
    re.IGNORECASE,
)
_SHORT = 2_000  # characters up to which a page that speaks of walls is one


def main_text(body: bytes, where: str) -> str:
    """The words of a law's page, PDF or plain text, one blank between them.

    Left out: menus, headers, footers, forms, asides, scripts, and lines that only tell when the page was made, printed
    or last changed. Raises SourceChangedError for what holds no text to compare, naming it by ``where``.
    """
    if body.startswith(b"%PDF"):
        lines = _of_pdf(body, where)
    elif looks_like_html(body[:2_000].decode("latin-1")) or re.search(rb"<(html|body|div|p)[\s>]", body[:20_000], re.I):
        lines = _of_page(body, where)
    else:
        lines = iter(_decoded(body).splitlines())
    kept = (line for found in lines if (line := clean(found)) and not _STAMP.fullmatch(line))
    text = " ".join(" ".join(kept).split())
    if len(text) > MOST_TEXT:
        raise SourceChangedError(f"{where}: more than {MOST_TEXT:,} characters of text")
    if len(text) < LEAST_TEXT:
        raise SourceChangedError(f"{where}: only {len(text)} characters of text: a frame for scripts, or a wall")
    if len(text) < _SHORT and _WALL.search(text):
        raise SourceChangedError(f"{where}: a page that asks for a person came instead")
    return text


def _of_page(body: bytes, where: str) -> Iterator[str]:
    # Old pages say their encoding nowhere: which letters stand for its bytes does not matter, as long as they stay.
    declared = html_body_declared_encoding(body)
    page = page_of(body if declared else _decoded(body).encode(), where, end="<")
    for part in page.root.iter(etree.Element):
        if part.tag == "blockquote":  # here it is the law that is quoted
            part.tag = "div"
        elif part.tag in _AROUND or _around(part):
            part.tag = "nav"  # which `text_of` leaves out
    yield from text_of(_main(page.root), where).split("\n")


def _around(part: etree._Element) -> bool:
    if part.tag in ("html", "body", "main", "article"):
        return False
    if (part.get("role") or "").lower() in _ROLES or part.get("hidden") is not None:
        return True
    if (part.get("aria-hidden") or "").lower() == "true":
        return True
    called = " ".join(part.get(name) or "" for name in ("class", "id"))
    return _NAMED.search(called) is not None


def _main(root: etree._Element) -> etree._Element:
    """The one part that the page itself calls its main one, if it holds text; else the whole page."""
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len("".join(found[0].itertext()).strip()) >= LEAST_TEXT:
            return found[0]
    return root


def _of_pdf(body: bytes, where: str) -> Iterator[str]:
    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            if len(pdf.pages) > MOST_PDF_PAGES:
                raise SourceChangedError(f"{where}: {len(pdf.pages)} pages are too many")
            size = 0
            for page in pdf.pages:
                text = page.extract_text() or ""
                page.close()
                size += len(text)
                if size > 2 * MOST_TEXT:
                    raise SourceChangedError(f"{where}: more than {2 * MOST_TEXT:,} characters of text")
                yield from text.splitlines()
    except (PdfminerException, PDFSyntaxError) as error:
        raise SourceChangedError(f"{where}: the PDF is damaged or cut off: {error}") from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")
