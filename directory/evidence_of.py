"""Finds where a stored record, or a body, comes from: by number, by source and key, or by hash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.records import ExclusionRecord
from directory.store.reports_tables import ReportMade
from directory.store.runs import READABLE
from directory.store.tables import (
    EvidenceBody,
    Fetch,
    Receipt,
    Run,
    SeenDocument,
    Source,
    SourceRecord,
    Verification,
)
from directory.vocabulary import Audience

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,18}")


class UnknownRecordError(ValueError):
    """What was asked for leads to nothing; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from. Without ``record_id`` it is a body as such, and its place all of it."""

    sha256: str
    url: str
    locator: str = ""
    fetched_at: datetime | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    run: int | None = None
    record_id: int | None = None
    kind: str | None = None
    key: str | None = None
    payload: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()


def origin_of(session: Session, asked: str) -> Origin:
    """``asked``: a record's number, a SHA-256 in hex, or SOURCE:KEY (its current version, else the last one).

    Raises UnknownRecordError.
    """
    if _SHA256.fullmatch(asked):
        return _of_body(session, asked)
    if _NUMBER.fullmatch(asked):
        record = session.get(SourceRecord, int(asked))
        if record is None:
            raise UnknownRecordError(f"there is no record {asked}")
        return _of_record(session, record)
    source, colon, key = asked.partition(":")
    if not colon or "\0" in asked:
        raise UnknownRecordError(f"{asked[:80]!r} is no number of a record, no SHA-256, and no SOURCE:KEY")
    if session.get(Source, source) is None:
        raise UnknownRecordError(f"nothing was read of a source {source[:80]!r}; `needleproof sources` lists them")
    versions = select(SourceRecord).join(Run, col(Run.id) == SourceRecord.first_run).where(
        SourceRecord.source == source, SourceRecord.key == key, col(Run.outcome).in_(READABLE)
    )  # fmt: skip
    found = session.exec(
        versions.order_by(col(SourceRecord.ended_run).is_not(None), col(SourceRecord.id).desc())
    ).first()
    if found is None:
        raise UnknownRecordError(f"{source} said nothing under the key {key[:80]!r}")
    return _of_record(session, found)


def may_see(engine: Engine, origin: Origin) -> bool:
    """Whether a patient may see the record's own line: of a list of exclusions only what is published to patients,
    for the others are entries that may be somebody else's.
    """
    if origin.record_id is None:
        return False
    if origin.kind != ExclusionRecord.kind:
        return True
    shown = select(Verification.id).where(
        Verification.record_id == origin.record_id, Verification.audience == Audience.PATIENT
    )
    with Session(engine) as session:
        return session.exec(shown.limit(1)).first() is not None


def _of_record(session: Session, record: SourceRecord) -> Origin:
    fetch = session.get(Fetch, record.fetch_id)
    if fetch is None:
        raise UnknownRecordError(f"record {record.id} points to a response that is not there: run `needleproof audit`")
    first = session.get(Run, record.first_run)
    notes = []
    if record.ended_run is not None:
        notes.append(f"the source says this no more: another version, or none, since run {record.ended_run}")
    if first is None or first.outcome not in READABLE:
        notes.append(f"run {record.first_run} was set aside: readers do not see this version")
    return Origin(
        sha256=fetch.sha256,
        url=fetch.url,
        locator=record.locator,
        fetched_at=fetch.fetched_at,
        status=fetch.status,
        headers=fetch.headers,
        source=record.source,
        run=record.first_run,
        record_id=record.id,
        kind=record.kind,
        key=record.key,
        payload=record.payload,
        notes=tuple(notes),
    )


def _of_body(session: Session, sha256: str) -> Origin:
    """The first response with these bytes, and who else rests on them."""
    if session.get(EvidenceBody, sha256) is None:
        raise UnknownRecordError(f"no evidence has the SHA-256 {sha256}")
    fetches = session.exec(select(Fetch).where(Fetch.sha256 == sha256).order_by(col(Fetch.id)).limit(50)).all()
    notes = [f"read again {one.fetched_at:%Y-%m-%d %H:%M} UTC at {one.url}" for one in fetches[1:]]
    notes += [
        f"the receipt of report {number}"
        for number in session.exec(select(ReportMade.receipt).where(ReportMade.sha256 == sha256).limit(50))
    ]
    for table, name in ((Receipt, "receipt"), (SeenDocument, "document")):
        numbers = session.exec(select(table.id).where(table.sha256 == sha256).order_by(col(table.id)).limit(50))
        notes += [f"the document of {name} {number}" for number in numbers]
    if not fetches:
        return Origin(sha256=sha256, url="", notes=tuple(notes))
    first = fetches[0]
    run = session.get(Run, first.run_id)
    return Origin(
        sha256=sha256,
        url=first.url,
        fetched_at=first.fetched_at,
        status=first.status,
        headers=first.headers,
        source=run.source if run else None,
        run=first.run_id,
        notes=tuple(notes),
    )
