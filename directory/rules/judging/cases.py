"""Worked examples: one practitioner each, where, on which day, and what was expected (SCHEMA.md section 7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.rules.judging.facts import Facts, FactsError, facts_from
from directory.rules.judging.verdict import Judgement, judge
from directory.rules.lookup import jurisdictions, rule_for

_KEYS = frozenset({"id", "title", "patient_state", "as_of", "region", "practitioner", "expect"})
_TOP = frozenset({"schema_version", "cases", "notice", "as_of"})
_NEEDED = ("id", "patient_state", "as_of", "practitioner")
_COUNTRIES = ("US", "CA")


@dataclass(frozen=True, slots=True)
class Case:
    """``expect`` is what somebody worked out by hand; judging never looks at it."""

    id: str
    country: str
    state: str
    as_of: date
    region: str | None
    facts: Facts
    expect: Mapping[str, Any]


def cases_from(document: object) -> Iterator[Case]:
    """The cases of a facts file: a list, or a map with ``cases``.

    Raises FactsError for a key outside SCHEMA.md section 7, a needed key that is missing, an id used twice or an
    impossible value, naming the case and the key. All are read before the first is answered.
    """
    if isinstance(document, Mapping):
        for key in document:
            if key not in _TOP:
                raise FactsError(str(key), "is no key of a facts file")
        document = document.get("cases")
    if not isinstance(document, Sequence) or isinstance(document, str):
        raise FactsError("cases", "a list of cases is needed")
    found = [_case(told, f"cases[{at}]") for at, told in enumerate(document)]
    for case in found:
        if sum(other.id == case.id for other in found) > 1:
            raise FactsError(case.id, "this id is used twice")
    yield from found


def _case(told: object, where: str) -> Case:
    if not isinstance(told, Mapping):
        raise FactsError(where, "a map is needed")
    where = str(told.get("id") or where)
    for key in told:
        if key not in _KEYS:
            raise FactsError(f"{where}.{key}", "is no key of a case")
    for key in _NEEDED:
        if told.get(key) in (None, ""):
            raise FactsError(f"{where}.{key}", "is missing")
    country, state = _place(told["patient_state"], where)
    region, expect, who = told.get("region"), told.get("expect", {}), told["practitioner"]
    if region is not None and not (isinstance(region, str) and region.strip()):
        raise FactsError(f"{where}.region", f"{region!r} is no body region")
    if not isinstance(expect, Mapping) or not isinstance(who, Mapping):
        raise FactsError(f"{where}.{'practitioner' if isinstance(expect, Mapping) else 'expect'}", "a map is needed")
    return Case(
        str(told["id"]),
        country,
        state,
        _day(told["as_of"], where),
        region,
        facts_from(who, f"{where}.practitioner"),
        expect,
    )


def _place(told: object, where: str) -> tuple[str, str]:
    """'MD' is a state of the United States; a province of Canada is 'CA/AB', or 'AB' where no state is so called."""
    country, _, code = str(told).rpartition("/")
    for one in [country] if country else _COUNTRIES:
        if code in jurisdictions(one):
            return one, code
    raise FactsError(f"{where}.patient_state", f"{told!r} is no jurisdiction of the rule table")


def _day(told: object, where: str) -> date:
    try:
        return told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError:
        raise FactsError(f"{where}.as_of", f"{told!r} is no day such as 2026-11-20") from None


def judged_case(case: Case) -> Judgement:
    """By the rule of the patient's state in force on the day."""
    profession = case.facts.profession
    rule = rule_for(case.state, profession, case.as_of, country=case.country) if profession else None
    return judge(rule, case.facts, state=case.state, as_of=case.as_of, region=case.region)
