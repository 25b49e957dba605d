"""What a row of a roster gives of its person, and what is wrong with it, by row and column. Pure.

No sentence made here repeats what stands in a cell: an SSN may stand in any of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from directory.normalize.bylines import Byline, bylines, only_byline
from directory.normalize.families import families, families_of_words, family_of
from directory.normalize.identifiers import clean_npi, license_key
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.roster.columns import Columns, Meaning
from directory.vocabulary import Profession

MOST_CHARACTERS = 1_000  # of a cell that is read
ROUNDED = "a spreadsheet has rounded the number; make the column text and take the number from where it came"
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_WITH_STATE = re.compile(r"(.*[0-9].*?)\s*[(,]\s*([A-Za-z. ]{2,40})\)?")
_STATE_BEHIND = re.compile(r"(.*[0-9]\S*)\s+([A-Z]{2})")
_BETWEEN = re.compile(r"[;|\n]|\s+(?:and|&)\s+|\s*&\s*")
_AMONG = re.compile(r"\s*(?:[;|/]|&|\band\b)\s*", re.IGNORECASE)
_TOTALS = re.compile(r"(?:grand |sub)?totals?\b|(?:sum|count|summary)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class License:
    """A number as the row writes it, and the state that it is of."""

    number: str
    state: str


@dataclass(frozen=True, slots=True)
class Given:
    """One row. ``faults``: what is wrong with it, with row and column; ``unusable``: why nobody can be looked for."""

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


def given(cells: Sequence[str], columns: Columns, row: int) -> Given:
    """What the cells of a row give; they are as many as the columns."""
    return _Row(cells, columns, row).given()


@dataclass(slots=True)
class _Row:
    cells: Sequence[str]
    columns: Columns
    row: int
    faults: list[str] = field(default_factory=list)

    def given(self) -> Given:
        read = [place for places in self.columns.at.values() for place in places]
        for place in read:
            if len(self.cells[place]) > MOST_CHARACTERS:
                many = f"{len(self.cells[place]):,} characters; at most {MOST_CHARACTERS:,} are read"
                return self._unusable(self._at(place, many))
        npi, licenses = self._npi(), tuple(self._licenses())
        name, several = self._name()
        states = tuple(self._states(Meaning.PRACTICE_STATE))
        kind = self._text(Meaning.PROFESSION)
        if several:
            return self._unusable(several)
        if not npi and not licenses:
            return self._without_number(name, kind, states)
        return Given(
            row=self.row, external_id=self._text(Meaning.EXTERNAL_ID), npi=npi, licenses=licenses, name=name,
            families=_families(kind), practice_states=states,
            faults=tuple(self.faults),
        )  # fmt: skip

    def _without_number(self, name: PersonName | None, kind: str | None, states: Sequence[str]) -> Given:
        first = next((text for cell in self.cells if (text := clean(cell))), "")
        if _TOTALS.match(first):
            return self._unusable(f"row {self.row}: this looks like a line of totals, not like a person")
        if self.faults:
            return self._unusable("; ".join(self.faults))
        if not first:
            return self._unusable(f"row {self.row}: nothing stands in it")
        where = states or tuple(self._states(Meaning.STATE)) or tuple(self._states(Meaning.LICENSE_STATE))
        if name and name.last and name.first and where and (kind or self._text(Meaning.CITY)):
            return Given(self.row, self._text(Meaning.EXTERNAL_ID), name=name, by_name_only=True)
        return self._unusable(f"row {self.row}: neither an NPI nor a license number with its state stands in it")

    def _unusable(self, why: str) -> Given:
        return Given(self.row, self._text(Meaning.EXTERNAL_ID), unusable=why)

    # --- cells ------------------------------------------------------------------------------------------------------

    def _at(self, place: int, what: str) -> str:
        return f"row {self.row}, column {self.columns.name(place)}: {what}"

    def _fault(self, place: int, what: str) -> None:
        if (fault := self._at(place, what)) not in self.faults:
            self.faults.append(fault)

    def _cell(self, place: int) -> str | None:
        """The text of a cell; None where nothing stands in it or it cannot be read."""
        cell = self.cells[place]
        if any("\udc80" <= char <= "\udcff" for char in cell):
            self._fault(place, "the text is not UTF-8; save the file as CSV in UTF-8")
            return None
        return clean(cell.replace("\n", " ; ").replace("\r", " "))

    def _text(self, meaning: Meaning) -> str | None:
        place = self.columns.place(meaning)
        return clean(self.cells[place][:MOST_CHARACTERS]) if place is not None else None

    def _npi(self) -> str | None:
        place = self.columns.place(Meaning.NPI)
        text = self._cell(place) if place is not None else None
        if place is None or text is None:
            return None
        if len(re.findall(r"(?<![0-9])[0-9]{10}(?![0-9])", text)) > 1:
            self._fault(place, "more than one NPI; one person a row")
        elif _SCIENTIFIC.fullmatch(text):
            self._fault(place, ROUNDED)
        else:
            try:
                return clean_npi(text)
            except ValueError as error:
                self._fault(place, str(error).replace(repr(text), "it"))
        return None

    def _licenses(self) -> Iterator[License]:
        numbers = self.columns.at.get(Meaning.LICENSE, ())
        states = self.columns.at.get(Meaning.LICENSE_STATE, ())
        for order, place in enumerate(numbers):
            if (text := self._cell(place)) is None:
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
        elif _SCIENTIFIC.fullmatch(text):
            wrong = ROUNDED
        elif license_key(number) is None:
            wrong = "this is no license number"
        elif told and state and told != state:
            wrong = f"the number names {told}, the column of states {state}"
        elif not (told or state):
            wrong = "its state is missing, or is no state"
        if wrong is not None:
            self._fault(place, wrong)
            return None
        return License(number, told or state or "")

    def _license_state(self, at: int | None) -> str | None:
        """Of its own column; else the one state of practice, else that of the address."""
        if at is not None and self._cell(at):
            found = list(self._states_in(at))
            return found[0] if len(found) == 1 else None
        for meaning in (Meaning.PRACTICE_STATE, Meaning.STATE):
            found = list(self._states(meaning))
            if len(found) == 1:
                return found[0]
        return None

    def _states(self, meaning: Meaning) -> Iterator[str]:
        yield from dict.fromkeys(
            state for place in self.columns.at.get(meaning, ()) for state in self._states_in(place)
        )

    def _states_in(self, place: int) -> Iterator[str]:
        text = self._cell(place)
        for part in re.split(r"\s*[,;/|]\s*", text) if text and state_code(text) is None else [text]:
            if part and (code := state_code(part)) is not None:
                yield code
            elif part:
                self._fault(place, "this is no state; write a code such as WA")

    def _name(self) -> tuple[PersonName | None, str | None]:
        """The name in the row, and why it is not one person's."""
        place, whole = self.columns.place(Meaning.LAST), False
        if place is None or not self.cells[place].strip():
            place, whole = self.columns.place(Meaning.FULL_NAME), True
        text = self._cell(place) if place is not None else None
        if place is None or text is None:
            return None, None
        byline = only_byline(text) if whole else None
        if _several(text, byline, whole=whole):
            return None, self._at(place, "more than one person; one person a row")
        name = (byline.name if byline else parse_full_name(text)) if whole else self._parts(text)
        if name is None:
            self._fault(place, "the name cannot be read; write First Last, or Last, First")
        return name, None

    def _parts(self, last: str) -> PersonName:
        places = map(self.columns.place, (Meaning.FIRST, Meaning.MIDDLE, Meaning.SUFFIX))
        first, middle, suffix = (self._cell(place) if place is not None else None for place in places)
        return PersonName(last=last, first=first, middle=middle, suffix=suffix)


def _several(text: str, byline: Byline | None, *, whole: bool) -> bool:
    parts = [part for part in _AMONG.split(text) if _WORD.search(part)]
    if not whole:
        return len(parts) > 1
    return (len(parts) > 1 and sum(map(_somebody, parts)) > 1) or (byline is None and len(bylines(text)) > 1)


def _somebody(part: str) -> bool:
    """Whether a part of a text is a name, and no job title: 'Jane Doe; Physical Therapist'."""
    byline = only_byline(part) if len(part.split()) > 1 else None
    return byline is not None and not families_of_words(byline.name.display())


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
