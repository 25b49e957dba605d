"""Every source, spoiled in every way we know of: the run is unhealthy, says where, and readers keep what they had."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.runner import Workplace, load
from directory.refresh import rebuild
from tests.conftest import NOW
from tests.crawlers.drifts import TODAY, file_of
from tests.crawlers.source_tables import FIXTURES, NAMES, ONE_OF_EACH_PLATFORM, table_of
from tests.crawlers.spoils import HARMLESS, LOGIN, spoils

# Breaches that are about the whole file name no place in it.
WHOLE_FILE = ("count:", "drop:", "growth:", "fill:", "turnover:", "shift:", "empty:", "repeat:", "key:")


def fixture(name: str) -> Path:
    return FIXTURES / name / file_of(name)


@pytest.mark.parametrize(
    ("databases", "name"),
    [*(("sqlite", name) for name in NAMES), *(("postgresql", name) for name in ONE_OF_EACH_PLATFORM)],
    indirect=["databases"],
)
def test_the_fixture_written_anew_is_healthy_and_changes_nothing(
    name: str, opened: Callable[..., Any], tmp_path: Path
) -> None:
    table, file = table_of(name), tmp_path / file_of(name)
    with opened(None, tmp_path / "store") as place:
        assert load(name, [fixture(name)], place).healthy
        file.write_bytes(table.write(table.columns, table.rows))
        report = load(name, [file], place)
    assert report.healthy, report.breaches
    assert (report.new, report.changed, report.gone) == (0, 0, 0)


# One of each kind runs on PostgreSQL too, in test_old_and_published: what is wrong with a file is found before the
# store hears of it, and how a breached run ends does not depend on which column of which source was renamed.
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_spoiled_files_hurt_nobody(
    name: str,
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    subtests: pytest.Subtests,
    tmp_path: Path,
) -> None:
    file = tmp_path / file_of(name)
    with opened(None, tmp_path / "store") as place:
        assert load(name, [fixture(name)], place).healthy
        after, shown = readable_state(place.engine), rebuild(place.engine, as_of=TODAY, now=NOW).digest
        spoiled = 0
        for what, body, named in spoils(name):
            file.write_bytes(body)
            report = load(name, [file], place)
            before, after = after, readable_state(place.engine)
            with subtests.test(what):
                if (name, what) in HARMLESS:
                    assert report.healthy, report.breaches
                    assert json.loads(after)["records"] == json.loads(before)["records"], HARMLESS[name, what]
                    continue
                spoiled += 1
                assert report.outcome == "breached"
                assert any(named in breach for breach in report.breaches), report.breaches
                assert all(file.name in b or b.startswith(WHOLE_FILE) for b in report.breaches), report.breaches
                assert not any("our reader failed" in breach for breach in report.breaches), report.breaches
                assert after == before
        assert spoiled > 12
        assert rebuild(place.engine, as_of=TODAY, now=NOW).digest == shown


# --- the zip of the NPI registry -------------------------------------------------------------------------------------

MEMBER = "npidata_pfile_20050523-20261108.csv"


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for member, body in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2026, 11, 9, 0, 0, 0)), body, method)
    return out.getvalue()


def nppes_csv() -> bytes:
    return fixture("nppes_bulk").read_bytes()


def zip_spoils() -> Iterator[tuple[str, bytes, str]]:
    body = nppes_csv()
    whole = zipped({MEMBER: body, "npidata_pfile_20050523-20261108_fileheader.csv": body.split(b"\n")[0]})
    yield "truncated", whole[: len(whole) // 2], "truncated"
    yield "without its directory", whole[:-60], "truncated"
    middle = len(whole) // 4
    yield (
        "bytes flipped",
        whole[:middle] + bytes(b ^ 255 for b in whole[middle : middle + 40]) + whole[middle + 40 :],
        "damaged",
    )
    yield "two members of that name", zipped({MEMBER: body, "npidata_pfile_2.csv": body}), "2 members"
    yield "no such member", zipped({"readme.pdf": b"%PDF"}), "0 members"
    yield "member cut mid-row", zipped({MEMBER: body[:-1500]}), MEMBER
    yield "member is a login page", zipped({MEMBER: LOGIN}), "web page"
    stored = bytearray(zipped({MEMBER: body}, zipfile.ZIP_STORED))
    stored[stored.index(b"LAMPLIGHTER")] ^= 1
    yield "checksum wrong", bytes(stored), "damaged"


ZIP = "NPPES_Data_Dissemination_November_2026_V2.zip"


def test_spoiled_zips_hurt_nobody(
    place: Workplace, readable_state: Callable[[Engine], str], subtests: pytest.Subtests, tmp_path: Path
) -> None:
    file = tmp_path / ZIP
    assert load("nppes_bulk", [fixture("nppes_bulk")], place).healthy
    before = readable_state(place.engine)
    for what, body, named in zip_spoils():
        file.write_bytes(body)
        report = load("nppes_bulk", [file], place)
        with subtests.test(what):
            assert report.outcome == "breached"
            assert any(breach.startswith(f"error: {file.name}") and named in breach for breach in report.breaches)
            assert readable_state(place.engine) == before


@pytest.mark.parametrize("folder", ["", "NPPES_V2/", "../../"])
def test_good_zip_reads_like_its_csv_and_writes_nothing_beside(folder: str, place: Workplace, tmp_path: Path) -> None:
    file = tmp_path / ZIP
    file.write_bytes(zipped({folder + MEMBER: nppes_csv()}))
    assert load("nppes_bulk", [fixture("nppes_bulk")], place).healthy
    report = load("nppes_bulk", [file], place)
    assert report.healthy, report.breaches
    assert (report.kept, report.new, report.changed, report.gone) == (8, 0, 0, 0)
    assert {p.name for p in tmp_path.iterdir()} == {file.name, "store"}


# --- several files, and the way back ---------------------------------------------------------------------------------


def test_one_bad_file_of_two_spoils_the_run(
    place: Workplace, readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    whole = Path(shutil.copy(fixture("wa_doh"), tmp_path / "first.json"))
    (tmp_path / "second.json").write_bytes(LOGIN)
    assert load("wa_doh", [fixture("wa_doh")], place).healthy
    before = readable_state(place.engine)
    report = load("wa_doh", [whole, tmp_path / "second.json"], place)
    assert readable_state(place.engine) == before
    assert [b for b in report.breaches if "second.json" in b]
    assert not [b for b in report.breaches if "first.json" in b]


def test_missing_file_is_an_unhealthy_run(place: Workplace, tmp_path: Path) -> None:
    report = load("wa_doh", [tmp_path / "not_there.json"], place)
    assert report.outcome == "breached"
    assert "not_there.json" in report.breaches[0]


def test_after_a_spoiled_file_the_good_one_is_healthy_again(
    place: Workplace, readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    bad = tmp_path / "response.json"
    bad.write_bytes(LOGIN)
    assert load("wa_doh", [fixture("wa_doh")], place).healthy
    before = json.loads(readable_state(place.engine))["records"]
    assert not load("wa_doh", [bad], place).healthy
    again = load("wa_doh", [fixture("wa_doh")], place)
    assert again.healthy
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert json.loads(readable_state(place.engine))["records"] == before
