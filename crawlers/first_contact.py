"""Looks at sources before they are first crawled: what each believes against what is there. Nothing is stored."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.changed import SourceChangedError
from crawlers.contacts import files, registry, socrata
from crawlers.contacts.points import Point, State, judged, told
from crawlers.contacts.walk import DryRun, walked
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.platforms.socrata import SocrataSpider
from crawlers.probing.service import probe
from crawlers.source import SourceSpider
from crawlers.spiders.nppes_api import NppesApiSpider
from crawlers.terms import undeclared
from crawlers.visits import Visitor
from directory.guard import Doors
from directory.loopback import door
from directory.web import Page, Resolve, WebError, resolved

STATE = "WA"  # where a source that is asked by state is tried
EXTENSIONS = {"application/json": "json", "text/html": "html", "text/csv": "csv", "application/pdf": "pdf",
              "application/xml": "xml", "text/xml": "xml"}  # fmt: skip
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Contact:
    """What one source was found to be. ``answers``: all that came, to be kept as fixtures by whoever wants to."""

    source: str
    points: tuple[Point, ...]
    answers: tuple[Page, ...] = field(default=(), repr=False)

    @property
    def agrees(self) -> bool:
        """Whether nothing differs and everything could be looked at."""
        return all(point.state in (State.AGREES, State.TOLD) for point in self.points)


def check(
    kinds: Sequence[type[SourceSpider]],
    user_agent: str,
    *,
    base_urls: Mapping[str, str] | None = None,
    progress: Progress = lambda _what, _done, _total: None,
    resolve: Resolve = resolved,
) -> Iterator[Contact]:
    """Looks at the sources one after the other, at most one request a second and host; one that fails stops no other.

    ``base_urls``: as for a crawl.
    """
    urls = base_urls or {}
    doors: Doors = frozenset(place for url in urls.values() for place in door(url))
    with Visitor(user_agent, doors=doors, resolve=resolve) as visitor:
        for done, kind in enumerate(kinds):
            progress(f"checking {kind.name}", done, len(kinds))
            before = len(visitor.answers)
            points = tuple(_points(kind, visitor, urls.get(kind.name) or urls.get("")))
            yield Contact(kind.name, points, tuple(visitor.answers[before:]))
        progress("checked", len(kinds), len(kinds))


def _points(kind: type[SourceSpider], visitor: Visitor, base_url: str | None) -> Iterator[Point]:
    lacking = undeclared(kind)
    stated = f"{kind.terms} (read {kind.terms_read})"
    state = State.TOLD if lacking and kind.needs else State.DIFFERS if lacking else State.AGREES
    yield Point("terms", "owner, terms and the day they were read", lacking or stated, state)
    try:
        yield from _looked(kind, visitor, base_url)
    except SourceChangedError as error:
        yield judged("form", "as the source file declares it", str(error), agrees=False)
    except WebError as error:
        yield Point("reading", "it can be read", str(error), State.UNKNOWN)
    except Exception as error:  # whatever it is, the other sources are still looked at
        yield Point("reading", "it can be read", f"our reader failed: {type(error).__name__}: {error}", State.UNKNOWN)


def _looked(kind: type[SourceSpider], visitor: Visitor, base_url: str | None) -> Iterator[Point]:
    if kind.needs:
        yield told("needs", kind.needs)
        yield from _probed(kind, visitor, base_url)
        return
    if kind.by_file:
        yield told("comes as a file", kind.by_file)
        return
    if kind.own_command:
        yield told("read by", f"needleproof {kind.own_command}: its pages are many people's, and none was asked")
        return
    spider = kind(collection=DryRun(), base_url=base_url, state=STATE if kind.regional else None)  # type: ignore[arg-type]
    closed = yield from _robots(spider, visitor)
    if kind.lookup:
        yield told("look-up", "asked about one named practitioner only: nothing was looked up")
    elif not closed:
        yield from _read(spider, visitor)


def _robots(spider: SourceSpider, visitor: Visitor) -> Generator[Point, None, bool]:
    """A point for each host; returns whether one of them keeps us out."""
    closed = False
    for url in {urlsplit(spider.at(url)).netloc: spider.at(url) for url in spider.addresses()}.values():
        refused = visitor.verdict(url)
        closed = closed or refused is not None
        delay = 0.0 if refused else visitor.delay(url)
        found = refused or (f"allowed, {delay:g} s between requests" if delay else "allowed")
        state = State.UNKNOWN if visitor.silent(url) else State.DIFFERS if refused else State.AGREES
        yield Point(f"robots.txt of {urlsplit(url).netloc}", "allowed", found, state)
    return closed


def _read(spider: SourceSpider, visitor: Visitor) -> Iterator[Point]:
    if isinstance(spider, BulkFileSpider):
        yield from files.checked(spider, visitor)
        return
    if isinstance(spider, SocrataSpider):
        yield from socrata.checked(spider, visitor)
    if isinstance(spider, NppesApiSpider):
        yield from registry.checked(spider, visitor)
    yield from walked(spider, visitor)


def _probed(kind: type[SourceSpider], visitor: Visitor, base_url: str | None) -> Iterator[Point]:
    """What the page of a source that waits is built with: a first step to what it needs."""
    url = kind.page_url
    if base_url:
        parts = urlsplit(url)
        url = base_url.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")
    seen = probe(url, visitor)
    if seen.refused:
        yield Point("its page", "–", f"{url}: {seen.refused}", State.UNKNOWN if visitor.silent(url) else State.TOLD)
    for found in seen.found:
        yield told("its page", f"{found.name}: {found.why}")
    if not seen.found and not seen.refused:
        yield told("its page", f"{url}: nothing was recognized")


def keep(contact: Contact, folder: Path, day: date) -> int:
    """Writes a source's answers into ``folder``/<source>, with addresses and day in source.txt; returns how many."""
    place = folder / contact.source
    place.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, page in enumerate(contact.answers, start=1):
        kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
        name = f"{number:02}.{'txt' if page.url.endswith('/robots.txt') else EXTENSIONS.get(kind, 'bin')}"
        if page.body:
            (place / name).write_bytes(page.body)
        said = {header: page.headers[header] for header in ("last-modified", "etag") if header in page.headers}
        lines.append(
            f"{name if page.body else '(no body)'}  {page.status}  {page.url}  {day.isoformat()}  {said or ''}"
        )
    (place / "source.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return len(lines)
