"""What a state's rule says of needling by a person: every requirement with what was found, and the verdict."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from directory import next_steps
from directory.next_steps import GAPS, Gap
from directory.normalize.states import STATE_NAMES
from directory.rules import Rule, rule_for, rule_source, rules_for
from directory.rules.judging import Facts, Judged, Judgement, judge
from directory.rules.periods import first_day, last_day
from directory.verification.known_facts import as_told, facts_of, fitting, fresh_look_ups, is_one
from directory.verification.licenses import Slot, license_findings, slots, where_to_look
from directory.verification.model import LONGEST_PROMISE, Case, Context, Finding, good_on
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    PROFESSION_NAMES,
    CredentialStatus,
    LookedUp,
    Need,
    NeedlingDisplay,
    Permission,
    RuleVerdict,
)

_SETTLED = (NeedlingDisplay.MAY, NeedlingDisplay.MAY_NOT)
_BY_VERDICT = {
    RuleVerdict.MET_SO_FAR: next_steps.UNREAD_RULE,
    RuleVerdict.INTERIM: next_steps.FIRST_STAGE,
    RuleVerdict.ORDER_REQUIRED: next_steps.ORDER,
    RuleVerdict.SILENT: next_steps.SILENT_RULE,
}
_OF_LICENSES = ("licence", "years_licensed_before")
# Which facts of a paper a requirement is judged by; all others by its courses.
_ON_PAPER = {
    "licence": "licences",
    "years_licensed_before": "licences",
    "board_registration": "board_records",
    "supervised_sessions": "supervised_sessions",
    "supervised_hours": "supervised_hours",
    "cpr": "cpr_valid_until",
    "degree": "meets_degree",
    "special_licence": "meets_special_licence",
}
_FOR_LIFE = 100 * 366  # days: an end that nobody will live to see is none


def needling_findings(case: Case, context: Context, licenses: Sequence[Finding]) -> Iterator[Finding]:
    """One finding per state and profession the person is licensed or says to practice in."""
    for slot in slots(case):
        yield needling_finding(slot, case, context, licenses)


def treating_in(state: str, case: Case, context: Context, *, region: str | None = None) -> list[Finding]:
    """The verdicts for a patient in a state, wherever the person is licensed: one for each profession of the person."""
    licenses = list(license_findings(case, context))
    professions = dict.fromkeys(profession for _, profession in slots(case))
    return [needling_finding((state, one), case, context, licenses, region=region) for one in professions]


def needling_finding(
    slot: Slot, case: Case, context: Context, licenses: Sequence[Finding], *, region: str | None = None
) -> Finding:
    """The verdict of the rule in force in a state for a profession, whether or not the person is licensed there.

    ``region``: the body region that is asked about, in the words of ``rules/deciding.toml``. The verdict holds no
    longer than the license, look-up or card it rests on, and than the rule itself (``good_until``).
    """
    (state, profession), day = slot, context.as_of
    rule = rule_for(state, profession, day)
    asks = rule.requirements.get("board_registration") if rule else None
    facts = facts_of(state, profession, case, licenses, context, asks)  # type: ignore[arg-type]  # of the schema's words
    found = judge(rule, facts, state=state, as_of=day, region=region)
    gap = _gap(found, slot, licenses, day)
    where, who = STATE_NAMES.get(state, state), PROFESSION_NAMES[profession]
    board, whom = f"the {where} licensing board", f"{'an' if who[0] in 'aeiou' else 'a'} {who}"
    details = _of_rule(rule) | {
        "judged": [_told(one, rule, slot, case, licenses, context) for one in found.requirements],
        "reasons": list(found.reasons),
        "facts": as_told(facts),
        "region": region,
    }
    if gap is not None:
        details |= {"missing": gap.missing, "question": gap.question}
    return Finding(
        need=Need.NEEDLING_RULE,
        subject=f"{state} {profession}",
        status=NEEDLING_DISPLAY[found.verdict].value,
        jurisdiction=state,
        profession=profession,
        verdict=found.verdict,
        reason=gap.reason if gap else None,
        next_step=gap.step.format(board=board, who=whom, look=where_to_look(state, profession)) if gap else None,
        details=details,
        good_until=_good_until(found, facts, slot, case, licenses, day),
    )


def _gap(found: Judgement, slot: Slot, licenses: Sequence[Finding], day: date) -> Gap | None:
    """Why it is neither yes nor no, and what to do; None where it is one of them."""
    if NEEDLING_DISPLAY[found.verdict] in _SETTLED:
        return None
    if found.verdict in _BY_VERDICT:
        return _BY_VERDICT[found.verdict]
    unknown = [one for one in found.requirements if one.answer != "met"]
    if found.rule is None or found.rule.permission is Permission.UNCLEAR or not unknown:
        return next_steps.UNREAD_RULE if found.requirements else next_steps.UNCLEAR_RULE
    first = min(unknown, key=lambda one: one.name == "total_hours")  # its parts say more
    return _of_license(slot, licenses, day) if first.name == "licence" else GAPS.get(first.name, next_steps.UNREAD_RULE)


def _of_license(slot: Slot, licenses: Sequence[Finding], day: date) -> Gap:
    """Why the license in the state could not be counted."""
    state, profession = slot
    here = [one for one in licenses if one.jurisdiction == state and is_one(one, profession)]
    if not here:
        return next_steps.ELSEWHERE
    if any(one.status == CredentialStatus.CONFIRMED_RESTRICTED for one in here):
        return next_steps.CONDITIONS
    known = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_NOT_ACTIVE)
    stale = any(one.status in known and not good_on(one.good_until, day) for one in here)
    return next_steps.STALE_LICENSE if stale else next_steps.LICENSE


# --- what is shown of it ----------------------------------------------------------------------------------------------


def _told(
    one: Judged, rule: Rule | None, slot: Slot, case: Case, licenses: Sequence[Finding], context: Context
) -> dict[str, Any]:
    """One requirement: required, found, the text it stands in, how sure that is, and what it was judged by."""
    assert rule is not None  # without a rule nothing is judged
    source = rule_source(rule.evidence.get(one.name, rule.sources[0]))
    return {
        "name": one.name,
        "answer": one.answer,
        "required": one.required,
        "found": one.found,
        "probable": one.probable,
        "citation": rule.citation,
        "confidence": rule.confidence if one.name in _OF_LICENSES[:1] else rule.numbers_confidence or rule.confidence,
        "source_title": source.title,
        "source_url": source.url,
        "evidence": list(_evidence(one.name, slot, case, licenses, context)),
    }


def _evidence(
    name: str, slot: Slot, case: Case, licenses: Sequence[Finding], context: Context
) -> Iterator[dict[str, Any]]:
    """The bytes that a requirement was judged by: what they are, and their SHA-256."""
    state, profession = slot
    if name in _OF_LICENSES:
        for one in licenses:
            if is_one(one, profession) and one.sighting and (name != "licence" or one.jurisdiction == state):
                yield {"what": "license", "of": one.subject, "sha256": one.sighting.sha256}
    looked = {"licence": (LookedUp.PRIVILEGE, LookedUp.LICENSE), "board_registration": (LookedUp.REGISTRATION,)}
    for what in looked.get(name, ()):
        for receipt in fresh_look_ups(case, what, state, context.as_of):
            yield {"what": "look-up by hand", "of": f"receipt {receipt.number}", "sha256": receipt.sha256}
    key = _ON_PAPER.get(name, "trainings")
    for paper in fitting(case, profession, context):
        if key in paper.facts:
            yield {"what": "paper", "of": f"{paper.title}, {paper.issuer}", "sha256": paper.sha256}


def _of_rule(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"permission": None}
    first = rule_source(rule.sources[0])
    return {
        "rule_id": rule.id,
        "permission": rule.permission.value,
        "legal_basis": rule.legal_basis,
        "citation": rule.citation,
        "effective_from": rule.effective_from,
        "effective_to": rule.effective_to,
        "confidence": rule.confidence,
        "numbers_confidence": rule.numbers_confidence,
        "text_seen": rule.text_seen,
        "requirements": {key: _plain(value) for key, value in rule.requirements.items()},
        "probable": {key: _plain(value) for key, value in rule.probable.items()},
        "alternatives": dict(rule.alternatives),
        "scope_limits": rule.scope_limits,
        "source_title": first.title,
        "source_url": first.url,
        "source_date": first.source_date,
        "read_on": rule.read_on.isoformat() if rule.read_on else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


# --- how long it holds ------------------------------------------------------------------------------------------------


def _good_until(
    found: Judgement, facts: Facts, slot: Slot, case: Case, licenses: Sequence[Finding], day: date
) -> date | None:
    """The last day on which the same would be found again, as far as that can be known; None: no end in sight."""
    ends = list(_of_period(found.rule, slot, day))
    answers = found.answers()
    if "licence" in answers and found.verdict is not RuleVerdict.NOT_PERMITTED:
        ends += _of_licenses(answers["licence"], slot, case, licenses, day)
    if "board_registration" in answers:
        ends += [one.checked + timedelta(days=LONGEST_PROMISE[Need.LICENSE]) for one in facts.board_records]
    if answers.get("cpr") == "met" and facts.cpr_valid_until:
        ends.append(facts.cpr_valid_until)
    if found.verdict is RuleVerdict.INTERIM and found.stage_ends:
        ends.append(found.stage_ends)
    return min((end for end in ends if day <= end < day + timedelta(days=_FOR_LIFE)), default=None)


def _of_period(rule: Rule | None, slot: Slot, day: date) -> Iterator[date]:
    """The rule's own end, or the eve of the one that follows it."""
    state, profession = slot
    if rule is not None:
        yield last_day(rule.effective_to)
    for other in rules_for(state):
        if other.profession is profession and (begins := first_day(other.effective_from)) > day:
            yield begins - timedelta(days=1)


def _of_licenses(answer: str, slot: Slot, case: Case, licenses: Sequence[Finding], day: date) -> Iterator[date]:
    """Until when the licenses here count as checked: of the active ones the last, of others the first."""
    state, profession = slot
    here = [one for one in licenses if is_one(one, profession) and one.jurisdiction == state]
    fresh = [one for one in here if one.good_until and good_on(one.good_until, day)]
    looked = [
        one.looked_on + timedelta(days=LONGEST_PROMISE[Need.LICENSE])
        for what in (LookedUp.PRIVILEGE, LookedUp.LICENSE)
        for one in fresh_look_ups(case, what, state, day)
    ]
    if answer == "met":
        active = [one.good_until for one in fresh if one.status == CredentialStatus.CONFIRMED and one.good_until]
        yield from [max(active)] if active else looked
    elif answer == "not_met":
        yield from (one.good_until for one in fresh if one.good_until)
