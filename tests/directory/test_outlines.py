"""Our own maps: every state has its outline, neighbors share their borders, no text can break out of the picture."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from directory.normalize.states import STATE_NAMES
from directory.outlines import FILLS, Fill, Pattern, Point, country_svg, legend_svg, map_svg
from directory.outlines.country import places
from directory.outlines.drawing import INK
from directory.outlines.lines import clipped, codes, lines_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>\"'&\u202e\x00]]>"
SEATTLE = (47.6, -122.33)
MILE = 1 / 69.17  # degrees of latitude
NO_OUTLINE = {"FM", "MH", "PW"}  # the Census Bureau's file has none of these three


def fill(look: str) -> Fill:
    return Fill(*FILLS[look], look[0].upper(), look)


def points(number: int, *, spread: float = 0.3, at: tuple[float, float] = SEATTLE) -> list[Point]:
    return [
        Point(
            number=i + 1, lat=at[0] + spread * math.sin(i), lon=at[1] + spread * math.cos(2 * i), label=f"Person {i}"
        )
        for i in range(number)
    ]  # fmt: skip


def parsed(svg: str) -> ElementTree.Element:
    """Raises ParseError for what is no XML."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in parsed(svg).iter(f"{SVG}text")]


# --- the stored outlines ----------------------------------------------------------------------------------------


def test_every_state_has_both_outlines_and_they_are_small() -> None:
    expected = set(STATE_NAMES) - NO_OUTLINE
    assert set(places()) == expected == set(codes())
    assert {code: name for code, name in STATE_NAMES.items() if code in places()} == dict(places())
    folder = files("directory.outlines")
    assert len(folder.joinpath("us_states.json").read_bytes()) <= 60_000
    assert len(folder.joinpath("state_lines.json").read_bytes()) <= 200_000
    for name in ("us_states.json", "state_lines.json"):
        assert "public domain" in json.loads(folder.joinpath(name).read_text("utf-8"))["from"]


def corners(path: str) -> Iterator[list[tuple[int, int]]]:
    """The rings of path data in whole units."""
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        found = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
        yield found


def edges(path: str) -> Iterator[frozenset[tuple[int, int]]]:
    for ring in corners(path):
        yield from (frozenset(pair) for pair in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_neighbors_share_their_border_corner_by_corner() -> None:
    drawn = json.loads(files("directory.outlines").joinpath("us_states.json").read_text("utf-8"))["states"]
    shared = Counter(edge for row in drawn.values() for edge in set(edges(row["path"])))
    assert max(shared.values()) == 2
    inland = ("CO", "WY", "UT", "KS", "NE", "SD", "IA", "AR", "WV", "NV")  # and no speck left out, as at Missouri
    for code in inland:
        assert all(shared[edge] == 2 for edge in edges(drawn[code]["path"])), code


def test_fine_outlines_hold_the_capitals() -> None:
    spots = {"WA": (47.04, -122.9), "TX": (30.27, -97.74), "MD": (38.97, -76.5), "AK": (64.8, -147.7),
             "HI": (21.34, -157.86), "PR": (18.2, -66.4), "GU": (13.44, 144.79), "DC": (38.9, -77.03)}  # fmt: skip
    for code, (lat, lon) in spots.items():
        holding = [one for one in codes() if any(inside(ring, lat, lon) for ring in lines_of(one))]
        assert holding == [code]


def inside(ring: object, lat: float, lon: float) -> bool:
    """Whether a ring goes around a spot, by counting the edges to the east of it."""
    pairs = list(ring)  # type: ignore[call-overload]
    crossed = 0
    for (y1, x1), (y2, x2) in zip(pairs, [*pairs[1:], pairs[0]], strict=True):
        crossed += (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    return crossed % 2 == 1


# --- the map of all states --------------------------------------------------------------------------------------


def test_country_tells_each_state_by_color_pattern_letter_and_words() -> None:
    shown = {code: fill("no" if code == "CA" else "yes") for code in STATE_NAMES if code not in NO_OUTLINE}
    svg = country_svg(shown, lambda code: f"?state={code}", "Who may needle", "50 yes, 1 no")
    root = parsed(svg)
    links = root.findall(f"{SVG}a")
    assert root.get("role") == "group"
    assert [link.get("aria-label") for link in links] == sorted(link.get("aria-label") or "" for link in links)
    assert {link.get("aria-label") for link in links} >= {"California: no", "Washington: yes", "Guam: yes"}
    assert {link.get("href") for link in links} == {f"?state={code}" for code in shown}
    written = " ".join(texts(svg))
    assert all(re.search(rf"\b{code}\b", written) for code in shown)
    assert 'fill="url(#np-crossed)"' in svg
    assert len(svg) < 60_000


def test_country_without_links_is_one_picture() -> None:
    svg = country_svg({"WA": fill("yes")}, None, "One", "")
    assert parsed(svg).get("role") == "img"
    assert "<a" not in svg
    assert "Guam" not in svg  # territories only where something is told of them
    assert "Alabama" in svg


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_letters_can_be_read_on_every_color_and_no_two_looks_are_alike() -> None:
    for color, _ in FILLS.values():
        assert (luminance(color) + 0.05) / (luminance(INK) + 0.05) >= 4.5
    patterns = [pattern for _, pattern in FILLS.values() if pattern is not Pattern.NONE]
    assert len(set(patterns)) == len(patterns)
    assert parsed(legend_svg(fill("no")).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)) is not None


# --- the map of places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(set(STATE_NAMES) - NO_OUTLINE))
def test_ten_points_and_a_state_are_at_most_15_kilobytes(code: str) -> None:
    lat, lon = lines_of(code)[0][0]
    svg = map_svg(points(10, at=(lat, lon)), code, title=STATE_NAMES[code], description="Ten places")
    parsed(svg)
    assert len(svg.encode()) <= 15_000


def test_hostile_text_stays_text() -> None:
    people = [Point(number=1, lat=47.6, lon=-122.3, label=HOSTILE, href='"><script>')]
    for svg in (
        map_svg(people, "WA", center=SEATTLE, radius=10, title=HOSTILE, description=HOSTILE, center_label=HOSTILE),
        country_svg({"WA": Fill("#ffffff", Pattern.DOTS, HOSTILE, HOSTILE)}, lambda _: HOSTILE, HOSTILE, HOSTILE),
    ):
        assert not [node.tag for node in parsed(svg).iter() if node.tag not in ALLOWED]
        assert "\u202e" not in svg
        assert "<a " not in svg.replace('<a href="?', "")  # no address but our own
        assert "\x00" not in svg


ALLOWED = {
    f"{SVG}{name}" for name in ("svg", "title", "desc", "defs", "pattern", "g", "path", "a", "text", "rect", "circle")
}


def test_nothing_from_elsewhere() -> None:
    svg = map_svg(points(3), "WA", center=SEATTLE, radius=25, title="Three")
    assert re.findall(r"https?://[^\"' ]+", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|javascript:|@import|<image|xlink| on\w+=", svg)


def test_points_of_one_spot_are_one_pin_and_others_do_not_cover_each_other() -> None:
    same = [Point(number=n, lat=47.6, lon=-122.3, label=f"Person {n}") for n in (1, 4)]
    near = [Point(number=n, lat=47.6 + n * 0.02, lon=-122.3, label=f"Person {n}") for n in (2, 3)]
    svg = map_svg([*same, *near], "WA", center=SEATTLE, radius=25, title="Four")
    assert {"1, 4", "2", "3"} <= set(texts(svg))
    pins = [
        (float(r.get("x", "")), float(r.get("y", "")), float(r.get("width", "")))
        for r in parsed(svg).iter(f"{SVG}rect")
    ]
    for i, (x, y, wide) in enumerate(pins):
        for a, b, other in pins[:i]:
            assert x + wide <= a or a + other <= x or abs(y - b) >= 22
    many = [Point(number=n, lat=47.6, lon=-122.3, label="x") for n in range(1, 9)]
    assert "1, … (8)" in texts(map_svg(many, "WA", title="Eight"))


def test_circle_and_scale_are_true_to_the_miles() -> None:
    north = Point(number=1, lat=SEATTLE[0] + 20 * MILE, lon=SEATTLE[1], label="20 miles north")
    svg = map_svg([north], "WA", center=SEATTLE, radius=25, title="Miles")
    circle = next(node for node in parsed(svg).iter(f"{SVG}circle") if node.get("stroke-dasharray"))
    pin = next(parsed(svg).iter(f"{SVG}rect"))
    pixels = float(circle.get("cy", "")) - (float(pin.get("y", "")) + float(pin.get("height", "")) / 2)
    per_mile = float(circle.get("r", "")) / 25
    assert pixels / per_mile == pytest.approx(20, abs=0.1)
    bar = re.search(r"v5h([\d.]+)v-5", svg)
    assert bar
    assert "10 mi" in texts(svg)
    assert float(bar[1]) / per_mile == pytest.approx(10, abs=0.05)


def test_both_sides_of_the_date_line_are_near_each_other() -> None:
    svg = map_svg([Point(number=1, lat=52, lon=179.5, label="x")], center=(52, -179.5), radius=50, title="Aleutians")
    pin = next(parsed(svg).iter(f"{SVG}rect"))
    assert 0 < float(pin.get("x", "")) < 640
    assert len(svg) > 1_500  # islands are drawn


def test_nothing_to_show_is_a_map_all_the_same() -> None:
    assert texts(map_svg([], None, title="Nobody"))
    assert map_svg([], "ZZ", title="No such state")


@pytest.mark.parametrize(
    ("ring", "kept"),
    [
        ([(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)], 3),  # within
        ([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], 0),  # outside
        ([(5.0, 5.0), (15.0, 5.0), (15.0, 8.0), (5.0, 8.0)], 4),  # cut at one side
    ],
)
def test_clipping(ring: list[tuple[float, float]], kept: int) -> None:
    found = clipped(ring, 0, 0, 10, 10)
    assert len(found) == kept
    assert all(0 <= x <= 10 and 0 <= y <= 10 for x, y in found)
