"""The commands about rules, as a person gives them: worked examples judged, rules shown, checked and exported."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from directory.cli import app
from directory.rules import original_document

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


@pytest.mark.parametrize("place", ["MD", "md", " Md ", "Maryland", "maryland", "US/MD", "us/md"])
def test_a_place_is_found_however_it_is_written(place: str) -> None:
    result = run("rules", "show", place, "--profession", "pt", "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["id"] == "US-MD-PT"


@pytest.mark.parametrize(("place", "country"), [("CA", "US"), ("ca/ab", "CA"), ("AB", "CA"), ("Alberta", "CA")])
def test_provinces_are_no_states(place: str, country: str) -> None:
    told = [json.loads(line) for line in run("rules", "show", place, "--json").output.splitlines()]
    assert {one["country"] for one in told} == {country}


@pytest.mark.parametrize("place", ["ZZ", "Zembla", "", "CA/MD", "../us_md"])
def test_an_unknown_place_is_named_with_those_there_are(place: str) -> None:
    result = run("rules", "show", place)
    assert result.exit_code == 2
    text = " ".join(result.output.split())
    assert "is no jurisdiction of the rule table. There are: AL, AK" in text
    assert "CA/AB" in text


def test_nothing_found_is_no_answer_and_ends_with_one() -> None:
    result = run("rules", "show", "MD", "--profession", "NP")
    assert (result.exit_code, "of a nurse practitioner was found for Maryland" in result.output) == (1, True)
    assert "cannot tell" in result.output
    assert run("rules", "show", "UT", "--profession", "PT", "--on", "1990-01-01").exit_code == 1


def test_what_else_is_known_of_a_rule_is_shown() -> None:
    text = " ".join(run("rules", "show", "MD", "--profession", "PT").output.split())
    assert "pending: proposed amendment of COMAR 10.38.12" in text
    assert "earlier: 1984: board first allowed it" in text
    assert "course_approvers: APTA, APTA Maryland, FSBPT" in text
    assert "read on: 2026-11-20" in text


def test_rule_files_are_in_order() -> None:
    result = run("rules", "lint")
    assert (result.exit_code, result.output.strip()) == (0, "All rule files are in order.")


def test_nothing_was_watched_yet(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path / "none"), "rules", "changed")
    assert (result.exit_code, "No cited page has been watched yet" in result.output) == (0, True)
    assert not (tmp_path / "none").exists()


def test_rules_are_exported_whole(tmp_path: Path) -> None:
    both = {name: tmp_path / f"rules.{name}" for name in ("csv", "json")}
    for path in both.values():
        assert run("rules", "export", "--out", str(path)).exit_code == 0
    whole = json.loads(both["json"].read_text())
    told = whole["rules"]
    rows = list(csv.DictReader(both["csv"].open(newline="")))
    assert [row["id"] for row in rows] == [rule["id"] for rule in told]
    assert json.loads(next(row["requirements"] for row in rows if row["id"] == "US-MD-PT"))["total_hours"] == 80
    assert json.loads(run("rules", "export").output) == whole
    assert run("rules", "export", "--out", str(tmp_path / "rules.txt")).exit_code == 2
    assert run("rules", "export", "--out", str(tmp_path / "none" / "rules.csv")).exit_code == 2
    assert {path.name for path in tmp_path.iterdir()} == {"rules.csv", "rules.json"}


def test_the_export_lacks_nothing_of_the_table() -> None:
    """The document the rules came from can be made of it: history, pending, conflicts, evidence, other and all."""
    whole = json.loads(run("rules", "export").output)
    original = original_document()
    assert {key: whole[key] for key in original if key != "rules"} == {
        k: v for k, v in original.items() if k != "rules"
    }
    for told, rule in zip(whole["rules"], original["rules"], strict=True):
        given = told | {"sources": [source["id"] for source in told["sources"]]}
        assert {key: given[key] for key in rule} == rule
    decided = {rule["id"]: rule["deciding"] for rule in whole["rules"] if rule["deciding"]}
    assert decided["US-NJ-PT"] == {"years_in_state": True}
    assert decided["US-FL-PT"]["alternatives"]["supervised_sessions"]["at_least"] == 25


@pytest.mark.real
def test_the_worked_examples_beside_the_repository() -> None:
    examples = HERE.parent / "shared" / "rules" / "examples.yaml"
    if not examples.exists():
        pytest.skip("the worked examples are not beside this repository (../shared/rules/examples.yaml)")
    result = run("judge", str(examples))
    assert "15 judged, 15 say what to expect, 0 of them differ." in " ".join(result.output.split())
    assert result.exit_code == 0
