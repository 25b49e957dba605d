"""Commands about the database itself: its schema, its backups, and whether all is well with it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from directory.chain import ChainFiles
from directory.cli.application import db_app
from directory.cli.chaining import files_of
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.options import Json, Wait
from directory.cli.stores import clock_of, in_words, settings, waiting
from directory.store.backup import back_up
from directory.store.checkup import Finding, check_up
from directory.store.database import DatabaseError, connect, explained, upgrade
from directory.store.evidence import EvidenceStore
from directory.store.restoring import restore
from directory.store.writing import WAIT, writing


@db_app.command("upgrade")
def db_upgrade(wait: Wait = WAIT) -> None:
    """Bring the database's schema to this version's; nothing that was stored is lost."""
    found = settings()
    with in_words(found):
        engine = connect(found.database_url)
        with writing(engine, "db upgrade", wait=wait, on_wait=waiting):
            before, after = upgrade(engine)
        engine.dispose()
    out.print(f"Schema {before or 'new'} → {after}.", highlight=False)


@db_app.command("backup")
def db_backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, or that of an earlier backup, which it replaces.")],
    as_json: Json = False,
) -> None:
    """Copy the whole database, its evidence and the evidence chain into a folder, while others read and write.

    A backup is the same whether the database is SQLite or PostgreSQL, and can be restored into either.
    Evidence that the folder has already is not copied again.

    Example: needleproof db backup /mnt/backups/needleproof
    """
    found = settings()
    with in_words(found), showing() as told:
        engine = connect(found.database_url, read_only=True)
        manifest = back_up(engine, found.evidence_dir, folder, now=clock_of(found)(), told=told)
        files_of(found).copy_to(ChainFiles.at(folder))
        engine.dispose()
    if as_json:
        print_json(asdict(manifest))
    else:
        rows = sum(manifest.rows.values())
        out.print(
            f"{rows:,} rows and {manifest.evidence:,} evidence files are in {escaped(str(folder))}.", highlight=False
        )
    if manifest.missing:
        message = (
            f"{len(manifest.missing)} evidence files were missing or damaged before, first {manifest.missing[0]}; "
            "`needleproof db check` names them. All else is in the backup"
        )
        fail(message, UNHEALTHY)


@db_app.command("restore")
def db_restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `needleproof db backup` made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a database that is not empty; all that it holds is lost.")
    ] = False,
    wait: Wait = WAIT,
) -> None:
    """Put a backup in the place of the database: whole, or nothing changes.

    Readers see the old data until the last step. The kind of database may be another than was backed up.

    Example: needleproof db restore /mnt/backups/needleproof --replace
    """
    found = settings()
    with in_words(found):
        engine = connect(found.database_url)
        with writing(engine, "db restore", wait=wait, on_wait=waiting), showing() as told:
            manifest = restore(engine, found.evidence_dir, folder, replace=replace, told=told)
            if not files_of(found).file.exists():  # one that is there says what was known, whatever is lost
                ChainFiles.at(folder).copy_to(files_of(found))
        engine.dispose()
    rows = sum(manifest.rows.values())
    out.print(f"{rows:,} rows of {manifest.made} are back, with {manifest.evidence:,} evidence files.", highlight=False)


@db_app.command("check")
def db_check(
    deep: Annotated[bool, typer.Option("--deep", help="Also read every byte of the evidence.")] = False,
    as_json: Json = False,
) -> None:
    """Look whether all is well with the database and its evidence; changes nothing.

    Each check is named with ok, or with what is wrong and what to do: exit status 1.
    """
    found = settings()
    findings: list[Finding] = []
    try:
        with showing() as told:
            engine = connect(found.database_url, read_only=True)
            for finding in check_up(engine, EvidenceStore(found.evidence_dir), deep=deep, told=told):
                findings.append(finding)
                if not as_json:
                    _print_finding(finding)
            engine.dispose()
    except (DatabaseError, SQLAlchemyError) as error:
        findings.append(Finding("database", (explained(error, found.database_url),)))
        if not as_json:
            _print_finding(findings[-1])
    if as_json:
        print_json([{"ok": finding.ok} | asdict(finding) for finding in findings])
    raise typer.Exit(HEALTHY if all(finding.ok for finding in findings) else UNHEALTHY)


def _print_finding(finding: Finding) -> None:
    if finding.ok:
        out.print(f"ok     {finding.check}", highlight=False)
        return
    for number, wrong in enumerate(finding.wrong):
        mark = "[bold red]wrong[/]" if number == 0 else "     "
        out.print(f"{mark}  {finding.check}: {escaped(wrong)}", highlight=False)
    if finding.advice:
        out.print(f"       What to do: {escaped(finding.advice)}", highlight=False)
