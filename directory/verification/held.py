"""What is known today of a person's licenses and privileges, by lists and by hand, and until when it is known so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directory import next_steps
from directory.next_steps import Gap
from directory.normalize.identifiers import license_digits
from directory.rules.judging import License
from directory.verification.licenses import slots
from directory.verification.model import LONGEST_PROMISE, Case, Finding, HandLookUp, good_on, true_on
from directory.vocabulary import CredentialStatus, HandResult, LicenseStatus, LookedUp, Need, Profession, Reason

ACTIVE, NOT_ACTIVE = "active", "not active"  # never the source's word: a board may write "Active" of one that is not
COMPACT = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)  # SCHEMA.md, section 5
FRESH = timedelta(days=LONGEST_PROMISE[Need.LICENSE])
CONFIRMING = frozenset({HandResult.ACTIVE, HandResult.CERTIFIED})
ADVERSE = frozenset({HandResult.NOT_ACTIVE, HandResult.EXPIRED, HandResult.SUSPENDED, HandResult.REVOKED})
# Whoever lost a license so has no privilege under the compact either; one that merely ran out says nothing of it.
_ENCUMBERED = frozenset({LicenseStatus.SUSPENDED, LicenseStatus.REVOKED, LicenseStatus.SURRENDERED})
_WORDS = {CredentialStatus.CONFIRMED: ACTIVE, CredentialStatus.CONFIRMED_NOT_ACTIVE: NOT_ACTIVE}
# What a list tells and nobody's look-up by hand mends.
_SETTLED = frozenset({*_WORDS, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONTRADICTED,
                      CredentialStatus.OUR_ERROR})  # fmt: skip
_BY_REASON = {
    Reason.SOURCES_CONFLICT: next_steps.CONFLICT,
    Reason.AMBIGUOUS_PERSON: next_steps.WHICH_PERSON,
    Reason.OUR_FAILURE: next_steps.OUR_FAULT,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A license or privilege as rules count it.

    ``until``: the last day on which its status is known so; ``gap``: why it is not known; ``encumbered``: it was taken
    away or given up.
    """

    license: License
    until: date | None = None
    gap: Gap | None = None
    encumbered: bool = False


def held(state: str, profession: Profession, case: Case, licenses: Sequence[Finding], as_of: date) -> list[Held]:
    """All that is known of a person's licenses of a profession, and of a privilege in a state."""
    groups: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for found in licenses:
        if is_one(found, profession):
            for digits in _numbers(found):
                groups[found.jurisdiction or "", digits].append(found)
    known = [_of(where, digits, group, case, as_of) for (where, digits), group in groups.items()]
    if profession in COMPACT:
        known += _privilege(state, profession, case, known, licenses, as_of)
    return known


def is_one(found: Finding, profession: Profession) -> bool:
    """Whether a finding is of a license of that profession; an authority beside a license is none itself."""
    return found.need is Need.LICENSE and found.profession is profession and not found.details.get("authority")


def fresh_look_ups(case: Case, what: LookedUp, state: str, as_of: date) -> list[HandLookUp]:
    """Look-ups by hand of one kind in one state that are not older than a license may be checked ago, latest first."""
    of_it = [one for one in case.by_hand if one.what is what and one.state == state]
    found = [one for one in of_it if as_of - FRESH <= one.looked_on <= as_of]
    return sorted(found, key=lambda one: (one.looked_on, one.number), reverse=True)


def professions_of_case(case: Case) -> set[Profession]:
    return {profession for _, profession in slots(case)}


def _numbers(found: Finding) -> Iterable[str | None]:
    """The digits by which a license is looked up: its own, else those that the person claims; None: no number."""
    claimed = found.details.get("claimed_numbers") or ()
    given = [number] if (number := found.details.get("number")) else list(claimed)
    return {license_digits(str(one)) for one in given} or {None}


def _of(state: str, digits: str | None, group: Sequence[Finding], case: Case, as_of: date) -> Held:
    """One license by all lists that tell of it, and by whoever looked it up since."""
    told = [one for one in group if CredentialStatus(one.status) in _SETTLED and good_on(one.good_until, as_of)]
    since = min((str(day) for one in group if (day := one.details.get("issued_on"))), default=None)
    begun = date.fromisoformat(since) if since else None
    last = max((_read(one) for one in group if one.sighting and one.details.get("number")), default=date.min)
    looked = [one for one in fresh_look_ups(case, LookedUp.LICENSE, state, as_of)
              if digits and license_digits(one.license_number) == digits and one.looked_on >= last]  # fmt: skip

    def made(status: str | None = None, until: date | None = None, gap: Gap | None = None) -> Held:
        lost = status == NOT_ACTIVE and any(one.details.get("license_status") in _ENCUMBERED for one in told)
        return Held(License(state=state, since=begun, status=status), until, gap, lost)

    if not told:
        return made(*_by_hand(looked, _gap(group, as_of)))
    words = {_WORDS.get(CredentialStatus(one.status)) for one in told}
    hand = {_word(one.result) for one in looked} - {""}
    if len(words) > 1 or (hand and hand != words):
        return made(gap=next_steps.CONFLICT)
    (word,) = words
    if word is None:
        return made(gap=_gap(told, as_of))
    return made(word, min((one.good_until for one in told if one.good_until), default=None))


def _read(found: Finding) -> date:
    assert found.sighting is not None
    return true_on(found.sighting.read_at, found.sighting.as_of)


def _word(result: HandResult) -> str | None:
    """What a look-up says of a license; None for limits and for nothing found, '' where it could not tell."""
    if result is HandResult.COULD_NOT_TELL:
        return ""
    return ACTIVE if result in CONFIRMING else NOT_ACTIVE if result in ADVERSE else None


def _by_hand(looked: Sequence[HandLookUp], gap: Gap) -> tuple[str | None, date | None, Gap | None]:
    """The latest answer, where no list tells; two of one day that contradict each other tell nothing."""
    if not looked:
        return None, None, gap
    day = looked[0].looked_on
    words = {_word(one.result) for one in looked if one.looked_on == day}
    word = words.pop() if len(words) == 1 else None
    return (word, day + FRESH, None) if word else (None, None, gap)


def _gap(group: Sequence[Finding], as_of: date) -> Gap:
    if any(one.status == CredentialStatus.CONFIRMED_RESTRICTED and good_on(one.good_until, as_of) for one in group):
        return next_steps.CONDITIONS
    if any(CredentialStatus(one.status) in _SETTLED and not good_on(one.good_until, as_of) for one in group):
        return next_steps.STALE_LICENSE
    reasons = (_BY_REASON[one.reason] for one in group if one.reason in _BY_REASON)
    return next(reasons, next_steps.LICENSE)


def _privilege(
    state: str, profession: Profession, case: Case, known: Sequence[Held], licenses: Sequence[Finding], as_of: date
) -> Iterator[Held]:
    """A privilege is only ever looked up by hand: until it was, there may be one, but for whom a board took away the
    license there.
    """

    def made(status: str | None, until: date | None, gap: Gap | None) -> Held:
        return Held(License(state=state, kind="compact_privilege", status=status), until, gap)

    looked = fresh_look_ups(case, LookedUp.PRIVILEGE, state, as_of)
    if len(professions_of_case(case) & set(COMPACT)) > 1 or any(
        one.details.get("license_status") in _ENCUMBERED and is_one(one, profession) and one.sighting
        and looked and _read(one) > looked[0].looked_on and good_on(one.good_until, as_of)
        for one in licenses
    ):  # fmt: skip
        yield made(None, None, next_steps.ELSEWHERE)
    elif looked:
        yield made(*_by_hand(looked, next_steps.ELSEWHERE))
    elif not any(one.encumbered and one.license.state == state for one in known):
        yield made(None, None, next_steps.ELSEWHERE)
