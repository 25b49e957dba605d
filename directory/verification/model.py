"""What verification is given and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from directory.records import Sighting
from directory.vocabulary import (
    Audience,
    CredentialStatus,
    ExclusionStatus,
    HandResult,
    LookedUp,
    LookUpWay,
    Need,
    NeedlingDisplay,
    Profession,
    Reason,
    RuleVerdict,
    SourceKind,
)

# No promise may be longer than this (NCQA: 120 days for a license, monthly for exclusions).
LONGEST_PROMISE = {Need.LICENSE: 120, Need.NPI: 120, Need.EXCLUSION: 30, Need.TRAINING: 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source as readers know it: its facts, and when it was last read well (None: never)."""

    name: str
    title: str
    owner: str
    kind: SourceKind
    jurisdiction: str | None
    professions: frozenset[Profession]
    promise_days: int
    page_url: str
    letters: tuple[str, ...] = ()
    read_at: datetime | None = None
    as_of: date | None = None  # the source's own date at that reading
    partial_of: int | None = None  # what was read is a part of a list with at least so many entries
    body_url: str | None = None  # the body the last good reading ended with: proof of what a list does not show
    body_sha256: str | None = None
    lookup: bool = False  # it was asked about single people and is silent about everybody else

    def covers(self, jurisdiction: str, profession: Profession) -> bool:
        """Whether a healthy reading of this source tells about licenses of that state and profession."""
        return (
            self.kind is SourceKind.LICENSE
            and not self.lookup
            and self.read_at is not None
            and self.jurisdiction == jurisdiction
            and profession in self.professions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A link that was considered and refused: ``code`` is linking's own word for why."""

    code: str
    sentence: str
    need: Need
    jurisdiction: str | None = None
    profession: Profession | None = None
    sighting: Sighting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A certificate or other paper that a coordinator saw, under the ``number`` of its row.

    ``facts``: what it shows, with the keys of the rules' schema, section 7.
    """

    number: int
    seen_on: date
    seen_by: str
    organization: str
    issuer: str
    title: str
    facts: Mapping[str, Any]
    sha256: str
    document: str
    profession: Profession | None = None
    recorded_at: datetime | None = None  # when it was filed; None where a paper is only supposed


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLookUp:
    """What a person looked up at a board or registry, with the document that shows it. ``number``: of its receipt."""

    number: int
    looked_on: date
    looked_by: str
    answered_by: str
    way: LookUpWay
    board: str
    what: LookedUp
    state: str | None
    license_number: str | None
    result: HandResult
    said: str
    sha256: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person: the records linked to them, the links that were refused, and what people saw and looked up."""

    sightings: Sequence[Sighting]
    doubts: Sequence[Doubt] = ()
    papers: Sequence[Paper] = ()
    by_hand: Sequence[HandLookUp] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The day it is and the sources there are, by name."""

    as_of: date
    sources: Mapping[str, SourceState]

    def licensing(self, jurisdiction: str, profession: Profession) -> SourceState | None:
        """The source that tells about these licenses, the latest read first; None when there is none."""
        fitting = [s for s in self.sources.values() if s.covers(jurisdiction, profession)]
        return max(fitting, key=lambda s: (s.read_at.timestamp() if s.read_at else 0.0, s.name), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and its result. ``status`` is a word of the status list; a *cannot tell* has a reason and a next step.

    ``good_until``: last day on which the result may be shown without a new check (end of the source's promise, or the
    credential's own expiry if that is earlier).
    """

    need: Need
    subject: str
    status: CredentialStatus | ExclusionStatus | str
    jurisdiction: str | None = None
    profession: Profession | None = None
    verdict: RuleVerdict | None = None
    grade: int | None = None
    reason: Reason | None = None
    next_step: str | None = None
    raw: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    sighting: Sighting | None = None
    paper: Paper | None = None  # what it rests on, where that is a document and no record of a source
    source: str | None = None
    good_until: date | None = None
    audience: Audience = Audience.PATIENT


def promise_end(need: Need, sighting: Sighting, context: Context) -> date:
    """Last day on which what was read counts as fresh."""
    promised = context.sources[sighting.source].promise_days if sighting.source in context.sources else 0
    return true_on(sighting.read_at, sighting.as_of) + timedelta(days=min(promised, LONGEST_PROMISE[need]))


def list_good_until(need: Need, source: SourceState) -> date | None:
    """Last day on which it may be said what a whole list does *not* show; None when it was never read."""
    if source.read_at is None:
        return None
    return true_on(source.read_at, source.as_of) + timedelta(days=min(source.promise_days, LONGEST_PROMISE[need]))


USABLE_DAYS = (120, 90)  # NCQA 2025: accreditation, and certification of verification organizations


def usable_until(true_on: date, expires: date | None = None) -> tuple[date, date]:
    """Last days on which a file processed then may rest on this reading: of 120 days, and of 90 (NCQA 2025).

    Counted from the day of which the reading tells (`wording.true_on`), for reading an old list renews nothing. The
    windows say nothing of the credential's own end; yet what was read of a license proves no license after its last
    day (``expires``), so neither date is later than that.
    """
    first, second = (true_on + timedelta(days=days) for days in USABLE_DAYS)
    return (first, second) if expires is None else (min(first, expires), min(second, expires))


def true_on(read_at: datetime, as_of: date | None) -> date:
    """The day of which a reading tells: the source's own date where that is older, for reading renews nothing."""
    return min(read_at.date(), as_of or read_at.date())


def good_on(good_until: date | None, as_of: date) -> bool:
    """Whether a result still stands; the last day counts."""
    return good_until is None or as_of <= good_until


# Results that say nothing a passing day could spoil, or that are no reading of a source.
_AGELESS = frozenset({CredentialStatus.NOT_COVERED, CredentialStatus.CLAIMED, CredentialStatus.ISSUER_SILENT})


def shown_status(status: str, good_until: date | None, as_of: date) -> str:
    """The status on a later day: what was found decays to ``stale`` by itself, adverse results included.

    A listed exclusion and a not active license stay what they are: age never clears anybody. What a rule says of a
    person ends with the license it rests on and with the rule.
    """
    if good_on(good_until, as_of) or status in _AGELESS:
        return status
    if status in (ExclusionStatus.LISTED, ExclusionStatus.POSSIBLE_HIT, CredentialStatus.CONFIRMED_NOT_ACTIVE):
        return status
    if status in set(NeedlingDisplay):
        return NeedlingDisplay.CANNOT_TELL
    return CredentialStatus.STALE


def shown_verdict(verdict: str | None, good_until: date | None, as_of: date) -> str | None:
    """A rule's verdict on a later day, as `shown_status` shows it."""
    return verdict if verdict is None or good_on(good_until, as_of) else RuleVerdict.CANNOT_TELL.value
