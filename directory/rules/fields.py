"""The closed list of requirement fields (SCHEMA.md, section 3) and the kind of value each may hold."""

from collections.abc import Mapping
from typing import Literal

from directory.rules.model import BOARD_REGISTRATIONS

Kind = Literal["number", "flag", "text", "texts", "numbers", "registration", "interim"]

JUDGED: Mapping[str, Kind] = {
    "total_hours": "number",
    "dn_specific_hours": "number",
    "prerequisite_hours": "number",
    "theory_hours": "number",
    "practical_hours": "number",
    "in_person_hours": "number",
    "online_hours_max": "number",
    "subject_minimums": "numbers",
    "in_person_majority": "flag",
    "hands_on_training": "flag",
    "years_licensed_before": "number",
    "supervised_sessions": "number",
    "supervised_hours": "number",
    "written_exam": "flag",
    "practical_exam": "flag",
    "competency_assessment": "flag",
    "cpr": "flag",
    "board_approved_course": "flag",
    "course_approvers": "texts",
    "instructor_years_dn": "number",
    "degree": "text",
    "special_licence": "text",
    "register_class": "text",
    "bloodborne_pathogen_proof": "flag",
    "course_standard": "text",
    "board_registration": "registration",
}

COUNTING: Mapping[str, Kind] = {
    "theory_delivery": "text",
    "practical_delivery": "text",
    "practical_online_allowed": "flag",
    "exams_in_person": "flag",
    "entry_level_hours_count": "flag",
    "course_approved_before_taken": "flag",
    "completion_window_years": "number",
    "years_basis": "text",
    "interim_practice": "interim",
}

CONDUCT: Mapping[str, Kind] = {
    "informed_consent_written": "flag",
    "informed_consent_required": "flag",
    "consent_required": "flag",
    "patient_written_information": "flag",
    "referral_required": "flag",
    "referring_provider_communication": "flag",
    "physician_direction": "flag",
    "adverse_event_reporting": "flag",
    "adverse_event_report_days": "number",
    "delegation_prohibited": "flag",
    "documentation_on_request": "text",
    "renewal_hours": "number",
    "proof_deadline_days": "number",
    "attestation_deadline_days": "number",
    "supervised_practice_in_training": "flag",
}

REQUIREMENTS: Mapping[str, Kind] = {**JUDGED, **COUNTING, **CONDUCT}

# SCHEMA.md names the first two; the data also hold a certificate that lapses, with a note.
_INTERIM: Mapping[str, Kind] = {
    "hours_before_first_use": "number",
    "completion_window_years": "number",
    "expires_months": "number",
    "note": "text",
}


MOST = 10_000  # hours, days, months or years: whatever a rule asks for, nobody asks for more


def problem(kind: Kind, value: object) -> str | None:
    """Why a TOML value does not fit its kind; ``None`` when it does. A flag is never a number."""
    match kind, value:
        case "flag", bool():
            return None
        case "number", int() if not isinstance(value, bool) and 0 <= value <= MOST:
            return None
        case "text", str() if value:
            return None
        case "texts", list() if value and all(isinstance(item, str) and item for item in value):
            return None
        case "numbers", dict() if value and not any(problem("number", item) for item in value.values()):
            return None
        case "registration", str():
            return None if value in BOARD_REGISTRATIONS else f"{value!r} is not one of {BOARD_REGISTRATIONS}"
        case "interim", dict() if value:
            return _interim_problem(value)
    return f"{value!r} is not a {kind}"


def _interim_problem(value: Mapping[str, object]) -> str | None:
    for key, item in value.items():
        if key not in _INTERIM:
            return f"unknown key {key!r}"
        if found := problem(_INTERIM[key], item):
            return f"{key}: {found}"
    return None
