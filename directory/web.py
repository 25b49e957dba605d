"""Asks other people's servers through httpx: guarded addresses, checked certificates, bounded bytes and seconds."""

import logging
import math
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from directory.guard import NO_DOORS, AddressRefusedError, Doors, vetted
from directory.retry_after import asked_to_wait, refusal
from directory.robots import ROBOTS_LIMIT, robots_delay, robots_verdict

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
TOO_SLOW = "too slow: "  # how the message begins when an answer took longer than it was given
UNWILLING = frozenset({401, 403, 405, 407, 429, 451})  # statuses of a host that does not want to be asked by a program
Resolve = Callable[[str, int], list[str]]  # host and port to IP addresses, all of them


class WebError(OSError):
    """Nothing usable came back, or nothing was asked; the message says why, without the address."""


class RobotsError(WebError):
    """The host's robots.txt forbids the address: it is not down, it does not want to be asked."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that fits in memory; ``headers`` have names in lower case."""

    url: str
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def resolved(host: str, port: int) -> list[str]:
    """All IP addresses of a host, with the link's name where they have one. Raises OSError or ValueError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) + (f"%{place[3]}" if len(place) > 3 and place[3] else "") for *_, place in found]


class _Patience:
    """How long the server may still take for what is being asked of it."""

    def __init__(self) -> None:
        self.grant(CONNECT_SECONDS)

    def grant(self, seconds: float) -> None:
        self.seconds, self._until = seconds, time.monotonic() + seconds

    def of(self, timeout: float | None) -> float:
        """The seconds to wait now. Raises httpcore.ReadTimeout when none are left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"{TOO_SLOW}not done after {self.seconds:g} s")
        return left if timeout is None else min(left, timeout)


class _Patient(httpcore.NetworkStream):
    """A connection that gives up in time: httpx's own limits begin anew with every byte."""

    def __init__(self, inner: httpcore.NetworkStream, patience: _Patience) -> None:
        self._inner, self._patience = inner, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._inner.read(max_bytes, self._patience.of(timeout))
        except httpcore.ReadTimeout:
            self._patience.of(None)  # says it in our words
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._patience.of(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._patience.of(timeout))
        return _Patient(inner, self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens sockets: to the very address that was vetted, so that a second DNS answer changes nothing."""

    def __init__(self, doors: Doors, patience: _Patience, resolve: Resolve) -> None:
        self._doors, self._patience, self._resolve = doors, patience, resolve
        self._inner = httpcore.SyncBackend()
        self.refused = 0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = vetted(host, port, self._resolve(host, port), self._doors)
        except AddressRefusedError as error:
            self.refused += 1
            log.warning("%s", error)
            raise
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be written as a host
            raise httpcore.ConnectError(f"{host}: {error}") from error
        problem: Exception = httpcore.ConnectError(f"{host}: no address")
        for address in addresses:
            try:
                inner = self._inner.connect_tcp(
                    address, port, self._patience.of(timeout), local_address, socket_options
                )
                return _Patient(inner, self._patience)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise AddressRefusedError(f"{path} is a socket of this machine: not asked")


class _GuardedTransport(httpx.HTTPTransport):
    """httpx has no setting for who opens its sockets: its pool is replaced by one of the same kind that is guarded."""

    def __init__(self, backend: _GuardedBackend, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)


class WebClient:
    """One conversation with servers: no redirect is followed, no cookie kept, no proxy of the environment used (a
    proxy would open the connection for us, to wherever it likes).

    ``doors``: places on this machine that may be asked. ``seconds``: for one whole answer. ``most``: the longest
    Retry-After, in seconds, that is waited for; 0 = such answers are handed over as they are. ``tries``: how often is
    then asked again. ``distance``: the least seconds between two requests to one host. ``within``: seconds for the
    whole conversation; nothing is asked after them.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        doors: Doors = NO_DOORS,
        seconds: float = 30.0,
        most: float = 120.0,
        tries: int = 3,
        distance: float = 0.0,
        within: float = math.inf,
        context: ssl.SSLContext | None = None,
        resolve: Resolve = resolved,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.user_agent, self.seconds, self.most, self.tries = user_agent, seconds, most, tries
        self._sleep, self.distance = sleep, distance
        self._end = time.monotonic() + within
        self._patience = _Patience()
        self._backend = _GuardedBackend(doors, self._patience, resolve)
        context = context or httpx.create_ssl_context(verify=True, trust_env=False)
        self._client = httpx.Client(
            transport=_GuardedTransport(self._backend, context),
            headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            follow_redirects=False,
            trust_env=False,
        )
        self._robots: dict[str, Page] = {}  # by scheme, host and port
        self._asked: dict[str, float] = {}  # when the host was asked last

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def refused(self) -> int:
        """How many connections were refused because of their address."""
        return self._backend.refused

    @property
    def left(self) -> float:
        """Seconds of the whole conversation that are left."""
        return self._end - time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Waits, where there is time for it. Raises WebError."""
        if seconds >= self.left:
            raise WebError(f"{TOO_SLOW}to wait {seconds:.0f} s there is no time")
        self._sleep(seconds)

    def robots(self, url: str) -> Page:
        """The robots.txt of the address's host, asked for once. Raises WebError when it cannot be had."""
        place = _place(url)
        if place not in self._robots:
            try:
                self._robots[place] = self.get(urljoin(url, "/robots.txt"), limit=ROBOTS_LIMIT)
            except WebError as error:
                raise WebError(f"robots.txt could not be had: {error}") from error
        return self._robots[place]

    def obey_robots(self, url: str) -> None:
        """Raises RobotsError when the host's robots.txt forbids the address, WebError when it cannot be had."""
        page = self.robots(url)
        if refused := robots_verdict(page.status, page.text, url, self.user_agent):
            raise (WebError if page.status >= 500 else RobotsError)(f"not asked, {refused}")

    def get(self, url: str, *, limit: int, headers: Mapping[str, str] | None = None) -> Page:
        """The whole answer, of at most ``limit`` bytes unpacked. Raises WebError."""
        with self.opened(url, headers) as answer:
            return self._whole(url, answer, limit)

    def post(
        self, url: str, fields: Mapping[str, str], *, limit: int, headers: Mapping[str, str] | None = None
    ) -> Page:
        """The whole answer to a form with these fields, as `get` gives it. Raises WebError."""
        with self.opened(url, headers, method="POST", fields=fields) as answer:
            return self._whole(url, answer, limit)

    def _whole(self, url: str, answer: httpx.Response, limit: int) -> Page:
        body = b""
        for chunk in self.chunks(answer):
            body += chunk
            if len(body) > limit:
                raise WebError(f"more than {limit:,} bytes came")
        packing = answer.headers.get("Content-Encoding", "identity").lower()
        return Page(url, answer.status_code, _unpacked(body, packing, limit), dict(answer.headers))

    @contextmanager
    def opened(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        """The answer with its body still to be read (`chunks`). Waits first as long as the host wants: its
        Crawl-delay between two requests, and its Retry-After. Raises WebError.
        """
        place = _place(url)
        for left in range(self.tries, -1, -1):
            self._keep_distance(place)
            answer = self._send(url, headers, method, fields)
            try:
                wait = asked_to_wait(answer.status_code, answer.headers.get("Retry-After"), datetime.now(UTC))
                if wait is None or self.most == 0:
                    yield answer
                    return
            finally:
                answer.close()
            if wait > self.most or not left:
                raise WebError(refusal(answer.status_code, wait))
            log.info("%s asks us to wait %.0f s", place, wait)
            self.sleep(wait)

    def chunks(self, answer: httpx.Response) -> Iterator[bytes]:
        """The body as it comes, still packed. Raises WebError when it is cut off or too slow."""
        try:
            yield from answer.iter_raw()
        except httpx.HTTPError as error:
            raise WebError(str(error) or type(error).__name__) from error

    def grant(self, seconds: float) -> None:
        """Gives the answer that is being read as many seconds from now."""
        self._patience.grant(seconds)

    def _send(
        self, url: str, headers: Mapping[str, str] | None, method: str, fields: Mapping[str, str] | None
    ) -> httpx.Response:
        if self.left <= 0:
            raise WebError(f"{TOO_SLOW}no time was left to ask")
        self._patience.grant(min(self.seconds, self.left))
        self._client.cookies.clear()
        try:
            if urlsplit(url).scheme not in ("http", "https"):
                raise WebError("only http and https are asked")
            request = self._client.build_request(method, url, headers=dict(headers or {}), data=fields)
            return self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, AddressRefusedError, ValueError) as error:
            raise WebError(str(error) or type(error).__name__) from error

    def _keep_distance(self, place: str) -> None:
        robots = self._robots.get(place)
        delay = robots_delay(robots.status, robots.text, self.user_agent) if robots else 0.0
        delay = max(delay, self.distance)
        since = time.monotonic() - self._asked.get(place, float("-inf"))
        if since < delay:
            self.sleep(delay - since)
        self._asked[place] = time.monotonic()


def _place(url: str) -> str:
    try:
        return "{0.scheme}://{0.netloc}".format(urlsplit(url))
    except ValueError as error:
        raise WebError(f"not an address: {error}") from error


def _unpacked(body: bytes, packing: str, limit: int) -> bytes:
    """A body that came packed although we ask for plain ones; nothing is unpacked beyond the limit."""
    if packing == "identity":
        return body
    if packing != "gzip":
        raise WebError(f"the answer came packed as {packing!r}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise WebError(f"the packed answer is damaged: {error}") from error
    if len(plain) > limit:
        raise WebError(f"more than {limit:,} bytes came, unpacked")
    if not unpacker.eof:
        raise WebError("the packed answer is cut off")
    return plain
