"""Judging a practitioner by the rule of the patient's state (SCHEMA.md section 4): facts in, verdict out."""

from directory.rules.judging.facts import Facts, FactsError, License, Lookup, Training, facts_from
from directory.rules.judging.requirements import Judged
from directory.rules.judging.verdict import Judgement, judge

__all__ = [
    "Facts",
    "FactsError",
    "Judged",
    "Judgement",
    "License",
    "Lookup",
    "Training",
    "facts_from",
    "judge",
]
