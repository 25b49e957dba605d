"""Commands about the states' rules: show them, check their files, and export them for others."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from directory.citations import READ_AGAIN, Changed, changed_for
from directory.cli.application import rules_app
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.rule_sets import changes_seen, day
from directory.normalize.states import STATE_NAMES
from directory.rules import Rule, RuleSet, packaged
from directory.rules.document import original_document
from directory.rules.exporting import exported, row
from directory.rules.linting import lint
from directory.rules.periods import applies
from directory.vocabulary import PROFESSION_NAMES, Profession


@rules_app.command("show")
def show(
    state: Annotated[str, typer.Argument(help="A state, such as MD or Maryland; a province as CA/AB.")],
    profession: Annotated[
        Profession | None, typer.Option(help="Only of this profession.", case_sensitive=False)
    ] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="In force on that day.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Earlier and later periods too.")] = False,
    as_json: Json = False,
) -> None:
    """What a state's rules say, with their citations, how sure we are, and whether a cited page has changed since.

    Example: needleproof rules show MD --profession PT
    """
    rules, when = packaged(), on.date() if on else day()
    country, code = _place(rules, state)
    found = [
        rule
        for rule in rules.rules_for(code, country=country)
        if (profession is None or rule.profession is profession) and (every or applies(rule, when))
    ]
    changes = changes_seen() or {}
    if as_json:
        for rule in found:
            print_json(row(rule, rules) | {"changed_since_read": _told(rule, changes)})
        raise typer.Exit(HEALTHY if found else UNHEALTHY)
    if not found:
        who = f" of a {PROFESSION_NAMES[profession]}" if profession else ""
        out.print(f"No rule{who} was found for {_name(rules, country, code)} on {when}: we cannot tell.")
        raise typer.Exit(UNHEALTHY)
    for rule in found:
        out.print(f"[bold]{rule.id}[/]  {PROFESSION_NAMES[rule.profession]}: {rule.permission.value}", highlight=False)
        for name, value in _lines(rule, rules, changes):
            out.print(f"  {name}: {escaped(value)}", highlight=False)
    out.print(rules.table.notice, style="dim")


def _place(rules: RuleSet, text: str) -> tuple[str, str]:
    """Country and code of a jurisdiction, by its code or name in any case. Stops where there is no such one."""
    wanted, (country, _, code) = text.strip(), text.strip().upper().rpartition("/")
    for one, names in [*rules.table.jurisdictions.items(), *rules.table.not_established.items()]:
        if country in ("", one) and code in names:
            return one, code
    named = {name.casefold(): place for place, name in _names(rules).items()}
    if wanted.casefold() in named:
        return named[wanted.casefold()]
    known = ", ".join(code if country == "US" else f"{country}/{code}" for country, code in rules.table.places())
    fail(f"{text!r} is no jurisdiction of the rule table. There are: {known}")


def _names(rules: RuleSet) -> dict[tuple[str, str], str]:
    places = {(c, code): name for c, names in rules.table.jurisdictions.items() for code, name in names.items()}
    unread = [code for code in rules.table.not_established.get("US", {}) if code in STATE_NAMES]
    return places | {("US", code): STATE_NAMES[code] for code in unread}


def _name(rules: RuleSet, country: str, code: str) -> str:
    return _names(rules).get((country, code), f"{country}/{code}")


def _told(rule: Rule, changes: Mapping[str, Changed]) -> list[dict[str, Any]]:
    return [
        {"source": source, "url": changed.url, "first_seen": on.isoformat()}
        for source, changed, on in changed_for(rule, changes)
    ]


def _lines(rule: Rule, rules: RuleSet, changes: Mapping[str, Changed]) -> Iterator[tuple[str, str]]:
    basis = "a proposal, no law" if rule.law is None else rule.legal_basis
    yield "citation", f"{rule.citation} ({basis}, {rule.text_seen} read, confidence {rule.confidence})"
    yield "in force", f"{rule.effective_from or 'not known since when'} to {rule.effective_to or 'now'}"
    for name, value in rule.requirements.items():
        yield name, _value(value)
    if rule.numbers_confidence:
        yield "confidence in these numbers", rule.numbers_confidence
    for name, value in rule.probable.items():
        yield f"probably {name}", _value(value)
    for name, text in rule.alternatives.items():
        yield f"instead of {name}", text
    if rule.scope_limits:
        yield "only", rule.scope_limits
    if rule.unlisted == "unknown":
        yield "beyond this", "the rule was not read to its end"
    if rule.pending:
        yield "pending", "; ".join(rule.pending[key] for key in ("measure", "effect", "status"))
    for one in rule.history:
        yield "earlier", f"{one['date']}: {one['what']}"
    for one in rule.conflicts:
        yield "a source disagrees", f"{one['says']} ({one['source']}, {one['weight'].replace('_', ' ')})"
    if rule.other:
        yield "notes", rule.other
    changed = {source: on for source, _, on in changed_for(rule, changes)}
    for source in rule.sources:
        told = rules.sources[source]
        again = f", {READ_AGAIN} (first seen on {changed[source]})" if source in changed else ""
        yield "source", f"{told.title}, {told.source_date}{f', {told.url}' if told.url else ''}{again}"
    for source in changed.keys() - set(rule.sources):
        yield "source of a number", f"{rules.sources[source].title}, {READ_AGAIN} (first seen on {changed[source]})"
    if rule.read_on:
        yield "read on", rule.read_on.isoformat()


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(item)}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@rules_app.command("lint")
def check(
    folder: Annotated[Path | None, typer.Argument(help="Another folder of rules; else those of this program.")] = None,
) -> None:
    """Whether every rule file keeps to the schema; names file and key of what does not."""
    problems = list(lint(folder))
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
    """All rules with all that is known of each, as JSON or CSV, for others to build on.

    Example: needleproof rules export --out rules.json
    """
    document = exported(packaged(), original_document(packaged()))
    if to is None:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    if to.suffix not in (".csv", ".json"):
        fail(f"{to}: the name must end in .csv or .json")
    beside = to.with_name(to.name + ".part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            if to.suffix == ".json":
                json.dump(document, file, ensure_ascii=False, indent=1)
            else:
                writer = csv.DictWriter(file, fieldnames=list(document["rules"][0]))
                writer.writeheader()
                writer.writerows({key: _cell(value) for key, value in one.items()} for one in document["rules"])
        beside.replace(to)
    except OSError as error:
        beside.unlink(missing_ok=True)
        fail(f"{to}: {error.strerror or error}")
    out.print(f"{len(document['rules'])} rules written to {to}.", highlight=False)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
