"""What changed of a person since a day: what means something is told once, what is only spelled otherwise never."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.disputes import LISTING, hide
from directory.normalize.names import PersonName
from directory.records import Address, ExclusionRecord, NpiRecord, TrainingRecord
from directory.since import Changed, What, changed_since, nothing_changed
from directory.store.moments import MomentError
from directory.store.tables import Practitioner, PublishedVersion, Verification
from directory.vocabulary import Audience, LicenseStatus, Need, PlaceKind, SourceKind, Wish
from tests.directory import test_knowing
from tests.directory.test_knowing import NAME, NPI, Story, at, entry_of, license_of, nov, npi_of

OTHERS = [ExclusionRecord(list_name="SAM", entry=str(number), exclusion_type="1") for number in range(100, 160)]
ADA = PersonName(first="Ada", last="Other")
FIRST, LAST = nov(1), nov(12)
UNTIL = date(2027, 6, 30)


def place_of(line1: str = "12 Pine Street", zip5: str = "98101", phone: str = "(206) 555-0101") -> Address:
    return Address(
        kind=PlaceKind.PRACTICE, line1=line1, city="Seattle", state="WA", zip5=zip5, country="US", phone=phone
    )


class Diary(Story):
    """Read and published on day 1; what is given is read and published on day 10."""

    def begin(self, npi: NpiRecord | None = None) -> None:
        self.read("registry", nov(1), npi or npi_of())
        self.read("board", nov(1), license_of(expires=UNTIL))
        self.read("excluded", nov(1), *OTHERS)
        self.publish(nov(1))

    def since(self, day: date = FIRST, today: date = LAST, audience: Audience = Audience.PATIENT) -> list[Changed]:
        with Session(self.place.engine) as session:
            ident = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
            return changed_since(session, ident, day, today, audience)

    def kinds(self, **asked: Any) -> list[What]:
        return [one.what for one in self.since(**asked)]


@pytest.fixture
def diary(place: Workplace) -> Diary:
    return Diary(place)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "kinds", "words"),
    [
        (license_of(expires=date(2029, 6, 30)), [What.RENEWED], "renewed. It runs until June 30, 2029 now."),
        (license_of(expires=date(2026, 12, 31)), [What.EXPIRY], "it runs until December 31, 2026 now."),
        (license_of(LicenseStatus.SUSPENDED, expires=UNTIL), [What.STATUS, What.VERDICT], "Now: Not active."),
        (license_of(LicenseStatus.ACTIVE_RESTRICTED, expires=UNTIL), [What.STATUS], "Active, with limits."),
        (license_of(expires=UNTIL, discipline=True, raw_discipline="Reprimand"), [What.DISCIPLINE], "has changed"),
        (license_of(expires=UNTIL), [], ""),
        (license_of(expires=UNTIL, name=PersonName(first="ZOE", last="STONE")), [], ""),
        (license_of(expires=UNTIL, license_type="Physical Therapist"), [], ""),
    ],
    ids=["renewed", "shorter", "suspended", "limits", "discipline", "same", "spelled otherwise", "called otherwise"],
)  # fmt: skip
def test_what_changed_at_the_board(diary: Diary, after: Any, kinds: list[What], words: str) -> None:
    diary.begin()
    diary.read("board", nov(10), after)
    diary.publish(nov(10))
    found = diary.since()
    assert [one.what for one in found if one.what is not What.VERDICT or What.VERDICT in kinds] == kinds
    assert any(words in one.sentence for one in found) or not words
    assert all(one.on == nov(10) for one in found)
    assert diary.since(day=nov(10)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (place_of("99 Oak Ave", "98402", "(253) 555-0102"), [What.PLACE, What.PHONE]),
        (place_of(phone="(206) 555-0109"), [What.PHONE]),
        (place_of("12 PINE ST., Suite 4"), []),
        (place_of(phone="206.555.0101"), []),
    ],
    ids=["moved", "another number", "spelled otherwise", "number spelled otherwise"],
)
def test_what_changed_of_the_place(diary: Diary, after: Address, kinds: list[What]) -> None:
    diary.begin(npi_of(addresses=(place_of(),)))
    diary.read("registry", nov(10), npi_of(addresses=(after,)))
    diary.publish(nov(10))
    assert diary.kinds() == kinds
    told = " ".join(one.sentence for one in diary.since())
    assert not any(secret in told for secret in ("555", "Pine", "Oak", "98402"))  # it may be hidden by now


def test_a_place_that_is_not_published_any_more(diary: Diary) -> None:
    diary.begin(npi_of(addresses=(place_of(),)))
    diary.read("registry", nov(10), npi_of())
    diary.publish(nov(10))
    assert [one.sentence for one in diary.since()] == ["No place of practice is published any more."]


def test_patients_never_learn_of_a_possible_hit(diary: Diary) -> None:
    diary.begin()
    namesake = ExclusionRecord(list_name="SAM", entry="7", exclusion_type="1", name=NAME)
    for day, listed in ((10, [namesake, *OTHERS]), (12, OTHERS)):
        diary.read("excluded", nov(day), *listed)
        diary.publish(nov(day))
        with Session(diary.place.engine) as session:
            status = session.exec(select(Verification.status).where(Verification.need == Need.EXCLUSION)).one()
        assert status == ("possible_hit" if day == 10 else "none_found")
        assert diary.kinds() == []
    assert diary.kinds(day=nov(10)) == []


def test_a_change_says_from_what_to_what(diary: Diary) -> None:
    diary.begin()
    diary.read("board", nov(10), license_of(LicenseStatus.SUSPENDED, expires=UNTIL))
    diary.publish(nov(10))
    told = {one.what: one.sentence for one in diary.since()}
    assert "the result has changed. It was “Checked”. Now: Not active." in told[What.STATUS]
    assert "The answer has changed. It was “We cannot tell”. Now: A requirement is not met" in told[What.VERDICT]
    assert not any("another one now" in sentence for sentence in told.values())


def test_an_exclusion_on_a_list_that_is_new_to_us_is_told_as_new(diary: Diary) -> None:
    diary.read("registry", nov(1), npi_of())
    diary.publish(nov(1))
    diary.read("excluded", nov(10), entry_of(9), *OTHERS)
    diary.publish(nov(10))
    (found,) = (one for one in diary.since() if one.what is What.EXCLUSION)
    assert "this result is new. Listed as excluded" in found.sentence
    assert "It was" not in found.sentence


def test_an_exclusion_is_told(diary: Diary) -> None:
    diary.begin()
    diary.read("excluded", nov(10), entry_of(9), *OTHERS)
    diary.publish(nov(10))
    (found,) = diary.since()
    assert found.what is What.EXCLUSION
    assert "this result is new. Listed as excluded" in found.sentence  # what it was before is told to nobody


@pytest.fixture
def trained(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> Diary:
    """On the list of a school on day 1."""
    monkeypatch.setitem(test_knowing.KINDS, "institute", SourceKind.TRAINING)
    diary.read("institute", nov(1), course_of())
    diary.begin()
    return diary


def course_of(**more: Any) -> TrainingRecord:
    told: dict[str, Any] = {
        "issuer": "Example Institute", "credential": "EXDN", "name": NAME, "raw_name": "Zoë Stone", "npi": NPI,
    }  # fmt: skip
    return TrainingRecord(**told | more)


@pytest.mark.parametrize(
    ("after", "kinds"),
    [([], [What.UNLISTED]), ([course_of(withdrawn=True)], [What.WITHDRAWN]), ([course_of(raw_name="STONE, ZOE")], [])],
    ids=["gone", "withdrawn", "spelled otherwise"],
)
def test_what_changed_of_the_training(trained: Diary, after: list[TrainingRecord], kinds: list[What]) -> None:
    trained.read("institute", nov(10), *after, course_of(npi="2100009999", name=ADA))
    trained.publish(nov(10))
    assert trained.kinds() == kinds
    trained.read("institute", nov(12), course_of())
    trained.publish(nov(12))
    assert trained.kinds(day=nov(10)) == ([What.LISTED] if kinds else [])


def test_lines_for_coordinators_are_no_news_for_patients(trained: Diary) -> None:
    """Against a training stands an exclusion: coordinators read so, and patients only of the exclusion."""
    trained.read("excluded", nov(10), entry_of(9), *OTHERS)
    trained.publish(nov(10))
    assert trained.kinds() == [What.EXCLUSION]
    with Session(trained.place.engine) as session:
        training = session.exec(select(Verification).where(Verification.need == Need.TRAINING)).one()
    assert training.audience is Audience.COORDINATOR


def test_what_is_hidden_on_request_is_not_told(trained: Diary) -> None:
    trained.read("institute", nov(10), course_of(withdrawn=True))
    trained.publish(nov(10))
    with Session(trained.place.engine) as session:
        ident = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
    asked = {"shown": "Zoë Stone", "who": "JR", "why": "asked by phone", "now": at(nov(10), 13)}
    hide(trained.place.engine, ident, LISTING, Wish.HIDE_LISTING, **asked)
    assert trained.kinds() == []
    assert trained.kinds(audience=Audience.COORDINATOR) == [What.WITHDRAWN]


def test_before_our_memory_begins_it_says_so(diary: Diary) -> None:
    diary.begin()
    found = diary.since(day=date(2020, 1, 1))
    assert [one.what for one in found] == [What.MEMORY]
    assert found[0].sentence == "We remember what we showed since November 1, 2026. We cannot tell what changed before."
    assert nothing_changed(found)
    diary.read("board", nov(10), license_of(expires=date(2029, 6, 30)))
    diary.publish(nov(10))
    found = diary.since(day=date(2020, 1, 1))
    assert [one.what for one in found] == [What.RENEWED, What.MEMORY]
    assert not nothing_changed(found)


def test_who_came_later_is_shown_since_then(diary: Diary) -> None:
    diary.read("board", nov(1), license_of(number="PT9", name=ADA))
    diary.publish(nov(1))
    diary.read("registry", nov(10), npi_of())
    diary.publish(nov(10))
    assert diary.kinds() == [What.NEW]


def test_what_is_too_old_by_now_is_told_and_what_was_too_old_already_is_not(diary: Diary) -> None:
    diary.begin()
    later = nov(1) + timedelta(days=60)
    assert set(diary.kinds(today=later)) == {What.AGED}
    assert diary.kinds(day=later, today=later + timedelta(days=1)) == []


def test_a_reading_that_failed_in_between_is_no_news(diary: Diary) -> None:
    diary.begin()
    diary.read("board", nov(5), license_of(LicenseStatus.UNKNOWN, expires=UNTIL))
    diary.publish(nov(5))
    diary.read("board", nov(10), license_of(expires=UNTIL))
    diary.publish(nov(10))
    assert [what for what in diary.kinds() if what is not What.VERDICT] == []


def test_every_change_between_is_told_the_newest_first(diary: Diary) -> None:
    diary.begin()
    for day, record in ((5, license_of(LicenseStatus.SUSPENDED, expires=UNTIL)), (10, license_of(expires=UNTIL))):
        diary.read("board", nov(day), record)
        diary.publish(nov(day))
    found = [one for one in diary.since() if one.what is What.STATUS]
    assert [one.on for one in found] == [nov(10), nov(5)]
    assert "Now: Checked." in found[0].sentence


def test_a_day_to_come_and_nobody(diary: Diary) -> None:
    diary.begin()
    with pytest.raises(MomentError, match="still to come"):
        diary.since(day=nov(13))
    with Session(diary.place.engine) as session:
        assert changed_since(session, "nobody", nov(1), nov(12)) == []
        assert changed_since(session, "a\x00b", nov(1), nov(12)) == []


def test_the_sample_world_tells_its_second_day(today: Any) -> None:
    """Of some who were published anew; no sentence is of a possible hit."""
    anew = select(PublishedVersion.practitioner_id).where(PublishedVersion.publication_id > 1)
    with today.reader() as session:
        some = sorted(set(session.exec(anew)))[::9]
        told = [change for one in some for change in changed_since(session, one, date(2026, 11, 13), today.day)]
    assert told
    assert not any("review" in change.sentence.casefold() for change in told)
