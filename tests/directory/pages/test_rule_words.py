"""Every rule of the table can be said in words."""

import pytest

from directory.requirement_words import requirement_lines
from directory.rules import jurisdictions, rules_for
from directory.state_rules import rule_sentence, word_of, words
from directory.texts import say


@pytest.mark.parametrize("code", jurisdictions())
def test_every_rule_has_its_words(code: str) -> None:
    for rule in rules_for(code):
        assert word_of(rule) in words()
        assert say(f"rule-sure-{rule.confidence}")
        assert say(f"rule-seen-{rule.text_seen}")
        assert jurisdictions()[code] in rule_sentence(rule, jurisdictions()[code], rule.profession)
        for line in requirement_lines(rule.requirements):
            assert "_" not in line
            assert "{" not in line
            assert "True" not in line
            assert "False" not in line


def test_numbers_and_flags_read_as_sentences() -> None:
    asked = {"total_hours": 54, "years_licensed_before": 1, "written_exam": False, "course_approvers": ("A", "B"),
             "interim_practice": {"hours_before_first_use": 30, "completion_window_years": 4}}  # fmt: skip
    assert requirement_lines(asked) == [
        "54 hours of training in all",
        "1 year licensed before",
        "no written exam",
        "course accepted by one of: A, B",
        "interim practice: may start after 30 hours, the rest within 4 years",
    ]
