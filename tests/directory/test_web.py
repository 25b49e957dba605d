"""Small answers over httpx: bounded in bytes and seconds, robots.txt closed when in doubt, Retry-After waited for."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from directory.loopback import door
from directory.retry_after import UNSAID, asked_to_wait
from directory.robots import ROBOTS_LIMIT, delay_refuses
from directory.web import WebClient, WebError

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def client(serve: Callable[..., Any]) -> Iterator[Callable[..., tuple[WebClient, Any, list[float]]]]:
    """A client for a site, its server, and the seconds the client would have waited."""
    made = []

    def make(site: Callable[[str], Answer], **options: Any) -> tuple[WebClient, Any, list[float]]:
        waited: list[float] = []
        server = serve(site)
        web = WebClient("needleproof-test", doors=door(server.url), sleep=waited.append, **options)
        made.append(web)
        return web, server, waited

    yield make
    for web in made:
        web.__exit__(None, None, None)


def dripping(first: bytes) -> Iterator[str]:
    """A server that sends ``first`` and then one byte every twentieth of a second, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(first)
            while not stopped.wait(0.05):
                try:
                    connection.sendall(b"a")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    stopped.set()
    thread.join()
    listening.close()


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"],
    ids=["status", "header", "body"],
)
def test_a_server_that_drips_is_given_up_in_time(first: bytes) -> None:
    for url in dripping(first):
        began = time.monotonic()
        with WebClient("test", doors=door(url), seconds=0.4) as web, pytest.raises(WebError, match=r"after 0\.4 s"):
            web.get(url, limit=1_000_000)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("headers", "body", "said"),
    [
        ({}, b"x" * 1001, "more than 1,000 bytes came"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 100_000, mtime=0), "more than 1,000 bytes came, unpacked"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 900, mtime=0)[:-9], "cut off"),
        ({"Content-Encoding": "gzip"}, b"x" * 100, "damaged"),
        (
            {"Content-Encoding": "gzip, gzip"},
            gzip.compress(gzip.compress(b"x", mtime=0), mtime=0),
            "packed as 'gzip, gzip'",
        ),
        ({"Content-Encoding": "br"}, b"x", "packed as 'br'"),
        ({"Content-Length": "2000"}, b"x" * 900, "peer closed connection"),
        ({"X-Long": "x" * 200_000}, b"", "."),
    ],
)
def test_an_answer_that_is_too_much_is_refused(
    client: Callable[..., Any], headers: dict[str, str], body: bytes, said: str
) -> None:
    web, server, _ = client(lambda _: (200, headers, body))
    with pytest.raises(WebError, match=said):
        web.get(server.url, limit=1000)


def test_an_answer_that_fits_is_read(client: Callable[..., Any]) -> None:
    web, server, _ = client(
        lambda path: (
            (200, {"Content-Encoding": "gzip", "Set-Cookie": "a=b"}, gzip.compress(b"x" * 1000))
            if path == "/packed"
            else (404, {}, b"x" * 1000)
        )
    )
    assert web.get(f"{server.url}/packed", limit=1000).body == b"x" * 1000
    page = web.get(f"{server.url}/plain", limit=1000)
    assert (page.status, page.body, page.headers["content-length"]) == (404, b"x" * 1000, "1000")


# --- robots.txt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {}, b"User-agent: *\nDisallow: /private\n"), "not asked, robots.txt forbids it"),
        ((500, {}, b""), "robots.txt answered 500"),
        ((401, {}, b""), "robots.txt answered 401"),
        ((302, {"Location": "/other"}, b""), "robots.txt answered 302"),
        ((200, {}, b"#" * (ROBOTS_LIMIT + 1)), "robots.txt could not be had: more than 524,288 bytes"),
        ((200, {"Content-Length": "99"}, b"User-agent: *"), "robots.txt could not be had: peer closed"),
        ((200, {}, b"User-agent: *\nCrawl-delay: 3600\n"), "3600 s between requests, more than the 60 s"),
        ((200, {}, b"User-agent: *\nDisallow: /other\n"), None),
        ((404, {}, b"User-agent: *\nDisallow: /\n"), None),
    ],
)
def test_robots_closes_the_host_when_in_doubt(client: Callable[..., Any], answer: Answer, said: str | None) -> None:
    web, server, _ = client(lambda _: answer, most=0)
    for _ in range(2 if said is None else 1):
        if said is None:
            web.obey_robots(f"{server.url}/private")
        else:
            with pytest.raises(WebError, match=said):
                web.obey_robots(f"{server.url}/private")
    assert server.asked == ["/robots.txt"]


@pytest.mark.parametrize("delay", [61.0, float("inf"), float("nan"), -1.0])
def test_a_delay_that_we_do_not_keep_is_a_no(delay: float) -> None:
    assert delay_refuses(delay) is not None
    assert delay_refuses(60.0) is delay_refuses(0) is delay_refuses(None) is None


def test_the_crawl_delay_is_kept_from_the_first_page_on(client: Callable[..., Any]) -> None:
    web, server, waited = client(lambda _: (200, {}, b"User-agent: *\nCrawl-delay: 20\n"))
    web.obey_robots(f"{server.url}/a")
    web.get(f"{server.url}/a", limit=1000)
    web.get(f"{server.url}/b", limit=1000)
    assert len(waited) == 2
    assert all(15 < seconds <= 20 for seconds in waited)


# --- Retry-After -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (200, "5", None), (404, "5", None), (500, "5", None), (503, None, None), (503, "soon", None), (503, "-1", None),
        (503, "1.5", None), (503, "", None), (503, "٣", None), (429, None, UNSAID), (429, "soon", UNSAID),
        (429, "0", 0.0), (429, "5", 5.0), (503, " 3600 ", 3600.0), (503, "9" * 5000, 999_999_999_999.0),
        (503, format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (503, format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        (503, "Fri, 20 Nov 2026 12:01:00", 60.0), (503, "Fri, 99 Nov 2026 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_what_an_answer_asks_us_to_wait(status: int, header: str | None, seconds: float | None) -> None:
    assert asked_to_wait(status, header, NOW) == seconds


def test_a_short_wait_is_waited_and_the_page_asked_for_again(client: Callable[..., Any]) -> None:
    answers = iter([(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": "120"}, b""), (200, {}, b"here")])
    web, server, waited = client(lambda _: next(answers))
    assert web.get(server.url, limit=1000).body == b"here"
    assert waited == [7.0, 120.0]


@pytest.mark.parametrize(
    ("header", "asked", "said"),
    [("3600", 1, "refused: 429, asked to wait 3600 s"), ("1", 4, "refused: 429, asked to wait 1 s")],
    ids=["too long", "without end"],
)
def test_a_wait_that_is_too_long_is_a_refusal(client: Callable[..., Any], header: str, asked: int, said: str) -> None:
    web, server, waited = client(lambda _: (429, {"Retry-After": header}, b""))
    with pytest.raises(WebError, match=said):
        web.get(server.url, limit=1000)
    assert (len(server.asked), len(waited)) == (asked, asked - 1)


def test_without_patience_the_answer_is_handed_over(client: Callable[..., Any]) -> None:
    web, server, waited = client(lambda _: (503, {"Retry-After": "1"}, b"down"), most=0)
    assert web.get(server.url, limit=1000).status == 503
    assert (len(server.asked), waited) == (1, [])
