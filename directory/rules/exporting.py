"""The rules as others may build on them: each with all that is known of it, and what holds for the whole table."""

from collections.abc import Mapping
from typing import Any

from directory.rules.model import Rule
from directory.rules.rule_set import RuleSet


def exported(rules: RuleSet, document: Mapping[str, Any]) -> dict[str, Any]:
    """``document``: the same rules as the table's own document (`directory.rules.document`)."""
    return {
        "version": rules.version,
        **{key: value for key, value in document.items() if key != "rules"},
        "rules": [row(rule, rules) for rule in rules],
    }


def row(rule: Rule, rules: RuleSet) -> dict[str, Any]:
    """One rule with every field of the schema, JSON values only; its sources in full."""
    return {
        "id": rule.id,
        "country": rule.country,
        "jurisdiction": rule.jurisdiction,
        "profession": rule.profession.value,
        "permission": rule.permission.value,
        "legal_basis": rule.legal_basis,
        "citation": rule.citation,
        "effective_from": rule.effective_from,
        "effective_to": rule.effective_to,
        "requirements": plain(rule.requirements),
        "unlisted": rule.unlisted,
        "probable": plain(rule.probable),
        "alternatives": plain(rule.alternatives),
        "deciding": rule.deciding.told(),
        "scope_limits": rule.scope_limits,
        "pending": plain(rule.pending),
        "history": plain(rule.history),
        "evidence": plain(rule.evidence),
        "conflicts": plain(rule.conflicts),
        "other": rule.other,
        "confidence": rule.confidence,
        "numbers_confidence": rule.numbers_confidence,
        "text_seen": rule.text_seen,
        "read_on": rule.read_on.isoformat() if rule.read_on else None,
        "sources": [
            {"id": one.id, "kind": one.kind, "title": one.title, "url": one.url, "source_date": one.source_date,
             "seen": one.seen, "note": one.note}
            for one in (rules.sources[name] for name in rule.sources)
        ],
    }  # fmt: skip


def plain(value: Any) -> Any:
    """Read-only maps and tuples as dicts and lists."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
