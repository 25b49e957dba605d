"""Finds the cells of one row of a workbook, read as XML in little memory and without entities."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

MOST_CELLS = 20_000


def row_of_sheet(archive: zipfile.ZipFile, sheet: str, number: int) -> bytes:
    """The text of the filled cells of row ``number``, parted by tabs, as UTF-8; ``sheet``: its member's name.

    Raises ValueError when there is no such sheet or row, or the XML is damaged or declares entities.
    """
    member = next((n for n in archive.namelist() if re.fullmatch(rf"xl/worksheets/{re.escape(sheet)}\.xml", n)), None)
    if member is None:
        raise ValueError(f"the workbook has no sheet {sheet!r}")
    try:
        cells = _cells(archive, member, number)
        wanted = {int(text) for kind, text in cells if kind == "s" and text.isdigit()}
        shared = _shared(archive, wanted) if wanted else {}
    except (DefusedXmlException, ParseError) as error:
        raise ValueError(f"{member}: damaged, or with entities: {error}") from error
    texts = [shared.get(int(text), "") if kind == "s" and text.isdigit() else text for kind, text in cells]
    return "\t".join(" ".join(text.split()) for text in texts).encode()


def _cells(archive: zipfile.ZipFile, member: str, number: int) -> list[tuple[str, str]]:
    """(kind, text) of each cell; a shared string ('s') is a number still."""
    at = 0
    for row in _elements(archive, member, "row"):
        told = row.get("r")
        at = int(told) if told and told.isdigit() else at + 1
        if at == number:
            if len(row) > MOST_CELLS:
                raise ValueError(f"row {number} has {len(row):,} cells")
            return [(cell.get("t") or "", _text(cell)) for cell in row]
    raise ValueError(f"the sheet has no row {number}")


def _shared(archive: zipfile.ZipFile, wanted: set[int]) -> dict[int, str]:
    found = {}
    for at, item in enumerate(_elements(archive, "xl/sharedStrings.xml", "si")):
        if at in wanted:
            found[at] = _text(item)
            if len(found) == len(wanted):
                break
    return found


def _text(element: Any) -> str:
    """What a cell or a shared string holds, without how it is spoken (rPh) and how it is worked out (f)."""
    if _name(element) in ("t", "v"):
        return element.text or ""
    return "".join(_text(part) for part in element if _name(part) in ("t", "v", "is", "r"))


def _elements(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[Any]:
    """The elements called so; each is emptied after its turn, with its place in the tree."""
    with archive.open(member) as stream:
        parents: list[Any] = []
        for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if _name(element) == name:
                yield element
                element.clear()
                if parents:
                    parents[-1].remove(element)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
