"""What coordinators decided about possible exclusion hits and contradictions: keyed to a hash of what was shown, never
deleted, and never changing what a source said.
"""

from directory.findings.contradictions import Contradiction, Value, contradictions_of
from directory.findings.deciding import (
    ID_LENGTH,
    FindingError,
    all_decisions,
    confirm,
    decide_contradiction,
    decide_hit,
    decisions_about,
    undo,
)
from directory.findings.dispositions import Disposition, decided_for_report, dispositions, told_instead
from directory.findings.hits import Hit, Searched, search
from directory.findings.people import abouts
from directory.findings.queue import Asked, Waiting, how_many, sources_waiting, waiting
from directory.findings.showing import Compared, in_short, side_by_side, would_settle
from directory.findings.telling import About

__all__ = [
    "ID_LENGTH",
    "About",
    "Asked",
    "Compared",
    "Contradiction",
    "Disposition",
    "FindingError",
    "Hit",
    "Searched",
    "Value",
    "Waiting",
    "abouts",
    "all_decisions",
    "confirm",
    "contradictions_of",
    "decide_contradiction",
    "decide_hit",
    "decided_for_report",
    "decisions_about",
    "dispositions",
    "how_many",
    "in_short",
    "search",
    "side_by_side",
    "sources_waiting",
    "told_instead",
    "undo",
    "waiting",
    "would_settle",
]
