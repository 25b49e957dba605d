"""Which addresses are this machine itself."""

from urllib.parse import urlsplit

from directory.guard import NO_DOORS, Doors

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PORTS = {"http": 80, "https": 443}


def is_loopback(url: str) -> bool:
    """Whether an address such as 'http://127.0.0.1:8501/' or '//localhost' leads to this machine."""
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        return False


def door(url: str | None) -> Doors:
    """The host and port of an address on this machine, to be let through; nothing for any other address.

    >>> sorted(door("http://127.0.0.1:8501/wa"))
    [('127.0.0.1', 8501)]
    """
    if url is None or not is_loopback(url):
        return NO_DOORS
    parts = urlsplit(url)
    return frozenset({(parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))})
