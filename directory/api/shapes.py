"""What the interface answers: one declaration, from which the answers and their description follow."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from directory.exporting.tables import (
    CheckRow,
    Day,
    LicenseRow,
    PlaceRow,
    PractitionerRow,
    Precision,
    SourceRow,
    Status,
    Time,
    TrainingRow,
    Work,
)

Word = Annotated[str, Meta(extra_json_schema={"enum": ["added", "changed", "removed"]})]


class Choice(Struct, frozen=True, kw_only=True):
    """One meaning of a question that has several: ask at ``address``."""

    label: str
    of: str
    address: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why there is no answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    choices: list[Choice] | UnsetType = UNSET


class _Answer(Struct, frozen=True, kw_only=True):
    """``publication``: what was published then; ``shown_on``: the day that statuses are of."""

    publication: int
    shown_on: Day


class Health(_Answer, frozen=True, kw_only=True):
    """Whether there is something to answer from. ``sample``: everybody is invented."""

    status: Annotated[str, Meta(extra_json_schema={"enum": ["ok"]})]
    published_at: Time
    as_of: Day
    practitioners: int
    sample: bool


class Found(Struct, frozen=True, kw_only=True):
    """One person of a search. Statuses are words; the lines say the same in sentences. ``disputed``: what somebody says
    is wrong, and since when.
    """

    id: str
    address: str
    name: str
    credential_text: str | None
    profession: Work
    state: str
    city: str | None
    zip5: str | None
    practice_address: str | None
    phone: str | None
    website: str | None
    place_source: str | None
    place_read_on: Day | None
    miles: float | None
    precision: Precision
    license_status: Status
    license_line: str
    license_read_on: Day | None
    training_status: Status
    training_line: str
    training_grade: int
    needling: Status
    needling_line: str
    excluded_line: str | None
    disputed: dict[str, Day]


class Search(_Answer, frozen=True, kw_only=True):
    """A page of the people found, in the order of the list. ``empty``: why there is nobody; ``next``: the next page."""

    total: int
    page: int
    pages: int
    page_size: int
    headline: str
    order: str
    coverage: list[str]
    hints: list[str]
    empty: str | None
    next: str | None
    hits: list[Found]


class Person(_Answer, frozen=True, kw_only=True):
    """What is known of one person; ``why_hidden``: the listing is hidden, and only public registers speak.

    ``notices``: what owners of sources want to be said with their data.
    """

    practitioner: PractitionerRow
    licenses: list[LicenseRow]
    places: list[PlaceRow]
    training: list[TrainingRow]
    why_hidden: str | None
    notices: list[str]
    checks: str
    fhir: str


class Checks(_Answer, frozen=True, kw_only=True):
    """Every check of one person; null is not known, and ``reason`` says why."""

    practitioner_id: str
    checks: list[CheckRow]


class Cited(Struct, frozen=True, kw_only=True):
    """A text that a rule stands in; ``changed_on``: another text was seen there then, and nobody has read that yet."""

    title: str
    dated: str
    url: str | None
    changed_on: Day | None


class Rule(Struct, frozen=True, kw_only=True):
    """What a state says of one profession; ``permission`` is null where we found no rule."""

    profession: Work
    name: str
    permission: str | None
    answer: str
    sentence: str
    hours: str | None
    asks: list[str]
    citation: str | None
    sure: str | None
    read_on: Day | None
    sources: list[Cited]


class State(_Answer, frozen=True, kw_only=True):
    """The rules of one state on the day."""

    code: str
    name: str
    rules: list[Rule]


class Sources(_Answer, frozen=True, kw_only=True):
    """Every source, when it was read last, and how the newest attempt ended."""

    sources: list[SourceRow]


class Publication(Struct, frozen=True, kw_only=True):
    """One publishing: how many people there were, and how many of them had changed."""

    id: int
    published_at: Time
    as_of: Day
    practitioners: int
    changed: int


class Publications(_Answer, frozen=True, kw_only=True):
    """The publications after ``since``, the earliest first."""

    since: int
    publications: list[Publication]
    next: str | None


class Changed(Struct, frozen=True, kw_only=True):
    """What became of a person, as this reader sees them."""

    id: str
    change: Word
    address: str | None


class Changes(_Answer, frozen=True, kw_only=True):
    """Who is another since the publication ``since``, in the order of their ids; a page may be shorter than its limit.
    Statuses that only grew stale since are no change: every answer says the day that it is of.
    """

    since: int
    people: list[Changed]
    next: str | None


class Bundle(Struct, frozen=True, kw_only=True):
    """A FHIR R4 Bundle of one person: Practitioner, PractitionerRole, Location, Organization, VerificationResult."""

    resourceType: Annotated[str, Meta(extra_json_schema={"enum": ["Bundle"]})]  # noqa: N815 - FHIR calls it so
    id: str
    type: Annotated[str, Meta(extra_json_schema={"enum": ["collection"]})]
    timestamp: Time
    entry: list[dict[str, Any]]


ANSWERS = (Problem, Health, Search, Person, Checks, State, Sources, Publications, Changes, Bundle)
