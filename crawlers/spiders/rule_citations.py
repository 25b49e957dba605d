"""The pages that our rules cite, each by itself: whether one is another page than when a person read it.

Its terms are honest rather than known: the pages are those of more than a hundred publishers, and nobody read the terms
of each. So neither `refresh` nor `crawl` reads it: somebody starts `needleproof rules watch`, which asks as a reader
would, once a month, obeys each robots.txt, and keeps of a page what shows that it changed. Each page is a run of its
own: one that cannot be had says nothing of the others, and never means that it changed.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawlers.expect import Expect
from crawlers.platforms.cited_page import READER, main_text
from crawlers.reading import Kept, Reading
from crawlers.source import SourceSpider
from directory.records import CitationRecord
from directory.store.frontier import Plan
from directory.vocabulary import SourceKind


class RuleCitationsSpider(SourceSpider):
    name, kind, promise_days, every_days = "rule_citations", SourceKind.RULE, 60, 30
    title, owner = "Pages that the rules cite", "each page's own publisher: legislatures, boards and others, as cited"
    terms = (
        "each publisher's own, not read one by one: pages open to any reader, asked for once a month as robots.txt "
        "allows, compared, and shown to nobody"
    )
    terms_read = "2026-11-20"
    page_url = "https://www.law.cornell.edu"  # where most of the regulations stand; the rules name each page
    own_command = "rules watch"
    at_most_pages = 2  # the page, and one more where it moved
    expect = Expect(1, 2, filled={"digest": 1.0, "length": 1.0}, shaped={"digest": r"[0-9a-f]{64}"})

    @classmethod
    def scope_of(cls, part: str | None) -> str:
        """Each address is a part by itself."""
        return f"page={part}" if part else ""

    def addresses(self) -> list[str]:
        """The one page that this run is about."""
        return [self.state] if self.state else []

    def parse(self, response: Response, **_: Any) -> Iterator[Reading | Plan]:
        """The record stands under the address that is cited, wherever the page moved on its host."""
        assert self.state is not None  # `rules watch` asks for one address at a time
        yield from self.read(response.body, self.state)

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """One record a page; ``where`` is its address. Raises SourceChangedError for what holds no text to compare."""
        text = main_text(body, where)
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield Kept(CitationRecord(address=where, digest=digest, length=len(text), reader=READER), "main text")
