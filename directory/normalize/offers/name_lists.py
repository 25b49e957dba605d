"""Runs of people's names in a sentence: 'Jane Doe, PT, John Roe & Kim Poe'; whole names, none of a place or firm."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nicknames import NickNamer

from directory.normalize.bylines import Byline, bylines, only_letters
from directory.normalize.folding import PARTICLES, fold, normal_suffix
from directory.normalize.offers.terms import vocabulary
from directory.normalize.states import STATE_NAMES
from directory.vocabulary import PROFESSION_NAMES

_JOINT = re.compile(r"\s*,?\s*(?:\band\b|&|\bor\b)\s*|\s*[,/|]\s*|\s*;\s*|\s*[()]\s*")
_WORD = re.compile(r"\S+")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*\.?$")
_TITLES = frozenset({"DR", "DRS", "MR", "MRS", "MS", "MISS", "PROF"})
_MOST_WORDS = 5
_LONGEST_LEAD = 6  # words before the first name: 'our certified physical therapist'
# Capitalized words that are no part of a person's name.
_NO_NAME = frozenset({
    "a", "about", "academy", "all", "also", "american", "an", "and", "another", "any", "are", "area", "as",
    "ask", "aspen", "associates", "at", "back", "blue", "board", "book", "both", "by", "call", "center",
    "centre", "certified", "chiro", "chiropractic", "class", "clinic", "clinical", "clinician", "clinicians",
    "college", "company", "contact", "continuing", "cross", "currently", "dry", "during", "each", "either",
    "elite", "every", "evidence", "express", "family", "first", "fitness", "following", "for", "free", "from",
    "functional", "great", "have", "he", "health", "healthcare", "hello", "help", "her", "here", "his", "home",
    "hospital", "how", "i", "if", "in", "institute", "institution", "insurance", "integrative", "is", "it",
    "learn", "level", "licensed", "location", "locations", "medical", "medicare", "medicine", "meet", "more",
    "motion", "mountain", "move", "movement", "my", "myopain", "national", "new", "no", "north", "now",
    "occupational", "of", "office", "on", "one", "online", "or", "ortho", "orthopaedic", "orthopaedics",
    "orthopedic", "orthopedics", "our", "pain", "patient", "patients", "peak", "pelvic", "performance",
    "physical", "physio", "physiotherapist", "physiotherapists", "physiotherapy", "plus", "point", "practice",
    "practitioner", "practitioners", "prime", "pro", "professional", "professionals", "program", "provider",
    "providers", "rehab", "rehabilitation", "road", "saint", "school", "see", "select", "senior", "she",
    "shield", "since", "society", "solutions", "south", "spa", "specialist", "specialists", "spinal", "spine",
    "sport", "sports", "staff", "state", "studio", "summit", "team", "technique", "that", "the", "their",
    "therapies", "therapist", "therapists", "therapy", "these", "they", "this", "those", "three", "to", "today",
    "total", "town", "trainer", "trainers", "treatment", "trigger", "two", "united", "university", "us",
    "valley", "we", "wellness", "what", "when", "while", "who", "why", "with", "women", "you", "your", "youth",
})  # fmt: skip
_ROLES = frozenset({
    "a", "an", "our", "the", "lead", "senior", "staff", "head", "clinic", "clinical", "owner", "co-owner",
    "founder", "co-founder", "director", "manager", "physical", "occupational", "athletic", "massage",
    "physiotherapist", "therapist", "therapists", "chiropractor", "acupuncturist", "trainer", "doctor", "of",
    "therapy", "and", "physician", "assistant", "nurse", "practitioner", "licensed", "registered", "certified",
    "specialist", "orthopedic", "sports", "pelvic", "health", "president", "partner", "both", "physiotherapists",
})  # fmt: skip


_ALSO_NAMES = {"virginia", "carolina", "georgia", "dakota", "west", "washington"}  # words of states


@dataclass(frozen=True, slots=True)
class Name:
    """A person at a place of a text: the byline as written and what it says."""

    raw: str
    start: int
    end: int
    byline: Byline
    evident: bool  # a title, letters or a common given name: nothing else is called so

    def moved(self, by: int) -> "Name":
        """The same in a text of which the one it was read from is a part."""
        return replace(self, start=self.start + by, end=self.end + by)


@lru_cache(maxsize=1)
def _no_name() -> frozenset[str]:
    care = {
        word.casefold() for terms in vocabulary().terms.values() for term in terms for word in term.spelling.split()
    }
    states = {word.casefold() for name in STATE_NAMES.values() for word in name.split()} - _ALSO_NAMES
    jobs = {word for name in PROFESSION_NAMES.values() for word in name.split()}
    days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    return _NO_NAME | care | states | jobs | days


@lru_cache(maxsize=1)
def _nicknamer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1 << 12)
def _common(given: str) -> bool:
    return bool(_nicknamer().nicknames_of(given.lower()) or _nicknamer().canonicals_of(given.lower()))


def names_behind(text: str, start: int = 0) -> tuple[Name, ...]:
    """The names that ``text[start:]`` ends with, from the first to the last; what stands before them is no name."""
    shouting = text.isupper()
    found: list[Name] = []
    stop: int | None = None  # where the letters behind the name still to come end
    for at, until in reversed([*_pieces(text, start)]):
        piece = text[at:until]
        if _behind_a_name(piece, shouting):
            stop = stop or until
            continue
        if _role(piece):
            continue
        words = _words(text, at, until)
        tail = _before_letters(words, shouting)
        first = tail
        while first and (_name_like(words[first - 1][0], shouting) or _particle(words[first - 1][0], first < tail)):
            first -= 1
        name = _name(text, words[first:tail], stop or until, shouting)
        if name is None:
            break
        found.insert(0, name)
        stop = None
        if first:  # something else stands before it
            break
    return tuple(found)


def names_ahead(text: str, start: int = 0) -> tuple[Name, ...]:
    """The names that ``text[start:]`` begins with, after a few small words such as 'our physical therapists'."""
    shouting = text.isupper()
    found: list[Name] = []
    pieces = [*_pieces(text, start)]
    for number, (at, until) in enumerate(pieces):
        piece = text[at:until]
        if found and (_behind_a_name(piece, shouting) or _role(piece)):
            continue
        words = _words(text, at, until)
        first = next((at for at, (word, _, _) in enumerate(words) if _name_like(word, shouting)), len(words))
        if first > _LONGEST_LEAD or not all(
            word.islower() or word.casefold() in _ROLES for word, _, _ in words[:first]
        ):
            break
        tail = _before_letters(words, shouting)
        last = first
        while last < tail and (_name_like(words[last][0], shouting) or _particle(words[last][0], last > first)):
            last += 1
        whole = last == tail
        stop = until if whole else words[last - 1][2] if last > first else until
        if whole:
            for after, end in pieces[number + 1 :]:
                if not _behind_a_name(text[after:end], shouting):
                    break
                stop = end
        name = _name(text, words[first:last], stop, shouting)
        if name is None:
            break
        found.append(name)
        if not whole:  # 'Jane Doe at our clinic'
            break
    return tuple(found)


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    for joint in _JOINT.finditer(text, start):
        if text[start : joint.start()].strip():
            yield start, joint.start()
        start = joint.end()
    if text[start:].strip():
        yield start, len(text)


def _words(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in _WORD.finditer(text, start, end)]


def _behind_a_name(piece: str, shouting: bool) -> bool:
    return only_letters(piece, shouting=shouting) or normal_suffix(piece) is not None


def _before_letters(words: Sequence[tuple[str, int, int]], shouting: bool) -> int:
    """How many words stand before letters without a comma: two of 'Jane Doe PT'."""
    tail = len(words)
    while tail > 2 and _behind_a_name(words[tail - 1][0], shouting):
        tail -= 1
    return tail


def _role(piece: str) -> bool:
    return all(word.casefold() in _ROLES for word in piece.split())


def _particle(word: str, inside: bool) -> bool:
    return inside and fold(word) in PARTICLES


def _name_like(word: str, shouting: bool) -> bool:
    if not (word[:1].isupper() and _NAME_WORD.match(word)):
        return False
    return word.rstrip(".").casefold() not in _no_name() and not only_letters(word, shouting=shouting)


def _name(text: str, words: Sequence[tuple[str, int, int]], stop: int, shouting: bool) -> Name | None:
    """The name in ``words``, with the letters up to ``stop``; None when they are no whole name."""
    while words and not _name_like(words[0][0], shouting):
        words = words[1:]
    while words and not _name_like(words[-1][0], shouting):
        words = words[:-1]
    plain = [word for word, _, _ in words if fold(word) not in _TITLES]
    if not 2 <= len(plain) <= _MOST_WORDS or len(plain[-1].rstrip(".")) < 2:
        return None
    start = words[0][1]
    people = bylines(text[start:stop])
    if len(people) != 1 or not people[0].name.first or not people[0].name.last:
        return None
    evident = len(plain) < len(words) or bool(people[0].letters) or _common(plain[0])
    return Name(text[start:stop], start, stop, people[0], evident)
