"""What changed between two rule sets, rule by rule and field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from directory.rules.document import original_document
from directory.rules.rule_set import RuleSet

_ABSENT: Any = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule, source or part of the table. ``fields``: name -> value before and after; None: not there."""

    of: Literal["rule", "source", "table"]
    id: str
    what: Literal["added", "removed", "changed"]
    fields: Mapping[str, tuple[Any, Any]]


def differences(old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    """Rules first, in the order of the new set, then sources, then the table. Values are plain, as JSON holds them."""
    before, after = original_document(old), original_document(new)
    yield from _told("rule", _rules(old, before), _rules(new, after))
    yield from _told("source", before.pop("sources"), after.pop("sources"))
    for document in (before, after):
        del document["rules"]
    fields = _fields(before, after)
    if fields:
        yield Difference("table", "table", "changed", fields)


def _rules(rules: RuleSet, document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rules as the document has them, with what it leaves out: the day of reading and what is decided of texts."""
    extra = {
        rule.id: {
            "read_on": rule.read_on.isoformat() if rule.read_on else None,
            "deciding": dict(_flat(rule.deciding.told())),
        }
        for rule in rules
    }
    return {told["id"]: {**told, **extra[told["id"]]} for told in document["rules"]}


def _told(
    of: Literal["rule", "source"], before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Difference]:
    for key, now in after.items():
        if key not in before:
            yield Difference(of, key, "added", _fields({}, now))
        elif fields := _fields(before[key], now):
            yield Difference(of, key, "changed", fields)
    yield from (Difference(of, key, "removed", _fields(was, {})) for key, was in before.items() if key not in after)


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    one, other = dict(_flat(before)), dict(_flat(after))
    names = [*other, *(name for name in one if name not in other)]
    return {
        name: (one.get(name, _ABSENT), other.get(name, _ABSENT))
        for name in names
        if one.get(name, _ABSENT) != other.get(name, _ABSENT)
    }


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Maps of a rule or of the table field by field; lists and what stands deeper as one value."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from ((f"{key}.{name}", item) for name, item in value.items())
        elif value not in (None, {}, []):
            yield key, value
