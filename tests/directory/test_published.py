"""Addresses of people: never handed on to somebody else, and kept through an absence."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.linking import link
from directory.linking.model import Member as Joined
from directory.linking.model import Person
from directory.normalize.names import PersonName
from directory.records import LicenseRecord, Sighting
from directory.refresh import assign_ids, rebuild
from directory.store.runs import RunWriter
from directory.store.tables import Practitioner, Source
from directory.vocabulary import LicenseStatus, Profession, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def license_of(number: str, last: str) -> LicenseRecord:
    return LicenseRecord(
        jurisdiction="WA",
        profession=Profession.PHYSICAL_THERAPIST,
        license_type="PT",
        number=number,
        name=PersonName(last=last, first="Ann"),
        status=LicenseStatus.ACTIVE,
    )


def person(number: str, last: str) -> Person:
    sighting = Sighting(
        record=license_of(number, last), record_id=int(number), source="wa_doh", scope="", read_at=NOW, as_of=None,
        url="https://board.example.org/", sha256="0" * 64, locator="$[0]",
    )  # fmt: skip
    return Person(members=(Joined(sighting, ("x",)),), doubts=(), anchor=f"license:WA:PT:{number}:wa_doh|PT")


def key_of(number: str) -> tuple[str, str, str]:
    return ("wa_doh", "", f"PT|{number}")


def test_an_address_somebody_has_is_never_given_to_a_newcomer() -> None:
    newcomer, old = person("111", "Able"), person("222", "Baker")
    (own,) = assign_ids([newcomer], {})[0].values()
    ids, aliases = assign_ids([newcomer, old], {key_of("222"): own})
    assert ids[old.anchor] == own
    assert ids[newcomer.anchor] != own
    assert not aliases


def test_a_former_address_is_never_given_to_a_newcomer() -> None:
    newcomer = person("111", "Able")
    (own,) = assign_ids([newcomer], {})[0].values()
    assert assign_ids([newcomer], {}, {own})[0][newcomer.anchor] != own


def test_the_address_is_kept_through_an_absence(place: Workplace) -> None:
    with Session(place.engine) as session:
        session.add(
            Source(name="wa_doh", title="t", owner="o", kind=SourceKind.LICENSE, jurisdiction="WA", professions=["PT"],
                   page_url="https://board.example.org/", terms="t", promise_days=30)
        )  # fmt: skip
        session.commit()

    def read(*records: LicenseRecord) -> dict[str | None, str]:
        writer = RunWriter(place.engine, place.evidence, source="wa_doh", how="load", origin="f", now=NOW)
        fetch = writer.fetched(b"rows", url="file:f", at=NOW, status=None)
        for record in records:
            writer.add(record, fetch, "row 1")
        assert writer.finish(now=NOW).healthy
        rebuild(place.engine, as_of=NOW.date(), now=NOW)
        with Session(place.engine) as session:
            return {p.last: p.id for p in session.exec(select(Practitioner))}

    before = read(license_of("111", "Able"), license_of("222", "Baker"))
    assert set(read(license_of("222", "Baker"))) == {"Baker"}
    assert read(license_of("111", "Able"), license_of("222", "Baker")) == before


def test_linking_and_publishing_use_the_same_anchor() -> None:
    (linked,) = link([person("111", "Able").members[0].sighting]).people
    assert linked.anchor.startswith("license:WA:PT:")
