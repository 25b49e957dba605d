"""Obeys robots.txt, its Crawl-delay and every refusal: what cannot be known or kept means that nothing is crawled."""

import logging
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.httpobj import urlparse_cached

from crawlers.patience import TooSlowError
from directory.guard import AddressRefusedError
from directory.retry_after import asked_to_wait, refusal
from directory.robots import ROBOTS_LIMIT, delay_refuses, robots_delay, robots_refuse

log = logging.getLogger(__name__)

NOT_US = frozenset({401, 403})
KEPT_DELAY = "robots/delay"  # among the crawl's statistics: seconds between two requests that robots.txt wants
AGAIN = frozenset({"dont_obey_robotstxt", "retry_times", "asked_to_wait", "redirect_times"})  # marks of no new page
TOO_MANY = "too many pages: "  # how the reason begins with which a crawl was stopped that goes on and on


class RobotsFailClosed(RobotsTxtMiddleware):
    """Scrapy 2.19 parses robots.txt whatever its status, allows everything when the fetch fails, and does not obey
    its Crawl-delay.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, str] = {}
        self._delays: dict[str, float] = {}  # by slot

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if robots_refuse(response.status):
            self._closed[netloc] = f"robots.txt answered {response.status}"
        elif len(response.body) > ROBOTS_LIMIT:
            self._closed[netloc] = f"robots.txt is larger than {ROBOTS_LIMIT:,} bytes"
        if response.status >= 400 or netloc in self._closed:
            response = response.replace(body=b"")
        text = response.body.decode("utf-8", "replace")
        delay = robots_delay(response.status, text, self.crawler.settings["USER_AGENT"])
        if refused := delay_refuses(delay):
            self._closed[netloc] = refused
        elif delay:
            self._keep_distance(request, delay)
        await super()._parse_robots(response, netloc, request)

    def _keep_distance(self, request: Request, delay: float) -> None:
        """Sets the least delay of the host's slot, now and whenever Scrapy makes it anew after a quiet minute."""
        engine = self.crawler.engine
        assert engine is not None
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        self._delays[key] = delay = max(delay, self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        assert self.crawler.stats is not None
        self.crawler.stats.max_value(KEPT_DELAY, delay)
        downloader.per_slot_settings[key] = {"delay": delay, "jitter": 0.0}  # jitter would go below the delay
        if (slot := downloader.slots.get(key)) is not None:
            slot.delay, slot.jitter = max(slot.delay, delay), 0.0

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._closed[netloc] = f"robots.txt could not be had: {exc or type(exc).__name__}"
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._closed:
            raise IgnoreRequest(f"not crawled, {self._closed[netloc]}")
        if (urlparse_cached(request).hostname or "") in self._delays:
            request.meta["autothrottle_dont_adjust_delay"] = True  # it would bring the delay down to our own
        super().process_request_2(rp, request)


class SafeRedirects(RedirectMiddleware):
    """Follows no redirect from https to http, for what comes back could be anybody's, nor to a host that is not the
    source's: Scrapy's own check lets whatever was tried a second time go anywhere. One that is followed is asked for
    even if another page led there before: Scrapy would drop it without a word.
    """

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        following = super().process_response(request, response)
        if not isinstance(following, Request):
            return following
        if urlparse_cached(request).scheme == "https" and urlparse_cached(following).scheme != "https":
            raise IgnoreRequest(f"redirected from https to {following.url}: not followed")
        host, ours = urlparse_cached(following).hostname or "", getattr(self.crawler.spider, "allowed_domains", None)
        if ours and not any(host == one or host.endswith(f".{one}") for one in ours):
            raise IgnoreRequest(f"redirected to another host, {following.url}: not followed")
        following.dont_filter = True
        return following


class Refusals(RetryMiddleware):
    """Waits when a server asks for it and stops the source when it means no; other failures are retried as usual.

    A 429 or 503 with a Retry-After of up to RETRY_AFTER_MOST seconds silences the host that long, then the page is
    asked for again, at most RETRY_AFTER_TIMES times. A longer wait, one time more, or REFUSALS_IN_A_ROW answers of
    401 or 403 close the spider; the reason begins with "refused:". RETRY_AFTER_MOST 0 leaves 429 and 503 alone.
    So do more pages than the source says that it has (``at_most_pages``), and a server that keeps us waiting.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.most = settings.getfloat("RETRY_AFTER_MOST")
        self.times = settings.getint("RETRY_AFTER_TIMES")
        self.in_a_row = settings.getint("REFUSALS_IN_A_ROW")
        self._refusing = 0  # answers in a row
        self._pages = 0
        self.at_most_pages: int | None = None
        self._until: dict[str, float] = {}  # when a silenced slot may send again
        self._stopped: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Refusals":
        made = cls(crawler.settings)
        made.crawler = crawler
        made.at_most_pages = getattr(crawler.spidercls, "at_most_pages", None)
        # This signal comes before the downloader takes the next request of the host, `process_response` after it.
        crawler.signals.connect(made.response_downloaded, signal=signals.response_downloaded)
        return made

    def process_request(self, request: Request) -> None:
        if not request.meta.keys() & AGAIN:
            self._pages += 1
            if self.at_most_pages is not None and self._pages > self.at_most_pages:
                self._stop(f"{TOO_MANY}more than {self.at_most_pages:,}")
        if self._stopped:
            raise IgnoreRequest(f"not asked, {self._stopped}")

    def response_downloaded(self, response: Response, request: Request) -> None:
        if (wait := self._asks(response)) is not None:
            if wait > self.most or request.meta.get("asked_to_wait", 0) >= self.times:
                self._stop(refusal(response.status, wait))
            else:
                self._silence(request, wait)
        if request.meta.get("dont_obey_robotstxt"):
            return  # what a robots.txt means is decided elsewhere
        self._refusing = self._refusing + 1 if response.status in NOT_US else 0
        if self._refusing >= self.in_a_row:
            self._stop(f"refused: {response.status}, {self.in_a_row} times in a row")

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if self._stopped:
            return response
        if self._asks(response) is not None:
            again = request.replace(dont_filter=True)
            again.meta["asked_to_wait"] = request.meta.get("asked_to_wait", 0) + 1
            return again
        if self._wait(response) is not None:
            return response
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception, spider: Any = None) -> Any:
        if isinstance(exception, TooSlowError):
            self._stop(str(exception))
            return None
        if isinstance(exception, AddressRefusedError):
            self.crawler.stats.inc_value("guard/refused")
            return None  # a refused address stays refused
        return super().process_exception(request, exception)

    def _asks(self, response: Response) -> float | None:
        return None if self.most == 0 else self._wait(response)

    def _wait(self, response: Response) -> float | None:
        header = response.headers.get("Retry-After")
        return asked_to_wait(response.status, header.decode("latin-1") if header else None, datetime.now(UTC))

    def _silence(self, request: Request, seconds: float) -> None:
        """Lets the host's slot send nothing for a while; its own timer is what holds it back."""
        engine = self.crawler.engine
        assert engine is not None
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        self._until[key] = until = max(self._until.get(key, 0.0), monotonic() + seconds)
        slot = downloader.slots[key]  # it is there: the answer came through it
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(until - monotonic(), downloader._latercall, slot)
        log.info("%s asks us to wait %.0f s", request.url, seconds)

    def _stop(self, why: str) -> None:
        """Closes the spider and drops what waits in its slots: Scrapy would still send all of that."""
        if self._stopped:
            return
        self._stopped = why
        engine = self.crawler.engine
        assert engine is not None
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(IgnoreRequest(f"not asked, {why}"))
        deferred_from_coro(engine.close_spider_async(reason=why))
