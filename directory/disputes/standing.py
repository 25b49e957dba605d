"""What disputes change for readers: marks beside facts, notes of what was decided, and what is hidden from patients."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from directory import wording
from directory.disputes.facts import ADDRESS, CONTACT, LISTING, PlaceLike, place_fact
from directory.disputes.following import about, disputes_near, followed, holders_of
from directory.store.shown import Shown
from directory.store.tables import Dispute, Member, Practitioner, Publication, SourceRecord
from directory.texts import say
from directory.vocabulary import Audience, DisputeDecision, SaidBy, Wish

EVERYWHERE = "*"  # contact data of all places


@dataclass(frozen=True, slots=True)
class HiddenContacts:
    """Which contact data of a person patients do not see: facts of places and of parts of them, or all."""

    facts: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.facts)

    def hides(self, part: str, place: PlaceLike) -> bool:
        """``part``: 'phone', 'website' or 'address' (the street; city and ZIP code stay)."""
        if EVERYWHERE in self.facts or place_fact(place) in self.facts:
            return True
        return part != ADDRESS and place_fact(place, part) in self.facts

    def hides_any(self, part: str) -> bool:
        """Whether that part of any place is hidden."""
        return any(one == EVERYWHERE or one.partition(":")[0] in ("place", part) for one in self.facts)


@dataclass(frozen=True, slots=True)
class Hidden:
    """Ids of people whose listing is hidden from patients, and whose contact data are."""

    listings: frozenset[str] = frozenset()
    contacts: Mapping[str, HiddenContacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one person. ``marks``: fact -> day since which a request waits; ``notes``: fact -> sentences, marks first."""

    marks: Mapping[str, date] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING, NO_CONTACTS = Hidden(), HiddenContacts()
_Key = tuple[Any, ...]
_HIDES = (
    col(Dispute.decision) == DisputeDecision.ACCEPTED,
    col(Dispute.wish) != Wish.CORRECT,
    col(Dispute.withdrawn_at).is_(None),
)
# Another row whenever something else is hidden, or is hidden of somebody else.
_SINCE = sa.select(
    func.count(),
    func.sum(col(Dispute.id)),
    func.max(col(Dispute.id)),
    func.max(col(Dispute.decided_at)),
    func.max(col(Dispute.practitioner_id)),
    sa.select(func.max(col(Publication.id))).scalar_subquery(),
    sa.select(func.max(col(Publication.published_at))).scalar_subquery(),
).where(*_HIDES)
_kept: WeakKeyDictionary[Any, tuple[_Key, Hidden]] = WeakKeyDictionary()


def hidden(session: Session) -> Hidden:
    """What patients do not see, of everybody. One small query where nothing was decided or published since."""
    key = tuple(session.execute(_SINCE).one())
    if not key[0]:
        return NOTHING
    pool = session.get_bind().engine.pool
    if pool in _kept and _kept[pool][0] == key:
        return _kept[pool][1]
    found = _hidden(session, session.exec(select(Dispute).where(*_HIDES).order_by(col(Dispute.id))).all())
    _kept[pool] = (key, found)
    return found


def hidden_listings(session: Session) -> frozenset[str]:
    """Ids of people whom patients do not find."""
    return hidden(session).listings


def hidden_contacts(session: Session, ids: Iterable[str]) -> dict[str, HiddenContacts]:
    """Of these people, those of whom some contact data are hidden from patients."""
    contacts = hidden(session).contacts
    return {one: contacts[one] for one in ids if one in contacts} if contacts else {}


def hidden_of(session: Session, shown: Shown) -> tuple[bool, HiddenContacts]:
    """Whether the listing of somebody, shown now or on an earlier day, is hidden, and which contact data are: what was
    hidden since is hidden in views of earlier days as well.
    """
    found = hidden(session)
    if found is NOTHING:
        return False, NO_CONTACTS
    ids = _now(session, shown)
    facts = frozenset().union(*(found.contacts[one].facts for one in ids if one in found.contacts))
    return not ids.isdisjoint(found.listings), HiddenContacts(facts)


def standing(session: Session, shown: Shown, audience: Audience, known_at: datetime | None = None) -> Standing:
    """The marks and notes of one person; ``known_at``: of somebody as of then, what had been filed and decided."""
    if known_at is None:
        disputes = about(session, shown.person)
    else:
        found = about(session, shown.person, frozenset(_now(session, shown)))
        disputes = [one for one in found if one.filed_at <= known_at]
    if not disputes:
        return Standing()
    marks: dict[str, date] = {}
    notes: dict[str, list[str]] = {}
    for one in disputes:
        if _done(one.withdrawn_at, known_at):
            continue
        if not _done(one.decided_at, known_at):
            marks.setdefault(one.fact, one.filed_at.date())
        elif (told := _told(session, one, audience)) is not None:
            notes.setdefault(one.fact, []).append(told)  # of several, all: each was decided by itself
    for fact, day in marks.items():
        notes.setdefault(fact, []).insert(0, mark(day))
    return Standing(marks, {fact: tuple(dict.fromkeys(told)) for fact, told in notes.items()})


def mark(day: date) -> str:
    """What stands beside a fact of which somebody says since that day that it is wrong."""
    return say("wrong-mark", day=wording.day(day))


def marks_of(session: Session, people: Collection[Practitioner]) -> dict[str, dict[str, date]]:
    """Of these people, those with marks: fact -> day since which a request waits. One statement for all of them where
    none has any; where some have, a few more, however many they are.
    """
    near = disputes_near(session, people, waiting=True)
    if not near:
        return {}
    ids, whose = {one.id for one in people}, followed(session, near)
    found: dict[str, dict[str, date]] = {}
    for one in near:
        person = whose[one.id or 0] or one.practitioner_id
        if person in ids:
            found.setdefault(person, {}).setdefault(one.fact, one.filed_at.date())
    return found


def stamp(session: Session) -> str:
    """Changes whenever a dispute is filed, decided or taken back: part of the key of every page that is kept."""
    query = select(func.max(Dispute.id), func.count(col(Dispute.decided_at)), func.count(col(Dispute.withdrawn_at)))
    return ".".join(str(one or 0) for one in session.exec(query).one())


def _hidden(session: Session, disputes: Sequence[Dispute]) -> Hidden:
    whose = followed(session, disputes)
    listings: set[str] = set()
    contacts: dict[str, set[str]] = {}
    for one in disputes:
        # Whoever is nobody today may be somebody again tomorrow, or in a view of an earlier day.
        person = whose[one.id or 0] or one.practitioner_id
        if one.wish is Wish.HIDE_LISTING:
            listings.add(person)
        else:
            what = one.fact if one.fact.partition(":")[0] in ("place", *CONTACT) else EVERYWHERE
            contacts.setdefault(person, set()).add(what)
    return Hidden(frozenset(listings), {person: HiddenContacts(frozenset(facts)) for person, facts in contacts.items()})


def _now(session: Session, shown: Shown) -> set[str]:
    """Under which ids somebody's records and number are today."""
    person = shown.person
    held = holders_of(session, ((one.source, one.scope, one.record_key) for one in shown.members))
    same = session.exec(select(Practitioner.id).where(Practitioner.npi == person.npi)) if person.npi else ()
    return {person.id, *held.values(), *same}


def _told(session: Session, one: Dispute, audience: Audience) -> str | None:
    """A decision in a sentence; None for what this reader is not told, or what is over."""
    day = wording.day(one.decided_at.date()) if one.decided_at else ""
    why = (one.decided_why or "").rstrip(".")
    if one.decision is DisputeDecision.REJECTED:
        return say("wrong-not-changed", day=day, why=why)
    if one.wish is Wish.CORRECT:
        who = "person" if one.said_by is SaidBy.PERSON else "other"
        return say("wrong-noted", day=day, why=why, who=who) if _unchanged(session, one) else None
    if audience is Audience.COORDINATOR:
        what = "The listing" if one.wish is Wish.HIDE_LISTING or one.fact == LISTING else "Contact data"
        return f"{what} hidden from patients since {day} (dispute {one.id}, decided by {one.decided_by}: {why})."
    return say("wrong-contact-hidden", day=day) if one.wish is Wish.HIDE_CONTACT else None


def _unchanged(session: Session, one: Dispute) -> bool:
    """Whether the source still says what it said when the fact was disputed."""
    if one.content_hash is None:
        return True
    query = (
        select(SourceRecord.content_hash)
        .join(Member, col(Member.record_id) == SourceRecord.id)
        .where(Member.source == one.source, Member.scope == one.scope, Member.record_key == one.record_key)
        .where(col(Member.current))
    )
    return session.exec(query).first() == one.content_hash


def _done(at: datetime | None, known_at: datetime | None) -> bool:
    return at is not None and (known_at is None or at <= known_at)
