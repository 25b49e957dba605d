"""Commands that look at everybody who is watched, tell what runs out, and show and sign the proof of it."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory.cli.application import app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.options import Json, Wait
from directory.cli.stores import clock_of, store, writer
from directory.cli.whoever import signed_by
from directory.config import Config, today_of
from directory.exporting.cells import cells
from directory.matching.files import written_whole
from directory.monitoring.calendar_file import calendar_of
from directory.monitoring.delivering import Outcome, ReceiverError, deliver, receivers
from directory.monitoring.digest import digest_of
from directory.monitoring.expiring import Credential, credentials, table_of, within
from directory.monitoring.kinds import WEIGHTS, Weight
from directory.monitoring.lists import WatchError, list_named
from directory.monitoring.members import watched
from directory.monitoring.notices import Asked, notices
from directory.monitoring.running import MonitorError, monitor, sign
from directory.monitoring.sheet_pdf import file_name, pdf_of_sheet
from directory.monitoring.sheets import Sheet, SheetError, sheet_of_month, sheet_of_run
from directory.refresh import last_publication
from directory.reporting.pdf import PdfError
from directory.store.writing import WAIT

monitor_app = typer.Typer(
    invoke_without_command=True, help="What changed of everybody who is watched, what runs out, and the proof of it."
)
app.add_typer(monitor_app, name="monitor")

OfList = Annotated[str | None, typer.Option("--list", help="Only the people of this watch list.")]


@monitor_app.callback()
def monitor_command(
    ctx: typer.Context,
    of: OfList = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder for the digest, the proof sheet and what runs out.")
    ] = None,
    notify: Annotated[
        list[str] | None,
        typer.Option(help="Also send the digest there: an address of Apprise. Else those of NEEDLEPROOF_NOTIFY."),
    ] = None,
    drop_owed: Annotated[
        bool, typer.Option("--drop-owed", help="Give up what is owed to addresses that are not named; with --by.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Who has it run; the name of this machine's user otherwise.")] = None,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Look at everybody who is watched: what changed since the last time, each thing once, and a proof sheet.

    It rests on what is published: run `needleproof refresh` before. A digest that cannot be sent stays owed and is
    sent with the next run: exit status 1. What is owed to an address that is not named goes to those that are as well,
    and stays owed until it is sent or given up with --drop-owed, which needs --by and is kept in the evidence chain.

    Example: needleproof monitor --out monitoring --notify mailto://user:password@example.org
    """
    if ctx.invoked_subcommand is not None:
        return
    if drop_owed and not (by or "").strip():
        fail("nothing is given up: say who does it with --by")
    with writer("monitor", wait=wait) as (found, engine), showing() as told:
        clock = clock_of(found)
        try:
            to = receivers([*found.notify, *(notify or ())])
            run = monitor(
                engine, today=today_of(found), clock=clock, by=signed_by(by), list_name=of, to=to, progress=told
            )
        except (MonitorError, WatchError, ReceiverError) as error:
            fail(str(error))
    with store(write=True) as (found, engine):
        files = _files(found, engine, run, of, folder) if folder else []
        dropped_by = signed_by(by) if drop_owed else None
        sent = deliver(engine, to, clock=clock, base=found.public_url, run=run, dropped_by=dropped_by)
        with Session(engine) as session:
            sheet = sheet_of_run(session, run)
    if as_json:
        print_json(_told(run, sheet, sent, files))
    else:
        _print(run, sheet, sent, files)
    if any(one.owed for one in sent):
        raise typer.Exit(UNHEALTHY)


@monitor_app.command("expiring")
def expiring(
    days: Annotated[int, typer.Option("--within", min=0, max=3650, help="Days until it ends, or since.")] = 120,
    of: OfList = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write it as CSV.")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", help="Write all ends of credentials as a calendar.")] = None,
    as_json: Json = False,
) -> None:
    """List what runs out soon or has run out, credential by credential. What was renewed is not there any more.

    Example: needleproof monitor expiring --within 90 --ics expiring.ics
    """
    with store() as (found, engine), Session(engine) as session:
        today = today_of(found)
        try:
            everything = _credentials(found, session, of)
        except WatchError as error:
            fail(str(error))
        published = last_publication(session)
        shown = within(everything, today, days)
        if csv_file:
            _write(csv_file, _csv(table_of(shown, today)))
        if ics and published:
            _write(
                ics,
                calendar_of(everything, name=_calendar_name(of), stamp=published.published_at, base=found.public_url),
            )
    if as_json:
        print_json([one.row(today) for one in shown])
        return
    if not shown:
        out.print(f"Nothing runs out within {days} days.")
        return
    table = Table("last day", "left", "who", "what", "status", box=SIMPLE, padding=0, show_edge=False)
    for one in shown:
        left = one.left(today)
        table.add_row(
            str(one.expires), f"{left} d" if left >= 0 else f"over {-left} d", escaped(one.name), escaped(one.title),
            one.status,
        )  # fmt: skip
    out.print(table)


@monitor_app.command("sheet")
def sheet_command(
    run: Annotated[
        int | None, typer.Argument(min=1, max=2**63 - 1, help="Number of the run; else the last one.")
    ] = None,
    month: Annotated[str | None, typer.Option(help="All runs of a month, such as 2026-11, on one sheet.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as PDF.")] = None,
    as_json: Json = False,
) -> None:
    """Show the proof sheet of a run, or of a month: what was searched, for whom, with which result, and who signed.

    Example: needleproof monitor sheet --month 2026-11 --pdf november.pdf
    """
    if run is not None and month is not None:
        fail("give the number of a run or --month, not both")
    with store() as (_, engine), Session(engine) as session:
        try:
            found = sheet_of_month(session, month) if month else sheet_of_run(session, run)
        except SheetError as error:
            fail(str(error), UNHEALTHY)
    if pdf:
        _write(pdf, _pdf(found))
    if as_json:
        print_json(_sheet_told(found))
    elif not pdf:
        _print_sheet(found)
    if not found.whole:
        fail(f"the sheet of run {', '.join(map(str, found.broken))} was changed since it was made", UNHEALTHY)


@monitor_app.command("sign")
def sign_command(
    run: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Number of the run.")],
    by: Annotated[str, typer.Option(help="Who reviewed the sheet and signs it: name or initials.")],
    note: Annotated[str, typer.Option(help="What was done about it.")] = "",
) -> None:
    """Sign the proof sheet of a run, once, after you reviewed it.

    Example: needleproof monitor sign 3 --by JR --note "two letters sent"
    """
    with store(write=True) as (found, engine):
        try:
            sign(engine, run, by=by, note=note, now=clock_of(found)())
        except MonitorError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"The sheet of run {run} is signed by {escaped(by)}.", highlight=False)


# --- files ------------------------------------------------------------------------------------------------------------


def _files(found: Config, engine: Engine, run: int, of: str | None, folder: Path) -> list[str]:
    """Writes everything of a run into the folder; returns the names of the files."""
    today = today_of(found)
    with Session(engine) as session:
        sheet = sheet_of_run(session, run)
        digest = digest_of(sheet.content, sheet.sha256, notices(session, Asked(run=run)), found.public_url)
        everything = _credentials(found, session, of)
        published = last_publication(session)
    assert published is not None  # else there was no run
    bodies = {
        file_name(sheet, "txt"): digest.text.encode(),
        file_name(sheet, "html"): digest.html.encode(),
        file_name(sheet, "json"): (json.dumps(_sheet_told(sheet), ensure_ascii=False, indent=1) + "\n").encode(),
        file_name(sheet, "pdf"): _pdf(sheet),
        f"expiring-{today}.csv": _csv(table_of(within(everything, today, 120), today)),
        "expiring.ics": calendar_of(
            everything, name=_calendar_name(of), stamp=published.published_at, base=found.public_url
        ),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"the folder {folder} cannot be made: {error.strerror or error}; run {run} is kept", UNHEALTHY)
    for name, body in bodies.items():
        _write(folder / name, body)
    return list(bodies)


def _write(file: Path, body: bytes) -> None:
    try:
        with written_whole(file) as beside:
            beside.write_bytes(body)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror or error}", UNHEALTHY)


def _pdf(sheet: Sheet) -> bytes:
    try:
        return pdf_of_sheet(sheet)
    except PdfError as error:
        fail(str(error), UNHEALTHY)


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(cells(row) for row in table)
    return text.getvalue().encode("utf-8-sig")


def _credentials(found: Config, session: Session, of: str | None) -> list[Credential]:
    people, _ = watched(session, list_named(session, of).id if of else None)
    return credentials(session, {one: scope.names for one, scope in people.items()}, today_of(found))


def _calendar_name(of: str | None) -> str:
    return f"Runs out: {of}" if of else "Runs out"


# --- what is printed --------------------------------------------------------------------------------------------------


def _sheet_told(sheet: Sheet) -> dict[str, Any]:
    signed = [
        {"run": one.run, "at": one.at and one.at.isoformat(), "by": one.by, "note": one.note} for one in sheet.signed
    ]
    return {"sheet": sheet.content, "sha256": sheet.sha256, "signed": signed, "changed_since": list(sheet.broken)}


def _told(run: int, sheet: Sheet, sent: Sequence[Outcome], files: Sequence[str]) -> dict[str, Any]:
    content = sheet.content
    return {
        "run": run, "sha256": sheet.sha256, "period": content["period"], "people": content["people"]["count"],
        "counts": content["counts"], "changes": content["changes"], "exceptions": content["exceptions"],
        "sent": [
            {"run": one.run, "service": one.service, "sent": one.sent, "owed": one.owed, "why": one.why or None}
            for one in sent
        ],
        "files": list(files),
    }  # fmt: skip


def _print(run: int, sheet: Sheet, sent: Sequence[Outcome], files: Sequence[str]) -> None:
    content = sheet.content
    changes = content["changes"]
    out.print(
        f"Run {run}: {content['people']['count']:,} people looked at, {len(changes):,} changes told.", highlight=False
    )
    for weight in Weight:
        some = [one for one in changes if one["weight"] == weight]
        if some:
            out.print(f"[bold]{WEIGHTS[weight]}[/]")
        for one in some:
            out.print(f"  {escaped(one['name'])}: {escaped(one['text'])}", highlight=False)
    for line in content["exceptions"]:
        out.print(f"  [yellow]{escaped(line)}[/]", highlight=False)
    for one in sent:
        out.print(f"The digest of run {one.run} {_sent_words(one)}.", highlight=False)
    for name in files:
        out.print(f"Written: {escaped(name)}", highlight=False)
    out.print(f"Proof sheet: `needleproof monitor sheet {run}`, SHA-256 {sheet.sha256}", highlight=False)


def _sent_words(one: Outcome) -> str:
    if one.sent:
        return f"was sent to {escaped(one.service)}" + (f"; [red]{escaped(one.why)}[/]" if one.owed else "")
    why = f": {escaped(one.why)}" if one.why else ""
    if one.owed:
        return f"[red]could not be sent, and stays owed, to[/] {escaped(one.service)}{why}"
    return f"[yellow]was not sent to[/] {escaped(one.service)}{why}"


def _print_sheet(sheet: Sheet) -> None:
    """As on paper, in lines."""
    from directory.monitoring.sheet_words import lines_of

    for line in lines_of(sheet):
        out.print(escaped(line), highlight=False)
