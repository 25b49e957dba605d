"""What can be said about a person's credentials, and why: pure, as of a given day."""

from directory.verification.exclusions import ExclusionIndex
from directory.verification.judge import findings
from directory.verification.model import (
    Case,
    Context,
    Finding,
    SourceState,
    good_on,
    shown_status,
    shown_verdict,
)

__all__ = [
    "Case",
    "Context",
    "ExclusionIndex",
    "Finding",
    "SourceState",
    "findings",
    "good_on",
    "shown_status",
    "shown_verdict",
]
