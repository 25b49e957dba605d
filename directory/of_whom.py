"""Of whom a paper or a look-up by hand is: the one person that all of its keys lead to, or why it is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from directory.normalize.identifiers import license_key
from directory.normalize.names import Agreement, PersonName, given_names_agree, parse_full_name, surnames_agree
from directory.store.tables import License, Practitioner, PractitionerAlias, Receipt, SeenDocument

Keyed = Receipt | SeenDocument  # what names its person by keys
Row = TypeVar("Row", bound=Keyed)
NOBODY = "nobody we know has these numbers"
DIFFERENT = "its numbers lead to different people"
SEVERAL = "more than one person fits"
OTHERWISE = "whoever has these numbers is called otherwise"


@dataclass(frozen=True, slots=True)
class About:
    """Of whom a paper or look-up is: one practitioner's id, or why it is open."""

    practitioner_id: str | None
    why_open: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody is known by. ``licenses``: state, digits and number as written; ``names``: now and formerly."""

    id: str
    npi: str | None
    licenses: frozenset[tuple[str, str | None, str]]
    names: tuple[PersonName, ...]


def the_one(told: Keyed, current_id: str | None, people: Iterable[Known]) -> About:
    """The one of ``people`` that all keys lead to; a key that leads to nobody we know says nothing.

    ``current_id``: the address that the practitioner's id leads to by now.
    """
    everybody = {one.id: one for one in people}
    keys = [{current_id} & set(everybody)] if told.practitioner_id else []
    if told.npi:
        keys.append({one.id for one in everybody.values() if one.npi == told.npi})
    if told.license_number:
        keys.append({one.id for one in everybody.values() if _holds(one, told, told.license_number)})
    known = [key for key in keys if key]
    if not known:
        return About(None, NOBODY)
    fitting = [everybody[ident] for ident in sorted(filter(None, set.intersection(*known)))]
    if told.npi:  # one NPI that we know of nobody, and a license of somebody with another one
        fitting = [one for one in fitting if one.npi in (None, told.npi)]
    if not fitting:
        return About(None, DIFFERENT)
    if told.name:
        # A paper names its holder in full; a look-up may have been for a surname only.
        whole = isinstance(told, SeenDocument)
        fitting = [one for one in fitting if _may_be_called(one.names, told.name, whole=whole)]
    if len(fitting) == 1:
        return About(fitting[0].id)
    return About(None, SEVERAL if fitting else OTHERWISE)


def names_of(own: PersonName, others: Iterable[str]) -> tuple[PersonName, ...]:
    """The person's name with the other ones on file, as they are published."""
    return own, *(parse_full_name(other) or PersonName(last=other) for other in others)


def whose(session: Session, told: Keyed) -> About:
    """Among everybody who is published."""
    current = current_id(session, told.practitioner_id) if told.practitioner_id else None
    ids = {current} if current else set()
    if told.npi:
        ids |= set(session.exec(select(Practitioner.id).where(Practitioner.npi == told.npi)))
    if told.license_digits:
        query = select(License.practitioner_id).where(
            License.digits == told.license_digits, License.jurisdiction == told.license_state
        )
        ids |= set(session.exec(query))
    return the_one(told, current, [_known(session, ident) for ident in sorted(ids)])


def told_of(session: Session, kind: type[Row], person: Practitioner, known_at: datetime | None = None) -> list[Row]:
    """The rows that are about this person and nobody else and stand, by their number. ``known_at``: as of then."""
    former = select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == person.id)
    digits = select(License.digits).where(License.practitioner_id == person.id)
    keys: list[ColumnElement[bool]] = [
        col(kind.practitioner_id).in_([person.id, *session.exec(former)]),
        col(kind.license_digits).in_([one for one in session.exec(digits) if one]),
    ]
    if person.npi:
        keys.append(col(kind.npi) == person.npi)
    query = select(kind).where(or_(*keys), *standing(kind, known_at)).order_by(col(kind.id))
    return [row for row in session.exec(query) if whose(session, row).practitioner_id == person.id]


def standing(kind: type[Row], known_at: datetime | None) -> list[ColumnElement[bool]]:
    """What was not withdrawn; ``known_at``: recorded by then, and not withdrawn by then."""
    if known_at is None:
        return [col(kind.withdrawn_at).is_(None)]
    stood = or_(col(kind.withdrawn_at).is_(None), col(kind.withdrawn_at) > known_at)
    return [col(kind.recorded_at) <= known_at, stood]


def current_id(session: Session, practitioner_id: str) -> str | None:
    """The id itself, or the one a former address leads to; None for nobody's."""
    if not (practitioner_id.isascii() and practitioner_id.isalnum()):  # PostgreSQL takes no NUL, even to look for it
        return None
    if session.get(Practitioner, practitioner_id) is not None:
        return practitioner_id
    alias = session.get(PractitionerAlias, practitioner_id)
    return alias.practitioner_id if alias and session.get(Practitioner, alias.practitioner_id) else None


def _known(session: Session, ident: str) -> Known:
    person = session.get_one(Practitioner, ident)
    query = select(License.jurisdiction, License.digits, License.number).where(License.practitioner_id == ident)
    name = PersonName(last=person.last, first=person.first, middle=person.middle, suffix=person.suffix)
    licenses = frozenset((state, digits, number) for state, digits, number in session.exec(query))
    return Known(ident, person.npi, licenses, names_of(name, person.other_names))


def _may_be_called(names: Sequence[PersonName], asked: str, *, whole: bool) -> bool:
    """Whether one of somebody's names does not contradict. ``whole``: of the given name too, not only the surname."""
    told = parse_full_name(asked) or PersonName(last=asked)
    return any(
        surnames_agree(told.last, own.last) is not Agreement.CONTRADICTS
        and not (whole and given_names_agree(own, told) is Agreement.CONTRADICTS)
        for own in names
    )


def _holds(one: Known, told: Keyed, asked: str) -> bool:
    return any(
        (state, digits) == (told.license_state, told.license_digits) and _letters_agree(number, asked)
        for state, digits, number in one.licenses
    )


def _letters_agree(number: str, asked: str) -> bool:
    """CH60012345 is no PT60012345; where one of them is written without letters, they say nothing."""
    letters = {key.prefix for key in (license_key(number), license_key(asked)) if key and key.prefix}
    return len(letters) < 2
