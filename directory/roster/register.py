"""The people of the published view whom rows may be about, with their checks: a batch of rows at a time.

All values of a batch are one parameter, which the database joins with its tables: few statements, however many rows.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from directory.findings import dispositions, told_instead
from directory.findings.hits import POSSIBLE_HIT
from directory.linking.facts import RegisterFacts
from directory.linking.party import NumberGiven, Party, Spot
from directory.linking.side import Side, side_of
from directory.normalize.families import degrees_of_letters, family_of
from directory.normalize.folding import given_forms
from directory.normalize.identifiers import license_digits, license_key
from directory.normalize.names import PersonName, parse_full_name
from directory.relinking import looking
from directory.roster.by_name import side_of_row
from directory.roster.deciding import Held, Person
from directory.roster.given import Given
from directory.roster.results import Check
from directory.search.many import among
from directory.store import readings
from directory.store.tables import License, PracticeLocation, Practitioner, SearchEntry, Source, Verification
from directory.vocabulary import PRACTICE_KINDS, Profession

# Whose check it is and its source, then what `Check` holds, in its order.
_TOLD = tuple(
    col(getattr(Verification, name))
    for name in (
        "practitioner_id", "source", "need", "subject", "jurisdiction", "profession", "status", "verdict", "grade",
        "raw", "details", "read_at", "source_as_of", "good_until",
    )
)  # fmt: skip
_PERSON = (
    *(
        col(getattr(Practitioner, name))
        for name in ("id", "npi", "display_name", "last", "first", "middle", "suffix", "credential_text")
    ),
    sa.cast(col(Practitioner.other_names), sa.Text),  # hardly anybody has one: read as what it is
)
_LICENSE = tuple(col(getattr(License, name)) for name in ("practitioner_id", "jurisdiction", "profession", "number"))
_PLACE = tuple(
    col(getattr(PracticeLocation, name)) for name in ("practitioner_id", "phone", "line1", "city", "state", "zip5")
)
# One text of JSON holds all names, each with the states in which it is looked for.
_EACH = {"sqlite": "json_each(:names) AS n", "postgresql": "json_array_elements(CAST(:names AS json)) AS n(value)"}
_NAMED = """SELECT e.practitioner_id, e.last_folded, e.first_folded, e.state FROM {names} CROSS JOIN search_entry AS e
WHERE e.last_folded = n.value ->> 0 AND e.first_folded = n.value ->> 1 AND e.state = n.value ->> 2"""
_OTHERWISE = """SELECT o.practitioner_id, o.last_folded, o.first_folded, e.state FROM {names}
CROSS JOIN search_other_name AS o CROSS JOIN search_entry AS e
WHERE o.last_folded = n.value ->> 0 AND o.first_folded = n.value ->> 1 AND e.practitioner_id = o.practitioner_id
AND e.state = n.value ->> 2"""
Called = tuple[str, str, str]  # folded surname and given name, state


class Near(msgspec.Struct, frozen=True, gc=False):
    """Whom a row may be about: people with its NPI, with a license of its digits and state, and namesakes."""

    by_npi: Sequence[Person] = ()
    by_license: Sequence[Person] = ()
    named: Sequence[tuple[Person, Side]] = ()


class Register:
    """Asks one published state, as the session sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._server = session.connection().dialect.name
        self._sources: Mapping[str, Source] = readings.sources(session)

    def near(self, batch: Sequence[Given]) -> dict[int, Near]:
        """By row."""
        # A number that is alone in its row is compared with no license.
        compared = any(given.npi and given.licenses for given in batch)
        by_npi = self._by_npi({given.npi for given in batch if given.npi}, licenses=compared)
        by_license = self._by_license({key for given in batch if given.licenses for key in _keys(given)})
        named = self._named([given for given in batch if given.by_name_only])
        found = {}
        for given in batch:
            near = {person.id: person for key in _keys(given) for person in by_license[key]} if given.licenses else {}
            theirs = by_npi.get(given.npi, ()) if given.npi else ()
            found[given.row] = Near(theirs, list(near.values()), named.get(given.row, ()))
        return found

    def facts(self, sides: Collection[Side]) -> RegisterFacts:
        """What must be known of the registers to compare these people."""
        return looking.register(self._session, sides)

    def checks(self, ids: Collection[str], today: date) -> dict[str, list[Check]]:
        """The published checks of these people, in their order, also those that only coordinators may see, with what
        people decided about possible hits.
        """
        query = sa.select(*_TOLD).where(self._among(col(Verification.practitioner_id)))
        found: dict[str, list[Check]] = defaultdict(list)
        for person, name, *told in self._asked(query.order_by(col(Verification.id)), ids):
            source = self._sources.get(name or "")
            of_source = (source.title, source.owner) if source else ("", "the source")
            cells: list[Any] = [*told, *of_source, name or ""]
            found[person].append(Check(*cells))
        possible = [who for who, held in found.items() if any(one.status == POSSIBLE_HIT for one in held)]
        told_of = told_instead(self._session, dispositions(self._session, possible), today) if possible else {}
        for who in {who for who, _ in told_of}:
            found[who] = [
                replace(one, decided=told_of.get((who, one.source))) if one.status == POSSIBLE_HIT else one
                for one in found[who]
            ]
        return found

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _by_npi(self, npis: Collection[str], *, licenses: bool) -> Mapping[str | None, tuple[Person, ...]]:
        found: dict[str | None, tuple[Person, ...]] = {}
        for person in self._people(self._among(col(Practitioner.npi)), npis, licenses=licenses):
            others = found.get(person.npi)
            found[person.npi] = (
                (person,) if others is None else tuple(sorted((*others, person), key=lambda one: one.id))
            )
        return found

    def _by_license(self, keys: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], list[Person]]:
        """By state and digits."""
        held = sa.select(col(License.practitioner_id), col(License.jurisdiction), col(License.digits)).where(
            self._among(col(License.digits))
        )
        ids = {who for who, state, digits in self._asked(held, {form for _, form in keys}) if (state, digits) in keys}
        found: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in sorted(self._people(self._among(col(Practitioner.id)), ids), key=lambda person: person.id):
            for key in {(one.state, form) for one in person.licenses for form in _forms(one.number)}:
                found[key].append(person)
        return found

    # --- names --------------------------------------------------------------------------------------------------------

    def _named(self, batch: Sequence[Given]) -> dict[int, list[tuple[Person, Side]]]:
        """By row: whoever is, or was, called so in one of its states, under a nickname too."""
        wanted = {given.row: set(_called(given)) for given in batch}
        if not wanted:
            return {}
        bearers: dict[Called, list[str]] = defaultdict(list)
        names = json.dumps(sorted(set[Called]().union(*wanted.values())))
        for text in (_NAMED, _OTHERWISE):
            statement = sa.text(text.format(names=_EACH[self._server]))
            for who, *called in self._session.execute(statement, {"names": names}):
                bearers[called[0], called[1], called[2]].append(who)
        ids = {who for several in bearers.values() for who in several}
        sides = self._sides(ids)
        return {
            row: [sides[who] for who in sorted({who for one in called for who in bearers.get(one, ())})]
            for row, called in wanted.items()
        }

    def _sides(self, ids: Collection[str]) -> dict[str, tuple[Person, Side]]:
        """Everything published that speaks for who somebody is."""
        spots: dict[str, list[Spot]] = defaultdict(list)
        phones: dict[str, set[str]] = defaultdict(set)
        places = sa.select(*_PLACE).where(
            col(PracticeLocation.kind).in_(PRACTICE_KINDS), self._among(col(PracticeLocation.practitioner_id))
        )
        for who, phone, *place in self._asked(places.order_by(col(PracticeLocation.id)), ids):
            spots[who].append(Spot(*place))
            phones[who].update([phone] if phone else [])
        families: dict[str, set[str]] = defaultdict(set)
        kinds = sa.select(col(SearchEntry.practitioner_id), col(SearchEntry.profession)).where(
            self._among(col(SearchEntry.practitioner_id))
        )
        for who, profession in self._asked(kinds.distinct(), ids):
            families[who].add(family_of(Profession(profession)))
        return {
            one.id: (one, side_of(_party(one, spots[one.id], families[one.id], frozenset(phones[one.id]))))
            for one in self._people(self._among(col(Practitioner.id)), ids)
        }

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _people(
        self, wanted: ColumnElement[bool], values: Collection[str], *, licenses: bool = True
    ) -> Iterator[Person]:
        """Those of which a column is one of the values. ``licenses``: with those that they hold."""
        rows = self._asked(sa.select(*_PERSON).where(wanted), values)
        held = self._licenses([row[0] for row in rows]) if licenses else {}
        for ident, npi, shown, last, first, middle, suffix, letters, others in rows:
            name = PersonName(last=last, first=first, middle=middle, suffix=suffix)
            told = _parsed(others) if others != "[]" else ()
            yield Person(ident, npi, shown, name, told, tuple(held.get(ident, ())), letters)

    def _licenses(self, ids: Collection[str]) -> Mapping[str, list[Held]]:
        """By person; a compact privilege is no license of its own."""
        found: dict[str, list[Held]] = defaultdict(list)
        query = sa.select(*_LICENSE).where(self._among(col(License.practitioner_id)), col(License.authority).is_(None))
        for who, state, profession, number in self._asked(query.order_by(col(License.id)), ids):
            found[who].append(Held(state, profession, number))
        return found

    def _among(self, column: Any) -> ColumnElement[bool]:
        return among(column, "values", self._server)

    def _asked(self, query: sa.Select[*tuple[Any, ...]], values: Collection[str]) -> Sequence[Any]:
        """The rows, as they are: a session would look at each of them."""
        return self._session.connection().execute(query, {"values": sorted(values)}).all() if values else ()


def _parsed(names: str) -> tuple[PersonName, ...]:
    return tuple(one for text in json.loads(names) if (one := parse_full_name(text)) is not None)


def _party(person: Person, spots: Sequence[Spot], families: Iterable[str], phones: frozenset[str]) -> Party:
    kinds = frozenset(families) | {family_of(one.profession) for one in person.licenses}
    known = {spot.state for spot in spots}
    elsewhere = (Spot(state=one.state) for one in person.licenses if one.state not in known)
    return Party(
        name=person.name,
        other_names=person.others,
        families=kinds,
        degrees=degrees_of_letters([person.letters] if person.letters else []),
        spots=tuple(dict.fromkeys([*spots, *elsewhere])),
        npi=person.npi,
        phones=phones,
        numbers=tuple(
            NumberGiven(one.number, one.state, frozenset({family_of(one.profession)})) for one in person.licenses
        ),
    )


def _called(given: Given) -> Iterator[Called]:
    """What whoever is meant may be called, and where."""
    side = side_of_row(given)
    firsts = {form for word in (side.given, *side.given_words) if len(word) > 1 for form in given_forms(word)}
    firsts = firsts or {side.given}
    for surname in side.forms | side.former:
        yield from ((surname, first, state) for first in firsts for state in side.states)


def _keys(given: Given) -> set[tuple[str, str]]:
    return {(one.state, form) for one in given.licenses for form in _forms(one.number)}


@lru_cache(maxsize=1 << 14)
def _forms(number: str) -> frozenset[str]:
    """What a number is looked for by: all its digits, and those of its key where a board adds a part behind."""
    key = license_key(number)
    return frozenset({form for form in (license_digits(number), key.digits if key else None) if form})
