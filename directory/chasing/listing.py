"""Of whom something is missing that they can give: one person, or all of them by filters, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from directory.chasing.items import ASKABLE, UNPROVED, Item, Result, items_of
from directory.chasing.sent import asked_before
from directory.store.chasing_tables import ChaseSent
from directory.store.tables import (
    License,
    Practitioner,
    PractitionerAlias,
    SearchEntry,
    SeenDocument,
    Verification,
)
from directory.store.watching_tables import Watched, WatchList
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Need, Profession

MOST_COUNTED = 10_000  # people; beyond that it is told that there are more
NEVER = "never"
_NEEDS = (Need.LICENSE, Need.EXCLUSION, Need.TRAINING, Need.NEEDLING_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Whom to list. ``asked``: 'never', or days: not asked since then, though before; ``watched``: only who is on the
    watch list of that name; ``verdicts``: only of whom something is missing that a license, a rule or a list asks for,
    not those of whom just no certificate was seen.
    """

    verdicts: bool = True
    state: str | None = None
    profession: Profession | None = None
    asked: str | int | None = None
    watched: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased:
    """One person with what is open. ``asked``: every time that something was asked for, the oldest first."""

    id: str
    name: str
    npi: str | None
    items: tuple[Item, ...]
    asked: tuple[ChaseSent, ...]

    def last_asked(self, key: str) -> ChaseSent | None:
        return next((one for one in reversed(self.asked) if one.item == key), None)

    @property
    def closed(self) -> list[ChaseSent]:
        """What was asked for and is open no more, the newest request of each."""
        still = {item.key for item in self.items}
        return list({one.item: one for one in self.asked if one.item not in still}.values())


def days_since(at: datetime, today: date) -> int:
    return max(0, (today - at.date()).days)


def chased(session: Session, practitioner_id: str) -> Chased | None:
    """What is open of one person, by their id of today; None where nobody has it. It may be nothing."""
    person = session.get(Practitioner, practitioner_id)
    return _read(session, [person])[0] if person is not None else None


def people(session: Session, filters: Filters, *, today: date, offset: int = 0, limit: int = 20) -> list[Chased]:
    """People of whom something is open, in the order of their names."""
    query = _asked_for(session, filters, today).order_by(col(Practitioner.sort_key), col(Practitioner.id))
    return _read(session, session.exec(query.offset(offset).limit(limit)).all())


def how_many(session: Session, filters: Filters, *, today: date) -> int:
    """How many there are, counted to one more than `MOST_COUNTED`."""
    few = _asked_for(session, filters, today).with_only_columns(col(Practitioner.id)).limit(MOST_COUNTED + 1)
    return session.exec(select(func.count()).select_from(few.subquery())).one()


def everybody(session: Session, filters: Filters, *, today: date, at_once: int = 500) -> Iterator[Chased]:
    """All of them up to `MOST_COUNTED`, read a few hundred at a time."""
    for offset in range(0, MOST_COUNTED, at_once):
        part = people(session, filters, today=today, offset=offset, limit=min(at_once, MOST_COUNTED - offset))
        yield from part
        if len(part) < at_once:
            return


# --- who is asked for -------------------------------------------------------------------------------------------------


def _asked_for(session: Session, filters: Filters, today: date) -> Any:
    person = col(Practitioner.id)
    query = select(Practitioner).where(
        select(Verification.id).where(col(Verification.practitioner_id) == person, _open(filters.verdicts)).exists()
    )
    if not filters.verdicts and (done := _nothing_left(session)):
        query = query.where(person.not_in(done))
    if filters.state or filters.profession:
        entry = select(SearchEntry.practitioner_id)
        if filters.state:
            entry = entry.where(col(SearchEntry.state) == filters.state)
        if filters.profession:
            entry = entry.where(col(SearchEntry.profession) == filters.profession)
        query = query.where(person.in_(entry))
    if filters.watched is not None:
        query = query.where(_on_list(person, filters.watched))
    if filters.asked is not None:
        query = query.where(_by_age(person, filters.asked, today))
    return query


def _open(verdicts: bool) -> ColumnElement[bool]:
    """Of a check: that it may be an item. As `items.askable`, but for training whose certificate was seen."""
    row = Verification
    by_reason = [and_(col(row.need) == need, col(row.reason).in_(sorted(reasons))) for need, reasons in ASKABLE.items()]
    if verdicts:
        return or_(*by_reason)
    word = col(row.details)["class"].as_string()
    unproved = and_(
        col(row.need) == Need.TRAINING,
        col(row.status).in_(sorted(UNPROVED)),
        word.is_distinct_from(DOCUMENT_SEEN),
    )
    return or_(*by_reason, unproved)


def watch_lists(session: Session) -> list[str]:
    """Names of the watch lists in force."""
    query = select(WatchList.name).where(col(WatchList.ended_at).is_(None))
    return sorted(session.exec(query))


def _on_list(person: Any, name: str) -> ColumnElement[bool]:
    """Whoever is on a list, also under a former address."""
    watched = (
        select(Watched.practitioner_id)
        .join(WatchList, col(WatchList.id) == Watched.list_id)
        .where(col(WatchList.name) == name, col(WatchList.ended_at).is_(None), col(Watched.removed_at).is_(None))
    )
    moved = select(PractitionerAlias.practitioner_id).where(col(PractitionerAlias.old_id).in_(watched))
    return or_(person.in_(watched), person.in_(moved))


def _by_age(person: Any, asked: str | int, today: date) -> ColumnElement[bool]:
    sent = select(ChaseSent.practitioner_id)
    if asked == NEVER:
        never: ColumnElement[bool] = person.not_in(sent)
        return never
    since = datetime.combine(today - timedelta(days=int(asked)), time.max, UTC)
    old = sent.group_by(col(ChaseSent.practitioner_id)).having(func.max(ChaseSent.asked_at) <= since)
    long_ago: ColumnElement[bool] = person.in_(old)
    return long_ago


def _nothing_left(session: Session) -> list[str]:
    """People of whom papers were seen that leave nothing open: only what the papers are tells that."""
    papers = session.exec(
        select(SeenDocument.practitioner_id, SeenDocument.npi, SeenDocument.license_digits).where(
            col(SeenDocument.withdrawn_at).is_(None)
        )
    ).all()
    if not papers:
        return []
    ids, npis, digits = ({one for one in column if one} for column in zip(*papers, strict=True))
    holders = select(License.practitioner_id).where(col(License.digits).in_(digits))
    who = or_(
        col(Practitioner.id).in_(ids), col(Practitioner.npi).in_(npis), col(Practitioner.id).in_(holders)
    )  # fmt: skip
    return [one.id for one in _read(session, session.exec(select(Practitioner).where(who)).all()) if not one.items]


# --- what is open -----------------------------------------------------------------------------------------------------


def _read(session: Session, found: Sequence[Practitioner]) -> list[Chased]:
    ids = [person.id for person in found]
    results: dict[str, list[Result]] = {ident: [] for ident in ids}
    query = select(Verification).where(col(Verification.practitioner_id).in_(ids), col(Verification.need).in_(_NEEDS))
    for row in session.exec(query.order_by(col(Verification.id))):
        results[row.practitioner_id].append(result_of(row))
    asked = asked_before(session, ids)
    return [
        Chased(
            id=person.id,
            name=person.display_name,
            npi=person.npi,
            items=tuple(items_of(results[person.id])),
            asked=tuple(asked.get(person.id, ())),
        )
        for person in found
    ]


def result_of(row: Verification) -> Result:
    return Result(
        number=row.id or 0,
        need=row.need,
        subject=row.subject,
        status=row.status,
        reason=row.reason,
        next_step=row.next_step,
        state=row.jurisdiction,
        profession=row.profession,
        verdict=row.verdict,
        details=row.details,
    )
