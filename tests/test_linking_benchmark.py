"""The files that linking is measured on, and the counting of what a matcher made of them."""

import csv
from pathlib import Path

import pytest

from benchmarks.linkage_files import NOBODY, RATES, linkage_files
from benchmarks.linking import answers

ROWS, LISTINGS = 1_200, 1_000


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_a_seed_gives_the_same_people(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        linkage_files(tmp_path / name, ROWS, LISTINGS, seed)
    for file in ("left.csv", "right.csv", "truth.csv", "left_tags.csv"):
        first, again, other = ((tmp_path / name / file).read_bytes() for name in "abc")
        assert first == again != other


def test_listings_are_as_difficult_as_stated(tmp_path: Path) -> None:
    files = linkage_files(tmp_path, ROWS, LISTINGS)
    people = {row["right_id"]: row for row in read(files.right)}
    shown = {row["left_id"]: row["display_name"] for row in read(files.left)}
    tags = {row["left_id"]: row["tags"].split("|") for row in read(tmp_path / "left_tags.csv")}
    truth = {row["left_id"]: row["right_id"] for row in read(tmp_path / "truth.csv")}
    assert (len(people), len(shown), len(truth)) == (ROWS, LISTINGS, LISTINGS * (1 - NOBODY))
    assert len(set(truth.values())) == len(truth)
    for tag in ("nickname", "moved_in_state", "no_credential", "last_first"):
        assert sum(tag in found for found in tags.values()) == pytest.approx(RATES[tag] * LISTINGS, rel=0.4)
    for left, right in truth.items():
        if not {"typo_last", "ocr", "former_surname_on_file", "surname_changed_unrecorded"} & set(tags[left]):
            assert people[right]["last"] in shown[left].upper()
        if "former_surname_on_file" in tags[left] and not {"typo_last", "ocr"} & set(tags[left]):
            assert people[right]["other_last"] in shown[left].upper()


def test_more_listings_than_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 800 rows"):
        linkage_files(tmp_path, 700, LISTINGS)


def test_wrong_links_and_people_in_review_are_counted(tmp_path: Path) -> None:
    files = linkage_files(tmp_path, ROWS, LISTINGS)
    truth = {row["left_id"]: row["right_id"] for row in read(tmp_path / "truth.csv")}
    inside = list(truth)
    nobody = next(row["left_id"] for row in read(files.left) if row["left_id"] not in truth)
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "left_id,right_id,probability\n"
        f"{inside[0]},{truth[inside[0]]},0.9\n"
        f"{inside[1]},{truth[inside[2]]},0.8\n"
        f"{nobody},{truth[inside[3]]},0.7\n"
        f"{inside[4]},{truth[inside[4]]},0.4\n{inside[4]},{truth[inside[5]]},0.3\n"
    )
    told = answers(files, pairs)
    assert (told.settled, told.right, told.review, told.found, told.all) == (3, 1, 1, 2, len(truth))
    assert set(told.wrong) == {(inside[1], truth[inside[2]]), (nobody, truth[inside[3]])}
    assert sum(told.hit.values()) >= 1
