"""Twenty readers beside one writer: errors, and how much longer their slowest searches take than in a quiet minute."""

import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count, cycle
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, main

READERS, PROCESSES, PAUSE = 20, 4, 0.25  # each reader asks four times a second at most
SECONDS = float(os.environ.get("NEEDLEPROOF_BENCH_SECONDS", "60"))
TODAY = date(2026, 11, 20)
QUERIES = [{"state": state} for state in ("WA", "CO", "MD", "IL", "CT", "DE", "SD", "AZ")]


def read(url: str, seconds: float, pipe: Any) -> None:
    """Sends (seconds of each search, errors) of this process's share of the readers."""
    from sqlmodel import Session

    from directory.search import Query, search
    from directory.store.database import connect

    engine = connect(url, read_only=True)
    taken: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + seconds

    def one(number: int) -> None:
        queries = cycle(QUERIES[number % len(QUERIES) :] + QUERIES[: number % len(QUERIES)])
        time.sleep(PAUSE * number / READERS)
        while time.monotonic() < until:
            started = time.perf_counter()
            try:
                with Session(engine) as session:
                    search(session, Query(**next(queries)), today=TODAY)
            except Exception as error:  # counted: there must be none
                errors.append(f"{type(error).__name__}: {error}"[:200])
            taken.append(time.perf_counter() - started)
            time.sleep(PAUSE)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(READERS // PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send((taken, errors))


def write(url: str, folder: str, stop: Any, pipe: Any) -> None:
    """Reads both days of the sample world in turn and publishes each, until told to stop; sends how often."""
    from crawlers.runner import Workplace, load
    from directory.refresh import rebuild
    from directory.store.database import connect
    from directory.store.evidence import EvidenceStore

    engine = connect(url)
    place = Workplace(engine, EvidenceStore(Path(folder) / "evidence"), lambda: datetime.now(UTC))
    for done in count():
        files = sorted((Path(folder) / f"day{done % 2 + 1}").iterdir())
        for file in files:
            if stop.is_set():
                pipe.send(done)
                return
            load(file.stem, [file], place)
        rebuild(engine, as_of=TODAY, now=datetime.now(UTC))


def prepared(folder: Path) -> str:
    """A published sample store; the files of two days of one board and the exclusion list lie beside it."""
    from crawlers.runner import Workplace, load
    from crawlers.sample.formats.socrata import DATASETS
    from crawlers.sample.soql import SoqlTable
    from crawlers.sample.world import SampleWorld
    from crawlers.spiders.wa_doh import WaDohSpider
    from directory.refresh import rebuild
    from directory.store.database import connect, ready
    from directory.store.evidence import EvidenceStore

    url = f"sqlite:///{folder / 'store.db'}"
    engine = ready(connect(url))
    place = Workplace(engine, EvidenceStore(folder / "evidence"), lambda: datetime.now(UTC))

    for day in (1, 2):
        world = SampleWorld(TODAY, day)
        into = folder / f"day{day}"
        into.mkdir()
        table = SoqlTable(DATASETS[WaDohSpider.dataset].fields, world.socrata_rows(WaDohSpider.dataset), "2026-11-20")
        rows = table.query({"$where": WaDohSpider.where, "$order": ":id", "$limit": "5000"})
        (into / "wa_doh.json").write_text(json.dumps(rows))
        (into / "example_institute.html").write_text(world.institute_page)
        full = folder / world.nppes_zip_name
        full.write_bytes(world.nppes_zip)
    load("nppes_bulk", [full], place)
    for file in sorted((folder / "day1").iterdir()):
        load(file.stem, [file], place)
    rebuild(engine, as_of=TODAY, now=datetime.now(UTC))
    engine.dispose()
    return url


def _asked(url: str, seconds: float) -> tuple[list[float], list[str]]:
    context = multiprocessing.get_context("spawn")
    pipes, taken, errors = [], [], []
    for _ in range(PROCESSES):
        here, there = context.Pipe()
        context.Process(target=read, args=(url, seconds, there)).start()
        pipes.append(here)
    for pipe in pipes:
        times, wrong = pipe.recv()
        taken += times
        errors += wrong
    return sorted(taken), errors


def figures() -> Sequence[Figure]:
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        url = prepared(Path(name))
        quiet, wrong = _asked(url, SECONDS / 3)
        stop = context.Event()
        here, there = context.Pipe()
        writer = context.Process(target=write, args=(url, name, stop, there))
        writer.start()
        busy, more = _asked(url, SECONDS)
        stop.set()
        published = here.recv()
        writer.join()
    errors = len(wrong) + len(more)
    p95 = [times[int(len(times) * 0.95)] for times in (busy, quiet)]
    ratio = p95[0] / p95[1]
    return [
        Figure(
            f"p95 of {len(busy)} searches beside {published} publishings, against {len(quiet)} quiet ones",
            round(p95[0], 4), round(p95[1], 4), round(ratio, 3), "<= 2.0", ratio <= 2.0,
        ),
        Figure(f"errors of {READERS} readers", errors, len(busy), errors / len(busy), "<= 0.0", not errors),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(figures, __doc__ or ""))
