"""Gives up on a source that keeps us waiting: a slow page is one thing, a server that only drips another."""

from time import monotonic

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.heads import BoundedFactory

LEAST = 0.5  # seconds, for which asking is not worth it
SPENT = "patience/spent"  # among the crawl's statistics, which http and https share


class TooSlowError(Exception):
    """The source used up what we wait; nothing more is asked of it."""


class PatientHandler(HTTP11DownloadHandler):
    """Waits PATIENCE seconds in all for a source's answers, and PATIENCE_PER_PAGE more for each that came.

    Scrapy's own limit begins anew with every page and every further try: three tries of a page cost 90 seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        assert crawler.stats is not None
        self.stats = crawler.stats
        self.most = crawler.settings.getfloat("PATIENCE")
        self.per_page = crawler.settings.getfloat("PATIENCE_PER_PAGE")

    async def download_request(self, request: Request) -> Response:
        """The answer, within what is left of our patience. Raises TooSlowError when nothing is, before or after."""
        request.meta["download_timeout"] = min(request.meta["download_timeout"], self._left())
        started = monotonic()
        try:
            response = await super().download_request(request)
        except Exception:
            self._spend(monotonic() - started)
            self._left()  # the last page has no next one that would say so
            raise
        self._spend(monotonic() - started - self.per_page)
        return response

    def _spend(self, seconds: float) -> None:
        self.stats.set_value(SPENT, max(0.0, self.stats.get_value(SPENT, 0.0) + seconds))

    def _left(self) -> float:
        """Seconds that we still wait. Raises TooSlowError when they are not worth it."""
        left: float = self.most - self.stats.get_value(SPENT, 0.0)
        if left < LEAST:
            raise TooSlowError(f"too slow: it kept us waiting for {self.most:.0f} s and more")
        return left
