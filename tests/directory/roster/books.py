"""Workbooks for tests, sound ones and others: built here, never stored."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def saved(*sheets: tuple[str, Sequence[Sequence[Any]]], change: Callable[[Any], None] | None = None) -> bytes:
    """As openpyxl writes it. ``change``: done to the workbook before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def row(number: int, *texts: str) -> str:
    """A row of a sheet as XML, its cells texts."""
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'{HEAD}{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(sheet_xml: str, **more: str | bytes | None) -> dict[str, str | bytes]:
    """The fewest parts a workbook has. ``more``: by the last part of their names, with _ for dots and slashes."""
    found: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}"><si><t>NPI</t></si></sst>',
    }
    for name, body in more.items():
        named = {one.rpartition("/")[2].replace(".", "_").strip("_"): one for one in found}
        found[named.get(name, name)] = body
    return {name: body for name, body in found.items() if body is not None}


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return body.getvalue()


def built(sheet_xml: str, **more: str | bytes | None) -> bytes:
    """A workbook of the fewest parts; see `parts`."""
    return zipped(parts(sheet_xml, **more))


def declaring(body: bytes, member: str, size: int) -> bytes:
    """The same zip, one member of which declares to unpack to ``size`` bytes."""
    at = body.rindex(member.encode(), 0, len(body)) - 46  # of the central directory
    assert body[at : at + 4] == b"PK\x01\x02"
    return body[: at + 24] + struct.pack("<L", size) + body[at + 28 :]
