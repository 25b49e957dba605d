"""Writes the published view: only people whose rows changed, all in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import zstandard
from sqlalchemy import delete, insert, tuple_, update
from sqlmodel import Session, SQLModel, col, select

from directory.store.changes import point_back, record_changes
from directory.store.name_words import refresh_names
from directory.store.search_index import refresh_search
from directory.store.tables import (
    License,
    Member,
    PracticeLocation,
    Practitioner,
    PractitionerAlias,
    Publication,
    PublishedVersion,
    SearchEntry,
    Statement,
    Verification,
)

CHILDREN: tuple[type[SQLModel], ...] = (PracticeLocation, License, Verification, Statement, SearchEntry)
BATCH = 400


@dataclass(slots=True)
class Published:
    """All rows of one person, as column -> value; the person's id is set in each."""

    practitioner: dict[str, Any]
    children: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.practitioner["id"])

    def seal(self) -> str:
        """Sets and returns the digest over everything published of the person, as `db check` reads it back too."""
        rows = {kind.__name__: children for kind, children in self.children.items()}
        rows[Member.__name__] = sorted(rows.get(Member.__name__, ()), key=_key)
        text = json.dumps({"person": self.practitioner, **rows}, sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        self.practitioner["digest"] = digest
        return digest


def former_ids(session: Session) -> dict[tuple[str, str, str], str]:
    """(source, scope, record key) -> the person it was published under."""
    rows = session.execute(select(Member.source, Member.scope, Member.record_key, Member.practitioner_id))
    return {(source, scope, key): practitioner for source, scope, key, practitioner in rows}


def alias_ids(session: Session) -> set[str]:
    """Addresses that lead to somebody under another one by now."""
    return set(session.exec(select(PractitionerAlias.old_id)))


def view_digest(digests: Mapping[str, str]) -> str:
    """One digest over all that is published, from the digest of each person by id."""
    text = "".join(digests[person] for person in sorted(digests))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def publish(
    session: Session, people: Iterable[Published], aliases: Mapping[str, str], *, as_of: date, now: datetime
) -> Publication:
    """Replaces the view by ``people`` (each sealed); unchanged people are not touched. The caller commits."""
    known = dict(session.exec(select(Practitioner.id, Practitioner.digest)).all())
    total = changed = 0
    digests: dict[str, str] = {}
    pending: list[Published] = []
    keep: set[str] = set()
    for person in people:
        total += 1
        keep.add(person.id)
        digest = str(person.practitioner["digest"])
        digests[person.id] = digest
        if known.get(person.id) == digest:
            continue
        changed += 1
        pending.append(person)
    gone = [pid for pid in known if pid not in keep]
    leaving = gone + [p.id for p in pending if p.id in known]
    before, gone_before = _held(session, leaving), _remembered(session)
    _remove(session, leaving)
    for start in range(0, len(pending), BATCH):
        _insert(session, pending[start : start + BATCH])
    _point_aliases(session, aliases, keep)
    publication = Publication(
        published_at=now, as_of=as_of, practitioners=total, changed=changed + len(gone), digest=view_digest(digests)
    )
    session.add(publication)
    session.flush()
    assert publication.id is not None
    _keep(session, pending, leaving, publication.id)
    after = {_key(member): person.id for person in pending for member in person.children.get(Member, ())}
    refresh_search(session, as_of=as_of)
    refresh_names(session, {*leaving, *(person.id for person in pending)})
    back = {record: person for record, person in gone_before.items() if record in after}
    record_changes(session, before, after, publication.id, remembered=back)
    point_back(session, back | before, after)
    return publication


def packed(person: Published) -> bytes:
    """All rows of one person as they were published: {"person": columns, table name: [rows]}, JSON in zstd."""
    rows = {"person": person.practitioner, **{kind.__tablename__: told for kind, told in person.children.items()}}
    return zstandard.compress(json.dumps(rows, default=str, ensure_ascii=False, sort_keys=True).encode())


def unpacked(rows: bytes) -> dict[str, Any]:
    """Inverse of `packed`; days and times stay text."""
    told: dict[str, Any] = json.loads(zstandard.decompress(rows))
    return told


def _keep(session: Session, written: Sequence[Published], leaving: Sequence[str], publication: int) -> None:
    """Remembers what is shown from now on, and that what was shown of these people no longer is."""
    for start in range(0, len(leaving), BATCH):
        part = leaving[start : start + BATCH]
        still = update(PublishedVersion).where(
            col(PublishedVersion.practitioner_id).in_(part), col(PublishedVersion.ended_publication).is_(None)
        )
        session.execute(still.values(ended_publication=publication))
    for start in range(0, len(written), BATCH):
        rows = [
            {
                "practitioner_id": person.id,
                "publication_id": publication,
                "ended_publication": None,
                "digest": person.practitioner["digest"],
                "rows": packed(person),
            }
            for person in written[start : start + BATCH]
        ]
        _add(session, PublishedVersion, rows)


def _held(session: Session, ids: Sequence[str]) -> dict[tuple[str, str, str], str]:
    """Record -> person, of these people as they are shown now."""
    found: dict[tuple[str, str, str], str] = {}
    query = select(Member.source, Member.scope, Member.record_key, Member.practitioner_id).where(col(Member.current))
    for start in range(0, len(ids), BATCH):
        rows = session.execute(query.where(col(Member.practitioner_id).in_(ids[start : start + BATCH])))
        found.update({(source, scope, key): person for source, scope, key, person in rows})
    return found


def _remembered(session: Session) -> dict[tuple[str, str, str], str]:
    """Record -> the person it stood for, of the records that are gone."""
    query = select(Member.source, Member.scope, Member.record_key, Member.practitioner_id)
    rows = session.execute(query.where(col(Member.current).is_(False)))
    return {(source, scope, key): person for source, scope, key, person in rows}


def _key(member: Mapping[str, Any]) -> tuple[str, str, str]:
    return member["source"], member["scope"], member["record_key"]


def _remove(session: Session, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        for kind in CHILDREN:
            session.execute(delete(kind).where(kind.practitioner_id.in_(part)))  # type: ignore[attr-defined]
        session.execute(delete(Practitioner).where(col(Practitioner.id).in_(part)))
        session.execute(update(Member).where(col(Member.practitioner_id).in_(part)).values(current=False))


def _insert(session: Session, people: Sequence[Published]) -> None:
    _add(session, Practitioner, [p.practitioner for p in people])
    for kind in CHILDREN:
        rows = [row for p in people for row in p.children.get(kind, ())]
        _add(session, kind, rows)
    _remember(session, people)


def _remember(session: Session, people: Sequence[Published]) -> None:
    """Which record stands for whom. The memory of records that are gone stays: whoever comes back keeps the address."""
    members = [row for p in people for row in p.children.get(Member, ())]
    keys = [_key(member) for member in members]
    for start in range(0, len(keys), BATCH // 4):
        part = keys[start : start + BATCH // 4]
        key = tuple_(col(Member.source), col(Member.scope), col(Member.record_key))
        session.execute(delete(Member).where(key.in_(part)))
    _add(session, Member, members)


def _add(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Into the table, not its class: that would send one statement for every pattern of unknown values."""
    if rows:
        session.connection().execute(insert(kind.__table__), rows)  # type: ignore[attr-defined]


def _point_aliases(session: Session, aliases: Mapping[str, str], keep: set[str]) -> None:
    for alias in session.exec(select(PractitionerAlias)):
        if alias.practitioner_id in aliases:  # merged again: the older address follows
            alias.practitioner_id = aliases[alias.practitioner_id]
            session.add(alias)
        if alias.old_id in keep:
            session.delete(alias)
    for old_id, practitioner_id in sorted(aliases.items()):
        if old_id not in keep and session.get(PractitionerAlias, old_id) is None:
            session.add(PractitionerAlias(old_id=old_id, practitioner_id=practitioner_id))
