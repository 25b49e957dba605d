"""The command that checks a file of people."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from directory.cli.application import app
from directory.cli.console import UNHEALTHY, err, escaped, fail, out, print_json, showing
from directory.cli.options import Json
from directory.cli.stores import clock_of, store
from directory.config import Config, today_of
from directory.matching.files import written_whole
from directory.reporting.gathering import Gathering, ReportError
from directory.reporting.order import Order
from directory.reporting.receipt import packed
from directory.roster.checking import Checked, check_roster
from directory.roster.columns import RosterError
from directory.roster.deciding import RowStatus
from directory.store.database import reading
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.vocabulary import Audience


@app.command()
def roster(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with NPIs or license numbers; tabs, ; and | do as well.")],
    out_file: Annotated[Path, typer.Option("--out", help="Where the same rows go, with what is known appended.")],
    previous: Annotated[
        Path | None, typer.Option("--previous", help="The file of the last time: says in each row what changed since.")
    ] = None,
    receipts: Annotated[
        Path | None, typer.Option("--receipts", help="A folder for one JSON receipt of each person that was found.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a file of people: each row as it came, with 22 columns np_… about its person.

    Headers may be spelt in any usual way; a CAQH roster is taken as it is. Columns of social security numbers, birth
    dates, DEA numbers and tax ids are never read, and left empty in the file that is written; so is any cell that is
    written like a social security number. A row with a fault, an
    unknown number or a name that contradicts it is told so, and costs no other row its answer. Cells of ours never
    begin like a formula; yours stay as they came.

    Example: needleproof roster people.csv --out checked.csv
    """
    with store() as (found, engine), showing() as told, Session(reading(engine)) as session:
        keep = _keeping(found, session, receipts) if receipts else None
        try:
            done = check_roster(
                session, file, out_file, told, today=today_of(found), previous=previous, receipt=keep
            )  # fmt: skip
        except RosterError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{out_file} cannot be written: {error.strerror or error}", UNHEALTHY)
    if as_json:
        print_json(_as_json(done, file, out_file))
    else:
        _tell(done, out_file)


def _keeping(found: Config, session: Session, folder: Path) -> Callable[[str], str]:
    """Writes the receipt of a person, once, as ID.json; its id is what the row says."""
    made: dict[str, str] = {}
    receipts, at = Gathering(session, EvidenceStore(found.evidence_dir)), clock_of(found)()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"--receipts: the folder {folder} cannot be made: {error.strerror}")

    def keep(person: str) -> str:
        if person not in made:
            order = Order(as_of=today_of(found), at=at, audience=Audience.COORDINATOR)
            try:
                receipt = receipts.receipt(person, order)
            except (ReportError, EvidenceError, OSError) as error:
                made[person] = f"none could be made: {error}"
            else:
                written(folder / f"{receipt.id}.json", packed(receipt))
                made[person] = receipt.id
        return made[person]

    def written(at: Path, body: bytes) -> None:
        try:
            with written_whole(at) as file:
                file.write_bytes(body)
        except OSError as error:
            fail(f"--receipts: nothing can be written to the folder {folder}: {error.strerror or error}", UNHEALTHY)

    return keep


def _ignored(done: Checked) -> list[tuple[str, str]]:
    columns = done.columns
    return [(columns.name(place), meaning.value) for place, meaning in columns.never.items()]


def _as_json(done: Checked, file: Path, out_file: Path) -> dict[str, object]:
    return {
        "file": str(file),
        "out": str(out_file),
        "rows": done.rows,
        **{status.value: done.statuses[status] for status in RowStatus},
        "reasons": dict(sorted(done.reasons.items())),
        "same_person_again": done.again,
        "changed": done.changed,
        "delimiter": done.delimiter,
        "columns": done.columns.read,
        "ignored": [{"column": column, "meaning": meaning} for column, meaning in _ignored(done)],
        "emptied": dict(sorted(done.emptied.items())),
        "not_read": [column for column in done.columns.unread if column],
    }


def _tell(done: Checked, out_file: Path) -> None:
    for meaning, columns in done.columns.read.items():
        err.print(f"  {meaning}: column {escaped(columns)}", highlight=False)
    for column, meaning in _ignored(done):
        err.print(
            f"  {escaped(column)} ({meaning}) is never read, and empty in {escaped(str(out_file))}", highlight=False
        )
    for column, many in sorted(done.emptied.items()):
        err.print(
            f"  {escaped(column)}: {many:,} cells written like a social security number are empty in "
            f"{escaped(str(out_file))}", highlight=False,
        )  # fmt: skip
    numbers = {status: done.statuses[status] for status in RowStatus}
    out.print(
        f"{done.rows:,} rows: {numbers[RowStatus.DONE]:,} done, {numbers[RowStatus.REVIEW]:,} for review, "
        f"{numbers[RowStatus.REJECTED]:,} rejected. Written to {escaped(str(out_file))}.",
        highlight=False,
    )
    for code, number in sorted(done.reasons.items()):
        out.print(f"  {code}: {number:,}; np_reason says why, by row and column", highlight=False)
