"""Names as clinics write them, with letters behind: 'Jane Doe PT, DPT, Cert. DN' (listings.md 5).

The letters of the dictionary (credentials.toml) are taken off from the right first; what is left is the name. Letters
that nobody knows are told as unknown, never guessed and never made part of a name.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from directory.normalize.families import tells_family
from directory.normalize.folding import PARTICLES, fold, given_forms, normal_suffix
from directory.normalize.letters import FEW_LETTERS, SIGNS, letters_key
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.text import clean

_BREAKS = re.compile(r"\s*(?:,|;|\||//|\s/\s|•|·|\s[-\u2010-\u2015]+\s|[()])\s*")
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}")
_DOUBLE_NAME = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)+")
_INITIALS = re.compile(r"[A-Z]\.?(?: [A-Z]\.?)*")
_LONGEST = 4  # words of one credential
_TWO_TELLING = frozenset({"OD", "NP", "RN"})


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


@lru_cache(maxsize=1 << 14)  # the same letters come again and again
def _letters(raw: str) -> Letters | None:
    """Whole tokens only; two letters or fewer in their own case, which 'Ma' and 'Do' of a name are not."""
    fits = [
        ident
        for spelling, ident in _known().get(letters_key(raw), ())
        if len(letters_key(spelling)) > FEW_LETTERS or _written(raw) == spelling.replace(".", "")
    ]
    return Letters(raw, tuple(dict.fromkeys(fits))) if fits else None


def _written(raw: str) -> str:
    """Without dots, and without the blanks of 'M D'."""
    bare = raw.replace(".", "")
    return bare.replace(" ", "") if all(len(word) == 1 for word in bare.split()) else bare


def _looks_like_letters(word: str) -> bool:
    """Two capitals or more in one token, such as 'XPTZ', 'MHSc' or 'Q.R.'; 'McKay', 'DeAngelo', 'Ya-Li' are names."""
    if _DOUBLE_NAME.fullmatch(word):
        return False
    bare = re.sub(r"[^A-Za-z]", "", word)
    capitals = sum(char.isupper() for char in bare)
    return bool(_DOTTED.fullmatch(word)) or (capitals >= 2 and (bare.isupper() or len(bare) - capitals <= 2))


def _telling(word: str) -> bool:
    """Letters of a profession that stand out among capitals: 'CRNA', 'OD'; 'AU' and 'CO' are surnames."""
    return tells_family(word) and (len(letters_key(word)) > FEW_LETTERS or word.replace(".", "") in _TWO_TELLING)


Apart = tuple[tuple[str, ...], tuple[Letters, ...], tuple[str, ...]]


@lru_cache(maxsize=1 << 13)  # what stands behind names comes again and again
def _taken_apart(segment: str, *, at_least: int, shouting: bool) -> Apart:
    """(words of the name, letters, unknown): credentials from the right, the longest reading of the same words first.

    ``at_least``: words that are left to the name; ``shouting``: the text is all capitals, which then say nothing.
    """
    rest, letters, unknown = segment.split(), list[Letters](), list[str]()
    while len(rest) > at_least:
        for count in range(min(_LONGEST, len(rest) - at_least), 0, -1):
            if found := _letters(" ".join(rest[-count:])):
                letters.insert(0, found)
                del rest[-count:]
                break
        else:
            parts = [_letters(part) for part in rest[-1].split("/")]
            spaced = " ".join(rest[-2:])
            if len(parts) > 1 and all(parts):  # 'PT/DPT'
                letters[:0] = [part for part in parts if part]
            elif not normal_suffix(rest[-1]) and (_telling if shouting else _looks_like_letters)(rest[-1]):
                unknown.insert(0, rest[-1])
            elif len(rest) > at_least + 1 and spaced.isupper() and _telling(spaced):  # 'CCC A'
                unknown.insert(0, spaced)
                del rest[-1]
            else:
                break
            del rest[-1]
    return tuple(rest), tuple(letters), tuple(unknown)


@dataclass(slots=True)
class _Draft:
    """``surname``: where it stood before a comma, as in 'DOE, JANE M'; ``words`` are then the given names."""

    words: list[str]
    letters: list[Letters]
    unknown: list[str]
    surname: list[str] = field(default_factory=list)

    def list_under_surname(self, given: "_Draft") -> None:
        self.surname, self.words = self.words, given.words
        self.letters, self.unknown = given.letters, given.unknown

    def name(self) -> PersonName | None:
        parts = [" ".join(self.surname), " ".join(self.words)] if self.surname else [" ".join(self.words)]
        return parse_full_name(", ".join(parts))


def bylines(text: str | None) -> tuple[Byline, ...]:
    """The people of one byline. Empty where no name can be told; a job title behind the letters is read over."""
    return _read(text, _of_one_word)


def only_byline(text: str | None) -> Byline | None:
    """The one person whom a column of names means; ``None`` where it names nobody, or several.

    There 'LOPEZ GARCIA, ASHLEY' is no Lopez Garcia with the title of an Ashley.
    """
    found = _read(text, _listed)
    return found[0] if len(found) == 1 else None


def _of_one_word(surname: Sequence[str], _given: Sequence[str]) -> bool:
    """'Doe' and 'Doe Jr' can only be a surname, which the given name follows."""
    return len(surname) == 1 or (len(surname) == 2 and normal_suffix(surname[1]) is not None)


def _listed(surname: Sequence[str], given: Sequence[str]) -> bool:
    """Also surnames of several words, before what is known as a given name."""
    return _of_one_word(surname, given) or (_known_given(given[0]) and not _known_given(surname[0]))


def _known_given(word: str) -> bool:
    return len(given_forms(fold(word))) > 1


def _read(text: str | None, is_surname: Callable[[Sequence[str], Sequence[str]], bool]) -> tuple[Byline, ...]:
    segments = list(_segments(text))
    shouting = not any(char.islower() for char in text or "")
    people, rest = list[_Draft](), list[str]()
    alone = [not _taken_apart(segment, at_least=0, shouting=shouting)[0] for segment, _ in segments]
    if len(segments) > 1 and not segments[1][1] and _name_of_letters(segments[0][0], segments[1][0], alone):
        alone[0] = False
    for at, (segment, joined) in enumerate(segments):
        if alone[at] and not (people and _wanting(people[-1]) and _INITIALS.fullmatch(segment)):
            if people:  # nothing but letters: they belong to the name before
                _, letters, unknown = _taken_apart(segment, at_least=0, shouting=shouting)
                people[-1].letters.extend(letters)
                people[-1].unknown.extend(unknown)
            continue
        if (
            people and normal_suffix(segment) and (len(segment) > 1 or len(people[-1].words) > 1)
        ):  # 'Doe, V': a given name
            people[-1].words.append(segment)
            continue
        words, behind, unclear = _taken_apart(segment, at_least=2, shouting=shouting)
        draft = _Draft(list(words), list(behind), list(unclear))
        lettered = bool(draft.letters) or (at + 1 < len(segments) and alone[at + 1])
        first = people[0] if len(people) == 1 and not people[0].letters and not people[0].surname else None
        if not people or (joined and first and len(first.words) == 1):  # 'Jane and John Doe'
            people.append(draft)
        elif first and not joined and is_surname(first.words, draft.words):
            first.list_under_surname(draft)
        elif _is_name(draft.words) and not rest and (lettered or (joined and len(segments) == 2)):
            people.append(draft)
        else:
            rest.append(segment)
    return tuple(_named(people, rest))


def _wanting(draft: _Draft) -> bool:
    """Whether the given name is still to come: 'Doe, J D'."""
    return len(draft.words) == 1 and not draft.surname and not draft.letters


def _name_of_letters(segment: str, after: str, alone: Sequence[bool]) -> bool:
    """'DO, KIM' and 'DOM, ANA M': a surname that is letters too, before one given name."""
    _, *initials = after.split() or [""]
    return alone[0] and not alone[1] and len(segment.split()) == 1 and all(len(fold(word)) == 1 for word in initials)


def only_letters(text: str, *, shouting: bool = False) -> bool:
    """Whether a text is nothing but letters behind a name: 'PT', 'DPT OCS'; known ones or, unless it stands in a
    text all in capitals (``shouting``), such as look like letters.
    """
    return bool(text.split()) and not _taken_apart(text, at_least=0, shouting=shouting)[0]


def _segments(text: str | None) -> Iterator[tuple[str, bool]]:
    """Parts of the text, and whether an 'and' stands before."""
    tidy = SIGNS.sub("", clean((text or "").replace("\n", " | ")) or "")
    for part in _BREAKS.split(tidy):
        yield from ((piece, place > 0) for place, piece in enumerate(_AND.split(part)) if piece)


def _is_name(words: Sequence[str]) -> bool:
    """Two words or more, none in small letters but particles."""
    return len(words) >= 2 and all(word[:1].isupper() or fold(word) in PARTICLES for word in words)


def _named(people: Sequence[_Draft], rest: Sequence[str]) -> Iterator[Byline]:
    found, nameless = list[tuple[_Draft, PersonName]](), list[str]()
    for draft in people:
        # 'Jane & John Doe'; whoever has letters of their own has a name of their own, which is not made up here.
        alone = len(draft.words) == 1 and not draft.letters and not draft.surname and draft is not people[-1]
        if alone and fold(draft.words[0]):
            draft.words.append(people[-1].words[-1])
        if (name := draft.name()) is not None:
            found.append((draft, name))
        else:
            nameless.append(" ".join(draft.words))
    for draft, name in found:
        yield Byline(name, tuple(draft.letters), tuple(draft.unknown), rest=(*nameless, *rest))
