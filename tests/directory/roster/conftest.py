"""A way to check a roster of the sample world's people."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from directory.roster.checking import Checked, check_roster
from tests.directory.conftest import Store

FILES = Path(__file__).parent / "files"
Rows = list[dict[str, str]]
Roster = Callable[..., tuple[Checked, Rows]]


def rows_of(file: Path, delimiter: str = ",") -> Rows:
    with file.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


@pytest.fixture
def roster(today: Store, tmp_path: Path) -> Roster:
    """Checks a text or bytes as a file, and gives back what came of it and the rows that were written."""

    def check(text: str | bytes, **more: Any) -> tuple[Checked, Rows]:
        file, out = tmp_path / "people.csv", tmp_path / "checked.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        with today.reader() as session:
            done = check_roster(session, file, out, lambda *_: None, **{"today": today.day, **more})
        return done, rows_of(out, done.delimiter)

    return check
