"""The `needleproof` command: the composition root, the one package that may import both others."""

from directory.cli import (  # noqa: F401  they register their commands
    checking,
    database,
    demo,
    explaining,
    finding,
    gathering,
    history,
    judging,
    looking_up,
    matching,
    measuring,
    probing,
    receipts,
    refreshing,
    reviewing,
    serving,
)
from directory.cli.application import app

__all__ = ["app", "main"]


def main() -> None:
    """Entry of the console command."""
    app()
