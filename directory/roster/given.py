"""What a row of a roster gives of its person, and what is wrong with it, by row and column. Pure.

No sentence made here repeats what stands in a cell: an SSN may stand in any of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec

from directory.normalize.bylines import Byline, bylines, only_byline, only_letters
from directory.normalize.families import families, families_of_letters, families_of_words, family_of
from directory.normalize.identifiers import clean_npi, license_key, npi_is_valid
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.roster.columns import Columns, Meaning
from directory.roster.damage import ROUNDED, is_rounded, is_rounded_npi, totals_in
from directory.roster.limits import MOST_CHARACTERS
from directory.roster.particulars import NO_PARTICULARS, Course, Particulars, particulars
from directory.roster.reading import Cells
from directory.vocabulary import Profession

_WITH_STATE = re.compile(r"(.*[0-9].*?)\s*[(,]\s*([A-Za-z. ]{2,40})\)?")
_STATE_BEHIND = re.compile(r"(.*[0-9]\S*)\s+([A-Z]{2})")
_BETWEEN = re.compile(r"[;|\n]|\s+(?:and|&)\s+|\s*&\s*")
_AMONG = re.compile(r"\s*(?:[;|/]|&|\band\b)\s*", re.IGNORECASE)
_AMONG_FIRST = re.compile(r"\s*(?:[;|]|&|\band\b)\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


class License(msgspec.Struct, frozen=True, gc=False):
    """A number as the row writes it, and the state that it is of."""

    number: str
    state: str


class Given(msgspec.Struct, frozen=True, gc=False):
    """One row. ``faults``: what is wrong with it, with row and column, so that somebody must look; ``notes``: what is
    only told; ``unusable``: why nobody can be looked for. ``by_name_only``: there is no number, but a name, a state to
    look in (``where``) and a city or profession. ``profession``: as written; ``families``: what is known by it.
    """

    row: int
    external_id: str | None = None
    npi: str | None = None
    licenses: tuple[License, ...] = ()
    name: PersonName | None = None
    families: frozenset[str] = frozenset()
    practice_states: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    unusable: str | None = None
    by_name_only: bool = False
    profession: str | None = None
    where: tuple[str, ...] = ()
    more: Particulars = NO_PARTICULARS
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> str | None:
        return self.name.first if self.name else None

    @property
    def middle(self) -> str | None:
        return self.name.middle if self.name else None

    @property
    def last(self) -> str | None:
        return self.name.last if self.name else None

    @property
    def suffix(self) -> str | None:
        return self.name.suffix if self.name else None

    @property
    def former(self) -> tuple[PersonName, ...]:
        return self.more.former

    @property
    def address(self) -> str | None:
        return self.more.address

    @property
    def city(self) -> str | None:
        return self.more.city

    @property
    def state(self) -> str | None:
        """Of the address."""
        return self.more.state

    @property
    def zip5(self) -> str | None:
        return self.more.zip5

    @property
    def phone(self) -> str | None:
        return self.more.phone

    @property
    def claimed(self) -> tuple[str, ...]:
        return self.more.claimed

    @property
    def course(self) -> Course | None:
        return self.more.course

    @property
    def start(self) -> date | None:
        return self.more.start

    @property
    def end(self) -> date | None:
        return self.more.end

    @property
    def states(self) -> tuple[str, ...]:
        """The states that are asked for: of practice and of the licenses."""
        return tuple(dict.fromkeys([*self.practice_states, *(one.state for one in self.licenses)]))

    @property
    def key(self) -> str | None:
        """What the row is found by in another file: your own id, else the NPI, else the licenses."""
        if self.external_id or self.npi:
            return f"id {self.external_id}" if self.external_id else f"npi {self.npi}"
        return "; ".join(f"{one.state} {license_key(one.number)}" for one in self.licenses) or None


def given(cells: Sequence[str], columns: Columns, row: int, wrong: Mapping[int, str] | None = None) -> Given:
    """What the cells of a row give; they are as many as the columns. ``wrong``: place -> what is wrong with a cell by
    the file itself, such as a formula; it is not read.
    """
    return _Row(cells, columns, row, wrong or {}).given()


@dataclass(slots=True)
class _Row(Cells):
    def given(self) -> Given:
        if self.columns.is_header(self.cells):
            return self._unusable(f"row {self.row}: the names of the columns stand here again; it is no person")
        if (long := self.too_long()) is not None:
            return self._unusable(long)
        npi, licenses = self._npi(), tuple(self._licenses())
        name, several = self._name()
        if several:
            return self._unusable(several)
        practice, kind, more = self.states(Meaning.PRACTICE_STATE), self.text(Meaning.PROFESSION), particulars(self)
        found = _families(kind)
        where = practice or ((more.state,) if more.state else ()) or self.states(Meaning.LICENSE_STATE)
        by_name = not npi and not licenses
        if by_name and (why := self._too_little(name, where, known=bool(found or more.city))) is not None:
            return self._unusable(why)
        return Given(
            row=self.row, external_id=self._external_id(), npi=npi, licenses=licenses, name=name, families=found,
            practice_states=practice, faults=tuple(self.faults), by_name_only=by_name, profession=kind, where=where,
            more=more, notes=tuple(self.notes),
        )  # fmt: skip

    def _too_little(self, name: PersonName | None, where: Sequence[str], *, known: bool) -> str | None:
        """Why a row without a number that can be read is too little. ``known``: city or profession."""
        whole = name is not None and name.first and name.last
        somebody = whole and name is not None and totals_in(self.row, [name.display(), name.last or ""]) is None
        if somebody and where and known:
            return None
        if not somebody and (totals := totals_in(self.row, self.cells)) is not None:
            return totals
        if self.faults:
            return "; ".join(self.faults)
        if not any(map(clean, self.cells)):
            return f"row {self.row}: nothing stands in it"
        return (
            f"row {self.row}: neither an NPI nor a license number with its state stands in it, nor a whole name with a "
            "state and a city or profession"
        )

    def _unusable(self, why: str) -> Given:
        return Given(self.row, self._external_id(), unusable=why)

    def _external_id(self) -> str | None:
        text = self.text(Meaning.EXTERNAL_ID, aside=True)
        return text[:MOST_CHARACTERS] if text else None

    # --- cells ------------------------------------------------------------------------------------------------------

    def _npi(self) -> str | None:
        place = self.columns.place(Meaning.NPI)
        text = self.cell(place)
        if place is None or text is None:
            return None
        if npi_is_valid(text) and not is_rounded_npi(text):
            return text
        if len(re.findall(r"(?<![0-9])[0-9]{10}(?![0-9])", text)) > 1:
            self.fault(place, "more than one NPI; one person a row")
        elif is_rounded_npi(text.removesuffix(".0")):
            self.fault(place, ROUNDED)
        else:
            try:
                return clean_npi(text)
            except ValueError as error:
                self.fault(place, str(error).replace(repr(text), "it"))
        return None

    def _licenses(self) -> Iterator[License]:
        numbers = self.columns.at.get(Meaning.LICENSE, ())
        states = self.columns.at.get(Meaning.LICENSE_STATE, ())
        for order, place in enumerate(numbers):
            if (text := self.cell(place)) is None:
                continue
            of = states[order] if len(states) == len(numbers) else next(iter(states), None)
            if (found := self._license(place, text, of)) is not None:
                yield found

    def _license(self, place: int, text: str, state_at: int | None) -> License | None:
        parts = [part for part in _BETWEEN.split(text) if license_key(part) is not None]
        number, told = _parted(parts[0].strip() if parts else text)
        state = self._license_state(state_at)
        wrong = None
        if len(parts) > 1:
            wrong = "more than one license number; give each a column and a state of its own"
        elif is_rounded(text):
            wrong = ROUNDED
        elif license_key(number) is None:
            wrong = "this is no license number"
        elif told and state and told != state:
            wrong = f"the number names {told}, the column of states {state}"
        elif not (told or state):
            wrong = "its state is missing, or is no state"
        if wrong is not None:
            self.fault(place, wrong)
            return None
        return License(number, told or state or "")

    def _license_state(self, at: int | None) -> str | None:
        """Of its own column; else the one state of practice, else that of the address."""
        if at is not None and self.cell(at):
            found = list(self.states_in(at))
            return found[0] if len(found) == 1 else None
        for meaning in (Meaning.PRACTICE_STATE, Meaning.STATE):
            found = list(self.states(meaning))
            if len(found) == 1:
                return found[0]
        return None

    def _name(self) -> tuple[PersonName | None, str | None]:
        """The name in the row, and why it is not one person's."""
        place, whole = self.columns.place(Meaning.LAST), False
        if place is None or not self.cells[place].strip():
            place, whole = self.columns.place(Meaning.FULL_NAME), True
        text = self.cell(place)
        if place is None or text is None:
            return None, None
        byline = only_byline(text) if whole else None
        if _several(text, byline, whole=whole):
            return None, self.at(place, "more than one person; one person a row")
        if not whole and (first := self._two_first()):
            return None, first
        name = _bare(byline.name if byline else parse_full_name(text)) if whole else self._parts(text)
        if name is None:
            self.fault(place, "the name cannot be read; write First Last, or Last, First")
        return name, None

    def _parts(self, last: str) -> PersonName:
        places = map(self.columns.place, (Meaning.FIRST, Meaning.MIDDLE, Meaning.SUFFIX))
        first, middle, suffix = (self.cell(place) for place in places)
        return PersonName(last=_without_letters(last), first=first, middle=middle, suffix=suffix)

    def _two_first(self) -> str | None:
        """Why the given name is not one person's: 'Mary and John'."""
        place = self.columns.place(Meaning.FIRST)
        parts = [part for part in _AMONG_FIRST.split(self.cell(place) or "") if _WORD.search(part)]
        return (
            self.at(place, "more than one person; one person a row") if place is not None and len(parts) > 1 else None
        )


def _bare(name: PersonName | None) -> PersonName | None:
    """A name without letters for a middle name: 'Smith, Jane PT'."""
    if name is None or name.middle is None or len(name.middle) < 2 or not families_of_letters((name.middle,)):
        return name
    return PersonName(last=name.last, first=name.first, suffix=name.suffix)


def _without_letters(last: str) -> str:
    """A surname without what stands behind it: 'Smith, DPT', 'Smith PT'."""
    surname, *behind = last.split(",")
    if behind and all(only_letters(part.strip()) for part in behind if part.strip()):
        last = surname.strip() or last
    words = last.split()
    while len(words) > 1 and not last.isupper() and families_of_letters((words[-1],)):
        words.pop()
    return " ".join(words)


def _several(text: str, byline: Byline | None, *, whole: bool) -> bool:
    parts = [part for part in _AMONG.split(text) if _WORD.search(part)]
    if not whole:
        return len(parts) > 1
    return (len(parts) > 1 and sum(map(_somebody, parts)) > 1) or (byline is None and len(bylines(text)) > 1)


def _somebody(part: str) -> bool:
    """Whether a part of a text is a name, and no job title: 'Jane Doe; Physical Therapist'."""
    byline = only_byline(part) if len(part.split()) > 1 else None
    return byline is not None and not families_of_words(byline.name.display())


@lru_cache(maxsize=1 << 10)  # the same words come again and again
def _families(kind: str | None) -> frozenset[str]:
    """Of a profession in our codes, in letters or in words."""
    if kind is None or kind.upper() in set(Profession):
        return frozenset({family_of(Profession(kind.upper()))}) if kind else frozenset()
    return families((kind,), (kind,))


def _parted(text: str) -> tuple[str, str | None]:
    """'PT-60123456 (WA)' as the number and its state."""
    for form in (_WITH_STATE, _STATE_BEHIND):
        found = form.fullmatch(text)
        if found and (code := state_code(found[2])) is not None:
            return found[1], code
    return text, None
