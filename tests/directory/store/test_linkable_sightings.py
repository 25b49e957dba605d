"""Rebuilding leaves out deactivated numbers of which nothing else is known, and publishes the same."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from msgspec.structs import replace
from sqlmodel import Session, col, select

from crawlers.registry import record_facts, sources
from crawlers.runner import Workplace
from directory.linking import link
from directory.normalize.names import PersonName
from directory.records import NpiRecord, Record, TrainingRecord
from directory.refresh import rebuild
from directory.store import readings
from directory.store.runs import RunWriter
from directory.store.tables import SourceRecord, Verification
from directory.vocabulary import Need, NpiStatus

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 9)
STRANGERS = [f"29{number:08d}" for number in range(600)]


def bare(npi: str) -> NpiRecord:
    return NpiRecord(npi=npi, status=NpiStatus.DEACTIVATED, deactivated_on=DAY)


def person(npi: str, last: str) -> NpiRecord:
    name = PersonName(last=last, first="Saoirse")
    return NpiRecord(npi=npi, entity_type=1, status=NpiStatus.ACTIVE, name=name, updated_on=date(2026, 1, 5))


IN_SERVICE, LISTED, GONE, ASKED, TRAINED, CLINIC, NAMELESS = (f"200000000{n}" for n in range(7))
FILE: list[Record] = [
    person(IN_SERVICE, "MERRIWEATHER"),
    person(LISTED, "THORNQUIST"),
    replace(person(GONE, "LARKWHISTLE"), status=NpiStatus.DEACTIVATED),
    bare(ASKED),
    NpiRecord(npi=CLINIC, entity_type=2, status=NpiStatus.ACTIVE, organization_name="EXAMPLE CLINIC"),
    replace(bare(NAMELESS), entity_type=2),
]
LIST: list[Record] = [bare(npi) for npi in (LISTED, GONE, TRAINED, CLINIC)]
TRAINING = TrainingRecord(
    issuer="Example Institute of Dry Needling",
    credential="EXDN",
    name=PersonName(last="Ashgrove", first="Saoirse"),
    raw_name="Saoirse Ashgrove",
    npi=TRAINED,
    raw_status="Active",
)
MENTIONED = {LISTED, GONE, ASKED, TRAINED, CLINIC}


def told(place: Workplace, source: str, records: Sequence[Record], scope: str = "") -> None:
    """A healthy reading of a source."""
    record_facts(place.engine, [sources()[source]])
    writer = RunWriter(place.engine, place.evidence, source=source, scope=scope, how="load", origin="f", now=NOON)
    fetch = writer.fetched(source.encode(), url=f"https://{source}.example.gov/", at=NOON, status=200)
    for number, record in enumerate(records):
        writer.told.read += 1
        writer.add(record, fetch, f"row {number}")
    assert writer.finish(now=NOON).healthy


def known(place: Workplace) -> None:
    told(place, "nppes_bulk", FILE)
    told(place, "nppes_api", [person(ASKED, "FENNIMORE")], scope=f"npi={ASKED}")
    told(place, "example_institute", [TRAINING])
    told(place, "nppes_deactivations", LIST)


def test_only_numbers_that_something_else_speaks_of_are_read(place: Workplace) -> None:
    known(place)
    told(place, "nppes_deactivations", [*LIST, *map(bare, STRANGERS)])
    with Session(place.engine) as session:
        every = list(readings.current_sightings(session, kinds=readings.LINKED))
        read = list(readings.linkable_sightings(session))
    left_out = {s.record.key for s in every} - {s.record.key for s in read}
    assert left_out == set(STRANGERS)
    assert sorted(s.record_id for s in read) == [s.record_id for s in every if s.record.key not in left_out]
    assert {s.record.key for s in read if s.record.builds_on_previous and s.record.key != NAMELESS} == MENTIONED
    whole, part = link(every), link(read)
    assert part.people == whole.people
    assert set(whole.unlinked) - set(part.unlinked) == {d for d in whole.unlinked if d.sighting.record.key in left_out}


def test_what_is_published_is_the_same_with_strangers_and_without(place: Workplace) -> None:
    known(place)
    before = rebuild(place.engine, as_of=NOON.date(), now=NOON)
    assert before.practitioners == 4
    told(place, "nppes_bulk", [*FILE, *map(bare, STRANGERS)])
    told(place, "nppes_deactivations", [*LIST, *map(bare, STRANGERS)])
    after = rebuild(place.engine, as_of=NOON.date(), now=NOON)
    assert (after.digest, after.practitioners, after.changed) == (before.digest, before.practitioners, 0)
    with Session(place.engine) as session:
        states = {
            check.details["npi"]: (check.status, check.source)
            for check in session.exec(select(Verification).where(Verification.need == Need.NPI))
        }
    assert states == {
        IN_SERVICE: ("confirmed", "nppes_bulk"),
        LISTED: ("confirmed_not_active", "nppes_deactivations"),
        GONE: ("confirmed_not_active", "nppes_deactivations"),
        ASKED: ("confirmed_not_active", "nppes_bulk"),
    }


def test_a_number_whose_only_other_record_ended_is_left_out(place: Workplace) -> None:
    """What ended speaks of nobody."""
    told(place, "nppes_api", [person(ASKED, "FENNIMORE"), person(IN_SERVICE, "MERRIWEATHER")])
    told(place, "nppes_deactivations", [bare(ASKED)])
    told(place, "nppes_api", [person(IN_SERVICE, "MERRIWEATHER")])
    with Session(place.engine) as session:
        assert [s.record.key for s in readings.linkable_sightings(session)] == [IN_SERVICE]
        ended = session.exec(select(SourceRecord.key).where(col(SourceRecord.ended_run).is_not(None))).all()
        assert ended == [ASKED]


def test_rows_that_say_null_for_what_is_not_known_are_told_apart_too(place: Workplace) -> None:
    """So an earlier version of this program stored them."""
    known(place)
    told(place, "nppes_deactivations", [*LIST, *map(bare, STRANGERS)])
    with Session(place.engine) as session:
        before = list(readings.linkable_sightings(session))
        for row in session.exec(select(SourceRecord).where(SourceRecord.kind == NpiRecord.kind)):
            row.payload = dict.fromkeys(("name", "organization_name", "entity_type", "sex")) | row.payload
            session.add(row)
        session.commit()
    with Session(place.engine) as session:
        assert list(readings.linkable_sightings(session)) == before
