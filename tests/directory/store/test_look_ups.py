"""Look-ups as the store remembers them: the newest first, each with the records of its own part."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from crawlers.registry import record_facts
from crawlers.runner import Workplace
from directory.normalize.names import PersonName
from directory.records import LicenseRecord
from directory.store.readings import look_ups_since, scoped_records
from directory.store.runs import RunWriter
from directory.vocabulary import LicenseStatus, Profession, RunOutcome

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCE = "ms_physical_therapy"


def license_of(number: str) -> LicenseRecord:
    return LicenseRecord(
        jurisdiction="MS", profession=Profession.PHYSICAL_THERAPIST, license_type="PT", number=number,
        name=PersonName(last="Hollowell", first="Renee"), status=LicenseStatus.ACTIVE,
    )  # fmt: skip


def looked_up(
    place: Workplace, number: str, at: datetime, ending: Callable[[RunWriter], Any], how: str = "look-up"
) -> None:
    writer = RunWriter(
        place.engine, place.evidence, source=SOURCE, scope=f"number={number}", how=how, origin="x", now=at
    )
    writer.add(license_of(number), writer.fetched(number.encode(), url="x", at=at, status=200), "block 1")
    ending(writer)


def test_look_ups_of_the_last_days_with_their_records(place: Workplace) -> None:
    record_facts(place.engine)
    days = [NOW - timedelta(days=n) for n in (20, 5, 4, 3)]
    looked_up(place, "1001", days[0], lambda w: w.finish(now=days[0]))
    looked_up(place, "1002", days[1], lambda w: w.finish(now=days[1]))
    looked_up(place, "1003", days[2], lambda w: w.fail(RunOutcome.UNREACHABLE, "answered 403", now=days[2]))
    looked_up(place, "1004", days[3], lambda w: w.finish(now=days[3]), how="load")
    with Session(place.engine) as session:
        runs = look_ups_since(session, SOURCE, NOW - timedelta(days=7))
        assert [(run.scope, run.outcome) for run in runs] == [
            ("number=1003", RunOutcome.UNREACHABLE),
            ("number=1002", RunOutcome.HEALTHY),
        ]
        assert look_ups_since(session, "la_physical_therapy", days[0]) == []
        assert scoped_records(session, SOURCE, "number=1002") == [license_of("1002")]
        assert scoped_records(session, SOURCE, "number=1003") == []
        assert scoped_records(session, SOURCE, "number=9999") == []
