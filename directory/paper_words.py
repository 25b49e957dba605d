"""What readers are told of a certificate that somebody saw, and of the hours of a training: never as confirmed."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory.texts import say, say_part
from directory.vocabulary import CredentialStatus

# Somebody saw the paper; nobody who gives it out confirmed it: another word than "Checked", and another sign.
CERTIFICATE_SEEN = ("▤", "badge-paper", "blue")  # icon, name of its word, color
HOURS = ("total", "in_person", "live_online", "recorded", "online", "theory", "practical")
ONLINE = ("live_online", "recorded", "online")
EXAMS = ("written_exam", "practical_exam", "competency_assessment")


def certificate_seen(status: str, details: Mapping[str, Any], seen_on: str) -> str:
    """The sentence of a paper. ``details``: of its finding; ``seen_on``: the day in words."""
    issuer, course = details["issuer"], details["course"]
    seen = say("paper-seen", organization=details["organization"], day=seen_on)
    hours = _hours(details.get("hours_evidenced") or {})
    if hours:
        shows = say("paper-shows-hours", issuer=issuer, course=course, hours=hours)
    else:
        shows = say("paper-shows", issuer=issuer, course=course)
    match status:
        case CredentialStatus.CONTRADICTED:
            why = str(details.get("why") or say("paper-something-against"))
            return say("paper-disagree", seen=seen, why=why)
        case CredentialStatus.NOT_LISTED:
            return say("paper-not-listed", seen=seen, shows=shows, issuer=issuer)
        case _:
            return f"{seen} {shows} {say('paper-not-confirmed', issuer=issuer)}"


def _hours(told: Mapping[str, float]) -> str:
    """'54 hours (30 in person, 24 online)', as the paper has it; nothing where it names no hours."""
    online = sum(told.get(name, 0) for name in ONLINE)
    parts = [say("paper-part-in-person", hours=f"{told['in_person']:g}")] if "in_person" in told else []
    parts += [say("paper-any-online", hours=f"{online:g}")] if online else []
    if "total" in told:
        hours = say("hours", n=told["total"])
        return say("paper-hours-of-which", hours=hours, parts=", ".join(parts)) if parts else hours
    if len(parts) > 1:
        return say("paper-hours-only", parts=say("both", first=parts[0], second=parts[1]))
    return say("paper-hours-only", parts=parts[0]) if parts else ""


def training_facts(details: Mapping[str, Any]) -> Iterator[str]:
    """Hours as claimed, implied by letters and shown by a paper, each apart; and the exams that a paper tells of."""
    if details.get("hours_claimed"):
        yield say("paper-hours-claimed", hours=f"{details['hours_claimed']:g}")
    if details.get("hours_implied"):
        yield say("paper-hours-implied", hours=f"{details['hours_implied']:g}")
    if told := details.get("hours_evidenced"):
        hours = [say(f"paper-part-{_named(name)}", hours=f"{told[name]:g}") for name in HOURS if name in told]
        yield say("paper-hours-shown", hours=", ".join(hours))
    for name in EXAMS:
        if details.get(name) is not None:
            yield say(f"paper-{_named(name)}") if details[name] else say_part(f"paper-{_named(name)}", "no")


def _named(key: str) -> str:
    return key.replace("_", "-")


def filed_sentence(title: str, issuer: str, organization: str, seen_on: str) -> str:
    """'Dry needling 1, Example School: seen by Example Clinic on November 3, 2026'."""
    return say("paper-filed", title=title, issuer=issuer, organization=organization, day=seen_on)
