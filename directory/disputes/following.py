"""Of whom a dispute is by now: it follows its record and its person over merges, splits and new crawls."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, tuple_
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

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


def disputes_near(session: Session, people: Collection[Practitioner], *, waiting: bool = False) -> list[Dispute]:
    """Every dispute that may be about one of these people by now, in the order of filing: to be followed. One
    statement, however many they are.

    ``waiting``: only those that nobody decided or took back.
    """
    values = {"ids": [one.id for one in people], "npis": [one.npi for one in people if one.npi]}
    return list(session.exec(_near(waiting), params=values))


@cache
def _near(waiting: bool) -> SelectOfScalar[Dispute]:
    """Those filed under an id or an NPI of theirs, or under a profile that their records were ever part of."""
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    former = select(PractitionerAlias.old_id).where(col(PractitionerAlias.practitioner_id).in_(ids))
    person, other = col(PractitionerChange.practitioner_id), col(PractitionerChange.other_id)
    first = select(other).where(or_(person.in_(ids), person.in_(former)), other.is_not(None))
    came = first.cte("came_from", recursive=True)
    came = came.union(select(other).join(came, person == came.c.other_id).where(other.is_not(None)))
    holder = col(Dispute.practitioner_id)
    near = select(Dispute).where(
        or_(
            holder.in_(ids),
            holder.in_(former),
            holder.in_(select(came.c.other_id)),
            col(Dispute.npi).in_(bindparam("npis", expanding=True)),
        )
    )
    if waiting:
        near = near.where(col(Dispute.decision).is_(None), col(Dispute.withdrawn_at).is_(None))
    return near.order_by(col(Dispute.id))


def about(session: Session, person: Practitioner, ids: frozenset[str] = frozenset()) -> list[Dispute]:
    """The disputes about this person, in the order of filing; ``ids``: of somebody of an earlier day, those under whom
    the records are today.
    """
    near = disputes_near(session, [person])
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
