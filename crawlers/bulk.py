"""Fetches a bulk file to disk with httpx: robots.txt obeyed, size bounded, cut transfers refused."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from parsel import Selector

from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.reading import SourceChangedError
from directory.robots import robots_verdict

TIMEOUT = httpx.Timeout(30.0)
INDEX_LIMIT = 4 << 20
Progress = Callable[[int, int | None], None]


class UnreachableError(Exception):
    """The source could not be had; the message says what was tried and what came back."""


@dataclass(frozen=True, slots=True)
class Page:
    """The index page, kept as evidence beside the file."""

    url: str
    status: int
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Download:
    """A file on disk, under its own name, with the answer's address, status and headers (and its index page)."""

    file: Path
    url: str
    status: int
    headers: dict[str, str]
    index: Page | None


@contextmanager
def downloaded(
    source: type[BulkFileSpider], *, base_url: str | None, user_agent: str, progress: Progress
) -> Iterator[Download]:
    """The source's file, gone again when the block ends. Raises UnreachableError or SourceChangedError."""
    base = base_url.rstrip("/") if base_url else None

    def at(url: str) -> str:
        return base + urlsplit(url).path if base else url

    with (
        httpx.Client(headers={"User-Agent": user_agent}, timeout=TIMEOUT, follow_redirects=False) as client,
        tempfile.TemporaryDirectory(prefix="needleproof-") as folder,
    ):
        try:
            index, address = None, at(source.start_urls[0])
            _ask_robots(client, address, user_agent)
            if source.link is not None:
                index = _index(client, address)
                address = _linked(index, source.link)
                if urlsplit(address)[:2] != urlsplit(index.url)[:2]:  # scheme and host with port
                    raise SourceChangedError(f"{index.url}: the file's link leads to another host: {address}")
                _ask_robots(client, address, user_agent)
            yield _to_disk(client, address, Path(folder), source.download_limit, index, progress)
        except httpx.HTTPError as error:
            raise UnreachableError(f"{address}: {error or type(error).__name__}") from error


def _ask_robots(client: httpx.Client, address: str, user_agent: str) -> None:
    url = urljoin(address, "/robots.txt")
    answer = client.get(url)
    if refused := robots_verdict(answer.status_code, answer.text, address, user_agent):
        raise UnreachableError(f"{address}: not fetched, {refused}")


def _index(client: httpx.Client, address: str) -> Page:
    with client.stream("GET", address) as answer:
        if answer.status_code != 200:
            raise UnreachableError(f"{address}: answered {answer.status_code}")
        body = b""
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > INDEX_LIMIT:
                raise SourceChangedError(f"{address}: the index page is larger than {INDEX_LIMIT:,} bytes")
        return Page(address, answer.status_code, body, dict(answer.headers))


def _linked(index: Page, pattern: str) -> str:
    """The last link that matches: index pages list the newest file last or alone; more than one name is told."""
    links = Selector(index.body.decode("utf-8", "replace")).css("a::attr(href)").getall()
    matching = list(dict.fromkeys(urljoin(index.url, link) for link in links if re.search(pattern, link)))
    if len(matching) != 1:
        raise SourceChangedError(f"{index.url}: {len(matching)} links match {pattern!r}; exactly one was expected")
    return matching[0]


def _to_disk(
    client: httpx.Client, address: str, folder: Path, limit: int, index: Page | None, progress: Progress
) -> Download:
    target = folder / (Path(urlsplit(address).path).name or "file")
    with client.stream("GET", address) as answer:
        if answer.status_code != 200:
            raise UnreachableError(f"{address}: answered {answer.status_code}")
        length = answer.headers.get("Content-Length")
        expected = int(length) if length and length.isdigit() and "Content-Encoding" not in answer.headers else None
        if expected is not None and expected > limit:
            raise SourceChangedError(f"{address}: {expected:,} bytes announced, at most {limit:,} are taken")
        size = 0
        with target.open("wb") as out:
            for chunk in answer.iter_bytes(1 << 20):
                size += len(chunk)
                if size > limit:
                    raise SourceChangedError(f"{address}: more than {limit:,} bytes came")
                out.write(chunk)
                progress(size, expected)
        if expected is not None and size != expected:
            raise UnreachableError(f"{address}: cut off after {size:,} of {expected:,} bytes")
        return Download(target, address, answer.status_code, dict(answer.headers), index)
