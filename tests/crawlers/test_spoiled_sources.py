"""Every source, spoiled in every way we know of: the run is unhealthy, says where, and readers keep what they had."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.runner import Workplace, load
from tests.crawlers.source_tables import FIXTURES, NAMES, table_of
from tests.crawlers.spoils import HARMLESS, LOGIN, spoils

CASES = [(name, what) for name in NAMES for what, _, _ in spoils(name)]


@pytest.fixture(scope="module")
def bodies() -> Mapping[tuple[str, str], tuple[bytes, str]]:
    return {(name, what): (body, named) for name in NAMES for what, body, named in spoils(name)}


@pytest.mark.parametrize("name", NAMES)
def test_the_fixture_written_anew_is_healthy_and_changes_nothing(
    name: str, good: Mapping[str, Path], opened: Callable[..., Any], tmp_path: Path
) -> None:
    table = table_of(name)
    file = tmp_path / next((FIXTURES / name).glob("response.*")).name
    file.write_bytes(table.write(table.columns, table.rows))
    with opened(good[name], tmp_path / "store") as place:
        report = load(name, [file], place)
    assert report.healthy, report.breaches
    assert (report.new, report.changed, report.gone) == (0, 0, 0)


# One of each kind runs on PostgreSQL too, in test_old_and_published: what is wrong with a file is found before the
# store hears of it, and how a breached run ends does not depend on which column of which source was renamed.
@pytest.mark.parametrize(("name", "what"), CASES, ids=[f"{n}: {w}" for n, w in CASES])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_spoiled_file_hurts_nobody(
    name: str,
    what: str,
    good: Mapping[str, Path],
    bodies: Mapping[tuple[str, str], tuple[bytes, str]],
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    body, named = bodies[name, what]
    file = tmp_path / next((FIXTURES / name).glob("response.*")).name
    file.write_bytes(body)
    with opened(good[name], tmp_path / "store") as place:
        before = readable_state(place.engine)
        report = load(name, [file], place)
        after = readable_state(place.engine)
    if (name, what) in HARMLESS:
        assert report.healthy, report.breaches
        assert json.loads(after)["records"] == json.loads(before)["records"], HARMLESS[name, what]
        return
    assert not report.healthy
    assert report.outcome == "breached"
    assert any(named in breach for breach in report.breaches), report.breaches
    whole_file = ("count", "drop", "growth", "fill", "turnover", "shift", "empty", "repeat")
    assert all(file.name in breach or breach.partition(":")[0] in (*whole_file, "key") for breach in report.breaches), (
        report.breaches
    )
    assert not any("our reader failed" in breach for breach in report.breaches), report.breaches
    assert after == before


# --- the zip of the NPI registry -------------------------------------------------------------------------------------

MEMBER = "npidata_pfile_20050523-20261108.csv"


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for member, body in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2026, 11, 9, 0, 0, 0)), body, method)
    return out.getvalue()


def nppes_csv() -> bytes:
    return (FIXTURES / "nppes_bulk" / "response.csv").read_bytes()


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


@pytest.mark.parametrize(("body", "named"), [s[1:] for s in zip_spoils()], ids=[s[0] for s in zip_spoils()])
def test_spoiled_zip_hurts_nobody(
    body: bytes,
    named: str,
    good: Mapping[str, Path],
    opened: Callable[..., Any],
    readable_state: Callable[[Engine], str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "NPPES_Data_Dissemination_November_2026_V2.zip"
    file.write_bytes(body)
    with opened(good["nppes_bulk"], tmp_path / "store") as place:
        before = readable_state(place.engine)
        report = load("nppes_bulk", [file], place)
        assert readable_state(place.engine) == before
    assert report.outcome == "breached"
    assert any(breach.startswith(f"error: {file.name}") and named in breach for breach in report.breaches)


@pytest.mark.parametrize("folder", ["", "NPPES_V2/", "../../"])
def test_good_zip_reads_like_its_csv_and_writes_nothing_beside(
    folder: str, good: Mapping[str, Path], opened: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "NPPES_Data_Dissemination_November_2026_V2.zip"
    file.write_bytes(zipped({folder + MEMBER: nppes_csv()}))
    with opened(good["nppes_bulk"], tmp_path / "store") as place:
        report = load("nppes_bulk", [file], place)
    assert report.healthy, report.breaches
    assert (report.kept, report.new, report.changed, report.gone) == (8, 0, 0, 0)
    assert {p.name for p in tmp_path.iterdir()} == {file.name, "store"}


# --- several files, and the way back ---------------------------------------------------------------------------------


def test_one_bad_file_of_two_spoils_the_run(
    good: Mapping[str, Path], opened: Callable[..., Any], readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    whole = shutil.copy(FIXTURES / "wa_doh" / "response.json", tmp_path / "first.json")
    (tmp_path / "second.json").write_bytes(LOGIN)
    with opened(good["wa_doh"], tmp_path / "store") as place:
        before = readable_state(place.engine)
        report = load("wa_doh", [Path(whole), tmp_path / "second.json"], place)
        assert readable_state(place.engine) == before
    assert [b for b in report.breaches if "second.json" in b]
    assert not [b for b in report.breaches if "first.json" in b]


def test_missing_file_is_an_unhealthy_run(place: Workplace, tmp_path: Path) -> None:
    report = load("wa_doh", [tmp_path / "not_there.json"], place)
    assert report.outcome == "breached"
    assert "not_there.json" in report.breaches[0]


def test_after_a_spoiled_file_the_good_one_is_healthy_again(
    good: Mapping[str, Path], opened: Callable[..., Any], readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    bad = tmp_path / "response.json"
    bad.write_bytes(LOGIN)
    fixture = FIXTURES / "wa_doh" / "response.json"
    with ExitStack() as stack:
        place = stack.enter_context(opened(good["wa_doh"], tmp_path / "store"))
        before = json.loads(readable_state(place.engine))["records"]
        assert not load("wa_doh", [bad], place).healthy
        again = load("wa_doh", [fixture], place)
        assert again.healthy
        assert (again.new, again.changed, again.gone) == (0, 0, 0)
        assert json.loads(readable_state(place.engine))["records"] == before
