"""What a person can give: which results become items, which never do, and the text that asks for them."""

from typing import Any

import pytest

from directory.chasing import Result, items_of, letter
from directory.vocabulary import CredentialStatus, Need, Reason, RuleVerdict

RULE: dict[str, Any] = {"requirements": {"total_hours": 80, "written_exam": True}, "citation": "COMAR 10.38.12"}


def judged(*names: str, found: str = "nothing") -> list[dict[str, Any]]:
    told = {"answer": "cannot_tell", "required": "x", "found": found, "probable": False, "citation": "COMAR 1"}
    return [told | {"name": name} for name in names]


def rule(*names: str, number: int = 1, state: str = "MD", reason: Reason | None = Reason.NOT_PUBLISHED,
         **more: Any) -> Result:  # fmt: skip
    told = {
        "need": Need.NEEDLING_RULE, "subject": f"{state} PT", "status": "cannot_tell", "state": state,
        "verdict": RuleVerdict.CANNOT_TELL, "profession": "PT", "details": RULE | {"judged": judged(*names)},
    }  # fmt: skip
    return Result(number=number, reason=reason, **told | more)


def training(status: CredentialStatus, number: int = 1, **details: Any) -> Result:
    return Result(
        number=number, need=Need.TRAINING, subject="CMTPT, Example Institute", status=status,
        reason=Reason.NOT_PUBLISHED, details=details,
    )  # fmt: skip


def test_one_fact_that_several_rules_ask_for_is_one_item_and_names_them_all() -> None:
    results = [rule("total_hours", "written_exam"), rule("total_hours", number=2, state="CO")]
    hours, exam = items_of(results)
    assert [(ask.check, ask.name) for ask in hours.asks] == [(1, "total_hours"), (2, "total_hours")]
    assert [(ask.check, ask.name) for ask in exam.asks] == [(1, "written_exam")]
    assert (hours.key, exam.key) == ("hours", "exam")


@pytest.mark.parametrize(("part", "key"), [("supervised_hours", "supervised"), ("theory_hours", "hours")])
def test_a_sum_of_hours_is_missing_where_its_part_is(part: str, key: str) -> None:
    asked = [*judged("total_hours", found="its parts: theory hours met, supervised hours cannot tell"), *judged(part)]
    (item,) = items_of([rule(details=RULE | {"judged": asked})])
    assert (item.key, [ask.name for ask in item.asks]) == (key, ["total_hours", part])


def test_a_license_is_a_matter_of_its_state_whether_the_check_or_the_rule_lacks_it() -> None:
    missing = Result(
        number=7, need=Need.LICENSE, subject="MD PT", status="not_listed", reason=Reason.INPUT_INSUFFICIENT,
        state="MD", profession="PT", details={},
    )  # fmt: skip
    here, there = items_of([
        missing, rule("licence", reason=Reason.INPUT_INSUFFICIENT),
        rule("licence", number=2, state="CO", reason=Reason.INPUT_INSUFFICIENT),
    ])  # fmt: skip
    assert (here.key, [ask.check for ask in here.asks]) == ("license MD PT", [7, 1])
    assert (there.key, [ask.check for ask in there.asks]) == ("license CO PT", [2])


@pytest.mark.parametrize(
    ("result", "keys"),
    [
        (rule("licence", reason=Reason.SOURCES_CONFLICT), []),
        (rule("licence", reason=Reason.SOURCE_STALE), []),
        (rule("scope", reason=Reason.RULE_UNCLEAR), []),
        (rule("total_hours", "scope"), ["hours"]),
        (rule(verdict=RuleVerdict.SILENT, reason=Reason.RULE_SILENT), []),
        (rule(verdict=RuleVerdict.ORDER_REQUIRED, reason=Reason.INPUT_INSUFFICIENT), ["order MD PT"]),
        (rule("total_hours", verdict=RuleVerdict.INTERIM, reason=Reason.INPUT_INSUFFICIENT), ["first-stage MD PT"]),
        (rule(reason=Reason.INPUT_INSUFFICIENT, next_step="Ask for it."), ["other MD PT"]),
        (rule("total_hours", status="may", reason=None, verdict=RuleVerdict.MET), []),
        (training(CredentialStatus.NOT_COVERED), ["certificate"]),
        (training(CredentialStatus.ISSUER_SILENT, issuer="Example Institute"),
         ["certificate CMTPT, Example Institute"]),
        (training(CredentialStatus.CONFIRMED), []),
        (training(CredentialStatus.CONTRADICTED), []),
        (training(CredentialStatus.ISSUER_SILENT, issuer="A", **{"class": "document_seen"}), []),
    ],
)  # fmt: skip
def test_which_results_the_person_can_mend(result: Result, keys: list[str]) -> None:
    assert [item.key for item in items_of([result])] == keys


@pytest.mark.parametrize(
    ("issuer", "paper", "left"),
    [("Example Institute", "Example Institute, Inc.", 0), ("Example Institute", "Another School", 1), (None, "Any", 0)],
)
def test_a_claim_is_shown_by_a_certificate_of_its_own_issuer(issuer: str | None, paper: str, left: int) -> None:
    claim = training(CredentialStatus.CLAIMED, issuer=issuer)
    seen = training(CredentialStatus.ISSUER_SILENT, number=2, issuer=paper, **{"class": "document_seen"})
    assert len(items_of([claim, seen])) == left


def test_the_text_names_each_rule_once_with_what_it_asks_for_and_never_asks_for_secrets() -> None:
    told = letter("Jane Roe", items_of([rule("total_hours", "written_exam")]), by="Casey")
    assert told.startswith("Dear Jane Roe,\n")
    assert told.endswith("Thank you,\nCasey\n")
    assert told.count("the rule of Maryland on needling by a physical therapist (COMAR 1)") == 1
    assert "80 hours of training in all; a written exam." in told
    assert "1. A copy of the certificate of each needling course you took." in told
    assert "2." not in told
    assert "do not send your social security number or your birth date" in told
    lowered = told.lower()
    assert (lowered.count("social security"), lowered.count("birth")) == (1, 1)
    for word in ("exclu", "sanction", "OIG"):
        assert word not in told


def test_of_the_search_of_lists_the_text_says_no_more_than_public_registers() -> None:
    unknown = Result(
        number=3, need=Need.EXCLUSION, subject="List of excluded people", status="too_little_data",
        reason=Reason.INPUT_INSUFFICIENT, details={},
    )  # fmt: skip
    told = letter("J R", items_of([unknown]), by="Casey")
    assert "all former names" in told
    assert "exclu" not in told
