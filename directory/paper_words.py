"""What readers are told of a certificate that somebody saw, and of the hours of a training: never as confirmed."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory.vocabulary import CredentialStatus

# Somebody saw the paper; nobody who gives it out confirmed it: another word than "Checked", and another sign.
CERTIFICATE_SEEN = ("▤", "Certificate seen", "blue")
HOURS = {
    "total": "in all", "in_person": "in person", "live_online": "live online", "recorded": "recorded",
    "online": "practice online", "theory": "theory", "practical": "practice",
}  # fmt: skip
EXAMS = {"written_exam": "written exam", "practical_exam": "practical exam", "competency_assessment": "skills check"}


def certificate_seen(status: str, details: Mapping[str, Any], seen_on: str) -> str:
    """The sentence of a paper. ``details``: of its finding; ``seen_on``: the day in words."""
    issuer, course = details["issuer"], details["course"]
    seen = f"Certificate seen by {details['organization']} on {seen_on}."
    shows = f"It is from {issuer}, for {course}{_hours(details.get('hours_evidenced') or {})}."
    match status:
        case CredentialStatus.CONTRADICTED:
            why = str(details.get("why") or "something speaks against it")
            return f"Sources disagree. {seen} But {why}."
        case CredentialStatus.NOT_LISTED:
            missing = f"{issuer}'s list does not show this person. The list may be incomplete."
            return f"Not on the list. {seen} {shows} Yet {missing}"
        case _:
            return f"{seen} {shows} {issuer} did not confirm it to us."


def _hours(told: Mapping[str, float]) -> str:
    """': 54 hours (30 in person, 24 online)', as the paper has it; nothing where it names no hours."""
    online = sum(told.get(name, 0) for name in ("live_online", "recorded", "online"))
    parts = [f"{told['in_person']:g} in person"] if "in_person" in told else []
    parts += [f"{online:g} online"] if online else []
    if "total" in told:
        return f": {told['total']:g} hours" + (f" ({', '.join(parts)})" if parts else "")
    return f": hours {' and '.join(parts)}" if parts else ""


def training_facts(details: Mapping[str, Any]) -> Iterator[str]:
    """Hours as claimed, implied by letters and shown by a paper, each apart; and the exams that a paper tells of."""
    if details.get("hours_claimed"):
        yield f"Hours claimed: {details['hours_claimed']:g}"
    if details.get("hours_implied"):
        yield f"Hours that the letters stand for: {details['hours_implied']:g}, if they are held"
    if told := details.get("hours_evidenced"):
        hours = [f"{told[name]:g} {word}" for name, word in HOURS.items() if name in told]
        yield f"Hours on the paper: {', '.join(hours)}"
    for name, word in EXAMS.items():
        if details.get(name) is not None:
            yield f"The paper shows {'a' if details[name] else 'no'} {word}"


def filed_sentence(title: str, issuer: str, organization: str, seen_on: str) -> str:
    """'Dry needling 1, Example School: seen by Example Clinic on November 3, 2026'."""
    return f"{title}, {issuer}: seen by {organization} on {seen_on}"
