"""What publishing changed about who is who: merges and splits, and where old addresses lead after them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, select

from directory import wording
from directory.linking.decisions import Ident
from directory.store.runs import READABLE
from directory.store.tables import Member, PractitionerAlias, PractitionerChange, Publication, Run, Source, SourceRecord
from directory.vocabulary import ChangeKind

BATCH = 100
WHOLE = (ChangeKind.MERGED, ChangeKind.SPLIT)  # of a whole profile, not of single records
T = TypeVar("T")
Held = Mapping[Ident, str]  # record -> the person it is shown under
NOBODY: Held = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a reader sees it. ``other_id``: the other profile, where there is one; ``on`` is when it was
    published, ``as_of`` the day it was published for.
    """

    kind: ChangeKind
    practitioner_id: str
    other_id: str | None
    sentence: str
    on: datetime
    as_of: date


def record_changes(
    session: Session, before: Held, after: Held, publication_id: int, *, remembered: Held = NOBODY
) -> list[PractitionerChange]:
    """Stores what differs between the records of people before and after a publishing; the caller commits.

    Both need to hold only the people who changed, each whole; ``remembered``: under whom records stood that were gone.
    New people and new records are no change of who is who.
    """
    rows = _Rows(publication_id, dict(session.exec(select(Source.name, Source.title)).all()))
    people, living = set(before.values()), set(after.values())
    moved: dict[tuple[str, str], list[Ident]] = defaultdict(list)
    for ident in sorted(before.keys() & after.keys()):
        if before[ident] != after[ident]:
            moved[before[ident], after[ident]].append(ident)
    for (old, new), idents in sorted(moved.items()):
        if old not in living:
            rows.add(ChangeKind.MERGED, new, old)
        elif new not in people:
            rows.add(ChangeKind.SPLIT, old, new)
            rows.add(ChangeKind.SPLIT, new, old, fresh=True)
        for ident in idents:
            if old in living:
                rows.add(ChangeKind.LEFT, old, new, ident)
            rows.add(ChangeKind.JOINED, new, old, ident)
    for ident in _still_there(session, sorted(before.keys() - after.keys())):
        if before[ident] in living:
            rows.add(ChangeKind.LEFT, before[ident], None, ident)
    came = sorted(after.keys() - before.keys())
    for ident in came:
        if remembered.get(ident, after[ident]) != after[ident]:
            rows.add(ChangeKind.JOINED, after[ident], remembered[ident], ident)
    joined = [ident for ident in came if after[ident] in people and remembered.get(ident, after[ident]) == after[ident]]
    for ident in _known_before(session, joined, publication_id):
        rows.add(ChangeKind.JOINED, after[ident], None, ident)
    session.add_all(rows.made)
    session.flush()
    return rows.made


@dataclass(slots=True)
class _Rows:
    """``titles``: of the sources, by their names."""

    publication_id: int
    titles: Mapping[str, str]
    made: list[PractitionerChange] = field(default_factory=list)

    def add(
        self, kind: ChangeKind, person: str, other: str | None, ident: Ident | None = None, *, fresh: bool = False
    ) -> None:
        title = self.titles.get(ident[0], ident[0]) if ident else None
        source, scope, key = ident or (None, None, None)
        self.made.append(
            PractitionerChange(
                publication_id=self.publication_id, kind=kind, practitioner_id=person, other_id=other, source=source,
                scope=scope, record_key=key,
                sentence=wording.change(kind, other=other, entry_of=title, fresh=fresh),
            )
        )  # fmt: skip


def point_back(session: Session, before: Held, after: Held) -> None:
    """Lets each former address lead to whoever has the records that it once showed, where a split took them away from
    where it led to.
    """
    touched = {person for ident, person in before.items() if after.get(ident) != person}
    touched |= {after[ident] for ident, person in before.items() if ident in after and after[ident] != person}
    aliases = [
        alias
        for part in _parts(sorted(touched))
        for alias in session.exec(select(PractitionerAlias).where(col(PractitionerAlias.practitioner_id).in_(part)))
    ]
    for alias in aliases:
        shown = select(PractitionerChange).where(
            PractitionerChange.kind == ChangeKind.JOINED, PractitionerChange.other_id == alias.old_id
        )
        idents = [(row.source or "", row.scope or "", row.record_key or "") for row in session.exec(shown)]
        holders = Counter(_holders(session, sorted(set(idents))))
        if holders and alias.practitioner_id not in holders:
            alias.practitioner_id = min(holders, key=lambda person: (-holders[person], person))
            session.add(alias)


def changes_of(session: Session, practitioner_id: str) -> list[Change]:
    """The history of a person and of the profiles that lead there by now, the newest first."""
    former = session.exec(select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == practitioner_id))
    return _read(session, col(PractitionerChange.practitioner_id).in_({practitioner_id, *former}))


def changes_in(session: Session, publication_id: int) -> list[Change]:
    """All that one publishing changed, in the order it was found."""
    return _read(session, col(PractitionerChange.publication_id) == publication_id)[::-1]


def _read(session: Session, condition: ColumnElement[bool]) -> list[Change]:
    """The newest first; of a merge or a split the single records are left out."""
    query = (
        select(PractitionerChange, Publication)
        .join(Publication, col(Publication.id) == PractitionerChange.publication_id)
        .where(condition)
        .order_by(col(PractitionerChange.id).desc())
    )
    found = [
        Change(row.kind, row.practitioner_id, row.other_id, row.sentence, made.published_at, made.as_of)
        for row, made in session.exec(query)
    ]
    whole = {(c.on, c.practitioner_id, c.other_id) for c in found if c.kind in WHOLE}
    return [c for c in found if c.kind in WHOLE or (c.on, c.practitioner_id, c.other_id) not in whole]


def _still_there(session: Session, idents: Sequence[Ident]) -> list[Ident]:
    """Those whose record readers still see: it went from its person, not from its source."""
    return _among(session, col(SourceRecord.ended_run).is_(None), idents)


def _known_before(session: Session, idents: Sequence[Ident], publication_id: int) -> list[Ident]:
    """Those of which some version had been read when the view was published the last time before this one."""
    query = select(Publication.published_at).where(col(Publication.id) < publication_id)
    last = session.exec(query.order_by(col(Publication.id).desc()).limit(1)).first()
    return _among(session, col(Run.finished) <= last, idents) if last is not None else []


def _among(session: Session, condition: ColumnElement[bool], idents: Sequence[Ident]) -> list[Ident]:
    """Those with a version that readers may see and that meets the condition, in the order given."""
    key = tuple_(col(SourceRecord.source), col(SourceRecord.scope), col(SourceRecord.key))
    query = (
        select(SourceRecord.source, SourceRecord.scope, SourceRecord.key)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .where(condition, col(Run.outcome).in_(READABLE))
    )
    found: set[Ident] = set()
    for part in _parts(idents):
        found.update((source, scope, name) for source, scope, name in session.exec(query.where(key.in_(part))))
    return [ident for ident in idents if ident in found]


def _holders(session: Session, idents: Sequence[Ident]) -> list[str]:
    """Under whom each of these records is shown now; those that nobody has are left out."""
    key = tuple_(col(Member.source), col(Member.scope), col(Member.record_key))
    query = select(Member.practitioner_id).where(col(Member.current))
    return [person for part in _parts(idents) for person in session.exec(query.where(key.in_(part)))]


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
