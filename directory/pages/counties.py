"""The counties of a state, as the page Find offers them."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from directory.normalize.zip_rows import zip_rows


def counties_of(state: str) -> tuple[str, ...]:
    """'King County, WA', sorted; those that a ZIP code is said to lie in. ``state``: two letters."""
    return _by_state().get(state, ())


@cache
def _by_state() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in zip_rows():
        if row.county:
            found[row.state].add(f"{row.county}, {row.state}")
    return {state: tuple(sorted(counties)) for state, counties in found.items()}
