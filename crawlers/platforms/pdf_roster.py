"""A board's roster as a PDF table behind a link on a page (government.md 7.3)."""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException
from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.reading import Reading
from crawlers.source import SourceSpider, only_link
from crawlers.text import looks_like_html
from directory.normalize.dates import DateForm, parse_date

PAGE_LIMIT = 2000
_GLYPH = re.compile(r"\(cid:\d+\)")  # how pdfminer writes a glyph whose letter the PDF does not tell


class PdfRosterSpider(LicenseRows, SourceSpider):
    """``link``: pattern of the PDF's address on the page; ``dated_by``: its group is the roster's own date."""

    link: ClassVar[str] = r"\.pdf(\?|$)"
    dated_by: ClassVar[str]

    def parse(self, response: Response, **_: Any) -> Any:
        """The page: exactly one address must look like the roster."""
        if response.body.startswith(b"%PDF"):
            yield from super().parse(response)
            return
        yield self.ask(only_link(response, self.link), self.parse_roster)

    def parse_roster(self, response: Response, **_: Any) -> Any:
        """The roster itself."""
        yield from super().parse(response)

    @classmethod
    def dated(cls, body: bytes) -> date | None:
        """The date printed on the first page."""
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            found = re.search(cls.dated_by, pdf.pages[0].extract_text()) if pdf.pages else None
        return parse_date(found.group(1), DateForm.US) if found else None

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Rows of the table that goes on over all pages; every page must hold the declared number of columns."""
        if not body.startswith(b"%PDF"):
            what = "a web page" if looks_like_html(body[:500].decode("latin-1")) else "something else"
            raise SourceChangedError(f"{where}: {what if body.strip() else 'nothing'} came instead of a PDF")
        try:
            with pdfplumber.open(io.BytesIO(body)) as pdf:
                if len(pdf.pages) > PAGE_LIMIT:
                    raise SourceChangedError(f"{where}: {len(pdf.pages)} pages are too many")
                header: list[str] | None = None
                for page in pdf.pages:
                    for number, cells in enumerate(_rows(page), start=1):
                        locator = f"page {page.page_number} row {number}"
                        if header is None:
                            header = cells
                            cls.check_columns(header, f"{where}: {locator}")
                            continue
                        if cells == header:
                            continue
                        if len(cells) != len(header):
                            raise SourceChangedError(
                                f"{where}: {locator} has {len(cells)} values, the header {len(header)} columns"
                            )
                        yield from cls.read_row(dict(zip(header, cells, strict=True)), where, locator)
                    page.close()
        except (PdfminerException, PDFSyntaxError) as error:
            raise SourceChangedError(f"{where}: the PDF is damaged or cut off: {error}") from error
        if header is None:
            raise SourceChangedError(f"{where}: no table in the PDF: cut off, or another document")


def _rows(page: pdfplumber.page.Page) -> Iterator[list[str]]:
    """The cells of each row; one that was never drawn is no value, and a glyph without a letter is a letter lost."""
    for table in page.extract_tables():
        for row in table:
            yield [" ".join(_GLYPH.sub("\N{REPLACEMENT CHARACTER}", cell).split()) for cell in row if cell is not None]
