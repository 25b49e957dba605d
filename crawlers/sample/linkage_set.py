"""An invented set of records to link, with who is who: what a new user can measure linking with.

The same files on every machine, in the form of `needleproof match`. Look-alikes are put there on purpose: namesakes,
father and son, relatives in one clinic, with the true person in the register and without.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawlers.sample.linkage_entries import Entry, registered
from crawlers.sample.linkage_people import LinkageMaker

NAME = "invented people"
MADE_OF = (
    "2,000 invented entries against a register of 3,000 invented people. One entry in five is of a person who is not "
    "in the register. Names are shortened, misspelt and changed, people have moved, and look-alikes (namesakes, father "
    "and son, relatives in one clinic) were put in on purpose"
)
SEED = 20261121
PEOPLE, LISTED, ABSENT = 3_000, 1_600, 400
LOOK_ALIKE, LOOK_ALIKE_ABSENT = 0.12, 0.36  # shares of the people who have one, put there on purpose

_SHOWN = ("suffix", "credential", "specialty", "street", "city", "state", "zip5", "sex", "license_state",
          "license_number", "license_type")  # fmt: skip
LEFT = ("left_id", "display_name", "last", "first", "middle", *_SHOWN)
RIGHT = ("right_id", "last", "first", "middle", "other_last", *_SHOWN)


def write_linkage_set(folder: Path) -> None:
    """Writes left.csv, right.csv, truth.csv, left_tags.csv and right_kinds.csv into the folder, which is there."""
    make = LinkageMaker(SEED)
    everybody = [make.human() for _ in range(LISTED + ABSENT)]
    people = [("real_match", one) for one in everybody[:LISTED]]
    tags = []
    for place, one in enumerate(everybody):
        there = place < LISTED
        tags.append([] if there else ["nobody_like_that"])
        if make.chance(LOOK_ALIKE if there else LOOK_ALIKE_ABSENT):
            how, other = make.look_alike(one)
            tags[-1] = [how if there else f"{how}_true_absent"]
            people.append((f"constructed_{tags[-1][0]}", other))
    people += [("real_distractor", make.human()) for _ in range(PEOPLE - len(people))]
    entries = [Entry(make, one) for one in everybody]
    lefts, rights = _ids("L", len(entries), make), _ids("R", len(people), make)
    _write(folder / "right.csv", RIGHT, [
        (ident, registered(make, one)) for ident, (_, one) in zip(rights, people, strict=True)
    ])  # fmt: skip
    _write(folder / "right_kinds.csv", ("right_id", "kind"), [
        (ident, {"kind": kind}) for ident, (kind, _) in zip(rights, people, strict=True)
    ])  # fmt: skip
    _write(folder / "left.csv", LEFT, [(ident, one.cells) for ident, one in zip(lefts, entries, strict=True)])
    _write(folder / "left_tags.csv", ("left_id", "source_kind", "tags"), [
        (ident, {"source_kind": one.kind, "tags": "|".join(found + one.tags)})
        for ident, one, found in zip(lefts, entries, tags, strict=True)
    ])  # fmt: skip
    truth = zip(lefts[:LISTED], rights[:LISTED], strict=True)
    _write(folder / "truth.csv", ("left_id", "right_id"), [(left, {"right_id": right}) for left, right in truth])


def _ids(letter: str, number: int, make: LinkageMaker) -> list[str]:
    """Ids in no order that tells anything."""
    return [f"{letter}{at:04d}" for at in make.dice.sample(range(number), number)]


def _write(path: Path, columns: Sequence[str], rows: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Rows by id, what a row does not tell left empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(
            [ident, *(cells.get(name, "") for name in columns[1:])] for ident, cells in sorted(rows, key=lambda r: r[0])
        )
