"""Reports as PDF: every block is there, nothing claimed passes for checked, nothing hostile breaks it, same bytes."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from directory import wording
from directory.reporting import forms, words
from directory.reporting.attached import attached
from directory.reporting.bundle import One, write_bundle
from directory.reporting.document import Items, Table
from directory.reporting.letters import HEBREW, SHOWN, printable, verbatim
from directory.reporting.pdf import Paper, pdf_of
from directory.reporting.receipt import packed, parsed
from directory.reporting.report import file_name, report_of
from directory.vocabulary import Audience, Need
from tests.directory.reporting.conftest import NOON, Receipts, changed

TITLES = (
    "About this report", "The person, as submitted and as found", "How we know it is the same person", "Summary",
    "Checks", "Exclusions and discipline", "Needling training", "State rule on needling", "Not checked and not known",
    "Disagreements between sources", "Changes since the last report", "Review", "What this is not", "Integrity",
    "Evidence",
)  # fmt: skip
# What each block must hold: of jobs.md, section 5, all that is marked M.
MUST: Mapping[int, tuple[str, ...]] = {
    0: ("Report id", "Made at", "UTC", "Software", "Rules", "Data", "Prepared for", "Purpose", "Prepared by"),
    1: ("Other and former names", "NPI", "License numbers", "Professions", "Address"),
    2: ("Why it is this person's", "For and against", "Look-alikes", "Who decided"),
    3: ("License", "Restrictions and discipline", "Exclusion", "NPI", "Needling training", "State rule",
        "claimed only"),
    4: ("What exactly", "Source", "Class", "Page", "Address read", "Method", "Read at", "The source's own date",
        "Raw word", "Status", "Result", "By whom", "Issued", "Expires", "Next check due", "Usable until", "Evidence"),
    5: ("The list's date, and read at", "Searched by", "Lists not searched", "Near hits", "Discipline"),
    6: ("Course or certificate", "Body", "Level", "Hours claimed", "Hours implied", "in person and online", "Date",
        "Exam", "Renewal", "Class", "Document or list"),
    7: ("State and profession", "Citation", "In force from", "Version", "Requirement"),
    8: ("National Practitioner Data Bank", "education", "insurance", "criminal record", "work history", "references",
        "results of treatment"),
    9: ("sources",),
    11: ("Reviewer", "Role", "Date", "Decision", "Note", "Signature", "a person decides"),
    12: ("Not a consumer report", "no legal advice", "no medical advice", "endorses nobody", "If something is wrong"),
    13: ("SHA-256", "receipt replay", "check_receipt.py"),
}  # fmt: skip
FORBIDDEN = re.compile(
    r"\b(qualified|safe|certified by us|credentialed|background check|top|score|(?:board|registry) says)\b", re.I
)
HOSTILE = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "#import \"x\": *", "$ x^2 $ `raw` @label <label> // /* \\",
    "A" * 10_000, "Zoë Nguyễn-Łódź O’Brien", "\u202eesrever\u202c \u200fא\u05d1\u05d2 محمد", "中文 \U0001f600 \ud7ff",
    "\x00\x07\ufeff\ue000\uffff", "अनि\u094d\u0915\u0307", " \t ",
)  # fmt: skip


def text_of(pdf: bytes) -> str:
    """In reading order; many times as quick as pdfplumber, which reads tables out of pages."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)
    finally:
        opened.close()


def words_of(receipt: forms.Receipt) -> dict[int, str]:
    """Block -> all of its words, before they are set."""
    found = {}
    for section in report_of(receipt).sections:
        told = [section.title]
        for part in section.parts:
            if isinstance(part, Table):
                cells = [*part.columns, *(cell for row in part.rows for cell in row), part.title or ""]
                told += [cell if isinstance(cell, str) else cell.words for cell in cells]
            else:
                told += list(part.lines) if isinstance(part, Items) else [part.words]
        found[section.number] = "\n".join(told)
    return found


def test_every_block_is_there_for_everybody_of_the_cast(of_cast: list[forms.Receipt]) -> None:
    seen = 0
    for receipt in of_cast:
        blocks = words_of(receipt)
        assert list(blocks) == list(range(15))
        assert [section.title for section in report_of(receipt).sections] == list(TITLES)
        for number, wanted in MUST.items():
            if number == 5 and receipt.made.audience is Audience.PATIENT:  # the same for everybody
                assert "Results that need a review are not shown here." in blocks[5]
                wanted = wanted[2:]
            assert [word for word in wanted if word not in blocks[number]] == [], (receipt.person.name, number)
        assert "None" not in re.findall(r"\b\w+\b", blocks[4])
        assert not FORBIDDEN.search("\n".join(v for k, v in blocks.items() if k != 14)), receipt.person.name
        seen += 1
    assert seen >= 100


@pytest.mark.parametrize("who", ["golden_wa", "excluded", "claims_silent_school", "co_two_cases", "ca_nppes_only"])
def test_the_page_says_what_the_blocks_say(who: str, receipt: Receipts) -> None:
    found = receipt(who)
    text = " ".join(text_of(pdf_of(found)).split())
    for number, title in enumerate(TITLES):
        assert f"{number}. {title}" in text
    for wanted in MUST.values():  # in a narrow column the words of a head stand one above the other
        assert [word for head in wanted for word in head.split() if word not in text] == []
    assert wording.NOTICE in text
    assert f"Page 1 of {text.count('Not a consumer report. Page')}" in text
    for one in found.verdicts:
        if one.sha256:
            assert one.sha256 in text.replace(" ", "")


def test_what_is_claimed_says_so(of_cast: list[forms.Receipt]) -> None:
    """In its check, in the summary and among the training."""
    claims = ("claimed", "issuer_silent", "not_listed")
    count = 0
    for receipt in of_cast:
        sections = report_of(receipt).sections
        tables = [part for part in sections[4].parts if isinstance(part, Table) and part.rows]
        for one, table in zip(receipt.verdicts, tables, strict=False):
            told = dict(table.rows)  # type: ignore[arg-type]
            if one.shown in claims:
                count += 1
                assert "claimed" in str(told["Status"]), one
                assert str(told["Class"]) in ("self-reported", "aggregator", "document seen")
                assert "confirmed at" not in str(told["Result"])
    assert count >= 4


def test_same_inputs_make_the_same_bytes(receipt: Receipts, tmp_path: Path) -> None:
    """In another process too, with another hash seed, folder, zone and language."""
    found = receipt("golden_co", Audience.PATIENT)
    first = pdf_of(found)
    assert pdf_of(found) == first
    (tmp_path / "receipt.json").write_bytes(packed(found))
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from directory.reporting.pdf import pdf_of; from directory.reporting.receipt import read\n"
        "sys.stdout.buffer.write(pdf_of(read(pathlib.Path('receipt.json'))[0]))"
    )
    other = subprocess.run(
        [sys.executable, "-I", "-c", code, str(Path(__file__).parents[3])],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "HOME": str(tmp_path), "PATH": ""},
    )
    assert other.stdout == first


def test_the_receipt_is_inside(receipt: Receipts) -> None:
    found = receipt("golden_wa")
    pdf = pdf_of(found)
    assert attached(pdf, "receipt.json", most=1 << 20) == packed(found)
    assert parsed(pdf)[0] == found
    with pytest.raises(ValueError, match="more than"):
        attached(pdf, "receipt.json", most=10)
    with pytest.raises(ValueError, match="no attachment"):
        attached(pdf, "other.json", most=1 << 20)


def test_the_pdf_is_tagged_titled_and_archivable(receipt: Receipts) -> None:
    pdf = pdf_of(receipt("golden_wa"))
    document = PDFDocument(PDFParser(io.BytesIO(pdf)))
    catalog = document.catalog
    assert resolve1(catalog["MarkInfo"])["Marked"] is True
    assert resolve1(catalog["Lang"]) == b"en-US"
    assert resolve1(catalog["ViewerPreferences"])["DisplayDocTitle"] is True
    tags = re.findall(r"/S ?/(\w+)", str(_tree(catalog["StructTreeRoot"])).replace("'", "/")) or _names(catalog)
    assert {"Document", "H1", "H2", "H3", "Table", "THead", "TH", "TD", "L", "LI", "P", "Link"} <= set(tags)
    metadata = resolve1(catalog["Metadata"]).get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "Verification report" in metadata
    fonts = re.findall(rb"/Type ?/FontDescriptor", pdf)
    assert len(fonts) == len(re.findall(rb"/FontFile[23]", pdf)) > 0  # each is embedded


def _tree(root: Any) -> Any:
    return resolve1(root)


def _names(catalog: Mapping[str, Any]) -> list[str]:
    """The kinds of all elements of the tag tree, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        told = resolve1(node)
        if isinstance(told, list):
            for one in told:
                walk(one)
        elif isinstance(told, dict):
            if "S" in told:
                found.append(told["S"].name)
            walk(told.get("K"))

    walk(catalog["StructTreeRoot"])
    return found


def test_headings_come_in_their_order(receipt: Receipts) -> None:
    catalog = PDFDocument(PDFParser(io.BytesIO(pdf_of(receipt("golden_wa"))))).catalog
    levels = [int(name[1]) for name in _names(catalog) if re.fullmatch(r"H\d", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 15
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a4_is_another_paper_and_nothing_else(receipt: Receipts) -> None:
    found = receipt("golden_wa")
    with (
        pdfplumber.open(io.BytesIO(pdf_of(found))) as letter,
        pdfplumber.open(io.BytesIO(pdf_of(found, Paper.A4))) as a4,
    ):
        assert [round(n) for n in (letter.pages[0].width, letter.pages[0].height)] == [612, 792]
        assert [round(n) for n in (a4.pages[0].width, a4.pages[0].height)] == [595, 842]


def test_nothing_leans_on_color(receipt: Receipts) -> None:
    with pdfplumber.open(io.BytesIO(pdf_of(receipt("excluded")))) as opened:
        for page in opened.pages:
            for char in page.chars:
                color = char["non_stroking_color"]
                assert len(set(color)) == 1 or color in ((0,), None), color


# --- what may stand in a name ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_break_nothing(name: str, receipt: Receipts) -> None:
    def rename(told: dict[str, Any]) -> None:
        told["person"].update(name=name, other_names=[name, name], credential_text=name)
        told["made"].update(prepared_for=name, purpose=name, by=name, submitted={"name": name})
        told["verdicts"][0].update(raw=name, url=name, next_step=name, reason="our_failure", subject=name)
        told["verdicts"][0]["details"].update(number=name, verify_url=f"https://example.org/{name}")
        told["sources"][0].update(title=name, page_url=f"https://example.org/{name}")

    found = changed(receipt("golden_wa"), rename)
    pdf = pdf_of(found)
    assert parsed(pdf)[0] == found
    text = text_of(pdf)
    assert "14. Evidence" in text
    for shown in ("<script>", "=cmd", '#import "x"', "Nguyễn-Łódź"):
        if shown in name:
            assert shown in " ".join(text.split())
    if len(name) > 5_000:
        assert "(10,000 characters; all of it is in the receipt)" in " ".join(text.split())
    stem = re.fullmatch(r"([a-z]+(?:-[a-z]+)?)_\d{10}_[A-Z]{2}_2026-11-20\.pdf", file_name(found, "pdf"))
    assert stem, file_name(found, "pdf")


def test_letters_without_a_glyph_are_told() -> None:
    assert printable("中文") == "ZhongWen [U+4E2D U+6587]"
    assert printable("a\x00b\u202e") == "a[U+0000]b[U+202E]"
    assert printable("Zoë Łódź") == "Zoë Łódź"
    assert printable("שלום") == "שלום"
    assert "U+05E9" in printable("שלום", ascii_only=True)
    assert printable("  two \n lines ") == "two lines"
    hexes = "a1" * 32
    assert printable(f"SHA-256 {hexes}") == f"SHA-256 {hexes}"
    assert printable("x" * 100).replace("\u200b", "") == "x" * 100
    assert max(map(len, verbatim("y" * 1_000).split("\n"))) <= 120


def test_all_letters_that_we_promise_can_be_set(receipt: Receipts) -> None:
    letters = [chr(code) for first, last in (*SHOWN, HEBREW) for code in range(first, last + 1)]
    words = ["".join(letters[at : at + 30]).strip() or "-" for at in range(0, len(letters), 30)]

    def spell(told: dict[str, Any]) -> None:
        told["person"].update(other_names=words)

    found = changed(receipt("golden_wa"), spell)
    assert "U+" not in words_of(found)[1]
    text = text_of(pdf_of(found))
    assert "Ж" in text  # set with the letters themselves, not by the way out


def test_sixty_licenses_and_none(receipt: Receipts) -> None:
    found = receipt("golden_wa")

    def many(told: dict[str, Any]) -> None:
        told["verdicts"] = [told["verdicts"][0] | {"subject": f"WA PT {n}"} for n in range(60)]

    def none(told: dict[str, Any]) -> None:
        told.update(verdicts=[], sightings=[], sources=[], evidence=[], rules=[], rule_texts=[], publication=None)
        told["person"].update(npi=None, places=[], joined=[], credential_text=None)

    text = text_of(pdf_of(changed(found, many)))
    assert "Check 60:" in text
    empty = changed(found, none)
    text = " ".join(text_of(pdf_of(empty)).split())
    assert text.count("not known because") > 15
    for number, wanted in MUST.items():
        if number not in (2, 4, 5, 6, 7):
            assert [word for word in wanted if word not in text] == []


def test_times_say_their_zone_and_older_dates_are_marked(receipt: Receipts) -> None:
    blocks = words_of(receipt("golden_wa"))
    for line in re.findall(r".*\b\d\d:\d\d\b.*", "\n".join(blocks[n] for n in range(14))):
        assert "UTC" in line, line
    assert "earlier than the reading" in blocks[4]


def test_windows_are_told_and_their_end(receipt: Receipts) -> None:
    license_ = receipt("golden_wa").verdicts[0]
    told = "2027-03-20 (120 days), 2027-02-18 (90 days)"
    for day, over in [
        ("2027-02-18", ""),
        ("2027-02-19", "; the 90-day window is over"),
        ("2027-03-21", "; the 120-day window is over, the 90-day window is over"),
    ]:
        assert words.usable(license_, date.fromisoformat(day)) == told + over
    assert told in words_of(receipt("golden_wa"))[4]


# --- many people ------------------------------------------------------------------------------------------------------


def test_a_bundle_has_a_report_each_a_summary_and_a_manifest(receipt: Receipts, tmp_path: Path) -> None:
    people = [
        One("a", receipt("golden_wa")),
        One("=b", receipt("excluded")),
        One("a again", receipt("golden_wa")),
        One("c", None, "nobody"),
    ]
    done = write_bundle(people, tmp_path / "one.zip", at=NOON)
    assert (done.reports, done.missing) == (2, 1)
    write_bundle(people, tmp_path / "two.zip", at=NOON)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.zip", "two.zip"]
    with zipfile.ZipFile(tmp_path / "one.zip") as bundle:
        names = bundle.namelist()
        hashes = dict(line.split("  ")[::-1] for line in bundle.read("manifest.sha256").decode().splitlines())
        assert set(hashes) == set(names) - {"manifest.sha256"}
        for name, sha256 in hashes.items():
            assert hashlib.sha256(bundle.read(name)).hexdigest() == sha256
        rows = bundle.read("summary.csv").decode("utf-8-sig").splitlines()
        assert len(rows) == 5
        assert rows[2].startswith("'=b,")
        assert rows[4].endswith(",nobody")
        assert len([name for name in names if name.endswith(".pdf")]) == 2
        one = next(name for name in names if name.endswith(".json"))
        assert json.loads(bundle.read(one))["format"] == "needleproof-receipt/1"


def test_a_bundle_that_fails_leaves_nothing(receipt: Receipts, tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(b"before")

    def people() -> Any:
        yield One("a", receipt("golden_wa"))
        raise RuntimeError("the cable is out")

    with pytest.raises(RuntimeError, match="cable"):
        write_bundle(people(), tmp_path / "old.zip", at=NOON)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("old.zip", b"before")]


def test_rule_requirements_are_all_shown(receipt: Receipts) -> None:
    for who in ("verdict_met", "golden_wa", "verdict_not_met"):
        found = receipt(who)
        text = words_of(found)[7]
        for one in found.verdicts:
            if one.need is Need.NEEDLING_RULE:
                assert str(one.details.get("citation") or "no rule was found") in text
                for judged in one.details.get("judged") or ():
                    assert wording.ANSWERED[judged["answer"]][1] in text
