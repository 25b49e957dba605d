"""The commands that check a file of people, and that show and forget what was checked."""

import getpass
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory.cli.application import app, rosters_app
from directory.cli.console import UNHEALTHY, err, escaped, fail, out, print_json, showing
from directory.cli.options import Json, Wait
from directory.cli.stores import clock_of, store, writer
from directory.config import Config, today_of
from directory.findings import decided_for_report
from directory.matching.files import written_whole
from directory.reporting.gathering import Gathering, ReportError
from directory.reporting.order import Order
from directory.reporting.receipt import packed
from directory.roster.at_once import Checked, Mapped, Wanted, check_roster
from directory.roster.columns import Meaning, RosterError
from directory.roster.deciding import RowStatus
from directory.roster.emptied import sentences
from directory.roster.job import Outcome, to_go_on
from directory.roster.limits import LIMITS
from directory.roster.results import COLUMNS
from directory.store import rosters
from directory.store.database import reading
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.rosters_tables import Roster
from directory.store.writing import WAIT
from directory.vocabulary import Audience

NONE = "none"  # the meaning of a column that is not to be read
MOST_TOLD = 20  # changed rows that are printed
_CHANGED = COLUMNS.index("np_changed_since_last")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The roster's name, as `needleproof rosters list` tells it.")]


@app.command()
def roster(
    file: Annotated[Path, typer.Argument(help="CSV, tabs, ; or |, or a workbook (XLSX), with a row of column names.")],
    out_file: Annotated[Path, typer.Option("--out", help="Where the same rows go, with what is known appended.")],
    name: Annotated[
        str | None, typer.Option("--name", help="What the roster is called; its runs are compared. Else the file's.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who checks it: name or initials. Else your login name.")] = "",
    only_changes: Annotated[
        bool, typer.Option("--only-changes", help="Write only the rows that changed since the last run.")
    ] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="Also write a workbook beside OUT, with explanations and rejected rows.")
    ] = False,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook, by its name.")] = None,
    header_row: Annotated[
        int | None, typer.Option("--header-row", min=1, help="Where the column names stand, where that is not found.")
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=MEANING",
            help=f"What a column means, such as 'Lic #=license number', or {NONE}; may be given again. Remembered.",
        ),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="A result file to compare with, instead of the last run.")
    ] = None,
    receipts: Annotated[
        Path | None, typer.Option("--receipts", help="A folder for one JSON receipt of each person that was found.")
    ] = None,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Check a file of people: each row as it came, with 22 columns np_… about its person.

    Headers may be spelt in any usual way; a CAQH roster is taken as it is. Columns of social security numbers, birth
    dates, DEA numbers and tax ids are never read or kept, and left empty in the file that is written; so is any cell
    that is written like a social security number or tells a birth date. A row with a fault, an unknown number or a name
    that contradicts it is told so, and costs no other row its answer. The cleaned rows and their answers are kept: a
    run that was killed goes on where it was, and the next run of the roster says what changed. `needleproof rosters
    forget` deletes them.

    Example: needleproof roster people.csv --out checked.csv
    """
    mapping = _mapping(mapped)
    with store(write=True) as (found, engine), showing() as told, Session(reading(engine)) as session:
        keep = _keeping(found, session, receipts) if receipts else None
        wanted = Wanted(
            by=_who(by), name=name, sheet=sheet, header_row=header_row, mapping=mapping, previous=previous,
            receipts=receipts, only_changes=only_changes, excel=out_file.with_suffix(".xlsx") if excel else None,
        )  # fmt: skip
        try:
            done = check_roster(
                engine, file, out_file, told, wanted, today=today_of(found), now=clock_of(found)(), receipt=keep,
                wait=wait,
            )  # fmt: skip
        except RosterError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{out_file} cannot be written: {error.strerror or error}", UNHEALTHY)
        with Session(reading(engine)) as after:
            changes = list(_changes(after, done.begun.id)) if done.outcome.changed else []
    if as_json:
        print_json(_as_json(done, file, out_file))
    else:
        _tell(done, out_file, changes)


def _who(by: str) -> str:
    try:
        return by.strip() or getpass.getuser()
    except (KeyError, OSError):  # the account has no name
        fail("--by is needed: who checks the roster")


def _mapping(texts: list[str] | None) -> Mapped | None:
    known, found = {meaning.value: meaning for meaning in Meaning}, dict[str, Meaning | None]()
    for text in texts or ():
        column, equals, word = text.rpartition("=")
        if not equals or not column.strip() or (word.strip() != NONE and word.strip() not in known):
            fail(f"--map {text!r}: write COLUMN=MEANING; the meanings are {', '.join([*known, NONE])}")
        found[column.strip()] = known.get(word.strip())
    return found or None


def _keeping(found: Config, session: Session, folder: Path) -> Callable[[str], str]:
    """Writes the receipt of a person as ID.json; its id is what the row says."""
    receipts, at = Gathering(session, EvidenceStore(found.evidence_dir), near=decided_for_report), clock_of(found)()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"--receipts: the folder {folder} cannot be made: {error.strerror}")

    def keep(person: str) -> str:
        order = Order(as_of=today_of(found), at=at, audience=Audience.COORDINATOR)
        try:
            receipt = receipts.receipt(person, order)
        except (ReportError, EvidenceError, OSError) as error:
            return f"none could be made: {error}"
        written(folder / f"{receipt.id}.json", packed(receipt))
        return receipt.id

    def written(at: Path, body: bytes) -> None:
        try:
            with written_whole(at) as file:
                file.write_bytes(body)
        except OSError as error:
            fail(f"--receipts: nothing can be written to the folder {folder}: {error.strerror or error}", UNHEALTHY)

    return keep


def _changes(session: Session, roster_id: int) -> Iterator[tuple[int, str]]:
    """(row, what changed) of the first rows that changed."""
    for row in rosters.rows(session, roster_id, changed=True, most=MOST_TOLD):
        yield row.number, (row.answers or [""] * len(COLUMNS))[_CHANGED]


def _ignored(done: Checked) -> list[tuple[str, str]]:
    columns = done.columns
    return [(columns.name(place), meaning.value) for place, meaning in columns.never.items()]


def _as_json(done: Checked, file: Path, out_file: Path) -> dict[str, object]:
    found = done.outcome
    return {
        "file": str(file),
        "out": str(out_file),
        "name": done.begun.name,
        "run": done.begun.id,
        "resumed_at": done.begun.answered if done.begun.resumed else None,
        "rows": found.rows,
        **found.statuses,
        "reasons": dict(sorted(found.reasons.items())),
        "same_person_again": found.again,
        "changed": found.changed,
        "gone": found.gone,
        "delimiter": done.delimiter,
        "columns": done.columns.read,
        "ignored": [{"column": column, "meaning": meaning} for column, meaning in _ignored(done)],
        "emptied": {column: dict(found) for column, found in sorted(done.emptied.items())},
        "not_read": [column for column in done.columns.unread if column],
        "told": list(done.told),
    }


def _tell(done: Checked, out_file: Path, changes: list[tuple[int, str]]) -> None:
    if done.begun.resumed:
        err.print(
            f"Went on with a run that was begun before: {done.begun.answered:,} of {done.begun.rows:,} rows had their "
            "answers already.", highlight=False,
        )  # fmt: skip
    for sentence in done.told:
        err.print(f"  {escaped(sentence)}", highlight=False)
    if done.remembered:
        err.print("  What somebody said of the columns of such a file before holds for this one too.", highlight=False)
    for meaning, columns in done.columns.read.items():
        err.print(f"  {meaning}: column {escaped(columns)}", highlight=False)
    for column, meaning in _ignored(done):
        err.print(
            f"  {escaped(column)} ({meaning}) is never read, and empty in {escaped(str(out_file))}", highlight=False
        )
    for sentence in sentences(done.emptied):
        err.print(f"  {escaped(sentence)}; empty in {escaped(str(out_file))}", highlight=False)
    out.print(f"{_in_short(done.outcome)}. Written to {escaped(str(out_file))}.", highlight=False)
    for code, number in sorted(done.outcome.reasons.items()):
        out.print(f"  {code}: {number:,}; np_reason says why, by row and column", highlight=False)
    _tell_changes(done.outcome, changes)


def _in_short(found: Outcome) -> str:
    numbers = found.statuses
    return (
        f"{found.rows:,} rows: {numbers[RowStatus.DONE]:,} done, {numbers[RowStatus.REVIEW]:,} for review, "
        f"{numbers[RowStatus.REJECTED]:,} rejected"
    )


def _tell_changes(found: Outcome, changes: list[tuple[int, str]]) -> None:
    if found.changed is None:
        return
    gone = f", {found.gone:,} of its rows are gone" if found.gone else ""
    out.print(f"Since the last time {found.changed:,} rows changed{gone}.", highlight=False)
    for number, what in changes:
        out.print(f"  row {number:,}: {escaped(what)}", highlight=False)
    if found.changed > len(changes):
        out.print(f"  and {found.changed - len(changes):,} more; np_changed_since_last says what", highlight=False)


# --- what was checked -------------------------------------------------------------------------------------------


@rosters_app.command("list")
def list_rosters(as_json: Json = False) -> None:
    """List the rosters that were checked, the newest run of each first.

    Example: needleproof rosters list
    """
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        found = rosters.runs(session)
        if as_json:
            print_json([_run(one) for one in found])
            return
    if not found:
        out.print(f"No roster was checked yet. {LIMITS}")
        return
    table = Table("run", "name", "day", "by", "rows", "done", "review", "rejected", "changed", box=SIMPLE, padding=0)
    for one in found:
        if one.ended_at is None:
            table.add_row(*_named(one), f"{one.rows:,}", "begun, not ended", "", "", "")
            continue
        came = Outcome.of(one)
        numbers = [f"{came.statuses[status]:,}" for status in RowStatus]
        table.add_row(*_named(one), f"{one.rows:,}", *numbers, "–" if came.changed is None else f"{came.changed:,}")
    out.print(table)
    for one in found:
        if one.ended_at is None:
            out.print(f"Run {one.id} is not ended. {escaped(to_go_on(one))}", highlight=False)


def _named(one: Roster) -> tuple[str, str, str, str]:
    return str(one.id), escaped(one.name), f"{one.as_of}", escaped(one.by)


def _run(one: Roster) -> dict[str, object]:
    return one.model_dump(mode="json", include={"id", "name", "file_name", "by", "way", "rows", "counts"}) | {
        "begun_at": _time(one.begun_at),
        "as_of": one.as_of.isoformat(),
        "ended_at": _time(one.ended_at),
        "rows_kept": not one.thinned,
        "to_go_on": None if one.ended_at else to_go_on(one),
    }


def _time(when: datetime | None) -> str | None:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}" if when else None


@rosters_app.command("show")
def show_roster(
    name: Name,
    status: Annotated[RowStatus | None, typer.Option(help="Only rows with this status.")] = None,
    changed: Annotated[bool, typer.Option("--changed", help="Only rows that changed since the run before.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """Show what came of the rows of a roster's last run: status, reason, whose results they tell.

    Example: needleproof rosters show people.csv --status review
    """
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        last = rosters.last_ended(session, name)
        if last is None and (begun := rosters.runs(session, name)):
            fail(f"roster {name} is not ended. {to_go_on(begun[0])}")
        if last is None or last.id is None:
            fail(f"no roster called {name!r} was checked; `needleproof rosters list` names them")
        word = status.value if status else None
        total = rosters.count(session, last.id, status=word, changed=changed)
        rows = list(rosters.rows(session, last.id, status=word, changed=changed, most=limit))
    told = [{"row": one.number} | dict(zip(COLUMNS, one.answers or (), strict=False)) for one in rows]
    if as_json:
        print_json(_run(last) | {"answers": told})
        return
    out.print(f"{escaped(last.name)}, checked on {last.as_of}: {_in_short(Outcome.of(last))}.", highlight=False)
    for one in told:
        words = (one[name] for name in ("np_row_status", "np_practitioner_id", "np_reason") if one[name])
        out.print(f"  row {one['row']}: {escaped(' '.join(map(str, words)))}", highlight=False)
    if total > len(rows):
        out.print(f"  and {total - len(rows):,} more; --limit shows them", highlight=False)


@rosters_app.command("forget")
def forget_roster(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    wait: Wait = WAIT,
) -> None:
    """Delete all runs of a roster with their rows. The files that were written stay where they are.

    Example: needleproof rosters forget people.csv --yes
    """
    with writer("rosters forget", wait=wait) as (_, engine), Session(engine) as session:
        many = len(rosters.runs(session, name))
        if not many:
            fail(f"no roster called {name!r} was checked; `needleproof rosters list` names them")
        if not yes and not typer.confirm(f"Delete {many:,} runs of {name} with their rows?"):
            out.print("Nothing was deleted.")
            return
        rosters.forget_all(session, name)
        session.commit()
    out.print(f"{escaped(name)} is forgotten: {many:,} runs were deleted.", highlight=False)
