"""What to ask: each gap of a person has its question and each question its gap, in plain words that promise nothing."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from directory import next_steps, questions
from directory.profiles import Line, Place, Profile
from directory.questions import ASKED_FOR, MOST_OF_GAPS, OF_LICENSES, OF_TRAININGS, OF_VERDICTS, ORDER, STANDING
from directory.texts import every_name, say
from directory.vocabulary import (
    Audience,
    CredentialStatus,
    ExclusionStatus,
    Need,
    NeedlingDisplay,
    PlaceKind,
    Reason,
    RuleVerdict,
)
from tests.directory.test_reading_grade import HIGHEST, grade

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FORBIDDEN = re.compile(
    r"(?i)\b(qualified|safe|safely|approved|credentialed|top|best|guarantee\w*|success\w*|cure\w*|proven|toxin\w*|rate\w*)\b|%"
)
NOTHING: dict[str, Any] = dict.fromkeys(Line.__dataclass_fields__)
LINE = Line(**NOTHING | {"details": {}, "title": "A line", "audience": Audience.PATIENT, "status": "confirmed"})
LICENSE = replace(LINE, need=Need.LICENSE, title="License 1")
TRAINING = replace(LINE, need=Need.TRAINING, title="Training 1", details={
    "hours_evidenced": {"total": 54, "in_person": 54}, "written_exam": True})  # fmt: skip
# In another state than the license, unless a test says otherwise.
RULE = replace(
    LINE, need=Need.NEEDLING_RULE, title="May they?", status=NeedlingDisplay.MAY, verdict=RuleVerdict.MET, state="OR"
)
PLACE = Place(
    kind=PlaceKind.PRACTICE, text="1 Way", city=None, state="WA", zip5=None, phone=None, lat=None, lon=None,
    precision="none", source_title="A list", read_at=NOON, updated_on=None,
)  # fmt: skip
NO_GAP = Profile(
    id="1", name="Zoë Stone", other_names=[], npi=None, credential_text=None, lines=[LICENSE, TRAINING, RULE],
    places=[PLACE], look_alikes=[], joined=[],
)  # fmt: skip


def asked(*lines: Line, **more: Any) -> list[questions.Question]:
    """Those from gaps, of somebody with these lines and otherwise none."""
    needs = {line.need for line in lines}
    kept = [line for line in NO_GAP.lines if line.need not in needs]
    return [one for one in questions.questions(replace(NO_GAP, lines=[*kept, *lines], **more)) if one.gaps]


def codes(*lines: Line, **more: Any) -> list[str]:
    return [one.code for one in asked(*lines, **more)]


def rule(*unknown: str, permission: str | None = "permitted", verdict: str = RuleVerdict.CANNOT_TELL) -> Line:
    judged = [{"name": name, "answer": "cannot_tell"} for name in unknown] + [{"name": "cpr", "answer": "met"}]
    details = {"permission": permission, "judged": judged}
    return replace(RULE, status=NeedlingDisplay.CANNOT_TELL, verdict=verdict, details=details)


def test_whoever_has_no_gap_is_asked_the_standing_questions_only() -> None:
    found = questions.questions(NO_GAP)
    assert [one.code for one in found] == list(STANDING)
    assert all(one.standing for one in found)


@pytest.mark.parametrize("name", sorted(ASKED_FOR))
def test_each_requirement_that_cannot_be_told_is_asked_for(name: str) -> None:
    (found,) = asked(rule(name))
    assert found.code == ASKED_FOR[name][0]
    assert found.gaps == (questions.Gap("May they?", name),)


def test_every_requirement_that_is_judged_has_its_question() -> None:
    assert set(next_steps.GAPS) | {"licence"} == set(ASKED_FOR)
    assert codes(rule("a_requirement_nobody_knows")) == ["rest-of-rule"]


@pytest.mark.parametrize("verdict", sorted(OF_VERDICTS))
def test_each_verdict_that_leaves_something_open_is_asked_about(verdict: str) -> None:
    assert codes(replace(RULE, verdict=verdict)) == [OF_VERDICTS[verdict]]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (rule(permission="unclear"), ["rule"]),
        (rule(permission=None), ["rule"]),
        (rule(), ["rest-of-rule"]),
        (replace(rule(), reason=Reason.SOURCE_STALE), ["license"]),
        (replace(RULE, status=NeedlingDisplay.MAY_NOT, verdict=RuleVerdict.NOT_PERMITTED), []),
        (replace(RULE, status=NeedlingDisplay.MAY_NOT, verdict=RuleVerdict.NOT_MET), []),
        (replace(RULE, verdict=RuleVerdict.NO_STANDARD), []),
    ],
)
def test_what_a_rule_leaves_open(line: Line, code: list[str]) -> None:
    assert codes(line) == code


@pytest.mark.parametrize("status", sorted(set(CredentialStatus)))
def test_each_way_of_not_knowing_a_license_is_asked_about(status: CredentialStatus) -> None:
    expected = [] if status is CredentialStatus.CONFIRMED else [OF_LICENSES[status]]
    assert codes(replace(LICENSE, status=status)) == expected


@pytest.mark.parametrize("status", sorted(set(CredentialStatus)))
def test_each_way_of_not_knowing_a_training_is_asked_about(status: CredentialStatus) -> None:
    found = codes(replace(TRAINING, status=status))
    assert found == ([OF_TRAININGS[status]] if status in OF_TRAININGS else [])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (CredentialStatus.CONFIRMED, []),
        (CredentialStatus.CONFIRMED_RESTRICTED, ["limits"]),
        (CredentialStatus.CONTRADICTED, ["conflict"]),
        (CredentialStatus.STALE, ["license"]),
        (CredentialStatus.CLAIMED, ["license"]),
    ],
)
def test_nobody_asks_for_a_number_that_the_board_gave_us(status: CredentialStatus, expected: list[str]) -> None:
    """The rule still lacks a license; its line was read at the board, and its number stands on the page."""
    held = replace(LICENSE, status=status, state="WA", profession="PT", details={"number": "PT60012345"})
    here = replace(rule("licence"), state="WA", profession="PT")
    assert codes(held, here) == expected
    (elsewhere,) = (one for one in asked(held, replace(here, state="OR")) if one.code == "license")
    assert ("May they?", "licence") in [(gap.line, gap.fact) for gap in elsewhere.gaps]


def test_a_verdict_that_is_too_old_though_its_license_is_fresh() -> None:
    """Then something else that it rests on is: a card, or a look-up at the board."""
    old = replace(rule(), reason=Reason.SOURCE_STALE, state="WA", profession="PT")
    assert codes(old) == ["license"]
    assert codes(replace(LICENSE, state="WA", profession="PT", details={"number": "PT60012345"}), old) == ["cpr"]


def test_a_list_states_no_hours() -> None:
    listed = replace(TRAINING, details={"letters": "EXDN", "hours_evidenced": None})
    assert codes(listed) == ["hours", "in-person", "exam"]
    seen = replace(TRAINING, status="issuer_silent", details={**TRAINING.details, "class": "document_seen"})
    assert codes(seen) == []
    part = {"class": "document_seen", "hours_evidenced": {"total": 27}}
    assert codes(replace(seen, details=part)) == ["in-person", "exam"]


def test_no_license_and_no_place_are_gaps() -> None:
    assert [one.code for one in questions.questions(replace(NO_GAP, lines=[TRAINING, RULE])) if one.gaps] == ["license"]
    assert codes(places=[]) == ["place"]
    assert codes(places=[replace(PLACE, kind=PlaceKind.MAILING)]) == ["place"]


@pytest.mark.parametrize("status", [*ExclusionStatus, CredentialStatus.NOT_COVERED])
def test_lists_of_exclusions_give_no_question(status: str) -> None:
    assert codes(replace(LINE, need=Need.EXCLUSION, status=status)) == []


def test_one_question_for_the_same_gap_of_two_states_which_names_both() -> None:
    two = (rule("written_exam"), replace(rule("practical_exam", "written_exam"), title="And there?"))
    (found,) = asked(*two)
    assert found.code == "exam"
    assert [(gap.line, gap.fact) for gap in found.gaps] == [
        ("May they?", "written_exam"), ("And there?", "practical_exam"), ("And there?", "written_exam"),
    ]  # fmt: skip


def test_no_more_than_seven_and_the_weightiest_first() -> None:
    found = codes(rule(*ASKED_FOR), places=[])
    assert len(found) == MOST_OF_GAPS == 7
    assert found == sorted(found, key=ORDER.index)
    assert found[0] == "license"
    assert "place" not in found


def test_every_code_has_its_place_and_its_texts() -> None:
    made = {code for several in ASKED_FOR.values() for code in several}
    made |= {*OF_VERDICTS.values(), *OF_LICENSES.values(), *OF_TRAININGS.values(), "rule", "place"}
    assert made == set(ORDER)
    assert {f"ask-{code}{more}" for code in (*ORDER, *STANDING) for more in ("", "-why")} <= set(every_name())


def test_no_question_praises_promises_or_is_hard_to_read() -> None:
    texts = [say(f"ask-{code}{more}") for code in (*ORDER, *STANDING) for more in ("", "-why")]
    assert not [text for text in texts if FORBIDDEN.search(text)]
    assert not {text: grade(text) for text in texts if grade(text) > HIGHEST}
    assert FORBIDDEN.search("Are you qualified?")
