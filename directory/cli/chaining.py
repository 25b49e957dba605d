"""The command that audits everything, and the closing of days that comes with every publishing."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from directory.chain import Audit, ChainError, ChainFiles, after_publishing, audit, close_days
from directory.chain.auditing import not_chained
from directory.cli.application import app
from directory.cli.console import HEALTHY, UNHEALTHY, Told, err, escaped, out, print_json, showing
from directory.cli.options import Json
from directory.cli.stores import clock_of, in_words, settings
from directory.config import Config
from directory.store.database import DatabaseError, connect, readable
from directory.store.evidence import EvidenceStore
from directory.store.writing import writing


def files_of(found: Config, file: Path | None = None) -> ChainFiles:
    return ChainFiles.at(found.data_dir, file or found.chain)


def chained(found: Config, engine: Engine, told: Told = lambda *_: None) -> None:
    """Adds the days that are over to the evidence chain. To be called by the one writer, after publishing.

    What was published stands, whatever is wrong with the chain: that is told.
    """
    try:
        after_publishing(engine, files_of(found), now=clock_of(found)(), told=told)
    except ChainError as error:
        err.print(
            f"[bold red]The evidence chain is not gone on with:[/] {escaped(str(error))}. Run `needleproof audit`.",
            highlight=False,
        )


@app.command("audit")
def audit_command(
    deep: Annotated[
        bool, typer.Option("--deep/--quick", help="Read every byte of the evidence, or only its sizes.")
    ] = True,
    chain: Annotated[
        Path | None, typer.Option(help="The chain file (else NEEDLEPROOF_CHAIN, else chain.txt in the data folder).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Verify all that was read, decided and published, and name the first item that is no longer as it was.

    Looked at are: the chain file, the items of every closed day, every byte of the evidence, the contents of all
    records, and all that was ever published. Up to 20 broken items are told: exit status 1. Nothing is changed, but
    that days that are over are added to the chain when all is well.

    Example: needleproof audit
    """
    found = settings()
    files, evidence = files_of(found, chain), EvidenceStore(found.evidence_dir)
    with in_words(found), showing() as told:
        engine = connect(found.database_url, read_only=True)
        try:
            result = audit(readable(engine), evidence, files, deep=deep, now=clock_of(found)(), told=told)
        finally:
            engine.dispose()
        closed = _closed(found, files, result, told)
        outside = _outside(found, result, closed)
    if as_json:
        _print_json(result, closed, outside)
    else:
        _print(result, closed, outside, deep=deep)
    raise typer.Exit(HEALTHY if result.ok else UNHEALTHY)


def _closed(found: Config, files: ChainFiles, result: Audit, told: Told) -> list[date]:
    """Closes the days that wait for it, where all is well and nobody else writes; else a note says why not."""
    if not result.waiting:
        return []
    waiting = f"{len(result.waiting)} days that are over are not in the chain yet, first {result.waiting[0]}"
    if not result.ok:
        result.notes.append(f"{waiting}: nothing is added while an item is broken")
        return []
    try:
        engine = connect(found.database_url)
        try:
            with writing(engine, "audit", wait=0):
                return [line.day for line in close_days(engine, files, now=clock_of(found)(), told=told)]
        finally:
            engine.dispose()
    except (DatabaseError, ChainError, OSError) as error:
        result.notes.append(f"{waiting}: {error}")
        return []


def _outside(found: Config, result: Audit, closed: list[date]) -> tuple[int, date] | None:
    """How many items no closed day has yet, and since when."""
    days = [*result.days, *closed]
    engine = connect(found.database_url, read_only=True)
    try:
        return not_chained(readable(engine), max(days) if days else None)
    finally:
        engine.dispose()


def _not_found(outside: tuple[int, date]) -> str:
    number, day = outside
    return f"{number:,} items since {day} are not in the chain yet: changes to them would not be found"


def _print(result: Audit, closed: list[date], outside: tuple[int, date] | None, *, deep: bool) -> None:
    for one in result.broken:
        out.print(f"[bold red]Broken:[/] {escaped(str(one))}", highlight=False)
    for note in result.notes:
        out.print(f"Note: {escaped(note)}", highlight=False)
    if closed:
        out.print(f"Added to the chain: {len(closed)} days, {closed[0]} to {closed[-1]}.", highlight=False)
    if outside:
        out.print(f"Note: {_not_found(outside)}.", highlight=False)
    if result.ok:
        days = f" of {len(result.days)} days, from {result.days[0]} to {result.days[-1]}" if result.days else ""
        sizes = "" if deep else " Of the evidence only the sizes were looked at."
        out.print(f"All is well: {result.items:,} items{days}.{sizes}", highlight=False)


def _print_json(result: Audit, closed: list[date], outside: tuple[int, date] | None) -> None:
    days = [str(day) for day in result.days]
    print_json(
        {
            "ok": result.ok,
            "items": result.items,
            "days": len(days),
            "from": days[0] if days else None,
            "to": days[-1] if days else None,
            "added": [str(day) for day in closed],
            "broken": [asdict(one) | {"sentence": str(one)} for one in result.broken],
            "notes": result.notes,
            "not_in_chain": {"items": outside[0], "since": str(outside[1]), "sentence": _not_found(outside)}
            if outside
            else None,
        }
    )
