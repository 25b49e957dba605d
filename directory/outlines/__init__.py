"""Maps drawn from our own outlines of the states: SVG as text, with nothing asked of anybody else.

The outlines come from the Census Bureau's cartographic boundary file of 2016 (public domain): tools/make_outlines.py.
"""

from directory.outlines.country import country_svg
from directory.outlines.drawing import FILLS, Fill, Pattern, legend_svg
from directory.outlines.nearby import Point, map_svg

__all__ = ["FILLS", "Fill", "Pattern", "Point", "country_svg", "legend_svg", "map_svg"]
