"""Loading saved files: their day, and what an older state than the known one means."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from crawlers.registry import sources
from crawlers.runner import Workplace, load

FIXTURES = Path(__file__).parents[1] / "fixtures"
LEIE = FIXTURES / "oig_exclusions" / "response.csv"


def test_an_older_state_than_the_known_one_is_refused(place: Workplace) -> None:
    assert load("oig_exclusions", [LEIE], place, as_of=date(2026, 11, 10)).healthy
    older = load("oig_exclusions", [LEIE], place, as_of=date(2026, 10, 10))
    assert [b.partition(":")[0] for b in older.breaches] == ["older"]
    assert load("oig_exclusions", [LEIE], place, as_of=date(2026, 11, 10)).healthy


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("npidata_pfile_20050523-20261108.csv", date(2026, 11, 8)),
        ("NPIDATA_PFILE_20261102-20261108.CSV", date(2026, 11, 8)),
        ("npidata_pfile_restored.csv", None),
    ],
)
def test_the_npi_file_is_dated_by_its_name(tmp_path: Path, name: str, day: date | None) -> None:
    file = tmp_path / name
    shutil.copyfile(FIXTURES / "nppes_bulk" / "response.csv", file)
    assert sources()["nppes_bulk"].dated_file(file) == day
