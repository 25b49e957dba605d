"""What linking answers: people with their records and reasons, and links that were considered and refused."""

from dataclasses import dataclass
from typing import Literal

from directory.records import Sighting

# ambiguous: several fit. contradiction: the names differ. incomplete: too little of a name to compare.
# not_found: nobody we have read carries the number. no_number: the entry gives none that could be looked up.
DoubtCode = Literal["ambiguous", "contradiction", "incomplete", "not_found", "no_number"]


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
class Linking:
    """``unlinked``: records that make no person and belong to none, with why."""

    people: tuple[Person, ...]
    unlinked: tuple[Doubt, ...]
