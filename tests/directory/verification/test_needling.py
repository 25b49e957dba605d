"""The state's rule judged by what is known of a person: licenses, papers, look-ups by hand. Everybody is invented."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.normalize.names import PersonName
from directory.records import LicenseRecord, Record, Sighting, TrainingRecord
from directory.rules import jurisdictions, rules_for
from directory.rules.judging import facts_from
from directory.verification import Case, Context, ExclusionIndex, Finding, SourceState, findings
from directory.verification.model import HandLookUp, Paper
from directory.verification.needling import needling_finding
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    HandResult,
    LicenseStatus,
    LookedUp,
    LookUpWay,
    Need,
    NeedlingDisplay,
    Profession,
    Reason,
    RuleVerdict,
    SourceKind,
)
from tests.copies import replace

TODAY = date(2026, 11, 20)
READ = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PT, AT, CHIRO = Profession.PHYSICAL_THERAPIST, Profession.ATHLETIC_TRAINER, Profession.CHIROPRACTOR
V = RuleVerdict
_ids = count(1)


def licensed(state: str, profession: Profession = PT, **changes: Any) -> LicenseRecord:
    record = LicenseRecord(
        jurisdiction=state,
        profession=profession,
        license_type="a license",
        number="60012345",
        name=PersonName(first="Petronella", last="Quillfeather"),
        status=LicenseStatus.ACTIVE,
        raw_status="ACTIVE",
        issued_on=date(2015, 3, 1),
        expires=TODAY + 300 * DAY,
    )
    return replace(record, **changes)


def seen(record: Record, read_at: datetime = READ, source: str = "board") -> Sighting:
    return Sighting(
        record=record, record_id=next(_ids), source=source, scope="", read_at=read_at, as_of=None,
        url="https://board.example.gov/", sha256="a" * 64, locator="row 1",
    )  # fmt: skip


def paper(**facts: Any) -> Paper:
    return Paper(
        number=next(_ids), seen_on=TODAY - 9 * DAY, seen_by="JR", organization="Example Clinic",
        issuer="Example Institute", title="Needling 1 and 2", facts=facts, sha256="b" * 64, document="certificate.pdf",
    )  # fmt: skip


def course(**facts: Any) -> dict[str, Any]:
    return {"name": "Needling 1 and 2", "started": "2022-01-01", "completed": "2022-06-01", **facts}


def looked(what: LookedUp, state: str, result: HandResult = HandResult.ACTIVE, **changes: Any) -> HandLookUp:
    made = HandLookUp(
        number=next(_ids), looked_on=TODAY - 5 * DAY, looked_by="JR", answered_by="the board's page", way=LookUpWay.WEB,
        board="the board", what=what, state=state, license_number=None, result=result, said=result.value,
        sha256="c" * 64,
    )  # fmt: skip
    return replace(made, **changes)


BOARD = SourceState(
    name="board", title="the board's list", owner="the board", kind=SourceKind.LICENSE, jurisdiction="MD",
    professions=frozenset(Profession), promise_days=30, page_url="https://board.example.gov/", read_at=READ,
)  # fmt: skip
CONTEXT = Context(as_of=TODAY, sources={"board": BOARD})


def judged(
    *sightings: Sighting,
    state: str = "",
    profession: Profession = PT,
    on: date = TODAY,
    region: str | None = None,
    papers: tuple[Paper, ...] = (),
    by_hand: tuple[HandLookUp, ...] = (),
) -> Finding:
    case = Case(sightings=sightings, papers=papers, by_hand=by_hand)
    context = replace(CONTEXT, as_of=on)
    every = findings(case, ExclusionIndex(()), context)
    if not state:
        return next(f for f in every if f.need is Need.NEEDLING_RULE and f.profession is profession)
    licenses = [f for f in every if f.need is Need.LICENSE]
    return needling_finding((state, profession), case, context, licenses, region=region)


def answers(finding: Finding) -> dict[str, str]:
    return {one["name"]: one["answer"] for one in finding.details["judged"]}


@pytest.mark.parametrize(
    ("state", "profession", "verdict", "status", "reason"),
    [
        ("CA", PT, V.NOT_PERMITTED, NeedlingDisplay.MAY_NOT, None),
        ("HI", PT, V.NOT_PERMITTED, NeedlingDisplay.MAY_NOT, None),
        ("PA", PT, V.SILENT, NeedlingDisplay.NO_RULE, Reason.RULE_SILENT),
        ("DC", CHIRO, V.CANNOT_TELL, NeedlingDisplay.CANNOT_TELL, Reason.RULE_UNCLEAR),
        ("FL", AT, V.ORDER_REQUIRED, NeedlingDisplay.CANNOT_TELL, Reason.INPUT_INSUFFICIENT),
        ("WA", PT, V.CANNOT_TELL, NeedlingDisplay.CANNOT_TELL, Reason.NOT_PUBLISHED),
        ("MD", PT, V.CANNOT_TELL, NeedlingDisplay.CANNOT_TELL, Reason.NOT_PUBLISHED),
        ("ME", PT, V.NO_STANDARD, NeedlingDisplay.MAY, None),
        ("AL", PT, V.CANNOT_TELL, NeedlingDisplay.CANNOT_TELL, Reason.RULE_UNCLEAR),
        ("WA", Profession.PHYSICIAN, V.CANNOT_TELL, NeedlingDisplay.CANNOT_TELL, Reason.RULE_UNCLEAR),
    ],
)
def test_a_license_and_nothing_else(
    state: str, profession: Profession, verdict: RuleVerdict, status: NeedlingDisplay, reason: Reason | None
) -> None:
    finding = judged(seen(licensed(state, profession)), profession=profession)
    assert (finding.verdict, finding.status, finding.reason) == (verdict, status, reason)
    assert bool(finding.next_step) == (reason is not None)
    assert "{" not in (finding.next_step or "")
    if finding.details["permission"] is not None:
        assert finding.details["rule_id"]
        assert str(finding.details["source_url"]).startswith("http")


SPLIT = {"theory": {"in_person": 45, "live_online": 0, "recorded": 0}, "practical": {"in_person": 45, "online": 0}}
MARYLAND = course(**SPLIT, approved_by=["APTA"], instructor_years_dn=7, competency_assessment=True)
IN_MARYLAND = seen(licensed("MD"))
REGISTERED = looked(LookedUp.REGISTRATION, "MD")


def test_a_certificate_seen_and_the_register_looked_up_meet_the_whole_of_maryland() -> None:
    finding = judged(IN_MARYLAND, papers=(paper(trainings=[MARYLAND]),), by_hand=(REGISTERED,))
    assert (finding.verdict, finding.status, finding.reason, finding.next_step) == (
        V.MET,
        NeedlingDisplay.MAY,
        None,
        None,
    )
    assert set(answers(finding).values()) == {"met"}
    told = {one["name"]: one for one in finding.details["judged"]}
    assert {e["sha256"] for e in told["licence"]["evidence"]} == {"a" * 64}
    assert {e["sha256"] for e in told["theory_hours"]["evidence"]} == {"b" * 64}
    assert {e["sha256"] for e in told["board_registration"]["evidence"]} == {"c" * 64}
    assert all(one["citation"] and one["confidence"] and one["source_title"] for one in told.values())
    facts = facts_from(finding.details["facts"])  # what was judged can be judged again
    assert (facts.profession, len(facts.trainings), len(facts.board_records)) == (PT, 1, 1)


@pytest.mark.parametrize(
    ("papers", "by_hand", "missing"),
    [
        ((), (REGISTERED,), "theory_hours"),
        (({"trainings": [{**MARYLAND, "practical": None}]},), (REGISTERED,), "practical_hours"),
        (({"trainings": [{**MARYLAND, "approved_by": None}]},), (REGISTERED,), "course_approvers"),
        (({"trainings": [MARYLAND]},), (), "board_registration"),
        (({"trainings": [MARYLAND]},), (replace(REGISTERED, looked_on=TODAY - 121 * DAY),), "board_registration"),
        (({"trainings": [MARYLAND]},), (replace(REGISTERED, looked_on=TODAY + DAY),), "board_registration"),
        (({"trainings": [MARYLAND]},), (replace(REGISTERED, state="VA"),), "board_registration"),
        (({"trainings": [MARYLAND]},), (replace(REGISTERED, result=HandResult.COULD_NOT_TELL),), "board_registration"),
        (({"trainings": [{**MARYLAND, "completed": "2027-01-01"}]},), (REGISTERED,), "theory_hours"),
    ],
)
def test_what_is_not_shown_cannot_be_told(
    papers: tuple[dict[str, Any], ...], by_hand: tuple[HandLookUp, ...], missing: str
) -> None:
    finding = judged(IN_MARYLAND, papers=tuple(paper(**one) for one in papers), by_hand=by_hand)
    assert (finding.verdict, answers(finding)[missing]) == (V.CANNOT_TELL, "cannot_tell")
    assert all((finding.reason, finding.next_step, finding.details["missing"], finding.details["question"]))


def test_only_a_complete_record_or_a_look_up_says_not_met() -> None:
    few = {**MARYLAND, "practical": {"in_person": 27, "online": 0}}
    part = judged(IN_MARYLAND, papers=(paper(trainings=[few]),), by_hand=(REGISTERED,))
    whole = judged(IN_MARYLAND, papers=(paper(trainings=[few], training_record_complete=True),), by_hand=(REGISTERED,))
    assert (part.verdict, whole.verdict) == (V.CANNOT_TELL, V.NOT_MET)
    assert (whole.status, whole.reason) == (NeedlingDisplay.MAY_NOT, None)
    assert answers(whole)["practical_hours"] == "not_met"
    gone = judged(IN_MARYLAND, papers=(paper(trainings=[MARYLAND]),),
                  by_hand=(looked(LookedUp.REGISTRATION, "MD", HandResult.NOT_FOUND),))  # fmt: skip
    assert (gone.verdict, answers(gone)["board_registration"]) == (V.NOT_MET, "not_met")


def test_a_listed_course_beside_a_whole_record_hides_hours_that_nobody_told() -> None:
    listed = TrainingRecord(issuer="Another Institute", credential="EXDN", name=PersonName(), raw_name="x")
    few = {**MARYLAND, "practical": {"in_person": 27, "online": 0}}
    finding = judged(IN_MARYLAND, seen(listed, source="list"), by_hand=(REGISTERED,),
                     papers=(paper(trainings=[few], training_record_complete=True),))  # fmt: skip
    assert answers(finding)["practical_hours"] == "cannot_tell"


def test_a_paper_of_an_issuer_that_withdrew_it_counts_no_more() -> None:
    gone = TrainingRecord(
        issuer="EXAMPLE INSTITUTE", credential="EXDN", name=PersonName(), raw_name="x", withdrawn=True
    )
    finding = judged(
        IN_MARYLAND, seen(gone, source="list"), papers=(paper(trainings=[MARYLAND]),), by_hand=(REGISTERED,)
    )
    assert finding.verdict is V.CANNOT_TELL


def test_a_paper_about_another_profession_counts_for_that_one_only() -> None:
    both = replace(paper(trainings=[MARYLAND]), profession=CHIRO)
    assert judged(IN_MARYLAND, papers=(both,), by_hand=(REGISTERED,)).verdict is V.CANNOT_TELL


@pytest.mark.parametrize(
    ("record", "read_at", "answer", "reason"),
    [
        (licensed("MD"), READ, "met", None),
        (licensed("MD"), READ - 31 * DAY, "cannot_tell", Reason.SOURCE_STALE),
        (licensed("MD", status=LicenseStatus.SUSPENDED, raw_status="SUSPENDED"), READ, "not_met", None),
        (licensed("MD", status=LicenseStatus.EXPIRED), READ, "cannot_tell", Reason.INPUT_INSUFFICIENT),  # a privilege?
        (licensed("MD", status=LicenseStatus.EXPIRED), READ - 31 * DAY, "cannot_tell", Reason.SOURCE_STALE),
        (licensed("MD", status=LicenseStatus.ACTIVE_RESTRICTED), READ, "cannot_tell", Reason.HUMAN_REVIEW_PENDING),
        (licensed("MD", status=LicenseStatus.UNKNOWN), READ, "cannot_tell", Reason.OUR_FAILURE),
        (licensed("MD", authority="something beside"), READ, "cannot_tell", Reason.INPUT_INSUFFICIENT),
        (licensed("MD", expires=TODAY - DAY), READ - 3 * DAY, "cannot_tell", Reason.SOURCE_STALE),
    ],
)
def test_the_license(record: LicenseRecord, read_at: datetime, answer: str, reason: Reason | None) -> None:
    finding = judged(seen(record, read_at), papers=(paper(trainings=[MARYLAND]),), by_hand=(REGISTERED,))
    assert (answers(finding)["licence"], finding.reason) == (answer, reason)
    assert finding.verdict == {"met": V.MET, "not_met": V.NOT_MET, "cannot_tell": V.CANNOT_TELL}[answer]


def test_the_place_of_treatment_decides_and_a_privilege_is_looked_up() -> None:
    at_home, papers = seen(licensed("CO")), (paper(trainings=[MARYLAND]),)
    abroad = judged(at_home, state="MD", papers=papers, by_hand=(REGISTERED,))
    assert (abroad.verdict, answers(abroad)["licence"]) == (V.CANNOT_TELL, "cannot_tell")
    assert (abroad.jurisdiction, abroad.reason) == ("MD", Reason.INPUT_INSUFFICIENT)
    privilege = looked(LookedUp.PRIVILEGE, "MD")
    held = judged(at_home, state="MD", papers=papers, by_hand=(REGISTERED, privilege))
    assert (held.verdict, answers(held)["licence"]) == (V.MET, "met")
    assert held.good_until == TODAY + 30 * DAY  # the years rest on the license at home
    for changed in (
        replace(privilege, looked_on=TODAY - 121 * DAY),
        replace(privilege, result=HandResult.COULD_NOT_TELL),
        replace(privilege, result=HandResult.NOT_FOUND),
        replace(privilege, result=HandResult.ACTIVE_WITH_CONDITIONS),
    ):
        found = judged(at_home, state="MD", papers=papers, by_hand=(REGISTERED, changed))
        assert found.verdict is V.CANNOT_TELL
    ended = judged(
        at_home, state="MD", papers=papers, by_hand=(REGISTERED, looked(LookedUp.PRIVILEGE, "MD", HandResult.EXPIRED))
    )
    assert ended.verdict is V.NOT_MET
    two = (REGISTERED, privilege, replace(privilege, result=HandResult.EXPIRED))
    assert judged(at_home, state="MD", papers=papers, by_hand=two).verdict is V.CANNOT_TELL
    trainer = judged(seen(licensed("CO", AT)), state="MD", profession=AT, by_hand=(privilege,))
    assert answers(trainer).get("licence") != "met"  # the compact is about physical therapy


def test_nothing_looked_up_by_hand_mends_what_the_board_lists() -> None:
    suspended = seen(licensed("MD", status=LicenseStatus.SUSPENDED))
    by_hand = (REGISTERED, looked(LookedUp.LICENSE, "MD", license_number="60012345"))
    assert judged(suspended, papers=(paper(trainings=[MARYLAND]),), by_hand=by_hand).verdict is V.NOT_MET
    revoked = looked(LookedUp.LICENSE, "MD", HandResult.REVOKED, license_number="60012345", looked_on=TODAY)
    for look_up, verdict in ((revoked, V.CANNOT_TELL), (replace(revoked, looked_on=TODAY - DAY), V.MET)):
        found = judged(IN_MARYLAND, papers=(paper(trainings=[MARYLAND]),), by_hand=(REGISTERED, look_up))
        assert found.verdict is verdict  # a list that was read later knows better


def test_the_region_of_the_body() -> None:
    ot = Profession.OCCUPATIONAL_THERAPIST
    back = judged(seen(licensed("MD", ot)), state="MD", profession=ot, region="low back")
    assert (back.verdict, back.details["region"]) == (V.NOT_PERMITTED, "low back")
    hand = judged(seen(licensed("MD", ot)), state="MD", profession=ot, region="hand")
    assert hand.verdict is not V.NOT_PERMITTED


def test_the_first_stage_of_training_ends() -> None:
    """Nebraska-like stages exist in the rules: found by the data, not by a state's name."""
    staged = [
        rule for code in jurisdictions() for rule in rules_for(code)
        if isinstance(rule.requirements.get("interim_practice"), dict | type(rule.requirements))
        and "hours_before_first_use" in rule.requirements["interim_practice"]  # type: ignore[operator]
        and rule.effective_to is None
    ]  # fmt: skip
    assert staged
    rule = staged[0]
    first = rule.requirements["interim_practice"]["hours_before_first_use"]  # type: ignore[index]
    told = course(total_hours=first, in_person_hours=first, live_online_hours=0, recorded_online_hours=0,
                  completed=(TODAY - 300 * DAY).isoformat(), started=(TODAY - 310 * DAY).isoformat(),
                  written_exam=True, practical_exam=True, competency_assessment=True)  # fmt: skip
    shown = {"trainings": [told], "training_record_complete": True}
    finding = judged(seen(licensed(rule.jurisdiction, rule.profession)), state=rule.jurisdiction,
                     profession=rule.profession, papers=(paper(**shown),))  # fmt: skip
    if finding.verdict is V.INTERIM:
        assert TODAY <= (finding.good_until or TODAY - DAY) <= TODAY + 30 * DAY
        assert (finding.status, finding.reason) == (NeedlingDisplay.CANNOT_TELL, Reason.INPUT_INSUFFICIENT)


def test_two_days_two_laws() -> None:
    """Utah let physical therapists needle from 2014 on; before that the table knows of no rule of permission."""
    periods = [rule for rule in rules_for("UT") if rule.profession is PT]
    assert len(periods) > 1
    found = {judged(seen(licensed("UT")), state="UT", on=day).details.get("rule_id")
             for day in (date(2016, 1, 1), TODAY)}  # fmt: skip
    assert len(found) == 2
    early = judged(seen(licensed("UT")), state="UT", on=date(2016, 1, 1))
    assert early.good_until is not None  # the rule of that day had an end


def by_hand_in_maine(result: HandResult = HandResult.ACTIVE, days: int = 5) -> HandLookUp:
    return looked(LookedUp.LICENSE, "ME", result, license_number="60012345", looked_on=TODAY - days * DAY)


def read_ago(days: int, source: str = "board", **changes: Any) -> Sighting:
    return seen(licensed("ME", **changes), READ - days * DAY, source)


LIMITED, OFF = {"status": LicenseStatus.ACTIVE_RESTRICTED}, {"status": LicenseStatus.SUSPENDED}


@pytest.mark.parametrize(
    ("records", "by_hand", "verdict"),
    [
        ([read_ago(40)], [by_hand_in_maine()], V.NO_STANDARD),  # the list is too old, the look-up is not
        ([read_ago(40)], [by_hand_in_maine(days=50)], V.CANNOT_TELL),  # the list, old as it is, is the later one
        ([read_ago(0, **LIMITED)], [by_hand_in_maine(days=100)], V.CANNOT_TELL),
        ([read_ago(0), read_ago(0, **OFF)], [by_hand_in_maine(days=100)], V.CANNOT_TELL),
        ([read_ago(20), read_ago(0, "another", **OFF)], [], V.CANNOT_TELL),
        ([read_ago(20)], [by_hand_in_maine(HandResult.ACTIVE_WITH_CONDITIONS)], V.CANNOT_TELL),
        ([read_ago(20)], [by_hand_in_maine(HandResult.NOT_FOUND)], V.CANNOT_TELL),
        ([read_ago(20)], [by_hand_in_maine(HandResult.COULD_NOT_TELL)], V.NO_STANDARD),
        ([read_ago(20, **OFF)], [by_hand_in_maine()], V.CANNOT_TELL),  # a newer answer says otherwise
        ([read_ago(20, **OFF)], [], V.NOT_MET),
    ],
)
def test_answers_that_contradict_each_other_are_no_answer(
    records: list[Sighting], by_hand: list[HandLookUp], verdict: RuleVerdict
) -> None:
    context = replace(CONTEXT, sources={"board": BOARD, "another": replace(BOARD, name="another")})
    case = Case(sightings=records, by_hand=by_hand)
    every = findings(case, ExclusionIndex(()), context)
    (finding,) = (one for one in every if one.need is Need.NEEDLING_RULE)
    assert finding.verdict is verdict
    if verdict is V.CANNOT_TELL and len(records) > 1:
        assert finding.reason is Reason.SOURCES_CONFLICT


def test_a_privilege_of_whoever_lost_the_license_at_home_counts_no_more() -> None:
    privilege = looked(LookedUp.PRIVILEGE, "ME", looked_on=TODAY - 100 * DAY)
    for status, verdict in ((LicenseStatus.REVOKED, V.CANNOT_TELL), (LicenseStatus.ACTIVE, V.NO_STANDARD)):
        home = seen(licensed("WA", status=status))
        assert judged(home, state="ME", by_hand=(privilege,)).verdict is verdict


def test_a_look_up_on_a_paper_and_a_card_grow_old() -> None:
    record = {"state": "MD", "kind": "registry", "found": True, "checked": (TODAY - 121 * DAY).isoformat()}
    for found in (True, False):
        told = paper(trainings=[MARYLAND], board_records=[{**record, "found": found}])
        assert judged(IN_MARYLAND, papers=(told,)).verdict is V.CANNOT_TELL
    old = paper(cpr_valid_until=(TODAY - DAY).isoformat())
    assert answers(judged(seen(licensed("NJ")), state="NJ", papers=(old,)))["cpr"] == "cannot_tell"


FEW = {**MARYLAND, "practical": {"in_person": 27, "online": 0}}


@pytest.mark.parametrize(
    "others",
    [
        (replace(paper(trainings=[MARYLAND]), profession=CHIRO),),
        (replace(paper(trainings=[FEW], training_record_complete=True), seen_on=TODAY - 121 * DAY),),
    ],
)
def test_a_record_is_whole_only_while_nothing_else_is_known(others: tuple[Paper, ...]) -> None:
    whole = paper(trainings=[FEW], training_record_complete=True)
    papers = (whole, *others) if others[0].profession else others
    assert judged(IN_MARYLAND, papers=papers, by_hand=(REGISTERED,)).verdict is V.CANNOT_TELL


def test_what_a_no_rests_on_ends() -> None:
    whole = paper(trainings=[FEW], training_record_complete=True)
    finding = judged(IN_MARYLAND, papers=(whole,), by_hand=(REGISTERED,))
    assert (finding.verdict, finding.good_until) == (V.NOT_MET, TODAY + 30 * DAY)
    over = judged(seen(licensed("CO")), state="ME", by_hand=(looked(LookedUp.PRIVILEGE, "ME", HandResult.EXPIRED),))
    assert (over.verdict, over.good_until) == (V.NOT_MET, TODAY + 115 * DAY)


def test_numbers_on_two_papers_are_no_record_of_all() -> None:
    each = {"supervised_sessions": 80, "supervised_hours": 80, "training_record_complete": True}
    told = judged(seen(licensed("WA")), state="WA", papers=(paper(**each), paper(**each)))
    assert answers(told)["supervised_sessions"] == "cannot_tell"


def test_statements_with_the_board_are_not_public() -> None:
    absent = looked(LookedUp.REGISTRATION, "FL", HandResult.NOT_FOUND)
    found = judged(seen(licensed("FL")), state="FL", by_hand=(absent,))
    assert answers(found)["board_registration"] == "cannot_tell"


def test_a_registration_counts_for_one_profession() -> None:
    trainer = seen(licensed("MD", AT, number="A9"))
    told = judged(IN_MARYLAND, trainer, by_hand=(REGISTERED,))
    assert answers(told)["board_registration"] == "cannot_tell"
    named = judged(IN_MARYLAND, trainer, by_hand=(replace(REGISTERED, license_number="60012345"),))
    assert answers(named)["board_registration"] == "met"


def test_nobody_knows_of_every_license_in_a_state_that_counts_only_its_own() -> None:
    privilege = looked(LookedUp.PRIVILEGE, "NJ")
    found = judged(seen(licensed("PA")), state="NJ", by_hand=(privilege,))
    assert (answers(found)["licence"], answers(found)["years_licensed_before"]) == ("met", "cannot_tell")


# --- what holds for everybody -----------------------------------------------------------------------------------------

hours = st.one_of(st.none(), st.integers(0, 120))
courses = st.builds(
    lambda **facts: {key: value for key, value in facts.items() if value is not None},
    total_hours=st.none() | st.integers(400, 500),
    in_person_hours=hours,
    theory=st.none() | st.fixed_dictionaries({"in_person": st.integers(0, 90), "live_online": st.integers(0, 90)}),
    practical=st.none() | st.fixed_dictionaries({"in_person": st.integers(0, 90)}),
    competency_assessment=st.none() | st.booleans(),
    written_exam=st.none() | st.booleans(),
    approved_by=st.none() | st.just(["APTA"]),
    instructor_years_dn=st.none() | st.integers(0, 9),
)
papers_ = st.lists(
    st.builds(
        lambda told, whole: paper(trainings=[told], **({"training_record_complete": True} if whole else {})),
        courses, st.booleans(),
    ),
    max_size=3,
)  # fmt: skip
looks = st.lists(
    st.builds(looked, st.sampled_from(LookedUp), st.sampled_from(["MD", "WA"]), st.sampled_from(HandResult)), max_size=3
)
states = st.sampled_from(["MD", "WA", "ME", "NJ", "UT", "VA", "AZ", "CA", "PA", "TN"])
boards = st.lists(st.builds(licensed, states, status=st.sampled_from(LicenseStatus)), max_size=3)
YES = (V.MET, V.MET_SO_FAR, V.NO_STANDARD, V.INTERIM)
SURE = (*YES, V.NOT_MET)


@settings(deadline=None)
@given(boards, papers_, looks, states, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(
    records: list[LicenseRecord], papers: list[Paper], by_hand: list[HandLookUp], state: str, random: Any
) -> None:
    sightings = [seen(record) for record in records]
    one = judged(*sightings, state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    for mixed in (sightings, papers, by_hand):
        random.shuffle(mixed)
    other = judged(*sightings, state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    assert (one.verdict, answers(one), one.good_until) == (other.verdict, answers(other), other.good_until)


@settings(deadline=None)
@given(boards, papers_, looks, states)
def test_less_known_never_makes_it_better(
    records: list[LicenseRecord], papers: list[Paper], by_hand: list[HandLookUp], state: str
) -> None:
    """Whatever is taken away: what was no yes becomes none, but for what spoke against the person."""
    sightings = [seen(record) for record in records]
    whole = judged(*sightings, state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    for at in range(len(papers)):
        less = judged(*sightings, state=state, papers=tuple(papers[:at] + papers[at + 1 :]), by_hand=tuple(by_hand))
        assert less.verdict not in YES or whole.verdict in YES or whole.verdict is V.NOT_MET
    without = judged(state=state)
    assert without.verdict not in SURE


@settings(deadline=None)
@given(
    boards,
    papers_,
    looks,
    states,
    st.sampled_from([s for s in LicenseStatus if s not in ("active", "active_restricted")]),
)
def test_a_board_that_contradicts_never_makes_it_better(
    records: list[LicenseRecord], papers: list[Paper], by_hand: list[HandLookUp], state: str, word: LicenseStatus
) -> None:
    ours = [one for one in records if one.jurisdiction != state]
    good, bad = licensed(state), licensed(state, status=word)
    with_good = judged(*map(seen, [*ours, good]), state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    with_both = judged(*map(seen, [*ours, good, bad]), state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    assert with_both.verdict not in YES or with_good.verdict in YES


@settings(deadline=None)
@given(boards, papers_, looks, states)
def test_a_verdict_that_is_no_answer_has_its_reason(
    records: list[LicenseRecord], papers: list[Paper], by_hand: list[HandLookUp], state: str
) -> None:
    finding = judged(*map(seen, records), state=state, papers=tuple(papers), by_hand=tuple(by_hand))
    settled = NEEDLING_DISPLAY[finding.verdict or V.CANNOT_TELL] in (NeedlingDisplay.MAY, NeedlingDisplay.MAY_NOT)
    assert bool(finding.reason) == bool(finding.next_step) == (not settled)
    assert finding.good_until is None or finding.good_until >= TODAY
