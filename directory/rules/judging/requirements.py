"""Each requirement of a rule against what is known of a person: met, not met, or cannot tell, with why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from directory.rules.judging.counting import Count, Counting, in_person, practical, theory, total
from directory.rules.judging.facts import Facts, Training
from directory.rules.machine_readable import Alternative, Deciding
from directory.rules.model import Rule

Answer = Literal["met", "not_met", "cannot_tell"]
MET: Answer = "met"
NOT_MET: Answer = "not_met"
CANNOT_TELL: Answer = "cannot_tell"
_ACTIVE = "active"
_NOT_ACTIVE = frozenset({
    "not active", "inactive", "expired", "lapsed", "suspended", "revoked", "surrendered", "retired", "cancelled",
    "canceled", "closed", "superseded", "denied", "voluntary surrender", "voluntarily surrendered", "not renewed",
    "non-renewed", "delinquent", "terminated", "deceased", "pending",
})  # fmt: skip
_KINDS = {"licence": "license", "compact_privilege": "compact privilege"}
_PARTS = ("prerequisite_hours", "theory_hours", "practical_hours", "dn_specific_hours", "in_person_hours",
          "supervised_hours")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement: what was required, what was found. ``probable``: believed to be required, not confirmed."""

    name: str
    answer: Answer
    required: str
    found: str
    probable: bool = False

    @property
    def sentence(self) -> str:
        """'practical_hours: not met; required: 40; known: 27 hours that count'."""
        needed = "probably required" if self.probable else "required"
        return f"{self.name}: {self.answer.replace('_', ' ')}; {needed}: {self.required}; known: {self.found}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a requirement is judged by. ``counted``: the courses that count for this rule."""

    rule: Rule
    facts: Facts
    state: str
    as_of: date
    deciding: Deciding
    counting: Counting
    counted: tuple[Training, ...]

    @property
    def whole(self) -> bool:
        """Whether the record is all there is: only then can a miss be 'not met'."""
        return self.facts.training_record_complete

    def needs(self, name: str) -> Any:
        return self.rule.requirements.get(name, self.rule.probable.get(name))


Found = tuple[Answer, str]


def license_held(asked: Asked) -> Judged:
    """An active license or compact privilege in the patient's state (step 3)."""
    held = asked.facts.licences
    required = f"an active license or privilege in {asked.state}"
    if held is None:
        return Judged("licence", CANNOT_TELL, required, "nothing known of licenses")
    here = [one for one in held if one.state == asked.state and (one.since is None or one.since <= asked.as_of)]
    for one in here:
        if (one.status or "").casefold() == _ACTIVE:
            return Judged("licence", MET, required, f"{_KINDS[one.kind]}, active")
    if any(one.status is None for one in here):
        return Judged("licence", CANNOT_TELL, required, "a license without its status")
    strange = [one.status for one in here if (one.status or "").casefold() not in _NOT_ACTIVE]
    if strange:
        return Judged("licence", CANNOT_TELL, required, f"a license with a status we do not know, {strange[0]!r}")
    told = ", ".join(f"{_KINDS[one.kind]}, {one.status}" for one in here) or "none"
    return Judged("licence", NOT_MET, required, told)


def judged(asked: Asked, names: Iterable[str]) -> list[Judged]:
    """The requirements of these names, in the order of the rule."""
    return [_judged(asked, name) for name in names if name in _HOW and not _asks_nothing(asked.needs(name))]


def _judged(asked: Asked, name: str) -> Judged:
    answer, required, found = _with_alternative(asked, name)
    probable = name not in asked.rule.requirements
    if probable and answer == NOT_MET:  # nobody fails what is only believed to be asked
        answer = CANNOT_TELL
    return Judged(name, answer, required, found, probable)


def _asks_nothing(needed: object) -> bool:
    """False is known not to be required, and 'none' is no registration; zero hours are met by anybody."""
    return needed is False or needed == "none"


def _with_alternative(asked: Asked, name: str) -> tuple[Answer, str, str]:
    needed = asked.needs(name)
    answer, found = _HOW[name](asked, needed)
    if answer != MET and name in (*asked.deciding.alternatives, *asked.rule.alternatives):
        other = asked.deciding.alternatives.get(name)
        decided = _alternative(asked, other, needed) if other else CANNOT_TELL
        if decided == MET:
            answer, found = MET, f"{found}; the rule's alternative is shown"
        elif answer == NOT_MET and decided == CANNOT_TELL:
            answer, found = CANNOT_TELL, f"{found}; whether the rule's alternative holds is not known"
    return answer, _words(needed), found


def _words(needed: object) -> str:
    if needed is True:
        return "yes"
    if isinstance(needed, Mapping):
        return ", ".join(f"{key} {value}" for key, value in needed.items())
    if isinstance(needed, Sequence) and not isinstance(needed, str):
        return "one of " + ", ".join(map(str, needed))
    return str(needed)


# --- hours ------------------------------------------------------------------------------------------------------------


def _enough(asked: Asked, count: Count, needed: float) -> Found:
    found = f"{count.hours:g} hours that count"
    if count.hours >= needed:
        return MET, found
    if asked.whole and count.whole:
        return NOT_MET, found
    return CANNOT_TELL, f"{found}; how the rest was taught or whether there is more is not known"


def _hours(of: Callable[[Iterable[Training], Counting], Count]) -> Callable[[Asked, Any], Found]:
    return lambda asked, needed: _enough(asked, of(asked.counted, asked.counting), needed)


def _in_person(asked: Asked, needed: Any) -> Found:
    """Where hours in person are a part of the total beside the theory, those spent on theory are not counted twice."""
    count = in_person(asked.counted, asked.counting)
    if not {"theory_hours", "in_person_hours"} <= set(parts_of(asked)):
        return _enough(asked, count, needed)
    taught = theory(asked.counted, asked.counting).hours
    there = sum(one.theory.in_person or 0 for one in asked.counted if one.theory)
    split = all(one.theory is not None for one in asked.counted)
    used = max(0.0, asked.needs("theory_hours") - (taught - there)) if split else float(asked.needs("theory_hours"))
    spent = min(used, there) if split else min(used, count.hours)
    return _enough(asked, Count(count.hours - spent, count.whole and split), needed)


def _total(asked: Asked, needed: Any) -> Found:
    """Where parts are given they are judged, and the total is their sum (step 5)."""
    parts = parts_of(asked)
    if not parts:
        return _enough(asked, total(asked.counted, asked.counting), needed)
    answers = {name: _with_alternative(asked, name)[0] for name in parts}
    found = "its parts: " + ", ".join(f"{name} {answer}".replace("_", " ") for name, answer in answers.items())
    worst = next((one for one in (NOT_MET, CANNOT_TELL) if one in answers.values()), MET)
    return worst, found


def parts_of(asked: Asked) -> tuple[str, ...]:
    """The hours of which the total is the sum, where the rule gives them."""
    wanted = asked.needs("total_hours")
    given = [name for name in _PARTS if isinstance(asked.needs(name), int)]
    for mask in range(1, 1 << len(given)):
        chosen = tuple(name for at, name in enumerate(given) if mask >> at & 1)
        if len(chosen) > 1 and sum(asked.needs(name) for name in chosen) == wanted:
            return chosen
    return ()


def _needling(asked: Asked, needed: Any) -> Found:
    """Courses after the degree are courses in dry needling."""
    return _enough(asked, total([one for one in asked.counted if not one.entry_level], asked.counting), needed)


def _prerequisite(asked: Asked, needed: Any) -> Found:
    """Basic science, usually inside the degree: no key of the facts tells its hours."""
    return (MET if needed == 0 else CANNOT_TELL), "no record of these hours"


def _subjects(asked: Asked, needed: Any) -> Found:
    short, untold = [], False
    for subject, hours in needed.items():
        told = [(one.subject_hours or {}).get(subject) for one in asked.counted]
        if sum(found for found in told if found is not None) < hours:
            short.append(subject)
            untold = untold or None in told or not told
    if not short:
        return MET, "each subject"
    found = f"too few in {', '.join(short)}"
    return (NOT_MET, found) if asked.whole and not untold else (CANNOT_TELL, f"{found}, as far as known")


def _majority(asked: Asked, needed: Any) -> Found:
    face, every = in_person(asked.counted, asked.counting), _all_hours(asked.counted)
    if not asked.counted or not (face.whole and every.whole):
        return CANNOT_TELL, "how the hours were taught is not known"
    if face.hours * 2 > every.hours:
        return MET, f"{face.hours:g} of {every.hours:g} hours in person"
    return (NOT_MET if asked.whole else CANNOT_TELL), f"{face.hours:g} of {every.hours:g} hours in person"


def _all_hours(trainings: Iterable[Training]) -> Count:
    """Every hour, however taught."""
    return total(trainings, Counting.of({}))


def _hands_on(asked: Asked, needed: Any) -> Found:
    told = [_practised(one) for one in asked.counted]
    if True in told:
        return MET, "a course with practice in person"
    if asked.whole and None not in told:
        return NOT_MET, "no course with practice in person"
    return CANNOT_TELL, "no course that tells of practice in person"


def _practised(one: Training) -> bool | None:
    if one.practical is not None and one.practical.in_person is not None:
        return one.practical.in_person > 0
    return None if one.in_person_hours is None else one.in_person_hours > 0


# --- examinations, approval, teachers ---------------------------------------------------------------------------------


def _shown(asked: Asked, told: Sequence[bool | None], what: str) -> Found:
    if True in told:
        return MET, f"a course with {what}"
    if asked.whole and None not in told:
        return NOT_MET, f"no course with {what}"
    return CANNOT_TELL, f"no course that tells of {what}"


def _examination(name: str) -> Callable[[Asked, Any], Found]:
    def judge(asked: Asked, needed: Any) -> Found:
        told = [getattr(one, name) for one in asked.counted]
        if name.endswith("_exam") and asked.needs("exams_in_person") is True:
            there = [_was_there(one) for one in asked.counted]
            told = [None if found and not was else found for found, was in zip(told, there, strict=True)]
        answer, found = _shown(asked, told, name.replace("_", " "))
        others = [getattr(one, name) for one in asked.facts.trainings]
        if answer == NOT_MET and any(
            one is not False for one in others
        ):  # a course that is not counted may have had it
            return CANNOT_TELL, f"{found}; another course may have had one"
        return answer, found

    return judge


def _was_there(one: Training) -> bool:
    """An examination of a course without an hour in person is not known to have been one."""
    return in_person([one], Counting.of({})).hours > 0


def _each(test: Callable[[Asked, Training, Any], bool | None], what: str) -> Callable[[Asked, Any], Found]:
    return lambda asked, needed: _shown(asked, [test(asked, one, needed) for one in asked.counted], what)


def approved(asked: Asked, one: Training, needed: Any) -> bool | None:
    if one.approved_by is None:
        return None
    accepted = {name.casefold() for name in needed}
    return any(name.casefold() in accepted for name in one.approved_by)


def board_approved(asked: Asked, one: Training, needed: Any) -> bool | None:
    return None if one.board_approved_in is None else asked.state in one.board_approved_in


def taught(asked: Asked, one: Training, needed: Any) -> bool | None:
    return None if one.instructor_years_dn is None else one.instructor_years_dn >= needed


# --- the person -------------------------------------------------------------------------------------------------------


def _years(asked: Asked, needed: Any) -> Found:
    """Full years of licensed practice, to the day; in the patient's state where the rule counts only those."""
    held = asked.facts.licences
    if held is None:
        return CANNOT_TELL, "nothing known of licenses"
    here = (asked.state, "licence")
    # A license of which not even the state is known may be one that counts.
    fit = [one for one in held if not asked.deciding.years_in_state or not one.state or (one.state, one.kind) == here]
    day = _years_before(asked.as_of, needed)
    running = [one for one in fit if (one.status or "").casefold() == _ACTIVE]
    since = [one.since for one in running if one.since is not None]
    if any(start <= day for start in since):
        return MET, f"licensed since {min(since).isoformat()}"
    if any(one.since is None or one not in running for one in fit):
        return CANNOT_TELL, "a license without its dates"
    return NOT_MET, f"licensed since {min(since).isoformat()}" if since else "no license that counts"


def _years_before(day: date, years: float) -> date:
    whole, months = divmod(round(years * 12), 12)
    month = day.month - months
    year = day.year - whole - (month < 1)
    month = month + 12 if month < 1 else month
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, 28)


def _number(name: str) -> Callable[[Asked, Any], Found]:
    def judge(asked: Asked, needed: Any) -> Found:
        have = getattr(asked.facts, name)
        if have is None:
            return (MET, "none needed") if needed == 0 else (CANNOT_TELL, "not known")
        if have >= needed:
            return MET, f"{have:g}"
        return (NOT_MET if asked.whole else CANNOT_TELL), f"{have:g}"

    return judge


def _resuscitation(asked: Asked, needed: Any) -> Found:
    until = asked.facts.cpr_valid_until
    if until is None:
        return CANNOT_TELL, "no certificate known"
    return (MET if until >= asked.as_of else NOT_MET), f"valid until {until.isoformat()}"


def _told(name: str) -> Callable[[Asked, Any], Found]:
    def judge(asked: Asked, needed: Any) -> Found:
        have = getattr(asked.facts, name)
        return (
            (CANNOT_TELL, "not known")
            if have is None
            else ((MET, "shown") if have else (NOT_MET, "shown to be missing"))
        )

    return judge


def _untold(asked: Asked, needed: Any) -> Found:
    return CANNOT_TELL, "no record can tell"


def _registration(asked: Asked, needed: Any) -> Found:
    """Only a dated look-up of that board tells; of several the latest."""
    dated = [
        one
        for one in asked.facts.board_records
        if one.state == asked.state and one.kind == needed and one.checked <= asked.as_of
    ]
    if not dated:
        return CANNOT_TELL, "no look-up of the board"
    day = max(one.checked for one in dated)
    last = [one.found for one in dated if one.checked == day]
    if len(set(last)) > 1:
        return CANNOT_TELL, f"two look-ups of {day.isoformat()} contradict each other"
    return (MET if last[0] else NOT_MET), f"looked up on {day.isoformat()}: {'found' if last[0] else 'not found'}"


_HOW: Mapping[str, Callable[[Asked, Any], Found]] = {
    "total_hours": _total,
    "dn_specific_hours": _needling,
    "prerequisite_hours": _prerequisite,
    "theory_hours": _hours(theory),
    "practical_hours": _hours(practical),
    "in_person_hours": _in_person,
    "subject_minimums": _subjects,
    "in_person_majority": _majority,
    "hands_on_training": _hands_on,
    "years_licensed_before": _years,
    "supervised_sessions": _number("supervised_sessions"),
    "supervised_hours": _number("supervised_hours"),
    "written_exam": _examination("written_exam"),
    "practical_exam": _examination("practical_exam"),
    "competency_assessment": _examination("competency_assessment"),
    "cpr": _resuscitation,
    "board_approved_course": _each(board_approved, "approval by the board"),
    "course_approvers": _each(approved, "one of these approvers"),
    "instructor_years_dn": _each(taught, "a teacher of that experience"),
    "degree": _told("meets_degree"),
    "special_licence": _told("meets_special_licence"),
    "register_class": _untold,
    "bloodborne_pathogen_proof": _untold,
    "course_standard": _untold,
    "board_registration": _registration,
}


# --- alternatives -----------------------------------------------------------------------------------------------------


def _alternative(asked: Asked, other: Alternative, needed: Any) -> Answer:
    """Whether the rule's other way is shown; what the facts do not hold cannot be told."""
    answers: list[Answer] = []
    ended = [one for one in asked.facts.trainings if one.completed is None or one.completed <= asked.as_of]
    degree = [one for one in ended if one.entry_level]
    if other.fact is not None:
        have = getattr(asked.facts, other.fact)
        good = have is not None and (have >= other.at_least if other.at_least is not None else have is other.is_)
        answers.append(CANNOT_TELL if have is None else MET if good else NOT_MET)
    if other.entry_level_training:
        answers.append(MET if degree else CANNOT_TELL)
    for name, hours in other.entry_level_hours.items():
        of = theory if name == "theory_hours" else in_person
        answers.append(MET if of(degree, asked.counting).hours >= hours else CANNOT_TELL)
    if other.entry_level_hours_up_to is not None:
        inside = min(_all_hours(degree).hours, other.entry_level_hours_up_to)
        beside = total(asked.counted, asked.counting).hours
        answers.append(MET if inside + beside >= needed else CANNOT_TELL)
    if other.licensed_before is not None:
        since = [one.since for one in asked.facts.licences or () if one.state == asked.state and one.since]
        answers.append(MET if since and min(since) < other.licensed_before else CANNOT_TELL)
    if other.total_hours is not None:
        answers.append(MET if total(asked.counted, asked.counting).hours >= other.total_hours else CANNOT_TELL)
    return next((one for one in (NOT_MET, CANNOT_TELL) if one in answers), MET)
