"""What a source said, in our types: frozen structs, raw words kept beside ours.

Every record carries ``key``: its identity within its source and scope. ``None`` always means *not known*.
``packed`` / ``from_payload`` are the stored JSON form; `content_hash` is stable across processes and machines.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

import msgspec

from directory.normalize.names import PersonName
from directory.normalize.said import Said as Said  # also imported from here
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession


class PayloadError(ValueError):
    """A stored payload does not fit its record type: the store was written by another version."""


_packed = msgspec.json.Encoder().encode


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: identity within a source, JSON form, content hash."""

    kind: ClassVar[str] = ""

    @property
    def key(self) -> str:
        raise NotImplementedError

    def packed(self) -> bytes:
        """What is stored: UTF-8 JSON without blanks, the fields in the order they are declared in, those that have
        their default left out: a field that is added later changes no hash.

        Raises ValueError for text that is not Unicode (lone surrogates).
        """
        return _packed(self)

    def to_payload(self) -> dict[str, Any]:
        """JSON-ready dict: dates as ISO text, enums as their value, tuples as lists."""
        payload: dict[str, Any] = msgspec.json.decode(self.packed())
        return payload

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Inverse of `to_payload`. Raises PayloadError for a field this version does not know."""
        try:
            return msgspec.convert(payload, cls)
        except msgspec.ValidationError as error:
            raise PayloadError(f"{cls.kind} record: {error}") from error

    @property
    def builds_on_previous(self) -> bool:
        """Whether `onto` may answer anything but the record itself."""
        return False

    def onto(self, previous: "Record | None") -> "Record":
        """What is known after this record when ``previous`` was known before (itself, unless a type says more)."""
        return self


def content_hash(packed: bytes) -> str:
    """Hex of 128 bits of SHA-256 over a record's `packed` form."""
    return hashlib.sha256(packed).hexdigest()[:32]


class Address(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A place as the source gives it. ``line1`` is never set for kinds that may be homes."""

    kind: PlaceKind
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None  # two-letter code
    zip5: str | None = None
    country: str | None = None
    phone: str | None = None


class TaxonomyLicense(
    msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True
):
    """One taxonomy slot of an NPI record; the license text is as the provider typed it, verified by nobody."""

    taxonomy_code: str
    profession: Profession | None = None
    license_number: str | None = None
    license_state: str | None = None
    primary: bool = False


class NpiRecord(Record, frozen=True, kw_only=True):
    """What the NPI registry says of one NPI (API or bulk file). A person, or an organization (``entity_type`` 2)."""

    kind: ClassVar[str] = "npi"

    npi: str
    entity_type: int | None = None
    status: NpiStatus
    name: PersonName | None = None
    organization_name: str | None = None
    other_names: tuple[PersonName, ...] = ()
    credential_text: str | None = None
    sex: str | None = None
    organization_other_names: tuple[str, ...] = ()  # trade and former names
    addresses: tuple[Address, ...] = ()
    taxonomies: tuple[TaxonomyLicense, ...] = ()
    enumerated_on: date | None = None
    updated_on: date | None = None
    deactivated_on: date | None = None
    reactivated_on: date | None = None

    @property
    def key(self) -> str:
        return self.npi

    @property
    def builds_on_previous(self) -> bool:
        """A row of a deactivated NPI holds its number and mostly the date, and nothing of whose it is."""
        return self.status is NpiStatus.DEACTIVATED and self.name is None and self.organization_name is None

    def onto(self, previous: Record | None) -> Record:
        """A bare deactivated row changes the status and never blanks the person; an older row changes nothing."""
        if not isinstance(previous, NpiRecord):
            return self
        if not self.builds_on_previous:
            older = self.updated_on and previous.updated_on and self.updated_on < previous.updated_on
            return previous if older else self
        day = self.deactivated_on
        if day is None and previous.status is NpiStatus.DEACTIVATED:
            day = previous.deactivated_on  # told again without its date
        return msgspec.structs.replace(previous, status=self.status, deactivated_on=day)


class BoardAction(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One action of a board that is published apart from the license it is about."""

    words: str | None = None  # the board's own
    taken_on: date | None = None


class LicenseRecord(Record, frozen=True, kw_only=True):
    """One row of a board: a license of a person in a jurisdiction.

    ``case_number`` is set where a board gives one row per discipline case: several rows, one license.
    """

    kind: ClassVar[str] = "license"

    jurisdiction: str
    profession: Profession
    license_type: str  # the board's own word or prefix, part of the key
    number: str  # as the board writes it
    name: PersonName
    status: LicenseStatus
    raw_status: str | None = None
    issued_on: date | None = None
    expires: date | None = None
    discipline: bool | None = None
    raw_discipline: str | None = None
    case_number: str | None = None
    disciplined_on: date | None = None
    address: Address | None = None
    verify_url: str | None = None
    authority: str | None = None  # e.g. the acupuncture authority of a chiropractor, in the board's words
    discipline_completed_on: date | None = None
    actions: tuple[BoardAction, ...] = ()  # where the board lists them apart; none here says nothing

    @property
    def key(self) -> str:
        parts = [self.license_type, self.number]
        if self.case_number:  # one case may have several actions
            day = self.disciplined_on.isoformat() if self.disciplined_on else ""
            parts += [self.case_number, self.raw_discipline or "", day]
        return "|".join(parts)


class ExclusionRecord(Record, frozen=True, kw_only=True):
    """One entry of an exclusion list. Birth date and street are left in the restricted evidence, never here."""

    kind: ClassVar[str] = "exclusion"

    list_name: str
    npi: str | None = None
    name: PersonName | None = None
    business_name: str | None = None
    specialty: str | None = None
    general: str | None = None
    city: str | None = None
    state: str | None = None
    zip5: str | None = None
    exclusion_type: str | None = None
    excluded_on: date | None = None
    waiver_on: date | None = None
    waiver_state: str | None = None
    ends_on: date | None = None  # its last day, where the list tells one: of a reinstatement too
    entry: str  # makes rows of one list distinct: a digest over all columns of the row, without revealing them

    @property
    def key(self) -> str:
        return self.entry


class TrainingRecord(Record, frozen=True, kw_only=True):
    """One line of a training body's own public list: the issuer names the person and the letters."""

    kind: ClassVar[str] = "training"

    issuer: str
    credential: str  # letters as the issuer writes them
    name: PersonName
    raw_name: str
    npi: str | None = None
    license_number: str | None = None
    license_state: str | None = None
    profession: Profession | None = None
    city: str | None = None
    state: str | None = None
    completed_on: date | None = None
    certificate_number: str | None = None
    withdrawn: bool = False
    raw_status: str | None = None

    @property
    def key(self) -> str:
        who = self.certificate_number or self.npi or self.license_number or f"{self.city or ''}/{self.state or ''}"
        return "|".join([self.credential, self.raw_name, who])


class ListingRecord(Record, frozen=True, kw_only=True):
    """A clinic, or a person named by one: what a finder, a clinic's page or a directory says. Claims, nothing verified.

    Reviews, ratings, photos and home-like addresses are never taken.
    """

    kind: ClassVar[str] = "listing"

    entry: str  # identity within the source: the platform's own id, or address and place on the page
    publisher: str  # whose words these are, for 'Example Clinic says'
    page: str | None = None  # where a reader can open it
    organization: str | None = None
    name: PersonName | None = None  # None: the entry is about the clinic alone
    raw_name: str | None = None  # the byline as written
    letters: tuple[str, ...] = ()  # known post-nominals as written
    unknown_letters: tuple[str, ...] = ()
    role: str | None = None  # job title in words
    npi: str | None = None
    license_number: str | None = None
    license_state: str | None = None
    profession: Profession | None = None
    address: Address | None = None
    website: str | None = None
    says: tuple[Said, ...] = ()

    @property
    def key(self) -> str:
        return self.entry


class CitationRecord(Record, frozen=True, kw_only=True):
    """A page that rules cite, as it was when it was read: only to tell whether it is another one by now.

    ``digest``: SHA-256 (hex) of its main text, ``length`` characters long; ``reader``: how that text was taken out, for
    texts that were taken out differently cannot be compared.
    """

    kind: ClassVar[str] = "citation"

    address: str
    digest: str
    length: int
    reader: int

    @property
    def key(self) -> str:
        return self.address


RECORD_TYPES: dict[str, type[Record]] = {
    kind.kind: kind
    for kind in (NpiRecord, LicenseRecord, ExclusionRecord, TrainingRecord, ListingRecord, CitationRecord)
}


def record_from(kind: str, payload: Mapping[str, Any]) -> Record:
    """The record of a stored row. Raises PayloadError for an unknown kind."""
    if kind not in RECORD_TYPES:
        raise PayloadError(f"unknown record kind {kind!r}")
    return RECORD_TYPES[kind].from_payload(payload)


# Statuses under which a person may be treating at all; whatever else a board says.
PRACTISING: frozenset[LicenseStatus] = frozenset({LicenseStatus.ACTIVE, LicenseStatus.ACTIVE_RESTRICTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A current record with where it comes from: the unit that linking and verification work on.

    ``read_at``: end of the last healthy run that saw it (aware UTC); ``as_of``: the source's own date;
    ``sha256`` and ``locator`` lead to the exact bytes.
    """

    record: Record
    record_id: int
    source: str
    scope: str
    read_at: datetime
    as_of: date | None
    url: str
    sha256: str
    locator: str
