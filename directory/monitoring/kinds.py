"""What monitoring tells, how much it matters, and when a date is near. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

THRESHOLDS = (120, 90, 60, 30, 14, 7)  # days before a credential ends on which that is told
OVER = 0  # in place of a threshold: the last day has passed


class Kind(StrEnum):
    EXPIRES = "expires"
    EXPIRED = "expired"
    RENEWED = "renewed"
    LICENSE = "license"
    DISCIPLINE = "discipline"
    EXCLUSION = "exclusion"
    REVIEW = "review"  # perhaps this person's: only people can tell
    NPI = "npi"
    TRAINING = "training"
    VERDICT = "verdict"
    IDENTITY = "identity"
    CONTACT = "contact"


class Weight(StrEnum):
    ACT = "act"
    LOOK = "look"
    NOTE = "note"
    GOOD = "good"


KINDS: Mapping[Kind, str] = {
    Kind.EXPIRES: "Runs out soon",
    Kind.EXPIRED: "Has run out",
    Kind.RENEWED: "Renewed",
    Kind.LICENSE: "License",
    Kind.DISCIPLINE: "Discipline",
    Kind.EXCLUSION: "Exclusion",
    Kind.REVIEW: "Needs review",
    Kind.NPI: "NPI",
    Kind.TRAINING: "Training",
    Kind.VERDICT: "State's rule",
    Kind.IDENTITY: "Who is who",
    Kind.CONTACT: "Name or place",
}
WEIGHTS: Mapping[Weight, str] = {
    Weight.ACT: "To act on",
    Weight.LOOK: "To look at",
    Weight.NOTE: "To know",
    Weight.GOOD: "Good news",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing to tell of a person. ``key``: what makes it this thing and no other, besides the person."""

    kind: Kind
    weight: Weight
    subject: str
    day: date
    text: str
    key: str
    details: Mapping[str, Any] = field(default_factory=dict)


def once(practitioner_id: str, kind: str, key: str) -> str:
    """By which the same thing is known again: SHA-256, hex."""
    return hashlib.sha256("\n".join((practitioner_id, kind, key)).encode()).hexdigest()


def reached(expires: date, today: date) -> int | None:
    """The nearest threshold that is reached, `OVER` after the last day, None while the end is far.

    >>> reached(date(2027, 1, 31), date(2026, 12, 1)), reached(date(2027, 1, 31), date(2027, 1, 31))
    (90, 7)
    >>> reached(date(2027, 1, 31), date(2027, 2, 1)), reached(date(2027, 1, 31), date(2026, 1, 1))
    (0, None)
    """
    left = (expires - today).days
    return OVER if left < 0 else min((days for days in THRESHOLDS if left <= days), default=None)
