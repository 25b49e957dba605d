"""Times both sides in one run and prints what came out, as a table or as JSON."""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """Median seconds of ours and of the peer, their ratio, the target as text ('<= 2.0'), whether it holds."""

    name: str
    ours: float
    peer: float
    ratio: float
    target: str
    ok: bool


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Median wall time of ``rounds`` calls, in seconds."""
    return median(timed(work) for _ in range(rounds))


def timed(work: Callable[[], object]) -> float:
    """Wall time of one call, in seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak() -> int:
    """The highest memory of this process, in bytes. What `getrusage` tells begins with that of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS tells bytes


def figure(name: str, ours: float, peer: float, at_most: float) -> Figure:
    ratio = ours / peer
    return Figure(name, round(ours, 4), round(peer, 4), round(ratio, 3), f"<= {at_most}", ratio <= at_most)


def bound(name: str, ours: float, peer: float, at_most: float, *, exact: bool = False) -> Figure:
    """A figure that is no time: a count or a size against its limit; ``exact``: the ratio must be just that."""
    ratio = ours / peer
    ok = ratio == at_most if exact else ratio <= at_most
    return Figure(name, round(ours, 4), round(peer, 4), round(ratio, 3), f"{'==' if exact else '<='} {at_most}", ok)


def main(figures: Callable[..., Sequence[Figure]], description: str, rows: int | None = None) -> None:
    """Runs a benchmark as a script: ``--json`` prints the list, otherwise a table.

    ``rows``: the size it usually takes, where it can take another one (``--rows``).
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true")
    if rows is not None:
        parser.add_argument("--rows", type=int, default=rows)
    asked = parser.parse_args()
    as_json = asked.json
    found = figures() if rows is None else figures(asked.rows)
    report(found, as_json=as_json)


def report(found: Sequence[Figure], *, as_json: bool) -> None:
    """Prints the figures and ends the script: well, where all of them hold."""
    if as_json:
        print(json.dumps([asdict(f) for f in found]))
    else:
        for f in found:
            verdict = "ok" if f.ok else "MISSED"
            print(f"{f.name}: ours {f.ours}, peer {f.peer}, ratio {f.ratio} ({f.target}) {verdict}")
    sys.exit(0 if all(f.ok for f in found) else 1)
