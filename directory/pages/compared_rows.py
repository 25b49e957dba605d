"""Rows of the page Compare: the same questions of every person, what is known and what is not, as plain texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from directory import wording
from directory.disputes import LETTERS, place_fact
from directory.disputes.facts import PHONE, WEBSITE
from directory.paper_words import training_facts
from directory.profiles import Claim, Line, Place, Profile
from directory.texts import say
from directory.vocabulary import Need, Speaker


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing in a cell: a badge (icon, word, color) where it is a result, its title, sentences below."""

    words: str
    badge: tuple[str, str, str] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """``cells``: of each person in the order given; empty where nothing is known."""

    head: str
    cells: tuple[tuple[Fact, ...], ...]


def rows(people: Sequence[Profile]) -> list[Row]:
    """All rows for all people, in the same order whoever is compared: a gap is a cell, not a row that is missing. What
    is hidden of somebody is no gap: the cell says so.
    """
    return [Row(say(f"compare-{name}"), tuple(_cell(name, one) for one in people)) for name in ASKED]


def _cell(name: str, person: Profile) -> tuple[Fact, ...]:
    if person.why_hidden and name in HIDDEN:
        return (Fact(say("wrong-hidden-cell")),)
    return tuple(ASKED[name](person))


def _letters(person: Profile) -> Iterator[Fact]:
    if person.credential_text:
        yield Fact(person.credential_text, notes=person.notes.get(LETTERS, ()))


def _other_names(person: Profile) -> Iterator[Fact]:
    yield from (Fact(name) for name in person.other_names)


def _profession(person: Profile) -> Iterator[Fact]:
    held = dict.fromkeys((line.profession, line.state) for line in person.of(Need.LICENSE) if line.profession)
    for code, state in held:
        yield Fact(f"{wording.profession_name(code).capitalize()}, {wording.place_name(state)}")


def _of(need: Need) -> Callable[[Profile], Iterator[Fact]]:
    return lambda person: (_line(line) for line in person.of(need))


def _line(line: Line) -> Fact:
    rest = line.sentence.removeprefix(f"{line.badge[1]}. ")
    return Fact(line.title, line.badge, tuple(note for note in (rest, *_notes(line)) if note))


def _notes(line: Line) -> Iterator[str]:
    if line.overlay:
        yield line.overlay
    if line.raw:
        yield say("compare-raw", raw=line.raw)
    if line.need is Need.TRAINING:
        yield from training_facts(line.details)
    if line.source_title and line.need is not Need.NEEDLING_RULE:
        yield say("compare-from", source=line.source_title)
    if line.read_at:
        yield say("compare-read", day=wording.day(line.read_at.date()))
    if line.source_as_of:
        yield say("compare-dated", day=wording.day(line.source_as_of))
    if line.good_until:
        yield say("compare-good-until", day=wording.day(line.good_until))
    if line.disputed_on:
        yield say("compare-disputed", day=wording.day(line.disputed_on))


def _npi(person: Profile) -> Iterator[Fact]:
    lines = person.of(Need.NPI)
    if person.npi and not any(person.npi in line.title for line in lines):
        yield Fact(person.npi)
    yield from (_line(line) for line in lines)


def _places(person: Profile) -> Iterator[Fact]:
    for place in person.places:
        yield Fact(place.text or "–", notes=tuple(_of_place(place)))


def _of_place(place: Place) -> Iterator[str]:
    yield say("compare-place-read", source=place.source_title, day=wording.day(place.read_at.date()))
    if place.updated_on:
        yield say("compare-place-changed", day=wording.day(place.updated_on))
    if place.disputed_on:
        yield say("compare-disputed", day=wording.day(place.disputed_on))


def _phones(person: Profile) -> Iterator[Fact]:
    of: dict[str, list[str]] = {}
    for place in person.places:
        if place.phone:
            of.setdefault(place.phone, []).extend(person.notes.get(place_fact(place, PHONE), ()))
    yield from (Fact(phone, notes=tuple(dict.fromkeys(notes))) for phone, notes in of.items())


def _websites(person: Profile) -> Iterator[Fact]:
    for place in person.places:
        if place.website:
            notes = person.notes.get(place_fact(place, WEBSITE), ())
            yield Fact(place.website, notes=(*_of_website(place), *notes))


def _of_website(place: Place) -> Iterator[str]:
    if place.website_source_title and place.website_read_at:
        day = wording.day(place.website_read_at.date())
        yield say("compare-place-read", source=place.website_source_title, day=day)


def _said(person: Profile) -> Iterator[Fact]:
    for claim in person.claims:
        yield Fact(_claim(claim), notes=tuple(_of_claim(claim)))


def _claim(claim: Claim) -> str:
    return say(
        "compare-said-by", publisher=claim.publisher, day=wording.day(claim.read_at.date()),
        what=wording.said(claim.kind, claim.code), quote=claim.quote,
    )  # fmt: skip


def _of_claim(claim: Claim) -> Iterator[str]:
    if claim.speaker is Speaker.PERSON:
        yield say("compare-said-own")
    if claim.disputed_on:
        yield say("compare-disputed", day=wording.day(claim.disputed_on))


def _gaps(person: Profile) -> Iterator[Fact]:
    """What a check could not tell, with what to do about it."""
    for line in person.lines:
        if line.reason and line.next_step:
            yield Fact(say("compare-gap", what=line.title, step=line.next_step))


def _alike(person: Profile) -> Iterator[Fact]:
    if person.look_alikes:
        yield Fact(say("compare-alike-some", number=len(person.look_alikes)))


# Of a hidden listing patients see none of these.
HIDDEN = frozenset({"letters", "other-names", "training", "rule", "place", "phone", "website", "said"})
ASKED: Mapping[str, Callable[[Profile], Iterator[Fact]]] = MappingProxyType(
    {
        "profession": _profession,
        "letters": _letters,
        "other-names": _other_names,
        "license": _of(Need.LICENSE),
        "training": _of(Need.TRAINING),
        "rule": _of(Need.NEEDLING_RULE),
        "exclusion": _of(Need.EXCLUSION),
        "npi": _npi,
        "place": _places,
        "phone": _phones,
        "website": _websites,
        "said": _said,
        "unknown": _gaps,
        "alike": _alike,
    }
)
