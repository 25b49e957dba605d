"""Whether the asker holds a page already (RFC 9110, section 13): tags and times of what pages are made from."""

import hashlib
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from directory.plain.pages import HEADERS

LONGEST = 2_000  # characters of tags that are looked at


class Versioned(Protocol):
    """What pages are made from, as one word that changes with it, and since when it is so (UTC, whole seconds)."""

    @property
    def version(self) -> str: ...

    @property
    def changed_at(self) -> datetime: ...


def tag(made_from: Versioned, address: str) -> str:
    return digest(address, made_from.version)


def tagged(made_from: Versioned, address: str) -> dict[str, str]:
    """The headers of a page at ``address``, the question in its one spelling."""
    changed_at = format_datetime(made_from.changed_at, usegmt=True)
    return {**HEADERS, "ETag": f'"{tag(made_from, address)}"', "Last-Modified": changed_at}


def unchanged(request: Request, made_from: Versioned, address: str) -> Response | None:
    """304 where the asker holds the page; a tag decides where there is one, else the time."""
    if (tags := request.headers.get("if-none-match")) is not None:
        held = (one.strip().removeprefix("W/") for one in tags[:LONGEST].split(","))
        same = any(one in ("*", f'"{tag(made_from, address)}"') for one in held)
    else:
        since = _time(request.headers.get("if-modified-since"))
        same = since is not None and made_from.changed_at <= since
    return Response(status_code=304, headers=tagged(made_from, address)) if same else None


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def _time(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else None
