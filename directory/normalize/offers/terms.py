"""The words of vocabulary.toml in a text: whole words, case, hyphens, accents and a plural 's' aside."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

from directory.vocabulary import SaidKind

__all__ = ["Mention", "Vocabulary", "mentions", "vocabulary"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINTS = frozenset({" ", "-", "\u2010", "\u2011"})  # between the words of one term, in tidied text
_NEEDLE = re.compile(r"\b(?:dry)?needl(?:e|es|ed|ing)\b|\bnadelung\b", re.IGNORECASE)
_SHORTEST_PLURAL = 4
_LONGEST_ABBREVIATION = 6
NAMESAKE = "namesake"
_KINDS: Mapping[str, SaidKind | None] = MappingProxyType(
    {
        "technique": SaidKind.TECHNIQUE,
        "condition": SaidKind.CONDITION,
        "body_region": SaidKind.BODY_REGION,
        "therapy": SaidKind.THERAPY,
        NAMESAKE: None,
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A spelling of a row. ``short``: an abbreviation; that of a technique needs a needling word beside it."""

    kind: SaidKind | None  # None: a namesake, which is no dry needling
    code: str
    spelling: str
    stems: tuple[str, ...]
    short: bool
    cased: bool
    near: bool  # a neighbor of its row, not its equal


@dataclass(frozen=True, slots=True)
class Mention:
    """A term at its place in a text."""

    term: Term
    start: int
    end: int

    @property
    def kind(self) -> SaidKind | None:
        return self.term.kind

    @property
    def code(self) -> str:
        return self.term.code


@dataclass(frozen=True)
class Vocabulary:
    """All rows of the file, and what follows from them."""

    rows: Mapping[str, Sequence[Mapping[str, object]]]

    @cached_property
    def terms(self) -> Mapping[str, tuple[Term, ...]]:
        """By the first stem, the longest first."""
        found: dict[str, list[Term]] = {}
        for group, kind in _KINDS.items():
            for row in self.rows[group]:
                for spelling in _listed(row, "synonyms") or _listed(row, "words"):
                    term = _term(kind, row, spelling)
                    known = found.setdefault(term.stems[0], [])
                    if all(term.stems != other.stems for other in known):  # 'dry-needling' is 'dry needling'
                        known.append(term)
        return {stem: tuple(sorted(terms, key=lambda term: -len(term.stems))) for stem, terms in found.items()}

    @cached_property
    def needling(self) -> frozenset[str]:
        """Ids of dry needling and the techniques under it."""
        under = (str(row["id"]) for row in self.rows["technique"] if row.get("parent") == "dry_needling")
        return frozenset({"dry_needling", *under})

    @cached_property
    def regions(self) -> Mapping[str, str]:
        """Condition -> its one part of the body; conditions of any part, or of joints, are left out."""
        return {
            str(row["id"]): str(row["region"])
            for row in self.rows["condition"]
            if row["region"] not in ("any", "joint")
        }


def _listed(row: Mapping[str, object], key: str) -> Sequence[str]:
    found = row.get(key, ())
    return found if isinstance(found, list) else ()


def _term(kind: SaidKind | None, row: Mapping[str, object], spelling: str) -> Term:
    words = _WORD.findall(spelling)
    alone = len(words) == 1 or (len(spelling) <= _LONGEST_ABBREVIATION and "-" in spelling)
    short = alone and sum(char.isupper() for char in spelling) >= 2 and len(spelling) <= _LONGEST_ABBREVIATION
    return Term(
        kind=kind,
        code=str(row["id"]),
        spelling=spelling,
        stems=tuple(_stem(word) for word in words),
        short=short,
        cased=spelling in _listed(row, "cased"),
        near=spelling in _listed(row, "near"),
    )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """What vocabulary.toml holds."""
    table = tomllib.loads(files("directory.normalize").joinpath("vocabulary.toml").read_text("utf-8"))
    return Vocabulary({group: table[group] for group in _KINDS})


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """'Runner’s', 'runners' and 'runner' are one."""
    bare = word.casefold().replace("'", "").replace("’", "")
    if not bare.isascii():
        bare = "".join(char for char in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(char))
    return bare[:-1] if len(bare) >= _SHORTEST_PLURAL and bare[-1] == "s" and bare[-2] != "s" else bare


def mentions(text: str, *, known_short: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """The terms of one block of tidied text in reading order, the longest reading first, no word used twice.

    An abbreviation of a technique counts only beside a needling word in the block, or when it is among
    ``known_short``, those whose meaning the page gives; a neighbor only beside a full name of dry needling.
    """
    words = list(_WORD.finditer(text))
    found: list[Mention] = []
    at = 0
    while at < len(words):
        taken = 1
        for term in vocabulary().terms.get(_stem(words[at][0]), ()):
            run = words[at : at + len(term.stems)]
            if _reads(term, run, text):
                found.append(Mention(term, run[0].start(), run[-1].end()))
                taken = len(run)
                break
        at += taken
    return tuple(_beside(found, text, known_short))


def _reads(term: Term, run: Sequence[re.Match[str]], text: str) -> bool:
    if len(run) < len(term.stems) or any(_stem(word[0]) != stem for word, stem in zip(run, term.stems, strict=True)):
        return False
    if any(text[a.end() : b.start()] not in _JOINTS for a, b in pairwise(run)):
        return False
    written = text[run[0].start() : run[-1].end()]
    if term.cased:
        return written == term.spelling
    return not term.short or written.casefold() == term.spelling.casefold()  # 'CRP' is not 'CRPS'


def _beside(found: Iterable[Mention], text: str, known_short: frozenset[str]) -> Iterable[Mention]:
    found = list(found)
    family = vocabulary().needling
    full = any(m.code in family and not m.term.short and not m.term.near for m in found)
    needle = full or _NEEDLE.search(text) is not None
    for mention in found:
        term = mention.term
        plain = term.kind is not SaidKind.TECHNIQUE or not (term.near or term.short)
        if plain or (full if term.near else needle) or term.spelling.casefold() in known_short:
            yield mention
