"""The reading half of rosters with 60 planted faults in 12 styles: each fault that can be seen there is named, and no
other row is suspected.
"""

from collections import Counter
from pathlib import Path

import pytest

from directory.roster.file import Roster, open_roster
from tests.directory.conftest import Worlds
from tests.directory.roster.faulty import FAULTS, KINDS, ROWS, STYLES, Faulty, faulty


def opened(made: Faulty, folder: Path) -> Roster:
    file = folder / made.file
    file.write_bytes(made.body)
    return open_roster(file)


def test_there_are_twelve_styles_and_all_kinds_are_planted(worlds: Worlds) -> None:
    assert len(STYLES) == 12
    planted = Counter[str]()
    for style in STYLES:
        made = faulty(style, worlds[2].people)
        assert len(made.planted) == len({one.row for one in made.planted}) == FAULTS
        planted.update(one.kind for one in made.planted)
        assert len(set(made.odd.values())) >= 12
    assert planted.keys() == {kind.expected.kind for kind in KINDS} | {"a line of totals"}


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_each_fault_is_named_and_nothing_else_is(style: str, worlds: Worlds, tmp_path: Path) -> None:
    made = faulty(style, worlds[2].people)
    roster = opened(made, tmp_path)
    assert roster.lines == ROWS
    planted = {one.row: one for one in made.planted}
    for row in roster.rows():
        given = roster.given(row)
        expected = planted.pop(row.number, None)
        if expected is None or expected.seen is None:
            assert given.unusable is None, (row.number, made.odd.get(row.number))
            if expected is None:
                assert given.faults == (), (row.number, made.odd.get(row.number), given.faults)
                assert given.npi, made.odd.get(row.number)
            continue
        told = given.faults if expected.seen == "faults" else (given.unusable or "",)
        assert any(expected.words in sentence for sentence in told), (expected, given)
        assert all(sentence.startswith(f"row {row.number}") for sentence in told)
    assert not planted


@pytest.mark.parametrize("style", STYLES)
def test_no_secret_leaves_the_reading(style: str, worlds: Worlds, tmp_path: Path) -> None:
    made = faulty(style, worlds[2].people)
    raw = made.body if not made.file.endswith("xlsx") else b""
    roster = opened(made, tmp_path)
    told = "\n".join(f"{row!r}{roster.given(row)!r}" for row in roster.rows()) + repr(roster.told)
    for secret in made.secrets:
        assert secret not in told
        if raw and len(made.secrets) > 1:
            assert secret.encode(STYLES[style].encoding.replace("utf-16", "utf-16-le")) in raw
