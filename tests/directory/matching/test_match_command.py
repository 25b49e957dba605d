"""`needleproof match`: bad input is told with file, row and column; nothing is half written."""

import csv
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from directory.cli import app

LEFT = 'left_id,display_name,city,state\nL1,"Ottoline Fairweather, PT, DPT",Spokane,WA\n'
RIGHT = (
    "right_id,last,first,credential,specialty,city,state\n"
    "R1,FAIRWEATHER,OTTOLINE,PT,PHYSICAL THERAPIST IN PRIVATE PRACTICE,SPOKANE,WA\n"
    "R2,FAIRWEATHER,PEREGRINE,DC,CHIROPRACTIC,SPOKANE,WA\n"
)


def run(folder: Path, *, left: bytes | str = LEFT, right: bytes | str = RIGHT, out: str = "pairs.csv") -> Result:
    for name, content in (("left.csv", left), ("right.csv", right)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return command(folder / "left.csv", folder / "right.csv", folder / out)


def command(left: Path, right: Path, out: Path) -> Result:
    environment = {"NEEDLEPROOF_VERBOSE": None}  # which the command sets
    return CliRunner().invoke(app, ["match", str(left), str(right), "--out", str(out)], env=environment)


def pairs(folder: Path) -> list[dict[str, str]]:
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_pairs_say_who_is_who_and_why(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 0, done.output
    assert "1 people against 2" in done.output
    (pair,) = pairs(tmp_path)
    assert list(pair) == ["left_id", "right_id", "probability", "tier", "reasons"]
    assert (pair["left_id"], pair["right_id"], pair["tier"]) == ("L1", "R1", "settled")
    assert float(pair["probability"]) >= 0.5
    assert "same surname, Fairweather" in pair["reasons"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["left.csv", "pairs.csv", "right.csv"]


BAD = [
    ("empty file", b"", "left.csv is empty: a header line"),
    ("no id column", "name,last\nL1,Roe\n", "left.csv, row 1: there is no column of ids"),
    ("no header", "L1,Jane Roe,Spokane,WA\n", "left.csv, row 1: there is no column of ids"),
    ("no name column", "left_id,city\nL1,Spokane\n", "left.csv, row 1: there is no column of names"),
    ("first name alone", "left_id,first\nL1,Jane\n", "left.csv, row 1: there is no column of names"),
    ("a column twice", "id,last,last\nL1,Roe,Doe\n", "left.csv, row 1: the column 'last' stands there twice"),
    ("id twice", "id,last\nL1,Roe\nL1,Doe\n", "left.csv, row 3, column id: the id 'L1' stood in a row before"),
    ("no id", "id,last\nL1,Roe\n ,Doe\n", "left.csv, row 3, column id: there is no id"),
    ("too few cells", "id,last,city\nL1,Roe\n", "left.csv, row 2: 2 cells where the header has 3 columns"),
    ("too many cells", "id,last\nL1,Roe,PT\n", "left.csv, row 2: 3 cells where the header has 2 columns"),
    ("10 kB name", f"id,last\nL1,{'x' * 10_000}\n", "left.csv, row 2, column last: 10,000 characters"),
    ("endless cell", f"id,last\nL1,{'x' * 200_000}\n", "left.csv, row 2: the quotes or the length of a cell"),
    ("Latin-1", "id,last\nL1,Roe\nL2,Pe\xf1a\n".encode("latin-1"), "left.csv, row 3, column last: the text is not"),
    ("Latin-1 header", "id,last,a\xf1o\nL1,Roe,1\n".encode("latin-1"), "left.csv, row 1, column number 3: the"),
    ("UTF-16", "id,last\nL1,Roe\n".encode("utf-16"), "left.csv, row 1: the text is UTF-16"),
    ("NUL", b"id,last\nL1,R\0oe\n", "left.csv, row 2, column last: a NUL character"),
    ("open quote", 'id,last\nL1,"Roe\nL2,Doe\n', "left.csv, row 2: the quotes or the length of a cell"),
    ("text behind a quote", 'id,last\nL1,"Roe" or Doe\n', "left.csv, row 2: the quotes or the length of a cell"),
    ("tabs", "id\tlast\nL1\tRoe\n", "left.csv, row 1: there is no column of ids"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_told_with_file_row_and_column(tmp_path: Path, content: bytes | str, message: str) -> None:
    (tmp_path / "pairs.csv").write_text("as before")
    done = run(tmp_path, left=content)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output
    assert (tmp_path / "pairs.csv").read_text() == "as before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["left.csv", "pairs.csv", "right.csv"]


def test_the_right_file_is_read_as_strictly(tmp_path: Path) -> None:
    done = run(tmp_path, right=RIGHT + "R1,ROE,JANE,,,SPOKANE,WA\n")
    assert done.exit_code == 2
    assert "right.csv, row 4, column right_id: the id 'R1' stood in a row before" in done.output
    assert not (tmp_path / "pairs.csv").exists()


@pytest.mark.parametrize("missing", ["left.csv", "right.csv"])
def test_a_file_that_is_not_there(tmp_path: Path, missing: str) -> None:
    (tmp_path / "left.csv").write_text(LEFT)
    (tmp_path / "right.csv").write_text(RIGHT)
    (tmp_path / missing).unlink()
    done = command(tmp_path / "left.csv", tmp_path / "right.csv", tmp_path / "pairs.csv")
    assert done.exit_code == 2
    assert f"{missing}: there is no such file" in done.output


@pytest.mark.parametrize(
    ("out", "message"),
    [("right.csv", "is one of the files that are read"), ("nowhere/pairs.csv", "cannot be written")],
)
def test_where_pairs_cannot_go(tmp_path: Path, out: str, message: str) -> None:
    done = run(tmp_path, out=out)
    assert done.exit_code == 2
    assert message in done.output
    assert (tmp_path / "right.csv").read_text() == RIGHT


def test_what_was_not_used_is_told(tmp_path: Path) -> None:
    left = "id,full_name,shoe size\nL1,Jane Roe,9\nL2,Jane and John Doe,8\nL3,,7\n"
    done = run(tmp_path, left=left)
    assert done.exit_code == 0
    assert "left.csv: columns not used: shoe size" in done.output
    assert "left.csv: 2 rows without the name of one person" in done.output
