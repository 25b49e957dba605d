"""The command that judges facts which somebody worked out."""

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.table import Table

from directory.cli.application import app
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.rules import notice
from directory.rules.judging import FactsError, Judgement
from directory.rules.judging.cases import Case, cases_from, judged_case
from directory.vocabulary import NEEDLING_DISPLAY

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
