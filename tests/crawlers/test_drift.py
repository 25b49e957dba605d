"""Every source, its form drifting: columns, dates, words, letters, size and age; nothing is read wrong in silence."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.changed import SourceChangedError
from crawlers.platforms.clinic_pages import ClinicPageSpider
from crawlers.platforms.table_file import TableFileSpider
from crawlers.reading import Flaw, Kept
from crawlers.registry import sources
from crawlers.runner import Workplace, load
from directory.normalize.identifiers import npi_check_digit
from directory.store.runs import RunReport
from tests.crawlers.drifts import HARMLESS, ONE_ROW, WORD, drifts, file_of, other_dates, why, with_value
from tests.crawlers.source_tables import FIXTURES, NAMES, Rows, facts_of, table_of


def read(name: str, body: bytes, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Records by locator, and what the reader says is wrong."""
    file = folder / file_of(name)
    file.write_bytes(body)
    records: dict[str, Any] = {}
    told: list[str] = []
    try:
        for reading in sources()[name].read_file(file):
            if isinstance(reading, Kept):
                records[reading.locator] = reading.record
            elif isinstance(reading, Flaw):
                told.append(reading.text)
    except SourceChangedError as error:
        told.append(str(error))
    return records, told


DATES = ("issued_on", "expires", "disciplined_on", "discipline_completed_on", "excluded_on", "waiver_on",
         "ends_on", "completed_on", "enumerated_on", "updated_on", "deactivated_on", "reactivated_on")  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if facts_of(name).dates])
def test_a_date_of_another_form_is_never_read_as_another_date(name: str, tmp_path: Path) -> None:
    table = table_of(name)
    before, told = read(name, table.write(table.columns, table.rows), tmp_path)
    assert before
    assert not told
    assert other_dates(name)
    for column, form, scope, rows in other_dates(name):
        records, told = read(name, table.write(table.columns, rows), tmp_path)
        assert told, f"{column} as {form} in {scope} is not noticed"
        for locator, record in records.items():
            for one in DATES:
                day = getattr(record, one, None)
                told_before = getattr(before[locator], one, None)
                assert day in (None, told_before) or (form, scope) == ("day first", "all rows"), (
                    f"{column} as {form} in {scope}: {one} is read as {day}"
                )


# --- each of these through a run -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_drift_is_noticed_or_harmless(
    name: str,
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    subtests: pytest.Subtests,
    tmp_path: Path,
) -> None:
    file = tmp_path / file_of(name)
    cases = [drift for drift in drifts(name) if not why(ONE_ROW, name, drift.kind)]
    assert len(cases) > 5
    with opened(None, tmp_path / "store") as place:
        assert load(name, [FIXTURES / name / file.name], place).healthy
        after = readable_state(place.engine)
        for drift in cases:
            file.write_bytes(drift.body)
            report = load(name, [file], place)
            before, after = after, readable_state(place.engine)
            with subtests.test(f"{drift.kind}, {drift.what}"):
                if why(HARMLESS, name, drift.kind):
                    assert report.healthy, report.breaches
                    assert json.loads(after)["records"] == json.loads(before)["records"]
                else:
                    assert report.outcome == "breached"
                    assert not any("our reader failed" in breach for breach in report.breaches), report.breaches
                    assert after == before


# --- size ------------------------------------------------------------------------------------------------------------


# The people of one clinic are few: what a page loses is measured among its spoiled copies.
MANY = [name for name in NAMES if not issubclass(sources()[name], ClinicPageSpider)]
KEYS = {"NPI": "npi", "number": "npi", "Certificate No.": "certificate_number"}


@cache
def people(name: str, number: int) -> Rows:
    """So many different rows like those of the fixture that we keep."""
    facts, rows = facts_of(name), table_of(name).rows
    kept = [r.record for r in sources()[name].read_file(FIXTURES / name / file_of(name)) if isinstance(r, Kept)]
    kind, table = sources()[name], table_of(name)
    if issubclass(kind, TableFileSpider):  # not every one has a column that holds the key
        alone = ((row, kind.read(table.write(table.columns, [row]), name)) for row in rows)
        rows = [row for row, readings in alone if any(isinstance(reading, Kept) for reading in readings)]
    elif facts.key != "ADDRESS":
        known = {
            (record.key if record.kind == "listing" else None)
            or getattr(record, "number", None)
            or getattr(record, "certificate_number", None)
            or getattr(record, "npi", None)
            for record in kept
            if not record.builds_on_previous or name == "nppes_deactivations"
        }
        rows = [row for row in rows if row.get(facts.key) in known]
    made = []
    for at in range(number):
        row = dict(rows[at % len(rows)])
        row[facts.key] = another(row[facts.key], at)
        for column in facts.names:
            if row.get(column):
                row[column] = f"{row[column]}{chr(97 + at // 26)}{chr(97 + at % 26)}"
        made.append(row)
    return made


def another(key: str, at: int) -> str:
    """A key of the same form."""
    if re.fullmatch(r"2\d{9}", key):
        first9 = f"22000{at:04}"
        return f"{first9}{npi_check_digit(first9)}"
    if found := re.fullmatch(r"(.*?)(\d{1,6})([A-Z]{0,2})", key):
        return f"{found[1]}{at + 1:0{len(found[2])}}{found[3]}"
    return f"{at} QUILLFEATHER AVE"


def written(name: str, rows: Rows, folder: Path) -> Path:
    table = table_of(name)
    file = folder / file_of(name)
    file.write_bytes(table.write(table.columns, rows))
    return file


def loaded(name: str, number: int, place: Workplace, folder: Path) -> RunReport:
    """The run of a file with so many people."""
    return load(name, [written(name, people(name, number), folder)], place)


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_source_that_grows_or_shrinks_is_quarantined(
    name: str, opened: Callable[..., Any], readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    with opened(None, tmp_path / "store") as place:
        first = loaded(name, 60, place, tmp_path)
        assert (first.breaches, first.kept) == ([], 60)
        before = readable_state(place.engine)  # that it is published as before: see test_spoiled_sources
        for rows, code in ((130, "growth"), (24, "drop"), (53, "drop")):
            report = loaded(name, rows, place, tmp_path)
            assert [b for b in report.breaches if b.startswith(f"{code}: ")], (rows, report.breaches)
            assert readable_state(place.engine) == before, rows
        believed = loaded(name, 57, place, tmp_path)
        assert believed.healthy, believed.breaches


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column)
        for name in NAMES
        for sort in ("type", "words")
        if (column := getattr(facts_of(name), sort))
        and why(ONE_ROW, name, f"unknown {'type' if sort == 'type' else 'status word'} in one row")
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_one_row_with_an_unknown_word_makes_nobody_active(
    name: str,
    column: str,
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    rows = people(name, 60)
    with opened(None, tmp_path / "store") as place:
        assert loaded(name, 60, place, tmp_path).healthy
        old = json.loads(readable_state(place.engine))["records"]
        report = load(name, [written(name, with_value(rows, 0, column, WORD), tmp_path)], place)
        new = json.loads(readable_state(place.engine))["records"]
    assert report.healthy, report.breaches
    gone, came = [r for r in old if r not in new], [r["payload"] for r in new if r not in old]
    assert len(gone) == 1
    if not came:
        assert any(WORD in reason for reason in report.dropped), report.dropped
        return
    assert len(came) == 1
    told = {key: value for key, value in came[0].items() if value != gone[0]["payload"].get(key)}
    assert told.keys() <= {"credential", "entity_type", "exclusion_type", "entry"}, told
    assert told.get("credential", "") not in sources()[name].letters
    assert told.get("entity_type") is None
