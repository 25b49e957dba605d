"""A CSV file of people, read strictly: each row is one side of a question of identity.

An id and a name must be there (``last`` and ``first``, or whole in ``display_name`` or ``full_name``); letters,
specialty, place, sex, license, NPI and telephone are read where they are; other columns are left alone.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from directory.linking.called import Names, names_of
from directory.linking.party import NumberGiven, Party, Spot
from directory.normalize.bylines import only_byline
from directory.normalize.families import degrees_of_letters, families, families_of_words
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, folded_city, state_code
from directory.normalize.text import clean

MOST_CHARACTERS = 1_000  # of one cell
_READ = (
    "last", "first", "middle", "suffix", "display_name", "full_name", "credential", "other_last", "other_first",
    "specialty", "street", "city", "state", "zip5", "zip", "sex", "license_state", "license_number", "license_type",
    "npi", "phone",
)  # fmt: skip
_NAMES = frozenset({"last", "display_name", "full_name"})
_SEXES = {"F": "F", "M": "M"}
_PHONE_DIGITS = 10
_BETWEEN = "\0"  # of packed cells: a NUL is in none of them
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_DIGIT = re.compile(r"\D")


class PeopleFileError(ValueError):
    """The file cannot be used; the message names file, row and column, and says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a file. ``number``: the row, the header being row 1; ``packed``: all cells in one text."""

    number: int
    id: str
    packed: str


class Glance(NamedTuple):
    """The keys of a row are made of these; ``city`` folded, "" where there is none."""

    names: Names
    state: str | None
    city: str


class Columns:
    """Where the columns of one file stand; makes parties of packed rows. Columns that are not there say nothing."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.used = tuple(name for name in names if name in _READ)
        # The place behind the last cell, where nothing stands, is that of every column that is not there.
        self._at = tuple(names.index(name) if name in self.used else len(names) for name in _READ)

    def glance(self, packed: str) -> Glance | None:
        """Names and place; None where it takes `party` to tell: a whole name, an NPI or a license number is there."""
        cells = packed.split(_BETWEEN)
        cells.append("")
        last, first, middle, _, _, _, _, other, _, _, _, city, state, *_, number, _, npi, _ = [
            cells[at] for at in self._at
        ]
        if number or npi or (surname := clean(last)) is None:
            return None
        names = names_of(surname, clean(first), clean(middle), [clean(other)] if other else ())
        return Glance(
            names, state_code(clean(state)) if state else None, folded_city(clean(city) or "") if city else ""
        )

    def party(self, packed: str) -> Party | None:
        """What a row says of its person; None where no name, or that of several people, stands in it."""
        cells = packed.split(_BETWEEN)
        cells.append("")
        (
            last, first, middle, suffix, display, full, credential, other, other_first, specialty, street, city, state,
            zip5, plain_zip, sex, license_state, number, kind, npi, phone,
        ) = [clean(cell) if (cell := cells[at]) else None for at in self._at]  # fmt: skip
        letters, titles = [credential] if credential else [], [specialty, kind]
        if last is not None:
            name = PersonName(last=last, first=first, middle=middle, suffix=suffix)
        elif (byline := only_byline(display or full)) is not None:
            name = byline.name
            letters = [*(one.raw for one in byline.letters), *byline.unknown, *letters]
            titles += byline.rest
        else:
            return None
        told, degrees = _trade(tuple(letters), tuple(titles))
        spot = Spot(street, city, state_code(state) if state else None, clean_zip(zip5 or plain_zip))
        return Party(
            name=name,
            other_names=(PersonName(last=other, first=other_first),) if other else (),
            families=told,
            degrees=degrees,
            specialty=specialty,
            spots=(spot,) if street or city or spot.state or spot.zip5 else (),
            sex=_SEXES.get(sex[:1].upper()) if sex else None,
            npi=_npi(npi) if npi else None,
            numbers=(NumberGiven(number, state_code(license_state), families_of_words(kind)),) if number else (),
            phones=_phones(phone) if phone else frozenset(),
        )


@lru_cache(maxsize=1 << 14)  # few trades, many people
def _trade(letters: tuple[str, ...], titles: tuple[str | None, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Profession families and medical degree."""
    return families(letters, titles), degrees_of_letters(letters)


def _npi(text: str) -> str | None:
    try:
        return clean_npi(text)
    except ValueError:  # a wrong one proves nothing, and is no reason to drop the person
        return None


def _phones(text: str) -> frozenset[str]:
    digits = _NOT_DIGIT.sub("", clean_phone(text) or "")
    return frozenset({digits} if len(digits) == _PHONE_DIGITS else ())


class PeopleFile:
    """One file, its header read and checked. ``prefer``: which of several id columns is its own."""

    def __init__(self, path: Path, *, prefer: str) -> None:
        self.path = path
        self.size = self._checked_size()
        self.lines = self._line_ends()
        header = next(self._records(), None)
        if header is None:
            raise PeopleFileError(f"{path} is empty: a header line with the names of the columns is needed")
        names = [name.strip().lower() for name in header[1]]
        self._check(header[0], names, names=[f"number {at}" for at in range(1, len(names) + 1)])
        if again := next((name for name in names if name and names.count(name) > 1), None):
            raise PeopleFileError(
                f"{path}, row 1: the column {again!r} stands there twice; give each a name of its own"
            )
        ids = [name for name in (prefer, "left_id", "right_id", "id") if name in names]
        if not ids:
            raise PeopleFileError(
                f"{path}, row 1: there is no column of ids; one called {prefer} or id is needed, and the first line "
                "must hold the names of the columns, with commas between"
            )
        if _NAMES.isdisjoint(names):
            raise PeopleFileError(
                f"{path}, row 1: there is no column of names; last (with first), display_name or full_name is needed"
            )
        self.id_column, self.names = ids[0], names
        self.columns = Columns(names)
        self.ignored = tuple(name for name in names if name and name not in (*self.columns.used, ids[0]))

    def _checked_size(self) -> int:
        try:
            with self.path.open("rb") as file:
                start = file.read(2)
            size = self.path.stat().st_size
        except FileNotFoundError:
            raise PeopleFileError(f"{self.path}: there is no such file") from None
        except OSError as error:
            raise PeopleFileError(f"{self.path} cannot be read: {error.strerror}") from None
        if start in _UTF16:
            raise PeopleFileError(f"{self.path}, row 1: the text is UTF-16; save the file as CSV in UTF-8")
        return size

    def _line_ends(self) -> int:
        """Roughly how many rows there are below the header, to tell how far we are."""
        with self.path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b"")) - 1

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) of every line that is not blank; bytes that are no UTF-8 are let through as marks."""
        with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader, number = csv.reader(file, strict=True), 0
            try:
                for number, cells in enumerate(reader, start=1):
                    if cells:
                        yield number, cells
            except csv.Error as error:
                raise PeopleFileError(
                    f"{self.path}, row {number + 1}: the quotes or the length of a cell are wrong ({error}); "
                    "is the file a CSV with commas?"
                ) from None

    def rows(self) -> Iterator[Row]:
        """Every row below the header, checked. Raises PeopleFileError."""
        names, seen = self.names, set[str]()
        id_at, width = names.index(self.id_column), len(names)
        for number, cells in islice(self._records(), 1, None):
            packed = _BETWEEN.join(cells)
            if len(cells) != width:
                raise PeopleFileError(
                    f"{self.path}, row {number}: {len(cells)} cells where the header has {width} columns; "
                    "put cells with a comma in them into quotes"
                )
            if not packed.isascii() or len(packed) > MOST_CHARACTERS or packed.count(_BETWEEN) != width - 1:
                self._check(number, cells, names=names)
            ident = cells[id_at].strip()
            if not ident or ident in seen:
                what = f"the id {ident!r} stood in a row before" if ident else "there is no id"
                raise PeopleFileError(
                    f"{self.path}, row {number}, column {self.id_column}: {what}; each row needs its own"
                )
            seen.add(ident)
            yield Row(number, ident, packed)

    def _check(self, number: int, cells: Sequence[str], *, names: Sequence[str]) -> None:
        for name, cell in zip(names, cells, strict=True):
            where = f"{self.path}, row {number}, column {name or '(without a name)'}"
            if len(cell) > MOST_CHARACTERS:
                raise PeopleFileError(f"{where}: {len(cell):,} characters; at most {MOST_CHARACTERS:,} can be one cell")
            if _BETWEEN in cell:
                raise PeopleFileError(f"{where}: a NUL character; the file is damaged or no text")
            if any("\udc80" <= char <= "\udcff" for char in cell):
                raise PeopleFileError(f"{where}: the text is not UTF-8; save the file as CSV in UTF-8")
