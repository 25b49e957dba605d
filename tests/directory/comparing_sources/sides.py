"""Invented people as several sources write them: first alike but for the spelling, then with planted differences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from directory.comparing_sources.comparing import discrepancies
from directory.comparing_sources.model import Column, Discrepancy, Fact, Holder
from directory.comparing_sources.telling import facts_of, ours
from directory.normalize.names import PersonName
from directory.records import Address, LicenseRecord, ListingRecord, NpiRecord, Record, TaxonomyLicense, TrainingRecord
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession

PT = Profession.PHYSICAL_THERAPIST


@dataclass(frozen=True)
class Side:
    """What differs from source to source; each is written by `columns` in the source's own way."""

    name: PersonName
    number: str = "PT60012345"
    profession: Profession = PT
    status: str = "ACTIVE"
    expires: date | None = date(2027, 6, 30)
    line1: str | None = "123 Main Street"
    line2: str | None = None
    city: str = "Saint Louis"
    state: str = "MO"
    zip5: str = "63101"
    phone: str | None = "(314) 555-0142"
    website: str | None = "https://www.clinic.example.org/team"
    letters: str = "PT, DPT"

    def address(self, kind: PlaceKind = PlaceKind.PRACTICE) -> Address:
        return Address(
            kind=kind, line1=self.line1, line2=self.line2, city=self.city, state=self.state, zip5=self.zip5,
            phone=self.phone,
        )  # fmt: skip


@dataclass(frozen=True)
class Person:
    """``own``: changes of a row of your own file."""

    registry: Side
    board: Side
    issuer: Side
    listing: Side
    own: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> list[Column]:
        registry, board, issuer, listing = self.registry, self.board, self.issuer, self.listing
        return [
            column(Holder.REGISTRY, _npi(registry)),
            column(Holder.BOARD, _license(board)),
            column(Holder.ISSUER, _training(issuer)),
            column(Holder.LISTING, _listing(listing)),
            Column(key="ours", title="ours", holder=Holder.OURS, office="us", page=None, facts=ours(_row(self))),
        ]

    def found(self) -> list[tuple[Fact, Holder]]:
        return [(one.fact, one.wrong.holder) for one in self.all()]

    def all(self) -> list[Discrepancy]:
        return discrepancies(self.columns())


def column(holder: Holder, *records: Record, key: str = "") -> Column:
    return Column(
        key=key or holder.value, title=f"the {holder.value}", holder=holder, office="its owner",
        page="https://source.example.org/", facts=facts_of(records), source=holder.value,
    )  # fmt: skip


def _npi(side: Side) -> NpiRecord:
    slot = TaxonomyLicense(
        taxonomy_code="x", profession=side.profession, license_number=side.number, license_state=side.state
    )
    return NpiRecord(
        npi="2100001017", status=NpiStatus.ACTIVE, name=side.name, credential_text=side.letters,
        addresses=(side.address(), side.address(PlaceKind.MAILING)), taxonomies=(slot,),
    )  # fmt: skip


def _license(side: Side) -> LicenseRecord:
    return LicenseRecord(
        jurisdiction=side.state, profession=side.profession, license_type="PT", number=side.number, name=side.name,
        status=LicenseStatus.ACTIVE if side.status == "ACTIVE" else LicenseStatus.EXPIRED, raw_status=side.status,
        expires=side.expires,
    )  # fmt: skip


def _training(side: Side) -> TrainingRecord:
    return TrainingRecord(
        issuer="Example Institute", credential="CMTPT", name=side.name, raw_name=side.name.display(),
        license_number=side.number, license_state=side.state, profession=side.profession,
    )  # fmt: skip


def _listing(side: Side) -> ListingRecord:
    return ListingRecord(
        entry="1", publisher="Example Clinic", name=side.name, letters=tuple(side.letters.split(", ")),
        profession=side.profession, license_number=side.number, license_state=side.state, address=side.address(),
        website=side.website,
    )  # fmt: skip


def _row(person: Person) -> dict[str, str]:
    side, board = person.registry, person.board
    return {
        "name": f"{board.name.last}, {board.name.first}", "license_number": board.number, "license_state": board.state,
        "profession": "Physical Therapist", "street": side.line1 or "", "city": side.city, "state": side.state,
        "zip": side.zip5, "phone": side.phone or "", **person.own,
    }  # fmt: skip


NAMES = [
    PersonName(first="Katherine", middle="Ann", last="Baker"),
    PersonName(first="José", last="Muñoz"),
    PersonName(first="William", middle="T", last="O'Neil", suffix="Jr."),
    PersonName(first="Mary Ann", last="de la Cruz"),
    PersonName(first="Robert", last="Smith-Jones"),
]
# The same as other sources write it.
WRITTEN = [
    PersonName(first="Kate", middle="A", last="BAKER"),
    PersonName(first="JOSE", last="MUNOZ"),
    PersonName(first="Bill", last="ONeil", suffix="JR"),
    PersonName(first="Mary", last="DE LA CRUZ"),
    PersonName(first="Bob", last="Jones"),
]
HARMLESS: list[dict[str, Any]] = [
    {},
    {"line1": "123 MAIN ST", "city": "St. Louis"},
    {"line1": "123 Main St., Suite 200", "zip5": "63101-1234"},
    {"line1": "123 main street", "line2": "Ste 4", "phone": "314.555.0142"},
    {"number": "PT.0060012345", "letters": "DPT, PT"},
    {"number": "60012345", "phone": "+1 314 555 0142", "website": "http://clinic.example.org"},
    {"letters": "PT, DPT, OCS, CMTPT", "phone": None},
    {"line1": None, "website": None},
    {"letters": "P.T."},
    {"line1": "123 Main Street #5", "city": "SAINT LOUIS"},
]


def alike() -> Iterator[Person]:
    """50 people of whom every source says the same, in other words."""
    for number, (name, written) in enumerate(zip(NAMES, WRITTEN, strict=True)):
        for place in range(len(HARMLESS)):
            pick = [HARMLESS[(place + step * (number + 1)) % len(HARMLESS)] for step in range(3)]
            registry = Side(name=name)
            yield Person(
                registry=replace(registry, **pick[0]),
                board=replace(registry, name=written),
                issuer=replace(registry, name=written, number=pick[2].get("number", registry.number)),
                listing=replace(registry, name=written, **pick[1]),
            )


# Fact, who is wrong about it, and what that source says instead.
PLANTS: list[tuple[Fact, Holder, dict[str, Any]]] = [
    *((Fact.NAME, holder, {"name": PersonName(first="Petra", last="Quill")}) for holder in
      (Holder.REGISTRY, Holder.ISSUER, Holder.LISTING)),
    (Fact.NAME, Holder.OURS, {"name": "Quill, Petra"}),
    *((Fact.PROFESSION, holder, {"profession": Profession.CHIROPRACTOR}) for holder in (Holder.ISSUER, Holder.LISTING)),
    (Fact.PROFESSION, Holder.OURS, {"profession": "Chiropractor"}),
    *((Fact.LICENSE, holder, {"number": "PT60012354"}) for holder in
      (Holder.REGISTRY, Holder.ISSUER, Holder.LISTING)),
    (Fact.LICENSE, Holder.OURS, {"license_number": "PT90000001"}),
    (Fact.EXPIRES, Holder.OURS, {"license_expires": "2026-06-30"}),
    *((Fact.PRACTICE, Holder.LISTING, moved) for moved in (
        {"line1": "125 Main Street"}, {"line1": "123 Oak Street"}, {"zip5": "63102", "line1": "9 Pine Way"},
        {"city": "Saint Charles", "zip5": "63301"}, {"state": "KS", "zip5": "66101", "city": "Kansas City"})),
    *((Fact.PRACTICE, Holder.OURS, moved) for moved in (
        {"street": "77 Elm Road"}, {"zip": "63111", "street": "1 Elm"})),
    (Fact.MAILING, Holder.OURS, {"mailing_address": "P.O. Box 9, Saint Louis, MO 63101"}),
    (Fact.PHONE, Holder.LISTING, {"phone": "(314) 555-0199"}),
    (Fact.PHONE, Holder.OURS, {"phone": "314-555-0100"}),
    (Fact.LETTERS, Holder.LISTING, {"letters": "DC"}),
    (Fact.LETTERS, Holder.OURS, {"letters": "L.Ac."}),
    (Fact.PAGE, Holder.OURS, {"web_page": "https://other.example.org"}),
]  # fmt: skip


def planted() -> Iterator[tuple[Person, set[tuple[Fact, Holder]]]]:
    """40 differences, one to a person; others are left alike."""
    people = [one for one in alike() if one.listing.line1 and one.listing.phone and one.registry.line1
              and one.registry.phone and one.listing.website]  # fmt: skip
    for number in range(40):
        fact, holder, change = PLANTS[number % len(PLANTS)]
        person = people[number % len(people)]
        if holder is Holder.OURS:
            changed = replace(person, own=change)
        else:
            changed = replace(person, **{holder.value: replace(getattr(person, holder.value), **change)})
        yield changed, {(fact, holder)}
