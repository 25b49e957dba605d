"""Every safety setting has the value that was decided for it (reliability.md section 5); none slips back."""

import re
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings

from crawlers import settings as ours

DECIDED: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 4 << 20,
    "DOWNLOAD_WARNSIZE": 1 << 20,
    "DOWNLOAD_TIMEOUT": 30,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": 1,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
    "AUTOTHROTTLE_MAX_DELAY": 60.0,
    "DOWNLOAD_DELAY": 1,
    "DOWNLOAD_DELAY_JITTER": 0,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "PATIENCE": 50,
    "PATIENCE_PER_PAGE": 5,
    "RETRY_TIMES": 2,
    "RETRY_AFTER_MOST": 120,
    "RETRY_AFTER_TIMES": 3,
    "REFUSALS_IN_A_ROW": 5,
    "HTTPPROXY_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "crawlers.guard.GuardedResolver",
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "MEMUSAGE_LIMIT_MB": 1024,
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": 5,
    "LOG_LEVEL": "INFO",
    "URLLENGTH_LIMIT": 2083,
    "HTTPCACHE_ENABLED": False,
    "JOBDIR": None,
}


@pytest.fixture(scope="module")
def in_force() -> Settings:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    return settings


@pytest.mark.parametrize("name", DECIDED)
def test_setting_has_the_value_decided(name: str, in_force: Settings) -> None:
    assert in_force.get(name) == DECIDED[name]


def test_only_http_is_spoken(in_force: Settings) -> None:
    spoken = {scheme for scheme, handler in in_force.getwithbase("DOWNLOAD_HANDLERS").items() if handler is not None}
    assert spoken == {"http", "https"}


def test_robots_that_cannot_be_had_closes_the_host(in_force: Settings) -> None:
    middlewares = in_force.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares["crawlers.politeness.RobotsFailClosed"] == 100
    assert middlewares["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None


@pytest.mark.parametrize(
    ("scrapys", "own"),
    [
        ("scrapy.downloadermiddlewares.retry.RetryMiddleware", "crawlers.politeness.Refusals"),
        ("scrapy.downloadermiddlewares.redirect.RedirectMiddleware", "crawlers.politeness.SafeRedirects"),
    ],
)
def test_our_own_stand_where_scrapys_stood(scrapys: str, own: str, in_force: Settings) -> None:
    middlewares = in_force.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares[scrapys] is None
    assert middlewares[own] == default_settings.DOWNLOADER_MIDDLEWARES_BASE[scrapys]


def test_we_say_who_we_are_and_how_to_reach_us(in_force: Settings) -> None:
    assert re.fullmatch(r"needleproof/\d+\.\d+\.\d+ \(\+\S+\)", in_force["USER_AGENT"])


def test_no_setting_of_ours_is_a_name_that_scrapy_does_not_know() -> None:
    own = {name for name in vars(ours) if name.isupper()} - {"SPIDER_MODULES", "BOT_NAME", "EXTENSIONS"}
    own -= {"RETRY_AFTER_MOST", "RETRY_AFTER_TIMES", "REFUSALS_IN_A_ROW"}  # read by crawlers.politeness
    own -= {"PATIENCE", "PATIENCE_PER_PAGE"}  # read by crawlers.patience
    assert {name for name in own if not hasattr(default_settings, name)} == set()
