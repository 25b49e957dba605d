"""A profile for a reader in a hurry: who it is, then each result in a line, what may worry before all else."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory import wording
from directory.person_page import SECTIONS
from directory.profiles import Line, Profile
from directory.texts import say
from directory.vocabulary import PRACTICE_KINDS, CredentialStatus, ExclusionStatus, Need, NeedlingDisplay

# What a reader must not scroll past, the gravest first. All else follows in the order in which a reader asks.
WORRYING: tuple[str, ...] = (
    ExclusionStatus.LISTED,
    CredentialStatus.CONFIRMED_NOT_ACTIVE,
    CredentialStatus.CONFIRMED_RESTRICTED,
    CredentialStatus.CONTRADICTED,
    ExclusionStatus.FORMERLY_LISTED,
    ExclusionStatus.POSSIBLE_HIT,
    NeedlingDisplay.MAY_NOT,
)
MOST_TOWNS = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """One line of it. ``sentence``: what the result says, where its word alone tells too little; ``means``: in plain
    words, what that is for the reader.
    """

    line: Line
    sentence: str | None
    means: str | None

    @property
    def rest(self) -> str | None:
        """The sentence without the word of its badge, beside which it stands."""
        return self.sentence.removeprefix(f"{self.line.badge[1]}. ") if self.sentence else None


def glance(person: Profile) -> list[Glance]:
    """Every line of a profile, each once."""
    lines = [line for need, _ in SECTIONS for line in person.of(need)]
    return [_glance(line) for line in sorted(lines, key=_gravity)]


def _gravity(line: Line) -> int:
    return WORRYING.index(line.status) if line.status in WORRYING else len(WORRYING)


def _glance(line: Line) -> Glance:
    told = line.status in WORRYING or line.need is Need.NEEDLING_RULE
    return Glance(line, line.sentence if told else None, _means(line))


def _means(line: Line) -> str | None:
    """Nothing where a waiver lets the person take part somewhere: its sentence says so."""
    waived = any(entry.get("waiver_state") for entry in line.details.get("entries") or ())
    return say("profile-means-excluded") if line.status == ExclusionStatus.LISTED and not waived else None


def who(person: Profile) -> list[str]:
    """'Physical therapist, Washington' for each job that a license or a rule is told of, and the towns of practice."""
    return [*_jobs(person), *_towns(person)]


def _jobs(person: Profile) -> Iterator[str]:
    lines = person.of(Need.LICENSE) or person.of(Need.NEEDLING_RULE)
    for code, state in dict.fromkeys((line.profession, line.state) for line in lines if line.profession):
        name = wording.profession_name(code)
        job = name[:1].upper() + name[1:]
        yield say("profile-job", job=job, state=wording.place_name(state)) if state else job


def _towns(person: Profile) -> Iterator[str]:
    practices = [place for place in person.places if place.kind in PRACTICE_KINDS and place.city and place.state]
    towns = list(dict.fromkeys(f"{(place.city or '').title()}, {place.state}" for place in practices))
    if towns:
        yield say("profile-works-in", towns="; ".join(towns[:MOST_TOWNS]))


def parts(person: Profile) -> list[str]:
    """The names of the headings of a profile's page that can be gone to, in their order; each is a text."""
    claims = ["plain-claims"] if person.claims else []
    sections = [title for need, title in SECTIONS if person.of(need)]
    return ["person-glance", "person-reach", "ask-title", *sections, *claims, "person-unchecked", "person-keep"]
