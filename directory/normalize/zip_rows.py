"""Every ZIP code with its city, county, state and middle, from zip_codes.csv.zst (tools/make_zip_table.py)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from sys import intern

import zstandard


@dataclass(frozen=True, slots=True)
class ZipRow:
    """``kind``: STANDARD, PO BOX, UNIQUE or MILITARY; ``lat``, ``lon``: degrees, both 0 where they are not known;
    ``accepted``: other names of places that mail is delivered under.
    """

    zip5: str
    kind: str
    active: bool
    city: str
    state: str
    county: str | None
    lat: float
    lon: float
    accepted: tuple[str, ...]


def zip_rows() -> Iterator[ZipRow]:
    """In the order of their numbers, read anew each time: nothing of it is kept."""
    packed = files(__package__).joinpath("zip_codes.csv.zst").read_bytes()
    with io.TextIOWrapper(io.BytesIO(zstandard.decompress(packed)), "utf-8", newline="") as text:
        for zip5, kind, active, city, state, county, lat, lon, accepted in csv.reader(text):
            others = tuple(map(intern, accepted.split("|"))) if accepted else ()
            city, state, county = intern(city), intern(state), intern(county)  # tables keep them: one of each is enough
            yield ZipRow(zip5, kind, bool(active), city, state, county or None, float(lat), float(lon), others)
