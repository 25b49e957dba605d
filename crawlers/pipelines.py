"""Hands readings to the run, and closes the run when Scrapy knows how the crawl ended."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.reading import SourceChangedError
from crawlers.source import SourceSpider


class RunPipeline:
    """Readings into the store under their run; errors of callbacks become breaches of the run.

    The run is closed by the runner after the crawl: pipelines close before Scrapy knows the finish reason.
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

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        try:
            self.spider.collection.take_one(item["reading"], item["fetch_id"])
        except Exception as error:  # Scrapy would only log it, and the run would end healthy without the record
            self.spider.collection.errors.append(f"a record could not be taken: {type(error).__name__}: {error}"[:500])
            raise
        return item

    def spider_error(self, failure: Any, response: Response) -> None:
        error = failure.value
        told = str(error) if isinstance(error, SourceChangedError) else f"{type(error).__name__}: {error}"
        self.spider.collection.errors.append(told if response.url in told else f"{response.url}: {told}")

    def spider_closed(self, reason: str) -> None:
        collection = self.spider.collection
        stats = self.crawler.stats
        if reason != "finished":
            collection.errors.append(f"the crawl ended early: {reason}")
        if stats is not None and (offsite := stats.get_value("offsite/filtered", 0)):
            collection.failures.append(f"{offsite} request(s) to another host were refused")
