"""Checks of which the sources disagree: each value with its source and time, and what was decided of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from directory.disputes import fact_of_check
from directory.findings.people import parts
from directory.findings.standing import Standing, Told, newest, standing
from directory.findings.telling import evidence_of_values, key_of_value, said
from directory.normalize.names import PersonName
from directory.records import LicenseRecord, NpiRecord, Sighting, TrainingRecord
from directory.store import readings
from directory.store.tables import Member, Practitioner, Source, Verification
from directory.verification.judge import described_npi
from directory.vocabulary import CredentialStatus, ExclusionStatus, FindingKind, Need

CONTRADICTED = CredentialStatus.CONTRADICTED
# Whose word counts for what; said in the same words by reports.
RULES: Mapping[Need, str] = {
    Need.LICENSE: "The licensing board rules this: what it says of its own license counts before anything else.",
    Need.NPI: "The NPI registry rules this.",
    Need.TRAINING: "The issuer of the certificate rules what it gave; the board rules whether the license is active.",
}
ADVERSE = (CredentialStatus.CONFIRMED_NOT_ACTIVE, ExclusionStatus.LISTED)  # what speaks against showing training


@dataclass(frozen=True, slots=True)
class Value:
    """What one source says. ``record``: its number, where it is one record; ``read_at`` None: nothing was read."""

    words: str
    source: str
    source_title: str
    read_at: datetime | None
    as_of: date | None
    url: str | None
    sha256: str | None
    locator: str | None
    record: int | None

    @property
    def key(self) -> str:
        """What names it among the values, wherever it stands: of the same words of the same source the same."""
        return key_of_value(self.source, self.words)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A published check that is contradicted. ``fact``: directory.disputes.facts; ``rules``: whose word counts."""

    check: Verification
    fact: str
    values: list[Value]
    evidence: str
    rules: str
    told: Told | None

    @property
    def open(self) -> bool:
        return self.told is None


def contradictions(
    session: Session, checks: Sequence[Verification], told: Standing | None = None
) -> list[Contradiction]:
    """Of published checks those that are contradicted, with both values, in the order given."""
    told = told or standing(session, FindingKind.CONTRADICTION)
    known = readings.sources(session)
    found = []
    for check in checks:
        if check.status != CONTRADICTED:
            continue
        fact = fact_of_check(check.need, check.jurisdiction, check.profession, check.source, check.details)
        # An answer names a value by its place: the same evidence has the same values in the same places.
        unique = {said(one.source, one.words): one for one in _values(session, check, known)}
        values = [unique[key] for key in sorted(unique)]
        evidence = evidence_of_values(fact, ((one.source, one.words) for one in values))
        own = told.by_person.get(check.practitioner_id, ())
        rules = RULES.get(check.need, "No source rules this.")
        found.append(Contradiction(check, fact, values, evidence, rules, newest(own, evidence)))
    return found


def contradictions_of(session: Session, practitioner_id: str) -> list[Contradiction]:
    """Those of one person."""
    return contradictions(session, _checks(session, [practitioner_id]))


def settled_contradictions(session: Session) -> set[int]:
    """Numbers of the published checks that somebody decided about, upon this very evidence."""
    told = standing(session, FindingKind.CONTRADICTION)
    checks = [row for part in parts(sorted(told.by_person)) for row in _checks(session, part)]
    return {one.check.id or 0 for one in contradictions(session, checks, told) if not one.open}


def _checks(session: Session, ids: Sequence[str]) -> list[Verification]:
    query = select(Verification).where(
        col(Verification.practitioner_id).in_(ids), Verification.status == CONTRADICTED.value
    )
    return list(session.exec(query.order_by(col(Verification.id))))


def _values(session: Session, check: Verification, known: Mapping[str, Source]) -> Iterator[Value]:
    own = _own(session, check)
    license_number = check.details.get("number")
    if check.need is Need.LICENSE and license_number:
        rows = [one for one in _members(session, check.practitioner_id, check.source) if _is_row(one, check)] or own
        told = {_of_license(one) for one in rows}
        if len(told) > 1:
            yield from _each(rows, known, _of_license)
            return
        yield from _each(rows[:1], known, _status_of)
        yield from _each(rows[:1], known, _end_of)
        return
    if check.need is Need.LICENSE:
        npi = described_npi(own or _members(session, check.practitioner_id))
        yield from _each([npi] if npi else [], known, lambda one: _claimed(one, check))
        yield from _each(_doubted(session, check), known, _of_entry)
        yield from _why(check)
        return
    yield from _each(own, known, _of_training)
    if not own:
        yield _bare(check, check.subject, known)
    against = _against(session, check)
    yield from (_bare(one, f"{one.subject}: {one.raw or one.status.replace('_', ' ')}", known) for one in against)
    if not against:
        yield from _why(check)
    if not against and not check.details.get("why") and check.details.get("completed_on"):
        yield Value("that day had not come when the list was read", "", "the calendar", check.read_at, None, None, None,
                    None, None)  # fmt: skip


def _why(check: Verification) -> Iterator[Value]:
    """What the check itself says of it, which is no source's own word."""
    if why := check.details.get("why"):
        yield Value(str(why), "", "what comparing them says", None, None, None, None, None, None)


def _own(session: Session, check: Verification) -> list[Sighting]:
    return list(readings.sightings_of(session, [check.record_id])) if check.record_id is not None else []


def _members(session: Session, practitioner_id: str, source: str | None = None) -> list[Sighting]:
    """The records of a person, of one source where one is named."""
    query = select(Member.record_id).where(Member.practitioner_id == practitioner_id, col(Member.current))
    if source is not None:
        query = query.where(Member.source == source)
    return list(readings.sightings_of(session, session.exec(query).all()))


def _is_row(one: Sighting, check: Verification) -> bool:
    record = one.record
    return isinstance(record, LicenseRecord) and (record.number, record.license_type) == (
        check.details.get("number"), check.details.get("license_type"),
    )  # fmt: skip


def _doubted(session: Session, check: Verification) -> list[Sighting]:
    """The board's entries whose name contradicts the person's."""
    person = session.get(Practitioner, check.practitioner_id)
    numbers = [
        doubt["record_id"]
        for doubt in (person.doubts if person else ())
        if doubt["code"] == "contradiction" and doubt["record_id"] is not None
        and (doubt["jurisdiction"], doubt["profession"]) == (check.jurisdiction, check.profession)
    ]  # fmt: skip
    return list(readings.sightings_of(session, numbers))


def _against(session: Session, check: Verification) -> list[Verification]:
    """The checks that speak against showing training: an exclusion, an NPI out of service, licenses not active."""
    query = select(Verification).where(
        Verification.practitioner_id == check.practitioner_id,
        col(Verification.status).in_([one.value for one in ADVERSE]),
        col(Verification.need) != Need.TRAINING,
    )
    return list(session.exec(query.order_by(col(Verification.id))))


# --- in words -----------------------------------------------------------------------------------------------------


def _of_license(one: Sighting) -> str:
    record = one.record
    assert isinstance(record, LicenseRecord)
    return (
        f"{record.jurisdiction} {record.profession.value} {record.number} of {record.name.display()}: "
        f"{record.raw_status or record.status.value}, until {record.expires or 'no date'}"
    )


def _of_entry(one: Sighting) -> str:
    if isinstance(one.record, LicenseRecord):
        return _of_license(one)
    name = getattr(one.record, "name", None)
    return f"an entry of {name.display()}" if isinstance(name, PersonName) else "an entry of nobody named"


def _status_of(one: Sighting) -> str:
    record = one.record
    assert isinstance(record, LicenseRecord)
    return f"the status says {record.raw_status or record.status.value}"


def _end_of(one: Sighting) -> str:
    record = one.record
    assert isinstance(record, LicenseRecord)
    return f"the license ended on {record.expires}"


def _claimed(one: Sighting, check: Verification) -> str:
    record = one.record
    name = record.name.display() if isinstance(record, NpiRecord) and record.name else "the person"
    numbers = ", ".join(str(number) for number in check.details.get("claimed_numbers") or ())
    return f"{name} gives {check.jurisdiction} license {numbers or 'without a number'}"


def _of_training(one: Sighting) -> str:
    record = one.record
    if not isinstance(record, TrainingRecord):
        return "the person or a clinic names this training"
    withdrawn = ", withdrawn" if record.withdrawn else ""
    day = record.completed_on or "no day"
    return f"{record.issuer} lists {record.raw_name} with {record.credential}, {day}{withdrawn}"


def _each(
    sightings: Iterable[Sighting], known: Mapping[str, Source], words: Callable[[Sighting], str]
) -> Iterator[Value]:
    for one in sightings:
        title = known[one.source].title if one.source in known else one.source
        yield Value(
            words(one), one.source, title, one.read_at, one.as_of, one.url, one.sha256, one.locator, one.record_id
        )


def _bare(check: Verification, words: str, known: Mapping[str, Source]) -> Value:
    name = check.source or ""
    title = known[name].title if name in known else name
    return Value(
        words, name, title, check.read_at, check.source_as_of, check.source_url, check.sha256, check.locator,
        check.record_id,
    )  # fmt: skip
