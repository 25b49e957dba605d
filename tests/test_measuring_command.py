"""`needleproof links`: what it measures, says and keeps, and that nothing is kept where a set cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from directory.cli import app

LEFT = """left_id,last,first,middle,credential,city,state,zip5
L1,Marrowdale,Robert,A,PT,Yakima,WA,98901
L2,Okonjo,Philippa,,DC,Denver,CO,80202
L3,Ashgrove,Silas,B,PT,Pierre,SD,57501
"""
RIGHT = """right_id,last,first,middle,credential,city,state,zip5
R1,MARROWDALE,ROBERT,ALAN,PT,YAKIMA,WA,98901
R2,OKONJO,PHILIPPA,JUNE,DC,DENVER,CO,80202
R3,ASHGROVE,SILAS,BRENT,PT,PIERRE,SD,57501
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Three people; the third of the register is a namesake of the third who is asked for."""
    folder = tmp_path / "three people"
    folder.mkdir()
    (folder / "left.csv").write_text(LEFT)
    (folder / "right.csv").write_text(RIGHT)
    (folder / "truth.csv").write_text("left_id,right_id\nL1,R1\nL2,R2\n")
    (folder / "left_tags.csv").write_text("left_id,source_kind,tags\nL1,registry,\nL3,listing,nickname\n")
    (folder / "right_kinds.csv").write_text("right_id,kind\nR3,constructed_namesake\n")
    return folder


def run(data: Path, *words: str) -> Result:
    environment = {
        "NEEDLEPROOF_DATA": str(data / "data"), "NEEDLEPROOF_TODAY": "2026-11-20", "NEEDLEPROOF_DATABASE_URL": None,
        "NEEDLEPROOF_AUDIENCE": None, "COLUMNS": "80",
    }  # fmt: skip
    return CliRunner().invoke(app, ["links", *words], env=environment)


def listed(data: Path) -> list[dict[str, Any]]:
    done = run(data, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_measures_tells_each_mistake_and_keeps_the_counts(pairs: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "measure", str(pairs), "--made-of", "three people")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "1 wrong of 3 links that were made without a person: at most" in text
    assert "on purpose: 0 wrong of 2 links that were made without a person: at most 100.00%" in text
    assert "Wrong: no such person is in the register (constructed_namesake)" in text
    assert "L3: Ashgrove | Silas | B | PT | Pierre | SD | 57501" in text
    assert "R3: ASHGROVE | SILAS | BRENT" in text
    assert "because: same surname, Ashgrove" in text
    assert max(map(len, done.stdout.splitlines()[3:6])) <= 80  # the tables fit
    (kept,) = listed(tmp_path)
    assert (kept["id"], kept["as_of"], kept["set_name"], kept["made_of"]) == (
        1, "2026-11-20", "three people", "three people",
    )  # fmt: skip
    assert kept["command"] == "needleproof links measure three people"
    assert (kept["register_rows"], kept["total"]["wrong"], kept["total"]["nobody"]) == (3, 1, 1)
    assert kept["natural"]["wrong"] == 0
    assert set(kept["by_kind"]) == {"registry", "listing"}
    assert kept["by_tag"]["nickname"]["settled"] == 1
    assert kept["program"].startswith("0.")


def test_no_name_of_a_person_is_kept(pairs: Path, tmp_path: Path) -> None:
    assert run(tmp_path, "measure", str(pairs)).exit_code == 0
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            body = file.read_bytes().lower()
            assert not [name for name in (b"ashgrove", b"marrowdale", b"okonjo") if name in body], file


def test_it_prints_one_object_and_lists_the_newest_first(pairs: Path, tmp_path: Path) -> None:
    assert "Nothing was measured yet" in run(tmp_path).stdout
    assert not (tmp_path / "data" / "needleproof.db").exists()
    done = run(tmp_path, "measure", str(pairs), "--json")
    assert json.loads(done.stdout)["total"]["settled"] == 3
    assert run(tmp_path, "measure", str(pairs), "--name", "again").exit_code == 0
    assert [one["set_name"] for one in listed(tmp_path)] == ["again", "three people"]
    table = run(tmp_path).stdout
    assert table.index("again") < table.index("three people")
    assert '--name "again"' in " ".join(table.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("truth.csv", None, "truth.csv: there is no such file"),
        ("truth.csv", "left_id,right_id\nL8,R1\n", "truth.csv, row 2, column left_id: left.csv has no 'L8'"),
        ("truth.csv", "left_id,right_id\nL1,R1\nL1,R2\n", "truth.csv, row 3, column left_id: 'L1' stands in row 2"),
        ("right.csv", RIGHT + "R1,A,B,,,,,\n", "right.csv, row 5, column right_id: the id 'R1' stood"),
        ("left.csv", "left_id,last\n", "left.csv: nobody stands below the header"),
    ],
)
def test_a_set_that_cannot_be_used_leaves_nothing(
    file: str, text: str | None, words: str, pairs: Path, tmp_path: Path
) -> None:
    (pairs / file).unlink()
    if text is not None:
        (pairs / file).write_text(text)
    done = run(tmp_path, "measure", str(pairs))
    assert done.exit_code == 2
    told = " ".join(done.stderr.split())
    assert words in told
    assert told.endswith("nothing was measured")
    assert listed(tmp_path) == []


@pytest.mark.parametrize("words", [(), ("{set}", "--invented"), ("--invented", "--name", "mine")])
def test_one_set_at_a_time(words: tuple[str, ...], pairs: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "measure", *(word.format(set=pairs) for word in words))
    assert done.exit_code == 2
    assert "--invented" in done.stderr
