"""Reads the first pages of a source by its own methods, outside a crawl and without a store."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.changed import SourceChangedError
from crawlers.contacts.points import Point, State, judged, listed, told
from crawlers.health import Health
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from crawlers.visits import Visitor
from directory.store.frontier import Plan
from directory.web import Page, WebError

PAGES, ROWS = 8, 2_000
BODY_LIMIT = 64 << 20


class DryRun:
    """What a source asks of its run while it reads; all of it is forgotten."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.writer = SimpleNamespace(plans={}, left=None)
        self.day: date | None = None

    def as_of(self, day: date | None) -> None:
        self.day = day or self.day

    def version(self, _version: str) -> bool:
        """Nothing was read before: there is always something to read."""
        return False

    def count(self, what: str, number: int = 1) -> None:
        """Counts are for reports of runs."""


@dataclass(slots=True)
class Seen:
    """What the pages brought. ``whole``: the source has no more than that."""

    health: Health
    pages: list[str] = field(default_factory=list)
    rows: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    flaws: list[str] = field(default_factory=list)
    whole: bool = True
    day: date | None = None

    def take(self, reading: Reading) -> None:
        if isinstance(reading, Kept):
            self.rows += 1
            self.health.see(reading.record)
        elif isinstance(reading, Dropped):
            self.rows += reading.rows
            self.dropped[reading.reason.partition(":")[0]] += reading.rows
        elif isinstance(reading, Flaw):
            self.flaws.append(reading.text)


def walked(spider: SourceSpider, visitor: Visitor) -> Iterator[Point]:
    """The points of the source's first pages, read as a crawl reads them; up to PAGES pages and about ROWS rows."""
    seen = Seen(Health(spider.expect))
    try:
        _walk(spider, visitor, seen)
    except SourceChangedError as error:
        yield judged("form", "as the source file declares it", str(error), agrees=False)
        return
    except WebError as error:
        asked = seen.pages[-1] if seen.pages else spider.page_url
        yield Point("reading", "it can be read", f"{asked}: {error}", State.UNKNOWN)
        return
    yield from points_of(spider, seen)


def points_of(spider: SourceSpider, seen: Seen) -> Iterator[Point]:
    """What the readings say of the form, the flaws and the expectations. Of a mirror or a part no count is judged."""
    yield judged("form", "as the source file declares it", f"{seen.rows:,} rows read from {len(seen.pages)} pages",
                 agrees=bool(seen.rows))  # fmt: skip
    yield judged("values", "every word and number can be read", listed(seen.flaws), agrees=not seen.flaws)
    expect, number = spider.expect, seen.health.seen
    whole = seen.whole and not spider.base_url and not spider.state
    breaches = list(seen.health.breaches(base_kept=None, whole=whole))
    yield judged(
        "records",
        f"between {expect.at_least:,} and {expect.at_most:,}, filled and shaped as expected",
        "; ".join(breach.text for breach in breaches)
        or (f"{number:,}, as expected" if whole else f"{number:,} of a part, filled and shaped as expected"),
        agrees=not breaches,
    )
    if seen.dropped:
        yield told("not kept", ", ".join(f"{why}: {n:,}" for why, n in seen.dropped.most_common(5)))
    if seen.day:
        yield told("its own date", seen.day.isoformat())


def _walk(spider: SourceSpider, visitor: Visitor, seen: Seen) -> None:
    run: Any = spider.collection
    waiting = deque(spider.first())
    while waiting:
        if len(seen.pages) >= PAGES or seen.rows >= ROWS:
            seen.whole = False
            break
        plan = waiting.popleft()
        run.writer.plans[plan.key] = plan
        seen.pages.append(plan.url)
        if (host := urlsplit(plan.url).hostname) not in spider.allowed_domains:
            raise SourceChangedError(f"{plan.url}: the page leads to another host, {host}")
        page = visitor.page(plan.url, limit=BODY_LIMIT)
        if page.status not in (200, *plan.takes):
            raise WebError(f"answered {page.status}")
        for thing in getattr(spider, plan.reader)(response_of(page), **plan.arguments) or ():
            if isinstance(thing, Plan):
                waiting.append(thing)
                continue
            seen.take(thing)
            if isinstance(thing, Kept):
                run.keys.add(thing.record.key)
            if seen.rows >= ROWS:
                seen.whole = False
                break
    seen.day = run.day


def response_of(page: Page) -> Response:
    """The page as a crawl would hand it to the source."""
    headers = Headers({name: value for name, value in page.headers.items() if name != "content-encoding"})
    kind = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
    return kind(page.url, status=page.status, headers=headers, body=page.body, request=Request(page.url))
