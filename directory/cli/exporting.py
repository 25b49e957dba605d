"""Commands that put everything published into files for other programs, and what changed since the last time."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlmodel import Session

from directory.cli.application import export_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.options import Json, StatesOption, states_of
from directory.cli.stores import clock_of, store
from directory.config import today_of
from directory.exporting import changes, schema
from directory.exporting.export import export
from directory.exporting.manifest import ExportError, Manifest, read
from directory.exporting.order import Kind, Order, Wanted
from directory.exporting.reading import OrderError
from directory.store.database import reading
from directory.vocabulary import Audience

Target = Annotated[Path, typer.Argument(help="A folder: made, or replaced where it is an export of ours.")]
For = Annotated[
    Audience, typer.Option("--audience", help="For coordinators also what patients must not see: keep it to yourself.")
]


@export_app.command("csv")
def csv_files(
    target: Target, audience: For = Audience.PATIENT, state: StatesOption = None, as_json: Json = False
) -> None:
    """Everybody as CSV: a file for each table, cells that no spreadsheet takes for a formula.

    Example: needleproof export csv out/csv
    """
    _export(Kind.CSV, target, audience, state, as_json)


@export_app.command("parquet")
def parquet_files(
    target: Target, audience: For = Audience.PATIENT, state: StatesOption = None, as_json: Json = False
) -> None:
    """Everybody as Parquet: a file for each table, with typed columns.

    Example: needleproof export parquet out/parquet --state WA
    """
    _export(Kind.PARQUET, target, audience, state, as_json)


@export_app.command("json")
def json_files(
    target: Target, audience: For = Audience.PATIENT, state: StatesOption = None, as_json: Json = False
) -> None:
    """Everybody as JSON: a file for each table, a row a line, with the JSON Schema of the rows.

    Example: needleproof export json out/json
    """
    _export(Kind.JSON, target, audience, state, as_json)


@export_app.command("fhir")
def fhir_files(
    target: Target,
    audience: For = Audience.PATIENT,
    state: StatesOption = None,
    validate: Annotated[
        Wanted, typer.Option("--validate", help="Of whom the resources are looked at before anything stands there.")
    ] = Wanted.SAMPLE,
    as_json: Json = False,
) -> None:
    """Everybody as FHIR R4: a file for each type of resource, a resource a line.

    Their structure is looked at by the models of R4B (which leaves these types as they are in R4), their codes,
    references and paths by this program; what is not valid stops the export, and nothing is written.

    Example: needleproof export fhir out/fhir --validate all
    """
    _export(Kind.FHIR, target, audience, state, as_json, validate)


@export_app.command("diff")
def diff(
    target: Target,
    since: Annotated[Path, typer.Option("--since", metavar="DIR", help="The last full export.")],
    as_json: Json = False,
) -> None:
    """What was added, changed and removed since the last full export: in its format, for its reader, of its states.

    Example: needleproof export diff out/changes --since out/json
    """
    with _in_words():
        changes.apart(target, since)
        before = read(since)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=_parent(target)))
        try:
            _made(Kind(before.kind), beside / "new", before.audience, tuple(before.states))
            made = changes.difference(since, beside / "new", target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    if as_json:
        print_json(msgspec.to_builtins(made))
        return
    for one in made.tables:
        out.print(
            f"  {one.table}: {one.added:,} added, {one.changed:,} changed, {one.removed:,} removed", highlight=False
        )
    out.print(f"Written to {escaped(str(target))}; `needleproof export apply` makes the new export of it.")


@export_app.command("apply")
def apply(
    old: Annotated[Path, typer.Argument(help="The full export that the changes were made since.")],
    diff_dir: Annotated[Path, typer.Argument(metavar="DIFF", help="The folder of changes.")],
    new: Annotated[Path, typer.Argument(help="The folder for the new full export.")],
    as_json: Json = False,
) -> None:
    """Make the new full export from the last one and the changes: byte for byte what a full export would be.

    Example: needleproof export apply out/json out/changes out/json-new
    """
    with _in_words():
        manifest = changes.apply(old, diff_dir, new)
    _tell(manifest, new, as_json)


@export_app.command("schema")
def json_schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the tables of this version.

    Example: needleproof export schema
    """
    sys.stdout.write(schema.promised().decode())


def _export(
    kind: Kind,
    target: Path,
    audience: Audience,
    states: list[str] | None,
    as_json: bool,
    validate: Wanted = Wanted.NONE,
) -> None:
    with _in_words():
        manifest = _made(kind, target, audience, tuple(states_of(states)), validate)
    _tell(manifest, target, as_json)


def _made(
    kind: Kind, target: Path, audience: Audience, states: tuple[str, ...], validate: Wanted = Wanted.NONE
) -> Manifest:
    with store() as (found, engine), showing() as told, Session(reading(engine)) as session:
        order = Order(
            kind=kind,
            today=today_of(found),
            made_at=clock_of(found)(),
            audience=audience,
            states=states,
            validate=validate,
        )
        return export(session, target, order, told)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ExportError as error:
        fail(str(error))
    except OrderError as error:
        fail(f"the database sorts ids in its own way ({error}): no export can be made from it", UNHEALTHY)
    except OSError as error:
        fail(f"{error.filename or 'the folder'} cannot be written: {error.strerror or error}", UNHEALTHY)


def _parent(target: Path) -> Path:
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _tell(manifest: Manifest, target: Path, as_json: bool) -> None:
    if as_json:
        print_json(msgspec.to_builtins(manifest))
        return
    for one in manifest.files:
        if one.table:
            out.print(f"  {one.name}: {one.rows:,} rows, {one.bytes:,} bytes", highlight=False)
    out.print(
        f"Written to {escaped(str(target))} for {manifest.audience.value}s, as of {manifest.shown_on}.", highlight=False
    )
