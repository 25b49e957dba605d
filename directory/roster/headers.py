"""Which row of a table holds the names of its columns, where titles stand above it or groups of names. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.normalize.dates import parse_date
from directory.normalize.identifiers import npi_is_valid
from directory.normalize.secrets import folded, holds_birth_date
from directory.roster.columns import RosterError, known_in, meaning_of
from directory.roster.dropping import holds_secret, is_bare_ssn, of_values
from directory.roster.limits import FIRST_ROWS
from directory.roster.results import COLUMNS

Numbered = tuple[int, Sequence[str]]  # a row's number, as a spreadsheet counts, and its cells
OURS = frozenset(COLUMNS)
_DIGITS = re.compile(r"[0-9]")
_DATA = re.compile(r"[0-9]{3}")
# Words over a group of columns that leave open what the names below mean.
_OF_PERSON = frozenset({
    "provider", "practitioner", "clinician", "personal", "individual", "demographic", "demographics", "information",
    "info", "details", "data", "contact", "identification", "credentialing", "professional", "employment",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns. ``row``: where the last of its rows stands; ``above``: its rows as they are, where it
    has two; ``known``: how many of the names are known (`known_in`).
    """

    row: int
    cells: tuple[str, ...]
    known: int
    above: tuple[tuple[str, ...], ...] = ()


def find_header(rows: Sequence[Numbered], where: str, header_row: int | None = None) -> Header:
    """The header among the first rows that are not blank: the one with most names that are known, else the first.

    Raises RosterError where there is no row, or none of the number ``header_row``.
    """
    if not rows:
        raise RosterError(f"{where} is empty: a first row with the names of the columns is needed")
    found = list(_candidates(rows, header_row))
    if not found:
        raise RosterError(
            f"{where}: row {header_row} is blank or not among the first {FIRST_ROWS}; the names of the columns cannot "
            "stand there"
        )
    return max(found, key=lambda one: (one.known, not one.above, -one.row))


def _candidates(rows: Sequence[Numbered], header_row: int | None) -> Iterator[Header]:
    before: Numbered | None = None
    for row in rows:
        number, cells = row
        if header_row in (None, number):
            names = _clean(cells)
            yield Header(number, names, _known(names))
            if before is not None and before[0] == number - 1 and not any(map(_DATA.search, cells)):
                groups = _clean(before[1])
                both = tuple(_combined(groups, names))
                yield Header(number, both, _known(both), (groups, names))
        before = row


def _known(names: Sequence[str]) -> int:
    """Names of columns that are known, ours of an earlier check among them: where those stand, the others do."""
    return known_in(names) + len(OURS.intersection(names))


def _clean(cells: Sequence[str]) -> tuple[str, ...]:
    """Without what is dropped at the door: a row that is taken for a header may be data."""
    return tuple("" if _is_secret(cell) else cell for cell in cells)


def _is_secret(cell: str) -> bool:
    if holds_secret(cell) or is_bare_ssn(cell, "") or holds_birth_date(cell):
        return True
    return of_values("", [cell]) is not None


def is_value(cell: str) -> bool:
    """Whether a cell is an NPI or a date, and so no name of a column."""
    text = folded(cell)
    if len(_DIGITS.findall(text)) < 4:
        return False
    try:
        return npi_is_valid(text) or parse_date(text) is not None
    except ValueError:
        return False


def _combined(groups: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Names of columns under names of groups: 'License' over 'Number' and 'State'; a group reaches to the next one."""
    group = ""
    for place in range(max(len(groups), len(names))):
        name = names[place].strip() if place < len(names) else ""
        if place < len(groups) and groups[place].strip():
            group = groups[place].strip()
        yield _name(group, name)


def _name(group: str, name: str) -> str:
    if not group or not name:
        return name or group
    both = f"{group} {name}"
    if meaning_of(both) is None and set(re.findall(r"[a-z]+", group.lower())) <= _OF_PERSON:
        return name
    return both
