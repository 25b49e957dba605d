"""A small town whose sources are read, published and monitored on given days: invented people, one license each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory.monitoring.lists import add_people
from directory.monitoring.running import monitor
from directory.monitoring.sheets import Sheet, sheet_of_run
from directory.normalize.names import PersonName
from directory.records import ExclusionRecord, LicenseRecord, NpiRecord, Record, TaxonomyLicense, TrainingRecord
from directory.refresh import rebuild
from directory.store.runs import RunWriter
from directory.store.tables import Practitioner, Source
from directory.store.watching_tables import Notice
from directory.vocabulary import LicenseStatus, NpiStatus, Profession, RunOutcome, SourceKind

PT = Profession.PHYSICAL_THERAPIST
BEGAN = date(2026, 11, 2)
KINDS = {
    "registry": SourceKind.IDENTITY,
    "board": SourceKind.LICENSE,
    "excluded": SourceKind.EXCLUSION,
    "institute": SourceKind.TRAINING,
}
LIST = "Our therapists"
OTHERS = tuple(ExclusionRecord(list_name="LIST", entry=f"other {n}", exclusion_type="1") for n in range(60))


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


@dataclass(slots=True)
class Someone:
    """What every source says of one person by now."""

    name: PersonName
    npi: str
    number: str
    expires: date
    status: LicenseStatus = LicenseStatus.ACTIVE
    discipline: str | None = None
    npi_status: NpiStatus = NpiStatus.ACTIVE
    listed: bool = False
    withdrawn: bool = False
    excluded: ExclusionRecord | None = None
    registered: bool = True  # has an NPI

    def registry(self) -> NpiRecord:
        slot = TaxonomyLicense(taxonomy_code="1", profession=PT, license_number=self.number, license_state="WA")
        return NpiRecord(npi=self.npi, status=self.npi_status, name=self.name, taxonomies=(slot,))

    def license(self) -> LicenseRecord:
        return LicenseRecord(
            jurisdiction="WA", profession=PT, license_type="PT", number=self.number, name=self.name,
            status=self.status, raw_status=self.status.value, expires=self.expires,
            discipline=self.discipline is not None, raw_discipline=self.discipline,
        )  # fmt: skip

    def course(self) -> TrainingRecord:
        return TrainingRecord(
            issuer="Example Institute", credential="EXDN", name=self.name, raw_name=self.name.display(), npi=self.npi,
            withdrawn=self.withdrawn,
        )  # fmt: skip

    def entry(self, number: int = 1, *, npi: str | None = None) -> ExclusionRecord:
        """An entry of an exclusion list: with the NPI theirs, without it only of that name."""
        return ExclusionRecord(
            list_name="LIST", entry=f"{self.number} {number}", exclusion_type="1128a1", name=self.name, npi=npi
        )


@dataclass
class Town:
    """``people`` by their given names, which are unique here. ``spelled``: how the sources write, without meaning."""

    place: Workplace
    people: dict[str, Someone] = field(default_factory=dict)
    capitals: bool = False
    backwards: bool = False

    def move_in(self, given: str, surname: str, expires: date, **more: Any) -> Someone:
        number = len(self.people) + 1
        one = Someone(PersonName(first=given, last=surname), f"21000010{number:02}", f"PT{60_000 + number}", expires)
        self.people[given] = replace(one, **more)
        return self.people[given]

    def records(self, source: str) -> list[Record]:
        everybody = list(self.people.values())
        found: list[Record]
        match source:
            case "registry":
                found = [one.registry() for one in everybody if one.registered]
            case "board":
                found = [self._written(one.license()) for one in everybody]
            case "institute":
                found = [one.course() for one in everybody if one.listed and one.registered]
            case _:
                found = [*(one.excluded for one in everybody if one.excluded), *OTHERS]
        return found[::-1] if self.backwards else found

    def _written(self, record: LicenseRecord) -> LicenseRecord:
        if not self.capitals:
            return record
        name = PersonName(first=(record.name.first or "").upper(), last=(record.name.last or "").upper())
        return LicenseRecord(
            jurisdiction=record.jurisdiction, profession=record.profession, license_type="Physical  Therapist",
            number=record.number, name=name, status=record.status, raw_status=(record.raw_status or "").upper(),
            expires=record.expires, discipline=record.discipline, raw_discipline=record.raw_discipline,
        )  # fmt: skip

    # --- what happens to the store ------------------------------------------------------------------------------------

    def read(
        self, source: str, day: date, records: Iterable[Record] | None = None, *, down: str = "", breach: str = ""
    ) -> None:
        with Session(self.place.engine) as session:
            session.merge(
                Source(name=source, title=f"The {source}", owner=f"Owner of the {source}", kind=KINDS[source],
                       jurisdiction="WA", professions=[PT.value], page_url=f"https://{source}.example.org/", terms="t",
                       promise_days=35, letters=["EXDN"] if source == "institute" else [])
            )  # fmt: skip
            session.commit()
        writer = RunWriter(
            self.place.engine, self.place.evidence, source=source, how="load", origin="f", now=at(day, 5)
        )
        if down:
            writer.fail(RunOutcome.UNREACHABLE, down, now=at(day, 6))
            return
        found = self.records(source) if records is None else list(records)
        fetch = writer.fetched(
            repr((day, found)).encode(), url=f"https://{source}.example.org/list", at=at(day, 6), status=200
        )
        for number, record in enumerate(found):
            writer.add(record, fetch, f"row {number}")
        writer.source_as_of = day
        if breach:
            writer.breach("drop", breach)
        writer.finish(now=at(day, 6))

    def read_all(self, day: date) -> None:
        for source in KINDS:
            self.read(source, day)

    def publish(self, day: date) -> None:
        rebuild(self.place.engine, as_of=day, now=at(day, 8))

    def watch(self, day: date, *given: str, name: str = LIST) -> None:
        added = add_people(self.place.engine, name, [self.id_of(one) for one in given], by="Zoë", now=at(day, 9))
        assert not added.refused

    def monitor(self, day: date, name: str | None = None, hour: int = 12) -> int:
        times = iter([at(day, hour), at(day, hour, 1)])
        return monitor(self.place.engine, today=day, clock=lambda: next(times), list_name=name, by="Zoë")

    # --- what came of it ----------------------------------------------------------------------------------------------

    def id_of(self, given: str) -> str:
        with Session(self.place.engine) as session:
            one = self.people[given]
            npi = one.npi if one.registered else None
            query = select(Practitioner.id).where(Practitioner.first == one.name.first, Practitioner.npi == npi)
            return session.exec(query).one()

    def told(self, run: int) -> list[Notice]:
        with Session(self.place.engine) as session:
            return list(session.exec(select(Notice).where(Notice.run_id == run).order_by(col(Notice.id))))

    def kinds(self, run: int) -> list[tuple[str, str, str]]:
        """(given name, kind, weight) of all that a run told."""
        return sorted((one.name.split()[0], one.kind, one.weight) for one in self.told(run))

    def sheet(self, run: int | None = None) -> Sheet:
        with Session(self.place.engine) as session:
            return sheet_of_run(session, run)
