"""The NPI registry's list of deactivated numbers: a zip with one workbook (government.md 2)."""

import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from crawlers.sample.formats.nppes_bulk import noise_lines, slashed
from crawlers.sample.model import Person
from crawlers.sample.numbers import invented_npi

NOISE_LISTED = 40
HEADER = ("NPI", "NPPES Deactivation Date")
SHEET = "DeactivatedNPIs"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zip_name(as_of: date) -> str:
    return f"NPPES_Deactivated_NPI_Report_{as_of:%m%d%y}_V2.zip"


def member_name(as_of: date) -> str:
    return f"NPPES Deactivated NPI Report {as_of:%Y%m%d}.xlsx"


def list_rows(people: Iterable[Person], today: date) -> list[tuple[str, str]]:
    """(NPI, date) of everybody out of service, and of many more who are not in this world, by number."""
    rng = random.Random(331)
    gone = [(p.npi, slashed(p.deactivated)) for p in people if p.npi is not None and not p.npi_in_service]
    gone += [(line["NPI"], line["NPI Deactivation Date"]) for line in noise_lines(today) if len(line) == 2]
    gone += [(invented_npi(rng), slashed(today - timedelta(days=900 + 40 * n))) for n in range(NOISE_LISTED)]
    return sorted(gone)


def deactivations_zip(people: Iterable[Person], as_of: date, today: date) -> bytes:
    """The zip as it is published on ``as_of``."""
    title = (f"NPPES Deactivated Records as of {as_of:%b %d %Y}",)
    body = workbook([title, HEADER, *list_rows(people, today)], as_of)
    return _zipped({member_name(as_of): body}, as_of)


def workbook(rows: Sequence[Sequence[str]], as_of: date) -> bytes:
    """An .xlsx of one sheet whose cells are all text, in shared strings; the same rows give the same bytes."""
    strings: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = (
            f'<c r="{chr(ord("A") + at)}{number}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
            for at, value in enumerate(row)
            if value
        )
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    texts = "".join(f'<si><t xml:space="preserve">{escape(value)}</t></si>' for value in strings)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_CONTENT}.sharedStrings+xml"/></Types>',
        "_rels/.rels": _related(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _related(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    return _zipped({name: (_DECLARED + body).encode() for name, body in parts.items()}, as_of)


def _related(**targets: str) -> str:
    lines = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _zipped(members: dict[str, bytes], stamp: date) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 6, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return buffer.getvalue()
