"""The limit of memory is about the crawl, not about what its process or whoever started that once held."""

from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from crawlers.memory import MemoryOfThisCrawl
from tests.crawlers.apart import crawled, table
from tests.crawlers.hostile import Hostile, answer

MB = 1 << 20


def test_what_is_held_now_counts() -> None:
    bytearray(b"x") * (200 * MB)
    measure = MemoryOfThisCrawl(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True}))
    assert measure.get_virtual_size() < 20 * MB
    held = bytearray(b"x") * (100 * MB)
    assert 90 * MB < measure.get_virtual_size() < 130 * MB
    del held
    assert measure.get_virtual_size() < 50 * MB


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "outcome"), [(200, "healthy"), (1, "unreachable")])
def test_a_crawl_is_stopped_for_its_own_memory_only(limit: int, outcome: str, tmp_path: Path) -> None:
    """300 MB held once do not stop a crawl that may take 200; one that may take 1 MB is stopped for its own."""
    pages = {f"/{number}": answer(table(f"EX{number}") + b" " * (3 * MB)) for number in range(1, 4)}
    server = Hostile(pages, answer(status="404 Not Found"))
    told = crawled(
        tmp_path,
        {"probe": {"url": server.url, "pages": list(pages)}},
        once_held=300,
        settings={"MEMUSAGE_LIMIT_MB": limit, "MEMUSAGE_CHECK_INTERVAL_SECONDS": 0.2},
    )
    server.stop()
    report = told["reports"]["probe"]
    assert report["outcome"] == outcome, told["stderr"][-2000:]
    assert any("memusage_exceeded" in breach for breach in report["breaches"]) == (outcome == "unreachable")
