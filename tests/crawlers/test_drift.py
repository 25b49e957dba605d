"""Every source, its form drifting: columns, dates, words, letters, size and age; nothing is read wrong in silence."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.changed import SourceChangedError
from crawlers.reading import Flaw, Kept
from crawlers.registry import sources
from crawlers.runner import load
from directory.normalize.identifiers import npi_check_digit
from directory.refresh import rebuild
from tests.conftest import NOW
from tests.crawlers.drifts import HARMLESS, ONE_ROW, TODAY, WORD, Drift, drifts, file_of, other_dates, why, with_value
from tests.crawlers.source_tables import FIXTURES, NAMES, Rows, facts_of, table_of
from tests.databases import Databases, Once


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


DATES = ("issued_on", "expires", "disciplined_on", "excluded_on", "waiver_on", "completed_on",
         "enumerated_on", "updated_on", "deactivated_on", "reactivated_on")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
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


CASES = [(name, drift) for name in NAMES for drift in drifts(name) if not why(ONE_ROW, name, drift.kind)]


@pytest.mark.parametrize(("name", "drift"), CASES, ids=[f"{n}: {d.kind}, {d.what}" for n, d in CASES])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_drift_is_noticed_or_harmless(
    name: str,
    drift: Drift,
    good: Mapping[str, Path],
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    file = tmp_path / file_of(name)
    file.write_bytes(drift.body)
    with opened(good[name], tmp_path / "store") as place:
        before = readable_state(place.engine)
        report = load(name, [file], place)
        after = readable_state(place.engine)
    old, new = (json.loads(state)["records"] for state in (before, after))
    if why(HARMLESS, name, drift.kind):
        assert report.healthy, report.breaches
        assert new == old
    else:
        assert report.outcome == "breached", drift.kind
        assert not any("our reader failed" in breach for breach in report.breaches), report.breaches
        assert after == before


# --- size ------------------------------------------------------------------------------------------------------------


KEYS = {"NPI": "npi", "number": "npi", "Certificate No.": "certificate_number"}


@cache
def people(name: str, number: int) -> Rows:
    """So many different rows like those of the fixture that we keep."""
    facts, rows = facts_of(name), table_of(name).rows
    kept = [r.record for r in sources()[name].read_file(FIXTURES / name / file_of(name)) if isinstance(r, Kept)]
    if facts.key != "ADDRESS":
        known = {
            getattr(record, "number", None)
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
    if found := re.fullmatch(r"(.*?)(\d{1,6})", key):
        return f"{found[1]}{at + 1:0{len(found[2])}}"
    return f"{at} QUILLFEATHER AVE"


def written(name: str, rows: Rows, folder: Path) -> Path:
    table = table_of(name)
    file = folder / file_of(name)
    file.write_bytes(table.write(table.columns, rows))
    return file


@pytest.fixture(scope="module")
def many(databases: Databases, once: Once, opened: Callable[..., Any], tmp_path_factory: Any) -> Mapping[str, Path]:
    """For every source, a store with 60 records."""

    def fill(folder: Path) -> None:
        for name in NAMES:
            with opened(None, folder / name, keep=True) as place:
                report = load(name, [written(name, people(name, 60), tmp_path_factory.mktemp(name))], place)
                assert (report.breaches, report.kept) == ([], 60)

    folder = once(f"many-{databases.name}", fill)
    return {name: folder / name for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_source_that_grows_or_shrinks_is_quarantined(
    name: str,
    many: Mapping[str, Path],
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    with opened(many[name], tmp_path / "store") as place:
        before, shown = readable_state(place.engine), rebuild(place.engine, as_of=TODAY, now=NOW).digest
        for rows, code in ((180, "growth"), (24, "drop"), (53, "drop")):
            report = load(name, [written(name, people(name, rows), tmp_path)], place)
            assert [b for b in report.breaches if b.startswith(f"{code}: ")], (rows, report.breaches)
            assert readable_state(place.engine) == before, rows
        assert rebuild(place.engine, as_of=TODAY, now=NOW).digest == shown
        believed = load(name, [written(name, people(name, 57), tmp_path)], place)
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
    many: Mapping[str, Path],
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    rows = people(name, 60)
    with opened(many[name], tmp_path / "store") as place:
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
