"""A page as the fingerprints look at it: its address, its headers, its markup, its links."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawlers.markup import parsed
from directory.web import Page


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page leads to, and the words of the link."""

    url: str
    text: str


@dataclass(frozen=True)
class Sight:
    """One answer. ``markup`` is the page with its entities and the escapes of its scripts undone, for patterns."""

    page: Page

    @property
    def url(self) -> str:
        return self.page.url

    @property
    def origin(self) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.url))

    @cached_property
    def type(self) -> str:
        """Media type, in lower case."""
        return self.page.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def headers(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self.page.headers.items())

    @cached_property
    def markup(self) -> str:
        return html.unescape(self.page.text.replace("\\/", "/").replace("\\u0026", "&"))

    @cached_property
    def selector(self) -> Selector:
        """Raises SourceChangedError for a page that the parser would be busy with."""
        return parsed(self.page.text or "<html></html>", self.url)

    @cached_property
    def title(self) -> str:
        return one_line(self.selector.css("title::text").get() or "")[:120]

    @cached_property
    def links(self) -> Sequence[Link]:
        found: dict[str, Link] = {}
        for anchor in self.selector.css("a[href]"):
            words = one_line("".join(anchor.xpath(".//text()").getall()))
            try:
                url = urljoin(self.url, anchor.attrib["href"].strip())
            except ValueError:  # not an address
                continue
            if url.startswith(("http://", "https://")):
                found.setdefault(url.partition("#")[0] or url, Link(url, words))
        return tuple(found.values())

    def links_like(self, pattern: str) -> list[Link]:
        """Links whose address or words hold the pattern, in any case."""
        return [
            link for link in self.links if re.search(pattern, f"{link.url}\n{link.text}", re.IGNORECASE | re.MULTILINE)
        ]


def one_line(text: str) -> str:
    """A text of somebody else's on one line, without anything that a terminal would obey."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def excerpt(text: str, start: int, end: int) -> str:
    """The very match on one line, cut to what a person can read."""
    found = one_line(text[start:end])
    return found if len(found) <= 120 else f"{found[:117]}..."
