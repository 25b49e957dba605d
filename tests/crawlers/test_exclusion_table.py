"""Exclusion lists as tables: who is kept and who is not, what in a row is told, what tells entries apart."""

from datetime import date
from typing import Any, ClassVar

import pytest

from crawlers.changed import SourceChangedError
from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded
from crawlers.reading import Dropped, Flaw, Kept
from crawlers.registry import sources
from directory.normalize.dates import DateForm
from directory.records import ExclusionRecord
from directory.vocabulary import SourceKind
from tests.crawlers.source_tables import FIXTURES

ROLES = {"Last": "last", "First": "first", "Provider": "full_name", "Firm": "business", "NPI": "npi", "Why": "type",
         "From": "excluded", "Until": "ended", "Back": "reinstated", "State of it": "standing", "Kind": "sort",
         "Other": ""}  # fmt: skip


class Excluded(ExclusionTableSpider):
    name = list_name = "excluded"
    columns: ClassVar = ROLES
    dates = (DateForm.US,)
    people, things = frozenset({"PERSON"}), frozenset({"SHIP"})
    in_force, over = frozenset({"IN FORCE"}), frozenset({"LIFTED"})
    endless, masks = frozenset({"INDEFINITE"}), frozenset({"1234567890"})
    expect = excluded(1, 10)


NPI = "2100001017"
PLAIN = {"Last": "Quill", "First": "Ada", "NPI": NPI, "From": "3/19/2020", "Why": "fraud"}


def read(**cells: str) -> list[Any]:
    row = dict.fromkeys(ROLES, "") | PLAIN | {name.replace("_", " "): text for name, text in cells.items()}
    return list(Excluded.read(f"{','.join(row)}\n{','.join(row.values())}\n".encode(), "list.csv"))


def entry(**cells: str) -> ExclusionRecord:
    (kept,) = read(**cells)
    assert isinstance(kept, Kept)
    assert isinstance(kept.record, ExclusionRecord)
    return kept.record


@pytest.mark.parametrize(
    ("cells", "npi"),
    [
        ({}, NPI),
        ({"NPI": f"{NPI}.0"}, NPI),
        ({"NPI": ""}, None),
        ({"NPI": "0000000000"}, None),
        ({"NPI": "1234567890"}, None),
        ({"NPI": "1234567890.0"}, None),
    ],
)
def test_an_npi_that_is_masked_or_none_is_not_told(cells: dict[str, str], npi: str | None) -> None:
    assert entry(**cells).npi == npi


@pytest.mark.parametrize(
    ("cells", "ends_on"),
    [
        ({}, None),
        ({"Until": "Indefinite"}, None),
        ({"Until": "1/31/2031"}, date(2031, 1, 31)),
        ({"Back": "5/2/2021"}, date(2021, 5, 2)),
        ({"Until": "1/31/2031", "Back": "5/2/2021"}, date(2021, 5, 2)),
    ],
)
def test_an_entry_tells_its_end(cells: dict[str, str], ends_on: date | None) -> None:
    assert entry(**cells).ends_on == ends_on


@pytest.mark.parametrize(
    ("cells", "person", "business"),
    [
        ({}, "Ada Quill", None),
        ({"First": ""}, "Quill", None),
        ({"Last": '"Quill, Ada J"', "First": ""}, "Ada J Quill", None),  # the whole name in one column
        ({"Last": "", "First": "", "Provider": "Ada J Quill Jr"}, "Ada J Quill Jr", None),
        ({"Last": "", "First": "", "Provider": "Larkspur"}, None, "Larkspur"),  # cannot be parted, and is not lost
        ({"Last": "", "First": "", "Firm": "Larkspur LLC"}, None, "Larkspur LLC"),
        ({"Firm": "Larkspur LLC"}, "Ada Quill", "Larkspur LLC"),
        ({"Last": "", "First": ""}, None, None),  # the NPI says whom
    ],
)
def test_nobody_named_is_lost(cells: dict[str, str], person: str | None, business: str | None) -> None:
    record = entry(**cells)
    assert (record.name.display() if record.name else None) == person
    assert record.business_name == business


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Last": "", "First": "", "NPI": ""}, "nobody is named"),
        ({"Kind": "Ship"}, "neither a person nor a business: Ship"),
        ({"State_of_it": "Lifted"}, "no longer in force: Lifted"),
    ],
)
def test_what_is_no_entry_is_counted(cells: dict[str, str], reason: str) -> None:
    assert read(**cells) == [Dropped(reason)]


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"Kind": "Plane"}, "word", "column Kind: unknown word 'Plane'"),
        ({"State_of_it": "Pending"}, "word", "column State of it: unknown word 'Pending'"),
        ({"NPI": "2100001018"}, "npi", "column NPI: '2100001018' is not a valid NPI"),
        ({"From": "2020-03-19"}, "shape", "column From: '2020-03-19' is not a date"),
        ({"Until": "never"}, "shape", "column Until: 'never' is not a date"),
        ({"Back": "yes"}, "shape", "column Back: 'yes' is not a date"),
    ],
)
def test_what_is_unknown_is_told_and_the_entry_stands(cells: dict[str, str], code: str, words: str) -> None:
    flaw, kept = read(**cells)
    assert isinstance(flaw, Flaw)
    assert (flaw.code, flaw.text) == (code, f"list.csv: row 2: {flaw.text.partition('row 2: ')[2]}")
    assert words in flaw.text
    assert kept.record.ends_on is None


def test_entries_differ_when_anything_in_them_does_and_not_by_the_order_of_columns() -> None:
    assert len({entry().entry, entry(Other="x").entry, entry(Why="theft").entry}) == 3
    turned = dict(reversed((dict.fromkeys(ROLES, "") | PLAIN).items()))
    (kept,) = Excluded.read(f"{','.join(turned)}\n{','.join(turned.values())}\n".encode(), "list.csv")
    assert isinstance(kept, Kept)
    assert kept.record == entry()


@pytest.mark.parametrize("column", [column for column, role in ROLES.items() if role])
def test_no_declared_column_but_an_ignored_one_may_be_missing(column: str) -> None:
    head = ",".join(name for name in ROLES if name != column)
    with pytest.raises(SourceChangedError, match="missing columns"):
        list(Excluded.read(f"{head}\n".encode(), "list.csv"))


def test_the_extract_of_sam_and_its_api_say_the_same() -> None:
    """The two forms in which an operator may hand SAM's list over."""
    kind = sources()["sam_exclusions"]
    extract = [r.record for r in kind.read_file(FIXTURES / "sam_exclusions" / "response.csv") if isinstance(r, Kept)]
    firm = next(r for r in extract if isinstance(r, ExclusionRecord) and r.name is None and r.npi is None)
    api = {"classificationType": "Firm", "entityName": firm.business_name, "npi": "null", "lastName": "null",
           "firstName": "null", "exclusionType": firm.exclusion_type, "activateDate": "2019-12-13 00:00:00",
           "terminationDate": "null", "recordStatus": "Active", "exclusionPrimaryAddress:city": firm.city}  # fmt: skip
    body = f"{','.join(api)}\n" + ",".join(f'"{text}"' for text in api.values()) + "\n"
    (kept,) = kind.read(body.encode(), "api.csv")
    assert isinstance(kept, Kept)
    assert isinstance(kept.record, ExclusionRecord)
    same = ("list_name", "npi", "name", "business_name", "exclusion_type", "excluded_on", "ends_on", "city")
    assert [getattr(kept.record, field) for field in same] == [getattr(firm, field) for field in same]


LISTS = [name for name in sources() if name.endswith("_medicaid_exclusions")]


def test_the_lists_of_38_states_and_the_district_are_described_and_none_is_read() -> None:
    assert len(LISTS) == 39
    assert len({kind.page_url for name, kind in sources().items() if name in LISTS}) == 39
    for name in LISTS:
        kind = sources()[name]
        assert issubclass(kind, ExclusionTableSpider)
        assert (kind.kind, kind.jurisdiction) == (SourceKind.EXCLUSION, name[:2].upper())
        assert kind.needs
        assert not kind.crawlable()
        assert not kind.columns
        assert len((FIXTURES.parents[1] / "crawlers" / "spiders" / f"{name}.py").read_text().splitlines()) <= 14
