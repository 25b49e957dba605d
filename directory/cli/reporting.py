"""Reports and receipts on the command line: for one person with `check`, for many, and reaching a receipt again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import profiles
from directory.chain import inclusion
from directory.checking_one.reports import filed
from directory.cli.application import app, receipt_app
from directory.cli.console import HEALTHY, UNHEALTHY, err, escaped, fail, out, print_json, showing
from directory.cli.options import Json
from directory.cli.stores import clock_of, store, waiting
from directory.config import Config, today_of
from directory.findings import decided_for_report
from directory.matching.files import written_whole
from directory.normalize.identifiers import clean_npi
from directory.normalize.places import state_code
from directory.reporting import forms
from directory.reporting.bundle import One, write_bundle
from directory.reporting.gathering import Gathering, ReportError
from directory.reporting.order import Order, here, made_at
from directory.reporting.pages import same_pages
from directory.reporting.pdf import Paper, PdfError, pdf_of
from directory.reporting.receipt import ReceiptFileError, bytes_of, packed, parsed_of, read
from directory.reporting.replay import Replayed, ReplayError
from directory.reporting.replay import replay as replayed
from directory.reporting.report import file_name
from directory.store.database import DatabaseError, connect, explained, reading
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.moments import Moment, MomentError
from directory.store.writing import writing
from directory.vocabulary import Audience

PdfTo = Annotated[Path | None, typer.Option("--pdf", help="Write a report as PDF: a file, or a folder to name it in.")]
ReceiptTo = Annotated[
    Path | None, typer.Option("--receipt", help="Write the receipt as JSON: a file, or a folder to name it in.")
]
PaperOption = Annotated[Paper, typer.Option("--paper", help="Paper of the report.")]
PreparedFor = Annotated[str | None, typer.Option("--prepared-for", help="For whom the report is, as it will say.")]
Purpose = Annotated[str | None, typer.Option("--purpose", help="What it is for, as it will say.")]
By = Annotated[str | None, typer.Option("--by", help="Who makes it, as it will say.")]
Since = Annotated[
    Path | None, typer.Option("--since", help="An earlier receipt or report: the new one tells what changed.")
]
MOST_PEOPLE = 5_000  # of one bundle
LONGEST_LINE = 200
WAIT = 5.0  # seconds for whoever else writes: the report is made by then, and somebody waits for the command
PAGES = {
    True: "they are those of this receipt",
    False: "the pages are not those of this receipt",
    None: "the pages were not compared: another version of the program made them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `check` was asked to write, and what it shall say of itself."""

    pdf: Path | None = None
    receipt: Path | None = None
    paper: Paper = Paper.LETTER
    prepared_for: str | None = None
    purpose: str | None = None
    by: str | None = None
    since: Path | None = None

    @property
    def anything(self) -> bool:
        return self.pdf is not None or self.receipt is not None

    def order(
        self,
        found: Config,
        audience: Audience,
        submitted: Mapping[str, str],
        *,
        moment: Moment | None = None,
        treating_in: str | None = None,
        region: str | None = None,
    ) -> Order:
        """Ends the command for an earlier receipt that cannot be read."""
        return Order(
            as_of=moment.true_on if moment else today_of(found),
            at=made_at(found.today),
            zone=here(),
            audience=audience,
            submitted=submitted,
            prepared_for=self.prepared_for,
            purpose=self.purpose,
            by=self.by,
            since=_earlier(self.since) if self.since else None,
            moment=moment,
            treating_in=treating_in,
            region=region,
        )


def _earlier(file: Path) -> forms.Receipt:
    try:
        receipt, _ = read(file)
    except ReceiptFileError as error:
        fail(f"--since: {error}")
    return receipt


def write_reports(found: Config, session: Session, ids: list[str], wanted: Wanted, order: Order) -> forms.Receipt:
    """Writes what was asked for of the one person, or ends the command with nothing written."""
    if len(ids) != 1:
        fail(f"a report is of one person, and {len(ids)} have this number: give the NPI", UNHEALTHY)
    with in_words():
        receipt = _gathering(found, session, many=False).receipt(ids[0], order)
        files: list[tuple[Path, bytes]] = []
        if wanted.pdf:
            files.append((_target(wanted.pdf, receipt, "pdf"), pdf_of(receipt, wanted.paper)))
        if wanted.receipt:
            files.append((_target(wanted.receipt, receipt, "json"), packed(receipt)))
    _write(files)
    for target, _ in files:
        err.print(f"Wrote {escaped(str(target))} (report {receipt.id}).", highlight=False)
    return receipt


def keep_report(found: Config, receipt: forms.Receipt, *, by: str) -> None:
    """Keeps that it was made, as the page does. It is written by then: where it cannot be kept, that is told."""
    try:
        engine = connect(found.database_url)
        try:
            with writing(engine, "check", wait=WAIT, on_wait=waiting):
                filed(engine, EvidenceStore(found.evidence_dir), receipt, by=by, now=clock_of(found)())
        finally:
            engine.dispose()
    except (DatabaseError, SQLAlchemyError, EvidenceError, OSError) as error:
        why = explained(error, found.database_url)
        err.print(f"The report is written, and that it was made is not kept: {escaped(why)}", highlight=False)


def _gathering(found: Config, session: Session, *, many: bool = True) -> Gathering:
    proof = partial(inclusion, found.data_dir, file=found.chain)
    return Gathering(
        session, EvidenceStore(found.evidence_dir), proof=proof, near=decided_for_report, many=many
    )  # fmt: skip


@contextmanager
def in_words() -> Iterator[None]:
    """Ends the command with a sentence where no report can be made."""
    try:
        yield
    except (ReportError, EvidenceError, PdfError, MomentError) as error:
        fail(f"no report was made: {error}", UNHEALTHY)


def _target(path: Path, receipt: forms.Receipt, ending: str) -> Path:
    return path / file_name(receipt, ending) if path.is_dir() else path


def _write(files: Sequence[tuple[Path, bytes]]) -> None:
    """All of them or none: each takes its place when all are complete."""
    target = None
    try:
        with ExitStack() as together:
            for target, body in files:
                together.enter_context(written_whole(target)).write_bytes(body)
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}", UNHEALTHY)


@app.command("report")
def report(
    file: Annotated[Path, typer.Argument(help="Lines with an NPI, or a license number and a state: PT60012345,WA.")],
    out_file: Annotated[Path, typer.Option("--out", help="The zip to write: a file, or a folder to name it in.")],
    coordinator: Annotated[bool, typer.Option("--coordinator", help="Also what only coordinators may see.")] = False,
    paper: PaperOption = Paper.LETTER,
    prepared_for: PreparedFor = None,
    purpose: Purpose = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Write the reports of many people: a zip with a PDF and a receipt each, a summary, and a manifest of hashes.

    Whoever is not found has a line in the summary that says so. Empty lines and lines with # are passed over.

    Example: needleproof report people.txt --out reports.zip
    """
    asked = _lines(file)
    wanted = Wanted(paper=paper, prepared_for=prepared_for, purpose=purpose, by=by)
    with store() as (found, engine), showing() as told, Session(reading(engine)) as session, in_words():
        target = out_file / f"reports_{today_of(found)}.zip" if out_file.is_dir() else out_file
        audience = Audience.COORDINATOR if coordinator else found.audience
        order, gathering = wanted.order(found, audience, {}), _gathering(found, session)

        def people() -> Iterator[One]:
            for done, line in enumerate(asked, start=1):
                yield _one(gathering, line, order)
                told("reports", done, len(asked))

        try:
            done = write_bundle(people(), target, at=order.at, paper=paper)
        except OSError as error:
            fail(f"{target} cannot be written: {error.strerror or error}", UNHEALTHY)
    if as_json:
        print_json({"file": str(target), **asdict(done)})
    else:
        out.print(f"Wrote {escaped(str(target))}: {done.reports} reports, {done.missing} without one.", highlight=False)
    if done.missing:
        raise typer.Exit(UNHEALTHY)


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_bytes()[: (MOST_PEOPLE + 1) * LONGEST_LINE].decode("utf-8-sig")
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        fail(f"{file} is no text in UTF-8")
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(lines) > MOST_PEOPLE:
        fail(f"{file} has more than {MOST_PEOPLE:,} lines: make several files of it")
    if long := next((number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE), None):
        fail(f"{file}: entry {long} has more than {LONGEST_LINE} characters")
    if not lines:
        fail(f"{file} names nobody: write an NPI, or a license number and a state, on each line")
    return lines


def _one(gathering: Gathering, line: str, order: Order) -> One:
    """The person of a line, or in words why there is no report."""
    number, comma, place = (part.strip() for part in line.partition(","))
    session = gathering.session
    if comma:
        code = state_code(place)
        if code is None:
            return One(line, None, f"no state is called {place!r}")
        ids, submitted = profiles.ids_by_license(session, number, code), {"license": number, "state": code}
    else:
        try:
            npi = clean_npi(number)
        except ValueError as error:
            return One(line, None, str(error))
        ids, submitted = profiles.ids_by_npi(session, npi) if npi else [], {"npi": number}
    if len(ids) != 1:
        return One(line, None, "more than one person has this number" if ids else "not in what we have read")
    try:
        return One(line, gathering.receipt(ids[0], replace(order, submitted=submitted)))
    except (ReportError, EvidenceError) as error:
        return One(line, None, str(error))


@receipt_app.command("replay")
def replay(
    file: Annotated[Path, typer.Argument(help="A receipt (JSON), or a report (PDF) with its receipt inside.")],
    as_json: Json = False,
) -> None:
    """Reach the verdicts of a receipt again, offline, and say identical or what differs.

    All hashes are checked first. The verdicts are reached from what the receipt holds, by its own rules; whether
    today's rules say the same is told too. Exit status: 0 identical, 1 it differs or was changed, 2 it cannot be read.

    Example: needleproof receipt replay receipt.json
    """
    try:
        body = bytes_of(file)
        receipt, told = parsed_of(file, body)
        done = replayed(receipt, told)
    except ReceiptFileError as error:
        fail(str(error))
    except ReplayError as error:
        fail(f"{file}: {error}")
    pdf = body.startswith(b"%PDF")
    same = same_pages(receipt, body) if pdf and not done.broken else None
    pages = PAGES[same] if pdf and not done.broken else None
    identical = done.identical and same is not False
    if as_json:
        print_json({"receipt": receipt.id, "identical": identical, "pages": pages, **asdict(done)})
    else:
        _tell(receipt, done, pages)
    raise typer.Exit(HEALTHY if identical else UNHEALTHY)


def _tell(receipt: forms.Receipt, done: Replayed, pages: str | None) -> None:
    whose = f"Receipt {receipt.id}, {escaped(receipt.person.name)}, as of {receipt.made.as_of}"
    if done.broken:
        out.print(f"{whose}: CHANGED since it was made. Nothing was recomputed.", highlight=False)
        for line in done.broken:
            out.print(f"  {escaped(line)}", highlight=False)
        return
    count = len(receipt.verdicts)
    verdict = f"identical: {count} verdicts reached again" if done.identical else "DIFFERENT"
    out.print(f"{whose}: {verdict}.", highlight=False)
    if pages:
        out.print(f"  Pages: {pages}.", highlight=False)
    if done.identical:
        out.print("  The receipt is consistent in itself; compared with nothing outside.", highlight=False)
    for one in done.differences:
        out.print(f"  {escaped(str(one))}", highlight=False)
    if done.rules_changed:
        since = date.isoformat(receipt.made.as_of)
        out.print(f"Rules have changed since {since}: {', '.join(map(escaped, done.rules_changed))}.", highlight=False)
        lines = [f"  By today's rules: {escaped(str(one))}" for one in done.today]
        for line in lines or ["  By today's rules the verdicts are the same."]:
            out.print(line, highlight=False)
