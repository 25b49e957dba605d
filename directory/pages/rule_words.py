"""Says a rule of the table in plain words."""

from collections.abc import Mapping

from directory.rules import Rule
from directory.vocabulary import Permission, Profession
from directory.wording import one

SHORT: Mapping[Permission, str] = {
    Permission.PERMITTED: "permitted",
    Permission.PROHIBITED: "not permitted",
    Permission.SILENT: "silent",
    Permission.UNCLEAR: "unclear",
    Permission.DELEGATED_ORDER: "on order",
}
NOTHING = "nothing found"
EXPLAINED: Mapping[str, str] = {
    "permitted": "the rule allows needling, often only after training",
    "not permitted": "the rule forbids it",
    "silent": "no written rule speaks of it: neither yes nor no",
    "unclear": "the texts we found do not settle it",
    "on order": "allowed on a physician's order",
    NOTHING: "we found no text; that does not mean there is none",
}
SURE: Mapping[str, str] = {
    "high": "We are quite sure: we saw the rule's own words, or the board's own page.",
    "medium": "We are fairly sure: two sources agree, or one question is left open.",
    "low": "We are not sure: there is one second-hand source, or the sources disagree.",
}
SEEN: Mapping[str, str] = {
    "full": "We read the whole text.",
    "part": "We read a part of the text.",
    "summary": "We read a summary, not the text itself.",
}


def short(rule: Rule | None) -> str:
    return SHORT[rule.permission] if rule else NOTHING


def rule_sentence(rule: Rule | None, where: str, profession: Profession) -> str:
    """What a state's rule says, of nobody in particular."""
    who = one(profession)
    if rule is None:
        return f"We found no rule of {where} for {who}. That does not mean there is none."
    match rule.permission:
        case Permission.PERMITTED:
            hours = rule.requirements.get("total_hours")
            return f"{where} allows {who} to needle" + (f" after {hours} hours of training." if hours else ".")
        case Permission.PROHIBITED:
            return f"{where} does not allow {who} to needle."
        case Permission.DELEGATED_ORDER:
            return f"{where} allows {who} to needle only on a physician's order."
        case Permission.UNCLEAR:
            return f"What {where} allows {who} is not clear from the texts we found."
        case Permission.SILENT:
            return f"{where} has no written rule for {who}. That is neither yes nor no."
