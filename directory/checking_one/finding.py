"""Whom submitted facts lead to: one person by a number, people who may be meant by a name, or nobody we know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from directory import profiles, wording
from directory.checking_one.side_by_side import Agrees, side_by_side
from directory.checking_one.submitted import LABELS, Submitted
from directory.links import BoardLink, board_links
from directory.normalize.identifiers import license_key
from directory.normalize.places import state_code
from directory.profiles import Profile, profile
from directory.search import Query, search
from directory.vocabulary import Audience, Need

MOST = 10  # people who may be meant
REGISTRY = ("the NPI registry", "https://npiregistry.cms.hhs.gov/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be meant, with what tells them from others."""

    id: str
    name: str
    npi: str | None
    professions: tuple[str, ...]
    towns: tuple[str, ...]
    licenses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``id``: of the one person a number leads to; else ``candidates``; ``why``: in words, where it is not one;
    ``too_little``: nobody was looked for, which is not the same as not found.
    """

    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    why: str | None = None
    too_little: bool = False


def find(session: Session, submitted: Submitted, *, today: date) -> Found:
    """Numbers decide; a name alone decides nothing, so that it leads to candidates only, though it be one."""
    if not submitted.usable:
        return Found(why="Give an NPI, a license number with its state, or a name with a place.", too_little=True)
    by_number = _by_numbers(session, submitted, today)
    if by_number is not None:
        return by_number
    return _by_name(session, submitted, today)


def _by_numbers(session: Session, submitted: Submitted, today: date) -> Found | None:
    """None where there is no number to go by."""
    npi = submitted.npi_checked()
    by_npi = profiles.ids_by_npi(session, npi) if npi else []
    by_license: list[str] = []
    if submitted.license and submitted.license_state:
        by_license = profiles.ids_by_license(session, submitted.license, submitted.license_state)
    elif not npi:
        return None
    both = [one for one in by_npi if one in by_license]
    if by_npi and by_license and not both:
        why = "The NPI and the license number lead to different people: one of the two is wrong."
        return Found(candidates=_candidates(session, [*by_npi, *by_license], today), why=why)
    ids = both or by_npi or by_license
    if len(ids) == 1:
        doubt = None if by_npi else _doubtful(session, submitted, ids[0], today)
        return Found(candidates=_candidates(session, ids, today), why=doubt) if doubt else Found(id=ids[0])
    if ids:
        why = f"{len(ids)} people have this number, of other professions or by a mistake of a source: choose one."
        return Found(candidates=_candidates(session, ids, today), why=why)
    return Found(why="Nobody with this number is in what we have read. That says nothing about the person.")


def _doubtful(session: Session, submitted: Submitted, ident: str, today: date) -> str | None:
    """Why the one person whom only a license number leads to may be somebody else: numbers are compared by their
    digits, several professions of a state use the same, and no check digit finds a slip.
    """
    person = profile(session, ident, today=today, audience=Audience.COORDINATOR)
    if person is None:
        return None
    rows = {row.what: row for row in side_by_side(submitted, person, today)}
    number, name, profession = (rows[LABELS[field]] for field in ("license", "name", "profession"))
    if submitted.npi:
        return "The NPI is not in what we have read; the license number leads to somebody who may be meant."
    if number.agrees is not Agrees.YES:
        return "The number is there with other letters before it, so that it may be of another profession."
    if name.agrees is Agrees.NO:
        return "The name that was submitted is not that of whoever has this number: one of the two is wrong."
    if profession.agrees is Agrees.NO:
        return "Whoever has this number is of another profession than was submitted."
    asked, held = license_key(submitted.license), license_key(number.found.partition(" ")[2])
    same_letters = asked is not None and held is not None and asked.prefix == held.prefix != ""
    if same_letters or Agrees.YES in (name.agrees, profession.agrees):
        return None
    return "Several professions use such numbers: choose who is meant, or add a name or a profession."


def _by_name(session: Session, submitted: Submitted, today: date) -> Found:
    state = state_code(submitted.place or "")
    line = submitted.name if state else " ".join(part for part in (submitted.name, submitted.place) if part)
    query = Query(name=line, state=state, profession=submitted.profession)
    result = search(session, query, today=today, audience=Audience.COORDINATOR)
    ids = list(dict.fromkeys(hit.id for hit in result.hits))[:MOST]
    if ids:
        why = "A name alone decides nothing: choose the one who is meant, by a fact that tells them apart."
        return Found(candidates=_candidates(session, ids, today), why=why)
    return Found(why="Nobody of this name is in what we have read. That says nothing about the person.")


def _candidates(session: Session, ids: Sequence[str], today: date) -> tuple[Candidate, ...]:
    people = (profile(session, ident, today=today, audience=Audience.COORDINATOR) for ident in ids[:MOST])
    return tuple(_candidate(one) for one in people if one is not None)


def _candidate(person: Profile) -> Candidate:
    licenses = person.of(Need.LICENSE)
    towns = dict.fromkeys(f"{place.city.title()}, {place.state}" for place in person.places if place.city)
    return Candidate(
        id=person.id,
        name=person.name,
        npi=person.npi,
        professions=tuple(dict.fromkeys(wording.profession_name(line.profession) for line in licenses)),
        towns=tuple(towns),
        licenses=tuple(
            f"{line.state} {line.details['number']}: {line.badge[1]}" for line in licenses if line.details.get("number")
        ),
    )


def nowhere(submitted: Submitted) -> list[tuple[str, str]]:
    """Where else to look: (name, address) of the registry and of the boards' own look-ups."""
    links: dict[str, BoardLink] = {}
    for (state, profession), link in board_links().items():
        asked = {submitted.license_state, submitted.treating} - {None}
        if state in asked and submitted.profession in (None, profession):
            links.setdefault(link.address, link)
    return [REGISTRY, *((link.board, link.address) for link in links.values())]
