"""A town of three with a watch list, read, published and watched on the first day."""

from datetime import timedelta

import pytest

from crawlers.runner import Workplace
from tests.directory.monitoring.world import BEGAN, Town

FAR = BEGAN + timedelta(days=3_000)


@pytest.fixture
def town(place: Workplace) -> Town:
    town = Town(place)
    for given in ("Anna", "Beth", "Carl"):
        town.move_in(given, f"{given}son", FAR)
    town.people["Anna"].listed = True
    town.read_all(BEGAN)
    town.publish(BEGAN)
    town.watch(BEGAN, "Anna", "Beth")
    return town
