"""The same people in PostGIS (the system's PostgreSQL), or in SQLite's R*Tree where there is none, asked the same."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from math import cos, radians
from pathlib import Path
from typing import Protocol

import psycopg

from directory.normalize.places import miles_between

METERS = 1609.344  # of a mile
SETTINGS = "-c shared_buffers=1GB -c work_mem=64MB -c jit=off -c fsync=off"  # all of it fits into memory
Row = tuple[str, str, int, str, str, float, float]  # person, profession, verified until, last, first, lat, lon
Answer = tuple[int, list[str]]  # how many people, and the nearest ten


class Peer(Protocol):
    """``at_most``: the share of its time that ours may take."""

    name: str
    at_most: float

    def ask(self, lat: float, lon: float, miles: float, profession: str, day: int) -> Answer: ...


@contextmanager
def peer(rows: Iterable[Row]) -> Iterator[Peer]:
    """The best of the two that can be had here, filled."""
    server = postgis_server()
    if server is None:
        with rtree(rows) as found:
            yield found
        return
    with server as folder, closing(psycopg.connect(host=str(folder), dbname="postgres", user=_user())) as connection:
        yield PostGis(connection, rows)


# --- PostGIS ----------------------------------------------------------------------------------------------------


class PostGis:
    """Points as geography, on the sphere, which is its quickest exact way; one prepared statement."""

    name, at_most = "PostGIS", 1 / 5

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", rows: Iterable[Row]) -> None:
        self._connection = connection
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.execute(
            "CREATE TABLE people (person text, profession text, until int, last text, first text, at geography(Point))"
        )
        with connection.cursor().copy("COPY people FROM STDIN") as copy:
            for person, profession, until, last, first, lat, lon in rows:
                copy.write_row((person, profession, until, last, first, f"SRID=4326;POINT({lon} {lat})"))
        connection.execute("CREATE INDEX ON people USING gist (at)")
        connection.execute("CREATE INDEX ON people (profession, until)")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE people")

    def ask(self, lat: float, lon: float, miles: float, profession: str, day: int) -> Answer:
        found = self._connection.execute(
            """WITH here AS MATERIALIZED (
                 SELECT person, last, first, ST_Distance(at, p.p, false) AS far
                 FROM people, (SELECT ST_Point(%(lon)s, %(lat)s)::geography AS p) AS p
                 WHERE profession = %(profession)s AND until >= %(day)s AND ST_DWithin(at, p.p, %(meters)s, false))
               SELECT (SELECT count(DISTINCT person) FROM here), person
               FROM here ORDER BY far, last, first, person LIMIT 20""",
            {"lat": lat, "lon": lon, "profession": profession, "day": day, "meters": miles * METERS},
            prepare=True,
        ).fetchall()
        return (int(str(found[0][0])), list(dict.fromkeys(str(row[1]) for row in found))[:10]) if found else (0, [])


def postgis_server() -> "_Server | None":
    """None where PostgreSQL or its PostGIS is not installed."""
    for bin_folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        version = bin_folder.parent.name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return _Server(bin_folder)
    return None


def _user() -> str:
    return "postgres" if os.geteuid() == 0 else os.environ.get("USER", "postgres")


class _Server:
    """One that lives as long as the `with`; it refuses root, so root runs it as the user postgres."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder

    def __enter__(self) -> Path:
        self.folder = Path(tempfile.mkdtemp(prefix="needleproof-postgis-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "--no-sync", "-U", _user())
        settings = (
            f"-c listen_addresses='' -k {self.folder} -c shared_buffers=1GB -c fsync=off -c work_mem=64MB -c jit=off"
        )
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", settings, "start"
        )
        return self.folder

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _run(self, command: str, *words: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_user, str(self._bin / command), *words], check=True, capture_output=True, cwd="/")


# --- R*Tree -----------------------------------------------------------------------------------------------------


class RTree:
    """Boxes from the tree of SQLite, then exact distances of those whom the filters leave."""

    name, at_most = "SQLite R*Tree", 1 / 8

    def __init__(self, connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
        self._connection = connection
        connection.create_function("miles", 4, miles_between, deterministic=True)
        connection.execute(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, person, profession, until, last, first, lat, lon)"
        )
        connection.executemany("INSERT INTO people VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("CREATE VIRTUAL TABLE at USING rtree(id, south, north, west, east)")
        connection.execute("INSERT INTO at SELECT id, lat, lat, lon, lon FROM people")

    def ask(self, lat: float, lon: float, miles: float, profession: str, day: int) -> Answer:
        high, wide = miles / 69, miles / (69 * max(0.05, cos(radians(abs(lat) + miles / 69))))
        found = self._connection.execute(
            """SELECT person, miles(?1, ?2, lat, lon) AS far, last, first FROM at JOIN people USING (id)
               WHERE north >= ?1 - ?3 AND south <= ?1 + ?3 AND east >= ?2 - ?4 AND west <= ?2 + ?4
                 AND profession = ?5 AND until >= ?6 AND far <= ?7 ORDER BY far, last, first, person""",
            (lat, lon, high, wide, profession, day, miles),
        ).fetchall()
        people = list(dict.fromkeys(row[0] for row in found))
        return len(people), people[:10]


@contextmanager
def rtree(rows: Iterable[Row]) -> Iterator[RTree]:
    """In memory: it need not read anything."""
    with closing(sqlite3.connect(":memory:")) as connection:
        yield RTree(connection, rows)
