"""Tells the run how Scrapy says the crawl ended."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.politeness import TOO_MANY
from crawlers.source import SourceSpider

BY_HAND = "stopped by hand"  # what a run says whose crawl somebody ended


class CrawlEnd:
    """An error outside of reading, a refused host or an early end: each is noted, and the run is not complete.

    The run is closed by the runner after the crawl: only the signal that comes last knows the finish reason.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.spider_error, signal=signals.spider_error)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> SourceSpider:
        assert isinstance(self.crawler.spider, SourceSpider)
        return self.crawler.spider

    def spider_error(self, failure: Any, response: Response) -> None:
        self.spider.collection.errors.append(f"{response.url}: {type(failure.value).__name__}: {failure.value}"[:500])

    def spider_closed(self, reason: str) -> None:
        collection = self.spider.collection
        stats = self.crawler.stats
        if reason.startswith(TOO_MANY):
            collection.errors.append(reason)  # it is not what we took it for, and going on with it later ends no better
        elif reason == "shutdown":
            collection.stopped = BY_HAND
        elif reason != "finished":
            collection.stopped = f"the crawl ended early: {reason}"
        if stats is not None and (offsite := stats.get_value("offsite/filtered", 0)):
            collection.failures.append(f"{offsite} request(s) to another host were refused")
