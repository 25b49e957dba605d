"""Name text folded for comparison: letters only, surname halves, generational suffixes, nicknames."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from nicknames import NickNamer

# Belong to the surname word after them. PARTICLES may also open a surname inside a full name; an 'O' or 'D'
# there is rather a middle initial.
PARTICLES = frozenset({
    "VAN", "VON", "VANDER", "VANDEN", "DER", "DEN", "TER", "TEN", "ZU", "ZUR",
    "DE", "DEL", "DELA", "DELLA", "DELOS", "LA", "LE", "LOS", "LAS", "EL",
    "DI", "DA", "DO", "DOS", "DAS", "DU", "ST", "SAINT", "SANTA", "STE", "MC", "MAC",
})  # fmt: skip
_IN_SURNAME = PARTICLES | {"O", "D", "L", "SAN", "AL", "BEN", "BIN", "ABU"}
_SUFFIXES = {
    "JR": "JR", "JUNIOR": "JR", "SR": "SR", "SENIOR": "SR",
    "II": "II", "2ND": "II", "III": "III", "3RD": "III", "IV": "IV", "4TH": "IV", "V": "V", "5TH": "V",
}  # fmt: skip
_BREAKS = re.compile(r"[\s/\-\u2010-\u2015\u2212]+")
_LAST_WORD = re.compile(r"(.*[^\s,])[\s,]+(\S+)")
_NOT_ALNUM = re.compile(r"[^A-Z0-9]")
_NOT_LETTER = re.compile(r"[^A-Z]")
_SHORTEST_HALF = 3


@lru_cache(maxsize=1 << 16)
def fold(text: str | None) -> str:
    """Upper-case A-Z only, marks, blanks, hyphens, apostrophes dropped; "" for ``None`` (linkage.md)."""
    return _NOT_LETTER.sub("", anyascii(unicodedata.normalize("NFKD", text or "")).upper())


@lru_cache(maxsize=1 << 16)
def words(text: str | None) -> tuple[str, ...]:
    """Folded words of a name part, broken at blanks, slashes and hyphens."""
    return tuple(word for word in map(fold, _BREAKS.split(text or "")) if word)


@lru_cache(maxsize=1 << 14)
def normal_suffix(text: str | None) -> str | None:
    """'JR', 'SR', 'II' ... 'V' for any spelling of a generational suffix; ``None`` for anything else."""
    return _SUFFIXES.get(_NOT_ALNUM.sub("", (text or "").upper()))


@lru_cache(maxsize=1 << 16)
def split_suffix(text: str | None) -> tuple[str | None, str | None]:
    """('Smith', 'Jr.') of 'Smith, Jr.': the suffix as written, split off when a name is left."""
    found = _LAST_WORD.fullmatch((text or "").strip())
    return (found[1], found[2]) if found and normal_suffix(found[2]) else (text or None, None)


@lru_cache(maxsize=1 << 16)
def surname_forms(last: str | None, shortest: int = _SHORTEST_HALF) -> frozenset[str]:
    """Folded forms to index and compare a surname by: the whole, and each half of a double one.

    Particles stay with what follows ('DE LA CRUZ' is one half), a glued suffix is left out, halves of fewer
    letters than ``shortest`` are dropped (linkage.md Names 2, 3). Empty for a text without letters.
    """
    bare, _ = split_suffix(last)
    halves, pending = [], ""
    for word in words(bare):
        pending += word
        if word not in _IN_SURNAME:
            halves.append(pending)
            pending = ""
    halves.append(pending)
    long_enough = {half for half in halves if len(half) >= shortest}
    return frozenset(long_enough | {fold(bare)}) - {""}


@lru_cache(maxsize=1)
def _nicknamer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1 << 14)
def _nicknames_of(folded: str) -> frozenset[str]:
    return frozenset(map(fold, _nicknamer().nicknames_of(folded)))


def nicknamed(a: str, b: str) -> bool:
    """Whether one folded given name is a listed nickname of the other: weak evidence (linkage.md Names 4)."""
    return b in _nicknames_of(a) or a in _nicknames_of(b)


@lru_cache(maxsize=1 << 16)
def related_given(a: str, b: str) -> bool:
    """Whether one is a nickname of the other, or both of one name, as BOB and ROB are of ROBERT."""
    return nicknamed(a, b) or bool(_full_forms(a) & _full_forms(b))


@lru_cache(maxsize=1 << 14)
def _full_forms(folded: str) -> frozenset[str]:
    return frozenset(map(fold, _nicknamer().canonicals_of(folded)))


@lru_cache(maxsize=1 << 14)
def given_forms(folded: str) -> frozenset[str]:
    """The name with its nicknames and the names it is a nickname of."""
    return frozenset({folded}) | _nicknames_of(folded) | _full_forms(folded)


@lru_cache(maxsize=1 << 14)
def given_initials(first: str | None) -> frozenset[str]:
    """Initials under which a given name may stand elsewhere: its own, and those of names it is a nickname of or has."""
    folded = fold(first)
    if not folded:
        return frozenset()
    family = {folded, *_nicknames_of(folded), *map(fold, _nicknamer().canonicals_of(folded))}
    return frozenset(name[0] for name in family if name)
