"""Kills on both databases: twenty of every run of the tests (`make drill` does more), and a drill that must fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tools.drill.killing import drilled, shares
from tools.drill.works import Scene, Work, scene, works

pytestmark = pytest.mark.slow

KILLS = 10  # on each database
KINDS = ("first crawl", "crawl again", "load again", "upgrade", "create")
PEOPLE, DELAY = 60, 0.002
SEED = 7


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene"), people=PEOPLE, delay=DELAY) as made:
        yield made


@pytest.fixture(scope="module")
def kinds(databases: Databases, shared: Scene, tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    return works(shared, databases, tmp_path_factory.mktemp("works"), only=KINDS)


def test_nothing_is_lost_or_doubled_and_every_end_is_as_without_a_kill(
    kinds: list[Work], databases: Databases, shared: Scene, tmp_path: Path
) -> None:
    killed = 0
    for work, kills in zip(kinds, shares(kinds, KILLS), strict=True):
        count = drilled(work, databases, shared, tmp_path, kills=kills, seed=SEED)
        assert count.well, count
        killed += count.kills
    assert killed == KILLS


def test_a_writer_that_marks_pages_done_too_early_is_found_out(
    kinds: list[Work], databases: Databases, shared: Scene, tmp_path: Path
) -> None:
    work = next(work for work in kinds if work.name == "first crawl")
    count = drilled(work, databases, shared, tmp_path, kills=1, seed=SEED, broken=True)
    assert not count.well
