"""What changed since the last export, applied to it, is the very bytes of the new one."""

import csv
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from directory.exporting import files
from directory.exporting.changes import Change, apply, compared, difference, merged
from directory.exporting.keyed import long_cells
from directory.exporting.manifest import MANIFEST, ExportError, read
from directory.exporting.order import Kind
from directory.vocabulary import Audience
from tests.directory.conftest import TODAY, WEEK_AGO, Store
from tests.directory.exporting.conftest import Exported, made

LATER = TODAY + timedelta(days=400)


def same(one: Path, other: Path) -> bool:
    names = {path.name for path in one.iterdir()}
    return names == {path.name for path in other.iterdir()} and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("audience", Audience)
def test_the_two_days_of_the_sample_world(
    week_ago: Store, exported: Exported, tmp_path: Path, kind: Kind, audience: Audience
) -> None:
    old, (new, _) = tmp_path / "old", exported(kind, audience)
    made(week_ago, old, kind, audience, WEEK_AGO)
    found = difference(old, new, tmp_path / "changes")
    counted = {one.table: (one.added, one.changed, one.removed) for one in found.tables}
    assert sum(map(sum, counted.values())) > 0
    apply(old, tmp_path / "changes", tmp_path / "made")
    assert same(new, tmp_path / "made")


@pytest.mark.parametrize("kind", Kind)
def test_another_day_and_back(exported: Exported, tmp_path: Path, kind: Kind) -> None:
    (today, _), (later, _) = exported(kind), exported(kind, day=LATER)
    for old, new in ((today, later), (later, today), (today, today)):
        difference(old, new, tmp_path / "changes")
        apply(old, tmp_path / "changes", tmp_path / "made")
        assert same(new, tmp_path / "made")


def test_nothing_changed_is_no_row(exported: Exported, tmp_path: Path) -> None:
    folder, _ = exported(Kind.JSON)
    found = difference(folder, folder, tmp_path / "changes")
    assert {(one.added, one.changed, one.removed, one.file.bytes) for one in found.tables} == {(0, 0, 0, 0)}


def test_changes_of_another_export_are_refused(exported: Exported, tmp_path: Path) -> None:
    (today, _), (later, _) = exported(Kind.JSON), exported(Kind.JSON, day=LATER)
    difference(today, later, tmp_path / "changes")
    with pytest.raises(ExportError, match="applies to another export"):
        apply(later, tmp_path / "changes", tmp_path / "made")
    with pytest.raises(ExportError, match="differ in kind"):
        difference(today, exported(Kind.CSV)[0], tmp_path / "other")
    with pytest.raises(ExportError, match="differ in audience"):
        difference(today, exported(Kind.JSON, Audience.COORDINATOR)[0], tmp_path / "other")
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", ["old/places.ndjson", "changes/checks.changes.ndjson", "changes/README.md",
                                  "changes/manifest.json", "old/manifest.json"])  # fmt: skip
def test_a_byte_that_was_changed_is_found(exported: Exported, tmp_path: Path, name: str) -> None:
    shutil.copytree(exported(Kind.JSON)[0], tmp_path / "old")
    difference(tmp_path / "old", exported(Kind.JSON, day=LATER)[0], tmp_path / "changes")
    body = bytearray((tmp_path / name).read_bytes())
    body[len(body) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(body))
    with pytest.raises(ExportError):
        apply(tmp_path / "old", tmp_path / "changes", tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"format": "needleproof-export"}', "not json"])
def test_what_is_no_export_is_said(exported: Exported, tmp_path: Path, content: str | None) -> None:
    (tmp_path / "x").mkdir()
    if content is not None:
        (tmp_path / "x" / MANIFEST).write_text(content)
    with pytest.raises(ExportError):
        difference(tmp_path / "x", exported(Kind.JSON)[0], tmp_path / "changes")
    with pytest.raises(ExportError):
        apply(exported(Kind.JSON)[0], tmp_path / "x", tmp_path / "made")


def test_a_path_in_the_changes_leads_nowhere(exported: Exported, tmp_path: Path) -> None:
    difference(exported(Kind.JSON)[0], exported(Kind.JSON, day=LATER)[0], tmp_path / "changes")
    told = msgspec.json.decode((tmp_path / "changes" / MANIFEST).read_bytes())
    told["copied"] = ["../../etc/passwd"]
    (tmp_path / "changes" / MANIFEST).write_bytes(msgspec.json.encode(told))
    with pytest.raises(ExportError, match="not as it was written"):
        apply(exported(Kind.JSON)[0], tmp_path / "changes", tmp_path / "made")


def test_a_manifest_is_read_back(exported: Exported) -> None:
    folder, manifest = exported(Kind.PARQUET)
    assert read(folder) == manifest


TABLES = st.dictionaries(st.text("abc/", min_size=1, max_size=4), st.integers(0, 2), max_size=12)


@given(TABLES, TABLES)
def test_any_two_tables(old: dict[str, int], new: dict[str, int]) -> None:
    def rows(table: dict[str, int]) -> Iterator[tuple[str, int]]:
        return iter(sorted(table.items()))

    changes = list(compared(rows(old), rows(new)))
    assert [change.key for change in changes] == sorted({change.key for change in changes})
    assert {change.key for change in changes} == {key for key in old | new if old.get(key) != new.get(key)}
    assert list(merged(rows(old), iter(changes))) == [value for _, value in rows(new)]


@pytest.mark.parametrize(
    "changes",
    [
        [Change("added", "b", 1)], [Change("changed", "a", 1)], [Change("removed", "c", None)],
        [Change("removed", "z", None)],
    ],
)  # fmt: skip
def test_changes_that_do_not_fit_are_refused(changes: list[Change]) -> None:
    with pytest.raises(ExportError):
        list(merged(iter([("b", 0), ("d", 0)]), iter(changes)))


def test_row_groups_do_not_depend_on_how_rows_came(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: Store
) -> None:
    monkeypatch.setattr(files, "IN_GROUP", 37)
    made(today, tmp_path / "old", Kind.PARQUET, Audience.PATIENT, TODAY)
    made(today, tmp_path / "new", Kind.PARQUET, Audience.PATIENT, LATER)
    difference(tmp_path / "old", tmp_path / "new", tmp_path / "changes")
    apply(tmp_path / "old", tmp_path / "changes", tmp_path / "made")
    assert same(tmp_path / "new", tmp_path / "made")
    assert parquet.ParquetFile(tmp_path / "made" / "checks.parquet").num_row_groups > 10


def test_the_limit_of_cells_is_the_process_s_own_again() -> None:
    before = csv.field_size_limit()
    with long_cells():
        assert csv.field_size_limit() > before
    assert csv.field_size_limit() == before
