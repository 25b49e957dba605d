"""Closing days: each once, when it is over; the file is only added to, and a crash in the middle hurts nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.runner import Workplace
from directory.chain import ChainError, ChainFiles, inclusion, proved
from directory.chain.lines import HEADER, Line, header_hash, read_chain
from directory.store.evidence import EvidenceStore
from tests.databases import Postgresql, Sqlite
from tests.directory.chain.conftest import PAGE, THIRD, Chained, two_days

MIDNIGHT = THIRD.replace(hour=0)


def test_nothing_is_closed_twice_and_the_file_is_only_added_to(chained: Chained) -> None:
    before = chained.files.file.read_bytes()
    assert chained.close() == []
    chained.change("UPDATE link_decision SET undone_at = '2026-11-20 08:00:00+00:00'")  # a day that is not over
    assert chained.close(THIRD) == []
    assert chained.files.file.read_bytes() == before
    chained.close(THIRD + timedelta(days=1))
    after = chained.files.file.read_bytes()
    assert after.startswith(before)
    assert [str(line.day) for line in read_chain(after).lines] == ["2026-11-18", "2026-11-19", "2026-11-20"]


@pytest.mark.parametrize(("minutes", "days"), [(59, 1), (61, 2)])
def test_a_day_is_over_an_hour_after_midnight(chained: Chained, minutes: int, days: int) -> None:
    chained.change("DELETE FROM meta WHERE name = 'chain_line'")
    chained.files.forget()
    assert len(chained.close(MIDNIGHT + timedelta(minutes=minutes))) == days


def test_the_chain_of_lines_begins_with_the_line_for_people(chained: Chained) -> None:
    header, first, second = chained.files.file.read_text(encoding="ascii").splitlines()
    assert header == HEADER
    one, two = Line.read(first), Line.read(second)
    assert (one.previous, two.previous) == (header_hash(), one.line)
    assert one.true
    assert two.true


def test_every_cut_through_the_file_is_gone_on_with(chained: Chained) -> None:
    """What has no line end was never complete; a day that is closed again has the same leaves, and so the same line."""
    whole = chained.files.file.read_bytes()
    first = whole.index(b"\n") + 1
    for end in (0, 1, first - 1, first, first + 1, first + 100, len(whole) - 1):
        chained.files.file.write_bytes(whole[:end])
        _forget_the_last_line(chained)
        chained.close()
        assert chained.files.file.read_bytes() == whole
        assert chained.told() == []


def test_what_a_crash_left_of_a_line_is_told_and_nothing_rests_on_it(chained: Chained) -> None:
    with chained.files.file.open("ab") as file:
        file.write(b"2026-11-20 leaves=3 ro")
    found = chained.audit()
    assert found.ok
    assert "ends in 22 bytes without a line end" in found.notes[0]


def test_a_crash_before_the_line_leaves_its_leaves_which_are_not_written_over(chained: Chained) -> None:
    whole = chained.files.file.read_bytes()
    chained.files.file.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    _forget_the_last_line(chained)
    assert chained.close() == [date(2026, 11, 19)]
    assert chained.files.file.read_bytes() == whole
    chained.files.file.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    _forget_the_last_line(chained)
    chained.change("UPDATE receipt SET withdrawn_why = 'x'")
    with pytest.raises(ChainError, match="holds other leaves of 2026-11-19"):
        chained.close()


def test_a_lost_end_of_the_file_is_not_gone_on_from(chained: Chained) -> None:
    whole = chained.files.file.read_bytes()
    chained.files.file.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    with pytest.raises(ChainError, match="has lost the line of 2026-11-19"):
        chained.close()


def test_both_databases_make_the_same_chain(sqlite: Sqlite, pg: Postgresql, tmp_path: Path) -> None:
    made = []
    for databases in (sqlite, pg):
        folder = tmp_path / databases.name
        folder.mkdir()
        with databases.quick(folder, None, keep=False) as engine:
            two_days(Workplace(engine, EvidenceStore(folder / "evidence"), lambda: THIRD), folder)
        made.append(ChainFiles.at(folder).file.read_bytes())
    assert made[0] == made[1]


def test_a_body_is_proved_to_have_been_read_on_a_day(chained: Chained) -> None:
    sha256 = next(iter(chained.files.read_day(date(2026, 11, 18)))).partition('"sha256":"')[2][:64]
    told = inclusion(chained.folder, sha256)
    assert told is not None
    assert set(told) == {"day", "root", "leaf", "index", "leaves", "path", "item", "line"}
    assert (told["day"], proved(told)) == ("2026-11-18", True)
    assert told["line"] in chained.files.file.read_text()
    for field, other in (
        ("day", "2026-11-19"), ("root", "0" * 64), ("leaf", "0" * 64), ("index", told["index"] + 1),
        ("leaves", told["leaves"] - 1), ("path", told["path"][:-1]), ("item", told["item"] + " "),
        ("line", told["line"].replace("leaves=", "leaves=1")), ("path", None),
    ):  # fmt: skip
        assert not proved(told | {field: other}), field


def test_what_the_chain_does_not_bear_out_is_no_proof(chained: Chained) -> None:
    sha256 = next(iter(chained.files.read_day(date(2026, 11, 18)))).partition('"sha256":"')[2][:64]
    assert inclusion(chained.folder, "0" * 64) is None
    assert inclusion(chained.folder, chained.evidence.put(PAGE).sha256) is None  # that of a receipt, no response
    assert inclusion(chained.folder, sha256, since=date(2026, 11, 20)) is None
    file = chained.files.day_file(date(2026, 11, 18))
    file.write_text(file.read_text().replace("father and son", "father and sun"))
    assert inclusion(chained.folder, sha256) is None
    chained.files.file.unlink()
    assert inclusion(chained.folder, sha256) is None


def _forget_the_last_line(chained: Chained) -> None:
    """As when the crash came before the database knew of it."""
    first = read_chain(chained.files.file.read_bytes()).lines[:1]
    if first:
        chained.change(f"UPDATE meta SET value = '{first[0].day} {first[0].line}' WHERE name = 'chain_line'")
    else:
        chained.change("DELETE FROM meta WHERE name = 'chain_line'")
