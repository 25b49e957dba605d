"""What the command line prints, and the codes it ends with."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)
HEALTHY, UNHEALTHY, USAGE = 0, 1, 2
Told = Callable[[str, int, int | None], None]


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Says what was wrong and what to do, and stops."""
    err.print(f"[bold red]Error:[/] {escaped(message)}", highlight=False)
    raise typer.Exit(code)


def escaped(text: str) -> str:
    return text.replace("[", r"\[")


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else str(value)


def print_json(value: object) -> None:
    """One JSON value on one line: several results are JSON lines."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False) + "\n")


@contextmanager
def showing() -> Iterator[Told]:
    """Progress with counts and ETA on standard error; nothing when nobody watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield told
