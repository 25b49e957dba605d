"""What a state's rule says of needling by a profession, with its citation; requirements are shown, not yet judged."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from directory.normalize.states import STATE_NAMES
from directory.rules import Rule, rule_for, rule_source
from directory.rules.fields import JUDGED
from directory.verification.licenses import Slot, active_licenses, slots
from directory.verification.model import Case, Context, Finding, good_on
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    PROFESSION_NAMES,
    Need,
    Permission,
    Profession,
    Reason,
    RuleVerdict,
)

ASK = "Ask to see the certificate, and how many hours of the training were in person."
CHECK_LICENSE = "Check the license first: see the line about it."
Answer = tuple[RuleVerdict, Reason | None, str | None]


def needling_findings(case: Case, context: Context, licenses: Sequence[Finding]) -> Iterator[Finding]:
    """One finding per state and profession the person is licensed or says to practise in."""
    until: dict[Slot, date] = {}
    for license_ in active_licenses(licenses):
        if license_.jurisdiction and license_.profession and license_.good_until:
            slot = (license_.jurisdiction, license_.profession)
            until[slot] = max(license_.good_until, until.get(slot, date.min))
    for state, profession in slots(case):
        yield needling_finding(state, profession, context.as_of, licensed_until=until.get((state, profession)))


def needling_finding(state: str, profession: Profession, as_of: date, *, licensed_until: date | None) -> Finding:
    """The verdict of the rule in force (SCHEMA.md section 4, steps 1 and 2; requirements are judged elsewhere).

    ``licensed_until``: last day an active license there counts as checked; None: none was found. A verdict that rests
    on the license is good no longer than it.
    """
    rule = rule_for(state, profession, as_of)
    fresh = None if licensed_until is None else good_on(licensed_until, as_of)
    verdict, reason, step = _verdict(rule, state, profession, licensed=fresh)
    return Finding(
        need=Need.NEEDLING_RULE,
        subject=f"{state} {profession}",
        status=NEEDLING_DISPLAY[verdict].value,
        jurisdiction=state,
        profession=profession,
        verdict=verdict,
        reason=reason,
        next_step=step,
        details=_details(rule) | ({"missing": "a checked license"} if step is CHECK_LICENSE else {}),
        good_until=licensed_until if verdict is RuleVerdict.NO_STANDARD else None,
    )


def _verdict(rule: Rule | None, state: str, profession: Profession, *, licensed: bool | None) -> Answer:
    """``licensed``: True, None for not known, False for checked too long ago."""
    where, who = STATE_NAMES.get(state, state), PROFESSION_NAMES[profession]
    article = "an" if who[0] in "aeiou" else "a"
    ask_board = f"Ask the {where} licensing board whether {article} {who} may needle."
    if rule is None:
        return RuleVerdict.CANNOT_TELL, Reason.RULE_UNCLEAR, ask_board
    match rule.permission:
        case Permission.PROHIBITED:
            return RuleVerdict.NOT_PERMITTED, None, None
        case Permission.UNCLEAR:
            return RuleVerdict.CANNOT_TELL, Reason.RULE_UNCLEAR, ask_board
        case Permission.SILENT:
            return RuleVerdict.SILENT, Reason.RULE_SILENT, ask_board
        case Permission.DELEGATED_ORDER:
            return RuleVerdict.ORDER_REQUIRED, Reason.INPUT_INSUFFICIENT, "Ask whether a physician's order is needed."
    judged = [field for field in rule.requirements if field in JUDGED]
    if not judged and not rule.probable and rule.unlisted == "not_required":
        if licensed:
            return RuleVerdict.NO_STANDARD, None, None
        reason = Reason.INPUT_INSUFFICIENT if licensed is None else Reason.SOURCE_STALE
        return RuleVerdict.CANNOT_TELL, reason, CHECK_LICENSE
    if judged:
        return (
            RuleVerdict.CANNOT_TELL,
            Reason.NOT_PUBLISHED,
            "Ask to see the certificate and how the training was done.",
        )
    return RuleVerdict.CANNOT_TELL, Reason.RULE_UNCLEAR, ask_board


def _details(rule: Rule | None) -> dict[str, object]:
    if rule is None:
        return {"permission": None}
    first = rule_source(rule.sources[0])
    return {
        "rule_id": rule.id,
        "permission": rule.permission.value,
        "legal_basis": rule.legal_basis,
        "citation": rule.citation,
        "confidence": rule.confidence,
        "numbers_confidence": rule.numbers_confidence,
        "text_seen": rule.text_seen,
        "requirements": {key: _plain(value) for key, value in rule.requirements.items()},
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
