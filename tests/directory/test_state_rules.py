"""What the pages of states say equals the rules, for every place, profession and day; and can be read."""

from collections.abc import Iterator
from datetime import date

import pytest

from directory import rules, wording
from directory.citations import Changed
from directory.rules import Rule
from directory.state_rules import COLUMNS, StateRule, fills, overview, state_card
from directory.vocabulary import PROFESSION_NAMES, Permission, Profession
from tests.directory.test_reading_grade import HIGHEST, grade

TODAY = date(2026, 11, 20)
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
    assert row.citation == rule.citation
    lines = "\n".join(row.lines)
    assert rule.citation in lines
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
