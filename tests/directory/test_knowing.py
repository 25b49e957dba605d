"""What held on a day, and what we knew of it by another: what came later, was corrected, ended, merged, withdrawn."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import knowing, profiles
from directory.documents import withdraw_document
from directory.normalize.names import PersonName
from directory.profiles import Line, Profile
from directory.receipts import withdraw_receipt
from directory.records import ExclusionRecord, LicenseRecord, NpiRecord, Record, TaxonomyLicense
from directory.refresh import rebuild
from directory.reviewing import merge
from directory.store.moments import Moment, MomentError
from directory.store.runs import RunWriter, accept_run
from directory.store.tables import EvidenceBody, Practitioner, Receipt, SeenDocument, Source
from directory.vocabulary import (
    Audience,
    HandResult,
    LicenseStatus,
    LookedUp,
    LookUpWay,
    Need,
    NpiStatus,
    Profession,
    RunOutcome,
    SourceKind,
)

PT = Profession.PHYSICAL_THERAPIST
NPI = "2100001017"
NAME = PersonName(first="Zoë", last="Stone")
TODAY = date(2026, 11, 30)
KINDS = {"board": SourceKind.LICENSE, "registry": SourceKind.IDENTITY, "excluded": SourceKind.EXCLUSION}


def nov(number: int) -> date:
    return date(2026, 11, number)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def license_of(status: LicenseStatus = LicenseStatus.ACTIVE, state: str = "WA", **more: Any) -> LicenseRecord:
    told: dict[str, Any] = {"profession": PT, "license_type": "PT", "number": "PT1111", "name": NAME}
    return LicenseRecord(jurisdiction=state, status=status, raw_status=status.value, **told | more)


def npi_of(**more: Any) -> NpiRecord:
    slot = TaxonomyLicense(taxonomy_code="1", profession=PT, license_number="PT1111", license_state="WA")
    return NpiRecord(**{"npi": NPI, "status": NpiStatus.ACTIVE, "name": NAME, "taxonomies": (slot,)} | more)


def entry_of(number: int = 1) -> ExclusionRecord:
    return ExclusionRecord(list_name="SAM", entry=str(number), exclusion_type="1", name=NAME, npi=NPI)


class Story:
    """A store that is read, published and asked on given days."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def read(self, source: str, day: date, *records: Record, as_of: date | None = None, breach: str = "") -> int:
        with Session(self.place.engine) as session:
            session.merge(
                Source(name=source, title=f"The {source}", owner=f"Owner of {source}", kind=KINDS[source],
                       jurisdiction=next((r.jurisdiction for r in records if isinstance(r, LicenseRecord)), "WA"),
                       professions=["PT"], page_url="https://source.example.org/", terms="t", promise_days=30)
            )  # fmt: skip
            session.commit()
        writer = self.writer(source, day)
        fetch = writer.fetched(
            repr((day, records)).encode(), url="https://source.example.org/", at=at(day, 6), status=200
        )
        for number, record in enumerate(records):
            writer.add(record, fetch, f"row {number}")
        writer.source_as_of = as_of
        if breach:
            writer.breach(breach, "more than is usual")
        return writer.finish(now=at(day, 6)).run

    def writer(self, source: str, day: date) -> RunWriter:
        return RunWriter(self.place.engine, self.place.evidence, source=source, how="load", origin="f", now=at(day, 5))

    def publish(self, day: date) -> None:
        rebuild(self.place.engine, as_of=day, now=at(day, 12))

    def told(self, true_on: date, known_on: date | None = None, npi: str = NPI) -> Profile:
        moment = Moment(true_on, known_on or true_on)
        with Session(self.place.engine) as session:
            (one,) = profiles.ids_by_npi(session, npi, moment)
            found = profiles.profile(session, one, today=TODAY, audience=Audience.COORDINATOR, moment=moment)
        assert found is not None
        return found

    def line(self, need: Need, true_on: date, known_on: date | None = None) -> Line:
        (one,) = self.told(true_on, known_on).of(need)
        return one


@pytest.fixture
def story(place: Workplace) -> Story:
    """Active on the list of November 1; read again on the 10th, when it no longer was."""
    told = Story(place)
    told.read("registry", nov(1), npi_of())
    told.read("board", nov(1), license_of())
    told.read("excluded", nov(1), entry_of(9), ExclusionRecord(list_name="SAM", entry="0", exclusion_type="1"))
    told.publish(nov(1))
    told.read("board", nov(10), license_of(LicenseStatus.SUSPENDED))
    told.publish(nov(10))
    return told


@pytest.mark.parametrize(
    ("true_on", "known_on", "status", "read_on"),
    [
        (nov(1), nov(1), "confirmed", nov(1)),
        (nov(9), nov(9), "confirmed", nov(1)),
        (nov(9), TODAY, "confirmed", nov(1)),
        (nov(10), nov(10), "confirmed_not_active", nov(10)),
        (nov(9), nov(10), "confirmed", nov(1)),
        (TODAY, nov(9), "confirmed", nov(1)),  # the promise of 30 days is just not over
        (TODAY, TODAY, "confirmed_not_active", nov(10)),
    ],
)
def test_what_came_later_does_not_show(true_on: date, known_on: date, status: str, read_on: date, story: Story) -> None:
    line = story.line(Need.LICENSE, true_on, known_on)
    assert (line.status, line.read_at) == (status, at(read_on, 6))
    assert line.evidence is not None
    assert line.evidence.read_at == line.read_at


def test_both_days_are_said(story: Story) -> None:
    dated = story.told(nov(5), nov(12)).dated
    assert dated is not None
    assert dated.sentence == "As the sources told it for November 5, 2026, by what we had read until November 12, 2026."
    assert dated.notes == [
        "Who is who is shown as we published it on November 10, 2026 at 12:00 UTC.",
        "The states' rules are those in force on that day, as we hold them now.",
    ]
    assert (dated.true_on, dated.known_on, dated.publication) == (nov(5), nov(12), 2)


def test_what_was_read_and_not_yet_published_was_not_known(story: Story) -> None:
    story.read("board", nov(12), license_of())
    assert story.line(Need.LICENSE, nov(12)).status == "confirmed_not_active"
    story.publish(nov(13))
    assert story.line(Need.LICENSE, nov(12)).status == "confirmed_not_active"
    assert story.line(Need.LICENSE, nov(12), nov(13)).status == "confirmed"


def test_a_result_ages_by_the_day_that_is_asked_about(story: Story) -> None:
    line = story.line(Need.LICENSE, date(2026, 12, 2), nov(9))
    assert (line.status, line.reason) == ("stale", "source_stale")


def test_a_correction_shows_for_the_day_it_is_of_once_it_is_known(story: Story) -> None:
    story.read("board", nov(20), license_of(LicenseStatus.REVOKED), as_of=nov(3))
    story.publish(nov(20))
    assert story.line(Need.LICENSE, nov(5), nov(5)).status == "confirmed"
    corrected = story.line(Need.LICENSE, nov(5), nov(20))
    assert (corrected.raw, corrected.source_as_of) == ("revoked", nov(3))
    assert story.line(Need.LICENSE, nov(2), nov(20)).status == "confirmed"


def test_a_record_that_is_gone_by_now_held_then(story: Story) -> None:
    story.read("board", nov(15), license_of(number="PT9999", name=PersonName(first="Ann", last="Quill")))
    story.publish(nov(15))
    assert story.told(nov(15)).of(Need.LICENSE) == []
    assert story.line(Need.LICENSE, nov(5), nov(15)).status == "confirmed"


def test_exclusions_that_began_and_ended(story: Story) -> None:
    assert story.line(Need.EXCLUSION, nov(10)).status == "listed"
    story.read("excluded", nov(15), ExclusionRecord(list_name="SAM", entry="0", exclusion_type="1"))
    story.publish(nov(15))
    story.read("excluded", nov(20), entry_of(3))
    story.publish(nov(20))
    found = {day: story.line(Need.EXCLUSION, nov(day)).status for day in (14, 15, 19, 20)}
    assert found == {14: "listed", 15: "formerly_listed", 19: "formerly_listed", 20: "listed"}
    later = {day: story.line(Need.EXCLUSION, nov(day), TODAY).status for day in (14, 15, 19)}
    assert later == {14: "listed", 15: "formerly_listed", 19: "formerly_listed"}


def test_a_breach_counts_from_when_it_was_accepted(story: Story) -> None:
    run = story.read("board", nov(12), license_of(), breach="turnover")
    story.publish(nov(13))
    before = story.line(Need.LICENSE, nov(13))
    assert (before.status, before.overlay_code) == ("confirmed_not_active", "our_error")
    accept_run(story.place.engine, run, why="true", who="Zoë", now=at(nov(14), 6))
    story.publish(nov(14))
    assert story.line(Need.LICENSE, nov(13)) == before
    after = story.line(Need.LICENSE, nov(14))
    assert (after.status, after.overlay_code, after.read_at) == ("confirmed", None, at(nov(12), 6))


def test_that_a_source_was_down_later_is_not_told_before(story: Story) -> None:
    story.writer("board", nov(20)).fail(RunOutcome.UNREACHABLE, "no answer", now=at(nov(20), 6))
    story.publish(nov(20))
    assert story.line(Need.LICENSE, nov(19)).overlay is None
    assert story.line(Need.LICENSE, nov(19), nov(20)).overlay is None
    assert story.line(Need.LICENSE, nov(20)).overlay_code == "source_down"


def test_the_same_facts_are_judged_by_the_law_of_the_day(place: Workplace) -> None:
    """Utah replaced its rule for physical therapists on May 7, 2025."""
    story, days = Story(place), (date(2025, 5, 1), date(2025, 5, 10))
    slot = TaxonomyLicense(taxonomy_code="1", profession=PT, license_number="PT1111", license_state="UT")
    story.read("registry", days[0], npi_of(taxonomies=(slot,)))
    story.read("board", days[0], license_of(state="UT"))
    story.publish(days[0])
    rules = [story.line(Need.NEEDLING_RULE, day).details["rule_id"] for day in days]
    assert rules == ["US-UT-PT-2014", "US-UT-PT"]


def keyed(story: Story, **more: Any) -> dict[str, Any]:
    with Session(story.place.engine) as session:
        sha256 = session.exec(select(EvidenceBody.sha256)).first()
    return {"npi": NPI, "sha256": sha256, "document": "a.pdf", "document_type": "application/pdf"} | more


@pytest.fixture
def with_papers(story: Story) -> Story:
    """A look-up and a certificate of November 11, recorded on the 12th and withdrawn on the 16th."""
    with Session(story.place.engine) as session:
        session.add(
            Receipt(
                **keyed(story), recorded_at=at(nov(12), 6), looked_on=nov(11), looked_by="Zoë", answered_by="page",
                way=LookUpWay.WEB, board="board", address="https://board.example.org/", what=LookedUp.LICENSE,
                result=HandResult.ACTIVE, said="Active",
            )
        )  # fmt: skip
        session.add(
            SeenDocument(
                **keyed(story), recorded_at=at(nov(12), 6), seen_on=nov(11), seen_by="Zoë",
                organization="Example Hospital", name="Zoë Stone", issuer="Example Institute", title="Needling",
                facts={"trainings": [{"name": "Needling", "total_hours": 54}]},
            )
        )  # fmt: skip
        session.commit()
    story.publish(nov(13))
    withdraw_receipt(story.place.engine, 1, who="Zoë", why="no", now=at(nov(16), 6))
    withdraw_document(story.place.engine, 1, who="Zoë", why="no", now=at(nov(16), 6))
    story.publish(nov(17))
    return story


@pytest.mark.parametrize(
    ("true_on", "known_on", "there"),
    [
        (nov(12), nov(12), False),  # recorded, and not published yet
        (nov(13), nov(13), True),
        (nov(16), nov(16), True),
        (nov(10), nov(13), False),  # it was seen the day after
        (nov(11), nov(13), True),
        (nov(17), nov(17), False),
        (nov(13), TODAY, False),
    ],
)
def test_papers_and_look_ups_count_while_they_stood(
    true_on: date, known_on: date, there: bool, with_papers: Story
) -> None:
    person = with_papers.told(true_on, known_on)
    assert bool(person.by_hand) == there
    assert any("Example Hospital" in line.sentence for line in person.lines) == there


@pytest.fixture
def merged(place: Workplace) -> tuple[Story, str, str]:
    """Two profiles that are one from November 10 on; the address that stays, and the one that leads there."""
    story = Story(place)
    full, short = (PersonName(first=first, last="Stone") for first in ("John", "Johnny"))
    story.read("registry", nov(1), npi_of(name=full))
    story.read("board", nov(1), license_of(name=full), license_of(number="PT7777", name=short))
    story.publish(nov(1))
    with Session(place.engine) as session:
        ids = {one.first: one.id for one in session.exec(select(Practitioner))}
    merge(place.engine, ids["John"], ids["Johnny"], who="Zoë", note="n", now=at(nov(9), 6))
    story.publish(nov(10))
    with Session(place.engine) as session:
        assert session.exec(select(Practitioner.id)).all() == [ids["John"]]
    return story, ids["John"], ids["Johnny"]


def test_two_who_are_one_by_now_were_two_then(merged: tuple[Story, str, str]) -> None:
    story, kept, gone = merged
    with Session(story.place.engine) as session:
        for day, name, ident in ((nov(9), "Johnny Stone", gone), (nov(10), "John Stone", kept)):
            found = profiles.profile(session, gone, today=TODAY, moment=Moment(day, day))
            assert found is not None
            assert (found.name, found.id, found.moved_from) == (name, ident, None if ident == gone else gone)
            assert bool(found.history) == (day == nov(10))
        licensed = {
            day: profiles.ids_by_license(session, "PT 7777", "WA", Moment(nov(day), nov(day))) for day in (9, 10)
        }
        assert licensed == {9: [gone], 10: [kept]}
        assert profiles.ids_by_license(session, "7777", "OR", Moment(nov(9), nov(9))) == []
        named = profiles.profile(session, kept, today=TODAY, moment=Moment(nov(9), nov(9)))
        assert named is not None
        assert [line.details["number"] for line in named.of(Need.LICENSE)] == ["PT1111"]


def test_somebody_made_later_was_nobody_then(story: Story) -> None:
    newcomer = "2100001041"
    story.read("registry", nov(20), npi_of(), npi_of(npi=newcomer, name=PersonName(first="Ann", last="Quill")))
    story.publish(nov(20))
    with Session(story.place.engine) as session:
        (one,) = profiles.ids_by_npi(session, newcomer)
        assert profiles.profile(session, one, today=TODAY, moment=Moment(nov(19), nov(19))) is None
        assert profiles.ids_by_npi(session, newcomer, Moment(nov(19), nov(19))) == []
        assert knowing.known_since(session, one) == nov(20)
        for odd in ("", "x", "\x00", "' OR 1=1"):
            assert profiles.profile(session, odd, today=TODAY, moment=Moment(nov(19), nov(19))) is None
            assert knowing.known_since(session, odd.replace("\x00", "")) is None


def test_whoever_is_gone_is_found_by_the_number_of_then(story: Story) -> None:
    other = npi_of(npi="2100001041", name=PersonName(first="Ann", last="Quill"), taxonomies=())
    story.read("registry", nov(20), other)
    story.read("board", nov(20), license_of(number="PT7777", name=PersonName(first="Ann", last="Quill")))
    story.publish(nov(20))
    with Session(story.place.engine) as session:
        assert profiles.ids_by_npi(session, NPI) == []
    assert story.told(nov(19)).name == "Zoë Stone"


def test_no_reading_for_a_day_is_said_with_the_first_one_there_is(story: Story) -> None:
    person = story.told(date(2026, 10, 1), nov(10))
    assert person.dated is not None
    assert person.dated.notes[-1] == "We have no reading for that day: the first one tells of November 1, 2026."
    assert {line.status for line in person.lines}.isdisjoint({"confirmed", "none_found", "may"})


def test_a_view_judged_otherwise_today_says_so(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a newer program: what it says of that day is not what was published on it."""
    from directory.verification import licenses

    told = licenses._status
    monkeypatch.setattr(
        licenses, "_status", lambda *given: ("confirmed_restricted", None, None) if told(*given) else None
    )
    dated = story.told(nov(10)).dated
    assert dated is not None
    assert dated.notes[-1].startswith("Judged again now, this is not as we showed it then: ")
    assert "WA PT PT1111" in dated.notes[-1]


# --- the days themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true_on", "known_on", "moment"),
    [
        (None, None, None),
        (nov(3), None, Moment(nov(3), TODAY)),
        (None, nov(3), Moment(nov(3), nov(3))),
        (nov(9), nov(3), Moment(nov(9), nov(3))),
        (TODAY, TODAY, Moment(TODAY, TODAY)),
    ],
)
def test_what_is_asked_for(true_on: date | None, known_on: date | None, moment: Moment | None) -> None:
    assert Moment.of(true_on, known_on, today=TODAY) == moment


@pytest.mark.parametrize(("true_on", "known_on"), [(date(2026, 12, 1), None), (None, date(2027, 1, 1))])
def test_the_future_is_refused(true_on: date | None, known_on: date | None) -> None:
    with pytest.raises(MomentError, match="is still to come: ask for 2026-11-30 or an earlier day"):
        Moment.of(true_on, known_on, today=TODAY)


def test_before_our_memory_nothing_is_shown(story: Story) -> None:
    with pytest.raises(MomentError, match="our memory of what was published begins on 2026-11-01"):
        story.told(date(2026, 10, 31))


def test_an_empty_store_remembers_nothing(place: Workplace) -> None:
    with Session(place.engine) as session, pytest.raises(MomentError, match="nothing was published yet"):
        profiles.ids_by_npi(session, NPI, Moment(nov(1), nov(1)))
