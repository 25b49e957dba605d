"""The commands: what they print and write, exit codes, and words for what went wrong."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from directory.cli import app
from directory.exporting import schema
from directory.exporting.manifest import read
from tests.directory.samples import sample_folder


@pytest.fixture(scope="module")
def data(day_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_folder(day_two, tmp_path_factory.mktemp("exported") / "data")


def run(data: Path, *args: str, today: str = "2026-11-20") -> Result:
    environment = {"NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": today, "NEEDLEPROOF_DATABASE_URL": None}
    return CliRunner().invoke(app, ["export", *args], env=environment)


@pytest.mark.parametrize("kind", ["csv", "parquet", "json", "fhir"])
def test_each_format(data: Path, tmp_path: Path, kind: str) -> None:
    done = run(data, kind, str(tmp_path / "out"), "--state", "Washington", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["kind"], told["states"], told["audience"]) == (kind, ["WA"], "patient")
    assert read(tmp_path / "out").digest == told["digest"]


def test_changes_and_putting_them_on(data: Path, tmp_path: Path) -> None:
    old, changes, new = (str(tmp_path / name) for name in ("old", "changes", "new"))
    assert run(data, "json", old, "--audience", "coordinator").exit_code == 0
    done = run(data, "diff", changes, "--since", old, today="2028-01-01")
    assert done.exit_code == 0, done.output
    assert "changed" in done.stdout
    assert run(data, "apply", old, changes, new).exit_code == 0
    assert read(tmp_path / "new").shown_on == "2028-01-01"
    assert read(tmp_path / "new").audience == "coordinator"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changes", "new", "old"]


def test_changes_never_take_the_place_of_what_they_are_of(data: Path, tmp_path: Path) -> None:
    old = str(tmp_path / "old")
    assert run(data, "json", old).exit_code == 0
    before = read(tmp_path / "old")
    done = run(data, "diff", old, "--since", f"{old}/../old")
    assert (done.exit_code, "a folder of its own" in " ".join(done.output.split())) == (2, True)
    assert read(tmp_path / "old") == before


def test_the_schema_is_printed() -> None:
    done = CliRunner().invoke(app, ["export", "schema"])
    assert done.stdout.encode() == schema.promised()


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (("csv", "{mine}"), 2, "no export of this program"),
        (("csv", "{tmp}/x", "--state", "Nowhere"), 2, "no state is called"),
        (("csv", "{tmp}/x", "--audience", "everybody"), 2, "everybody"),
        (("diff", "{tmp}/x", "--since", "{mine}"), 2, "is no export"),
        (("diff", "{tmp}/x"), 2, "--since"),
        (("apply", "{mine}", "{mine}", "{tmp}/x"), 2, "is no export"),
        (("xml", "{tmp}/x"), 2, "xml"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, tmp_path: Path, args: tuple[str, ...], code: int, word: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    done = run(data, *(arg.format(mine=tmp_path / "mine", tmp=tmp_path) for arg in args))
    assert done.exit_code == code
    assert word in " ".join(done.output.split())
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


def test_without_data_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "csv", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()
