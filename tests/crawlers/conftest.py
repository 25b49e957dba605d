"""Stores that hold what the fixtures of the sources say."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crawlers.runner import load
from tests.crawlers.source_tables import FIXTURES, NAMES
from tests.databases import Databases, Once


@pytest.fixture(scope="module")
def good(databases: Databases, once: Once, opened: Callable[..., Any]) -> Mapping[str, Path]:
    """For every source, a store into which its good fixture was loaded (copied for each case)."""

    def fill(folder: Path) -> None:
        for name in NAMES:
            with opened(None, folder / name, keep=True) as place:
                report = load(name, [next((FIXTURES / name).glob("response.*"))], place)
                assert report.healthy, report.breaches

    folder = once(f"good-{databases.name}", fill)
    return {name: folder / name for name in NAMES}
