"""The schema: what sources said (versions with evidence) and what is published from it. Schema only."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey, Day, json_column, known_json, long_text, words
from directory.vocabulary import (
    Audience,
    ChangeKind,
    DisputeDecision,
    HandResult,
    LinkAnswer,
    LookedUp,
    LookUpWay,
    Need,
    PageState,
    PlaceKind,
    PlacePrecision,
    Profession,
    Reason,
    RunOutcome,
    SaidBy,
    SaidKind,
    SourceKind,
    Speaker,
    Wish,
)

# --- what sources said ------------------------------------------------------------------------------------------


class Source(SQLModel, table=True):
    """The facts of a source file, copied in when it runs, so that readers need no crawler code."""

    name: str = Field(primary_key=True)
    title: str
    owner: str
    kind: SourceKind = Field(sa_type=words(SourceKind))
    jurisdiction: str | None = None
    professions: list[str] = Field(sa_column=json_column())
    page_url: str
    terms: str
    terms_read: date | None = None
    terms_url: str | None = None
    notice: str | None = None
    promise_days: int
    at_least: int = 0  # records of the whole list; fewer are a part of it
    needs: str | None = None  # why it cannot be read, when it cannot
    by_file: str | None = None  # how to come by its file, where nothing may be crawled
    lookup: bool = False  # asked for one named practitioner at a time: silent about everybody else
    sample: bool = False
    letters: list[str] = Field(default_factory=list, sa_column=json_column())


class Run(SQLModel, table=True):
    """One attempt to read one source (within one scope). ``breaches``: NULL while running, '' healthy, words else."""

    __table_args__ = (Index("run_last_healthy", "source", "scope", "outcome", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    source: str = Field(foreign_key="source.name", index=True)
    scope: str = ""  # '' = the whole source; 'state=WA' or 'npi=…' = a part that was asked for
    how: str  # crawl, load, look-up
    program: str | None = None  # the version of ours that read it
    origin: str  # address or file names
    started: datetime
    finished: datetime | None = None
    outcome: RunOutcome = Field(default=RunOutcome.RUNNING, sa_type=words(RunOutcome))
    breaches: str | None = Field(default=None, sa_column=long_text())
    read: int = 0
    kept: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    dropped: dict[str, int] = Field(default_factory=dict, sa_column=json_column())
    counts: dict[str, int] = Field(default_factory=dict, sa_column=json_column())
    not_modified: bool = False
    changes_only: bool = False  # it brought what changed since its base run: a missing row is not gone
    whole_rows: int | None = None  # rows of the last whole file, counted before anything was left out
    planned: int = 0  # pages of a crawl: all of them, and how many ended in which way
    done: int = 0
    failed: int = 0
    skipped: int = 0
    source_as_of: date | None = None
    source_version: str | None = None
    base_run: int | None = Field(default=None, foreign_key="run.id", sa_type=BigKey)
    accepted_at: datetime | None = None
    accepted_by: str | None = None
    accepted_why: str | None = Field(default=None, sa_column=long_text())


class Page(SQLModel, table=True):
    """One page of a crawl: the frontier that survives a kill, and the memory that makes a recrawl cheap.

    Done in the same transaction that stores its records. Kept while its run is open or the newest readable one.
    """

    __table_args__ = (Index("page_of_run", "run_id", "key", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    run_id: int = Field(foreign_key="run.id", sa_type=BigKey)
    key: str = Field(max_length=32)  # digest of address, reader and arguments
    url: str = Field(sa_column=long_text(nullable=False))
    reader: str  # method of the source that reads it
    arguments: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    state: PageState = Field(default=PageState.PLANNED, sa_type=words(PageState))
    reason: str | None = Field(default=None, sa_column=long_text())  # why it failed or was skipped
    etag: str | None = Field(default=None, sa_column=long_text())
    last_modified: str | None = Field(default=None, sa_column=long_text())
    tally: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))  # what it brought
    takes: list[int] = Field(default_factory=list, sa_column=json_column())  # statuses besides 200 that are read
    children: list[Any] = Field(default_factory=list, sa_column=json_column())  # the pages it led to


class EvidenceBody(SQLModel, table=True):
    """A response body, kept once under its SHA-256 in the evidence folder."""

    __tablename__ = "evidence_body"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int = Field(sa_type=BigInteger)
    stored_size: int = Field(sa_type=BigInteger)
    encoding: str  # zstd, or identity for bulk files kept as received


class Fetch(SQLModel, table=True):
    """One response: where and when a body was read."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    run_id: int = Field(foreign_key="run.id", index=True, sa_type=BigKey)
    sha256: str = Field(foreign_key="evidence_body.sha256", index=True)
    url: str = Field(sa_column=long_text(nullable=False))
    fetched_at: datetime
    status: int | None = None  # None for a file that somebody handed us
    headers: dict[str, str] = Field(default_factory=dict, sa_column=json_column())


class SourceRecord(SQLModel, table=True):
    """A version of what a source said under one key: open while ``ended_run`` is NULL.

    Read only when ``first_run`` is readable (healthy or accepted); see store.runs. Its fetch leads to the same run and
    source, and is the one thing that each of millions of rows is checked for.
    """

    __tablename__ = "source_record"
    __table_args__ = (
        Index("source_record_current", "source", "scope", "key", "ended_run"),
        Index("source_record_kind", "kind", "ended_run"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    source: str
    scope: str = ""
    kind: str
    key: str
    content_hash: str = Field(max_length=32)
    payload: dict[str, Any] = Field(sa_column=json_column())
    fetch_id: int = Field(foreign_key="fetch.id", sa_type=BigKey)
    locator: str  # where in the body: 'row 17', '$[3]', 'page 2 row 5'
    first_run: int = Field(sa_type=BigKey)
    ended_run: int | None = Field(default=None, foreign_key="run.id", sa_type=BigKey)


class PendingEnd(SQLModel, table=True):
    """A version that ends if and when its run becomes readable: changed and gone rows wait here."""

    __tablename__ = "pending_end"

    run_id: int = Field(foreign_key="run.id", primary_key=True, sa_type=BigKey)
    record_id: int = Field(foreign_key="source_record.id", primary_key=True, sa_type=BigKey)


# --- what a person looked up ------------------------------------------------------------------------------------


class Receipt(SQLModel, table=True):
    """A look-up that a person made at a board or registry which may not be crawled, with the document that shows it.

    Never changed and never deleted: what was wrong is withdrawn, and recorded anew. No publishing touches it.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    recorded_at: datetime
    looked_on: date
    looked_by: str
    answered_by: str  # the person or the page that answered
    way: LookUpWay = Field(sa_type=words(LookUpWay))
    board: str  # or registry: the name of a source of ours, or in words
    address: str | None = Field(default=None, sa_column=long_text())  # always there for the web
    what: LookedUp = Field(sa_type=words(LookedUp))
    npi: str | None = Field(default=None, index=True)
    practitioner_id: str | None = Field(default=None, index=True)
    license_number: str | None = None
    license_state: str | None = None
    license_digits: str | None = Field(default=None, index=True)
    name: str | None = None  # as it was asked for
    result: HandResult = Field(sa_type=words(HandResult))
    said: str = Field(sa_column=long_text(nullable=False))  # the registry's own word
    sha256: str = Field(foreign_key="evidence_body.sha256", index=True)
    document: str  # its file name
    document_type: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = Field(default=None, sa_column=long_text())


class SeenDocument(SQLModel, table=True):
    """A certificate or other paper that a coordinator saw, with its bytes: what it says is evidenced, by nobody else.

    ``facts``: what it shows, with the keys of the rules' schema, section 7 (``trainings`` with one course, or
    ``cpr_valid_until`` and the like). Never changed and never deleted: what was wrong is withdrawn, and filed anew.
    """

    __tablename__ = "seen_document"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    recorded_at: datetime
    seen_on: date
    seen_by: str
    organization: str  # for which it was seen, as patients read it: "certificate seen by {organization}"
    practitioner_id: str | None = Field(default=None, index=True, max_length=16)
    npi: str | None = Field(default=None, index=True)
    license_number: str | None = None
    license_state: str | None = None
    license_digits: str | None = Field(default=None, index=True)
    name: str  # of the person, as the paper writes it
    issuer: str
    title: str  # of the course or paper
    profession: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    sha256: str = Field(foreign_key="evidence_body.sha256", index=True)
    document: str  # its file name
    document_type: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = Field(default=None, sa_column=long_text())


# --- what a person decided --------------------------------------------------------------------------------------


class LinkDecision(SQLModel, table=True):
    """A person's answer to the question whether two records are of one person, and the evidence it rests on.

    Never changed and never deleted: what was wrong is undone, with who and why. No publishing touches it. Of the two
    sides the smaller (source, scope, key) stands left; the record ids are the versions that were looked at.
    """

    __tablename__ = "link_decision"
    __table_args__ = (
        Index("link_decision_left", "left_source", "left_scope", "left_key"),
        Index("link_decision_right", "right_source", "right_scope", "right_key"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    left_source: str
    left_scope: str
    left_key: str
    left_record_id: int = Field(sa_type=BigInteger)
    right_source: str
    right_scope: str
    right_key: str
    right_record_id: int = Field(sa_type=BigInteger)
    answer: LinkAnswer = Field(sa_type=words(LinkAnswer))
    evidence: str = Field(max_length=64)  # directory.linking.decisions.evidence_hash
    decided_at: datetime
    decided_by: str
    note: str = Field(sa_column=long_text(nullable=False))
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_why: str | None = Field(default=None, sa_column=long_text())
    linked: bool = False  # about a link that stood when it was looked at, not about a question that was asked


class Dispute(SQLModel, table=True):
    """Somebody says that one fact about a practitioner is wrong, or wants it hidden; and what was decided about that.

    Never deleted: only ``contact`` is, once nobody has to be told any more. No publishing touches it; what is hidden
    follows from what was accepted and not taken back (`directory.disputes`). ``records``: [source, scope, key] of the
    person's records when it was filed, by which it follows merges and splits; ``source``, ``scope`` and ``record_key``
    name the one that the fact was read from, with ``content_hash`` of its version then.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        Index("dispute_standing", "decision", "wish"),
        Index("dispute_filed", "filed_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    filed_at: datetime
    practitioner_id: str = Field(index=True, max_length=16)
    npi: str | None = Field(default=None, index=True)
    records: list[list[str]] = Field(default_factory=list, sa_column=json_column())
    source: str | None = None
    scope: str | None = None
    record_key: str | None = None
    content_hash: str | None = Field(default=None, max_length=32)
    fact: str  # directory.disputes.facts
    shown: str = Field(sa_column=long_text(nullable=False))  # what readers were shown of the fact then
    text: str = Field(sa_column=long_text(nullable=False))  # what is wrong with it
    said_by: SaidBy = Field(sa_type=words(SaidBy))
    contact: str | None = Field(default=None, sa_column=long_text())  # how to tell whoever filed it; never shown
    wish: Wish = Field(sa_type=words(Wish))
    decision: DisputeDecision | None = Field(default=None, sa_type=words(DisputeDecision))
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_why: str | None = Field(default=None, sa_column=long_text())
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = Field(default=None, sa_column=long_text())


# --- what was measured ------------------------------------------------------------------------------------------


class LinkMeasurement(SQLModel, table=True):
    """How often linking was wrong on a set of records whose people are known: counts only, nobody's record.

    The counts of a tally are those of directory.linking.measuring.Tally; shares and bounds are worked out from them.
    Never changed; no publishing touches it.
    """

    __tablename__ = "link_measurement"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    measured_at: datetime
    as_of: date
    set_name: str
    made_of: str = Field(sa_column=long_text(nullable=False))  # what the set consists of, in words
    set_digest: str = Field(max_length=64)  # SHA-256 over its files
    command: str = Field(sa_column=long_text(nullable=False))
    register_rows: int
    total: dict[str, int] = Field(default_factory=dict, sa_column=json_column())
    natural: dict[str, int] | None = Field(default=None, sa_column=json_column(nullable=True))
    by_kind: dict[str, dict[str, int]] = Field(default_factory=dict, sa_column=json_column())
    by_tag: dict[str, dict[str, int]] = Field(default_factory=dict, sa_column=json_column())
    weights: str  # version of the table of weights
    program: str  # the version of ours that linked


# --- what is published ------------------------------------------------------------------------------------------


class Meta(SQLModel, table=True):
    """Facts about this database itself, such as that it holds the sample world."""

    name: str = Field(primary_key=True)
    value: str


class Publication(SQLModel, table=True):
    """One rebuilding of the published view; part of every cache key."""

    id: int | None = Field(default=None, primary_key=True)
    published_at: datetime
    as_of: date
    practitioners: int
    changed: int
    digest: str


class Practitioner(SQLModel, table=True):
    """One person, as linked from records. ``digest`` covers everything published of the person."""

    id: str = Field(primary_key=True, max_length=16)
    display_name: str
    last: str | None = None
    first: str | None = None
    middle: str | None = None
    suffix: str | None = None
    sort_key: str = Field(index=True)
    other_names: list[str] = Field(default_factory=list, sa_column=json_column())
    npi: str | None = Field(default=None, index=True)
    credential_text: str | None = None
    look_alikes: list[str] = Field(default_factory=list, sa_column=json_column())
    doubts: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())  # links refused, as verified by
    digest: str


class PublishedVersion(SQLModel, table=True):
    """Everything that was published of a person from one publication to another: what was known, and when.

    Never changed but for its end; the newest has none while the person is shown. ``rows``: JSON packed with zstd, as
    `directory.store.published.packed` writes it.
    """

    __tablename__ = "published_version"
    __table_args__ = (Index("published_version_person", "practitioner_id", "publication_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(max_length=16)
    publication_id: int = Field(foreign_key="publication.id", index=True)
    ended_publication: int | None = Field(default=None, foreign_key="publication.id", index=True)
    digest: str
    rows: bytes = Field(sa_type=LargeBinary)


class PractitionerAlias(SQLModel, table=True):
    """A former profile address: it keeps leading to the person."""

    __tablename__ = "practitioner_alias"

    old_id: str = Field(primary_key=True, max_length=16)
    practitioner_id: str = Field(index=True)


class Member(SQLModel, table=True):
    """Which record belongs to which person, and why. Survives rebuilding: it keeps profile addresses stable."""

    source: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    record_key: str = Field(primary_key=True)
    practitioner_id: str = Field(index=True)
    record_id: int = Field(sa_type=BigKey)
    reasons: list[str] = Field(default_factory=list, sa_column=json_column())
    current: bool = True  # false: a memory of whom the record stood for, should it come back


class LinkQuestion(SQLModel, table=True):
    """Whether two records are of one person, where linking cannot tell: for people. Written anew by each publishing.

    Left is the entry in question, right the anchor record of the person it may be of. The id is made from both and the
    evidence (directory.linking.decisions.question_id): the same id never means another question.
    """

    __tablename__ = "link_question"

    id: str = Field(primary_key=True, max_length=16)
    left_source: str
    left_scope: str
    left_key: str
    left_record_id: int = Field(sa_type=BigInteger)
    left_practitioner_id: str | None = Field(default=None, max_length=16)  # where the entry is a person by itself
    right_source: str
    right_scope: str
    right_key: str
    right_record_id: int = Field(sa_type=BigInteger)
    practitioner_id: str | None = Field(default=None, max_length=16, index=True)  # of the right side
    state: str | None = Field(default=None, max_length=2, index=True)  # of the entry, to choose by
    subject: str  # what is asked, as in 'listing:example_clinics|12'
    probability: float
    tier: str
    reasons: list[dict[str, str]] = Field(default_factory=list, sa_column=json_column())  # side, field, sentence
    would: list[str] = Field(default_factory=list, sa_column=json_column())  # what would settle it
    evidence: str = Field(max_length=64)


class LinkedRecord(SQLModel, table=True):
    """How the last linking ended for a record: what the next one keeps where nothing has changed.

    ``anchor``: of the person it is of, at ``position`` among the records, and why; ``person`` is its checksum. The
    first record of a person, and one that belongs to nobody, has the doubts. ``asked``: it was decided by evidence, and
    ``best`` is the anchor of whom it is or may rather be. Forms: directory.store.linked.
    """

    __tablename__ = "linked_record"

    record_id: int = Field(primary_key=True, sa_type=BigKey, sa_column_kwargs={"autoincrement": False})
    mark: str | None = None  # what else it was linked by, besides what it says
    anchor: str | None = Field(default=None, sa_column=long_text())
    person: int | None = Field(default=None, index=True, sa_type=BigInteger)
    position: int | None = None
    reasons: list[str] | None = Field(default=None, sa_column=known_json())
    doubts: list[Any] | None = Field(default=None, sa_column=known_json())
    asked: bool = False
    best: str | None = Field(default=None, sa_column=long_text())
    questions: list[Any] | None = Field(default=None, sa_column=known_json())


class LinkKey(SQLModel, table=True):
    """A key of a linkable record (directory.linking.recordkeys), as the checksum of its text: keys may be long, and
    databases order texts differently. Two keys of one checksum only cost a look.
    """

    __tablename__ = "link_key"
    __table_args__ = (Index("link_key_record", "record_id"), {"sqlite_with_rowid": False})

    key: int = Field(primary_key=True, sa_type=BigInteger)
    role: int = Field(primary_key=True, sa_type=SmallInteger)  # directory.store.link_keys.Role
    record_id: int = Field(primary_key=True, sa_type=BigInteger)


class LinkName(SQLModel, table=True):
    """A name that a register has in a state ('' for all of them), to count how common a surname is. Checksums."""

    __tablename__ = "link_name"
    __table_args__ = (Index("link_name_record", "record_id"), {"sqlite_with_rowid": False})

    surname: int = Field(primary_key=True, sa_type=BigInteger)
    state: str = Field(primary_key=True)
    given: int = Field(primary_key=True, sa_type=BigInteger)
    record_id: int = Field(primary_key=True, sa_type=BigInteger)


class PractitionerChange(SQLModel, table=True):
    """What a publishing changed about who is who: people merged or split, records that went from one to another."""

    __tablename__ = "practitioner_change"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    publication_id: int = Field(foreign_key="publication.id", index=True)
    kind: ChangeKind = Field(sa_type=words(ChangeKind))
    practitioner_id: str = Field(index=True, max_length=16)
    other_id: str | None = Field(default=None, index=True, max_length=16)
    source: str | None = None
    scope: str | None = None
    record_key: str | None = None
    sentence: str = Field(sa_column=long_text(nullable=False))


class PracticeLocation(SQLModel, table=True):
    __tablename__ = "practice_location"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(foreign_key="practitioner.id", index=True)
    kind: PlaceKind = Field(sa_type=words(PlaceKind))
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    zip5: str | None = None
    phone: str | None = None
    website: str | None = Field(default=None, sa_column=long_text())  # of a listing: the NPI registry has none
    website_source: str | None = None
    website_read_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision = Field(sa_type=words(PlacePrecision))
    source: str
    read_at: datetime
    updated_on: date | None = None  # when the source last changed the entry
    record_id: int = Field(sa_type=BigKey)


class License(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(foreign_key="practitioner.id", index=True)
    jurisdiction: str
    profession: Profession = Field(sa_type=words(Profession))
    license_type: str
    number: str
    digits: str | None = Field(default=None, index=True)
    status: str
    raw_status: str | None = None
    issued_on: date | None = None
    expires: date | None = None
    discipline: str | None = None  # the source's own words
    authority: str | None = None
    verify_url: str | None = None
    source: str
    record_id: int = Field(sa_type=BigKey)


# Results that are an answer. All others are ways of not knowing, and need a reason of the closed list and a next step.
ANSWERS = (
    "confirmed", "confirmed_restricted", "confirmed_not_active", "none_found", "listed", "formerly_listed", "may",
    "may_not",
)  # fmt: skip


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


TO_REVIEW = "status IN ('possible_hit', 'contradicted')"  # asked for in these words, for SQLite to use the index


class Verification(SQLModel, table=True):
    """One check and its result, with source, time and evidence (after FHIR VerificationResult)."""

    __table_args__ = (
        CheckConstraint(
            f"status IN ({_listed(ANSWERS)}) OR (reason IS NOT NULL AND length(next_step) > 0)",
            name="not_knowing_has_its_reason",
        ),
        CheckConstraint(f"reason IS NULL OR reason IN ({_listed(Reason)})", name="reason_of_the_closed_list"),
        Index(  # few of millions: what waits in the review queue
            "verification_to_review", "status", "practitioner_id",
            sqlite_where=text(TO_REVIEW), postgresql_where=text(TO_REVIEW),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(foreign_key="practitioner.id", index=True)
    need: Need = Field(sa_type=words(Need))
    subject: str
    jurisdiction: str | None = None
    profession: str | None = None
    status: str
    verdict: str | None = None
    grade: int | None = None
    reason: str | None = None
    next_step: str | None = Field(default=None, sa_column=long_text())
    raw: str | None = Field(default=None, sa_column=long_text())
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    source: str | None = None
    source_url: str | None = Field(default=None, sa_column=long_text())
    read_at: datetime | None = None
    source_as_of: date | None = None
    good_until: date | None = None
    sha256: str | None = None
    locator: str | None = None
    record_id: int | None = Field(default=None, sa_type=BigKey)
    audience: Audience = Field(default=Audience.PATIENT, sa_type=words(Audience))


class Statement(SQLModel, table=True):
    """What a clinic or a person says of the care, with the phrase it rests on: a claim, never a check."""

    __table_args__ = (Index("statement_said", "kind", "code", "practitioner_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(foreign_key="practitioner.id", index=True)
    kind: SaidKind = Field(sa_type=words(SaidKind))
    code: str
    quote: str = Field(sa_column=long_text(nullable=False))
    speaker: Speaker = Field(sa_type=words(Speaker))
    publisher: str
    page: str | None = Field(default=None, sa_column=long_text())
    source: str
    read_at: datetime
    sha256: str
    locator: str
    record_id: int = Field(sa_type=BigKey)


# What is counted of a search entry; in the index of those who are counted one by one.
SEARCH_FACTS = (
    "license_active", "license_known", "license_good_until", "licensed_since", "training_grade", "training_claimed",
    "excluded", "verified_until", "verdict", "verdict_good_until",
)  # fmt: skip


class SearchEntry(SQLModel, table=True):
    """One row per person, profession and place: all that Find filters on, in few bytes.

    ``spot``: key of `SearchSpot`, None where no place is published. ``verified_until``: the last day on which training
    counts as verified, None where it does not (directory.search_rows). ``several``: the person has other rows too, and
    is counted one by one; all others are counted by `SearchTally`.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index(
            "search_entry_spot",
            "spot", "profession", "level", "verified_until", "license_active", "license_good_until", "practitioner_id",
        ),
        Index("search_entry_state", "state", "profession", "level"),
        Index("search_entry_name", "last_folded", "first_folded", "city_folded"),
        Index(
            "search_entry_several",  # begins with its own condition: SQLite counts the columns that are told
            "several", "spot", "profession", "practitioner_id", "level", *SEARCH_FACTS,
            sqlite_where=text("several = 1"), postgresql_where=text("several"),
        ),
        Index(
            "search_entry_nowhere",
            "spot", "state", "profession", "level", "verified_until", "license_active", "license_good_until",
            "practitioner_id",
            sqlite_where=text("spot IS NULL"), postgresql_where=text("spot IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(foreign_key="practitioner.id", index=True)
    profession: Profession = Field(sa_type=words(Profession))
    state: str  # of the place, or of the license when no place is published
    spot: str | None = None
    several: bool = False
    last_folded: str
    first_folded: str
    city_folded: str | None = None  # of the address
    license_active: bool  # confirmed active in this state when published
    license_known: bool = False  # the board's answer is held, whatever it is
    license_good_until: date | None = Field(default=None, sa_type=Day)  # expiry or the source's promise
    licensed_since: int | None = None  # year in which the oldest of the active licenses was issued
    training_grade: int  # 0..5; verified from 3
    training_good_until: date | None = Field(default=None, sa_type=Day)
    training_claimed: bool
    certificate_seen: bool = False  # by a coordinator: hours are evidenced, though no issuer says so
    excluded: bool  # an entry with the person's own NPI: never among the verified
    level: int = 0  # 2 verified until ``verified_until``, 1 claimed, 0 nothing known
    verified_until: date | None = Field(default=None, sa_type=Day)
    verdict: str | None = None  # of the state's rule; None where we have no rule
    verdict_good_until: date | None = Field(default=None, sa_type=Day)


class SearchSpot(SQLModel, table=True):
    """A middle of a ZIP area or of a city that people are at. All of it follows from the key
    (`directory.normalize.places.spot_of`).
    """

    __tablename__ = "search_spot"
    __table_args__ = (
        Index("search_spot_cell", "cell", "lat", "lon", "key"),
        Index("search_spot_county", "state", "county"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)  # '98101' or 'Seattle, WA'
    lat: float
    lon: float
    cell: int  # of a quarter of a degree: directory.normalize.cells
    state: str
    city: str
    county: str | None = None


class SearchState(SQLModel, table=True):
    """One row: what most questions are about, packed (directory.store.search_columns), and its digest, by which whoever
    holds it in memory sees that it is another one.
    """

    __tablename__ = "search_state"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    token: str = Field(max_length=32)
    columns: bytes = Field(sa_type=LargeBinary)


class SearchTally(SQLModel, table=True):
    """How many people are in a place, as of a day, and how many of them each filter leaves.

    ``place``: a state's code, for everybody with an entry there; or the key of a spot, for those whose only entry is
    there. ``profession``: a code, or '' for all together (states only). The numbers hold from ``as_of`` to
    ``good_until``, each day included. Their names are those of `directory.store.search_index.COUNTED`.
    """

    __tablename__ = "search_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    place: str = Field(primary_key=True)
    profession: str = Field(primary_key=True, max_length=5)
    as_of: date = Field(sa_type=Day)
    good_until: date = Field(sa_type=Day)  # the last day there is, where none of them ends by itself
    people: int
    placed: int
    active: int
    license_known: int
    verified: int
    claimed: int  # only claim it
    outdated: int  # listed by an issuer, longer ago than its source promises, and not claimed
    met: int
    judged: int
    since_known: int
    since_1990: int
    since_2000: int
    since_2010: int
    since_2015: int
    since_2020: int


class SearchSaidTally(SQLModel, table=True):
    """How many people of a place something is said of, under the places and professions of `SearchTally`; code '' for
    anything of that kind.
    """

    __tablename__ = "search_said_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    place: str = Field(primary_key=True)
    profession: str = Field(primary_key=True, max_length=5)
    kind: SaidKind = Field(primary_key=True, sa_type=words(SaidKind))
    code: str = Field(primary_key=True)
    people: int


class SearchNameWord(SQLModel, table=True):
    """A word of people's names, folded, and in how many search entries and other names it is a surname ('last') or a
    given name ('first'): the vocabulary that typed names are matched against.
    """

    __tablename__ = "search_name_word"

    role: str = Field(primary_key=True, max_length=5)
    word: str = Field(primary_key=True)
    entries: int


class SearchOtherName(SQLModel, table=True):
    """Another way to find a person by name, folded: a former name, or a part of a double one."""

    __tablename__ = "search_other_name"

    last_folded: str = Field(primary_key=True)
    first_folded: str = Field(primary_key=True)
    practitioner_id: str = Field(primary_key=True, max_length=16, index=True)
    former: bool


class SearchNamePairs(SQLModel, table=True):
    """One row: which surnames and given names stand together, as directory.store.name_pairs packs it."""

    __tablename__ = "search_name_pairs"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    added: int
    bits: bytes = Field(sa_type=LargeBinary)
