"""Whether the asker holds a page already (RFC 9110, section 13): tags of what pages are made from, and no times.

A page changes with the day, the rules, the settings and the program as well, and twice within a second: a time tells
none of these, so no page is sent with one, and a question by time alone is answered with the page.
"""

import hashlib
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from directory.plain.pages import HEADERS

LONGEST = 2_000  # characters of tags that are looked at


class Versioned(Protocol):
    """What pages are made from, as one word that changes with it."""

    @property
    def version(self) -> str: ...


def tag(made_from: Versioned, address: str) -> str:
    return digest(address, made_from.version)


def tagged(made_from: Versioned, address: str) -> dict[str, str]:
    """The headers of a page at ``address``, the question in its one spelling."""
    return {**HEADERS, "ETag": f'"{tag(made_from, address)}"'}


def unchanged(request: Request, made_from: Versioned, address: str) -> Response | None:
    """304 where the asker holds the page under its tag."""
    tags = request.headers.get("if-none-match", "")
    held = (one.strip().removeprefix("W/") for one in tags[:LONGEST].split(","))
    same = any(one in ("*", f'"{tag(made_from, address)}"') for one in held)
    return Response(status_code=304, headers=tagged(made_from, address)) if same else None


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]
