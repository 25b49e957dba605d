"""What an export holds: one declaration of the tables, from which every format and the JSON Schema follow.

Statuses are words of a closed list, never yes or no; null means that nothing is known, and ``reason`` says why. The
first column of a table is its key. A change here needs a new `VERSION`, or whoever reads exports is misled.
"""

from collections.abc import Mapping
from typing import Annotated, Any, get_type_hints

from msgspec import Meta, Struct

from directory.vocabulary import (
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    Need,
    NeedlingDisplay,
    PlaceKind,
    PlacePrecision,
    Profession,
    Reason,
    RuleVerdict,
    RunOutcome,
    SourceKind,
)

VERSION = 1


def _one_of(*lists: Any) -> Meta:
    """A word of these closed lists."""
    return Meta(extra_json_schema={"enum": list(dict.fromkeys(str(word) for words in lists for word in words))})


Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]
Time = Annotated[str, Meta(description="In UTC.", extra_json_schema={"format": "date-time"})]
Status = Annotated[str, _one_of(CredentialStatus, ExclusionStatus, NeedlingDisplay)]
Why = Annotated[str, _one_of(Reason)]
Verdict = Annotated[str, _one_of(RuleVerdict)]
Subject = Annotated[str, _one_of(Need)]
Work = Annotated[str, _one_of(Profession)]
AtBoard = Annotated[str, _one_of(LicenseStatus)]
Overlay = Annotated[str, _one_of((CredentialStatus.SOURCE_DOWN, CredentialStatus.OUR_ERROR))]
Place = Annotated[str, _one_of(PlaceKind)]
Precision = Annotated[str, _one_of(PlacePrecision)]
Kind = Annotated[str, _one_of(SourceKind)]
Outcome = Annotated[str, _one_of(RunOutcome)]
Reading = Annotated[str, _one_of(("whole list", "one person at a time"))]


class _Row(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Made by position where there are millions: that takes a sixth of the time."""


class PractitionerRow(_Row, frozen=True):
    """One person. ``disputed``: 'name', 'letters' or 'listing', where somebody says since then that it is wrong."""

    id: str
    name: str
    last: str | None
    first: str | None
    middle: str | None
    suffix: str | None
    other_names: list[str]
    credential_text: str | None
    npi: str | None
    disputed: list[str]


class LicenseRow(_Row, frozen=True):
    """A license that a board lists, or that somebody claims. ``id``: of its check; ``status``: ours on the day of the
    export, ``board_status`` the normal form of the board's own word (``raw``) when it was read.
    """

    id: str
    practitioner_id: str
    state: str | None
    profession: Work | None
    number: str
    license_type: str | None
    authority: str | None
    status: Status
    reason: Why | None
    board_status: AtBoard | None
    raw: str | None
    issued_on: Day | None
    expires: Day | None
    discipline: list[str]
    name_at_board: str | None
    verify_url: str | None
    source: str | None
    read_at: Time | None
    as_of: Day | None
    good_until: Day | None
    usable_until_120: Day | None
    usable_until_90: Day | None
    disputed_on: Day | None


class PlaceRow(_Row, frozen=True):
    """An address; coordinates are of the middle of its ZIP area or city, as ``precision`` says."""

    id: str
    practitioner_id: str
    kind: Place
    line1: str | None
    line2: str | None
    city: str | None
    state: str | None
    zip5: str | None
    phone: str | None
    website: str | None
    website_source: str | None
    website_read_at: Time | None
    lat: float | None
    lon: float | None
    precision: Precision
    source: str
    read_at: Time | None
    updated_on: Day | None
    disputed_on: Day | None


class CheckRow(_Row, frozen=True):
    """One check and its result on the day of the export: ``stale`` where ``good_until`` has passed.

    ``overlay``: the newest attempt to read the source failed, and the result is of the one before. ``usable_until``:
    the last days on which a file may rest on this reading (NCQA, 120 and 90 days). ``partial_of``: only a part of a
    list with so many entries was read, and 'none_found' in a part clears nobody.
    """

    id: str
    practitioner_id: str
    need: Subject
    subject: str
    state: str | None
    profession: Work | None
    status: Status
    reason: Why | None
    next_step: str | None
    verdict: Verdict | None
    grade: int | None
    raw: str | None
    overlay: Overlay | None
    citation: str | None
    rule_id: str | None
    missing: str | None
    listed_since: Day | None
    partial_of: int | None
    source: str | None
    source_url: str | None
    locator: str | None
    evidence_sha256: str | None
    read_at: Time | None
    as_of: Day | None
    good_until: Day | None
    usable_until_120: Day | None
    usable_until_90: Day | None
    disputed_on: Day | None


class TrainingRow(_Row, frozen=True):
    """What is known of a course or certificate. ``evidence_class``: 'document_seen' where a coordinator saw the paper.
    Hours apart: shown by evidence (by kind), claimed, and implied by the letters.
    """

    id: str
    practitioner_id: str
    title: str
    issuer: str | None
    letters: str | None
    course: str | None
    certificate_number: str | None
    evidence_class: str | None
    seen_on: Day | None
    seen_for: str | None
    completed_on: Day | None
    hours_evidenced: dict[str, float] | None
    hours_claimed: float | None
    hours_implied: float | None
    grade: int | None
    status: Status
    reason: Why | None
    next_step: str | None
    raw: str | None
    source: str | None
    read_at: Time | None
    as_of: Day | None
    good_until: Day | None
    disputed_on: Day | None


class SourceRow(_Row, frozen=True):
    """A source, when it was last read well, and how the newest attempt ended."""

    name: str
    title: str
    owner: str
    kind: Kind
    state: str | None
    professions: list[str]
    page_url: str
    terms: str
    terms_read: Day | None
    terms_url: str | None
    notice: str | None
    promise_days: int
    read_as: Reading
    not_read_because: str | None
    last_read_at: Time | None
    as_of: Day | None
    last_attempt: Outcome | None
    last_attempt_at: Time | None


Row = PractitionerRow | LicenseRow | PlaceRow | CheckRow | TrainingRow | SourceRow
TABLES: Mapping[str, type[Row]] = {
    "practitioners": PractitionerRow,
    "licenses": LicenseRow,
    "places": PlaceRow,
    "checks": CheckRow,
    "training": TrainingRow,
    "sources": SourceRow,
}


def columns(kind: type[Row]) -> Mapping[str, Any]:
    """Column -> its type as declared, in their order."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in kind.__struct_fields__}
