"""The form of a receipt, needleproof-receipt/1: every key is there, and no other is taken."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from directory.vocabulary import (
    Audience,
    HandResult,
    LookedUp,
    LookUpWay,
    Need,
    PlaceKind,
    Profession,
    Reason,
    RuleVerdict,
    SourceKind,
)

FORMAT = "needleproof-receipt/1"


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all parts; none has a default, so that a missing key is refused."""


class Made(Form, frozen=True, kw_only=True):
    """``at``: aware UTC; ``local``: the same moment in the zone of whoever made it. ``submitted``: what was asked for,
    by the name of the field; ``sample``: everybody is invented.
    """

    at: datetime
    local: str
    as_of: date
    known_on: date | None
    audience: Audience
    prepared_for: str | None
    purpose: str | None
    by: str | None
    submitted: dict[str, str]
    treating_in: str | None
    region: str | None
    program: str
    rules_version: str
    rules_as_of: date
    sample: bool


class Published(Form, frozen=True, kw_only=True):
    """The publication whose people these are: the data snapshot."""

    number: int
    published_at: datetime
    as_of: date
    digest: str


class Place(Form, frozen=True, kw_only=True):
    kind: PlaceKind
    text: str
    phone: str | None
    source_title: str
    read_at: datetime
    updated_on: date | None


class Alike(Form, frozen=True, kw_only=True):
    """Somebody else who may be taken for the person; ``apart``: what to compare, in words."""

    name: str
    apart: list[str]


class Joined(Form, frozen=True, kw_only=True):
    """A record of the person and why it is theirs, in words."""

    source_title: str
    reasons: list[str]


class Open(Form, frozen=True, kw_only=True):
    """A question about who is who that nobody has settled."""

    question: str
    source_title: str
    entry: str
    reasons: list[str]


class Decided(Form, frozen=True, kw_only=True):
    """What a person decided about two records, one of them of this person."""

    number: int
    answer: str
    of: str
    decided_by: str
    decided_at: datetime
    note: str


class Changed(Form, frozen=True, kw_only=True):
    """A change of who is who, or of a result since an earlier receipt."""

    on: date
    field: str
    before: str
    after: str


class Person(Form, frozen=True, kw_only=True):
    """``look_alikes``, ``joined`` and what follows are as readers see them; replaying does not touch them."""

    id: str
    name: str
    other_names: list[str]
    npi: str | None
    credential_text: str | None
    places: list[Place]
    look_alikes: list[Alike]
    joined: list[Joined]
    open: list[Open]
    decisions: list[Decided]
    changes: list[Changed]
    since: str | None  # the earlier receipt that the changes are counted from


class Sighting(Form, frozen=True, kw_only=True):
    """A record with where it comes from. ``payload``: the record as we keep it, redacted for patients."""

    kind: str
    payload: dict[str, Any]
    record_id: int
    source: str
    scope: str
    read_at: datetime
    as_of: date | None
    url: str
    sha256: str
    locator: str


class Ended(Form, frozen=True, kw_only=True):
    """An entry that left its list; ``gone``: the day of the list it was gone from."""

    sighting: Sighting
    gone: date


class Doubt(Form, frozen=True, kw_only=True):
    code: str
    sentence: str
    need: Need
    jurisdiction: str | None
    profession: Profession | None
    sighting: Sighting | None


class Paper(Form, frozen=True, kw_only=True):
    number: int
    seen_on: date
    seen_by: str
    organization: str
    issuer: str
    title: str
    facts: dict[str, Any]
    sha256: str
    document: str
    profession: Profession | None
    recorded_at: datetime | None


class HandLookUp(Form, frozen=True, kw_only=True):
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
    address: str | None


class Source(Form, frozen=True, kw_only=True):
    """A source as readers knew it, as `directory.verification.SourceState`; ``by_file``: people fetch its file."""

    name: str
    title: str
    owner: str
    kind: SourceKind
    jurisdiction: str | None
    professions: list[Profession]
    promise_days: int
    page_url: str
    letters: list[str]
    read_at: datetime | None
    as_of: date | None
    partial_of: int | None
    body_url: str | None
    body_sha256: str | None
    lookup: bool
    by_file: bool


class Failed(Form, frozen=True, kw_only=True):
    """The newest attempt to read a source, where it failed after the last good one. ``code``: a status word."""

    source: str
    scope: str
    code: str
    at: datetime


class RuleFile(Form, frozen=True, kw_only=True):
    """A rule file by its name, as it stood."""

    file: str
    sha256: str
    text: str


class RuleText(Form, frozen=True, kw_only=True):
    """A text behind the rules, as `directory.rules.RuleSource`."""

    id: str
    kind: str
    title: str
    url: str | None
    source_date: str
    seen: str
    note: str | None


class Verdict(Form, frozen=True, kw_only=True):
    """A finding with what proves it. ``shown``: the status on the day of the receipt, when age has told on it."""

    need: Need
    subject: str
    status: str
    shown: str
    jurisdiction: str | None
    profession: Profession | None
    verdict: RuleVerdict | None
    grade: int | None
    reason: Reason | None
    next_step: str | None
    raw: str | None
    details: dict[str, Any]
    good_until: date | None
    audience: Audience
    source: str | None
    record_id: int | None
    kind: str | None  # of that record
    url: str | None
    read_at: datetime | None
    as_of: date | None
    sha256: str | None
    locator: str | None


class Evidence(Form, frozen=True, kw_only=True):
    """``sha256``: of the whole body as received; ``excerpt``: base64 of gzip of what of it is about the person, with
    its own SHA-256; ``exact``: those bytes stand so in the body.
    """

    sha256: str
    url: str
    read_at: datetime | None
    locator: str
    excerpt: str | None
    excerpt_sha256: str | None
    exact: bool
    note: str


class Receipt(Form, frozen=True, kw_only=True):
    """All that a verdict rests on, enough to reach it again offline.

    ``withheld``: empty, since naming a list would tell that it has a hit; ``not_searched``: titles of those that were
    never read; ``chain``: proofs that evidence stood in the published chain; ``hashes``: item -> SHA-256.
    """

    format: Literal["needleproof-receipt/1"]
    id: str
    made: Made
    publication: Published | None
    person: Person
    sightings: list[Sighting]
    doubts: list[Doubt]
    papers: list[Paper]
    by_hand: list[HandLookUp]
    exclusions: list[Sighting]
    exclusions_ended: list[Ended]
    sources: list[Source]
    failed: list[Failed]
    withheld: list[str]
    not_searched: list[str]
    rules: list[RuleFile]
    rule_texts: list[RuleText]
    verdicts: list[Verdict]
    evidence: list[Evidence]
    chain: list[dict[str, Any]]
    hashes: dict[str, str]
    sha256: str
