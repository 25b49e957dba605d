"""What a rule asks for, each requirement as a few plain words."""

from collections.abc import Iterator, Mapping, Sequence

# What a requirement asks, as a sentence; {} takes the number or the words.
_NUMBERS: Mapping[str, str] = {
    "total_hours": "{} hours of training in all",
    "dn_specific_hours": "{} hours of training in dry needling itself",
    "prerequisite_hours": "{} hours of training before the needling course",
    "theory_hours": "{} hours of theory",
    "practical_hours": "{} hours of practice",
    "in_person_hours": "{} hours in person",
    "online_hours_max": "no more than {} hours online",
    "years_licensed_before": "{} years licensed before",
    "supervised_sessions": "{} supervised sessions",
    "supervised_hours": "{} supervised hours",
    "instructor_years_dn": "a teacher with {} years of needling",
    "completion_window_years": "training finished within {} years",
    "adverse_event_report_days": "harm reported within {} days",
    "renewal_hours": "{} hours of further training to renew",
    "proof_deadline_days": "proof handed in within {} days",
    "attestation_deadline_days": "a signed statement within {} days",
}
_FLAGS: Mapping[str, tuple[str, str]] = {
    "in_person_majority": ("most of the training in person", "training need not be mostly in person"),
    "hands_on_training": ("hands-on training", "no hands-on training asked for"),
    "written_exam": ("a written exam", "no written exam"),
    "practical_exam": ("a practical exam", "no practical exam"),
    "competency_assessment": ("a test of skill", "no test of skill"),
    "cpr": ("CPR training", "no CPR training"),
    "board_approved_course": ("a course the board approves", "the course needs no approval by the board"),
    "bloodborne_pathogen_proof": ("proof of training on blood-borne infections", "no proof on blood-borne infections"),
    "practical_online_allowed": ("practice may be taught online", "practice may not be taught online"),
    "exams_in_person": ("exams in person", "exams may be online"),
    "entry_level_hours_count": ("hours of the degree count", "hours of the degree do not count"),
    "course_approved_before_taken": ("course accepted before it is taken", "course may be accepted afterwards"),
    "informed_consent_written": ("your written consent", "no written consent asked for"),
    "informed_consent_required": ("your informed consent", "no informed consent asked for"),
    "consent_required": ("your consent", "no consent asked for"),
    "patient_written_information": ("written information for you", "no written information asked for"),
    "referral_required": ("a referral", "no referral needed"),
    "referring_provider_communication": ("talks with whoever referred you", "need not talk with whoever referred you"),
    "physician_direction": ("under a physician's direction", "no physician's direction needed"),
    "adverse_event_reporting": ("harm must be reported", "harm need not be reported"),
    "delegation_prohibited": ("may not be handed to an assistant", "may be handed to an assistant"),
    "supervised_practice_in_training": ("practice under supervision while training", "no supervised practice"),
}
_TEXTS: Mapping[str, str] = {
    "degree": "degree: {}",
    "special_licence": "a license of its own: {}",
    "register_class": "class of register: {}",
    "course_standard": "standard of the course: {}",
    "course_approvers": "course accepted by one of: {}",
    "years_basis": "how the years are counted: {}",
    "theory_delivery": "how theory is taught: {}",
    "practical_delivery": "how practice is taught: {}",
    "documentation_on_request": "proof on request: {}",
}
_BOARD: Mapping[str, str] = {
    "none": "no registration with the board",
    "attestation": "a signed statement to the board",
    "proof_filed": "proof filed with the board",
    "endorsement": "an endorsement from the board",
    "registry": "an entry in the board's register",
}
_INTERIM: Mapping[str, str] = {
    "hours_before_first_use": "may start after {} hours",
    "completion_window_years": "the rest within {} years",
    "expires_months": "ends after {} months",
    "note": "{}",
}


def requirement_lines(requirements: Mapping[str, object]) -> list[str]:
    """Each requirement as a line, in the order of the rule; one we have no words for is named as it is."""
    return [line for key, value in requirements.items() for line in _requirement(key, value)]


def asked_for(key: str, value: object) -> str:
    """One requirement in words, as 'a written exam'; the license is none of the rule's own."""
    return "an active license or privilege in the state" if key == "licence" else "; ".join(_requirement(key, value))


def _requirement(key: str, value: object) -> Iterator[str]:
    if isinstance(value, bool) and key in _FLAGS:
        yield _FLAGS[key][0 if value else 1]
    elif isinstance(value, Mapping):
        words = _INTERIM if key == "interim_practice" else {}
        parts = [words.get(k, f"{_spaced(k)}: {{}}").format(_spaced(v)) for k, v in value.items()]
        yield f"{_spaced(key)}: {', '.join(parts)}"
    elif key == "board_registration":
        yield _BOARD.get(str(value), _spaced(value))
    elif key in _NUMBERS:
        line = _NUMBERS[key].format(value)
        yield line.replace("1 years", "1 year") if value == 1 else line
    elif key in _TEXTS:
        yield _TEXTS[key].format(_listed(value))
    else:
        yield f"{_spaced(key)}: {_listed(value)}"


def _listed(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return _spaced(value)


def _spaced(value: object) -> str:
    return str(value).replace("_", " ")
