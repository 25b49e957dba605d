"""A million invented practitioners with real frequencies of names and places, written straight into the tables.

Surnames and given names are drawn as the census of 1990 counted them (package `names`: dist.all.last and
dist.female.first, dist.male.first; 62 % women). Places are the ZIP areas in use of package `zipcodes`. It has no
populations: a city's weight is its number of ZIP areas to the power of 1.4, shared equally by them, so that big cities
are denser. Professions, licenses and training follow `PROFESSIONS` and `SHARES`, which are assumptions of ours: what is
measured must not depend on them much. Nobody of this is a real person; NPIs begin with 2.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import names
import numpy as np
import zipcodes
from sqlalchemy import Connection, Engine, insert
from sqlmodel import Session, SQLModel

from directory.normalize.names import PersonName, fold, sort_key
from directory.normalize.offers.terms import vocabulary
from directory.normalize.states import STATE_NAMES
from directory.search_rows import with_level
from directory.store.name_words import fill_names
from directory.store.search_index import refresh_search
from directory.store.tables import (
    PracticeLocation,
    Practitioner,
    Publication,
    SearchEntry,
    Source,
    Statement,
    Verification,
)
from directory.vocabulary import PlaceKind, PlacePrecision, SaidKind, SourceKind, Speaker

AS_OF = date(2026, 11, 20)
READ = f"{AS_OF} 06:00:00.000000"
PROFESSIONS = {
    "PT": 0.45, "PTA": 0.12, "CHIRO": 0.13, "OT": 0.09, "AT": 0.05, "LAC": 0.05, "MD_DO": 0.04, "NP": 0.04, "PA": 0.03,
}  # fmt: skip
SHARES = {
    "no_place": 0.05,  # published without a practice place
    "second_place": 0.10,  # with one more, in the same county
    "second_state": 0.02,  # licensed in one more state, without a place there
    "license_known": 0.85,
    "active": 0.93,  # of those
    "issued_known": 0.90,  # of those
    "verified": 0.12,  # grade 3 to 5
    "claimed": 0.16,  # grade 1 or 2
    "certificate_seen": 0.003,
    "excluded": 0.001,
    "says": 0.06,  # of whom a clinic says something
}
VERDICTS = {
    "met": 0.08, "met_so_far": 0.14, "no_standard": 0.12, "cannot_tell": 0.40, "silent": 0.18, "not_permitted": 0.05,
    "": 0.03,
}  # fmt: skip
BATCH = 20_000
WOMEN = 0.62


@dataclass(frozen=True, slots=True)
class Area:
    """A ZIP area and how many of all people are there."""

    zip5: str
    city: str
    state: str
    county: str
    lat: float
    lon: float
    weight: float


def areas() -> list[Area]:
    """The ZIP areas in use, in the order of their numbers; their weights add up to 1."""
    rows = [
        row for row in zipcodes.list_all()
        if row["zip_code_type"] == "STANDARD" and row["active"] and row["state"] in STATE_NAMES and float(row["lat"])
    ]  # fmt: skip
    sizes = Counter((row["city"], row["state"]) for row in rows)
    weights = [sizes[row["city"], row["state"]] ** 0.4 for row in rows]
    everybody = sum(weights)
    return [
        Area(
            row["zip_code"], row["city"], row["state"], row["county"], round(float(row["lat"]), 4),
            round(float(row["long"]), 4), weight / everybody,
        )
        for row, weight in zip(rows, weights, strict=True)
    ]  # fmt: skip


def make_people(engine: Engine, number: int, seed: int = 1, *, checks: bool = False) -> None:
    """Fills an empty store, whose schema is there, with published people, and what Find needs beside them.

    ``checks``: also what the cards show, rows of `Verification`; without them the store is a third as large.
    """
    made = _People(number, seed)
    with engine.begin() as connection:
        _write(connection, Source, [_source()])
        publication = {
            "published_at": READ, "as_of": AS_OF.isoformat(), "practitioners": number, "changed": number,
            "digest": f"invented {number} {seed}",
        }  # fmt: skip
        _write(connection, Publication, [publication])
        kinds = [Practitioner, PracticeLocation, SearchEntry, Statement, *([Verification] if checks else [])]
        indexes = [index for kind in kinds for index in kind.__table__.indexes]  # type: ignore[attr-defined]
        for index in indexes:  # made at once in the end: that is quicker by far
            index.drop(connection)
        for start in range(0, number, BATCH):
            people = [made.person(n, checks=checks) for n in range(start, min(start + BATCH, number))]
            for kind in kinds:
                _write(connection, kind, [row for rows in people for row in rows[kind]])
        for index in indexes:
            index.create(connection)
    with Session(engine) as session:
        refresh_search(session, as_of=AS_OF)
        fill_names(session.connection())
        session.commit()


def _source() -> dict[str, Any]:
    return {
        "name": "example_board", "title": "Example licenses", "owner": "Example Board",
        "kind": SourceKind.LICENSE.value, "professions": "[]", "page_url": "https://example.org",
        "terms": "public domain", "promise_days": 30, "at_least": 0, "lookup": False, "sample": True, "letters": "[]",
    }  # fmt: skip


def _write(connection: Connection, kind: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Values are as the database keeps them: nothing is converted on the way, which takes most of the time."""
    if not rows:
        return
    table = kind.__table__  # type: ignore[attr-defined]
    columns = list(rows[0])
    statement = insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect)
    order = statement.positiontup or columns
    if connection.dialect.name == "sqlite":
        values: Iterable[Any] = [tuple(row[name] for name in order) for row in rows]
    else:
        values = list(rows)
    connection.exec_driver_sql(str(statement), values)  # type: ignore[arg-type]


def frequencies(kind: str) -> tuple[list[str], Any]:
    """Names of a census list ('last', 'first:male', 'first:female') and how often each is drawn, adding up to 1."""
    rows = [line.split() for line in Path(names.FILES[kind]).read_text().splitlines()]
    weights = np.array([float(row[1]) for row in rows])
    return [row[0].title() for row in rows], weights / weights.sum()


class _People:
    """All draws at once, by column; the same for the same seed."""

    def __init__(self, number: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.areas = areas()
        self.last, weights = frequencies("last")
        self.lasts = rng.choice(len(self.last), number, p=weights)
        women = rng.random(number) < WOMEN
        self.female, female = frequencies("first:female")
        self.male, male = frequencies("first:male")
        self.women = women
        self.firsts = np.where(
            women, rng.choice(len(self.female), number, p=female), rng.choice(len(self.male), number, p=male)
        )
        self.at = rng.choice(len(self.areas), number, p=[area.weight for area in self.areas])
        self.professions = rng.choice(len(PROFESSIONS), number, p=list(PROFESSIONS.values()))
        self.verdicts = rng.choice(len(VERDICTS), number, p=list(VERDICTS.values()))
        self.draws = {name: rng.random(number) for name in SHARES}
        self.more = rng.integers(0, 1 << 30, (number, 4))
        self.counties: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, area in enumerate(self.areas):
            self.counties[area.state, area.county].append(index)
        self.says = [
            (kind.value, str(row["id"]))
            for kind in (SaidKind.TECHNIQUE, SaidKind.CONDITION, SaidKind.BODY_REGION, SaidKind.THERAPY)
            for row in vocabulary().rows[kind.value]
        ] + [(SaidKind.ACCEPTING_PATIENTS.value, code) for code in ("yes", "no")]

    def has(self, share: str, n: int) -> bool:
        return bool(self.draws[share][n] < SHARES[share])

    def person(self, n: int, *, checks: bool) -> dict[type[SQLModel], list[dict[str, Any]]]:
        ident = f"{(n + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF:016x}"
        last = self.last[self.lasts[n]]
        first = (self.female if self.women[n] else self.male)[self.firsts[n]]
        name = PersonName(last=last, first=first)
        places = [] if self.has("no_place", n) else [self.at[n]]
        home = self.areas[self.at[n]]
        if places and self.has("second_place", n):
            near = self.counties[home.state, home.county]
            places.append(near[self.more[n, 0] % len(near)])
        return {
            Practitioner: [
                {
                    "id": ident, "display_name": name.display(), "last": last, "first": first,
                    "middle": None, "suffix": None,
                    "sort_key": sort_key(name), "other_names": "[]", "npi": f"{2_000_000_000 + n}",
                    "credential_text": None, "look_alikes": "[]", "doubts": "[]", "digest": ident,
                }
            ],
            PracticeLocation: [self._location(ident, n, self.areas[at]) for at in dict.fromkeys(places)],
            SearchEntry: list(self._entries(ident, n, last, first, home, list(dict.fromkeys(places)))),
            Statement: list(self._said(ident, n)),
            Verification: list(self._checks(ident, n, home.state)) if checks else [],
        }  # fmt: skip

    def _location(self, ident: str, n: int, area: Area) -> dict[str, Any]:
        return {
            "practitioner_id": ident, "kind": PlaceKind.PRACTICE.value, "line1": f"{n % 9000 + 1} Example St",
            "line2": None, "city": area.city, "state": area.state, "zip5": area.zip5,
            "phone": f"206-555-01{n % 100:02}", "lat": area.lat, "lon": area.lon,
            "precision": PlacePrecision.ZIP_CENTER.value, "source": "example_board", "read_at": READ,
            "updated_on": None, "record_id": n,
        }  # fmt: skip

    def facts(self, n: int) -> dict[str, Any]:
        """What is known of a person, as a search entry tells it; days are numbers there."""
        days = self.more[n, 1]
        known = self.has("license_known", n)
        active = known and self.has("active", n)
        grade = 3 + int(days % 3) if self.has("verified", n) else 0
        if not grade and self.draws["claimed"][n] < SHARES["claimed"]:
            grade = 1 + int(days % 2)
        verdict = list(VERDICTS)[self.verdicts[n]]
        until = AS_OF + timedelta(days=int(days % 30) + 1)  # a board's promise, or an earlier expiry
        return with_level(
            {
                "license_active": active,
                "license_known": known,
                "license_good_until": until if active else None,
                "licensed_since": 1975 + int(self.more[n, 2] % 51) if active and self.has("issued_known", n) else None,
                "training_grade": grade,
                "training_good_until": AS_OF + timedelta(days=int(days % 90) + 1) if grade >= 3 else None,
                "training_claimed": 1 <= grade < 3,
                "certificate_seen": active and self.has("certificate_seen", n),
                "excluded": self.has("excluded", n),
                "verdict": verdict or None,
                "verdict_good_until": until if verdict in ("met", "met_so_far") else None,
            }
        )

    def _entries(self, ident: str, n: int, last: str, first: str, home: Area, places: list[int]) -> Iterator[Any]:
        facts = {
            name: value.toordinal() - date(2000, 1, 1).toordinal() if isinstance(value, date) else value
            for name, value in self.facts(n).items()
        }
        profession = list(PROFESSIONS)[self.professions[n]]
        where: list[tuple[str, str | None, str | None]] = [
            (self.areas[at].state, self.areas[at].zip5, self.areas[at].city) for at in places
        ] or [(home.state, None, None)]
        if self.has("second_state", n):
            other = self.areas[self.more[n, 3] % len(self.areas)].state
            where += [(other, None, None)] if other != home.state else []
        for state, spot, city in where:
            yield {
                "practitioner_id": ident, "profession": profession, "state": state, "spot": spot,
                "several": len(where) > 1, "last_folded": _folded(last), "first_folded": _folded(first),
                "city_folded": _folded(city) if city else None, **facts,
            }  # fmt: skip

    def _said(self, ident: str, n: int) -> Iterator[dict[str, Any]]:
        if self.has("says", n):
            for part in range(1 + self.more[n, 0] % 6):
                kind, code = self.says[int(self.more[n, 2] * (part + 7) % len(self.says))]
                yield {
                    "practitioner_id": ident, "kind": kind, "code": code, "quote": "as we offer it",
                    "speaker": Speaker.CLINIC.value, "publisher": "Example Clinic", "page": "https://example.org",
                    "source": "example_board", "read_at": READ, "sha256": "0" * 64, "locator": "row 1", "record_id": n,
                }  # fmt: skip

    def _checks(self, ident: str, n: int, state: str) -> Iterator[dict[str, Any]]:
        facts, profession = self.facts(n), list(PROFESSIONS)[self.professions[n]]
        told = {
            "practitioner_id": ident, "subject": "", "jurisdiction": state, "profession": profession, "verdict": None,
            "grade": None, "reason": None, "next_step": None, "raw": None, "details": "{}", "source": "example_board",
            "source_url": None, "read_at": READ, "source_as_of": None, "good_until": None, "sha256": "0" * 64,
            "locator": "row 1", "record_id": n, "audience": "patient",
        }  # fmt: skip
        unknown = {"reason": "not_published", "next_step": "Ask."}
        if facts["license_known"]:
            status = "confirmed" if facts["license_active"] else "confirmed_not_active"
            until = facts["license_good_until"]
            details = json.dumps({"number": f"{n}", "expires": "2027-01-31", "license_status": "active"})
            yield told | {
                "need": "license",
                "status": status,
                "good_until": until and until.isoformat(),
                "details": details,
            }
        if grade := facts["training_grade"]:
            until = facts["training_good_until"]
            status = {"status": "confirmed"} if grade >= 3 else {"status": "claimed", **unknown}
            details = json.dumps({"credential": "Cert. DN"})
            yield (
                told
                | {"need": "training", "grade": grade, "good_until": until and until.isoformat(), "details": details}
                | status
            )
        if verdict := facts["verdict"]:
            status = {"met": "may", "no_standard": "may", "not_permitted": "may_not"}.get(verdict)
            shown = (
                {"status": status}
                if status
                else {"status": "cannot_tell", "reason": "rule_unclear", "next_step": "Ask."}
            )
            yield told | {"need": "needling_rule", "verdict": verdict} | shown


_folded = lru_cache(maxsize=None)(fold)
