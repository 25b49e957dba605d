"""Obeys robots.txt also when it cannot be had (then nothing is crawled), and its Crawl-delay."""

from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from directory.robots import robots_refuse


class RobotsFailClosed(RobotsTxtMiddleware):
    """Scrapy 2.19 parses robots.txt whatever its status and allows everything when the fetch fails."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, str] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if robots_refuse(response.status):
            self._closed[netloc] = f"robots.txt answered {response.status}"
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._closed[netloc] = f"robots.txt could not be had: {exc or type(exc).__name__}"
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = request.url.split("/")[2]
        if netloc in self._closed:
            raise IgnoreRequest(f"not crawled, {self._closed[netloc]}")
        super().process_request_2(rp, request)


class CrawlDelay:
    """Takes a Crawl-delay of robots.txt as the least delay for that host."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        delay = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        engine = self.crawler.engine
        if not delay or engine is None:
            return
        key = engine.downloader.get_slot_key(request)
        slot = engine.downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, min(float(delay), 60.0))
