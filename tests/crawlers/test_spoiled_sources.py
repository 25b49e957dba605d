"""Every source, spoiled in every way we know of: the run is unhealthy, says where, and readers keep what they had."""

import csv
import importlib.util
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawlers.platforms.socrata import SocrataSpider
from crawlers.registry import sources
from crawlers.runner import Workplace, load
from directory.normalize.identifiers import npi_check_digit

FIXTURES = Path(__file__).parents[1] / "fixtures"
LOGIN = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>Password</form></body></html>\n"
Rows = list[dict[str, str]]

_spec = importlib.util.spec_from_file_location("make_sd_pdf", FIXTURES / "make_sd_pdf.py")
assert _spec
assert _spec.loader
make_sd_pdf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_sd_pdf)


# --- a fixture as a table, and back in its own form ------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The rows of a source and how they are written into a file of its form."""

    columns: list[str]
    rows: Rows
    write: Callable[[Sequence[str], Rows], bytes]


def socrata_table(body: bytes) -> Table:
    rows = json.loads(body)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return Table(columns, rows, lambda _, changed: json.dumps(changed, indent=1, ensure_ascii=False).encode())


def csv_table(body: bytes, quoting: int, end: str) -> Table:
    text = body.decode()
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header_line = csv.QUOTE_MINIMAL if not text.startswith('"') else quoting

    def write(columns: Sequence[str], rows: Rows) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, quoting=header_line, lineterminator=end).writerow(columns)  # type: ignore[arg-type]
        csv.writer(out, quoting=quoting, lineterminator=end).writerows(  # type: ignore[arg-type]
            [[row.get(c, "") for c in columns] for row in rows]
        )
        return out.getvalue().encode()

    return Table(list(reader.fieldnames or ()), list(reader), write)


def html_table(body: bytes) -> Table:
    text = body.decode()
    columns = re.findall(r"<th>(.*?)</th>", text)
    rows = [
        dict(zip(columns, re.findall(r"<td>(.*?)</td>", line), strict=True))
        for line in text.splitlines()
        if line.startswith("<tr><td>")
    ]
    before, after = text[: text.index("<table")], text[text.index("</table>") + len("</table>") :]

    def write(chosen: Sequence[str], changed: Rows) -> bytes:
        head = "".join(f"<th>{c}</th>" for c in chosen)
        lines = "".join("<tr>" + "".join(f"<td>{r.get(c, '')}</td>" for c in chosen) + "</tr>\n" for r in changed)
        return f"{before}<table><thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody></table>{after}".encode()

    return Table(columns, rows, write)


def pdf_table(_: bytes) -> Table:
    rows = [dict(zip(make_sd_pdf.HEADINGS, row, strict=True)) for row in make_sd_pdf.ROWS]

    def write(columns: Sequence[str], changed: Rows) -> bytes:
        lines = tuple(tuple(row.get(c, "") for c in columns) for row in changed)
        written: bytes = make_sd_pdf.roster(tuple(columns), lines)
        return written

    return Table(list(make_sd_pdf.HEADINGS), rows, write)


def api_table(body: bytes) -> Table:
    """Columns are paths into a result: 'basic.last_name', 'taxonomies'."""
    results = json.loads(body)["results"]

    def flat(result: dict[str, Any]) -> dict[str, Any]:
        named = {f"basic.{name}": value for name, value in result["basic"].items()}
        return {name: value for name, value in result.items() if name != "basic"} | named

    def write(_: Sequence[str], rows: Rows) -> bytes:
        nested = []
        for row in rows:
            result: dict[str, Any] = {name: value for name, value in row.items() if not name.startswith("basic.")}
            parts = {n.removeprefix("basic."): v for n, v in row.items() if n.startswith("basic.")}
            nested.append(result | ({"basic": parts} if parts else {}))
        return json.dumps({"result_count": len(nested), "results": nested}, indent=1).encode()

    flats = [flat(result) for result in results]
    return Table(list(dict.fromkeys(c for row in flats for c in row)), flats, write)


FORMS: dict[str, Callable[[bytes], Table]] = {
    "oig_exclusions": lambda body: csv_table(body, csv.QUOTE_ALL, "\r\n"),
    "nppes_bulk": lambda body: csv_table(body, csv.QUOTE_ALL, "\n"),
    "nppes_api": api_table,
    "sd_physical_therapy": pdf_table,
    "example_institute": html_table,
}


@dataclass(frozen=True)
class Facts:
    """Which columns of a source matter for what. ``swaps``: pairs whose contents must not change places."""

    needed: tuple[str, ...]
    emptied: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]
    words: str | None = None  # column of the status words
    npi: str | None = None
    place: str = "row"  # how a breach names where it is


def facts_of(name: str) -> Facts:
    """What is written down here, or what a board's own columns say: a new source is spoiled without being named."""
    if name in FACTS:
        return FACTS[name]
    columns = {role: column for column, role in sources()[name].columns.items() if role}
    vital = tuple(columns[role] for role in ("number", "last", "full_name", "type", "status") if role in columns)
    pair = (("last", "first"),) if "last" in columns and "first" in columns else ()
    return Facts(
        needed=vital,
        emptied=vital,
        swaps=tuple((columns[a], columns[b]) for a, b in pair),
        words=columns.get("status"),
        place="$[" if issubclass(sources()[name], SocrataSpider) else "row",
    )


API_NEEDED = ("number", "basic.last_name", "basic.status", "enumeration_type", "taxonomies", "addresses")
TAXONOMY, LICENSE = "Healthcare Provider Taxonomy Code_1", "Provider License Number_1"
LAST, FIRST = "Provider Last Name (Legal Name)", "Provider First Name"
WHERE = "Provider Business Practice Location Address "
FACTS: dict[str, Facts] = {
    "wa_doh": Facts(
        needed=("credentialnumber", "lastname", "credentialtype", "status", "expirationdate", "actiontaken"),
        emptied=("credentialnumber", "lastname", "credentialtype", "status", "expirationdate", "actiontaken"),
        swaps=(("lastname", "firstname"), ("credentialnumber", "status"), ("firstissuedate", "expirationdate"),
               ("status", "actiontaken"), ("credentialnumber", "lastname")),
        words="status",
        place="$[",
    ),
    "co_dora": Facts(
        needed=("licensenumber", "lastname", "licensetype", "licensestatusdescription", "licenseexpirationdate"),
        emptied=("licensenumber", "lastname", "licensetype", "licensestatusdescription", "licenseexpirationdate"),
        swaps=(("lastname", "firstname"), ("licensenumber", "licensetype"), ("licensenumber", "mailzipcode"),
               ("licensefirstissuedate", "licenseexpirationdate")),
        words="licensestatusdescription",
        place="$[",
    ),
    "il_idfpr": Facts(
        needed=("license_number", "last_name", "description", "license_status", "expiration_date", "ever_disciplined"),
        emptied=("license_number", "last_name", "description", "license_status", "expiration_date",
                 "ever_disciplined", "business"),
        swaps=(("last_name", "first_name"), ("license_number", "zip"), ("original_issue_date", "expiration_date"),
               ("business", "ever_disciplined")),
        words="license_status",
        place="$[",
    ),
    "ct_elicense": Facts(
        needed=("credentialnumber", "name", "credential", "status", "expirationdate"),
        emptied=("credentialnumber", "name", "credential", "status", "expirationdate", "type"),
        swaps=(("name", "city"), ("credentialnumber", "zip"), ("issuedate", "expirationdate"),
               ("status", "active")),
        words="status",
        place="$[",
    ),
    "de_dpr": Facts(
        needed=("license_no", "last_name", "license_type", "license_status", "expiration_date"),
        emptied=("license_no", "last_name", "first_name", "license_type", "license_status", "expiration_date"),
        swaps=(("last_name", "first_name"), ("license_no", "zip_code"), ("issue_date", "expiration_date")),
        words="license_status",
        place="$[",
    ),
    "sd_physical_therapy": Facts(
        needed=("Last Name", "Level", "License #", "Expiration Date", "Discipline"),
        emptied=("Last Name", "Level", "License #", "Expiration Date", "Discipline"),
        swaps=(("Last Name", "First Name"), ("License #", "Level"), ("Effective Date", "Expiration Date")),
    ),
    "oig_exclusions": Facts(
        needed=("LASTNAME", "NPI", "EXCLTYPE", "EXCLDATE", "WAIVERDATE"),
        emptied=("LASTNAME", "NPI", "EXCLTYPE", "EXCLDATE", "STATE"),
        swaps=(("LASTNAME", "FIRSTNAME"), ("EXCLDATE", "DOB"), ("EXCLDATE", "REINDATE"), ("CITY", "STATE"),
               ("NPI", "UPIN"), ("EXCLTYPE", "SPECIALTY")),
        words="EXCLTYPE",
        npi="NPI",
    ),
    "nppes_bulk": Facts(
        needed=("NPI", LAST, TAXONOMY, LICENSE, WHERE + "State Name", "NPI Deactivation Date", "Provider Sex Code"),
        emptied=("NPI", LAST, TAXONOMY, LICENSE, "NPI Deactivation Date", "Last Update Date"),
        swaps=((LAST, FIRST), (TAXONOMY, LICENSE), (WHERE + "City Name", WHERE + "State Name"),
               ("Provider Enumeration Date", "Last Update Date"), ("NPI", "Last Update Date")),
        npi="NPI",
    ),
    "nppes_api": Facts(
        needed=API_NEEDED,
        emptied=API_NEEDED,
        swaps=(("basic.last_name", "basic.first_name"), ("basic.enumeration_date", "basic.last_updated"),
               ("number", "last_updated_epoch")),
        words="basic.status",
        npi="number",
        place="results[",
    ),
    "example_institute": Facts(
        needed=("Name", "Credential", "Certificate No.", "NPI", "License", "Status"),
        emptied=("Name", "Credential", "Certificate No.", "Status"),
        swaps=(("Name", "City"), ("Certificate No.", "Credential"), ("Status", "State")),
        words="Status",
        npi="NPI",
    ),
}  # fmt: skip

# What a spoil does that is harmless, or cannot be seen in the file: expected, with the reason.
HARMLESS = {
    ("nppes_bulk", "added column"): "330 columns read by name; NPPES adds optional ones, all needed are still there",
    ("nppes_api", "added column"): "fields are read by name; the registry adds optional ones",
    ("nppes_api", "doubled rows"): "several queries find the same person: by design each is taken once",
}


def table_of(name: str) -> Table:
    body = next((FIXTURES / name).glob("response.*")).read_bytes()
    return FORMS.get(name, socrata_table)(body)


def emptied(column: str, rows: Rows) -> Rows:
    blank: Any = lambda old: [] if isinstance(old, list) else ""  # noqa: E731
    return [{**row, column: blank(row[column])} if column in row else row for row in rows]


def renamed(old: str, new: str, rows: Rows) -> Rows:
    return [{(new if c == old else c): v for c, v in row.items()} for row in rows]


def swapped(a: str, b: str, rows: Rows) -> Rows:
    names = {a: b, b: a}
    return [{names.get(c, c): v for c, v in row.items()} for row in rows]


def bad_check_digit(npi: str) -> str:
    return npi[:9] + str((npi_check_digit(npi[:9]) + 1) % 10)


def spoils(name: str) -> Iterator[tuple[str, bytes, str]]:
    """(what is wrong, the body, text that a breach must hold)."""
    facts, table = facts_of(name), table_of(name)
    columns, rows, write = table.columns, table.rows, table.write
    whole = write(columns, rows)
    for c in facts.needed:
        new = f"basic.new_{c[6:]}" if c.startswith("basic.") else f"{c}_new"
        yield f"renamed column {c}", write([new if k == c else k for k in columns], renamed(c, new, rows)), ""
        fewer = [{k: v for k, v in row.items() if k != c} for row in rows]
        yield f"dropped column {c}", write([k for k in columns if k != c], fewer), ""
    yield "added column", write([*columns, "surprise"], [{**row, "surprise": "new"} for row in rows]), "surprise"
    for c in facts.emptied:
        yield f"emptied column {c}", write(columns, emptied(c, rows)), ""
    for a, b in facts.swaps:
        yield f"swapped {a} and {b}", write(columns, swapped(a, b, rows)), ""
    if facts.words:
        strange = [{**row, facts.words: "Zu prüfen"} if row.get(facts.words) else row for row in rows]
        yield (
            "strange status words",
            write(columns, strange),
            "" if name in ("oig_exclusions", "nppes_api") else "Zu pr",
        )
        if name not in ("oig_exclusions", "nppes_api"):
            first = [{**rows[0], facts.words: "Zu prüfen"}, *rows[1:]]
            yield "one strange status word", write(columns, first), facts.place
    if facts.npi:
        spoiled = [dict(row) for row in rows]
        row = next(r for r in spoiled if str(r.get(facts.npi, "0")).startswith("2"))
        row[facts.npi] = bad_check_digit(str(row[facts.npi]))
        yield "NPI failing its check digit", write(columns, spoiled), facts.place
    yield "cut in the middle", whole[: len(whole) * 2 // 3], ""
    yield "cut near the end", whole[:-40], ""
    yield "login page", LOGIN, ""
    yield "empty file", b"", "empty"
    yield "only blanks", b" \n\n", ""
    yield "header only", write(columns, []), ""
    yield "doubled rows", write(columns, [row for row in rows for _ in range(2)]), "repeat"
    yield "shrunk to half", write(columns, rows[: len(rows) // 2]), "drop"
    if name == "sd_physical_therapy":
        return  # a PDF carries its own encoding
    with_accent = whole if "é".encode() in whole else whole.replace(b"a", "é".encode(), 1)
    if name == "nppes_api":
        with_accent = whole.replace(b"MERRIWEATHER", "MÉRRIWEATHER".encode())
    elif name in ("nppes_bulk", "oig_exclusions"):
        with_accent = whole.replace(b"SEATTLE", "SÉATTLE".encode())
    yield "latin-1 bytes", with_accent.decode().encode("latin-1", "replace"), "encoding"


NAMES = [name for name, kind in sources().items() if not kind.needs]


CASES = [(name, what) for name in NAMES for what, _, _ in spoils(name)]


@pytest.fixture(scope="module")
def good(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, opened: Callable[..., Any]
) -> Mapping[str, Path]:
    """For every source, a store into which its good fixture was loaded (copied for each case)."""
    folders = {}
    for name in NAMES:
        folder = folders[name] = tmp_path_factory.mktemp(name)
        with opened(empty_database, folder) as place:
            report = load(name, [next((FIXTURES / name).glob("response.*"))], place)
            assert report.healthy, report.breaches
    return folders


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
    with opened(good[name] / "needleproof.db", tmp_path / "store") as place:
        report = load(name, [file], place)
    assert report.healthy, report.breaches
    assert (report.new, report.changed, report.gone) == (0, 0, 0)


@pytest.mark.parametrize(("name", "what"), CASES, ids=[f"{n}: {w}" for n, w in CASES])
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
    with opened(good[name] / "needleproof.db", tmp_path / "store") as place:
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
    with opened(good["nppes_bulk"] / "needleproof.db", tmp_path / "store") as place:
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
    with opened(good["nppes_bulk"] / "needleproof.db", tmp_path / "store") as place:
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
    with opened(good["wa_doh"] / "needleproof.db", tmp_path / "store") as place:
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
        place = stack.enter_context(opened(good["wa_doh"] / "needleproof.db", tmp_path / "store"))
        before = json.loads(readable_state(place.engine))["records"]
        assert not load("wa_doh", [bad], place).healthy
        again = load("wa_doh", [fixture], place)
        assert again.healthy
        assert (again.new, again.changed, again.gone) == (0, 0, 0)
        assert json.loads(readable_state(place.engine))["records"] == before
