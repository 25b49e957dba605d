"""Rosters as text and as workbooks: what may stand before the header, how rows end and repeat, what is refused."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.platforms.license_rows import FLAGS
from crawlers.platforms.published_table import FURTHEST, LONGEST_LINE, PublishedTableSpider
from crawlers.reading import Dropped, Flaw, Kept
from directory.normalize.dates import DateForm
from directory.store.frontier import Plan
from directory.vocabulary import LicenseStatus, Profession

COLUMNS = {"No": "number", "Name": "full_name", "Status": "status", "Ends": "expires", "Needles": "authority"}


class Roster(PublishedTableSpider):
    name = "roster"
    jurisdiction = "XX"
    all_are = ("chiropractor", Profession.CHIROPRACTOR)
    columns: ClassVar = COLUMNS
    authority = "acupuncture"
    dates = (DateForm.US,)
    expect = Expect(at_least=1, at_most=10)
    start_urls: ClassVar = ["https://board.example.org/list"]


class Piped(Roster):
    delimiter, quoted, trailing, lost_rows = "|", False, True, 1


HEADER = "No,Name,Status,Ends,Needles\r\n"
ROW = "101,Ada Quill,Active,3/31/2027,Yes\r\n"


def read(kind: type[PublishedTableSpider], text: str) -> list[Any]:
    return list(kind.read(text.encode(), "list.csv"))


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        (HEADER + ROW, "row 2"),
        ("Board of Examiners\r\nas of 1/1/2026\r\n" + HEADER + ROW, "row 4"),
        ("Licensees, with their names,,,\r\n,,,,\r\n" + HEADER + ROW + ",,,,\r\n", "row 4"),
        ("\ufeff" + HEADER + ROW.rstrip(), "row 2"),
        ("\r\n" * (FURTHEST - 1) + HEADER + ROW, f"row {FURTHEST + 1}"),
    ],
)
def test_the_header_is_found(text: str, locator: str) -> None:
    (kept,) = read(Roster, text)
    assert kept.locator == locator
    assert (kept.record.number, kept.record.name.last, kept.record.authority) == ("101", "Quill", "acupuncture")
    assert kept.record.expires.isoformat() == "2027-03-31"


def test_an_authority_that_is_denied_is_none_and_an_unknown_word_is_a_flaw() -> None:
    denied, flaw, unknown = read(
        Roster, HEADER + ROW.replace("Yes", "No") + ROW.replace("101", "102").replace("Yes", "?")
    )
    assert denied.record.authority is None
    assert "column Needles: unknown word '?'" in flaw.text
    assert unknown.record.authority is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\r\n\r\n", "empty"),
        ("<!DOCTYPE html><title>Sign in</title>", "a web page came instead of a table"),
        ("Board of Examiners\r\n" * 3, "row 1: missing columns"),
        ("\r\n" * FURTHEST + HEADER + ROW, "empty"),
        (HEADER.replace("Status", "State") + ROW, "missing columns ['Status'], unexpected columns ['State']"),
        (HEADER + ROW + "102,Bo Quill,Active\r\n", "row 3 has 3 values, the header 5 columns"),
        (HEADER + ROW + '102,"Bo Quill,Active,3/31/2027,Yes\r\n', "row 3"),
        (HEADER + "x" * (LONGEST_LINE + 1), "line 2 has more than 131,072 characters"),
    ],
)
def test_what_is_no_such_table_is_refused(text: str, words: str) -> None:
    with pytest.raises(SourceChangedError) as refused:
        read(Roster, text)
    assert words in str(refused.value)


PIPES = 'No|Name|Status|Ends|Needles\n101|Ada "Q" Quill|Active|3/31/2027|Yes|\n'


def test_quotes_are_letters_where_nothing_is_quoted() -> None:
    (kept,) = read(Piped, PIPES)
    assert kept.record.name.first == "Ada"
    assert kept.record.authority == "acupuncture"


@pytest.mark.parametrize(
    "row", ["102|Bo|Quill|Active|3/31/2027|Yes|", "102|Bo Quill|Active|3/31/2027|Ye", "102|Bo", "102"]
)
def test_a_broken_row_is_named_and_the_others_are_read(row: str) -> None:
    kept, flaw = read(Piped, PIPES + row)
    assert isinstance(kept, Kept)
    assert isinstance(flaw, Flaw)
    assert (flaw.code, flaw.text.partition(" has")[0]) == ("width", "list.csv: row 3")


def test_a_blank_line_is_no_row() -> None:
    assert read(Piped, PIPES + "\n \n") == read(Piped, PIPES)


def test_too_many_broken_rows_are_another_file() -> None:
    with pytest.raises(SourceChangedError, match="row 4"):
        read(Piped, PIPES + "102|Bo\n103|Cy\n")


def test_a_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(PIPES.encode())
    assert list(Piped.read_file(file)) == read(Piped, PIPES)
    file.write_bytes(PIPES.replace("Ada", "Zo\u00eb").encode("latin-1"))
    with pytest.raises(SourceChangedError, match=r"list\.txt: row 2: not UTF-8; wrong encoding"):
        list(Piped.read_file(file))


class Linked(Roster):
    link = r"roster-.*\.csv$"


class Noted:
    """What a crawl tells its run."""

    day: Any = None

    def as_of(self, day: Any) -> None:
        self.day = day


def page(html: str) -> HtmlResponse:
    return HtmlResponse("https://board.example.org/list", body=html.encode(), encoding="utf-8")


@pytest.fixture
def spider() -> Callable[[type[PublishedTableSpider]], Any]:
    return lambda kind: kind(collection=Noted())


def test_the_file_behind_the_one_link_is_asked_for(spider: Callable[..., Any]) -> None:
    (plan,) = spider(Linked).parse(
        page("<a href='about.html'>x</a> <a href='roster-7.csv'>a</a><a href='roster-7.csv'>b</a>")
    )
    assert isinstance(plan, Plan)
    assert (plan.url, plan.reader) == ("https://board.example.org/roster-7.csv", "parse_file")


@pytest.mark.parametrize(("html", "number"), [("", 0), ("<a href=roster-7.csv>a</a><a href=roster-8.csv>b</a>", 2)])
def test_no_link_or_two_are_refused(html: str, number: int, spider: Callable[..., Any]) -> None:
    with pytest.raises(SourceChangedError, match=f"{number} links look like the roster"):
        list(spider(Linked).parse(page(f"<html>{html}</html>")))


@pytest.mark.parametrize(("headers", "day"), [({"Last-Modified": "Mon, 09 Nov 2026 08:00:00 GMT"}, "2026-11-09"),
                                              ({"Last-Modified": "yesterday"}, "None"), ({}, "None")])  # fmt: skip
def test_the_servers_day_counts(headers: dict[str, str], day: str, spider: Callable[..., Any]) -> None:
    reader = spider(Roster)
    url = "https://board.example.org/list"
    response = TextResponse(url, body=(HEADER + ROW).encode(), headers=headers, request=Request(url))
    (kept,) = reader.parse(response)
    assert str(reader.collection.day) == day
    assert not isinstance(kept, Dropped)


# --- workbooks -------------------------------------------------------------------------------------------------------


class Sheeted(Roster):
    workbook = True
    dates = (DateForm.ISO, DateForm.US)


HEADINGS = ["No", "Name", "Status", "Ends", "Needles"]


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_the_same_table(tmp_path: Path) -> None:
    """Numbers are their digits, dates days; what stands above the header and sheets nobody filled are read over."""
    body = book(
        A=[["Board of Examiners"], [], HEADINGS, [101, "Ada Quill", "Active", date(2027, 3, 31), "Yes"]],
        B=[HEADINGS, ["0102", "Bo Quill", "Active", "3/31/2027", None]],
        C=[],
    )
    first, second = Sheeted.read(body, "list.xlsx")
    assert [(k.record.number, k.record.expires, k.record.authority, k.locator) for k in (first, second)] == [
        ("101", date(2027, 3, 31), "acupuncture", "sheet1 row 4"),
        ("0102", date(2027, 3, 31), None, "sheet2 row 2"),
    ]
    file = tmp_path / "list.xlsx"
    file.write_bytes(body)
    assert list(Sheeted.read_file(file)) == [first, second]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty file came instead of a workbook"),
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page came instead of a workbook"),
        (HEADER.encode(), "something else came instead of a workbook"),
        (book(A=[HEADINGS])[:-90], "the zip is damaged or cut off"),
        (book(A=[]), "the workbook is empty"),
        (
            book(A=[HEADINGS], B=[["Notes"], ["See the other sheet"]]),
            "sheet2: row 1: missing columns ['Ends', 'Name', ",
        ),
        (book(A=[[*HEADINGS, "Fee"]]), "unexpected columns ['Fee']"),
        (book(A=[HEADINGS, ["101", "Ada Quill", "Active", "", "", "beyond"]]), "row 2 has 6 values, the header 5"),
        (book(A=[HEADINGS, ["101", "Ada Quill", "Active", 46112.5, ""]]), "column Ends: '46112.5' is not a date"),
    ],
)
def test_what_is_no_such_workbook_is_refused_or_told(body: bytes, words: str) -> None:
    try:
        told = [r.text for r in Sheeted.read(body, "list.xlsx") if isinstance(r, Flaw)]
    except SourceChangedError as error:
        told = [str(error)]
    assert any(words in text for text in told), told


def test_a_text_is_never_taken_for_a_workbook_nor_the_other_way_round() -> None:
    with pytest.raises(SourceChangedError, match="not UTF-8"):
        list(Roster.read(book(A=[HEADINGS]), "list.csv"))


# --- rows that repeat a license --------------------------------------------------------------------------------------


class Multiplied(Roster):
    delimiter, quoted, multiplied = "\t", False, r"rel_.*"


def test_rows_that_differ_in_what_they_are_related_to_are_one_license() -> None:
    """Whatever these columns are called, wherever they stand; a row that comes again in whole is not folded."""
    head = "rel_who\tNo\tName\tStatus\tEnds\tNeedles\trel_kind\n"
    one = "\t101\tAda Quill\tActive\t3/31/2027\tYes\t"
    text = head + f"Bo{one}employer\nCy{one}supervisor\n\t102\tBo Quill\tActive\t3/31/2027\tNo\t\nCy{one}supervisor\n"
    kept, folded, other, again = read(Multiplied, text)
    assert (kept.record.number, other.record.number) == ("101", "102")
    assert folded == Dropped("a row that repeats one for something related to it")
    assert again.record == kept.record  # the run tells of it


def test_a_row_that_differs_in_more_is_no_repetition() -> None:
    text = "No\tName\tStatus\tEnds\tNeedles\trel_who\n101\tAda Quill\tActive\t3/31/2027\tYes\tBo\n"
    first, second = read(Multiplied, text + "101\tAda Quill\tRevoked\t3/31/2027\tYes\tCy\n")
    assert (first.record.key, first.record.status) == (second.record.key, LicenseStatus.ACTIVE)
    assert second.record.status is LicenseStatus.REVOKED


class Periods(Roster):
    columns: ClassVar = COLUMNS | {"Since": "issued", "Disciplined": "discipline"}
    periods = True


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_period_that_ends_last_tells_the_state_and_no_discipline_is_lost(order: tuple[int, ...]) -> None:
    rows = [
        "101,Ada Quill,Expired,10/1/2013,,4/15/2009,No",
        "101,Ada Quill,Expired,10/1/2020,,2/1/2014,Yes",
        "101,Ada Quill,Active,10/1/2027,,12/15/2020,No",
    ]
    text = "No,Name,Status,Ends,Needles,Since,Disciplined\r\n" + "\r\n".join(rows[n] for n in order)
    *dropped, kept = read(Periods, text)
    assert dropped == [Dropped("an earlier period of the same license")] * 2
    assert (kept.record.status, kept.record.expires) == (LicenseStatus.ACTIVE, date(2027, 10, 1))
    assert (kept.record.discipline, kept.record.raw_discipline) == (True, "Yes")
    assert kept.locator == f"row {order.index(2) + 2}"


def test_two_rows_of_the_same_period_are_left_for_the_run_to_judge() -> None:
    text = "No,Name,Status,Ends,Needles,Since,Disciplined\r\n"
    text += "101,Ada Quill,Active,10/1/2027,,12/15/2020,No\r\n101,Ada Quill,Revoked,10/1/2027,,12/15/2020,No\r\n"
    first, second = read(Periods, text)
    assert {first.record.status, second.record.status} == {LicenseStatus.ACTIVE, LicenseStatus.REVOKED}


# --- headings and words ----------------------------------------------------------------------------------------------


class Spanned(Roster):
    columns: ClassVar = {"No": "number", "NAME ": "last", "NAME 2": "first", "Status": "status"}
    spanned = True


def test_a_heading_over_several_columns_names_them_all() -> None:
    (kept,) = read(Spanned, 'Board,,,\r\nNo,NAME ,,Status\r\n101,"Quill, Jr",Ada,Active\r\n')
    assert (kept.record.name.last, kept.record.name.first, kept.locator) == ("Quill, Jr", "Ada", "row 3")


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("No,NAME ,Status", "missing columns ['NAME 2']"),
        ("No,NAME ,,,Status", "unexpected columns ['NAME 3']"),
        (",No,NAME ,,Status", "unexpected columns"),
        ("No,,NAME ,Status", "missing columns ['NAME 2']"),
    ],
)
def test_a_column_more_or_less_under_such_a_heading_is_refused(head: str, words: str) -> None:
    with pytest.raises(SourceChangedError) as refused:
        read(Spanned, f"{head}\r\n101,Quill,Ada,Active\r\n")
    assert words in str(refused.value)


class Spelled(Roster):
    """One column in two spellings, and the board's own word for no."""

    columns: ClassVar = {"isuue date": "issued", "issue date": "issued", **COLUMNS, "Actions": "discipline"}
    flags: ClassVar[Mapping[str, bool]] = FLAGS | {"NONE": False, "ACTION TAKEN": True}
    numbers = r"\d{3}"


@pytest.mark.parametrize("spelling", ["isuue date", "issue date"])
@pytest.mark.parametrize(("word", "discipline"), [("None", False), ("Action taken", True), ("", None)])
def test_a_column_has_several_spellings_and_a_flag_its_own_words(
    spelling: str, word: str, discipline: bool | None
) -> None:
    (kept,) = read(Spelled, f"{spelling},Actions,{HEADER}4/1/2020,{word},{ROW}")
    assert (kept.record.issued_on, kept.record.discipline) == (date(2020, 4, 1), discipline)


def test_an_unknown_word_names_the_column_it_stands_in() -> None:
    day, word, kept = read(Spelled, f"isuue date,Actions,{HEADER}2020,maybe,{ROW}")
    assert "row 2: column isuue date: '2020' is not a date" in day.text
    assert "row 2: column Actions: unknown word 'maybe'" in word.text
    assert kept.record.discipline is None


def test_a_number_of_another_form_is_another_kind_of_license() -> None:
    (dropped,) = read(Spelled, f"issue date,Actions,{HEADER}4/1/2020,None,{ROW.replace('101', 'I-101')}")
    assert dropped == Dropped("a number of another kind of license")


def test_lines_of_text_with_commas_and_quotes_before_the_header_are_read_over() -> None:
    """As the list of allied health of Maryland's Board of Physicians begins."""
    text = 'This list, made monthly, is "as is"\r\nSee: https://board.example.org, or call\r\n\r\n' + HEADER + ROW
    (kept,) = read(Roster, text)
    assert kept.locator == "row 5"


class Sheet(Linked):
    link = r"/export\?format=csv$"


def test_a_sheet_behind_a_link_is_a_csv_file(spider: Callable[..., Any]) -> None:
    (plan,) = spider(Sheet).parse(page("<a href='/d/1/edit'>a</a><a href='/d/1/export?format=csv'>b</a>"))
    assert plan.url == "https://board.example.org/d/1/export?format=csv"
    response = TextResponse(
        plan.url, body=f"Licensees,,,,\r\n,,,,\r\n{HEADER}{ROW}".encode(), request=Request(plan.url)
    )
    (kept,) = spider(Sheet).parse_file(response)
    assert kept.locator == "row 4"
