"""The records that a side of a question has, as they were published, with where each can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from directory.linking.decisions import Ident, telling
from directory.records import LicenseRecord, NpiRecord, Record, record_from
from directory.store.runs import READABLE
from directory.store.tables import Fetch, Member, Practitioner, PractitionerAlias, Run, SourceRecord


@dataclass(frozen=True, slots=True)
class Held:
    """One version of a record, and its bytes: where they were read, their hash and the place in them."""

    ident: Ident
    record_id: int
    record: Record
    url: str
    sha256: str
    locator: str

    @property
    def npi(self) -> str | None:
        return self.record.npi if isinstance(self.record, NpiRecord) else None


def held(session: Session, record_id: int) -> Held | None:
    """The version of a record under its number."""
    found = _held(session, [record_id])
    return found[0] if found else None


def held_by(session: Session, practitioner_id: str) -> list[Held]:
    """All records of a person; the one that the person's profile stands on comes first: the newest of the NPI registry,
    else a license.
    """
    members = session.exec(
        select(Member.record_id).where(Member.practitioner_id == practitioner_id, col(Member.current))
    )
    return sorted(_held(session, members.all()), key=_first)


def _held(session: Session, record_ids: Sequence[int]) -> list[Held]:
    query = (
        select(SourceRecord, Fetch)
        .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
        .where(col(SourceRecord.id).in_(record_ids))
        .order_by(col(SourceRecord.id))
    )
    return [
        Held(ident_of(row), row.id or 0, record_from(row.kind, row.payload), fetch.url, fetch.sha256, row.locator)
        for row, fetch in session.exec(query)
    ]


def _first(one: Held) -> tuple[int, int, Ident]:
    match one.record:
        case NpiRecord() as record:
            updated = record.updated_on or date.min
            return 0 if record.name else 1, -updated.toordinal(), one.ident
        case LicenseRecord() as record if record.authority is None:
            return 2, 0, one.ident
        case _:
            return 3, 0, one.ident


def ident_of(row: SourceRecord) -> Ident:
    return row.source, row.scope, row.key


def tells_the_same(session: Session, ident: Ident, record_id: int) -> bool:
    """Whether the record still is there and tells of the person what that version told."""
    source, scope, key = ident
    now = session.exec(
        select(SourceRecord)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(
            SourceRecord.source == source,
            SourceRecord.scope == scope,
            SourceRecord.key == key,
            col(SourceRecord.ended_run).is_(None),
            col(Run.outcome).in_(READABLE),
        )
    ).first()
    shown = held(session, record_id)
    if now is None or shown is None:
        return False
    return now.id == record_id or telling(record_from(now.kind, now.payload)) == telling(shown.record)


def person_of(session: Session, practitioner_id: str | None) -> Practitioner | None:
    """Who is found under an id or a former one; None also for what is no id at all."""
    if practitioner_id is None or not (practitioner_id.isascii() and practitioner_id.isalnum()):
        return None  # PostgreSQL takes no NUL, even to look for it
    if (person := session.get(Practitioner, practitioner_id)) is not None:
        return person
    alias = session.get(PractitionerAlias, practitioner_id)
    return session.get(Practitioner, alias.practitioner_id) if alias else None
