"""Names as clinics write them, with letters behind: 'Jane Doe PT, DPT, Cert. DN' (listings.md 5).

The letters of the dictionary (credentials.toml) are taken off from the right first; what is left is the name. Letters
that nobody knows are told as unknown, never guessed and never made part of a name.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from directory.normalize.folding import PARTICLES, fold, normal_suffix
from directory.normalize.letters import FEW_LETTERS, SIGNS, letters_key
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.text import clean

_BREAKS = re.compile(r"\s*(?:,|;|\||//|\s/\s|•|·|\s[-\u2010-\u2015]+\s|[()])\s*")
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}")
_LONGEST = 4  # words of one credential


@dataclass(frozen=True, slots=True)
class Letters:
    """A known credential as the text has it; ``ids``: all that these letters can mean."""

    raw: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Byline:
    """One person of a text, the letters behind the name in reading order, what looks like letters unknown to us, and
    what else stands there, such as a job title.
    """

    name: PersonName
    letters: tuple[Letters, ...] = ()
    unknown: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[tuple[str, str], ...]]:
    """Key -> (spelling, id) of all credentials with these letters."""
    table = tomllib.loads(files("directory.normalize").joinpath("credentials.toml").read_text("utf-8"))
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in table["credential"]:
        for spelling in row["spellings"]:
            bare = SIGNS.sub("", spelling)
            key = letters_key(bare)
            if (bare, row["id"]) not in found.get(key, ()):
                found[key] = (*found.get(key, ()), (bare, row["id"]))
    return found


def _letters(raw: str) -> Letters | None:
    """Whole tokens only; two letters or fewer in their own case, which 'Ma' and 'Do' of a name are not."""
    fits = [
        ident
        for spelling, ident in _known().get(letters_key(raw), ())
        if len(letters_key(spelling)) > FEW_LETTERS or raw.replace(".", "") == spelling.replace(".", "")
    ]
    return Letters(raw, tuple(dict.fromkeys(fits))) if fits else None


def _looks_like_letters(word: str) -> bool:
    """Two capitals or more in one token, such as 'XPTZ', 'MHSc' or 'Q.R.'; 'McKay' and 'DeAngelo' are names."""
    bare = re.sub(r"[^A-Za-z]", "", word)
    capitals = sum(char.isupper() for char in bare)
    return bool(_DOTTED.fullmatch(word)) or (capitals >= 2 and (bare.isupper() or len(bare) - capitals <= 2))


def _taken_apart(words: Sequence[str], *, at_least: int, shouting: bool) -> tuple[list[str], list[Letters], list[str]]:
    """(words of the name, letters, unknown): credentials from the right, the longest reading of the same words first.

    ``at_least``: words that are left to the name; ``shouting``: the text is all capitals, which then say nothing.
    """
    rest, letters, unknown = list(words), list[Letters](), list[str]()
    while len(rest) > at_least:
        for count in range(min(_LONGEST, len(rest) - at_least), 0, -1):
            if found := _letters(" ".join(rest[-count:])):
                letters.insert(0, found)
                del rest[-count:]
                break
        else:
            parts = [_letters(part) for part in rest[-1].split("/")]
            if len(parts) > 1 and all(parts):  # 'PT/DPT'
                letters[:0] = [part for part in parts if part]
            elif not shouting and not normal_suffix(rest[-1]) and _looks_like_letters(rest[-1]):
                unknown.insert(0, rest[-1])
            else:
                break
            del rest[-1]
    return rest, letters, unknown


def bylines(text: str | None) -> tuple[Byline, ...]:
    """The people of one byline. Empty where no name can be told; a job title behind the letters is read over."""
    segments = list(_segments(text))
    shouting = not any(char.islower() for char in text or "")
    people: list[tuple[list[str], list[Letters], list[str]]] = []
    rest: list[str] = []
    alone = [not _taken_apart(segment.split(), at_least=0, shouting=shouting)[0] for segment, _ in segments]
    for at, (segment, joined) in enumerate(segments):
        if alone[at]:  # nothing but letters: they belong to the name before
            if people:
                _, letters, unknown = _taken_apart(segment.split(), at_least=0, shouting=shouting)
                people[-1][1].extend(letters)
                people[-1][2].extend(unknown)
            continue
        if people and normal_suffix(segment):
            people[-1][0].append(segment)
            continue
        name, letters, unknown = _taken_apart(segment.split(), at_least=2, shouting=shouting)
        lettered = bool(letters) or (at + 1 < len(segments) and alone[at + 1])
        if not people:
            people.append((name, letters, unknown))
        elif len(people) == 1 and len(people[0][0]) == 1 and not people[0][1]:
            if joined:  # 'Jane and John Doe'
                people.append((name, letters, unknown))
            else:  # 'DOE, JANE M'
                people[0] = ([*name, *people[0][0]], letters, unknown)
        elif _is_name(name) and not rest and (lettered or (joined and len(segments) == 2)):
            people.append((name, letters, unknown))
        else:
            rest.append(segment)
    return tuple(_named(people, rest))


def only_letters(text: str, *, shouting: bool = False) -> bool:
    """Whether a text is nothing but letters behind a name: 'PT', 'DPT OCS'; known ones or, unless it stands in a
    text all in capitals (``shouting``), such as look like letters.
    """
    words = text.split()
    return bool(words) and not _taken_apart(words, at_least=0, shouting=shouting)[0]


def _segments(text: str | None) -> Iterator[tuple[str, bool]]:
    """Parts of the text, and whether an 'and' stands before."""
    tidy = SIGNS.sub("", clean((text or "").replace("\n", " | ")) or "")
    for part in _BREAKS.split(tidy):
        yield from ((piece, place > 0) for place, piece in enumerate(_AND.split(part)) if piece)


def _is_name(words: Sequence[str]) -> bool:
    """Two words or more, none in small letters but particles."""
    return len(words) >= 2 and all(word[:1].isupper() or fold(word) in PARTICLES for word in words)


def _named(people: Sequence[tuple[list[str], list[Letters], list[str]]], rest: Sequence[str]) -> Iterator[Byline]:
    found: list[tuple[PersonName, tuple[Letters, ...], tuple[str, ...]]] = []
    nameless: list[str] = []
    for words, letters, unknown in people:
        # 'Jane & John Doe'; whoever has letters of their own has a name of their own, which is not made up here.
        if len(words) == 1 and not letters and fold(words[0]) and people[-1][0] is not words:
            words = [*words, people[-1][0][-1]]
        if (name := parse_full_name(" ".join(words))) is not None:
            found.append((name, tuple(letters), tuple(unknown)))
        else:
            nameless.append(" ".join(words))
    yield from (Byline(*one, rest=(*nameless, *rest)) for one in found)
