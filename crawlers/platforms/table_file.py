"""Tables in files, as delimited text or a workbook: found by their header, read row by row in little memory."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, ClassVar, TextIO

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.declared import check_columns
from crawlers.reading import Dropped, Flaw, Reading
from crawlers.source import SourceSpider, only_link
from crawlers.text import csv_rows, decoded, looks_like_html, surprise
from crawlers.workbook import Row, is_workbook, opened, rows
from directory.normalize.dates import http_date

FURTHEST = 20  # lines among which the header must stand
LONGEST_LINE = 1 << 17  # characters
Values = tuple[int, list[str]]  # row number, what stands in its columns


class TableFileSpider(SourceSpider):
    """``link``: pattern of the file's address on the page at ``start_urls``; without it that is the file itself.

    ``workbook``: it is an .xlsx whose sheets all hold such a table. Else it is text: ``delimiter`` and ``quoted`` tell
    how values are parted; ``trailing``: data rows end in one more delimiter. ``lost_rows``: how many rows may have
    another width than the header, in a file that quotes nothing and whose values hold its delimiter now and then; each
    is told as a flaw that an operator may accept. Lines of text before the header are read over.
    ``multiplied``: pattern of columns, whatever they are called, that repeat a row for each thing related to it: what
    differs in them alone is one row. ``spanned``: a heading stands over several columns and is blank over all but the
    first, so that 'NAME' is followed by 'NAME 2' and 'NAME 3'; then every declared column must be there.
    """

    columns: ClassVar[Mapping[str, str]] = {}
    needed: ClassVar[Collection[str]] = ()  # roles without which there is no reading
    link: ClassVar[str | None] = None
    workbook: ClassVar[bool] = False
    delimiter: ClassVar[str] = ","
    quoted: ClassVar[bool] = True
    trailing: ClassVar[bool] = False
    lost_rows: ClassVar[int] = 0
    multiplied: ClassVar[str | None] = None
    spanned: ClassVar[bool] = False

    # --- what a table of one kind adds ------------------------------------------------------------------------------

    @classmethod
    def check_columns(cls, present: Collection[str], where: str, *, whole: bool = True) -> None:
        """Raises SourceChangedError for columns that are new, missing or there twice."""
        check_columns(cls.columns, cls.needed, present, where, whole=whole)

    @classmethod
    def read_row(cls, row: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """What one row says. ``row``: heading -> text."""
        raise NotImplementedError

    @classmethod
    def heading(cls, text: str) -> str:
        """A heading as `columns` spells it."""
        return text

    # --- crawling ---------------------------------------------------------------------------------------------------

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

    # --- reading ----------------------------------------------------------------------------------------------------

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Rows under the header, which is the line that has most of the declared columns."""
        if cls.workbook:
            yield from cls._sheets(io.BytesIO(body), where)
            return
        yield from cls._text(io.StringIO(decoded(body, where), newline=""), where)

    @classmethod
    def read_file(cls, file: Path) -> Iterator[Reading]:
        """As `read`, of a file of any size, in little memory."""
        if cls.workbook:
            with file.open("rb") as stream:
                yield from cls._sheets(stream, file.name)
            return
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from cls._text(lines, file.name)

    @classmethod
    def _sheets(cls, stream: IO[bytes], where: str) -> Iterator[Reading]:
        """Every sheet with anything in it is a part of the table."""
        start = stream.read(500)
        if not start.startswith(b"PK"):
            what = "a web page" if looks_like_html(start.decode("latin-1")) else "something else"
            raise SourceChangedError(
                f"{where}: {what if start.strip() else 'an empty file'} came instead of a workbook"
            )
        with opened(stream, where) as archive:
            if not is_workbook(archive):
                raise SourceChangedError(f"{where}: not a workbook (xl/workbook.xml is missing)")
            filled = (row for row in rows(stream, archive, where) if row[2])
            read = 0
            for sheet, found in groupby(filled, key=itemgetter(0)):
                read += 1
                yield from cls._sheet(((number, cells) for _, number, cells in found), f"{where}: {sheet}", sheet)
            if not read:
                raise SourceChangedError(f"{where}: the workbook is empty")

    @classmethod
    def _sheet(cls, found: Iterator[tuple[int, Row]], where: str, sheet: str) -> Iterator[Reading]:
        first = list(islice(found, FURTHEST))
        at = cls._header([list(cells.values()) for _, cells in first])
        number, cells = first[at]
        header = {letters: cls.heading(text) for letters, text in cells.items()}

        def values() -> Iterator[Values]:
            for number, cells in chain(first[at + 1 :], found):
                beyond = [text for letters, text in cells.items() if letters not in header]
                yield number, [cells.get(letters, "") for letters in header] + beyond

        yield from cls._table(list(header.values()), values(), where, f"row {number}", f"{sheet} ")

    @classmethod
    def _text(cls, stream: TextIO, where: str) -> Iterator[Reading]:
        lines = _bounded(stream, where)
        first = list(islice(lines, FURTHEST))
        if not "".join(first).strip():
            raise SourceChangedError(f"{where}: the file is empty")
        if looks_like_html(first[0]):
            raise SourceChangedError(f"{where}: a web page came instead of a table ({first[0].strip()[:60]!r})")
        at = cls._header([cls._cells(line) for line in first])
        for number, line in enumerate(first[: at + 1], start=1):
            _check_unicode(line, f"{where}: row {number}")
        header = [cls.heading(text) for text in cls._cells(first[at])]
        if cls.spanned:
            header = spread(header)
            if missing := sorted(set(cls.columns) - set(header)):
                raise SourceChangedError(f"{where}: row {at + 1}: {surprise(missing, ())}")
        head = _csv_line(header, cls.delimiter) if cls.spanned else first[at]
        found = cls._rows(chain([head, *first[at + 1 :]], lines), where, at + 2)
        yield from cls._table(header, found, where, f"row {at + 1}", "")

    @classmethod
    def _table(
        cls, header: list[str], found: Iterable[Values], where: str, place: str, inside: str
    ) -> Iterator[Reading]:
        """``place``: where the header stands; ``inside``: what locators begin with."""
        related = [at for at, name in enumerate(header) if cls.multiplied and re.fullmatch(cls.multiplied, name)]
        cls.check_columns([name for at, name in enumerate(header) if at not in related], f"{where}: {place}")
        folded = _Folded(related)
        lost = 0
        for number, values in found:
            if not any(values) and values:  # sheets end in rows that nobody filled
                continue
            if len(values) != len(header):
                lost += 1
                told = f"{where}: row {number} has {len(values)} values, the header {len(header)} columns"
                if lost > cls.lost_rows:
                    raise SourceChangedError(told)
                yield Flaw("width", told)
            elif related and folded.known(values):
                yield Dropped("a row that repeats one for something related to it")
            else:
                yield from cls.read_row(dict(zip(header, values, strict=True)), where, f"{inside}row {number}")

    @classmethod
    def _rows(cls, lines: Iterable[str], where: str, first: int) -> Iterator[Values]:
        """What stands under the header."""
        if cls.quoted:
            found = csv_rows(lines, where, first=first, delimiter=cls.delimiter)
            next(found)
            yield from found
            return
        for number, line in enumerate(islice(lines, 1, None), start=first):
            if not line.strip():
                continue
            _check_unicode(line, f"{where}: row {number}")
            values = cls._cells(line)
            if cls.trailing:  # a row that does not end so is cut off
                values = values[:-1] if values[-1] == "" else []
            yield number, values

    @classmethod
    def _header(cls, lines: Sequence[list[str]]) -> int:
        """Which line is the header; the first where none has a declared column, so that the message can name it."""
        found = [len(set(cls.columns) & {cls.heading(cell) for cell in cells}) for cells in lines]
        return found.index(max(found))

    @classmethod
    def _cells(cls, line: str) -> list[str]:
        if cls.quoted:
            return next(csv.reader([line], delimiter=cls.delimiter), [])
        return line.rstrip("\r\n").split(cls.delimiter)


class _Folded:
    """Rows met before, by what is left of them without the columns of related things. A row that comes again in whole
    is none of them: that is told as a repeated record.
    """

    def __init__(self, related: Sequence[int]) -> None:
        self._related = frozenset(related)
        self._met: dict[int, set[int]] = {}  # hash of the row -> hashes of what it was related to

    def known(self, values: Sequence[str]) -> bool:
        row = hash(tuple(text for at, text in enumerate(values) if at not in self._related))
        thing = hash(tuple(values[at] for at in self._related))
        met = self._met.setdefault(row, set())
        again = bool(met) and thing not in met
        met.add(thing)
        return again


def spread(header: Sequence[str]) -> list[str]:
    """Names for the columns under one heading, by their place."""
    names: list[str] = []
    over, place = "", 1
    for text in header:
        over, place = (text, 1) if text else (over, place + 1)
        names.append(over if place == 1 else f"{over.strip()} {place}")
    return names


def _csv_line(values: Sequence[str], delimiter: str) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=delimiter).writerow(values)
    return line.getvalue()


def _check_unicode(line: str, where: str) -> None:
    try:
        line.encode()
    except UnicodeEncodeError:  # a byte that is not UTF-8 was read as a surrogate
        raise SourceChangedError(f"{where}: not UTF-8; wrong encoding") from None


def _bounded(stream: TextIO, where: str) -> Iterator[str]:
    for number in count(1):
        line = stream.readline(LONGEST_LINE + 1)  # never more of it is held, however long it goes on
        if len(line) > LONGEST_LINE:
            raise SourceChangedError(f"{where}: line {number} has more than {LONGEST_LINE:,} characters: no table")
        if not line:
            return
        yield line
