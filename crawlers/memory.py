"""How much memory a crawl takes, measured now and not at some moment before it began.

Scrapy's own extension asks for the highest memory the process ever had. Linux hands that number on to
a process from whoever started it, so a crawl begun by a big process was stopped before its first page,
and a crawl in the same process after a big load as well. What counts here is what was added since.
"""

import psutil
from scrapy.crawler import Crawler
from scrapy.extensions.memusage import MemoryUsage


class MemoryOfThisCrawl(MemoryUsage):
    """``MEMUSAGE_LIMIT_MB`` and its like, of the memory this process holds more than when its crawl began."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss

    def get_virtual_size(self) -> int:
        """Bytes in memory now beyond those at the start; 0 when there are fewer."""
        held: int = self._process.memory_info().rss
        return max(0, held - self._before)
