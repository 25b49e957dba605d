"""`needleproof match`: listings against registers of 100 k and 1 M rows; seconds, memory, look-ups, wrong links.

Files are generated (`benchmarks.linkage_files`). The peer is Splink where it is installed (`make training`), otherwise
bare look-ups of two keys in SQLite. The false links are told on the error stream, one by one.
"""

import csv
import importlib.util
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.linkage_files import LinkageFiles, linkage_files
from benchmarks.measure import Figure, bound, figure, main
from directory.linking.identity import decide
from directory.linking.side import side_of
from directory.matching.people_file import PeopleFile, Row
from directory.matching.people_index import PeopleIndex, keyed, write_index

ROWS, SMALL, LISTINGS, LOOK_UPS = 1_000_000, 100_000, 100_000, 2_000
SECONDS, MEMORY, LOOK_UP = 60, 2048, 0.05  # MiB; seconds of one look-up at p99
PRECISION = 0.999
AGAINST_PEER = {"splink": 8.0, "sqlite": 8.0}
_EVERY = 0.1  # seconds between two looks at the memory
_CONFESSED = 50  # wrong links that are told


@dataclass(slots=True)
class Answers:
    """What a file of pairs says, held against the truth. ``hit``: settled rightly, by tag, of ``there``; 'plain' has no
    tag. ``wrong``: left_id, right_id of settled pairs of two people; ``found``: true pairs in any tier.
    """

    there: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    settled: int = 0
    review: int = 0
    found: int = 0
    all: int = 0

    @property
    def right(self) -> int:
        return self.settled - len(self.wrong)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def answers(files: LinkageFiles, pairs: Path) -> Answers:
    """Reads ``pairs`` (left_id, right_id, probability): settled from 0.5, the best one of a listing."""
    truth = {row["left_id"]: row["right_id"] for row in _rows(files.folder / "truth.csv")}
    best: dict[str, tuple[float, str]] = {}
    reviewed: set[str] = set()
    told = Answers(all=len(truth))
    any_tier: set[str] = set()
    for row in _rows(pairs):
        left, right, probability = row["left_id"], row["right_id"], float(row["probability"])
        if truth.get(left) == right:
            any_tier.add(left)
        if probability >= 0.5:
            best[left] = max(best.get(left, (0.0, "")), (probability, right))
        else:
            reviewed.add(left)
    for row in _rows(files.folder / "left_tags.csv"):
        left = row["left_id"]
        hit = left in best and best[left][1] == truth.get(left)
        if left in best and not hit:
            told.wrong.append((left, best[left][1]))
        if left in truth:
            for tag in (row["tags"] or "plain").split("|"):
                told.there[tag] += 1
                told.hit[tag] += hit
    told.settled, told.review, told.found = len(best), len(reviewed - best.keys()), len(any_tier)
    return told


@dataclass(frozen=True, slots=True)
class Taken:
    """Wall and processor seconds of a command, and the most memory that its processes held at once, in MiB."""

    seconds: float
    processor: float
    memory: float


def taken(*command: str) -> Taken:
    """Raises RuntimeError, with what it said, for a command that fails."""
    started, worked, most = time.perf_counter(), _processor(), 0.0
    with tempfile.TemporaryFile("w+") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(_EVERY)
        seconds = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{said.read()[-4000:]}")
    return Taken(seconds, _processor() - worked, most)


def _processor() -> float:
    """Seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> float:
    """MiB of a process and its children, shared pages counted once (Linux: PSS); 0 when it has just ended."""
    total, waiting = 0.0, [pid]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        try:
            rollup = (process / "smaps_rollup").read_text()
            total += int(rollup.split("\nPss:")[1].split()[0]) / 1024
            for task in (process / "task").iterdir():
                waiting.extend(map(int, (task / "children").read_text().split()))
        except (OSError, IndexError):
            continue
    return total


def look_ups(files: LinkageFiles) -> list[float]:
    """Seconds of each of `LOOK_UPS` questions, from the row of a file to the answer; the index is made before."""
    asking, register = PeopleFile(files.left, prefer="left_id"), PeopleFile(files.right, prefer="right_id")
    index = files.folder / "people.sqlite"
    write_index(index, ((rows, keyed(register.columns, rows)) for rows in _batches(register)))
    asked = random.Random(1).sample(list(asking.rows()), min(LOOK_UPS, files.listings))
    times = []
    with closing(PeopleIndex(index, register.columns)) as people:
        for row in asked:
            started = time.perf_counter()
            if party := asking.columns.party(row.packed):
                left = side_of(party)
                decide(left, people.candidates(left), people)
            times.append(time.perf_counter() - started)
    index.unlink()
    return sorted(times)


def _batches(file: PeopleFile) -> Iterator[list[Row]]:
    rows = file.rows()
    while batch := list(islice(rows, 1_000)):
        yield batch


def _told(name: str, part: float, whole: float) -> Figure:
    """A share without a target."""
    return Figure(name, part, whole, round(part / whole, 4) if whole else 0.0, "told", True)


def _right(name: str, right: int, settled: int) -> Figure:
    ratio = right / max(1, settled)
    return Figure(name, right, settled, round(ratio, 5), f">= {PRECISION}", ratio >= PRECISION)


def figures(rows: int = ROWS) -> Sequence[Figure]:
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="needleproof-bench-") as name:
        for size in sorted({min(SMALL, rows), rows}):
            files = linkage_files(Path(name) / str(size), size, min(LISTINGS, size))
            found += _of(files, held=size == ROWS)
    return found


def _of(files: LinkageFiles, *, held: bool) -> list[Figure]:
    """``held``: this is the size that the limits of seconds and memory are for."""
    what = f"{files.listings:,} listings against {files.rows:,} rows"
    pairs, theirs = files.folder / "pairs.csv", files.folder / "peer.csv"
    ours = taken(sys.executable, "-m", "directory.cli", "match", str(files.left), str(files.right), "--out", str(pairs))
    kind = "splink" if importlib.util.find_spec("splink") else "sqlite"
    peer = taken(sys.executable, "-m", "benchmarks.linking_peers", kind, str(files.left), str(files.right), str(theirs))
    named = "Splink 5 on DuckDB, tight keys" if kind == "splink" else "two key look-ups in SQLite (no Splink here)"
    told, times = answers(files, pairs), look_ups(files)
    p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
    limit = bound if held else _told_bound
    found = [
        limit(f"{what}: seconds, against the limit", ours.seconds, SECONDS, 1.0),
        _told("the same: processor seconds of ours, against the peer's", round(ours.processor), round(peer.processor)),
        limit("the same: peak memory of all processes, MiB", ours.memory, MEMORY, 1.0),
        figure(f"the same: seconds, against {named}", ours.seconds, peer.seconds, AGAINST_PEER[kind]),
        _told(f"the same: MiB, against {named}", round(ours.memory), round(peer.memory)),
        bound(f"one look-up among {files.rows:,}: seconds at p99 of {len(times):,}", p99, LOOK_UP, 1.0),
        _told("the same: seconds at p50, against p99", round(p50, 5), round(p99, 5)),
        _right("settled: right ones", told.right, told.settled),
        _told("people of the register: settled", told.right, told.all),
        _told("people of the register: settled or in review", told.found, told.all),
        _told("listings in review", told.review, files.listings),
    ]
    if kind == "splink":
        other = answers(files, theirs)
        found.append(
            _told("the same weights in Splink, best pair from 0.5: wrong ones", len(other.wrong), other.settled)
        )
        found.append(_told("the same: right ones, of all there are", other.right, other.all))
    found += [_told(f"settled of {tag}", told.hit[tag], number) for tag, number in told.there.most_common()]
    _confess(files, told)
    return found


def _told_bound(name: str, ours: float, limit: float, _: float) -> Figure:
    return _told(name, round(ours, 2), limit)


def _confess(files: LinkageFiles, told: Answers) -> None:
    """The false links on the error stream."""
    if not told.wrong:
        return
    left = {row["left_id"]: row for row in _rows(files.left)}
    with files.right.open(newline="", encoding="utf-8") as lines:
        wanted = {right for _, right in told.wrong}
        right = {row["right_id"]: row for row in csv.DictReader(lines) if row["right_id"] in wanted}
    for left_id, right_id in told.wrong[:_CONFESSED]:
        sides = (", ".join(value for value in row.values() if value) for row in (left[left_id], right[right_id]))
        print("wrong:", " <> ".join(sides), file=sys.stderr)


if __name__ == "__main__":
    main(figures, __doc__ or "", rows=ROWS)
