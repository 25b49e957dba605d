"""NPPES files are read by bit maps of blocks, and never otherwise than row by row; hostile zips are refused."""

import csv
import io
import os
import signal
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.nppes_files import nppes_zip
from crawlers import nppes_process, nppes_scan
from crawlers import nppes_zip as zips
from crawlers.changed import SourceChangedError
from crawlers.nppes_members import Companion
from crawlers.nppes_scan import DoubtError, Wanted, blocks, scan
from crawlers.nppes_stream import readings
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.sample.formats.nppes_bulk import OTHERNAME_HEADER, PL_HEADER, npidata_header
from directory.normalize.identifiers import npi_is_valid
from directory.normalize.taxonomy import TAXONOMY_PREFIXES, profession_of_taxonomy
from directory.nppes import OtherNameRows, from_bulk_row, professions_of
from directory.vocabulary import NpiStatus, PlaceKind

NPIDATA = "npidata_pfile_20050523-20261108.csv"
ROWS = 3_000
TAXONOMY, LAST_NAME, LICENSE = (
    "Healthcare Provider Taxonomy Code_1",
    "Provider Last Name (Legal Name)",
    "Provider License Number_1",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("nppes") / "whole.zip"
    nppes_zip(file, ROWS)
    return file


@pytest.fixture(scope="module")
def npidata(whole: Path) -> bytes:
    with zipfile.ZipFile(whole) as archive:
        return archive.read(NPIDATA)


def exactly(body: bytes) -> Iterator[Reading]:
    """What the rows say, one by one."""
    rows = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    header = next(rows)
    for number, values in enumerate(rows, start=2):
        row = dict(zip(header, values, strict=True))
        try:
            record = from_bulk_row(row)
        except ValueError as error:
            yield Flaw("row", f"npi.csv: row {number}: {error}")
            yield Dropped("a row that could not be read")
            continue
        ours = record.status is NpiStatus.DEACTIVATED or professions_of(record)
        yield Kept(record, f"row {number}") if ours else Dropped("no taxonomy of ours")


def told(found: Iterator[Reading]) -> tuple[list[Reading], Counter[str]]:
    """The records and flaws in their order, and how many rows were dropped why."""
    said, dropped = [], Counter[str]()
    for reading in found:
        if isinstance(reading, Dropped):
            dropped[reading.reason] += reading.rows
        else:
            said.append(reading)
    return said, dropped


def read(body: bytes, folder: Path) -> tuple[list[Reading], Counter[str]]:
    file = folder / "npi.csv"
    file.write_bytes(body)
    return told(readings(file))


@pytest.mark.slow
def test_the_generated_file_holds_what_its_truth_says(tmp_path: Path) -> None:
    file = tmp_path / "npi.zip"
    truth = nppes_zip(file, ROWS)
    kept = [r.record for r in readings(file) if isinstance(r, Kept)]
    assert len({record.npi for record in kept}) == len(kept) == truth.kept
    assert sum(record.status is NpiStatus.DEACTIVATED for record in kept) == truth.deactivated
    assert sum(len(record.organization_other_names) for record in kept) == truth.other_names > 0
    places = [a for record in kept for a in record.addresses if a.kind is PlaceKind.SECONDARY_PRACTICE]
    assert len(places) == truth.secondary_places > 0
    assert sum(bool(record.reactivated_on) for record in kept) == truth.reactivated > 0
    again = tmp_path / "again.zip"
    other = nppes_zip(again, ROWS, changed=0.1)
    before = {record.npi: record for record in kept}
    after = {r.record.npi: r.record for r in readings(again) if isinstance(r, Kept)}
    assert before.keys() == after.keys()
    assert sum(before[npi] != record for npi, record in after.items()) == other.changed > 0


def test_blocks_of_any_size_hold_the_same_bytes(npidata: bytes) -> None:
    pieces = [npidata[at : at + 1000] for at in range(0, len(npidata), 1000)]
    for size in (1, 4_000, 1 << 20, 1 << 30):
        assert b"".join(blocks(pieces, size)) == npidata


@pytest.mark.parametrize("size", [5_000, 1 << 16, 8 << 20])
def test_the_quick_way_finds_what_the_slow_one_finds(
    npidata: bytes, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.nppes_search.blocks", lambda pieces: blocks(pieces, size))
    monkeypatch.setattr("crawlers.nppes_stream._slowly", None)  # not needed for a file as NPPES writes it
    assert read(npidata, tmp_path) == told(exactly(npidata))


ODD = {
    "newline in a value": (LAST_NAME, "SMITH\nJONES"),
    "newline first in a value": (LAST_NAME, "\nJONES"),
    "newline alone": (LAST_NAME, "\n"),
    "carriage return": (LAST_NAME, "SMITH\r\nJONES"),
    "doubled quote": (LAST_NAME, 'SMITH ""JO"" JONES'),
    "comma alone": (LAST_NAME, ","),
    "quoted comma": (LAST_NAME, '"",""'),
    "accents": (LAST_NAME, "MUÑOZ"),
    "no-break space": (LAST_NAME, "\u00a0MUÑOZ"),
    "NUL": (LAST_NAME, "SMI\0TH"),
    "blank before the code": (TAXONOMY, " 225100000X"),
    "tab before the code": (TAXONOMY, "\t225100000X"),
    "wide blank before the code": (TAXONOMY, "\u3000225100000X"),
    "small letters": (TAXONOMY, "225x00000x"),
    "only the beginning of a code": (TAXONOMY, "111n"),
    "a license that begins as a code": (LICENSE, "2251000"),
    "NPI with a wrong check digit": ("NPI", "2000000001"),
    "NPI missing": ("NPI", ""),
    "NPI in words": ("NPI", "SEVEN"),
    "date of another form": ("NPI Deactivation Date", "2025-01-02"),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("row", [1, 150, 300])
def test_an_odd_value_is_read_as_the_slow_way_reads_it(
    npidata: bytes, what: str, row: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.nppes_search.blocks", lambda pieces: blocks(pieces, 1 << 17))
    column, value = ODD[what]
    lines = npidata.decode().splitlines(keepends=True)[:301]
    values = lines[row].strip()[1:-1].split('","')
    values[npidata_header().index(column)] = value
    lines[row] = '"' + '","'.join(values) + '"\n'
    body = "".join(lines).encode()
    assert read(body, tmp_path) == told(exactly(body))


def test_line_ends_and_quotes_of_another_habit(npidata: bytes, tmp_path: Path) -> None:
    short = b"\n".join(npidata.split(b"\n")[:200]) + b"\n"
    wanted = told(exactly(short))
    assert wanted[0]
    for body in (short.replace(b"\n", b"\r\n"), short.replace(b'""', b""), short[:-1]):
        assert read(body, tmp_path) == wanted


def test_columns_in_another_order_are_read_by_their_names(npidata: bytes, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(npidata.decode())))[:400]
    backward = "".join('"' + '","'.join(reversed(row)) + '"\n' for row in rows).encode()
    more = "".join('"' + '","'.join([*row, "x"]) + '"\n' for row in rows).encode()
    wanted = told(exactly(b"\n".join(npidata.split(b"\n")[:400]) + b"\n"))
    assert read(backward, tmp_path) == read(more, tmp_path) == wanted


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda line: line.replace(b'","', b'","","', 1), ["row 1501 has 331 values"]),
        (lambda line: line.replace(b'"",', b"", 1), ["row 1501 has 329 values"]),
        (lambda line: line[:300], ["row 1501"]),
        (lambda line: line.replace(b'"1","', b'"1","\xe9', 1), ["row 1501: column ", "not UTF-8"]),
        (lambda line: line.replace(b'"1","', b'"1" ,"', 1), ["row 1501", "not CSV"]),
        (lambda line: line.replace(b'"1","', b'"1"1","', 1), ["row 1501", "not CSV"]),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_row(npidata: bytes, spoil: object, words: list[str], tmp_path: Path) -> None:
    lines = npidata.splitlines(keepends=True)
    at = next(n for n in range(1500, ROWS) if lines[n].startswith(b'"2') and b'"1","' in lines[n])
    spoilt = spoil(lines[at])  # type: ignore[operator]
    assert spoilt != lines[at]
    body = b"".join([*lines[:1500], spoilt, *lines[at + 1 :]])
    with pytest.raises(SourceChangedError) as raised:
        read(body, tmp_path)
    assert all(word in str(raised.value) for word in ["npi.csv", *words]), raised.value


@pytest.mark.parametrize("cut", [10, 700])
def test_a_file_cut_off_in_its_last_row_is_refused(npidata: bytes, cut: int, tmp_path: Path) -> None:
    with pytest.raises(SourceChangedError, match=f"row {ROWS + 1}"):
        read(npidata[:-cut], tmp_path)


def test_a_missing_column_is_named(npidata: bytes, tmp_path: Path) -> None:
    with pytest.raises(SourceChangedError, match=r"npi.csv: row 1: missing columns \['NPI Reactivation Date'\]"):
        read(npidata.replace(b'"NPI Reactivation Date"', b'"NPI Back Date"', 1), tmp_path)


# --- the scan against the csv module, on tables nobody would think of -------------------------------------------------

WANTED = Wanted(width=5, npi=0, deactivated=1, until=4, prefixes=TAXONOMY_PREFIXES)
VALUE = st.one_of(
    st.sampled_from(
        ["", "2251", "225X00000X", " 111N", "171100000X", "2000000010", "1234567893", "1", ",", '","', "\n"]
    ),
    st.text(alphabet='",\n\r 12é\0X', max_size=6),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(VALUE, min_size=4, max_size=6), min_size=1, max_size=40),
    st.sampled_from(["as they are", "quotes doubled", "as NPPES"]),
    st.integers(0, 200),
)
def test_a_block_is_doubted_or_read_as_the_csv_module_reads_it(rows: list[list[str]], form: str, cut: int) -> None:
    if form == "as NPPES":
        rows = [[value.replace('"', "'").replace("\n", " ") for value in (row * 2)[:5]] for row in rows]
    doubled = '""' if form == "quotes doubled" else '"'
    text = "".join('"' + '","'.join(v.replace('"', doubled) for v in row) + '"\n' for row in rows)
    text = text if form == "as NPPES" or cut > len(text) else text[cut:]
    try:
        found = scan(text.encode(), WANTED)
    except DoubtError:
        assert form != "as NPPES" or any("," in row for row in rows)
        return
    wanted = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found.rows == len(wanted)
    chosen = dict(zip(found.places.tolist(), found.texts, strict=True))
    for place, row in enumerate(wanted):
        if place in chosen:
            values = chosen[place].decode().split('","')
            assert values + [""] * (4 - len(values)) == row[:4]
        else:
            assert len(row) == 5
            assert not row[1]
            assert npi_is_valid(row[0])
            assert not any(profession_of_taxonomy(value) for value in row)


# --- a process of its own ---------------------------------------------------------------------------------------------


def test_another_process_finds_the_same(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = told(readings(whole))
    monkeypatch.setattr(nppes_process, "LARGE", 0)
    assert told(readings(whole)) == here


def test_a_process_that_dies_is_no_end_of_the_file(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Dying(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[call-overload]
            started.append(self)
            os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(nppes_process, "LARGE", 0)
    monkeypatch.setattr(nppes_process.subprocess, "Popen", Dying)
    with pytest.raises(RuntimeError, match=r"searches whole.zip ended early \(-9\)"):
        list(readings(whole))
    assert started[0].returncode is not None


def test_a_reader_who_stops_leaves_no_process(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(nppes_process, "LARGE", 0)
    monkeypatch.setattr(nppes_process.subprocess, "Popen", Noted)
    found = readings(whole)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert started[0].returncode is not None


def test_a_refusal_comes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nppes_process, "LARGE", 0)
    with pytest.raises(SourceChangedError, match="0 members are named npidata_pfile"):
        list(readings(packed(tmp_path, {"readme.txt": b"nothing"})))


# --- zips -------------------------------------------------------------------------------------------------------------


def packed(folder: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    file = folder / "packed.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file


def small(npidata: bytes) -> bytes:
    return b"\n".join(npidata.split(b"\n")[:60]) + b"\n"


def quoted(*values: str) -> bytes:
    return ('"' + '","'.join(values) + '"\n').encode()


PLACE = ("1 ELM ST", "", "TACOMA", "WA", "98402", "US", "2535550142", "", "")


@pytest.mark.parametrize("style", ["as NPPES", "unquoted"])
def test_further_places_and_names_belong_to_their_npi(npidata: bytes, style: str, tmp_path: Path) -> None:
    body = small(npidata)
    plain = [r.record for r in told(exactly(body))[0] if isinstance(r, Kept) and r.record.entity_type]
    mine = plain[0]
    pl = quoted(*PL_HEADER) + b"".join(
        quoted(npi, *PLACE) for npi in ("2999999994", mine.npi, "1000000004", mine.npi, "x")
    )
    names = quoted(*OTHERNAME_HEADER) + b"".join(
        quoted(mine.npi, name, "3", "01/02/2026") for name in ("ELM REHAB", "<UNAVAIL>", "ELM REHAB", "ELM 'N' OAK")
    )
    if style == "unquoted":
        pl, names = (text.replace(b'"', b"") for text in (pl, names))
    members = {NPIDATA: body, NPIDATA.replace("npidata", "PL"): pl, NPIDATA.replace("npidata", "othername"): names}
    found = {r.record.npi: r.record for r in readings(packed(tmp_path, members)) if isinstance(r, Kept)}
    place = found[mine.npi].addresses[-1]
    assert (place.kind, place.city, place.zip5, place.phone) == (
        PlaceKind.SECONDARY_PRACTICE, "TACOMA", "98402", "(253) 555-0142",
    )  # fmt: skip
    assert found[mine.npi] == replace(
        mine, addresses=(*mine.addresses, place), organization_other_names=("ELM REHAB", "ELM 'N' OAK")
    )
    assert all(found[record.npi] == record for record in plain[1:])


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("pl", b'"NPI","Street"\n"2000000010","x"\n', "row 1: missing columns"),
        ("pl", quoted(*PL_HEADER) + quoted("2000000010", "x"), "row 2 has 2 values"),
        ("othername", b'"NPI"\n', "row 1: missing columns"),
        (
            "othername",
            quoted(*OTHERNAME_HEADER) + b'"2000000010","\xff","3",""\n',
            "column Provider Other Organization",
        ),
        ("pl", b"", "the file is empty"),
    ],
)
def test_a_fault_of_a_further_member_is_named(
    npidata: bytes, kind: str, body: bytes, words: str, tmp_path: Path
) -> None:
    members = {f"{k}_pfile_1.csv": quoted(*h) for k, h in (("pl", PL_HEADER), ("othername", OTHERNAME_HEADER))}
    file = packed(tmp_path, {NPIDATA: small(npidata), **members, f"{kind}_pfile_1.csv": body})
    with pytest.raises(SourceChangedError, match=words) as raised:
        list(readings(file))
    assert f"packed.zip/{kind}_pfile_1.csv" in str(raised.value)


@pytest.mark.parametrize("missing", ["npidata", "pl", "othername"])
def test_a_zip_of_nppes_without_a_member_is_refused(npidata: bytes, missing: str, tmp_path: Path) -> None:
    members = {"npidata": small(npidata), "pl": quoted(*PL_HEADER), "othername": quoted(*OTHERNAME_HEADER),
               "endpoint": b'"NPI"\n'}  # fmt: skip
    file = packed(tmp_path, {f"{kind}_pfile_1.csv": body for kind, body in members.items() if kind != missing})
    with pytest.raises(SourceChangedError, match=f"packed.zip: 0 members are named {missing}_pfile"):
        list(readings(file))


def directory_entry(data: bytearray, name: str) -> int:
    """Where a member's entry of the central directory begins."""
    at = data.rindex(name.encode()) - 46
    assert data[at : at + 4] == b"PK\1\2"
    return at


def lying(file: Path, field: int, value: int, form: str = "<I") -> Path:
    data = bytearray(file.read_bytes())
    struct.pack_into(form, data, directory_entry(data, NPIDATA) + field, value)
    file.write_bytes(data)
    return file


SIZE, PACKED_SIZE, FLAGS, METHOD = 24, 20, 8, 10


@pytest.mark.parametrize(
    ("field", "value", "form", "words"),
    [
        (SIZE, 5_000, "<I", "unpacks to more than the 5,000 bytes announced"),
        (SIZE, 50_000_000, "<I", "came of 50,000,000 announced"),
        (SIZE, 4_000_000_000, "<I", "times its size"),
        (PACKED_SIZE, 900, "<I", "damaged or cut off"),
        (FLAGS, 1, "<H", "is encrypted"),
        (METHOD, zipfile.ZIP_LZMA, "<H", "packed by method 14"),
        (METHOD, 99, "<H", "packed by method 99"),
    ],
)  # fmt: skip
def test_a_directory_that_lies_is_refused(
    npidata: bytes, field: int, value: int, form: str, words: str, tmp_path: Path
) -> None:
    file = lying(packed(tmp_path, {NPIDATA: small(npidata)}), field, value, form)
    with pytest.raises(SourceChangedError, match=words) as raised:
        list(readings(file))
    assert f"packed.zip/{NPIDATA}" in str(raised.value)


def zeros(file: Path, size: int, announced: int) -> Path:
    """A member of so many zeros that says it is smaller."""
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(NPIDATA, "w", force_zip64=True) as out,
    ):
        for _ in range(size >> 20):
            out.write(bytes(1 << 20))
    data = bytearray(file.read_bytes())
    at = directory_entry(data, NPIDATA)
    struct.pack_into("<I", data, at + SIZE, announced)
    file.write_bytes(data)
    return file


MEASURED = """
import sys
from pathlib import Path
from crawlers.nppes_stream import readings
from crawlers.changed import SourceChangedError
from tests.crawlers.apart import peak
before = peak()
try:
    list(readings(Path(sys.argv[1])))
except SourceChangedError as error:
    print(error)
print(int(peak() - before))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("announced", "words"), [(1 << 28, "times its size"), (60 << 20, "no line end in")], ids=["as it is", "lying"]
)
def test_a_bomb_of_zeros_costs_little(announced: int, words: str, tmp_path: Path) -> None:
    file = zeros(tmp_path / "bomb.zip", 1 << 28, announced)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, file], capture_output=True, text=True, timeout=120, check=True
    )
    said, grown = done.stdout.splitlines()
    assert said.startswith(f"bomb.zip/{NPIDATA}: ")
    assert words in said
    assert int(grown) < 150  # MB


def test_nested_and_foreign_members_are_never_opened(npidata: bytes, tmp_path: Path) -> None:
    inner = packed(tmp_path, {NPIDATA: small(npidata)}).read_bytes()
    with pytest.raises(SourceChangedError, match="0 members are named npidata_pfile"):
        list(readings(packed(tmp_path, {NPIDATA.replace(".csv", ".zip"): inner, "../../x": b"x", "/etc/passwd": b"x"})))


def test_names_are_no_paths(npidata: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "a" / "b"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    file = packed(work, {f"../../{NPIDATA}": small(npidata)})
    assert told(readings(file)) == told(exactly(small(npidata)))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [file.name]


def test_a_stored_member_is_read_too(npidata: bytes, tmp_path: Path) -> None:
    file = packed(tmp_path, {NPIDATA: small(npidata)}, zipfile.ZIP_STORED)
    assert told(readings(file)) == told(exactly(small(npidata)))


def test_two_members_of_one_name_are_refused(npidata: bytes, tmp_path: Path) -> None:
    file = tmp_path / "packed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(NPIDATA, small(npidata))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(NPIDATA, small(npidata))
    with pytest.raises(SourceChangedError, match=rf"2 members are named npidata_pfile_….csv \({NPIDATA}"):
        list(readings(file))


def test_the_announced_size_bounds_what_is_unpacked(npidata: bytes, tmp_path: Path) -> None:
    file = lying(packed(tmp_path, {NPIDATA: npidata}), SIZE, 2_000_000)
    got: list[int] = []
    with zipfile.ZipFile(file) as archive:
        found = map(len, zips.pieces(archive, archive.infolist()[0], file.name))
        with pytest.raises(SourceChangedError, match="announced"):
            got.extend(found)
    assert sum(got) <= 2_000_000 < len(npidata)


def test_the_scan_agrees_with_the_check_digit() -> None:
    numbers = [f"{n:010}" for n in (*range(2000000000, 2000000400), *range(999999990, 1000000030), 3000000008)]
    body = "".join(f'"{npi}","","","",""\n' for npi in numbers).encode()
    rows = nppes_scan.Rows(body, 5)
    assert [int(n) for n in rows.npis(0)] == [int(npi) if npi_is_valid(npi) else 0 for npi in numbers]


def test_a_further_member_is_read_to_its_end_where_no_row_seems_to_end() -> None:
    header = b'"NPI","Provider Other Organization Name"\r\n'
    rows = [f'"{2 * 10**9 + n}","{"x" * 120_000}"\r\n'.encode() for n in range(250)]
    npis = np.array([2 * 10**9 + n for n in range(250) if npi_is_valid(str(2 * 10**9 + n))])
    assert len(header) + len(b"".join(rows)) > nppes_scan.LONGEST_LINE + (4 << 20)
    found = Companion([header, *rows], "othername.csv", OtherNameRows).of(npis)
    assert sorted(found) == list(range(len(npis))) != []
