"""What the columns of a file seem to mean, to be shown and corrected, and by what a correction is remembered. Pure."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from directory.normalize.bylines import only_byline
from directory.normalize.families import families_of_letters
from directory.normalize.identifiers import license_key, npi_is_valid
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.roster.columns import NEVER, Meaning, labels, meanings_of, unread_again
from directory.roster.damage import is_rounded
from directory.roster.dropping import holds_secret, is_bare_ssn, of_values
from directory.roster.results import COLUMNS

OURS = "an answer of an earlier check; it is written anew"
_EXAMPLES = 3
_MOST, _FEWEST = 0.8, 3  # of the filled cells that must be of a kind, and how many of them


class Sure(StrEnum):
    """By what a meaning is proposed."""

    NAME = "by its name"
    GIVEN = "by your mapping"
    VALUES = "by what stands in it"  # never read so before somebody says yes to it
    NOTHING = "not known"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One column. ``label``: by what a mapping calls it; ``meaning``: None for one that is handed on unread;
    ``examples``: its first different values, none of a column that is dropped; ``passed_over``: another column is read
    as what this one means.
    """

    place: int
    header: str
    label: str
    meaning: Meaning | None
    sure: Sure
    why: str
    examples: tuple[str, ...] = ()
    passed_over: bool = False

    @property
    def dropped(self) -> bool:
        return self.meaning in NEVER


@dataclass(frozen=True, slots=True)
class Proposal:
    """All columns of a file, in their order."""

    columns: tuple[Proposed, ...]


def signature(header: Sequence[str]) -> str:
    """Of a header as it is spelt: the same for two files whose columns are named alike, in the same order; the columns
    of ours aside.
    """
    names = "\x1f".join(cell.strip() for cell in header if cell.strip() not in COLUMNS)
    return hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def mapping_from(stored: Mapping[str, str | None]) -> dict[str, Meaning | None]:
    """A mapping out of the words it was kept in; words that are no longer known are left to the header."""
    known = {meaning.value for meaning in Meaning}
    return {
        header: Meaning(word) if word is not None else None
        for header, word in stored.items() if word is None or word in known
    }  # fmt: skip


def propose(
    header: Sequence[str], rows_sample: Sequence[Sequence[str]], mapping: Mapping[str, Meaning | None] | None = None
) -> Proposal:
    """What each column seems to mean, by ``mapping`` (of headers that are there), its name, or its values."""
    called = labels(header)
    there = {*called, *(cell.strip() for cell in header)}
    given = {name.strip(): one for name, one in (mapping or {}).items() if name.strip() in there}
    meanings = meanings_of(header, given)
    by_name = meanings_of(header)
    again = unread_again(header, meanings, given)

    def one(place: int) -> Proposed:
        cells = [row[place] for row in rows_sample if place < len(row)]
        told = Proposed(place, header[place].strip()[:60], called[place], *_meaning(
            header[place], meanings[place], by_name[place], cells
        ))  # fmt: skip
        if place not in again:
            return told
        why = f"the column {called[again[place]][-60:]!r} is read as {meanings[place]}; this one is not read"
        return replace(told, meaning=None, sure=Sure.NOTHING, why=why, passed_over=True)

    return Proposal(tuple(map(one, range(len(header)))))


def _meaning(
    header: str, meaning: Meaning | None, by_name: Meaning | None, cells: Sequence[str]
) -> tuple[Meaning | None, Sure, str, tuple[str, ...]]:
    """What a column means, by what, in words, and its examples."""
    if header.strip() in COLUMNS:
        return None, Sure.NAME, OURS, ()
    if meaning in NEVER and meaning is not None:
        return meaning, Sure.NAME, f"the column is a {meaning.value}: never read, and emptied", ()
    if meaning is None and (never := of_values(header, cells)) is not None:
        why = f"what stands in it is written like a {never.value}: never read, and emptied"
        return never, Sure.VALUES, why, ()
    examples = _examples(cells, header, meaning)
    if meaning is not None:
        sure = Sure.NAME if meaning is by_name else Sure.GIVEN
        return meaning, sure, f"the column is read as {meaning.value}, {sure}", examples
    if by_name is None and (seems := _seems(cells)) is not None:
        why = f"its name says nothing, and what stands in it looks like {seems.value}; it is read once you say so"
        return seems, Sure.VALUES, why, examples
    return None, Sure.NOTHING, "the column is handed on without being read", examples


def _examples(cells: Sequence[str], header: str, meaning: Meaning | None) -> tuple[str, ...]:
    told = dict[str, None]()
    for cell in cells:
        text = clean(cell)
        if text and not holds_secret(text, meaning) and (meaning is not None or not is_bare_ssn(text, header)):
            told.setdefault(text[:60])
            if len(told) == _EXAMPLES:
                break
    return tuple(told)


def _is_license(text: str) -> bool:
    key = license_key(text)
    return key is not None and bool(families_of_letters((key.prefix,)))


# In this order: a name with letters behind it tells a profession too.
_KINDS: tuple[tuple[Meaning, Callable[[str], bool]], ...] = (
    (Meaning.NPI, npi_is_valid),
    (Meaning.STATE, lambda text: state_code(text) is not None),
    (Meaning.LICENSE, _is_license),
    (Meaning.FULL_NAME, lambda text: len(text.split()) > 1 and not any(map(str.isdigit, text)) and _is_person(text)),
    (Meaning.PROFESSION, lambda text: len(text) <= 20 and bool(families_of_letters((text,)))),
)


def _is_person(text: str) -> bool:
    byline = only_byline(text)
    return byline is not None and bool(byline.letters)


def _seems(cells: Sequence[str]) -> Meaning | None:
    filled = [text for cell in cells if (text := clean(cell)) and not is_rounded(text)]
    if len(filled) < _FEWEST:
        return None
    for meaning, fits in _KINDS:
        if sum(map(fits, filled)) >= _MOST * len(filled):
            return meaning
    return None
