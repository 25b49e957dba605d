"""Needling training that a person claims by letters or a phrase behind the name; a claim, never proof."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from directory.normalize.text import clean

SIGNS = re.compile(r"\((?:R|TM)\)|[®™]")
_WORD = re.compile(r"[A-Za-z0-9&.]+")
_JOINTS = re.compile(r"[\s/(\-]+")  # inside one credential: 'Cert. DN', 'CMTPT/DN', 'DN-1', 'CMTPT(DN)'
_GLUED_ON = re.compile(r"-[A-Za-z0-9]")  # 'FDN-P' is somebody else's credential
# Words for needling in a course's name or its issuer's; 'DN' and 'IMS' only as letters by themselves.
_NEEDLING = re.compile(
    r"(?i:needl(?!e[\s-]?stick)|intramuscular (?!injection)|trigger[\s-]point dry)"
    r"|(?i:aiguilles? s[eè]ches?|punci[oó]n seca)"
    r"|\b(?:DN|IMS)\b"
)
FEW_LETTERS = 2


@dataclass(frozen=True, slots=True)
class NeedlingClaim:
    """One claim found in a text. ``None``: the letters do not tell."""

    id: str
    letters: str  # the usual spelling
    raw: str  # as the text has it
    name: str | None
    issuer: str | None
    hours_implied: int | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of needling_letters.toml under one spelling; ``claim`` is None for letters that never count."""

    spelling: str
    claim: NeedlingClaim | None


def letters_key(text: str) -> str:
    """What spellings of the same letters have in common: small letters and digits, punctuation aside."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@lru_cache(maxsize=1)
def _entries() -> dict[str, _Entry]:
    table = tomllib.loads(files("directory.normalize").joinpath("needling_letters.toml").read_text("utf-8"))
    entries: dict[str, _Entry] = {}
    for row in table["claim"]:
        letters, known = row["abbr"], (row.get("name"), row.get("issuer"), row.get("hours"))
        claim = NeedlingClaim(row["id"], letters, "", *known)
        for spelling in [letters, *row["variants"]]:
            bare = SIGNS.sub("", spelling)
            entries[letters_key(bare)] = _Entry(bare, claim)
    for row in table["never"]:
        entries |= {letters_key(spelling): _Entry(spelling, None) for spelling in row["letters"]}
    return entries


def needling_spellings(ident: str) -> list[str]:
    """All spellings of a claim of needling_letters.toml, under its id; empty where it is none."""
    return [entry.spelling for entry in _entries().values() if entry.claim and entry.claim.id == ident]


def _found(text: str) -> Iterator[tuple[_Entry, str]]:
    """Entries in reading order, the longest reading of the same words first, no word used twice."""
    words = list(_WORD.finditer(text))
    longest = max(len(entry.spelling.split()) for entry in _entries().values()) + 1
    start = 0
    while start < len(words):
        taken = 1
        for end in range(min(len(words), start + longest), start, -1):
            run = words[start:end]
            gaps = [text[a.end() : b.start()] for a, b in pairwise(run)]
            raw = text[run[0].start() : run[-1].end()]
            entry = _entries().get(letters_key(raw))
            if entry and all(map(_JOINTS.fullmatch, gaps)) and _as_spelled(raw, entry, text[run[-1].end() :]):
                yield entry, raw + ")" * (raw.count("(") - raw.count(")"))
                taken = len(run)
                break
        start += taken


def _as_spelled(raw: str, entry: _Entry, after: str) -> bool:
    """Two letters or fewer match only in their own case; nothing may be glued on behind."""
    letters = re.sub(r"[^A-Za-z]", "", entry.spelling)
    same_case = len(letters) > FEW_LETTERS or re.sub(r"[^A-Za-z]", "", raw) == letters
    return same_case and not _GLUED_ON.match(after)


def needling_claims(text: str | None) -> tuple[NeedlingClaim, ...]:
    """Needling claims in a post-nominal text ('PT, DPT, Cert. DN'), in reading order, each spelling once.

    Whole tokens only, after the `normalisation` section of credentials.yaml: case and punctuation aside, a
    comma always separates. 'CMTPT' alone, 'DNS', 'IMS' and 'CDN' claim nothing (its `traps`).
    """
    tidy = SIGNS.sub("", clean(text) or "")
    claims: dict[tuple[str, str], NeedlingClaim] = {}
    for entry, raw in _found(tidy):
        if known := entry.claim:
            claim = NeedlingClaim(known.id, known.letters, raw, known.name, known.issuer, known.hours_implied)
            claims.setdefault((known.id, letters_key(raw)), claim)
    return tuple(claims.values())


def speaks_of_needling(text: str | None) -> bool:
    """Whether the name of a course or of a body has a word for needling, or letters that claim it."""
    told = clean(text) or ""
    return bool(needling_claims(told) or (_NEEDLING.search(told) and not collide(told)))


def collide(text: str | None) -> bool:
    """Whether a text is nothing but letters that stand for something else too, such as 'CMTPT', 'DNS' or 'IMS'."""
    entry = _entries().get(letters_key(text or ""))
    return entry is not None and entry.claim is None
