"""What the pages of states say equals the rules, for every place, profession and day; and can be read."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from directory import rules, wording
from directory.citations import Changed
from directory.rules import Rule
from directory.rules.titles import without_path
from directory.state_rules import COLUMNS, StateRule, fills, overview, state_card
from directory.vocabulary import PROFESSION_NAMES, Permission, Profession
from tests.directory.test_reading_grade import HIGHEST, grade

TODAY = date(2026, 11, 20)
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CODES = tuple(rules.jurisdictions())
ANSWERS = {
    Permission.PERMITTED: ("permitted", "Yes"),
    Permission.PROHIBITED: ("not permitted", "No."),
    Permission.SILENT: ("silent", "The rules do not say."),
    Permission.UNCLEAR: ("unclear", "We cannot tell."),
    Permission.DELEGATED_ORDER: ("on order", "Only on a physician's order."),
    None: ("nothing found", "We cannot tell."),
}


def everything() -> Iterator[tuple[str, StateRule]]:
    for code in CODES:
        yield from ((code, row) for row in state_card(code, TODAY).rows)


def row_of(code: str, profession: Profession, on: date = TODAY) -> StateRule:
    return next(row for row in state_card(code, on).rows if row.profession is profession)


def test_every_rule_in_force_is_told_as_it_is() -> None:
    told = {(code, row.profession): row for code, row in everything()}
    held = {(code, one): rules.rule_for(code, one, TODAY) for code in CODES for one in Profession}
    assert {pair for pair, rule in held.items() if rule} <= set(told)
    for (code, profession), row in told.items():
        rule = held[code, profession]
        word, answer = ANSWERS[rule.permission if rule else None]
        assert row.rule is rule
        assert row.word.text == word
        assert row.answer.startswith(answer), (code, profession)
        assert PROFESSION_NAMES[profession] in row.question
        assert rules.jurisdictions()[code] in row.question
        if rule is not None:
            check_facts(row, rule)


def check_facts(row: StateRule, rule: Rule) -> None:
    hours = rule.requirements.get("total_hours", rule.requirements.get("dn_specific_hours"))
    assert (row.hours or "").split(" ")[0] == ("" if hours is None else str(hours))
    if hours and rule.permission is Permission.PERMITTED:
        assert f"{hours} hour" in row.answer
    assert row.citation == (rule.law or "Only a proposal found")
    lines = "\n".join(row.lines)
    assert (f"Rule: {rule.law}" in lines) == (rule.law is not None)
    assert f"We last read its sources on {wording.day(rule.read_on)}" in lines
    assert row.sure == {"high": "quite sure", "medium": "fairly sure", "low": "not sure"}[rule.confidence]
    assert len(row.sources) == len(rule.sources)
    for text in (rule.scope_limits, *rule.alternatives.values()):
        assert text is None or text in lines
    assert bool(row.asks) == bool(rule.requirements)


@pytest.mark.parametrize("code", CODES)
def test_questions_and_answers_can_be_read(code: str) -> None:
    where = rules.jurisdictions()[code]
    for row in state_card(code, TODAY).rows:
        said = f"{row.question.replace(where, 'Maine').replace(PROFESSION_NAMES[row.profession], 'nurse')} {row.answer}"
        assert grade(said) <= HIGHEST, said


def test_maryland_as_a_patient_reads_it() -> None:
    row = row_of("MD", Profession.PHYSICAL_THERAPIST)
    assert f"{row.question} {row.answer}" == (
        "May a physical therapist needle in Maryland? Yes, after 80 hours of training."
    )
    assert row_of("MD", Profession.PHYSICAL_THERAPIST_ASSISTANT).answer == "No. The rule does not allow it."


def test_a_bill_is_never_shown_as_the_rule() -> None:
    """The table keeps bills and petitions as citations, for it is lossless: no reader may take one for the law."""
    row = row_of("WA", Profession.OCCUPATIONAL_THERAPIST)
    assert row.citation == "Only a proposal found"
    told = "\n".join(row.lines)
    assert "Rule:" not in told
    assert "Basis:" not in told
    assert "Proposed, not known to be law: HB 2184 (2025-26)." in told
    assert "outcome not established" in told
    proposed = {row.rule.id for _, row in everything() if row.rule and row.rule.only_proposed}
    assert {"US-WA-OT", "US-TN-AT", "US-VA-AT", "US-GA-OT"} <= proposed
    assert not proposed & {"US-OR-PT", "US-MD-PT", "US-GA-AT"}  # a law stands there, and may change


@pytest.mark.parametrize("rule", [rule for code in CODES for rule in rules.rules_for(code)], ids=lambda rule: rule.id)
def test_no_law_that_is_shown_is_what_is_pending(rule: Rule) -> None:
    assert rule.law is None or rule.law in rule.citation
    if rule.pending:
        assert rule.law is None or rule.pending["measure"] not in (rule.law.split("; "))


def test_where_we_cannot_tell_a_board_is_named_but_for_federal_places() -> None:
    oregon = row_of("OR", Profession.OCCUPATIONAL_THERAPIST)
    assert oregon.answer.endswith("Ask the Oregon Occupational Therapy Licensing Board.")
    assert oregon.sentence.endswith("Ask the Oregon Occupational Therapy Licensing Board.")
    assert row_of("UT", Profession.CHIROPRACTOR).answer.endswith("Ask the licensing board of Utah.")
    federal = [row for code, row in everything() if code.startswith("FED-")]
    assert federal
    assert not any("board" in f"{row.answer} {row.sentence}" for row in federal)
    assert "Ask" not in row_of("MD", Profession.PHYSICAL_THERAPIST).answer


def test_what_a_rule_does_not_ask_is_told_once() -> None:
    row = row_of("WA", Profession.ACUPUNCTURIST)
    assert (row.answer, row.asks_nothing) == ("Yes.", "We read no figures for training in the rule.")


def test_days_and_sources_of_rules_are_told_in_words() -> None:
    row = row_of("WA", Profession.PHYSICAL_THERAPIST)
    assert "In force since July 23, 2023" in row.lines
    assert row.sources[0].title == "Washington 2SHB 1039, session law text of 2023, sections 1-2"
    for _, one in everything():
        assert not [line for line in one.lines if ISO.search(line) and "In force" in line]
        assert not [source.title for source in one.sources if "/law-xml" in source.title or ".md)" in source.title]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("COMAR 10.38.12 in maryland-dsd/law-xml, us/md/exec/comar/10/38/12.xml", "COMAR 10.38.12"),
        ("Dry Needling & Medical/Sports Acupuncture Provider Directory: scope of practice", None),
        ("Utah Admin. Code R156-24b-505 (current to 15 December 2024)", None),
        ("225 ILCS 90/1.5 (PT dry needling; text carries a repeal date of 1 January 2026 for the Act)", None),
    ],
)
def test_only_the_path_of_a_file_is_left_out_of_a_title(title: str, told: str | None) -> None:
    assert without_path(title) == (told or title)


def test_another_day_has_its_own_rule() -> None:
    earlier = row_of("MD", Profession.ATHLETIC_TRAINER, date(2026, 1, 18)).rule
    now = row_of("MD", Profession.ATHLETIC_TRAINER).rule
    assert earlier is not None
    assert now is not None
    assert (earlier.id, now.id) == ("US-MD-AT-2023", "US-MD-AT")


def test_a_page_that_changed_since_is_told() -> None:
    rule = rules.rule_for("MD", Profession.PHYSICAL_THERAPIST, TODAY)
    assert rule
    changes = {rule.sources[0]: Changed(url="https://example.org/", days=(date(2026, 12, 25),))}
    row = next(r for r in state_card("MD", TODAY, changes).rows if r.rule is rule)
    assert row.sources[0].changed_on == date(2026, 12, 25)
    assert row_of("MD", Profession.PHYSICAL_THERAPIST).sources[0].changed_on is None


def test_a_place_nobody_knows() -> None:
    with pytest.raises(KeyError):
        state_card("ZZ", TODAY)


def test_table_and_map_say_the_same() -> None:
    table = {code: dict(zip(COLUMNS, found, strict=True)) for code, _, found in overview(TODAY)}
    for profession in COLUMNS:
        looks = fills(profession, TODAY)
        assert {code: fill.word for code, fill in looks.items()} == {
            code: found[profession].text for code, found in table.items()
        }
        assert len({(fill.color, fill.pattern) for fill in looks.values()}) == len(
            {fill.letter for fill in looks.values()}
        )
