"""The rule table as the one document it was converted from, rebuilt to prove that nothing was lost."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from directory.rules.loading import packaged
from directory.rules.model import Rule
from directory.rules.rule_set import RuleSet

_NULLABLE = ("effective_from", "effective_to", "url")  # the document spells these out; TOML has no null


def _thawed(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


def _plain(record: Any, *, without: tuple[str, ...]) -> dict[str, Any]:
    """A dataclass as the document wrote it: absent keys absent, null ones null, requirements always there."""
    values = {f.name: _thawed(getattr(record, f.name)) for f in fields(record) if f.name not in without}
    return {
        key: value
        for key, value in values.items()
        if key in (*_NULLABLE, "requirements") or (value is not None and value != {} and value != [])
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return _plain(rule, without=("read_on", "deciding"))


def original_document(rules: RuleSet | None = None) -> dict[str, Any]:
    """The document of SCHEMA.md, section 1, from all files (``None``: the packaged ones); raises `RuleFileError`."""
    rules = rules or packaged()
    table, places = rules.table, rules.places.values()
    missing: dict[str, Any] = {"note": table.not_established_note, **_thawed(table.not_established)}
    for place in places:
        if place.not_established:
            missing.setdefault(place.country, {})[place.code] = _thawed(place.not_established)
    return {
        "schema_version": table.schema_version,
        "as_of": table.as_of.isoformat(),
        "sources_read_on": table.sources_read_on.isoformat(),
        "notice": table.notice,
        "professions": _thawed(table.professions),
        "jurisdictions": _thawed(table.jurisdictions),
        "compact": _thawed(table.compact),
        "rules": [_rule(rule) for place in places for rule in place.rules],
        "not_established": missing,
        "sources": {key: _plain(source, without=("id",)) for key, source in rules.sources.items()},
    }


def canonical_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the document's canonical JSON; ``_table.toml`` records it."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
