"""Typed lines with known answers: whom somebody looks for, and how people type names, places and professions.

28 % of the names are typed as they are written or by a nickname (half of those whose given name has one), the others
with one or two wrong letters: a letter of surname, given name or city, drawn evenly, is another one, left out, put in,
or exchanged with its neighbor. 85 % name the city, 30 % the profession. All words stand in any order.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from nicknames import NickNamer

RIGHT, WITH_CITY, WITH_PROFESSION = 0.28, 0.85, 0.30
WORDS = {
    "PT": ("pt", "dpt", "physical therapist"), "PTA": ("pta",), "CHIRO": ("dc", "chiropractor"), "OT": ("ot", "otr/l"),
    "AT": ("atc",), "LAC": ("lac", "acupuncturist"), "MD_DO": ("md",), "NP": ("np",), "PA": ("pa-c",),
}  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FEWEST = 2  # letters that stay of a word


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at one place; names and city as written, in small letters."""

    id: str
    last: str
    first: str
    city: str
    profession: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A line, and whom it is about. ``kind``: right, nickname or wrong."""

    line: str
    person: Person
    kind: str
    with_city: bool


def asked(people: Sequence[Person], number: int, seed: int) -> list[Asked]:
    """That many lines, always the same for the same people and seed."""
    draw, names = random.Random(seed), NickNamer()
    return [_asked(draw, names, draw.choice(people)) for _ in range(number)]


def _asked(draw: random.Random, names: NickNamer, person: Person) -> Asked:
    parts = {"last": person.last, "first": person.first}
    if draw.random() < WITH_CITY:
        parts["city"] = person.city
    kind = "right" if draw.random() < RIGHT else "wrong"
    if kind == "right":
        short = sorted(name for name in names.nicknames_of(person.first) if name.isalpha())
        if short and draw.random() < 0.5:
            kind, parts["first"] = "nickname", draw.choice(short)
    else:
        for _ in range(draw.choice((1, 2))):
            part = draw.choice([name for name, text in parts.items() for letter in text if letter.isalpha()])
            parts[part] = _wrong(draw, parts[part])
    told = [word for text in parts.values() for word in text.split()]
    if draw.random() < WITH_PROFESSION:
        told += draw.choice(WORDS[person.profession]).split()
    draw.shuffle(told)
    return Asked(" ".join(told), person, kind, "city" in parts)


def _wrong(draw: random.Random, text: str) -> str:
    at = draw.choice([place for place, letter in enumerate(text) if letter.isalpha()])
    way = draw.choice(("other", "out", "in", "exchanged"))
    if way == "other":
        return text[:at] + draw.choice(LETTERS) + text[at + 1 :]
    if way == "out" and all(len(word) > FEWEST for word in text.split()):
        return text[:at] + text[at + 1 :]
    if way == "exchanged" and at + 1 < len(text) and text[at + 1].isalpha():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + draw.choice(LETTERS) + text[at:]
