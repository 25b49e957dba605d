"""What an invented person is: names, licenses, NPI record, entries on lists."""

from dataclasses import dataclass
from datetime import date

from directory.vocabulary import LicenseStatus, Profession


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address; ``phone`` as ``206-555-0142``, ``plus4`` the four digits after the ZIP code."""

    line1: str
    line2: str | None = None
    city: str
    state: str
    zip5: str
    plus4: str
    phone: str

    @property
    def postal_code(self) -> str:
        return self.zip5 + self.plus4


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineCase:
    action: str
    number: str
    effective: date
    complete: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """One credential. ``number`` is the board's own form, ``written`` what NPPES holds (None: not there).

    ``prefix`` is Colorado's prefix code or, elsewhere, a credential kind other than the usual one.
    ``word`` replaces the board's usual word for ``status``; ``reason`` is Connecticut's second word.
    ``at_board`` is False when no board we read publishes it; ``board_last`` is another surname there.
    """

    state: str
    profession: Profession
    number: str
    prefix: str | None = None
    status: LicenseStatus = LicenseStatus.ACTIVE
    word: str | None = None
    reason: str | None = None
    issued: date
    renewed: date
    expires: date
    disciplined: bool | None = False
    cases: tuple[DisciplineCase, ...] = ()
    written: str | None = None
    at_board: bool = True
    board_last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    """NPPES other name: type code 1 former, 2 professional, 5 other (government.md 1)."""

    code: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """A row of the training body's list. ``shows`` is what identifies the person: npi, license, nothing.

    ``name`` and ``town`` (city, state) are what the row says where that is not the person's own.
    """

    certificate: str
    completed: date
    shows: str = "npi"
    status: str = "Active"
    last: str | None = None
    name: str | None = None
    town: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A LEIE entry of this person or, with ``npi`` None, of a namesake. ``waiver`` is a date and a state."""

    npi: str | None
    kind: str
    since: date
    specialty: str
    city: str
    zip5: str
    line1: str
    born: date | None = None
    waiver: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented practitioner. ``npi`` None: not in NPPES. ``nppes_last`` is another legal surname there.

    ``practice`` None means that NPPES holds only a mailing address. ``byline`` is how the page of their clinic names
    them, without a number. ``birth_year`` exists because Washington
    publishes one; a crawler must not keep it.
    """

    id: str
    first: str
    last: str
    middle: str = ""
    suffix: str = ""
    sex: str
    birth_year: int
    profession: Profession
    state: str
    practice: Place | None
    mailing: Place
    secondary: tuple[Place, ...] = ()
    npi: str | None
    credential: str
    taxonomy: str
    extra_taxonomy: str | None = None
    licenses: tuple[License, ...] = ()
    nppes_first: str | None = None
    nppes_last: str | None = None
    other_names: tuple[OtherName, ...] = ()
    enumerated: date
    updated: date
    deactivated: date | None = None
    reactivated: date | None = None
    entries: tuple[ListEntry, ...] = ()
    byline: str | None = None
    exclusion: Exclusion | None = None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def npi_in_service(self) -> bool:
        """An NPI that was deactivated and not reactivated since is out of service (government.md 2)."""
        if self.npi is None:
            return False
        if self.deactivated is None:
            return True
        return self.reactivated is not None and self.reactivated >= self.deactivated
