"""Finds one element of an XML list, or one row of a web page's table."""

from xml.parsers import expat

import lxml.html
from lxml import etree

MOST_TABLES = 500


def xml_element(body: bytes, path: str, index: int) -> bytes:
    """The bytes of the ``index``-th element called ``path``, wherever it stands.

    Raises ValueError when there is none, when the XML is damaged, or declares a document type, in which entities hide.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    starts: list[int] = []
    found: list[tuple[int, int]] = []
    seen = -1
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("the XML has a document type")

    def begin(name: str, _: object) -> None:
        nonlocal seen
        if name == path:
            seen += 1
            if seen == index:
                starts.append(parser.CurrentByteIndex)
        elif starts and not found:
            starts.append(-1)

    def end(name: str) -> None:
        if starts and not found:
            start = starts.pop()
            if start >= 0:
                found.append((start, body.index(b">", parser.CurrentByteIndex) + 1))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise ValueError(f"not XML, or cut off: {error}") from error
    if not found:
        raise ValueError(f"there is no element {path} number {index}")
    start, stop = found[0]
    return body[start:stop]


def table_row(body: bytes, number: int) -> bytes:
    """Row ``number`` of the page's table, the first being 1, as UTF-8.

    Raises ValueError when no table is so long, or several are: which one is meant, only the source's reader knows.
    """
    try:
        page = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(f"the page cannot be read: {error}") from error
    tables = page.xpath("//table")
    if len(tables) > MOST_TABLES:
        raise ValueError(f"the page has {len(tables):,} tables")
    long = [rows for table in tables if len(rows := table.xpath(".//tr")) >= number]
    if len(long) != 1:
        raise ValueError(f"{len(long)} tables of the page have a row {number}")
    row = long[0][number - 1]
    row.tail = None
    return bytes(lxml.html.tostring(row, encoding="utf-8"))
