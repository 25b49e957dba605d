"""Politeness and safety; every value that is not Scrapy's default stands here with its reason."""

from typing import Any

from directory import __version__
from directory.config import config

BOT_NAME = "needleproof"
SPIDER_MODULES = ["crawlers.spiders"]
USER_AGENT = f"needleproof/{__version__} (+{config().contact})"  # we say who we are and how to reach us

ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.politeness.RobotsFailClosed": 100,  # Scrapy's allows everything when robots.txt cannot be had
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.politeness.Refusals": 550,  # Scrapy's asks again at once, whatever Retry-After says
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawlers.politeness.SafeRedirects": 600,  # Scrapy's follows from https to http
}
TWISTED_DNS_RESOLVER = "crawlers.guard.GuardedResolver"  # Scrapy's leads to private addresses like to any other
EXTENSIONS: dict[str, Any] = {
    "crawlers.ending.CrawlEnd": 0,
    "scrapy.extensions.memusage.MemoryUsage": None,  # counts memory that whoever started us once had
    "crawlers.memory.MemoryOfThisCrawl": 0,
}

AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
DOWNLOAD_DELAY = 1  # seconds between requests to one host: the floor
DOWNLOAD_DELAY_JITTER = 0  # Scrapy's would go down to half the delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1
COOKIES_ENABLED = False  # no session is ever kept with a source
DOWNLOAD_TIMEOUT = 30
PATIENCE = 50  # seconds that a source may keep us waiting in all, and so many more for each page that came
PATIENCE_PER_PAGE = 5
RETRY_TIMES = 2
RETRY_AFTER_MOST = 120  # seconds of a Retry-After that are waited; a longer one stops the source
RETRY_AFTER_TIMES = 3
REFUSALS_IN_A_ROW = 5  # of 401 or 403: then the source does not want us
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # one redirect path less to guard
HTTPPROXY_ENABLED = False  # a proxy of the environment would open the connection for us, to wherever it likes
URLLENGTH_LIMIT = 2083
CONCURRENT_ITEMS = 1  # readings go to the store by themselves: Scrapy would start 100 tasks a page for items

DOWNLOAD_VERIFY_CERTIFICATES = True  # a license status read over an unauthenticated connection is worth nothing
DOWNLOAD_MAXSIZE = 4 << 20  # also of the unpacked body; bulk files go to disk another way
DOWNLOAD_WARNSIZE = 1 << 20
DOWNLOAD_FAIL_ON_DATALOSS = True  # a cut page must not read as "no longer listed"
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    **dict.fromkeys(["file", "data", "ftp", "s3"]),  # only http and https
    **dict.fromkeys(["http", "https"], "crawlers.patience.PatientHandler"),
}
TELNETCONSOLE_ENABLED = False  # both run code that is sent to them
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_LIMIT_MB = 1024  # more than there was when the crawl began
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5
LOG_INSTALL_ROOT_HANDLER = False  # directory.logs decides where log lines go
LOG_LEVEL = "INFO"  # DEBUG would log people
