"""What a rule asks for, each requirement as a few plain words."""

from collections.abc import Iterator, Mapping, Sequence

from directory.rules.judging.finding_words import read_found
from directory.texts import say, say_part

# How a requirement is said, by its key: `need-total-hours` and so on.
NUMBERS = frozenset({
    "total_hours", "dn_specific_hours", "prerequisite_hours", "theory_hours", "practical_hours", "in_person_hours",
    "online_hours_max", "years_licensed_before", "supervised_sessions", "supervised_hours", "instructor_years_dn",
    "completion_window_years", "adverse_event_report_days", "renewal_hours", "proof_deadline_days",
    "attestation_deadline_days",
})  # fmt: skip
FLAGS = frozenset({
    "in_person_majority", "hands_on_training", "written_exam", "practical_exam", "competency_assessment", "cpr",
    "board_approved_course", "bloodborne_pathogen_proof", "practical_online_allowed", "exams_in_person",
    "entry_level_hours_count", "course_approved_before_taken", "informed_consent_written", "informed_consent_required",
    "consent_required", "patient_written_information", "referral_required", "referring_provider_communication",
    "physician_direction", "adverse_event_reporting", "delegation_prohibited", "supervised_practice_in_training",
})  # fmt: skip
TEXTS = frozenset({
    "degree", "special_licence", "register_class", "course_standard", "course_approvers", "years_basis",
    "theory_delivery", "practical_delivery", "documentation_on_request",
})  # fmt: skip
BOARD = frozenset({"none", "attestation", "proof_filed", "endorsement", "registry"})
INTERIM = frozenset({"hours_before_first_use", "completion_window_years", "expires_months"})


def found_for(found: str) -> str:
    """What was found for a requirement, as a sentence; what `read_found` knows no kind of stays as it is."""
    told = read_found(found)
    if told.kind is None:
        return say("need-found", what=told.rest)
    sentence = say(f"need-found-{told.kind}", **told.facts)
    return f"{sentence} {told.rest[:1].upper()}{told.rest[1:]}" if told.rest else sentence


def requirement_lines(requirements: Mapping[str, object]) -> list[str]:
    """Each requirement as a line, in the order of the rule; one we have no words for is named as it is."""
    return [line for key, value in requirements.items() for line in _requirement(key, value)]


def asked_for(key: str, value: object) -> str:
    """One requirement in words, as 'a written exam'; the license is none of the rule's own."""
    return say("need-license") if key == "licence" else "; ".join(_requirement(key, value))


def _requirement(key: str, value: object) -> Iterator[str]:
    if isinstance(value, bool) and key in FLAGS:
        yield say(f"need-{_named(key)}") if value else say_part(f"need-{_named(key)}", "no")
    elif isinstance(value, Mapping):
        yield _parts(key, value)
    elif key == "board_registration":
        yield say(f"need-board-{_named(str(value))}") if value in BOARD else _spaced(value)
    elif key in NUMBERS:
        yield say(f"need-{_named(key)}", n=value if type(value) in (int, float) else str(value))
    elif key in TEXTS:
        yield say(f"need-{_named(key)}", what=_listed(value))
    else:
        yield say("need-other", name=_spaced(key), what=_listed(value))


def _parts(key: str, value: Mapping[str, object]) -> str:
    """A requirement that is made of several, such as practice before the training is whole."""
    if key != "interim_practice":
        parts = [say("need-other", name=_spaced(name), what=_spaced(one)) for name, one in value.items()]
        return say("need-other", name=_spaced(key), what=", ".join(parts))
    return say("need-interim-practice", what=", ".join(_interim(name, _spaced(one)) for name, one in value.items()))


def _interim(name: str, told: str) -> str:
    if name in INTERIM:
        return say(f"need-interim-{_named(name)}", what=told)
    return told if name == "note" else say("need-other", name=_spaced(name), what=told)


def _listed(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return _spaced(value)


def _spaced(value: object) -> str:
    return str(value).replace("_", " ")


def _named(key: str) -> str:
    return key.replace("_", "-")
