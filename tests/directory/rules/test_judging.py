"""Practitioners judged by rules: tables of requirements, and what must hold for any facts. Everybody is invented."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.rules import Rule, jurisdictions, rule_for, rules_for
from directory.rules.judging import FactsError, Judgement, facts_from, judge
from directory.rules.judging.cases import cases_from, judged_case
from directory.rules.linting import lint
from directory.vocabulary import NEEDLING_DISPLAY, NeedlingDisplay, Permission, Profession, RuleVerdict

TODAY = date(2026, 11, 20)
SURE = (RuleVerdict.MET, RuleVerdict.MET_SO_FAR, RuleVerdict.NO_STANDARD)


def licensed(state: str, since: str = "2015-01-01", **more: Any) -> dict[str, Any]:
    return {"state": state, "since": since, "kind": "licence", "status": "active", **more}


def registered(
    state: str, kind: str = "registry", *, found: bool = True, checked: str = "2026-11-01"
) -> dict[str, Any]:
    return {"state": state, "kind": kind, "found": found, "checked": checked}


def course(**facts: Any) -> dict[str, Any]:
    return {"name": "Example course", "completed": "2022-01-01", **facts}


def who(profession: str, state: str, *trainings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "profession": profession, "licences": [licensed(state)], "trainings": list(trainings),
        "training_record_complete": True, **more,
    }  # fmt: skip


def judged(state: str, told: dict[str, Any], on: date = TODAY, region: str | None = None) -> Judgement:
    facts = facts_from(told)
    assert facts.profession is not None
    return judge(rule_for(state, facts.profession, on), facts, state=state, as_of=on, region=region)


SPLIT = {"theory": {"in_person": 45, "live_online": 0, "recorded": 0}, "practical": {"in_person": 45, "online": 0}}
SHOWN = {"approved_by": ["APTA"], "instructor_years_dn": 7, "competency_assessment": True}
MARYLAND = who("PT", "MD", course(**SPLIT, **SHOWN), board_records=[registered("MD")])


def maryland(**changes: Any) -> dict[str, Any]:
    return {**MARYLAND, "trainings": [{**MARYLAND["trainings"][0], **changes}]}


def test_the_whole_of_maryland() -> None:
    found = judged("MD", MARYLAND)
    assert (found.verdict, set(found.answers().values())) == (RuleVerdict.MET, {"met"})


@pytest.mark.parametrize(
    ("changes", "name", "answer"),
    [
        ({"theory": {"in_person": 10, "live_online": 35, "recorded": 0}}, "theory_hours", "met"),  # live counts
        ({"theory": {"in_person": 10, "live_online": 0, "recorded": 35}}, "theory_hours", "not_met"),  # lectures do not
        ({"theory": {"in_person": 10, "recorded": 35}}, "theory_hours", "cannot_tell"),
        ({"practical": {"in_person": 27, "online": 18}}, "practical_hours", "not_met"),
        ({"practical": {"online": 45}}, "practical_hours", "cannot_tell"),
        ({"practical": None}, "practical_hours", "cannot_tell"),
        ({"approved_by": ["NOBODY"]}, "course_approvers", "not_met"),
        ({"approved_by": ["apta maryland"]}, "course_approvers", "met"),
        ({"approved_by": None}, "course_approvers", "cannot_tell"),
        ({"instructor_years_dn": 4.9}, "instructor_years_dn", "not_met"),
        ({"competency_assessment": False}, "competency_assessment", "not_met"),
        ({"competency_assessment": None}, "competency_assessment", "cannot_tell"),
    ],
)
def test_one_fact_of_maryland_otherwise(changes: dict[str, Any], name: str, answer: str) -> None:
    found = judged("MD", maryland(**changes))
    assert found.answers()[name] == answer
    assert found.verdict.value == answer
    assert (NEEDLING_DISPLAY[found.verdict] is NeedlingDisplay.MAY) == (answer == "met")


def test_nothing_is_missed_in_a_record_that_may_lack_something() -> None:
    told = {**maryland(practical={"in_person": 3, "online": 0}), "training_record_complete": False}
    assert judged("MD", told).verdict is RuleVerdict.CANNOT_TELL


def test_the_total_follows_its_parts() -> None:
    theory = {"in_person": 90, "live_online": 0, "recorded": 0}
    found = judged("MD", maryland(theory=theory, practical={"in_person": 27, "online": 0}))
    assert (found.answers()["total_hours"], found.answers()["practical_hours"]) == ("not_met", "not_met")


def test_hours_of_one_course_and_approval_of_another_are_no_approved_course() -> None:
    many, few = (
        course(**SPLIT, **{**SHOWN, "approved_by": None}),
        course(
            theory={"in_person": 1, "live_online": 0, "recorded": 0}, practical={"in_person": 1, "online": 0}, **SHOWN
        ),
    )
    found = judged("MD", {**MARYLAND, "trainings": [many, few]})
    assert (found.answers()["course_approvers"], found.verdict) == ("cannot_tell", RuleVerdict.CANNOT_TELL)


@pytest.mark.parametrize(
    ("licences", "answer"),
    [
        ([licensed("MD")], "met"),
        ([licensed("MD", kind="compact_privilege"), licensed("CO")], "met"),
        ([licensed("CO")], "not_met"),
        ([], "not_met"),
        ([licensed("MD", status="expired")], "not_met"),
        ([licensed("MD", since="2027-01-01")], "not_met"),
        ([{"state": "MD", "since": "2015-01-01"}], "cannot_tell"),
        (None, "cannot_tell"),
    ],
)
def test_licenses(licences: list[dict[str, Any]] | None, answer: str) -> None:
    assert judged("MD", {**MARYLAND, "licences": licences}).answers()["licence"] == answer


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ([registered("MD")], "met"),
        ([registered("MD", found=False)], "not_met"),
        ([registered("MD", found=False, checked="2026-01-01"), registered("MD")], "met"),
        ([registered("MD"), registered("MD", found=False)], "cannot_tell"),  # of one day
        ([registered("VA")], "cannot_tell"),
        ([registered("MD", "attestation")], "cannot_tell"),
        ([registered("MD", checked="2026-12-01")], "cannot_tell"),  # after the day judged for
        ([], "cannot_tell"),
    ],
)
def test_the_boards_register(records: list[dict[str, Any]], answer: str) -> None:
    assert judged("MD", {**MARYLAND, "board_records": records}).answers()["board_registration"] == answer


@pytest.mark.parametrize(
    ("since", "answer"),
    [("2024-11-20", "met"), ("2024-11-21", "not_met"), (None, "cannot_tell")],
)
def test_two_years_to_the_day(since: str | None, answer: str) -> None:
    told = {**MARYLAND, "licences": [{"state": "MD", "since": since, "status": "active"}]}
    assert judged("MD", told).answers()["years_licensed_before"] == answer


def test_years_elsewhere_count_but_not_in_new_jersey() -> None:
    both = [licensed("CO", "2010-01-01"), licensed("NJ", "2026-01-01")]
    told = who("PT", "NJ", course(total_hours=60, in_person_hours=60), licences=both)
    assert judged("NJ", told).answers()["years_licensed_before"] == "not_met"
    here = {**MARYLAND, "licences": [licensed("CO", "2010-01-01"), licensed("MD", "2026-01-01")]}
    assert judged("MD", here).answers()["years_licensed_before"] == "met"


@pytest.mark.parametrize(
    ("hours", "total", "face", "verdict"),
    [
        ({"total_hours": 50, "in_person_hours": 40, "live_online_hours": 10}, "met", "met", RuleVerdict.MET_SO_FAR),
        ({"total_hours": 55, "in_person_hours": 40, "recorded_online_hours": 15}, "met", "met", RuleVerdict.MET_SO_FAR),
        (
            {"total_hours": 50, "in_person_hours": 38, "live_online_hours": 12},
            "not_met",
            "not_met",
            RuleVerdict.NOT_MET,
        ),
        ({"total_hours": 50}, "cannot_tell", "cannot_tell", RuleVerdict.CANNOT_TELL),
        ({}, "cannot_tell", "cannot_tell", RuleVerdict.CANNOT_TELL),
    ],
)
def test_online_hours_up_to_ten(hours: dict[str, float], total: str, face: str, verdict: RuleVerdict) -> None:
    found = judged("IN", who("PT", "IN", course(**hours)))
    assert (found.answers()["total_hours"], found.answers()["in_person_hours"], found.verdict) == (total, face, verdict)


def test_hours_inside_the_degree_count_only_where_the_rule_says_so() -> None:
    inside = course(total_hours=50, in_person_hours=50, entry_level=True)
    assert judged("IN", who("PT", "IN", inside)).answers()["total_hours"] == "met"
    assert judged("CO", who("PT", "CO", inside)).answers()["total_hours"] == "not_met"


@pytest.mark.parametrize(
    ("told", "on", "verdict"),
    [
        ({"total_hours": 30, "in_person_hours": 30, "started": "2024-01-01"}, TODAY, RuleVerdict.INTERIM),
        ({"total_hours": 30, "in_person_hours": 30, "started": "2019-01-01"}, TODAY, RuleVerdict.NOT_MET),
        ({"total_hours": 29, "in_person_hours": 29, "started": "2024-01-01"}, TODAY, RuleVerdict.NOT_MET),
        ({"total_hours": 30, "in_person_hours": 30, "completed": None}, TODAY, RuleVerdict.NOT_MET),
        ({"total_hours": 50, "in_person_hours": 50}, TODAY, RuleVerdict.MET_SO_FAR),
    ],
)
def test_the_first_stage_of_training(told: dict[str, Any], on: date, verdict: RuleVerdict) -> None:
    day = {"completed": "2024-06-01" if told.get("started") != "2019-01-01" else "2019-06-01"}
    assert judged("CO", who("PT", "CO", course(**{**day, **told})), on).verdict is verdict


@pytest.mark.parametrize(
    ("state", "profession", "region", "regions", "verdict"),
    [
        ("SD", "PT", "low back", ["neck", "shoulder"], RuleVerdict.NOT_PERMITTED),
        ("SD", "PT", "Neck", ["neck", "shoulder"], RuleVerdict.MET_SO_FAR),
        ("SD", "PT", "low back", None, RuleVerdict.CANNOT_TELL),
        ("SD", "PT", None, None, RuleVerdict.MET_SO_FAR),
        ("TN", "OT", "low back", None, RuleVerdict.NOT_PERMITTED),
        ("TN", "OT", "forearm", None, RuleVerdict.CANNOT_TELL),
        *(("TN", "OT", one, None, RuleVerdict.CANNOT_TELL) for one in ("shoulder blade", "chest", "upper back")),
        ("MD", "OT", "shoulder blade", None, RuleVerdict.CANNOT_TELL),
        ("MD", "OT", "upper back", None, RuleVerdict.NOT_PERMITTED),
        ("AL", "CHIRO", "ear", None, RuleVerdict.NOT_PERMITTED),
    ],
)
def test_regions(
    state: str, profession: str, region: str | None, regions: list[str] | None, verdict: RuleVerdict
) -> None:
    told = course(
        total_hours=27, in_person_hours=27, written_exam=True, practical_exam=True, board_approved_in=[state],
        body_regions=regions,
    )  # fmt: skip
    assert judged(state, who(profession, state, told), region=region).verdict is verdict


@pytest.mark.parametrize(
    "region",
    ["arm", "forearm", "elbow", "wrist", "hand", "finger", "thumb",
     "leg", "knee", "shin", "calf", "ankle", "heel", "foot", "toe"],
)  # fmt: skip
@pytest.mark.parametrize(("state", "profession"), [("AL", "CHIRO"), ("MS", "OT")])
def test_distal_points_are_not_settled(state: str, profession: str, region: str) -> None:
    """Both rules exclude them without saying which they are."""
    found = judged(state, who(profession, state, course()), region=region)
    assert found.answers()["scope"] == "cannot_tell"
    assert judged(state, who(profession, state, course()), region="hip").answers()["scope"] == "met"


NEW = [licensed("TN", "2026-06-01")]


@pytest.mark.parametrize(
    ("state", "told", "name", "answer"),
    [
        ("FL", {"supervised_sessions": 3, "sessions_as_licensed_pt_or_military": 25}, "supervised_sessions", "met"),
        ("FL", {"supervised_sessions": 3, "sessions_as_licensed_pt_or_military": 24}, "supervised_sessions", "not_met"),
        ("FL", {"supervised_sessions": 3}, "supervised_sessions", "cannot_tell"),
        ("TN", {"accredited_degree": True}, "prerequisite_hours", "met"),
        ("TN", {"licences": NEW, "prelicensure_training": True}, "years_licensed_before", "met"),
        ("TN", {"licences": NEW, "prelicensure_training": False}, "years_licensed_before", "not_met"),
        ("TN", {"licences": NEW}, "years_licensed_before", "cannot_tell"),
    ],
)  # fmt: skip
def test_alternatives(state: str, told: dict[str, Any], name: str, answer: str) -> None:
    assert judged(state, who("PT", state, course(total_hours=24, in_person_hours=24), **told)).answers()[name] == answer


def test_an_alternative_that_no_fact_decides_keeps_a_miss_open() -> None:
    told = who("CHIRO", "AL", course(total_hours=4, in_person_hours=4))
    assert judged("AL", told).answers()["in_person_hours"] == "cannot_tell"


def test_what_is_only_probable_never_fails_anybody() -> None:
    found = judged("UT", who("PT", "UT", course(total_hours=3, in_person_hours=3), supervised_sessions=0))
    assert "not_met" not in found.answers().values()
    assert found.verdict is RuleVerdict.CANNOT_TELL


def test_two_laws_for_two_days() -> None:
    told = who("PT", "UT", course(total_hours=3, in_person_hours=3), licences=[licensed("UT", "2010-01-01")])
    assert judged("UT", told, date(2024, 1, 1)).verdict is RuleVerdict.NOT_MET
    assert judged("UT", told).verdict is RuleVerdict.CANNOT_TELL


def test_no_rule_and_no_profession() -> None:
    assert judge(None, facts_from({}), state="MD", as_of=TODAY).verdict is RuleVerdict.CANNOT_TELL
    (case,) = cases_from([{"id": "X", "patient_state": "MD", "as_of": "2026-11-20", "practitioner": {}}])
    assert judged_case(case).verdict is RuleVerdict.CANNOT_TELL


# --- bad input --------------------------------------------------------------------------------------------------------

GOOD = {"id": "X1", "patient_state": "MD", "as_of": "2026-11-20", "practitioner": MARYLAND}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"patient": "MD"}, "X1.patient: is no key of a case"),
        ({"patient_state": "ZZ"}, "X1.patient_state: 'ZZ' is no jurisdiction of the rule table"),
        ({"as_of": "November"}, "X1.as_of: 'November' is no day such as 2026-11-20"),
        ({"as_of": None}, "X1.as_of: is missing"),
        ({"practitioner": {"profession": "PT", "hours": 3}}, "X1.practitioner: Object contains unknown field `hours`"),
        ({"practitioner": {"profession": "DC"}}, "X1.practitioner.profession: Invalid enum value 'DC'"),
        (
            {"practitioner": {"trainings": [{"hours": 3}]}},
            "X1.practitioner.trainings[0]: Object contains unknown field `hours`",
        ),
        (
            {"practitioner": {"trainings": [{"total_hours": -3}]}},
            "X1.practitioner.trainings[0].total_hours: -3 is no number of hours",
        ),
        (
            {"practitioner": {"trainings": [{"total_hours": 3, "in_person_hours": 4}]}},
            "X1.practitioner.trainings[0].total_hours: 3 is less than its parts, 4",
        ),
        ({"practitioner": {"supervised_sessions": -1}}, "X1.practitioner.supervised_sessions: cannot be negative"),
        ({"region": 3}, "X1.region: 3 is no body region"),
    ],
)
def test_bad_facts_are_refused_by_name(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(FactsError) as raised:
        list(cases_from({"cases": [{**GOOD, **change}]}))
    assert str(raised.value) == problem


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(FactsError, match="X1: this id is used twice"):
        list(cases_from([GOOD, GOOD]))


def test_the_rule_files_are_in_order() -> None:
    assert list(lint()) == []


# --- for any ----------------------------------------------------------------------------------------------------------

RULES = [
    rule for country in ("US", "CA") for code in jurisdictions(country) for rule in rules_for(code, country=country)
]
_hours = st.none() | st.sampled_from([0, 10, 27, 40, 54, 80, 150, 400])
_yes = st.none() | st.booleans()
_days = st.sampled_from(["2005-01-01", "2012-03-03", "2024-06-01", "2026-06-01"])


@st.composite
def _trainings(draw: st.DrawFn, states: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "completed": draw(st.none() | _days), "entry_level": draw(_yes), "written_exam": draw(_yes),
        "practical_exam": draw(_yes), "competency_assessment": draw(_yes),
        "instructor_years_dn": draw(st.none() | st.sampled_from([1, 6])),
        "approved_by": draw(st.none() | st.lists(st.sampled_from(["APTA", "BOC", "NOBODY"]), max_size=1)),
        "board_approved_in": draw(st.none() | st.lists(st.sampled_from(states), max_size=1)),
        "body_regions": draw(st.none() | st.lists(st.sampled_from(["neck", "hand"]), max_size=1)),
    }  # fmt: skip
    if draw(st.booleans()):
        told["theory"] = {"in_person": draw(_hours), "live_online": draw(_hours), "recorded": draw(_hours)}
        told["practical"] = {"in_person": draw(_hours), "online": draw(_hours)}
    else:
        face, live = draw(_hours), draw(_hours)
        told |= {"in_person_hours": face, "live_online_hours": live}
        told["total_hours"] = draw(st.none() | st.just((face or 0) + (live or 0)) | st.just(900))
    return told


@st.composite
def _people(draw: st.DrawFn, rule: Rule) -> dict[str, Any]:
    states = [rule.jurisdiction, "CO"]
    where = st.sampled_from(states)
    return {
        "profession": rule.profession.value,
        "licences": draw(
            st.none()
            | st.lists(
                st.builds(
                    lambda state, since, status: {"state": state, "since": since, "status": status},
                    where, st.none() | _days, st.sampled_from(["active", "active", "expired", None]),
                ),
                max_size=2,
            )
        ),
        "trainings": draw(st.lists(_trainings(states), max_size=3)),
        "training_record_complete": draw(st.booleans()),
        "board_records": draw(
            st.lists(
                st.builds(
                    lambda state, kind, found: registered(state, kind, found=found),
                    where, st.sampled_from(["registry", "endorsement", "attestation", "proof_filed"]), st.booleans(),
                ),
                max_size=2,
            )
        ),
        "supervised_sessions": draw(st.none() | st.sampled_from([0, 30, 400])),
        "supervised_hours": draw(st.none() | st.sampled_from([0, 200])),
        "sessions_as_licensed_pt_or_military": draw(st.none() | st.sampled_from([0, 30])),
        "cpr_valid_until": draw(st.none() | st.sampled_from(["2020-01-01", "2027-01-01"])),
        "meets_degree": draw(_yes), "meets_special_licence": draw(_yes), "accredited_degree": draw(_yes),
        "prelicensure_training": draw(_yes),
    }  # fmt: skip


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[Rule, dict[str, Any], str | None]:
    permitted = [rule for rule in RULES if rule.permission is Permission.PERMITTED]
    rule = draw(st.sampled_from(permitted))
    return rule, draw(_people(rule)), draw(st.sampled_from([None, None, "neck", "low back", "hand"]))


def by(rule: Rule, told: dict[str, Any], region: str | None = None) -> Judgement:
    return judge(rule, facts_from(told), state=rule.jurisdiction, as_of=TODAY, region=region)


GONE = {"trainings": [], "board_records": [], "training_record_complete": False}
often = settings(max_examples=150, deadline=None)


@often
@given(_worlds(), st.data())
def test_taking_a_fact_away_never_improves_a_verdict(
    world: tuple[Rule, dict[str, Any], str | None], data: st.DataObject
) -> None:
    """Except to 'cannot tell'."""
    rule, told, region = world
    key = data.draw(st.sampled_from(sorted(set(told) - {"profession"})))
    less = {name: value for name, value in told.items() if name != key}
    before, after = by(rule, told, region).verdict, by(rule, less, region).verdict
    if before not in SURE:
        assert after not in SURE


@pytest.mark.slow
@often
@given(_worlds(), st.data())
def test_taking_a_fact_of_a_course_away_never_improves_a_verdict(
    world: tuple[Rule, dict[str, Any], str | None], data: st.DataObject
) -> None:
    rule, told, region = world
    if not told["trainings"]:
        return
    at = data.draw(st.integers(0, len(told["trainings"]) - 1))
    key = data.draw(st.sampled_from(sorted(set(told["trainings"][at]) - {"entry_level", "completed"})))
    fewer = [dict(one) for one in told["trainings"]]
    del fewer[at][key]
    before, after = by(rule, told, region), by(rule, {**told, "trainings": fewer}, region)
    if before.verdict not in SURE:
        assert after.verdict not in SURE


@pytest.mark.slow
@often
@given(_worlds())
def test_a_name_alone_tells_nothing(world: tuple[Rule, dict[str, Any], str | None]) -> None:
    rule, told, region = world
    found = by(rule, {"profession": told["profession"]}, region)
    assert found.verdict in (RuleVerdict.CANNOT_TELL, RuleVerdict.NOT_PERMITTED)
    assert found.verdict is RuleVerdict.CANNOT_TELL or region is not None


@pytest.mark.slow
@often
@given(_worlds())
def test_a_board_that_does_not_list_the_person_never_raises_a_verdict(
    world: tuple[Rule, dict[str, Any], str | None],
) -> None:
    rule, told, region = world
    kind = rule.requirements.get("board_registration", "registry")
    denied = [
        *told["board_records"],
        registered(rule.jurisdiction, str(kind) if kind != "none" else "registry", found=False),
    ]
    if by(rule, told, region).verdict not in SURE:
        assert by(rule, {**told, "board_records": denied}, region).verdict not in SURE


@pytest.mark.slow
@often
@given(_worlds(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(world: tuple[Rule, dict[str, Any], str | None], random: Any) -> None:
    rule, told, region = world
    mixed = dict(told)
    for key in ("trainings", "board_records", "licences"):
        if mixed[key]:
            mixed[key] = random.sample(mixed[key], len(mixed[key]))
    one, other = by(rule, told, region), by(rule, mixed, region)
    assert (one.verdict, one.answers()) == (other.verdict, other.answers())


@pytest.mark.slow
@often
@given(_worlds())
def test_not_met_only_from_a_whole_record_or_a_dated_look_up(world: tuple[Rule, dict[str, Any], str | None]) -> None:
    rule, told, region = world
    found = by(rule, {**told, "training_record_complete": False}, region)
    of_the_person = {
        "licence",
        "years_licensed_before",
        "board_registration",
        "cpr",
        "degree",
        "special_licence",
        "scope",
    }
    assert {one.name for one in found.requirements if one.answer == "not_met"} <= of_the_person
    assert not any(one.answer == "not_met" and one.probable for one in found.requirements)


@pytest.mark.slow
@often
@given(_worlds())
def test_a_sure_verdict_rests_on_every_requirement(world: tuple[Rule, dict[str, Any], str | None]) -> None:
    rule, told, region = world
    found = by(rule, told, region)
    if found.verdict in SURE:
        assert set(found.answers().values()) == {"met"}
        assert "licence" in found.answers()


@pytest.mark.parametrize("profession", list(Profession))
def test_what_is_not_permitted_is_so_whatever_the_training(profession: Profession) -> None:
    for rule in RULES:
        if rule.profession is profession and rule.permission is not Permission.PERMITTED:
            assert by(rule, MARYLAND).verdict not in SURE
