"""Cuts out of a response body the part that one record rests on: its line, element or row, or says that it cannot."""

import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from directory.excerpt.json_elements import json_element
from directory.excerpt.lines import Lines, row_of_text
from directory.excerpt.markup import table_row, xml_element
from directory.excerpt.printed import row_of_page
from directory.excerpt.sheets import row_of_sheet
from directory.excerpt.zipped import table_member, unpacked, workbook_in
from directory.store.evidence import EvidenceError, EvidenceStore

__all__ = ["MOST", "EvidenceError", "Excerpt", "excerpt"]

MOST = 64 << 20  # bytes that are held at once: of a body read whole, or shown whole
WHOLE = ("", "page", "the page", "the whole list")
_ZIP = b"PK\x03\x04"
_ELEMENT = re.compile(r"(?:line (?P<line>\d{1,9}) )?(?P<path>[\w$.]*)\[(?P<index>\d{1,9})\]")
_ROW = re.compile(r"(?:(?P<sheet>.+) )?row (?P<row>\d{1,9})")
_PRINTED = re.compile(r"page (?P<page>\d{1,6}) row (?P<row>\d{1,9})")
_JOINED = re.compile(r"(?P<own>[^,]+), (?P<more>with .+)")  # crawlers.platforms.socrata_actions
_DAMAGE = (ValueError, LookupError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """``bytes``: what a record rests on. ``exact``: byte for byte as they stand in the body; else ``note`` says in
    words what was written anew, or why it is the whole body. ``whole``: it may hold what is said of other people too.
    A whole body of more than `MOST` bytes is left out (b""), and the note says so.
    """

    bytes: bytes
    exact: bool
    note: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is whole, and where it came from; packed by the source itself or not."""

    evidence: EvidenceStore
    sha256: str
    url: str

    def all(self) -> bytes:
        """Raises ValueError when it has more than `MOST` bytes."""
        with self.evidence.open(self.sha256) as stream:
            body = stream.read(MOST + 1)
        if len(body) > MOST:
            raise ValueError(f"a body of more than {MOST:,} bytes is not searched for it")
        return body

    def start(self) -> bytes:
        with self.evidence.open(self.sha256) as stream:
            return stream.read(2048)

    @contextmanager
    def file(self) -> Iterator[IO[bytes]]:
        """To be read in any order, as zips are."""
        with self.evidence.open(self.sha256) as stream:
            if self.evidence.path_of(self.sha256).suffix != ".zst":
                yield stream
                return
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(stream, copy, 1 << 20)
                copy.seek(0)
                yield copy


def excerpt(evidence: EvidenceStore, sha256: str, locator: str, *, url: str) -> Excerpt:
    """The part of a body at a ``locator`` as the crawlers write them; ``url`` is where the body came from.

    | locator                                     | what is cut out                                  | exact |
    | ------------------------------------------- | ------------------------------------------------ | ----- |
    | ``row 17``                                   | the line of a text table (in a zip too)          | yes   |
    | ``row 17`` of a web page                     | the row of its only table that is long enough    | no    |
    | ``sheet1 row 17``                            | the cells of a workbook's row, parted by tabs    | no    |
    | ``$[3]``, ``results[3]``, ``line 2 x[3]``    | the element of the JSON list                     | yes   |
    | ``item[3]`` of XML                           | the element                                      | yes   |
    | ``page 2 row 5``                             | the cells of the PDF's row, parted by tabs       | no    |
    | anything else (``page``, ``card 3``, ``''``) | the whole body, with a note                      | yes   |

    What cannot be cut out is the whole body too, and the note says why. Memory is bounded, whatever the body unpacks
    to. Raises EvidenceError when the body is missing or its bytes are not those its name promises.
    """
    if not evidence.whole(sha256):
        raise EvidenceError(f"evidence {sha256} is damaged: its bytes no longer match its hash")
    body = Body(evidence, sha256, url)
    joined = _JOINED.fullmatch(locator)
    own, more = (joined["own"], f" {joined['more'].capitalize()}.") if joined else (locator, "")
    try:
        found = _cut(body, own)
    except _DAMAGE as error:
        found = _whole(body, f"{own!r} could not be cut out of the body: {error}")
    return Excerpt(found.bytes, found.exact, (found.note + more).strip(), found.whole)


def _cut(body: Body, locator: str) -> Excerpt:
    start = body.start()
    markup = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if (printed := _PRINTED.fullmatch(locator)) and start.startswith(b"%PDF"):
        row = row_of_page(body.all(), int(printed["page"]), int(printed["row"]))
        return Excerpt(row, False, "The text of the row's cells, parted by tabs; the PDF keeps them as drawings.")
    if element := _ELEMENT.fullmatch(locator):
        path, index = element["path"], int(element["index"])
        if markup:
            return Excerpt(xml_element(body.all(), path, index), True, "The element as it stands in the XML.")
        line = int(element["line"]) if element["line"] and body.url.endswith(".jsonl") else None
        found = json_element(body.all(), path, index, line=line)
        return Excerpt(found, True, "The element as it stands in the JSON.")
    if place := _ROW.fullmatch(locator):
        return _row(body, place["sheet"], int(place["row"]), packed=start.startswith(_ZIP), markup=markup)
    told = f"The whole body: where {locator!r} begins and ends in it, only the source's reader knows."
    return _whole(body, told if locator not in WHOLE else "The whole body.")


def _row(body: Body, sheet: str | None, number: int, *, packed: bool, markup: bool) -> Excerpt:
    if sheet is not None:
        with body.file() as file, workbook_in(file) as archive:
            cells = row_of_sheet(archive, sheet, number)
        return Excerpt(cells, False, "The text of the row's cells, parted by tabs; the workbook keeps them packed.")
    if packed:
        with body.file() as file, unpacked(file) as archive:
            member = table_member(archive)
            with archive.open(member) as stream, io.BufferedReader(cast("io.RawIOBase", stream), 1 << 20) as lines:
                found = row_of_text(lines, number)
        return Excerpt(found, True, f"The line as it stands in {member.filename}.")
    if markup:
        return Excerpt(table_row(body.all(), number), False, "The row of the page's table, its tags written anew.")
    with body.evidence.open(body.sha256) as stream:
        return Excerpt(row_of_text(cast("Lines", stream), number), True, "The line as it stands in the file.")


def _whole(body: Body, note: str) -> Excerpt:
    try:
        return Excerpt(body.all(), True, note, whole=True)
    except ValueError:
        told = f"{note} It has more than {MOST:,} bytes and is not shown: the file in the evidence is {body.sha256}."
        return Excerpt(b"", False, told, whole=True)
