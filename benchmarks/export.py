"""A million invented people to Parquet, and people as FHIR resources a second; how much memory a whole export takes.

The peers do less: `sqlite3` writes the same three tables as CSV, with nothing told of who may see what and on which
day; `fhir.resources` makes the same resources from the same dicts, and writes them as JSON with every value looked at.
"""

import argparse
import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlmodel import Session

from benchmarks.measure import Figure, bound, peak, report, timed
from benchmarks.search_people import AS_OF, make_people
from directory.exporting import fhir
from directory.exporting.export import export
from directory.exporting.order import Kind, Order
from directory.exporting.parts import PROCESSES
from directory.exporting.reading import everybody, telling
from directory.exporting.validating import model
from directory.store.database import connect, reading, ready
from directory.vocabulary import Audience

PEOPLE = 1_000_000
SECONDS, A_SECOND, MEGABYTES = 60, 5_000, 1_024  # what is promised
FHIR_PEOPLE, PEER_PEOPLE = 20_000, 300
TABLES = ("practitioner", "practice_location", "verification")
PARTS = ("parquet", "fhir", "resources")
CPU_SECONDS = 100  # of two cores within a minute, with some left for whoever else is there
EVERY = 5.0  # seconds between two words of how far it is
ALONE = "--alone"  # one export, in a process of its own, whose memory is only that of the export


def figures(rows: int = PEOPLE, wanted: Sequence[str] = PARTS) -> list[Figure]:
    """``wanted``: of `PARTS`; each can be run alone, upon a store that was kept."""
    kept = os.environ.get("NEEDLEPROOF_BENCH_SEARCH")  # a store that was made before, to look again
    with tempfile.TemporaryDirectory() as folder:
        file = Path(kept) if kept else Path(folder) / "people.db"
        if not file.exists():
            _told(f"making {rows:,} people: a quarter of a minute for each 60,000")
            engine = ready(connect(f"sqlite:///{file}"))
            make_people(engine, rows, checks=True)
            engine.dispose()
        found: list[Figure] = []
        for part in wanted:
            started = time.perf_counter()
            _told(f"{part}: begins")
            made = list(_MADE[part](file, Path(folder), rows))
            for one in made:
                _told(f"  {one.name}: {one.ours} ({one.target} of {one.peer}) {'ok' if one.ok else 'MISSED'}")
            _told(f"{part}: {time.perf_counter() - started:.0f} s")
            found += made
        return found


def _parquet(file: Path, folder: Path, rows: int) -> Iterator[Figure]:
    took = _alone(Kind.PARQUET, file, folder / Kind.PARQUET)
    share = rows / PEOPLE
    yield bound(f"seconds to export {rows:,} people to Parquet", took["seconds"], SECONDS * share, 1.0)
    yield bound("seconds of CPU that it takes in all its processes", took["cpu"], CPU_SECONDS * share, 1.0)
    yield bound("megabytes of memory that it takes", took["megabytes"], MEGABYTES, 1.0)
    dumped = timed(lambda: _dump(file, folder / "dump"))
    yield bound("the same against sqlite3 and csv of three tables", took["seconds"], dumped, 10.0)


def _fhir(file: Path, folder: Path, rows: int) -> Iterator[Figure]:
    took = _alone(Kind.FHIR, file, folder / Kind.FHIR)
    yield bound("megabytes of memory that an export to FHIR takes", took["megabytes"], MEGABYTES, 1.0)


def _speed(file: Path, folder: Path, rows: int) -> Iterator[Figure]:
    ours, theirs = _resources(file)
    yield bound(f"FHIR: seconds for {A_SECOND:,} resources", A_SECOND / ours, 1.0, 1.0)
    yield bound("FHIR: seconds for a resource against fhir.resources", 1 / ours, 1 / theirs, 1.0)


_MADE = {"parquet": _parquet, "fhir": _fhir, "resources": _speed}


def _told(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _alone(kind: Kind, file: Path, target: Path) -> dict[str, float]:
    """Seconds, seconds of CPU and megabytes of all its processes at their peaks, of one export; how far it is goes to
    the error output as it goes.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.export", ALONE, kind.value, str(file), str(target)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Progress:
    """Tells how far an export is, and how long it will take, at most every few seconds."""

    def __init__(self) -> None:
        self.started = self.told = time.perf_counter()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        now = time.perf_counter()
        if total and done and now - self.told >= EVERY:
            self.told = now
            left = (now - self.started) * (total - done) / done
            _told(f"  {what}: {done:,} of {total:,}, {now - self.started:.0f} s, about {left:.0f} s left")


def _one(kind: Kind, file: Path, target: Path) -> None:
    engine = connect(f"sqlite:///{file}", read_only=True)
    order = Order(kind=kind, today=AS_OF, made_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    with Session(reading(engine)) as session:
        seconds = timed(lambda: export(session, target, order, _Progress()))
    mine, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(one.ru_utime + one.ru_stime for one in (mine, others))
    megabytes = (peak() / 1024 + PROCESSES * others.ru_maxrss) / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": megabytes}))


def _dump(file: Path, folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    for table in TABLES:
        with (folder / f"{table}.csv").open("w", newline="") as out:
            csv.writer(out).writerows(connection.execute(f"SELECT * FROM {table}"))
    connection.close()


def _resources(file: Path) -> tuple[float, float]:
    """Resources a second: ours, from the rows of the store to the line of a file; the peer's, from our dicts."""
    engine = connect(f"sqlite:///{file}", read_only=True)
    encode = msgspec.json.Encoder().encode_lines
    with Session(reading(engine)) as session:
        how = telling(session, Audience.PATIENT, AS_OF)
        made, number = list[list[dict[str, Any]]](), 0
        started = time.perf_counter()
        for told in islice(everybody(session, how), FHIR_PEOPLE):
            some = [one for kind in fhir.resources(told, how.sources).values() for one in kind]
            encode(some)
            number += len(some)
            if len(made) < PEER_PEOPLE:
                made.append(some)
        ours = number / (time.perf_counter() - started)
    engine.dispose()
    peers = [one for some in made for one in some]
    for kind in fhir.TYPES:
        model(kind)  # loaded before anything is timed
    return ours, len(peers) / timed(_by_models(peers))


def _by_models(resources: list[dict[str, Any]]) -> Callable[[], None]:
    def work() -> None:
        for one in resources:
            model(str(one["resourceType"])).model_validate(one).model_dump_json()

    return work


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == ALONE:
        _one(Kind(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--people", "--rows", type=int, default=PEOPLE)
        parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
        asked = parser.parse_args()
        report(figures(asked.people, asked.parts), as_json=asked.json)
