"""Rosters against a million practitioners: how fast numbers lead to people, and whole files are answered.

python -m benchmarks.roster [--rows N] [--json]

The people are those of `search_people`, with NPIs that check, a license each where the board is read, and a few checks
a person. Two peers stand beside ours, both in the same run. Numbers: the sqlite3 module alone, which fills a temporary
table with the NPIs and joins it with the practitioners; ours does that, makes people of the rows and decides. Files: a
script with csv and a dictionary of all NPIs, as people write it who have no such program; it only says who is there. A
mixed file has rows with an NPI, with a license number, with a name and place alone, and with faults.
"""

import csv
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from benchmarks.measure import Figure, bound, figure, main, peak, timed
from benchmarks.search_people import AS_OF, make_people
from directory.normalize.identifiers import npi_check_digit
from directory.roster.at_once import Wanted, check_roster
from directory.roster.deciding import decided
from directory.roster.given import Given
from directory.roster.register import Register
from directory.store.database import connect, reading, ready

PEOPLE, ROWS, NUMBERS, AT_ONCE = 1_000_000, 5_000, 100_000, 2_000
MOST_SECONDS, MOST_BYTES, FEWEST_A_SECOND = 30.0, 1 << 30, 50_000
AT_MOST = 8.0  # times the peer that only joins
SEED, ROUNDS = 8, 3
HEADER = [
    "Id", "NPI", "First Name", "Last Name", "License Number", "License State", "City", "State", "Profession", "SSN",
]  # fmt: skip
_OF_NPI = "UPDATE practitioner SET npi = checked_npi(npi)"
_LICENSES = """INSERT INTO license (practitioner_id, jurisdiction, profession, license_type, number, digits, status,
expires, source, record_id) SELECT practitioner_id, jurisdiction, profession, 'full',
profession || printf('%08d', record_id), printf('%08d', record_id), 'active', '2027-01-31', source, record_id
FROM verification WHERE need = 'license'"""
_NUMBERED = """UPDATE verification SET details = json_set(details, '$.number', profession || printf('%08d', record_id))
WHERE need = 'license'"""
_CHECKS = """INSERT INTO verification (practitioner_id, need, subject, status, details, source, read_at, good_until,
record_id, audience) SELECT id, '{need}', '', '{status}', '{{}}', 'example_board', '2026-11-20 06:00:00.000000',
'2026-12-20', 0, 'patient' FROM practitioner"""
_SOME = """SELECT p.npi, p.first, p.last, l.number, l.jurisdiction, a.city, a.state, e.profession FROM practitioner AS p
JOIN search_entry AS e ON e.practitioner_id = p.id JOIN practice_location AS a ON a.practitioner_id = p.id
LEFT JOIN license AS l ON l.practitioner_id = p.id WHERE p.rowid % :step = :first GROUP BY p.id LIMIT :most"""
Row = Sequence[str]


def make_store(engine: Engine, file: Path, people: int) -> None:
    """Published people whose NPIs check, with licenses and with checks as a real store has them."""
    make_people(engine, people, checks=True)
    with closing(sqlite3.connect(file)) as store:
        store.create_function("checked_npi", 1, lambda npi: f"2{int(npi) % 10**8:08}{_digit(npi)}", deterministic=True)
        indexes = ("practitioner_npi", "license_practitioner_id", "license_digits", "verification_practitioner_id")
        for index in indexes:  # made at once in the end
            store.execute(f"DROP INDEX ix_{index}")
        for statement in (_OF_NPI, _LICENSES, _NUMBERED):
            store.execute(statement)
        for need, status in (("npi", "confirmed"), ("exclusion", "none_found")):
            store.execute(_CHECKS.format(need=need, status=status))
        for index in indexes:
            table, _, column = index.partition("_")
            store.execute(f"CREATE INDEX ix_{index} ON {table} ({column})")
        store.execute("ANALYZE")
        store.commit()


def _digit(npi: str) -> int:
    return npi_check_digit(f"2{int(npi) % 10**8:08}")


def people_of(engine: Engine, many: int, people: int) -> list[Row]:
    step = max(1, people // many)
    with engine.connect() as connection:
        found = connection.execute(text(_SOME), {"step": step, "first": SEED % step, "most": many})
        return [tuple(str(cell or "") for cell in row) for row in found]


def mixed(people: Sequence[Row]) -> Iterator[Row]:
    """Six rows in ten by NPI, two by license, one by name and place, one with a fault."""
    dice = random.Random(SEED)
    for number, (npi, first, last, license_, state, city, where, kind) in enumerate(people):
        kind_of, ssn = dice.random(), f"219-09-{number % 10_000:04}"
        row = [f"{number}", npi, first, last, license_, state, city, where, kind, ssn]
        if 0.6 <= kind_of < 0.8 and license_:
            row[1] = ""
        elif 0.8 <= kind_of < 0.9:
            row[1] = row[4] = row[5] = ""
        elif kind_of >= 0.9:
            row[1] = dice.choice(["2.98E+09", npi[:-1], "2000000002", "n/a", ""])
            row[3] = dice.choice([last, "Somebody"])
        yield row


# --- numbers --------------------------------------------------------------------------------------------------------


def look_up(engine: Engine, npis: Sequence[str]) -> None:
    """Ours: from the number of a row to what is decided of it."""
    with Session(reading(engine)) as session:
        register = Register(session)
        for start in range(0, len(npis), AT_ONCE):
            batch = [Given(start + at, npi=npi) for at, npi in enumerate(npis[start : start + AT_ONCE])]
            near = register.near(batch)
            found = [decided(one, near[one.row].by_npi, near[one.row].by_license) for one in batch]
            assert all(one.person is not None for one in found)


def join(file: Path, npis: Sequence[str]) -> None:
    """The peer: a temporary table and a join, the same columns read."""
    with closing(sqlite3.connect(file)) as store:
        store.execute("CREATE TEMP TABLE asked (row INTEGER PRIMARY KEY, npi TEXT)")
        store.executemany("INSERT INTO asked VALUES (?, ?)", enumerate(npis))
        found = store.execute(
            "SELECT row, id, p.npi, display_name, last, first, middle, suffix, credential_text, other_names FROM asked "
            "CROSS JOIN practitioner AS p ON p.npi = asked.npi"
        ).fetchall()
        assert len(found) == len(npis)


# --- files ----------------------------------------------------------------------------------------------------------


def checked(folder: str, url: str) -> int:
    """In a process of its own: the highest memory it took, in bytes."""
    engine, wanted = connect(url), Wanted(by="benchmark")
    file, out = Path(folder) / "people.csv", Path(folder) / "checked.csv"
    now = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, tzinfo=UTC)
    check_roster(engine, file, out, lambda *_: None, wanted, today=AS_OF, now=now)
    engine.dispose()
    return peak()


def by_dictionary(file: Path, store: Path, out: Path) -> None:
    """The peer: all NPIs in a dictionary, and who is there told in a column."""
    with closing(sqlite3.connect(store)) as register, file.open(newline="") as came, out.open("w", newline="") as gone:
        names = dict(register.execute("SELECT npi, display_name FROM practitioner"))
        writer = csv.writer(gone)
        for row in csv.reader(came):
            writer.writerow([*row, names.get(row[1], "")])


def figures(rows: int = PEOPLE) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), rows)


def _measured(folder: Path, people: int) -> list[Figure]:
    file = folder / "needleproof.db"
    url = f"sqlite:///{file}"
    engine = ready(connect(url))
    make_store(engine, file, people)
    some = people_of(engine, NUMBERS, people)
    npis = [row[0] for row in some]
    random.Random(SEED).shuffle(npis)
    look_up(engine, npis)  # the file is in the system's cache for both
    ours = min(timed(lambda: look_up(engine, npis)) for _ in range(ROUNDS))
    peer = min(timed(lambda: join(file, npis)) for _ in range(ROUNDS))
    with (folder / "people.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(mixed(people_of(engine, ROWS, people)))
    engine.dispose()
    with multiprocessing.get_context("spawn").Pool(1) as process:
        started = time.perf_counter()
        memory = process.apply(checked, (str(folder), url))
        whole = time.perf_counter() - started
    script = timed(lambda: by_dictionary(folder / "people.csv", file, folder / "peer.csv"))
    print(f"{len(npis) / ours:,.0f} NPIs a second, {ROWS / whole:,.0f} mixed rows a second", file=sys.stderr)
    return [
        figure("rows with an NPI: seconds, beside a join", ours, peer, AT_MOST),
        bound("rows with an NPI a second, wanted and had", FEWEST_A_SECOND, len(npis) / ours, 1.0),
        bound("a mixed file: seconds of those allowed", whole, MOST_SECONDS, 1.0),
        bound("a mixed file: bytes of memory of those allowed", memory, MOST_BYTES, 1.0),
        figure("a mixed file, beside a script that only says who is there", whole, script, 60.0),
    ]


if __name__ == "__main__":
    main(figures, __doc__, rows=PEOPLE)
