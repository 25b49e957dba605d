"""Which answers to a request for robots.txt close a host."""

import pytest

from crawlers.politeness import robots_refuse


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (200, False), (204, False), (301, True), (302, True), (400, False), (404, False), (410, False),
        (401, True), (403, True), (429, True),
        (500, True), (502, True), (503, True), (504, True), (520, True), (599, True),
    ],
)  # fmt: skip
def test_robots_that_cannot_be_had_closes_the_host(status: int, refused: bool) -> None:
    assert robots_refuse(status) is refused
