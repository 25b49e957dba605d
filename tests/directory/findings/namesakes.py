"""People whose names stand on an invented exclusion list too, stored by hand and published."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.normalize.names import PersonName
from directory.records import Address, ExclusionRecord, LicenseRecord, NpiRecord, Record, TaxonomyLicense
from directory.refresh import rebuild
from directory.store.runs import RunWriter
from directory.store.tables import Practitioner, Source
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession, SourceKind

NPI = "2100001017"
PT = Profession.PHYSICAL_THERAPIST
SOURCES = {
    "nppes_bulk": ("NPI registry", SourceKind.IDENTITY),
    "wa_doh": ("Board list", SourceKind.LICENSE),
    "oig_exclusions": ("Exclusion list", SourceKind.EXCLUSION),
}


def npi(**more: Any) -> NpiRecord:
    slot = TaxonomyLicense(taxonomy_code="1", profession=PT, license_number="PT1111", license_state="WA")
    place = Address(kind=PlaceKind.PRACTICE, line1="1 Main Street", city="Tacoma", state="WA", zip5="98402")
    told: dict[str, Any] = {
        "npi": NPI, "status": NpiStatus.ACTIVE, "name": PersonName(first="Ann", last="Able"), "taxonomies": (slot,),
        "addresses": (place,),
    }  # fmt: skip
    return NpiRecord(**told | more)


def board(number: str = "PT1111", **more: Any) -> LicenseRecord:
    told: dict[str, Any] = {
        "jurisdiction": "WA", "profession": PT, "license_type": "PT", "number": number,
        "name": PersonName(first="Ann", last="Able"), "status": LicenseStatus.ACTIVE, "raw_status": "ACTIVE",
        "expires": date(2027, 6, 30),
    }  # fmt: skip
    return LicenseRecord(**told | more)


def listed(entry: str = "row-1", **more: Any) -> ExclusionRecord:
    told: dict[str, Any] = {
        "list_name": "LEIE", "name": PersonName(first="ANN", last="ABLE"), "general": "OTHER BUSINESS",
        "specialty": "OWNER", "city": "MIAMI", "state": "FL", "zip5": "33101", "exclusion_type": "1128a1",
        "excluded_on": date(2011, 5, 19), "entry": entry,
    }  # fmt: skip
    return ExclusionRecord(**told | more)


def read(place: Workplace, source: str, *records: Record, now: datetime) -> None:
    """A healthy reading of all that a source has."""
    title, kind = SOURCES[source]
    with Session(place.engine) as session:
        session.merge(
            Source(name=source, title=title, owner="its owner", kind=kind, jurisdiction="WA", professions=["PT"],
                   page_url="https://source.example.org/", terms="t", promise_days=30)
        )  # fmt: skip
        session.commit()
    writer = RunWriter(place.engine, place.evidence, source=source, how="load", origin="f", now=now)
    fetch = writer.fetched(repr((records, now)).encode(), url="https://source.example.org/list", at=now, status=200)
    for number, record in enumerate(records):
        writer.add(record, fetch, f"row {number}")
    assert writer.finish(now=now).healthy


class World:
    """A store with Ann Able and her namesake; each reading is a week later than the one before it."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.now = place, place.clock()
        self.reads("nppes_bulk", npi())
        self.reads("wa_doh", board())
        self.reads("oig_exclusions", listed(), other())
        self.publish()
        with self.session() as session:
            self.ann = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()

    @property
    def today(self) -> date:
        return self.now.date()

    def reads(self, source: str, *records: Record) -> None:
        read(self.place, source, *records, now=self.now)

    def again(self, **of: tuple[Record, ...]) -> None:
        """A week later these sources are read again, and all is published."""
        self.now += timedelta(days=7)
        for source, records in of.items():
            self.reads(source, *records)
        self.publish()

    def publish(self) -> None:
        rebuild(self.place.engine, as_of=self.today, now=self.now)

    def session(self) -> Session:
        return Session(self.place.engine)


def other() -> ExclusionRecord:
    """Somebody whom nobody here is called like."""
    return listed("row-0", name=PersonName(first="ZED", last="QUILL"))
