"""Times both sides in one run and prints what came out, as a table or as JSON."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
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
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def figure(name: str, ours: float, peer: float, at_most: float) -> Figure:
    ratio = ours / peer
    return Figure(name, round(ours, 4), round(peer, 4), round(ratio, 3), f"<= {at_most}", ratio <= at_most)


def main(figures: Callable[[], Sequence[Figure]], description: str) -> None:
    """Runs a benchmark as a script: ``--json`` prints the list, otherwise a table."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    found = figures()
    if as_json:
        print(json.dumps([asdict(f) for f in found]))
    else:
        for f in found:
            verdict = "ok" if f.ok else "MISSED"
            print(f"{f.name}: ours {f.ours} s, peer {f.peer} s, ratio {f.ratio} ({f.target}) {verdict}")
    sys.exit(0 if all(f.ok for f in found) else 1)
