"""What a coordinator tells of a certificate or other paper they saw, and what is missing or wrong in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from directory.look_ups import LONGEST
from directory.normalize.identifiers import clean_npi, license_digits
from directory.normalize.letters import collide
from directory.normalize.names import parse_full_name
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.rules.judging import Facts, FactsError, Training, facts_from
from directory.rules.judging.facts import PracticalHours, TheoryHours
from directory.vocabulary import Profession

# What must be there, as a person calls it.
NEEDED = {
    "seen_on": "the day it was seen",
    "seen_by": "who saw it",
    "organization": "the organization for which it was seen",
    "issuer": "who issued it",
    "title": "the course or what the paper is called",
    "name": "the name on it",
    "facts": "what it shows",
    "document": "the document",
    "whom": "of whom (an NPI, a practitioner's id, or a license number with its state)",
}
# What a paper can show, of SCHEMA.md section 7: not who somebody is, and not that a license is active.
OF_A_PERSON = tuple(name for name in Facts.__struct_fields__ if name not in ("profession", "licences", "trainings"))
OF_A_COURSE = Training.__struct_fields__
MOST_FACTS = 20_000  # characters of what a paper shows
SPLIT_HOURS = {"theory": ("in_person", "live_online", "recorded"), "practical": ("in_person", "online")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person tells of a paper they saw, as they wrote it; None is not told.

    ``name``: as the paper writes it; ``facts``: what it shows, with the keys of the rules' schema, section 7:
    ``trainings`` with one course, and those of `OF_A_PERSON`.
    """

    seen_on: date | None = None
    seen_by: str | None = None
    organization: str | None = None
    issuer: str | None = None
    title: str | None = None
    name: str | None = None
    npi: str | None = None
    practitioner_id: str | None = None
    license_number: str | None = None
    license_state: str | None = None
    profession: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    document: Path | None = None


def tidy(told: Seen) -> Seen:
    """The same without blanks about it; what is blank, or says no more than 'none', is not told."""
    texts = {one.name: value for one in fields(Seen) if type(value := getattr(told, one.name)) is str}
    return replace(told, **{name: clean(text) for name, text in texts.items()})  # type: ignore[arg-type]  # texts only


def lacking(told: Seen) -> list[str]:
    """The fields that must be there and are not, as keys of NEEDED."""
    missing = [name for name in NEEDED if name != "whom" and not getattr(told, name)]
    if not (told.npi or told.practitioner_id or (told.license_number and told.license_state)):
        missing.append("whom")
    return missing


def complaints(told: Seen, today: date) -> Iterator[str]:
    """What is wrong with what was told, one sentence each."""
    if told.seen_on is not None and told.seen_on > today:
        yield f"the day it was seen, {told.seen_on}, is not here yet"
    try:
        if told.npi and clean_npi(told.npi) is None:
            yield f"{told.npi!r} is nobody's NPI"
    except ValueError as error:
        yield str(error)
    if told.license_number and license_digits(told.license_number) is None:
        yield f"{told.license_number!r} is no license number"
    if bool(told.license_number) != bool(told.license_state) and (told.npi or told.practitioner_id):
        yield "a license number needs its state, and a state its license number"
    if told.license_state and state_code(told.license_state) is None:
        yield f"no state is called {told.license_state!r}"
    if told.profession and told.profession not in set(Profession):
        yield f"{told.profession!r} is no profession; there are: {', '.join(Profession)}"
    if collide(told.title):
        yield f"{told.title!r} stands for other things than needling too: write what the course is called in full"
    if told.name and parse_full_name(told.name) is None:
        yield f"surname and given name cannot be told apart in {told.name!r}: write it as on the paper, in full"
    for one in fields(Seen):
        if isinstance(value := getattr(told, one.name), str) and len(value) > LONGEST:
            yield f"{one.name}: more than {LONGEST:,} characters"
    if len(repr(told.facts)) > MOST_FACTS:
        yield f"what it shows: more than {MOST_FACTS:,} characters"
    elif told.facts:
        yield from _of_facts(told.facts, told.title or "", min(told.seen_on or today, today))


def _of_facts(told: Mapping[str, Any], title: str, seen_on: date) -> Iterator[str]:
    """What a paper cannot show: unknown keys, impossible hours, what had not happened when it was seen."""
    if strange := sorted(set(told) - {*OF_A_PERSON, "trainings"}):
        yield f"a paper does not show {', '.join(strange)}"
        return
    try:
        facts_from(told, "facts")
        facts = facts_from(kept(told, title), "facts")  # what is stored is what must be readable
    except FactsError as error:
        yield str(error)
        return
    if "trainings" in told and len(facts.trainings) != 1:
        yield f"facts.trainings: a paper shows one course, not {len(facts.trainings)}; file each by itself"
    for course in facts.trainings:
        yield from _of_hours(course)
        for what, when in (("began", course.started), ("was completed", course.completed)):
            if when is not None and when > seen_on:
                yield f"the course {what} on {when}, after the paper was seen: a date in the future proves nothing"
    for record in facts.board_records:
        if record.checked > seen_on:
            yield f"the board's record was checked on {record.checked}, after the paper was seen"


def _of_hours(course: Training) -> Iterator[str]:
    """Hours told in both ways that cannot both be right."""
    hours = [one for part in (course.theory, course.practical) for one in _split(part).items()]
    for what, whole, parts in (
        ("in all", course.total_hours, hours),
        ("in person", course.in_person_hours, [one for one in hours if one[0] == "in_person"]),
        ("recorded", course.recorded_online_hours, [one for one in hours if one[0] == "recorded"]),
    ):
        told = sum(number for _, number in parts)
        if whole is not None and told > whole:
            yield f"{whole:g} hours {what} are less than those of theory and practice, {told:g}"
    if course.total_hours is not None and (course.in_person_hours or 0) > course.total_hours:
        yield f"{course.total_hours:g} hours in all are less than those in person, {course.in_person_hours:g}"


def shown(told: Mapping[str, Any]) -> dict[str, Any]:
    """Facts out of single answers by their name ('in_person_hours', 'theory_recorded', 'cpr_valid_until'), without
    those that are None: as facts files write them, days as text. Raises ValueError for a name that is none.
    """
    course: dict[str, Any] = {}
    person: dict[str, Any] = {}
    for name, value in told.items():
        if value is None or value == () or value == [] or value == {}:
            continue
        plain = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        group, _, part = name.partition("_")
        if name in OF_A_COURSE:
            course[name] = plain
        elif name in OF_A_PERSON:
            person[name] = plain
        elif part in SPLIT_HOURS.get(group, ()):
            course.setdefault(group, {})[part] = plain
        else:
            raise ValueError(f"{name} is nothing that a paper shows")
    return person | ({"trainings": [course]} if course else {})


def kept(facts: Mapping[str, Any], title: str) -> dict[str, Any]:
    """The facts as they are stored: texts without controls, and a course without a name is called as the paper.

    What is blank, or says no more than 'N/A', is left out, and so is a list in which nothing else stood.
    """
    told: dict[str, Any] = _plain(facts)
    courses = told.get("trainings")
    return told | ({"trainings": [{"name": title} | one for one in courses]} if courses else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        told = [(clean(name), before, _plain(before)) for name, before in value.items()]
        return {name: one for name, before, one in told if name and one is not None and not _emptied(before, one)}
    if isinstance(value, list | tuple):
        return [one for one in map(_plain, value) if one is not None]
    return clean(value) if isinstance(value, str) else value


def _emptied(before: Any, after: Any) -> bool:
    """An empty list is something that is known; one of which nothing is left is not."""
    return after in ([], {}) and bool(before)


def facts_on(facts: Mapping[str, Any]) -> Facts | None:
    """What a paper that was filed shows; None where what is stored cannot be read."""
    try:
        return facts_from(facts)
    except FactsError:
        return None


def course_of(facts: Mapping[str, Any]) -> Training | None:
    """The one course of a paper that was filed; None where it shows none, or cannot be read."""
    told = facts_on(facts)
    return next(iter(told.trainings), None) if told else None


def hours_of(course: Training) -> dict[str, float]:
    """Evidenced hours with how they were given, keys left out where the paper does not say.

    Keys: total, in_person, live_online, recorded, online (practice on a screen), theory, practical. A sum stands for
    the whole only where the paper splits it all into theory and practice and gives no whole itself.
    """
    theory, practical = _split(course.theory), _split(course.practical)
    wholes = (
        ("in_person", course.in_person_hours),
        ("live_online", course.live_online_hours),
        ("recorded", course.recorded_online_hours),
        ("online", None),
    )
    found: dict[str, float] = {}
    for name, whole in wholes:
        told = [part[name] for part in (theory, practical) if name in part]
        if whole is not None or told:
            found[name] = whole if whole is not None else sum(told)
    for name, part in (("theory", theory), ("practical", practical)):
        if part:
            found[name] = sum(part.values())
    if course.total_hours is not None:
        found["total"] = course.total_hours
    elif "theory" in found and "practical" in found:
        found["total"] = found["theory"] + found["practical"]
    return found


def _split(group: TheoryHours | PracticalHours | None) -> dict[str, float]:
    told = msgspec.to_builtins(group) if group is not None else {}
    return {name: hours for name, hours in told.items() if hours is not None}
