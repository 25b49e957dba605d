"""What the NPI registry answers for numbers that were publicly reported as deactivated (government.md 14, no. 8)."""

from collections.abc import Iterator
from urllib.parse import urlencode

from crawlers.changed import SourceChangedError
from crawlers.contacts.points import Point, judged
from crawlers.spiders.nppes_api import NppesApiSpider
from crawlers.text import parsed_json
from crawlers.visits import Visitor
from directory.nppes import NppesFormatError, from_api_body
from directory.web import WebError

DEACTIVATED = ("1710983663", "1659781227", "1669463816")


def checked(spider: NppesApiSpider, visitor: Visitor) -> Iterator[Point]:
    """Raises WebError and SourceChangedError."""
    for number in DEACTIVATED:
        url = spider.at(f"{spider.start_urls[0]}?{urlencode({'version': '2.1', 'number': number})}")
        page = visitor.page(url)
        if page.status != 200:
            raise WebError(f"{url}: answered {page.status}")
        try:
            results, errors = from_api_body(parsed_json(page.body, url), url)
        except NppesFormatError as error:
            raise SourceChangedError(str(error)) from error
        found = "; ".join(errors) or (f"{len(results)} results" if results else "an empty list")
        gone = not results and all("deactivated" in error.lower() for error in errors)
        yield judged(f"NPI {number}", "error 15 (deactivated) or an empty list", found, agrees=gone)
