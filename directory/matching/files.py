"""Two files in, one file of pairs out, whole or not at all."""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from directory.linking.identity import Tier
from directory.matching.pairs import Paired, Pairing
from directory.matching.people_file import Columns, PeopleFile, PeopleFileError, Row
from directory.matching.people_index import Keyed, PeopleIndex, keyed, write_index
from directory.matching.processes import InOrder, crew

HEADER = ("left_id", "right_id", "probability", "tier", "reasons")
LARGE = 2_000_000  # bytes of both files: what two processes gain is more than they cost
_PROCESSES = 2
_ROWS_AT_ONCE = 1_000

Told = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Matched:
    """What came of it. ``tiers``: left rows by outcome, the nameless aside; ``pairs``: rows written, by tier."""

    left: int = 0
    right: int = 0
    tiers: Counter[Tier] = field(default_factory=Counter)
    pairs: int = 0
    nameless_left: int = 0
    nameless_right: int = 0
    ignored_left: tuple[str, ...] = ()
    ignored_right: tuple[str, ...] = ()


def match(left: Path, right: Path, out: Path, told: Told, *, processes: int | None = None) -> Matched:
    """Writes to ``out`` who of the left file is who in the right one.

    ``told`` is told how far it is; ``processes``: 0 does everything here, None decides by the size of the files. Raises
    PeopleFileError for a file that cannot be used, OSError where ``out`` cannot be written.
    """
    asking, register = PeopleFile(left, prefer="left_id"), PeopleFile(right, prefer="right_id")
    if out.resolve() in (left.resolve(), right.resolve()):
        raise PeopleFileError(f"{out} is one of the files that are read; write the pairs to another one")
    if processes is None:
        processes = _PROCESSES if asking.size + register.size >= LARGE else 0
    done = Matched(ignored_left=asking.ignored, ignored_right=register.ignored)
    with written_whole(out) as temporary, tempfile.TemporaryDirectory(prefix="needleproof-match-") as folder:
        index = Path(folder) / "people.sqlite"
        with (
            crew(processes) as in_order,
            temporary.open("w", encoding="utf-8", newline="") as file,
            ExitStack() as stack,
        ):
            write_index(index, _counted(register, in_order, done, told))
            pairing: Callable[[Sequence[Row]], Paired]
            if processes:
                pairing = partial(_paired, index, register.columns.names, asking.columns.names)
            else:
                people = stack.enter_context(closing(PeopleIndex(index, register.columns)))
                pairing = Pairing(people, asking.columns)
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for _, found in in_order(pairing, _batches(asking.rows())):
                writer.writerows(found.pairs)
                done.tiers.update(found.tiers)
                done.pairs += len(found.pairs)
                done.nameless_left += found.nameless
                done.left += found.tiers.total() + found.nameless
                told(f"matching {left.name}", done.left, asking.lines)
    return done


def _counted(file: PeopleFile, in_order: InOrder, done: Matched, told: Told) -> Iterator[tuple[Sequence[Row], Keyed]]:
    """The right file under its keys, batch by batch."""
    for rows, found in in_order(partial(keyed, file.columns), _batches(file.rows())):
        done.nameless_right += len(found.nameless)
        done.right += len(rows)
        told(f"reading {file.path.name}", done.right, file.lines)
        yield rows, found


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _ROWS_AT_ONCE)):
        yield batch


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when the block ends well, and vanishes when it does not."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _pairing(index: Path, register: tuple[str, ...], asking: tuple[str, ...]) -> Pairing:
    """Of a process of the crew: made with its first batch, there until the process ends."""
    return Pairing(PeopleIndex(index, Columns(register)), Columns(asking))


def _paired(index: Path, register: tuple[str, ...], asking: tuple[str, ...], rows: Sequence[Row]) -> Paired:
    return _pairing(index, register, asking)(rows)
