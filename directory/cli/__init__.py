"""The `needleproof` command: the composition root, the one package that may import both others."""

from directory.cli import (  # noqa: F401  they register their commands
    accounts,
    chaining,
    chasing,
    checking,
    database,
    demo,
    discrepancies,
    disputes,
    documents,
    evidence,
    explaining,
    exporting,
    finding,
    findings,
    gathering,
    history,
    judging,
    looking_up,
    matching,
    measuring,
    monitoring,
    probing,
    rebuilding,
    receipts,
    refreshing,
    reporting,
    reviewing,
    roster,
    rule_changes,
    rules,
    serving,
    watching,
)
from directory.cli.application import app

__all__ = ["app", "main"]


def main() -> None:
    """Entry of the console command."""
    app()
