"""The list of deactivated NPIs: what is odd in its workbook is named by sheet, row and column, never guessed."""

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from crawlers import workbook
from crawlers.changed import SourceChangedError
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.sample.formats import nppes_deactivations as sample
from crawlers.spiders.nppes_deactivations import NppesDeactivationsSpider

DAY = date(2026, 11, 9)
ZIP = "NPPES_Deactivated_NPI_Report_110926_V2.zip"
TITLE, GOOD = ("NPPES Deactivated Records as of Nov 09 2026",), ("2310000007", "05/23/2005")
SHEET = "xl/worksheets/sheet1.xml"


def of(rows: Sequence[Sequence[str]]) -> bytes:
    return sample.workbook([TITLE, sample.HEADER, *rows], DAY)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """A good workbook in which a part's bytes are others."""
    parts = members(of([GOOD, ("2317777771", "02/29/2008")]))
    assert old in parts[part], parts[part]
    return zipped({**parts, part: parts[part].replace(old, new)})


def readings(body: bytes, folder: Path, name: str = ZIP) -> list[Reading]:
    """Of a workbook inside its zip."""
    file = folder / name
    file.write_bytes(zipped({sample.member_name(DAY): body}))
    return list(NppesDeactivationsSpider.read_file(file))


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        (("2310000008", "05/23/2005"), "npi", "column A: '2310000008' is not a valid NPI"),
        (("0310000007", "05/23/2005"), "npi", "column A: '0310000007'"),
        (("231000000", "05/23/2005"), "row", "column A: an NPI of ten digits was expected, '231000000' found"),
        (("2.31E+09", "05/23/2005"), "row", "column A: an NPI of ten digits was expected, '2.31E+09' found"),
        (("", "05/23/2005"), "row", "column A: an NPI of ten digits was expected, '' found"),
        (("２３１００００００７", "05/23/2005"), "row", "column A"),
        ((GOOD[0], ""), "row", "column B: NPI 2310000007 has no deactivation date"),
        ((GOOD[0], "2005-05-23"), "row", "column B: '2005-05-23' is not a date"),
        ((GOOD[0], "02/30/2005"), "row", "column B: '02/30/2005' is no date of the calendar"),
        ((GOOD[0], "38495"), "row", "column B: '38495' is not a date"),
        ((*GOOD, "03/03/2010"), "row", "column C: nothing was expected here, '03/03/2010' found"),
        (("=2310000007", "05/23/2005"), "row", "column A"),
    ],
)
def test_an_odd_row_is_named_and_nobody_else_is_hurt(
    row: tuple[str, ...], code: str, told: str, tmp_path: Path
) -> None:
    found = readings(of([("2317777771", "02/29/2008"), row]), tmp_path)
    assert [type(one) for one in found] == [Kept, Flaw, Dropped]
    flaw = found[1]
    assert isinstance(flaw, Flaw)
    assert flaw.code == code
    assert f"{ZIP}/{sample.member_name(DAY)}: sheet1 row 4: {told}" in flaw.text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([TITLE, sample.HEADER], "sheet1: no row begins with a 10-digit number"),
        ([], "no row begins with a 10-digit number"),
        ([GOOD], "the row above row 1: column A: 'NPI' expected, '' found"),
        ([TITLE, GOOD], "the row above row 2: column A: 'NPI' expected"),
        ([TITLE, ("NPI", "Date"), GOOD], "column B: 'NPPES Deactivation Date' expected, 'Date' found"),
        ([TITLE, (*sample.HEADER, "Reason"), GOOD], "column C: 'nothing' expected, 'Reason' found"),
        ([TITLE, sample.HEADER, ("2.31E+09", "05/23/2005"), GOOD], "the row above row 4: column A"),
    ],
)
def test_a_sheet_that_is_not_the_list(rows: list[tuple[str, ...]], told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceChangedError) as raised:
        readings(sample.workbook(rows, DAY), tmp_path)
    assert told in str(raised.value)
    assert str(raised.value).startswith(ZIP)


def test_blank_rows_and_another_spelling_of_the_header_change_nothing(tmp_path: Path) -> None:
    rows = [TITLE, (), ("npi", "NPPES  Deactivation Date"), GOOD, (), ("2317777771", "02/29/2008"), ()]
    found = readings(sample.workbook(rows, DAY), tmp_path)
    assert [one.locator for one in found if isinstance(one, Kept)] == ["sheet1 row 4", "sheet1 row 6"]
    assert len(found) == 2


def test_a_workbook_that_openpyxl_wrote_reads_alike(tmp_path: Path) -> None:
    """Strings inside the cells or shared, numbers as numbers; what is neither a text nor a whole number is flagged."""
    book = openpyxl.Workbook()
    for row in (TITLE, sample.HEADER, GOOD, (2317777771, "02/29/2008")):
        book.active.append(row)
    odd = {
        (GOOD[0], date(2005, 5, 23)): "column B: '2005-05-23 00:00:00' is not a date",
        (GOOD[0], 38495): "column B: '38495' is not a date",
        (GOOD[0], 38495.5): "column B: '38495.5' is not a date",
        (GOOD[0], True): "column B: 'True' is not a date",
        (GOOD[0], time(6)): "column B: '06:00:00' is not a date",
        (2310000007.0, GOOD[1]): "column A: an NPI of ten digits was expected, '2310000007.0' found",
        (310000007, GOOD[1]): "column A: an NPI of ten digits was expected, '310000007' found",
        (True, GOOD[1]): "column A: an NPI of ten digits was expected, 'True' found",
        (date(2005, 5, 23), GOOD[1]): "column A: an NPI of ten digits was expected, '2005-05-23 00:00:00' found",
        ("=A3", GOOD[1]): "column A: an NPI of ten digits was expected, '=A3' found",
        (GOOD[0], "=B3"): "column B: '=B3' is not a date",
        (GOOD[0], ArrayFormula("B14:B14", "=B3")): "column B: '=B3' is not a date",
        (GOOD[0], "#N/A"): "column B: '#N/A' is not a date",
    }
    for cells in odd:
        book.active.append(cells)
    book.create_sheet("Empty")
    out = io.BytesIO()
    book.save(out)
    body = out.getvalue()
    # What a spreadsheet stores for 2310000007.0 is a matter of its mood; here it is the fraction.
    parts = members(body)
    assert b"<v>2310000007</v>" in parts[SHEET]
    body = zipped({**parts, SHEET: parts[SHEET].replace(b"<v>2310000007</v>", b"<v>2310000007.0</v>")})
    found = readings(body, tmp_path)
    assert [one.record.key for one in found if isinstance(one, Kept)] == ["2310000007", "2317777771"]
    flaws = [one.text for one in found if isinstance(one, Flaw)]
    assert len(flaws) == len(odd)
    for number, (told, flaw) in enumerate(zip(odd.values(), flaws, strict=True), start=5):
        assert f"sheet1 row {number}: {told}" in flaw


def test_a_formula_is_no_number(tmp_path: Path) -> None:
    found = readings(
        changed(SHEET, b'<c r="A4" t="s"><v>5</v></c>', b'<c r="A4"><f>A3</f><v>2317777771</v></c>'), tmp_path
    )
    (flaw,) = [one for one in found if isinstance(one, Flaw)]
    assert "row 4: column A" in flaw.text
    assert "'=A3" in flaw.text


def second_sheet() -> dict[str, bytes]:
    """The parts of a workbook with two sheets of one row each."""
    parts = members(of([GOOD]))
    second = members(of([("2317777771", "02/29/2008")]))
    strings = members(of([GOOD, ("2317777771", "02/29/2008")]))["xl/sharedStrings.xml"]
    sheet2 = second[SHEET].replace(b"<v>3</v>", b"<v>5</v>").replace(b"<v>4</v>", b"<v>6</v>")
    return {**parts, "xl/sharedStrings.xml": strings, "xl/worksheets/sheet2.xml": sheet2}


def named(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The workbook names its second sheet."""
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    link = sample._related(worksheet="worksheets/sheet2.xml").partition("<Relationship ")[2].partition("/>")[0]
    return {
        **parts,
        book: parts[book].replace(b"</sheets>", b'<sheet name="More" sheetId="2" r:id="r9"/></sheets>'),
        links: parts[links].replace(
            b"</Relationships>", f"<Relationship {link}/></Relationships>".replace("r0", "r9").encode()
        ),
    }


def test_a_second_sheet_with_data_is_read_too(tmp_path: Path) -> None:
    found = readings(zipped(named(second_sheet())), tmp_path)
    assert [(one.record.key, one.locator) for one in found if isinstance(one, Kept)] == [
        ("2310000007", "sheet1 row 3"),
        ("2317777771", "sheet2 row 3"),
    ]


def test_a_sheet_that_the_workbook_does_not_name_is_not_left_out_in_silence(tmp_path: Path) -> None:
    with pytest.raises(SourceChangedError, match=r"xl/worksheets/sheet2.xml: a sheet that the workbook does not name"):
        readings(zipped(second_sheet()), tmp_path)


def test_rows_out_of_order_and_far_apart_are_all_there(tmp_path: Path) -> None:
    """No row is lost, and none is made up: what a sheet declares of its size counts for nothing."""
    parts = members(of([GOOD, ("2317777771", "02/29/2008")]))
    sheet = parts[SHEET].replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    far = sheet.replace(b'r="4"', b'r="999999999"').replace(b"A4", b"A999999999").replace(b"B4", b"B999999999")
    again = sheet.replace(b'r="4"', b'r="2"').replace(b"A4", b"A2").replace(b"B4", b"B2")
    for body, rows in ((sheet, [3, 4]), (far, [3, 999999999]), (again, [3, 2])):
        found = readings(zipped({**parts, SHEET: body}), tmp_path)
        assert [one.locator for one in found if isinstance(one, Kept)] == [f"sheet1 row {row}" for row in rows]


LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 9) for n in range(1, 9))
BOMB = b'<!DOCTYPE w [<!ENTITY a0 "2310000007">' + LAUGHS + b"]><worksheet"
SECRET = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet'


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        (SHEET, b"<worksheet", BOMB, "DOCTYPE"),
        (SHEET, b"<worksheet", SECRET, "DOCTYPE"),
        ("xl/sharedStrings.xml", b"<sst", b'<!DOCTYPE w SYSTEM "http://127.0.0.1/x"><sst', "DOCTYPE"),
        ("xl/sharedStrings.xml", b"<sst", BOMB.replace(b"<worksheet", b"<sst"), "DOCTYPE"),
        ("xl/workbook.xml", b"<workbook", BOMB.replace(b"<worksheet", b"<workbook"), "DOCTYPE"),
        ("[Content_Types].xml", b"<Types", SECRET.replace(b"<worksheet", b"<Types"), "DOCTYPE"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships", b"<!DOCTYPE w><Relationships", "DOCTYPE"),
        (SHEET, b'<c r="A4"', b'<c r="ZZZZZZZ4"', "row 4: column"),
        (SHEET, b'<c r="B4"', b'<c r="B3"', "row 4: column B: a cell of another place"),
        (SHEET, b'<c r="B4"', b'<c r="A4"', "row 4: column A: a cell of another place, or a second one"),
        (SHEET, b'<row r="4"', b'<row r="four"', "row 3"),
        (SHEET, b'<c r="A4" t="s"><v>5</v>', b'<c r="A4"><v>five</v>', "row 4: column A"),
        (SHEET, b'<c r="A4" t="s"><v>5</v>', b'<c r="A4"><v>' + b"9" * 5000 + b"</v>", "row 4: column A"),
        ("xl/workbook.xml", b"</sheets>", b"", "mismatched tag"),
        (SHEET, b"</sheetData></worksheet>", b"", "line 2"),
        (SHEET, b"<v>5</v>", b"<v>5000</v>", "row 4: column A: there is no shared string '5000'"),
        (SHEET, b"<v>5</v>", b"<v>-1</v>", "there is no shared string '-1'"),
        ("xl/sharedStrings.xml", b"02/29/2008", b"\xff\xfe", "not well-formed"),
        ("xl/workbook.xml", b"<workbook", b"<workbook", ""),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(part: str, old: bytes, new: bytes, told: str, tmp_path: Path) -> None:
    if not told:
        assert len(readings(changed(part, old, new), tmp_path)) == 2  # the good one, to be sure that it is good
        return
    with pytest.raises(SourceChangedError) as raised:
        readings(changed(part, old, new), tmp_path)
    assert told in str(raised.value)
    assert part in str(raised.value)


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        (SHEET, b"<sheetData>", b'<dimension ref="A1:ZZZZZZ9"/><sheetData>', "could not read worksheets"),
        ("xl/workbook.xml", b'name="', b'nome="', "TypeError"),
        ("xl/workbook.xml", b'r:id="r0"', b'r:id="r7"', "KeyError"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/no.xml", "does not name"),
        ("[Content_Types].xml", b"sheet.main+xml", b"sheet.other+xml", "no valid workbook part"),
        ("[Content_Types].xml", b"/xl/sharedStrings.xml", b"/xl/noStrings.xml", "KeyError"),
    ],
)
def test_a_workbook_that_does_not_hold_together_is_refused(
    part: str, old: bytes, new: bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceChangedError) as raised:
        readings(changed(part, old, new), tmp_path)
    assert told in str(raised.value)
    assert str(raised.value).startswith(f"{ZIP}/{sample.member_name(DAY)}: ")


def test_as_many_columns_as_a_sheet_can_have_cost_nothing(tmp_path: Path) -> None:
    """Empty cells are skipped; the last column of all, filled, is named."""
    wide = b"".join(b'<c r="%s4" s="0"/>' % get_column_letter(n).encode() for n in range(3, 16_385))
    assert len(readings(changed(SHEET, b"</row></sheetData>", wide + b"</row></sheetData>"), tmp_path)) == 2
    last = b'<c r="XFD4"><v>1</v></c></row></sheetData>'
    found = readings(changed(SHEET, b"</row></sheetData>", last), tmp_path)
    assert [type(one) for one in found] == [Kept, Flaw, Dropped]
    assert "row 4: column XFD: nothing was expected here, '1' found" in str(found[1])


@pytest.mark.parametrize("outside", [True, False])
def test_a_bomb_is_refused_before_it_is_unpacked(outside: bool, tmp_path: Path) -> None:
    zeros = {"xl/media/x.bin": bytes(20 << 20)}
    file = tmp_path / ZIP
    inner = of([GOOD]) if outside else zipped({**members(of([GOOD])), **zeros})
    file.write_bytes(zipped({sample.member_name(DAY): inner, **(zeros if outside else {})}, zipfile.ZIP_DEFLATED))
    if not outside:
        file.write_bytes(zipped({sample.member_name(DAY): inner}, zipfile.ZIP_STORED))
    with pytest.raises(SourceChangedError, match="would unpack to 20,97"):
        list(NppesDeactivationsSpider.read_file(file))


def test_sizes_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook, "LIMIT", 2000)
    with pytest.raises(SourceChangedError, match="would unpack to"):
        readings(of([GOOD]), tmp_path)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page came"),
        (b"PK\x03\x04 cut off", "truncated, or not a zip"),
        (zipped({"readme.pdf": b"x"}), "0 members are workbooks"),
        (zipped({"a.xlsx": b"x", "b.XLSX": b"x"}), "2 members are workbooks"),
        (zipped({"a.xlsx": b"<html>"}), "a.xlsx: the zip is damaged"),
        (zipped({"a.xlsx": zipped({"x.csv": b"1"})}), "a.xlsx: not a workbook"),
        (zipped({"../../a.xlsx": of([GOOD])[:-30]}), "/a.xlsx: the zip is damaged"),
    ],
)
def test_a_zip_that_is_not_the_report(body: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / ZIP
    file.write_bytes(body)
    with pytest.raises(SourceChangedError) as raised:
        list(NppesDeactivationsSpider.read_file(file))
    assert told in str(raised.value)
    assert str(raised.value).startswith(ZIP)
    assert [path.name for path in tmp_path.iterdir()] == [ZIP]


def test_flipped_bytes_inside_are_damage(tmp_path: Path) -> None:
    inner = of([GOOD])
    at = inner.index(SHEET.encode()) + len(SHEET) + 20
    inner = inner[:at] + bytes(b ^ 255 for b in inner[at : at + 10]) + inner[at + 10 :]
    with pytest.raises(SourceChangedError, match="damaged"):
        readings(inner, tmp_path)


def test_the_sample_world_s_list_is_all_there(tmp_path: Path) -> None:
    from crawlers.sample.world import SampleWorld

    world = SampleWorld(date(2026, 11, 20), 2)
    file = tmp_path / world.nppes_deactivations_name
    file.write_bytes(world.nppes_deactivations_zip)
    found = list(NppesDeactivationsSpider.read_file(file))
    assert Counter(type(one) for one in found) == {Kept: len(sample.list_rows(world.people, world.today))}
    assert {one.record.key for one in found if isinstance(one, Kept)} >= world.deactivated_npis
    assert NppesDeactivationsSpider.dated_file(file) == world.as_of
