"""A way to check a roster of the sample world's people."""

import csv
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from directory.roster.at_once import Checked, Wanted, check_roster
from directory.store import rosters
from tests.directory.conftest import Store, noon

FILES = Path(__file__).parent / "files"
Rows = list[dict[str, str]]
Roster = Callable[..., tuple[Checked, Rows]]


def rows_of(file: Path, delimiter: str = ",", encoding: str = "utf-8-sig") -> Rows:
    with file.open(encoding=encoding, newline="", errors="surrogateescape") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


@pytest.fixture
def roster(today: Store, tmp_path: Path) -> Iterator[Roster]:
    """Checks a text or bytes as a file, and gives back what came of it and the rows that were written. Each time under
    a name of its own, where none is given; all of them are forgotten in the end.
    """
    numbers, names = count(1), set[str]()

    def check(text: str | bytes, **more: Any) -> tuple[Checked, Rows]:
        file, out = tmp_path / "people.csv", tmp_path / "checked.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        day = more.pop("today", today.day)
        wanted = Wanted(**{"by": "Casey", "name": f"test {next(numbers)}", **more})
        names.add(str(wanted.name))
        engine = today.place.engine
        done = check_roster(engine, file, out, lambda *_: None, wanted, today=day, now=noon(day))
        return done, rows_of(out, done.delimiter)

    yield check
    with Session(today.place.engine) as session:
        for name in names:
            rosters.forget_all(session, name)
        session.commit()
