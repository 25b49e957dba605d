"""Writes the outlines of the states into directory/outlines/: python tools/make_outlines.py [FOLDER].

From cb_2016_us_state_500k, the cartographic boundary file of 2016 at 1:500,000 of the US Census Bureau, a work of the
United States government and so in the public domain; the package plotly-geo brings it along (extra `training`).
Borders are simplified as one coverage, so that two neighbors keep one border. It needs shapely and pyshp.
"""

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapefile
import shapely
from shapely import Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

FROM = "US Census Bureau, cartographic boundary file cb_2016_us_state_500k (2016), public domain; simplified by us"
TARGET = Path(__file__).parents[1] / "directory" / "outlines"
WIDTH, HEIGHT = 1960, 1240  # units of the country's map, of which a screen shows about every second
EARTH = 3958.8  # miles
ROUGH, FINE = 4.5, 0.013  # tolerance of simplifying: units of the country's map, degrees
SPECK, ISLET = 40.0, 0.0004  # parts of a state smaller than that are left out (square units, square degrees)
PER_DEGREE = 1_000  # the fine outlines are whole thousandths of a degree
NAMES = {"MP": "Northern Mariana Islands", "VI": "U.S. Virgin Islands"}  # as we call them
SMALL = 34.0  # a state with no circle of that radius in it has its code beside the map
Project = Callable[[float, float], tuple[float, float]]
# Where there is room: a box on the map (left, top, right, bottom) and what part of the place is shown (degrees).
INSETS: Mapping[str, tuple[tuple[float, float, float, float], tuple[float, float, float, float]]] = {
    "AK": ((10, 860, 440, 1190), (-190, 50, -129, 72)),
    "HI": ((450, 1010, 680, 1150), (-161, 18, -154, 23)),
    "MP": ((1010, 1090, 1090, 1190), (145, 14, 146, 15.4)),
    "GU": ((1120, 1110, 1180, 1190), (144.5, 13.2, 145, 13.7)),
    "AS": ((1210, 1130, 1290, 1190), (-171, -14.5, -170.5, -14)),
    "PR": ((1600, 1130, 1760, 1190), (-67.4, 17.8, -65.2, 18.6)),
    "VI": ((1800, 1120, 1880, 1190), (-65.2, 17.6, -64.5, 18.5)),
}  # fmt: skip
ALASKA = (55.0, 65.0, 50.0, -154.0)
LOWER_48 = (29.5, 45.5, 37.5, -96.0)


def albers(first: float, second: float, latitude: float, longitude: float) -> Project:
    """Equal areas (Snyder, Map Projections, 1987, formulas 14-1 to 14-6, sphere): degrees to miles, y downwards."""
    one, two, origin = (math.radians(angle) for angle in (first, second, latitude))
    n = (math.sin(one) + math.sin(two)) / 2
    c = math.cos(one) ** 2 + 2 * n * math.sin(one)
    rho0 = math.sqrt(c - 2 * n * math.sin(origin)) / n

    def project(lon: float, lat: float) -> tuple[float, float]:
        rho = math.sqrt(c - 2 * n * math.sin(math.radians(lat))) / n
        theta = n * math.radians(lon - longitude)
        return EARTH * rho * math.sin(theta), -EARTH * (rho0 - rho * math.cos(theta))

    return project


def flat(middle: float) -> Project:
    """For islands: true at one latitude, y downwards."""
    shrunk = math.cos(math.radians(middle))
    return lambda lon, lat: (lon * shrunk, -lat)


def moved(outline: BaseGeometry, project: Project) -> BaseGeometry:
    """Each point of an outline put where the function says."""

    def each(points: Any) -> Any:
        return [project(x, y) for x, y in points]

    return shapely.transform(outline, each)


def states() -> dict[str, tuple[str, BaseGeometry]]:
    """Code -> name and outline in degrees; what lies west of the date line goes on beyond -180."""
    spec = find_spec("_plotly_geo")
    if spec is None or spec.submodule_search_locations is None:
        sys.exit("plotly-geo is not installed: pip install -r requirements-training.txt")
    file = Path(spec.submodule_search_locations[0]) / "package_data" / "cb_2016_us_state_500k.shp"
    found = {}
    for one in shapefile.Reader(str(file)).iterShapeRecords():
        code, name = one.record["STUSPS"], one.record["NAME"]
        outline = shape(one.shape.__geo_interface__)
        if code == "AK":
            outline = moved(outline, lambda x, y: (x - 360 if x > 0 else x, y))
        found[code] = (NAMES.get(code, name), outline)
    return dict(sorted(found.items()))


def parts(outline: BaseGeometry, smallest: float) -> list[Polygon]:
    """The polygons that are large enough to be seen, the largest first; at least one."""
    found = sorted(getattr(outline, "geoms", [outline]), key=lambda part: -part.area)
    return [part for i, part in enumerate(found) if i == 0 or part.area >= smallest]


def fitted(outline: BaseGeometry, box: Sequence[float]) -> BaseGeometry:
    """Scaled evenly and moved into the middle of a box."""
    left, top, right, bottom = outline.bounds
    scale = min((box[2] - box[0]) / (right - left), (box[3] - box[1]) / (bottom - top))
    dx = (box[0] + box[2] - (left + right) * scale) / 2
    dy = (box[1] + box[3] - (top + bottom) * scale) / 2
    return moved(outline, lambda x, y: (x * scale + dx, y * scale + dy))


def on_the_country(found: Mapping[str, tuple[str, BaseGeometry]]) -> dict[str, BaseGeometry]:
    """Everything in units of the country's map, simplified."""
    lower = {code: moved(one, albers(*LOWER_48)) for code, (_, one) in found.items() if code not in INSETS}
    together = shapely.GeometryCollection([*lower.values()])
    left, top, right, bottom = together.bounds
    scale = (WIDTH - 150) / (right - left)  # the rest is for the codes of the small states
    placed = {
        code: moved(one, lambda x, y: ((x - left) * scale + 5, (y - top) * scale + 5)) for code, one in lower.items()
    }
    assert (bottom - top) * scale < HEIGHT
    for code, (box, shown) in INSETS.items():
        outline = found[code][1].intersection(shapely.box(*shown))
        project = albers(*ALASKA) if code == "AK" else flat((shown[1] + shown[3]) / 2)
        placed[code] = fitted(moved(outline, project), box)
    return dict(zip(placed, shapely.coverage_simplify(list(placed.values()), ROUGH), strict=True))


def path(polygons: Sequence[Polygon]) -> str:
    """SVG path data in whole units, each point relative to the one before."""
    said = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            steps = relative([(round(x), round(y)) for x, y in ring.coords[:-1]])
            if len(steps) > 2:
                first, *rest = steps
                said.append(f"M{first[0]} {first[1]}l" + " ".join(f"{x} {y}" for x, y in rest) + "z")
    return "".join(said).replace(" -", "-")


def relative(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first point as it is, then steps; none of them is no step at all."""
    kept = [points[0]]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(kept)]
    return [kept[0], *steps]


def label(polygons: Sequence[Polygon]) -> tuple[int, int] | None:
    """The middle of the largest circle within, where that is large enough for two letters."""
    line = shapely.maximum_inscribed_circle(polygons[0])
    if line.length < SMALL:
        return None
    x, y = line.coords[0]
    return round(x), round(y)


def country(found: Mapping[str, tuple[str, BaseGeometry]]) -> dict[str, Any]:
    """``at``: where the code stands; ``beside``: that is a box of its own at the edge, from north to south."""
    rows: dict[str, Any] = {}
    beside: dict[str, float] = {}
    for code, outline in sorted(on_the_country(found).items()):
        polygons = parts(outline, SPECK if code not in INSETS else SPECK / 4)
        rows[code] = {"name": found[code][0], "path": path(polygons)}
        if spot := label(polygons):
            rows[code]["at"] = spot
        elif code in INSETS:
            left, _, right, bottom = INSETS[code][0]
            rows[code]["at"] = [round((left + right) / 2), round(bottom) + 32]
        else:
            beside[code] = polygons[0].centroid.y
    for place, code in enumerate(sorted(beside, key=lambda one: beside[one])):
        rows[code] |= {"at": [WIDTH - 62, 330 + 52 * place], "beside": True}
    return {"from": FROM, "width": WIDTH, "height": HEIGHT, "states": rows}


def fine(found: Mapping[str, tuple[str, BaseGeometry]]) -> dict[str, Any]:
    """Degrees times PER_DEGREE: each ring is its first longitude and latitude, then steps."""
    simplified = shapely.coverage_simplify([one for _, one in found.values()], FINE)
    rows = {}
    for code, outline in zip(found, simplified, strict=True):
        shown = INSETS[code][1] if code in ("HI", "AK") else None
        polygons = parts(outline.intersection(shapely.box(*shown)) if shown else outline, ISLET)
        rings = []
        for polygon in polygons:
            points = [(round(x * PER_DEGREE), round(y * PER_DEGREE)) for x, y in polygon.exterior.coords[:-1]]
            steps = relative(points)
            if len(steps) > 2:
                rings.append([number for step in steps for number in step])
        rows[code] = rings
    return {"from": FROM, "per_degree": PER_DEGREE, "states": rows}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    found = states()
    for name, made in (("us_states.json", country(found)), ("state_lines.json", fine(found))):
        text = json.dumps(made, separators=(",", ":")) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
        print(f"{folder / name}: {len(text):,} bytes, {len(made['states'])} places")


if __name__ == "__main__":
    main()
