"""The base of every source: facts about it as class attributes, and how its bytes are read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.expect import Expect
from crawlers.reading import Reading, SourceChangedError
from directory.store.tables import Source
from directory.vocabulary import Profession, SourceKind

if TYPE_CHECKING:
    from crawlers.collection import Collection

LOAD_LIMIT = 64 << 20  # bytes of a file that is read at once


class SourceSpider(Spider):
    """A source. Subclasses on a platform set attributes only; a platform says how bytes become readings."""

    title: ClassVar[str]
    owner: ClassVar[str]
    terms: ClassVar[str]
    terms_url: ClassVar[str | None] = None
    notice: ClassVar[str | None] = None  # text its license asks us to show beside the data
    page_url: ClassVar[str]  # where a person can look the same thing up
    kind: ClassVar[SourceKind] = SourceKind.LICENSE
    jurisdiction: ClassVar[str | None] = None
    professions: ClassVar[tuple[Profession, ...]] = ()
    promise_days: ClassVar[int]
    needs: ClassVar[str | None] = None  # what is missing before it can run; None = it can
    sample: ClassVar[bool] = False
    letters: ClassVar[tuple[str, ...]] = ()  # post-nominals that a training body alone awards
    regional: ClassVar[bool] = False  # must be asked for one state at a time
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
    def dated_file(cls, file: Path) -> date | None:
        """The source's own date of a saved file."""
        return cls.dated(file.read_bytes()) if file.stat().st_size <= LOAD_LIMIT else None

    @classmethod
    def dated(cls, body: bytes) -> date | None:
        """The source's own date inside a body, where it gives one."""
        return None

    # --- crawling -----------------------------------------------------------------------------------------------

    async def start(self) -> Any:
        for url in self.addresses():
            yield self.ask(self.at(url), self.parse)

    def ask(self, url: str, callback: Any, **kwargs: Any) -> Request:
        """A request whose failure is counted, so that a page never goes missing in silence."""
        return Request(url, callback=callback, errback=self.failed, dont_filter=False, **kwargs)

    def keep(self, response: Response) -> int:
        """Stores the response as evidence; returns the fetch id."""
        headers = {k.decode("latin-1"): v[0].decode("latin-1") for k, v in response.headers.items() if v}
        return self.collection.keep(response.body, url=response.url, status=response.status, headers=headers)

    def parse(self, response: Response, **_: Any) -> Any:
        """Keeps the page and yields its readings to the pipeline."""
        fetch_id = self.keep(response)
        self.collection.as_of(self.dated(response.body))
        for reading in self.read(response.body, response.url):
            yield {"reading": reading, "fetch_id": fetch_id}

    def failed(self, failure: Failure) -> None:
        """Notes a page that could not be had, with the reason in words."""
        request = getattr(failure, "request", None)
        url = request.url if request is not None else "?"
        error = failure.value
        if isinstance(error, HttpError):
            why = f"answered {error.response.status}"
        else:
            why = str(error) or type(error).__name__
        self.collection.could_not_have(url, why)

    # --- facts --------------------------------------------------------------------------------------------------

    @classmethod
    def facts(cls) -> Source:
        """The row that tells readers about this source."""
        return Source(
            name=cls.name,
            title=cls.title,
            owner=cls.owner,
            kind=cls.kind,
            jurisdiction=cls.jurisdiction,
            professions=[p.value for p in cls.professions],
            page_url=cls.page_url,
            terms=cls.terms,
            terms_url=cls.terms_url,
            notice=cls.notice,
            promise_days=cls.promise_days,
            at_least=cls.expect.at_least,
            needs=cls.needs,
            sample=cls.sample,
            letters=list(cls.letters),
        )
