"""What changed between two rule sets, and who would be judged otherwise: over the sample world."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from directory.cli import app
from directory.rules import RuleSet, load_rules, loading, packaged
from directory.rules.differing import differences
from directory.rules.judging import facts_from, judge
from directory.store.database import connect
from directory.store.tables import Verification
from directory.turned import turning
from directory.verification.known_facts import as_told
from directory.verification.model import good_on
from directory.vocabulary import Need, Permission, Profession, RuleVerdict
from tests.directory.conftest import TODAY, Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(loading.FOLDER / "data", tmp_path / "rules" / "data")
    shutil.copy(loading.FOLDER / "deciding.toml", tmp_path / "rules")
    return tmp_path / "rules"


def rewritten(folder: Path, name: str, *changes: tuple[str, str]) -> RuleSet:
    file = folder / name
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    return load_rules(folder)


def silenced(folder: Path, state: str, profession: Profession) -> RuleSet:
    """The rules, but that one is silent."""
    rule = packaged().rule_for(state, profession, TODAY)
    assert rule is not None
    file = folder / "data" / f"us_{state.lower()}.toml"
    head = rf'(id = "{rule.id}"\nprofession = "[A-Z_]+"\npermission = )"[a-z-]+"'
    text, times = re.subn(head, r'\1"silent"', file.read_text("utf-8"))
    assert times == 1
    file.write_text(text, "utf-8")
    return load_rules(folder)


# --- the rules --------------------------------------------------------------------------------------------------------


def test_the_same_rules_differ_in_nothing(folder: Path) -> None:
    assert list(differences(load_rules(folder), packaged())) == []


def test_fields_are_told_one_by_one(folder: Path) -> None:
    old = rewritten(
        folder, "data/us_md.toml", ("practical_hours = 40", "practical_hours = 20"), ("instructor_years_dn = 5\n", "")
    )
    old = rewritten(folder, "deciding.toml", ("at_least = 25", "at_least = 50"))
    found = {one.id: one for one in differences(old, packaged())}
    assert found.keys() == {"US-MD-PT", "US-FL-PT"}
    assert found["US-MD-PT"].fields == {
        "requirements.practical_hours": (20, 40), "requirements.instructor_years_dn": (None, 5),
    }  # fmt: skip
    ((name, (was, now)),) = found["US-FL-PT"].fields.items()
    assert name == "deciding.alternatives.supervised_sessions"
    assert (was["at_least"], now["at_least"]) == (50, 25)


def test_rules_sources_and_the_table_come_and_go(folder: Path) -> None:
    text = (folder / "data" / "us_wy.toml").read_text("utf-8")
    (folder / "data" / "us_wy.toml").write_text(text[: text.index("[[rule]]")], "utf-8")
    gone = '[gone]\nkind = "news"\ntitle = "T"\nsource_date = "2020"\nseen = "full"\n\n'
    rewritten(folder, "data/_sources.toml", ("[apta_list]", f"{gone}[apta_list]"))
    old = rewritten(folder, "data/_table.toml", ("Working table", "A working table"))
    forth = {(one.of, one.id): one.what for one in differences(old, packaged())}
    back = {(one.of, one.id): one.what for one in differences(packaged(), old)}
    rules = {("rule", rule.id) for rule in packaged().rules_for("WY")}
    others: Mapping[tuple[str, str], str] = {("source", "gone"): "removed", ("table", "table"): "changed"}
    assert forth == dict.fromkeys(rules, "added") | others
    assert back == dict.fromkeys(rules, "removed") | others | {("source", "gone"): "added"}


# --- the people -------------------------------------------------------------------------------------------------------


def rows_of(session: Session, on: date) -> Counter[tuple[str, Profession]]:
    """How many findings there are that still count, by state and profession with a permitting rule."""
    rows = session.exec(select(Verification).where(Verification.need == Need.NEEDLING_RULE)).all()
    found = Counter(
        (row.jurisdiction, Profession(row.profession))
        for row in rows
        if row.jurisdiction and row.profession and good_on(row.good_until, on)
    )
    rules = {key: packaged().rule_for(*key, on) for key in found}
    return Counter({k: n for k, n in found.items() if (r := rules[k]) and r.permission is Permission.PERMITTED})


def test_everybody_under_a_changed_rule_is_named_and_nobody_else(today: Store, folder: Path) -> None:
    with today.session() as session:
        (place, number), *_ = rows_of(session, TODAY).most_common()
        new = silenced(folder, *place)
        found = turning(session, packaged(), new, TODAY)
        back = turning(session, new, packaged(), TODAY)
        same = turning(session, packaged(), packaged(), TODAY)
    assert number > 0
    assert len(found.turned) == number
    assert {(one.jurisdiction, one.profession, one.new) for one in found.turned} == {(*place, RuleVerdict.SILENT)}
    assert sum(found.counts.values()) == number
    assert [asdict(one) | {"reasons": ()} for one in back.turned] == [
        asdict(one)
        | {"reasons": (), "old": one.new, "new": one.old, "old_rule": one.new_rule, "new_rule": one.old_rule}
        for one in found.turned
    ]
    assert same.turned == []
    assert same.judged == found.judged > number


def test_the_packaged_rules_give_the_verdicts_that_are_published(today: Store) -> None:
    """What is stored of the facts is enough to judge by: else this command would tell of nobody real."""
    with today.session() as session:
        rows = session.exec(select(Verification).where(Verification.need == Need.NEEDLING_RULE)).all()
        assert rows
        for row in rows:
            assert row.jurisdiction
            rule = packaged().rule_for(row.jurisdiction, Profession(row.profession or ""), TODAY)
            found = judge(rule, facts_from(row.details["facts"]), state=row.jurisdiction, as_of=TODAY)
            assert found.verdict.value == row.verdict


def test_what_was_checked_too_long_ago_is_counted_apart(today: Store, folder: Path) -> None:
    later = date(2028, 1, 1)
    with today.session() as session:
        (place, _), *_ = rows_of(session, TODAY).most_common()
        found = turning(session, packaged(), silenced(folder, *place), later)
    assert found.stale > 0
    assert found.judged + found.stale > len(found.turned)


# --- the command ------------------------------------------------------------------------------------------------------


def diff(data: Path, *args: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), "--today", TODAY.isoformat(), "rules", "diff", *args])


def test_the_command_tells_both(day_two: Path, folder: Path) -> None:
    engine = connect(f"sqlite:///{day_two / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        (place, number), *_ = rows_of(session, TODAY).most_common()
    new = silenced(folder, *place)
    told = diff(day_two, "current", str(folder))
    assert told.exit_code == 0, told.output
    text = " ".join(told.output.split())
    rule = packaged().rule_for(*place, TODAY)
    assert rule is not None
    assert f"{rule.id} rule changed permission: permitted → silent 1 rule changed." in text
    assert f"{number} would be another verdict." in text
    assert "--names tells who they are" in text
    named = diff(day_two, "current", str(folder), "--names", "--json")
    document = json.loads(named.output)
    assert document["new"] == new.version
    assert len(document["database"]["practitioners"]) == number
    assert sum(one["findings"] for one in document["database"]["changed"]) == number
    assert json.loads(diff(day_two, "current", str(folder), "--json").output)["database"]["practitioners"] is None


def test_without_a_database_only_the_rules_are_compared(tmp_path: Path, folder: Path) -> None:
    rewritten(folder, "data/us_md.toml", ("practical_hours = 40", "practical_hours = 20"))
    told = diff(tmp_path / "nothing", str(folder))
    assert told.exit_code == 0
    assert "requirements.practical_hours: 20 → 40" in told.output
    assert "There is no database" in told.output
    assert not (tmp_path / "nothing").exists()
    assert json.loads(diff(tmp_path / "nothing", str(folder), "--json").output)["database"] is None


def test_a_folder_that_is_not_in_order_is_refused(tmp_path: Path, folder: Path) -> None:
    (folder / "data" / "us_md.toml").write_text("country = 1", "utf-8")
    told = diff(tmp_path, str(folder))
    assert (told.exit_code, "us_md.toml: country" in told.output) == (2, True)
    assert diff(tmp_path, str(tmp_path / "nowhere")).exit_code == 2


@pytest.mark.parametrize("approved", [[], ["MD"], None])
def test_facts_are_stored_as_they_are_known(approved: list[str] | None) -> None:
    course = {"name": "Needling", **({} if approved is None else {"board_approved_in": approved})}
    facts = facts_from({"profession": "PT", "licences": [], "trainings": [course], "training_record_complete": True})
    assert facts_from(json.loads(json.dumps(as_told(facts)))) == facts
