"""Reports of many people as one zip: a PDF and a receipt each, a summary, and a manifest of hashes."""

import csv
import hashlib
import io
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from directory.matching.files import written_whole
from directory.reporting import forms, words
from directory.reporting.pdf import Paper, pdf_of
from directory.reporting.receipt import packed
from directory.reporting.report import file_name
from directory.vocabulary import Need

COLUMNS = ("asked", "name", "npi", "report", "license", "exclusions", "training", "rule", "pdf", "receipt", "problem")
SETTING = 2  # PDFs at once
MANIFEST, SUMMARY = "manifest.sha256", "summary.csv"


@dataclass(frozen=True, slots=True)
class One:
    """A person of the bundle: as asked for, with the receipt or why there is none."""

    asked: str
    receipt: forms.Receipt | None
    problem: str = ""


@dataclass(slots=True)
class Written:
    """How many reports were written, and how many people asked for have none."""

    reports: int = 0
    missing: int = 0


def write_bundle(people: Iterable[One], target: Path, *, at: datetime, paper: Paper = Paper.LETTER) -> Written:
    """Writes the zip beside and then replaces; the same receipts make the same bytes. ``at``: aware, of all its files.

    Raises PdfError for a report that cannot be set, OSError for a disk that cannot be written.
    """
    done, hashes, rows = Written(), dict[str, str](), [list(COLUMNS)]
    with written_whole(target) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one, pdf in _set_ahead(people, paper):
            if one.receipt is None:
                done.missing += 1
                rows.append([_cell(one.asked), *[""] * 9, _cell(one.problem)])
                continue
            if pdf is not None:
                _put(bundle, file_name(one.receipt, "pdf"), pdf.result(), hashes, at)
                _put(bundle, file_name(one.receipt, "json"), packed(one.receipt), hashes, at)
                done.reports += 1
            rows.append(_row(one.asked, one.receipt))
        summary = io.StringIO(newline="")
        csv.writer(summary).writerows(rows)
        _put(bundle, SUMMARY, summary.getvalue().encode("utf-8-sig"), hashes, at)
        manifest = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
        _put(bundle, MANIFEST, manifest.encode(), {}, at)
    return done


def _set_ahead(people: Iterable[One], paper: Paper) -> Iterator[tuple[One, Future[bytes] | None]]:
    """Each person with the PDF, which is set while the next people are gathered: the compiler needs no Python.

    Of whoever is asked for twice there is one; None for the second time, and where there is no receipt.
    """
    seen: set[str] = set()
    waiting: deque[tuple[One, Future[bytes] | None]] = deque()
    with ThreadPoolExecutor(SETTING) as crew:
        for one in people:
            name = file_name(one.receipt, "pdf") if one.receipt else None
            fresh = one.receipt is not None and name not in seen
            waiting.append((one, crew.submit(pdf_of, one.receipt, paper) if one.receipt and fresh else None))
            seen |= {name} if name else set()
            if len(waiting) > SETTING:
                yield waiting.popleft()
        yield from waiting


def _row(asked: str, receipt: forms.Receipt) -> list[str]:
    needs = (Need.LICENSE, Need.EXCLUSION, Need.TRAINING, Need.NEEDLING_RULE)
    told = [asked, receipt.person.name, receipt.person.npi or "", receipt.id]
    told += [_results(receipt, need) for need in needs]
    return [_cell(text) for text in (*told, file_name(receipt, "pdf"), file_name(receipt, "json"), "")]


def _results(receipt: forms.Receipt, need: Need) -> str:
    found = [words.status(one) for one in receipt.verdicts if one.need is need]
    return "; ".join(dict.fromkeys(found)) or "nothing to check"


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _put(bundle: zipfile.ZipFile, name: str, body: bytes, hashes: dict[str, str], at: datetime) -> None:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    bundle.writestr(entry, body)
    hashes[name] = hashlib.sha256(body).hexdigest()
