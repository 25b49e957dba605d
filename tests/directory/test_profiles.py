"""One person as patients and coordinators see them, with evidence that opens and holds the source's own words."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from sqlmodel import Session, col, select

from directory import next_steps, profiles
from directory.normalize.names import fold
from directory.profiles import Line, Profile
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, SourceRecord, Verification
from directory.vocabulary import Audience, Need, PlaceKind

TODAY = date(2026, 11, 20)
LOGIN = b"<!DOCTYPE html><html><title>Sign in</title><p>Please sign in.</p></html>"


@pytest.fixture(scope="module")
def session(today: Any) -> Iterator[Session]:
    with today.reader() as opened:
        yield opened


def shown(session: Session, person: Any, audience: Audience = Audience.PATIENT, day: date = TODAY) -> Profile:
    ids = profiles.ids_by_npi(session, person.npi)
    found = profiles.profile(session, ids[0], today=day, audience=audience)
    assert found is not None
    return found


def text_of(profile: Profile) -> str:
    return str(profile)


# --- who sees what --------------------------------------------------------------------------------------------------


def test_a_possible_hit_is_for_coordinators(session: Session, today: Any) -> None:
    person = today.worlds[2].person("namesake_innocent")
    patient, coordinator = (shown(session, person, audience) for audience in Audience)
    (untold,) = patient.of(Need.EXCLUSION)
    assert untold.status == "not_covered"
    assert untold.badge[1] == "No proved entry"
    assert untold.sentence.endswith("There is none to show. This clears nobody: you can look at the list yourself.")
    assert untold.source_page == coordinator.of(Need.EXCLUSION)[0].source_page is not None
    assert (untold.evidence, untold.details, untold.read_at, untold.reason) == (None, {}, None, None)
    assert "possible" not in text_of(patient).casefold()
    (hit,) = coordinator.of(Need.EXCLUSION)
    assert hit.status == "possible_hit"
    assert hit.reason == "human_review_pending"
    assert hit.next_step
    assert hit.evidence is not None


def test_patients_cannot_tell_a_possible_hit_from_a_name_too_short_to_search(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        person = store.worlds[2].person("namesake_innocent")
        before = shown(session, person).of(Need.EXCLUSION)
        for check in session.exec(select(Verification).where(Verification.status == "possible_hit")):
            check.status, check.reason, check.next_step = "too_little_data", "input_insufficient", "Give the full name."
            check.details, check.record_id, check.sha256 = {"criteria": ["NPI"]}, None, None
        session.flush()
        assert "too_little_data" in {line.status for line in shown(session, person, Audience.COORDINATOR).lines}
        assert shown(session, person).of(Need.EXCLUSION) == before != []


def test_patients_see_nothing_of_anybody_s_post_address_or_sex(session: Session, today: Any) -> None:
    for ident in ("mailing_only", "post_only_in_state", "golden_wa", "golden_co"):
        person = today.worlds[2].person(ident)
        patient = shown(session, person)
        assert all(p.kind in (PlaceKind.PRACTICE, PlaceKind.SECONDARY_PRACTICE) for p in patient.places)
        for line in patient.lines:
            said = line.evidence.said if line.evidence else {}
            assert "sex" not in said
            assert "entry" not in said
            assert all(a["kind"] in ("practice", "secondary_practice") for a in said.get("addresses", []))
            assert said.get("address", {"kind": "practice"})["kind"] == "practice"
    coordinator = shown(session, today.worlds[2].person("mailing_only"), Audience.COORDINATOR)
    assert [p.kind for p in coordinator.places] == [PlaceKind.MAILING]
    assert coordinator.places[0].lat is None


def test_no_patient_line_of_anybody_is_for_coordinators(session: Session) -> None:
    for one in session.exec(select(Practitioner.id)).all()[::7]:
        patient = profiles.profile(session, one, today=TODAY)
        coordinator = profiles.profile(session, one, today=TODAY, audience=Audience.COORDINATOR)
        assert patient is not None
        assert coordinator is not None
        assert all(line.audience is Audience.PATIENT for line in patient.lines)
        assert len(coordinator.lines) >= len(patient.lines)
        assert {line.status for line in patient.lines}.isdisjoint({"possible_hit", "too_little_data"})


def test_look_alikes_are_named_with_what_tells_them_apart(session: Session, today: Any) -> None:
    a, b = (today.worlds[2].person(i) for i in ("twin_a", "twin_b"))
    (other,) = shown(session, a).look_alikes
    assert other.name.startswith("Rowan")
    told = {one.fact: (one.here, one.there) for one in other.differs}
    assert told["NPI"] == ((a.npi,), (b.npi,))
    assert told["license"] == ((f"WA {a.licenses[0].number}",), (f"WA {b.licenses[0].number}",))
    assert "city" not in told
    assert told["address"][1] == (f"{b.practice.line1.upper()}, Seattle",)


def test_both_of_father_and_son_tell_who_is_called_junior(session: Session, today: Any) -> None:
    for ident, here, there in (("father", (), ("Jr.",)), ("son_jr", ("Jr.",), ())):
        (other,) = shown(session, today.worlds[2].person(ident)).look_alikes
        assert (other.differs[0].fact, other.differs[0].here, other.differs[0].there) == ("suffix", here, there)


def test_nobody_there(session: Session) -> None:
    for ident in ("", "x", "0" * 16, "' OR 1=1", "🙂", "\x00", "x\x00", "\ud800"):
        assert profiles.profile(session, ident, today=TODAY) is None
        assert profiles.find_id(session, ident) is None
    assert profiles.ids_by_license(session, "PENDING", "WA") == []
    assert profiles.ids_by_npi(session, "") == []


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ident", "need", "later", "status"),
    [
        ("golden_wa", Need.LICENSE, 30, "confirmed"),
        ("golden_wa", Need.LICENSE, 31, "stale"),
        ("golden_wa", Need.NPI, 40, "confirmed"),  # the file of today tells of last Sunday
        ("golden_wa", Need.NPI, 41, "stale"),
        ("golden_wa", Need.TRAINING, 90, "confirmed"),
        ("golden_wa", Need.TRAINING, 91, "stale"),
        ("golden_wa", Need.EXCLUSION, 30, "none_found"),
        ("golden_wa", Need.EXCLUSION, 31, "stale"),
        ("golden_wa", Need.NEEDLING_RULE, 400, "cannot_tell"),
        ("expired", Need.LICENSE, 400, "confirmed_not_active"),
        ("excluded", Need.EXCLUSION, 400, "listed"),
        ("deactivated", Need.NPI, 400, "confirmed_not_active"),
        ("reinstated", Need.EXCLUSION, 31, "stale"),
        ("active_but_past", Need.LICENSE, 31, "stale"),
        ("claims_silent_school", Need.TRAINING, 400, "issuer_silent"),
        ("claims_exdn_unlisted", Need.TRAINING, 91, "stale"),
        ("wrong_number", Need.LICENSE, 31, "stale"),
        ("ca_nppes_only", Need.LICENSE, 400, "not_covered"),
    ],
)
def test_what_age_shows(session: Session, today: Any, ident: str, need: Need, later: int, status: str) -> None:
    reader = Audience.COORDINATOR if need is Need.EXCLUSION else Audience.PATIENT  # whom most lists tell nothing
    (line,) = shown(session, today.worlds[2].person(ident), reader, TODAY + timedelta(days=later)).of(need)
    assert line.status == status
    if status == "stale":
        assert line.reason
        assert line.next_step
        assert line.sentence.startswith("Needs a new check.")


def test_what_aged_is_told_by_its_age_and_not_by_why_it_was_unsure_before(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    """A verdict or status that is shown no more takes its reason and next step along."""
    later = TODAY + timedelta(days=400)
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        person = store.worlds[2].person("golden_wa")
        (ident,) = profiles.ids_by_npi(session, person.npi)
        for check in session.exec(select(Verification).where(Verification.practitioner_id == ident)):
            if check.need is Need.NEEDLING_RULE:
                check.status, check.verdict, check.good_until = "cannot_tell", "met_so_far", TODAY
            check.reason, check.next_step = "rule_unclear", "Ask the board."
        session.flush()
        (before,) = shown(session, person).of(Need.NEEDLING_RULE)
        assert (before.reason, before.next_step) == ("rule_unclear", "Ask the board.")
        (rule,) = shown(session, person, day=later).of(Need.NEEDLING_RULE)
        assert (rule.status, rule.verdict, rule.reason) == ("cannot_tell", "cannot_tell", "source_stale")
        assert rule.next_step == next_steps.LICENSE.step
        (license_,) = shown(session, person, day=later).of(Need.LICENSE)
        assert (license_.status, license_.reason) == ("stale", "source_stale")
        assert license_.next_step == f"Look it up at {license_.source_page}"


def test_patients_read_that_papers_and_look_ups_were_seen_and_not_which(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    held = {"what": "license", "of": "WA PT", "sha256": "c" * 64}
    evidence = [
        held,
        {"what": "look-up by hand", "of": "receipt 7", "sha256": "b" * 64},
        {"what": "paper", "of": "Dry needling 1, Example School", "sha256": "a" * 64},
        {"what": "paper", "of": "Dry needling 2, Example School", "sha256": "d" * 64},
    ]
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        person = store.worlds[2].person("golden_wa")
        (ident,) = profiles.ids_by_npi(session, person.npi)
        row = session.exec(
            select(Verification).where(Verification.practitioner_id == ident, Verification.need == Need.NEEDLING_RULE)
        ).one()
        (first, *others) = row.details["judged"]
        row.details = row.details | {"judged": [first | {"evidence": evidence}, *others]}
        session.flush()
        patient, coordinator = (
            shown(session, person, audience).of(Need.NEEDLING_RULE)[0].details
            for audience in (Audience.PATIENT, Audience.COORDINATOR)
        )
    assert coordinator["facts"]
    assert coordinator["judged"][0]["evidence"] == evidence
    assert "facts" not in patient
    seen = [held, {"what": "look-up by hand"}, {"what": "paper seen by a coordinator"}]
    assert patient["judged"][0] == first | {"evidence": seen}


# --- when a later attempt failed ------------------------------------------------------------------------------------


def test_overlays_stand_above_the_last_good_result(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    from directory.store.runs import RunWriter
    from directory.vocabulary import RunOutcome

    with store_at(small_day_two, tmp_path / "store") as store:
        tomorrow = store.on(TODAY + timedelta(days=1))
        world = store.worlds[2]
        bad = tmp_path / "wa_doh.json"
        bad.write_bytes(LOGIN)
        assert tomorrow.load("wa_doh", bad).outcome == "breached"
        clock = tomorrow.place.clock
        writer = RunWriter(
            store.place.engine, store.place.evidence, source="co_dora", how="crawl", origin="x", now=clock()
        )
        writer.fail(RunOutcome.UNREACHABLE, "https://data.colorado.gov/: answered 503", now=clock())
        before = store.published()
        tomorrow.rebuild()
        assert store.published() == before
        with store.session() as session:
            for ident, code, words in (
                ("golden_wa", "our_error", "set aside"),
                ("golden_co", "source_down", "could not be reached"),
            ):
                (line,) = shown(session, world.person(ident), day=tomorrow.day).of(Need.LICENSE)
                assert line.status == "confirmed"
                assert line.overlay_code == code
                assert words in str(line.overlay)
                assert "November 20, 2026" in str(line.overlay)
            (npi,) = shown(session, world.person("golden_wa"), day=tomorrow.day).of(Need.NPI)
            assert npi.overlay is None
        assert tomorrow.load("wa_doh").healthy
        tomorrow.rebuild()
        with store.session() as session:
            (line,) = shown(session, world.person("golden_wa"), day=tomorrow.day).of(Need.LICENSE)
            assert line.overlay is None


# --- evidence -------------------------------------------------------------------------------------------------------


def row_of(body: bytes, locator: str) -> str:
    """The row of the evidence that a locator names, as text."""
    if found := re.fullmatch(r"\$\[(\d+)\]", locator):
        return json.dumps(json.loads(body)[int(found[1])], ensure_ascii=False)
    if found := re.fullmatch(r"page (\d+) row (\d+)", locator):
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            rows = pdf.pages[int(found[1]) - 1].extract_table()
        assert rows is not None
        return " | ".join(cell or "" for cell in rows[int(found[2]) - 1])
    found = re.fullmatch(r"(?:\S+: )?(?:table row|row) (\d+)", locator)
    assert found is not None, locator
    number = int(found[1])
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (member,) = [n for n in archive.namelist() if n.startswith("npidata") and "header" not in n.lower()]
            body = archive.read(member)
    if body.lstrip()[:1] == b"<":
        rows_ = re.findall(r"<tr>(.*?)</tr>", body.decode(), re.DOTALL)
        return re.sub(r"<[^>]+>", " | ", rows_[number - 1])
    return " | ".join(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[number - 1])


def open_evidence(evidence: EvidenceStore, line: Line) -> str:
    assert line.evidence is not None, line.title
    return row_of(evidence.read(line.evidence.sha256), line.evidence.locator)


FAMOUS = [
    "golden_wa",
    "golden_co",
    "golden_sd",
    "suspended",
    "conditions",
    "active_but_past",
    "de_actioned",
    "excluded",
    "excluded_waiver",
    "withdrawn",
    "co_two_cases",
    "accents",
    "maiden_old_at_board",
    "reinstated",
    "moved",
]


@pytest.mark.parametrize("ident", FAMOUS)
def test_evidence_opens_and_holds_the_source_s_own_words(session: Session, today: Any, ident: str) -> None:
    person = today.worlds[2].person(ident)
    lines = [
        line
        for line in shown(session, person, Audience.COORDINATOR).lines
        if line.status.startswith("confirmed") or line.status in ("listed", "formerly_listed", "contradicted")
    ]
    assert len(lines) >= 2
    for line in lines:
        row = open_evidence(today.place.evidence, line)
        folded = fold(row)
        if line.need is Need.LICENSE:
            assert line.details["number"] in row, (line.title, row)
            for word in str(line.raw or "").replace("/", ",").split(","):
                assert fold(word) in folded, (word, row)
        elif line.need is Need.EXCLUSION:
            assert person.npi in row
            assert person.exclusion is None or person.exclusion.kind in row
        elif line.need is Need.TRAINING:
            assert line.details["certificate_number"] in row
            assert fold(line.raw) in folded
        else:
            assert person.npi in row


def test_every_yes_of_everybody_has_evidence_that_opens(session: Session, today: Any) -> None:
    """Rows of all people: bytes are there, unharmed, and the record's own line is given."""
    rows = session.exec(
        select(Verification).where(col(Verification.status).in_(["confirmed", "confirmed_restricted", "listed"]))
    ).all()
    assert len(rows) > 200
    for sha256 in {row.sha256 for row in rows}:
        assert today.place.evidence.read(str(sha256))
    for row in rows[::10]:
        found = profiles.profile(session, row.practitioner_id, today=TODAY)
        assert found is not None
        for line in found.lines:
            if line.status in ("confirmed", "confirmed_restricted", "listed"):
                assert line.evidence is not None
                assert line.evidence.said
                assert line.evidence.url
                record = session.get(SourceRecord, row.record_id)
                assert record is not None


def test_why_records_are_together_is_told(session: Session, today: Any) -> None:
    found = shown(session, today.worlds[2].person("maiden_old_at_board"))
    assert [one.source for one in found.joined] == ["nppes_bulk", "wa_doh"]
    assert found.joined[0].reasons[0].startswith("NPI 2")
    assert "license number" in found.joined[1].reasons[0]
    assert "surname Pinkwater is also on file for" in "; ".join(found.joined[1].reasons)


def test_sources_ask_for_a_notice(session: Session, today: Any) -> None:
    assert any("ODbL" in notice for notice in shown(session, today.worlds[2].person("suspended")).notices)
    assert shown(session, today.worlds[2].person("golden_wa")).notices == []
