"""A folder of rules as one value: read whole or refused with file and key, by `rules lint` and at start-up alike."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from directory.cli import app
from directory.rules import RuleFileError, load_rules, loading, packaged, rule_for
from directory.rules.linting import lint
from directory.vocabulary import Profession

PT = Profession.PHYSICAL_THERAPIST
DAY = date(2026, 11, 20)
MD, DECIDING, SOURCES, TABLE = "data/us_md.toml", "deciding.toml", "data/_sources.toml", "data/_table.toml"
OVERLAP = """
[[rule]]
id = "US-UT-PT-2020"
profession = "PT"
permission = "permitted"
legal_basis = "statute"
citation = "Code 1-2-3"
effective_from = "2020"
unlisted = "unknown"
text_seen = "full"
confidence = "high"
sources = ["mlaw"]
read_on = 2026-11-20
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "rules"
    shutil.copytree(loading.FOLDER / "data", copied / "data")
    shutil.copy(loading.FOLDER / DECIDING, copied)
    return copied


# file, what stands there, what is put instead ("" as the first: at the end), key that is named (another file with it)
SPOILED = {
    "unknown field": (MD, "citation =", 'legal_force = "strong"\ncitation =', "US-MD-PT.legal_force: unknown"),
    "unknown requirement": (MD, "practical_hours = 40", "practice = 40", "US-MD-PT.requirements.practice:"),
    "overlapping periods": ("data/us_ut.toml", "", OVERLAP, "US-UT-PT-2020.effective_from: period overlaps"),
    "no source": (MD, "sources = [", "sorces = [", "US-MD-PT.sources:"),
    "unknown source": (MD, "sources = [", 'sources = ["nobody", ', "US-MD-PT.sources: 'nobody' is no source"),
    "impossible hours": (MD, "practical_hours = 40", "practical_hours = -40", "US-MD-PT.requirements.practi"),
    "too many hours": (MD, "practical_hours = 40", "practical_hours = 40000", "US-MD-PT.requirements.pract"),
    "impossible day": (MD, '"2018-10-01"', '"2018-10-41"', "US-MD-PT.effective_from:"),
    "read tomorrow": (MD, "read_on = 2026-11-20", "read_on = 2027-11-20", "US-MD-PT.read_on: lies after"),
    "wrong id": (MD, 'id = "US-MD-PT"', 'id = "US-MD-PTA"', "US-MD-PTA.id:"),
    "another name": (MD, 'name = "Maryland"', 'name = "Marylend"', "name: _table.toml calls it 'Maryland'"),
    "no TOML": (MD, "country =", "country", "(syntax):"),
    "a list as a word": (MD, 'permission = "permitted"', 'permission = [["x"]]', "US-MD-PT.permission:"),
    "unknown rule": (DECIDING, "[US-NJ-PT]", "[US-NJ-PTX]", "US-NJ-PTX: is no rule"),
    "unknown key": (DECIDING, "years_in_state", "years_in_place", "US-NJ-PT.years_in_place: unknown"),
    "unknown fact": (DECIDING, '"prelicensure_training"', '"good_looks"',
                     "US-TN-PT.alternatives.years_licensed_before.fact: 'good_looks' is no key"),
    "fact asked wrongly": (DECIDING, "at_least = 25", "is = true",
                           "US-FL-PT.alternatives.supervised_sessions: sessions_as_licensed"),
    "impossible region": (DECIDING, '"hand", "wrist"', '"hand", "wirst"', "US-MD-OT.scope.only: 'wirst'"),
    "region twice": (DECIDING, 'never = ["ear"]', 'never = ["ear", "ear"]', "US-AL-CHIRO.scope.never: 'ear'"),
    "field not asked": (DECIDING, "US-KS-PT.alternatives.board_approved_course", "US-KS-PT.alternatives.cpr",
                        "US-KS-PT.alternatives.cpr: the rule does not ask"),
    "impossible number": (DECIDING, "hours_up_to = 125", "hours_up_to = 0",
                          "US-NV-PT.alternatives.total_hours.entry_level_hours_up_to: 0"),
    "source of no kind": (SOURCES, 'kind = "association"', 'kind = "rumor"', "apta_list.kind:"),
    "place without a file": (TABLE, 'MD = "Mary', 'ZZ = "Z"\nMD = "Mary', "us_zz.toml: (whole file): is missing"),
    "file without a place": (TABLE, 'MD = "Maryland"\n', "", "us_md.toml: (whole file): belongs to no jurisdiction"),
}  # fmt: skip


def told(file: str, named: str) -> str:
    return named if ".toml: " in named else f"{Path(file).name}: {named}"


def spoiled(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def test_a_copy_of_the_rules_is_the_same_rules(folder: Path) -> None:
    copy = load_rules(folder)
    assert list(copy) == list(packaged())
    assert copy.version == packaged().version
    assert list(lint(folder)) == []
    for rule in packaged():
        assert copy.rule_for("MD", rule.profession, DAY) == rule_for("MD", rule.profession, DAY)


def test_files_may_stand_beside_each_other(folder: Path) -> None:
    shutil.move(folder / DECIDING, folder / "data")
    assert list(load_rules(folder / "data")) == list(packaged())


def test_two_rule_sets_do_not_mix(folder: Path) -> None:
    spoiled(folder, MD, "practical_hours = 40", "practical_hours = 20")
    spoiled(folder, DECIDING, "at_least = 25", "at_least = 50")
    other = load_rules(folder)
    theirs, ours = other.rule_for("MD", PT, DAY), packaged().rule_for("MD", PT, DAY)
    assert theirs is not None
    assert ours is not None
    assert (theirs.requirements["practical_hours"], ours.requirements["practical_hours"]) == (20, 40)
    found = [
        rules.by_id()["US-FL-PT"].deciding.alternatives["supervised_sessions"].at_least for rules in (other, packaged())
    ]
    assert found == [50, 25]
    assert other.version != packaged().version


@pytest.mark.parametrize(("file", "old", "new", "named"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_folder_is_refused_with_file_and_key(folder: Path, file: str, old: str, new: str, named: str) -> None:
    spoiled(folder, file, old, new)
    problems = list(lint(folder))
    named = told(file, named)
    assert problems[0].startswith(named), problems
    with pytest.raises(RuleFileError) as refused:
        load_rules(folder)
    assert str(refused.value) == problems[0]
    result = CliRunner().invoke(app, ["rules", "lint", str(folder)])
    assert (result.exit_code, named in result.output) == (1, True)


@pytest.mark.parametrize("name", ["data/_table.toml", "data/_sources.toml", DECIDING, MD])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert any(problem.startswith(f"{Path(name).name}: (whole file): is missing") for problem in lint(folder))


@pytest.mark.parametrize(
    ("body", "named"),
    [(b"\xff\xfe", "is not UTF-8"), (b"#" * 5_000_001, "is larger than"), (b"[a.a]\n" * 2, "(syntax)")],
)
def test_hostile_files_are_refused(folder: Path, body: bytes, named: str) -> None:
    (folder / MD).write_bytes(body)
    assert any(problem.startswith("us_md.toml") and named in problem for problem in lint(folder))


def test_every_problem_is_told(folder: Path) -> None:
    for name in ("unknown field", "impossible region", "source of no kind"):
        spoiled(folder, *SPOILED[name][:3])
    assert {problem.partition(":")[0] for problem in lint(folder)} == {"us_md.toml", DECIDING, "_sources.toml"}


def test_no_folder_is_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "lint", str(tmp_path / "nothing")])
    assert (result.exit_code, "cannot be read" in result.output) == (1, True)


# --- start-up ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def starting_from(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Makes the rules of a folder those of the program, not yet read."""

    def start(folder: Path) -> None:
        monkeypatch.setattr(loading, "FOLDER", folder)
        packaged.cache_clear()

    yield start
    packaged.cache_clear()


BROKEN = ("unknown field", "overlapping periods", "unknown source", "impossible hours", "unknown rule", "unknown fact")
STARTS = (
    ("publish",),
    ("refresh",),
    ("crawl", "wa_doh"),
    ("rules", "show", "WA"),
    ("rules", "export"),
    ("judge", "CASES"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_nothing_starts_with_rules_that_are_not_in_order(
    name: str, folder: Path, tmp_path: Path, starting_from: Callable[[Path], None]
) -> None:
    spoiled(folder, *SPOILED[name][:3])
    starting_from(folder)
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "cases: [{id: E1, patient_state: WA, as_of: '2026-11-20', practitioner: {profession: PT, licences: []}}]"
    )
    for start in STARTS:
        args = [str(cases) if word == "CASES" else word for word in start]
        result = CliRunner().invoke(app, ["--data", str(tmp_path / "data"), *args])
        assert result.exit_code == 1, start
        assert told(SPOILED[name][0], SPOILED[name][3]) in " ".join(result.output.split()), start
        assert isinstance(result.exception, SystemExit), start
    assert not list((tmp_path / "data").glob("*.db"))


def test_what_needs_no_rules_still_works(folder: Path, tmp_path: Path, starting_from: Callable[[Path], None]) -> None:
    spoiled(folder, *SPOILED["unknown field"][:3])
    starting_from(folder)
    assert CliRunner().invoke(app, ["--data", str(tmp_path / "data"), "db", "upgrade"]).exit_code == 0
    assert CliRunner().invoke(app, ["--version"]).exit_code == 0
