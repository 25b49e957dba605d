"""Audits what the chain's items stand for: every byte of evidence, every stored record, all that was published."""

from collections.abc import Iterator

from sqlalchemy import Text, cast, func, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as of_model

from directory.chain.broken import Audit, Broken
from directory.chain.digests import TOGETHER, Told
from directory.records import content_hash
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.published import CHILDREN, Published, unpacked, view_digest
from directory.store.reports_tables import ReportMade
from directory.store.rereading import published_again
from directory.store.tables import (
    EvidenceBody,
    Fetch,
    Member,
    Publication,
    PublishedVersion,
    Receipt,
    Run,
    SeenDocument,
    SourceRecord,
)

TABLES: tuple[type[SQLModel], ...] = (*CHILDREN, Member)
KINDS = {str(kind.__tablename__): kind for kind in TABLES}


def audit_evidence(session: Session, evidence: EvidenceStore, *, deep: bool, told: Told, found: Audit) -> None:
    """Every file is there with its size and, ``deep``, with its bytes; every receipt and paper has its document."""
    total = session.execute(select(func.count()).select_from(EvidenceBody)).scalar_one()
    query = select(col(EvidenceBody.sha256), col(EvidenceBody.stored_size)).order_by(col(EvidenceBody.sha256))
    for done, (sha256, size) in enumerate(session.execute(query).all(), start=1):
        for told_of in _wrong_with(evidence, sha256, size, deep=deep):
            file, words, expected, seen = told_of
            rests = _resting_on(session, sha256)
            found.add(Broken("evidence", sha256, f"{words}; it is {rests}", None, file, expected, seen))
        if done % 100 == 0 or done == total:
            told("evidence", done, total)
    for table, name in ((Receipt, "receipt"), (SeenDocument, "document"), (ReportMade, "report made")):
        kept = select(col(EvidenceBody.sha256))
        for number, sha256 in session.execute(
            select(col(table.id), col(table.sha256)).where(col(table.sha256).not_in(kept))
        ):
            found.add(Broken(name, str(number), "points to evidence that was never kept", None, None, None, sha256))


def audit_records(session: Session, told: Told, found: Audit) -> None:
    """The content of every version has the hash that stands beside it."""
    table = SourceRecord
    total = session.execute(select(func.count()).select_from(table)).scalar_one()
    query = select(
        col(table.id), col(table.source), col(table.key), col(table.content_hash), cast(col(table.payload), Text)
    ).order_by(col(table.id))
    rows = session.connection().execute(query.execution_options(yield_per=TOGETHER))
    for done, (number, source, key, digest, payload) in enumerate(rows, start=1):
        if (seen := content_hash(payload.encode())) != digest:
            told_of = f"({source}:{key}) was changed: its content has another hash than it had when it was read"
            found.add(Broken("record", str(number), told_of, None, None, digest, seen))
        if done % TOGETHER == 0 or done == total:
            told("contents of records", done, total)


def audit_published(session: Session, told: Told, found: Audit) -> None:
    """Every version ever shown has its digest, every publication the digest over all that it showed, and what is
    shown now is what was published last.
    """
    publications = session.exec(of_model(Publication).order_by(col(Publication.id))).all()
    if not publications:
        return
    _versions(session, told, found)
    shown: dict[str, str] = {}
    from_the_first = unknown = False
    for publication in publications:
        number = publication.id or 0
        for person, _ in _at(session, "ended_publication", number):
            shown.pop(person, None)
        shown.update(_at(session, "publication_id", number))
        as_many = len(shown) == publication.practitioners
        from_the_first |= as_many and publication is publications[0]
        if not (as_many or from_the_first):
            unknown = True
        elif (digest := view_digest(shown)) != publication.digest:
            words = "was changed: the digest over all that it showed is another one"
            found.add(Broken("publication", str(number), words, None, None, publication.digest, digest))
    if unknown:
        found.notes.append("what the first publications showed was not kept by the program of then")
    _current(session, publications[-1], told, found)


def _versions(session: Session, told: Told, found: Audit) -> None:
    table = PublishedVersion
    total = session.execute(select(func.count()).select_from(table)).scalar_one()
    columns = [getattr(table, name) for name in ("id", "practitioner_id", "publication_id", "digest", "rows")]
    query = select(*columns).order_by(col(table.id)).execution_options(yield_per=500)
    for done, (number, person, publication, digest, rows) in enumerate(session.execute(query), start=1):
        seen = _sealed(rows)
        if seen != digest:
            words = f"(practitioner {person}, publication {publication}) was changed: its rows have another digest"
            found.add(Broken("published version", str(number), words, None, None, digest, seen))
        if done % 500 == 0 or done == total:
            told("published versions", done, total)


def _current(session: Session, last: Publication, told: Told, found: Audit) -> None:
    digests: dict[str, str] = {}
    for done, (person, digest) in enumerate(published_again(session), start=1):
        digests[person.id] = digest
        if (seen := person.seal()) != digest:
            words = "is not shown as published"
            found.add(Broken("practitioner", person.id, words, None, None, digest, seen))
        if done % 100 == 0:
            told("people shown", done, last.practitioners)
    if (seen := view_digest(digests)) != last.digest:
        words = "is not what is shown: the digest over all people differs"
        found.add(Broken("publication", str(last.id), words, None, None, last.digest, seen))


def _wrong_with(
    evidence: EvidenceStore, sha256: str, size: int, *, deep: bool
) -> Iterator[tuple[str, str, str | None, str | None]]:
    """(file, words, expected, found) of what is wrong with one file."""
    try:
        path = evidence.path_of(sha256)
        if (seen := path.stat().st_size) != size:
            yield str(path), "has another size than was kept", f"{size:,} bytes", f"{seen:,} bytes"
        elif deep and not evidence.whole(sha256):
            yield str(path), "was changed: its bytes no longer match its SHA-256", None, None
    except EvidenceError:
        yield str(evidence.root / sha256[:2] / sha256), "is missing", None, None


def _resting_on(session: Session, sha256: str) -> str:
    """What a body is the evidence of, in words."""
    read = (
        select(col(Fetch.id), col(Fetch.url), col(Fetch.fetched_at), col(Run.source), col(Run.id))
        .join(Run, col(Run.id) == Fetch.run_id)
        .where(col(Fetch.sha256) == sha256)
        .order_by(col(Fetch.id))
    )
    parts = [
        f"fetch {number} of {source} (run {run}), read {at:%Y-%m-%d %H:%M} UTC at {url}"
        for number, url, at, source, run in session.execute(read.limit(2))
    ]
    for table, name in ((Receipt, "receipt"), (SeenDocument, "document"), (ReportMade, "report made")):
        owned = select(col(table.id)).where(col(table.sha256) == sha256).order_by(col(table.id)).limit(3)
        parts += [f"that of {name} {number}" for (number,) in session.execute(owned)]
    return " and ".join(parts) or "that of nothing we know"


def _at(session: Session, column: str, publication: int) -> list[tuple[str, str]]:
    table = PublishedVersion
    query = select(col(table.practitioner_id), col(table.digest)).where(getattr(table, column) == publication)
    return [(person, digest) for person, digest in session.execute(query)]


def _sealed(rows: bytes) -> str:
    """The digest of packed rows, made as when they were published; in words why they cannot be read."""
    try:
        told = unpacked(rows)
        person = told.pop("person")
        person.pop("digest")
        return Published(person, {KINDS[name]: children for name, children in told.items()}).seal()
    except Exception as error:  # tampered bytes may raise whatever the unpackers do
        return f"cannot be read ({type(error).__name__}: {error})"[:200]
