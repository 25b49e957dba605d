"""Large files behind a fixed address or links on an index page; they go to disk, never through page memory."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from crawlers.changed import SourceChangedError
from crawlers.source import SourceSpider


class BulkFileSpider(SourceSpider):
    """``start_urls`` holds the file's address, or with ``link`` the index page on which a link must match.

    ``download_limit``: bytes; a longer body is refused before it fills the disk.
    """

    link: ClassVar[str | None] = None
    download_limit: ClassVar[int]

    @classmethod
    def choose(cls, links: Sequence[str], *, version: str | None, as_of: date | None) -> list[str]:
        """The addresses to fetch, in order, out of all links of the index page; each file gets a run of its own.

        ``version`` and ``as_of``: what the last readable run said of itself. An empty list means that nothing is new.
        Raises SourceChangedError.
        """
        matching = [link for link in dict.fromkeys(links) if cls.link and re.search(cls.link, link)]
        if len(matching) != 1:
            raise SourceChangedError(f"{len(matching)} links match {cls.link!r}; exactly one was expected")
        return matching

    @classmethod
    def follows(cls, name: str, version: str | None) -> bool:
        """Whether the whole file called ``name`` comes after ``version`` by its name alone. Where it does and is of an
        older day than the files of changes that were read since, it holds nothing new: it is noted and not read.
        """
        return False

    @classmethod
    def version_of(cls, file: Path) -> str | None:
        """Bulk files carry their day in their names."""
        return file.name

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        """Bulk files say nothing of their day inside; what the server says of it counts."""
        return None
