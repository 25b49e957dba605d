"""Two stores that differ in nothing but possible hits: what an anonymous reader gets of both must be the same."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.normalize.names import PersonName
from directory.records import ExclusionRecord, Record, TaxonomyLicense
from directory.refresh import rebuild
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunWriter
from directory.store.tables import Meta, Practitioner, Source, Verification
from directory.vocabulary import Need, Profession, SourceKind
from tests.directory.findings.namesakes import board, listed, npi

FIRST = datetime(2026, 10, 30, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SOURCES = {
    "nppes_bulk": SourceKind.IDENTITY, "wa_doh": SourceKind.LICENSE, "oig_exclusions": SourceKind.EXCLUSION,
    "sam_exclusions": SourceKind.EXCLUSION,
}  # fmt: skip
ABLE, BAKER, CALL, DEAN = "2100001017", "2100002015", "2100003013", "2100004011"
PEOPLE = {
    ABLE: PersonName(first="Ann", last="Able"),  # may stand on a list, in one world
    BAKER: PersonName(first="Bea", last="Baker"),  # is listed; a namesake too, in one world
    CALL: PersonName(first="Cal", last="Call"),  # was listed
    DEAN: PersonName(first="Dee", last="Dean"),  # stands on no list
}


def entry(number: int, first: str, last: str, **more: object) -> ExclusionRecord:
    return listed(f"row-{number}", name=PersonName(first=first, last=last), **more)


def stranger(number: int) -> ExclusionRecord:
    return entry(number, "ZED", f"QUILL{chr(65 + number // 26)}{chr(65 + number % 26)}")


def lists(hits: bool, week: int) -> dict[str, list[Record]]:
    """What both lists hold in a week; ``hits``: in the second week namesakes stand in the places of strangers."""
    rows: dict[str, list[Record]] = {name: [stranger(n) for n in range(60)] for name in SOURCES if "excl" in name}
    rows["oig_exclusions"][0] = entry(0, "BEA", "BAKER", npi=BAKER)
    rows["oig_exclusions"][1] = entry(1, "CAL", "CALL", npi=CALL, ends_on=date(2015, 1, 1))
    if week >= 2 and hits:
        rows["sam_exclusions"][7] = entry(7, "ANN", "ABLE")
        rows["oig_exclusions"][8] = entry(8, "BEA", "BAKER")
        rows["sam_exclusions"][9] = entry(9, "JO", "OTHERNAME", npi=ABLE)  # her number with another's name
    return rows


def made(folder: Path, *, hits: bool, weeks: int = 4) -> Path:
    """A data folder with ``weeks`` publications, a week apart; in the last one nothing but the lists is read again."""
    engine = ready(connect(f"sqlite:///{folder / 'needleproof.db'}"))
    place = Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: FIRST)
    with Session(engine) as session:
        session.add(Meta(name="sample_data", value="yes"))
        for name, kind in SOURCES.items():
            session.add(
                Source(name=name, title=f"The {name}", owner=f"Owner of {name}", kind=kind, jurisdiction="WA",
                       professions=["PT"], page_url="https://source.example.org/", terms="t", promise_days=30)
            )  # fmt: skip
        session.commit()
    for week in range(1, weeks + 1):
        now = FIRST + timedelta(days=7 * (week - 1))
        if week < weeks:
            _read_people(place, now)
        for name, rows in lists(hits, week).items():
            _read(place, name, now, rows)
        rebuild(engine, as_of=now.date(), now=now)
    engine.dispose()
    return folder


def _read_people(place: Workplace, now: datetime) -> None:
    people = list(enumerate(PEOPLE.items()))
    _read(place, "nppes_bulk", now, [npi(npi=one, name=name, taxonomies=(_slot(n),)) for n, (one, name) in people])
    _read(place, "wa_doh", now, [board(f"PT111{n}", name=name) for n, (_, name) in people])


def _slot(number: int) -> TaxonomyLicense:
    return TaxonomyLicense(
        taxonomy_code="1", profession=Profession.PHYSICAL_THERAPIST, license_number=f"PT111{number}",
        license_state="WA",
    )  # fmt: skip


def _read(place: Workplace, source: str, now: datetime, records: Sequence[Record]) -> None:
    """The bytes say nothing of the rows: a list's hash may be told, and is no part of what is compared."""
    writer = RunWriter(place.engine, place.evidence, source=source, how="load", origin="f", now=now)
    fetch = writer.fetched(f"{source} {now}".encode(), url="https://source.example.org/list", at=now, status=200)
    for number, record in enumerate(records):
        writer.add(record, fetch, f"row {number}")
    report = writer.finish(now=now)
    assert report.healthy, report.breaches


def statuses(folder: Path) -> dict[str, dict[str, str]]:
    """NPI -> list -> what is kept of it."""
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    found: dict[str, dict[str, str]] = {}
    with Session(engine) as session:
        rows = select(Practitioner.npi, Verification.source, Verification.status).where(
            Practitioner.id == Verification.practitioner_id, Verification.need == Need.EXCLUSION
        )
        for number, source, status in session.exec(rows):
            found.setdefault(number or "", {})[source or ""] = status
    engine.dispose()
    return found
