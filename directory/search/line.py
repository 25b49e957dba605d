"""One typed line taken apart: its words, the professions and states they may name, and what says nothing of a name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from directory.normalize.bylines import only_letters
from directory.normalize.families import families_of_letters, family_of, tells_family
from directory.normalize.folding import fold, normal_suffix
from directory.normalize.places import folded_city, place_of_zip
from directory.normalize.states import STATE_NAMES
from directory.normalize.text import clean
from directory.vocabulary import Profession

MOST_WORDS = 12
MOST_LETTERS = 40  # in one word
LONGEST_LETTERS = 8  # behind a name
_BREAKS = re.compile(r"[\s,;:/|()\[\]{}<>\"“”=*%#&+!?\\]+")
_SLASHED = re.compile(r"\b([A-Za-z]{2,5})/([A-Za-z]{1,4})\b")
_KEPT = re.compile(r"[^\w.'’\-\u2010-\u2015\u2212]|_")
_SAYS_NOTHING = frozenset(
    {"DR", "DOCTOR", "MR", "MRS", "MS", "MISS", "PROF", "IN", "NEAR", "AROUND", "FROM", "THE", "AND", "OF", "FOR", "BY",
     "NPI", "LICENSE", "LIC", "NO", "NUMBER", "DRY", "NEEDLING", "NEEDLER", "CERT", "CERTIFIED", "DIP", "USA"}
)  # fmt: skip
_FAMILY: Mapping[str, Profession] = {family_of(profession): profession for profession in Profession}
# What people type, letters aside; its words in any order.
_CALLED: Mapping[tuple[str, ...], Profession] = {
    ("PHYSICAL", "THERAPIST", "ASSISTANT"): Profession.PHYSICAL_THERAPIST_ASSISTANT,
    ("PHYSICAL", "THERAPY", "ASSISTANT"): Profession.PHYSICAL_THERAPIST_ASSISTANT,
    ("PHYSICAL", "THERAPIST"): Profession.PHYSICAL_THERAPIST,
    ("PHYSICAL", "THERAPY"): Profession.PHYSICAL_THERAPIST,
    ("PHYSIOTHERAPIST",): Profession.PHYSICAL_THERAPIST,
    ("PHYSIO",): Profession.PHYSICAL_THERAPIST,
    ("CHIROPRACTOR",): Profession.CHIROPRACTOR,
    ("CHIROPRACTIC",): Profession.CHIROPRACTOR,
    ("CHIRO",): Profession.CHIROPRACTOR,
    ("ATHLETIC", "TRAINER"): Profession.ATHLETIC_TRAINER,
    ("OCCUPATIONAL", "THERAPIST"): Profession.OCCUPATIONAL_THERAPIST,
    ("OCCUPATIONAL", "THERAPY"): Profession.OCCUPATIONAL_THERAPIST,
    ("LICENSED", "ACUPUNCTURIST"): Profession.ACUPUNCTURIST,
    ("ACUPUNCTURIST",): Profession.ACUPUNCTURIST,
    ("NURSE", "PRACTITIONER"): Profession.NURSE_PRACTITIONER,
    ("PHYSICIAN", "ASSISTANT"): Profession.PHYSICIAN_ASSISTANT,
    ("PHYSICIAN",): Profession.PHYSICIAN,
}
_CALLED_WORDS = sorted({word for words in _CALLED for word in words})


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word: as it stands there, and folded. ``bit``: 1, 2, 4, … by its place in the line."""

    text: str
    key: str
    bit: int

    @property
    def halves(self) -> tuple[str, ...]:
        """Of 'Roe-Smith'."""
        parts = [fold(part) for part in re.split(r"[-\u2010-\u2015\u2212]", self.text)]
        return tuple(part for part in parts if len(part) > 1) if len(parts) > 1 else ()

    @property
    def of_place(self) -> str:
        """As the names of places are folded: 'St.' as SAINT."""
        return fold(folded_city(self.text))


@dataclass(frozen=True, slots=True)
class Line:
    """``professions``: bits of the words -> what they may be; ``states``: bit -> code of two letters; ``zips``: bit ->
    ZIP; ``aside``: bits of words that need no explaining, of which ``titles`` are no names either; ``surname``: bit of
    what stood before the only comma.
    """

    words: tuple[Word, ...]
    professions: Mapping[int, frozenset[Profession]]
    states: Mapping[int, str]
    zips: Mapping[int, str]
    aside: int
    titles: int
    surname: int

    @property
    def told(self) -> int:
        """Words that tell something else than a name, unless somebody is called just so."""
        bits = self.titles
        for those in (*self.professions, *self.states):
            bits |= those
        return bits

    @property
    def whole(self) -> int:
        return (1 << len(self.words)) - 1

    def those(self, bits: int) -> list[Word]:
        return [word for word in self.words if word.bit & bits]

    def text_of(self, bits: int) -> str:
        """These words as a line; the comma stays behind the surname."""
        words = self.those(bits)
        comma = self.surname if len(words) > 1 else 0
        return " ".join(f"{word.text}," if word.bit == comma else word.text for word in words)


def pieces(text: str) -> list[str]:
    """The words of a line; signs that belong to no name are left out."""
    return [piece for piece in map(_piece, _BREAKS.split(_SLASHED.sub(_joined, text))) if piece]


def _joined(found: re.Match[str]) -> str:
    """'OTR/L' is one credential, 'PT/DPT' are two words."""
    return found[1] + found[2] if only_letters(found[0].upper(), shouting=True) and len(found[2]) == 1 else found[0]


def _piece(part: str) -> str:
    kept = _KEPT.sub("", unicodedata.normalize("NFC", part)).strip(".-'’")
    return kept[:MOST_LETTERS]


@lru_cache(maxsize=1 << 10)
def taken_apart(text: str) -> Line:
    """Of a line without numbers but ZIPs. At most `MOST_WORDS` words are looked at."""
    told = clean(text) or ""
    words = tuple(_words(pieces(told)))
    before = pieces(told.split(",")[0])
    surname = words[0].bit if told.count(",") == 1 and len(before) == 1 and words and before[0] == words[0].text else 0
    return Line(
        words=words,
        professions=dict(_professions(words)),
        states={
            word.bit: word.key for word in words if word.key in STATE_NAMES and len(word.text.replace(".", "")) == 2
        },
        zips={word.bit: word.text[:5] for word in words if not word.key and place_of_zip(word.text)},
        aside=sum(word.bit for word in words if _is_title(word) or _is_credential(word)),
        titles=sum(word.bit for word in words if _is_title(word)),
        surname=surname,
    )


def _words(texts: Sequence[str]) -> Iterator[Word]:
    """The same word twice is one word."""
    seen: set[str] = set()
    bit = 1
    for text in texts:
        key = fold(text)[:MOST_LETTERS]
        if (key or text.replace("-", "").isdigit()) and (key or text) not in seen and bit < 1 << MOST_WORDS:
            seen.add(key or text)
            yield Word(text, key, bit)
            bit *= 2


def _is_title(word: Word) -> bool:
    return not word.key or word.key in _SAYS_NOTHING or normal_suffix(word.text) is not None


def _is_credential(word: Word) -> bool:
    """Letters behind a name, such as OCS; in lines as people type them their case says nothing."""
    return 2 < len(word.key) <= LONGEST_LETTERS and only_letters(word.text.upper(), shouting=True)


def _professions(words: Sequence[Word]) -> Iterator[tuple[int, frozenset[Profession]]]:
    for word in words:
        letters = [one for one in {word.text, word.text.upper()} if tells_family(one)]
        told = families_of_letters(letters) if letters else ()
        if found := frozenset(_FAMILY[one] for one in told if one in _FAMILY):
            yield word.bit, found
    called = {one: word.bit for word in words for one in _called(word.key)}
    for phrase, profession in _CALLED.items():
        if all(word in called for word in phrase):
            yield sum(called[word] for word in phrase), frozenset({profession})


@lru_cache(maxsize=1 << 12)
def _called(key: str) -> tuple[str, ...]:
    """Words of what a profession is called that this may be, misspelt in long ones."""
    if key in _CALLED_WORDS:
        return (key,)
    if len(key) < 6:
        return ()
    edits = cdist([key], _CALLED_WORDS, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[0].tolist()
    near = {
        word: wrong for word, wrong in zip(_CALLED_WORDS, edits, strict=True) if wrong <= (2 if len(word) > 8 else 1)
    }
    return tuple(word for word, wrong in near.items() if wrong == min(near.values()))
