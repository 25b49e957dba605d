"""Rosters published as delimited text behind an address, behind a link on a page, or handed over by an operator."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, ClassVar, TextIO

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.reading import Flaw, Reading
from crawlers.source import SourceSpider, only_link
from crawlers.text import csv_rows, decoded, looks_like_html
from directory.normalize.dates import http_date

FURTHEST = 20  # lines among which the header must stand
LONGEST_LINE = 1 << 17  # characters


class PublishedTableSpider(LicenseRows, SourceSpider):
    """``link``: pattern of the file's address on the page at ``start_urls``; without it that is the file itself.

    ``delimiter`` and ``quoted`` tell how values are parted; ``trailing``: data rows end in one more delimiter.
    ``lost_rows``: how many rows may have another width than the header, in a file that quotes nothing and whose
    values hold its delimiter now and then; each is told as a flaw that an operator may accept. Lines of text before
    the header are read over.
    """

    link: ClassVar[str | None] = None
    delimiter: ClassVar[str] = ","
    quoted: ClassVar[bool] = True
    trailing: ClassVar[bool] = False
    lost_rows: ClassVar[int] = 0

    def parse(self, response: Response, **_: Any) -> Any:
        """The page with the link, or the file."""
        if self.link is None:
            yield from self.parse_file(response)
            return
        yield self.ask(only_link(response, self.link), self.parse_file)

    def parse_file(self, response: Response, **_: Any) -> Any:
        """The file; where it says no day, the server's word for it counts."""
        modified = (response.headers.get("Last-Modified") or b"").decode("latin-1")
        self.collection.as_of(self.dated(response.body) or http_date(modified))
        yield from self.read(response.body, response.url)

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Rows under the header, which is the line that has most of the declared columns."""
        yield from cls._table(io.StringIO(decoded(body, where), newline=""), where)

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """As `read`, of a file of any size, in little memory."""
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from cls._table(lines, file.name)

    @classmethod
    def _table(cls, stream: TextIO, where: str) -> Iterator[Reading]:
        lines = _bounded(stream, where)
        first = list(islice(lines, FURTHEST))
        if not "".join(first).strip():
            raise SourceChangedError(f"{where}: the file is empty")
        if looks_like_html(first[0]):
            raise SourceChangedError(f"{where}: a web page came instead of a table ({first[0].strip()[:60]!r})")
        at = cls._header(first)
        header = cls._cells(_unicode(first[at], f"{where}: row {at + 1}"))
        cls.check_columns(header, f"{where}: row {at + 1}")
        lost = 0
        for number, values in cls._rows(chain(first[at:], lines), where, at + 2):
            if not any(values) and values:  # sheets end in rows that nobody filled
                continue
            if len(values) == len(header):
                yield from cls.read_row(dict(zip(header, values, strict=True)), where, f"row {number}")
                continue
            lost += 1
            told = f"{where}: row {number} has {len(values)} values, the header {len(header)} columns"
            if lost > cls.lost_rows:
                raise SourceChangedError(told)
            yield Flaw("width", told)

    @classmethod
    def _rows(cls, lines: Iterable[str], where: str, first: int) -> Iterator[tuple[int, list[str]]]:
        """(row number, values) of what stands under the header."""
        if cls.quoted:
            rows = csv_rows(lines, where, first=first, delimiter=cls.delimiter)
            next(rows)
            yield from rows
            return
        for number, line in enumerate(islice(lines, 1, None), start=first):
            if not line.strip():
                continue
            values = cls._cells(_unicode(line, f"{where}: row {number}"))
            if cls.trailing:  # a row that does not end so is cut off
                values = values[:-1] if values[-1] == "" else []
            yield number, values

    @classmethod
    def _header(cls, lines: Sequence[str]) -> int:
        """Which line is the header; the first where none has a declared column, so that the message can name it."""
        found = [len(set(cls.columns) & set(cls._cells(line))) for line in lines]
        return found.index(max(found))

    @classmethod
    def _cells(cls, line: str) -> list[str]:
        if cls.quoted:
            return next(csv.reader([line], delimiter=cls.delimiter), [])
        return line.rstrip("\r\n").split(cls.delimiter)


def _unicode(line: str, where: str) -> str:
    try:
        line.encode()
    except UnicodeEncodeError:  # a byte that is not UTF-8 was read as a surrogate
        raise SourceChangedError(f"{where}: not UTF-8; wrong encoding") from None
    return line


def _bounded(stream: TextIO, where: str) -> Iterator[str]:
    for number in count(1):
        line = stream.readline(LONGEST_LINE + 1)  # never more of it is held, however long it goes on
        if len(line) > LONGEST_LINE:
            raise SourceChangedError(f"{where}: line {number} has more than {LONGEST_LINE:,} characters: no table")
        if not line:
            return
        yield line
