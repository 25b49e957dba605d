"""What is cut out of a body is what the record at that place rests on, or the whole body with the reason."""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from directory.excerpt import MOST, excerpt
from directory.excerpt.json_elements import json_element
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.tables import Fetch, SourceRecord
from tests.directory.conftest import LOADED, Store

CSV = b'\xef\xbb\xbf"name","number"\r\n"A, B","1"\r\n"two\r\nlines","2"\r\n5" tall,3\r\n"C","4"\r\n'
PIPES = b'name|number\n"A|1\nB|2\n'
REPLY = b'\xef\xbb\xbf{"n": "]}", "results": {"locations": [ {"id": 1, "t": "\xc3\xa9"} ,\n{"id": [2, {"a": "]"}]}]}}'
LINES = b'{"request": 1, "body": {"results": [{"npi": "1"}]}}\n{"results": [{"npi": "2"}, {"npi": "3"}]}\n'
XML = b'\n<?xml version="1.0"?><locator><store><item><a>1</a></item><item x=">"><a>2 &gt;</a></item></store></locator>'
PAGE = b"<!doctype html><table><tr><th>a</table><table><tr><th>name</tr><tr><td>A</tr><tr><td>B<br>b</tr></table>"


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for values in (("name", "npi"), ("A & B", "0012"), ("C", 7)):
        book.active.append(values)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("_csv", ".csv").replace("_xlsx", ".xlsx"), body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "locator", "expected", "exact"),
    [
        (CSV, "row 1", b'"name","number"', True),
        (CSV, "row 2", b'"A, B","1"', True),
        (CSV, "row 3", b'"two\r\nlines","2"', True),
        (CSV, "row 4", b'5" tall,3', True),
        (CSV, "row 5", b'"C","4"', True),
        (PIPES, "row 3", b"B|2", True),
        (REPLY, "results.locations[0]", b'{"id": 1, "t": "\xc3\xa9"}', True),
        (REPLY, "$.results.locations[1]", b'{"id": [2, {"a": "]"}]}', True),
        (b" [1, [2], 3]", "$[1]", b"[2]", True),
        (LINES, "line 1 results[0]", b'{"npi": "1"}', True),
        (LINES, "line 2 results[1]", b'{"npi": "3"}', True),
        (XML, "item[0]", b"<item><a>1</a></item>", True),
        (XML, "item[1]", b'<item x=">"><a>2 &gt;</a></item>', True),
        (PAGE, "row 3", b"<tr><td>B<br>b</td></tr>", False),
        (workbook(), "sheet1 row 2", b"A & B\t0012", False),
        (workbook(), "sheet1 row 3", b"C\t7", False),
        (zipped(list_xlsx=workbook()), "sheet1 row 2", b"A & B\t0012", False),
        (zipped(npidata_pfile_1_csv=CSV, npidata_pfile_1_fileheader_csv=b"x", pl_pfile_1_csv=b"y"), "row 5",
         b'"C","4"', True),
    ],
)  # fmt: skip
def test_the_part_that_a_record_rests_on(
    evidence: EvidenceStore, body: bytes, locator: str, expected: bytes, exact: bool
) -> None:
    sha256 = evidence.put(body).sha256
    found = excerpt(evidence, sha256, locator, url="https://example.org/a.jsonl")
    assert (found.bytes, found.exact, found.whole) == (expected, exact, False)


@pytest.mark.parametrize(
    ("body", "locator", "told"),
    [
        (PAGE, "card 3", "only the source's reader knows"),
        (PAGE, "the page", "The whole body."),
        (PAGE, "row 1", "2 tables of the page"),
        (PAGE, "row 9", "0 tables of the page"),
        (CSV, "row 9", "no row 9"),
        (b"a" * (2 << 20), "row 1", "no table"),
        (REPLY, "results[0]", "no list at that place"),
        (REPLY, "other[0]", "no 'other'"),
        (b"[" * 100_000, "$[0]", "nested"),
        (b"[1,", "$[1]", "could not be cut out"),
        (LINES, "line 9 results[0]", "no line 9"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a><item>&b;</item></a>', "item[0]", "document type"),
        (XML[:-9], "item[0]", "cut off"),
        (b"%PDF-1.7 cut", "page 1 row 1", "damaged"),
        (workbook(), "sheet7 row 1", "no sheet"),
        (workbook(), "sheet1 row 70", "no row 70"),
        (zipped(a_csv=CSV, b_csv=CSV), "row 1", "2 members"),
        (zipped(a_csv=b"0" * (70 << 20)), "row 1", "would unpack to"),
        (b"PK\x03\x04 cut", "row 1", "could not be cut out"),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_out_is_the_whole_body_with_the_reason(
    evidence: EvidenceStore, body: bytes, locator: str, told: str
) -> None:
    sha256 = evidence.put(body).sha256
    found = excerpt(evidence, sha256, locator, url="https://example.org/a.jsonl")
    assert found.whole
    assert found.bytes == body
    assert told in found.note


def test_a_saved_reply_is_one_line_however_it_is_laid_out() -> None:
    assert (
        json_element(json.dumps({"results": [{"npi": "1"}]}, indent=1).encode(), "results", 0)
        == b'{\n   "npi": "1"\n  }'
    )


def test_what_was_joined_from_another_body_is_told(evidence: EvidenceStore) -> None:
    sha256 = evidence.put(b'[{"a": 1}]').sha256
    found = excerpt(evidence, sha256, "$[0], with $[3] in abc of abcd-1234", url="")
    assert found.bytes == b'{"a": 1}'
    assert found.note.endswith("With $[3] in abc of abcd-1234.")


def test_a_body_too_large_to_be_held_is_named(evidence: EvidenceStore, tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as out:
        out.truncate(MOST + 1)
    found = excerpt(evidence, evidence.put_file(file).sha256, "page", url="")
    assert (found.bytes, found.whole, found.exact) == (b"", True, False)
    assert "is not shown" in found.note


def test_damaged_evidence_is_never_shown(evidence: EvidenceStore) -> None:
    sha256 = evidence.put(CSV).sha256
    evidence.path_of(sha256).write_bytes(b"other")
    with pytest.raises(EvidenceError, match="damaged"):
        excerpt(evidence, sha256, "row 1", url="")


def test_every_kind_of_place_in_the_sample_world_is_found(today: Store) -> None:
    """Of each source and form of locator some records: what is cut out holds what the record says."""
    looked: Counter[tuple[str, str]] = Counter()
    with today.reader() as session:
        for record, fetch in session.exec(select(SourceRecord, Fetch).where(SourceRecord.fetch_id == Fetch.id)):
            form = (record.source, re.sub(r"\d+", "N", record.locator))
            looked[form] += 1
            if looked[form] > 3:
                continue
            found = excerpt(today.place.evidence, fetch.sha256, record.locator, url=fetch.url)
            said = record.payload
            named = said.get("number") or said.get("npi") or said.get("name", {}).get("last")
            assert (named or "").encode() in found.bytes, (form, found.note)
            assert found.whole == (record.source == "example_spine_clinics"), (form, found.note)
    assert {source for source, _ in looked} == set(LOADED)
