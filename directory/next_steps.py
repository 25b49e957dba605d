"""What is missing where a rule's requirement cannot be told, what a patient can ask, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from directory.texts import language, say_part
from directory.vocabulary import Reason

_PLACES = {"board": "{board}", "who": "{who}", "look": "{look}"}


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a requirement cannot be told: its reason; and the name of its texts."""

    reason: Reason
    name: str

    @property
    def missing(self) -> str:
        """The missing fact, as part of a sentence."""
        return _said(self.name, "missing", language())

    @property
    def question(self) -> str:
        """What a patient can ask the practitioner."""
        return _said(self.name, "question", language())

    @property
    def step(self) -> str:
        """What can be done, with {board}, {who} and {look} (where to look it up) to be filled in by `format`."""
        return _said(self.name, "step", language())


@lru_cache(maxsize=1 << 10)
def _said(name: str, part: str, spoken: str) -> str:
    """Publishing asks for these for every person."""
    return say_part(name, part, **_PLACES)


_HOURS = Gap(Reason.NOT_PUBLISHED, "gap-hours")
_EXAM = Gap(Reason.NOT_PUBLISHED, "gap-exam")
_COURSE = Gap(Reason.NOT_PUBLISHED, "gap-course")
_SUPERVISED = Gap(Reason.NOT_PUBLISHED, "gap-supervised")

LICENSE = Gap(Reason.INPUT_INSUFFICIENT, "gap-license")
STALE_LICENSE = Gap(Reason.SOURCE_STALE, LICENSE.name)
CONFLICT = Gap(Reason.SOURCES_CONFLICT, "gap-conflict")
WHICH_PERSON = Gap(Reason.AMBIGUOUS_PERSON, "gap-which-person")
OUR_FAULT = Gap(Reason.OUR_FAILURE, "gap-our-fault")
ELSEWHERE = Gap(Reason.INPUT_INSUFFICIENT, "gap-elsewhere")
CONDITIONS = Gap(Reason.HUMAN_REVIEW_PENDING, "gap-conditions")

# By requirement; those of the license stand above.
GAPS: Mapping[str, Gap] = {
    **dict.fromkeys(
        ("total_hours", "dn_specific_hours", "theory_hours", "practical_hours", "in_person_hours", "subject_minimums"),
        _HOURS,
    ),
    **dict.fromkeys(("in_person_majority", "hands_on_training"), _HOURS),
    **dict.fromkeys(("written_exam", "practical_exam", "competency_assessment"), _EXAM),
    **dict.fromkeys(("board_approved_course", "course_approvers", "course_standard", "instructor_years_dn"), _COURSE),
    **dict.fromkeys(("supervised_sessions", "supervised_hours"), _SUPERVISED),
    "prerequisite_hours": Gap(Reason.NOT_PUBLISHED, "gap-basic-science"),
    "years_licensed_before": Gap(Reason.SOURCE_SILENT_ON_FIELD, "gap-years"),
    "cpr": Gap(Reason.NOT_PUBLISHED, "gap-cpr"),
    "board_registration": Gap(Reason.NOT_PUBLISHED, "gap-board"),
    "scope": Gap(Reason.RULE_UNCLEAR, "gap-scope"),
    "degree": Gap(Reason.NOT_PUBLISHED, "gap-degree"),
    "special_licence": Gap(Reason.NOT_PUBLISHED, "gap-further-license"),
    "register_class": Gap(Reason.SOURCE_SILENT_ON_FIELD, "gap-register-class"),
    "bloodborne_pathogen_proof": Gap(Reason.NOT_PUBLISHED, "gap-infections"),
}

# Where no single requirement is the cause; {board} is the state's licensing board in words.
UNREAD_RULE = Gap(Reason.RULE_UNCLEAR, "gap-unread")
FIRST_STAGE = Gap(Reason.INPUT_INSUFFICIENT, "gap-first-stage")
ORDER = Gap(Reason.INPUT_INSUFFICIENT, "gap-order")
UNCLEAR_RULE = Gap(Reason.RULE_UNCLEAR, "gap-unclear")
SILENT_RULE = Gap(Reason.RULE_SILENT, "gap-silent")
