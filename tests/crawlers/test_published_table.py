"""Delimited rosters: what may stand before the header, how rows end, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.platforms.published_table import FURTHEST, LONGEST_LINE, PublishedTableSpider
from crawlers.reading import Dropped, Flaw, Kept
from directory.normalize.dates import DateForm
from directory.store.frontier import Plan
from directory.vocabulary import Profession

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
