"""Whether all rule files keep to the schema, each by itself and together."""

from collections.abc import Iterator

from directory.rules.fields import JUDGED
from directory.rules.judging.deciding import FILE, deciding, known_rules
from directory.rules.judging.facts import Facts
from directory.rules.loading import load_jurisdiction, load_sources, load_table
from directory.rules.model import Rule, RuleFileError, UnknownJurisdictionError


def lint() -> Iterator[str]:
    """Every problem as 'file: key: what is wrong'; nothing when all is in order."""
    try:
        table, sources = load_table(), load_sources()
    except RuleFileError as error:
        yield str(error)
        return
    rules: dict[str, Rule] = {}
    for country, codes in table.jurisdictions.items():
        for code in codes:
            try:
                for rule in load_jurisdiction(country, code).rules:
                    rules[rule.id] = rule
                    yield from (
                        f"{rule.id}: sources: {one!r} is no source" for one in rule.sources if one not in sources
                    )
            except RuleFileError as error:
                yield str(error)
            except UnknownJurisdictionError:
                if code not in table.not_established.get(country, {}):
                    yield f"{country}_{code}.toml: whole file: is missing"
    yield from _deciding(rules)


def _deciding(rules: dict[str, Rule]) -> Iterator[str]:
    """`deciding.toml` reads the words of rules: it may speak of nothing that they do not."""
    try:
        known = known_rules()
    except RuleFileError as error:
        yield str(error)
        return
    for rule_id in sorted(known):
        rule, told = rules.get(rule_id), deciding(rule_id)
        if rule is None:
            yield f"{FILE}: {rule_id}: is no rule"
            continue
        for name, other in told.alternatives.items():
            if name not in JUDGED or name not in {**rule.requirements, **rule.probable}:
                yield f"{FILE}: {rule_id}.alternatives.{name}: the rule does not ask for it"
            if other.fact is not None and other.fact not in Facts.__struct_fields__:
                yield f"{FILE}: {rule_id}.alternatives.{name}.fact: {other.fact!r} is no key of the facts"
        if told.scope is not None and rule.scope_limits is None:
            yield f"{FILE}: {rule_id}.scope: the rule has no limits"
