"""The pages of a clinic, or of a chain of them, that its sitemap lists: JSON-LD and text (listings.md 3, 4)."""

import re
import zlib
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.clinic_pages import ClinicPageSpider
from crawlers.platforms.entry_text import web_address
from crawlers.reading import Flaw, Reading
from directory.store.frontier import Plan

MOST_BYTES = 52 << 20  # of an unpacked sitemap; sitemaps.org allows 50 MB
_GZIP = b"\x1f\x8b"
_LISTS = {"urlset": "url", "sitemapindex": "sitemap"}


class SitemapJsonLdSpider(ClinicPageSpider):
    """``start_urls``: the sitemap, or the index of sitemaps. ``pages``: what the whole path of a page we want is like.
    ``at_most_pages``: as many are asked for, sitemaps included; a site that has so many is a breach of its file.
    A page whose lastmod is what it was is not asked for again before the promise wants it (`scheduling.believable`).
    """

    pages: ClassVar[str]
    at_most_pages: ClassVar[int] = 500

    def first(self) -> Iterator[Plan]:
        for url in self.addresses():
            yield self.ask(self.at(url), self.parse_sitemap, outer=True)

    def parse_sitemap(self, response: Response, outer: bool, **_: Any) -> Iterator[Plan | Flaw]:
        """The sitemaps that an index lists, or the pages wanted, as far as the budget goes; other hosts are left."""
        index, listed = sitemap(response.body, response.url)
        if index and not outer:
            raise SourceChangedError(f"{response.url}: an index of sitemaps within an index")
        ours = {url: at for url, at in listed.items() if urlsplit(url).hostname in self.hosts()}
        wanted = [url for url in ours if index or re.fullmatch(self.pages, urlsplit(url).path)]
        if not wanted:
            what = "no sitemap of its host" if index else f"no page like {self.pages!r}"
            raise SourceChangedError(f"{response.url}: {what} among {len(listed):,} addresses")
        known = self.collection.writer.plans  # of this run, what a killed process asked for included
        asked = (
            self.ask(self.at(url), self.parse_sitemap, outer=False) if index
            else self.ask(self.at(url), self.parse, mark=ours[url])
            for url in wanted
        )  # fmt: skip
        new = {plan.key: plan for plan in asked if plan.key not in known}
        left = max(0, self.at_most_pages - len(known))
        if len(new) >= left:
            yield Flaw(
                "budget",
                f"{response.url}: {len(new):,} more pages, and {left:,} are left of `at_most_pages`: "
                "look what they are, then narrow `pages` or raise it",
            )
        yield from list(new.values())[:left]

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """The clinic of one page and the people its markup names. Raises SourceChangedError."""
        return cls.read_clinic(body, where)


def sitemap(body: bytes, where: str) -> tuple[bool, dict[str, str | None]]:
    """(whether it is an index of sitemaps, the web addresses it lists with their lastmod); unpacked where it is gzip.

    Raises SourceChangedError for anything else, for one that is cut off, too large, or declares entities.
    """
    try:
        root = fromstring(_unpacked(body, where), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise SourceChangedError(f"{where}: not a sitemap, or cut off: {type(error).__name__} {error}") from error
    kind = root.tag.rpartition("}")[2]
    if kind not in _LISTS:
        raise SourceChangedError(f"{where}: not a sitemap but {kind!r}")
    entries = [part for part in root if isinstance(part.tag, str) and part.tag.rpartition("}")[2] == _LISTS[kind]]
    found: dict[str, str | None] = {}
    for entry in entries:
        said = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in entry if isinstance(part.tag, str)}
        if url := web_address(said.get("loc", "")):
            found.setdefault(url, said.get("lastmod") or None)
    return kind == "sitemapindex", found


def _unpacked(body: bytes, where: str) -> bytes:
    if not body.startswith(_GZIP):
        return body
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacking.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise SourceChangedError(f"{where}: the packed sitemap is damaged: {error}") from error
    if not unpacking.eof:
        raise SourceChangedError(f"{where}: the packed sitemap is cut off, or larger than {MOST_BYTES:,} bytes")
    return unpacked
