"""Looks names up by the name index: few statements, however many names, and few rows that are not among the best."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from directory.search.line import Line
from directory.search.whereabouts import Whereabouts
from directory.vocabulary import Profession

WITHIN = 1.25  # of the best: whoever fits worse is somebody else
OTHER_NAME, FORMER = 0.3, 0.3  # found by a part of the name, or by a former one
FEW = 60  # entries of which all that is asked for is read at once
OFTEN = 12  # entries of one name from which on only those in the places meant are looked at, if there are any
MOST_ENTRIES = 200
BITS = 0xFFFF  # of the words of a name; those of its surname 16 bits higher

# One text of JSON holds all names or numbers, so that the statement is always the same.
_EACH = {
    "sqlite": ("json_each(:{0}) AS {0}", "{0}.value ->> {1}", "SELECT value FROM json_each(:{0})"),
    "postgresql": (
        "json_array_elements(CAST(:{0} AS json)) AS {0}",
        "{0}.value ->> {1}",
        "SELECT value FROM json_array_elements_text(CAST(:{0} AS json))",
    ),
}
_NAMED = """SELECT n.id, n.last_folded, n.first_folded, n.city_folded
FROM {names} CROSS JOIN search_entry AS n WHERE n.last_folded = {last} AND n.first_folded = {first}"""
_NAMED_WHOLE = _NAMED.replace("n.id,", "n.id, n.practitioner_id,").replace(
    "_folded\n", "_folded, n.state, n.profession\n"
)
_OTHERWISE = """SELECT n.practitioner_id, n.last_folded, n.first_folded, n.former
FROM {names} CROSS JOIN search_other_name AS n WHERE n.last_folded = {last} AND n.first_folded = {first}"""
_SURNAMED = "SELECT n.id FROM search_entry AS n WHERE n.last_folded IN ({surnames})"
_IN_CITIES = " AND n.city_folded IN ({cities})"
_FIRST_OF_THEM = " ORDER BY n.last_folded, n.first_folded, n.city_folded, n.id LIMIT :most"
_ENTRIES = """SELECT n.id, n.practitioner_id, n.last_folded, n.first_folded, n.city_folded, n.state, n.profession
FROM search_entry AS n WHERE """
_WHOLE = "SELECT n.id, n.middle, n.suffix FROM practitioner AS n WHERE n.id IN ({people})"
_NOT_HIDDEN = " AND n.practitioner_id NOT IN ({hidden})"
# Names that nobody else has.
_ONLY_HIDDEN = """SELECT n.last_folded, n.first_folded FROM {table} AS n WHERE n.practitioner_id IN ({hidden})
AND NOT EXISTS (SELECT 1 FROM {table} AS o WHERE o.last_folded = n.last_folded AND o.first_folded = n.first_folded
AND o.practitioner_id NOT IN ({hidden}))"""
_BY_ID, _BY_PERSON = "n.id IN ({ids})", "n.practitioner_id IN ({people})"


Ways = list[tuple[float, int]]


class Wanted(NamedTuple):
    """A name to look up: the ways to read it out of the line, each with what it can be worth at most and its words
    (`BITS`); and about how many entries have it.
    """

    last: str
    first: str
    ways: Ways
    often: float


class Found(NamedTuple):
    """A search entry that fits: how well, by which words of the line, and as what it is written."""

    score: float
    practitioner_id: str
    last: str
    first: str
    city: str | None
    state: str
    profession: Profession
    bits: int  # words that are the name
    surname_bits: int
    former: bool
    middle_bits: int = 0  # words that are the middle name
    group: int = 0  # the same for all whose names are equally like what was typed; the most alike first


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks for names, for one line. ``state``, ``profession``: only these; ``hidden``: people who are left out."""

    connection: sa.Connection
    line: Line
    where: Whereabouts
    state: str | None
    profession: Profession | None
    hidden: frozenset[str] = frozenset()

    def named(self, wanted: Sequence[Wanted]) -> list[Found]:
        """Entries under these names that may be among the best."""
        by_name = {(one.last, one.first): one for one in wanted}
        if sum(one.often for one in wanted) > FEW:
            ids = self._likeliest(by_name)
            rows = self._asked(_ENTRIES + _BY_ID, ids=json.dumps(ids)) if ids else ()
        else:
            rows = self._asked(self._chosen(_NAMED_WHOLE), names=_names(wanted)) if wanted else ()
        return [self._found(row, by_name[row[2], row[3]].ways) for row in rows]

    def _likeliest(self, wanted: Mapping[tuple[str, str], Wanted]) -> list[int]:
        """Ids of those of many entries that may be the best: of names that many have, in the places meant first."""
        near, far = list[tuple[Wanted, str | None, int]](), list[tuple[Wanted, str | None, int]]()
        for ident, last, first, city in self._asked(self._chosen(_NAMED), names=_names(list(wanted.values()))):
            one = wanted[last, first]
            meant = self.where.cities_meant(self.line.whole & ~(one.ways[0][1] & BITS)) if one.often > OFTEN else ()
            (far if meant and city not in meant else near).append((one, city, ident))
        ranked = [(self._most(one.ways, city), ident) for one, city, ident in near or far]
        ranked.sort(key=lambda one: (-one[0], one[1]))
        return [ident for most, ident in ranked[:MOST_ENTRIES] if most >= ranked[0][0] - WITHIN]

    def otherwise_named(self, wanted: Sequence[Wanted]) -> list[Found]:
        """Entries of people who have, or had, one of these names beside the one they are listed under."""
        by_name = {(one.last, one.first): one for one in wanted}
        people: dict[str, list[tuple[Ways, bool]]] = {}
        for who, last, first, former in self._asked(_OTHERWISE, names=_names(wanted)):
            if who not in self.hidden:
                people.setdefault(who, []).append((by_name[last, first].ways, bool(former)))
        if not people:
            return []
        rows = self._asked(self._chosen(_ENTRIES + _BY_PERSON), people=json.dumps(list(people)[:MOST_ENTRIES]))
        return [self._found(row, *way) for row in rows for way in people[row[1]]]

    def of_surname(self, wanted: Mapping[str, Ways]) -> list[Found]:
        """Entries under these surnames, whatever the given name: in the places meant, or else anywhere."""
        surnames = json.dumps(list(wanted))
        rests = {self.line.whole & ~(bits & BITS) for ways in wanted.values() for _, bits in ways}
        cities = sorted(set[str]().union(*(self.where.cities_meant(rest) for rest in rests)))
        ids: Sequence[Any] = ()
        if cities:
            text = self._chosen(_SURNAMED + _IN_CITIES) + _FIRST_OF_THEM
            ids = self._asked(text, surnames=surnames, cities=json.dumps(cities), most=MOST_ENTRIES)
        ids = ids or self._asked(self._chosen(_SURNAMED) + _FIRST_OF_THEM, surnames=surnames, most=MOST_ENTRIES)
        rows = self._asked(_ENTRIES + _BY_ID, ids=json.dumps([ident for (ident,) in ids]))
        return [self._found(row, wanted[row[2]]) for row in rows]

    def middle_and_suffix(self, people: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """By person: what else stands in the name beside surname and given name."""
        rows = self._asked(_WHOLE, people=json.dumps(people))
        return {who: (middle, suffix) for who, middle, suffix in rows}

    def only_hidden(self, table: str) -> list[tuple[str, str]]:
        """(surname, given name) in that table that only hidden people have."""
        return [(last, first) for last, first in self._asked(_ONLY_HIDDEN.replace("{table}", table))]

    def _most(self, ways: Ways, city: str | None) -> float:
        """What somebody in the city can be worth, in whatever state and profession."""
        most = -1.0
        for worth, bits in ways:
            rest = self.line.whole & ~(bits & BITS)
            most = max(most, worth - self.where.at_most(rest) + self.where.fits(rest, city, None, None).worth)
        return most

    def _found(self, row: Any, ways: Ways, former: bool | None = None) -> Found:
        """``former``: of the other name that it was found by; None for the name it is listed under."""
        _, who, last, first, city, state, kind = row
        profession, best = Profession(kind), (-1.0, 0)
        for worth, bits in ways:
            rest = self.line.whole & ~(bits & BITS)
            fits = worth - self.where.at_most(rest) + self.where.fits(rest, city, state, profession).worth
            best = max(best, (fits, bits))
        score, bits = best
        if former is not None:
            score -= FORMER if former else OTHER_NAME
        return Found(score, who, last, first, city, state, profession, bits & BITS, bits >> 16, bool(former))

    def _chosen(self, text: str) -> str:
        """Only of the state and profession that the reader chose, and of people who are shown."""
        text += _NOT_HIDDEN if self.hidden else ""
        text += " AND n.state = :state" if self.state else ""
        return text + (" AND n.profession = :profession" if self.profession else "")

    def _asked(self, text: str, **facts: object) -> Sequence[Any]:
        chosen = {"state": self.state, "profession": self.profession.value if self.profession else None}
        facts |= {name: value for name, value in chosen.items() if f":{name}" in text}
        if "{hidden}" in text:
            facts["hidden"] = json.dumps(sorted(self.hidden))
        return self.connection.execute(_statement(self.connection.dialect.name, text), facts).all()


def _names(wanted: Sequence[Wanted]) -> str:
    return json.dumps([(one.last, one.first) for one in wanted])


@cache
def _statement(dialect: str, text: str) -> sa.TextualSelect:
    each, element, values = _EACH[dialect]
    names = re.findall(r"n\.(\w+)", text.partition("FROM")[0])
    statement = sa.text(
        text.format(
            names=each.format("names"),
            last=element.format("names", 0),
            first=element.format("names", 1),
            cities=values.format("cities"),
            surnames=values.format("surnames"),
            people=values.format("people"),
            hidden=values.format("hidden"),
            ids=values.format("ids")
            if dialect == "sqlite"
            else f"SELECT CAST(value AS bigint) FROM ({values.format('ids')}) AS i",
        )
    )
    return statement.columns(*map(sa.column, names))
