"""NPIs and license numbers in a typed line, alone or among words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from directory.normalize.identifiers import clean_npi, license_digits, license_key
from directory.normalize.places import place_of_zip
from directory.normalize.states import STATE_NAMES, state_code
from directory.search.line import pieces
from directory.store.tables import License, Practitioner
from directory.texts import say

FEWEST_DIGITS, ZIP_DIGITS, NPI_DIGITS = 3, 5, 10
MOST = 200
_NPI = re.compile(r"^NPI\b[#:. ]*", re.IGNORECASE)
_ABOUT_NUMBERS = frozenset({"LICENSE", "LIC", "NO", "NUMBER", "NPI"})


@dataclass(frozen=True, slots=True)
class Numbered:
    """``number``: as it was read; ``npi``, or a license's, of ``state`` if one was chosen or else stands in the line;
    whose it is, best first. ``named``: the state in the line, unless its letters are part of a number that was found.
    """

    number: str
    npi: bool
    ids: tuple[str, ...] = ()
    state: str | None = None
    named: str | None = None
    problem: str | None = None


def numbered(session: Session, text: str, state: str | None) -> Numbered | None:
    """Whose number was typed; None when the line is about a name or a place. ``text``: cleaned; ``state``: chosen
    beside it.
    """
    parts = pieces(_NPI.sub("", text))
    numbers = [part for part in parts if sum(char.isdigit() for char in part) >= FEWEST_DIGITS]
    others = [part for part in parts if part not in numbers and part.upper() not in _ABOUT_NUMBERS]
    digits = "".join(char for char in "".join(parts) if char.isdigit())
    if len(digits) == NPI_DIGITS and not any(char.isalpha() for char in "".join(parts)):
        return _npi(session, digits)
    if not numbers:
        return None
    if npi := next((part for part in numbers if len(part) == NPI_DIGITS and part.isdigit()), None):
        return _npi(session, npi)
    if all(map(_is_zip, numbers)) and not _is_license(others, text) and not _lies_elsewhere(numbers, others, state):
        return None
    return _license(session, "".join(numbers) if len(numbers) > 1 else numbers[0], parts, state)


def _is_zip(part: str) -> bool:
    return part.replace("-", "").isdigit() and place_of_zip(part) is not None


def _is_license(others: Sequence[str], text: str) -> bool:
    """Whether nothing but a prefix or a state stands beside five digits: 'PT 12345' and '12345%' are about licenses."""
    if not others:
        return not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", text)
    return len(others) == 1 and len(others[0]) <= 3 and others[0].isalpha() and state_code(others[0]) is None


def _lies_elsewhere(numbers: Sequence[str], others: Sequence[str], state: str | None) -> bool:
    """Whether only a state stands beside a number, or was chosen, in which that ZIP does not lie: 'FL 40228' is about a
    license of Florida, and 'FL 33101' about a ZIP.
    """
    named = state_code(" ".join(others)) if others else state
    places = map(place_of_zip, numbers)
    return named is not None and not any(place and place.state == named for place in places)


def zip_or_license(session: Session, text: str, state: str | None) -> Numbered | None:
    """The license whose number is just the ZIP that stands in the line alone; None where there is none. ``text``:
    cleaned.
    """
    if len(text) != ZIP_DIGITS or not text.isdigit():
        return None
    query = select(License).where(License.digits == (license_digits(text) or "")).order_by(col(License.id))
    rows = session.exec(query.where(License.jurisdiction == state) if state else query)
    found = [row.practitioner_id for row in rows if "".join(filter(str.isdigit, row.number)) == text]
    return Numbered(text, False, tuple(dict.fromkeys(found[:MOST])), state) if found else None


def _npi(session: Session, digits: str) -> Numbered:
    try:
        npi = clean_npi(digits)
    except ValueError as error:
        return Numbered(digits, True, problem=say("box-npi-wrong", text=digits, why=str(error).rpartition(": ")[2]))
    if npi is None:  # ten zeros: lists write them where no NPI is known
        return Numbered(digits, True, problem=say("box-npi-nobody", text=digits))
    found = session.exec(select(Practitioner.id).where(Practitioner.npi == npi).limit(MOST))
    return Numbered(npi, True, tuple(found))


def _license(session: Session, number: str, parts: Sequence[str], state: str | None) -> Numbered:
    """Those whose number is just so before those with the same digits; only of the state that was named, if any is."""
    key, digits = license_key(number), license_digits(number)
    forms = sorted({form for form in (digits, key.digits if key else None) if form})
    if not forms:
        return Numbered(number, False)
    named = _state_of(parts)
    state = state or named
    query = select(License).where(or_(*(col(License.digits) == form for form in forms)))
    query = query.order_by(col(License.jurisdiction), col(License.id)).limit(MOST)
    rows = list(session.exec(query.where(License.jurisdiction == state) if state else query))
    whole = "".join(part for part in parts if part not in STATE_NAMES or part == _prefix(parts))
    rows.sort(key=lambda row: (_bare(row.number) not in (_bare(number), _bare(whole)), license_key(row.number) != key))
    ids = tuple(dict.fromkeys(row.practitioner_id for row in rows))
    return Numbered(number, False, ids, state, state if ids else named)


def _state_of(parts: Sequence[str]) -> str | None:
    """The state beside the number: a code, or a name of one or more words."""
    prefix = _prefix(parts)
    codes = (code for part in parts if (code := state_code(part)) and part.upper() != prefix)
    words = [part for part in parts if part.isalpha() and part.upper() not in _ABOUT_NUMBERS]
    return next(codes, None) or (state_code(" ".join(words)) if words else None)


def _prefix(parts: Sequence[str]) -> str:
    """Letters right before the number, where another part names the state: 'PA 1234 (WA)'."""
    codes = [part.upper() for part in parts if state_code(part)]
    return codes[0] if len(codes) > 1 and parts[0].upper() == codes[0] else ""


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())
