"""What no single rule file can show: sources that are missing, places without a file, readings of no text at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from directory.rules.deciding import FILE as DECIDING
from directory.rules.fields import JUDGED
from directory.rules.judging.facts import Facts
from directory.rules.machine_readable import Alternative, Deciding
from directory.rules.model import Jurisdiction, Rule, RuleFileError, RuleSource, Table

TABLE, SOURCES = "_table.toml", "_sources.toml"


def file_of(country: str, code: str) -> str:
    """The name of a jurisdiction's file."""
    return f"{country}_{code}.toml".replace("-", "_").lower()


def problems_of(
    table: Table,
    sources: Mapping[str, RuleSource],
    places: Sequence[Jurisdiction],
    deciding: Mapping[str, Deciding] | None,
    files: Iterable[str],
) -> Iterator[RuleFileError]:
    """Everything that is wrong between the files; ``places`` are those that could be read, ``files`` all there are.

    ``deciding``: None where its own file could not be read.
    """
    yield from _places(table, places, files)
    for source in table.compact_sources:
        if source not in sources:
            yield RuleFileError(TABLE, "compact.sources", f"{source!r} is no source of {SOURCES}")
    for place in places:
        for rule in place.rules:
            yield from _rule(rule, table, sources)
    rules = {rule.id: rule for place in places for rule in place.rules}
    unread = {file_of(*one) for one in table.places()} - {file_of(place.country, place.code) for place in places}
    for rule_id, told in (deciding or {}).items():
        if rule_id in rules:
            yield from _deciding(rules[rule_id], told)
        elif not unread:  # else it may stand in the file that could not be read
            yield RuleFileError(DECIDING, rule_id, "is no rule")


def _places(table: Table, places: Sequence[Jurisdiction], files: Iterable[str]) -> Iterator[RuleFileError]:
    there = set(files)
    wanted = {file_of(country, code): (country, code) for country, code in table.places()}
    for name in sorted(wanted.keys() - there):
        country, code = wanted[name]
        if code not in table.not_established.get(country, {}):
            yield RuleFileError(name, "(whole file)", f"is missing: {TABLE} names {country} {code}")
    for name in sorted(there - wanted.keys()):
        yield RuleFileError(name, "(whole file)", f"belongs to no jurisdiction of {TABLE}")
    for place in places:
        told = table.jurisdictions.get(place.country, {}).get(place.code)
        if told is not None and told != place.name:
            yield RuleFileError(file_of(place.country, place.code), "name", f"{TABLE} calls it {told!r}")


def _rule(rule: Rule, table: Table, sources: Mapping[str, RuleSource]) -> Iterator[RuleFileError]:
    file = file_of(rule.country, rule.jurisdiction)
    named = chain(
        (("sources", one) for one in rule.sources),
        ((f"evidence.{key}", one) for key, one in rule.evidence.items()),
        ((f"history[{at}].source", one["source"]) for at, one in enumerate(rule.history)),
        ((f"conflicts[{at}].source", one["source"]) for at, one in enumerate(rule.conflicts)),
        [("pending.source", rule.pending["source"])] if rule.pending else [],
    )
    for key, source in named:
        if source not in sources:
            yield RuleFileError(file, f"{rule.id}.{key}", f"{source!r} is no source of {SOURCES}")
    if rule.read_on is not None and rule.read_on > table.as_of:
        yield RuleFileError(file, f"{rule.id}.read_on", f"lies after the day of {TABLE}, {table.as_of}")


def _deciding(rule: Rule, told: Deciding) -> Iterator[RuleFileError]:
    """`deciding.toml` reads the words of rules: it may speak of nothing that they do not."""
    for name, other in told.alternatives.items():
        where = f"{rule.id}.alternatives.{name}"
        if name not in JUDGED or not (name in rule.requirements or name in rule.probable):
            yield RuleFileError(DECIDING, where, "the rule does not ask for it")
        yield from _fact(other, where)
    if told.scope is not None and rule.scope_limits is None:
        yield RuleFileError(DECIDING, f"{rule.id}.scope", "the rule has no scope_limits")
    if told.years_in_state and "years_licensed_before" not in {**rule.requirements, **rule.probable}:
        yield RuleFileError(DECIDING, f"{rule.id}.years_in_state", "the rule asks for no years")


# What a fact may be asked by: a number is compared, a flag is or is not.
_ASKED_BY = {
    "supervised_sessions": "at_least", "supervised_hours": "at_least",
    "sessions_as_licensed_pt_or_military": "at_least", "meets_degree": "is", "meets_special_licence": "is",
    "accredited_degree": "is", "prelicensure_training": "is",
}  # fmt: skip


def _fact(other: Alternative, where: str) -> Iterator[RuleFileError]:
    if other.fact is None:
        return
    if other.fact not in Facts.__struct_fields__:
        yield RuleFileError(DECIDING, f"{where}.fact", f"{other.fact!r} is no key of the facts (SCHEMA.md section 7)")
    elif (by := _ASKED_BY.get(other.fact)) is None:
        yield RuleFileError(DECIDING, f"{where}.fact", f"{other.fact!r} is neither a number nor a flag")
    elif (other.at_least is not None) != (by == "at_least") or (other.is_ is not None) != (by == "is"):
        yield RuleFileError(DECIDING, where, f"{other.fact} is asked by {by!r} alone")
