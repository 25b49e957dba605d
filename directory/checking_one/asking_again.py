"""Asks the primary sources about one person now, from a page: what `needleproof check --live` does, in a process of its
own.

Pages know no crawler. The command keeps and publishes what was answered, and its own words are shown.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.config import Config

SECONDS = 240.0  # for the answers, which have a limit of their own, and for publishing them
LONGEST_TOLD = 600  # characters of what the command says when it ends without an answer
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """One source that was asked: what we had, what it answers now, and what came of it; all in words."""

    source: str
    asked: str
    before: str
    now: str
    outcome: str
    said: str


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """``lists``: (source, why it is not asked), of those that only publish lists; ``problem``: why there is no answer
    to show, where some may have been asked all the same.
    """

    told: tuple[Told, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    problem: str | None = None


def ask_again(found: Config, number: str, state: str | None, *, by: str, more: Sequence[str] = ()) -> AskedAgain:
    """Asks about an NPI, or about a license number with its state. ``by``: who asks, kept with the act; ``more``:
    further options of the command. Never raises for a source or a network that does not answer: that is told.
    """
    days = ["--today", found.today.isoformat()] if found.today else []
    where = ["--state", state] if state else []
    command = [sys.executable, "-m", "directory.cli", *days, "--data", str(found.data_dir), "check", *where, "--live",
               f"--by={by}", "--json", *more, "--", number]  # fmt: skip
    log.info("the sources are asked about one person now")
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return AskedAgain(
            problem=f"no end after {SECONDS:.0f} seconds, and it was stopped; what was answered by then is kept, and "
            "shown after the next refresh"
        )
    except OSError as error:
        return AskedAgain(problem=f"the command could not be started: {error.strerror or error}")
    return _read(done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def _read(stdout: str, stderr: str) -> AskedAgain:
    line = next((line for line in reversed(stdout.splitlines()) if line.startswith("{")), None)
    try:
        told: Mapping[str, Any] = json.loads(line) if line else {}
    except ValueError:
        told = {}
    if "live" not in told:
        why = " ".join(stderr.split()).removeprefix("Error: ")[:LONGEST_TOLD]
        return AskedAgain(problem=why.rstrip(".") or "the command ended without an answer")
    return AskedAgain(
        told=tuple(
            Told(
                source=one["source"], asked=one["asked"], before=_words(one["before"]), now=_words(one["after"]),
                outcome=str(one["outcome"]).replace("_", " "), said=one["said"],
            )
            for one in told["live"]
        ),
        lists=tuple((one["source"], one["said"]) for one in told["lists"]),
    )  # fmt: skip


def _words(said: Mapping[str, Any] | None) -> str:
    """'confirmed (“ACTIVE”), until 2027-03-31, read 2026-11-20 at wa_doh'."""
    if said is None:
        return "nothing"
    raw = f" (“{said['raw']}”)" if said.get("raw") else ""
    until = f", until {said['expires']}" if said.get("expires") else ""
    read = f", read {str(said['read_at'])[:10]}" if said.get("read_at") else ""
    return f"{said['status']}{raw}{until}{read} at {said['source']}"
