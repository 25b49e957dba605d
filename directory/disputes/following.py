"""Of whom a dispute is by now: it follows its record and its person over merges, splits and new crawls."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, or_, select

from directory.disputes.facts import of_a_place
from directory.store.tables import Dispute, Member, Practitioner, PractitionerAlias, PractitionerChange
from directory.vocabulary import Wish

BATCH = 100
Ident = tuple[str, str, str]


def followed(session: Session, disputes: Sequence[Dispute]) -> dict[int, str | None]:
    """Number of a dispute -> id of the person it is about today; None where nobody has any of its records now.

    What is said of one fact goes with the record that the fact was read from. A listing, a name and all contact data
    are a person's: they go with the NPI, else with most of the records that the person had then.
    """
    by_npi: dict[str, list[str]] = {}
    for npi, ident in _pairs(session, Practitioner.npi, Practitioner.id, {one.npi for one in disputes if one.npi}):
        by_npi.setdefault(npi, []).append(ident)
    ids = {one.practitioner_id for one in disputes}
    now = dict(_pairs(session, PractitionerAlias.old_id, PractitionerAlias.practitioner_id, ids))
    now |= dict(_pairs(session, Practitioner.id, Practitioner.id, ids))
    holders = holders_of(session, (ident for one in disputes for ident in _idents(one)))
    return {one.id or 0: _whose(one, by_npi, now.get(one.practitioner_id), holders) for one in disputes}


def disputes_near(session: Session, person: Practitioner) -> list[Dispute]:
    """Every dispute that may be about this person by now, in the order of filing: to be followed."""
    if session.exec(select(Dispute.id).limit(1)).first() is None:
        return []
    former = select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == person.id)
    ids = _came_from(session, {person.id, *session.exec(former)})
    near: list[ColumnElement[bool]] = [col(Dispute.practitioner_id).in_(ids)]
    if person.npi:
        near.append(col(Dispute.npi) == person.npi)
    return list(session.exec(select(Dispute).where(or_(*near)).order_by(col(Dispute.id))))


def _came_from(session: Session, ids: set[str]) -> set[str]:
    """These, and the profiles that their records were ever part of."""
    asked: set[str] = set()
    while todo := sorted(ids - asked)[:BATCH]:
        asked |= set(todo)
        other = select(PractitionerChange.other_id).where(col(PractitionerChange.practitioner_id).in_(todo))
        ids = ids | {one for one in session.exec(other.distinct()) if one}
    return ids


def about(session: Session, person: Practitioner, ids: frozenset[str] = frozenset()) -> list[Dispute]:
    """The disputes about this person, in the order of filing; ``ids``: of somebody of an earlier day, those under whom
    the records are today.
    """
    near = disputes_near(session, person)
    whose = followed(session, near) if near else {}
    return [one for one in near if (whose[one.id or 0] or one.practitioner_id) in {person.id, *ids}]


def holders_of(session: Session, idents: Iterable[Ident]) -> dict[Ident, str]:
    """Who has each of these records now; those that nobody has are left out."""
    key = tuple_(col(Member.source), col(Member.scope), col(Member.record_key))
    query = select(Member.source, Member.scope, Member.record_key, Member.practitioner_id).where(col(Member.current))
    found: dict[Ident, str] = {}
    for part in _parts(sorted(set(idents))):
        rows = session.exec(query.where(key.in_(part)))
        found.update({(source, scope, record): person for source, scope, record, person in rows})
    return found


def _whose(
    one: Dispute, by_npi: Mapping[str, Sequence[str]], same: str | None, holders: Mapping[Ident, str]
) -> str | None:
    own = (one.source or "", one.scope or "", one.record_key or "")
    if own in holders and one.wish is not Wish.HIDE_LISTING and (one.wish is Wish.CORRECT or of_a_place(one.fact)):
        return holders[own]
    if one.npi and len(by_npi.get(one.npi, ())) == 1:
        return by_npi[one.npi][0]
    votes = Counter(holders[ident] for ident in _idents(one) if ident in holders)
    return min(votes, key=lambda person: (-votes[person], person != same, person), default=same)


def _idents(one: Dispute) -> list[Ident]:
    found = [(source, scope, key) for source, scope, key in one.records]
    own = [(one.source, one.scope or "", one.record_key or "")] if one.source else []
    return list(dict.fromkeys([*found, *own]))


def _pairs(session: Session, key: Any, value: Any, wanted: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (found, told)
        for part in _parts(sorted(set(wanted)))
        for found, told in session.exec(select(key, value).where(col(key).in_(part)))
    ]


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
