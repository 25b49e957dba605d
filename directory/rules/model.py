"""The types of the rule table: frozen dataclasses with SCHEMA.md's field names, and closed word lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from directory.rules.machine_readable import NOTHING_DECIDABLE, Deciding
from directory.vocabulary import Permission, Profession

LegalBasis = Literal["statute", "regulation", "board policy", "AG opinion", "court", "not established"]
Unlisted = Literal["unknown", "not_required"]
Extent = Literal["full", "part", "summary"]
Confidence = Literal["high", "medium", "low"]
ConflictWeight = Literal["recorded_only", "downgrades"]
BoardRegistration = Literal["none", "attestation", "proof_filed", "endorsement", "registry"]
RuleSourceKind = Literal[
    "statute_text", "rule_text", "court", "ag_opinion", "board_page", "bill", "legislative_report",
    "federation", "association", "law_summary", "training_company", "directory", "news", "advocacy",
]  # fmt: skip

LEGAL_BASES: tuple[LegalBasis, ...] = get_args(LegalBasis)
UNLISTED: tuple[Unlisted, ...] = get_args(Unlisted)
EXTENTS: tuple[Extent, ...] = get_args(Extent)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
CONFLICT_WEIGHTS: tuple[ConflictWeight, ...] = get_args(ConflictWeight)
BOARD_REGISTRATIONS: tuple[BoardRegistration, ...] = get_args(BoardRegistration)
RULE_SOURCE_KINDS: tuple[RuleSourceKind, ...] = get_args(RuleSourceKind)


class RuleFileError(ValueError):
    """A rule file does not keep to SCHEMA.md; ``file`` and ``key`` say where."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key


class UnknownJurisdictionError(LookupError):
    """There is no rule file for this country and jurisdiction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one jurisdiction's law says of needling by one profession in one period (SCHEMA.md, section 2).

    Maps are read-only and lists are tuples, all the way down. Hours are clock hours of instruction.
    """

    id: str
    country: str
    jurisdiction: str
    profession: Profession
    permission: Permission
    legal_basis: LegalBasis
    citation: str
    effective_from: str | None  # YYYY, YYYY-MM or YYYY-MM-DD, as the source gives it
    effective_to: str | None
    requirements: Mapping[str, object] = field(hash=False)
    unlisted: Unlisted
    text_seen: Extent
    confidence: Confidence
    sources: tuple[str, ...]
    other: str | None = None
    numbers_confidence: Confidence | None = None
    conflicts: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    history: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    pending: Mapping[str, str] | None = field(default=None, hash=False)
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    alternatives: Mapping[str, str] = field(default_factory=dict, hash=False)
    probable: Mapping[str, object] = field(default_factory=dict, hash=False)
    scope_limits: str | None = None
    read_on: date | None = None  # the day a person last read this rule's sources
    deciding: Deciding = field(default=NOTHING_DECIDABLE, hash=False)  # what a program can decide of its texts

    @property
    def law(self) -> str | None:
        """The citation without what was only proposed; None where nothing else is cited.

        The table keeps a bill or a petition in ``citation`` where it found no other text (lossless, so it stays there);
        nobody may read it as the law.
        """
        measure = self.pending["measure"] if self.pending else None
        parts = [part for part in self.citation.split("; ") if measure is None or not _is_proposal(part, measure)]
        return "; ".join(parts) or None

    @property
    def only_proposed(self) -> bool:
        """Whether what is pending would be the first law on it, as far as we found."""
        return self.pending is not None and (self.law is None or self.law.startswith("no "))

    def __hash__(self) -> int:  # rules are keys of caches: hashing all their texts would cost more than it saves
        return hash(self.id)


def _is_proposal(cited: str, measure: str) -> bool:
    return cited == measure or cited.startswith("petition ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """One rule file: its rules in the order of the file, and the professions for which nothing was found."""

    country: str
    code: str
    name: str
    rules: tuple[Rule, ...]
    not_established: tuple[Profession, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSource:
    """A text behind a rule: what it is, what it dates itself to, and how much of it was read."""

    id: str
    kind: RuleSourceKind
    title: str
    url: str | None
    source_date: str  # free text: "2024-09", "undated", "before 2026"
    seen: Extent
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What holds for the whole rule table (``_table.toml``)."""

    schema_version: int
    as_of: date
    sources_read_on: date
    notice: str
    original_sha256: str  # of the canonical JSON of the document the files were converted from
    professions: Mapping[str, str] = field(hash=False)
    compact: Mapping[str, object] = field(hash=False)
    jurisdictions: Mapping[str, Mapping[str, str]] = field(hash=False)  # country -> code -> name
    not_established_note: str
    not_established: Mapping[str, Mapping[str, str]] = field(hash=False)  # places without a rule file

    def places(self) -> list[tuple[str, str]]:
        """Country and code of every jurisdiction, in the table's order."""
        return [(country, code) for country, names in self.jurisdictions.items() for code in names]

    @property
    def compact_sources(self) -> tuple[str, ...]:
        found = self.compact["sources"]
        return found if isinstance(found, tuple) else ()
