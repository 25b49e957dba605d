"""Block 7 of a report: the state's rule, and each requirement with what was found."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory import wording
from directory.reporting import forms, words
from directory.reporting.document import Cell, Items, Part, Section, Table, Text, fields, unknown
from directory.rules.whole import file_of
from directory.vocabulary import Need

RULE_SURE = {"high": "sure", "medium": "fairly sure", "low": "not sure"}


def rules(receipt: forms.Receipt) -> Section:
    parts: list[Part] = []
    held = {one.file: one.sha256 for one in receipt.rules}
    for one in (v for v in receipt.verdicts if v.need is Need.NEEDLING_RULE):
        parts += _rule(one, held)
    if not parts:
        parts.append(Text(f"Rule: {unknown('no record tells of a profession and state')}."))
    return Section(7, "State rule on needling", parts)


def _cited(told: Mapping[str, Any]) -> str:
    if told.get("proposed"):
        return f"none; proposed, and not known to be law: {told['proposed']}"
    return str(told.get("citation") or unknown("no rule was found"))


def _rule(one: forms.Verdict, held: Mapping[str, str]) -> Iterator[Part]:
    told = one.details
    where = wording.place_name(one.jurisdiction)
    file = rule_file(one)
    sure = RULE_SURE.get(str(told.get("confidence")), "not known because no rule was found")
    rows: list[tuple[str, Cell]] = [
        ("State and profession", f"{where}, {wording.profession_name(one.profession)}"),
        ("Verdict", f"{words.status(one)} (code: {one.verdict.value if one.verdict else 'cannot_tell'})"),
        ("Citation", _cited(told)),
        ("In force from", str(told.get("effective_from") or unknown("the text we read does not say"))),
        ("Version", f"{file}, SHA-256 {held[file]}" if file in held else unknown("there is no rule file for it")),
        ("How sure we are", f"{sure}; of the text we saw: {told.get('text_seen') or 'nothing'}"),
        ("Limits to parts of the body", str(told.get("scope_limits") or "none that we read")),
    ]
    yield fields(f"{where}, {wording.profession_name(one.profession)}", rows)
    judged = told.get("judged") or ()
    if judged:
        yield Table(
            ("Requirement", "Met, not met or cannot tell", "Required", "Found", "Evidence"),
            [_requirement(each, told) for each in judged],
            (3, 2, 2, 3, 3),
        )
    else:
        yield Text(
            "Requirements: none was judged, for the rule lists none that apply here or does not allow it at all."
        )
    if told.get("permission") in ("silent", "unclear", None):
        yield Text(
            "The rule is silent or unclear, which is neither yes nor no."
            if told.get("permission")
            else "We found no rule: that is neither yes nor no, and does not mean that there is none."
        )
    if reasons := told.get("reasons"):
        yield Items([f"Why: {reason}" for reason in reasons])
    if one.reason:
        yield Text(f"Next step: {one.next_step}")


def _requirement(each: Mapping[str, Any], details: Mapping[str, Any]) -> tuple[str, ...]:
    asked, _ = wording.requirement(each, details)
    evidence = [f"{e['what']}: {e['of']}, SHA-256 {e['sha256'][:16]}…" for e in each.get("evidence") or ()]
    return (
        asked,
        wording.ANSWERED[each["answer"]][1],
        _plain(each.get("required")),
        str(each.get("found") or unknown("no fact was found")),
        "; ".join(evidence) or unknown("there is no fact to show"),
    )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "", [], {}) else "as named"


def rule_file(one: forms.Verdict) -> str:
    return file_of("US", one.jurisdiction or "")
