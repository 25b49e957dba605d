"""The sentences people read: whole, plain, dated, and never a judgment that is not ours to make."""

import itertools
import re
from datetime import UTC, date, datetime

import pytest

from directory import rules, wording
from directory.linking.measuring import Tally
from directory.vocabulary import (
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    Need,
    NeedlingDisplay,
    NpiStatus,
    RuleVerdict,
)

DAY = date(2026, 11, 20)
FORBIDDEN = re.compile(
    r"\b(qualified|unqualified|safe|approved|certified by us|credentialed|top|illegal|background check|score)\b",
    re.IGNORECASE,
)
WORDS = {
    Need.LICENSE: [*CredentialStatus],
    Need.NPI: [*CredentialStatus],
    Need.TRAINING: [*CredentialStatus],
    Need.EXCLUSION: [*ExclusionStatus, CredentialStatus.STALE],
}
WITH_ISSUER = (CredentialStatus.ISSUER_SILENT, CredentialStatus.NOT_LISTED)  # never without its name
DETAILS: list[dict[str, object]] = [
    {},
    {"expires": "2027-11-20", "license_status": "active", "number": "PT60012345"},
    {"why": "the names differ; this entry says Rowan Castlebury"},
    {"why": "A whole sentence."},
    {"letters": "EXDN", "issuer": "Example Institute", "hours_implied": 27},
    {"letters": "Dry Needler", "issuer": None},
    {"list": "the LEIE", "entries": [{"since": "2020-03-19", "waiver_state": "ND"}], "gone_on": "2026-11-20"},
    {"list": "the LEIE", "entries": [{"since": None}]},
    {"deactivated_on": "2025-01-02", "list_read_on": "2026-10-01"},
]


def said(need: Need, status: str, details: dict[str, object] | None = None, **more: object) -> str:
    given: dict[str, object] = {
        "owner": "The board",
        "read_on": DAY,
        "details": details or {},
        "state": "WA",
        "profession": "PT",
        "verdict": None,
        "raw": None,
    }
    return wording.sentence(need, status, **{**given, **more})  # type: ignore[arg-type]


def check(sentence: str) -> None:
    assert sentence.endswith("."), sentence
    assert not sentence.endswith(".."), sentence
    assert all(part[:1].isupper() or part[:1] in "“0123456789" for part in re.split(r"(?<=[a-z)]\.) ", sentence)), (
        sentence
    )
    assert not FORBIDDEN.search(sentence), sentence
    assert "None" not in sentence, sentence
    assert "  " not in sentence, sentence


@pytest.mark.parametrize(("need", "status"), [(need, status) for need, found in WORDS.items() for status in found])
def test_every_result_has_whole_sentences(need: Need, status: str) -> None:
    for details, read_on, raw in itertools.product(DETAILS, (DAY, None), (None, "ACTIVE/PENDING [x]")):
        known = {"issuer": "Example Institute", "letters": "EXDN"} if status in WITH_ISSUER else {}
        known |= {"list": "Federal list"} if need is Need.EXCLUSION else {}
        check(said(need, status, {**details, **known}, read_on=read_on, raw=raw))


@pytest.mark.parametrize("verdict", list(RuleVerdict))
def test_every_verdict_has_whole_sentences(verdict: RuleVerdict) -> None:
    for permission, profession, state in itertools.product(
        (None, "permitted", "unclear", "prohibited"), ("PT", "AT", "OT"), ("WA", "DC")
    ):
        details = {"permission": permission, "requirements": {"total_hours": 75}}
        check(said(Need.NEEDLING_RULE, "x", details, verdict=verdict, state=state, profession=profession))


@pytest.mark.parametrize(
    ("need", "status", "opening"),
    [
        (Need.LICENSE, "confirmed", "Checked."),
        (Need.LICENSE, "confirmed_restricted", "Active, with limits."),
        (Need.LICENSE, "confirmed_not_active", "Not active."),
        (Need.LICENSE, "claimed", "Not checked."),
        (Need.LICENSE, "not_listed", "Not on the list."),
        (Need.LICENSE, "stale", "Needs a new check."),
        (Need.LICENSE, "contradicted", "Sources disagree."),
        (Need.LICENSE, "ambiguous_person", "More than one person fits."),
        (Need.LICENSE, "our_error", "Our fault."),
        (Need.LICENSE, "not_covered", "We do not check this"),
        (Need.TRAINING, "claimed", "Not checked."),
        (Need.TRAINING, "issuer_silent", "Cannot check."),
        (Need.TRAINING, "not_listed", "Not on the list."),
        (Need.TRAINING, "stale", "Needs a new check."),
        (Need.TRAINING, "contradicted", "Sources disagree."),
        (Need.EXCLUSION, "none_found", "No entry found."),
        (Need.EXCLUSION, "listed", "Listed as excluded since"),
        (Need.EXCLUSION, "formerly_listed", "Was listed from"),
        (Need.EXCLUSION, "stale", "Needs a new check."),
    ],
)
def test_sentences_open_as_agreed(need: Need, status: str, opening: str) -> None:
    assert said(need, status).startswith(opening)


@pytest.mark.parametrize(("need", "status"), [(need, status) for need, found in WORDS.items() for status in found])
def test_a_sentence_does_not_say_the_word_of_its_badge_again(need: Need, status: str) -> None:
    """Pages show the badge, then the sentence without the same word at its head."""
    known = {"list": "Federal list", "issuer": "Example Institute"}
    _, word, _ = wording.badge(need, status)
    told = said(need, status, known)
    rest = told.removeprefix(f"{word}. ")
    assert rest == told or word.lower() not in rest.lower(), rest
    if need is not Need.TRAINING and status in (ExclusionStatus.NONE_FOUND, CredentialStatus.NOT_COVERED):
        assert rest != told


def test_of_a_list_of_exclusions_its_name_and_day_are_not_told_over_and_over() -> None:
    """The name stands in the title, and with its day below: the sentence needs only the day."""
    told = said(Need.EXCLUSION, "none_found", {"list": "Federal list"})
    assert told == "No entry found. We searched this list as of November 20, 2026."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2023-07-23", "July 23, 2023"), ("2023-07", "July 2023"), ("2023", "2023"), ("undated", "undated"),
        ("2023-13", "2023-13"),
    ],
)  # fmt: skip
def test_a_day_of_a_source_is_told_as_far_as_it_is_given(given: str, told: str) -> None:
    assert wording.written_day(given) == told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("0 hours that count; how the rest was taught or whether there is more is not known",
         "We could not see any hours."),
        ("27 hours that count; how the rest was taught or whether there is more is not known",
         "27 hours count. We could not see if there are more, or how they were taught."),
        ("27.5 hours that count", "27.5 hours count."),
        ("0 hours that count", "0 hours count."),
        ("1 hours that count", "1 hour counts."),
        ("0 hours that count; whether the rule's alternative holds is not known",
         "0 hours count. Whether the rule's alternative holds is not known."),
        ("its parts: theory hours cannot tell, in person hours met",
         "It is made of parts, which stand in this list."),
        ("not known", "We could not see it."),
        ("no look-up of the board", "We have no answer from the board on this."),
        ("no course that tells of written exam; another course may have had one",
         "We saw no course that tells of: written exam. Another course may have had one."),
        ("licensed since 2018-04-03", "Known: licensed since April 3, 2018."),
        ("two look-ups of 2026-11-02 contradict each other",
         "Known: two look-ups of November 2, 2026 contradict each other."),
        ("license, active", "Known: license, active."),
    ],
)  # fmt: skip
def test_what_was_found_for_a_requirement_is_said_to_a_reader(found: str, told: str) -> None:
    one = {"name": "theory_hours", "answer": "cannot_tell", "required": "100", "found": found}
    assert wording.requirement(one, {"requirements": {"theory_hours": 100}}) == (
        "100 hours of theory", f"cannot tell. {told}",
    )  # fmt: skip


def test_the_windows_of_coordinators_are_not_told_to_patients() -> None:
    read_at, until = datetime(2026, 11, 20, 12, tzinfo=UTC), date(2026, 12, 20)
    told = list(wording.how_long("confirmed", read_at, None, until))
    assert told == ["We show it until December 20, 2026; after that it needs a new check"]
    windows, again = wording.how_long("confirmed", read_at, None, until, coordinator=True)
    assert windows.startswith("Usable until March 20, 2027 where 120 days are allowed")
    assert again == told[0]


def test_the_notice_of_the_rules_speaks_to_readers() -> None:
    told = wording.rule_notice(rules.notice())
    assert told.startswith("Not legal advice. ")
    assert "rule engine" not in told
    assert "SCHEMA" not in told
    assert wording.rule_notice("") == ""


def test_only_confirmed_words_say_checked() -> None:
    for need, found in WORDS.items():
        for status in found:
            if status != CredentialStatus.CONFIRMED:
                assert not said(need, status).startswith(("Checked", "Listed by")), (need, status)
    assert not said(Need.TRAINING, "confirmed", {"letters": "EXDN", "issuer": "I"}).startswith("Checked")


def test_dates_of_reading_and_raw_words_are_told() -> None:
    assert "November 20, 2026" in said(Need.LICENSE, "confirmed")
    assert "November 20, 2026" in said(Need.EXCLUSION, "none_found")
    assert "an unknown day" in said(Need.LICENSE, "stale", read_on=None)
    assert "Zu prüfen" in said(Need.LICENSE, "our_error", raw="Zu prüfen")
    assert "suspended" in said(Need.LICENSE, "confirmed_not_active", {"license_status": "suspended"})
    past = said(Need.LICENSE, "contradicted", {"expires": "2026-10-11"}, raw="ACTIVE")
    assert "ACTIVE" in past
    assert "October 11, 2026" in past


def test_not_on_the_list_gives_the_date_of_the_list_not_of_the_registry() -> None:
    text = said(Need.LICENSE, "not_listed", {"list_read_on": "2026-10-01"}, read_on=DAY)
    assert "list of October 1, 2026" in text
    assert "November" not in text


def test_an_npi_is_never_told_as_a_license() -> None:
    assert "proves no license" in said(Need.NPI, "confirmed")
    gone = said(Need.NPI, "confirmed_not_active", {"deactivated_on": "2025-01-02"}, raw=NpiStatus.DEACTIVATED)
    assert "deactivated since January 2, 2025" in gone


def test_every_status_word_has_a_badge_with_a_word_of_its_own() -> None:
    for status in (*CredentialStatus, *ExclusionStatus, *NeedlingDisplay):
        icon, word, color = wording.BADGES[status]
        assert icon
        assert word
        assert color in ("green", "orange", "red", "gray")
        assert not FORBIDDEN.search(word)
    green = {status for status, badge in wording.BADGES.items() if badge[2] == "green"}
    assert green == {"confirmed", "may"}  # that a list names nobody is no approval


@pytest.mark.parametrize("status", list(LicenseStatus))
def test_every_license_status_has_a_plain_word(status: LicenseStatus) -> None:
    assert wording.plain_license(status)
    assert wording.plain_license("no such word") == "unknown"


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("PT", "a physical therapist"),
        ("AT", "an athletic trainer"),
        ("OT", "an occupational therapist"),
        (None, "a practitioner"),
    ],
)
def test_articles(code: str | None, who: str) -> None:
    assert wording.one(code) == who


@pytest.mark.parametrize(
    ("miles", "text"), [(0.0, "about 1 mile"), (1.4, "about 1 mile"), (1.6, "about 2 miles"), (24.5, "about 24 miles")]
)
def test_miles_are_whole_and_about(miles: float, text: str) -> None:
    assert wording.about_miles(miles) == text


def test_overlays() -> None:
    for code in (CredentialStatus.SOURCE_DOWN, CredentialStatus.OUR_ERROR):
        text = wording.overlay(code, "The board", DAY)
        check(text)
        assert "November 20, 2026" in text


def test_standing_texts_promise_nothing() -> None:
    for text in (wording.NOTICE, wording.SAMPLE_BANNER, wording.ORDER, *wording.NOT_CHECKED):
        assert not FORBIDDEN.search(text)


@pytest.mark.parametrize(
    ("bound", "told"),
    [(3 / 812, "0.37%"), (0.001, "0.10%"), (0.00101, "0.11%"), (0.0029, "0.29%"), (1.0, "100.00%")],
)
def test_a_bound_is_never_rounded_down(bound: float, told: str) -> None:
    assert wording.at_most(bound) == told


@pytest.mark.parametrize(
    ("tally", "told"),
    [
        (Tally(records=9), "No link was made without a person."),
        (Tally(settled=1), "0 wrong of 1 link that was made without a person: at most 100.00% are wrong"),
        (Tally(settled=812), "0 wrong of 812 links that were made without a person: at most 0.37% are wrong"),
        (Tally(settled=1_000, nobody=1, another=1), "2 wrong of 1,000 links that were made without a person: at most"),
    ],
)
def test_the_rate_of_false_links_has_its_bound(tally: Tally, told: str) -> None:
    assert wording.false_links(tally).startswith(told)
    assert wording.false_links(tally).endswith("with 95% certainty." if tally.settled else "a person.")


def test_a_difficulty_nobody_has_words_for_is_told_as_it_is() -> None:
    assert wording.difficulty("father_son_true_absent") == "absent: father and son"
    assert wording.difficulty("left_handed") == "left handed"


@pytest.mark.parametrize(
    ("details", "said", "never"),
    [
        ({"on_file": None, "license_status": "active"}, [], "discipline"),
        ({"on_file": False, "license_status": "active", "discipline": ["No"]}, [], "No"),
        ({"on_file": True, "discipline": ["Yes"], "verify_url": "https://board.example.gov/"},
         ["something on file", "does not say what", "for the order: https://board.example.gov/"], "Discipline:"),
        ({"on_file": True, "discipline": ["Probation"], "cases": [
            {"action": "Probation", "number": "2019-1", "effective": "2019-02-11", "completed": "2020-03-01",
             "over": "yes"}]},
         ["Discipline case 2019-1: Probation, from February 11, 2019. It ended on March 1, 2020",
          "We have not read the order itself. Ask the board for the order"], "runs until"),
        ({"on_file": True, "cases": [{"action": "Fine", "completed": "2027-03-01"}]},
         ["It runs until March 1, 2027"], "ended"),
        ({"on_file": False, "license_status": "surrendered"}, ["given up by its holder", "no discipline"], "order"),
        ({"on_file": None, "license_status": "surrendered"}, ["whether a case stood behind it"], "no discipline"),
        ({"on_file": True, "license_status": "surrendered", "discipline": ["Consent order"]},
         ["own words on discipline: Consent order", "whether one led to the other"], "by its holder"),
    ],
)  # fmt: skip
def test_discipline_is_worded_as_what_it_is(details: dict[str, object], said: list[str], never: str) -> None:
    told = " | ".join(wording.discipline(details))
    assert all(part in told for part in said), told
    assert never not in told
    assert bool(told) == bool(said)
    assert not FORBIDDEN.search(told)
