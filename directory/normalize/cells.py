"""A grid of quarter degrees over the world, by which an index finds what may lie within a radius."""

import math
from collections.abc import Iterator

SIDE = 0.25  # degrees
COLUMNS, ROWS = 1440, 720
_MILES_PER_DEGREE = 69.0  # of latitude on our sphere 69.09: a box that is a trifle too large misses nothing


def cell_of(lat: float, lon: float) -> int:
    """The number of the cell a point (degrees) is in; ±180 degrees of longitude are the same cell."""
    return _row(lat) * COLUMNS + _column(lon)


def _row(lat: float) -> int:
    return min(ROWS - 1, max(0, math.floor((lat + 90) / SIDE)))


def _column(lon: float) -> int:
    return math.floor((lon + 180) / SIDE) % COLUMNS


def cells_within(lat: float, lon: float, miles: float) -> Iterator[tuple[int, int]]:
    """Ranges (first, last) of the cells that a circle touches, and no circle is longer than half the world around.

    The span of longitude widens with latitude; across the date line a row of cells is two ranges, around a pole whole.
    """
    reach = miles / _MILES_PER_DEGREE
    for row in range(_row(lat - reach), _row(lat + reach) + 1):
        for first, last in _columns(lat, lon, reach):
            yield row * COLUMNS + first, row * COLUMNS + last


def _columns(lat: float, lon: float, reach: float) -> list[tuple[int, int]]:
    whole = [(0, COLUMNS - 1)]
    if abs(lat) + reach >= 90:
        return whole
    # The circle's own extreme, which lies nearer to the pole than its middle.
    sine = math.sin(math.radians(reach)) / math.cos(math.radians(lat))
    span = math.degrees(math.asin(min(1.0, sine))) + 1e-9
    first, last = math.floor((lon - span + 180) / SIDE), math.floor((lon + span + 180) / SIDE)
    if last - first + 1 >= COLUMNS:
        return whole
    first, last = first % COLUMNS, last % COLUMNS
    return [(first, last)] if first <= last else [(first, COLUMNS - 1), (0, last)]
