"""A million invented people to Parquet, and people as FHIR resources a second; how much memory a whole export takes.

The peers do less: `sqlite3` writes the same three tables as CSV, with nothing told of who may see what and on which
day; `fhir.resources` makes the same resources from the same dicts, and writes them as JSON with every value looked at.
"""

import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlmodel import Session

from benchmarks.measure import Figure, bound, main, timed
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
ALONE = "--alone"  # one export, in a process of its own, whose memory is only that of the export


def figures(rows: int = PEOPLE) -> list[Figure]:
    kept = os.environ.get("NEEDLEPROOF_BENCH_SEARCH")  # a store that was made before, to look again
    with tempfile.TemporaryDirectory() as folder:
        file = Path(kept) if kept else Path(folder) / "people.db"
        if not file.exists():
            engine = ready(connect(f"sqlite:///{file}"))
            make_people(engine, rows, checks=True)
            engine.dispose()
        took = [_alone(kind, file, Path(folder) / kind) for kind in (Kind.PARQUET, Kind.FHIR)]
        dumped = timed(lambda: _dump(file, Path(folder) / "dump"))
        ours, theirs = _resources(file)
        share = rows / PEOPLE
        return [
            bound(f"seconds to export {rows:,} people to Parquet", took[0][0], SECONDS * share, 1.0),
            bound("the same against sqlite3 and csv of three tables", took[0][0], dumped, 10.0),
            bound("megabytes of memory that it takes", took[0][1], MEGABYTES, 1.0),
            bound("megabytes of memory that an export to FHIR takes", took[1][1], MEGABYTES, 1.0),
            bound(f"FHIR: seconds for {A_SECOND:,} resources", A_SECOND / ours, 1.0, 1.0),
            bound("FHIR: seconds for a resource against fhir.resources", 1 / ours, 1 / theirs, 1.0),
        ]


def _alone(kind: Kind, file: Path, target: Path) -> tuple[float, float]:
    """(seconds, megabytes of all its processes at their peaks) of one export."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.export", ALONE, kind.value, str(file), str(target)],
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return told["seconds"], told["megabytes"]


def _one(kind: Kind, file: Path, target: Path) -> None:
    engine = connect(f"sqlite:///{file}", read_only=True)
    order = Order(kind=kind, today=AS_OF, made_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    with Session(reading(engine)) as session:
        seconds = timed(lambda: export(session, target, order))
    mine, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "megabytes": (mine + PROCESSES * largest) / 1024}))


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
        main(figures, __doc__ or "", PEOPLE)
