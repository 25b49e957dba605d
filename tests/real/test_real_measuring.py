"""Our measure of linking against the scorer that came with the real set: the same counts from the same pairs."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from directory.linking.measuring import Answered, measure
from directory.matching import match
from directory.matching.known_pairs import KnownPairs, known_pairs

SHARED = Path(__file__).resolve().parents[3] / "shared"
SET, SCORER = SHARED / "real" / "linkage", SHARED / "tools" / "score_linkage.py"
EVERY = 5  # so many of the left records are left out but one

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not (SET.is_dir() and SCORER.is_file()), reason="no real linkage set beside the repository"),
]


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> KnownPairs:
    """Every fifth left record against the whole register."""
    folder = tmp_path_factory.mktemp("part")
    for name in ("right.csv", "right_kinds.csv"):
        shutil.copy(SET / name, folder)
    for name in ("left.csv", "left_tags.csv", "truth.csv"):
        head, *lines = (SET / name).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if int(line[1:7]) % EVERY == 0]
        (folder / name).write_text("".join([head, *kept]), "utf-8")
    match(folder / "left.csv", folder / "right.csv", folder / "pairs.csv", lambda _what, _done, _total: None)
    return known_pairs(folder)


def scored(part: KnownPairs, *options: str) -> dict[str, Any]:
    command = [sys.executable, str(SCORER), str(part.folder / "pairs.csv"), str(part.folder), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("wrong", [0, 7])
def test_the_counts_are_those_of_the_scorer(part: KnownPairs, wrong: int) -> None:
    """``wrong``: so many settled pairs are bent to a wrong person, for there may be none."""
    path = part.folder / "pairs.csv"
    before = path.read_text("utf-8")
    rows = list(csv.DictReader(before.splitlines()))
    for row in [row for row in rows if row["tier"] == "settled"][:wrong]:
        row["right_id"] = next(ident for ident in part.kinds if ident not in (row["right_id"], *part.truth.values()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    settled, shown = scored(part, "--threshold", "0.5"), scored(part, "--threshold", "0")
    path.write_text(before, "utf-8")
    answered = [Answered(row["left_id"], row["right_id"], row["tier"] == "settled") for row in rows]
    found = measure(part.asked, part.truth, answered, part.kinds)
    total, theirs, false = found.total, settled["at_threshold"], settled["false_matches"]
    assert (total.records, total.people) == (settled["left_records"], settled["true_pairs"])
    assert (total.right, total.wrong) == (theirs["tp"], theirs["fp"])
    assert (total.nobody, total.another) == (false["no_such_person"], false["wrong_person"])
    assert round(total.precision or 0, 5) == theirs["precision"]
    assert round(total.recall or 0, 4) == theirs["recall"]
    assert round(total.upper, 5) == theirs["false_rate_upper95"]
    assert total.shown == shown["at_threshold"]["tp"]
    assert round(total.recall_shown or 0, 4) == shown["at_threshold"]["recall"]
    by_tag = {tag: f"{one.right}/{one.people}" for tag, one in found.by_tag.items() if one.people}
    assert by_tag == settled["recall_by_tag"]
    assert total.wrong >= wrong


def test_without_constructed_rows_too(part: KnownPairs) -> None:
    with (part.folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        answered = [Answered(row["left_id"], row["right_id"], row["tier"] == "settled") for row in csv.DictReader(file)]
    natural = measure(part.asked, part.truth, answered, part.kinds).natural
    theirs = scored(part, "--threshold", "0.5", "--ignore-right", "constructed")["at_threshold"]
    assert natural is not None
    assert (natural.right, natural.wrong) == (theirs["tp"], theirs["fp"])
