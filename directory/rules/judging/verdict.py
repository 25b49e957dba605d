"""The verdict of a rule about a person on a day, with every requirement and the reasons (SCHEMA.md section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.rules.fields import JUDGED
from directory.rules.judging.counting import Counting, total
from directory.rules.judging.facts import Facts, Training
from directory.rules.judging.requirements import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    Answer,
    Asked,
    Judged,
    approved,
    board_approved,
    judged,
    license_held,
    taught,
)  # fmt: skip
from directory.rules.machine_readable import REGIONS, Scope
from directory.rules.model import Rule
from directory.vocabulary import Permission, RuleVerdict

_BY_PERMISSION = {
    Permission.PROHIBITED: (RuleVerdict.NOT_PERMITTED, "the rule does not allow this profession to needle"),
    Permission.UNCLEAR: (RuleVerdict.CANNOT_TELL, "whether this profession may needle is not settled"),
    Permission.SILENT: (RuleVerdict.SILENT, "the law says nothing of it"),
    Permission.DELEGATED_ORDER: (RuleVerdict.ORDER_REQUIRED, "only on a physician's order or direction"),
}
_STAGED = frozenset({"total_hours", "in_person_hours"})
_PER_COURSE = {
    "course_approvers": approved, "board_approved_course": board_approved, "instructor_years_dn": taught,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """``requirements``: what was judged, the license first; ``rule`` as None: there is none.

    ``stage_ends``: the last day of the first stage of training, where it is that.
    """

    rule: Rule | None
    verdict: RuleVerdict
    requirements: tuple[Judged, ...]
    reasons: tuple[str, ...]
    stage_ends: date | None = None

    def answers(self) -> dict[str, Answer]:
        return {one.name: one.answer for one in self.requirements}


def judge(rule: Rule | None, facts: Facts, *, state: str, as_of: date, region: str | None = None) -> Judgement:
    """One practitioner, where the patient is, on one day. Pure; no fact that is missing counts for or against."""
    if rule is None:
        return Judgement(None, RuleVerdict.CANNOT_TELL, (), ("no rule was found for this profession and day",))
    if rule.permission is not Permission.PERMITTED:
        verdict, why = _BY_PERMISSION[rule.permission]
        return Judgement(rule, verdict, (), (why,))
    counting = Counting.of(rule.requirements)
    counted = counting.counted(facts.trainings, as_of)
    asked = Asked(rule, facts, state, as_of, rule.deciding, counting, counted)
    names = [name for name in {**rule.requirements, **rule.probable} if name in JUDGED]
    found = [license_held(asked), *judged(asked, names)]
    found = [_together(asked, one) for one in found]
    where = _in_scope(asked, region)
    if where is not None:
        if where.answer == NOT_MET:
            return Judgement(rule, RuleVerdict.NOT_PERMITTED, (where, *found), (f"not for this region: {where.found}",))
        found.insert(1, where)
    verdict = _overall(asked, found)
    reasons = tuple(one.sentence for one in found if one.answer != MET) or (_ALL_MET.get(verdict, verdict.value),)
    ends = _first_stage_ends(asked) if verdict is RuleVerdict.INTERIM else None
    return Judgement(rule, verdict, tuple(found), reasons, ends)


_ALL_MET = {
    RuleVerdict.MET: "every requirement is shown, and the whole rule was read",
    RuleVerdict.MET_SO_FAR: "every requirement that could be read is shown; the rule was not read to its end",
    RuleVerdict.NO_STANDARD: "permitted, and no training standard is set",
    RuleVerdict.CANNOT_TELL: "no requirement was read, and the rule was not read to its end",
}


def _overall(asked: Asked, found: Sequence[Judged]) -> RuleVerdict:
    """The first that applies (step 6)."""
    required = [one for one in found if not one.probable]
    missing = {one.name for one in required if one.answer == NOT_MET}
    unknown = any(one.answer != MET for one in found if one.name not in missing)
    if missing and missing <= _STAGED and not unknown and _first_stage_ends(asked):
        return RuleVerdict.INTERIM
    if missing:
        return RuleVerdict.NOT_MET
    if unknown:
        return RuleVerdict.CANNOT_TELL
    listed = any(name in JUDGED for name in asked.rule.requirements)
    read = asked.rule.unlisted == "not_required"
    if not listed:
        return RuleVerdict.NO_STANDARD if read else RuleVerdict.CANNOT_TELL
    return RuleVerdict.MET if read else RuleVerdict.MET_SO_FAR


def _first_stage_ends(asked: Asked) -> date | None:
    """The last day of limited use, where it is allowed for now: the first hours are there, and the window since they
    began still runs.
    """
    stage = asked.needs("interim_practice")
    if not isinstance(stage, Mapping) or "hours_before_first_use" not in stage:
        return None
    years = stage.get("completion_window_years")
    begun = [one.started for one in asked.counted]  # its end tells nothing of when the window opened
    if years is None or not begun or None in begun:
        return None
    start = min(day for day in begun if day is not None)
    try:
        end = start.replace(year=start.year + int(years))
    except ValueError:  # the 29th of February
        end = date(start.year + int(years), 3, 1)
    reached = total(asked.counted, asked.counting).hours >= stage["hours_before_first_use"]
    return end if reached and asked.as_of <= end else None


def _together(asked: Asked, one: Judged) -> Judged:
    """Hours of one course and the approval of another are no approved course: whatever is asked of a course must be
    shown by those whose hours are needed.
    """
    test = _PER_COURSE.get(one.name)
    if test is None or one.answer != MET or len(asked.counted) < 2:
        return one
    needed = asked.needs(one.name)
    kept = tuple(course for course in asked.counted if test(asked, course, needed) is True)
    if len(kept) == len(asked.counted) or _hours_met(asked, kept) or not _hours_met(asked, asked.counted):
        return one
    return Judged(one.name, CANNOT_TELL, one.required, "only some of the courses whose hours are needed", one.probable)


_COURSE_HOURS = ("theory_hours", "practical_hours", "in_person_hours", "dn_specific_hours", "total_hours")


def _hours_met(asked: Asked, courses: tuple[Training, ...]) -> bool:
    few = Asked(asked.rule, asked.facts, asked.state, asked.as_of, asked.deciding, asked.counting, courses)
    return all(one.answer == MET for one in judged(few, [n for n in _COURSE_HOURS if asked.needs(n) is not None]))


def _in_scope(asked: Asked, region: str | None) -> Judged | None:
    """The body region asked for against the rule's limits; None where nothing limits it or none was asked for."""
    limits = asked.rule.scope_limits
    if region is None or limits is None:
        return None
    scope, wanted = asked.deciding.scope, region.strip().casefold()
    answer, why = (CANNOT_TELL, "the limits are for a person to read") if scope is None else _by(asked, scope, wanted)
    return Judged("scope", answer, limits, f"{region}: {why}")


def _by(asked: Asked, scope: Scope, wanted: str) -> tuple[Answer, str]:
    if wanted not in REGIONS:
        return CANNOT_TELL, "we do not know this word for a part of the body"
    if wanted in scope.unclear:
        return CANNOT_TELL, "the rule does not settle it"
    if scope.only:
        return (MET, "within it") if wanted in scope.only else (NOT_MET, "outside it")
    if scope.never:
        return (NOT_MET, "excluded") if wanted in scope.never else (MET, "not excluded")
    strict = scope.trained_regions == "board_approved"
    courses = [one for one in asked.counted if not strict or asked.state in (one.board_approved_in or ())]
    told = [one.body_regions for one in courses]
    if any(wanted in {name.casefold() for name in regions or ()} for regions in told):
        return MET, "covered by a course"
    # Courses that may be approved, and regions nobody wrote down, may have covered it.
    open_ = None in told or any(one.board_approved_in is None for one in asked.counted) or not asked.whole
    if strict and courses and not open_:
        return NOT_MET, "covered by no approved course"
    return CANNOT_TELL, "no course that tells of it"
