"""Sources of large files: what their index page links to, and what the server says of the files before they come."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from crawlers.changed import SourceChangedError
from crawlers.contacts.points import Point, State, judged, listed, told
from crawlers.contacts.walk import Seen, points_of
from crawlers.health import Health
from crawlers.markup import parsed
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.visits import Visitor
from directory.web import WebError

FILES = 4  # of those that would be fetched
BEGINNING = 256 << 10  # bytes of a text file that are read


def checked(spider: BulkFileSpider, visitor: Visitor) -> Iterator[Point]:
    """Raises WebError and SourceChangedError when the page or a file cannot be had."""
    start = spider.at(spider.start_urls[0])
    addresses = [start]
    if spider.link is not None:
        index = visitor.page(start)
        if index.status != 200:
            raise WebError(f"{start}: answered {index.status}")
        links = [urljoin(index.url, link) for link in parsed(index.text, index.url).css("a::attr(href)").getall()]
        try:
            addresses = spider.choose(links, version=None, as_of=None)
        except SourceChangedError as error:
            yield judged("link", f"one like {spider.link}", str(error), agrees=False)
            return
        names = [urlsplit(link).path.rpartition("/")[2] for link in addresses]
        yield judged("link", f"one like {spider.link}", listed(names), agrees=bool(addresses))
    for address in addresses[:FILES]:
        yield from _of_file(spider, visitor, address)


def _of_file(spider: BulkFileSpider, visitor: Visitor, address: str) -> Iterator[Point]:
    name = urlsplit(address).path.rpartition("/")[2]
    head = visitor.head(address)
    if head.status != 200:
        yield Point(name, "it is there", f"answered {head.status}", State.DIFFERS)
        return
    stamps = {header: head.headers[header] for header in ("last-modified", "etag") if header in head.headers}
    yield judged(f"{name}: day", "the server says when it changed",
                 ", ".join(f"{header} {value}" for header, value in stamps.items()) or "it does not",
                 agrees=bool(stamps))  # fmt: skip
    length = head.headers.get("content-length", "")
    if length.isdecimal():
        yield judged(f"{name}: size", f"at most {spider.download_limit:,} bytes", f"{int(length):,} bytes",
                     agrees=int(length) <= spider.download_limit)  # fmt: skip
    else:
        yield told(f"{name}: size", "the server does not say")
    if not name.lower().endswith(".zip"):
        yield from _beginning(spider, visitor, address, name)


def _beginning(spider: BulkFileSpider, visitor: Visitor, address: str, name: str) -> Iterator[Point]:
    """The first lines of a text file, by the source's own reader."""
    page = visitor.beginning(address, BEGINNING)
    whole = len(page.body) < BEGINNING
    body = page.body if whole else page.body[: page.body.rfind(b"\n") + 1]
    seen = Seen(Health(spider.expect), pages=[address], whole=whole)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (name or "file")
        file.write_bytes(body)
        try:
            for reading in spider.read_file(file):
                seen.take(reading)
        except SourceChangedError as error:
            yield judged("form", "as the source file declares it", str(error), agrees=False)
            return
    yield from points_of(spider, seen)
