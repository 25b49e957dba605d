"""What is missing where a rule's requirement cannot be told, what a patient can ask, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.vocabulary import Reason


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a requirement cannot be told: its reason, the missing fact, a question to the practitioner, a next step."""

    reason: Reason
    missing: str
    question: str
    step: str


_CERTIFICATE = "Ask to see the certificate, and how many hours of the training were in person."
_PAPER = "Ask to see the paper that shows it."
_HOURS = Gap(
    Reason.NOT_PUBLISHED,
    "how many hours of training were done",
    "How many hours was your needling course, and how many of them were in person?",
    _CERTIFICATE,
)
_EXAM = Gap(
    Reason.NOT_PUBLISHED, "whether the course ended with an exam", "Did your course end with an exam?", _CERTIFICATE
)
_COURSE = Gap(
    Reason.NOT_PUBLISHED,
    "which course it was and who stands behind it",
    "Which needling course did you take, and who accepted it?",
    _CERTIFICATE,
)
_SUPERVISED = Gap(
    Reason.NOT_PUBLISHED,
    "how much needling was done under supervision",
    "How often did you needle while a teacher watched?",
    _PAPER,
)

LICENSE = Gap(
    Reason.INPUT_INSUFFICIENT,
    "a checked license for this state",
    "Do you have an active license here, and what is its number?",
    "Check the license first: see the line about it.",
)
STALE_LICENSE = Gap(Reason.SOURCE_STALE, LICENSE.missing, LICENSE.question, LICENSE.step)
CONFLICT = Gap(
    Reason.SOURCES_CONFLICT,
    "which of two answers about the license is right",
    "Two sources disagree about your license. What holds today?",
    "Ask {board} what holds today, and record the answer.",
)
WHICH_PERSON = Gap(
    Reason.AMBIGUOUS_PERSON,
    "whose license it is",
    "What is your license number here?",
    "Ask for the license number: more than one person fits.",
)
OUR_FAULT = Gap(
    Reason.OUR_FAILURE,
    "a license that we can read",
    "Is your license active, and what is its number?",
    "{look}",
)
ELSEWHERE = Gap(
    Reason.INPUT_INSUFFICIENT,
    "a license or privilege for this state",
    "Do you have a license for this state, or a privilege from the compact?",
    "{look} A privilege under the PT Compact is looked up apart from licenses.",
)
CONDITIONS = Gap(
    Reason.HUMAN_REVIEW_PENDING,
    "what the limits on the license mean for needling",
    "Your license has limits. Do they touch needling?",
    "Read the board's conditions: see the line about the license.",
)

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
    "prerequisite_hours": Gap(
        Reason.NOT_PUBLISHED,
        "whether the basic science was part of the degree",
        "Was the basic science part of your degree?",
        "Ask to see the diploma or the record of courses.",
    ),
    "years_licensed_before": Gap(
        Reason.SOURCE_SILENT_ON_FIELD,
        "how long the license has been held",
        "Since when do you have your license?",
        "Ask the board since when the license is held.",
    ),
    "cpr": Gap(
        Reason.NOT_PUBLISHED,
        "a current CPR card",
        "Do you have a CPR card, and until when is it good?",
        "Ask to see the CPR card.",
    ),
    "board_registration": Gap(
        Reason.NOT_PUBLISHED,
        "whether the board has this person on file for needling",
        "Does the board have you on file for needling? Can you show it?",
        "Ask the board whether this person is on file for needling, and record the answer.",
    ),
    "scope": Gap(
        Reason.RULE_UNCLEAR,
        "whether the rule covers this part of the body",
        "Does the rule here let you needle this part of the body?",
        "Ask the board about this part of the body.",
    ),
    "degree": Gap(Reason.NOT_PUBLISHED, "the degree that the rule asks for", "Which degree do you have?", _PAPER),
    "special_licence": Gap(
        Reason.NOT_PUBLISHED, "the further license that the rule asks for", "Do you have the license it takes?", _PAPER
    ),
    "register_class": Gap(
        Reason.SOURCE_SILENT_ON_FIELD, "the class of the register entry", "In which class are you registered?", _PAPER
    ),
    "bloodborne_pathogen_proof": Gap(
        Reason.NOT_PUBLISHED,
        "proof of a course on infections carried by blood",
        "Did you take a course on infections carried by blood?",
        _PAPER,
    ),
}  # fmt: skip

# Where no single requirement is the cause; {board} is the state's licensing board in words.
UNREAD_RULE = Gap(
    Reason.RULE_UNCLEAR,
    "the parts of the rule that we have not read",
    "Is there anything else that the rule here asks of you?",
    "Ask {board} whether the rule asks for anything else.",
)
FIRST_STAGE = Gap(
    Reason.INPUT_INSUFFICIENT,
    "the rest of the training",
    "When will your training be complete?",
    "Ask when the training will be complete, and check again then.",
)
ORDER = Gap(
    Reason.INPUT_INSUFFICIENT,
    "a physician's order",
    "Do I need an order from a physician?",
    "Ask whether a physician's order is needed.",
)
UNCLEAR_RULE = Gap(
    Reason.RULE_UNCLEAR,
    "a clear rule",
    "What lets you needle in this state?",
    "Ask {board} whether {who} may needle.",
)
SILENT_RULE = Gap(
    Reason.RULE_SILENT,
    "a written rule",
    "What lets you needle in this state?",
    "Ask {board} whether {who} may needle.",
)
