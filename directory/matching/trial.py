"""Links the two files of a folder of known pairs as `match` does, and counts what was right and wrong."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

from directory.linking.identity import Tier
from directory.linking.measuring import Answered, FalseLink, Measured, measure
from directory.matching.files import Told, match
from directory.matching.known_pairs import KnownPairs
from directory.matching.people_file import PeopleFile


@dataclass(frozen=True, slots=True)
class Mistake:
    """A false link in full, for whoever sits at the terminal: both rows as given, and why they were linked."""

    link: FalseLink
    kind: str
    left: str
    right: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Trial:
    measured: Measured
    mistakes: tuple[Mistake, ...]


def tried(pairs: KnownPairs, told: Told) -> Trial:
    """The same code and weights as `match`, over whole files. Raises PeopleFileError as `match` does."""
    left, right = pairs.folder / "left.csv", pairs.folder / "right.csv"
    with tempfile.TemporaryDirectory(prefix="needleproof-measure-") as folder:
        out = Path(folder) / "pairs.csv"
        match(left, right, out, told)
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    answered = [Answered(row["left_id"], row["right_id"], row["tier"] == Tier.SETTLED) for row in rows]
    measured = measure(pairs.asked, pairs.truth, answered, pairs.kinds)
    reasons = {(row["left_id"], row["right_id"]): row["reasons"] for row in rows}
    ours = _lines(PeopleFile(left, prefer="left_id"), {one.left for one in measured.wrong})
    theirs = _lines(PeopleFile(right, prefer="right_id"), {one.right for one in measured.wrong})
    return Trial(
        measured,
        tuple(
            Mistake(
                one, pairs.kinds.get(one.right, ""), ours[one.left], theirs[one.right], reasons[one.left, one.right]
            )
            for one in measured.wrong
        ),
    )


def _lines(file: PeopleFile, wanted: set[str]) -> dict[str, str]:
    """The filled cells of those rows, by id."""
    found: dict[str, str] = {}
    with file.path.open(encoding="utf-8-sig", newline="") as lines:
        for cells in csv.reader(lines) if wanted else ():
            ident = cells.pop(file.names.index(file.id_column)).strip() if len(cells) == len(file.names) else ""
            if ident in wanted:
                found[ident] = " | ".join(filter(None, cells))
    return found
