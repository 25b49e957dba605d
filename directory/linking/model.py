"""What linking answers: people with their records and reasons, and links that were considered and refused."""

from dataclasses import dataclass
from typing import Literal

from directory.linking.explaining import Reason
from directory.records import Sighting

# ambiguous: several fit. contradiction: the names differ. incomplete: too little of a name to compare.
# not_found: nobody we have read carries the number, or fits. no_number: the entry gives none that could be looked up.
# unsure: somebody may be meant, which is for a person to decide. needs_more: a name and nothing beside it.
DoubtCode = Literal["ambiguous", "contradiction", "incomplete", "not_found", "no_number", "unsure", "needs_more"]


@dataclass(frozen=True, slots=True)
class Member:
    """A record of the person; ``reasons`` are plain sentences that a layperson can check."""

    sighting: Sighting
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A link that was considered and refused. ``candidates`` are the record ids it would have led to.

    ``subject`` is what pointed there: 'npi:2…', 'license:WA:PT:60012345', or 'name' when nothing did.
    """

    sighting: Sighting
    candidates: tuple[int, ...]
    code: DoubtCode
    sentence: str
    subject: str


@dataclass(frozen=True, slots=True)
class Person:
    """``anchor`` is the stable key: 'npi:2…' with an NPI, else 'license:WA:PT:PT60012345:wa_doh|PT'.

    Members: NPI records, newest first, then licenses, then what was attached to them.
    """

    members: tuple[Member, ...]
    doubts: tuple[Doubt, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Question:
    """Whether an entry is of a person, for people to decide. ``left``: the entry, ``left_anchor`` where it is a person
    by itself; ``right``: the anchor record of the person it may be of. ``probability`` grows with belief, below 0.5.
    """

    left: Sighting
    left_anchor: str | None
    right: Sighting
    right_anchor: str
    probability: float
    state: str | None
    reasons: tuple[Reason, ...]
    would: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A side that was decided by evidence: its first record, and the anchor of the person it is, or may rather be."""

    record_id: int
    best: str | None


@dataclass(frozen=True, slots=True)
class Linking:
    """``unlinked``: records that make no person and belong to none, with why; ``questions``: the most telling first;
    ``lefts``: what was decided by evidence, by the number of its record.
    """

    people: tuple[Person, ...]
    unlinked: tuple[Doubt, ...]
    questions: tuple[Question, ...] = ()
    lefts: tuple[Left, ...] = ()
