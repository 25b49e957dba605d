"""Puts invented people together from a seed and a date, never using a name, number or NPI twice."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from crawlers.sample import names
from crawlers.sample.model import License, ListEntry, Person, Place
from crawlers.sample.numbers import board_number, invented_npi, written_form
from crawlers.sample.places import CITIES, City
from directory.vocabulary import LicenseStatus, Profession

P = Profession
FIRST_NPI_DAY = date(2006, 5, 23)

CREDENTIALS = {
    P.PHYSICAL_THERAPIST: ("PT, DPT", "PT", "DPT", "P.T.", "PT, MPT", "MSPT"),
    P.PHYSICAL_THERAPIST_ASSISTANT: ("PTA", "LPTA", "PTA"),
    P.CHIROPRACTOR: ("DC", "D.C."),
    P.ATHLETIC_TRAINER: ("ATC", "LAT, ATC"),
    P.OCCUPATIONAL_THERAPIST: ("OTR/L", "OT", "OTR"),
    P.ACUPUNCTURIST: ("L.AC.", "LAC", "EAMP"),
}
TAXONOMIES = {
    P.PHYSICAL_THERAPIST: "225100000X",
    P.PHYSICAL_THERAPIST_ASSISTANT: "225200000X",
    P.CHIROPRACTOR: "111N00000X",
    P.ATHLETIC_TRAINER: "2255A2300X",
    P.OCCUPATIONAL_THERAPIST: "225X00000X",
    P.ACUPUNCTURIST: "171100000X",
}
BOARD_STATES = frozenset({"WA", "CO", "IL", "CT", "DE", "SD"})


class Maker:
    """Source of invented people; the same ``seed`` and ``today`` give the same people in the same order."""

    def __init__(self, today: date, seed: int) -> None:
        self.today = today
        self.rng = random.Random(seed)
        self._names: set[tuple[str, str]] = set()
        self._npis: set[str] = set()
        self._serials: set[tuple[str, int]] = set()
        self._certificates = 100

    @contextmanager
    def aside(self, seed: int) -> Iterator[None]:
        """Chance of its own: who is made within changes nobody who is made afterwards."""
        self.rng, everybody = random.Random(seed), self.rng
        try:
            yield
        finally:
            self.rng = everybody

    def ago(self, low: int, high: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(low, high))

    def ahead(self, low: int = 45, high: int = 700) -> date:
        return self.today + timedelta(days=self.rng.randrange(low, high))

    def npi(self) -> str:
        while (candidate := invented_npi(self.rng)) in self._npis:
            continue
        self._npis.add(candidate)
        return candidate

    def name(self, sex: str) -> tuple[str, str]:
        firsts = names.FIRST_NAMES_F if sex == "F" else names.FIRST_NAMES_M
        while (candidate := (self.rng.choice(firsts), self.rng.choice(names.SURNAMES))) in self._names:
            continue
        self._names.add(candidate)
        return candidate

    def reserve(self, first: str, last: str) -> None:
        """Keep a hand-written name out of the generated ones."""
        self._names.add((first, last))

    def serial(self, state: str) -> int:
        """Five digits (four in the small states) that nobody else in the state has, of any profession."""
        size = 10**4 if state in {"SD", "DE", "MD"} else 10**5
        while (state, (candidate := self.rng.randrange(size // 10, size))) in self._serials:
            continue
        self._serials.add((state, candidate))
        return candidate

    def place(self, city: City) -> Place:
        """One of a few addresses per ZIP code, so that people share a clinic; the phone is 555-01xx."""
        zip5 = self.rng.choice(city.zips)
        clinic = self.rng.randrange(3)
        mix = int(zip5) * 3 + clinic
        return Place(
            line1=f"{100 + mix * 37 % 9800} {names.STREETS[mix % len(names.STREETS)]}",
            line2=f"Ste {mix * 11 % 400 + 100}" if clinic else None,
            city=city.name,
            state=city.state,
            zip5=zip5,
            plus4=f"{1000 + mix * 7 % 9000:04d}",
            phone=f"{city.area_code}-555-{100 + mix % 100:04d}",
        )

    def license(self, state: str, profession: Profession, **changes: Any) -> License:
        """An active license, written in NPPES in one of the usual noisy ways unless ``changes`` differ."""
        if "number" in changes:
            number = str(changes.pop("number"))
            self._serials.add((state, int("".join(filter(str.isdigit, number))[-5:])))
        else:
            number = board_number(state, profession, self.serial(state))
        issued = self.ago(700, 9000)
        made = License(
            state=state,
            profession=profession,
            number=number,
            issued=issued,
            renewed=max(issued, self.ago(60, 600)),
            expires=self.ahead(),
            written=written_form(self.rng, state, profession, number),
            at_board=state in BOARD_STATES and (state != "SD" or profession in SD_PROFESSIONS),
        )
        if state == "SD":
            made = replace(made, expires=date(self.today.year + self.rng.choice((1, 2)), 1, 1))
            if self.rng.random() < 0.25:
                made = replace(made, issued=self.ago(30, 900))
        return replace(made, **changes)

    def person(self, ident: str, state: str, profession: Profession, **changes: Any) -> Person:
        """One person with one license; ``changes`` are Person fields, and ``city`` for the practice."""
        rng = self.rng
        sex = str(changes.pop("sex")) if "sex" in changes else rng.choice("FFM")
        if "last" in changes:
            first, last = str(changes.pop("first")), str(changes.pop("last"))
            self.reserve(first, last)
        else:
            first, last = self.name(sex if sex in ("F", "M") else "F")
        home: City = changes.pop("city", None) or rng.choice(CITIES[state])
        practice = self.place(home)
        enumerated = max(FIRST_NPI_DAY, self.ago(400, 6500))
        made = Person(
            id=ident,
            first=first,
            last=last,
            middle=rng.choice(names.MIDDLE_INITIALS) if rng.random() < 0.6 else "",
            sex=sex,
            birth_year=self.today.year - rng.randrange(26, 66),
            profession=profession,
            state=state,
            practice=practice,
            mailing=practice if rng.random() < 0.6 else self.place(home),
            npi=self.npi(),
            credential=rng.choice(CREDENTIALS[profession]),
            taxonomy=TAXONOMIES[profession],
            licenses=changes.pop("licenses", None) or (self.license(state, profession),),
            enumerated=enumerated,
            updated=max(enumerated, self.ago(60, 2500)),
        )
        return replace(made, **changes)

    def entry(self, shows: str = "npi", **changes: Any) -> ListEntry:
        """A row of the training body's list, completed in the last six years."""
        self._certificates += 1
        made = ListEntry(certificate=f"EXDN-{self._certificates:04d}", completed=self.ago(90, 2200), shows=shows)
        return replace(made, **changes)


SD_PROFESSIONS = frozenset({P.PHYSICAL_THERAPIST, P.PHYSICAL_THERAPIST_ASSISTANT})
NOT_ACTIVE = (LicenseStatus.EXPIRED, LicenseStatus.EXPIRED, LicenseStatus.EXPIRED, LicenseStatus.INACTIVE)
