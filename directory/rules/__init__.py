"""Who may needle where, by which rule and since when: one TOML file a jurisdiction, all read when first asked for."""

from directory.rules.document import original_document
from directory.rules.loading import load_rules, packaged
from directory.rules.lookup import (
    jurisdictions,
    load_jurisdiction,
    not_established,
    notice,
    rule_for,
    rule_source,
    rules_for,
    table_as_of,
)
from directory.rules.model import Jurisdiction, Rule, RuleFileError, RuleSource, UnknownJurisdictionError
from directory.rules.rule_set import RuleSet

__all__ = [
    "Jurisdiction",
    "Rule",
    "RuleFileError",
    "RuleSet",
    "RuleSource",
    "UnknownJurisdictionError",
    "jurisdictions",
    "load_jurisdiction",
    "load_rules",
    "not_established",
    "notice",
    "original_document",
    "packaged",
    "rule_for",
    "rule_source",
    "rules_for",
    "table_as_of",
]
