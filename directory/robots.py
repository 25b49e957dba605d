"""What a robots.txt means for us: one policy for crawling, bulk files and look-ups. Pure."""

from protego import Protego

REFUSING = frozenset({401, 403, 429})  # 4xx means "no rules", but these mean "not you" or "not now"
ROBOTS_LIMIT = 512 << 10  # bytes; RFC 9309 asks for 500 KiB at least
DELAY_LIMIT = 60.0  # seconds


def robots_refuse(status: int) -> bool:
    """Whether a robots.txt with this status closes the host (RFC 9309: 5xx; and, our choice, 401, 403, 429).

    A redirect that was not followed leaves the rules unread: closed as well.
    """
    return status >= 500 or 300 <= status < 400 or status in REFUSING


def robots_verdict(status: int, text: str, url: str, user_agent: str) -> str | None:
    """Why ``url`` must not be fetched, in words, or None when it may be."""
    if robots_refuse(status):
        return f"robots.txt answered {status}"
    rules = Protego.parse(text if status == 200 else "")
    if not rules.can_fetch(url, user_agent):
        return "robots.txt forbids it"
    return delay_refuses(rules.crawl_delay(user_agent))


def robots_delay(status: int, text: str, user_agent: str) -> float:
    """The seconds a robots.txt wants between two requests; 0 when it says nothing of it."""
    return float(Protego.parse(text).crawl_delay(user_agent) or 0) if status == 200 else 0.0


def delay_refuses(delay: float | None) -> str | None:
    """Why a Crawl-delay (seconds) closes a host, or None: one that we do not keep is a no, never ignored."""
    if not delay or 0 <= delay <= DELAY_LIMIT:  # written so that NaN is refused
        return None
    return f"robots.txt asks for {delay:g} s between requests, more than the {DELAY_LIMIT:g} s that we wait"
