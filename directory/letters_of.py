"""Explains the letters behind a name: what each means, who gives it, and whether and where it can be checked."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from directory import wording
from directory.normalize.letters import FEW_LETTERS, SIGNS, collide, letters_key, needling_claims, needling_spellings
from directory.normalize.text import clean
from directory.texts import say

MOST_LETTERS = 25  # of one text; whoever writes more is a hostile text, not a person
LONGEST_TEXT = 300  # characters that are read
OLD_DAYS = 365  # pages of issuers change about so often: hours and names read earlier may hold no more
_MOST_WORDS = 6
_BREAKS = re.compile(r"\s*(?:,|;|\||//|\s/\s|•|·|\n|\s[-\u2010-\u2015]+\s)\s*|\s+(?:and|&)\s+", re.IGNORECASE)
_INNER = re.compile(r"[/\-()]+")


class Meaning(StrEnum):
    """What letters stand for; ``SEVERAL``: more than one thing, or nothing that is established."""

    LICENSE = "license"
    DEGREE = "degree"
    SPECIALTY = "specialty"
    NEEDLING = "needling"
    COURSE = "course"
    MEMBERSHIP = "membership"
    SEVERAL = "several"
    UNKNOWN = "unknown"


_KINDS = {
    "licence": Meaning.LICENSE,
    "degree": Meaning.DEGREE,
    "board-certification": Meaning.SPECIALTY,
    "DN-training": Meaning.NEEDLING,
}
_HONORS = frozenset({"membership", "honour", "fellowship"})


@dataclass(frozen=True, slots=True)
class IssuerList:
    """A list of holders that we read: whose letters it is about, and its source's title, owner and page."""

    letters: tuple[str, ...]
    title: str
    owner: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One credential as the text has it. ``names``: what it stands for, more than one where it has several meanings;
    ``hours``: of training that the letters stand for, if they are held; ``check``: where holders can be looked up,
    ``page`` the address of it where we read that list; ``lines``: all of this in sentences, the meaning first.
    """

    letters: str
    meaning: Meaning
    names: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    hours: int | None = None
    check: str | None = None
    page: str | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the dictionary: ``spellings`` without signs."""

    ident: str
    meaning: Meaning
    name: str | None
    issuer: str | None
    check: str | None
    hours: int | None


@cache
def _dictionary() -> tuple[date, Mapping[str, tuple[tuple[str, _Entry], ...]]]:
    """The day it was compiled, and key -> (spelling, entry) of all credentials with these letters."""
    table = tomllib.loads(files("directory.normalize").joinpath("credentials.toml").read_text("utf-8"))
    found: dict[str, dict[str, tuple[str, _Entry]]] = {}
    for row in table["credential"]:
        spellings = [*row["spellings"], *([row["name"]] if "name" in row else []), *needling_spellings(row["id"])]
        entry = _entry(row)
        for spelling in spellings:
            bare = SIGNS.sub("", spelling)
            found.setdefault(letters_key(bare), {}).setdefault(entry.ident, (bare, entry))
    return table["compiled"], {key: tuple(entries.values()) for key, entries in found.items()}


def _entry(row: Mapping[str, Any]) -> _Entry:
    """Of needling letters name, issuer and hours are those of needling_letters.toml, which says less but surely."""
    meaning = _KINDS.get(row["kind"], Meaning.MEMBERSHIP if row.get("subkind") in _HONORS else Meaning.COURSE)
    name, issuer, hours = row.get("name"), row.get("issuer"), None
    if claims := needling_claims(row["spellings"][0]) if meaning is Meaning.NEEDLING else ():
        name, issuer, hours = claims[0].name, claims[0].issuer, claims[0].hours_implied
    return _Entry(row["id"], meaning, name, issuer, row.get("check"), hours)


def explained(credential_text: str | None, as_of: date, lists: Iterable[IssuerList] = ()) -> list[Letter]:
    """The letters of a post-nominal text ('PT, DPT, OCS, CMTPT, Cert. DN') in reading order, each once.

    ``lists``: those of issuers that we read (`lists_read`). Letters that no dictionary of ours has are told as unknown;
    nothing is guessed. Source: the team's dictionary of credentials (credentials.yaml). Never raises.
    """
    read_on, _ = _dictionary()
    old = (as_of - read_on).days > OLD_DAYS
    known = list(lists)
    found: dict[tuple[str, Meaning], Letter] = {}
    for raw in _tokens(credential_text):
        letter = _letter(raw, known)
        found.setdefault((letters_key(raw), letter.meaning), letter)
    return [_told(letter, read_on if old else None) for letter in list(found.values())[:MOST_LETTERS]]


def lists_read(sources: Iterable[Any]) -> list[IssuerList]:
    """Of rows of `Source`: the lists of training bodies whose letters are known."""
    return [IssuerList(tuple(one.letters), one.title, one.owner, one.page_url) for one in sources if one.letters]


# --- taking a text apart ----------------------------------------------------------------------------------------------


def _tokens(text: str | None) -> Iterator[str]:
    """Credentials from left to right, the longest reading of the same words first; what is left, word by word."""
    tidy = SIGNS.sub("", clean((text or "")[:LONGEST_TEXT].replace("\n", " | ")) or "")
    for segment in _BREAKS.split(tidy):
        words = segment.split()
        while words:
            count = next((n for n in range(min(_MOST_WORDS, len(words)), 0, -1) if _entries(" ".join(words[:n]))), 0)
            yield from [_bare(" ".join(words[:count]))] if count else _parts(words[0])
            del words[: count or 1]


def _bare(text: str) -> str:
    """Without brackets around it: of 'PT (OCS)' the second is 'OCS'."""
    return text if text.count("(") == text.count(")") and not text.startswith("(") else text.strip("()")


def _parts(word: str) -> list[str]:
    """'PT/DPT' and 'PT(OCS)' are two credentials, where all their parts are known; else the word stays whole."""
    parts = [part for part in _INNER.split(word) if part]
    whole = word.strip("().:*")
    return parts if len(parts) > 1 and all(map(_entries, parts)) else [whole] if whole else []


def _entries(raw: str) -> tuple[_Entry, ...]:
    """What the letters can mean; two letters or fewer only in their own case, which 'Ma' and 'Do' are not."""
    _, known = _dictionary()
    bare = re.sub(r"[^A-Za-z]", "", raw)
    return tuple(
        entry
        for spelling, entry in known.get(letters_key(raw), ())
        if len(letters_key(spelling)) > FEW_LETTERS or bare == re.sub(r"[^A-Za-z]", "", spelling)
    )


# --- what they mean ---------------------------------------------------------------------------------------------------


def _letter(raw: str, lists: Sequence[IssuerList]) -> Letter:
    own = next((one for one in lists if letters_key(raw) in map(letters_key, one.letters)), None)
    entries = _entries(raw)
    names = tuple(dict.fromkeys(entry.name for entry in entries if entry.name))
    issuers = tuple(dict.fromkeys(entry.issuer for entry in entries if entry.issuer))
    if not entries:
        if own is None:
            return Letter(letters=raw, meaning=Meaning.UNKNOWN)
        return Letter(
            letters=raw, meaning=Meaning.NEEDLING, names=(), issuers=(own.owner,), check=own.title, page=own.page
        )
    meanings = {entry.meaning for entry in entries}
    unclear = len(meanings) > 1 or (collide(raw) and Meaning.NEEDLING in meanings)
    first = entries[0]
    return Letter(
        letters=raw,
        meaning=Meaning.SEVERAL if unclear else first.meaning,
        names=names,
        issuers=issuers,
        hours=None if unclear else first.hours,
        check=own.title if own else None if unclear else next((e.check for e in entries if e.check), None),
        page=own.page if own else None,
    )


def _told(letter: Letter, read_on: date | None) -> Letter:
    """With its sentences. ``read_on``: when the dictionary was compiled, where that is long ago."""
    lines = [say(f"letters-{letter.meaning.value}")]
    if letter.names:
        lines.append(say("letters-names", names=_or(letter.names)))
    elif letter.meaning not in (Meaning.UNKNOWN, Meaning.SEVERAL):
        lines.append(say("letters-no-name"))
    if letter.issuers:
        lines.append(say("letters-issuer", issuer=_or(letter.issuers)))
    if letter.hours:
        lines.append(say("letters-hours", hours=letter.hours))
    lines += _where(letter)
    if read_on and letter.meaning is not Meaning.UNKNOWN:
        lines.append(say("letters-old", day=wording.day(read_on)))
    return Letter(
        letters=letter.letters,
        meaning=letter.meaning,
        names=letter.names,
        issuers=letter.issuers,
        hours=letter.hours,
        check=letter.check,
        page=letter.page,
        lines=tuple(lines),
    )


def _where(letter: Letter) -> Iterator[str]:
    if letter.meaning in (Meaning.UNKNOWN, Meaning.SEVERAL):
        return  # what they stand for is the first thing to ask
    if letter.page:
        yield say("letters-check-read", list=letter.check)
    elif letter.check:
        yield say("letters-check", where=letter.check)
    else:
        yield say("letters-no-check")


def _or(words: Sequence[str]) -> str:
    return " / ".join(words)
