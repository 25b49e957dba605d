"""Every rule of the table can be said in words."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.requirement_words import found_for, requirement_lines
from directory.rules import jurisdictions, rules_for
from directory.rules.judging.finding_words import KINDS, read_found
from directory.state_rules import rule_sentence, word_of, words
from directory.store.database import connect
from directory.store.tables import Verification
from directory.texts import every_name, say
from directory.vocabulary import Need


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


def test_every_kind_that_judging_writes_has_its_words_and_is_recognized(sample: Path) -> None:
    """In the sample world, whose rules were judged by the program itself: no hour, no machine's word is left."""
    with Session(connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)) as session:
        rows = session.exec(select(Verification).where(Verification.need == Need.NEEDLING_RULE)).all()
    words = {one["found"] for row in rows for one in row.details.get("judged") or ()}
    kinds = {read_found(found).kind for found in words}
    assert {"no-hours", "parts", "no-look-up", "no-course", "nothing"} <= kinds
    for found in words:
        told = found_for(found)
        assert "that count" not in told
        assert "its parts" not in told
        assert "look-up of the board" not in told
        assert not told.endswith("not known")
    assert {f"need-found-{kind}" for kind in KINDS} <= set(every_name())
