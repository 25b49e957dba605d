"""Who was who on an earlier day: the person under an id, a number or a record, by what was published then."""

from collections import Counter
from collections.abc import Iterable

from sqlmodel import Session, col, or_, select

from directory.normalize.identifiers import license_digits
from directory.store.readings import Ident
from directory.store.shown import Shown, shown_in, versions_until
from directory.store.tables import License, Member, Practitioner, PractitionerAlias, PractitionerChange
from directory.vocabulary import ChangeKind


def id_then(session: Session, practitioner_id: str, publication: int) -> str | None:
    """The id itself where it was shown then; else whoever had most of the records that it was last shown with."""
    if not (practitioner_id.isascii() and practitioner_id.isalnum()):  # PostgreSQL takes no NUL, even to look for it
        return None
    earlier = versions_until(session, practitioner_id, publication)
    if not earlier:
        return None
    if shown_in(session, practitioner_id, publication) is not None:
        return practitioner_id
    holders = Counter(filter(None, (_holder(session, _ident(m), publication) for m in earlier[0].members)))
    living = [one for one in holders if one != practitioner_id and shown_in(session, one, publication) is not None]
    return min(living, key=lambda one: (-holders[one], one), default=None)


def _holder(session: Session, ident: Ident, publication: int) -> str | None:
    """To whom a record went last, as of a publishing."""
    source, scope, key = ident
    query = select(PractitionerChange.practitioner_id).where(
        PractitionerChange.kind == ChangeKind.JOINED,
        PractitionerChange.source == source,
        PractitionerChange.scope == scope,
        PractitionerChange.record_key == key,
        PractitionerChange.publication_id <= publication,
    )
    return session.exec(query.order_by(col(PractitionerChange.id).desc()).limit(1)).first()


def ids_by_npi(session: Session, npi: str, publication: int) -> list[str]:
    """Who had that NPI then. Looked through are those who have it today, whose record it was, and to whom they led."""
    today = session.exec(select(Practitioner.id).where(Practitioner.npi == npi)).all()
    held = session.exec(select(Member.practitioner_id).where(Member.record_key == npi)).all()
    found = _shown_among(session, {*today, *held}, publication)
    return sorted(one.person.id for one in found if one.person.npi == npi)


def ids_by_license(session: Session, number: str, state: str, publication: int) -> list[str]:
    """Who had that license then, compared by its digits; looked through as for an NPI."""
    digits = license_digits(number)
    if digits is None:
        return []
    today = select(License.practitioner_id).where(License.digits == digits, License.jurisdiction == state)
    # Boards write one number in several ways: the database looks for each digit in its turn, whatever is between.
    like = "%".join(["", *digits, ""])
    keys = session.exec(select(Member.practitioner_id, Member.record_key).where(col(Member.record_key).like(like)))
    held = {one for one, key in keys if any(license_digits(part) == digits for part in key.split("|"))}
    ids = held | set(session.exec(today))
    found = _shown_among(session, ids, publication)
    return sorted(
        one.person.id
        for one in found
        if any((held.digits, held.jurisdiction) == (digits, state) for held in one.licenses)
    )


def _shown_among(session: Session, ids: Iterable[str], publication: int) -> list[Shown]:
    """Those who were shown then under one of these ids, or under one that these or their records came from."""
    asked, todo = set[str](), set(ids)
    while todo:
        asked |= todo
        changes = select(PractitionerChange.practitioner_id, PractitionerChange.other_id).where(
            or_(col(PractitionerChange.practitioner_id).in_(todo), col(PractitionerChange.other_id).in_(todo))
        )
        aliases = select(PractitionerAlias.old_id, PractitionerAlias.practitioner_id).where(
            or_(col(PractitionerAlias.old_id).in_(todo), col(PractitionerAlias.practitioner_id).in_(todo))
        )
        pairs = [*session.exec(changes), *session.exec(aliases)]
        todo = {one for pair in pairs for one in pair if one is not None} - asked
    return [shown for one in sorted(asked) if (shown := shown_in(session, one, publication)) is not None]


def _ident(member: Member) -> Ident:
    return member.source, member.scope, member.record_key


def ids_of(session: Session, practitioner_id: str, publication: int) -> list[str]:
    """The id, and those that had been merged into it by then."""
    found, todo = [practitioner_id], [practitioner_id]
    while todo:
        merged = select(PractitionerChange.other_id).where(
            PractitionerChange.kind == ChangeKind.MERGED,
            col(PractitionerChange.practitioner_id).in_(todo),
            PractitionerChange.publication_id <= publication,
        )
        todo = sorted({one for one in session.exec(merged) if one} - set(found))
        found += todo
    return found


def records_of(session: Session, shown: Shown, publication: int) -> list[Ident]:
    """The person's records then, and those that were the person's until they were gone from their source: the sources
    told of them on an earlier day.
    """
    ids = ids_of(session, shown.person.id, publication)
    parted = select(PractitionerChange.source, PractitionerChange.scope, PractitionerChange.record_key).where(
        PractitionerChange.kind == ChangeKind.LEFT,
        col(PractitionerChange.practitioner_id).in_(ids),
        PractitionerChange.publication_id <= publication,
    )
    left = {(source, scope, key) for source, scope, key in session.exec(parted)}
    now = [_ident(member) for member in shown.members]
    earlier = [was for one in ids for was in versions_until(session, one, publication)]
    before = dict.fromkeys(_ident(member) for was in earlier for member in was.members)
    return [*now, *(ident for ident in before if ident not in left and ident not in now)]
