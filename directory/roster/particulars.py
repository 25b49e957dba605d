"""What a row of a roster says of a person besides numbers and name: place, phone, former names, claimed training,
dates. Pure. What cannot be read of a place or phone is only noted: nobody is found by it alone.
"""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.phones import clean_phone
from directory.normalize.places import place_of_zip
from directory.roster.columns import Meaning
from directory.roster.damage import date_of, zip_of
from directory.roster.reading import Cells

_BETWEEN = re.compile(r"\s*[,;|/]\s*")
_NAMES = re.compile(r"\s*[;|/]\s*")
_HOURS = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,2})?)\s*(?:h|hrs?|hours?|ceus?)?\.?", re.IGNORECASE)
_READ = frozenset({
    Meaning.FORMER, Meaning.ADDRESS, Meaning.CITY, Meaning.STATE, Meaning.ZIP, Meaning.PHONE, Meaning.CLAIMED,
    Meaning.COURSE, Meaning.COURSE_BODY, Meaning.COURSE_HOURS, Meaning.COURSE_DATE, Meaning.START, Meaning.END,
})  # fmt: skip
_NO_PHONE = "this is no phone number of ten digits; it was not read"
_NO_ZIP = "this is no ZIP of five digits; it was not read"
_NO_HOURS = "this is no number of hours"
_ABOUT_HOURS = re.compile(
    r"(?:about|approx\.?|at least|over|>|~)?\s*[0-9]{1,4}(?:\.[0-9]{1,2})?\s*\+?\s*(?:h|hrs?|hours?|ceus?)?\.?\s*\+?"
    r"\s*(?:in )?(?:total|or more)?",
    re.IGNORECASE,
)
_NOT_EXACT = "this is no exact number of hours; it was not read"
_NO_DAY_YET = re.compile(r"(?:present|current(?:ly)?|now|today|on-?going|tb[da]|active|none|n/?a)\.?", re.IGNORECASE)
_OPEN = "no day stands here; it was not read"
RESTORED = "the zeros that a spreadsheet took from the front of the ZIP were put back; make the column text"


class Course(msgspec.Struct, frozen=True, gc=False):
    """Training that the roster claims; a claim, never proof."""

    name: str | None = None
    body: str | None = None
    hours: float | None = None
    on: date | None = None


class Particulars(msgspec.Struct, frozen=True, gc=False):
    """``state`` and ``city``: of the address, or of its ZIP where they are missing; ``claimed``: letters and
    certificates as written.
    """

    former: tuple[PersonName, ...] = ()
    address: str | None = None
    city: str | None = None
    state: str | None = None
    zip5: str | None = None
    phone: str | None = None
    claimed: tuple[str, ...] = ()
    course: Course | None = None
    start: date | None = None
    end: date | None = None


NO_PARTICULARS = Particulars()


def particulars(cells: Cells) -> Particulars:
    """What the cells of a row say; faults and notes are told to ``cells``."""
    if not cells.columns.at.keys() & _READ:
        return NO_PARTICULARS
    states = cells.states(Meaning.STATE)
    state = states[0] if len(states) == 1 else None
    zip5 = _zip(cells, state)
    place = place_of_zip(zip5) if zip5 else None
    return Particulars(
        former=tuple(_former(cells)),
        address=cells.text(Meaning.ADDRESS, aside=True),
        city=cells.text(Meaning.CITY, aside=True) or (place.city if place else None),
        state=state or (place.state if place else None),
        zip5=zip5,
        phone=_phone(cells),
        claimed=tuple(_claimed(cells)),
        course=_course(cells),
        start=_date(cells, Meaning.START),
        end=_date(cells, Meaning.END),
    )


def _zip(cells: Cells, state: str | None) -> str | None:
    place = cells.columns.place(Meaning.ZIP)
    if place is None or (text := cells.cell(place, aside=True)) is None:
        return None
    zip5, restored = zip_of(text, state)
    if restored or zip5 is None:
        cells.fault(place, RESTORED if restored else _NO_ZIP, aside=True)
    return zip5


def _phone(cells: Cells) -> str | None:
    place = cells.columns.place(Meaning.PHONE)
    if place is None or (text := cells.cell(place, aside=True)) is None:
        return None
    if (phone := clean_phone(text.removesuffix(".0"))) is None:
        cells.fault(place, _NO_PHONE, aside=True)
    return phone


def _former(cells: Cells) -> Iterator[PersonName]:
    """Whole names, or surnames alone where they are one word."""
    for place in cells.columns.at.get(Meaning.FORMER, ()):
        for part in _NAMES.split(cells.cell(place) or ""):
            if part:
                yield parse_full_name(part) or PersonName(last=part)


def _claimed(cells: Cells) -> Iterator[str]:
    for place in cells.columns.at.get(Meaning.CLAIMED, ()):
        yield from filter(None, _BETWEEN.split(cells.cell(place) or ""))


def _course(cells: Cells) -> Course | None:
    name, body = cells.text(Meaning.COURSE), cells.text(Meaning.COURSE_BODY)
    hours, on = _hours(cells), _date(cells, Meaning.COURSE_DATE)
    return Course(name, body, hours, on) if name or body or hours or on else None


def _hours(cells: Cells) -> float | None:
    place = cells.columns.place(Meaning.COURSE_HOURS)
    if place is None or (text := cells.cell(place)) is None:
        return None
    if (found := _HOURS.fullmatch(text)) is None:
        about = _ABOUT_HOURS.fullmatch(text) is not None
        cells.fault(place, _NOT_EXACT if about else _NO_HOURS, aside=about)
        return None
    return float(found[1])


def _date(cells: Cells, meaning: Meaning) -> date | None:
    place = cells.columns.place(meaning)
    if place is None or (text := cells.cell(place)) is None:
        return None
    if _NO_DAY_YET.fullmatch(text):
        cells.fault(place, _OPEN, aside=True)
        return None
    try:
        return date_of(text)
    except ValueError as error:
        cells.fault(place, str(error))
        return None
