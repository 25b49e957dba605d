"""Commands about the states' rules: judge facts somebody worked out, show a state's rules, check and export them."""

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.table import Table

from directory.cli.application import app, rules_app
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.config import config, today_of
from directory.rules import Rule, RuleFileError, jurisdictions, notice, rule_source, rules_for
from directory.rules.judging import FactsError, Judgement
from directory.rules.judging.cases import Case, cases_from, judged_case
from directory.rules.linting import lint
from directory.rules.periods import applies
from directory.vocabulary import NEEDLING_DISPLAY, PROFESSION_NAMES, Profession

_MOST_BYTES = 20_000_000


@app.command("judge")
def judge_file(
    file: Annotated[Path, typer.Argument(help="Facts of practitioners, YAML or JSON.")],
    as_json: Json = False,
) -> None:
    """Judge worked examples by the rules: facts in, verdict, requirements and reasons out.

    Example: needleproof judge examples.yaml --json
    """
    answers = [(case, judged_case(case)) for case in _cases(file)]
    if as_json:
        print_json([_told(case, judgement) for case, judgement in answers])
        return
    table = Table("case", "rule", "verdict", "requirements", "expected", box=None, pad_edge=False)
    wrong = 0
    for case, judgement in answers:
        miss = _misses(case, judgement)
        wrong += bool(miss)
        rule = judgement.rule.id if judgement.rule else "none"
        said = "\n".join(judgement.reasons)
        table.add_row(case.id, rule, judgement.verdict.value, escaped(said), miss if case.expect else "")
    out.print(table)
    out.print(
        f"{len(answers)} judged, {sum(bool(c.expect) for c, _ in answers)} say what to expect, {wrong} of them differ."
    )
    out.print(notice(), style="dim")
    raise typer.Exit(UNHEALTHY if wrong else HEALTHY)


def _cases(file: Path) -> list[Case]:
    try:
        if file.stat().st_size > _MOST_BYTES:
            fail(f"{file}: larger than {_MOST_BYTES:,} bytes: split it")
        document = yaml.safe_load(file.read_text("utf-8-sig"))
        return list(cases_from(document))
    except OSError as error:
        fail(f"{file}: {error.strerror or error}")
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        fail(f"{file}: neither YAML nor JSON: {' '.join(str(error).split())}")
    except FactsError as error:
        fail(f"{file}: {error}. The keys that may stand there are those of the rules' schema, section 7.")
    except RuleFileError as error:
        fail(str(error), UNHEALTHY)


def _told(case: Case, judgement: Judgement) -> dict[str, Any]:
    rule = judgement.rule
    return {
        "id": case.id,
        "rule_id": rule.id if rule else None,
        "verdict": judgement.verdict.value,
        "display": NEEDLING_DISPLAY[judgement.verdict].value,
        "requirements": judgement.answers(),
        "reasons": list(judgement.reasons),
        "judged_for": case.as_of.isoformat(),
        "citation": rule.citation if rule else None,
        "confidence": rule.confidence if rule else None,
        "numbers_confidence": rule.numbers_confidence if rule else None,
        "details": [
            {
                "name": one.name, "answer": one.answer, "required": one.required, "found": one.found,
                "probable": one.probable,
            }
            for one in judgement.requirements
        ],
    }  # fmt: skip


def _misses(case: Case, judgement: Judgement) -> str:
    """What differs from the expectation, in words; empty where nothing does."""
    expected, told = case.expect, []
    rule = judgement.rule.id if judgement.rule else None
    if "rule_id" in expected and expected["rule_id"] != rule:
        told.append(f"rule {expected['rule_id']}")
    if "verdict" in expected and expected["verdict"] != judgement.verdict.value:
        told.append(f"verdict {expected['verdict']}")
    answers: dict[str, str] = dict(judgement.answers())
    told += [
        f"{name} {wanted}"
        for name, wanted in (expected.get("requirements") or {}).items()
        if answers.get(name) != wanted
    ]
    return ", ".join(told)


@rules_app.command("show")
def show(
    state: Annotated[str, typer.Argument(help="Two letters of the state, such as MD; a province as CA/AB.")],
    profession: Annotated[Profession | None, typer.Option(help="Only of this profession.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="In force on that day.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Earlier and later periods too.")] = False,
    as_json: Json = False,
) -> None:
    """What a state's rules say, with their citations and how sure we are.

    Example: needleproof rules show MD --profession PT
    """
    day = on.date() if on else today_of(config())
    found = [
        rule
        for rule in _rules_of(state.upper())
        if (profession is None or rule.profession is profession) and (every or applies(rule, day))
    ]
    if as_json:
        for rule in found:
            print_json(_row(rule))
        raise typer.Exit(HEALTHY if found else UNHEALTHY)
    if not found:
        out.print(f"No rule was found for {state.upper()}{f' {profession}' if profession else ''} on {day}.")
        raise typer.Exit(UNHEALTHY)
    for rule in found:
        out.print(f"[bold]{rule.id}[/]  {PROFESSION_NAMES[rule.profession]}: {rule.permission.value}", highlight=False)
        for name, value in _lines(rule):
            out.print(f"  {name}: {escaped(value)}", highlight=False)
    out.print(notice(), style="dim")


def _rules_of(state: str) -> tuple[Rule, ...]:
    country, _, code = state.rpartition("/")
    return rules_for(code, country=country or ("US" if code in jurisdictions("US") else "CA"))


def _lines(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "citation", f"{rule.citation} ({rule.legal_basis}, {rule.text_seen} read, confidence {rule.confidence})"
    yield "in force", f"{rule.effective_from or 'not known since when'} to {rule.effective_to or 'now'}"
    for name, value in rule.requirements.items():
        yield name, str(value)
    for name, value in rule.probable.items():
        yield f"probably {name}", str(value)
    for name, text in rule.alternatives.items():
        yield f"instead of {name}", text
    if rule.scope_limits:
        yield "only", rule.scope_limits
    if rule.unlisted == "unknown":
        yield "beyond this", "the rule was not read to its end"
    for source in rule.sources:
        told = rule_source(source)
        yield "source", f"{told.title}, {told.source_date}{f', {told.url}' if told.url else ''}"


@rules_app.command("lint")
def check() -> None:
    """Whether every rule file keeps to the schema; names file and key of what does not."""
    problems = list(lint())
    for problem in problems:
        out.print(escaped(problem), highlight=False)
    out.print(f"{len(problems)} problems." if problems else "All rule files are in order.")
    raise typer.Exit(UNHEALTHY if problems else HEALTHY)


@rules_app.command("export")
def export(
    to: Annotated[
        Path | None, typer.Option("--out", help="A .csv or .json file; else JSON to standard output.")
    ] = None,
) -> None:
    """All rules with their sources, as JSON or CSV, for others to build on."""
    rows = [
        _row(rule)
        for country in ("US", "CA")
        for code in jurisdictions(country)
        for rule in rules_for(code, country=country)
    ]
    if to is None:
        json.dump({"notice": notice(), "rules": rows}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    if to.suffix not in (".csv", ".json"):
        fail(f"{to}: the name must end in .csv or .json")
    beside = to.with_name(to.name + ".part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        if to.suffix == ".json":
            json.dump({"notice": notice(), "rules": rows}, file, ensure_ascii=False, indent=1)
        else:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    beside.replace(to)
    out.print(f"{len(rows)} rules written to {to}.", highlight=False)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "country": rule.country,
        "jurisdiction": rule.jurisdiction,
        "profession": rule.profession.value,
        "permission": rule.permission.value,
        "legal_basis": rule.legal_basis,
        "citation": rule.citation,
        "effective_from": rule.effective_from,
        "effective_to": rule.effective_to,
        "requirements": _plain(rule.requirements),
        "unlisted": rule.unlisted,
        "probable": _plain(rule.probable),
        "alternatives": dict(rule.alternatives),
        "scope_limits": rule.scope_limits,
        "confidence": rule.confidence,
        "numbers_confidence": rule.numbers_confidence,
        "text_seen": rule.text_seen,
        "read_on": rule.read_on.isoformat() if rule.read_on else None,
        "sources": [
            {"id": one.id, "kind": one.kind, "title": one.title, "url": one.url, "source_date": one.source_date}
            for one in map(rule_source, rule.sources)
        ],
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value
