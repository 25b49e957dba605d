"""Questions to the rule table: which rule applies where, to whom and when, and what was never found."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from directory.rules.loading import load_jurisdiction, load_sources, load_table
from directory.rules.model import Rule, RuleSource, UnknownJurisdictionError
from directory.rules.periods import applies, first_day
from directory.vocabulary import Profession


def rules_for(jurisdiction: str, *, country: str = "US") -> tuple[Rule, ...]:
    """All rules of a jurisdiction, past and coming ones too; empty when it has no rule file."""
    try:
        return load_jurisdiction(country, jurisdiction).rules
    except UnknownJurisdictionError:
        return ()


def rule_for(jurisdiction: str, profession: Profession, on: date, *, country: str = "US") -> Rule | None:
    """The rule whose period holds the day, both ends included; of several the one that began last.

    ``None`` when there is none, which means `cannot_tell` (SCHEMA.md, section 4, step 1).
    """
    found = [
        rule for rule in rules_for(jurisdiction, country=country) if rule.profession is profession and applies(rule, on)
    ]
    return max(found, key=lambda rule: first_day(rule.effective_from), default=None)


def not_established(jurisdiction: str, profession: Profession, *, country: str = "US") -> bool:
    """Whether the table says that nothing was found for this profession there.

    False also for places and professions the table does not speak of at all; `rule_for` is ``None`` for both.
    """
    if jurisdiction in load_table().not_established.get(country, {}):
        return True
    try:
        return profession in load_jurisdiction(country, jurisdiction).not_established
    except UnknownJurisdictionError:
        return False


def jurisdictions(country: str = "US") -> Mapping[str, str]:
    """Code -> name of a country's jurisdictions that have rules, in the table's order; empty if unknown."""
    return load_table().jurisdictions.get(country, MappingProxyType({}))


def rule_source(source_id: str) -> RuleSource:
    """A source by its id; raises ``KeyError``."""
    return load_sources()[source_id]


def notice() -> str:
    """The text to show with every answer."""
    return load_table().notice


def table_as_of() -> date:
    """The day whose state of knowledge the table holds."""
    return load_table().as_of
