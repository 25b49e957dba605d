"""The finer outlines of the states in degrees, and what of them lies in a rectangle."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

Ring = Sequence[tuple[float, float]]  # closed by itself: the last point is not the first one again


@cache
def _stored() -> Mapping[str, Any]:
    text = files(__package__).joinpath("state_lines.json").read_text("utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def codes() -> tuple[str, ...]:
    """The states and territories that have an outline."""
    return tuple(_stored()["states"])


@cache
def lines_of(code: str) -> tuple[Ring, ...]:
    """The rings of a state, each a list of (latitude, longitude) in degrees; empty for a code that has none."""
    per = _stored()["per_degree"]
    found = []
    for steps in _stored()["states"].get(code, ()):
        lons, lats = accumulate(steps[::2]), accumulate(steps[1::2])
        found.append(tuple((lat / per, lon / per) for lat, lon in zip(lats, lons, strict=True)))
    return tuple(found)


@cache
def bounds_of(code: str) -> tuple[tuple[float, float, float, float], ...]:
    """South, north, west and east of each ring, in degrees."""
    return tuple(
        (min(lats), max(lats), min(lons), max(lons))
        for lats, lons in (tuple(zip(*ring, strict=True)) for ring in lines_of(code))
    )


def clipped(ring: Ring, left: float, top: float, right: float, bottom: float) -> Ring:
    """The part of a ring within a rectangle (Sutherland and Hodgman 1974); empty when it lies outside."""
    sides: tuple[tuple[int, float, Callable[[float, float], bool]], ...] = (
        (0, left, float.__ge__),
        (0, right, float.__le__),
        (1, top, float.__ge__),
        (1, bottom, float.__le__),
    )
    for axis, limit, within in sides:
        ring = _cut(ring, axis, float(limit), within)
        if not ring:
            return ()
    return ring


def _cut(ring: Ring, axis: int, limit: float, within: Callable[[float, float], bool]) -> Ring:
    if all(within(float(point[axis]), limit) for point in ring):
        return ring
    kept: list[tuple[float, float]] = []
    for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        inside, next_inside = within(float(one[axis]), limit), within(float(other[axis]), limit)
        if inside:
            kept.append(one)
        if inside != next_inside:
            share = (limit - one[axis]) / (other[axis] - one[axis])
            kept.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
    return kept
