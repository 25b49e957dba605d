"""The command line's groups of commands, and the options that stand before all of them."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from directory import __version__
from directory.cli.console import UNHEALTHY, fail, out
from directory.rules import RuleFileError


class InWords(TyperGroup):
    """Ends any command with a sentence where the rule files of this program are not in order."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except RuleFileError as error:
            fail(f"the rules are not in order: {error}. `needleproof rules lint` names everything", UNHEALTHY)


app = typer.Typer(
    name="needleproof",
    cls=InWords,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Who is trained in dry needling, may they do it here, and can you prove that you checked?",
)
db_app = typer.Typer(no_args_is_help=True, help="The database: its schema, backups, and whether all is well with it.")
runs_app = typer.Typer(invoke_without_command=True, help="What was read when, and how it ended; accept a real change.")
receipts_app = typer.Typer(no_args_is_help=True, help="Look-ups made by hand where nothing may be crawled, with proof.")
receipt_app = typer.Typer(no_args_is_help=True, help="Receipts of reports: reach their verdicts again, offline.")
accounts_app = typer.Typer(no_args_is_help=True, help="Who may sign in, and what was done to accounts.")
disputes_app = typer.Typer(
    no_args_is_help=True, help="What people say is wrong about somebody: the queue, and what was decided."
)
documents_app = typer.Typer(no_args_is_help=True, help="Certificates and other papers that coordinators saw.")
rosters_app = typer.Typer(no_args_is_help=True, help="Rosters that were checked: what came of them; forget them.")
evidence_app = typer.Typer(no_args_is_help=True, help="The bytes that everything shown rests on.")
review_app = typer.Typer(
    invoke_without_command=True, help="Is it the same person? What only people can decide, and what they decided."
)
findings_app = typer.Typer(
    no_args_is_help=True, help="Possible exclusion hits and contradictions: what waits, and what people decided."
)
links_app = typer.Typer(
    invoke_without_command=True, help="How often links between records are wrong: what was measured, and measuring it."
)
rules_app = typer.Typer(no_args_is_help=True, help="The states' rules: what they say, and whether they are in order.")
sources_app = typer.Typer(
    invoke_without_command=True, help="Every source and how it stands; whether it still is what we believe."
)
export_app = typer.Typer(no_args_is_help=True, help="Files for other programs: CSV, Parquet, JSON, FHIR; and changes.")
app.add_typer(db_app, name="db")
app.add_typer(accounts_app, name="accounts")
app.add_typer(runs_app, name="runs")
app.add_typer(sources_app, name="sources")
app.add_typer(receipts_app, name="receipts")
app.add_typer(receipt_app, name="receipt")
app.add_typer(disputes_app, name="disputes")
app.add_typer(documents_app, name="documents")
app.add_typer(rosters_app, name="rosters")
app.add_typer(evidence_app, name="evidence")
app.add_typer(review_app, name="review")
app.add_typer(findings_app, name="findings")
app.add_typer(links_app, name="links")
app.add_typer(rules_app, name="rules")
app.add_typer(export_app, name="export")


def _version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def common(
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="Act as if it were this day, such as 2026-11-20.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder (else NEEDLEPROOF_DATA, else ./data).")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log lines (JSON) to standard error too.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options before the command hold for every command."""
    if today is not None:
        os.environ["NEEDLEPROOF_TODAY"] = today
    if data is not None:
        os.environ["NEEDLEPROOF_DATA"] = str(data)
    os.environ["NEEDLEPROOF_VERBOSE"] = "1" if verbose else ""
