"""The rule files: nothing lost, strictly read, and the right rule for each day."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import rules
from directory.rules import Rule, RuleFileError, UnknownJurisdictionError
from directory.rules.document import canonical_digest
from directory.rules.parsing import parse_jurisdiction
from directory.rules.parsing_table import parse_sources, parse_table
from directory.rules.periods import first_day, last_day, overlap
from directory.vocabulary import Permission, Profession

ROOT = Path(__file__).parents[2]
DATA = ROOT / "directory" / "rules" / "data"
ORIGINAL = ROOT.parent / "shared" / "rules" / "dry_needling.yaml"
needs_original = pytest.mark.skipif(
    not ORIGINAL.is_file(), reason=f"the original table {ORIGINAL} is not on this machine"
)

COUNTRIES = ("US", "CA")
PLACES = [(country, code) for country in COUNTRIES for code in rules.jurisdictions(country)]
RULES = [rule for country, code in PLACES for rule in rules.rules_for(code, country=country)]


# Nothing is lost


def test_rebuilt_document_has_the_recorded_digest() -> None:
    rebuilt = rules.original_document()
    canonical = json.dumps(rebuilt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == rules.packaged().table.original_sha256
    assert canonical_digest(rebuilt) == rules.packaged().table.original_sha256


def test_counts() -> None:
    rebuilt = rules.original_document()
    assert len(rebuilt["rules"]) == len(RULES) == 136
    assert len({(rule.country, rule.jurisdiction) for rule in RULES}) == len(PLACES) == 58
    assert len(rebuilt["sources"]) == len(rules.packaged().sources) == 206


def test_every_file_belongs_to_the_table() -> None:
    expected = {f"{country}_{code}.toml".replace("-", "_").lower() for country, code in PLACES}
    assert {path.name for path in DATA.iterdir()} == expected | {"_table.toml", "_sources.toml"}


@needs_original
def test_rebuilt_document_equals_the_original() -> None:
    yaml = pytest.importorskip("yaml")
    assert rules.original_document() == yaml.safe_load(ORIGINAL.read_text(encoding="utf-8"))


@needs_original
def test_converter_makes_the_packaged_files(tmp_path: Path) -> None:
    script = [sys.executable, str(ROOT / "tools" / "convert_rules.py"), str(ORIGINAL), str(tmp_path)]
    subprocess.run(script, check=True, capture_output=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text(encoding="utf-8") for path in DATA.iterdir()}


def test_importing_reads_no_file_and_the_first_question_reads_each_once() -> None:
    code = (
        "import sys; seen = []\n"
        "sys.addaudithook(lambda event, args: event == 'open' and seen.append(str(args[0])))\n"
        "import directory.rules\n"
        "assert not [name for name in seen if name.endswith('.toml')], seen\n"
        "directory.rules.load_jurisdiction('US', 'MD')\n"
        "directory.rules.load_jurisdiction('US', 'WA')\n"
        "read = [name for name in seen if name.endswith('.toml')]\n"
        "assert len(read) == len(set(read)) == 61, read\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# The checks of SCHEMA.md, section 6 (types and enumerations: the loader refuses, see below)


def test_ids_are_unique() -> None:
    assert [name for name, times in Counter(rule.id for rule in RULES).items() if times > 1] == []


def named_sources(rule: Rule) -> set[str]:
    pending = [rule.pending] if rule.pending else []
    named = {item["source"] for item in (*rule.conflicts, *rule.history, *pending)}
    return named | set(rule.sources) | set(rule.evidence.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_source_named_is_known(rule: Rule) -> None:
    assert rule.sources
    assert named_sources(rule) <= rules.packaged().sources.keys()


def test_compact_sources_are_known() -> None:
    sources: Any = rules.packaged().table.compact["sources"]
    assert set(sources) <= rules.packaged().sources.keys()


def test_no_requirement_on_a_prohibited_entry() -> None:
    assert [r.id for r in RULES if r.permission is Permission.PROHIBITED and r.requirements] == []


def test_at_most_one_open_entry_and_no_overlap() -> None:
    open_entries = Counter((r.country, r.jurisdiction, r.profession) for r in RULES if r.effective_to is None)
    assert max(open_entries.values()) == 1
    assert [
        (one.id, other.id)
        for one in RULES
        for other in rules.rules_for(one.jurisdiction, country=one.country)
        if one.id < other.id and one.profession is other.profession and overlap(one, other)
    ] == []


def test_every_state_has_a_physical_therapist_entry() -> None:
    states = [code for code in rules.jurisdictions() if len(code) == 2 and code != "PR"]
    assert len(states) == 51
    for code in states:
        assert rules.rule_for(code, Profession.PHYSICAL_THERAPIST, rules.table_as_of()), code


def test_no_high_confidence_with_a_downgrading_conflict() -> None:
    high = [rule for rule in RULES if rule.confidence == "high"]
    assert [r.id for r in high if any(c["weight"] == "downgrades" for c in r.conflicts)] == []


def test_every_rule_says_when_it_was_read() -> None:
    assert [rule.id for rule in RULES if rule.read_on is None or rule.read_on > rules.table_as_of()] == []


def test_a_profession_has_rules_or_is_not_established_never_both() -> None:
    for rule in RULES:
        assert not rules.not_established(rule.jurisdiction, rule.profession, country=rule.country), rule.id


# Which rule on which day


OT, AT, PT = Profession.OCCUPATIONAL_THERAPIST, Profession.ATHLETIC_TRAINER, Profession.PHYSICAL_THERAPIST


@pytest.mark.parametrize(
    ("jurisdiction", "profession", "on", "expected"),
    [
        ("CO", OT, date(1990, 1, 1), "US-CO-OT"),
        ("CO", OT, date(2027, 8, 31), "US-CO-OT"),
        ("CO", OT, date(2027, 9, 1), "US-CO-OT-2027"),
        ("CO", OT, date.max, "US-CO-OT-2027"),
        ("MD", AT, date(2023, 9, 30), None),
        ("MD", AT, date(2023, 10, 1), "US-MD-AT-2023"),
        ("MD", AT, date(2026, 1, 18), "US-MD-AT-2023"),
        ("MD", AT, date(2026, 1, 19), "US-MD-AT"),
        ("MD", PT, date(2018, 9, 30), None),
        ("MD", PT, date(2018, 10, 1), "US-MD-PT"),
        ("IL", PT, date(2016, 12, 31), None),
        ("IL", PT, date(2017, 1, 1), "US-IL-PT-2017"),  # the data say "2017"
        ("IL", PT, date(2025, 12, 31), "US-IL-PT-2017"),
        ("IL", PT, date(2026, 1, 1), "US-IL-PT"),
        ("UT", PT, date(2025, 5, 6), "US-UT-PT-2014"),
        ("UT", PT, date(2025, 5, 7), "US-UT-PT"),
        ("OR", PT, date(2025, 8, 6), "US-OR-PT-2017"),
        ("OR", PT, date(2025, 8, 7), "US-OR-PT"),
        ("MD", Profession.NURSE_PRACTITIONER, date(2026, 11, 20), None),
        ("ZZ", PT, date(2026, 11, 20), None),
    ],
)
def test_rule_for_a_day(jurisdiction: str, profession: Profession, on: date, expected: str | None) -> None:
    rule = rules.rule_for(jurisdiction, profession, on)
    assert (rule and rule.id) == expected


def test_countries_are_kept_apart() -> None:
    on = date(2026, 11, 20)
    california = rules.rule_for("CA", PT, on)
    assert california is not None
    assert california.id == "US-CA-PT"
    alberta = rules.rule_for("AB", PT, on, country="CA")
    assert alberta is not None
    assert alberta.country == "CA"
    assert rules.rule_for("AB", PT, on) is None


@given(place=st.sampled_from(PLACES), profession=st.sampled_from(Profession), on=st.dates())
def test_rule_for_never_answers_outside_the_period(place: tuple[str, str], profession: Profession, on: date) -> None:
    country, code = place
    rule = rules.rule_for(code, profession, on, country=country)
    same = [r for r in rules.rules_for(code, country=country) if r.profession is profession]
    if rule is None:
        assert all(on < first_day(r.effective_from) or on > last_day(r.effective_to) for r in same)
    else:
        assert rule in same
        assert first_day(rule.effective_from) <= on <= last_day(rule.effective_to)


@given(rule=st.sampled_from(RULES), shift=st.integers(-1, 1))
def test_rule_for_around_every_boundary(rule: Rule, shift: int) -> None:
    for edge in (first_day(rule.effective_from), last_day(rule.effective_to)):
        if edge in (date.min, date.max):
            continue
        on = edge + timedelta(days=shift)
        inside = first_day(rule.effective_from) <= on <= last_day(rule.effective_to)
        found = rules.rule_for(rule.jurisdiction, rule.profession, on, country=rule.country)
        assert (found == rule) is inside


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        (None, date.min, date.max),
    ],
)
def test_partial_dates(text: str | None, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


# The other questions


def test_not_established() -> None:
    assert rules.not_established("MD", Profession.NURSE_PRACTITIONER)
    assert not rules.not_established("MD", PT)
    assert rules.not_established("ON", PT, country="CA")
    assert not rules.not_established("ON", PT)
    assert not rules.not_established("ZZ", PT)


def test_jurisdictions_in_the_order_of_the_table() -> None:
    assert list(rules.jurisdictions())[:3] == ["AL", "AK", "AZ"]
    assert next(iter(rules.jurisdictions("CA").items())) == ("AB", "Alberta")
    assert dict(rules.jurisdictions("XX")) == {}


def test_sources_notice_and_day() -> None:
    assert rules.rule_source("apta_list").kind == "association"
    assert [source.id for source in rules.packaged().sources.values() if source.url is None]
    assert "not legal advice" in rules.notice()
    assert rules.table_as_of() == date(2026, 11, 20)
    with pytest.raises(KeyError):
        rules.rule_source("nobody")


@pytest.mark.parametrize("code", ["ZZ", "md", "", "../us_md", "MD.toml", "_table", "MD\n"])
def test_unknown_jurisdiction(code: str) -> None:
    with pytest.raises(UnknownJurisdictionError):
        rules.load_jurisdiction("US", code)
    assert rules.rules_for(code) == ()


def test_rules_cannot_be_changed() -> None:
    rule = rules.load_jurisdiction("US", "MD").rules[0]
    requirements: Any = rule.requirements
    with pytest.raises(TypeError):
        requirements["total_hours"] = 0
    assert isinstance(rule.requirements["course_approvers"], tuple)
    assert hash(rule) == hash(rules.load_jurisdiction("US", "MD").rules[0])


# What the loader refuses

GOOD = """
country = "XX"
jurisdiction = "YY"
name = "Somewhere"
not_established = ["NP"]

[[rule]]
id = "XX-YY-PT"
profession = "PT"
permission = "permitted"
legal_basis = "statute"
citation = "Code 1-2-3"
effective_from = "2020-01-01"
unlisted = "unknown"
text_seen = "full"
confidence = "high"
sources = ["one"]
read_on = 2026-11-20
evidence = { total_hours = "one" }
history = [{ date = "before 2019", what = "other hours", source = "one" }]
conflicts = [{ source = "two", says = "no", weight = "recorded_only" }]

[rule.requirements]
total_hours = 50
written_exam = true
course_approvers = ["A"]
board_registration = "none"
interim_practice = { hours_before_first_use = 25 }

[[rule]]
id = "XX-YY-PT-2010"
profession = "PT"
permission = "prohibited"
legal_basis = "statute"
citation = "Code 1-2"
effective_to = "2019"
unlisted = "unknown"
text_seen = "full"
confidence = "low"
sources = ["one"]
read_on = 2026-11-20
"""


def test_the_unspoiled_text_is_read() -> None:
    place = parse_jurisdiction(GOOD, "xx_yy.toml")
    assert [rule.id for rule in place.rules] == ["XX-YY-PT", "XX-YY-PT-2010"]
    assert place.rules[1].requirements == {}


SPOILED = {
    "syntax": ('name = "Somewhere"', "name = Somewhere", "(syntax)"),
    "unknown key at the top": ('name = "Somewhere"', 'name = "S"\nnick = "S"', "nick"),
    "no country": ('country = "XX"', "", "country"),
    "unknown profession in not_established": ('["NP"]', '["DC"]', "not_established"),
    "profession twice in not_established": ('["NP"]', '["NP", "NP"]', "not_established"),
    "unknown rule field": ('citation = "Code 1-2-3"', 'citation = "C"\ncite = "C"', "XX-YY-PT.cite"),
    "country in the row": ('citation = "Code 1-2-3"', 'citation = "C"\ncountry = "XX"', "XX-YY-PT.country"),
    "unknown profession": ('profession = "PT"', 'profession = "DC"', "XX-YY-PT.profession"),
    "unknown permission": ('"permitted"', '"allowed"', "XX-YY-PT.permission"),
    "unknown legal basis": ('legal_basis = "statute"', 'legal_basis = "law"', "XX-YY-PT.legal_basis"),
    "unknown word for unlisted": ('unlisted = "unknown"', 'unlisted = "maybe"', "XX-YY-PT.unlisted"),
    "unknown extent": ('text_seen = "full"', 'text_seen = "most"', "XX-YY-PT.text_seen"),
    "unknown confidence": ('"high"', '"sure"', "XX-YY-PT.confidence"),
    "no citation": ('citation = "Code 1-2-3"', "", "XX-YY-PT.citation"),
    "blank citation": ('"Code 1-2-3"', '" "', "XX-YY-PT.citation"),
    "no sources": ('sources = ["one"]', "", "XX-YY-PT.sources"),
    "empty sources": ('sources = ["one"]', "sources = []", "XX-YY-PT.sources"),
    "no id": ('id = "XX-YY-PT"\n', "", "rule[0].id"),
    "foreign id": ('id = "XX-YY-PT"\n', 'id = "XX-ZZ-PT"\n', "XX-ZZ-PT.id"),
    "id twice": ('id = "XX-YY-PT-2010"', 'id = "XX-YY-PT"', "XX-YY-PT.id"),
    "date not a date": ('"2020-01-01"', '"2020-02-30"', "XX-YY-PT.effective_from"),
    "date in words": ('"2020-01-01"', '"after 2019"', "XX-YY-PT.effective_from"),
    "TOML date for a period": ('"2020-01-01"', "2020-01-01", "XX-YY-PT.effective_from"),
    "period backwards": ('"2020-01-01"', '"2020-01-01"\neffective_to = "2019"', "XX-YY-PT.effective_to"),
    "overlap by a day": ('"2020-01-01"', '"2019-12-31"', "XX-YY-PT-2010.effective_from"),
    "two open entries": ('effective_to = "2019"', "", "XX-YY-PT-2010.effective_from"),
    "not read": ("read_on = 2026-11-20", "", "XX-YY-PT.read_on"),
    "read on a text": ("read_on = 2026-11-20", 'read_on = "2026-11-20"', "XX-YY-PT.read_on"),
    "unknown requirement": ("total_hours = 50", "hours = 50", "XX-YY-PT.requirements.hours"),
    "hours as text": ("total_hours = 50", 'total_hours = "50"', "XX-YY-PT.requirements.total_hours"),
    "hours as flag": ("total_hours = 50", "total_hours = true", "XX-YY-PT.requirements.total_hours"),
    "negative hours": ("total_hours = 50", "total_hours = -1", "XX-YY-PT.requirements.total_hours"),
    "flag as number": ("written_exam = true", "written_exam = 1", "XX-YY-PT.requirements.written_exam"),
    "no approver": ('approvers = ["A"]', "approvers = []", "XX-YY-PT.requirements.course_approvers"),
    "unknown registration": ('"none"', '"some"', "XX-YY-PT.requirements.board_registration"),
    "unknown interim key": ("hours_before", "hours_after", "XX-YY-PT.requirements.interim_practice"),
    "requirements on a prohibited entry": ('"permitted"', '"prohibited"', "XX-YY-PT.requirements"),
    "evidence for nothing": ("{ total_hours =", "{ hours =", "XX-YY-PT.evidence.hours"),
    "history without source": (', source = "one" }', " }", "XX-YY-PT.history[0].source"),
    "unknown weight": ('"recorded_only"', '"heavy"', "XX-YY-PT.conflicts[0].weight"),
    "high with a downgrade": ('"recorded_only"', '"downgrades"', "XX-YY-PT.confidence"),
    "unknown conflict key": ('says = "no"', 'says = "no", by = "x"', "XX-YY-PT.conflicts[0].by"),
    "probable and required": (
        "[rule.requirements]",
        "[rule.probable]\nwritten_exam = true\n[rule.requirements]",
        "XX-YY-PT.probable.written_exam",
    ),
}


@pytest.mark.parametrize(("good", "bad", "key"), SPOILED.values(), ids=SPOILED.keys())
def test_spoiled_rule_file_is_refused(good: str, bad: str, key: str) -> None:
    assert good in GOOD
    with pytest.raises(RuleFileError) as refused:
        parse_jurisdiction(GOOD.replace(good, bad, 1), "xx_yy.toml")
    assert (refused.value.file, refused.value.key) == ("xx_yy.toml", key)
    assert str(refused.value).startswith(f"xx_yy.toml: {key}: ")


SOURCE = '[one]\nkind = "court"\ntitle = "T"\nsource_date = "undated"\nseen = "part"\n'


@pytest.mark.parametrize(
    ("good", "bad", "key"),
    [
        ('"court"', '"rumour"', "one.kind"),
        ('title = "T"', "", "one.title"),
        ('"part"', '"some"', "one.seen"),
        ('title = "T"', 'title = "T"\nlink = "x"', "one.link"),
        ('title = "T"', 'title = "T"\nurl = ""', "one.url"),
    ],
)
def test_spoiled_source_is_refused(good: str, bad: str, key: str) -> None:
    assert parse_sources(SOURCE, "s.toml")["one"].url is None
    with pytest.raises(RuleFileError) as refused:
        parse_sources(SOURCE.replace(good, bad), "s.toml")
    assert (refused.value.file, refused.value.key) == ("s.toml", key)


@pytest.mark.parametrize(
    ("good", "bad", "key"),
    [
        ("schema_version = 1", 'schema_version = "1"', "schema_version"),
        ('as_of = "2026-11-20"', 'as_of = "2026-11"', "as_of"),
        ("notice = ", "note = ", "notice"),
        ("schema_version = 1", "schema_version = 1\nversion = 2", "version"),
        ('\nPT = "phys', '\nDC = "phys', "professions.DC"),
    ],
)
def test_spoiled_table_is_refused(good: str, bad: str, key: str) -> None:
    text = (DATA / "_table.toml").read_text(encoding="utf-8")
    assert good in text
    with pytest.raises(RuleFileError) as refused:
        parse_table(text.replace(good, bad, 1), "_table.toml")
    assert (refused.value.file, refused.value.key) == ("_table.toml", key)
