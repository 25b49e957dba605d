"""`make drill`: kills crawls, loads, publishing, upgrades and the demo at random instants; exits 1 on any loss."""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from tests import postgresql
from tests.databases import Databases, Postgresql, Sqlite
from tools.drill.demonstration import drilled_demo
from tools.drill.killing import Count, drilled, shares
from tools.drill.works import scene, works

DEMO = "demo"
PEOPLE, DELAY = 100, 0.003  # of the roster; seconds
KINDS = ("sqlite", "postgresql")


def main() -> int:
    """The exit status: 0 when nothing was lost, doubled or wrong."""
    asked = _asked()
    kinds = KINDS if asked.database == "both" else (asked.database,)
    err = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    counts: list[Count] = []
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="needleproof-drill-") as name,
        Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar,
    ):
        folder = Path(name)
        demo = threading.Thread(
            target=lambda: counts.append(
                drilled_demo(
                    folder / DEMO, kills=asked.demo, seed=asked.seed, progress=_advancing(bar, DEMO, asked.demo)
                )
            )
        )
        if asked.demo:
            demo.start()
        for number, kind in enumerate(kinds):
            kills = asked.kills // len(kinds) + (number < asked.kills % len(kinds))
            with _databases(kind, folder) as databases:
                counts += _drilled(databases, folder / kind, asked, kills, _advancing(bar, kind, kills))
        if asked.demo:
            demo.join()
    _tell(counts, time.perf_counter() - started, as_json=asked.json)
    return 0 if all(count.well for count in counts) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.drill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="over all databases, without those of the demo")
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demo", type=int, default=10, metavar="KILLS", help="kills of `needleproof demo` (0: none)")
    parser.add_argument("--only", action="append", default=[], metavar="WORK", help="a kind of work, by its name below")
    parser.add_argument("--people", type=int, default=PEOPLE, help="pages of the invented roster")
    parser.add_argument("--broken", action="store_true", help="with a writer that loses records: the drill must fail")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _advancing(bar: Progress, what: str, total: int) -> Callable[[int], None]:
    task = bar.add_task(what, total=total)
    return lambda number: bar.advance(task, number)


def _drilled(
    databases: Databases, folder: Path, asked: argparse.Namespace, kills: int, progress: Callable[[int], None]
) -> Iterator[Count]:
    folder.mkdir()
    if not kills:
        return
    with scene(folder, people=asked.people, delay=DELAY) as shared:
        found = works(shared, databases, folder, only=asked.only)
        for work, number in zip(found, shares(found, kills), strict=True):
            yield drilled(
                work, databases, shared, folder, kills=number, seed=asked.seed, broken=asked.broken, progress=progress
            )


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Databases]:
    def once(name: str, fill: Callable[[Path], None]) -> Path:
        made = folder / name
        made.mkdir()
        fill(made)
        return made

    if kind == "sqlite":
        yield Sqlite(once)
        return
    run = postgresql.Run()
    try:
        databases = Postgresql(postgresql.server(), once, folder / "own")
        yield databases
        databases.close()
    finally:
        run.end()


def _tell(counts: Sequence[Count], seconds: float, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(count) | {"well": count.well} for count in counts], ensure_ascii=False))
        return
    table = Table("database", "work", "kills", "drills", "resumed", "acknowledged", "lost", "doubled", "wrong", "s")
    for count in counts:
        numbers = (count.kills, count.drills, count.resumed, count.acknowledged, len(count.lost), len(count.doubled),
                   len(count.wrong))  # fmt: skip
        table.add_row(count.database, count.work, *(f"{n:,}" for n in numbers), f"{count.seconds:.0f}")
    console = Console()
    console.print(table)
    for count in counts:
        for what in ("lost", "doubled", "wrong"):
            for line in getattr(count, what)[:5]:
                console.print(f"{count.database}, {count.work}, {what}: {line}", markup=False, highlight=False)
    kills = sum(count.kills for count in counts)
    bad = sum(not count.well for count in counts)
    told = f"{bad} kinds of work failed" if bad else "nothing lost, nothing doubled, every end as without a kill"
    console.print(f"{kills} kills in {seconds:.0f} s: {told}.", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
