"""The base of every source: facts about it as class attributes, and how its bytes are read."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.markup import parsed
from crawlers.reading import Reading
from directory.store.frontier import Answer, Plan
from directory.store.runs import StoringError
from directory.vocabulary import Profession, SourceKind

if TYPE_CHECKING:
    from crawlers.collection import Collection

LOAD_LIMIT = 64 << 20  # bytes of a file that is read at once


class SourceSpider(Spider):
    """A source. Subclasses on a platform set attributes only; a platform says how bytes become readings."""

    title: ClassVar[str]
    owner: ClassVar[str] = ""  # without owner, terms and their day the source is refused (crawlers/terms.py)
    terms: ClassVar[str] = ""
    terms_read: ClassVar[str | None] = None  # the day they, or what is known of them, were read: YYYY-MM-DD
    terms_url: ClassVar[str | None] = None
    notice: ClassVar[str | None] = None  # text its license asks us to show beside the data
    page_url: ClassVar[str]  # where a person can look the same thing up
    kind: ClassVar[SourceKind] = SourceKind.LICENSE
    jurisdiction: ClassVar[str | None] = None
    professions: ClassVar[tuple[Profession, ...]] = ()
    promise_days: ClassVar[int]
    every_days: ClassVar[int | None] = None  # how often it is read; None = at half its promise
    at_most_pages: ClassVar[int] = 50  # a source that goes on and on says how far; more stops the crawl
    needs: ClassVar[str | None] = None  # what is missing before it can be read; None = it can
    by_file: ClassVar[str | None] = None  # how somebody comes by its file, where we cannot or may not crawl
    lookup: ClassVar[bool] = False  # answers for one named practitioner; silent about everybody else, never crawled
    sample: ClassVar[bool] = False
    letters: ClassVar[tuple[str, ...]] = ()  # post-nominals that a training body alone awards
    regional: ClassVar[bool] = False  # must be asked for one state at a time
    own_command: ClassVar[str | None] = None  # what reads it, where neither `crawl` nor `refresh` does
    expect: ClassVar[Expect]

    def __init__(
        self, *, collection: "Collection", base_url: str | None = None, state: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.collection = collection
        self.base_url = base_url.rstrip("/") if base_url else None
        self.state = state
        hosts = {urlsplit(self.at(url)).hostname for url in self.addresses()}
        self.allowed_domains = sorted(host for host in hosts if host)

    @classmethod
    def crawlable(cls) -> bool:
        """Whether `crawl` can fetch it; else it lacks something, comes as a file, or has a command of its own."""
        return not cls.needs and not cls.by_file and not cls.lookup and not cls.own_command

    @classmethod
    def scope_of(cls, part: str | None) -> str:
        """What a run covers that was asked for this part of the source: '' is all of it."""
        return f"state={part}" if cls.regional and part else ""

    # --- addresses ----------------------------------------------------------------------------------------------

    def addresses(self) -> list[str]:
        """The source's own addresses; their hosts are the only ones a crawl may touch."""
        return list(self.start_urls)

    def at(self, url: str) -> str:
        """``url``, or the same path and query below ``base_url`` when a mirror or test server was named."""
        if not self.base_url:
            return url
        parts = urlsplit(url)
        return self.base_url + parts.path + (f"?{parts.query}" if parts.query else "")

    # --- reading ------------------------------------------------------------------------------------------------

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Readings of one body. ``where`` names the file or page in messages. Raises SourceChangedError."""
        raise NotImplementedError

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """Readings of a saved file. Raises SourceChangedError, also for a file too large to be of this source."""
        if file.stat().st_size > LOAD_LIMIT:
            raise SourceChangedError(f"{file.name}: {file.stat().st_size:,} bytes are too many for {cls.name}")
        yield from cls.read(file.read_bytes(), file.name)

    @classmethod
    def changes_of(cls, file: Path) -> tuple[date, date] | None:
        """First and last day of a file that holds only what changed in between; None for a whole list."""
        return None

    @classmethod
    def version_of(cls, file: Path) -> str | None:
        """What stands for the state that a saved file holds, where its name does."""
        return None

    @classmethod
    def not_in_file(cls, counts: Mapping[str, int]) -> str | None:
        """What readers know from the last good reading (with these ``counts``) and no saved file holds, in words."""
        return None

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        """The source's own date of a saved file."""
        return cls.dated(file.read_bytes()) if file.stat().st_size <= LOAD_LIMIT else None

    @classmethod
    def dated(cls, body: bytes) -> date | None:
        """The source's own date inside a body, where it gives one."""
        return None

    # --- crawling -----------------------------------------------------------------------------------------------

    # A source keeps nothing between pages: what a page needs to know stands in its arguments, so that a crawl that was
    # killed goes on with the pages that are left.

    always_fresh: ClassVar[frozenset[str]] = frozenset()  # readers whose pages are never asked for conditionally

    def first(self) -> Iterable[Plan]:
        """The pages a crawl begins with."""
        for url in self.addresses():
            yield self.ask(self.at(url), self.parse)

    def ask(
        self, url: str, reader: Callable[..., Any], *, takes: tuple[int, ...] = (), mark: str | None = None,
        **arguments: Any,
    ) -> Plan:  # fmt: skip
        """A page to ask for. ``reader``: the method of this source that reads it, given ``arguments`` (JSON values).
        ``takes``: statuses besides 200 that it reads. ``mark``: what is said here of the state that page is in.
        """
        return Plan(url, reader.__name__, arguments, takes, mark)

    def parse(self, response: Response, **_: Any) -> Iterator[Reading | Plan]:
        """Readings of a page and the pages it leads to."""
        self.collection.as_of(self.dated(response.body))
        yield from self.read(response.body, response.url)

    async def start(self) -> Any:
        left = self.collection.writer.left
        for request in self._requests(left or [plan for plan in self.first() if self.collection.plan(plan)]):
            yield request

    def _requests(self, plans: Iterable[Plan]) -> Iterator[Request]:
        """Asks for the pages, but for those that are known to be as they were; of these, for what they lead to."""
        waiting = deque(plans)
        while waiting:
            plan = waiting.popleft()
            if self.collection.as_it_was(plan):
                waiting.extend(self.collection.unchanged(plan, asked=False))
            else:
                yield self._request(plan)

    def _request(self, plan: Plan) -> Request:
        headers, takes = {}, list(plan.takes)
        if plan.reader not in self.always_fresh and (known := self.collection.memory.get(plan.key)) is not None:
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            takes += [304] if any(headers.values()) else []
        return Request(
            plan.url,
            callback=self._answered,
            errback=self._failed,
            headers={name: value for name, value in headers.items() if value},
            meta={"plan": plan, **({"handle_httpstatus_list": takes} if takes else {})},
        )

    def _answered(self, response: Response) -> list[Request]:
        plan: Plan = response.meta["plan"]
        try:
            if response.status == 304:
                children = self.collection.unchanged(plan)
            else:
                things = getattr(self, plan.reader)(response, **plan.arguments)
                validators = (_header(response, "ETag"), _header(response, "Last-Modified"))
                answer = self._answer(response) if response.status == 200 else None
                children = self.collection.page(plan, answer, things or (), validators)
            return list(self._requests(children))
        except StoringError as error:
            raise CloseSpider(f"what was read could not be stored: {error}") from error

    def _answer(self, response: Response) -> Answer:
        headers = {k.decode("latin-1"): v[0].decode("latin-1") for k, v in response.headers.items() if v}
        return Answer(response.url, self.collection.clock(), response.status, headers, response.body)

    def _failed(self, failure: Failure) -> None:
        """Notes a page that could not be had, with the reason in words."""
        error = failure.value
        why = (
            f"answered {error.response.status}" if isinstance(error, HttpError) else str(error) or type(error).__name__
        )
        plan: Plan = failure.request.meta["plan"]  # type: ignore[attr-defined]
        self.collection.failed(plan, why, skipped=isinstance(error, IgnoreRequest))

    # --- facts --------------------------------------------------------------------------------------------------

    @classmethod
    def facts(cls) -> dict[str, Any]:
        """The row of `Source` that tells readers about this source, by column."""
        return {
            "name": cls.name,
            "title": cls.title,
            "owner": cls.owner,
            "kind": cls.kind,
            "jurisdiction": cls.jurisdiction,
            "professions": [p.value for p in cls.professions],
            "page_url": cls.page_url,
            "terms": cls.terms,
            "terms_read": date.fromisoformat(cls.terms_read) if cls.terms_read else None,
            "terms_url": cls.terms_url,
            "notice": cls.notice,
            "promise_days": cls.promise_days,
            "at_least": cls.expect.at_least,
            "needs": cls.needs,
            "by_file": cls.by_file,
            "lookup": cls.lookup,
            "sample": cls.sample,
            "letters": list(cls.letters),
        }


def only_link(response: Response, pattern: str) -> str:
    """The address of the one link on a page that looks like ``pattern``, in any case. Raises SourceChangedError."""
    hrefs = parsed(response.text, response.url).css("a::attr(href)").getall()
    links = {response.urljoin(h) for h in hrefs if re.search(pattern, h, re.I)}
    if len(links) != 1:
        raise SourceChangedError(f"{response.url}: {len(links)} links look like the roster; exactly one was expected")
    return links.pop()


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
