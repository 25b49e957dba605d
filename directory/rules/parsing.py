"""A jurisdiction's TOML to rules, strictly: what SCHEMA.md does not name is refused, nothing is guessed."""

from collections.abc import Mapping
from itertools import combinations
from types import MappingProxyType

from directory.rules import model
from directory.rules.fields import REQUIREMENTS
from directory.rules.machine_readable import NOTHING_DECIDABLE, Deciding
from directory.rules.model import Jurisdiction, Rule, RuleFileError
from directory.rules.periods import first_day, last_day, overlap
from directory.rules.row import Row
from directory.vocabulary import Permission, Profession


def parse_jurisdiction(text: str, file: str, deciding: Mapping[str, Deciding] | None = None) -> Jurisdiction:
    """One jurisdiction's TOML to its rules; ``file`` is only the name for errors.

    ``deciding``: what a program can decide of the rules' texts, by rule id. Raises `RuleFileError` for anything
    outside SCHEMA.md, sections 2, 3 and 6.
    """
    top = Row.of_file(text, file)
    country, code, name = top.text("country"), top.text("jurisdiction"), top.text("name")
    not_established = top.words("not_established", Profession)
    rules = tuple(_rule(row, country, code, deciding or {}) for row in top.rows("rule"))
    top.close()
    for one, other in combinations(rules, 2):
        if one.id == other.id:
            raise RuleFileError(file, f"{one.id}.id", "used twice")
        if one.profession is other.profession and overlap(one, other):
            raise RuleFileError(file, f"{other.id}.effective_from", f"period overlaps that of {one.id}")
    return Jurisdiction(country=country, code=code, name=name, rules=rules, not_established=not_established)


def _rule(row: Row, country: str, code: str, deciding: Mapping[str, Deciding]) -> Rule:
    rule_id = row.text("id")
    row.where = rule_id  # the id finds the row faster than its place in the file
    rule = Rule(
        id=rule_id,
        country=country,
        jurisdiction=code,
        profession=row.word("profession", Profession),
        permission=row.word("permission", Permission),
        legal_basis=row.word("legal_basis", model.LEGAL_BASES),
        citation=row.text("citation"),
        effective_from=row.partial_date("effective_from"),
        effective_to=row.partial_date("effective_to"),
        requirements=row.row("requirements").requirements(),
        unlisted=row.word("unlisted", model.UNLISTED),
        text_seen=row.word("text_seen", model.EXTENTS),
        confidence=row.word("confidence", model.CONFIDENCES),
        sources=row.texts("sources"),
        other=row.optional_text("other"),
        numbers_confidence=row.optional_word("numbers_confidence", model.CONFIDENCES),
        conflicts=tuple(_conflict(item) for item in row.rows("conflicts")),
        history=tuple(_texts(item, "date", "what", "source") for item in row.rows("history")),
        pending=_pending(row.optional_row("pending")),
        evidence=row.row("evidence").text_map(REQUIREMENTS),
        alternatives=row.row("alternatives").text_map(REQUIREMENTS),
        probable=row.row("probable").requirements(),
        scope_limits=row.optional_text("scope_limits"),
        read_on=row.day("read_on"),
        deciding=deciding.get(rule_id, NOTHING_DECIDABLE),
    )
    row.close()
    _check(rule, row)
    return rule


def _check(rule: Rule, row: Row) -> None:
    """What no single field can show."""
    if not f"{rule.id}-".startswith(f"{rule.country}-{rule.jurisdiction}-{rule.profession}-"):
        raise row.error("id", "does not begin with country, jurisdiction and profession")
    if first_day(rule.effective_from) > last_day(rule.effective_to):
        raise row.error("effective_to", "lies before effective_from")
    if rule.permission is Permission.PROHIBITED and rule.requirements:
        raise row.error("requirements", "a prohibited entry has none")
    if rule.confidence == "high" and any(item["weight"] == "downgrades" for item in rule.conflicts):
        raise row.error("confidence", "high in spite of a downgrading conflict")
    if both := rule.requirements.keys() & rule.probable.keys():
        raise row.error(f"probable.{min(both)}", "is also in requirements")


def _texts(row: Row, *keys: str) -> Mapping[str, str]:
    taken = MappingProxyType({key: row.text(key) for key in keys})
    row.close()
    return taken


def _conflict(row: Row) -> Mapping[str, str]:
    weight = row.word("weight", model.CONFLICT_WEIGHTS)
    return MappingProxyType({**_texts(row, "source", "says"), "weight": weight})


def _pending(row: Row | None) -> Mapping[str, str] | None:
    return None if row is None else _texts(row, "measure", "effect", "status", "source")
