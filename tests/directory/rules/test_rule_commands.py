"""The commands about rules, as a person gives them: worked examples judged, rules shown, checked and exported."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from directory.cli import app

HERE = Path(__file__).parents[3]
CASE = """
cases:
- id: E1
  patient_state: MD
  as_of: '2026-11-20'
  practitioner:
    profession: PT
    licences:
    - {state: MD, since: '2018-01-01', kind: licence, status: active}
    trainings:
    - name: Example course
      theory: {in_person: 45, live_online: 0, recorded: 0}
      practical: {in_person: 27, online: 0}
      completed: '2020-02-02'
    training_record_complete: true
"""


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(CASE)
    return path


def test_judged_as_json(file: Path) -> None:
    result = run("judge", str(file), "--json")
    assert result.exit_code == 0
    (told,) = json.loads(result.output)
    assert (told["id"], told["rule_id"], told["verdict"], told["display"]) == ("E1", "US-MD-PT", "not_met", "may_not")
    assert told["requirements"]["practical_hours"] == "not_met"
    assert told["requirements"]["board_registration"] == "cannot_tell"
    assert "practical_hours: not met; required: 40; known: 27 hours that count" in told["reasons"]
    assert (told["citation"], told["confidence"]) == ("COMAR 10.38.12", "high")


def test_json_is_read_too(file: Path) -> None:
    file.write_text(json.dumps(yaml.safe_load(CASE)))
    assert json.loads(run("judge", str(file), "--json").output)[0]["verdict"] == "not_met"


@pytest.mark.parametrize(("verdict", "code"), [("not_met", 0), ("met", 1)])
def test_an_expectation_that_fails_ends_with_one(file: Path, verdict: str, code: int) -> None:
    file.write_text(f"{CASE}  expect: {{rule_id: US-MD-PT, verdict: {verdict}}}\n")
    result = run("judge", str(file))
    assert result.exit_code == code
    assert f"1 say what to expect, {code} of them differ" in result.output


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (CASE.replace("name: Example", "title: Example"), "E1.practitioner.trainings[0]"),
        (CASE.replace("patient_state: MD", "patient_state: XX"), "'XX' is no jurisdiction"),
        (CASE.replace("  as_of: '2026-11-20'\n", ""), "E1.as_of: is missing"),
        ("cases: [", "neither YAML nor JSON"),
        ("a: &a [*a]", "is no key of a facts file"),
        ("cases: !!python/object:os.system {}", "neither YAML nor JSON"),
        ("", "a list of cases is needed"),
    ],
)
def test_bad_facts_are_named_with_their_file(file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    result = run("judge", str(file), "--json")
    assert result.exit_code == 2
    told = " ".join(result.output.split())
    assert problem in told
    assert file.name in told


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run("judge", str(tmp_path / "nothing.yaml"))
    assert (result.exit_code, "nothing.yaml" in result.output) == (2, True)


def test_a_states_rule_is_shown_with_its_citation() -> None:
    result = run("rules", "show", "MD", "--profession", "PT")
    assert result.exit_code == 0
    assert "COMAR 10.38.12" in result.output
    assert "practical_hours: 40" in result.output
    assert "not legal advice" in " ".join(result.output.split())


def test_periods_are_shown_by_day() -> None:
    told = {
        day: [json.loads(line)["id"] for line in run("rules", "show", "UT", "--on", day, "--json").output.splitlines()]
        for day in ("2020-01-01", "2026-11-20")
    }
    assert "US-UT-PT-2014" in told["2020-01-01"]
    assert "US-UT-PT" in told["2026-11-20"]


def test_nothing_found_ends_with_one() -> None:
    assert run("rules", "show", "ZZ").exit_code == 1


def test_rule_files_are_in_order() -> None:
    result = run("rules", "lint")
    assert (result.exit_code, result.output.strip()) == (0, "All rule files are in order.")


def test_rules_are_exported_whole(tmp_path: Path) -> None:
    both = {name: tmp_path / f"rules.{name}" for name in ("csv", "json")}
    for path in both.values():
        assert run("rules", "export", "--out", str(path)).exit_code == 0
    told = json.loads(both["json"].read_text())["rules"]
    rows = list(csv.DictReader(both["csv"].open(newline="")))
    assert [row["id"] for row in rows] == [rule["id"] for rule in told]
    assert json.loads(next(row["requirements"] for row in rows if row["id"] == "US-MD-PT"))["total_hours"] == 80
    assert json.loads(run("rules", "export").output)["rules"] == told
    assert run("rules", "export", "--out", str(tmp_path / "rules.txt")).exit_code == 2


@pytest.mark.real
def test_the_worked_examples_beside_the_repository() -> None:
    examples = HERE.parent / "shared" / "rules" / "examples.yaml"
    if not examples.exists():
        pytest.skip("the worked examples are not beside this repository (../shared/rules/examples.yaml)")
    result = run("judge", str(examples))
    assert "15 judged, 15 say what to expect, 0 of them differ." in " ".join(result.output.split())
    assert result.exit_code == 0
