"""Reads one typed line, its words in any order: whom it may mean by name or number, and what else stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlmodel import Session

from directory.normalize.folding import fold, related_given
from directory.normalize.places import Place
from directory.normalize.states import STATE_NAMES
from directory.normalize.text import clean
from directory.search.line import MOST_WORDS, Line, Word, pieces, taken_apart
from directory.search.looking_up import Found
from directory.search.model import LONGEST_TEXT
from directory.search.names import names_of
from directory.search.numbers import Numbered, numbered, zip_or_license
from directory.search.ranking import MOST_PEOPLE, find
from directory.search.whereabouts import Told, Whereabouts
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES, Profession

NICKNAME, SIMILAR, FORMER = "nickname", "similar name", "former name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was understood of a line.

    ``kind``: 'npi', 'license', 'name', or 'nothing' where no name and no number stands in it: ``place``, ``state`` and
    ``profession`` may be told then too. ``ids``: of whom it may mean, best first, at most 200; they are ranked by all
    that stands in the line already. ``groups``: of each of them a number, the same where the names are equally like
    what was typed. ``why``: of whom is not called so: 'nickname', 'similar name' or 'former name'.
    ``choices``: the places that may be meant, where several are called so and nobody who was found tells which.
    ``but_place``, ``but_profession``: the line without the words for these; empty where it tells nothing more.
    ``called``: the line, where it is a place and could as well be a name that nobody has. ``license``: whose license
    number it is, where it is a ZIP and just as well such a number.
    ``understood``: the reading in one sentence. ``problem``: why nothing can be looked for, and what to do.
    """

    kind: str
    ids: Sequence[str] = ()
    groups: Sequence[int] = ()
    why: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    place: Place | None = None
    state: str | None = None
    profession: Profession | None = None
    choices: tuple[Place, ...] = ()
    but_place: str = ""
    but_profession: str = ""
    called: str | None = None
    license: str | None = None
    understood: str | None = None
    problem: str | None = None


def typed(
    session: Session,
    text: str,
    *,
    state: str | None = None,
    profession: Profession | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Typed:
    """Whom the line means. ``state`` (two letters) and ``profession``: chosen beside the line; only those are found.
    ``hidden``: people who are left out, as if nobody knew them.
    """
    told = clean(text)
    if told is None:
        return Typed(kind="nothing", problem=say("box-nothing"))
    if len(told) > LONGEST_TEXT:
        return Typed(kind="nothing", problem=say("box-too-long", most=LONGEST_TEXT))
    if (number := numbered(session, told, state)) is not None:
        return _of_number(number, hidden)
    if len(pieces(told)) > MOST_WORDS:
        return Typed(kind="nothing", problem=say("box-too-many-words", most=MOST_WORDS))
    line = taken_apart(told)
    if not any(word.key or word.bit in line.zips for word in line.words):
        return Typed(kind="nothing", problem=say("box-no-name", text=told[:60]))
    found, where = find(session, names_of(session), line, state=state, profession=profession, hidden=hidden)
    if where.explains(line.whole, 0) and not _written_so(found, line):
        other = zip_or_license(session, told, state)
        numbers = other.number if other and set(other.ids) - hidden else None
        return _of_place(line, where, where.most_likely(line.whole), numbers)
    return _of_name(found, line, where)


def _of_number(number: Numbered, hidden: frozenset[str]) -> Typed:
    if number.problem:
        return Typed(kind="npi", problem=number.problem)
    if number.npi:
        what = say("box-npi", number=number.number)
    elif number.state:
        what = say("box-license-in", number=number.number, state=STATE_NAMES[number.state])
    else:
        what = say("box-license", number=number.number)
    ids = tuple(one for one in number.ids if one not in hidden)
    return Typed(
        kind="npi" if number.npi else "license",
        ids=ids,
        groups=range(len(ids)),
        state=number.named,
        but_place=number.number,
        but_profession=number.number,
        understood=say("box-read-as", what=what),
    )


# --- a place or a profession alone ------------------------------------------------------------------------------


def _written_so(found: Sequence[Found], line: Line) -> bool:
    """Whether somebody is called just so, or by a nickname or a former name: then it is a name, whatever else it is."""
    return any(_why(one, line) != SIMILAR for one in found[:1])


def _of_place(line: Line, where: Whereabouts, told: Told, number: str | None) -> Typed:
    place, choices = where.place(told, None, None)
    kind = _one_of(told.profession)
    what = _what((), kind, place, told.state, choices)
    if not what:
        return Typed(kind="nothing", problem=say("box-no-name", text=line.text_of(line.whole)[:60]))
    city = told.city is not None and told.city.zip5 is None
    called = line.text_of(line.whole)[:60] if city and not (told.state or told.profession) else None
    return Typed(
        kind="nothing",
        place=place,
        state=told.state or (place.state if place else None),
        profession=kind,
        choices=choices,
        but_place=_without(line, told.place_bits),
        but_profession=_without(line, told.profession_bits),
        called=called,
        license=number,
        understood=say("box-place-of-nobody", name=called, what=what) if called else say("box-read-as", what=what),
    )


def _without(line: Line, bits: int) -> str:
    """The line without these words; empty where the others tell nothing."""
    rest = line.whole & ~bits
    return line.text_of(rest) if rest & ~line.aside else ""


# --- a name -----------------------------------------------------------------------------------------------------


def _of_name(found: Sequence[Found], line: Line, where: Whereabouts) -> Typed:
    best = found[0] if found else None
    if best is not None:
        rest = line.whole & ~best.bits & ~best.middle_bits
        told = where.fits(rest, best.city, best.state, best.profession)
        place, choices = where.place(told, best.city, best.state)
    else:
        told = where.most_likely(line.whole)
        place, choices = where.place(told, None, None)
    state = told.state or (place.state if place else None)
    kind = _one_of(told.profession)
    named = _name(line, told.bits if best is None else told.bits & ~best.bits & ~best.middle_bits, best)
    return Typed(
        kind="name",
        ids=tuple(one.practitioner_id for one in found[:MOST_PEOPLE]),
        groups=tuple(one.group for one in found[:MOST_PEOPLE]),
        why=_reasons(found[:MOST_PEOPLE], line),
        place=place,
        state=state,
        profession=kind,
        choices=choices,
        but_place=_without(line, told.place_bits),
        but_profession=_without(line, told.profession_bits),
        understood=say("box-read-as", what=_what(named, kind, place, told.state, choices)),
    )


def _name(line: Line, others: int, best: Found | None) -> list[str]:
    """The words of the name, the given name first where it is known which that is."""
    words = [word for word in line.words if word.key and not word.bit & (others | line.titles)]
    surname = best.surname_bits if best else line.surname
    words.sort(key=lambda word: bool(word.bit & surname))
    return [_cased(word) for word in words]


def _cased(word: Word) -> str:
    return word.text.title() if word.text.islower() or word.text.isupper() else word.text


def _one_of(professions: frozenset[Profession]) -> Profession | None:
    return next(iter(professions)) if len(professions) == 1 else None


def _what(
    name: Sequence[str], profession: Profession | None, place: Place | None, state: str | None, choices: Sequence[Place]
) -> str:
    where = place.label if place else choices[0].city if choices else STATE_NAMES[state] if state else None
    parts = [
        " ".join(name),
        PROFESSION_NAMES[profession] if profession else "",
        say("box-in", place=where) if where else "",
    ]
    return ", ".join(part for part in parts if part)


def _reasons(found: Sequence[Found], line: Line) -> dict[str, str]:
    """Person -> why; many are called the same."""
    known: dict[tuple[object, ...], str | None] = {}
    reasons = {}
    for one in found:
        key = (one.last, one.first, one.bits, one.surname_bits, one.former)
        if key not in known:
            known[key] = _why(one, line)
        if (why := known[key]) is not None:
            reasons[one.practitioner_id] = why
    return reasons


def _why(one: Found, line: Line) -> str | None:
    """Why somebody was found whose name is not written so."""
    if one.former:
        return FORMER
    surname = "".join(word.key for word in line.those(one.surname_bits))
    given = [word.key for word in line.those(one.bits & ~one.surname_bits)]
    first = "".join(given)
    if surname != one.last and not _same_letters(line.those(one.surname_bits), one.last):
        return SIMILAR
    if not given or first == one.first or "".join(reversed(given)) == one.first:
        return None
    if 1 in (len(first), len(one.first)) and first[0] == one.first[0]:
        return None
    return NICKNAME if related_given(first, one.first) else SIMILAR


def _same_letters(words: Sequence[Word], written: str) -> bool:
    """Whether the words, in another order, are the surname, or one of its halves that was typed is."""
    parts = [fold(word.text) for word in words]
    return sorted("".join(parts)) == sorted(written) and all(part in written for part in parts)
