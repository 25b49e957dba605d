"""Questions to the packaged rules: which rule applies where, to whom and when, and what was never found.

Each raises `RuleFileError` while the rule files are not in order.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from directory.rules.loading import packaged
from directory.rules.model import Jurisdiction, Rule, RuleSource
from directory.rules.rule_set import RuleSet
from directory.vocabulary import Profession

_INSTEAD: ContextVar[RuleSet | None] = ContextVar("rules that are asked instead of the packaged ones", default=None)


@contextmanager
def judging_by(rules: RuleSet) -> Iterator[None]:
    """Meanwhile every question here is answered by these rules, such as those that a receipt holds."""
    token = _INSTEAD.set(rules)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def _asked() -> RuleSet:
    instead = _INSTEAD.get()
    return packaged() if instead is None else instead


def load_jurisdiction(country: str, jurisdiction: str) -> Jurisdiction:
    """One jurisdiction's rules; raises `UnknownJurisdictionError` (codes are capital letters, as in SCHEMA.md)."""
    return _asked().jurisdiction(country, jurisdiction)


def rules_for(jurisdiction: str, *, country: str = "US") -> tuple[Rule, ...]:
    """All rules of a jurisdiction, past and coming ones too; empty when it has no rule file."""
    return _asked().rules_for(jurisdiction, country=country)


def rule_for(jurisdiction: str, profession: Profession, on: date, *, country: str = "US") -> Rule | None:
    """The rule whose period holds the day; ``None`` when there is none, which means `cannot_tell`."""
    return _asked().rule_for(jurisdiction, profession, on, country=country)


def not_established(jurisdiction: str, profession: Profession, *, country: str = "US") -> bool:
    """Whether the table says that nothing was found for this profession there."""
    return _asked().not_established(jurisdiction, profession, country=country)


def jurisdictions(country: str = "US") -> Mapping[str, str]:
    """Code -> name of a country's jurisdictions that have rules, in the table's order; empty if unknown."""
    return _asked().jurisdictions(country)


def rule_source(source_id: str) -> RuleSource:
    """A source by its id; raises ``KeyError``."""
    return _asked().sources[source_id]


def notice() -> str:
    """The text to show with every answer."""
    return _asked().table.notice


def table_as_of() -> date:
    """The day whose state of knowledge the table holds."""
    return _asked().table.as_of
