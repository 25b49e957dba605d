"""One large file behind a fixed address or a link on an index page; it goes to disk, never through page memory."""

from datetime import date
from pathlib import Path
from typing import ClassVar

from crawlers.source import SourceSpider


class BulkFileSpider(SourceSpider):
    """``start_urls`` holds the file's address, or with ``link`` the index page on which a link must match.

    ``download_limit``: bytes; a longer body is refused before it fills the disk.
    """

    link: ClassVar[str | None] = None
    download_limit: ClassVar[int]

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        """Bulk files say nothing of their day inside; what the server says of it counts."""
        return None
