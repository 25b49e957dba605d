"""What a robots.txt means for us: one policy for crawling, bulk files and look-ups. Pure."""

from protego import Protego

REFUSING = frozenset({401, 403, 429})  # 4xx means "no rules", but these mean "not you" or "not now"


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
    return None if rules.can_fetch(url, user_agent) else "robots.txt forbids it"
