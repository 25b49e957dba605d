"""Files that cannot be used: each is refused with a message that names the file, the place and what to do; nothing
of it is handed on.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from directory.roster import file as module
from directory.roster import limits
from directory.roster.columns import RosterError
from directory.roster.file import look_at, open_roster
from tests.directory.roster.books import HEAD, MAIN, built, declaring, parts, row, saved, sheet, zipped

NPI = "2982606388"
GOOD = row(1, "NPI", "Name") + row(2, NPI, "Jane Doe")
CSV = f"NPI,Name\n{NPI},Jane Doe\n".encode()
ODT = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
DTD = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DAMAGED = "this is a workbook that is damaged or cut off"
NO_QUOTE = "a quote in line 2 is never closed"


def double() -> bytes:
    """Two members with one name."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in parts(sheet(GOOD)).items():
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/worksheets/sheet1.xml", sheet(row(1, "NPI") + row(2, "2000000002")))
    return body.getvalue()


def locked() -> bytes:
    """A member that says it is encrypted."""
    body = bytearray(built(sheet(GOOD)))
    for sign, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        body[body.index(sign) + at] |= 1
    return bytes(body)


def flipped() -> bytes:
    body = bytearray(built(sheet(GOOD + "".join(row(n, NPI, f"Jane {n} Doe") for n in range(3, 400)))))
    body[body.index(b"xl/worksheets/sheet1.xml") + 400] ^= 0xFF
    return bytes(body)


def lying() -> bytes:
    body = built(sheet(GOOD))
    return declaring(body, "xl/worksheets/sheet1.xml", 200)


def old(inside: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 700 + inside.encode("utf-16-le") + b"\0" * 700


def cells(*texts: str) -> bytes:
    return built(sheet(GOOD + "".join(texts)))


CORPUS: list[tuple[str, Callable[[], bytes] | bytes, str]] = [
    # what is no roster at all
    ("empty.csv", b"", "is empty: a first row with the names of the columns is needed"),
    ("blank.csv", b"\n\n  \n,,\n", "is empty: a first row"),
    ("newlines.csv", b"\n\n\r\n\n", "is empty: a first row"),
    ("paper.csv", b"%PDF-1.7\n", "this is a PDF; a CSV in UTF-8 or an XLSX workbook is needed"),
    ("letter.csv", b"{\\rtf1 NPI}", "this is a text document"),
    ("page.xls", b"<html><table><tr><td>NPI</td></tr></table></html>", "this is a web page; save the sheet as CSV"),
    ("doctype.csv", b"<!DOCTYPE html><table>", "this is a web page"),
    ("sheet.xml", b"<?xml version='1.0'?><Workbook/>", "this is XML; save the sheet as CSV"),
    ("people.csv.gz", b"\x1f\x8b\x08\x00", "this is packed; unpack it first"),
    ("people.7z", b"7z\xbc\xaf\x27\x1c", "this is packed; unpack it first"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "row 3: it holds NUL bytes"),
    ("nul.csv", CSV + b"29\x0082606388,Jane\n", "row 3: it holds NUL bytes, which text never does; save it as CSV"),
    ("wide.csv", "NPI,Name\n".encode("utf-32"), "the text is UTF-32; save the file as CSV in UTF-8"),
    (
        "half.csv",
        "NPI,Name\n".encode("utf-16") + b"\x00\xd8,\x00\n\x00",
        "line 2: the text is not all UTF-16; save the file",
    ),
    # headers
    ("headless.csv", b"2982606388,Jane,Doe\n", "row 1: no column of NPIs or license numbers is known by its name"),
    ("names.csv", b"First Name,Last Name\nJane,Doe\n", "row 1: no column of NPIs or license numbers is known"),
    ("stateless.csv", b"License Number,Last Name\n1234,Doe\n", "row 1: license numbers need a column of their states"),
    ("twice.csv", b"NPI,Provider NPI\n1,2\n", "row 1: 'NPI' and 'Provider NPI' both mean the NPI; leave one"),
    ("three.csv", b"NPI,License 1,License 2,License 3,License State 1,License State 2\n", "each number needs its own"),
    ("broad.csv", ",".join(["NPI", *map(str, range(500))]).encode(), "row 1: 501 columns; at most 500 are read"),
    # quotes and cells
    ("open.csv", CSV[:-1].replace(b"Jane", b'"Jane'), NO_QUOTE),
    ("open2.csv", CSV.replace(b"Jane", b'"Jane') + CSV[9:] * 30, NO_QUOTE),
    ("long.csv", CSV + NPI.encode() + b"," + b"x" * 140_000 + b"\n", "row 3: a cell is too long"),
    # workbooks that are none
    ("zip.xlsx", zipped({"people.csv": CSV}), "this is a zip but no workbook; unpack it, and give the file"),
    ("nested.xlsx", zipped({"in.xlsx": built(sheet(GOOD))}), "this is a zip but no workbook"),
    ("ods.xlsx", zipped(ODT), "this is an OpenDocument sheet; save it as XLSX or as CSV"),
    ("binary.xlsb", zipped({"xl/workbook.bin": b"\x83\x01"}), "this is a binary workbook (XLSB); save it as XLSX"),
    ("short.xlsx", b"PK\x03\x04rest", DAMAGED),
    ("cut.xlsx", lambda: built(sheet(GOOD))[:-300], DAMAGED),
    ("tail.xlsx", lambda: built(sheet(GOOD))[300:], "no column of NPIs|NUL bytes|" + DAMAGED),
    ("flipped.xlsx", flipped, DAMAGED),
    ("old.xls", old("Workbook"), "this is an old workbook (XLS); save it as XLSX"),
    ("protected.xlsx", old("EncryptedPackage"), "this is a workbook that is protected by a password; save it without"),
    ("locked.xlsx", locked, "it is protected by a password; save it without"),
    # workbooks that are hostile
    ("bomb.xlsx", lambda: declaring(built(sheet(GOOD)), "xl/sharedStrings.xml", 3 << 30), "would unpack to 3,2"),
    (
        "strings.xlsx",
        lambda: declaring(built(sheet(GOOD)), "xl/sharedStrings.xml", 200 << 20),
        "sharedStrings.xml of the",
    ),
    (
        "styles.xlsx",
        lambda: declaring(built(sheet(GOOD)), "xl/workbook.xml", 20 << 20),
        "xl/workbook.xml of the workbook has",
    ),
    ("lying.xlsx", lying, DAMAGED),
    ("many.xlsx", lambda: zipped({f"{n}.xml": b"" for n in range(limits.MOST_PARTS + 1)}), "in 5,001 parts"),
    ("double.xlsx", double, "two parts of the workbook have one name"),
    (
        "xxe.xlsx",
        lambda: built(sheet(row(1, "NPI") + row(2, "&amp;x;"), before=DTD)),
        "it has a DOCTYPE, in which entities",
    ),
    ("laughs.xlsx", lambda: built(sheet(GOOD, before=LAUGHS)), "xl/worksheets/sheet1.xml: it has a DOCTYPE"),
    (
        "dtd.xlsx",
        lambda: built(sheet(GOOD), workbook_xml=f"{HEAD}{DTD}<workbook/>"),
        "xl/workbook.xml: it has a DOCTYPE",
    ),
    ("broken.xlsx", lambda: built(sheet(GOOD).replace("</sheetData>", "")), DAMAGED),
    ("nosheet.xlsx", lambda: built(sheet(GOOD), sheet1_xml=None), "the sheet 'People' is missing in the workbook"),
    (
        "none.xlsx",
        lambda: built(sheet(GOOD), workbook_xml=f'{HEAD}<workbook xmlns="{MAIN}"><sheets/></workbook>'),
        "there is no sheet",
    ),
    (
        "notypes.xlsx",
        lambda: built(sheet(GOOD), **{"[Content_Types].xml": None}),
        "this is a workbook that cannot be read (KeyError",
    ),
    ("blank.xlsx", saved(("People", [])), "sheet 'People' is empty: a first row with the names"),
    ("index.xlsx", cells('<row r="3"><c t="s"><v>7</v></c></row>'), "sheet 'People', row 3: the cell is damaged"),
    ("index2.xlsx", cells('<row r="3"><c t="s"><v>-1</v></c></row>'), "sheet 'People', row 3: the cell is damaged"),
    ("number.xlsx", cells('<row r="x"><c><v>1</v></c></row>'), "row 2: a row stands after a later one, or has no"),
    ("number2.xlsx", cells(f'<row r="{"9" * 5000}"/>'), "row 2: a row stands after a later one, or has no number"),
    ("index3.xlsx", cells(f'<row r="3"><c t="s"><v>{"9" * 5000}</v></c></row>'), "row 3: the cell is damaged"),
    ("back.xlsx", cells(row(5, NPI), row(4, NPI)), "sheet 'People', row 5: a row stands after a later one"),
    (
        "place.xlsx",
        cells('<row r="3"><c r="A9"><v>1</v></c></row>'),
        "row 3: a cell stands there twice, after a later one",
    ),
    (
        "same.xlsx",
        cells('<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>'),
        "row 3: a cell stands there twice",
    ),
    ("far.xlsx", cells('<row r="3"><c r="ZZZ3"><v>1</v></c></row>'), "row 3: it has more than 16,384 cells"),
    ("text.xlsx", cells(row(3, "x" * 200_000)), "row 3: a cell has more than 131,072 characters"),
    (
        "merged.xlsx",
        lambda: built(sheet(GOOD, after="<mergeCells>" + '<mergeCell ref="A2:A3"/>' * 10_001 + "</mergeCells>")),
        "more than 10,000 merged areas; unmerge",
    ),
    (
        "merged3.xlsx",
        lambda: built(sheet(GOOD, after="<mergeCells>" + '<mergeCell ref="A1:ZZ9"/>' * 9_999 + "</mergeCells>")),
        "sheet 'People': merged areas overlap",
    ),
    (
        "merged2.xlsx",
        lambda: built(sheet(GOOD, after='<mergeCells><mergeCell ref="x!!"/></mergeCells>')),
        "a merged area is damaged",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "words"), CORPUS, ids=[name for name, *_ in CORPUS])
def test_a_bad_file(name: str, body: Callable[[], bytes] | bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(body if isinstance(body, bytes) else body())
    with pytest.raises(RosterError) as told:
        open_roster(file)
    message = str(told.value)
    assert message.startswith(str(file))
    assert any(each in message for each in words.split("|")), message
    assert NPI not in message
    assert "root:" not in message
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_there_are_forty_of_them() -> None:
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.xlsx"])
def test_a_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="there is no such file"):
        open_roster(tmp_path / name)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="cannot be read: Is a directory"):
        open_roster(tmp_path)


def test_more_bytes_than_are_read(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.write(CSV)
        stream.truncate(2 << 30)  # two gigabytes of nothing, which take no room
    with pytest.raises(RosterError, match="2,048 MB; at most 200 MB are read; divide the file"):
        open_roster(file)


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_more_rows_than_are_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    rows = [["NPI"], *[[NPI]] * 4]
    body = saved(("People", rows)) if name.endswith("x") else "\n".join(one for (one,) in rows).encode()
    (tmp_path / name).write_bytes(body)
    with pytest.raises(RosterError, match="more than 3 rows; divide the file"):
        open_roster(tmp_path / name)


def test_the_limits_are_told_beforehand() -> None:
    assert "100,000 rows, 500 columns and 200 MB" in limits.LIMITS


def test_a_sheet_of_a_text_or_one_that_is_not_there(tmp_path: Path) -> None:
    text, book = tmp_path / "a.csv", tmp_path / "a.xlsx"
    text.write_bytes(CSV)
    book.write_bytes(saved(("People", [["NPI"], [NPI]]), ("Notes", [])))
    with pytest.raises(RosterError, match="this is no workbook, so there is no sheet 'People' in it"):
        open_roster(text, sheet="People")
    with pytest.raises(RosterError, match="there is no sheet 'Persons'; the sheets are 'People', 'Notes'"):
        open_roster(book, sheet="Persons")


@pytest.mark.parametrize("header_row", [2, 99])
def test_a_header_row_that_is_none(header_row: int, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"NPI\n\n2982606388\n")
    with pytest.raises(RosterError, match=f"row {header_row} is blank or not among the first 40"):
        open_roster(file, header_row=header_row)


def test_a_file_that_is_refused_can_still_be_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"Who,Key\nJane Doe PT,2982606388\n")
    found = look_at(file)
    assert found.problem is not None
    assert "no column of NPIs" in found.problem
    assert found.header == ("Who", "Key")


def blank_rows(many: int) -> bytes:
    """A used range that reaches far below the table, as spreadsheets leave it behind."""
    blank = (f'<row r="{n}" spans="1:2"><c r="A{n}" s="0"/></row>' for n in range(3, many + 3))
    return built(sheet(GOOD + "".join(blank)))


@pytest.mark.slow
def test_a_million_blank_rows_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "blank.xlsx"
    file.write_bytes(blank_rows(1_000_000))
    roster = open_roster(file)
    assert [one.cells for one in islice(roster.rows(), 1)] == [[NPI, "Jane Doe"]]
    assert "Blank rows were left out: 1,000,000." in roster.told


@pytest.mark.slow
def test_blank_rows_cost_no_memory(tmp_path: Path) -> None:
    most = []
    for many in (2_000, 40_000):
        file = tmp_path / f"{many}.xlsx"
        file.write_bytes(blank_rows(many))
        tracemalloc.start()
        try:
            assert open_roster(file).lines == 1
            most.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert most[1] < most[0] + (1 << 20), most
