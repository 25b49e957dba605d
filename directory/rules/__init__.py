"""Who may needle where, by which rule and since when: one TOML file a jurisdiction, read when asked for."""

from directory.rules.document import original_document
from directory.rules.loading import load_jurisdiction
from directory.rules.lookup import (
    jurisdictions,
    not_established,
    notice,
    rule_for,
    rule_source,
    rules_for,
    table_as_of,
)
from directory.rules.model import Jurisdiction, Rule, RuleFileError, RuleSource, UnknownJurisdictionError

__all__ = [
    "Jurisdiction",
    "Rule",
    "RuleFileError",
    "RuleSource",
    "UnknownJurisdictionError",
    "jurisdictions",
    "load_jurisdiction",
    "not_established",
    "notice",
    "original_document",
    "rule_for",
    "rule_source",
    "rules_for",
    "table_as_of",
]
