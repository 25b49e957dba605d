"""A small family whose records only a person can tell apart, stored by hand, and the questions about them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.linking.decisions import evidence_hash, question_id, telling
from directory.normalize.names import PersonName
from directory.records import LicenseRecord, ListingRecord, NpiRecord, Record, TaxonomyLicense
from directory.refresh import rebuild
from directory.store.runs import RunWriter
from directory.store.tables import LinkQuestion, Member, Source, SourceRecord
from directory.vocabulary import LicenseStatus, NpiStatus, Profession, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PT = Profession.PHYSICAL_THERAPIST
NPI, TWIN = "2100001017", "2100001041"
SOURCES = {
    "nppes_bulk": ("NPI registry", SourceKind.IDENTITY),
    "wa_doh": ("Board list", SourceKind.LICENSE),
    "example_clinics": ("Example clinics", SourceKind.LISTING),
}


def npi(number: str = NPI, **more: Any) -> NpiRecord:
    slot = TaxonomyLicense(taxonomy_code="1", profession=PT, license_number="PT1111", license_state="WA")
    told: dict[str, Any] = {
        "npi": number, "status": NpiStatus.ACTIVE,
        "name": PersonName(first="John", middle="A", last="Stone", suffix="SR"),
        "taxonomies": (slot,) if number == NPI else (),
    }  # fmt: skip
    return NpiRecord(**told | more)


def board(number: str = "PT1111", **more: Any) -> LicenseRecord:
    told: dict[str, Any] = {
        "jurisdiction": "WA", "profession": PT, "license_type": "PT", "number": number,
        "name": PersonName(first="John", last="Stone"), "status": LicenseStatus.ACTIVE,
    }  # fmt: skip
    return LicenseRecord(**told | more)


def entry(number: int = 1, **more: Any) -> ListingRecord:
    told: dict[str, Any] = {
        "entry": str(number), "publisher": "Example Clinic", "organization": "Example Clinic",
        "name": PersonName(first="John", middle="B", last="Stone"), "profession": PT,
    }  # fmt: skip
    return ListingRecord(**told | more)


def read(place: Workplace, source: str, *records: Record, now: datetime = NOW) -> None:
    """A healthy reading of all that a source has."""
    title, kind = SOURCES[source]
    with Session(place.engine) as session:
        session.merge(
            Source(name=source, title=title, owner="o", kind=kind, jurisdiction="WA", professions=["PT"],
                   page_url="https://source.example.org/", terms="t", promise_days=30)
        )  # fmt: skip
        session.commit()
    writer = RunWriter(place.engine, place.evidence, source=source, how="load", origin="f", now=now)
    fetch = writer.fetched(repr(records).encode(), url="https://source.example.org/list", at=now, status=200)
    for number, record in enumerate(records):
        writer.add(record, fetch, f"row {number}")
    assert writer.finish(now=now).healthy


def asked(place: Workplace, *pairs: tuple[Record, Record], **more: Any) -> list[str]:
    """Stores these questions and no others, as publishing does; their ids."""
    with Session(place.engine) as session:
        rows = []
        for left, right in pairs:
            first, second = _row(session, left), _row(session, right)
            evidence = evidence_hash([telling(left)], [telling(right)])
            idents = [(row.source, row.scope, row.key) for row in (first, second)]
            of = {m.record_id: m.practitioner_id for m in session.exec(select(Member)) if m.current}
            told: dict[str, Any] = {
                "id": question_id(idents[0], idents[1], evidence),
                "left_source": first.source, "left_scope": first.scope, "left_key": first.key,
                "left_record_id": first.id, "left_practitioner_id": of.get(first.id or 0),
                "right_source": second.source, "right_scope": second.scope, "right_key": second.key,
                "right_record_id": second.id, "practitioner_id": of.get(second.id or 0), "state": "WA",
                "subject": "listing", "probability": 0.4, "tier": "review", "evidence": evidence,
                "reasons": [{"side": "against", "field": "middle", "sentence": "middle initial differs"}],
                "would": ["it would link if a license number agreed"],
            }  # fmt: skip
            rows.append(LinkQuestion(**told | more))
        ids = [row.id for row in rows]
        session.execute(delete(LinkQuestion))
        session.add_all({row.id: row for row in rows}.values())
        session.commit()
        return ids


def _row(session: Session, record: Record) -> SourceRecord:
    rows = session.exec(select(SourceRecord).where(SourceRecord.key == record.key))
    return next(row for row in rows if row.ended_run is None and row.kind == record.kind)


def moved_in(place: Workplace) -> None:
    """A father with NPI and license, his namesake with an NPI of her own, and the clinic's entry that may be his."""
    read(place, "nppes_bulk", npi(), npi(TWIN, name=PersonName(first="Joan", last="Stone")))
    read(place, "wa_doh", board())
    read(place, "example_clinics", entry())
    rebuild(place.engine, as_of=NOW.date(), now=NOW)
