"""What a server that answers "too many requests" or "not now" asks us to wait. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ASKING = frozenset({429, 503})
UNSAID = 30.0  # seconds after a 429 that does not say how long


def asked_to_wait(status: int, retry_after: str | None, now: datetime) -> float | None:
    """The seconds an answer asks us to wait (never negative), or None when it does not ask.

    ``retry_after``: the header, in seconds or as an HTTP date. One that cannot be read counts as not given: then a
    429 means `UNSAID` seconds, and a 503 is an ordinary failure.
    """
    if status not in ASKING:
        return None
    seconds = _seconds((retry_after or "").strip(), now)
    return UNSAID if seconds is None and status == 429 else seconds


def _seconds(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text[:12])  # longer ones are forever as well, and int has a limit
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    then = then if then.tzinfo is not None else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


def refusal(status: int, seconds: float) -> str:
    """The words for a wait that is longer than we wait."""
    return f"refused: {status}, asked to wait {seconds:.0f} s"
