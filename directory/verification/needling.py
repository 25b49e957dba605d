"""What a state's rule says of needling by a person: every requirement with what was found, and the verdict."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from directory import next_steps
from directory.next_steps import GAPS, Gap
from directory.normalize.states import STATE_NAMES
from directory.rules import Rule, rule_for, rule_source, rules_for
from directory.rules.judging import Judged, Judgement, judge
from directory.rules.periods import first_day, last_day
from directory.verification.held import ACTIVE, FRESH, fresh_look_ups, is_one
from directory.verification.known_facts import Known, as_told, fitting, known_of
from directory.verification.licenses import Slot, license_findings, slots, where_to_look
from directory.verification.model import Case, Context, Finding
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    PROFESSION_NAMES,
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
# Of several reasons why a license cannot be counted, the one that says most.
_TELLING = (next_steps.CONFLICT, next_steps.CONDITIONS, next_steps.WHICH_PERSON, next_steps.OUR_FAULT,
            next_steps.STALE_LICENSE, next_steps.LICENSE, next_steps.ELSEWHERE)  # fmt: skip
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
    known = known_of(state, profession, case, licenses, context, asks)  # type: ignore[arg-type]  # the schema's words
    found = judge(rule, known.facts, state=state, as_of=day, region=region)
    gap = _gap(found, slot, known)
    where, who = STATE_NAMES.get(state, state), PROFESSION_NAMES[profession]
    board, whom = f"the {where} licensing board", f"{'an' if who[0] in 'aeiou' else 'a'} {who}"
    details = _of_rule(rule) | {
        "judged": [_told(one, rule, slot, case, licenses, context) for one in found.requirements],
        "reasons": list(found.reasons),
        "facts": as_told(known.facts),
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
        good_until=_good_until(found, known, slot, day),
    )


def _gap(found: Judgement, slot: Slot, known: Known) -> Gap | None:
    """Why it is neither yes nor no, and what to do; None where it is one of them."""
    if NEEDLING_DISPLAY[found.verdict] in _SETTLED:
        return None
    if found.verdict in _BY_VERDICT:
        return _BY_VERDICT[found.verdict]
    unknown = [one for one in found.requirements if one.answer != "met"]
    if found.rule is None or found.rule.permission is Permission.UNCLEAR or not unknown:
        return next_steps.UNREAD_RULE if found.requirements else next_steps.UNCLEAR_RULE
    first = min(unknown, key=lambda one: one.name == "total_hours")  # its parts say more
    if first.name != "licence":
        return GAPS.get(first.name, next_steps.UNREAD_RULE)
    here = [one.gap for one in known.held if one.license.state == slot[0] and one.gap]
    return min(here, key=_TELLING.index, default=next_steps.ELSEWHERE)


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
        "legal_basis": None if rule.only_proposed else rule.legal_basis,
        "citation": rule.law,
        "proposed": rule.pending["measure"] if rule.pending and rule.only_proposed else None,
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


def _good_until(found: Judgement, known: Known, slot: Slot, day: date) -> date | None:
    """The last day on which the same would be found again, as far as that can be known; None: no end in sight."""
    ends = list(_of_period(found.rule, slot, day))
    answers = found.answers()
    if found.rule is not None and found.verdict is not RuleVerdict.NOT_PERMITTED:
        ends += _of_licenses(answers.get("licence"), slot[0], known)
        ends += _of_years(answers.get("years_licensed_before"), found.rule, known, day)
    if "board_registration" in answers:
        ends += [one.checked + FRESH for one in known.facts.board_records if one.state == slot[0]]
    if answers.get("cpr") == "met" and known.facts.cpr_valid_until:
        ends.append(known.facts.cpr_valid_until)
    if "not_met" in answers.values() and known.complete_until:
        ends.append(known.complete_until)
    if found.verdict is RuleVerdict.INTERIM:
        ends += [end for end in (found.stage_ends, known.complete_until) if end]
    return min((end for end in ends if day <= end < day + timedelta(days=_FOR_LIFE)), default=None)


def _of_period(rule: Rule | None, slot: Slot, day: date) -> Iterator[date]:
    """The rule's own end, or the eve of the one that follows it."""
    state, profession = slot
    if rule is not None:
        yield last_day(rule.effective_to)
    for other in rules_for(state):
        if other.profession is profession and (begins := first_day(other.effective_from)) > day:
            yield begins - timedelta(days=1)


def _of_licenses(answer: str | None, state: str, known: Known) -> Iterator[date]:
    """Until when the licenses in the state are known as they are: of the active ones the last, of others the first."""
    here = [one for one in known.held if one.license.state == state and one.until]
    active = [one.until for one in here if one.license.status == ACTIVE and one.until]
    if answer == "met" and active:
        yield max(active)
    elif answer == "not_met":
        yield from (one.until for one in here if one.until)


def _of_years(answer: str | None, rule: Rule, known: Known, day: date) -> Iterator[date]:
    """Until when the years are known to be enough, or are not enough yet."""
    years = rule.requirements.get("years_licensed_before", rule.probable.get("years_licensed_before"))
    if answer is None or not isinstance(years, int | float):
        return
    length = timedelta(days=int(365 * years))
    running = [one for one in known.held if one.license.status == ACTIVE and one.license.since and one.until]
    if answer == "met":
        since = [(one.license.since, one.until) for one in running]
        enough = [until for begun, until in since if begun and until and begun <= day - length]
        yield from [max(enough)] if enough else []
    elif answer == "not_met":
        yield from (one.license.since + length for one in running if one.license.since)
        yield from (one.until for one in running if one.until)
