"""Looks at single pages of sources by hand rather than in a crawl, under the same manners; nothing is stored."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

from directory.guard import NO_DOORS, Doors
from directory.loopback import door
from directory.robots import robots_delay, robots_verdict
from directory.web import Page, Resolve, WebClient, WebError, resolved

DISTANCE = 1.0  # seconds between two requests to one host; more where its robots.txt asks for more
REDIRECTS = 5
PAGE_LIMIT = 8 << 20


class ForbiddenError(WebError):
    """The host's robots.txt, or what came of asking for it, keeps us away from the address."""


class Visitor:
    """Asks for one page at a time: robots.txt first, redirects followed (never from https to http), bytes bounded.

    ``doors``: places on this machine that may be asked, as fast as they answer. ``answers`` holds whatever came, in
    the order it was asked for.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        doors: Doors = NO_DOORS,
        resolve: Resolve = resolved,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.user_agent, self._doors = user_agent, doors
        self._there = WebClient(user_agent, doors=doors, distance=DISTANCE, resolve=resolve, sleep=sleep)
        self._here = WebClient(user_agent, doors=doors, most=0, resolve=resolve)
        self._stack = ExitStack()
        self._silent: dict[str, WebError] = {}  # hosts whose robots.txt could not be had
        self.answers: list[Page] = []

    def __enter__(self) -> Self:
        self._stack.enter_context(self._there)
        self._stack.enter_context(self._here)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def robots(self, url: str) -> Page:
        """The robots.txt of the address's host, asked for once. Raises WebError."""
        host = urlsplit(url).netloc
        if host in self._silent:
            raise self._silent[host]
        try:
            page = self._web(url).robots(url)
        except WebError as error:
            self._silent[host] = error
            raise
        if page not in self.answers:
            self.answers.append(page)
        return page

    def verdict(self, url: str) -> str | None:
        """Why the address must not be asked for, in words; None when it may be."""
        try:
            robots = self.robots(url)
        except WebError as error:
            return str(error)
        return robots_verdict(robots.status, robots.text, url, self.user_agent)

    def silent(self, url: str) -> bool:
        """Whether the host did not even answer for its robots.txt."""
        return urlsplit(url).netloc in self._silent

    def delay(self, url: str) -> float:
        """The seconds that the host wants between two requests; 0 when it does not say. Raises WebError."""
        robots = self.robots(url)
        return robots_delay(robots.status, robots.text, self.user_agent)

    def page(self, url: str, *, limit: int = PAGE_LIMIT) -> Page:
        """The page, with the address at which it was found in the end. Raises ForbiddenError, WebError."""
        return self._followed(url, lambda web, address: web.get(address, limit=limit))

    def head(self, url: str) -> Page:
        """Status and headers alone. Raises ForbiddenError, WebError."""

        def asked(web: WebClient, address: str) -> Page:
            with web.opened(address, method="HEAD") as answer:
                return Page(address, answer.status_code, b"", dict(answer.headers))

        return self._followed(url, asked)

    def beginning(self, url: str, size: int) -> Page:
        """The page cut off after about ``size`` bytes. Raises ForbiddenError, WebError."""

        def asked(web: WebClient, address: str) -> Page:
            body = b""
            with web.opened(address) as answer:
                for chunk in web.chunks(answer):
                    body += chunk
                    if len(body) >= size:
                        break
                return Page(address, answer.status_code, body, dict(answer.headers))

        return self._followed(url, asked)

    def _followed(self, url: str, asked: Callable[[WebClient, str], Page]) -> Page:
        for _ in range(REDIRECTS + 1):
            if why := self.verdict(url):
                raise ForbiddenError(f"not asked, {why}")
            page = asked(self._web(url), url)
            self.answers.append(page)
            target = page.headers.get("location")
            if page.status not in (301, 302, 303, 307, 308) or not target:
                return page
            following = urljoin(url, target)
            if urlsplit(url).scheme == "https" and urlsplit(following).scheme != "https":
                raise WebError(f"redirected from https to {following}: not followed")
            url = following
        raise WebError(f"redirected more than {REDIRECTS} times")

    def _web(self, url: str) -> WebClient:
        return self._here if door(url) & self._doors else self._there
