"""Writes directory/normalize/zip_codes.csv.zst from the development dependency `zipcodes` (MIT).

    python tools/make_zip_table.py

The package holds 41 MB in every process that asks it anything, and another 145 MB once all rows were asked for at once;
a table of the columns we read takes a fifth of the time and stays in no memory. The package writes some fifty counties
in two ways ('Baltimore city' and 'Baltimore City'), the table in one. A test keeps all else equal.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import zipcodes
import zstandard

from directory.normalize.county_names import one_name

INTO = Path(__file__).parents[1] / "directory" / "normalize" / "zip_codes.csv.zst"


def lines() -> Iterator[list[str]]:
    """One ZIP code each, in the package's order, each county under one name."""
    rows = zipcodes.list_all()
    named = one_name((row["county"], row["state"]) for row in rows if row["county"])
    for row in rows:
        yield [
            row["zip_code"], row["zip_code_type"], "active" if row["active"] else "", row["city"], row["state"],
            named.get((row["county"], row["state"]), ""), row["lat"], row["long"], "|".join(row["acceptable_cities"]),
        ]  # fmt: skip


def table() -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines())
    return zstandard.ZstdCompressor(level=19).compress(text.getvalue().encode())


if __name__ == "__main__":
    INTO.write_bytes(table())
    print(f"{INTO}: {INTO.stat().st_size:,} bytes")
