"""What tells two people of one name apart: only facts that are published of both, and that really differ."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.normalize.folding import normal_suffix
from directory.normalize.identifiers import license_digits
from directory.normalize.names import Agreement, PersonName, middles_agree
from directory.normalize.places import folded_city
from directory.vocabulary import PROFESSION_NAMES, Profession

Place = tuple[str | None, str, str, str | None]


class Telling(StrEnum):
    """In the order in which a patient can check them."""

    SUFFIX = "suffix"
    MIDDLE = "middle name"
    PROFESSION = "profession"
    CITY = "city"
    ADDRESS = "address"
    LICENSE = "license"
    NPI = "NPI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is published of one person. ``places``: street (None: not told), city and state, ZIP code of each practice;
    ``licenses``: state and number.
    """

    name: PersonName
    professions: frozenset[Profession]
    places: frozenset[Place]
    licenses: frozenset[tuple[str, str]]
    npi: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact as it is published of this person and of the other; only a suffix may be missing on one side."""

    fact: Telling
    here: tuple[str, ...]
    there: tuple[str, ...]


def differences(here: Marks, there: Marks) -> list[Difference]:
    """The facts that differ, the most telling first; of cities and addresses the first that does. What only one side
    tells is no difference, but a suffix: of father and son often only one is called so.
    """
    found = [
        Difference(fact=fact, here=tuple(sorted(mine.values())), there=tuple(sorted(theirs.values())))
        for (fact, mine), (_, theirs) in zip(_facts(here), _facts(there), strict=True)
        if (_middles_differ(here, there) if fact is Telling.MIDDLE else _differ(fact, mine, theirs))
    ]
    elsewhere = any(one.fact is Telling.CITY for one in found)
    return [one for one in found if not (elsewhere and one.fact is Telling.ADDRESS)]


def _facts(of: Marks) -> Iterator[tuple[Telling, Mapping[str, str]]]:
    """Fact -> what must be unequal, with the words it is told in."""
    suffix, middle = normal_suffix(of.name.suffix), of.name.middle
    yield Telling.SUFFIX, {suffix: PersonName(suffix=of.name.suffix).display()} if suffix else {}
    yield Telling.MIDDLE, {middle: PersonName(middle=middle).display()} if middle else {}
    yield Telling.PROFESSION, {profession: PROFESSION_NAMES[profession] for profession in of.professions}
    yield Telling.CITY, {f"{folded_city(city)} {state}": f"{city.title()}, {state}" for _, city, state, _ in of.places}
    yield Telling.ADDRESS, dict(filter(None, map(_address, of.places)))
    yield (
        Telling.LICENSE,
        {f"{state} {license_digits(number) or number}": f"{state} {number}" for state, number in of.licenses},
    )
    yield Telling.NPI, {of.npi: of.npi} if of.npi else {}


def _address(place: Place) -> tuple[str, str] | None:
    """One street has many spellings: only another house number, or another ZIP code, makes another address."""
    street, city, _, zip5 = place
    house = re.match(r"\s*#?([0-9]+)", street or "")
    return (f"{house[1]} {zip5}", f"{street}, {city.title()}") if house and zip5 else None


def _differ(fact: Telling, mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    if fact is Telling.SUFFIX:
        return set(mine) != set(theirs)
    return bool(mine and theirs) and not set(mine) & set(theirs)


def _middles_differ(here: Marks, there: Marks) -> bool:
    return middles_agree(here.name, there.name) is Agreement.CONTRADICTS
