"""What our linking is measured against: Splink on DuckDB with our weights and tight keys, and bare look-ups in SQLite.

python -m benchmarks.linking_peers splink|sqlite LEFT.csv RIGHT.csv PAIRS.csv
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from directory.linking.weights import weights
from directory.normalize.bylines import bylines
from directory.normalize.families import families
from directory.normalize.folding import fold, normal_suffix
from tools.splink_model import comparison, linker

_KEYS = (
    "l.surname = r.surname and l.state = r.state and l.initial = r.initial",
    "l.surname = r.surname and l.given = r.given",
    "l.given = r.given and l.city = r.city and l.state = r.state and l.surname[1] = r.surname[1]",
)
# The fields a file of listings has, in levels that SQL can say.
_SQL = {
    "surname": {
        "missing": "surname_l is null or surname_r is null", "same": "surname_l = surname_r",
        "typo": "damerau_levenshtein(surname_l, surname_r) <= 1", "other": "",
    },
    "given": {
        "missing": "given_l is null or given_r is null", "same": "given_l = given_r and length(given_l) > 1",
        "initial": "initial_l = initial_r and least(length(given_l), length(given_r)) = 1",
        "typo": "damerau_levenshtein(given_l, given_r) <= 1", "other": "",
    },
    "middle": {
        "missing": "middle_l is null or middle_r is null", "same": "middle_l = middle_r and length(middle_l) > 1",
        "initial": "middle_l[1] = middle_r[1]", "other": "",
    },
    "suffix": {
        "missing": "false", "same": "suffix_l = suffix_r", "none": "suffix_l is null and suffix_r is null",
        "one_side": "suffix_l is null or suffix_r is null", "other": "",
    },
    "place": {
        "missing": "state_l is null or state_r is null", "zip": "zip5_l = zip5_r",
        "city": "city_l = city_r and state_l = state_r", "state": "state_l = state_r", "other_state": "",
    },
    "profession": {
        "missing": "family_l is null or family_r is null", "same": "family_l = family_r", "other": "",
    },
}  # fmt: skip
_COLUMNS = ("unique_id", "surname", "given", "initial", "middle", "suffix", "city", "state", "zip5", "family")


def listings(file: Path) -> Iterator[tuple[str | None, ...]]:
    """`_COLUMNS` of each listing, the name taken apart as we do."""
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for who in bylines(row["display_name"])[:1]:
                name, given = who.name, fold(who.name.first)
                family = min(families([letters.raw for letters in who.letters]), default=None)
                yield (row["left_id"], fold(name.last) or None, given or None, given[:1] or None,
                       fold(name.middle) or None, normal_suffix(name.suffix), fold(row["city"]) or None,
                       row["state"] or None, row["zip5"] or None, family)  # fmt: skip


def splink(left: Path, right: Path, pairs: Path) -> None:
    """Writes left_id, right_id and probability of all pairs from 0.5."""
    import duckdb

    base = duckdb.connect()
    base.execute("set threads = 2")
    prepared = pairs.with_suffix(".prepared.csv")
    with prepared.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(listings(left))
    base.execute(f"create table prepared as from read_csv('{prepared}', all_varchar = true)")
    base.execute(f"create table source as from read_csv('{right}', all_varchar = true)")
    kinds = base.execute("select distinct credential, specialty from source").fetchall()
    base.execute("create table kind (credential varchar, specialty varchar, family varchar)")
    base.executemany("insert into kind values (?, ?, ?)",
                     [(c, s, min(families([c or ""], [s]), default=None)) for c, s in kinds])  # fmt: skip
    base.execute(
        "create table register as select right_id as unique_id, last as surname, first as given, first[1] as initial, "
        "middle, suffix, regexp_replace(city, '[^A-Z]', '', 'g') as city, state, zip5, family "
        "from source join kind on source.credential is not distinct from kind.credential "
        "and source.specialty is not distinct from kind.specialty"
    )
    table = weights().fields
    comparisons = [
        comparison(
            field, {name: (table[field][name].m, table[field][name].u) for name in sql if name != "missing"}, sql,
            "surname" if field == "surname" else None,
        )
        for field, sql in _SQL.items()
    ]  # fmt: skip
    (rows,) = base.execute("select count(*) from source").fetchall()[0]
    model = linker("prepared", "register", comparisons, prior=1 / rows, keys=_KEYS, connection=base)
    found = model.inference.predict(threshold_match_probability=0.5)
    base.execute(
        f"copy (select unique_id_l as left_id, unique_id_r as right_id, match_probability as probability "
        f"from {found.physical_name}) to '{pairs}' (header)"
    )


def sqlite(left: Path, right: Path, pairs: Path) -> None:
    """Candidates alone: two indexed keys, surname and state, given name and ZIP; nothing is compared or written."""
    base = sqlite3.connect(pairs.with_suffix(".db"))
    base.execute("create table person (id text, surname text, state text, given text, zip5 text)")
    with right.open(newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        at = [header.index(column) for column in ("right_id", "last", "state", "first", "zip5")]
        base.executemany("insert into person values (?, ?, ?, ?, ?)", ([row[n] for n in at] for row in rows))
    base.execute("create index by_surname on person (surname, state)")
    base.execute("create index by_given on person (given, zip5)")
    for _, surname, given, _, _, _, _, state, zip5, _ in listings(left):
        base.execute("select id from person where surname = ? and state = ?", (surname, state)).fetchall()
        base.execute("select id from person where given = ? and zip5 = ?", (given, zip5)).fetchall()


if __name__ == "__main__":
    {"splink": splink, "sqlite": sqlite}[sys.argv[1]](*map(Path, sys.argv[2:5]))
