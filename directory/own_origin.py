"""Keeps other pages from acting with somebody's sign-in: before every path, the pages' websocket included."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from directory.accounts import COOKIE
from directory.config import config


class OwnOrigin:
    """Refuses what comes with a session's cookie from a page of another origin.

    Browsers send no such cookie along from another site, but another port of this machine is the same site to them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not _from_elsewhere(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            refused = Response("This came from a page of another address.", 403, media_type="text/plain; charset=utf-8")
            await refused(scope, receive, send)


def _from_elsewhere(headers: Headers) -> bool:
    origins = headers.getlist("origin")
    if not origins or COOKIE not in cookie_parser("; ".join(headers.getlist("cookie"))):
        return False
    return not all(place_of(origin) in own_names(headers) for origin in origins)


def place_of(origin: str) -> str:
    """Host and port of an origin; nothing for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def own_names(headers: Headers) -> set[str]:
    """The host and port under which the request came, and those of the setting, which a proxy may hide."""
    try:
        public = config().public_url
    except ValueError:  # whatever is asked, the answer names the setting
        public = ""
    return {*headers.getlist("host"), urlsplit(public).netloc} - {""}
