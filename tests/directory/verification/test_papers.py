"""Certificates that were seen: shown as that and never as confirmed, counted only where nothing speaks against it; and
letters that collide, which upgrade nobody.
"""

from datetime import date
from typing import Any

import pytest

from directory import wording
from directory.records import ExclusionRecord, Record, Sighting
from directory.search_rows import facts_of
from directory.verification import Case, ExclusionIndex, Finding, findings
from directory.verification.model import Doubt, Paper
from directory.verification.papers import DOCUMENT_SEEN, same_body
from directory.vocabulary import Audience, CredentialStatus, LicenseStatus, Need, Profession, Reason
from tests.copies import replace
from tests.directory.verification.test_verification import (
    BOARD,
    CHIRO,
    CONTEXT,
    DAY,
    ENTRY,
    LAPSED,
    LISTED,
    PT,
    READ,
    REGISTRY,
    TODAY,
    listed_with,
    of,
    seen,
    writes,
)

S = CredentialStatus
COURSE: dict[str, Any] = {"name": "Dry needling 1", "completed": "2024-05-01", "total_hours": 54, "in_person_hours": 30}
PAPER = Paper(
    number=1, seen_on=date(2026, 11, 18), seen_by="JR", organization="Example Clinic", issuer="Example School",
    title="Dry needling 1", facts={"trainings": [COURSE]}, sha256="a" * 64, document="certificate.pdf",
    recorded_at=READ,
)  # fmt: skip
INSTITUTE = replace(PAPER, issuer="Example Institute")
DOUBT = Doubt(code="unsure", sentence="the name alone", need=Need.TRAINING, sighting=seen(LISTED))


def judged(
    *records: Record | Sighting,
    papers: tuple[Paper, ...] = (PAPER,),
    entries: tuple[ExclusionRecord, ...] = (),
    doubts: tuple[Doubt, ...] = (),
    as_of: date = TODAY,
) -> list[Finding]:
    sightings = [r if isinstance(r, Sighting) else seen(r) for r in records]
    case = Case(sightings=sightings, papers=papers, doubts=doubts)
    return findings(case, ExclusionIndex([seen(e) for e in entries], []), replace(CONTEXT, as_of=as_of))


def on_paper(found: list[Finding]) -> list[Finding]:
    return [f for f in of(found, Need.TRAINING) if f.details.get("class") == DOCUMENT_SEEN]


SILENT, ALL = Reason.NOT_PUBLISHED, Audience.PATIENT
CONFLICT, OURS = Reason.SOURCES_CONFLICT, Audience.COORDINATOR
OPEN = Reason.SOURCE_SILENT_ON_FIELD


@pytest.mark.parametrize(
    ("records", "more", "status", "grade", "reason", "audience", "counts"),
    [
        ((BOARD,), {}, S.ISSUER_SILENT, 2, SILENT, ALL, True),
        ((BOARD, REGISTRY), {}, S.ISSUER_SILENT, 2, SILENT, ALL, True),
        ((REGISTRY,), {}, S.ISSUER_SILENT, 1, SILENT, ALL, False),  # no license of theirs is checked
        ((BOARD,), {"papers": (replace(PAPER, profession=CHIRO),)}, S.ISSUER_SILENT, 2, SILENT, ALL, False),
        # whoever publishes is believed before a paper
        ((BOARD,), {"papers": (INSTITUTE,)}, S.NOT_LISTED, 1, CONFLICT, ALL, False),
        ((BOARD,), {"papers": (replace(INSTITUTE, issuer="The EXAMPLE-Institute"),)}, S.NOT_LISTED, 1, CONFLICT, ALL,
         False),
        ((BOARD,), {"papers": (INSTITUTE,), "doubts": (DOUBT,)}, S.CLAIMED, 2, OPEN, ALL, True),
        ((BOARD, LISTED), {"papers": (INSTITUTE,)}, S.CLAIMED, 2, OPEN, ALL, True),
        ((BOARD, replace(LISTED, withdrawn=True)), {"papers": (INSTITUTE,)}, S.CONTRADICTED, 0, CONFLICT, OURS, False),
        ((BOARD, replace(LISTED, withdrawn=True)), {}, S.ISSUER_SILENT, 2, SILENT, ALL, True),  # another's
        # what contradicts any training
        ((LAPSED,), {}, S.CONTRADICTED, 0, CONFLICT, OURS, False),
        ((replace(BOARD, status=LicenseStatus.REVOKED),), {}, S.CONTRADICTED, 0, CONFLICT, OURS, False),
        ((BOARD, REGISTRY), {"entries": (ENTRY,)}, S.CONTRADICTED, 0, CONFLICT, OURS, False),
        ((seen(replace(BOARD, jurisdiction="CA"), name="ca"),), {}, S.ISSUER_SILENT, 1, SILENT, ALL, False),  # may not
    ],
)  # fmt: skip
def test_what_is_said_of_a_certificate(
    records: tuple[Record, ...], more: dict[str, Any], status: CredentialStatus, grade: int, reason: Reason,
    audience: Audience, counts: bool,
) -> None:  # fmt: skip
    found = judged(*records, **more)
    (finding,) = on_paper(found)
    assert (finding.status, finding.grade, finding.reason, finding.audience) == (status, grade, reason, audience)
    assert finding.next_step
    facts = [facts_of(state, profession, found) for state in ("WA", "CA") for profession in (PT, CHIRO)]
    assert any(one["certificate_seen"] for one in facts) == counts
    sentence = wording.sentence(
        Need.TRAINING, finding.status, owner="", read_on=None, details=finding.details, state=None, profession=None,
        verdict=None, raw=None,
    )  # fmt: skip
    assert "Certificate seen by Example Clinic on November 18, 2026." in sentence
    assert "Checked" not in sentence
    badge = wording.badge(Need.TRAINING, finding.status, finding.details)
    assert badge[1] != "Checked"
    assert (badge[1] == "Certificate seen") == (status in (S.ISSUER_SILENT, S.CLAIMED))


KINDS = ("claimed", "implied", "evidenced")


def test_hours_of_letters_listings_and_papers_stay_apart() -> None:
    found = of(judged(BOARD, LISTED, writes("PT, Cert. DN")), Need.TRAINING)
    told = {(f.status, f.details.get("class")): tuple(f.details[f"hours_{kind}"] for kind in KINDS) for f in found}
    assert told == {
        (S.CONFIRMED, None): (None, None, None),
        (S.ISSUER_SILENT, DOCUMENT_SEEN): (None, None, {"in_person": 30, "total": 54}),
        (S.ISSUER_SILENT, None): (None, 54, None),
    }
    (implied,) = [f for f in found if f.details["hours_implied"]]
    assert implied.details["hours_implied_by"] == "cert-dn"
    (nothing,) = of(judged(BOARD, papers=()), Need.TRAINING)
    assert nothing.details == {"hours_claimed": None, "hours_implied": None, "hours_evidenced": None}


def test_an_issuer_s_own_letters_imply_their_hours() -> None:
    smi = replace(LISTED, issuer="Spinal Manipulation Institute", credential="Cert. DN")
    (listed,) = of(judged(BOARD, smi, papers=()), Need.TRAINING)
    assert (listed.details["hours_implied"], listed.details["hours_evidenced"]) == (54, None)
    (others,) = of(judged(BOARD, replace(smi, issuer="Example Institute"), papers=()), Need.TRAINING)
    assert others.details["hours_implied"] is None


@pytest.mark.parametrize(
    ("facts", "as_of", "shown"),
    [
        ({"trainings": [COURSE]}, date(2024, 5, 1), True),
        ({"trainings": [COURSE]}, date(2024, 4, 30), False),  # on that day the course was not over
        ({"trainings": [{"total_hours": 3}]}, date(2020, 1, 1), True),
        ({"cpr_valid_until": "2027-01-01"}, TODAY, False),  # no training: a fact for the rule alone
    ],
)
def test_what_is_a_training_on_which_day(facts: dict[str, Any], as_of: date, shown: bool) -> None:
    found = judged(seen(BOARD), papers=(replace(PAPER, facts=facts),), as_of=as_of)
    assert bool(on_paper(found)) == shown


@pytest.mark.parametrize(
    ("change", "course", "shown", "counts"),
    [
        ({}, {}, True, True),
        ({"title": "Introduction to Dry Needling"}, {}, True, True),
        ({}, {"total_hours": None, "in_person_hours": None}, True, False),  # of no hours
        ({}, {"total_hours": 0, "in_person_hours": 0}, True, False),
        ({}, {"total_hours": None, "in_person_hours": None, "practical": {"in_person": 8}}, True, True),
        ({"title": "First aid"}, {"name": "First aid"}, False, False),
        ({"title": "Level 1"}, {}, True, True),  # the course tells
        ({"title": "Level 1", "issuer": "Example Dry-Needling School"}, {"name": "Level 1"}, True, True),
        ({"title": "Needlestick prevention"}, {"name": None}, False, False),
        ({}, {"entry_level": True}, False, False),
        ({"title": "Doctor of Physical Therapy"}, {"name": None, "entry_level": True}, False, False),
    ],
)
def test_only_a_course_in_needling_with_hours_is_a_certificate_seen(
    change: dict[str, Any], course: dict[str, Any], shown: bool, counts: bool
) -> None:
    paper = replace(PAPER, facts={"trainings": [COURSE | course]}, **change)
    found = judged(BOARD, papers=(paper,))
    assert bool(on_paper(found)) == shown
    assert [f.status for f in of(found, Need.TRAINING)] == [S.ISSUER_SILENT if shown else S.NOT_COVERED]
    assert facts_of("WA", Profession.PHYSICAL_THERAPIST, found)["certificate_seen"] == counts


def test_the_order_of_papers_changes_nothing_and_each_stands_by_itself() -> None:
    two = (PAPER, replace(PAPER, number=2, title="Dry needling 2"))
    assert on_paper(judged(seen(BOARD), papers=two)) == on_paper(judged(seen(BOARD), papers=two[::-1]))
    assert [f.details["paper"] for f in on_paper(judged(BOARD, papers=two))] == [1, 2]


def test_a_certificate_rests_on_its_own_bytes() -> None:
    (finding,) = on_paper(judged(BOARD))
    assert finding.paper == PAPER
    assert (finding.sighting, finding.source, finding.good_until) == (None, None, None)
    assert (finding.details["sha256"], finding.details["seen_by"]) == ("a" * 64, "JR")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Example Institute", "example institute", True),
        ("Example Institute", "Example Institute of Dry Needling", True),
        ("Spinal Manipulation Institute / AAMT", "Spinal Manipulation Institute", True),
        ("Example Institute", "Example School", False),
        ("", "Example School", False),
    ],
)
def test_names_of_one_body(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) == same_body(other, one) == same


# --- letters that collide --------------------------------------------------------------------------------------------

COLLIDING = ["CMTPT", "C.M.T.P.T.", "DNS", "IMS", "I.M.S.", "Gunn IMS", "CDN"]


@pytest.mark.parametrize("letters", COLLIDING)
def test_letters_that_collide_upgrade_nobody(letters: str) -> None:
    """Written by the person, by a clinic, or on an issuer's own list: never more than without them."""
    for records in (
        (BOARD, writes(f"PT, DPT, {letters}")),
        (BOARD, REGISTRY, listed_with("PT", letters)),
        (BOARD, replace(LISTED, credential=letters)),
    ):
        found = judged(*records, papers=())
        assert [f.grade for f in of(found, Need.TRAINING)] == [0]
        assert facts_of("WA", Profession.PHYSICAL_THERAPIST, found)["training_grade"] == 0
        assert not facts_of("WA", Profession.PHYSICAL_THERAPIST, found)["certificate_seen"]


@pytest.mark.parametrize("letters", COLLIDING)
def test_beside_a_certificate_they_add_nothing_either(letters: str) -> None:
    (with_them,) = of(judged(BOARD, writes(f"PT, DPT, {letters}")), Need.TRAINING)
    (without,) = of(judged(BOARD, writes("PT, DPT")), Need.TRAINING)
    assert with_them == without


def test_a_course_ends_before_it_proves_anything() -> None:
    tomorrow = replace(PAPER, facts={"trainings": [{**COURSE, "completed": (TODAY + DAY).isoformat()}]})
    found = judged(BOARD, papers=(tomorrow,))
    assert [f.status for f in of(found, Need.TRAINING)] == [S.NOT_COVERED]
    assert not facts_of("WA", Profession.PHYSICAL_THERAPIST, found)["certificate_seen"]
