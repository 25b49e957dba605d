"""What Find filters on, of one person: a row for each state, profession and place, from what was found."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from directory.normalize.names import fold
from directory.normalize.places import spot_key
from directory.normalize.states import STATE_NAMES
from directory.nppes import professions_of
from directory.records import NpiRecord
from directory.verification import Case, Finding
from directory.verification.licenses import active_licenses, slots
from directory.verification.papers import vouched
from directory.verification.training import VERIFIED_FROM
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    PRACTICE_KINDS,
    CredentialStatus,
    ExclusionStatus,
    Need,
    NeedlingDisplay,
    Profession,
    RuleVerdict,
)

VERIFIED, CLAIMED, NOTHING = 2, 1, 0  # levels of training
ALWAYS = date.max
_ANSWERED = frozenset(
    {CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONFIRMED_NOT_ACTIVE}
)


def search_rows(
    case: Case,
    last: str | None,
    first: str | None,
    places: Sequence[Mapping[str, Any]],
    npi: NpiRecord | None,
    found: Sequence[Finding],
) -> list[dict[str, Any]]:
    """Rows of `SearchEntry`, but for whose they are: one per state, profession and spot; one without a spot where no
    place that we can find is published there.
    """
    measured = [p for p in places if p["kind"] in PRACTICE_KINDS]
    rows = []
    for state, profession in slots(case) or _slots_elsewhere(npi):
        base = {
            "profession": profession,
            "state": state,
            "last_folded": fold(last),
            "first_folded": fold(first),
            **facts_of(state, profession, found),
        }
        spots: dict[str | None, str | None] = {}
        for place in measured:
            if place["state"] == state:
                key = spot_key(place["zip5"], place["city"], state, place["precision"])
                spots.setdefault(key, fold(place["city"]))
        nowhere = spots.pop(None, None)
        for key, city in (spots or {None: nowhere}).items():
            rows.append({**base, "spot": key, "city_folded": city})
    return [{**row, "several": len(rows) > 1} for row in rows]


def _slots_elsewhere(npi: NpiRecord | None) -> list[tuple[str, Profession]]:
    """For a person whose practice place is not published: the states of the license numbers given, else of the post."""
    if npi is None:
        return []
    states = [t.license_state for t in npi.taxonomies if t.profession] or [a.state for a in npi.addresses]
    known = dict.fromkeys(s for s in states if s in STATE_NAMES)
    return [(state, profession) for state in known for profession in professions_of(npi) if state]


def facts_of(state: str, profession: Profession, found: Sequence[Finding]) -> dict[str, Any]:
    """What holds for a person in one state and profession; verified training only where nothing contradicts it."""
    here = [f for f in found if f.jurisdiction == state and f.profession is profession]
    licenses = [f for f in here if f.need is Need.LICENSE]
    active = active_licenses(licenses)
    excluded = any(f.need is Need.EXCLUSION and f.status == ExclusionStatus.LISTED for f in found)
    out_of_service = any(f.need is Need.NPI and f.status == CredentialStatus.CONFIRMED_NOT_ACTIVE for f in found)
    rule = next((f for f in here if f.need is Need.NEEDLING_RULE), None)
    may_not = rule is not None and needling(rule.verdict) is NeedlingDisplay.MAY_NOT
    trained = max(
        (f for f in found if f.need is Need.TRAINING and f.profession in (None, profession)),
        key=lambda f: (f.grade or 0, f.good_until or date.max),
        default=None,
    )
    grade = trained.grade or 0 if trained else 0
    lapsed = any(f.status == CredentialStatus.CONFIRMED_NOT_ACTIVE for f in licenses)
    against = excluded or out_of_service or may_not
    if against or (lapsed and not active):
        grade = 0
    return with_level(
        {
            "license_active": bool(active),
            "license_known": any(f.status in _ANSWERED and not f.details.get("authority") for f in licenses),
            "license_good_until": max((f.good_until for f in active if f.good_until), default=None),
            "licensed_since": _since(active),
            "training_grade": grade,
            "training_good_until": trained.good_until if trained and grade >= VERIFIED_FROM else None,
            "training_claimed": 1 <= grade < VERIFIED_FROM,
            "certificate_seen": bool(active) and not against and any(vouched(f, profession) for f in found),
            "excluded": excluded,
            "verdict": rule.verdict.value if rule and rule.verdict else None,
            "verdict_good_until": rule.good_until if rule else None,
        }
    )


def _since(active: Sequence[Finding]) -> int | None:
    """The year in which the oldest of the active licenses was issued, as far as the boards say it."""
    issued = (f.details.get("issued_on") for f in active)
    return min((date.fromisoformat(day).year for day in issued if day), default=None)


def with_level(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row with what the index orders and counts by: level, and until when training is verified."""
    grounds: list[date] = []
    if facts["training_grade"] >= VERIFIED_FROM:
        grounds.append(facts["training_good_until"] or ALWAYS)
    if facts["certificate_seen"] and facts["license_active"]:
        grounds.append(facts["license_good_until"] or ALWAYS)
    verified = bool(grounds) and not facts["excluded"]
    level = VERIFIED if verified else CLAIMED if facts["training_claimed"] else NOTHING
    return {**facts, "level": level, "verified_until": max(grounds) if verified else None}


def needling(verdict: str | None) -> NeedlingDisplay:
    """What a patient reads for the verdict of a row."""
    return NEEDLING_DISPLAY[RuleVerdict(verdict)] if verdict else NeedlingDisplay.CANNOT_TELL
