"""The population of the sample world: the cast and some 340 ordinary people, all derived from one date."""

from collections import Counter
from dataclasses import replace
from datetime import date

from crawlers.sample.cast import CAST, CastNote, build_cast
from crawlers.sample.changes import absent_on_day_one, on_day_two
from crawlers.sample.maker import NOT_ACTIVE, Maker
from crawlers.sample.model import License, OtherName, Person
from crawlers.sample.places import CITIES, city
from directory.vocabulary import LicenseStatus, Profession

__all__ = ["CAST", "CROWDED_CITY", "CastNote", "crowd", "population"]

P = Profession
SEED = 2251
CROWDED_CITY = ("Spokane", "WA")
ORDINARY_PER_STATE = {
    "WA": 82,
    "CO": 78,
    "SD": 52,
    "IL": 40,
    "CT": 28,
    "DE": 20,
    "CA": 16,
    "PA": 14,
    "MD": 12,
}
LISTED_ORDINARY = 52
_MIX = (P.PHYSICAL_THERAPIST,) * 12 + (
    P.PHYSICAL_THERAPIST_ASSISTANT,
    P.PHYSICAL_THERAPIST_ASSISTANT,
    P.CHIROPRACTOR,
    P.CHIROPRACTOR,
    P.ACUPUNCTURIST,
    P.ACUPUNCTURIST,
    P.ATHLETIC_TRAINER,
    P.OCCUPATIONAL_THERAPIST,
)
_SD_MIX = (P.PHYSICAL_THERAPIST,) * 4 + (P.PHYSICAL_THERAPIST_ASSISTANT,)
_LIST_SHOWS = ("npi", "license", "nothing")


def _ordinary_license(maker: Maker, state: str, profession: Profession) -> License:
    rng = maker.rng
    made = maker.license(state, profession)
    if state != "SD" and rng.random() < 0.11:
        status = rng.choice(NOT_ACTIVE)
        made = replace(made, status=status)
        if status is LicenseStatus.EXPIRED:
            made = replace(made, expires=maker.ago(30, 1500), renewed=maker.ago(1500, 2200))
            made = replace(made, issued=min(made.issued, made.renewed))
    if rng.random() < 0.08:
        made = replace(made, written=rng.choice((None, None, "Pending", "0")))
    return made


def _ordinary(maker: Maker, ident: str, state: str) -> Person:
    rng = maker.rng
    profession = rng.choice(_SD_MIX if state == "SD" else _MIX)
    person = maker.person(ident, state, profession, licenses=(_ordinary_license(maker, state, profession),))
    has_board_row = any(held.at_board for held in person.licenses)
    if has_board_row and rng.random() < (0.5 if state == "SD" else 0.1):
        person = replace(person, npi=None)
    if profession is P.PHYSICAL_THERAPIST and rng.random() < 0.18:
        person = replace(person, extra_taxonomy=rng.choice(("2251X0800X", "2251S0007X")))
    if person.npi and person.sex == "F" and rng.random() < 0.08:
        former = OtherName(code="1", first=person.first, last=maker.name("F")[1])
        person = replace(person, other_names=(former,))
    if person.npi and rng.random() < 0.06:
        person = replace(person, secondary=(maker.place(rng.choice(CITIES[state])),))
    return person


def _with_list_entries(maker: Maker, people: list[Person]) -> list[Person]:
    """Put every so many-th ordinary PT, PTA or chiropractor on the training body's list."""
    eligible = [p for p in people if p.state in {"WA", "CO", "SD", "IL", "CT"} and p.profession in _MIX[:16]]
    step = max(1, len(eligible) // LISTED_ORDINARY)
    chosen = {p.id for p in eligible[::step][:LISTED_ORDINARY]}
    done: list[Person] = []
    for person in people:
        if person.id in chosen:
            shows = _LIST_SHOWS[len(done) % 3]
            if shows == "npi" and person.npi is None:
                shows = "license"
            person = replace(person, entries=(maker.entry(shows),))
            if maker.rng.random() < 0.5:
                person = replace(person, credential=f"{person.credential[:14]}, EXDN")
        done.append(person)
    return done


def population(today: date, day: int) -> tuple[Person, ...]:
    """Everyone on day 1 or day 2 of the world of ``today``; cast first, then ``wa-001`` and so on."""
    if day not in (1, 2):
        raise ValueError("the sample world has a day 1 and a day 2")
    maker = Maker(today, SEED)
    cast = build_cast(maker)
    ordinary = [
        _ordinary(maker, f"{state.lower()}-{number:03d}", state)
        for state, size in ORDINARY_PER_STATE.items()
        for number in range(1, size + 1)
    ]
    people = cast + tuple(_with_list_entries(maker, ordinary))
    if day == 1:
        return tuple(person for person in people if not absent_on_day_one(person))
    return on_day_two(people, maker)


def crowd(today: date, size: int = 1500) -> tuple[Person, ...]:
    """Extra physical therapists of CROWDED_CITY, in NPPES only, to pass the API's ceiling of 1,200."""
    maker = Maker(today, SEED + 1)
    name, state = CROWDED_CITY
    home = city(state, name)
    people = (maker.person(f"crowd-{n:04d}", state, P.PHYSICAL_THERAPIST, city=home) for n in range(size))
    return tuple(replace(person, mailing=person.practice or person.mailing) for person in people)


def count_by_state(people: tuple[Person, ...]) -> dict[str, int]:
    return dict(Counter(person.state for person in people))
