"""Workbooks and texts that other programs, or people who mean harm, make: read right, or refused with a remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.roster.columns import RosterError
from directory.roster.file import look_at, open_roster
from directory.roster.handed_in import HandedIn
from directory.store.rosters_tables import Roster as Kept
from tests.directory.conftest import Store
from tests.directory.roster.books import HEAD, MAIN, built, row, sheet
from tests.directory.roster.conftest import Roster

NPI, SSN = "2982606388", "219-09-9999"
GOOD = row(1, "NPI", "Name", "Note") + row(2, NPI, "Jane Doe", "x")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"


def related(target: str, more: str = "", office: str = OFFICE) -> str:
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{office}/worksheet" Target="{target}"'
        f"{more}/></Relationships>"
    )


def called(name: str, main: str = MAIN, office: str = OFFICE) -> str:
    return (
        f'{HEAD}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )


def merged(areas: str) -> str:
    return sheet(GOOD).replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>")


def with_cell(cell: str) -> str:
    return sheet(GOOD + f'<row r="3"><c t="inlineStr"><is><t>{NPI}</t></is></c>{cell}</row>')


def texts(of: str) -> str:
    return f'{HEAD}<sst xmlns="{MAIN}" count="999999999" uniqueCount="999999999"><si>{of}</si></sst>'


MISSING = "the sheet 'People' is missing in the workbook"
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("elsewhere", lambda: built(sheet(GOOD), workbook_xml_rels=related("http://127.0.0.1/x", ' TargetMode="External"')),
     MISSING),
    ("file", lambda: built(sheet(GOOD), workbook_xml_rels=related("file:///etc/passwd")), MISSING),
    ("above", lambda: built(sheet(GOOD), workbook_xml_rels=related("../../../etc/passwd")), MISSING),
    ("strict", lambda: built(
        sheet(GOOD).replace(MAIN, f"{STRICT}/spreadsheetml/main"),
        workbook_xml=called("People", f"{STRICT}/spreadsheetml/main", f"{STRICT}/officeDocument/relationships"),
        workbook_xml_rels=related("worksheets/sheet1.xml", office=f"{STRICT}/officeDocument/relationships"),
    ), "this is a Strict Open XML workbook; save it as an ordinary XLSX"),
    ("sheet's name", lambda: built(sheet(GOOD), workbook_xml=called(f"Jane {SSN}")),
     "a sheet's name is written like a social security number; give it another one"),
    ("merged", lambda: built(merged('<mergeCell ref="ZZZZ9:A-1"/>')), "a merged area is damaged"),
    ("two tables", lambda: built(sheet(GOOD).replace("</sheetData>", f"</sheetData><sheetData>{GOOD}</sheetData>")),
     "a row stands after a later one"),
    ("twice", lambda: built(sheet(GOOD + f'<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>{NPI}</v></c></row>')),
     "row 3: a cell stands there twice"),
    ("of another row", lambda: built(sheet(GOOD + f'<row r="3"><c r="A9"><v>{NPI}</v></c></row>')),
     "row 3: a cell stands there twice, after a later one, or is of another row"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "words"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_is_refused(name: str, body: Callable[[], bytes], words: str, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(body())
    for read in (open_roster, look_at):
        with pytest.raises(RosterError, match=r"people\.xlsx") as refused:
            read(file)
        assert words in str(refused.value)
        assert SSN not in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        built(sheet(GOOD), workbook_xml_rels=related("/xl/worksheets/sheet1.xml")),
        built(sheet(GOOD).replace("UTF-8", "UTF-16").encode("utf-16")),
        built(merged('<mergeCell ref="A1:A1048576"/>')),
        built(sheet(GOOD).replace("<sheetData>", f"<!-- {SSN} --><?php x ?><sheetData>")),
        built(sheet(GOOD).replace("<sheetData>", f"{'<x>' * 500}{'</x>' * 500}<sheetData>")),
    ],
)
def test_what_is_odd_and_still_read(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(body)
    assert [row.cells for row in open_roster(file).rows()] == [[NPI, "Jane Doe", "x"]]


@pytest.mark.parametrize(
    "body",
    [
        built(with_cell('<c t="inlineStr"><is><r><t>219-09-</t></r><r><t>9999</t></r></is></c>')),
        built(
            with_cell('<c r="C3" t="s"><v>0</v></c>'),
            sharedStrings_xml=texts("<r><t>219-</t></r><r><t>09-9999</t></r>"),
        ),
        built(
            with_cell('<c r="C3" t="s"><v>0</v></c>'),
            sharedStrings_xml=texts(f"<t>ok</t><rPh sb='0' eb='1'><t>{SSN}</t></rPh>"),
        ),
        built(with_cell(f'<c r="C3"><f>HYPERLINK("x","{SSN}")</f></c>')),
    ],
    ids=["runs of one text", "runs of a shared text", "what is told of its sound", "a formula"],
)
def test_a_secret_in_pieces_or_beside_the_text(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(body)
    roster = open_roster(file)
    handed = HandedIn(roster)
    told = f"{list(handed.waiting())} {handed.shape} {look_at(file)} {[roster.given(row) for row in roster.rows()]}"
    assert "9999" not in told
    assert handed.rows == 2


def test_numbers_that_are_none_cost_one_row_each(tmp_path: Path) -> None:
    odd = ("<v>NaN</v>", "<v>1e999</v>", '"d"><v>9999-99-99</v>', '"b"><v>7</v>', '"zz"><v>7</v>')
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"{" t=" if one[0] == chr(34) else ">"}{one}</c></row>' for n, one in enumerate(odd, 3)
    )
    file = tmp_path / "people.xlsx"
    file.write_bytes(built(sheet(GOOD + rows)))
    roster = open_roster(file)
    found = [roster.given(row) for row in roster.rows()]
    assert [one.npi for one in found] == [NPI, *[None] * 5]
    assert all((one.unusable or "").startswith(f"row {one.row}") for one in found[1:])


@pytest.mark.parametrize("name", [f"Jane {SSN}", "Jane DOB 01/02/1980"])
def test_a_name_of_a_roster_is_not_kept_where_it_holds_a_secret(name: str, roster: Roster, today: Store) -> None:
    with pytest.raises(RosterError, match=r"the roster's name is written like a (social security number|birth date)"):
        roster(f"NPI\n{NPI}\n", name=name)
    with Session(today.place.engine) as session:
        assert name not in session.exec(select(Kept.name)).all()
