"""All rules as one value: which rule applies where, to whom and when, and what was never found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from directory.rules.model import Jurisdiction, Rule, RuleSource, Table, UnknownJurisdictionError
from directory.rules.periods import first_day, last_day
from directory.vocabulary import Profession

Period = tuple[date, date, Rule]
Periods = Mapping[tuple[str, str, Profession], tuple[Period, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """The rules of one folder. ``version``: SHA-256 (hex) over the names and bytes of its files."""

    table: Table
    sources: Mapping[str, RuleSource]
    places: Mapping[tuple[str, str], Jurisdiction]  # in the table's order
    periods: Periods
    version: str

    @classmethod
    def of(
        cls, table: Table, sources: Mapping[str, RuleSource], places: Iterable[Jurisdiction], version: str
    ) -> "RuleSet":
        by_place = {(place.country, place.code): place for place in places}
        found: dict[tuple[str, str, Profession], list[Period]] = {}
        for rule in (rule for place in by_place.values() for rule in place.rules):
            period = (first_day(rule.effective_from), last_day(rule.effective_to), rule)
            found.setdefault((rule.country, rule.jurisdiction, rule.profession), []).append(period)
        periods = {key: tuple(of_one) for key, of_one in found.items()}
        return cls(table, sources, MappingProxyType(by_place), MappingProxyType(periods), version)

    def __iter__(self) -> Iterator[Rule]:
        """Every rule, in the table's order."""
        return (rule for place in self.places.values() for rule in place.rules)

    def by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self}

    def jurisdiction(self, country: str, code: str) -> Jurisdiction:
        """Raises `UnknownJurisdictionError`."""
        try:
            return self.places[country, code]
        except KeyError:
            raise UnknownJurisdictionError(f"{country!r}, {code!r}") from None

    def rules_for(self, jurisdiction: str, *, country: str = "US") -> tuple[Rule, ...]:
        """All rules of a jurisdiction, past and coming ones too; empty when there are none."""
        place = self.places.get((country, jurisdiction))
        return place.rules if place else ()

    def rule_for(self, jurisdiction: str, profession: Profession, on: date, *, country: str = "US") -> Rule | None:
        """The rule whose period holds the day, both ends included; periods of one profession never overlap.

        ``None`` when there is none, which means `cannot_tell` (SCHEMA.md, section 4, step 1).
        """
        for first, last, rule in self.periods.get((country, jurisdiction, profession), ()):
            if first <= on <= last:
                return rule
        return None

    def not_established(self, jurisdiction: str, profession: Profession, *, country: str = "US") -> bool:
        """Whether the table says that nothing was found for this profession there.

        False also for places and professions the table does not speak of at all; `rule_for` is ``None`` for both.
        """
        if jurisdiction in self.table.not_established.get(country, {}):
            return True
        place = self.places.get((country, jurisdiction))
        return place is not None and profession in place.not_established

    def jurisdictions(self, country: str = "US") -> Mapping[str, str]:
        """Code -> name of a country's jurisdictions that have rules, in the table's order; empty if unknown."""
        return self.table.jurisdictions.get(country, MappingProxyType({}))
