"""What disputes change for readers, and what they never change; that what was decided holds over crawls and merges."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from directory import disputes, reviewing
from directory.disputes import LISTING, NAME, DisputeError, fact_of
from directory.disputes.filing import ALL_PER_HOUR, OPEN_PER_FACT
from directory.normalize.names import PersonName
from directory.normalize.said import Said
from directory.person_page import no_place, why_joined
from directory.profiles import Profile
from directory.questions import questions
from directory.rebuilding import rebuild_to
from directory.store.database import connect
from directory.store.moments import Moment
from directory.store.tables import Dispute, License, Practitioner
from directory.texts import say
from directory.vocabulary import Audience, DisputeDecision, Need, SaidBy, SaidKind, Wish
from tests.directory.disputes.conftest import HERE, LICENSE, PHONE, STREET, THERE, World, addresses
from tests.directory.reviewing.family import NOW, NPI, TWIN, entry, read

ACCEPTED, REJECTED = DisputeDecision.ACCEPTED, DisputeDecision.REJECTED
DAY = NOW.date()


def decided(world: World, number: int, decision: DisputeDecision = ACCEPTED, why: str = "he called us") -> None:
    disputes.decide(world.place.engine, number, decision, who="JR", why=why, now=NOW + timedelta(hours=2))


def hidden(world: World, fact: str = LISTING, wish: Wish = Wish.HIDE_LISTING) -> None:
    decided(world, world.filed(fact, wish).number)


def listings(world: World) -> frozenset[str]:
    with Session(world.place.engine) as session:
        return disputes.hidden_listings(session)


def board_record(world: World) -> int:
    """The number of the board's record of the person."""
    person = world.id_of()
    with Session(world.place.engine) as session:
        return next(one.record_id for one in reviewing.held_by(session, person) if one.ident[0] == "wa_doh")


def plain(person: Profile) -> Profile:
    """Without marks and notes."""
    return replace(
        person,
        notes={},
        lines=[replace(one, disputed_on=None) for one in person.lines],
        places=[replace(one, disputed_on=None) for one in person.places],
        claims=[replace(one, disputed_on=None) for one in person.claims],
    )


def marks(person: Profile) -> dict[str, date]:
    everything = [*person.lines, *person.places, *person.claims]
    return {fact_of(one): one.disputed_on for one in everything if one.disputed_on}


def words(person: Profile) -> str:
    """All that a reader may find in a profile."""
    return json.dumps(person, default=lambda one: getattr(one, "__dict__", None) or {
        name: getattr(one, name) for name in getattr(one, "__slots__", ())} or str(one))  # fmt: skip


def test_the_mark_stands_on_that_fact_only_and_nothing_else_changes(world: World) -> None:
    before, twin = world.seen(), world.seen(number=TWIN)
    facts = [LICENSE, HERE, THERE, "npi", "rule:WA:PT"]
    for number, fact in enumerate(facts, start=1):
        filed = world.filed(fact)
        after = world.seen()
        assert (filed.number, filed.folded) == (number, False)
        assert marks(after) == dict.fromkeys(facts[:number], DAY)
        assert set(after.notes) == set(facts[:number])
        assert after.notes[fact] == ("A fix was asked for on November 20, 2026. Nobody has looked at it yet.",)
        assert plain(after) == plain(before)
    assert world.seen(number=TWIN) == twin


def test_of_a_name_the_mark_is_a_note(world: World) -> None:
    world.filed(NAME)
    assert marks(world.seen()) == {}
    assert "Nobody has looked" in world.seen().notes[NAME][0]


def test_a_mark_goes_with_its_record(world: World) -> None:
    """Over a new crawl, and to whoever has the license when it turns out to be somebody else's."""
    world.filed(LICENSE)
    world.crawled(3)
    assert marks(world.seen()) == {LICENSE: DAY}
    number = board_record(world)
    reviewing.split(world.place.engine, world.id_of(), [number], note="", who="JR", now=NOW + timedelta(days=4))
    world.crawled(5)
    assert marks(world.seen()) == {}
    with Session(world.place.engine) as session:
        holder = session.exec(select(License.practitioner_id)).one()
        (row,) = session.exec(select(Dispute)).all()
        assert disputes.followed(session, [row]) == {1: holder}
    assert holder != world.id_of()


def test_what_was_hidden_stays_with_the_person_over_a_split_and_a_merge(world: World) -> None:
    hidden(world)
    number = board_record(world)
    signed: dict[str, Any] = {"who": "JR", "now": NOW + timedelta(days=1)}
    (row,) = reviewing.split(world.place.engine, world.id_of(), [number], note="", **signed)
    world.crawled(2)
    with Session(world.place.engine) as session:
        holder = session.exec(select(License.practitioner_id)).one()
        found = disputes.hidden_listings(session)
    assert found == {world.id_of()} != {holder}
    reviewing.undo(world.place.engine, row.id or 0, why="it was his", **signed)
    world.crawled(3)
    assert listings(world) == {world.id_of()}


def test_what_was_hidden_of_somebody_merged_into_another_is_hidden_there(world: World) -> None:
    """The board's entry stood alone while the registry named no license."""
    world.crawled(1, taxonomies=())
    with Session(world.place.engine) as session:
        alone = session.exec(select(License.practitioner_id)).one()
    first = world.id_of()
    assert alone != first
    number = world.filed(LISTING, Wish.HIDE_LISTING, practitioner_id=alone).number
    decided(world, number)
    world.crawled(2)
    with Session(world.place.engine) as session:
        assert None in (session.get(Practitioner, alone), session.get(Practitioner, first))
        now = session.exec(select(License.practitioner_id)).one()
    assert listings(world) == {now}


def test_hidden_contact_data_are_nowhere_and_stay_so(world: World) -> None:
    before = world.seen()
    assert PHONE in words(before)
    hidden(world, HERE, Wish.HIDE_CONTACT)
    for day, letters in ((0, ""), (7, "PT, DPT"), (14, "PT")):
        if day:
            world.crawled(day, credential_text=letters)
        person = world.seen()
        told = words(person)
        assert PHONE not in told
        assert STREET not in told
        assert [place.text for place in person.places] == ["Seattle, WA 98101", "9 Oak Ave, Tacoma, WA 98402"]
        assert person.notes[HERE] == ("Not shown since November 20, 2026, as we were asked.",)
        assert [line.status for line in person.lines] == [line.status for line in before.lines]
    coordinator = world.seen(Audience.COORDINATOR)
    assert PHONE in words(coordinator)
    assert "hidden from patients since November 20, 2026 (dispute 1, decided by JR: he called us)" in words(coordinator)
    ids = [world.id_of(), world.id_of(TWIN)]
    with Session(world.place.engine) as session:
        found = disputes.hidden_contacts(session, ids)
    assert set(found) == {ids[0]}


def test_a_new_number_at_the_same_place_is_hidden_too(world: World) -> None:
    hidden(world, "phone:98101:practice", Wish.HIDE_CONTACT)
    world.crawled(7, addresses=addresses("2065550199", "14 Elm Street"))
    assert [place.phone for place in world.seen().places] == [None, "2535550111"]
    assert "14 Elm Street" in words(world.seen())
    assert "2065550199" not in words(world.seen())


def test_a_hidden_listing_shows_only_what_public_registers_say(world: World) -> None:
    before = world.seen()
    hidden(world)
    person = world.seen()
    assert {line.need for line in person.lines} == {Need.LICENSE, Need.NPI}
    assert next(line for line in before.lines if line.need is Need.LICENSE).sentence in words(person)
    assert (person.places, person.claims, person.credential_text, person.other_names) == ([], [], None, [])
    assert person.why_hidden is not None
    assert "asked not to list" in person.why_hidden
    told = words(person)
    assert all(text not in told for text in (PHONE, STREET, "9 Oak Ave", "DPT", "98402"))
    coordinator = world.seen(Audience.COORDINATOR)
    assert coordinator.why_hidden is None
    assert plain(coordinator).places == plain(before).places
    assert "listing hidden from patients" in coordinator.notes[LISTING][0]


def test_a_hidden_listing_names_no_clinic_and_no_course(world: World) -> None:
    """Neither as a record, nor in the history, nor in the key of a fact; and says of itself why it holds so little."""
    says = (Said(kind=SaidKind.TECHNIQUE, code="deep", quote="deep needling"),)
    at = NOW + timedelta(days=1)
    of: dict[str, Any] = {"npi": NPI, "name": PersonName(first="John", last="Stone"), "says": says}
    read(world.place, "example_clinics", entry(**of), entry(2, **of), now=at)
    world.crawled(1)
    with Session(world.place.engine) as session:
        number = next(one.record_id for one in reviewing.held_by(session, world.id_of()) if one.ident[2] == "2")
    signed: dict[str, Any] = {"who": "JR", "now": at}
    reviewing.split(world.place.engine, world.id_of(), [number], note="", **signed)
    world.crawled(2)
    for fact in (HERE, LICENSE, *(fact_of(one) for one in world.seen().claims)):
        world.filed(fact)
    before, before_coordinator = world.seen(), world.seen(Audience.COORDINATOR)
    assert [one.source for one in before.joined] == ["nppes_bulk", "wa_doh", "example_clinics"]
    assert any("Example clinics" in change.sentence for change in before.history)
    assert any(fact.startswith("claim:technique:deep:example-clinic") for fact in before.notes)
    hidden(world)
    person = world.seen()
    assert [one.source for one in person.joined] == ["nppes_bulk", "wa_doh"]
    assert set(person.notes) == {LICENSE}
    assert "example" not in words(replace(person, lines=[])).casefold()
    assert "98101" not in words(person)
    assert no_place(person) == say("wrong-hidden-place")
    assert no_place(before) == say("person-no-place")
    assert (why_joined(before), why_joined(person)) == (None, say("wrong-hidden-joined"))
    asked = {one.code: one.why for one in questions(person)}
    assert asked["place"] == asked["training"] == say("wrong-hidden-why")
    then = world.seen(moment=Moment(DAY + timedelta(days=2), DAY + timedelta(days=2)))
    assert "example" not in words(replace(then, lines=[])).casefold()
    coordinator = world.seen(Audience.COORDINATOR)
    assert replace(coordinator, notes={}) == replace(before_coordinator, notes={})


def test_views_of_earlier_days_hide_too_and_mark_what_was_marked_then(world: World) -> None:
    world.filed(LICENSE)
    world.crawled(3)
    hidden(world, HERE, Wish.HIDE_CONTACT)
    then = {"moment": Moment(DAY, DAY)}
    assert PHONE not in words(world.seen(**then))
    assert marks(world.seen(**then)) == {LICENSE: DAY}
    decided(world, 1, REJECTED, why="the board says so")
    assert PHONE in words(world.seen(Audience.COORDINATOR, **then))


def test_a_rejected_request_has_its_reason(world: World) -> None:
    number = world.filed(LICENSE).number
    with pytest.raises(DisputeError, match="say who decides and why"):
        decided(world, number, REJECTED, why=" \u200b")
    decided(world, number, REJECTED, why="the board lists it as active.")
    person = world.seen()
    assert marks(person) == {}
    (note,) = person.notes[LICENSE]
    assert note.endswith("We looked at it on November 20, 2026 and changed nothing: the board lists it as active.")
    with pytest.raises(DisputeError, match="was rejected by JR already"):
        decided(world, number)


def test_a_note_stands_until_the_source_changes(world: World) -> None:
    decided(world, world.filed(HERE).number, why="moved to Tacoma in May")
    assert "we noted what this person says: moved to Tacoma in May" in world.seen().notes[HERE][0]
    world.crawled(7)
    assert HERE in world.seen().notes
    world.crawled(14, addresses=addresses(street="1 New St"))
    assert HERE not in world.seen().notes


def test_taking_back_shows_again(world: World) -> None:
    hidden(world)
    disputes.withdraw(world.place.engine, 1, who="JR", why="she asked to be listed", now=NOW + timedelta(hours=3))
    person = world.seen()
    assert person.why_hidden is None
    assert person.notes == {}
    assert listings(world) == frozenset()
    with Session(world.place.engine) as session:
        assert session.get_one(Dispute, 1).decided_why == "he called us"
    with pytest.raises(DisputeError, match="withdrawn by JR already"):
        decided(world, 1)
    with pytest.raises(DisputeError, match="there is no dispute 7"):
        decided(world, 7)


def test_how_to_reach_the_sender_is_for_coordinators_and_can_be_deleted(world: World) -> None:
    number = world.filed(LICENSE).number
    for audience in Audience:
        assert "secret" not in words(world.seen(audience))
    with pytest.raises(DisputeError, match="not decided yet"):
        disputes.forget_contact(world.place.engine, number)
    decided(world, number, REJECTED)
    disputes.forget_contact(world.place.engine, number)
    with Session(world.place.engine) as session:
        assert session.get_one(Dispute, number).contact is None


def test_the_same_is_said_once_and_a_fact_has_no_endless_queue(world: World) -> None:
    assert [world.filed(LICENSE, minutes=n).folded for n in range(3)] == [False, True, True]
    for number in range(1, OPEN_PER_FACT):
        world.filed(LICENSE, text=f"wrong {number}")
    with pytest.raises(DisputeError, match="has 5 requests that wait") as told:
        world.filed(LICENSE, text="once more")
    assert told.value.status == 429
    world.filed(HERE)
    assert marks(world.seen())[LICENSE] == DAY


def test_a_hundred_in_a_minute_are_held_back(world: World) -> None:
    with Session(world.place.engine) as session:
        row = {"practitioner_id": "0" * 16, "fact": "name", "shown": "", "text": "x", "said_by": SaidBy.OTHER,
               "wish": Wish.CORRECT, "filed_at": NOW + timedelta(minutes=59)}  # fmt: skip
        session.add_all([Dispute(**row) for _ in range(ALL_PER_HOUR)])
        session.commit()
    with pytest.raises(DisputeError, match="try again in an hour") as told:
        world.filed(LICENSE)
    assert (told.value.status, told.value.wait) == (429, 3600)
    assert world.filed(LICENSE, minutes=60).number == ALL_PER_HOUR + 1


REFUSED = [
    ({"fact": "license:WA:PT:PT9999"}, "do not show this fact"),
    ({"fact": "place:00000:mailing"}, "do not show this fact"),
    ({"practitioner_id": "f" * 16}, "We have no page for this person"),
    ({"practitioner_id": "\0' OR 1=1"}, "We have no page for this person"),
    ({"text": "x" * 10_240}, "Please use at most"),
]


def test_what_cannot_be_filed_is_said_and_leaves_nothing(world: World) -> None:
    for more, told in REFUSED:
        with pytest.raises(DisputeError, match=told):
            world.filed(**{"fact": LICENSE} | more)
    with Session(world.place.engine) as session:
        assert session.exec(select(Dispute)).all() == []


def test_hiding_for_somebody_who_called(world: World) -> None:
    at = NOW + timedelta(hours=1)
    signed: dict[str, Any] = {"who": "JR", "why": "she called", "now": at}
    disputes.hide(world.place.engine, world.id_of(), LISTING, Wish.HIDE_CONTACT, shown="all", **signed)
    assert [(place.phone, place.text) for place in world.seen().places] == [
        (None, "Seattle, WA 98101"), (None, "Tacoma, WA 98402"),
    ]  # fmt: skip
    with Session(world.place.engine) as session:
        (row,) = session.exec(select(Dispute).order_by(col(Dispute.id))).all()
    assert (row.said_by, row.decision, row.npi, row.record_key) == (SaidBy.COORDINATOR, ACCEPTED, NPI, None)


@pytest.mark.slow
def test_a_copy_of_an_earlier_day_hides_what_is_hidden_now_and_holds_no_way_to_reach_anybody(
    world: World, tmp_path: Path
) -> None:
    world.filed(LICENSE, minutes=-120)
    world.crawled(2)
    decided(world, 1, REJECTED)
    decided(world, world.filed(LISTING, Wish.HIDE_LISTING, minutes=60).number)
    rebuild_to(world.place.engine, NOW.date() + timedelta(days=1), tmp_path / "then")
    engine = connect(f"sqlite:///{tmp_path / 'then' / 'needleproof.db'}")
    with Session(engine) as session:
        first, second = session.exec(select(Dispute).order_by(col(Dispute.id))).all()
        assert (first.decision, first.decided_by, first.contact) == (None, None, None)
        assert (second.decision, second.contact) == (ACCEPTED, None)
        assert len(disputes.hidden_listings(session)) == 1
    engine.dispose()


def test_pages_that_are_kept_are_made_anew(world: World) -> None:
    stamps = []
    for act in (
        lambda: None,
        lambda: world.filed(LICENSE),
        lambda: decided(world, 1, REJECTED),
        lambda: disputes.withdraw(world.place.engine, 1, who="J", why="x", now=NOW),
    ):
        act()
        with Session(world.place.engine) as session:
            stamps.append(disputes.stamp(session))
    assert len(set(stamps)) == 4
