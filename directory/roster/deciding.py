"""Whom a row of a roster is about, of those that its numbers lead to: done, for review, or rejected. Pure.

A name alone decides nothing; numbers decide where no name contradicts them.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from directory.normalize.families import families_of_letters, family_of
from directory.normalize.identifiers import license_digits, license_key
from directory.normalize.names import PersonName, compare_names
from directory.roster.damage import lost_zeros
from directory.roster.given import Given
from directory.roster.given import License as GivenLicense
from directory.vocabulary import Profession, Reason

UNREAD = "that says nothing about the person"
# Letters before a number that are no letters behind a name, with the family whose licenses bear them.
_PREFIXES = {"PTL": "PT", "AC": "LAC", "ACU": "LAC", "CH": "CHIRO", "CHR": "CHIRO", "ATR": "AT"}


class RowStatus(StrEnum):
    DONE = "done"
    REVIEW = "review"
    REJECTED = "rejected"


class Held(msgspec.Struct, frozen=True, gc=False):
    """A license that we have read."""

    state: str
    profession: Profession
    number: str


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody as published; ``others``: former and other names."""

    id: str
    npi: str | None
    shown: str
    name: PersonName
    others: tuple[PersonName, ...]
    licenses: tuple[Held, ...]
    letters: str | None = None  # behind the name, as the NPI registry has them


class Decided(msgspec.Struct, frozen=True, gc=False):
    """What comes of a row. ``person``: whose results are told; ``ids``: all whom the numbers lead to; ``notes``: what
    is only told.
    """

    status: RowStatus
    code: Reason | None = None
    why: str | None = None
    person: Person | None = None
    ids: tuple[str, ...] = ()
    basis: str | None = None
    notes: tuple[str, ...] = ()


def decided(given: Given, by_npi: Sequence[Person], near: Sequence[Person]) -> Decided:
    """Of a row with numbers; `by_name` decides about the others. ``by_npi``: people with the row's NPI; ``near``:
    people with a license of its digits and state.
    """
    if given.unusable is not None:
        return Decided(RowStatus.REJECTED, Reason.INPUT_INSUFFICIENT, given.unusable)
    by_license = [one for one in near if any(_holds(one, asked, given) for asked in given.licenses)] if near else []
    found = _found(given, by_npi, by_license, near)
    if found.person is None:
        return found
    if found.basis == _BY_LICENSE and not _agrees(found.person, given):
        why = "several professions use such numbers: give a name or profession"
        bare = _review(given, Reason.HUMAN_REVIEW_PENDING, why, [found.person])
        named = _named(given, found, found.person)
        return bare if named.person is not None else named  # a name that contradicts says more
    named = _named(given, found, found.person)
    notes = tuple(_restored(given, found.person)) if given.licenses else ()
    return replace(named, notes=notes) if notes else named


def _restored(given: Given, person: Person) -> Iterator[str]:
    """License numbers that lost zeros on their way through a spreadsheet, and were understood all the same."""
    for asked in given.licenses:
        if any(is_asked(one, asked) and lost_zeros(asked.number, one.number) for one in person.licenses):
            yield f"row {given.row}: the license number of {asked.state} has zeros in front at the board; {_AS_TEXT}"


_AS_TEXT = "make the column text, for a spreadsheet takes them away"


def _found(given: Given, by_npi: Sequence[Person], by_license: Sequence[Person], near: Sequence[Person]) -> Decided:
    """Whom the numbers mean, names aside."""
    if len(by_npi) > 1 or (not by_npi and len(by_license) > 1):
        many = by_npi or by_license
        what = "the NPI" if by_npi else "the license number and state"
        return _review(given, Reason.AMBIGUOUS_PERSON, f"{what} lead to {len(many)} people", many)
    if by_npi:
        return _by_npi(given, by_npi[0], by_license)
    if by_license:
        (person,) = by_license
        if given.npi and person.npi and person.npi != given.npi:
            why = "the license number leads to somebody with another NPI"
            return _review(given, Reason.SOURCES_CONFLICT, why, [person])
        if given.npi:
            why = f"the NPI is not in what we have read, {UNREAD}; found by license number and state"
            return replace(_review(given, Reason.HUMAN_REVIEW_PENDING, why, [person]), person=person, basis=_BY_LICENSE)
        return Decided(RowStatus.DONE, person=person, ids=(person.id,), basis=_BY_LICENSE)
    return _nobody(given, near)


def _by_npi(given: Given, person: Person, by_license: Sequence[Person]) -> Decided:
    """Whether the license numbers of a row are those of the person with its NPI."""
    if not given.licenses:
        return Decided(RowStatus.DONE, person=person, ids=(person.id,), basis=_BY_NPI)
    other = [asked for asked in given.licenses if not any(is_asked(one, asked) for one in person.licenses)]
    strangers = [one for one in by_license if one is not person and any(_holds(one, asked, given) for asked in other)]
    if strangers:
        both = [person, *strangers]
        return _review(given, Reason.SOURCES_CONFLICT, "the NPI and the license number lead to different people", both)
    held = len(other) < len(given.licenses)
    known = {asked.state for asked in other if any(_of_kind(one, asked, given) for one in person.licenses)}
    if known and not held:
        why = (
            f"the license number is not among the licenses of {', '.join(sorted(known))} that we know of "
            f"{person.shown}, to whom the NPI leads"
        )
        return _review(given, Reason.SOURCES_CONFLICT, why, [person])
    basis = "NPI, license number and state" if held else _BY_NPI
    return Decided(RowStatus.DONE, person=person, ids=(person.id,), basis=basis)


_BY_NPI, _BY_LICENSE = "NPI", "license number and state"


def _named(given: Given, found: Decided, person: Person) -> Decided:
    """The same, unless the name in the row, or another fault of it, makes a person look."""
    basis = f"{found.basis}; no name to compare"
    if given.name is not None:
        comparison = compare_names(person.name, given.name, former=person.others)
        if comparison.contradicts:
            why = f"the name in the row is not that of {person.shown}, to whom the number leads"
            return _review(given, Reason.SOURCES_CONFLICT, why, [person])
        basis = f"{found.basis}; the name fits" if comparison.compatible else f"{found.basis}; only part of the name"
    elif given.families and (known := _professions(person)) and not given.families & known:
        why = f"the profession in the row is none that we know of {person.shown}, to whom the number leads"
        return _review(given, Reason.SOURCES_CONFLICT, why, [person])
    if given.faults and found.code is None:
        why = "; ".join(given.faults)
        return Decided(RowStatus.REVIEW, Reason.INPUT_INSUFFICIENT, why, person, found.ids, basis)
    return replace(found, basis=basis)


def _professions(person: Person) -> frozenset[str]:
    """Families of the licenses, and of the letters behind the name."""
    letters = families_of_letters((person.letters,)) if person.letters else frozenset()
    return letters | {family_of(one.profession) for one in person.licenses}


def _nobody(given: Given, near: Sequence[Person]) -> Decided:
    if given.npi:
        way = (
            f"ask with `needleproof check {given.npi} --live`, or read more states with `needleproof refresh --state …`"
        )
        why = f"the NPI is not in what we have read; {UNREAD}: {way}"
    elif near:
        why = "the license number is there for another profession, or with other letters before it"
        return _review(given, Reason.SOURCES_CONFLICT, why, near)
    else:
        states = ", ".join(given.states)
        why = f"the license number is not in what we have read for {states}; {UNREAD}: look it up at the board"
    return _review(given, Reason.HUMAN_REVIEW_PENDING, why)


def _review(given: Given, code: Reason, why: str, people: Sequence[Person] = ()) -> Decided:
    """Nobody's results are told: they may be those of another person."""
    told = "; ".join([why, *given.faults])
    return Decided(RowStatus.REVIEW, code, _at(given, told), ids=tuple(person.id for person in people))


def _at(given: Given, why: str) -> str:
    return f"row {given.row}: {why}"


def _holds(person: Person, asked: GivenLicense, given: Given) -> bool:
    """Whether the number alone may lead to a person: its letters, where there are any, must tell that license."""
    return any(
        is_asked(one, asked)
        and (_letters_fit(one, asked) or not _letters(asked.number))
        and (not given.families or family_of(one.profession) in given.families)
        for one in person.licenses
    )


def _agrees(person: Person, given: Given) -> bool:
    """Whether more than a bare number leads to a person: a name, a profession or the letters before the number."""
    if given.name is not None and compare_names(person.name, given.name, former=person.others).compatible:
        return True
    return bool(given.families) or any(
        is_asked(one, asked) and _letters_fit(one, asked) for asked in given.licenses for one in person.licenses
    )


def _of_kind(held: Held, asked: GivenLicense, given: Given) -> bool:
    """Whether a license is of the state and, where the row tells it, the profession of one that is asked for."""
    wanted = _families(_letters(asked.number)) or given.families
    return held.state == asked.state and (not wanted or family_of(held.profession) in wanted)


def is_asked(held: Held, asked: GivenLicense) -> bool:
    """Whether a license of a person may be the one that is asked for; letters that tell nothing are let pass."""
    told = _families(_letters(asked.number)) if not _letters(held.number) else None
    return (
        held.state == asked.state
        and _same_number(held.number, asked.number)
        and (not told or family_of(held.profession) in told)
    )


def _letters_fit(held: Held, asked: GivenLicense) -> bool:
    """Whether the row gives letters that are those of a license, or name its profession where it has none."""
    ours, theirs = _letters(held.number), _letters(asked.number)
    return bool(theirs) and (ours == theirs if ours else family_of(held.profession) in _families(theirs))


@lru_cache(maxsize=1 << 14)
def _letters(number: str) -> str:
    key = license_key(number)
    return key.prefix if key else ""


@lru_cache(maxsize=1 << 10)
def _families(letters: str) -> frozenset[str]:
    if (known := _PREFIXES.get(letters)) is not None:
        return frozenset({known})
    return families_of_letters((letters,)) if letters else frozenset()


@lru_cache(maxsize=1 << 14)
def _same_number(held: str, asked: str) -> bool:
    """Whether two spellings are of one number: the same digits, and no two different letters before them."""
    ours, theirs = license_key(held), license_key(asked)
    if ours is None or theirs is None:
        return False
    digits = ours.digits == theirs.digits or license_digits(held) == license_digits(asked)
    return digits and (ours.prefix == theirs.prefix or "" in (ours.prefix, theirs.prefix))
