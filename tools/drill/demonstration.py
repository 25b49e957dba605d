"""Kills `needleproof demo` with everything it started, starts it again, and compares what is published in the end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from directory.store.database import connect
from tools.drill import standing
from tools.drill.child import TODAY
from tools.drill.killing import Count

LIMIT = 600.0  # seconds that one demo may take


def drilled_demo(folder: Path, *, kills: int, seed: int, progress: Callable[[int], None] = lambda _: None) -> Count:
    """A demo without kills, and one that is killed ``kills`` times before it may end: the same published view."""
    count = Count("sqlite", "demo", drills=1)
    folder.mkdir(parents=True)
    started = time.perf_counter()
    _demo(folder / "undisturbed", folder / "undisturbed.txt", None)
    whole = time.perf_counter() - started
    luck = random.Random(f"{seed}/demo")
    data = folder / "killed"
    while count.kills < kills:
        count.kills += _demo(data, folder / "killed.txt", luck.uniform(0.0, whole))
        progress(1)
    if _demo(data, folder / "killed.txt", None):
        count.wrong.append(f"the demo did not end well: {(folder / 'killed.txt').read_text()[-2000:]}")
        return count
    then, now = (_published(folder / name) for name in ("undisturbed", "killed"))
    if now != then:
        count.wrong.append(f"published view: {standing.differing(now, then)}")
    count.acknowledged = len(then)
    count.seconds = round(time.perf_counter() - started, 1)
    return count


def _demo(data: Path, log: Path, seconds: float | None) -> bool:
    """Runs the demo; True when it was killed, with all processes it had started, or ended badly by itself."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEEDLEPROOF_")}
    command = [sys.executable, "-m", "directory.cli", "--today", TODAY.isoformat(), "--data", str(data), "demo"]
    with log.open("w") as out:
        running = subprocess.Popen(
            [*command, "--no-serve"], env=clean, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            return running.wait(seconds if seconds is not None else LIMIT) != 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            return True


def _published(data: Path) -> list[str]:
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    try:
        with engine.connect() as connection:
            return standing.published(connection, clock=False)
    finally:
        engine.dispose()
