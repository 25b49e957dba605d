"""The development linkage set through the command: figures of the scorer that judges them (linkage.md)."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
REAL, SCORER = SHARED / "real" / "linkage", SHARED / "tools" / "score_linkage.py"

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not (REAL.is_dir() and SCORER.is_file()), reason="no linkage set beside the repository"),
]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("linkage") / "pairs.csv"
    command = [sys.executable, "-m", "directory.cli", "match", REAL / "left.csv", REAL / "right.csv", "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return out


def figures(pairs: Path, kind: str, threshold: float) -> dict[str, Any]:
    command = [sys.executable, SCORER, pairs, REAL, "--top1", "--threshold", str(threshold), "--kinds", kind, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)["at_threshold"]
    return found


@pytest.mark.parametrize(("kind", "recall"), [("registry", 0.75), ("listing", 0.70)])
def test_what_is_settled_is_right(pairs: Path, kind: str, recall: float) -> None:
    found = figures(pairs, kind, 0.5)
    assert found["precision"] >= 0.999
    assert found["recall"] >= recall


@pytest.mark.parametrize(("kind", "recall"), [("registry", 0.99), ("listing", 0.97)])
def test_hardly_anybody_is_lost_between_settled_and_review(pairs: Path, kind: str, recall: float) -> None:
    assert figures(pairs, kind, 0)["recall"] >= recall


def test_no_license_row_is_wrong(pairs: Path) -> None:
    assert figures(pairs, "licence", 0.5)["fp"] == 0


def test_people_are_asked_about_a_quarter_of_the_listings_at_most(pairs: Path) -> None:
    kinds = {row["left_id"]: row["source_kind"] for row in rows(REAL / "left.csv")}
    asked = {row["left_id"] for row in rows(pairs) if row["tier"] == "review" and kinds[row["left_id"]] == "listing"}
    assert len(asked) / sum(kind == "listing" for kind in kinds.values()) <= 0.25


def test_one_settled_pair_to_a_row_and_only_settled_ones_reach_one_half(pairs: Path) -> None:
    settled = defaultdict[str, int](int)
    for row in rows(pairs):
        assert (float(row["probability"]) >= 0.5) == (row["tier"] == "settled")
        settled[row["left_id"]] += row["tier"] == "settled"
    assert max(settled.values()) == 1


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
