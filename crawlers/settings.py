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
}
EXTENSIONS: dict[str, Any] = {"crawlers.politeness.CrawlDelay": 0}
ITEM_PIPELINES = {"crawlers.pipelines.RunPipeline": 100}

AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
DOWNLOAD_DELAY = 1  # seconds between requests to one host: the floor
CONCURRENT_REQUESTS_PER_DOMAIN = 1
COOKIES_ENABLED = False  # no session is ever kept with a source
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # one redirect path less to guard
URLLENGTH_LIMIT = 2083

DOWNLOAD_VERIFY_CERTIFICATES = True  # a license status read over an unauthenticated connection is worth nothing
DOWNLOAD_MAXSIZE = 4 << 20  # also of the unpacked body; bulk files go to disk another way
DOWNLOAD_WARNSIZE = 1 << 20
DOWNLOAD_FAIL_ON_DATALOSS = True  # a cut page must not read as "no longer listed"
DOWNLOAD_HANDLERS = dict.fromkeys(["file", "data", "ftp", "s3"])  # only http and https
TELNETCONSOLE_ENABLED = False  # both run code that is sent to them
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_LIMIT_MB = 1024
LOG_INSTALL_ROOT_HANDLER = False  # directory.logs decides where log lines go
LOG_LEVEL = "INFO"  # DEBUG would log people
