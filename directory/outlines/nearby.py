"""The map of a few numbered places: the outline of their state or region, a circle of miles and a scale."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from directory.outlines.drawing import ELSEWHERE, HALO, INK, NEIGHBOR, PAPER, element, linked, said, svg
from directory.outlines.lines import Ring, bounds_of, clipped, codes, lines_of

WIDTH, HEIGHT, EDGE = 640, 420, 26  # units; about pixels
MILES_PER_DEGREE = 69.17
LEAST_MILES = 6.0  # across; a single place would have no size
PIN, PIN_COLOR = 11, "#0b5c8a"  # 7.1:1 under white figures
MIDDLE = (39.5, -98.5)  # of the country
TIDY = (2.4, 3.2, 4.4)  # units: corners of an outline closer than that are one; the next where it gets too long
LONGEST_LAND = 10_000  # characters
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)  # miles of a scale
LONGEST_NUMBERS = 9  # letters in one pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the map. ``number``: that of its card; ``lat``, ``lon``: degrees; ``label``: what it is called."""

    number: int
    lat: float
    lon: float
    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What part of the earth is shown: the middle in degrees, and units a mile."""

    lat: float
    lon: float
    scale: float

    def turn(self, lon: float) -> float:
        """Degrees to add to longitudes about this one, so that they are the near way around the earth."""
        return round((self.lon - lon) / 360) * 360

    def on(self, lat: float, lon: float) -> tuple[float, float]:
        """Degrees to units: true at the latitude of the middle, which is enough for a state."""
        x = (lon - self.lon) * MILES_PER_DEGREE * math.cos(math.radians(self.lat)) * self.scale
        return WIDTH / 2 + x, HEIGHT / 2 - (lat - self.lat) * MILES_PER_DEGREE * self.scale

    def spot(self, lat: float, lon: float) -> tuple[float, float]:
        """As ``on``, the near way around the earth."""
        return self.on(lat, lon + self.turn(lon))


def map_svg(
    points: Sequence[Point],
    state: str | None = None,
    *,
    center: tuple[float, float] | None = None,
    radius: float | None = None,
    title: str,
    description: str = "",
    center_label: str | None = None,
    scale_label: str = "{} mi",
) -> str:
    """The points on the outlines of the states they lie in, as an SVG text of at most 15 kB for ten points.

    ``state``: the whole of that state is in view; ``center``: degrees (latitude, longitude) that ``radius`` miles are
    drawn about. Points of one spot are one pin with all their numbers. With nothing to show it is the middle of the
    country. ``scale_label``: how the scale names its miles, such as '{} mi'.
    """
    view = _view(points, state, center, radius)
    content = [
        element("path", d=f"M0 0H{WIDTH}V{HEIGHT}H0Z", fill=ELSEWHERE),
        _land(view, state),
        *_circle(view, center, radius, center_label),
        *_pins(view, points),
        *_scale(view, scale_label),
    ]
    return svg(content, WIDTH, HEIGHT, title=title, description=description, inside=any(point.href for point in points))


# --- what is in view --------------------------------------------------------------------------------------------


def _view(points: Sequence[Point], state: str | None, center: tuple[float, float] | None, radius: float | None) -> View:
    spots = [(point.lat, point.lon) for point in points] + ([center] if center else [])
    if state and center is None:
        spots += [spot for ring in lines_of(state) for spot in ring]
    if not spots:
        spots = [MIDDLE]
    # About the first spot, so that what lies on both sides of the date line stays together.
    base = spots[0][1]
    easts = [(lon - base + 180) % 360 - 180 for _, lon in spots]
    south, north = min(lat for lat, _ in spots), max(lat for lat, _ in spots)
    lat, lon = center or ((south + north) / 2, base + (min(easts) + max(easts)) / 2)
    shrunk = max(0.2, math.cos(math.radians(lat)))
    reach = (radius or 0) * 1.04
    half_x = max([abs((spot[1] - lon + 180) % 360 - 180) * MILES_PER_DEGREE * shrunk for spot in spots] + [reach])
    half_y = max([abs(spot[0] - lat) * MILES_PER_DEGREE for spot in spots] + [reach])
    scale = min((WIDTH / 2 - EDGE) / max(half_x, LEAST_MILES / 2), (HEIGHT / 2 - EDGE) / max(half_y, LEAST_MILES / 2))
    return View(lat, lon, scale)


@lru_cache(maxsize=256)  # the same region is looked at page after page
def _land(view: View, state: str | None) -> str:
    """Every state that is in view; the one that was asked for stands out."""
    rings = {code: list(_in_view(view, code)) for code in codes()}
    land = ""
    for tidy in TIDY:
        shapes = {code: "".join(_ring(ring, tidy) for ring in found) for code, found in rings.items()}
        land = "".join(
            element("path", d=shape, fill=PAPER if state in (None, code) else NEIGHBOR)
            for code, shape in shapes.items()
            if shape
        )
        if len(land) <= LONGEST_LAND:
            break
    return element("g", land, stroke="#6b6b6b")


def _in_view(view: View, code: str) -> Iterator[Ring]:
    for ring, (south, north, west, east) in zip(lines_of(code), bounds_of(code), strict=True):
        turn = view.turn((west + east) / 2)
        (left, bottom), (right, top) = view.on(south, west + turn), view.on(north, east + turn)
        if right > 0 and left < WIDTH and top < HEIGHT and bottom > 0:
            yield clipped([view.on(lat, lon + turn) for lat, lon in ring], -4, -4, WIDTH + 4, HEIGHT + 4)


def _ring(ring: Ring, tidy: float) -> str:
    """Path data in whole units, each corner relative to the one before."""
    kept: list[tuple[int, int]] = []
    for x, y in ring:
        if not kept or math.dist(kept[-1], (x, y)) >= tidy:
            kept.append((round(x), round(y)))
    if len(kept) < 3:
        return ""
    steps = [f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(kept)]
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-").replace("l ", "l")


# --- what is drawn over it --------------------------------------------------------------------------------------


def _circle(view: View, center: tuple[float, float] | None, radius: float | None, label: str | None) -> Iterator[str]:
    if center is None:
        return
    x, y = view.spot(*center)
    if radius:
        yield element(
            "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius * view.scale:.1f}", fill=PIN_COLOR, fill_opacity=0.06,
            stroke=PIN_COLOR, stroke_width=1.5, stroke_dasharray="6 4",
        )  # fmt: skip
    cross = f"M{x - 6:.1f} {y:.1f}h12M{x:.1f} {y - 6:.1f}v12"
    title = element("title", said(label)) if label else ""
    yield element("path", title, d=cross, stroke=INK, stroke_width=2.5)


def _pins(view: View, points: Sequence[Point]) -> Iterator[str]:
    """One pin a spot, those in the front last; each is moved aside until it covers no other."""
    spots: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        x, y = view.spot(point.lat, point.lon)
        spots.setdefault((round(x / 4), round(y / 4)), []).append(point)
    taken: list[tuple[float, float, float]] = []
    for same in spots.values():
        x, y = view.spot(same[0].lat, same[0].lon)
        words = _numbers(same)
        wide = max(PIN, 4.2 * len(words) + 5)
        px, py = _free(x, y, wide, taken)
        taken.append((px, py, wide))
        if math.dist((x, y), (px, py)) > 1:
            yield element("path", d=f"M{x:.1f} {y:.1f}L{px:.1f} {py:.1f}", stroke=PIN_COLOR, stroke_width=1.5)
            yield element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=2.5, fill=PIN_COLOR)
        yield _pin(px, py, wide, words, same)


def _pin(x: float, y: float, wide: float, words: str, same: Sequence[Point]) -> str:
    names = "; ".join(f"{point.number}. {point.label}" for point in same)
    content = (
        element("title", said(names))
        + element(
            "rect", x=f"{x - wide:.1f}", y=f"{y - PIN:.1f}", width=f"{2 * wide:.1f}", height=2 * PIN, rx=PIN,
            fill=PIN_COLOR, stroke=PAPER, stroke_width=1.5,
        )
        + element(
            "text", said(words), x=f"{x:.1f}", y=f"{y + 5:.1f}", font_size=14, font_weight="bold", fill=PAPER,
            text_anchor="middle",
        )
    )  # fmt: skip
    address = next((point.href for point in same if point.href), None)
    return linked(content, address, names)


def _numbers(same: Sequence[Point]) -> str:
    """'1, 4' for two people of one spot; many are shortened, with how many there are."""
    words = ", ".join(str(point.number) for point in same)
    return words if len(words) <= LONGEST_NUMBERS else f"{same[0].number}, … ({len(same)})"


def _free(x: float, y: float, wide: float, taken: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The nearest spot on growing circles where a pin covers none of the others and stays on the map."""
    for far in range(0, 100, 12):
        for turn in range(12 if far else 1):
            angle = turn * math.pi / 6 - math.pi / 2
            px, py = x + far * math.cos(angle), y + far * math.sin(angle)
            inside = wide <= px <= WIDTH - wide and PIN <= py <= HEIGHT - PIN
            if inside and all(abs(px - a) >= wide + w + 2 or abs(py - b) >= 2 * PIN + 2 for a, b, w in taken):
                return px, py
    return x, y


def _scale(view: View, label: str) -> Iterator[str]:
    """A bar of a round number of miles, true at the middle of the map."""
    miles = max((step for step in STEPS if step * view.scale <= 140), default=STEPS[0])
    long, y = miles * view.scale, HEIGHT - 14
    yield element("path", d=f"M12 {y - 5}v5h{long:.1f}v-5", fill="none", stroke=INK, stroke_width=2)
    words = said(label.format(f"{miles:,}"))
    yield element("text", words, x=18, y=y - 6, font_size=14, **{**HALO, "stroke_width": 3})
